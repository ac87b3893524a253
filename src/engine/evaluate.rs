//! Evaluates the rules: which of them can be judged, whom each examines, and who breaks it. Rules are evaluated side by
//! side where the tables are large; what comes of it does not depend on how many threads there are.

mod answered;
mod input;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use answered::{answer, can_be_over, let_pass};
use input::judge_input;

use crate::base::date::Day;
use crate::base::timings::Phase;
use crate::base::{parallel, timings};
use crate::engine::check::{Detail, Judged};
use crate::engine::eval::{Eval, Truth};
use crate::engine::evidence::Describer;
use crate::engine::findings::{FindingBuilder, FindingTemplate, merge_alike};
use crate::engine::identity::key;
use crate::engine::outcome::{Outcome, Share};
use crate::engine::stakeholders::{Stakeholders, person_column};
use crate::engine::{Options, words};
use crate::load::Data;
use crate::model::finding::{Finding, Verdict};
use crate::model::report::{DecidingCell, Undetermined};
use crate::model::schema::{TableId, known};
use crate::policy::check::Check;
use crate::policy::condition::{Source, Step, TermId};
use crate::policy::needs::{Need, needs};
use crate::policy::{Demand, Item, Policy, Population, Rule};
use crate::table::RowSet;

/// Below so many rows the threads would cost more than they bring.
const ROWS_WORTH_THREADS: usize = 50_000;

/// A thread makes so many findings at a time.
const FINDINGS_A_PIECE: usize = 256;

/// What came of a rule before its findings are made.
struct Judgement<'a> {
    outcome: Outcome,
    violations: Option<Violations<'a>>,
}

impl From<Outcome> for Judgement<'_> {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, violations: None }
    }
}

/// The members of a population that break a rule.
pub(super) struct Violations<'a> {
    pub(super) population: &'a Population,
    pub(super) item: Option<Item>,
    pub(super) finding_template: FindingTemplate<'a>,
    /// By their subject keys.
    pub(super) members: Vec<(SmolStr, u32)>,
    /// Explains one of them after the other.
    pub(super) explain: Box<dyn Fn(u32) -> Detail<'a> + Send + Sync + 'a>,
}

impl Violations<'_> {
    /// The days on which those came about that are over.
    fn over(&self) -> BTreeMap<SmolStr, Day> {
        let day = |(key, row): &(SmolStr, u32)| {
            let done = (self.explain)(*row).done.filter(|day| !day.is_empty())?;
            Some((key.clone(), done))
        };
        self.members.iter().filter_map(day).collect()
    }

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
}

/// Findings that are told already: rule and subject key.
pub(super) type AlreadyReported<'r> = FxHashSet<(&'r str, &'r str)>;

/// Findings to be made: the place of their rule, and some of the members that break it.
type Piece<'j, 'a> = (usize, &'j Violations<'a>, &'j [(SmolStr, u32)]);

/// Whether threads bring more than they cost.
pub(super) fn is_large(data: &Data) -> bool {
    data.tables.iter().map(|t| t.len).sum::<usize>() >= ROWS_WORTH_THREADS
}

/// What came of each rule of the policy that is asked for, waivers included; of any other there is nothing. Findings that are
/// told already are not made again.
pub(super) fn outcomes(
    describer: &Describer<'_>,
    data: &Data,
    options: &Options,
    is_asked: &dyn Fn(usize) -> bool,
    told: &AlreadyReported<'_>,
) -> Vec<Vec<Outcome>> {
    let (eval, policy) = (describer.eval, describer.eval.policy);
    let builder = FindingBuilder { describer, stakeholders: Stakeholders::new(describer), due: options.due };
    let phase = |place: usize| Phase::Rule(policy.rules[place].id.clone());
    let judge = |place: usize| {
        let mut judged = timings::of(|| phase(place), || judge(&builder, data, place, options.off.get(&place)));
        if !told.is_empty() {
            let id = policy.rules[place].id.as_str();
            let violations = judged.iter_mut().filter_map(|judgement| judgement.violations.as_mut());
            violations.for_each(|violations| violations.members.retain(|(key, _)| !told.contains(&(id, key.as_str()))));
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
        .flat_map(|(place, judged)| {
            judged.iter().filter_map(|judgement| Some((*place, judgement.violations.as_ref()?)))
        })
        .flat_map(|(place, violations)| violations.pieces().map(move |members| (place, violations, members)))
        .collect();
    let make = |(place, violations, members): &Piece<'_, '_>| -> Vec<Finding> {
        timings::of(|| phase(*place), || merge_alike(violations.findings(&builder, members)))
    };
    let mut made = parallel::each(is_large, &pieces, make).into_iter();
    let mut with_findings = |Judgement { mut outcome, violations }: Judgement<'_>| {
        if let Some(violations) = violations {
            outcome.findings = made.by_ref().take(violations.pieces().count()).collect();
        }
        outcome
    };
    let mut outcomes: Vec<Vec<Outcome>> = policy.rules.iter().map(|_| Vec::new()).collect();
    for (place, of_rule) in judged {
        outcomes[place] = of_rule.into_iter().map(&mut with_findings).collect();
    }
    let mut outcomes = answer(&builder, outcomes);
    policy.rules.iter().zip(&mut outcomes).for_each(|(rule, of_rule)| let_pass(rule, of_rule));
    outcomes
}

fn judge<'a>(builder: &FindingBuilder<'a>, data: &Data, place: usize, off: Option<&String>) -> Vec<Judgement<'a>> {
    let describer = builder.describer;
    let policy = describer.eval.policy;
    let rule = &policy.rules[place];
    let nothing = |verdict, reason| {
        Judgement::from(Outcome {
            item: None,
            verdict,
            population: 0,
            undetermined: Vec::new(),
            reason,
            findings: Vec::new(),
            is_lenient: false,
            over: BTreeMap::new(),
            shares: Vec::new(),
        })
    };
    if let Some(reason) = off {
        return vec![nothing(Verdict::Off, Some(reason.clone()))];
    }
    let population = match &rule.demand {
        Demand::Input(input) => return vec![judge_input(builder, &data.issues, rule, *input).into()],
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
        return vec![nothing(Verdict::NotAssessed, Some(words::unmet(describer.lang, &unmet, &data.tables)))];
    }
    if !population.only_with.iter().all(|need| need.is_met(&data.tables)) {
        return vec![nothing(Verdict::NotApplicable, None)];
    }
    let items: Vec<Option<Item>> = match population.times {
        None => vec![None],
        Some(list) => policy.items(list, describer.eval.as_of).into_iter().map(Some).collect(),
    };
    if items.is_empty() {
        return vec![nothing(Verdict::NotApplicable, None)];
    }
    let items_at_once = if population.together { items.len() } else { 1 };
    items.chunks(items_at_once).map(|items| judge_population(builder, rule, population, items)).collect()
}

/// What came of a population, for one item of a list or without one.
struct JudgedItem<'a> {
    item: Option<Item>,
    rows: JudgedRows,
    explain: Box<dyn Fn(u32) -> Detail<'a> + Send + Sync + 'a>,
}

fn judge_item<'a>(eval: &'a Eval<'a>, population: &'a Population, item: Option<Item>) -> JudgedItem<'a> {
    let members = members(eval, population, item);
    let possible = members.possible();
    let Judged { bad, explain } = population.check.judge(eval, &possible, item);
    let mut unclear = bad.possible();
    unclear.intersect_with(&possible);
    let mut found = members.yes;
    found.intersect_with(&bad.yes);
    unclear.difference_with(&found);
    JudgedItem { item, rows: JudgedRows { members: possible, found, unclear }, explain }
}

/// Judges a population for items that are told together, or for one.
fn judge_population<'a>(
    builder: &FindingBuilder<'a>,
    rule: &'a Rule,
    population: &'a Population,
    items: &[Option<Item>],
) -> Judgement<'a> {
    let describer = builder.describer;
    let item = if population.together { None } else { items.first().copied().flatten() };
    let judged: Vec<JudgedItem<'a>> = items.iter().map(|item| judge_item(describer.eval, population, *item)).collect();
    let all = united(&judged);
    let mut outcome = Outcome {
        item,
        verdict: Verdict::Fail,
        population: all.members.count_ones(..) as u64,
        undetermined: undetermined(describer, rule, population, item, &judged, &all.unclear),
        reason: None,
        findings: Vec::new(),
        is_lenient: false,
        over: BTreeMap::new(),
        shares: shares(describer, rule, population, item, &judged, &all),
    };
    let mut members: Vec<(SmolStr, u32)> =
        all.found.ones().map(|row| (key(describer, population.each, row as u32, item), row as u32)).collect();
    members.sort_unstable();
    let is_broken = !members.is_empty();
    if !is_broken {
        outcome.verdict = outcome.settled();
    }
    let violations = is_broken.then(|| Violations {
        population,
        item,
        finding_template: FindingTemplate::new(builder, rule, item),
        members,
        explain: explanation(judged, population.together),
    });
    if let (true, Some(violations)) =
        (can_be_over(rule) && describer.eval.tables[known().corrections].len > 0, &violations)
    {
        outcome.over = violations.over();
    }
    Judgement { outcome, violations }
}

/// The rows that were judged.
#[derive(Clone)]
struct JudgedRows {
    /// Those who belong to it, or may.
    members: RowSet,
    found: RowSet,
    /// Of whom it is not known.
    unclear: RowSet,
}

/// The rows of all items: whoever is found for one of them is found.
fn united(judged: &[JudgedItem<'_>]) -> JudgedRows {
    let united = |of: fn(&JudgedRows) -> &RowSet| {
        let mut sets = judged.iter().map(|judged| of(&judged.rows));
        let mut all = sets.next().cloned().unwrap_or_default();
        sets.for_each(|more| all.union_with(more));
        all
    };
    let (members, found) = (united(|rows| &rows.members), united(|rows| &rows.found));
    let mut unclear = united(|rows| &rows.unclear);
    unclear.difference_with(&found);
    JudgedRows { members, found, unclear }
}

/// Explains violations, for each of those items of which there is one.
fn explanation<'a>(
    mut judged: Vec<JudgedItem<'a>>,
    together: bool,
) -> Box<dyn Fn(u32) -> Detail<'a> + Send + Sync + 'a> {
    if let Some(only) = if together { None } else { judged.pop() } {
        return only.explain;
    }
    Box::new(move |row| {
        let of_row = judged.iter().filter(|judged| judged.rows.found.contains(row as usize));
        Detail::of_items(of_row.filter_map(|judged| Some((judged.item?, (judged.explain)(row)))))
    })
}

/// The members by which clauses are judged that are not judged by all: of items that are told together, those of the
/// clause's own; and the people by whom a clause is judged that the rule does not name.
fn shares(
    describer: &Describer<'_>,
    rule: &Rule,
    population: &Population,
    item: Option<Item>,
    judged: &[JudgedItem<'_>],
    all: &JudgedRows,
) -> Vec<Share> {
    let (eval, each) = (describer.eval, population.each);
    let mut shares: Vec<Share> = Vec::new();
    let keys = |rows: &RowSet| rows.ones().map(|row| key(describer, each, row as u32, item)).collect();
    for (clause, who) in eval.policy.clauses.iter().enumerate().filter_map(|(place, c)| Some((place, c.judged?))) {
        if who.duty != rule.duty {
            continue;
        }
        let such = concerning(eval, each, who.who);
        let possible = such.possible();
        let JudgedRows { mut members, mut found, mut unclear } = all.clone();
        members.intersect_with(&possible);
        // whoever is a finding, but perhaps not one of these people
        unclear.union_with(&found);
        unclear.intersect_with(&possible);
        found.intersect_with(&such.yes);
        unclear.difference_with(&found);
        shares.push(Share { clause, members, found: keys(&found), unclear: keys(&unclear) });
    }
    for judged in judged.iter().filter(|_| population.together) {
        let Some(clause) = judged.item.map(|item| eval.policy.item_clause(item)) else { continue };
        let JudgedRows { members, found, unclear } = &judged.rows;
        let share = Share { clause, members: members.clone(), found: keys(found), unclear: keys(unclear) };
        match shares.iter_mut().find(|share| share.clause == clause) {
            Some(of_clause) => of_clause.add(&share),
            None => shares.push(share),
        }
    }
    shares
}

/// The rows that are accounts for which a term holds, or that are about such an account.
fn concerning(eval: &Eval<'_>, table: TableId, who: TermId) -> Truth {
    let staff = known().staff;
    let such = eval.term(who);
    match person_column(table) {
        _ if table == staff => Truth::clone(&such),
        Some(column) => eval.pull(Step { from: table, by: Source::Column(column), to: staff }, &such, false),
        None => {
            let none = RowSet::with_capacity(eval.tables[table].extent());
            Truth { yes: none, maybe: None }
        }
    }
}

/// The members of a population, and those who may belong to it.
fn members(eval: &Eval<'_>, population: &Population, item: Option<Item>) -> Truth {
    let mut members = eval.all(population.each, &population.conditions, item);
    for condition in &population.except {
        members = members.and_not(&eval.condition(condition, item));
    }
    let mut members = population.check.narrow(eval, members, item);
    // nothing is known of a group that others name and its table lacks; it is told as such
    if population.each == known().groups {
        let len = eval.tables[population.each].len;
        let sets = std::iter::once(&mut members.yes).chain(&mut members.maybe);
        sets.filter(|set| set.len() > len).for_each(|set| set.set_range(len.., false));
    }
    members
}

/// The members that one way of settling what is not known makes a finding, and another does not.
fn undetermined(
    describer: &Describer<'_>,
    rule: &Rule,
    population: &Population,
    item: Option<Item>,
    judged: &[JudgedItem<'_>],
    rows: &RowSet,
) -> Vec<Undetermined> {
    let each = population.each;
    let member = |row: u32| {
        let of_row = judged.iter().filter(|judged| judged.rows.unclear.contains(row as usize));
        let mut cells: Vec<DecidingCell> =
            of_row.flat_map(|judged| describer.deciding(population, row, judged.item)).collect();
        cells.sort();
        cells.dedup();
        Undetermined { rule: rule.id.as_str().into(), subject: describer.subject(each, row, item), cells, waived: None }
    };
    let mut members: Vec<Undetermined> = rows.ones().map(|row| member(row as u32)).collect();
    members.sort_by(|a, b| a.subject.key.cmp(&b.subject.key));
    // rows without a key that are alike are one subject
    members.dedup_by(|next, kept| {
        let is_same = next.subject.key == kept.subject.key;
        if is_same {
            kept.cells.append(&mut next.cells);
        }
        is_same
    });
    members
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
    let members = members(&eval, population, item).yes;
    let table = &data.tables[population.each];
    let origin = table.origin.as_ref()?;
    let row = members.ones().find(|row| *row < table.len)?;
    let place = origin.place_under(row as u32, |_| None);
    Some((data.files[origin.sections[place.section].file].name.clone(), place.line))
}
