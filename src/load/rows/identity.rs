//! What identifies a row, and how it is called.

use csv::ByteRecord;

use super::{Pending, Rows};
use crate::base::normalize;
use crate::load::header::text;
use crate::load::{Loader, lookups};
use crate::model::schema::{ColumnId, Kind, known};
use crate::table::{AMBIGUOUS, NONE, is_row};

/// What identifies a row.
pub(super) enum Identity {
    /// Its id.
    Id(String),
    /// What its references name.
    References,
    /// Nothing but its own cells: the table has no key, or the row lacks it.
    Cells,
}

impl Rows<'_> {
    /// Finds what identifies the row, and whether it takes part.
    pub(super) fn identify(
        &mut self,
        loader: &mut Loader<'_>,
        record: &ByteRecord,
        pending: &mut Pending,
    ) -> (Identity, bool) {
        if let Some(id_column) = self.def.id_column() {
            let given = self.columns.iter().find(|c| c.column == id_column);
            let id = match given {
                Some(column) => {
                    let cell = column.text(record);
                    normalize::id(lookups::pair(cell).map_or(cell, |(number, _)| number)).into_owned()
                }
                None => self.made_id(loader, record),
            };
            if id.is_empty() {
                pending.missing.push(id_column);
                return (Identity::Cells, false);
            }
            let number = loader.tables[self.id].keys.intern(&id);
            self.repeated.add(number, self.count);
            return (Identity::Id(id), true);
        }
        let mut unclear = false;
        for column in &self.def.required {
            let place = self.columns.iter().position(|c| c.column == *column);
            let is_missing = match place {
                None => true,
                Some(place) if matches!(self.columns[place].kind(), Kind::Row(_)) => {
                    unclear |= self.references[place] == AMBIGUOUS && self.def.key.contains(column);
                    self.references[place] == NONE
                }
                Some(place) => self.columns[place].text(record).is_empty(),
            };
            if is_missing {
                pending.missing.push(*column);
            }
        }
        let complete = pending.missing.is_empty() && !unclear;
        let by_references = complete && !self.def.key.is_empty();
        (if by_references { Identity::References } else { Identity::Cells }, complete)
    }

    /// The id of a row in a table without ids: people from the e-mail, else office and normalized name; groups from the
    /// title; patients and offices from their names; anything else from its own cells.
    fn made_id(&self, loader: &Loader<'_>, record: &ByteRecord) -> String {
        let find = |name: &str| self.columns.iter().position(|c| Some(c.column) == self.def.column(name));
        let cell = |name: &str| find(name).map_or("", |place| self.columns[place].text(record));
        if self.def.name_column().is_none() {
            return format!("~{}", self.header().hash(record));
        }
        let email = normalize::email(cell("email"));
        if !email.is_empty() {
            return email;
        }
        if self.id == known().groups {
            return normalize::id(cell("name")).into_owned();
        }
        let name = normalize::name(cell("name"));
        let office = self.office.map_or(NONE, |office| self.references[office]);
        if is_row(office) && !name.is_empty() {
            format!("{}/{name}", loader.tables[known().offices].keys.text(office))
        } else {
            name
        }
    }

    /// The parts of the row's key; a hash of its cells where it has none.
    pub(super) fn key(&self, loader: &Loader<'_>, record: &ByteRecord, identity: Identity) -> Vec<String> {
        match identity {
            Identity::Id(id) => vec![id],
            Identity::Cells => vec![format!("~{}", self.header().hash(record))],
            Identity::References => {
                let text = |column: &ColumnId| {
                    let place = self.columns.iter().position(|c| c.column == *column)?;
                    let Kind::Row(target) = self.columns[place].kind() else { return None };
                    Some(loader.tables[target].keys.text(self.references[place]).to_owned())
                };
                self.def.key.iter().filter_map(text).collect()
            }
        }
    }

    /// How a row is called: by its key, or else by whom or what it names.
    pub(super) fn called(&self, record: &ByteRecord, key: &[String]) -> String {
        if !matches!(key, [hash] if hash.starts_with('~')) {
            return key.join("/");
        }
        let named = |column: &ColumnId| {
            let places = self.columns.iter().find(|c| c.column == *column)?.places;
            places.iter().map(|place| text(record, *place)).find(|cell| !cell.is_empty())
        };
        let as_id = |name: &str| {
            if normalize::reads_like_name(name) { name.to_owned() } else { normalize::id(name).into_owned() }
        };
        let names: Vec<String> = self.def.required.iter().filter_map(named).map(as_id).collect();
        if names.is_empty() { key.join("/") } else { names.join("/") }
    }
}
