//! The rules as the driver has them, the clauses as a taxonomy, and what is said of rules that were not judged.

use serde::Serialize;

use super::{Message, level, message};
use crate::base::text::Lang;
use crate::model::finding::{Confidence, Duty, Severity, Verdict};
use crate::model::report::{ClauseVerdict, Report, RuleVerdict};
use crate::report::words::ReportWords;

/// The clauses are the first and only taxonomy.
const TAXONOMY: usize = 0;

/// The driver, the taxonomy of the clauses, or what either says in the other language.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component<'a> {
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
    corrected: u64,
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
    corrected: u64,
    not_assessed: &'a [String],
}

#[derive(Serialize)]
pub(super) struct Override<'a> {
    descriptor: Target<'a>,
    configuration: Configuration,
    properties: Reason<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Notification<'a> {
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    associated_rule: Option<Target<'a>>,
}

#[derive(Serialize)]
struct Reason<'a> {
    reason: &'a str,
}

/// Returns the driver with its rules, and the clauses of the policy, in a language.
pub(super) fn components(report: &Report, lang: Lang) -> [Component<'_>; 2] {
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

/// Returns the driver and the taxonomy in the other language.
pub(super) fn translations(report: &Report) -> [Component<'_>; 2] {
    components(report, report.run.lang.other()).map(|component| Component {
        translates: Some(ComponentRef {
            name: component.name.clone(),
            index: (component.name != report.run.tool).then_some(TAXONOMY),
        }),
        version: None,
        semantic_version: None,
        supported_taxonomies: Vec::new(),
        contents: vec!["localizedData"],
        ..component
    })
}

/// Describes a rule in the language of the report with all that is known of it, or in the other language.
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
                corrected: verdict.corrected,
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
                corrected: clause.corrected,
                not_assessed: &clause.not_assessed,
            })
        }),
    }
}

fn taxon_target<'a>(policy: &str, clause: &'a str, index: Option<usize>) -> Target<'a> {
    let tool_component = ComponentRef { name: policy.to_owned(), index: Some(TAXONOMY) };
    Target { id: clause, index, tool_component: Some(tool_component) }
}

/// Returns the number by which viewers of security results tell the four severities apart: in the middle of its range.
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

pub(super) fn overrides(report: &Report) -> Vec<Override<'_>> {
    let off = |(place, verdict)| Override {
        descriptor: rule_target(place, verdict),
        configuration: Configuration { enabled: Some(false), level: None },
        properties: Reason { reason: verdict.reason.as_deref().unwrap_or_default() },
    };
    of_verdict(report, Verdict::Off).map(off).collect()
}

pub(super) fn notifications(report: &Report, words: ReportWords) -> Vec<Notification<'_>> {
    let notification = |(place, verdict)| Notification {
        level: "warning",
        message: message(&words.judged(verdict)),
        associated_rule: Some(rule_target(place, verdict)),
    };
    let unsettled = [Verdict::NotAssessed, Verdict::Undetermined];
    let of_rules = unsettled.into_iter().flat_map(|verdict| of_verdict(report, verdict)).map(notification);
    let read_so =
        |reading| Notification { level: "note", message: message(&words.read_so(reading)), associated_rule: None };
    of_rules.chain(report.run.reading.iter().map(read_so)).collect()
}
