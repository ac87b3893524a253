//! SARIF against its official schema.

use std::collections::BTreeSet;

use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::{Ended, Ending, Severity, State, Verdict, Waived};
use mcs_audit::model::options::Format;
use serde_json::{Value, json};

use super::{
    Place, assert_valid, by_id, decoded_uri, items, parsed, place, reports, sarif_place, sarif_text, schema, shown,
};
use crate::support::golden::golden;
use crate::support::json::word;

#[test]
fn sarif_holds_every_finding_once_and_every_verdict() {
    let official = schema("tests/schemas/sarif-schema-2.1.0.json");
    for report in reports() {
        let log = parsed(&report, Format::Sarif);
        assert_valid(&official, &log);
        let run = &log["runs"][0];
        let rules = items(&run["tool"]["driver"], "rules");
        assert_eq!(rules.len(), report.verdicts.len());
        let mut found = BTreeSet::new();
        let by_id = by_id(&report);
        let is_absent = |e: &&Ended| e.ending != Ending::NotAssessed;
        let ended: Vec<&Ended> = report.comparison.iter().flat_map(|c| &c.ended).filter(is_absent).collect();
        assert!(!ended.is_empty());
        for result in items(run, "results") {
            // the text of the standard: either all results have it, or none
            assert!(result["suppressions"].is_array(), "{result}");
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
            assert_eq!(rule["id"], result["ruleId"]);
            let Some(id) = result.pointer("/partialFingerprints/ruleAndSubject~1v1").and_then(Value::as_str) else {
                if let Some(cells) = result["properties"]["cells"].as_array() {
                    // a member of whom it is not known: no failure, and there to be looked at
                    assert_eq!((word(result, "kind"), word(result, "level")), ("review", "none"));
                    assert!(cells.iter().all(|cell| cell["line"].is_u64()), "{result}");
                    continue;
                }
                let verdict = report.verdicts.iter().find(|v| v.rule == result["ruleId"]).expect("a rule");
                let kind = match verdict.verdict {
                    Verdict::Pass => "pass",
                    Verdict::NotApplicable => "notApplicable",
                    Verdict::NotAssessed => "open",
                    Verdict::Undetermined => "review",
                    Verdict::Fail | Verdict::Off => panic!("{} has a result of its own", verdict.rule),
                };
                assert_eq!((word(result, "kind"), word(result, "level")), (kind, "none"));
                assert_eq!(result["properties"]["population"], verdict.population);
                let reason = verdict.reason.as_deref().unwrap_or_default();
                assert!(sarif_text(&result["message"]).contains(&shown(reason)));
                continue;
            };
            assert!(found.insert(id.to_owned()), "{id} is there twice");
            assert_eq!(word(result, "kind"), "fail");
            if result["baselineState"] == "absent" {
                let ended = ended.iter().find(|e| e.id == id).expect("it ended");
                assert_eq!(sarif_text(&result["message"]), shown(&ended.message));
                assert_eq!(word(result, "ruleId"), ended.rule);
                continue;
            }
            let finding = by_id[id];
            let level = match finding.severity {
                Severity::Critical | Severity::High => "error",
                Severity::Medium => "warning",
                Severity::Low => "note",
            };
            assert_eq!(word(result, "level"), level);
            assert_eq!(word(result, "ruleId"), finding.rule);
            assert_eq!(sarif_text(&result["message"]), shown(&finding.message));
            let suppressed = |waived: &Waived| json!([{ "kind": "external", "status": "accepted", "justification": shown(&waived.reason) }]);
            assert_eq!(result["suppressions"], finding.waived.as_deref().map_or(json!([]), suppressed));
            let baseline = match finding.change.as_ref().expect("compared").state {
                State::New | State::Reopened => "new",
                State::Persisting => "unchanged",
            };
            assert_eq!(word(result, "baselineState"), baseline);
            let locations = items(result, "locations").iter().chain(items(result, "relatedLocations"));
            let places: Vec<Place> = locations.clone().map(sarif_place).collect();
            assert_eq!(places, finding.evidence.iter().map(place).collect::<Vec<_>>());
            for (location, evidence) in locations.zip(&finding.evidence) {
                assert_eq!(location.pointer("/properties/cell").and_then(Value::as_str), evidence.cell.as_deref());
                assert_eq!(location.pointer("/properties/column").and_then(Value::as_str), evidence.column.as_deref());
                assert_eq!(location.pointer("/properties/sheet").and_then(Value::as_str), evidence.sheet.as_deref());
            }
        }
        assert_eq!(found.len(), report.findings.len() + ended.len());
        let told = |verdict: Verdict, member: &str, id: &str| {
            let expected: BTreeSet<&str> =
                report.verdicts.iter().filter(|v| v.verdict == verdict).map(|v| v.rule.as_str()).collect();
            // what is told of no rule is how the files were read
            let of_rules = items(&run["invocations"][0], member).iter().filter(|n| n.get(id).is_some());
            let found: BTreeSet<&str> = of_rules.map(|n| word(&n[id], "id")).collect();
            assert_eq!(found, expected);
            assert!(!expected.is_empty());
        };
        told(Verdict::NotAssessed, "toolExecutionNotifications", "associatedRule");
        told(Verdict::Off, "ruleConfigurationOverrides", "descriptor");
        let judged = report.verdicts.iter().filter(|v| !matches!(v.verdict, Verdict::Fail | Verdict::Off)).count();
        assert_eq!(items(run, "results").len(), found.len() + judged);
    }
}

/// What the standard says in words, or its errata, and the schema does not ask for.
#[test]
fn sarif_keeps_what_its_schema_does_not_ask_for() {
    for report in reports() {
        let log = parsed(&report, Format::Sarif);
        let run = &log["runs"][0];
        let mut pending = vec![&log];
        while let Some(value) = pending.pop() {
            match value {
                Value::Object(members) => {
                    if let Some(region) = members.get("region") {
                        assert!(
                            region["startLine"].as_u64().is_some_and(|line| line > 0),
                            "lines count from 1: {region}"
                        );
                    }
                    if let Some(uri) = members.get("uri").and_then(Value::as_str) {
                        assert!(!uri.starts_with('/') && !uri.contains(':'), "{uri} is relative");
                        assert!(uri.split('/').all(|part| !part.is_empty() && part != "." && part != ".."), "{uri}");
                    }
                    pending.extend(members.values());
                }
                Value::Array(items) => pending.extend(items),
                _ => {}
            }
        }
        assert!(!log.to_string().contains("TimeUtc"), "there is no clock");
        // a translation has every text of what it translates
        let translations = items(run, "translations");
        assert_eq!(translations.len(), 2);
        let components = [(&run["tool"]["driver"], "rules"), (&run["taxonomies"][0], "taxa")];
        for ((own, member), other) in components.into_iter().zip(translations) {
            assert_eq!(other["associatedComponent"]["name"], own["name"]);
            let languages = [word(own, "language"), word(other, "language")];
            assert!(languages == ["ja", "en"] || languages == ["en", "ja"], "{languages:?}");
            assert_eq!(items(own, member).len(), items(other, member).len());
            for (own, other) in items(own, member).iter().zip(items(other, member)) {
                assert_eq!(own["id"], other["id"]);
                for text in ["shortDescription", "fullDescription", "help"] {
                    assert_eq!(own[text].is_object(), other[text].is_object());
                    assert!(own[text].is_null() || own[text] != other[text], "{text} of {}", own["id"]);
                }
            }
        }
        // a clause that a rule refers to is there
        for rule in items(&run["tool"]["driver"], "rules") {
            for relationship in items(rule, "relationships") {
                let target = &relationship["target"];
                let index = usize::try_from(target["index"].as_u64().expect("an index")).expect("small");
                assert_eq!(items(&run["taxonomies"][0], "taxa")[index]["id"], target["id"]);
            }
        }
    }
    let report = golden(Lang::En);
    let log = parsed(&report, Format::Sarif);
    let artifacts = items(&log["runs"][0], "artifacts");
    assert_eq!(artifacts.len(), report.run.inputs.len());
    for (artifact, input) in artifacts.iter().zip(&report.run.inputs) {
        assert_eq!(decoded_uri(word(&artifact["location"], "uri")), input.file);
        assert_eq!((&artifact["hashes"]["sha-256"], &artifact["length"]), (&json!(input.sha256), &json!(input.bytes)));
    }
}
