//! OSCAL against its official schemas.

use std::collections::{BTreeMap, BTreeSet};

use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::Verdict;
use mcs_audit::model::options::Format;
use mcs_audit::model::report::Report;
use mcs_audit::policy::Policy;
use serde_json::Value;

use super::{
    LANGS, Place, assert_valid, by_id, decoded_uri, items, on_a_line, parsed, place, plain, props, reports, schema,
};
use crate::support::golden::golden;
use crate::support::json::word;
use crate::support::program::run;

fn catalog(lang: Lang) -> Value {
    let policy = Policy::embedded("chuo").expect("a policy").expect("in order");
    let mut out = Vec::new();
    mcs_audit::report::oscal::catalog::write(&policy, lang, &mut out).expect("written");
    serde_json::from_slice(&out).expect("JSON")
}

#[test]
fn oscal_results_hold_every_finding_and_the_verdict_on_every_clause() {
    let official = schema("tests/schemas/oscal_assessment-results_schema-1.2.1.json");
    let catalog = catalog(Lang::En).to_string();
    for report in reports() {
        let document = parsed(&report, Format::Oscal);
        assert_valid(&official, &document);
        let result = &document["assessment-results"]["results"][0];
        let observations = items(result, "observations");
        let uuids: BTreeSet<&str> = observations.iter().map(|o| word(o, "uuid")).collect();
        assert_eq!(uuids.len(), observations.len(), "each has its own");
        let by_id = by_id(&report);
        let mut found = BTreeSet::new();
        for observation in observations {
            let [id] = props(observation, "id")[..] else {
                let [rule] = props(observation, "rule")[..] else { panic!("{observation}") };
                let verdict = report.verdicts.iter().find(|v| v.rule == rule).expect("a rule");
                assert_eq!(props(observation, "verdict"), [verdict.verdict.word()]);
                assert_eq!(props(observation, "population"), [verdict.population.to_string().as_str()]);
                let reason = on_a_line(verdict.reason.as_deref().unwrap_or_default());
                assert!(plain(word(observation, "description")).contains(&reason));
                continue;
            };
            assert!(found.insert(id), "{id} is there twice");
            let finding = by_id[id];
            assert_eq!(props(observation, "rule"), [finding.rule.as_str()]);
            assert_eq!(props(observation, "status"), [finding.status.word()]);
            let change = finding.change.as_ref().expect("compared");
            assert_eq!(props(observation, "change"), [change.state.word()]);
            assert_eq!(props(observation, "since"), [change.since.as_str()]);
            let raised: Vec<&str> = finding.raised_from.iter().map(|s| s.word()).collect();
            assert_eq!(props(observation, "raised-from"), raised);
            let until: Vec<&str> = finding.waived.iter().map(|w| w.expires_on.as_str()).collect();
            assert_eq!(props(observation, "waived-until"), until);
            assert_eq!(plain(word(observation, "description")), on_a_line(&finding.message).trim());
            let places: Vec<Place> = items(observation, "relevant-evidence")
                .iter()
                .map(|e| (decoded_uri(word(e, "href")), props(e, "line").first().map(|l| l.parse().expect("a number"))))
                .collect();
            assert_eq!(places, finding.evidence.iter().map(place).collect::<Vec<_>>());
        }
        assert_eq!(found.len(), report.findings.len());
        assert_eq!(observations.len(), report.findings.len() + report.verdicts.len());

        let selection = &result["reviewed-controls"]["control-selections"][0];
        let selected = |member: &str| -> BTreeSet<String> {
            items(selection, member).iter().map(|c| word(c, "control-id").to_owned()).collect()
        };
        let clauses = |judged: bool| -> BTreeSet<String> {
            let is_judged = |v: Verdict| matches!(v, Verdict::Pass | Verdict::Fail);
            let of = report.clauses.iter().filter(|c| is_judged(c.verdict) == judged);
            of.map(|c| format!("clause-{}", c.clause)).collect()
        };
        assert_eq!(selected("include-controls"), clauses(true));
        assert_eq!(selected("exclude-controls"), clauses(false));
        assert!(!clauses(false).is_empty());
        let findings = items(result, "findings");
        assert_eq!(findings.len(), clauses(true).len(), "no verdict where nothing was judged");
        for finding in findings {
            let [id] = props(finding, "clause")[..] else { panic!("{finding}") };
            let clause = report.clauses.iter().find(|c| c.clause == id).expect("a clause");
            let passes = clause.verdict == Verdict::Pass;
            let state = if passes { "satisfied" } else { "not-satisfied" };
            assert_eq!(finding["target"]["status"]["state"], state);
            let target = word(&finding["target"], "target-id");
            assert_eq!(target, format!("clause-{id}_smt"));
            assert!(catalog.contains(&format!("\"{target}\"")), "{target} is in the catalog");
            let related: Vec<&str> =
                items(finding, "related-observations").iter().map(|o| word(o, "observation-uuid")).collect();
            assert!(!related.is_empty() && related.iter().all(|uuid| uuids.contains(uuid)));
            let breaking = report.findings.iter().filter(|f| f.clauses.iter().any(|c| *c == clause.clause)).count();
            assert_eq!(related.len(), clause.rules.len() + breaking, "{id}");
        }
        let resources = items(&document["assessment-results"]["back-matter"], "resources");
        let plan = word(&document["assessment-results"]["import-ap"], "href").trim_start_matches('#');
        assert!(resources.iter().any(|r| r["uuid"] == plan), "what takes the place of a plan is there");
        let all: BTreeSet<&str> = resources.iter().map(|r| word(r, "uuid")).collect();
        assert_eq!(all.len(), resources.len());
    }
    let uuid = |report: &Report| parsed(report, Format::Oscal)["assessment-results"]["uuid"].clone();
    let report = golden(Lang::En);
    let mut other = report.clone();
    other.run.as_of = "2026-11-30".to_owned();
    assert_ne!(uuid(&report), uuid(&other), "two reports are two documents");
    let observation = |report: &Report| {
        let document = parsed(report, Format::Oscal);
        let result = &document["assessment-results"]["results"][0];
        items(result, "observations").last().expect("one")["uuid"].clone()
    };
    assert_eq!(observation(&report), observation(&other), "a finding stays itself from month to month");
}

#[test]
fn the_policy_is_an_oscal_catalog() {
    let official = schema("tests/schemas/oscal_catalog_schema-1.2.1.json");
    let policy = Policy::embedded("chuo").expect("a policy").expect("in order");
    for lang in LANGS {
        let document = catalog(lang);
        assert_valid(&official, &document);
        let catalog = &document["catalog"];
        let controls: Vec<&Value> = items(catalog, "groups").iter().flat_map(|g| items(g, "controls")).collect();
        assert_eq!(controls.len(), policy.clauses.len());
        let resources: BTreeMap<&str, &Value> =
            items(&catalog["back-matter"], "resources").iter().map(|r| (word(r, "uuid"), r)).collect();
        assert_eq!(resources.len(), policy.rules.len());
        for (place, (control, clause)) in controls.iter().zip(&policy.clauses).enumerate() {
            assert_eq!(props(control, "clause"), [clause.id.as_str()]);
            assert!(plain(word(control, "title")).ends_with(clause.label.get(lang)));
            let part = |name: &str| items(control, "parts").iter().find(|p| p["name"] == name);
            let prose = |name: &str| part(name).map(|p| plain(word(p, "prose")));
            assert_eq!(prose("statement").as_deref(), Some(clause.text.get(lang)));
            assert_eq!(prose("translation").as_deref(), Some(clause.text.get(lang.other())));
            assert_eq!(prose("assessment-objective").as_deref(), clause.question.as_ref().map(|q| q.get(lang)));
            let links = items(control, "links").iter().map(|l| word(l, "href").trim_start_matches('#'));
            let linked: BTreeSet<&str> =
                links.filter_map(|uuid| resources.get(uuid)).flat_map(|r| props(r, "rule")).collect();
            let rules = policy.rules.iter().filter(|rule| policy.is_judged_by(place, rule));
            assert_eq!(linked, rules.map(|r| r.id.as_str()).collect(), "{}", clause.id);
        }
        let groups: Vec<&str> = items(catalog, "groups").iter().map(|g| word(g, "title")).collect();
        assert_eq!(groups[..3], ["第二条", "第三条", "第四条"]);
        assert_eq!(groups.last(), Some(&"別紙(3)"));
        assert_eq!(run(&["rules", "--format", "oscal", "--lang", lang.word()]).json(), document);
    }
}
