//! Embeds the data model, the rule files and the rules' fixtures, so that the program is one file and `explain` can
//! show examples, and the table of kanji taken apart.

#[path = "base/normalize/variants.rs"]
mod variants;

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("embedded.rs"), embedded(&root)?)?;
    Ok(())
}

/// The constants that the program is built with.
fn embedded(root: &Path) -> Result<String, Box<dyn Error>> {
    let mut code = String::new();
    for (name, what, path) in [
        ("SCHEMA", "The data model", "src/model/schema.toml"),
        ("VOCABULARY", "The words of which headers and names are made", "src/load/recognize/vocabulary.toml"),
    ] {
        println!("cargo:rerun-if-changed={path}");
        let text = json(&fs::read_to_string(root.join(path))?).map_err(|error| format!("{path}: {error}"))?;
        writeln!(code, "/// {what}, as JSON.\npub(crate) const {name}: &str = {text:?};")?;
    }
    code.push_str("/// The files under `rules/`: path and text.\n");
    code.push_str(&list_of("RULES", &root.join("rules"), root)?);
    let fixtures = root.join("fixtures/rules");
    code.push_str("/// The files under `fixtures/rules/`: path from there and text.\n");
    code.push_str(&list_of("FIXTURES", &fixtures, &fixtures)?);
    code.push_str("/// Kanji in another form, and what they are compared as.\n");
    println!("cargo:rerun-if-changed=src/base/normalize/kanji.txt");
    let kanji = fs::read_to_string(root.join("src/base/normalize/kanji.txt"))?;
    let pairs = variants::pairs(&kanji).map(|pair| match pair {
        (Some(old), Some(new)) => Ok((old, new)),
        _ => Err("src/base/normalize/kanji.txt: a line is no pair of characters"),
    });
    writeln!(code, "pub(crate) const VARIANTS: &[(char, char)] = &{:?};", pairs.collect::<Result<Vec<_>, _>>()?)?;
    Ok(code)
}

/// What a TOML file says, as JSON: it is read at every start, and that takes a fifth of the time.
fn json(text: &str) -> Result<String, Box<dyn Error>> {
    let value: serde_json::Value = toml::from_str(text)?;
    Ok(serde_json::to_string(&value)?)
}

/// A constant: the TOML and CSV files of a folder and those within it, as paths seen from a root, and texts.
fn list_of(constant: &str, folder: &Path, root: &Path) -> Result<String, Box<dyn Error>> {
    let mut paths = Vec::new();
    find(folder, &mut paths)?;
    paths.sort();
    let mut code = format!("pub(crate) const {constant}: &[(&str, &str)] = &[\n");
    for path in paths {
        let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        writeln!(code, "    ({name:?}, include_str!({:?})),", path.to_string_lossy())?;
    }
    code.push_str("];\n");
    Ok(code)
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            files.push(path);
        }
    }
    Ok(())
}
