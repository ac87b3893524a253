//! Embeds the data model, the rule files and the rules' fixtures, so that the program is one file and `explain` can
//! show examples. TOML is embedded with its outline, a policy with its hash, and the table of kanji taken apart, so that
//! no start has to work them out.

#[path = "policy/hash.rs"]
mod hash;
#[path = "base/outline/tag.rs"]
mod tag;
#[path = "base/fold/variants.rs"]
mod variants;
#[path = "base/outline/write.rs"]
mod write;

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

/// A file that is embedded.
struct File {
    /// Its path, seen from the folder that is embedded.
    name: String,
    path: String,
    text: String,
}

impl File {
    fn read(path: &Path, folder: &Path) -> Result<Self, Box<dyn Error>> {
        let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        Ok(Self { name, path: path.to_string_lossy().into_owned(), text: fs::read_to_string(path)? })
    }

    fn is_in(&self, folder: &str) -> bool {
        self.name.split_once('/').is_some_and(|(first, _)| first == folder)
    }

    /// An expression: the document and its outline.
    fn outlined(&self) -> Result<String, String> {
        let Self { path, text, .. } = self;
        let outline = write::outline(text).map_err(|error| format!("{path}: {error}"))?;
        Ok(format!("Outlined {{ text: include_str!({path:?}), outline: b\"{}\" }}", outline.escape_ascii()))
    }
}

/// The constants that the program is built with.
fn embedded(root: &Path) -> Result<String, Box<dyn Error>> {
    let mut code = "use crate::base::outline::Outlined;\n".to_owned();
    println!("cargo:rerun-if-changed=src/model/schema.toml");
    let schema = File::read(&root.join("src/model/schema.toml"), &root.join("src/model"))?;
    writeln!(code, "/// The data model.\npub(crate) const SCHEMA: Outlined<'_> = {};", schema.outlined()?)?;

    let rules = files(&root.join("rules"))?;
    code.push_str(
        "/// The files under `rules/`: path and document.\npub(crate) const RULES: &[(&str, Outlined<'_>)] = &[\n",
    );
    for file in &rules {
        writeln!(code, "    (\"rules/{}\", {}),", file.name, file.outlined()?)?;
    }
    code.push_str("];\n/// The policies: folder and hash.\npub(crate) const POLICIES: &[(&str, [u8; 32])] = &[\n");
    for policy in rules.iter().filter_map(|file| file.name.strip_suffix("/policy.toml")) {
        // the rules about the input belong to every policy
        let files = [policy, "input"].into_iter().flat_map(|folder| rules.iter().filter(move |f| f.is_in(folder)));
        let all = files.map(|file| (file.name.as_str(), file.text.as_str()));
        writeln!(code, "    ({policy:?}, {:?}),", hash::sha256(all))?;
    }
    code.push_str(
        "];\n/// The files under `fixtures/rules/`: path and text.\npub(crate) const FIXTURES: &[(&str, &str)] = &[\n",
    );
    for file in files(&root.join("fixtures/rules"))? {
        writeln!(code, "    ({:?}, include_str!({:?})),", file.name, file.path)?;
    }
    code.push_str("];\n/// Kanji in another form, and what they are compared as.\n");
    println!("cargo:rerun-if-changed=src/base/fold/kanji.txt");
    let kanji = fs::read_to_string(root.join("src/base/fold/kanji.txt"))?;
    let pairs = variants::pairs(&kanji).map(|pair| match pair {
        (Some(old), Some(new)) => Ok((old, new)),
        _ => Err("src/base/fold/kanji.txt: a line is no pair of characters"),
    });
    writeln!(code, "pub(crate) const VARIANTS: &[(char, char)] = &{:?};", pairs.collect::<Result<Vec<_>, _>>()?)?;
    Ok(code)
}

/// The TOML and CSV files of a folder and those within it, by their names.
fn files(folder: &Path) -> Result<Vec<File>, Box<dyn Error>> {
    let mut paths = Vec::new();
    list(folder, &mut paths)?;
    paths.sort();
    paths.iter().map(|path| File::read(path, folder)).collect()
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "toml" || e == "csv") {
            files.push(path);
        }
    }
    Ok(())
}
