//! Data goes one way: the layers of `src/lib.rs`, and that no file imports one that is below its own.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers, from the first to the last. Each imports only those before it, and itself.
const LAYERS: [&str; 13] = [
    "base", "model", "source", "table", "config", "load", "policy", "engine", "history", "audit", "report", "setup",
    "cli",
];

/// What belongs to no layer: the crate's root, the program, and the script that builds it.
const ROOTS: [&str; 3] = ["lib.rs", "main.rs", "build.rs"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file under `src/`, by its path there, with `/` between its parts.
fn files() -> BTreeMap<String, String> {
    fn walk(folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name =
                    path.strip_prefix(source()).expect("it lies there").to_str().expect("UTF-8").replace('\\', "/");
                files.insert(name, fs::read_to_string(&path).expect("UTF-8"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(&source(), &mut found);
    found
}

/// The layer of a file; `None` if it is in no layer.
fn layer(file: &str) -> Option<usize> {
    let first = file.split('/').next()?.trim_end_matches(".rs");
    LAYERS.iter().position(|layer| *layer == first)
}

/// The code of a line: without comments, and without what stands in quotation marks.
fn code(line: &str) -> String {
    let mut parts = line.split('"');
    let mut kept = parts.next().unwrap_or_default().to_owned();
    parts.skip(1).step_by(2).for_each(|part| kept.push_str(part));
    kept.split("//").next().unwrap_or_default().to_owned()
}

/// The paths that a file names from the root of the crate or from a parent module, each with its line. A tree of imports
/// gives a path for each of its first branches.
fn imports(file: &str, text: &str) -> Vec<(usize, Vec<String>)> {
    let mut module: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    if module == ["lib"] {
        module.clear();
    }
    let mut found = Vec::new();
    let (mut depth, mut inner) = (0_usize, 0_usize);
    for (number, line) in text.lines().enumerate() {
        let code = code(line);
        for (at, root) in code.match_indices("crate::").chain(code.match_indices("super::")) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$')
                || root == "super::" && before == Some(':')
            {
                continue;
            }
            let (mut rest, mut parts) = (&code[at + root.len()..], Vec::new());
            if root == "super::" {
                // a module within the file, such as its tests, has the file itself for its parent
                let mut up = usize::from(inner == 0);
                while let Some(further) = rest.strip_prefix("super::") {
                    rest = further;
                    up += 1;
                }
                let keep = module.len().saturating_sub(up);
                parts.extend(module[..keep].iter().map(|part| (*part).to_owned()));
            }
            let first: Vec<&str> = match rest.strip_prefix('{') {
                Some(tree) => tree.split(',').map(str::trim).collect(),
                None => vec![rest],
            };
            for branch in first {
                let mut path = parts.clone();
                for part in branch.split("::") {
                    let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    let is_whole = name.len() == part.len();
                    if !name.is_empty() {
                        path.push(name);
                    }
                    if !is_whole {
                        break;
                    }
                }
                found.push((number + 1, path));
            }
        }
        if code.trim_start().starts_with("mod ") && code.trim_end().ends_with('{') && inner == 0 {
            inner = depth + 1;
        }
        depth += code.matches('{').count();
        depth = depth.saturating_sub(code.matches('}').count());
        if depth < inner {
            inner = 0;
        }
    }
    found
}

#[test]
fn every_file_is_in_a_layer() {
    let lost: Vec<String> =
        files().into_keys().filter(|file| layer(file).is_none() && !ROOTS.contains(&file.as_str())).collect();
    assert!(lost.is_empty(), "in no layer of tests/layers.rs: {lost:?}");
    let have: Vec<&str> = LAYERS.into_iter().filter(|l| files().contains_key(&format!("{l}.rs"))).collect();
    assert_eq!(have, LAYERS, "a layer has no file");
}

#[test]
fn no_import_points_up() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (file, text) in files() {
        let Some(own) = layer(&file) else { continue };
        for (line, path) in imports(&file, &text) {
            let Some(target) = path.first() else { continue };
            match LAYERS.iter().position(|layer| layer == target) {
                Some(other) if other > own => {
                    wrong.push(format!("src/{file}:{line}: {} may not import {}", LAYERS[own], path.join("::")));
                }
                Some(_) => seen += 1,
                // what the crate's root has beside the layers: macros
                None => wrong.push(format!("src/{file}:{line}: {} is in no layer", path.join("::"))),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 500, "only {seen} imports were seen: the test no longer reads them");
}

#[test]
fn the_layers_are_those_of_the_crates_page() {
    let page = fs::read_to_string(source().join("lib.rs")).unwrap();
    let block = page.split("//! ```text\n").nth(1).unwrap().split("//! ```").next().unwrap();
    let told: Vec<&str> =
        block.lines().filter_map(|line| line.trim_start_matches("//!").split_whitespace().next()).collect();
    assert_eq!(told, LAYERS);
}

#[test]
fn the_test_sees_an_import_that_points_up() {
    let seen = |text: &str| imports("engine/check/count.rs", text);
    let path = |line: usize, path: &str| (line, path.split("::").map(str::to_owned).collect::<Vec<String>>());
    assert_eq!(seen("use crate::cli::Stop;"), [path(1, "cli::Stop")]);
    assert_eq!(seen("\nuse crate::{base, report::Report};"), [path(2, "base"), path(2, "report::Report")]);
    assert_eq!(seen("use super::Check;\n"), [path(1, "engine::check::Check")]);
    assert_eq!(seen("use super::super::super::cli::x;\n"), [path(1, "cli::x")]);
    assert_eq!(seen("let x = crate::cli::run();"), [path(1, "cli::run")]);
    assert_eq!(seen("// crate::cli\nlet x = \"crate::cli\";"), []);
    assert_eq!(seen("mod tests {\n    use super::*;\n}\n"), [path(2, "engine::check::count")]);
}
