//! What the slots of a rule's texts stand for.

use super::conditions::{Reader, Scope};
use crate::base::near::nearest;
use crate::base::text::Problem;
use crate::config::Setting;
use crate::model::issue::InputRule;
use crate::model::schema::{Kind, TableId};
use crate::policy::template::{Part, Slot, Template};
use crate::policy::words::condition::{Content, in_slot, unknown_slot, wrong_column};

/// What the texts of a rule may refer to.
pub(super) struct Slots<'a, S> {
    /// What the rule is about.
    pub(super) source: Source<'a, S>,
    /// The parameters.
    pub(super) parameters: &'a [(String, Setting)],
}

/// What a rule is about, which gives its slots.
pub(super) enum Source<'a, S> {
    /// Issues of the input.
    Input(InputRule),
    /// Members of a population.
    Member {
        /// Where columns are looked up.
        reader: &'a Reader<'a, S>,
        /// The population's table.
        each: TableId,
        /// The table of the related rows, if the check has some.
        related: Option<TableId>,
        /// The check's own slots.
        own: Vec<(&'static str, Slot)>,
    },
}

impl<S: Scope> Slots<'_, S> {
    /// Reads a template.
    pub(super) fn template(&self, text: &str) -> Result<Template, Problem> {
        Template::read(text, |name| self.slot(name))
    }

    /// Returns what a name stands for.
    fn slot(&self, name: &str) -> Result<Part, Problem> {
        let parameter = self.parameters.iter().find(|(p, _)| p == name).map(|(_, value)| Part::Text(value.to_string()));
        match &self.source {
            Source::Input(rule) => {
                let slot = rule.slots().iter().find(|s| **s == name).map(|s| Part::Slot(Slot::Input(s)));
                slot.or(parameter).ok_or_else(|| {
                    let parameters = self.parameters.iter().map(|(p, _)| p.as_str());
                    let known: Vec<&str> = rule.slots().iter().copied().chain(parameters).collect();
                    unknown_slot(name, &known, nearest(name, known.iter().copied()))
                })
            }
            Source::Member { reader, each, related, own } => match name {
                "T" => Ok(Part::Slot(Slot::AsOf)),
                "E" => Ok(Part::Slot(Slot::Effect)),
                _ => {
                    let own = own.iter().find(|(own, _)| *own == name).map(|(_, slot)| Part::Slot(slot.clone()));
                    own.or(parameter).map_or_else(
                        || cell(reader, *each, *related, name).map(Part::Slot).map_err(|e| in_slot(name, e)),
                        Ok,
                    )
                }
            },
        }
    }
}

/// Returns the cell, or the cells of the related rows, that a slot names.
fn cell<S: Scope>(
    reader: &Reader<'_, S>,
    each: TableId,
    related: Option<TableId>,
    name: &str,
) -> Result<Slot, Problem> {
    if let Some(related) = related {
        if let Some(column) = name.strip_prefix("related.") {
            return Ok(Slot::RelatedColumn(reader.column(related, column)?));
        }
        if let Some(column) = name.strip_prefix("latest.") {
            let id = reader.column(related, column)?;
            return match related.def().def(id).kind {
                Kind::Date => Ok(Slot::LatestColumn(id)),
                _ => Err(wrong_column("latest", column, Content::Dates)),
            };
        }
    }
    let (value, kind) = reader.value(each, name)?;
    Ok(Slot::Value(value, kind))
}
