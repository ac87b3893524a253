//! Walks every CSV file of a folder with the csv crate, on one core: what reading alone costs, as the yardstick of
//! `benches/country.py`. Prints the files' bytes, rows and cells.

use std::fs::{self, File};
use std::path::PathBuf;
use std::{env, io};

use io::Write as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args_os().nth(1).map(PathBuf::from).ok_or("give the folder to walk")?;
    let (mut bytes, mut rows, mut cells) = (0, 0_u64, 0);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "csv") {
            continue;
        }
        let file = File::open(path)?;
        bytes += file.metadata()?.len();
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).flexible(true).from_reader(file);
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            rows += 1;
            cells += record.iter().filter(|cell| !cell.is_empty()).count();
        }
    }
    Ok(writeln!(io::stdout(), "{bytes} bytes, {rows} rows, {cells} filled cells")?)
}
