//! Attestations: what people have stated of the clauses that no rule can judge. Which offices must state them, of which clauses
//! and how often, is what a rule of the policy demands; here it is said what was stated last, and until when it holds.

use std::collections::BTreeMap;

use crate::base::date::Day;
use crate::base::normalize;
use crate::engine::eval::Eval;
use crate::model::options::Answer;
use crate::model::schema::{Kind, known};
use crate::policy::{Demand, Item, List, Policy, Population, Rule};
use crate::table::is_row;

/// What an office stated last of a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// The answer, where there is one.
    pub answer: Option<Answer>,
    /// The day.
    pub on: Day,
    /// Who stated it; empty if it is not known.
    pub by: String,
    /// The last day on which it holds; none if it is no yes, or the policy sets no term.
    pub until: Option<Day>,
}

impl Last {
    /// What decides between two: the day; on one day a yes, as for the rule; and never the order of the rows.
    fn rank(&self) -> (Day, bool, Option<Answer>, &str) {
        (self.on, self.answer == Some(Answer::Yes), self.answer, &self.by)
    }
}

/// A clause that an office must state, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The office, by its row.
    pub office: u32,
    /// The clause, by its place in the policy.
    pub clause: usize,
    /// What was stated last on or before the as-of date.
    pub last: Option<Last>,
}

impl Standing {
    /// Whether it must be stated anew.
    pub fn is_due(&self, as_of: Day) -> bool {
        match &self.last {
            Some(Last { answer: Some(Answer::Yes), until, .. }) => until.is_some_and(|until| until < as_of),
            _ => true,
        }
    }
}

/// The rule that demands attestations, with those of whom it demands them.
fn demand(policy: &Policy) -> Option<(&Rule, &Population)> {
    policy.rules.iter().find_map(|rule| match &rule.demand {
        Demand::Of(population) if population.times == Some(List::AttestedClauses) => Some((rule, &**population)),
        _ => None,
    })
}

/// The clauses that people state, by their places.
fn clauses(eval: &Eval<'_>) -> Vec<usize> {
    let items = eval.policy.items(List::AttestedClauses, eval.as_of);
    items.into_iter().map(|item| eval.policy.item_clause(item)).collect()
}

/// How each clause stands that each office must state, by the office's key and the clause. Nothing where the policy demands nothing.
pub fn standing(eval: &Eval<'_>) -> Vec<Standing> {
    let Some((rule, population)) = demand(eval.policy) else { return Vec::new() };
    if population.each != known().offices {
        return Vec::new();
    }
    let days = eval.policy.number(&rule.id, "days");
    let clauses = clauses(eval);
    let mut last: BTreeMap<(u32, usize), Last> = BTreeMap::new();
    for (office, clause, next) in stated(eval, days) {
        let known = last.entry((office, clause)).or_insert_with(|| next.clone());
        if next.rank() > known.rank() {
            *known = next;
        }
    }
    let offices = eval.all(population.each, &population.conditions, None).yes;
    let mut offices: Vec<u32> = offices.ones().map(|office| office as u32).collect();
    offices.sort_by_key(|office| eval.tables[population.each].keys.text(*office));
    let mut standing = Vec::new();
    for office in offices {
        for clause in &clauses {
            standing.push(Standing { office, clause: *clause, last: last.remove(&(office, *clause)) });
        }
    }
    standing
}

/// All that was stated on or before the as-of date: office, clause and answer, in the order of the register.
pub fn all(eval: &Eval<'_>) -> Vec<(u32, usize, Last)> {
    demand(eval.policy).map_or_else(Vec::new, |(rule, _)| stated(eval, eval.policy.number(&rule.id, "days")))
}

fn stated(eval: &Eval<'_>, days: Option<i32>) -> Vec<(u32, usize, Last)> {
    let table = &eval.tables[known().attestations];
    let def = known().attestations.def();
    let [office, clause, answer, on, by] =
        ["office_id", "clause", "answer", "attested_on", "attested_by"].map(|name| table.column(name));
    let named =
        |clause: usize| eval.policy.item_names(Item::Clause(clause)).into_iter().map(move |name| (name, clause));
    let names: BTreeMap<String, usize> = clauses(eval).into_iter().flat_map(named).collect();
    let answer_of = |row: u32| match def.def(answer).kind {
        Kind::Code(codes) => {
            let is = |a: &Answer| codes.def().code(a.word()) == Some(table.code(answer, row));
            [Answer::Yes, Answer::No].into_iter().find(is)
        }
        _ => None,
    };
    let mut found = Vec::new();
    for row in 0..table.len as u32 {
        let (office, day) = (table.reference(office, row), table.day(on, row));
        let Some(clause) = names.get(&normalize::header(table.text(clause, row))) else { continue };
        if is_row(office) && !day.is_empty() && day <= eval.as_of {
            let answer = answer_of(row);
            let until = days.filter(|_| answer == Some(Answer::Yes)).map(|days| day.plus(days));
            found.push((office, *clause, Last { answer, on: day, by: table.text(by, row).trim().to_owned(), until }));
        }
    }
    found
}
