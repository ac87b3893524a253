//! Files that are written whole or not at all: as a draft beside their place, which is put there once it is on the disk.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use crate::base::text::Problem;
use crate::base::words::cannot_write;

/// How the names of drafts begin.
pub(crate) const DRAFT: &str = ".mcs-audit-";

/// The folder that a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// An empty draft beside the place of a file, which only its owner can read.
pub(crate) fn draft(path: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix(DRAFT).tempfile_in(folder_of(path))
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

/// Puts these bytes into a file of the office, for whom it was; or takes it away where there are none. What a link leads
/// to is changed, not the link.
pub(crate) fn edit(path: &Path, bytes: Option<&[u8]>) -> Result<(), Problem> {
    let edited = match bytes {
        None => fs::remove_file(path),
        Some(bytes) => {
            let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            let permissions = real.metadata().ok().map(|there| there.permissions());
            drafted(&real, bytes, permissions)
                .and_then(|draft| draft.persist(&real).map(drop).map_err(|error| error.error))
        }
    };
    edited.map_err(|error| cannot_write(&path.display().to_string(), &error.to_string()))
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
        assert_eq!(edit(&link, Some(b"b")), Ok(()));
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&real).expect("a file"), "b");
        assert_eq!(real.metadata().expect("a file").permissions().mode() & 0o777, 0o640);
        assert_eq!(edit(&real, None), Ok(()));
        assert!(!real.exists());
    }
}
