//! The files of a policy, built in or of an office, and their hash.

use std::path::Path;
use std::{fs, io};

use crate::base::embedded;
use crate::base::hex::hex;
use crate::base::position::Position;
use crate::policy::read::{File, PolicyError};
use crate::policy::{hash, words};

/// The policy whose main file is at a path in the program.
pub(super) fn policy_at(path: &'static str) -> Option<&'static str> {
    path.strip_prefix("rules/")?.strip_suffix("/policy.toml")
}

/// The files of a policy in the program.
pub(super) fn embedded_files(name: &str) -> Option<Vec<File<'static>>> {
    let is_known = embedded::RULES.iter().any(|(path, _)| policy_at(path) == Some(name));
    is_known.then(|| [embedded_in(name), embedded_in("input")].concat())
}

/// The files in a folder of `rules/`, as they are in the program.
fn embedded_in(folder: &str) -> Vec<File<'static>> {
    let name = |path: &'static str| path.strip_prefix("rules/")?.strip_prefix(folder)?.strip_prefix('/');
    let files = embedded::RULES.iter().filter(|(path, _)| name(path).is_some());
    files.map(|(path, text)| File { path, text }).collect()
}

/// Reads the TOML files in a folder of the user's: path and text.
pub(super) fn files_in(folder: &Path) -> Result<Vec<(String, String)>, PolicyError> {
    let unreadable = |path: &Path| {
        let at = Position::whole(path.display().to_string());
        move |error: io::Error| PolicyError { at, what: words::file::unreadable(&error) }
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
            files.push((path.display().to_string(), text));
        }
    }
    files.sort();
    Ok(files)
}

/// Files of a policy: path and text. The rules about the input belong to every policy.
pub(super) fn with_input(own: &[(String, String)]) -> Vec<File<'_>> {
    let own = own.iter().map(|(path, text)| File { path, text }).collect();
    [own, embedded_in("input")].concat()
}

pub(super) fn sha256(files: &[File<'_>]) -> String {
    hex(&hash::sha256(files.iter().map(|file| (file.path, file.text))))
}
