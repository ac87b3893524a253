//! The blank registers as CSV files, one for each table, as spreadsheets on Windows open them: UTF-8 with a byte order
//! mark, and CRLF.

use super::register::Register;
use super::{BOM, File, guide, windows_lines};
use crate::base::text::Problem;
use crate::base::words::cannot_write;
use crate::setup::init::words;

/// The guide and a file for each register.
pub(super) fn files(registers: &[Register]) -> Result<Vec<File>, Problem> {
    let guide = windows_lines(&guide::text(registers));
    let mut files = vec![(words::GUIDE_FILE.to_owned(), [BOM, &guide].concat().into_bytes())];
    for register in registers {
        let name = format!("{}.csv", register.name());
        let bytes = file(register).map_err(|error| cannot_write(&name, &error.to_string()))?;
        files.push((name, bytes));
    }
    Ok(files)
}

/// The name and the bytes of a register without its example.
pub(super) fn blank(register: &Register) -> Result<File, Problem> {
    let name = format!("{}.csv", register.name());
    let bytes = lines(&[register.columns.iter().map(|c| &c.header).collect()]);
    bytes.map_err(|error| cannot_write(&name, &error.to_string())).map(|bytes| (name, bytes))
}

/// The header and the example row.
fn file(register: &Register) -> csv::Result<Vec<u8>> {
    let header = register.columns.iter().map(|c| &c.header).collect();
    lines(&[header, register.columns.iter().map(|c| &c.sample).collect()])
}

fn lines(rows: &[Vec<&String>]) -> csv::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(BOM.as_bytes().to_vec());
    rows.iter().try_for_each(|row| writer.write_record(row))?;
    writer.into_inner().map_err(|error| error.into_error().into())
}
