//! What identifies the subject of a finding from month to month: ids where there are any, else a hash of the row's cells.

use std::borrow::Cow;
use std::collections::BTreeMap;

use smol_str::{SmolStr, SmolStrBuilder};

use crate::base::hex::hex;
use crate::base::parallel;
use crate::engine::evidence::Describer;
use crate::model::finding::{Subject, subject_hash};
use crate::model::schema::{ColumnId, Kind, TableId, schema};
use crate::policy::Item;
use crate::table::{Tables, is_row};

/// What identifies a member: its id, what it brings together, or a hash of its cells; and the item.
pub(super) fn key(describer: &Describer<'_>, table: TableId, row: u32, item: Option<Item>) -> SmolStr {
    let parts = match key_rows(describer, table, row) {
        Some(rows) => {
            let key = |(table, row)| if is_row(row) { describer.key(table, row) } else { Cow::default() };
            rows.into_iter().map(key).collect()
        }
        None => vec![describer.cells(table, row).into()],
    };
    with_item(describer, parts, item)
}

impl Describer<'_> {
    /// Whom or what a finding about a member is about.
    pub(super) fn subject(&self, table: TableId, row: u32, item: Option<Item>) -> Subject {
        self.subject_of(table, row, item, key(self, table, row, item))
    }

    /// The same of a member whose key is known.
    pub(super) fn subject_of(&self, table: TableId, row: u32, item: Option<Item>, key: SmolStr) -> Subject {
        Subject {
            table: SmolStr::new_static(table.def().name),
            key,
            plain: self.redactor.is_some().then(|| plain_key(self, table, row, item)),
            label: self.label(table, row).into(),
        }
    }
}

/// The same as the tables have it, whatever pseudonyms there are.
fn plain_key(describer: &Describer<'_>, table: TableId, row: u32, item: Option<Item>) -> SmolStr {
    let tables = describer.eval.tables;
    let parts = match key_rows(describer, table, row) {
        Some(rows) => {
            let text = |(table, row): (TableId, u32)| if is_row(row) { tables[table].keys.text(row) } else { "" };
            rows.into_iter().map(|named| text(named).into()).collect()
        }
        None => tables[table].hashes.get(row as usize).map(|hash| format!("~{hash}").into()).into_iter().collect(),
    };
    with_item(describer, parts, item)
}

/// The rows whose ids are the key of a row; `None` for one that is named by its cells.
fn key_rows(describer: &Describer<'_>, table: TableId, row: u32) -> Option<Vec<(TableId, u32)>> {
    let (cells, def) = (&describer.eval.tables[table], table.def());
    let row_of = |column: &ColumnId| match def.def(*column).kind {
        Kind::Row(target) => (target, cells.reference(*column, row)),
        _ => (table, row),
    };
    (!def.key.is_empty()).then(|| def.key.iter().map(row_of).collect())
}

/// Puts rows into the order of what identifies them, which is that of no file.
pub(super) fn sort_by_identity(tables: &Tables, table: TableId, rows: &mut [u32]) {
    let (cells, def) = (&tables[table], table.def());
    let text = |column: &ColumnId, row: u32| match def.def(*column).kind {
        Kind::Row(target) => match cells.reference(*column, row) {
            named if is_row(named) => tables[target].keys.text(named),
            _ => "",
        },
        _ => cells.keys.text(row),
    };
    let texts = |row: u32| def.key.iter().map(move |column| text(column, row));
    let hash = |row: u32| cells.hashes.get(row as usize);
    rows.sort_by(|one, other| texts(*one).cmp(texts(*other)).then_with(|| hash(*one).cmp(&hash(*other))));
}

fn with_item(describer: &Describer<'_>, mut parts: Vec<Cow<'_, str>>, item: Option<Item>) -> SmolStr {
    parts.extend(item.map(|i| Cow::Owned(describer.eval.policy.item_key(i))));
    joined(parts)
}

/// The parts of a subject key as one text.
pub(super) fn joined(parts: impl IntoIterator<Item = impl AsRef<str>>) -> SmolStr {
    let mut key = SmolStrBuilder::new();
    for (place, part) in parts.into_iter().enumerate() {
        if place > 0 {
            key.push('/');
        }
        let mut rest = part.as_ref();
        while let Some(at) = memchr::memchr2(b'%', b'/', rest.as_bytes()) {
            key.push_str(&rest[..at]);
            key.push_str(if rest.as_bytes()[at] == b'%' { "%25" } else { "%2F" });
            rest = &rest[at + 1..];
        }
        key.push_str(rest);
    }
    key.finish()
}

/// More rows than this are not listed: a report would be as large as its tables.
const MOST_SUBJECTS: usize = 100_000;

/// What each table holds: the first eight hexadecimal digits of the hashes of its subject keys, in order and one behind the other.
/// They tell later whether the subject of a finding is still there, without telling who it was.
pub(super) fn subjects(describer: &Describer<'_>) -> BTreeMap<String, String> {
    let tables = describer.eval.tables;
    let mut subjects = BTreeMap::new();
    for (id, def) in schema().tables().filter(|(id, _)| tables[*id].origin.is_some()) {
        if tables[id].len > MOST_SUBJECTS {
            continue;
        }
        let hash = |row: u32, hashes: &mut Vec<_>| hashes.push(subject_hash(&key(describer, id, row, None)));
        let mut hashes = parallel::gather(tables[id].len, hash);
        hashes.sort_unstable();
        hashes.dedup();
        subjects.insert(def.name.to_owned(), hex(hashes.as_flattened()));
    }
    subjects
}
