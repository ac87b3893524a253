//! A file that a report goes to: found, checked, drafted beside its place and put there once all that was asked for has
//! been written.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempPath};

use super::{Form, written};
use crate::base::hex::hex;
use crate::base::leftovers;
use crate::base::text::Problem;
use crate::base::whole_file;
use crate::base::words::cannot_write;
use crate::cli::words;
use crate::model::options::Layout;

/// So much of a file is looked at to tell whether it is a report of ours: the mark stands at the beginning of a text, and of
/// a workbook in a part of it.
const LOOKED_AT: u64 = 64 << 10;
const LOOKED_AT_IN_WORKBOOK: u64 = 64 << 20;

/// Where something is written to.
#[derive(Debug)]
pub(super) struct Target {
    /// As the user calls it.
    pub(super) shown: PathBuf,
    /// The file itself, behind symbolic links.
    pub(super) real: PathBuf,
    /// A pipe or device, which is written to and stays what it is.
    pub(super) is_device: bool,
}

impl Target {
    /// The file that a path leads to. Its folder must be there, unless it is one that will be made.
    pub(super) fn find(shown: PathBuf, made: Option<&Path>) -> Result<Self, Problem> {
        let name = shown.display().to_string();
        if shown.symlink_metadata().is_err() {
            let folder = whole_file::folder_of(&shown);
            let real = match folder.canonicalize() {
                Ok(folder) => shown.file_name().map(|file| folder.join(file)),
                Err(_) if made == Some(folder) => Some(shown.clone()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(words::no_folder(&name, &folder.display().to_string()));
                }
                Err(error) => return Err(cannot_write(&name, &error.to_string())),
            };
            let real = real.ok_or_else(|| words::is_folder(&name))?;
            return Ok(Self { shown, real, is_device: false });
        }
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => words::link_to_nothing(&name),
            _ => cannot_write(&name, &error.to_string()),
        };
        let real = shown.canonicalize();
        let kind = shown.metadata().map_err(failed)?;
        if kind.is_dir() {
            return Err(words::is_folder(&name));
        }
        // a pipe that is open may have no path of its own
        let real = if kind.is_file() { real.map_err(failed)? } else { real.unwrap_or_else(|_| shown.clone()) };
        Ok(Self { shown, real, is_device: !kind.is_file() })
    }

    pub(super) fn name(&self) -> String {
        self.shown.display().to_string()
    }

    pub(super) fn failed(&self) -> impl Fn(io::Error) -> Problem {
        let name = self.name();
        move |error| cannot_write(&name, &error.to_string())
    }

    /// Whether a document may take the place of what is there: nothing, an empty file, or one of ours.
    pub(super) fn check(&self, format: impl Form, force: bool) -> Result<(), Problem> {
        if force || self.is_device || !self.real.exists() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let file = File::open(&self.real).map_err(self.failed())?;
        let most = if format.is_binary() { LOOKED_AT_IN_WORKBOOK } else { LOOKED_AT };
        file.take(most).read_to_end(&mut bytes).map_err(self.failed())?;
        if bytes.is_empty() || format.is_ours(&bytes) { Ok(()) } else { Err(words::not_ours(&self.name())) }
    }

    /// Fails if what is there has one of these hashes, in hexadecimal: it is what the document was made from.
    pub(super) fn spare(&self, hashes: &[&str]) -> Result<(), Problem> {
        match whole_file::bytes(&self.real, u64::MAX) {
            Ok(bytes) if hashes.contains(&hex(&Sha256::digest(&bytes)).as_str()) => Err(words::is_input(&self.name())),
            _ => Ok(()),
        }
    }

    /// The whole document beside its place, for its owner only, but not surely on the disk yet; and how many characters were
    /// replaced.
    pub(super) fn draft<F: Form>(
        &self,
        format: F,
        layout: Layout,
        document: &F::Document,
    ) -> Result<(NamedTempFile, u64), Problem> {
        let mut draft = whole_file::draft(&self.real).map_err(self.failed())?;
        let mut out = BufWriter::new(draft.as_file_mut());
        let replaced = written(format, layout, document, &mut out).map_err(self.failed())?;
        drop(out);
        Ok((draft, replaced))
    }

    /// Writes to a pipe or device. Says how many characters were replaced.
    pub(super) fn send<F: Form>(&self, format: F, layout: Layout, document: &F::Document) -> Result<u64, Problem> {
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(&self.shown).map_err(self.failed())?);
        written(format, layout, document, &mut out).map_err(self.failed())
    }
}

/// Puts every draft into its place, or leaves all places as they were.
pub(super) fn put_in_place<F: Form>(drafts: Vec<(&Target, F, NamedTempFile)>, force: bool) -> Result<(), Problem> {
    // whoever else writes there may have done so in the meantime
    drafts.iter().try_for_each(|(target, format, _)| target.check(*format, force))?;
    let several = drafts.len() > 1;
    let mut pending: Vec<(&Target, Option<TempPath>, NamedTempFile)> = Vec::with_capacity(drafts.len());
    for (target, _, draft) in drafts {
        let old = if several { keep(target).map_err(target.failed())? } else { None };
        pending.push((target, old, draft));
    }
    #[cfg(unix)]
    let targets: Vec<&Target> = pending.iter().map(|(target, ..)| *target).collect();
    leftovers::undisturbed(|| put_all(pending))?;
    #[cfg(unix)]
    for target in targets {
        // that the names are on the disk too is more than some file systems can promise
        let _ = File::open(whole_file::folder_of(&target.real)).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Puts every draft into its place; if one cannot be put there, what was there before goes back to all places.
fn put_all(pending: Vec<(&Target, Option<TempPath>, NamedTempFile)>) -> Result<(), Problem> {
    let mut done: Vec<(&Target, Option<TempPath>)> = Vec::new();
    for (target, old, draft) in pending {
        if let Err(error) = draft.persist(&target.real) {
            for (target, old) in done {
                let _ = match old {
                    Some(old) => old.persist(&target.real).map_err(|error| error.error),
                    None => fs::remove_file(&target.real),
                };
            }
            return Err(target.failed()(error.error));
        }
        done.push((target, old));
    }
    Ok(())
}

/// Keeps an old report aside while several are put into their places.
fn keep(target: &Target) -> io::Result<Option<TempPath>> {
    if !target.real.exists() {
        return Ok(None);
    }
    let mut aside = whole_file::draft(&target.real)?;
    io::copy(&mut File::open(&target.real)?, aside.as_file_mut())?;
    Ok(Some(aside.into_temp_path()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::model::options::Format;

    fn target(path: PathBuf) -> Target {
        Target { shown: path.clone(), real: path, is_device: false }
    }

    fn draft(folder: &Path, text: &str) -> NamedTempFile {
        let mut draft = NamedTempFile::new_in(folder).expect("a file");
        draft.write_all(text.as_bytes()).expect("written");
        draft
    }

    #[test]
    fn a_file_that_cannot_be_put_in_place_leaves_all_as_they_were() {
        let dir = tempfile::tempdir().expect("a folder");
        let (old, new) = (target(dir.path().join("old.csv")), target(dir.path().join("new.csv")));
        let taken = target(dir.path().join("taken"));
        fs::write(&old.real, "last month's").expect("written");
        let drafts = |force| {
            let drafts = [(&old, "1"), (&new, "2"), (&taken, "3")];
            let drafts = drafts.map(|(target, text)| (target, Format::Csv, draft(dir.path(), text)));
            put_in_place(drafts.into_iter().collect(), force)
        };
        assert!(drafts(false).is_err(), "the old file is not ours");
        fs::create_dir(&taken.real).expect("a folder");
        fs::write(taken.real.join("kept"), "of mine").expect("written");
        assert!(drafts(true).is_err());
        assert_eq!(fs::read_to_string(&old.real).expect("a file"), "last month's");
        assert!(!new.real.exists());
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 2, "nothing else is left");
        fs::remove_dir_all(&taken.real).expect("removed");
        assert_eq!(drafts(true), Ok(()));
        assert_eq!([&old, &new, &taken].map(|t| fs::read_to_string(&t.real).expect("a file")), ["1", "2", "3"]);
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 3);
    }
}
