//! What would let the most more rules be judged. Only what surely would is counted: a table that is added is thought of as whole,
//! and nothing else is taken for granted of it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::base::text::Lang;
use crate::model::finding::Verdict;
use crate::model::report::{NextInput, NextStep, RuleVerdict};
use crate::model::schema::{ColumnId, TableId, known};
use crate::policy::needs::{Need, needs};
use crate::policy::{Demand, Policy};
use crate::table::Tables;

/// Something that can be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Input {
    /// A table that is not there, or has no rows.
    Table(TableId),
    /// A column of one that is.
    Column(TableId, ColumnId),
}

/// What a rule lacks: of each list one.
type Lacking = Vec<Vec<Input>>;

/// Returns what would let the most more rules be judged; `None` where all that are on were.
pub(super) fn next_step(tables: &Tables, policy: &Policy, verdicts: &[RuleVerdict], lang: Lang) -> Option<NextStep> {
    let lacking = |(rule, verdict): (&crate::policy::Rule, &RuleVerdict)| match &rule.demand {
        Demand::Of(population) if verdict.verdict == Verdict::NotAssessed => {
            let lacking = needs(policy, population).into_iter().filter_map(|need| lacking(need, tables)).collect();
            Some((rule.id.clone(), lacking))
        }
        _ => None,
    };
    let rules: Vec<(String, Lacking)> = policy.rules.iter().zip(verdicts).filter_map(lacking).collect();
    let inputs = best(&rules)?;
    let rules = rules.iter().filter(|(_, lacking)| suffices(&inputs, lacking)).map(|(rule, _)| rule.clone()).collect();
    Some(NextStep { inputs: inputs.into_iter().map(|input| said(input, lang)).collect(), rules })
}

/// The one input with which the most rules could be judged; where there is none, the fewest with which one could.
fn best(rules: &[(String, Lacking)]) -> Option<BTreeSet<Input>> {
    let single = rules.iter().flat_map(|(_, lacking)| lacking).flatten().map(|input| BTreeSet::from([*input]));
    let all_of_one = rules.iter().map(|(_, lacking)| lacking.iter().filter_map(|one| one.first().copied()).collect());
    let judged = |inputs: &BTreeSet<Input>| rules.iter().filter(|(_, lacking)| suffices(inputs, lacking)).count();
    let sets = single.chain(all_of_one).map(|inputs| (judged(&inputs), inputs)).filter(|(judged, _)| *judged > 0);
    sets.min_by_key(|(judged, inputs)| (inputs.len(), Reverse(*judged), inputs.clone())).map(|(_, inputs)| inputs)
}

fn suffices(inputs: &BTreeSet<Input>, lacking: &Lacking) -> bool {
    lacking.iter().all(|of| of.iter().any(|input| inputs.contains(input)))
}

/// What would surely meet a need that is not met, or that is met only as long as something else is missing too.
fn lacking(need: Need, tables: &Tables) -> Option<Vec<Input>> {
    let input = |(table, column): (TableId, ColumnId)| {
        if Need::Table(table).is_met(tables) { Input::Column(table, column) } else { Input::Table(table) }
    };
    let is_met = match need {
        // as long as nobody is said to lead, nobody does who has no account
        Need::Strangers(members) => {
            let groups = &tables[known().groups];
            Need::Table(members).is_met(tables) || need.is_met(tables) && groups.has(groups.column("leader_id"))
        }
        _ => need.is_met(tables),
    };
    (!is_met).then(|| match need {
        Need::Table(table) | Need::Strangers(table) => vec![Input::Table(table)],
        Need::Column(table, column) | Need::Filled(table, column) | Need::Unless((table, column), _) => {
            vec![input((table, column))]
        }
        Need::Either(one, other) => vec![input(one), input(other)],
    })
}

fn said(input: Input, lang: Lang) -> NextInput {
    let (table, column) = match input {
        Input::Table(table) => (table.def(), None),
        Input::Column(table, column) => (table.def(), Some(table.def().def(column))),
    };
    NextInput {
        table: table.name.to_owned(),
        label: table.label.get(lang).to_owned(),
        column: column.map(|column| column.name.to_owned()),
        column_label: column.map(|column| column.label.get(lang).to_owned()),
    }
}
