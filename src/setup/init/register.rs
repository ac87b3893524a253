//! The blank registers: which tables an office fills in, under which headers, what is said of each column, and an
//! example row. All of it follows from the schema.

use crate::base::text::Lang;
use crate::model::schema::{Column, Kind, Part, TableId, known, schema};
use crate::setup::init::words;

/// No register asks for this table: MCS cannot give posts out, and hardly any office copies them. The settings
/// switch off the rules that need it.
pub(super) const NOT_WRITTEN: &str = "posts";

/// A blank register.
pub(super) struct Register {
    /// The table that it holds.
    pub(super) table: TableId,
    /// Its columns in order, the remarks last.
    pub(super) columns: Vec<Entry>,
}

/// A column of a blank register.
pub(super) struct Entry {
    /// Its header.
    pub(super) header: String,
    /// What a cell of it holds.
    pub(super) kind: Kind,
    /// What to write there.
    pub(super) about: String,
    /// A made-up cell; empty for the remarks.
    pub(super) example: String,
    /// Its cell in the example row.
    pub(super) sample: String,
}

impl Entry {
    /// The words that its cells hold, where they are one of a list; as a Japanese report says them.
    pub(super) fn words(&self) -> Vec<&'static str> {
        let Kind::Code(codes) = self.kind else { return Vec::new() };
        let codes = codes.def();
        codes.words.iter().filter_map(|word| codes.code(word)).map(|code| codes.say(code, Lang::Ja)).collect()
    }
}

impl Register {
    /// What the table is called; the name of its file or sheet.
    pub(super) fn name(&self) -> &'static str {
        &self.table.def().label.ja
    }
}

/// Every blank register in the order of the schema.
pub(super) fn all() -> Vec<Register> {
    let tables = schema().tables().filter(|(_, t)| !t.derived && t.name != NOT_WRITTEN);
    tables.map(|(id, _)| register(id)).collect()
}

/// The blank register of a table.
pub(super) fn register(table: TableId) -> Register {
    let def = table.def();
    let mut columns: Vec<Entry> = Vec::new();
    for (_, column) in def.columns().filter(|(_, c)| c.derived.is_none()) {
        for header in &column.register {
            let part = def.match_header(header).map(|(_, part)| part);
            columns.push(if part == Some(Part::Name) { by_name(column, header) } else { main(column, header) });
        }
    }
    columns.push(Entry {
        header: words::REMARKS.to_owned(),
        kind: Kind::Text,
        about: words::ABOUT_REMARKS.to_owned(),
        example: String::new(),
        sample: words::EXAMPLE.to_owned(),
    });
    Register { table, columns }
}

fn main(column: &Column, header: &str) -> Entry {
    let example = column.example.to_owned();
    Entry {
        header: header.to_owned(),
        kind: column.kind,
        about: column.about.to_owned(),
        sample: if column.blank { String::new() } else { example.clone() },
        example,
    }
}

/// The name beside an id: the example is the name of the person or patient whom the example of the id names.
fn by_name(column: &Column, header: &str) -> Entry {
    let example = match column.kind {
        Kind::Row(to) => to.def().name_column().map(|name| to.def().def(name).example.to_owned()).unwrap_or_default(),
        _ => String::new(),
    };
    let is_patient = column.kind == Kind::Row(known().patients);
    let id = column.register.first().map_or("", String::as_str);
    Entry {
        header: header.to_owned(),
        kind: Kind::Name,
        about: words::about_name(id, is_patient),
        sample: example.clone(),
        example,
    }
}
