//! What lies in a folder: the files that can be read, what another program holds open, and what else may hold a table that
//! nobody would see: folders in it, archives, documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use encoding_rs::SHIFT_JIS;
use zip::ZipArchive;

use super::Entry;
use crate::base::text::Problem;
use crate::source::words;

/// What lies in a folder.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Its files in the order of their names, without hidden ones.
    pub entries: Vec<Entry>,
    /// Files that another program has open at this moment, so that the last changes may not be in them yet.
    pub open_elsewhere: Vec<String>,
}

/// What something in a folder is that no reader here reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// A folder, and the names of what is in it.
    Folder(Vec<String>),
    /// An archive, and the names of what is in it, where they can be told.
    Archive(Vec<String>),
    /// A document or a picture: a table in it is there to be looked at.
    Document,
    /// The file of a database: its tables must be exported.
    Database,
    /// Anything else.
    Other,
}

/// What spreadsheet programs put before the name of a file while they have it open.
const LOCKS: [(&str, &str); 2] = [("~$", ""), (".~lock.", "#")];

/// Of what is in a folder or an archive, so many names are looked at.
const MOST_NAMES: usize = 1_000;

/// Larger archives are not looked into.
const LARGEST_ARCHIVE: u64 = 100 << 20;

const ARCHIVES: [&str; 9] = ["zip", "lzh", "7z", "rar", "gz", "tgz", "tar", "cab", "bz2"];

const DOCUMENTS: [&str; 22] = [
    "pdf", "doc", "docx", "docm", "rtf", "odt", "ppt", "pptx", "html", "htm", "mht", "xps", "jpg", "jpeg", "png",
    "gif", "heic", "tif", "tiff", "bmp", "webp", "jtd",
];

const DATABASES: [&str; 8] = ["mdb", "accdb", "db", "sqlite", "fmp12", "fp7", "dbf", "odb"];

/// Lists the files of a folder.
pub fn list(folder: &Path) -> Result<Listing, Problem> {
    let unreadable = |error: std::io::Error| words::unreadable_folder(&folder.display().to_string(), &error);
    let mut listing = Listing::default();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = name_of(&path);
        let locked = LOCKS.iter().find_map(|(before, behind)| name.strip_prefix(before)?.strip_suffix(behind));
        if let Some(locked) = locked {
            listing.open_elsewhere.push(locked.to_owned());
        } else if !name.starts_with('.') {
            listing.entries.push(Entry::on_disk(path, name));
        }
    }
    Ok(listing.in_order())
}

/// A folder with more files that could hold tables keeps documents, not registers.
const MOST_INSIDE: usize = 50;

/// Lists the files of folders in a folder that could hold tables, each by its path from there. A folder that cannot be listed, or
/// that keeps too many such files to be one of registers, adds none.
pub fn list_inside(folder: &Path, inside: &[String]) -> Listing {
    let mut listing = Listing::default();
    for within in inside {
        let path_of = |name: &str| format!("{within}/{name}");
        let Ok(Listing { entries, open_elsewhere }) = list(&folder.join(within)) else { continue };
        let files = entries.into_iter().filter(|entry| entry.format.is_some() && entry.is_file());
        let files: Vec<Entry> = files.map(|entry| Entry { name: path_of(&entry.name), ..entry }).collect();
        if files.len() <= MOST_INSIDE {
            listing.entries.extend(files);
            listing.open_elsewhere.extend(open_elsewhere.iter().map(|name| path_of(name)));
        }
    }
    listing
}

/// Lists the files that are named, and those of the folders that are. Two files of one name are told apart by their paths.
pub fn list_all(paths: &[PathBuf]) -> Result<Listing, Problem> {
    let mut named: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    let mut listing = Listing::default();
    for path in paths {
        if path.is_dir() {
            let inside = list(path)?;
            let files = inside.entries.iter().map(|entry| path.join(&entry.name));
            files.for_each(|file| named.entry(name_of(&file)).or_default().push(file));
            listing.open_elsewhere.extend(inside.open_elsewhere);
            continue;
        }
        let shown = path.display().to_string();
        path.metadata().map_err(|error| words::unreadable_file(&shown, &error))?;
        let name = name_of(path);
        let is_locked =
            |(before, behind): &(&str, &str)| path.with_file_name(format!("{before}{name}{behind}")).exists();
        if LOCKS.iter().any(is_locked) {
            listing.open_elsewhere.push(name.clone());
        }
        named.entry(name).or_default().push(path.clone());
    }
    for (name, mut paths) in named {
        // a file that is named twice is one file
        let mut seen = BTreeSet::new();
        paths.retain(|path| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
        let is_alone = paths.len() == 1;
        for path in paths {
            let name = if is_alone { name.clone() } else { path.display().to_string() };
            listing.entries.push(Entry::on_disk(path, name));
        }
    }
    listing.open_elsewhere.dedup();
    Ok(listing.in_order())
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Listing {
    /// Returns both together.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.entries.extend(other.entries);
        self.open_elsewhere.extend(other.open_elsewhere);
        self.in_order()
    }

    fn in_order(mut self) -> Self {
        self.entries.sort_by(|a, b| a.name.cmp(&b.name));
        self.open_elsewhere.sort();
        self
    }
}

/// What the thing at a path is that no reader here reads.
pub(super) fn unread(path: &Path, size: u64) -> Unread {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let is = |of: &[&str]| of.contains(&extension.as_str());
    if path.is_dir() {
        Unread::Folder(names_in_folder(path))
    } else if !path.is_file() {
        Unread::Other
    } else if is(&ARCHIVES) {
        let names = if extension == "zip" && size <= LARGEST_ARCHIVE { names_in_zip(path) } else { None };
        Unread::Archive(names.unwrap_or_default())
    } else if is(&DOCUMENTS) {
        Unread::Document
    } else if is(&DATABASES) {
        Unread::Database
    } else {
        Unread::Other
    }
}

fn names_in_folder(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).into_iter().flatten().take(MOST_NAMES);
    let mut names: Vec<String> = entries.filter_map(|entry| Some(name_of(&entry.ok()?.path()))).collect();
    names.retain(|name| !name.starts_with(['.', '~']));
    names.sort();
    names
}

/// The names of the files in a zip archive. Those that say not in what they are written are `Shift_JIS` in Japan.
fn names_in_zip(path: &Path) -> Option<Vec<String>> {
    let mut zip = ZipArchive::new(fs::File::open(path).ok()?).ok()?;
    let most = zip.len();
    let mut name = |place: usize| {
        let file = zip.by_index_raw(place).ok()?;
        let text = match std::str::from_utf8(file.name_raw()) {
            Ok(text) => text.to_owned(),
            Err(_) => SHIFT_JIS.decode_without_bom_handling(file.name_raw()).0.into_owned(),
        };
        let last = text.rsplit(['/', '\\']).find(|part| !part.is_empty())?;
        Some(last.to_owned())
    };
    let mut names: Vec<String> = (0..most.min(MOST_NAMES)).filter_map(&mut name).collect();
    names.sort();
    Some(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("過去分")).expect("made");
        for name in ["過去分/誓約書.xlsx", "過去分/.hidden", "誓約書.PDF", "台帳.accdb", "メモ", "a.lzh", "b.zip"]
        {
            fs::write(at(name), "x").expect("written");
        }
        let of = |name: &str| unread(&at(name), 1);
        assert_eq!(of("過去分"), Unread::Folder(vec!["誓約書.xlsx".to_owned()]));
        assert_eq!(of("誓約書.PDF"), Unread::Document);
        assert_eq!(of("台帳.accdb"), Unread::Database);
        assert_eq!((of("メモ"), of("none")), (Unread::Other, Unread::Other));
        assert_eq!((of("a.lzh"), of("b.zip")), (Unread::Archive(Vec::new()), Unread::Archive(Vec::new())));
    }

    #[test]
    fn files_that_are_named_are_listed_once_and_told_apart() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("a")).expect("made");
        for name in ["b.csv", "a/b.csv", "a/c.csv", "~$b.csv"] {
            fs::write(at(name), "x").expect("written");
        }
        let listing = list_all(&[at("b.csv"), at("a/../b.csv"), at("a")]).expect("a listing");
        let names: Vec<&str> = listing.entries.iter().map(|entry| entry.name.as_str()).collect();
        let paths = [at("a/b.csv"), at("b.csv")].map(|path| path.display().to_string());
        assert_eq!(names, [paths[0].as_str(), paths[1].as_str(), "c.csv"]);
        assert_eq!(listing.open_elsewhere, ["b.csv"]);
        assert!(list_all(&[at("none.csv")]).unwrap_err().to_string().contains("none.csv"));
    }
}
