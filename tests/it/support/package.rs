//! Workbooks that were written: their rows, and their parts as XML.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use mcs_audit::source::workbook::{BookFormat, Workbook};

/// The filled rows of a sheet, each a text by the number of its column.
pub(crate) fn rows(bytes: &[u8], sheet: usize) -> Vec<BTreeMap<u32, String>> {
    let mut book = Workbook::open("report.xlsx", bytes.to_vec(), BookFormat::Xlsx).expect("a workbook");
    let grid = book.read(sheet).expect("a sheet");
    grid.rows.into_iter().map(|row| row.cells.into_iter().collect()).collect()
}

/// The parts of the package by their names.
pub(crate) fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut parts = BTreeMap::new();
    for place in 0..package.len() {
        let mut part = package.by_index(place).expect("a part");
        let mut text = String::new();
        part.read_to_string(&mut text).expect("UTF-8");
        parts.insert(part.name().expect("a name").into_owned(), text);
    }
    parts
}
