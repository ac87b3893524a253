//! The key of the pseudonyms: read from the file that is named, or made once beside the tables.

use std::path::Path;

use super::args::RedactArgs;
use super::terminal::tell;
use crate::base::hex::hex;
use crate::base::text::{Lang, Problem};
use crate::base::whole_file;
use crate::cli::words;
use crate::config::Config;
use crate::engine::redact::Redaction;
use crate::setup::words::is_there;

/// The name of the key where none is given.
const FILE: &str = "mcs-audit.key";
/// How many random bytes a key is made of.
const LENGTH: usize = 32;
/// A key has no more bytes.
const LONGEST: u64 = 1 << 20;

/// The pseudonyms that were asked for, on the command line or in the settings. Fails if the key cannot be read or made,
/// or is none that keeps a secret.
pub(super) fn redaction(
    args: &RedactArgs,
    folder: &Path,
    config: &Config,
    lang: Lang,
) -> Result<Option<Redaction>, Problem> {
    let Some(what) = args.redact.or(config.redact) else {
        // whoever gives a key wants nobody to be named
        return if args.redact_key.is_some() { Err(words::key_without_redact()) } else { Ok(None) };
    };
    let set = || config.redact_key.as_ref().map(|file| config.folder.join(file));
    let (file, named) = match args.redact_key.clone().or_else(set) {
        Some(file) => (file, true),
        None if config.path.as_os_str().is_empty() => (folder.join(FILE), false),
        None => (config.folder.join(FILE), false),
    };
    let key = match whole_file::read(&file, LONGEST)? {
        Some(key) => key,
        None if named => return Err(words::no_key(&file.display().to_string())),
        None => make(&file, lang)?,
    };
    match Redaction::new(what, key.trim_ascii()) {
        Some(redaction) => Ok(Some(redaction)),
        None => Err(words::weak_key(&file.display().to_string())),
    }
}

/// Makes a key and says so.
fn make(file: &Path, lang: Lang) -> Result<Vec<u8>, Problem> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map_err(|error| words::no_random(&error.to_string()))?;
    let key = hex(&bytes) + "\n";
    if let Err(problem) = whole_file::create(file, &key, is_there) {
        // another run may have made one at the same time
        return whole_file::read(file, LONGEST)?.ok_or(problem);
    }
    tell(words::key_made(lang, &file.display().to_string()));
    Ok(key.into_bytes())
}
