//! What lies beside the tables and is not read: folders, archives, documents, databases. Where its name, or one inside it, is
//! that of a table which is missing, it is told what to do with it.

use super::find::{Found, tables_named};
use super::{NotRead, Notice};
use crate::model::schema::TableId;
use crate::source::{Entry, Unread};

/// What lies beside the tables, and what it may hold.
#[derive(Debug)]
pub(super) struct Beside(Vec<Thing>);

#[derive(Debug)]
struct Thing {
    /// Its place among the files.
    file: usize,
    name: String,
    what: Unread,
    /// The names that say so, and the table that each means; its own name is none of them.
    named: Vec<(Option<String>, TableId)>,
}

impl Beside {
    /// Looks at the names of what is not read.
    pub(super) fn of(entries: &[Entry]) -> Self {
        let thing = |(file, entry): (usize, &Entry)| {
            let what = entry.unread()?;
            let inside = match &what {
                Unread::Folder(names) | Unread::Archive(names) => names.as_slice(),
                Unread::Document | Unread::Database => &[],
                Unread::Other => return None,
            };
            let own = tables_named(&entry.stem).map(|table| (None, table));
            let inside = inside.iter().filter_map(|name| {
                let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
                tables_named(stem).map(|table| (Some(name.clone()), table))
            });
            let named = inside.chain(own).collect();
            Some(Thing { file, name: entry.name.clone(), what, named })
        };
        Self(entries.iter().enumerate().filter_map(thing).collect())
    }

    /// Tells what may hold a table that was not found; of archives and databases also what cannot be looked into.
    pub(super) fn tell(self, found: &mut Found<'_>) {
        for Thing { file, name, what, named } in self.0 {
            let missing = named.into_iter().filter(|(_, table)| !found.has(*table));
            let (names, mut tables): (Vec<Option<String>>, Vec<TableId>) = missing.unzip();
            // where nothing was found at all, the tables are in what lies there
            let is_closed = match &what {
                Unread::Archive(names) => names.is_empty() || found.is_empty(),
                Unread::Database => true,
                _ => false,
            };
            if tables.is_empty() && !is_closed {
                continue;
            }
            tables.sort();
            tables.dedup();
            let names = names.into_iter().flatten().collect();
            found.files[file].not_read = NotRead::Hinted;
            found.notices.push(Notice::Unread { file: name, what, names, tables });
        }
    }
}
