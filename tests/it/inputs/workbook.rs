//! Workbooks as offices have them, as damaged ones are, and as nobody should send them. What is expected is what a
//! person sees in the cell. The files in `tests/workbooks` were written by openpyxl and, from that one, by `LibreOffice`
//! Calc; all others are put together here.

#![allow(clippy::unwrap_used, reason = "what the helpers of a test unwrap fails the test")]
#![allow(clippy::print_stdout, reason = "measurements are printed")]

mod files;
mod hostile;
mod ods;
mod parts;
mod xls;
mod xlsx;

use mcs_audit::base::text::Lang;
use mcs_audit::source::workbook::{BookFormat, Grid, Workbook};

fn open(bytes: Vec<u8>) -> Workbook {
    Workbook::open("名簿.xlsx", bytes, BookFormat::Xlsx).unwrap_or_else(|problem| panic!("{problem}"))
}

fn grid(bytes: Vec<u8>) -> Grid {
    open(bytes).read(0).unwrap_or_else(|problem| panic!("{problem}"))
}

/// The cells of a sheet, line by line.
fn cells(grid: &Grid) -> Vec<(u32, Vec<(u32, &str)>)> {
    grid.rows
        .iter()
        .map(|r| (r.line, r.cells.iter().map(|(column, text)| (*column, text.as_str())).collect()))
        .collect()
}

/// The texts of the first row.
fn first(bytes: Vec<u8>) -> Vec<String> {
    grid(bytes).rows.swap_remove(0).cells.into_iter().map(|(_, text)| text).collect()
}

/// What is said of a workbook that cannot be read. Both languages must name the file.
fn problem(bytes: Vec<u8>) -> String {
    let opened = Workbook::open("名簿.xlsx", bytes, BookFormat::Xlsx);
    let problem = match opened {
        Err(problem) => problem,
        Ok(mut book) => match book.read(0) {
            Err(problem) => problem,
            Ok(grid) => panic!("it was read, {} rows", grid.rows.len()),
        },
    };
    assert!(problem.say(Lang::Ja).contains("名簿.xlsx") && problem.say(Lang::En).contains("名簿.xlsx"));
    problem.say(Lang::En).to_owned()
}
