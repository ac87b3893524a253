//! OSCAL assessment results: the clauses are the controls, as in the catalog that `rules --format oscal` writes.
//!
//! An observation is made for each rule, with its numbers or the reason why it was not judged, and for each finding,
//! with its evidence. A finding in the sense of OSCAL is the verdict on a clause, satisfied or not. OSCAL knows no
//! third: so a clause that was not assessed, has nothing to be applied to or is off has no such finding, is excluded
//! from the reviewed controls by name, and its rules' observations say why. Never is it satisfied.

use std::io;

use serde::Serialize;
use uuid::Uuid;

use crate::model::finding::{Evidence, Finding, Severity, Verdict};
use crate::model::report::{ClauseVerdict, Report, RuleVerdict};
use crate::report::json;
use crate::report::oscal::{
    BackMatter, Metadata, Prop, Resource, begin_of, control_id, count, markdown, numbered, prop, statement_id, uuid,
};
use crate::report::uri::relative;
use crate::report::words::ReportWords;

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    assessment_results: AssessmentResults,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct AssessmentResults {
    uuid: Uuid,
    metadata: Metadata,
    import_ap: ImportAp,
    results: [ResultOf; 1],
    back_matter: BackMatter,
}

#[derive(Serialize)]
struct ImportAp {
    href: String,
    remarks: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ResultOf {
    uuid: Uuid,
    title: String,
    description: String,
    start: String,
    end: String,
    props: Vec<Prop>,
    reviewed_controls: ReviewedControls,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    observations: Vec<Observation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<ClauseFinding>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ReviewedControls {
    control_selections: [Selection; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Selection {
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    include_controls: Vec<Selected>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exclude_controls: Vec<Selected>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Selected {
    control_id: String,
}

/// What was seen of a rule, or of one subject.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Observation {
    uuid: Uuid,
    title: String,
    description: String,
    props: Vec<Prop>,
    methods: [&'static str; 1],
    types: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relevant_evidence: Vec<RelevantEvidence>,
    collected: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
}

#[derive(Serialize)]
struct RelevantEvidence {
    href: String,
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    props: Vec<Prop>,
}

/// The verdict on a clause.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ClauseFinding {
    uuid: Uuid,
    title: String,
    description: String,
    props: Vec<Prop>,
    target: Target,
    related_observations: Vec<Related>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
}

#[derive(Serialize)]
struct Target {
    r#type: &'static str,
    #[serde(rename = "target-id")]
    id: String,
    status: Status,
}

#[derive(Serialize)]
struct Status {
    state: &'static str,
    reason: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Related {
    observation_uuid: Uuid,
}

pub(crate) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let about = &report.run;
    let words = ReportWords(about.lang);
    let mut whole = Vec::new();
    json::write(report, &mut whole)?;
    // what is in the document decides: two reports that differ are two documents
    let document = Uuid::new_v5(&uuid("assessment-results"), &whole);
    let plan = uuid("no-assessment-plan");
    let results = AssessmentResults {
        uuid: document,
        metadata: Metadata::new(
            &format!("{} {}", words.title(), about.policy_title),
            &about.as_of,
            &about.as_of,
            [prop("language", about.lang.word())].into_iter().flatten().collect(),
        ),
        import_ap: ImportAp { href: format!("#{plan}"), remarks: words.no_plan().to_owned() },
        results: [result(report, document, words)],
        back_matter: BackMatter { resources: resources(report, plan, words) },
    };
    serde_json::to_writer_pretty(&mut *out, &Document { assessment_results: results })?;
    out.write_all(b"\n")
}

/// Returns whether a clause was judged at all.
fn is_judged(clause: &ClauseVerdict) -> bool {
    matches!(clause.verdict, Verdict::Pass | Verdict::Fail)
}

fn result(report: &Report, document: Uuid, words: ReportWords) -> ResultOf {
    let about = &report.run;
    let selected = |judged: bool| {
        let clauses = report.clauses.iter().filter(|c| is_judged(c) == judged);
        clauses.map(|c| Selected { control_id: control_id(&c.clause) }).collect::<Vec<_>>()
    };
    let judged = report.clauses.iter().filter(|c| is_judged(c));
    let not_judged = report.clauses.iter().filter(|c| !is_judged(c));
    let not_judged: Vec<String> =
        not_judged.map(|c| markdown(&format!("{} {}: {}", c.cited, c.label, c.verdict.say(about.lang)))).collect();
    let rules = report.verdicts.iter().map(|v| of_rule(report, v, words));
    let findings = report.findings.iter().map(|f| of_finding(report, f));
    let props = [
        prop("tool", &about.tool),
        prop("tool-version", &about.version),
        prop("policy", &about.policy),
        prop("policy-version", &about.policy_version),
        prop("policy-sha256", &about.policy_sha256),
        prop("office", about.office.as_deref().unwrap_or_default()),
        prop("fail-on", String::from(about.fail_on)),
        count("outside-people", about.outside_people),
        count("foreign-groups", about.foreign_groups),
    ];
    ResultOf {
        uuid: Uuid::new_v5(&document, b"result"),
        title: markdown(&format!("{} {}", words.title(), about.as_of)),
        description: markdown(&words.outcome(&report.headline())),
        start: begin_of(&about.as_of),
        end: begin_of(&about.as_of),
        props: props.into_iter().flatten().collect(),
        reviewed_controls: ReviewedControls {
            control_selections: [Selection {
                description: if not_judged.is_empty() {
                    words.all_clauses_judged().to_owned()
                } else {
                    format!("{}\n\n- {}", words.clauses_not_judged(), not_judged.join("\n- "))
                },
                include_controls: selected(true),
                exclude_controls: selected(false),
            }],
        },
        observations: rules.chain(findings).collect(),
        findings: judged.map(|c| of_clause(report, c, words)).collect(),
    }
}

/// Names something in the audits of an office, the same from audit to audit.
fn of_office(report: &Report, kind: &str, name: &str) -> Uuid {
    let about = &report.run;
    uuid(&[kind, &about.policy, about.office.as_deref().unwrap_or_default(), name].join("\n"))
}

fn of_rule(report: &Report, verdict: &RuleVerdict, words: ReportWords) -> Observation {
    let props = [
        prop("rule", &verdict.rule),
        prop("severity", verdict.severity.word()),
        prop("confidence", verdict.confidence.word()),
        prop("duty", verdict.duty.word()),
        prop("verdict", verdict.verdict.word()),
        count("population", verdict.population),
        count("findings", verdict.findings),
        count("waived", verdict.waived),
        count("corrected", verdict.corrected),
        count("undetermined", verdict.undetermined),
    ];
    Observation {
        uuid: of_office(report, "rule", &verdict.rule),
        title: markdown(&verdict.title),
        description: markdown(&words.judged(verdict)),
        props: props.into_iter().flatten().collect(),
        methods: ["TEST"],
        types: ["control-objective"],
        relevant_evidence: Vec::new(),
        collected: begin_of(&report.run.as_of),
        remarks: Some(format!("{}: {}", words.requirement(), markdown(&verdict.requirement))),
    }
}

fn of_finding(report: &Report, finding: &Finding) -> Observation {
    let verdict = report.verdicts.iter().find(|v| v.rule == finding.rule);
    let assignees: Vec<&str> = finding.assignees.iter().map(|a| a.label.as_str()).collect();
    let change = finding.change.as_ref();
    let props = [
        prop("id", &finding.id),
        prop("rule", &finding.rule),
        prop("severity", finding.severity.word()),
        prop("confidence", finding.confidence.word()),
        prop("duty", finding.duty.word()),
        prop("status", finding.status.word()),
        prop("due", &finding.due),
        prop("assignees", assignees.join("; ")),
        prop("table", &finding.subject.table),
        prop("key", &finding.subject.key),
        prop("label", &finding.subject.label),
        prop("change", change.map_or("", |c| c.state.word())),
        prop("since", change.map_or("", |c| &c.since)),
        prop("raised-from", finding.raised_from.map_or("", Severity::word)),
        prop("waived-until", finding.waived.as_ref().map_or("", |w| &w.expires_on)),
        prop("corrected-on", finding.corrected.as_ref().map_or("", |c| &c.corrected_on)),
    ];
    Observation {
        uuid: of_office(report, "finding", &finding.id),
        title: markdown(verdict.map_or(&finding.rule, |v| &v.title)),
        description: markdown(&finding.message),
        props: props.into_iter().flatten().collect(),
        methods: ["TEST"],
        types: ["finding"],
        relevant_evidence: finding.evidence.iter().map(relevant).collect(),
        collected: begin_of(&report.run.as_of),
        remarks: (!finding.fix.is_empty()).then(|| numbered(&finding.fix)),
    }
}

fn relevant(evidence: &Evidence) -> RelevantEvidence {
    let line = evidence.line.map(|line| line.to_string());
    let props = [
        prop("line", line.as_deref().unwrap_or_default()),
        prop("sheet", evidence.sheet.as_deref().unwrap_or_default()),
        prop("column", evidence.column.as_deref().unwrap_or_default()),
        prop("cell", evidence.cell.as_deref().unwrap_or_default()),
    ];
    RelevantEvidence {
        href: relative(&evidence.file),
        description: markdown(&evidence.note),
        props: props.into_iter().flatten().collect(),
    }
}

fn of_clause(report: &Report, clause: &ClauseVerdict, words: ReportWords) -> ClauseFinding {
    let passes = clause.verdict == Verdict::Pass;
    let of_clause = |rule: &str| clause.rules.iter().any(|r| r == rule);
    let rules = report.verdicts.iter().filter(|v| of_clause(&v.rule)).map(|v| of_office(report, "rule", &v.rule));
    // a finding names the clauses it breaks, which may be fewer than its rule enforces
    let broken = report
        .findings
        .iter()
        .filter(|f| of_clause(&f.rule) && f.clauses.iter().any(|broken| *broken == clause.clause));
    let findings = broken.map(|f| of_office(report, "finding", &f.id));
    let props = [
        prop("clause", &clause.clause),
        prop("duty", clause.duty.word()),
        if clause.attested { prop("attested", "yes") } else { None },
        count("population", clause.population),
        count("findings", clause.findings),
        count("waived", clause.waived),
        count("corrected", clause.corrected),
    ];
    let numbers = format!("{}: {}/{}", words.numbers(), clause.findings, clause.population);
    ClauseFinding {
        uuid: of_office(report, "clause", &clause.clause),
        title: markdown(&format!("{} {}", clause.cited, clause.label)),
        description: format!("{}\n\n{}", markdown(&clause.obligation), markdown(&numbers)),
        props: props.into_iter().flatten().collect(),
        target: Target {
            r#type: "statement-id",
            id: statement_id(&clause.clause),
            status: Status {
                state: if passes { "satisfied" } else { "not-satisfied" },
                reason: if passes { "pass" } else { "fail" },
            },
        },
        related_observations: rules.chain(findings).map(|observation_uuid| Related { observation_uuid }).collect(),
        remarks: (!clause.not_assessed.is_empty())
            .then(|| markdown(&format!("{}: {}", words.not_assessed(), clause.not_assessed.join(", ")))),
    }
}

/// Returns what stands for the plan that there is none of, the catalog, and the files that were read.
fn resources(report: &Report, plan: Uuid, words: ReportWords) -> Vec<Resource> {
    let about = &report.run;
    let plain = |uuid, title: &str, description: &str| Resource {
        uuid,
        title: markdown(title),
        description: markdown(description),
        props: Vec::new(),
        remarks: None,
    };
    let catalog = uuid(&format!("catalog of {} {}", about.policy, about.policy_sha256));
    let mut resources = vec![
        plain(plan, words.plan(), words.no_plan()),
        plain(catalog, &about.policy_title, &words.catalog(&about.policy)),
    ];
    for (place, input) in about.inputs.iter().enumerate() {
        let props = [
            prop("file", &input.file),
            prop("sheet", input.sheet.as_deref().unwrap_or_default()),
            prop("table", &input.table),
            count("rows", u64::from(input.rows)),
            count("bytes", input.bytes),
            prop("sha256", &input.sha256),
            prop("exported-on", input.exported_on.as_deref().unwrap_or_default()),
        ];
        let name = format!("input {place} {} {} {}", input.file, input.table, input.sha256);
        resources.push(Resource {
            props: props.into_iter().flatten().collect(),
            ..plain(
                uuid(&name),
                &format!("{} {}", input.label, input.file),
                &words.rows(&input.label, &input.file, input.rows),
            )
        });
    }
    resources
}
