//! Judges the rules over the tables: what is needed, who is examined, who breaks it, and what follows for rules and
//! clauses. One function makes findings, so that identity, order and severity are settled in one place.

pub mod attestation;
pub mod check;
pub mod concern;
pub mod eval;
pub mod evidence;
pub mod redact;
pub mod waiver;
#[doc(hidden)]
pub mod words;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, SmolStrBuilder, ToSmolStr};

use crate::base::date::Day;
use crate::base::hex::hex;
use crate::base::parallel;
use crate::base::progress::Progress;
use crate::base::text::{self, Lang, list};
use crate::base::timings::{self, Phase};
use crate::engine::attestation::Standing;
use crate::engine::check::{Detail, Judged};
use crate::engine::concern::{Involved, Parties};
use crate::engine::eval::Eval;
use crate::engine::evidence::Teller;
use crate::engine::redact::{Redaction, Veil};
use crate::engine::waiver::Known;
use crate::load::{Data, InputSheet, derive};
use crate::model::finding::{
    DueDays, Evidence, FailOn, Finding, Named, Severity, Status, Subject, Verdict, subject_hash,
};
use crate::model::issue::{InputRule, Issue, Issues, Said};
use crate::model::place::Role;
use crate::model::report::{
    Attestation, ClauseText, ClauseVerdict, Coming, Input, Report, RuleText, RuleVerdict, Run, Upcoming,
};
use crate::model::schema::{ColumnId, Kind, TableId, known, schema};
use crate::policy::check::Check;
use crate::policy::condition::Test;
use crate::policy::needs::{Need, depends_on_day, needs};
use crate::policy::{Clause, Demand, Item, Part, Policy, Population, Rule, Slot, Template};

/// How an audit is to be done.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day on which it judges.
    pub as_of: Day,
    /// The language of the report.
    pub lang: Lang,
    /// The rules that are off, by place, and why.
    pub off: BTreeMap<usize, String>,
    /// How many days after the audit that found them first findings are due.
    pub due: DueDays,
    /// What makes the audit fail.
    pub fail_on: FailOn,
    /// The pseudonyms that stand for names and texts, where they may not be read.
    pub redaction: Option<Redaction>,
    /// What the report holds that not every format tells.
    pub extent: Extent,
    /// Where the rules that are judged are counted.
    pub progress: Arc<Progress>,
}

/// What a report holds that not every format tells, and that costs time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// What its tables hold, for the audits after it: that is a hash for each row.
    pub subjects: bool,
    /// What its rules are in the other language too.
    pub translation: bool,
    /// All that a finding rests on, and not only where the first of it stands.
    pub evidence: bool,
}

impl Extent {
    /// All of it.
    pub const WHOLE: Self = Self { subjects: true, translation: true, evidence: true };
}

impl Options {
    /// An audit with every rule on, and the usual numbers.
    pub fn new(as_of: Day, lang: Lang) -> Self {
        Self {
            as_of,
            lang,
            off: BTreeMap::new(),
            due: DueDays::default(),
            fail_on: FailOn::all(Severity::Medium),
            redaction: None,
            extent: Extent::WHOLE,
            progress: Arc::default(),
        }
    }
}

/// What a finding is put together with.
struct Maker<'a> {
    teller: &'a Teller<'a>,
    parties: Parties<'a>,
    due: DueDays,
    /// Whether all evidence is told.
    tells_evidence: bool,
}

/// Below so many rows the threads would cost more than they bring.
const ROWS_WORTH_THREADS: usize = 50_000;

/// A thread makes so many findings at a time.
const FINDINGS_A_PIECE: usize = 256;

/// What came of a rule before its findings are made.
struct Judgement<'a> {
    outcome: Outcome,
    broken: Option<Broken<'a>>,
}

impl From<Outcome> for Judgement<'_> {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, broken: None }
    }
}

/// The members of a population that break a rule.
struct Broken<'a> {
    population: &'a Population,
    item: Option<Item>,
    frame: Frame<'a>,
    /// By their subject keys.
    members: Vec<(SmolStr, u32)>,
    /// Explains one of them after the other.
    explain: Box<dyn Fn(u32) -> Detail<'a> + Send + Sync + 'a>,
}

/// Findings that are told already: rule and subject key.
type Told<'r> = FxHashSet<(&'r str, &'r str)>;

/// Findings to be made: the place of their rule, and some of the members that break it.
type Piece<'j, 'a> = (usize, &'j Broken<'a>, &'j [(SmolStr, u32)]);

/// What the findings of a rule, or of an item of its list, have in common.
struct Frame<'a> {
    rule: &'a Rule,
    id: SmolStr,
    clauses: Vec<SmolStr>,
    due: SmolStr,
    message: &'a Template,
    fix: Vec<Step<'a>>,
}

/// A step of what is to be done.
enum Step<'a> {
    /// The same for all.
    Same(SmolStr),
    /// To be filled in for each.
    Filled(&'a Template),
}

impl<'a> Step<'a> {
    fn new(template: &'a Template) -> Self {
        match template.0.as_slice() {
            [Part::Text(Cow::Borrowed(step))] => Self::Same(SmolStr::new_static(step)),
            [Part::Text(step)] => Self::Same(step.to_smolstr()),
            _ => Self::Filled(template),
        }
    }
}

/// What came of a rule, for one item of its list or for all it examines.
struct Outcome {
    item: Option<Item>,
    verdict: Verdict,
    population: u64,
    undetermined: u64,
    reason: Option<String>,
    /// In the pieces in which they were made: findings are large, and are moved once.
    findings: Vec<Vec<Finding>>,
}

impl Outcome {
    /// How many findings there are.
    fn count(&self) -> usize {
        self.findings.iter().map(Vec::len).sum()
    }

    /// How many of them no waiver covers.
    fn open(&self) -> usize {
        self.findings.iter().flatten().filter(|f| f.status == Status::Open).count()
    }

    fn waived(&self) -> u64 {
        (self.count() - self.open()) as u64
    }
}

/// Audits the tables against a policy.
pub fn audit(data: &Data, policy: &Policy, options: &Options) -> Report {
    let eval = Eval::new(&data.tables, policy, options.as_of);
    let veil = options.redaction.as_ref().map(|redaction| Veil::new(redaction, &data.tables, options.lang));
    let teller = Teller::new(&eval, &data.files, options.lang, veil);
    options.progress.rules.expect(policy.rules.len());
    let outcomes = outcomes(&teller, data, options, &|_| true, &Told::default());
    let clauses = clause_verdicts(&teller, &outcomes);
    let put_together = || {
        let mut verdicts = Vec::with_capacity(outcomes.len());
        let mut findings = Vec::with_capacity(outcomes.iter().flatten().map(Outcome::count).sum());
        for (rule, outcomes) in policy.rules.iter().zip(outcomes) {
            verdicts.push(rule_verdict(policy, rule, &outcomes, options));
            let first = findings.len();
            outcomes.into_iter().flat_map(|o| o.findings).for_each(|mut piece| findings.append(&mut piece));
            findings[first..].sort_by(|a: &Finding, b| a.subject.key.cmp(&b.subject.key));
        }
        (verdicts, findings)
    };
    let subjects = if options.extent.subjects { subjects(&teller) } else { BTreeMap::new() };
    drop(teller);
    let left_to_others = || {
        drop(eval);
        timings::of(|| Phase::Verdicts, || derive::left_to_others(&data.tables))
    };
    let ((verdicts, findings), (outside_people, foreign_groups)) =
        parallel::both(is_large(data), put_together, left_to_others);
    Report {
        run: Run {
            tool: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            as_of: options.as_of.to_string(),
            lang: options.lang,
            fail_on: options.fail_on,
            office: None,
            config: None,
            only: Vec::new(),
            skip: Vec::new(),
            redacted: None,
            policy: policy.name.clone(),
            policy_title: policy.title.get(options.lang).to_owned(),
            policy_version: policy.version.clone(),
            policy_sha256: policy.sha256.clone(),
            inputs: inputs(data, options.lang),
            absent: data.not_given().map(|id| id.def().name.to_owned()).collect(),
            outside_people,
            foreign_groups,
        },
        findings,
        verdicts,
        clauses,
        comparison: None,
        upcoming: None,
        subjects,
    }
}

/// Whether threads bring more than they cost.
fn is_large(data: &Data) -> bool {
    data.tables.iter().map(|t| t.len).sum::<usize>() >= ROWS_WORTH_THREADS
}

/// What came of each rule of the policy that is asked for, waivers included; of any other there is nothing. Findings that are
/// told already are not made again.
fn outcomes(
    teller: &Teller<'_>,
    data: &Data,
    options: &Options,
    is_asked: &dyn Fn(usize) -> bool,
    told: &Told<'_>,
) -> Vec<Vec<Outcome>> {
    let (eval, policy) = (teller.eval, teller.eval.policy);
    let maker =
        Maker { teller, parties: Parties::new(teller), due: options.due, tells_evidence: options.extent.evidence };
    let phase = |place: usize| Phase::Rule(policy.rules[place].id.clone());
    let judge = |place: usize| {
        let mut judged = timings::of(|| phase(place), || judge(&maker, data, place, options.off.get(&place)));
        if !told.is_empty() {
            let id = policy.rules[place].id.as_str();
            let broken = judged.iter_mut().filter_map(|judgement| judgement.broken.as_mut());
            broken.for_each(|broken| broken.members.retain(|(key, _)| !told.contains(&(id, key.as_str()))));
        }
        options.progress.rules.tick();
        (place, judged)
    };
    let looks_for_names = |place: &usize| {
        let rule = &policy.rules[*place];
        !options.off.contains_key(place)
            && matches!(&rule.demand, Demand::Of(of) if matches!(of.check, Check::Names(_)))
    };
    let find_names = || timings::of(|| Phase::Names, || eval.patients());
    let is_large = is_large(data);
    let rows = |rule: &Rule| if let Demand::Of(of) = &rule.demand { data.tables[of.each].len } else { 0 };
    let mut places: Vec<usize> = (0..policy.rules.len()).filter(|place| is_asked(*place)).collect();
    // the largest tables first, so that at the end no thread is alone with one of them
    places.sort_by_key(|place| Reverse(rows(&policy.rules[*place])));
    let (of_names, others): (Vec<usize>, Vec<usize>) = places.into_iter().partition(looks_for_names);
    let all = |places: Vec<usize>| -> Vec<(usize, Vec<Judgement<'_>>)> {
        if is_large {
            places.into_iter().par_bridge().map(judge).collect()
        } else {
            places.into_iter().map(judge).collect()
        }
    };
    // beside the others the names are found that some rules then look for
    let mut judged =
        if is_large && !of_names.is_empty() { rayon::join(|| all(others), find_names).0 } else { all(others) };
    judged.extend(all(of_names));
    judged.sort_unstable_by_key(|(place, _)| *place);
    let pieces: Vec<Piece<'_, '_>> = judged
        .iter()
        .flat_map(|(place, judged)| judged.iter().filter_map(|judgement| Some((*place, judgement.broken.as_ref()?))))
        .flat_map(|(place, broken)| broken.pieces().map(move |members| (place, broken, members)))
        .collect();
    let make = |(place, broken, members): &Piece<'_, '_>| -> Vec<Finding> {
        timings::of(|| phase(*place), || merge_alike(broken.findings(&maker, members)))
    };
    let mut made = parallel::each(is_large, &pieces, make).into_iter();
    let mut with_findings = |Judgement { mut outcome, broken }: Judgement<'_>| {
        if let Some(broken) = broken {
            outcome.findings = made.by_ref().take(broken.pieces().count()).collect();
        }
        outcome
    };
    let mut outcomes: Vec<Vec<Outcome>> = policy.rules.iter().map(|_| Vec::new()).collect();
    for (place, of_rule) in judged {
        outcomes[place] = of_rule.into_iter().map(&mut with_findings).collect();
    }
    waive(&maker, outcomes)
}

/// What will be a finding in so many days if nothing is done, and is none today; and from which day on. What is wrong with
/// the input comes with new tables, and is left out; waivers that lapse are not.
pub fn upcoming(data: &Data, policy: &Policy, options: &Options, report: &Report, days: u16) -> Upcoming {
    let waived = waiver::rules(&data.tables);
    let may_change = |place: usize| match &policy.rules[place] {
        Rule { demand: Demand::Input(input), .. } => *input == InputRule::ExpiredWaiver,
        Rule { demand: Demand::Of(of), id, .. } => waived.contains(id.as_str()) || depends_on_day(policy, of),
    };
    let open = || report.findings.iter().filter(|f| f.status == Status::Open);
    let known: BTreeSet<&str> = open().map(|f| f.id.as_str()).collect();
    // a waiver is of use as long as there is what it covers
    let of_others = open().filter(|f| !waived.contains(f.rule.as_str()));
    let told: Told<'_> = of_others.map(|f| (f.rule.as_str(), f.subject.key.as_str())).collect();
    let extent = Extent { subjects: false, translation: false, evidence: false };
    // what is a finding on a day of these rules, and none yet
    let ahead = |days: u16, rules: &dyn Fn(usize) -> bool| -> BTreeMap<SmolStr, Finding> {
        let on = Options { as_of: options.as_of.plus(i32::from(days)), extent, ..options.clone() };
        let eval = Eval::new(&data.tables, policy, on.as_of);
        let veil = on.redaction.as_ref().map(|redaction| Veil::new(redaction, &data.tables, on.lang));
        let teller = Teller::new(&eval, &data.files, on.lang, veil);
        let outcomes = outcomes(&teller, data, &on, rules, &told).into_iter().flatten();
        let open = outcomes
            .flat_map(|o| o.findings)
            .flatten()
            .filter(|f| f.status == Status::Open && !known.contains(f.id.as_str()));
        open.map(|f| (f.id.clone(), f)).collect()
    };
    let mut found: Vec<(u16, Finding)> = Vec::new();
    let mut spans = vec![(0, days, ahead(days, &may_change))];
    // each span of days is halved until the first day of all that begins in it is known
    while let Some((before, on, findings)) = spans.pop() {
        if findings.is_empty() {
            continue;
        }
        if on - before <= 1 {
            found.extend(findings.into_values().map(|f| (on, f)));
            continue;
        }
        let middle = before + (on - before) / 2;
        let rules: BTreeSet<usize> = findings.values().filter_map(|f| policy.rule(&f.rule)).collect();
        let mut earlier = ahead(middle, &|rule| rules.contains(&rule));
        earlier.retain(|id, _| findings.contains_key(id));
        let later = findings.into_iter().filter(|(id, _)| !earlier.contains_key(id)).collect();
        spans.push((before, middle, earlier));
        spans.push((middle, on, later));
    }
    let mut findings: Vec<Coming> = found
        .into_iter()
        .map(|(day, f)| Coming {
            on: options.as_of.plus(i32::from(day)).to_string(),
            id: f.id,
            rule: f.rule,
            severity: f.severity,
            duty: f.duty,
            assignees: f.assignees,
            subject: f.subject,
            message: f.message,
        })
        .collect();
    findings.sort_by(|a, b| {
        (&a.on, Reverse(a.severity), &a.rule, &a.subject).cmp(&(&b.on, Reverse(b.severity), &b.rule, &b.subject))
    });
    Upcoming { days, findings }
}

/// More rows than this are not listed: a report would be as large as its tables.
const MOST_SUBJECTS: usize = 100_000;

/// What each table holds: the first eight hexadecimal digits of the hashes of its subject keys, in order and one behind the other.
/// They tell later whether the subject of a finding is still there, without telling who it was.
fn subjects(teller: &Teller<'_>) -> BTreeMap<String, String> {
    let tables = teller.eval.tables;
    let mut subjects = BTreeMap::new();
    for (id, def) in schema().tables().filter(|(id, _)| tables[*id].origin.is_some()) {
        if tables[id].len > MOST_SUBJECTS {
            continue;
        }
        let hash = |row: u32, hashes: &mut Vec<_>| hashes.push(subject_hash(&key(teller, id, row, None)));
        let mut hashes = parallel::gather(tables[id].len, hash);
        hashes.sort_unstable();
        hashes.dedup();
        subjects.insert(def.name.to_owned(), hex(hashes.as_flattened()));
    }
    subjects
}

/// The tables that were read, as a report lists them.
pub fn inputs(data: &Data, lang: Lang) -> Vec<Input> {
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
                columns: columns(sheet),
                exported_on: sheet.exported.map(|e| e.day.to_string()),
                bytes: info.bytes,
                sha256: info.sha256.clone(),
                unchanged_since: None,
            });
        }
    }
    inputs
}

/// The columns that were found in a sheet, in the order of the schema.
fn columns(sheet: &InputSheet) -> Vec<String> {
    let used = sheet.columns.iter().filter(|heading| heading.role != Role::Yields);
    let found: BTreeSet<ColumnId> = used.filter_map(|heading| heading.found.map(|(column, _)| column)).collect();
    found.into_iter().map(|column| sheet.table.def().def(column).name.to_owned()).collect()
}

fn judge<'a>(maker: &Maker<'a>, data: &Data, place: usize, off: Option<&String>) -> Vec<Judgement<'a>> {
    let teller = maker.teller;
    let policy = teller.eval.policy;
    let rule = &policy.rules[place];
    let nothing = |verdict, reason| {
        Judgement::from(Outcome { item: None, verdict, population: 0, undetermined: 0, reason, findings: Vec::new() })
    };
    if let Some(reason) = off {
        return vec![nothing(Verdict::Off, Some(reason.clone()))];
    }
    let population = match &rule.demand {
        Demand::Input(input) => return vec![judge_input(maker, &data.issues, rule, *input).into()],
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
    items.into_iter().map(|item| judge_population(maker, rule, population, item)).collect()
}

/// Applies the waivers, and judges them.
fn waive(maker: &Maker<'_>, mut outcomes: Vec<Vec<Outcome>>) -> Vec<Vec<Outcome>> {
    let Eval { tables, policy, as_of, .. } = maker.teller.eval;
    if tables[known().waivers].len == 0 {
        return outcomes;
    }
    let about_waivers = |place: usize| matches!(policy.rules[place].demand, Demand::Input(i) if i.is_about_waivers());
    let judged: Vec<bool> = outcomes
        .iter()
        .map(|of_rule| !of_rule.iter().all(|o| matches!(o.verdict, Verdict::Off | Verdict::NotAssessed)))
        .collect();
    let known = |id: &str| match policy.rule(id) {
        None => Known::Unknown,
        Some(place) if about_waivers(place) => Known::NotWaivable,
        Some(place) if !judged[place] => Known::NotJudged,
        Some(_) => Known::Judged,
    };
    let most_days = policy.number(InputRule::ImproperWaiver.id(), "days").unwrap_or(i32::MAX);
    let issues = waiver::apply(tables, *as_of, most_days, known, |id, cover| {
        let of_rule = policy.rule(id).and_then(|place| outcomes.get_mut(place)).into_iter().flatten();
        cover(&mut of_rule.flat_map(|o| &mut o.findings).flatten().collect::<Vec<_>>());
    });
    if let Some(veil) = &maker.teller.veil {
        let findings = outcomes.iter_mut().flatten().flat_map(|o| &mut o.findings).flatten();
        findings.filter_map(|f| f.waived.as_mut()).for_each(|waived| veil.waived(waived));
    }
    for (place, of_rule) in outcomes.iter_mut().enumerate() {
        if let Demand::Input(input) = policy.rules[place].demand
            && input.is_about_waivers()
        {
            *of_rule = vec![judge_input(maker, &issues, &policy.rules[place], input)];
        }
        for outcome in of_rule.iter_mut().filter(|o| o.verdict == Verdict::Fail && o.open() == 0) {
            outcome.verdict = Verdict::Pass;
        }
    }
    outcomes
}

/// Leaves one finding for each identity, of findings in the order of their keys: rows without a key that are alike are
/// one subject.
fn merge_alike(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.dedup_by(|next, kept| {
        let same = next.id == kept.id;
        if same {
            kept.evidence.append(&mut next.evidence);
        }
        same
    });
    findings
}

fn judge_population<'a>(
    maker: &Maker<'a>,
    rule: &'a Rule,
    population: &'a Population,
    item: Option<Item>,
) -> Judgement<'a> {
    let teller = maker.teller;
    let eval = teller.eval;
    let members = eval.all(population.each, &population.conditions, item);
    let (mut examined, mut undetermined) = (members.yes, members.maybe);
    for condition in &population.except {
        let left_out = eval.condition(condition, item);
        examined.difference_with(&left_out.yes);
        if let Some(undetermined) = &mut undetermined {
            undetermined.difference_with(&left_out.yes);
        }
    }
    let examined = population.check.narrow(eval, examined, item);
    let Judged { bad, explain } = population.check.judge(eval, &examined, item);
    let mut members: Vec<(SmolStr, u32)> =
        bad.ones().map(|row| (key(teller, population.each, row as u32, item), row as u32)).collect();
    members.sort_unstable();
    let count = examined.count_ones(..) as u64;
    let verdict = match (members.len(), count) {
        (0, 0) => Verdict::NotApplicable,
        (0, _) => Verdict::Pass,
        _ => Verdict::Fail,
    };
    let undetermined = undetermined.map(|u| population.check.narrow(eval, u, item));
    let undetermined = undetermined.map_or(0, |u| u.count_ones(..)) as u64;
    let outcome = Outcome { item, verdict, population: count, undetermined, reason: None, findings: Vec::new() };
    let is_broken = !members.is_empty();
    let broken = is_broken.then(|| Broken { population, item, frame: Frame::new(maker, rule, item), members, explain });
    Judgement { outcome, broken }
}

impl Broken<'_> {
    /// The members in pieces, those of one subject key together.
    fn pieces(&self) -> impl Iterator<Item = &[(SmolStr, u32)]> {
        let mut rest = self.members.as_slice();
        std::iter::from_fn(move || {
            let last = rest.get(..FINDINGS_A_PIECE).unwrap_or(rest).last()?;
            let (piece, behind) = rest.split_at(rest.partition_point(|(key, _)| *key <= last.0));
            rest = behind;
            Some(piece)
        })
    }

    /// The findings about some of the members.
    fn findings(&self, maker: &Maker<'_>, members: &[(SmolStr, u32)]) -> Vec<Finding> {
        let parties = maker.parties.of(self.population.each, members.iter().map(|(_, row)| *row), self.frame.rule.duty);
        let finding = |((key, row), parties): (&(SmolStr, u32), Involved)| self.finding(maker, key, *row, parties);
        members.iter().zip(parties).map(finding).collect()
    }

    /// The finding about a member of that subject key.
    fn finding(&self, maker: &Maker<'_>, key: &SmolStr, row: u32, parties: Involved) -> Finding {
        let (teller, population) = (maker.teller, self.population);
        let detail = (self.explain)(row);
        let (each, own) = (population.each, population.check.own_conditions());
        let rows = teller.rows(each, row, &population.conditions, own, &detail);
        let evidence =
            if maker.tells_evidence { teller.evidence(&rows) } else { teller.first_place(&rows).into_iter().collect() };
        let subject = Subject {
            table: SmolStr::new_static(each.def().name),
            key: key.clone(),
            plain: teller.veil.is_some().then(|| plain_key(teller, each, row, self.item)),
            label: teller.label(each, row).into(),
        };
        self.frame.finding(subject, parties, evidence, |template, text| {
            fill(teller, population, row, self.item, &detail, template, text);
        })
    }
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

fn judge_input(maker: &Maker<'_>, issues: &Issues, rule: &Rule, input: InputRule) -> Outcome {
    let teller = maker.teller;
    let frame = Frame::new(maker, rule, None);
    let findings: Vec<Finding> = issues
        .of(input)
        .map(|issue| {
            let key = |issue: &Issue| {
                joined(std::iter::once(issue.table.def().name).chain(issue.key.iter().map(String::as_str)))
            };
            let veiled = teller.veil.as_ref().map(|veil| veil.issue(issue));
            let plain = veiled.is_some().then(|| key(issue));
            let issue = veiled.as_ref().unwrap_or(issue);
            let subject = Subject {
                table: SmolStr::new_static(issue.table.def().name),
                key: key(issue),
                plain,
                label: issue_label(teller.lang, issue).into(),
            };
            let parties = maker.parties.of_all(rule.duty);
            frame.finding(subject, parties, issue_evidence(teller, issue), |template, text| {
                fill_input(teller, issue, template, text);
            })
        })
        .collect();
    let population = issues.population(input).max(findings.len() as u64);
    let verdict = match (findings.len(), population) {
        (0, 0) => Verdict::NotApplicable,
        (0, _) => Verdict::Pass,
        _ => Verdict::Fail,
    };
    Outcome { item: None, verdict, population, undetermined: 0, reason: None, findings: vec![findings] }
}

/// The parts of a subject key as one text.
fn joined(parts: impl IntoIterator<Item = impl AsRef<str>>) -> SmolStr {
    let mut key = SmolStrBuilder::new();
    for (place, part) in parts.into_iter().enumerate() {
        if place > 0 {
            key.push('/');
        }
        let mut rest = part.as_ref();
        while let Some(at) = memchr::memchr2(b'%', b'/', rest.as_bytes()) {
            key.push_str(&rest[..at]);
            key.push_str(if rest.as_bytes()[at] == b'%' { "%25" } else { "%2F" });
            rest = &rest[at + 1..];
        }
        key.push_str(rest);
    }
    key.finish()
}

impl<'a> Frame<'a> {
    fn new(maker: &Maker<'a>, rule: &'a Rule, item: Option<Item>) -> Self {
        let eval = maker.teller.eval;
        let policy = eval.policy;
        let words = rule.words(maker.teller.lang);
        let clauses = match item {
            Some(item) => vec![policy.item_clause(item)],
            None => rule.clauses.clone(),
        };
        Self {
            rule,
            id: rule.id.to_smolstr(),
            clauses: clauses.into_iter().map(|c| policy.clauses[c].id.to_smolstr()).collect(),
            due: eval.as_of.plus(i32::from(maker.due.of(rule.severity))).to_smolstr(),
            message: &words.message,
            fix: words.fix.iter().map(Step::new).collect(),
        }
    }

    /// The one place where a finding is put together. `fill` fills in a template behind a text.
    fn finding(
        &self,
        subject: Subject,
        (concerns, assignees): Involved,
        evidence: Vec<Evidence>,
        fill: impl Fn(&Template, &mut String),
    ) -> Finding {
        let hash = Sha256::new().chain_update(&self.id).chain_update(b"\0").chain_update(&subject.key).finalize();
        let mut text = String::with_capacity(USUAL_TEXT);
        let mut filled = |template: &Template| {
            text.clear();
            fill(template, &mut text);
            text.clone()
        };
        Finding {
            id: hex(&hash[..8]).into(),
            rule: self.id.clone(),
            clauses: self.clauses.clone(),
            severity: self.rule.severity,
            confidence: self.rule.confidence,
            duty: self.rule.duty,
            assignees,
            due: self.due.clone(),
            status: Status::Open,
            waived: None,
            change: None,
            raised_from: None,
            subject,
            concerns: Box::new(concerns),
            message: filled(self.message),
            fix: self
                .fix
                .iter()
                .map(|step| match step {
                    Step::Same(step) => step.clone(),
                    Step::Filled(template) => filled(template).into(),
                })
                .collect(),
            evidence,
        }
    }
}

/// Most texts of findings have no more bytes.
const USUAL_TEXT: usize = 512;

/// What identifies a member: its id, what it brings together, or a hash of its cells; and the item.
fn key(teller: &Teller<'_>, table: TableId, row: u32, item: Option<Item>) -> SmolStr {
    let parts = match key_rows(teller, table, row) {
        Some(rows) => rows.into_iter().map(|(table, row)| teller.key(table, row)).collect(),
        None => vec![teller.cells(table, row).into()],
    };
    with_item(teller, parts, item)
}

/// The same as the tables have it, whatever pseudonyms there are.
fn plain_key(teller: &Teller<'_>, table: TableId, row: u32, item: Option<Item>) -> SmolStr {
    let tables = teller.eval.tables;
    let parts = match key_rows(teller, table, row) {
        Some(rows) => rows.into_iter().map(|(table, row)| tables[table].keys.text(row).into()).collect(),
        None => tables[table].hashes.get(row as usize).map(|hash| format!("~{hash}").into()).into_iter().collect(),
    };
    with_item(teller, parts, item)
}

/// The rows whose ids are the key of a row; `None` for one that is named by its cells.
fn key_rows(teller: &Teller<'_>, table: TableId, row: u32) -> Option<Vec<(TableId, u32)>> {
    let (cells, def) = (&teller.eval.tables[table], table.def());
    let row_of = |column: &ColumnId| match def.def(*column).kind {
        Kind::Row(target) => (target, cells.reference(*column, row)),
        _ => (table, row),
    };
    (!def.key.is_empty()).then(|| def.key.iter().map(row_of).collect())
}

fn with_item(teller: &Teller<'_>, mut parts: Vec<Cow<'_, str>>, item: Option<Item>) -> SmolStr {
    parts.extend(item.map(|i| Cow::Owned(teller.eval.policy.item_key(i))));
    joined(parts)
}

/// Fills in what a template says of a member, behind a text.
fn fill(
    teller: &Teller<'_>,
    population: &Population,
    row: u32,
    item: Option<Item>,
    detail: &Detail<'_>,
    template: &Template,
    text: &mut String,
) {
    let (eval, lang) = (teller.eval, teller.lang);
    let related = detail.related.as_ref();
    let list = |mut said: Vec<Cow<'_, str>>| {
        said.retain(|s| !s.is_empty());
        said.sort();
        said.dedup();
        teller.said(list(lang, &said))
    };
    let labels = || {
        related.map_or_else(Vec::new, |(table, rows)| {
            rows.iter().map(|r| teller.related_label(*table, *r, population.each).into()).collect()
        })
    };
    for part in &template.0 {
        let slot = match part {
            Part::Text(words) => {
                text.push_str(words);
                continue;
            }
            Part::Slot(slot) => slot,
        };
        let said: Cow<'_, str> = match slot {
            Slot::Value(value, kind) => teller.said(teller.value(value, *kind, row)),
            Slot::AsOf => eval.as_of.to_string().into(),
            Slot::Effect => eval.policy.in_force.to_string().into(),
            Slot::Item => item.map(|i| eval.policy.item_label(i, lang)).unwrap_or_default().into(),
            Slot::ItemEdition => {
                teller.said(item.and_then(|i| eval.policy.edition(i, eval.as_of)).map_or("", |e| &e.edition))
            }
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
            Slot::Count => related.map_or(0, |(_, rows)| rows.len()).to_string().into(),
            Slot::Done => teller.day(detail.done),
            Slot::Due => teller.day(detail.due),
            Slot::Names => {
                let names = teller.names(related.map(|(table, _)| *table), &detail.names);
                list(names.into_iter().map(Cow::Owned).collect())
            }
            Slot::Broken => {
                let own = population.check.own_conditions();
                let broken = detail.conditions.iter().filter_map(|i| own.get(*i)).filter_map(|c| match c.test {
                    Test::Term(term) => Some(eval.policy.terms[term.0].label.get(lang)),
                    _ => None,
                });
                text::list(lang, &broken.collect::<Vec<_>>()).into()
            }
            Slot::Input(_) => Cow::default(),
        };
        text.push_str(&said);
    }
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
        Said::List(list) => text::list(lang, list),
        Said::Table(table) => table.def().label.get(lang).to_owned(),
        Said::Columns(table, columns) => {
            let labels: Vec<String> = columns.iter().map(|c| table.def().def(*c).label.get(lang).to_owned()).collect();
            list(lang, &labels)
        }
        Said::Kind(kind) => words::expected(lang, *kind),
        Said::Stale(stale) => words::stale(lang, stale),
        Said::Loss(table, loss) => words::loss(lang, *table, loss),
        Said::Faults(faults) => list(lang, &faults.iter().map(|f| words::waiver_fault(lang, f)).collect::<Vec<_>>()),
    }
}

/// Fills in what a template says of an issue, behind a text.
fn fill_input(teller: &Teller<'_>, issue: &Issue, template: &Template, text: &mut String) {
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
}

fn issue_label(lang: Lang, issue: &Issue) -> String {
    let slot = |name: &str| issue.slots.iter().find(|(n, _)| *n == name).map(|(_, s)| said(lang, s));
    let about = ["row", "name", "id", "key", "column"].iter().find_map(|n| slot(n)).unwrap_or_default();
    let table = issue.table.def().label.get(lang);
    // what is wrong with a table as a whole is about the table
    if about.is_empty() { table.to_owned() } else { format!("{table} / {about}") }
}

fn issue_evidence(teller: &Teller<'_>, issue: &Issue) -> Vec<Evidence> {
    let slot = |name: &str| issue.slots.iter().find(|(n, _)| *n == name).map(|(_, s)| said(teller.lang, s));
    let Some(origin) = &teller.eval.tables[issue.table].origin else {
        // of a table that is gone, the file in which it was
        let label = issue.table.def().label.get(teller.lang);
        let gone = |file: String| {
            let note = words::note(teller.lang, label, std::slice::from_ref(&file));
            Evidence { file: file.into(), sheet: None, line: None, column: None, cell: None, note }
        };
        return slot("file").map(gone).into_iter().collect();
    };
    let shown = ["value", "name", "id", "exported", "rule"].iter().find_map(|n| slot(n));
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
    places.iter().map(|place| teller.at(origin, place, note.clone())).collect()
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

/// What a rule says of itself, in one language.
fn rule_text(rule: &Rule, lang: Lang) -> RuleText {
    let words = rule.words(lang);
    RuleText {
        title: words.title.to_string(),
        requirement: words.requirement.to_string(),
        why: words.why.to_string(),
        steps: words.fix.iter().map(|t| in_general(t, lang)).collect(),
    }
}

fn rule_verdict(policy: &Policy, rule: &Rule, outcomes: &[Outcome], options: &Options) -> RuleVerdict {
    let lang = options.lang;
    RuleVerdict {
        rule: rule.id.clone(),
        clauses: rule.clauses.iter().map(|c| policy.clauses[*c].id.clone()).collect(),
        severity: rule.severity,
        confidence: rule.confidence,
        duty: rule.duty,
        verdict: together(outcomes.iter().map(|o| o.verdict)),
        population: outcomes.iter().map(|o| o.population).sum(),
        findings: outcomes.iter().map(|o| o.count() as u64).sum(),
        waived: outcomes.iter().map(Outcome::waived).sum(),
        undetermined: outcomes.iter().map(|o| o.undetermined).sum(),
        reason: outcomes.iter().find_map(|o| o.reason.clone()),
        text: rule_text(rule, lang),
        translation: if options.extent.translation { rule_text(rule, lang.other()) } else { RuleText::default() },
    }
}

impl Attestation {
    /// What an office stated last of a clause, if it did.
    pub(crate) fn of(teller: &Teller<'_>, standing: &Standing) -> Option<Self> {
        let last = standing.last.as_ref()?;
        let offices = known().offices;
        let def = known().attestations.def();
        let by = match (&teller.veil, def.column("attested_by")) {
            (Some(veil), Some(column)) => veil.cell(def.def(column), &last.by),
            _ => last.by.clone(),
        };
        Some(Self {
            office: Named {
                key: teller.key(offices, standing.office).into(),
                label: teller.label(offices, standing.office).into(),
            },
            answer: last.answer,
            on: last.on.to_string(),
            by: Some(by).filter(|by| !by.is_empty()),
            until: last.until.map(|day| day.to_string()),
        })
    }
}

fn clause_verdicts(teller: &Teller<'_>, outcomes: &[Vec<Outcome>]) -> Vec<ClauseVerdict> {
    let (policy, lang) = (teller.eval.policy, teller.lang);
    let standing = attestation::standing(teller.eval);
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
            duty: clause.duty,
            text: clause_text(clause, lang),
            translation: clause_text(clause, lang.other()),
            verdict: together(all().map(|o| o.verdict)),
            attested: clause.question.is_some(),
            attestations: standing
                .iter()
                .filter(|s| s.clause == place)
                .filter_map(|s| Attestation::of(teller, s))
                .collect(),
            population: all().map(|o| o.population).sum(),
            findings: all().map(|o| o.count() as u64).sum(),
            waived: all().map(Outcome::waived).sum(),
            rules: names(&|_| true),
            not_assessed: names(&|o| o.verdict == Verdict::NotAssessed),
        }
    };
    policy.clauses.iter().enumerate().map(verdict_of).collect()
}
/// What a clause says in a language.
fn clause_text(clause: &Clause, lang: Lang) -> ClauseText {
    ClauseText { label: clause.label.get(lang).to_owned(), obligation: clause.text.get(lang).to_owned() }
}

#[cfg(test)]
mod tests;
