//! What is set for each table: where it is, which header is which column, and what cells mean.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeValue;

use super::{File, Key, Value};
use crate::base::date::Day;
use crate::base::near::nearest;
use crate::base::normalize;
use crate::base::text::Problem;
use crate::base::words::no_day;
use crate::config::words::{self, Sort};
use crate::config::{Placed, TableSettings, column_keys};
use crate::model::schema::{Column, ColumnId, Kind, Part, TableId, schema};

/// The settings of a table.
const TABLE_KEYS: [&str; 7] = ["file", "sheet", "header-row", "exported-on", "columns", "values", "defaults"];

/// The most columns that a sheet can have.
const MOST_COLUMNS: u32 = 16_384;

impl File<'_> {
    pub(super) fn tables(self, key: &Key<'_>, value: &Value<'_>) -> Result<BTreeMap<TableId, TableSettings>, Problem> {
        let mut tables = BTreeMap::new();
        let mut seen: BTreeMap<TableId, &Key<'_>> = BTreeMap::new();
        for (name, value) in self.table(key, value)? {
            let written = name.get_ref().as_ref();
            let mut readable = schema().tables().filter(|(_, t)| !t.derived);
            let Some((id, _)) = readable.find(|(_, t)| t.name == written || t.label.ja == written) else {
                let names = schema().tables.iter().filter(|t| !t.derived).flat_map(|t| [t.name, &t.label.ja]);
                let near = schema().match_table(written).map(|id| id.def().name).or_else(|| nearest(written, names));
                return Err(words::unknown_table(&self.key_at(name), written, near));
            };
            self.once(&mut seen, id, name)?;
            tables.insert(id, self.table_settings(id, name, value)?);
        }
        Ok(tables)
    }

    /// Refuses what is set under two names.
    fn once<'v, 't, T: Ord>(
        self,
        seen: &mut BTreeMap<T, &'v Key<'t>>,
        what: T,
        key: &'v Key<'t>,
    ) -> Result<(), Problem> {
        match seen.insert(what, key) {
            None => Ok(()),
            Some(other) => {
                let (at, line) = (self.key_at(key), self.key_at(other).line);
                Err(words::set_twice(&at, key.get_ref(), other.get_ref(), line))
            }
        }
    }

    fn table_settings(self, id: TableId, key: &Key<'_>, value: &Value<'_>) -> Result<TableSettings, Problem> {
        let mut settings = TableSettings::default();
        let placed = |texts: Vec<(String, Range<usize>)>| {
            texts.into_iter().map(|(text, span)| self.placed(text, &span)).collect()
        };
        for (key, value) in self.table(key, value)? {
            match key.get_ref().as_ref() {
                "file" => settings.files = placed(self.texts(key, value)?),
                "sheet" => settings.sheets = placed(self.texts(key, value)?),
                "header-row" => settings.header_row = Some(self.placed(self.row(key, value)?, &value.span())),
                "exported-on" => settings.exported_on = Some(self.day(key, value)?),
                "columns" => settings.columns = self.columns(id, key, value)?,
                "values" => settings.values = self.values(id, key, value)?,
                "defaults" => settings.defaults = self.defaults(id, key, value)?,
                _ => return Err(self.unknown_key(key, &TABLE_KEYS)),
            }
        }
        Ok(settings)
    }

    fn row(self, key: &Key<'_>, value: &Value<'_>) -> Result<u32, Problem> {
        let DeValue::Integer(number) = value.get_ref() else {
            return Err(self.wrong(key.get_ref(), value, Sort::Row));
        };
        let row = u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|row| *row > 0);
        row.ok_or_else(|| words::out_of_range(&self.value_at(value), key.get_ref(), number.as_str(), Sort::Row))
    }

    /// A day, as a date of TOML or in any notation of a cell.
    fn day(self, key: &Key<'_>, value: &Value<'_>) -> Result<Day, Problem> {
        let text = match value.get_ref() {
            DeValue::Datetime(date) => date.date.map(|date| date.to_string()),
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => None,
        };
        let text = text.ok_or_else(|| self.wrong(key.get_ref(), value, Sort::Day))?;
        match Day::parse(&text) {
            Ok(day) if !day.is_empty() => Ok(day),
            _ => Err(no_day(&text).at(&self.value_at(value))),
        }
    }

    /// The column, or the part of it, that a key stands for.
    fn column(self, table: TableId, key: &Key<'_>, parts: bool) -> Result<(ColumnId, Part), Problem> {
        let (written, def) = (key.get_ref().as_ref(), table.def());
        let keys = column_keys(def);
        let allowed = || keys.iter().filter(|(_, _, part)| parts || *part == Part::Main);
        if let Some((_, column, part)) = allowed().find(|(name, _, _)| name == written) {
            return Ok((*column, *part));
        }
        let names: Vec<&str> = allowed().map(|(name, _, _)| name.as_str()).collect();
        // a header that is understood by itself tells which column is meant
        let by_header = def.match_header(written).and_then(|(column, part)| {
            allowed().find(|(_, c, p)| (*c, *p) == (column, part)).map(|(name, _, _)| name.as_str())
        });
        let near = by_header.or_else(|| nearest(written, names.iter().copied()));
        Err(words::unknown_column(&self.key_at(key), def, written, &names, near))
    }

    fn columns(
        self,
        table: TableId,
        key: &Key<'_>,
        value: &Value<'_>,
    ) -> Result<Vec<(ColumnId, Part, Placed<String>)>, Problem> {
        let mut columns = Vec::new();
        let mut seen = BTreeMap::new();
        for (key, value) in self.table(key, value)? {
            let (column, part) = self.column(table, key, true)?;
            self.once(&mut seen, (column, part), key)?;
            let text = value.get_ref().as_str().ok_or_else(|| self.wrong(key.get_ref(), value, Sort::Text))?;
            columns.push((column, part, self.placed(self.header(text.trim(), value)?, &value.span())));
        }
        Ok(columns)
    }

    /// The header of a column as it is kept: a number behind `#` is told from a text that begins with it.
    fn header(self, text: &str, value: &Value<'_>) -> Result<String, Problem> {
        let normalized = crate::base::normalize::id(text);
        let Some(number) =
            normalized.strip_prefix('#').filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        else {
            return Ok(text.to_owned());
        };
        match number.parse() {
            Ok(place @ 1..=MOST_COLUMNS) => Ok(format!("#{place}")),
            _ => Err(words::no_such_place(&self.value_at(value), text)),
        }
    }

    #[allow(clippy::type_complexity, reason = "the type of the field")]
    fn values(
        self,
        table: TableId,
        key: &Key<'_>,
        value: &Value<'_>,
    ) -> Result<Vec<(ColumnId, Vec<(String, String)>)>, Problem> {
        let mut values = Vec::new();
        let mut seen = BTreeMap::new();
        for (key, value) in self.table(key, value)? {
            let (column, _) = self.column(table, key, false)?;
            self.once(&mut seen, column, key)?;
            let mut cells = Vec::new();
            let mut alike = BTreeMap::new();
            for (cell, value) in self.table(key, value)? {
                // a cell is compared as the words of codes are, so that two that differ in spaces or width are one
                self.once(&mut alike, normalize::characters(cell.get_ref()), cell)?;
                let text = value.get_ref().as_str().ok_or_else(|| self.wrong(cell.get_ref(), value, Sort::Text))?;
                // what is to be read as nothing is a decision like any other
                if !text.trim().is_empty() {
                    self.readable(table.def().def(column), text.trim(), value)?;
                }
                cells.push((cell.get_ref().trim().to_owned(), text.trim().to_owned()));
            }
            values.push((column, cells));
        }
        Ok(values)
    }

    fn defaults(self, table: TableId, key: &Key<'_>, value: &Value<'_>) -> Result<Vec<(ColumnId, String)>, Problem> {
        let mut defaults = Vec::new();
        let mut seen = BTreeMap::new();
        for (key, value) in self.table(key, value)? {
            let (column, _) = self.column(table, key, false)?;
            self.once(&mut seen, column, key)?;
            let def = table.def().def(column);
            let text = match value.get_ref() {
                DeValue::Datetime(_) if def.kind == Kind::Date => self.day(key, value)?.to_string(),
                _ => self.text(key, value)?,
            };
            self.readable(def, &text, value)?;
            defaults.push((column, text));
        }
        Ok(defaults)
    }

    /// Refuses a text that a cell of the column could not hold.
    fn readable(self, column: &Column, text: &str, value: &Value<'_>) -> Result<(), Problem> {
        match column.kind {
            Kind::Code(codes) if codes.def().read(text).is_none() => {
                Err(words::no_such_code(&self.value_at(value), column, text))
            }
            Kind::Date if Day::parse(text).is_err() => Err(no_day(text).at(&self.value_at(value))),
            _ => Ok(()),
        }
    }
}
