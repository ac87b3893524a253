//! The closed set of checks: what a rule can require of the members of its population. Each is a type whose
//! fields are its parameters; a rule file names one.

mod conditions;
mod count;
mod deadline;
mod latest;
mod names;
mod patients;
mod quantified;
mod unique;

use crate::condition::{Condition, Related};
use crate::date::Day;
use crate::eval::Eval;
use crate::policy::Item;
use crate::schema::{ColumnId, TableId};
use crate::table::RowSet;

pub use conditions::{Conditions, Mode};
pub use count::Count;
pub use deadline::Deadline;
pub use latest::Latest;
pub use names::{Honorifics, Names};
pub(crate) use patients::Patients;
pub use quantified::{Quantified, Quantifier};
pub use unique::Unique;

/// What is required of each member of a population.
#[derive(Debug)]
pub enum Check {
    /// Conditions on the member itself.
    Conditions(Conditions),
    /// Some, none or not all of the related rows are such.
    Quantified(Quantified),
    /// So many related rows are such.
    Count(Count),
    /// No other row has the same values.
    Unique(Unique),
    /// Something was done in time.
    Deadline(Deadline),
    /// The last of the related rows is such.
    Latest(Latest),
    /// A text does not name too many people.
    Names(Names),
}

/// What a check found out about one member, for the message and the evidence.
#[derive(Debug, Default)]
pub struct Detail<'c> {
    /// Conditions on the member that are the matter.
    pub conditions: Vec<usize>,
    /// The related rows that were looked at, in this table.
    pub related: Option<(TableId, Vec<u32>)>,
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

/// What came of a check: what is needed for both parts of it is computed once.
pub struct Judged<'e> {
    /// The members that break the requirement.
    pub bad: RowSet,
    /// Explains one violation after the other.
    pub explain: Box<dyn Fn(u32) -> Detail<'e> + Send + Sync + 'e>,
}

impl Check {
    /// The members of the population to which the requirement applies at all.
    pub fn narrow(&self, eval: &Eval<'_>, population: RowSet, item: Option<Item>) -> RowSet {
        match self {
            Self::Latest(check) => check.narrow(eval, population, item),
            _ => population,
        }
    }

    /// The members that break the requirement, and why each of them does.
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

    /// The conditions on the member itself.
    pub fn own_conditions(&self) -> &[Condition] {
        match self {
            Self::Conditions(check) => &check.conditions,
            _ => &[],
        }
    }

    /// The related rows that it looks at.
    pub fn related(&self) -> Option<&Related> {
        match self {
            Self::Quantified(check) => Some(&check.related),
            Self::Count(check) => Some(&check.related),
            Self::Latest(check) => Some(&check.related),
            Self::Deadline(check) => check.of.as_ref().map(|(related, _)| related),
            Self::Names(check) => check.allowed.as_ref(),
            Self::Conditions(_) | Self::Unique(_) => None,
        }
    }

    /// The conditions on related rows, or on the rows compared with.
    pub fn other_conditions(&self) -> Vec<&Condition> {
        match self {
            Self::Conditions(_) | Self::Names(_) => Vec::new(),
            Self::Quantified(check) => check.that.iter().collect(),
            Self::Count(check) => check.that.iter().collect(),
            Self::Unique(check) => check.among.iter().collect(),
            Self::Deadline(check) => check.of.iter().flat_map(|(_, that)| that).collect(),
            Self::Latest(check) => check.those.iter().chain(&check.that).collect(),
        }
    }
}

/// The columns of their own table that conditions test.
fn tested(conditions: &[Condition]) -> Vec<ColumnId> {
    use crate::condition::{Source, Test};
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
    use crate::condition::Test;
    use crate::policy::TermKind;
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
    use crate::condition::Test;
    use crate::schema::Kind;
    let belongs = |c: &&Condition| match c.test {
        Test::MatchesItem(column) => !c.negated && c.target().def().def(column).kind != Kind::Points,
        _ => false,
    };
    conditions.iter().filter(belongs).cloned().collect()
}
