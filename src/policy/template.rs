//! Messages with slots: `{group.name}` is a cell, `{days}` a parameter, `{related}` what a check has found.

use crate::base::text::Problem;
use crate::model::schema::{ColumnId, Kind};
use crate::policy::condition::Value;
use crate::policy::words::condition::open_slot;

/// A text with slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(pub Vec<Part>);

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it stands.
    Text(String),
    /// To be filled in.
    Slot(Slot),
}

/// What a slot is filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A cell of the member, or of a row it refers to.
    Value(Value, Kind),
    /// The as-of date.
    AsOf,
    /// The day on which the policy came into force.
    Effect,
    /// The item at hand.
    Item,
    /// The items that are the matter, where they are told together.
    Items,
    /// The latest edition of the item.
    ItemEdition,
    /// Its day of issue.
    ItemIssued,
    /// The related rows.
    Related,
    /// The distinct values of a column in the related rows.
    RelatedColumn(ColumnId),
    /// The latest date of a column in the related rows.
    LatestColumn(ColumnId),
    /// How many related rows there are.
    Count,
    /// The other rows that share a value.
    Others,
    /// The date on which something was done.
    Done,
    /// The last day on which it would have been in time.
    Due,
    /// The names found in a text.
    Names,
    /// Which of several conditions is the matter.
    Reasons,
    /// What an issue of the input says.
    Input(&'static str),
}

impl Template {
    /// Takes a text apart; `slot` says what a name stands for.
    pub(super) fn read(text: &str, slot: impl Fn(&str) -> Result<Part, Problem>) -> Result<Self, Problem> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = memchr::memchr(b'{', rest.as_bytes()) {
            let close = memchr::memchr(b'}', &rest.as_bytes()[open..]).ok_or_else(|| open_slot(text))? + open;
            if open > 0 {
                parts.push(Part::Text(rest[..open].to_owned()));
            }
            parts.push(slot(&rest[open + 1..close])?);
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }
}

/// The slots of texts, sorted, each once.
pub(super) fn names<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let slots = |text: &'a str| {
        memchr::memchr_iter(b'{', text.as_bytes()).filter_map(|open| {
            let rest = &text[open + 1..];
            let end = memchr::memchr2(b'{', b'}', rest.as_bytes())?;
            (rest.as_bytes()[end] == b'}').then_some(&rest[..end])
        })
    };
    let mut names: Vec<&str> = texts.into_iter().flat_map(slots).collect();
    names.sort_unstable();
    names.dedup();
    names
}
