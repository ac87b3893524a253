//! Whether the settings that lie in a folder have files written outside it: a folder that came from elsewhere may not choose
//! where to write.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use super::args::CheckArgs;
use crate::base::text::Problem;
use crate::cli::words;
use crate::config::Config;
use crate::model::options::{Format, Output};

/// Fails if the settings of the folder lead outside it, where they have a say and nobody has allowed it.
pub(super) fn refuse(args: &CheckArgs, config: &Config) -> Result<(), Problem> {
    if args.allow_outside || args.audit.config().is_some() || config.path.as_os_str().is_empty() {
        return Ok(());
    }
    let history = config.history.iter().filter(|_| !args.no_history && args.since.is_none());
    let folder = config.out_dir.iter().filter(|_| args.output.out_dir.is_none() && args.output.format.is_empty());
    let formats = config.format.iter().filter(|_| args.output.format.is_empty());
    let files = formats.filter_map(|format| Output::<Format>::parse(format).ok()?.file);
    let all = history.map(|folder| ("history", folder.clone()));
    let all = all.chain(folder.map(|folder| ("out-dir", PathBuf::from(folder))));
    for (key, path) in all.chain(files.map(|file| ("format", file))) {
        if !is_inside(&config.folder, &path) {
            return Err(words::leads_outside(&config.name, key, &path.display().to_string()));
        }
    }
    Ok(())
}

/// Whether a path from a folder stays in it, also where links lead elsewhere.
fn is_inside(folder: &Path, path: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(real) = folder.canonicalize() else { return false };
    // what is not there yet is no link
    let mut at = folder.join(path);
    let mut missing: Vec<OsString> = Vec::new();
    let there = loop {
        match (at.canonicalize(), at.components().next_back()) {
            (Ok(there), _) => break there,
            (Err(_), Some(Component::Normal(name))) if at.symlink_metadata().is_err() => {
                missing.push(name.to_owned());
                at.pop();
                if at.as_os_str().is_empty() {
                    at.push(".");
                }
            }
            (Err(_), _) => return false,
        }
    };
    there.starts_with(&real)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_the_folder_is_outside_whatever_it_looks_like() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join("office");
        std::fs::create_dir_all(folder.join("reports")).expect("made");
        for inside in ["audits", "a/b/c", "reports", "reports/../audits", ".", "reports/x.json"] {
            assert!(is_inside(&folder, Path::new(inside)), "{inside}");
        }
        for outside in ["..", "../audits", "reports/../../x", "nowhere/../x", "/tmp", "../office2"] {
            assert!(!is_inside(&folder, Path::new(outside)), "{outside}");
        }
        assert!(is_inside(&folder, &folder.join("audits")), "an absolute path may lead back");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(dir.path(), folder.join("link")).expect("a link");
            std::os::unix::fs::symlink("nowhere", folder.join("dangling")).expect("a link");
            assert!(!is_inside(&folder, Path::new("link/x")) && !is_inside(&folder, Path::new("dangling")));
        }
    }
}
