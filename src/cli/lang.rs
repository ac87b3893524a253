//! The language in which the program answers before the settings are read.

use std::env;
use std::ffi::OsString;

use crate::base::text::Lang;
use crate::model::options::value;

/// `--lang` as given, so that even a mistake in the other arguments is told in that language.
pub(super) fn asked_lang(arguments: &[OsString]) -> Option<Lang> {
    let texts: Vec<&str> = arguments.iter().filter_map(|a| a.to_str()).collect();
    let behind = texts.windows(2).find(|w| w[0] == "--lang").map(|w| w[1]);
    value(behind.or_else(|| texts.iter().find_map(|t| t.strip_prefix("--lang=")))?)
}

/// The language of the locale; Japanese where there is none, as under cron.
pub(super) fn locale_lang() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| env::var(name).ok()).find(|v| !v.is_empty());
    let language = set.unwrap_or_default();
    let language = language.split(['_', '.', '@', '-']).next().unwrap_or_default().to_ascii_lowercase();
    match language.as_str() {
        "" | "c" | "posix" | "ja" => Lang::Ja,
        _ => Lang::En,
    }
}
