//! The audits of an office, kept in a folder as `json` under their as-of dates. Each report holds the hash of the one
//! before, so that the folder is a chain: a month that was changed, taken out or put in breaks it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::stored::{self, Stored};
use crate::base::date::Day;
use crate::base::lock::Lock;
use crate::base::text::Problem;
use crate::base::whole_file;
use crate::base::words::cannot_write;
use crate::history::words;
use crate::model::report::{Comparison, Report};
use crate::source::words::unreadable_folder;

/// A folder of audits.
#[derive(Debug)]
pub struct History {
    folder: PathBuf,
}

/// An audit that was kept.
#[derive(Debug)]
pub struct Kept {
    /// Its name in the folder.
    pub name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The report.
    pub report: Report,
}

/// What came of keeping an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// There was none of that day.
    Added,
    /// The one of that day is the same, to the byte.
    Same,
    /// Another one of that day was replaced.
    Replaced,
}

/// Why a chain is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Break {
    /// A file is no report that could be read.
    Unreadable(Problem),
    /// A report lies under another day than its own.
    Misnamed {
        /// The file.
        file: String,
        /// Its as-of date.
        as_of: String,
    },
    /// A report was changed after the next one was made.
    Changed {
        /// The file.
        file: String,
        /// The next one, which knows its hash.
        by: String,
    },
    /// A report is gone that the next one was compared with.
    Missing {
        /// Its day.
        as_of: String,
        /// The next one, which names it.
        by: String,
    },
    /// A report stands between two of which the later one was compared with the earlier.
    Inserted {
        /// The file.
        file: String,
        /// The next one, which does not know it.
        by: String,
    },
}

/// Makes a folder that only its owner can enter, if it is not there.
pub fn make_folder(folder: &Path) -> Result<(), Problem> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| cannot_write(&folder.display().to_string(), &error.to_string()))
}

impl History {
    /// Returns the audits in a folder, which need not be there yet.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The days of which audits are kept, in order, with their files. What is called otherwise is none of them.
    fn days(&self) -> Result<Vec<(Day, String)>, Problem> {
        let failed = |error: io::Error| unreadable_folder(&self.folder.display().to_string(), &error);
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(failed)?,
        };
        let mut days = Vec::new();
        for entry in entries {
            let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            let day = name.strip_suffix(".json").filter(|stem| stem.len() == 10).map(Day::parse);
            if let Some(Ok(day)) = day
                && !day.is_empty()
            {
                days.push((day, name));
            }
        }
        days.sort();
        Ok(days)
    }

    fn read(&self, name: String) -> Result<Kept, Problem> {
        let Stored { report, sha256, .. } = Stored::read(&self.folder.join(&name))?;
        Ok(Kept { name, sha256, report })
    }

    /// Returns the last audit of a day before this one. Fails if it cannot be read: without it nobody knows what is new.
    pub fn before(&self, as_of: Day) -> Result<Option<Kept>, Problem> {
        let last = self.days()?.into_iter().rfind(|(day, _)| *day < as_of);
        last.map(|(_, name)| self.read(name)).transpose()
    }

    /// Whether the last audit of a day before this one is that which a report was compared with.
    fn is_before(&self, days: &[(Day, String)], as_of: Day, comparison: Option<&Comparison>) -> Result<bool, Problem> {
        let last = days.iter().rfind(|(day, _)| *day < as_of);
        let sha256 = last.map(|(_, name)| Stored::hash(&self.folder.join(name))).transpose()?;
        Ok(sha256.as_ref() == comparison.map(|c| &c.sha256))
    }

    /// Returns all audits, by their days. Fails at the first that cannot be read.
    pub fn all(&self) -> Result<Vec<Kept>, Problem> {
        self.days()?.into_iter().map(|(_, name)| self.read(name)).collect()
    }

    /// Keeps the report of a day, whole or not at all; `comparison` is how it stands to the audit before. Fails if later ones
    /// are kept, which rest on what was there, or if another run has kept an audit in between since this one looked.
    pub fn keep(&self, as_of: Day, json: &[u8], comparison: Option<&Comparison>) -> Result<Keeping, Problem> {
        self.keep_holding(as_of, json, comparison, &[])
    }

    /// The same for a run that holds some folders already.
    pub(crate) fn keep_holding(
        &self,
        as_of: Day,
        json: &[u8],
        comparison: Option<&Comparison>,
        held: &[Lock],
    ) -> Result<Keeping, Problem> {
        make_folder(&self.folder)?;
        let is_held = held.iter().any(|held| held.holds(&self.folder));
        let _held = if is_held { None } else { Some(Lock::hold(&self.folder)?) };
        let days = self.days()?;
        if let Some((later, _)) = days.last().filter(|(day, _)| *day > as_of) {
            return Err(words::later_audit(&self.folder.display().to_string(), &as_of.to_string(), &later.to_string()));
        }
        if !self.is_before(&days, as_of, comparison)? {
            return Err(words::audit_in_between(&self.folder.display().to_string()));
        }
        let path = self.folder.join(format!("{as_of}.json"));
        let keeping = match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Keeping::Added,
            _ => {
                let there = Stored::bytes(&path)?;
                if there == json {
                    return Ok(Keeping::Same);
                }
                if !stored::is_report(&there) {
                    return Err(words::foreign_month(&path.display().to_string()));
                }
                Keeping::Replaced
            }
        };
        whole_file::replace(&path, json)?;
        Ok(keeping)
    }

    /// Returns where the chain is broken, in the order of the days; and how many audits there are. That the last one
    /// was changed or taken out, no later one can tell.
    pub fn verify(&self) -> Result<(usize, Vec<Break>), Problem> {
        let days = self.days()?;
        let count = days.len();
        let mut breaks = Vec::new();
        let mut before: Option<Kept> = None;
        for (day, name) in days {
            let kept = match self.read(name.clone()) {
                Ok(kept) => kept,
                Err(problem) => {
                    breaks.push(Break::Unreadable(problem));
                    before = None;
                    continue;
                }
            };
            if kept.report.run.as_of != day.to_string() {
                breaks.push(Break::Misnamed { file: name.clone(), as_of: kept.report.run.as_of.clone() });
            }
            let by = || name.clone();
            match (&kept.report.comparison, &before) {
                (None, None) => {}
                (None, Some(other)) => breaks.push(Break::Inserted { file: other.name.clone(), by: by() }),
                (Some(comparison), Some(other)) if comparison.as_of == other.report.run.as_of => {
                    if comparison.sha256 != other.sha256 {
                        breaks.push(Break::Changed { file: other.name.clone(), by: by() });
                    }
                }
                (Some(comparison), Some(other)) if comparison.as_of < other.report.run.as_of => {
                    breaks.push(Break::Inserted { file: other.name.clone(), by: by() });
                }
                (Some(comparison), _) => {
                    // one that could not be read was told already
                    let named = format!("{}.json", comparison.as_of);
                    if !self.folder.join(named).exists() {
                        breaks.push(Break::Missing { as_of: comparison.as_of.clone(), by: by() });
                    }
                }
            }
            before = Some(kept);
        }
        Ok((count, breaks))
    }
}
