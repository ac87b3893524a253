//! No file under `tests/` is forgotten: each is a test binary that is known by name, or a module of this one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::folder::root;

/// The test binaries: this one, and those of which each case is a test of its own, that have their own say on the
/// command line, or that look at the sources.
const BINARIES: [&str; 8] = ["bad_input", "differential", "fillings", "it", "layers", "rules", "silence", "words"];

/// All files of Rust in a folder and below.
fn sources(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.insert(path);
        }
    }
    found
}

/// A file and all modules that it and they declare; those of `x.rs` lie in `x/`, those of `main.rs` beside it.
fn reached(file: &Path) -> BTreeSet<PathBuf> {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let is_root = file.file_name().is_some_and(|name| name == "main.rs");
    let below = if is_root { file.with_file_name("") } else { file.with_extension("") };
    let module = |line: &str| -> Option<String> {
        let declared = line.strip_prefix("pub(crate) ").unwrap_or(line).strip_prefix("mod ")?;
        Some(format!("{}.rs", declared.strip_suffix(';')?))
    };
    let mut found: BTreeSet<PathBuf> =
        text.lines().filter_map(module).flat_map(|name| reached(&below.join(name))).collect();
    found.insert(file.to_owned());
    found
}

#[test]
fn every_file_is_a_known_binary_or_a_module_of_this_one() {
    let tests = root().join("tests");
    let mut known = reached(&tests.join("it/main.rs"));
    known.extend(BINARIES.map(|name| tests.join(name).with_extension("rs")));
    let forgotten: Vec<PathBuf> = sources(&tests).difference(&known).cloned().collect();
    assert!(forgotten.is_empty(), "nothing compiles these: {forgotten:#?}");
    assert!(known.len() > 60, "the modules of this binary are found: {known:#?}");
}

/// What Cargo finds by itself must not be switched off, or a binary would be left out in silence.
#[test]
fn cargo_finds_the_binaries_by_itself() {
    let manifest: toml::Table =
        fs::read_to_string(root().join("Cargo.toml")).expect("it is there").parse().expect("TOML");
    assert_eq!(manifest["package"].get("autotests"), None);
    for test in manifest["test"].as_array().expect("tests") {
        let name = test["name"].as_str().expect("a name");
        assert!(BINARIES.contains(&name), "{name}");
        assert_eq!(test.get("test"), None, "{name} is run");
    }
}
