//! The formats for machines, read back by others' readers: SARIF and OSCAL against their official schemas, XML and CSV
//! by parsers, the annotations of GitHub as its runner reads them. Every finding is in each of them exactly once, at the
//! line that it is about, whatever text is in it; and what was not assessed stands there as that.

#[path = "shared/golden.rs"]
mod golden;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use boon::{Compiler, SchemaIndex, Schemas};
use encoding_rs::SHIFT_JIS;
use mcs_audit::base::text::Lang;
use mcs_audit::history::stored;
use mcs_audit::model::finding::{Ended, Ending, Evidence, Finding, Severity, State, Status, Verdict, Waived};
use mcs_audit::model::options::{CsvEncoding, Format, GroupBy, Layout, Style};
use mcs_audit::model::report::Report;
use mcs_audit::policy::Policy;
use percent_encoding::percent_decode_str;
use quick_xml::events::Event;
use serde_json::{Value, json};

const LANGS: [Lang; 2] = [Lang::Ja, Lang::En];
/// The namespace of names that OSCAL does not have.
const NAMESPACE: &str = "urn:mcs-audit";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn layout(csv_encoding: CsvEncoding) -> Layout {
    Layout { csv_encoding, ..Layout::default() }
}

fn bytes(report: &Report, format: Format) -> Vec<u8> {
    let mut out = Vec::new();
    let replaced = report.write(format, layout(CsvEncoding::Utf8Bom), &mut out).expect("it can be written");
    assert_eq!(replaced, 0);
    let mut again = Vec::new();
    report.write(format, layout(CsvEncoding::Utf8Bom), &mut again).expect("it can be written");
    assert_eq!(out, again, "the same report gives the same bytes");
    out
}

fn text(report: &Report, format: Format) -> String {
    String::from_utf8(bytes(report, format)).expect("UTF-8")
}

fn parsed(report: &Report, format: Format) -> Value {
    serde_json::from_str(&text(report, format)).expect("JSON")
}

/// The golden report and the hostile one, in both languages.
fn reports() -> Vec<Report> {
    LANGS.into_iter().flat_map(|lang| [golden::golden(lang), golden::hostile(lang)]).collect()
}

/// The audit of a folder of fixtures, or nothing if it cannot be audited.
fn audit(folder: &Path, day: &str) -> Option<Report> {
    let ran = Command::new(env!("CARGO_BIN_EXE_mcs-audit"))
        .args(["check", folder.to_str()?, "--as-of", day, "--format", "json", "--lang", "ja"])
        .output()
        .expect("it runs");
    (ran.status.code() != Some(2)).then(|| stored::parse("report.json", &ran.stdout).expect("a report"))
}

fn schema(file: &str) -> (Schemas, SchemaIndex) {
    let mut schemas = Schemas::new();
    let mut compiler = Compiler::new();
    compiler.enable_format_assertions();
    let text = fs::read_to_string(root().join(file)).expect("the schema");
    let mut value: Value = serde_json::from_str(&text).expect("JSON");
    // by which the parts name themselves; as references they resolve against the file all the same
    without_ids(&mut value);
    compiler.add_resource("schema.json", value).expect("a schema");
    let index = compiler.compile("schema.json", &mut schemas).expect("a schema that holds");
    (schemas, index)
}

/// OSCAL gives each definition an `$id` that repeats its place, which is no location that a definition can have.
fn without_ids(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, value| name != "$id" || !value.is_string());
            members.values_mut().for_each(without_ids);
        }
        Value::Array(items) => items.iter_mut().for_each(without_ids),
        _ => {}
    }
}

fn assert_valid((schemas, index): &(Schemas, SchemaIndex), value: &Value) {
    if let Err(error) = schemas.validate(value, *index) {
        panic!("{error:#}");
    }
}

fn items<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value[member].as_array().map_or(&[], Vec::as_slice)
}

fn word<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("no {member} in {value}"))
}

/// What a format should have of some text: what drives a terminal, turns text round or is not XML is not shown.
fn shown(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || "\u{2028}\u{2029}\u{200e}\u{200f}\u{feff}\u{fffe}\u{ffff}".contains(c)
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    text.replace("\r\n", "\n").chars().map(|c| if hidden(c) { '\u{fffd}' } else { c }).collect()
}

/// The same on one line.
fn on_a_line(text: &str) -> String {
    shown(&text.replace("\r\n", " ")).replace(['\n', '\t'], " ")
}

/// A place that a format names: file and line.
type Place = (String, Option<u64>);

fn place(evidence: &Evidence) -> Place {
    (evidence.file.to_string(), evidence.line.map(u64::from))
}

fn first_place(finding: &Finding) -> Place {
    finding.evidence.first().map_or((String::new(), None), place)
}

/// The findings by their ids, each of which there is once.
fn by_id(report: &Report) -> BTreeMap<&str, &Finding> {
    let by_id: BTreeMap<&str, &Finding> = report.findings.iter().map(|f| (f.id.as_str(), f)).collect();
    assert_eq!(by_id.len(), report.findings.len());
    by_id
}

fn decoded_uri(uri: &str) -> String {
    percent_decode_str(uri).decode_utf8().expect("UTF-8").into_owned()
}

// ---------------------------------------------------------------- SARIF

/// The text of a message as a viewer shows it.
fn sarif_text(message: &Value) -> String {
    word(message, "text").replace("{{", "{").replace("}}", "}").replace("\\](", "](")
}

fn sarif_place(location: &Value) -> Place {
    let location = &location["physicalLocation"];
    let file = decoded_uri(word(&location["artifactLocation"], "uri"));
    (file, location.pointer("/region/startLine").and_then(Value::as_u64))
}

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
                let verdict = report.verdicts.iter().find(|v| v.rule == result["ruleId"]).expect("a rule");
                let kind = match verdict.verdict {
                    Verdict::Pass => "pass",
                    Verdict::NotApplicable => "notApplicable",
                    Verdict::NotAssessed => "open",
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
            let found: BTreeSet<&str> =
                items(&run["invocations"][0], member).iter().map(|n| word(&n[id], "id")).collect();
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
    let report = golden::golden(Lang::En);
    let log = parsed(&report, Format::Sarif);
    let artifacts = items(&log["runs"][0], "artifacts");
    assert_eq!(artifacts.len(), report.run.inputs.len());
    for (artifact, input) in artifacts.iter().zip(&report.run.inputs) {
        assert_eq!(decoded_uri(word(&artifact["location"], "uri")), input.file);
        assert_eq!((&artifact["hashes"]["sha-256"], &artifact["length"]), (&json!(input.sha256), &json!(input.bytes)));
    }
}

// ---------------------------------------------------------------- JUnit

/// A test case as a reader of `JUnit` XML sees it.
#[derive(Debug, Default)]
struct Case {
    suite: String,
    class: String,
    name: String,
    /// `failure`, `skipped`, or nothing.
    outcome: String,
    message: String,
    kind: String,
    body: String,
    said: String,
}

/// Reads `JUnit` XML by the rules of its schema: which element stands in which, and that the counts are right.
fn junit(xml: &str) -> Vec<Case> {
    assert!(xml.chars().all(|c| "\t\n\r".contains(c) || c >= ' ' && !"\u{fffe}\u{ffff}".contains(c)), "XML 1.0");
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<String> = Vec::new();
    let mut cases: Vec<Case> = Vec::new();
    let mut counts: Vec<(String, BTreeMap<String, String>)> = Vec::new();
    loop {
        let event = reader.read_event().expect("well-formed");
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let parent = match name.as_str() {
                    "testsuites" => None,
                    "testsuite" => Some("testsuites"),
                    "testcase" => Some("testsuite"),
                    "failure" | "skipped" | "system-out" => Some("testcase"),
                    other => panic!("<{other}> is not known"),
                };
                assert_eq!(open.last().map(String::as_str), parent, "<{name}>");
                let attributes: BTreeMap<String, String> = tag
                    .attributes()
                    .map(|a| {
                        let a = a.expect("an attribute");
                        let value = quick_xml::escape::unescape(&a.value).expect("escaped").into_owned();
                        (a.key.as_ref().to_owned(), value)
                    })
                    .collect();
                for clock in ["timestamp", "time", "uuid", "hostname"] {
                    assert!(!attributes.contains_key(clock), "{clock}");
                }
                match name.as_str() {
                    "testcase" => cases.push(Case {
                        suite: counts.last().expect("a suite").1["name"].clone(),
                        class: attributes["classname"].clone(),
                        name: attributes["name"].clone(),
                        ..Case::default()
                    }),
                    "failure" | "skipped" => {
                        let case = cases.last_mut().expect("a case");
                        assert_eq!(case.outcome, "", "one outcome");
                        case.outcome.clone_from(&name);
                        case.message.clone_from(&attributes["message"]);
                        case.kind = attributes.get("type").cloned().unwrap_or_default();
                    }
                    "system-out" => {}
                    _ => counts.push((name.clone(), attributes)),
                }
                if !is_empty {
                    open.push(name);
                }
            }
            Event::End(_) => {
                open.pop().expect("something is open");
            }
            Event::Text(piece) => {
                add(&open, &mut cases, &piece);
            }
            Event::GeneralRef(name) => {
                let piece = quick_xml::escape::unescape(&format!("&{};", &*name)).expect("a reference").into_owned();
                add(&open, &mut cases, &piece);
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty(), "{open:?} stay open");
    let number = |of: &BTreeMap<String, String>, name: &str| of[name].parse::<usize>().expect("a number");
    for (element, of) in &counts {
        let within = || cases.iter().filter(|c| element == "testsuites" || c.suite == of["name"]);
        assert_eq!(number(of, "tests"), within().count());
        assert_eq!(number(of, "failures"), within().filter(|c| c.outcome == "failure").count());
        assert_eq!(number(of, "skipped"), within().filter(|c| c.outcome == "skipped").count());
        assert_eq!(number(of, "errors"), 0);
    }
    cases
}

fn add(open: &[String], cases: &mut [Case], piece: &str) {
    match (open.last().map(String::as_str), cases.last_mut()) {
        (Some("failure"), Some(case)) => case.body.push_str(piece),
        (Some("system-out"), Some(case)) => case.said.push_str(piece),
        _ => assert_eq!(piece.trim(), "", "text between elements"),
    }
}

#[test]
fn junit_has_a_case_for_each_rule_and_class_of_subjects() {
    for report in reports() {
        let cases = junit(&text(&report, Format::Junit));
        let names: BTreeSet<(&str, &str)> = cases.iter().map(|c| (c.class.as_str(), c.name.as_str())).collect();
        assert_eq!(names.len(), cases.len(), "no two cases have a name");
        for verdict in &report.verdicts {
            let of_rule: Vec<&Case> = cases.iter().filter(|c| c.class == verdict.rule).collect();
            let findings: Vec<&Finding> = report.findings.iter().filter(|f| f.rule == verdict.rule).collect();
            let tables: BTreeSet<&str> = findings.iter().map(|f| f.subject.table.as_str()).collect();
            assert_eq!(of_rule.len(), tables.len().max(1), "{}", verdict.rule);
            for case in &of_rule {
                assert!(case.name.starts_with(&verdict.text.title));
                match verdict.verdict {
                    Verdict::NotApplicable | Verdict::NotAssessed | Verdict::Off => {
                        assert_eq!(case.outcome, "skipped");
                        let reason = on_a_line(verdict.reason.as_deref().unwrap_or_default());
                        assert!(
                            case.message.contains(&reason)
                                && case.message.starts_with(verdict.verdict.say(report.run.lang))
                        );
                    }
                    Verdict::Pass | Verdict::Fail if case.outcome.is_empty() => {}
                    Verdict::Pass | Verdict::Fail => {
                        assert_eq!((case.outcome.as_str(), case.kind.as_str()), ("failure", verdict.severity.word()));
                        assert!(!case.body.is_empty());
                    }
                }
                assert!(!case.said.is_empty());
            }
            // what is no more is told once, in a line
            for ended in report.comparison.iter().flat_map(|c| &c.ended).filter(|e| e.rule == verdict.rule) {
                let line = on_a_line(&format!("{}: {} (", ended.ending.say(report.run.lang), ended.subject.label));
                let told = of_rule.iter().flat_map(|c| c.said.split('\n')).filter(|l| l.starts_with(&line));
                assert!(told.count() >= 1, "{line:.200}");
            }
            // a finding stands among the failures if it is open, and is only told of if it is waived
            for finding in findings {
                let id = format!("\nid: {}\n", finding.id);
                let failed = of_rule.iter().filter(|c| c.body.contains(&id)).count();
                let told = of_rule.iter().filter(|c| c.said.contains(&id)).count();
                let expected = if finding.status == Status::Open { (1, 0) } else { (0, 1) };
                assert_eq!((failed, told), expected, "{}", finding.id);
                let lines: Vec<&str> =
                    of_rule.iter().flat_map(|c| [&c.body, &c.said]).flat_map(|t| t.split('\n')).collect();
                assert!(lines.contains(&on_a_line(&finding.message).as_str()), "{}", finding.message);
                for evidence in &finding.evidence {
                    let file = on_a_line(&evidence.file);
                    let note = on_a_line(&evidence.note);
                    let at = match (evidence.line, &evidence.cell, report.run.lang) {
                        (None, ..) => String::new(),
                        (_, Some(cell), _) => format!(" › {cell}"),
                        (Some(line), None, Lang::Ja) => format!(" {line}行目"),
                        (Some(line), None, Lang::En) => format!(" line {line}"),
                    };
                    let is_it = |line: &&&str| {
                        line.starts_with(&format!("→ {file}")) && line.ends_with(&format!("{at}: {note}"))
                    };
                    assert_eq!(lines.iter().filter(is_it).count().min(1), 1, "{evidence:?}");
                }
            }
        }
    }
}

// ---------------------------------------------------------------- GitHub

/// An annotation as the runner of a workflow reads its line.
struct Annotation {
    level: String,
    properties: BTreeMap<String, String>,
    message: String,
}

fn annotations(text: &str) -> Vec<Annotation> {
    let unescaped = |text: &str| {
        text.replace("%0A", "\n").replace("%0D", "\r").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")
    };
    let read = |line: &str| {
        let (command, data) = line.strip_prefix("::").and_then(|l| l.split_once("::")).expect("a command");
        let (level, properties) = command.split_once(' ').expect("properties");
        let property = |property: &str| {
            let (name, value) = property.split_once('=').expect("name=value");
            (name.to_owned(), unescaped(value))
        };
        Annotation {
            level: level.to_owned(),
            properties: properties.split(',').map(property).collect(),
            message: unescaped(data),
        }
    };
    text.lines().map(read).collect()
}

#[test]
fn github_shows_the_gravest_and_counts_the_others() {
    for report in reports() {
        let text = text(&report, Format::Github);
        assert!(!text.contains('\r') && text.ends_with('\n'));
        let annotations = annotations(&text);
        let by_id = by_id(&report);
        let mut written: BTreeSet<&str> = BTreeSet::new();
        let mut counted: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
        for annotation in &annotations {
            let level = annotation.level.as_str();
            let last = annotation.message.lines().last().expect("a line");
            let id = last.rsplit(' ').next().expect("a word");
            if let Some(finding) = by_id.get(id) {
                assert!(written.insert(&finding.id), "{id} is there twice");
                let expected = match (finding.status, finding.severity) {
                    (Status::Waived, _) | (_, Severity::Low) => "notice",
                    (_, Severity::Medium) => "warning",
                    _ => "error",
                };
                assert_eq!(level, expected);
                let message = shown(&finding.message.replace("\r\n", "\n"));
                assert!(annotation.message.starts_with(&message), "{message}");
                let (file, line) = first_place(finding);
                assert_eq!(annotation.properties["file"], shown(&file.replace("\r\n", "\n")));
                assert_eq!(annotation.properties.get("line").cloned(), line.map(|l| l.to_string()));
            } else if let Some(comparison) =
                report.comparison.as_ref().filter(|c| annotation.properties["title"].contains(&c.as_of))
            {
                assert_eq!(level, "notice");
                let lines: Vec<&str> = annotation.message.lines().collect();
                assert!(lines.len() > 1, "something ended: {lines:?}");
                let ids: Vec<&str> = lines[1..].iter().filter_map(|l| l.rsplit(' ').next()).collect();
                let ended: Vec<&str> = comparison.ended.iter().map(|e| e.id.as_str()).take(ids.len()).collect();
                assert_eq!(ids, ended);
            } else if annotation.message.starts_with("overdue-training: ") {
                assert_eq!(level, "warning");
                let reason =
                    report.verdicts.iter().find(|v| v.rule == "overdue-training").and_then(|v| v.reason.clone());
                assert_eq!(annotation.message, format!("overdue-training: {}", reason.expect("a reason")));
            } else {
                let list = annotation.message.split_once(": ").expect("a list").1;
                let rules = list.split(['、', ',']).map(|r| r.trim().rsplit_once(' ').expect("rule and number"));
                counted.insert(level, rules.map(|(rule, n)| (rule, n.parse().expect("a number"))).collect());
            }
            assert!(!annotation.properties["title"].is_empty());
        }
        for level in ["error", "warning", "notice"] {
            let here = annotations.iter().filter(|a| a.level == level).count();
            assert!(here <= 10, "GitHub shows ten of a level");
            assert!(here == 10 || !counted.contains_key(level), "nothing is left out where there is room");
        }
        let left: usize = counted.values().flatten().map(|(_, n)| n).sum();
        assert_eq!(written.len() + left, report.findings.len());
        for (rule, number) in counted.values().flatten() {
            let missing = report.findings.iter().filter(|f| f.rule == *rule && !written.contains(f.id.as_str()));
            let all: usize = counted.values().flatten().filter(|(r, _)| r == rule).map(|(_, n)| n).sum();
            assert!(*number > 0);
            assert_eq!(missing.count(), all, "{rule}");
        }
        // the gravest come first: none of those left out is graver than one that is written
        for level in ["error", "warning", "notice"] {
            let severity = |id: &&str| (by_id[*id].status == Status::Open, by_id[*id].severity);
            let of = |f: &Finding| match (f.status, f.severity) {
                (Status::Waived, _) | (_, Severity::Low) => "notice",
                (_, Severity::Medium) => "warning",
                _ => "error",
            };
            let shown = written.iter().filter(|id| of(by_id[**id]) == level).map(severity).min();
            let left =
                by_id.keys().filter(|id| !written.contains(**id) && of(by_id[**id]) == level).map(severity).max();
            assert!(left.is_none() || left <= shown);
        }
    }
}

/// Each hostile text by itself, so that none of them is among those left out.
#[test]
fn github_reads_every_text_back() {
    let mut report = golden::hostile(Lang::En);
    for finding in std::mem::take(&mut report.findings) {
        report.findings = vec![finding.clone()];
        let annotations = annotations(&text(&report, Format::Github));
        let [annotation] = &annotations.iter().filter(|a| a.properties.contains_key("file")).collect::<Vec<_>>()[..]
        else {
            panic!("one annotation is about a file");
        };
        assert_eq!(annotations.len(), 3, "and one about what was not assessed, and one about the audit before");
        let names: Vec<&str> = annotation.properties.keys().map(String::as_str).collect();
        assert_eq!(names, ["file", "line", "title"]);
        let one_kind_of_line = |text: &str| shown(&text.replace("\r\n", "\n"));
        assert_eq!(annotation.properties["file"], one_kind_of_line(&finding.evidence[0].file));
        assert!(annotation.message.starts_with(&one_kind_of_line(&finding.message)));
        assert!(annotation.message.ends_with(finding.id.as_str()));
    }
}

// ---------------------------------------------------------------- CSV

fn rows(csv: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(csv);
    let header = reader.headers().expect("a header").clone();
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.expect("as many cells as the header");
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(row).collect()
}

#[test]
fn csv_has_a_row_for_each_finding() {
    for report in reports() {
        let csv = bytes(&report, Format::Csv);
        let plain = csv.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
        let header = plain.split(|b| *b == b'\r').next().expect("a line");
        let columns = "rule,severity,status,table,key,label,message,file,line,column,confidence,duty,clauses,id,due,\
                       assignees,office,group,patient,person,sheet,cell,fix,change,since,audits,raised_from,waived_until";
        assert_eq!(header, columns.as_bytes());
        assert!(csv.ends_with(b"\r\n"));
        let rows = rows(&csv);
        assert_eq!(rows.len(), report.findings.len());
        for (row, finding) in rows.iter().zip(&report.findings) {
            let first = finding.evidence.first().expect("evidence");
            let named = |n: &Option<mcs_audit::model::finding::Named>| {
                n.as_ref().map_or(String::new(), |n| n.label.to_string())
            };
            let concerns = &finding.concerns;
            let change = finding.change.as_ref().expect("compared");
            let steps: Vec<String> = finding.fix.iter().enumerate().map(|(i, s)| format!("{}. {s}", i + 1)).collect();
            let assignees: Vec<&str> = finding.assignees.iter().map(|a| a.label.as_str()).collect();
            for (column, expected) in [
                ("rule", finding.rule.to_string()),
                ("severity", finding.severity.word().to_owned()),
                ("status", finding.status.word().to_owned()),
                ("table", finding.subject.table.to_string()),
                ("key", finding.subject.key.to_string()),
                ("label", finding.subject.label.to_string()),
                ("message", finding.message.clone()),
                ("file", first.file.to_string()),
                ("line", first.line.map_or(String::new(), |l| l.to_string())),
                ("column", first.column.as_deref().unwrap_or_default().to_owned()),
                ("confidence", finding.confidence.word().to_owned()),
                ("duty", finding.duty.word().to_owned()),
                ("clauses", finding.clauses.join(" ")),
                ("id", finding.id.to_string()),
                ("due", finding.due.to_string()),
                ("assignees", assignees.join("; ")),
                ("office", named(&concerns.office)),
                ("group", named(&concerns.group)),
                ("patient", named(&concerns.patient)),
                ("person", named(&concerns.person)),
                ("sheet", first.sheet.as_deref().unwrap_or_default().to_owned()),
                ("cell", first.cell.as_deref().unwrap_or_default().to_owned()),
                ("fix", steps.join(" ")),
                ("change", change.state.word().to_owned()),
                ("since", change.since.clone()),
                ("audits", change.audits.to_string()),
                ("raised_from", finding.raised_from.map_or(String::new(), |s| s.word().to_owned())),
                ("waived_until", finding.waived.as_ref().map_or(String::new(), |w| w.expires_on.clone())),
            ] {
                let cell = &row[column];
                assert!(!cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']), "{cell}");
                let is_formula = expected.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
                let expected = if is_formula { format!("'{}", shown(&expected)) } else { shown(&expected) };
                assert_eq!(*cell, expected, "{column}");
            }
        }
    }
}

#[test]
fn csv_in_other_encodings_says_the_same() {
    for report in reports() {
        let with_mark = text(&report, Format::Csv);
        let write = |encoding| {
            let mut out = Vec::new();
            let replaced = report.write(Format::Csv, layout(encoding), &mut out).expect("it can be written");
            (out, replaced)
        };
        let (plain, replaced) = write(CsvEncoding::Utf8);
        assert_eq!((std::str::from_utf8(&plain).ok(), replaced), (with_mark.strip_prefix('\u{feff}'), 0));

        let (windows, replaced) = write(CsvEncoding::Cp932);
        let (decoded, broken) = SHIFT_JIS.decode_without_bom_handling(&windows);
        assert!(!broken);
        let plain = with_mark.trim_start_matches('\u{feff}');
        assert_eq!(decoded.chars().count(), plain.chars().count());
        let mut lacking = 0;
        // these six Windows writes by other code points than JIS, and they look the same
        let same = [('〜', '～'), ('‖', '∥'), ('—', '―'), ('¢', '￠'), ('£', '￡'), ('¬', '￢')];
        for (found, expected) in decoded.chars().zip(plain.chars()) {
            if found != expected && !same.contains(&(expected, found)) {
                assert_eq!(found, '〓', "for {expected:?}");
                let mut buffer = [0; 4];
                assert!(SHIFT_JIS.encode(expected.encode_utf8(&mut buffer)).2, "{expected} is in CP932");
                lacking += 1;
            }
        }
        assert_eq!(replaced, lacking);
        let (as_rows, expected) = (rows(decoded.as_bytes()), rows(plain.as_bytes()));
        assert_eq!(as_rows.len(), expected.len());
    }
    assert!(reports().iter().any(|report| {
        report.write(Format::Csv, layout(CsvEncoding::Cp932), &mut Vec::new()).expect("it can be written") > 0
    }));
}

#[test]
fn what_cp932_lacks_is_told_on_standard_error() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut report = golden::golden(Lang::Ja);
    let mut stored = Vec::new();
    report.findings.truncate(1);
    report.findings[0].message = "𠮷野家の🏥".to_owned();
    report.write(Format::Json, layout(CsvEncoding::Utf8), &mut stored).expect("written");
    let file = dir.path().join("report.json");
    fs::write(&file, stored).expect("written");
    let out = dir.path().join("out.csv");
    let to_file = format!("csv={}", out.display());
    let run = |lang: &str, more: &[&str]| {
        let ran = Command::new(env!("CARGO_BIN_EXE_mcs-audit"))
            .args(["report", file.to_str().expect("UTF-8"), "--lang", lang])
            .args(more)
            .output()
            .expect("it runs");
        assert_eq!(ran.status.code(), Some(0));
        (ran.stdout, String::from_utf8(ran.stderr).expect("UTF-8"))
    };
    let place = out.display().to_string();
    let cp932 = ["--csv-encoding", "cp932"];
    let said = format!("{place}: cp932 にない文字 2字を「〓」に置き換えました\n");
    assert_eq!(run("ja", &[&["--format", &to_file][..], &cp932].concat()), (Vec::new(), said));
    assert!(SHIFT_JIS.decode_without_bom_handling(&fs::read(&out).expect("a file")).0.contains("〓野家の〓"));
    let (written, said) = run("en", &[&["--format", "csv"][..], &cp932].concat());
    assert_eq!(said, "standard output: 2 characters that cp932 lacks were replaced by 〓\n");
    assert_eq!(written, fs::read(&out).expect("a file"));
    assert_eq!(run("ja", &["--format", "csv", "--csv-encoding", "utf-8"]).1, "");
    assert_eq!(run("ja", &[&["--format", "text"][..], &cp932].concat()).1, "", "text is not encoded so");
}

// ---------------------------------------------------------------- JSON

#[test]
fn json_follows_its_schema_and_is_read_back() {
    let own = schema("docs/report.schema.json");
    for report in reports() {
        let whole = bytes(&report, Format::Json);
        let value: Value = serde_json::from_slice(&whole).expect("JSON");
        // the hostile report names files that no audit can have read
        assert_valid(&own, &value);
        assert_eq!(stored::parse("report.json", &whole).expect("a report"), report);

        let lines = text(&report, Format::Jsonl);
        let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let mut run = lines[0].clone();
        assert_eq!((word(&run, "type"), &run["format"]), ("run", &value["version"]));
        run.as_object_mut().expect("an object").retain(|name, _| name != "type" && name != "format");
        assert_eq!(run, value["run"]);
        let rest: Vec<(String, Value)> = lines[1..]
            .iter()
            .map(|line| {
                let mut line = line.clone();
                let kind = line.as_object_mut().and_then(|o| o.remove("type")).expect("a type");
                (kind.as_str().expect("text").to_owned(), line)
            })
            .collect();
        let of = |kind: &str, member: &str| {
            items(&value, member).iter().map(|v| (kind.to_owned(), v.clone())).collect::<Vec<_>>()
        };
        let ended = value["comparison"]["ended"].as_array().into_iter().flatten();
        let ended = ended.map(|e| ("ended".to_owned(), e.clone())).collect();
        assert_eq!(rest, [of("finding", "findings"), of("verdict", "verdicts"), ended].concat());
    }
}

#[test]
fn what_is_no_report_is_refused_in_both_languages() {
    let dir = tempfile::tempdir().expect("a folder");
    let whole = bytes(&golden::golden(Lang::Ja), Format::Json);
    let value: Value = serde_json::from_slice(&whole).expect("JSON");
    let changed = |pointer: &str, to: Value| {
        let mut value = value.clone();
        *value.pointer_mut(pointer).expect("a member") = to;
        serde_json::to_vec(&value).expect("JSON")
    };
    let without = |member: &str| {
        let mut value = value.clone();
        value.as_object_mut().expect("an object").remove(member);
        serde_json::to_vec(&value).expect("JSON")
    };
    let cut = &whole[..whole.len() / 2];
    let at = cut.split(|b| *b == b'\n').count().to_string();
    let (no_ja, no_en) = ("mcs-audit の報告(json)ではありません", "is no report of mcs-audit in json");
    let (cut_ja, cut_en) = ("途中で切れているか、書き換えられています", "was cut off or changed");
    for (name, content, ja, en) in [
        ("version 2", changed("/version", json!(2)), "報告の形式の第2版", "is in version 2 of the report format"),
        ("version 0", changed("/version", json!(0)), "報告の形式の第0版", "is in version 0 of the report format"),
        ("cut off", cut.to_vec(), cut_ja, cut_en),
        ("empty", Vec::new(), cut_ja, cut_en),
        ("of another tool", changed("/run/tool", json!("other")), no_ja, no_en),
        ("other JSON", b"{\"hello\": [1, 2]}".to_vec(), no_ja, no_en),
        ("a list", b"[]".to_vec(), no_ja, no_en),
        ("text", b"rule,severity\n".to_vec(), cut_ja, cut_en),
        ("without findings", without("findings"), cut_ja, cut_en),
        ("of an unknown severity", changed("/findings/0/severity", json!("grave")), cut_ja, cut_en),
    ] {
        let file = dir.path().join("report.json");
        fs::write(&file, content).expect("written");
        let target = dir.path().join("out.html");
        fs::write(&target, "before").expect("written");
        for (lang, said) in [("ja", ja), ("en", en)] {
            let ran = Command::new(env!("CARGO_BIN_EXE_mcs-audit"))
                .args(["report", file.to_str().expect("UTF-8"), "--lang", lang, "--format"])
                .arg(format!("csv={}", target.display()))
                .output()
                .expect("it runs");
            let err = String::from_utf8(ran.stderr).expect("UTF-8");
            assert_eq!((ran.status.code(), ran.stdout.len()), (Some(2), 0), "{name}: {err}");
            assert!(err.contains(said) && err.contains("report.json") && err.lines().count() == 1, "{name}: {err}");
            assert!(name != "cut off" || err.contains(&at), "{err} tells line {at}");
            assert_eq!(fs::read(&target).expect("a file"), b"before", "{name}: the old file stays");
        }
    }
}

// ---------------------------------------------------------------- OSCAL

fn props<'a>(value: &'a Value, name: &str) -> Vec<&'a str> {
    let named = items(value, "props").iter().filter(|p| p["name"] == name && p["ns"] == NAMESPACE);
    named.map(|p| word(p, "value")).collect()
}

/// The text that a line of Markdown shows.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut chars = markdown.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' { chars.next().expect("an escaped character") } else { c });
    }
    text
}

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
    let report = golden::golden(Lang::En);
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
            let rules = policy.rules.iter().filter(|r| r.clauses.contains(&place));
            assert_eq!(linked, rules.map(|r| r.id.as_str()).collect(), "{}", clause.id);
        }
        let groups: Vec<&str> = items(catalog, "groups").iter().map(|g| word(g, "title")).collect();
        assert_eq!(groups[..3], ["第二条", "第三条", "第四条"]);
        assert_eq!(groups.last(), Some(&"別紙(3)"));
        let ran = Command::new(env!("CARGO_BIN_EXE_mcs-audit"))
            .args(["rules", "--format", "oscal", "--lang", lang.word()])
            .output()
            .expect("it runs");
        assert_eq!(serde_json::from_slice::<Value>(&ran.stdout).expect("JSON"), document);
    }
}

// ---------------------------------------------------------------- All of them

/// The places of every finding, by its id, as the formats that name all of them tell.
fn places_by_format(report: &Report) -> Vec<(&'static str, BTreeMap<String, Place>)> {
    let log = parsed(report, Format::Sarif);
    let sarif = items(&log["runs"][0], "results").iter().filter(|r| r["kind"] == "fail");
    let sarif = sarif.map(|r| (word(&r["properties"], "id").to_owned(), sarif_place(&r["locations"][0]))).collect();
    let document = parsed(report, Format::Oscal);
    let observations = items(&document["assessment-results"]["results"][0], "observations").iter();
    let oscal = observations.filter_map(|o| {
        let evidence = &o["relevant-evidence"][0];
        let line = props(evidence, "line").first().map(|l| l.parse().expect("a number"));
        Some(((*props(o, "id").first()?).to_owned(), (decoded_uri(word(evidence, "href")), line)))
    });
    let oscal = oscal.collect();
    let csv = rows(&bytes(report, Format::Csv));
    let csv = csv.iter().map(|r| (r["id"].clone(), (r["file"].clone(), r["line"].parse().ok()))).collect();
    vec![("sarif", sarif), ("oscal", oscal), ("csv", csv)]
}

/// Line N of the file that a finding names is the row that it is about: the row has the subject's id.
#[test]
fn line_n_is_that_row_in_every_format() {
    let folder = root().join("fixtures/sample-office");
    let report = audit(&folder, "2026-10-31").expect("it can be audited");
    let by_id = by_id(&report);
    let annotations = annotations(&text(&report, Format::Github));
    let mut annotated = 0;
    for annotation in annotations.iter().filter(|a| a.properties.contains_key("line")) {
        let id = annotation.message.rsplit(' ').next().expect("a word");
        let line = annotation.properties["line"].parse().expect("a number");
        assert_eq!((annotation.properties["file"].clone(), Some(line)), first_place(by_id[id]));
        annotated += 1;
    }
    assert!(annotated > 10);
    let mut checked = BTreeMap::new();
    for (format, places) in places_by_format(&report) {
        assert_eq!(places.len(), report.findings.len(), "{format}");
        for (id, (file, line)) in places {
            let finding = by_id[id.as_str()];
            assert_eq!((file.clone(), line), first_place(finding), "{format}");
            let (Some(line), true) = (line, !finding.clauses.is_empty()) else { continue };
            let table = fs::read_to_string(folder.join(&file)).expect("a file");
            let row = table.lines().nth(usize::try_from(line).expect("small") - 1).expect("a row");
            let cells: Vec<&str> = row.split(',').collect();
            let first = finding.subject.key.split('/').next().expect("a key");
            // these tables have a column of ids
            if ["staff.csv", "groups.csv", "memberships.csv", "patients.csv", "offices.csv"].contains(&file.as_str()) {
                assert!(cells.contains(&first), "{format}: {file} line {line} is not about {first}: {row}");
                *checked.entry(format).or_insert(0) += 1;
            }
        }
    }
    assert!(checked.len() == 3 && checked.values().all(|n| *n > 20), "{checked:?}");
}

#[test]
fn the_lines_of_bad_input_are_the_same_in_every_format() {
    let mut audited = 0;
    for entry in fs::read_dir(root().join("fixtures/input")).expect("a folder") {
        let folder = entry.expect("an entry").path();
        if !folder.is_dir() {
            continue;
        }
        let Some(report) = audit(&folder, "2026-09-30") else { continue };
        let by_id = by_id(&report);
        audited += 1;
        for (format, places) in places_by_format(&report) {
            assert_eq!(places.len(), report.findings.len(), "{format} of {}", folder.display());
            for (id, (file, line)) in places {
                assert_eq!((file.clone(), line), first_place(by_id[id.as_str()]), "{format} of {}", folder.display());
                let Some(line) = line else { continue };
                let bytes = fs::read(folder.join(&file)).expect("a file");
                let lines = bytes.split(|b| *b == b'\n').count() as u64;
                assert!(
                    line >= 1 && (Path::new(&file).extension().is_some_and(|e| e == "json") || line <= lines),
                    "{file} has no line {line}"
                );
            }
        }
        let junit = junit(&text(&report, Format::Junit));
        for finding in report.findings.iter().filter(|f| f.status == Status::Open) {
            let id = format!("\nid: {}\n", finding.id);
            assert_eq!(junit.iter().filter(|c| c.body.contains(&id)).count(), 1, "{}", folder.display());
        }
    }
    assert!(audited > 40, "{audited}");
}

/// Cells, headers and names of files are data too, on both streams and before there is a report.
#[test]
fn the_input_does_not_drive_the_terminal() {
    let dir = tempfile::tempdir().expect("a folder");
    // a table with an escape in it is refused as no text; these it may hold
    let escape = "\u{9b}2J\u{202e}";
    let staff = format!(
        "staff_id,name,status,role,{escape}\nS1,架空 {escape},active,admin,x\nS1,架空 正雄{escape},{escape},,\n"
    );
    fs::write(dir.path().join("staff.csv"), staff).expect("written");
    #[cfg(unix)]
    fs::write(dir.path().join("notes\u{1b}]0;title\u{7}.csv"), "x\n").expect("written");
    for command in ["check", "inputs"] {
        let ran = Command::new(env!("CARGO_BIN_EXE_mcs-audit"))
            .args([command, dir.path().to_str().expect("UTF-8"), "--as-of", "2026-09-30"])
            .output()
            .expect("it runs");
        let said = [ran.stdout, ran.stderr].map(|stream| String::from_utf8(stream).expect("UTF-8")).concat();
        assert!(said.contains('\u{fffd}'), "{command} shows what there is: {said}");
        assert_eq!(said, shown(&said), "{command}");
    }
}

/// What drives a terminal or turns text round reaches none of what a person reads as it is.
#[test]
fn no_format_that_is_read_as_it_is_drives_a_terminal() {
    for lang in LANGS {
        let report = golden::hostile(lang);
        for format in [Format::Text, Format::Csv, Format::Junit, Format::Github] {
            let text = text(&report, format).replace("\r\n", "\n");
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let wrong: BTreeSet<char> =
                text.chars().zip(shown(text).chars()).filter(|(a, b)| a != b).map(|p| p.0).collect();
            assert!(wrong.is_empty(), "{format:?}: {wrong:?}");
        }
        // in colour there are escapes, but only those of colours
        for group_by in [GroupBy::Office, GroupBy::Person] {
            let mut out = Vec::new();
            let style = Style { width: 100, colour: true };
            report
                .write(Format::Text, Layout { style, group_by, ..Layout::default() }, &mut out)
                .expect("it can be written");
            let text = String::from_utf8(out).expect("UTF-8");
            let mut pieces = text.split('\u{1b}');
            let mut plain = pieces.next().unwrap_or_default().to_owned();
            for piece in pieces {
                let (code, rest) = piece.strip_prefix('[').and_then(|p| p.split_once('m')).expect("a colour");
                assert!(code.bytes().all(|b| b.is_ascii_digit() || b == b';'), "{code}");
                plain.push_str(rest);
            }
            assert_eq!(plain, shown(&plain), "{group_by:?}");
        }
    }
}

#[test]
fn messages_for_build_servers_say_what_is_new() {
    let report = golden::golden(Lang::Ja);
    let github = text(&report, Format::Github);
    let of_level = |level: &str| -> Vec<bool> {
        let lines = github.lines().filter(|l| l.starts_with(level) && l.contains("継続(") | l.contains("%0A新規%0A"));
        lines.map(|l| l.contains("%0A新規%0A")).collect()
    };
    let errors = of_level("::error");
    assert_eq!(errors.iter().filter(|is_new| **is_new).count(), 3);
    assert!(errors.is_sorted_by(|a, b| a >= b), "the new ones first: {errors:?}");
    let junit = text(&report, Format::Junit);
    for said in
        ["\n新規\n", "\n再発\n", "\n継続(3回、61日)\n", "重大度 中→高(長く残っているため)", "例外承認(2027-03-31 まで)"]
    {
        assert!(junit.contains(said), "{said}");
    }
}
