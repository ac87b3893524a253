//! `init`: a folder ready to fill in. Owns the blank registers, as CSV files or as one workbook, the guide that goes
//! with them and the commented settings. What is in a register follows from the schema, so that whatever is written
//! here is read again without any mapping. The files are in Japanese: they are for the offices.

mod guide;
mod register;
mod separate;
pub(crate) mod words;
mod workbook;

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::base::text::Problem;
use crate::base::words::cannot_write;
use crate::config;
use crate::model::schema::TableId;

/// How the blank registers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A CSV file for each table.
    Csv,
    /// One workbook with a sheet for each table.
    Workbook,
}

/// A file to be written: its name and its bytes.
type File = (String, Vec<u8>);

/// The settings with every line that an office may want, most of them commented out.
const SETTINGS: &str = include_str!("init/mcs-audit.toml");

/// Spreadsheets take a file for UTF-8 only if it begins so.
const BOM: &str = "\u{FEFF}";

/// Writes the blank registers, the guide and the settings into `dir`, which is created if need be. Returns the names
/// of the files in the order in which they are of use.
///
/// Fails if one of the files is there already, and then writes none; if a file cannot be written, those written
/// before it are taken away again.
pub fn write(dir: &Path, form: Form) -> Result<Vec<String>, Problem> {
    let files = files(form)?;
    let path = |(name, _): &File| dir.join(name);
    let there: Vec<String> = files.iter().filter(|file| is_there(&path(file))).map(|(name, _)| name.clone()).collect();
    if !there.is_empty() {
        return Err(words::files_are_there(&dir.display().to_string(), &there));
    }
    fs::create_dir_all(dir).map_err(|error| cannot_write(&dir.display().to_string(), &error.to_string()))?;
    write_all(dir, &files)?;
    Ok(files.into_iter().map(|(name, _)| name).collect())
}

/// Returns the headers of a blank register.
pub fn headers(table: TableId) -> Vec<String> {
    register::register(table).columns.into_iter().map(|column| column.header).collect()
}

/// Returns the file of a blank register without the example, as `init` would call and write it.
pub fn blank(table: TableId) -> Result<(String, Vec<u8>), Problem> {
    separate::blank(&register::register(table))
}

/// Writes all files or, if one cannot be written, none.
fn write_all(dir: &Path, files: &[File]) -> Result<(), Problem> {
    let mut written: Vec<PathBuf> = Vec::new();
    for (name, bytes) in files {
        let path = dir.join(name);
        if let Err(error) = create(&path, bytes) {
            // what cannot be taken away either is a blank register, and the next attempt names it
            written.iter().for_each(|path| drop(fs::remove_file(path)));
            return Err(cannot_write(&path.display().to_string(), &error.to_string()));
        }
        written.push(path);
    }
    Ok(())
}

/// Every file of a form. The guide comes first and the settings last.
fn files(form: Form) -> Result<Vec<File>, Problem> {
    let registers = register::all();
    let mut files = match form {
        Form::Csv => separate::files(&registers)?,
        Form::Workbook => vec![workbook::file(&registers)?],
    };
    files.push((config::FILE.to_owned(), windows_lines(SETTINGS).into_bytes()));
    Ok(files)
}

/// Text with the ends of lines that every editor on Windows knows.
fn windows_lines(text: &str) -> String {
    text.replace('\n', "\r\n")
}

/// Whether there is anything of that name: a link that leads nowhere counts too.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Writes a new file; removes what was begun if it cannot be finished.
fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    let done = file.write_all(bytes).and_then(|()| file.sync_all());
    if done.is_err() {
        drop(file);
        drop(fs::remove_file(path));
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_form_have_different_names() {
        for form in [Form::Csv, Form::Workbook] {
            let names: Vec<String> = files(form).unwrap().into_iter().map(|(name, _)| name).collect();
            let mut distinct = names.clone();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), names.len(), "{names:?}");
        }
    }

    #[test]
    fn what_was_written_before_a_failure_is_taken_away() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("kept"), "of mine").unwrap();
        let file = |name: &str| (name.to_owned(), b"blank".to_vec());
        for second in ["kept", "no such folder/file"] {
            let error = write_all(dir.path(), &[file("first"), file(second)]).unwrap_err();
            assert!(error.to_string().contains(second), "{error}");
            assert!(!dir.path().join("first").exists());
            assert_eq!(fs::read_to_string(dir.path().join("kept")).unwrap(), "of mine");
        }
        write_all(dir.path(), &[file("first"), file("second")]).unwrap();
        assert_eq!(fs::read(dir.path().join("second")).unwrap(), b"blank");
    }
}
