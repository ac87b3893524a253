//! The files of a policy, built in or of an office, and their hash.

use std::path::{Path, PathBuf};
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
pub(super) fn embedded_in(folder: &str) -> Vec<File<'static>> {
    let name = |path: &'static str| path.strip_prefix("rules/")?.strip_prefix(folder)?.strip_prefix('/');
    let files = embedded::RULES.iter().filter(|(path, _)| name(path).is_some());
    files.map(|(path, text)| File { path, text }).collect()
}

/// The name of the file that a path leads to, on whatever system it was written.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// What a folder of the user's holds.
pub(super) struct Found {
    /// The files of its policy: path and text.
    pub(super) read: Vec<(String, String)>,
    /// Files that may be meant to be of it and are not read: hidden, in a folder of their own, or not named `.toml` in small
    /// letters.
    pub(super) not_read: Vec<String>,
}

/// Reads the TOML files in a folder of the user's.
pub(super) fn files_in(folder: &Path) -> Result<Found, PolicyError> {
    let mut found = Found { read: Vec::new(), not_read: Vec::new() };
    for path in entries(folder)? {
        if is_folder(&path) {
            found.not_read.extend(toml_below(&path, &name_of(&path)));
            continue;
        }
        match (is_toml(&path), is_hidden(&path), path.extension().is_some_and(|e| e == "toml")) {
            (false, ..) => {}
            (true, false, true) => {
                // a pipe would keep the audit waiting for ever
                if !path.is_file() {
                    return Err(unreadable(&path, &io::ErrorKind::InvalidInput.into()));
                }
                let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
                found.read.push((path.display().to_string(), text));
            }
            (true, ..) => found.not_read.push(name_of(&path)),
        }
    }
    found.read.sort();
    found.not_read.sort();
    Ok(found)
}

fn unreadable(path: &Path, error: &io::Error) -> PolicyError {
    PolicyError { at: Position::whole(path.display().to_string()), what: words::file::unreadable(error) }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, PolicyError> {
    let listed = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    listed.map(|entry| entry.map(|entry| entry.path()).map_err(|error| unreadable(folder, &error))).collect()
}

/// The TOML files in a folder and those below it, as they are reached from the policy's own. A folder that cannot be read holds
/// no file of the policy.
fn toml_below(folder: &Path, shown: &str) -> Vec<String> {
    let mut files = Vec::new();
    for path in entries(folder).unwrap_or_default() {
        let shown = format!("{shown}/{}", name_of(&path));
        if is_folder(&path) {
            files.extend(toml_below(&path, &shown));
        } else if is_toml(&path) {
            files.push(shown);
        }
    }
    files
}

/// Whether a path is a folder itself: links to one may lead round in circles.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_dir())
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn is_hidden(path: &Path) -> bool {
    name_of(path).starts_with('.')
}

fn is_toml(path: &Path) -> bool {
    name_of(path).to_lowercase().ends_with(".toml")
}

/// Files of a policy: path and text. The rules about the input belong to every policy.
pub(super) fn with_input(own: &[(String, String)]) -> Vec<File<'_>> {
    let own = own.iter().map(|(path, text)| File { path, text }).collect();
    [own, embedded_in("input")].concat()
}

pub(super) fn sha256(files: &[File<'_>]) -> String {
    hex(&hash::sha256(files.iter().map(|file| (file.path, file.text))))
}
