//! SARIF 2.1.0, for viewers of the results of analyses. Each finding is a result of kind `fail`, and so that no rule is
//! silent, each other rule is a result too: `pass` with what was examined, `notApplicable` where there was nothing to
//! examine, and `open` where its input was not there ("insufficient information to decide whether a problem exists"),
//! which is also a notification of the run. A rule that is off has no result, and stands among the overrides of the
//! configuration. Where there was an audit to compare with, each finding has its baseline state, and what ended is absent.
//! There is no clock in it: the same report gives the same bytes.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use smol_str::SmolStr;

use super::Report;
use super::uri::relative;
use crate::base::safe::shown;
use crate::base::text::Lang;
use crate::model::finding::{
    Change, Confidence, Duty, Ended, Ending, Evidence, FailOn, Finding, Severity, State, Status, Verdict, Waived,
};
use crate::model::report::{ClauseVerdict, ConfigFile, RuleVerdict};
use crate::report::words::ReportWords;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const VERSION: &str = "2.1.0";
/// The base of all URIs: the folder that was audited.
const BASE: &str = "%SRCROOT%";
/// The name under which a finding's id stands among the fingerprints.
const FINGERPRINT: &str = "ruleAndSubject/v1";
/// The clauses are the first and only taxonomy.
const TAXONOMY: usize = 0;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    language: &'static str,
    column_kind: &'static str,
    original_uri_base_ids: BTreeMap<&'static str, Base>,
    invocations: [Invocation<'a>; 1],
    artifacts: Vec<Artifact<'a>>,
    taxonomies: [Component<'a>; 1],
    translations: [Component<'a>; 2],
    results: Vec<ResultOf<'a>>,
    properties: RunProperties<'a>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Component<'a>,
}

/// The driver, the taxonomy of the clauses, or what either says in the other language.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
struct Component<'a> {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    semantic_version: Option<&'a str>,
    language: &'static str,
    contents: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<Descriptor<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    taxa: Vec<Descriptor<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    supported_taxonomies: Vec<ComponentRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "associatedComponent")]
    translates: Option<ComponentRef>,
}

#[derive(Serialize)]
struct ComponentRef {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

#[derive(Serialize)]
struct Base {
    description: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

/// A rule or a clause.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    short_description: Message,
    full_description: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_configuration: Option<Configuration>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relationships: Vec<Relationship<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties<'a>>,
}

#[derive(Serialize)]
struct Configuration {
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
}

#[derive(Serialize)]
struct Relationship<'a> {
    target: Target<'a>,
    kinds: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Target<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_component: Option<ComponentRef>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Properties<'a> {
    Rule(RuleProperties<'a>),
    Clause(ClauseProperties<'a>),
}

#[derive(Serialize)]
struct RuleProperties<'a> {
    tags: Vec<String>,
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    problem_severity: &'static str,
    #[serde(rename = "security-severity")]
    security_severity: &'static str,
    severity: Severity,
    confidence: Confidence,
    duty: Duty,
    clauses: &'a [String],
    verdict: Verdict,
    population: u64,
    findings: u64,
    waived: u64,
    undetermined: u64,
}

#[derive(Serialize)]
struct ClauseProperties<'a> {
    cited: &'a str,
    duty: Duty,
    verdict: Verdict,
    attested: bool,
    population: u64,
    findings: u64,
    waived: u64,
    not_assessed: &'a [String],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rule_configuration_overrides: Vec<Override<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Override<'a> {
    descriptor: Target<'a>,
    configuration: Configuration,
    properties: Reason<'a>,
}

#[derive(Serialize)]
struct Reason<'a> {
    reason: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Notification<'a> {
    level: &'static str,
    message: Message,
    associated_rule: Target<'a>,
}

#[derive(Serialize)]
struct Artifact<'a> {
    location: ArtifactLocation,
    length: u64,
    hashes: BTreeMap<&'static str, &'a str>,
    properties: ArtifactProperties<'a>,
}

/// The tables that a file gave.
#[derive(Serialize)]
struct ArtifactProperties<'a> {
    tables: Vec<TableOf<'a>>,
}

#[derive(Serialize)]
struct TableOf<'a> {
    table: &'a str,
    sheet: Option<&'a str>,
    rows: u32,
    skipped: u32,
    exported_on: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
}

/// What came of a rule, for one subject or on the whole.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultOf<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    kind: &'static str,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    partial_fingerprints: BTreeMap<&'static str, &'a str>,
    /// How a finding stands to the audit before, where there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    /// Empty for what stands: either all results have it or none.
    suppressions: Vec<Suppression>,
    properties: ResultProperties<'a>,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ResultProperties<'a> {
    Finding(FindingProperties<'a>),
    Ended(&'a Ended),
    Verdict(Numbers),
}

#[derive(Serialize)]
struct FindingProperties<'a> {
    id: &'a str,
    severity: Severity,
    confidence: Confidence,
    duty: Duty,
    status: Status,
    due: &'a str,
    subject: &'a crate::model::finding::Subject,
    concerns: &'a crate::model::finding::Concerns,
    assignees: &'a [crate::model::finding::Named],
    fix: &'a [SmolStr],
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<&'a Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raised_from: Option<Severity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<&'a Waived>,
}

#[derive(Serialize)]
struct Numbers {
    verdict: Verdict,
    population: u64,
    findings: u64,
    waived: u64,
    undetermined: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: PhysicalLocation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<LogicalLocation>,
    message: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<CellProperties<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
}

/// A sheet, or a cell in it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: &'static str,
}

/// Where in its row the cell is that matters most.
#[derive(Serialize)]
struct CellProperties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
}

#[derive(Serialize)]
struct RunProperties<'a> {
    as_of: &'a str,
    office: Option<&'a str>,
    fail_on: FailOn,
    policy: &'a str,
    policy_version: &'a str,
    policy_sha256: &'a str,
    config: Option<&'a ConfigFile>,
    absent: &'a [String],
    outside_people: u64,
    foreign_groups: u64,
}

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let log = Log { schema: SCHEMA, version: VERSION, runs: [run(report)] };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn run(report: &Report) -> Run<'_> {
    let about = &report.run;
    let words = ReportWords(about.lang);
    let rules: BTreeMap<&str, usize> = report.verdicts.iter().enumerate().map(|(i, v)| (v.rule.as_str(), i)).collect();
    let artifacts = artifacts(report);
    let files: BTreeMap<String, usize> =
        artifacts.iter().enumerate().map(|(i, a)| (a.location.uri.clone(), i)).collect();
    let findings = report.findings.iter().map(|f| finding(f, rules.get(f.rule.as_str()).copied(), &files));
    let ended = report.comparison.iter().flat_map(|c| &c.ended);
    let absent = ended.filter_map(|e| absent(e, rules.get(e.rule.as_str()).copied()));
    let verdicts = report.verdicts.iter().enumerate().filter_map(|(place, v)| verdict(place, v, words));
    let [driver, taxonomy] = components(report, about.lang);
    let translations = components(report, about.lang.other()).map(|component| Component {
        translates: Some(ComponentRef {
            name: component.name.clone(),
            index: (component.name != about.tool).then_some(TAXONOMY),
        }),
        version: None,
        semantic_version: None,
        supported_taxonomies: Vec::new(),
        contents: vec!["localizedData"],
        ..component
    });
    Run {
        tool: Tool { driver },
        language: about.lang.word(),
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: BTreeMap::from([(BASE, Base { description: message(words.audited_folder()) })]),
        invocations: [Invocation {
            // there is a report only of an audit that ran; what it could not judge is told by the notifications
            execution_successful: true,
            rule_configuration_overrides: overrides(report),
            tool_execution_notifications: notifications(report, words),
        }],
        artifacts,
        taxonomies: [taxonomy],
        translations,
        results: findings.chain(absent).chain(verdicts).collect(),
        properties: RunProperties {
            as_of: &about.as_of,
            office: about.office.as_deref(),
            fail_on: about.fail_on,
            policy: &about.policy,
            policy_version: &about.policy_version,
            policy_sha256: &about.policy_sha256,
            config: about.config.as_ref(),
            absent: &about.absent,
            outside_people: about.outside_people,
            foreign_groups: about.foreign_groups,
        },
    }
}

/// Text as SARIF has it, and as it may be shown: a brace would begin a placeholder, and a bracket that ends in front of a parenthesis a link.
fn message(text: &str) -> Message {
    Message { text: shown(text).replace('{', "{{").replace('}', "}}").replace("](", "\\](") }
}

/// The driver with its rules, and the clauses of the policy, in a language.
fn components(report: &Report, lang: Lang) -> [Component<'_>; 2] {
    let about = &report.run;
    let is_own = lang == about.lang;
    let driver = Component {
        name: about.tool.clone(),
        version: Some(&about.version),
        semantic_version: Some(&about.version),
        language: lang.word(),
        contents: vec!["localizedData", "nonLocalizedData"],
        rules: report.verdicts.iter().map(|verdict| rule(report, verdict, is_own)).collect(),
        supported_taxonomies: vec![ComponentRef { name: about.policy.clone(), index: Some(TAXONOMY) }],
        ..Component::default()
    };
    let taxonomy = Component {
        name: about.policy.clone(),
        version: Some(&about.policy_version),
        language: lang.word(),
        contents: vec!["localizedData", "nonLocalizedData"],
        taxa: report.clauses.iter().map(|clause| taxon(clause, is_own)).collect(),
        ..Component::default()
    };
    [driver, taxonomy]
}

/// A rule in the language of the report with all that is known of it, or in the other language.
fn rule<'a>(report: &'a Report, verdict: &'a RuleVerdict, is_own: bool) -> Descriptor<'a> {
    let RuleVerdict { title, requirement, why, steps, .. } = verdict;
    let other = &verdict.translation;
    let (title, requirement, why, steps) = if is_own {
        (title, requirement, why, steps)
    } else {
        (&other.title, &other.requirement, &other.why, &other.steps)
    };
    let lang = if is_own { report.run.lang } else { report.run.lang.other() };
    let clause = |id: &'a String| {
        let place = report.clauses.iter().position(|c| c.clause == *id);
        place.map(|_| Relationship {
            target: taxon_target(&report.run.policy, id, place),
            // what breaks the rule breaks the clause, which asks for more than the rule can see
            kinds: ["superset"],
        })
    };
    Descriptor {
        id: &verdict.rule,
        short_description: message(title),
        full_description: message(requirement),
        help: Some(help(why, steps, lang)),
        default_configuration: is_own.then(|| Configuration { enabled: None, level: Some(level(verdict.severity)) }),
        relationships: if is_own { verdict.clauses.iter().filter_map(clause).collect() } else { Vec::new() },
        properties: is_own.then(|| {
            Properties::Rule(RuleProperties {
                tags: verdict.clauses.iter().map(|c| format!("{}/{c}", report.run.policy)).collect(),
                precision: match verdict.confidence {
                    Confidence::Certain => "very-high",
                    Confidence::Possible => "medium",
                },
                problem_severity: match level(verdict.severity) {
                    "note" => "recommendation",
                    level => level,
                },
                security_severity: security_severity(verdict.severity),
                severity: verdict.severity,
                confidence: verdict.confidence,
                duty: verdict.duty,
                clauses: &verdict.clauses,
                verdict: verdict.verdict,
                population: verdict.population,
                findings: verdict.findings,
                waived: verdict.waived,
                undetermined: verdict.undetermined,
            })
        }),
    }
}

fn help(why: &str, steps: &[String], lang: Lang) -> Message {
    let steps = steps.iter().enumerate().map(|(place, step)| format!("{}. {step}", place + 1));
    let steps: Vec<String> = steps.collect();
    message(&format!("{why}\n\n{}:\n{}", ReportWords(lang).steps(), steps.join("\n")))
}

fn taxon(clause: &ClauseVerdict, is_own: bool) -> Descriptor<'_> {
    let other = &clause.translation;
    let (label, obligation) =
        if is_own { (&clause.label, &clause.obligation) } else { (&other.label, &other.obligation) };
    Descriptor {
        id: &clause.clause,
        short_description: message(&format!("{} {label}", clause.cited)),
        full_description: message(obligation),
        help: None,
        default_configuration: None,
        relationships: Vec::new(),
        properties: is_own.then(|| {
            Properties::Clause(ClauseProperties {
                cited: &clause.cited,
                duty: clause.duty,
                verdict: clause.verdict,
                attested: clause.attested,
                population: clause.population,
                findings: clause.findings,
                waived: clause.waived,
                not_assessed: &clause.not_assessed,
            })
        }),
    }
}

fn taxon_target<'a>(policy: &str, clause: &'a str, index: Option<usize>) -> Target<'a> {
    let tool_component = ComponentRef { name: policy.to_owned(), index: Some(TAXONOMY) };
    Target { id: clause, index, tool_component: Some(tool_component) }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low => "note",
    }
}

/// The number by which viewers of security results tell the four severities apart: in the middle of its range.
fn security_severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
    }
}

fn rule_target(place: usize, verdict: &RuleVerdict) -> Target<'_> {
    Target { id: &verdict.rule, index: Some(place), tool_component: None }
}

fn of_verdict(report: &Report, verdict: Verdict) -> impl Iterator<Item = (usize, &RuleVerdict)> {
    report.verdicts.iter().enumerate().filter(move |(_, v)| v.verdict == verdict)
}

fn overrides(report: &Report) -> Vec<Override<'_>> {
    let off = |(place, verdict)| Override {
        descriptor: rule_target(place, verdict),
        configuration: Configuration { enabled: Some(false), level: None },
        properties: Reason { reason: verdict.reason.as_deref().unwrap_or_default() },
    };
    of_verdict(report, Verdict::Off).map(off).collect()
}

fn notifications(report: &Report, words: ReportWords) -> Vec<Notification<'_>> {
    let notification = |(place, verdict)| Notification {
        level: "warning",
        message: message(&words.judged(verdict)),
        associated_rule: rule_target(place, verdict),
    };
    of_verdict(report, Verdict::NotAssessed).map(notification).collect()
}

/// The files, each once, however many tables it gave.
fn artifacts(report: &Report) -> Vec<Artifact<'_>> {
    let mut artifacts: Vec<Artifact<'_>> = Vec::new();
    for input in &report.run.inputs {
        let uri = relative(&input.file);
        let table = TableOf {
            table: &input.table,
            sheet: input.sheet.as_deref(),
            rows: input.rows,
            skipped: input.skipped,
            exported_on: input.exported_on.as_deref(),
        };
        if let Some(known) = artifacts.iter_mut().find(|a| a.location.uri == uri) {
            known.properties.tables.push(table);
            continue;
        }
        artifacts.push(Artifact {
            location: ArtifactLocation { uri, uri_base_id: BASE, index: Some(artifacts.len()) },
            length: input.bytes,
            hashes: BTreeMap::from([("sha-256", input.sha256.as_str())]),
            properties: ArtifactProperties { tables: vec![table] },
        });
    }
    artifacts
}

fn finding<'a>(finding: &'a Finding, rule: Option<usize>, files: &BTreeMap<String, usize>) -> ResultOf<'a> {
    let mut locations = finding.evidence.iter().enumerate().map(|(place, e)| location(place, e, files));
    let first = locations.next().into_iter().collect();
    ResultOf {
        rule_id: &finding.rule,
        rule_index: rule,
        kind: "fail",
        level: level(finding.severity),
        message: message(&finding.message),
        locations: first,
        related_locations: locations.collect(),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, finding.id.as_str())]),
        // there is no word for what has come back: it was not there before
        baseline_state: finding.change.as_ref().map(|change| match change.state {
            State::New | State::Reopened => "new",
            State::Persisting => "unchanged",
        }),
        suppressions: match finding.status {
            Status::Open => Vec::new(),
            Status::Waived => {
                let justification = finding.waived.as_ref().map(|waived| shown(&waived.reason).into_owned());
                vec![Suppression { kind: "external", status: "accepted", justification }]
            }
        },
        properties: ResultProperties::Finding(FindingProperties {
            id: &finding.id,
            severity: finding.severity,
            confidence: finding.confidence,
            duty: finding.duty,
            status: finding.status,
            due: &finding.due,
            subject: &finding.subject,
            concerns: &finding.concerns,
            assignees: &finding.assignees,
            fix: &finding.fix,
            change: finding.change.as_deref(),
            raised_from: finding.raised_from,
            waived: finding.waived.as_deref(),
        }),
    }
}

/// A finding of the audit before that is no more. What could not be judged this time is nothing that is absent.
fn absent(ended: &Ended, rule: Option<usize>) -> Option<ResultOf<'_>> {
    (ended.ending != Ending::NotAssessed).then(|| ResultOf {
        rule_id: &ended.rule,
        rule_index: rule,
        kind: "fail",
        level: level(ended.severity),
        message: message(&ended.message),
        locations: Vec::new(),
        related_locations: Vec::new(),
        partial_fingerprints: BTreeMap::from([(FINGERPRINT, ended.id.as_str())]),
        baseline_state: Some("absent"),
        suppressions: Vec::new(),
        properties: ResultProperties::Ended(ended),
    })
}

fn location<'a>(place: usize, evidence: &'a Evidence, files: &BTreeMap<String, usize>) -> Location<'a> {
    let uri = relative(&evidence.file);
    let index = files.get(&uri).copied();
    let (sheet, cell) = (evidence.sheet.as_deref(), evidence.cell.as_deref());
    let logical = match (sheet, cell) {
        (None, None) => None,
        (Some(sheet), None) => Some((sheet.to_owned(), sheet.to_owned(), "sheet")),
        (None, Some(cell)) => Some((cell.to_owned(), cell.to_owned(), "cell")),
        (Some(sheet), Some(cell)) => Some((cell.to_owned(), format!("{sheet}!{cell}"), "cell")),
    };
    let logical =
        logical.map(|(name, fully_qualified_name, kind)| LogicalLocation { name, fully_qualified_name, kind });
    let is_told = sheet.is_some() || cell.is_some() || evidence.column.is_some();
    Location {
        id: (place > 0).then_some(place),
        physical: PhysicalLocation {
            artifact_location: ArtifactLocation { uri, uri_base_id: BASE, index },
            region: evidence.line.map(|start_line| Region { start_line }),
        },
        logical_locations: logical.into_iter().collect(),
        message: message(&evidence.note),
        properties: is_told.then_some(CellProperties { sheet, column: evidence.column.as_deref(), cell }),
    }
}

/// What came of a rule without open findings, unless it is off.
fn verdict(place: usize, verdict: &RuleVerdict, words: ReportWords) -> Option<ResultOf<'_>> {
    let kind = match verdict.verdict {
        Verdict::Fail | Verdict::Off => return None,
        Verdict::Pass => "pass",
        Verdict::NotApplicable => "notApplicable",
        Verdict::NotAssessed => "open",
    };
    Some(ResultOf {
        rule_id: &verdict.rule,
        rule_index: Some(place),
        kind,
        level: "none",
        message: message(&words.judged(verdict)),
        locations: Vec::new(),
        related_locations: Vec::new(),
        partial_fingerprints: BTreeMap::new(),
        baseline_state: None,
        suppressions: Vec::new(),
        properties: ResultProperties::Verdict(Numbers {
            verdict: verdict.verdict,
            population: verdict.population,
            findings: verdict.findings,
            waived: verdict.waived,
            undetermined: verdict.undetermined,
        }),
    })
}
