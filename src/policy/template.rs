//! Messages with slots: `{group.name}` is a cell, `{days}` a parameter, `{related}` what a check has found.

use crate::config::Setting;
use crate::model::issue::InputRule;
use crate::model::schema::{ColumnId, Kind, TableId};
use crate::policy::condition::{Reader, Scope, Value};

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
    Broken,
    /// What an issue of the input says.
    Input(&'static str),
}

/// What a template may refer to.
pub(super) struct Slots<'a, S> {
    /// Where columns and parameters are looked up.
    pub(super) reader: &'a Reader<'a, S>,
    /// The population's table; none in a rule about the input.
    pub(super) each: Option<TableId>,
    /// The table of the related rows, if the check has some.
    pub(super) related: Option<TableId>,
    /// The check's own slots.
    pub(super) own: Vec<(&'static str, Slot)>,
    /// The issues that a rule about the input tells.
    pub(super) input: Option<InputRule>,
    /// The parameters.
    pub(super) parameters: &'a [(String, Setting)],
}

impl<S: Scope> Slots<'_, S> {
    /// Reads a template.
    pub(super) fn template(&self, text: &str) -> Result<Template, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = memchr::memchr(b'{', rest.as_bytes()) {
            let close = memchr::memchr(b'}', &rest.as_bytes()[open..])
                .ok_or_else(|| format!("a slot is opened by {{ and not closed in \"{text}\""))?
                + open;
            if open > 0 {
                parts.push(Part::Text(rest[..open].to_owned()));
            }
            parts.push(self.slot(&rest[open + 1..close])?);
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Template(parts))
    }

    /// What a name stands for.
    fn slot(&self, name: &str) -> Result<Part, String> {
        let parameter = self.parameters.iter().find(|(p, _)| p == name).map(|(_, value)| Part::Text(value.to_string()));
        if let Some(rule) = self.input {
            let slot = rule.slots().iter().find(|s| **s == name).map(|s| Part::Slot(Slot::Input(s)));
            return slot.or(parameter).ok_or_else(|| {
                let parameters = self.parameters.iter().map(|(p, _)| p.as_str());
                let known: Vec<&str> = rule.slots().iter().copied().chain(parameters).collect();
                format!("there is no slot {{{name}}} here; there are {}", known.join(", "))
            });
        }
        match name {
            "T" => return Ok(Part::Slot(Slot::AsOf)),
            "E" => return Ok(Part::Slot(Slot::Effect)),
            _ => {}
        }
        if let Some((_, slot)) = self.own.iter().find(|(own, _)| *own == name) {
            return Ok(Part::Slot(slot.clone()));
        }
        if let Some(parameter) = parameter {
            return Ok(parameter);
        }
        if let Some(related) = self.related {
            if let Some(column) = name.strip_prefix("related.") {
                return Ok(Part::Slot(Slot::RelatedColumn(self.reader.column(related, column)?)));
            }
            if let Some(column) = name.strip_prefix("latest.") {
                let id = self.reader.column(related, column)?;
                if related.def().def(id).kind != Kind::Date {
                    return Err(format!("`{column}` is no date of the table {}", related.def().name));
                }
                return Ok(Part::Slot(Slot::LatestColumn(id)));
            }
        }
        let each = self.each.ok_or_else(|| format!("there is no slot {{{name}}} here"))?;
        let (value, kind) = self.reader.value(each, name).map_err(|e| format!("the slot {{{name}}}: {e}"))?;
        Ok(Part::Slot(Slot::Value(value, kind)))
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
