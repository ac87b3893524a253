//! Made-up data to try the audit and to measure it with: an office, a ward or a whole country.
//!
//! Owns the sample data set from its size to its files. Nothing is kept in memory: every attribute of every row
//! follows from the seed and the row's number by a hash, so that the tables agree with each other although each
//! is written by itself, front to back, in any size, and the same options give the same bytes on every machine.
//! All people, offices and addresses are plainly invented. Every date is counted from the as-of date.

mod names;
mod plant;
mod sheet;
mod tables;
mod words;
mod world;

use std::io;
use std::path::Path;

use chrono::{Datelike as _, NaiveDate};
use sheet::{Calendar, Sheet};
use tables::TABLES;
use world::World;

use crate::base::text::Problem;
use crate::base::words::cannot_write;
use crate::setup::words as say;

/// How large a sample is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Size {
    /// One office with a satellite: 30 staff, 40 groups, 60 members from other offices.
    Office,
    /// The offices of a ward, each of them own: 200 offices, 5,000 staff, 10,000 groups.
    Ward,
    /// The country: 10,000 offices, 250,000 staff, 1,000,000 groups, 10,000,000 memberships.
    Nation,
}

/// What sample to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How large it is.
    pub size: Size,
    /// Which of the possible samples of that size: the same seed gives the same bytes.
    pub seed: u64,
    /// Without findings, and with every rule assessed; otherwise findings of every rule are planted.
    pub clean: bool,
    /// The date from which all others are counted, to be given to the audit as well.
    pub as_of: NaiveDate,
    /// Scales a ward or the nation to about this many memberships.
    pub memberships: Option<u64>,
}

/// What has been written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The name of every file, with the number of its rows.
    pub files: Vec<(String, u64)>,
}

/// The fewest memberships that make a ward or a nation in which every table has rows.
const FEWEST_MEMBERSHIPS: u64 = 1_000;

/// Writes the sample into `dir`, one CSV file a table; `dir` is created if need be.
///
/// Refuses to touch a folder that already holds one of the files.
pub fn write(dir: &Path, options: &Options) -> Result<Written, Problem> {
    if !(1900..=9000).contains(&options.as_of.year()) {
        return Err(say::sample_year(&options.as_of.to_string()));
    }
    if let Some(memberships) = options.memberships {
        if options.size == Size::Office {
            return Err(say::sample_of_fixed_size());
        }
        if memberships < FEWEST_MEMBERSHIPS {
            return Err(say::sample_too_small(FEWEST_MEMBERSHIPS, memberships));
        }
    }
    let failed = |path: &Path, error: &io::Error| cannot_write(&path.display().to_string(), &error.to_string());
    std::fs::create_dir_all(dir).map_err(|error| failed(dir, &error))?;
    for table in &TABLES {
        let path = dir.join(table.file());
        if path.try_exists().unwrap_or(true) {
            return Err(say::sample_is_there(&path.display().to_string()));
        }
    }

    let world = World::new(options);
    let calendar = Calendar::around(options.as_of);
    let mut files = Vec::with_capacity(TABLES.len());
    for table in &TABLES {
        let file = table.file();
        let path = dir.join(&file);
        let rows = Sheet::create(&path, table.header, &calendar)
            .and_then(|mut sheet| {
                (table.write)(&world, &mut sheet)?;
                sheet.finish()
            })
            .map_err(|error| failed(&path, &error))?;
        files.push((file, rows));
    }
    Ok(Written { files })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        let as_of = NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
        Options { size: Size::Office, seed: 1, clean: false, as_of, memberships: None }
    }

    fn bytes(dir: &Path, written: &Written) -> Vec<Vec<u8>> {
        let read = |(file, _): &(String, u64)| std::fs::read(dir.join(file)).expect("it is there");
        written.files.iter().map(read).collect()
    }

    #[test]
    fn a_seed_decides_every_byte() {
        let dir = tempfile::tempdir().expect("a folder");
        let sample = |name: &str, options: &Options| {
            let dir = dir.path().join(name);
            bytes(&dir, &write(&dir, options).expect("it is written"))
        };
        let first = sample("first", &options());
        assert_eq!(first, sample("again", &options()));
        assert_ne!(first, sample("other", &Options { seed: 2, ..options() }));
    }

    #[test]
    fn every_table_has_rows() {
        let dir = tempfile::tempdir().expect("a folder");
        let ward = Options { size: Size::Ward, memberships: Some(1_000), ..options() };
        let written = write(&dir.path().join("ward"), &ward).expect("it is written");
        assert_eq!(written.files.len(), 16);
        assert!(written.files.iter().all(|(_, rows)| *rows > 0), "{written:?}");
    }

    #[test]
    fn nothing_is_overwritten() {
        let dir = tempfile::tempdir().expect("a folder");
        let kept = dir.path().join("posts.csv");
        std::fs::write(&kept, "of mine").expect("it can be written");
        let error = write(dir.path(), &options()).expect_err("a file is in the way");
        assert!(error.to_string().contains("posts.csv"), "{error}");
        assert_eq!(std::fs::read_to_string(&kept).expect("it is there"), "of mine");
        assert!(!dir.path().join("offices.csv").exists());
    }

    #[test]
    fn an_office_is_not_scaled() {
        let dir = tempfile::tempdir().expect("a folder");
        let scaled = Options { memberships: Some(5_000), ..options() };
        assert!(write(dir.path(), &scaled).is_err());
    }
}
