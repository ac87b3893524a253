//! Folders that one run at a time writes into.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::base::text::Problem;
use crate::base::whole_file::take_away_drafts;
use crate::base::words::{cannot_write, folder_in_use};

/// Holds a folder for one run: it is let go when this is dropped, or the program ends in whatever way.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    _held: File,
}

/// The file that is locked where a folder itself cannot be.
const FILE: &str = ".mcs-audit.lock";

/// So long a run waits for another that writes into the same folder, and looks again after so long.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
const BETWEEN: Duration = Duration::from_millis(10);

impl Lock {
    /// Locks a folder against other runs, and takes away what runs that were killed have left in it. Fails if another run
    /// holds it at this moment.
    pub fn hold(folder: &Path) -> Result<Self, Problem> {
        Self::wait(folder, Duration::ZERO)
    }

    /// The same once no other run holds it. Fails if that takes too long.
    pub(crate) fn wait_for(folder: &Path) -> Result<Self, Problem> {
        Self::wait(folder, LONGEST_WAIT)
    }

    /// Whether it is this folder that is held.
    pub(crate) fn holds(&self, folder: &Path) -> bool {
        let real = |folder: &Path| folder.canonicalize().ok();
        real(&self.folder) == real(folder)
    }

    fn wait(folder: &Path, longest: Duration) -> Result<Self, Problem> {
        let begun = Instant::now();
        loop {
            match held(folder) {
                Ok(Some(held)) => {
                    take_away_drafts(folder);
                    return Ok(Self { folder: folder.to_owned(), _held: held });
                }
                Ok(None) if begun.elapsed() >= longest => return Err(folder_in_use(&folder.display().to_string())),
                Ok(None) => thread::sleep(BETWEEN),
                Err(error) => return Err(cannot_write(&folder.display().to_string(), &error.to_string())),
            }
        }
    }
}

/// A folder that is locked; `None` if another run holds it. The folder itself is locked where that can be done, so that nothing
/// is left in it.
fn held(folder: &Path) -> io::Result<Option<File>> {
    let locked = |file: File| match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    };
    if let Ok(outcome) = File::open(folder).and_then(locked) {
        return Ok(outcome);
    }
    fs::metadata(folder)?;
    locked(File::options().create(true).truncate(false).write(true).open(folder.join(FILE))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_by_one_at_a_time_and_nothing_is_left_in_it() {
        let dir = tempfile::tempdir().expect("a folder");
        let one = Lock::hold(dir.path()).expect("free");
        assert!(one.holds(&dir.path().join(".")) && !one.holds(Path::new("/")));
        assert_eq!(Lock::hold(dir.path()).map(drop), Err(folder_in_use(&dir.path().display().to_string())));
        let waiting = dir.path().to_owned();
        let waiting = thread::spawn(move || Lock::wait_for(&waiting).map(drop));
        drop(one);
        assert_eq!(waiting.join().expect("no panic"), Ok(()));
        if cfg!(unix) {
            assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 0);
        }
        assert!(Lock::hold(&dir.path().join("nowhere")).is_err());
    }
}
