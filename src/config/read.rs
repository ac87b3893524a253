//! Reads `mcs-audit.toml`, value by value, so that every mistake is told in both languages with its line and column.
//! Which rules there are and which parameters they have is for the policy to know: it judges what is set for them.

mod tables;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::{fs, io};

use clap::ValueEnum;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::{Config, FILE, Placed, RuleSettings, Setting};
use crate::base::hex::hex;
use crate::base::near::nearest;
use crate::base::position::Position;
use crate::base::text::{Lang, Problem};
use crate::base::whole_file;
use crate::config::words::{self, Slip, Sort, two_on_standard_output};
use crate::model::finding::{DueDays, Severity};
use crate::model::options::{EscalateAfter, Format, Output};

/// A key and where it stands.
type Key<'t> = Spanned<DeString<'t>>;

/// A value and where it stands.
type Value<'t> = Spanned<DeValue<'t>>;

/// The settings at the top of the file.
const KEYS: [&str; 17] = [
    "office",
    "lang",
    "policy",
    "own",
    "fail-on",
    "format",
    "out-dir",
    "group-by",
    "csv-encoding",
    "redact",
    "redact-key",
    "due",
    "escalate-after",
    "upcoming",
    "history",
    "tables",
    "rules",
];

/// A finding that is due later is not due at all.
pub(crate) const MOST_DAYS: u16 = 36_500;

/// Settings have no more bytes.
const MOST_BYTES: u64 = 16 << 20;

impl Config {
    /// Reads a settings file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is not UTF-8 or TOML, or if something in it is not a setting.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let shown = path.display().to_string();
        let bytes = whole_file::read(path, MOST_BYTES)?.ok_or_else(|| words::no_settings(&shown))?;
        let name = path.file_name().map_or(shown, |name| name.to_string_lossy().into_owned());
        let file = File { name: &name, text: decode(&name, &bytes)? };
        let table = DeTable::parse(file.text).map_err(|error| file.no_toml(&error))?;
        let config = file.config(table.get_ref())?;
        let sha256 = hex(&Sha256::digest(&bytes));
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        Ok(Self { name, sha256, path: path.to_owned(), folder, ..config })
    }

    /// Reads the settings in a folder of tables: those of its `mcs-audit.toml`, or none if it has no such file.
    ///
    /// # Errors
    ///
    /// As [`Config::read`].
    pub fn find(dir: &Path) -> Result<Self, Problem> {
        let path = dir.join(FILE);
        match fs::symlink_metadata(&path) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Ok(Self::default())
            }
            _ => Self::read(&path),
        }
    }

    /// Returns the language that a settings file asks for, even if something else in it is wrong: its mistakes are told in it.
    pub fn asked_lang(path: &Path) -> Option<Lang> {
        let bytes = whole_file::bytes(path, MOST_BYTES).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let (table, _) = DeTable::parse_recoverable(text.trim_start_matches('\u{FEFF}'));
        let value = table.get_ref().iter().find(|(key, _)| key.get_ref() == "lang")?.1;
        Lang::from_str(value.get_ref().as_str()?, false).ok()
    }
}

/// The text of a settings file, without a byte order mark.
fn decode<'t>(name: &str, bytes: &'t [u8]) -> Result<&'t str, Problem> {
    // the zeros are every other byte of UTF-16, and stand in no text
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes.contains(&0) {
        return Err(words::settings_in_utf16(name));
    }
    match str::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text)),
        Err(error) => {
            let (good, _) = bytes.split_at(error.valid_up_to());
            let text = str::from_utf8(good).unwrap_or_default();
            let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
            Err(words::settings_not_utf8(&File { name, text }.at(text.len())))
        }
    }
}

/// What was found, in the words of messages.
fn sort(value: &DeValue<'_>) -> Sort {
    match value {
        DeValue::String(_) => Sort::Text,
        DeValue::Integer(_) => Sort::Whole,
        DeValue::Float(_) => Sort::Fraction,
        DeValue::Boolean(_) => Sort::Truth,
        DeValue::Datetime(_) => Sort::Day,
        DeValue::Array(_) => Sort::List,
        DeValue::Table(_) => Sort::Table,
    }
}

/// A settings file, to tell places in it.
#[derive(Clone, Copy)]
struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl File<'_> {
    /// The place at a byte of the text.
    fn at(self, byte: usize) -> Position {
        Position::new(self.name, self.text, byte)
    }

    fn key_at(self, key: &Key<'_>) -> Position {
        self.at(key.span().start)
    }

    fn value_at(self, value: &Value<'_>) -> Position {
        self.at(value.span().start)
    }

    fn placed<T>(self, value: T, span: &Range<usize>) -> Placed<T> {
        Placed { value, line: self.at(span.start).line }
    }

    fn no_toml(self, error: &toml::de::Error) -> Problem {
        let byte = error.span().map_or(self.text.len(), |span| span.start);
        let (before, behind) = self.text.split_at_checked(byte).unwrap_or((self.text, ""));
        let line_before = before.rsplit('\n').next().unwrap_or_default();
        let line_behind = behind.split('\n').next().unwrap_or_default();
        // the reader names what stands behind a backslash
        let byte = if line_before.ends_with('\\') { byte - 1 } else { byte };
        let slip = if line_before.contains('\\') || line_behind.contains('\\') {
            Slip::Backslash
        } else if behind.chars().next().is_some_and(|c| !c.is_ascii()) {
            Slip::Unquoted
        } else {
            Slip::Other
        };
        words::no_toml(&self.at(byte), slip, error.message())
    }

    fn config(self, table: &DeTable<'_>) -> Result<Config, Problem> {
        let mut config = Config::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "office" => config.office = Some(self.text(key, value)?),
                "lang" => config.lang = Some(self.word(key, value)?),
                "policy" => {
                    config.policy = Some(self.text(key, value)?);
                    config.policy_at = self.value_at(value);
                }
                "own" => {
                    config.own = self.texts(key, value)?.into_iter().map(|(text, _)| text).collect();
                    config.own_at = self.value_at(value);
                }
                "fail-on" => config.fail_on = Some(self.word(key, value)?),
                "format" => {
                    let has_folder = table.iter().any(|(key, _)| key.get_ref() == "out-dir");
                    config.format = self.formats(key, value, has_folder)?;
                }
                "out-dir" => config.out_dir = Some(self.text(key, value)?),
                "redact" => config.redact = Some(self.word(key, value)?),
                "redact-key" => config.redact_key = Some(self.text(key, value)?),
                "group-by" => config.group_by = Some(self.word(key, value)?),
                "csv-encoding" => config.csv_encoding = Some(self.word(key, value)?),
                "due" => config.due = self.due(key, value)?,
                "escalate-after" => config.escalate_after = Some(self.escalate_after(key, value)?),
                "upcoming" => config.upcoming = Some(self.days(key, value)?),
                "history" => config.history = Some(self.text(key, value)?.into()),
                "tables" => config.tables = self.tables(key, value)?,
                "rules" => config.rules = self.rules(key, value)?,
                _ => return Err(self.unknown_key(key, &KEYS)),
            }
        }
        Ok(config)
    }

    fn unknown_key(self, key: &Key<'_>, known: &[&str]) -> Problem {
        let near = nearest(key.get_ref(), known.iter().copied());
        words::unknown_key(&self.key_at(key), key.get_ref(), known, near)
    }

    fn wrong(self, key: &str, value: &Value<'_>, expected: Sort) -> Problem {
        words::wrong_sort(&self.value_at(value), key, expected, sort(value.get_ref()))
    }

    fn table<'t, 'v>(self, key: &Key<'_>, value: &'v Value<'t>) -> Result<&'v DeTable<'t>, Problem> {
        value.get_ref().as_table().ok_or_else(|| self.wrong(key.get_ref(), value, Sort::Table))
    }

    /// A text in which something stands.
    fn text(self, key: &Key<'_>, value: &Value<'_>) -> Result<String, Problem> {
        match value.get_ref().as_str().map(str::trim) {
            None => Err(self.wrong(key.get_ref(), value, Sort::Text)),
            Some("") => Err(words::empty_setting(&self.value_at(value), key.get_ref())),
            Some(text) => Ok(text.to_owned()),
        }
    }

    /// A text, or a list of different texts, with the place of each.
    fn texts(self, key: &Key<'_>, value: &Value<'_>) -> Result<Vec<(String, Range<usize>)>, Problem> {
        let items = match value.get_ref() {
            DeValue::String(_) => std::slice::from_ref(value),
            DeValue::Array(items) if items.is_empty() => {
                return Err(words::empty_setting(&self.value_at(value), key.get_ref()));
            }
            DeValue::Array(items) => items,
            _ => return Err(self.wrong(key.get_ref(), value, Sort::Texts)),
        };
        let mut texts: Vec<(String, Range<usize>)> = Vec::new();
        for item in items {
            let text = self.text(key, item)?;
            if texts.iter().any(|(known, _)| *known == text) {
                return Err(words::listed_twice(&self.value_at(item), key.get_ref(), &text));
            }
            texts.push((text, item.span()));
        }
        Ok(texts)
    }

    /// One of the words of a closed list.
    fn word<T: ValueEnum>(self, key: &Key<'_>, value: &Value<'_>) -> Result<T, Problem> {
        let word = self.text(key, value)?;
        T::from_str(&word, false).map_err(|_| {
            let known: Vec<String> = T::value_variants()
                .iter()
                .filter_map(ValueEnum::to_possible_value)
                .map(|v| v.get_name().to_owned())
                .collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let near = nearest(&word, known.iter().copied());
            words::no_such_word(&self.value_at(value), key.get_ref(), &word, &known, near)
        })
    }

    /// The reports to write. Only one goes to standard output, unless there is a folder for them.
    fn formats(self, key: &Key<'_>, value: &Value<'_>, has_folder: bool) -> Result<Vec<String>, Problem> {
        let mut formats = Vec::new();
        let mut on_standard_output = 0;
        for (text, span) in self.texts(key, value)? {
            let at = self.at(span.start);
            let output = Output::<Format>::parse(&text).map_err(|problem| problem.at(&at))?;
            on_standard_output += u32::from(output.file.is_none() && !has_folder);
            if on_standard_output > 1 {
                return Err(two_on_standard_output().at(&at));
            }
            formats.push(text);
        }
        Ok(formats)
    }

    fn due(self, key: &Key<'_>, value: &Value<'_>) -> Result<DueDays, Problem> {
        let mut due = DueDays::default();
        for (key, value) in self.table(key, value)? {
            let days = match key.get_ref().as_ref() {
                "critical" => &mut due.critical,
                "high" => &mut due.high,
                "medium" => &mut due.medium,
                "low" => &mut due.low,
                _ => return Err(self.unknown_key(key, &Severity::ALL.map(Severity::word))),
            };
            *days = self.days(key, value)?;
        }
        Ok(due)
    }

    fn escalate_after(self, key: &Key<'_>, value: &Value<'_>) -> Result<EscalateAfter, Problem> {
        let text = self.text(key, value)?;
        EscalateAfter::parse(&text).ok_or_else(|| words::no_span(&self.value_at(value), key.get_ref(), &text))
    }

    /// A number of days, at most those of a century.
    fn days(self, key: &Key<'_>, value: &Value<'_>) -> Result<u16, Problem> {
        let DeValue::Integer(number) = value.get_ref() else {
            return Err(self.wrong(key.get_ref(), value, Sort::Days));
        };
        let days = u16::from_str_radix(number.as_str(), number.radix()).ok().filter(|days| *days <= MOST_DAYS);
        days.ok_or_else(|| words::out_of_range(&self.value_at(value), key.get_ref(), number.as_str(), Sort::Days))
    }

    fn rules(self, key: &Key<'_>, value: &Value<'_>) -> Result<BTreeMap<String, RuleSettings>, Problem> {
        let mut rules = BTreeMap::new();
        for (name, value) in self.table(key, value)? {
            let mut settings = RuleSettings { at: self.key_at(name), ..RuleSettings::default() };
            for (key, value) in self.table(name, value)? {
                settings.keys.insert(key.get_ref().to_string(), self.key_at(key));
                match key.get_ref().as_ref() {
                    "off" => match value.get_ref().as_str().map(str::trim) {
                        Some(reason) if !reason.is_empty() => settings.off = Some(reason.to_owned()),
                        _ => return Err(words::off_without_reason(&self.value_at(value))),
                    },
                    "escalate-after" => settings.escalate_after = Some(self.escalate_after(key, value)?),
                    "severity" => settings.severity = Some(self.word::<Severity>(key, value)?),
                    "undetermined-limit" | "undetermined_limit" => {
                        settings.undetermined_limit = Some(self.share(key, value)?);
                    }
                    "reason" => settings.reason = Some(self.text(key, value)?),
                    parameter => {
                        let setting = self.placed(self.setting(key, value)?, &key.span());
                        settings.parameters.insert(parameter.to_owned(), setting);
                    }
                }
            }
            rules.insert(name.get_ref().to_string(), settings);
        }
        Ok(rules)
    }

    /// A share between nothing and all.
    fn share(self, key: &Key<'_>, value: &Value<'_>) -> Result<f64, Problem> {
        let text = match value.get_ref() {
            DeValue::Integer(number) => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => return Err(self.wrong(key.get_ref(), value, Sort::Share)),
        };
        let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
        share.ok_or_else(|| words::out_of_range(&self.value_at(value), key.get_ref(), text, Sort::Share))
    }

    /// The value of a parameter.
    fn setting(self, key: &Key<'_>, value: &Value<'_>) -> Result<Setting, Problem> {
        match value.get_ref() {
            DeValue::Integer(number) => {
                i32::from_str_radix(number.as_str(), number.radix()).map(Setting::Number).map_err(|_| {
                    words::out_of_range(&self.value_at(value), key.get_ref(), number.as_str(), Sort::Parameter)
                })
            }
            DeValue::Array(_) => {
                let words = self.texts(key, value)?;
                Ok(Setting::Words(words.into_iter().map(|(text, _)| text).collect()))
            }
            _ => Err(self.wrong(key.get_ref(), value, Sort::Parameter)),
        }
    }
}
