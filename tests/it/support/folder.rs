//! Folders: those of the repository, and those that a test makes for itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::program::run;

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of `fixtures/`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    root().join("fixtures").join(name)
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// An empty folder.
pub(crate) fn new_folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A folder with these files, some of which may lie in folders inside it.
pub(crate) fn files<N: AsRef<Path>, C: AsRef<[u8]>>(files: &[(N, C)]) -> TempDir {
    let dir = new_folder();
    for (name, content) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, content).expect("written");
    }
    dir
}

/// Copies all that is in a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let (path, name) = entry.map(|e| (e.path(), e.file_name())).expect("an entry");
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a copy");
        }
    }
}

/// A copy of a folder of `fixtures/`.
pub(crate) fn copy_of(name: &str) -> TempDir {
    let dir = new_folder();
    copy(&fixture(name), dir.path());
    // it says what the folder is for, and is no file of an office
    let _ = fs::remove_file(dir.path().join("case.toml"));
    dir
}

/// The copy of a folder of `fixtures/`, with these settings.
pub(crate) fn copy_with(name: &str, settings: impl AsRef<[u8]>) -> TempDir {
    let dir = copy_of(name);
    fs::write(dir.path().join("mcs-audit.toml"), settings).expect("written");
    dir
}

/// Every file of a folder, by its name.
pub(crate) fn bytes(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entry = |e: std::io::Result<fs::DirEntry>| {
        let path = e.expect("an entry").path();
        (path.file_name().expect("a name").to_string_lossy().into_owned(), fs::read(&path).unwrap_or_default())
    };
    fs::read_dir(dir).expect("a folder").map(entry).collect()
}

/// The folders in a folder, by their names.
pub(crate) fn folders(under: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(under).expect("a folder").map(|e| e.expect("an entry").path());
    let mut found: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// Made-up tables that follow from a number, as of a day.
pub(crate) fn sample(seed: u64, day: &str, more: &[&str]) -> TempDir {
    let dir = new_folder();
    let ran = run(&[&["sample", text(dir.path()), "--as-of", day, "--seed", &seed.to_string()], more].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    dir
}
