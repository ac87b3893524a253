//! Embeds the rule files and the rules' fixtures, so that the program is one file and `explain` can show examples.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut code = String::new();
    for (name, doc, folder) in [
        ("RULES", "The files under `rules/`: path and text.", "rules"),
        ("FIXTURES", "The files under `fixtures/rules/`: path and text.", "fixtures/rules"),
    ] {
        println!("cargo:rerun-if-changed={folder}");
        let mut files = Vec::new();
        list(&root.join(folder), &mut files)?;
        files.sort();
        writeln!(code, "/// {doc}\npub(crate) const {name}: &[(&str, &str)] = &[").map_err(io::Error::other)?;
        for file in files {
            let path = file.strip_prefix(root.join(folder)).map_err(io::Error::other)?;
            let path = path.to_string_lossy().replace('\\', "/");
            writeln!(code, "    ({path:?}, include_str!({:?})),", file.to_string_lossy()).map_err(io::Error::other)?;
        }
        code.push_str("];\n");
    }
    fs::write(out.join("embedded.rs"), code)
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
