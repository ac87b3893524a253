//! Checks evaluated over rows: which members of a population break what a rule requires, and what explains each.

mod conditions;
mod count;
mod deadline;
mod latest;
mod names;
mod patients;
mod quantified;
mod unique;

use crate::base::date::Day;
use crate::engine::eval::{Eval, Truth};
use crate::model::schema::{ColumnId, TableId};
use crate::policy::Item;
use crate::policy::check::Check;
use crate::policy::condition::Condition;
use crate::table::RowSet;

pub(crate) use patients::Patients;

/// What a check found out about one member, for the message and the evidence.
#[derive(Debug, Default)]
pub struct Detail<'c> {
    /// Conditions on the member that are the matter.
    pub conditions: Vec<usize>,
    /// The items of a list that are the matter, where they are told together.
    pub items: Vec<Item>,
    /// The related rows that were looked at, in this table.
    pub related: Option<(TableId, Vec<u32>)>,
    /// How many more there are than these.
    pub more: usize,
    /// The columns of the related rows that matter.
    pub related_columns: Vec<ColumnId>,
    /// The conditions on related rows that lead further.
    pub behind: Vec<&'c Condition>,
    /// The columns of the member that matter.
    pub columns: Vec<ColumnId>,
    /// Whether the table of related rows was searched for one that is not there.
    pub searched: bool,
    /// The date on which something was done.
    pub done: Option<Day>,
    /// The last day on which it would have been in time.
    pub due: Option<Day>,
    /// The names found in a text.
    pub names: Vec<String>,
}

impl Detail<'_> {
    /// Adds what was found out of another item.
    fn add(&mut self, other: Self) {
        fn united<T: PartialEq>(all: &mut Vec<T>, more: Vec<T>) {
            let new: Vec<T> = more.into_iter().filter(|one| !all.contains(one)).collect();
            all.extend(new);
        }
        united(&mut self.conditions, other.conditions);
        united(&mut self.related_columns, other.related_columns);
        united(&mut self.columns, other.columns);
        self.names.extend(other.names);
        self.searched |= other.searched;
        self.more += other.more;
        match (&mut self.related, other.related) {
            (Some((_, rows)), Some((_, more))) => united(rows, more),
            (related, more) => *related = related.take().or(more),
        }
    }

    /// Puts together what was found out of each of several items.
    pub(super) fn of_items(details: impl IntoIterator<Item = (Item, Self)>) -> Self {
        let (mut items, mut all) = (Vec::new(), None::<Self>);
        for (item, detail) in details {
            items.push(item);
            match &mut all {
                Some(all) => all.add(detail),
                None => all = Some(detail),
            }
        }
        Self { items, ..all.unwrap_or_default() }
    }
}

/// What came of a check: what is needed for both parts of it is computed once.
pub struct Judged<'e> {
    /// The members that break the requirement, and those of whom that is not known.
    pub bad: Truth,
    /// Explains one violation after the other.
    pub explain: Box<dyn Fn(u32) -> Detail<'e> + Send + Sync + 'e>,
}

impl Check {
    /// The members of the population to which the requirement applies at all.
    pub fn narrow(&self, eval: &Eval<'_>, population: Truth, item: Option<Item>) -> Truth {
        match self {
            Self::Latest(check) => check.narrow(eval, population, item),
            _ => population,
        }
    }

    /// The members that break the requirement, of those that may belong to the population, and why each of them does.
    pub fn judge<'e>(&'e self, eval: &'e Eval<'e>, population: &RowSet, item: Option<Item>) -> Judged<'e> {
        match self {
            Self::Conditions(check) => check.judge(eval, population, item),
            Self::Quantified(check) => check.judge(eval, population, item),
            Self::Count(check) => check.judge(eval, population, item),
            Self::Unique(check) => check.judge(eval, population, item),
            Self::Deadline(check) => check.judge(eval, population, item),
            Self::Latest(check) => check.judge(eval, population, item),
            Self::Names(check) => check.judge(eval, population),
        }
    }
}

/// The columns of their own table that conditions test.
fn tested(conditions: &[Condition]) -> Vec<ColumnId> {
    use crate::policy::condition::{Source, Test};
    let column = |c: &Condition| match &c.test {
        Test::Is(column, _)
        | Test::Truth(column)
        | Test::Mentions(column, _)
        | Test::MatchesItem(column)
        | Test::MatchesEdition(column)
        | Test::Empty(Source::Column(column))
        | Test::Filled(Source::Column(column))
        | Test::Same(Source::Column(column), _)
        | Test::Date { source: Source::Column(column), .. } => Some(*column),
        _ => None,
    };
    conditions.iter().filter(|c| c.path.is_empty()).filter_map(column).collect()
}

/// The columns that conditions test, also those inside the terms they name.
pub(crate) fn tested_columns(eval: &Eval<'_>, conditions: &[Condition]) -> Vec<ColumnId> {
    use crate::policy::TermKind;
    use crate::policy::condition::Test;
    let mut columns = Vec::new();
    for condition in conditions.iter().filter(|c| c.path.is_empty()) {
        match &condition.test {
            Test::Term(term) => match &eval.policy.terms[term.0].kind {
                TermKind::All(inner) | TermKind::Any(inner) => columns.extend(tested_columns(eval, inner)),
                TermKind::Some { .. } | TermKind::First(..) => {}
            },
            _ => columns.extend(tested(std::slice::from_ref(condition))),
        }
    }
    let mut seen = Vec::new();
    columns.retain(|c| {
        !seen.contains(c) && {
            seen.push(*c);
            true
        }
    });
    columns
}

/// The conditions that lead from a related row to another.
pub(crate) fn leading_further(conditions: &[Condition]) -> Vec<&Condition> {
    conditions.iter().filter(|c| !c.path.is_empty()).collect()
}

/// The conditions that say to which item of a list a related row belongs. A set of points belongs to all of them: one
/// that lacks the point at hand is the very row that matters.
pub(crate) fn of_item(conditions: &[Condition]) -> Vec<Condition> {
    use crate::model::schema::Kind;
    use crate::policy::condition::Test;
    let belongs = |c: &&Condition| match c.test {
        Test::MatchesItem(column) => !c.negated && c.target().def().def(column).kind != Kind::Points,
        _ => false,
    };
    conditions.iter().filter(belongs).cloned().collect()
}
