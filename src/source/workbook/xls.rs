//! Excel 97 to 2003 (`.xls`): a compound file with a stream of records (BIFF8). Only the records that hold cells,
//! formats, names of sheets, merges and what is hidden are read; lengths are checked against the stream.

mod records;

use std::sync::Arc;

use records::{Fields, Record, Records};
use rustc_hash::FxHashMap;

use super::compound::Compound;
use super::format::NumberFormat;
use super::grid::{Builder, Merge};
use super::xlsx::Strings;
use super::{Fault, Grid, Limit, MAX_INFLATED, MAX_SHEETS, Memory, SheetName, cell_name};

/// What a style or a number format takes beside its text.
const ENTRY_COST: usize = 128;

/// The kinds of records that are read, by the names of \[MS-XLS\].
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const DATE_1904: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const COL_INFO: u16 = 0x007D;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00BD;
    pub(super) const R_STRING: u16 = 0x00D6;
    pub(super) const XF: u16 = 0x00E0;
    pub(super) const MERGE_CELLS: u16 = 0x00E5;
    pub(super) const SST: u16 = 0x00FC;
    pub(super) const LABEL_SST: u16 = 0x00FD;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BOF: u16 = 0x0809;
}

/// The version of a stream of records that Excel 97 and later write.
const BIFF8: u16 = 0x0600;

/// A sheet with cells, among the kinds of sheets.
const WORKSHEET: u8 = 0;

/// A workbook whose strings and formats are read.
#[derive(Debug)]
pub(super) struct Book {
    stream: Vec<u8>,
    /// Where the records of each sheet begin.
    starts: Vec<usize>,
    strings: Strings,
    /// The number format of each cell style.
    formats: Vec<Arc<NumberFormat>>,
    pub(super) from_1904: bool,
    /// How many bytes of records may still be walked: a file can name one sheet many times.
    left: u64,
}

/// The streams in which the records lie, by the versions of Excel that named them so; the newer one counts.
const STREAMS: [&str; 2] = ["workbook", "book"];

pub(super) fn open(bytes: Vec<u8>, memory: &mut Memory) -> Result<(Vec<SheetName>, Book), Fault> {
    let file = Compound::open(bytes)?;
    // an .xlsx with a password lies in a compound file, too
    if file.has("encryptedpackage") {
        return Err(Fault::Encrypted);
    }
    let name = STREAMS.into_iter().find(|name| file.has(name)).ok_or(Fault::NotABook)?;
    // Excel 95 and older wrote the second; what does not begin as newer ones do is theirs
    let other = if name == STREAMS[1] { Fault::TooOld } else { Fault::Broken(String::new()) };
    let stream = file.stream(name, begins_as_records)?.ok_or(other)?;
    drop(file);
    Globals::default().read(stream, memory)
}

/// Whether bytes begin with the record that every version of Excel begins with.
fn begins_as_records(bytes: &[u8]) -> bool {
    matches!(bytes, [9, 0 | 2 | 4 | 8, ..])
}

/// What stands before the sheets.
#[derive(Default)]
struct Globals {
    names: Vec<SheetName>,
    starts: Vec<usize>,
    strings: Strings,
    codes: FxHashMap<u16, Arc<NumberFormat>>,
    formats: Vec<u16>,
    from_1904: bool,
}

impl Globals {
    fn read(mut self, stream: Vec<u8>, memory: &mut Memory) -> Result<(Vec<SheetName>, Book), Fault> {
        let broken = || Fault::Broken(String::new());
        let mut records = Records { stream: &stream, at: 0 };
        let first = records.next()?;
        if first.kind != kind::BOF || first.fields().u16() != Some(BIFF8) {
            return Err(Fault::TooOld);
        }
        loop {
            let record = records.next()?;
            let mut fields = record.fields();
            match record.kind {
                kind::EOF => break,
                kind::FILE_PASS => return Err(Fault::Encrypted),
                kind::DATE_1904 => self.from_1904 = fields.u16() == Some(1),
                kind::BOUND_SHEET => self.sheet(fields, memory).ok_or_else(broken)??,
                kind::FORMAT => {
                    // some programs count a character more than they write
                    if let Some((id, code)) = fields.u16().zip(fields.what_is_there()) {
                        memory.take(ENTRY_COST + code.len() * size_of::<char>())?;
                        self.codes.insert(id, Arc::new(NumberFormat::of_code(&code)));
                    }
                }
                kind::XF => {
                    memory.take(ENTRY_COST)?;
                    self.formats.push(fields.skip(2).and_then(|()| fields.u16()).unwrap_or_default());
                }
                kind::SST => self.strings = shared_strings(record.long_fields(), memory)?,
                _ => {}
            }
        }
        let mut codes = self.codes;
        let mut format_of =
            |id: u16| codes.entry(id).or_insert_with(|| Arc::new(NumberFormat::built_in(u32::from(id)))).clone();
        let formats = self.formats.into_iter().map(&mut format_of).collect();
        let (starts, strings, from_1904) = (self.starts, self.strings, self.from_1904);
        Ok((self.names, Book { stream, starts, strings, formats, from_1904, left: MAX_INFLATED }))
    }

    fn sheet(&mut self, mut fields: Fields<'_>, memory: &mut Memory) -> Option<Result<(), Fault>> {
        let (start, state, kind) = (fields.u32()?, fields.u8()?, fields.u8()?);
        let length = usize::from(fields.u8()?);
        let name = fields.characters(length)?;
        if kind != WORKSHEET {
            return Some(Ok(()));
        }
        if self.names.len() == MAX_SHEETS {
            return Some(Err(Fault::Beyond(Limit::Sheets)));
        }
        self.names.push(SheetName { name, hidden: state & 3 != 0 });
        self.starts.push(start as usize);
        Some(memory.take(ENTRY_COST))
    }
}

/// The strings that cells share, as many as there are: programs write a wrong number of them, or none. Where one cannot be
/// read, those before it are kept, and a cell that has another is what is damaged.
fn shared_strings(mut fields: Fields<'_>, memory: &mut Memory) -> Result<Strings, Fault> {
    let mut strings = Strings::default();
    if fields.skip(8).is_none() {
        return Ok(strings);
    }
    while fields.turn() {
        let Some(text) = fields.rich_string() else { break };
        strings.push(&text, memory)?;
    }
    Ok(strings)
}

impl Book {
    /// Reads a sheet by its place.
    pub(super) fn read(&mut self, sheet: usize, memory: &mut Memory) -> Result<Grid, Fault> {
        let start = self.starts[sheet];
        let mut records = Records { stream: &self.stream, at: start };
        let grid = self.cells(&mut records, Builder::new(memory));
        let walked = (records.at - start) as u64;
        self.left = self.left.checked_sub(walked).ok_or(Fault::Beyond(Limit::Inflated))?;
        grid
    }

    fn cells(&self, records: &mut Records<'_>, mut grid: Builder<'_>) -> Result<Grid, Fault> {
        if records.next()?.kind != kind::BOF {
            return Err(Fault::Broken(String::new()));
        }
        // charts in a sheet have records of their own, between a beginning and an end
        let mut inside = 0_u32;
        // the cell of the formula whose text comes next
        let mut formula = None;
        loop {
            let record = records.next()?;
            match record.kind {
                kind::BOF => inside += 1,
                kind::EOF if inside == 0 => return grid.finish(),
                kind::EOF => inside -= 1,
                _ if inside > 0 => {}
                kind::STRING => {
                    let text = record.long_fields().string();
                    if let Some((line, column)) = formula.take() {
                        let text = text.ok_or_else(|| Fault::Broken(cell_name(column, line)))?;
                        grid.cell(line, column, &lines(text))?;
                    }
                }
                _ => formula = self.record(&record, &mut grid)?.or(formula),
            }
        }
    }

    /// Takes a record to the grid. Returns the place of a formula whose value is text, which follows.
    fn record(&self, record: &Record<'_>, grid: &mut Builder<'_>) -> Result<Option<(u32, u32)>, Fault> {
        let mut fields = record.fields();
        match record.kind {
            kind::ROW => {
                let (line, flags) = (fields.u16(), fields.skip(10).and_then(|()| fields.u16()));
                if let (Some(line), Some(0x20)) = (line, flags.map(|f| f & 0x20)) {
                    grid.hide_rows(u32::from(line) + 1, u32::from(line) + 1);
                }
            }
            kind::COL_INFO => {
                let (first, last) = (fields.u16(), fields.u16());
                let flags = fields.skip(4).and_then(|()| fields.u16());
                if let (Some(first), Some(last), Some(1)) = (first, last, flags.map(|f| f & 1)) {
                    grid.hide_columns(u32::from(first), u32::from(last));
                }
            }
            kind::MERGE_CELLS => {
                let count = fields.u16().unwrap_or(0);
                for _ in 0..count {
                    let corners = (fields.u16(), fields.u16(), fields.u16(), fields.u16());
                    let (Some(first_line), Some(last_line), Some(first_column), Some(last_column)) = corners else {
                        return Err(Fault::Broken(String::new()));
                    };
                    grid.merge(Merge {
                        first_line: u32::from(first_line) + 1,
                        last_line: u32::from(last_line) + 1,
                        first_column: first_column.into(),
                        last_column: last_column.into(),
                    })?;
                }
            }
            kind::NUMBER
            | kind::RK
            | kind::MUL_RK
            | kind::BOOL_ERR
            | kind::FORMULA
            | kind::LABEL_SST
            | kind::LABEL
            | kind::R_STRING => {
                let place = fields.u16().map(|line| u32::from(line) + 1).zip(fields.u16().map(u32::from));
                let (line, column) = place.ok_or_else(|| Fault::Broken(String::new()))?;
                if record.kind == kind::MUL_RK {
                    return self.numbers(line, column, fields, grid).map(|()| None);
                }
                let style = fields.u16();
                if matches!(record.kind, kind::LABEL | kind::R_STRING) {
                    fields = record.long_fields();
                    let text = fields.skip(6).and_then(|()| fields.string());
                    let text = text.ok_or_else(|| Fault::Broken(cell_name(column, line)))?;
                    return grid.cell(line, column, &lines(text)).map(|()| None);
                }
                let value = self.value(record.kind, style, &mut fields);
                match value.ok_or_else(|| Fault::Broken(cell_name(column, line)))? {
                    Value::Text(text) => grid.cell(line, column, &text)?,
                    Value::Follows => return Ok(Some((line, column))),
                }
            }
            _ => {}
        }
        Ok(None)
    }

    /// A row of numbers side by side.
    fn numbers(&self, line: u32, first: u32, mut fields: Fields<'_>, grid: &mut Builder<'_>) -> Result<(), Fault> {
        // the last column stands behind the numbers
        let count = fields.part.len() / 6;
        for column in (first..).take(count) {
            let style = fields.u16();
            let number = fields.u32().ok_or_else(|| Fault::Broken(cell_name(column, line)))?;
            grid.cell(line, column, &self.number(rk(number), style))?;
        }
        Ok(())
    }

    fn value(&self, kind: u16, style: Option<u16>, fields: &mut Fields<'_>) -> Option<Value> {
        Some(Value::Text(match kind {
            kind::NUMBER => self.number(fields.f64()?, style),
            kind::RK => self.number(rk(fields.u32()?), style),
            kind::BOOL_ERR => truth_or_error(fields.u8()?, fields.u8()? != 0).to_owned(),
            kind::LABEL_SST => lines(self.strings.get(fields.u32()? as usize)?.to_owned()),
            _ => {
                let value = fields.f64()?;
                let [of, _, content, .., mark, mark_too] = value.to_le_bytes();
                match (of, [mark, mark_too]) {
                    (0, [0xFF, 0xFF]) => return Some(Value::Follows),
                    (1 | 2, [0xFF, 0xFF]) => truth_or_error(content, of == 2).to_owned(),
                    (_, [0xFF, 0xFF]) => String::new(),
                    _ => self.number(value, style),
                }
            }
        }))
    }

    fn number(&self, value: f64, style: Option<u16>) -> String {
        let plain = NumberFormat::default();
        let format = style.and_then(|style| self.formats.get(usize::from(style)));
        format.map_or(&plain, |f| f).text(value, self.from_1904)
    }
}

/// The value of a cell.
enum Value {
    Text(String),
    /// It is text, in a record of its own.
    Follows,
}

/// A number in four bytes: a whole one of 30 bits, or the upper half of a float, and either may be hundredths.
fn rk(bits: u32) -> f64 {
    let value =
        if bits & 2 != 0 { f64::from(bits.cast_signed() >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & 1 != 0 { value / 100.0 } else { value }
}

fn truth_or_error(code: u8, is_error: bool) -> &'static str {
    match (is_error, code) {
        (false, 0) => "FALSE",
        (false, _) => "TRUE",
        (true, 0x00) => "#NULL!",
        (true, 0x07) => "#DIV/0!",
        (true, 0x0F) => "#VALUE!",
        (true, 0x17) => "#REF!",
        (true, 0x1D) => "#NAME?",
        (true, 0x24) => "#NUM!",
        (true, _) => "#N/A",
    }
}

/// Ends the lines of a text with `\n` alone.
fn lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}
