//! Judges the rules over the tables: what is needed, who is examined, who breaks it, and what follows for rules and
//! clauses. One function makes findings, so that identity, order and severity are settled in one place.

use std::collections::BTreeMap;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::check::{Check, Judged};
use crate::date::Day;
use crate::derive;
use crate::eval::Eval;
use crate::evidence::Teller;
use crate::finding::{Evidence, Finding, Status, Subject, Verdict};
use crate::issue::{InputRule, Issue, Said};
use crate::load::Data;
use crate::needs::{Need, needs};
use crate::policy::{Clause, Demand, Item, Part, Policy, Population, Rule, Slot, Template};
use crate::report::{ClauseVerdict, Input, Report, RuleVerdict, Run};
use crate::schema::{Kind, TableId, schema};
use crate::source;
use crate::text::Lang;
use crate::timings::{self, Phase};
use crate::words;

/// How an audit is to be done.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day on which it judges.
    pub as_of: Day,
    /// The language of the report.
    pub lang: Lang,
    /// The rules that are off, by place, and why.
    pub off: BTreeMap<usize, String>,
}

/// Below so many rows the threads would cost more than they bring.
const ROWS_WORTH_THREADS: usize = 50_000;

/// What came of a rule, for one item of its list or for all it examines.
struct Outcome {
    item: Option<Item>,
    verdict: Verdict,
    population: u64,
    undetermined: u64,
    reason: Option<String>,
    findings: Vec<Finding>,
}

/// Audits the tables against a policy.
pub fn audit(data: &Data, policy: &Policy, options: &Options) -> Report {
    let eval = Eval::new(&data.tables, policy, options.as_of);
    let teller = Teller { eval: &eval, files: &data.files, lang: options.lang };
    let judge = |place: usize| {
        let phase = || Phase::Rule(policy.rules[place].id.clone());
        timings::of(phase, || judge(&teller, data, place, options.off.get(&place)))
    };
    let is_on = |place: usize| !options.off.contains_key(&place);
    let looks_for_names = |rule: &Rule| matches!(&rule.demand, Demand::Of(of) if matches!(of.check, Check::Names(_)));
    if policy.rules.iter().enumerate().any(|(place, rule)| is_on(place) && looks_for_names(rule)) {
        timings::of(|| Phase::Names, || eval.patients());
    }
    let rows: usize = data.tables.iter().map(|t| t.len).sum();
    let outcomes: Vec<Vec<Outcome>> = if rows < ROWS_WORTH_THREADS {
        (0..policy.rules.len()).map(judge).collect()
    } else {
        (0..policy.rules.len()).into_par_iter().map(judge).collect()
    };
    let clauses = clause_verdicts(policy, &outcomes, options.lang);
    let mut verdicts = Vec::new();
    let mut findings = Vec::new();
    for (rule, outcomes) in policy.rules.iter().zip(outcomes) {
        verdicts.push(rule_verdict(policy, rule, &outcomes, options.lang));
        let mut of_rule: Vec<Finding> = outcomes.into_iter().flat_map(|o| o.findings).collect();
        of_rule.sort_by(|a, b| a.subject.key.cmp(&b.subject.key));
        findings.append(&mut of_rule);
    }
    let (outside_people, foreign_groups) = timings::of(|| Phase::Verdicts, || derive::left_to_others(&data.tables));
    Report {
        run: Run {
            tool: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            as_of: options.as_of.to_string(),
            lang: options.lang,
            office: None,
            config: None,
            policy: policy.name.clone(),
            policy_title: policy.title.get(options.lang).to_owned(),
            policy_version: policy.version.clone(),
            policy_sha256: policy.sha256.clone(),
            inputs: inputs(data, options.lang),
            absent: schema()
                .tables()
                .filter(|(id, def)| !def.derived && data.tables[*id].origin.is_none())
                .map(|(_, def)| def.name.to_owned())
                .collect(),
            outside_people,
            foreign_groups,
        },
        findings,
        verdicts,
        clauses,
    }
}

fn inputs(data: &Data, lang: Lang) -> Vec<Input> {
    let mut inputs = Vec::new();
    for file in &data.files {
        let Some(info) = &file.info else { continue };
        for sheet in &file.sheets {
            inputs.push(Input {
                file: file.name.clone(),
                sheet: sheet.name.clone(),
                table: sheet.table.def().name.to_owned(),
                label: sheet.table.def().label.get(lang).to_owned(),
                rows: sheet.rows,
                skipped: sheet.skipped.len() as u32,
                exported_on: sheet.exported.map(|e| e.day.to_string()),
                bytes: info.bytes,
                sha256: info.sha256.clone(),
            });
        }
    }
    inputs
}

fn judge(teller: &Teller<'_>, data: &Data, place: usize, off: Option<&String>) -> Vec<Outcome> {
    let policy = teller.eval.policy;
    let rule = &policy.rules[place];
    let nothing =
        |verdict, reason| Outcome { item: None, verdict, population: 0, undetermined: 0, reason, findings: Vec::new() };
    if let Some(reason) = off {
        return vec![nothing(Verdict::Off, Some(reason.clone()))];
    }
    let population = match &rule.demand {
        Demand::Input(input) => return vec![judge_input(teller, data, rule, *input)],
        Demand::Of(population) => population,
    };
    // Events: present without rows, nothing happened, whatever else is absent.
    let base = &data.tables[population.each];
    let nothing_happened = population.each.def().events && base.origin.as_ref().is_some_and(|o| o.read == 0);
    if nothing_happened {
        return vec![nothing(Verdict::NotApplicable, None)];
    }
    let unmet: Vec<Need> = needs(policy, population).into_iter().filter(|n| !n.is_met(&data.tables)).collect();
    if !unmet.is_empty() {
        return vec![nothing(Verdict::NotAssessed, Some(words::unmet(teller.lang, &unmet, &data.tables)))];
    }
    let items = match population.times {
        None => vec![None],
        Some(list) => policy.items(list, teller.eval.as_of).into_iter().map(Some).collect(),
    };
    if items.is_empty() {
        return vec![nothing(Verdict::NotApplicable, None)];
    }
    items.into_iter().map(|item| judge_population(teller, rule, population, item)).collect()
}

/// One finding for each identity, in the order of the keys: rows without a key that are alike are one subject.
fn in_order(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| a.subject.key.cmp(&b.subject.key));
    findings.dedup_by(|next, kept| {
        let same = next.id == kept.id;
        if same {
            kept.evidence.append(&mut next.evidence);
        }
        same
    });
    findings
}

fn judge_population(teller: &Teller<'_>, rule: &Rule, population: &Population, item: Option<Item>) -> Outcome {
    let eval = teller.eval;
    let members = eval.all(population.each, &population.conditions, item);
    let (mut examined, mut undetermined) = (members.yes, members.maybe);
    for condition in &population.except {
        let left_out = eval.condition(condition, item).yes;
        examined.difference_with(&left_out);
        if let Some(undetermined) = &mut undetermined {
            undetermined.difference_with(&left_out);
        }
    }
    let examined = population.check.narrow(eval, examined, item);
    let Judged { bad, explain } = population.check.judge(eval, &examined, item);
    let findings = bad
        .ones()
        .map(|row| {
            let row = row as u32;
            let detail = explain(row);
            let evidence = teller.evidence(
                population.each,
                row,
                &population.conditions,
                population.check.own_conditions(),
                &detail,
            );
            let fill = |template: &Template| fill(teller, population, row, item, &detail, template);
            finding(
                teller,
                rule,
                population.each,
                &key(teller, population.each, row, item),
                item,
                teller.label(population.each, row),
                evidence,
                fill,
            )
        })
        .collect();
    let findings = in_order(findings);
    let count = examined.count_ones(..) as u64;
    let verdict = match (findings.len(), count) {
        (0, 0) => Verdict::NotApplicable,
        (0, _) => Verdict::Pass,
        _ => Verdict::Fail,
    };
    let undetermined = undetermined.map(|u| population.check.narrow(eval, u, item));
    let undetermined = undetermined.map_or(0, |u| u.count_ones(..)) as u64;
    Outcome { item, verdict, population: count, undetermined, reason: None, findings }
}

/// Where the first member of a rule's population stands: file and line.
pub fn first_member(data: &Data, policy: &Policy, rule: &Rule, as_of: Day) -> Option<(String, u32)> {
    let Demand::Of(population) = &rule.demand else {
        return None;
    };
    let eval = Eval::new(&data.tables, policy, as_of);
    let item = match population.times {
        None => None,
        Some(list) => Some(policy.items(list, as_of).into_iter().next()?),
    };
    let mut members = eval.all(population.each, &population.conditions, item).yes;
    for condition in &population.except {
        members.difference_with(&eval.condition(condition, item).yes);
    }
    let members = population.check.narrow(&eval, members, item);
    let table = &data.tables[population.each];
    let origin = table.origin.as_ref()?;
    let row = members.ones().find(|row| *row < table.len)?;
    let place = origin.place_under(row as u32, |_| None);
    Some((data.files[origin.sections[place.section].file].name.clone(), place.line))
}

fn judge_input(teller: &Teller<'_>, data: &Data, rule: &Rule, input: InputRule) -> Outcome {
    let findings: Vec<Finding> = data
        .issues
        .of(input)
        .map(|issue| {
            let parts: Vec<String> =
                std::iter::once(issue.table.def().name.to_owned()).chain(issue.key.iter().cloned()).collect();
            let fill = |template: &Template| fill_input(teller, issue, template);
            let label = issue_label(teller.lang, issue);
            finding(teller, rule, issue.table, &parts, None, label, issue_evidence(teller, issue), fill)
        })
        .collect();
    let population = data.issues.population(input).max(findings.len() as u64);
    let verdict = match (findings.len(), population) {
        (0, 0) => Verdict::NotApplicable,
        (0, _) => Verdict::Pass,
        _ => Verdict::Fail,
    };
    Outcome { item: None, verdict, population, undetermined: 0, reason: None, findings }
}

#[allow(clippy::too_many_arguments, reason = "the one place where a finding is put together")]
fn finding(
    teller: &Teller<'_>,
    rule: &Rule,
    table: TableId,
    parts: &[String],
    item: Option<Item>,
    label: String,
    evidence: Vec<Evidence>,
    fill: impl Fn(&Template) -> String,
) -> Finding {
    let policy = teller.eval.policy;
    let words = rule.words(teller.lang);
    let key = parts.iter().map(|p| p.replace('%', "%25").replace('/', "%2F")).collect::<Vec<_>>().join("/");
    let clauses = match item {
        Some(item) => vec![policy.item_clause(item)],
        None => rule.clauses.clone(),
    };
    Finding {
        id: source::hex(&Sha256::digest(format!("{}\0{key}", rule.id))[..8]),
        rule: rule.id.clone(),
        clauses: clauses.into_iter().map(|c| policy.clauses[c].id.clone()).collect(),
        severity: rule.severity,
        confidence: rule.confidence,
        duty: rule.duty,
        status: Status::Open,
        subject: Subject { table: table.def().name.to_owned(), key, label },
        message: fill(&words.message),
        fix: words.fix.iter().map(fill).collect(),
        evidence,
    }
}

/// What identifies a member: its id, what it brings together, or a hash of its cells; and the item.
fn key(teller: &Teller<'_>, table: TableId, row: u32, item: Option<Item>) -> Vec<String> {
    let (cells, def) = (&teller.eval.tables[table], table.def());
    let mut parts: Vec<String> = if def.id_column().is_some() {
        vec![cells.keys.text(row).to_owned()]
    } else if def.key.is_empty() {
        vec![cells.hashes.get(row as usize).map_or_else(|| "~".to_owned(), |hash| format!("~{hash}"))]
    } else {
        def.key
            .iter()
            .map(|column| match def.def(*column).kind {
                Kind::Row(target) => teller.eval.tables[target].keys.text(cells.reference(*column, row)).to_owned(),
                _ => cells.text(*column, row).to_owned(),
            })
            .collect()
    };
    parts.extend(item.map(|i| teller.eval.policy.item_key(i)));
    parts
}

fn fill(
    teller: &Teller<'_>,
    population: &Population,
    row: u32,
    item: Option<Item>,
    detail: &crate::check::Detail<'_>,
    template: &Template,
) -> String {
    let (eval, lang) = (teller.eval, teller.lang);
    let related = detail.related.as_ref();
    let list = |mut said: Vec<String>| {
        said.retain(|s| !s.is_empty());
        said.sort();
        said.dedup();
        teller.said(words::list(lang, &said))
    };
    let labels = || {
        related.map_or_else(Vec::new, |(table, rows)| {
            rows.iter().map(|r| teller.related_label(*table, *r, population.each)).collect()
        })
    };
    let mut text = String::new();
    for part in &template.0 {
        let slot = match part {
            Part::Text(words) => {
                text.push_str(words);
                continue;
            }
            Part::Slot(slot) => slot,
        };
        text.push_str(&match slot {
            Slot::Value(value, kind) => teller.said(teller.value(value, *kind, row)),
            Slot::AsOf => eval.as_of.to_string(),
            Slot::Effect => eval.policy.in_force.to_string(),
            Slot::Item => item.map_or_else(String::new, |i| eval.policy.item_label(i, lang)),
            Slot::ItemEdition => teller.said(
                item.and_then(|i| eval.policy.edition(i, eval.as_of)).map_or_else(String::new, |e| e.edition.clone()),
            ),
            Slot::ItemIssued => teller.day(item.and_then(|i| eval.policy.edition(i, eval.as_of)).map(|e| e.issued)),
            Slot::Related | Slot::Others => list(labels()),
            Slot::RelatedColumn(column) => list(related.map_or_else(Vec::new, |(table, rows)| {
                rows.iter().map(|r| teller.cell(*table, *column, *r)).collect()
            })),
            Slot::LatestColumn(column) => {
                let days = related
                    .into_iter()
                    .flat_map(|(table, rows)| rows.iter().map(|r| eval.tables[*table].day(*column, *r)));
                teller.day(days.max())
            }
            Slot::Count => related.map_or(0, |(_, rows)| rows.len()).to_string(),
            Slot::Done => teller.day(detail.done),
            Slot::Due => teller.day(detail.due),
            Slot::Names => list(detail.names.clone()),
            Slot::Broken => {
                let own = population.check.own_conditions();
                let broken = detail.conditions.iter().filter_map(|i| own.get(*i)).filter_map(|c| match c.test {
                    crate::condition::Test::Term(term) => Some(eval.policy.terms[term.0].label.get(lang).to_owned()),
                    _ => None,
                });
                words::list(lang, &broken.collect::<Vec<_>>())
            }
            Slot::Input(_) => String::new(),
        });
    }
    text
}

/// A text with slots, in general: what would be filled in is named instead.
pub fn in_general(template: &Template, lang: Lang) -> String {
    let mut text = String::new();
    for part in &template.0 {
        match part {
            Part::Text(words) => text.push_str(words),
            Part::Slot(slot) => text.push_str(&words::slot(lang, slot)),
        }
    }
    text
}

fn said(lang: Lang, said: &Said) -> String {
    match said {
        Said::Text(text) => text.clone(),
        Said::List(list) if list.is_empty() => words::not_on_record(lang).to_owned(),
        Said::List(list) => words::list(lang, list),
        Said::Table(table) => table.def().label.get(lang).to_owned(),
        Said::Columns(table, columns) => {
            let labels: Vec<String> = columns.iter().map(|c| table.def().def(*c).label.get(lang).to_owned()).collect();
            words::list(lang, &labels)
        }
        Said::Kind(kind) => words::expected(lang, *kind),
    }
}

fn fill_input(teller: &Teller<'_>, issue: &Issue, template: &Template) -> String {
    let mut text = String::new();
    for part in &template.0 {
        match part {
            Part::Text(words) => text.push_str(words),
            Part::Slot(Slot::Input("count")) => text.push_str(&issue.places.len().to_string()),
            Part::Slot(Slot::Input(name)) => {
                let slot = issue.slots.iter().find(|(n, _)| n == name);
                if matches!(slot, Some(("near", Said::List(near))) if near.is_empty()) {
                    text.push_str(words::nobody(teller.lang));
                    continue;
                }
                text.push_str(&slot.map_or_else(String::new, |(_, s)| said(teller.lang, s)));
            }
            Part::Slot(_) => {}
        }
    }
    text
}

fn issue_label(lang: Lang, issue: &Issue) -> String {
    let slot = |name: &str| issue.slots.iter().find(|(n, _)| *n == name).map(|(_, s)| said(lang, s));
    let about = ["row", "name", "id", "key", "column"].iter().find_map(|n| slot(n)).unwrap_or_default();
    format!("{} / {about}", issue.table.def().label.get(lang))
}

fn issue_evidence(teller: &Teller<'_>, issue: &Issue) -> Vec<Evidence> {
    let Some(origin) = &teller.eval.tables[issue.table].origin else {
        return Vec::new();
    };
    let slot = |name: &str| issue.slots.iter().find(|(n, _)| *n == name).map(|(_, s)| said(teller.lang, s));
    let shown = ["value", "name", "id", "exported"].iter().find_map(|n| slot(n));
    let label = issue.table.def().label.get(teller.lang);
    let column = slot("column");
    let note = match (&column, &shown) {
        (Some(column), Some(value)) => words::note(teller.lang, label, &[format!("{column} {value}")]),
        (Some(column), None) => words::note(teller.lang, label, std::slice::from_ref(column)),
        (None, Some(value)) => words::note(teller.lang, label, std::slice::from_ref(value)),
        (None, None) => label.to_owned(),
    };
    let mut places = issue.places.clone();
    places.sort();
    places.dedup();
    places.into_iter().map(|place| teller.at(origin, place, note.clone())).collect()
}

/// Fail if one fails; else not assessed if one is not; else pass if one passes; else not applicable; off if all are.
fn together(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let verdicts: Vec<Verdict> = verdicts.collect();
    let has = |wanted: Verdict| verdicts.contains(&wanted);
    [Verdict::Fail, Verdict::NotAssessed, Verdict::Pass, Verdict::NotApplicable]
        .into_iter()
        .find(|v| has(*v))
        .unwrap_or(if has(Verdict::Off) { Verdict::Off } else { Verdict::NotApplicable })
}

fn rule_verdict(policy: &Policy, rule: &Rule, outcomes: &[Outcome], lang: Lang) -> RuleVerdict {
    RuleVerdict {
        rule: rule.id.clone(),
        title: rule.words(lang).title.clone(),
        clauses: rule.clauses.iter().map(|c| policy.clauses[*c].id.clone()).collect(),
        severity: rule.severity,
        verdict: together(outcomes.iter().map(|o| o.verdict)),
        population: outcomes.iter().map(|o| o.population).sum(),
        findings: outcomes.iter().map(|o| o.findings.len() as u64).sum(),
        waived: 0,
        undetermined: outcomes.iter().map(|o| o.undetermined).sum(),
        reason: outcomes.iter().find_map(|o| o.reason.clone()),
        why: rule.words(lang).why.clone(),
        steps: rule.words(lang).fix.iter().map(|t| in_general(t, lang)).collect(),
    }
}

fn clause_verdicts(policy: &Policy, outcomes: &[Vec<Outcome>], lang: Lang) -> Vec<ClauseVerdict> {
    // rule and outcome by their places: a rule that stands in several clauses counts once
    let of = |clause: usize| -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        for (rule, outcomes) in outcomes.iter().enumerate().filter(|(r, _)| policy.rules[*r].clauses.contains(&clause))
        {
            // of a list, only the items that stand in this clause
            let here = |o: &Outcome| o.item.is_none_or(|i| policy.item_clause(i) == clause);
            found.extend(outcomes.iter().enumerate().filter(|(_, o)| here(o)).map(|(o, _)| (rule, o)));
        }
        found
    };
    let verdict_of = |(place, clause): (usize, &Clause)| {
        let mut found: Vec<(usize, usize)> = policy.with_included(&[place]).into_iter().flat_map(of).collect();
        found.sort_unstable();
        found.dedup();
        let all = || found.iter().map(|(rule, outcome)| &outcomes[*rule][*outcome]);
        let names = |wanted: &dyn Fn(&Outcome) -> bool| {
            let mut names: Vec<String> = Vec::new();
            for (rule, outcome) in &found {
                let id = &policy.rules[*rule].id;
                if wanted(&outcomes[*rule][*outcome]) && names.last() != Some(id) {
                    names.push(id.clone());
                }
            }
            names
        };
        ClauseVerdict {
            clause: clause.id.clone(),
            cited: clause.cited.clone(),
            label: clause.label.get(lang).to_owned(),
            verdict: together(all().map(|o| o.verdict)),
            attested: clause.question.is_some(),
            population: all().map(|o| o.population).sum(),
            findings: all().map(|o| o.findings.len() as u64).sum(),
            waived: 0,
            rules: names(&|_| true),
            not_assessed: names(&|o| o.verdict == Verdict::NotAssessed),
        }
    };
    policy.clauses.iter().enumerate().map(verdict_of).collect()
}
