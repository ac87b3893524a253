//! Files that are written whole or not at all: as a draft beside their place, which is put there once it is on the disk.

use std::fs::{self, File, Permissions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

use crate::base::leftovers;
use crate::base::text::Problem;
use crate::base::words::{cannot_write, no_plain_file, too_large, unreadable_file};

/// A register or settings that are added to have no more bytes.
pub(crate) const MOST_EDITED: u64 = 256 << 20;

/// How the names of drafts begin.
pub(crate) const DRAFT: &str = ".mcs-audit-";

/// A draft of this age has nobody who still writes it: its run was killed.
const LEFT_AFTER: Duration = Duration::from_secs(60 * 60);

/// Takes away the drafts in a folder that nobody writes any more: they hold what reports hold. What cannot be taken away stays.
pub(crate) fn take_away_drafts(folder: &Path) {
    let is_left = |entry: &fs::DirEntry| {
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|then| then.elapsed().ok());
        entry.file_name().to_string_lossy().starts_with(DRAFT) && age.is_some_and(|age| age > LEFT_AFTER)
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(is_left) {
        let _ = fs::remove_file(entry.path());
    }
}

/// Why a file was not read.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The system says so.
    Io(io::Error),
    /// It is a folder, a pipe or a device: some of these have no end.
    NoFile,
    /// It has more bytes than were asked for.
    TooLarge(u64),
}

impl Refusal {
    pub(crate) fn problem(&self, place: &str) -> Problem {
        match self {
            Self::Io(error) => unreadable_file(place, error),
            Self::NoFile => no_plain_file(place),
            Self::TooLarge(most) => too_large(place, *most),
        }
    }
}

/// The bytes of a file, if it has no more than `most`.
pub(crate) fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, Refusal> {
    let metadata = fs::metadata(path).map_err(Refusal::Io)?;
    if !metadata.is_file() {
        return Err(Refusal::NoFile);
    }
    if metadata.len() > most {
        return Err(Refusal::TooLarge(most));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    let read = File::open(path).and_then(|file| file.take(most.saturating_add(1)).read_to_end(&mut bytes));
    match read.map_err(Refusal::Io)? {
        read if read as u64 > most => Err(Refusal::TooLarge(most)),
        _ => Ok(bytes),
    }
}

/// The same; `None` if there is no such file.
pub(crate) fn read(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Problem> {
    match bytes(path, most) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Refusal::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(refusal) => Err(refusal.problem(&path.display().to_string())),
    }
}

/// The folder that a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// An empty draft beside the place of a file, which only its owner can read.
pub(crate) fn draft(path: &Path) -> io::Result<NamedTempFile> {
    leftovers::make(|| Builder::new().prefix(DRAFT).tempfile_in(folder_of(path)), NamedTempFile::path)
}

/// The one way to write a whole file: a draft with these bytes, on the disk, to be put in its place.
fn drafted(path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut draft = draft(path)?;
    draft.write_all(bytes)?;
    if let Some(permissions) = permissions {
        draft.as_file().set_permissions(permissions)?;
    }
    draft.as_file().sync_all()?;
    Ok(draft)
}

/// Writes a file that is not there yet, for its owner only; `is_there` says that it is.
pub(crate) fn create(path: &Path, text: &str, is_there: fn(&str) -> Problem) -> Result<(), Problem> {
    let place = path.display().to_string();
    if path.exists() {
        return Err(is_there(&place));
    }
    let created = drafted(path, text.as_bytes(), None)
        .and_then(|draft| draft.persist_noclobber(path).map_err(|error| error.error));
    match created {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(is_there(&place)),
        Err(error) => Err(cannot_write(&place, &error.to_string())),
    }
}

/// Writes a file for its owner only, whatever is in its place.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let replaced = drafted(path, bytes, None).and_then(|draft| draft.persist(path).map_err(|error| error.error));
    replaced.map(drop).map_err(|error| cannot_write(&path.display().to_string(), &error.to_string()))
}

/// Puts these bytes into a file of the office, for whom it was, or takes it away where there are none; `before` is what was
/// read of it, and nothing if it was not there. If that has been changed since, nothing is lost of it, and `is_changed` says
/// so. What a link leads to is changed, not the link.
pub(crate) fn edit(
    path: &Path,
    before: Option<&[u8]>,
    after: Option<&[u8]>,
    is_changed: fn(&str) -> Problem,
) -> Result<(), Problem> {
    let place = path.display().to_string();
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => is_changed(&place),
        _ => cannot_write(&place, &error.to_string()),
    };
    if read(path, MOST_EDITED)?.as_deref() != before {
        return Err(is_changed(&place));
    }
    let edited = match (before, after) {
        (None, None) => Ok(()),
        (Some(_), None) => fs::remove_file(path),
        (None, Some(bytes)) => {
            drafted(path, bytes, None).and_then(|draft| draft.persist_noclobber(path).map(drop).map_err(|e| e.error))
        }
        (Some(_), Some(bytes)) => path.canonicalize().and_then(|real| {
            let permissions = real.metadata()?.permissions();
            drafted(&real, bytes, Some(permissions))?.persist(&real).map(drop).map_err(|e| e.error)
        }),
    };
    edited.map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_there(place: &str) -> Problem {
        cannot_write(place, "is there")
    }

    #[test]
    fn a_file_is_created_once_and_replaced_whole() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("settings.toml");
        let read = || fs::read_to_string(&path).expect("a file");
        assert_eq!(create(&path, "1", is_there), Ok(()));
        assert_eq!(create(&path, "2", is_there), Err(is_there(&path.display().to_string())));
        assert_eq!(read(), "1");
        assert_eq!(replace(&path, b"3"), Ok(()));
        assert_eq!(read(), "3");
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1, "no draft is left");
        assert!(replace(&dir.path().join("no/file"), b"4").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_edited_keeps_its_link_and_its_permissions() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().expect("a folder");
        let (real, link) = (dir.path().join("real.csv"), dir.path().join("link.csv"));
        fs::write(&real, "a").expect("written");
        fs::set_permissions(&real, Permissions::from_mode(0o640)).expect("set");
        symlink(&real, &link).expect("a link");
        assert_eq!(edit(&link, Some(b"a"), Some(b"b"), is_there), Ok(()));
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&real).expect("a file"), "b");
        assert_eq!(real.metadata().expect("a file").permissions().mode() & 0o777, 0o640);
        assert_eq!(edit(&real, Some(b"b"), None, is_there), Ok(()));
        assert!(!real.exists());
    }

    #[test]
    fn what_was_changed_since_it_was_read_is_not_edited() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("waivers.toml");
        let changed = Err(is_there(&path.display().to_string()));
        assert_eq!(edit(&path, Some(b"a"), Some(b"b"), is_there), changed);
        assert_eq!(edit(&path, None, Some(b"b"), is_there), Ok(()));
        for (before, after) in [(None, Some(&b"c"[..])), (Some(&b"a"[..]), Some(b"c")), (Some(b"a"), None)] {
            assert_eq!(edit(&path, before, after, is_there), changed);
        }
        assert_eq!(fs::read_to_string(&path).expect("a file"), "b");
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1, "no draft is left");
    }
}
