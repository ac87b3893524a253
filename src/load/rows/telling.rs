//! What is told of a row and of the rows of a table.

use super::{Pending, Rows, Spot};
use crate::base::{garbled, normalize};
use crate::load::Loader;
use crate::load::rows::cell;
use crate::model::issue::{InputRule, MessageArg};
use crate::model::place::{Heading, Place};
use crate::model::schema::{ColumnId, Kind};

/// A row that lacks what identifies it.
pub(super) struct Lacking {
    key: Vec<String>,
    columns: Vec<ColumnId>,
    place: Place,
}

impl Rows<'_> {
    /// Tells which rows lack what identifies them; where all of them do, it is the column that is missing.
    pub(super) fn tell_lacking(&mut self, loader: &mut Loader<'_>) {
        let (id, all) = (self.id, self.count as usize);
        let lack = |column: &ColumnId| self.lacking.iter().filter(|row| row.columns.contains(column)).count();
        let columns: Vec<ColumnId> = self.def.columns().map(|(column, _)| column).collect();
        let absent: Vec<ColumnId> = columns.into_iter().filter(|column| all > 0 && lack(column) == all).collect();
        for column in &absent {
            let first = self.lacking.first().map(|row| {
                let heading = self.headers[row.place.section].of(*column);
                Place::new(row.place.section, row.place.line, heading)
            });
            let key = vec![self.def.def(*column).name.to_owned()];
            let slots = || {
                vec![
                    ("table", MessageArg::Table(id)),
                    ("column", MessageArg::Columns(id, vec![*column])),
                    ("rows", MessageArg::Rows(true)),
                ]
            };
            loader.issues.add(InputRule::MissingKey, id, key, first, slots);
        }
        for Lacking { key, mut columns, place } in std::mem::take(&mut self.lacking) {
            columns.retain(|column| !absent.contains(column));
            if !columns.is_empty() {
                let slots = || {
                    vec![
                        ("table", MessageArg::Table(id)),
                        ("column", MessageArg::Columns(id, columns)),
                        ("rows", MessageArg::Rows(false)),
                    ]
                };
                loader.issues.add(InputRule::MissingKey, id, key, place, slots);
            }
        }
    }

    /// Tells what is wrong with the row.
    pub(super) fn tell(&mut self, loader: &mut Loader<'_>, line: u32, key: &[String], called: &str, pending: Pending) {
        let id = self.id;
        if !pending.missing.is_empty() {
            let place = self.place(line, pending.missing.iter().find_map(|c| self.header().of(*c)));
            self.lacking.push(Lacking { key: key.to_vec(), columns: pending.missing, place });
        }
        for (rule, spot, value) in pending.cells {
            let (heading, said, name, kind) = match spot {
                Spot::Column(column) => {
                    let def = self.def.def(column);
                    let heading = self.header().of(column).cloned();
                    (heading, MessageArg::Columns(id, vec![column]), def.name.to_owned(), def.kind)
                }
                Spot::Headless(place) => {
                    let known = self.header().headings.get(place).and_then(|h| h.column);
                    let at = known.unwrap_or(place as u32);
                    let name = format!("#{}", at + 1);
                    let heading = Heading::unread(name.clone(), Some(at));
                    (Some(heading), MessageArg::Text(name.clone()), name, Kind::Mark)
                }
            };
            let place = self.place(line, heading.as_ref());
            let mut slots = vec![("table", MessageArg::Table(id)), ("column", said)];
            if rule == InputRule::FutureDate {
                loader.issues.add(rule, id, vec![name], place, || slots);
                continue;
            }
            if rule == InputRule::LossyText {
                slots.push(("likely", MessageArg::Likely(garbled::original(&value).into_iter().collect())));
            }
            if rule == InputRule::UnreadableValue {
                // the same word is one matter, however many cells it stands in
                let key = vec![name, normalize::id(&value).into_owned()];
                let is_of_several = kind == Kind::Date && cell::has_several_days(&value);
                let expected = if is_of_several { MessageArg::OneDay } else { MessageArg::Kind(kind) };
                slots.extend([("value", MessageArg::List(vec![value])), ("expected", expected)]);
                loader.issues.add(rule, id, key, place, || slots);
                continue;
            }
            slots
                .extend([("value", MessageArg::List(vec![value])), ("row", MessageArg::List(vec![called.to_owned()]))]);
            loader.issues.add(rule, id, [key, &[name]].concat(), place, || slots);
        }
        for (column, earlier, value) in pending.disordered {
            let place = self.place(line, self.header().of(column));
            let slots = || {
                vec![
                    ("table", MessageArg::Table(id)),
                    ("column", MessageArg::Columns(id, vec![column])),
                    ("value", MessageArg::List(vec![value])),
                    ("row", MessageArg::List(vec![called.to_owned()])),
                    ("earlier", MessageArg::Columns(id, vec![earlier])),
                ]
            };
            let name = self.def.def(column).name.to_owned();
            loader.issues.add(InputRule::ImpossibleOrder, id, [key, &[name]].concat(), place, slots);
        }
        for (column, written, normalized, candidates) in pending.ambiguous {
            let Kind::Row(target) = self.def.def(column).kind else { continue };
            let candidates = loader.candidates(target, candidates);
            let place = self.place(line, self.header().of_name(column));
            loader.issues.ambiguous(id, normalized, written, candidates, place);
        }
    }
}
