//! A CSV file written cell by cell, and the dates in it.
//!
//! Owns quoting, padding and the text of dates. Written by hand, since a country's tables are twenty million rows of
//! short ids and dates, none of which needs the care that a general CSV writer takes of every cell.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use chrono::{Datelike as _, NaiveDate};

/// How much of a file is collected before it is written.
const BUFFER: usize = 1 << 20;

/// The text of every date that a sample may hold, by its distance from the as-of date in days.
pub(super) struct Calendar {
    texts: Vec<[u8; 10]>,
}

impl Calendar {
    /// The days before the as-of date that the calendar holds.
    const PAST: i32 = 4_000;
    /// The days after it.
    const FUTURE: i32 = 400;

    /// The calendar around `as_of`, whose year has four digits.
    pub(super) fn around(as_of: NaiveDate) -> Self {
        let today = as_of.num_days_from_ce();
        let texts = (today - Self::PAST..=today + Self::FUTURE)
            .map(|day| {
                let date =
                    NaiveDate::from_num_days_from_ce_opt(day).expect("a day near a year of four digits is a date");
                let mut text = [b'-'; 10];
                digits(date.year().unsigned_abs().into(), &mut text[..4]);
                digits(date.month().into(), &mut text[5..7]);
                digits(date.day().into(), &mut text[8..]);
                text
            })
            .collect();
        Self { texts }
    }

    /// The text of the day that is `day` days after the as-of date.
    fn text(&self, day: i32) -> &[u8; 10] {
        let index = usize::try_from(day + Self::PAST).expect("no date lies before the calendar");
        &self.texts[index]
    }
}

/// Fills `text` with the last digits of `number`.
fn digits(mut number: u64, text: &mut [u8]) {
    for digit in text.iter_mut().rev() {
        *digit = b"0123456789"[(number % 10) as usize];
        number /= 10;
    }
}

/// An identifier: a letter and a number padded with zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Id {
    /// The letter that tells what kind of thing it names.
    pub(super) prefix: u8,
    /// The number, counted from one.
    pub(super) number: u64,
    /// How many digits it is padded to.
    pub(super) width: usize,
}

/// The most digits that an identifier has.
const WIDEST: usize = 20;

impl Id {
    fn write(self, row: &mut Vec<u8>) {
        let mut text = [0; WIDEST];
        let text = &mut text[..self.width.min(WIDEST)];
        digits(self.number, text);
        row.push(self.prefix);
        row.extend_from_slice(text);
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{:0width$}", char::from(self.prefix), self.number, width = self.width)
    }
}

/// One file being written: its cells in order, and `end` after the last of each row.
pub(super) struct Sheet<'a> {
    out: BufWriter<File>,
    calendar: &'a Calendar,
    row: Vec<u8>,
    columns: usize,
    cells: usize,
    rows: u64,
}

impl<'a> Sheet<'a> {
    /// Creates the file, which must not exist, and writes its header.
    pub(super) fn create(path: &Path, header: &str, calendar: &'a Calendar) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(BUFFER, File::create_new(path)?);
        writeln!(out, "{header}")?;
        Ok(Self { out, calendar, row: Vec::with_capacity(256), columns: header.split(',').count(), cells: 0, rows: 0 })
    }

    /// Begins a cell.
    fn cell(&mut self) -> &mut Vec<u8> {
        if self.cells > 0 {
            self.row.push(b',');
        }
        self.cells += 1;
        &mut self.row
    }

    /// A cell of words of our own, which need no quotes.
    pub(super) fn word(&mut self, word: &str) -> &mut Self {
        self.cell().extend_from_slice(word.as_bytes());
        self
    }

    /// A cell of any text.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        if text.contains([',', '"', '\n', '\r']) {
            let quoted = format!("\"{}\"", text.replace('"', "\"\""));
            self.word(&quoted)
        } else {
            self.word(text)
        }
    }

    /// A cell that names something by its identifier.
    pub(super) fn id(&mut self, id: Id) -> &mut Self {
        id.write(self.cell());
        self
    }

    /// A cell that names something by its identifier, or nothing.
    pub(super) fn id_if(&mut self, id: Option<Id>) -> &mut Self {
        match id {
            Some(id) => self.id(id),
            None => self.word(""),
        }
    }

    /// A cell with a date, counted in days from the as-of date.
    pub(super) fn day(&mut self, day: i32) -> &mut Self {
        let text = *self.calendar.text(day);
        self.cell().extend_from_slice(&text);
        self
    }

    /// A cell with a date, or nothing.
    pub(super) fn day_if(&mut self, day: Option<i32>) -> &mut Self {
        match day {
            Some(day) => self.day(day),
            None => self.word(""),
        }
    }

    /// Ends the row.
    pub(super) fn end(&mut self) -> io::Result<()> {
        debug_assert_eq!(self.cells, self.columns, "a row has a cell for every column");
        self.row.push(b'\n');
        self.out.write_all(&self.row)?;
        self.row.clear();
        self.cells = 0;
        self.rows += 1;
        Ok(())
    }

    /// Ends the file and tells how many rows it has.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.out.flush()?;
        Ok(self.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_counted_from_the_as_of_date() {
        let as_of = NaiveDate::from_ymd_opt(2024, 3, 1).expect("a date");
        let calendar = Calendar::around(as_of);
        assert_eq!(calendar.text(0), b"2024-03-01");
        assert_eq!(calendar.text(-1), b"2024-02-29");
        assert_eq!(calendar.text(31), b"2024-04-01");
    }

    #[test]
    fn ids_are_padded() {
        let id = Id { prefix: b'S', number: 42, width: 5 };
        let mut row = Vec::new();
        id.write(&mut row);
        assert_eq!(row, b"S00042");
        assert_eq!(id.to_string(), "S00042");
    }
}
