//! How the command line reads a value from a fixed set: in English and in Japanese. Help and completions show its own words.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error, ValueEnum};

use crate::model::options::{value, values};

/// Reads a value of a set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Values<T>(PhantomData<T>);

/// Reads a value of a set.
pub(super) fn of<T>() -> Values<T> {
    Values(PhantomData)
}

impl<T: ValueEnum + Clone + Send + Sync + 'static> TypedValueParser for Values<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, text: &OsStr) -> Result<T, Error> {
        let text = text.to_string_lossy();
        value(&text).ok_or_else(|| {
            let mut error = Error::new(ErrorKind::InvalidValue).with_cmd(command);
            let arg = arg.map_or_else(String::new, ToString::to_string);
            error.insert(ContextKind::InvalidArg, ContextValue::String(arg));
            error.insert(ContextKind::InvalidValue, ContextValue::String(text.into_owned()));
            error.insert(ContextKind::ValidValue, ContextValue::Strings(values::<T>()));
            error
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(T::value_variants().iter().filter_map(ValueEnum::to_possible_value)))
    }
}

#[cfg(test)]
mod tests {
    use clap::builder::PossibleValue;
    use clap::error::ErrorKind;
    use clap::{Arg, Command, CommandFactory, ValueEnum};

    use crate::base::text::Lang;
    use crate::cli::args::Cli;
    use crate::cli::help;
    use crate::model::options::{Format, in_japanese};
    use crate::report::trend::TrendFormat;

    /// The command line on which an argument gets this value, whatever else is missing.
    fn given(command: &Command, arg: &Arg, value: &str) -> Vec<String> {
        let argument = match arg.get_long() {
            Some(long) => format!("--{long}={value}"),
            None => value.to_owned(),
        };
        vec!["mcs-audit".to_owned(), command.get_name().to_owned(), argument]
    }

    /// Whether the value is refused; what else is wrong with the command line is seen after it.
    fn is_refused(command: &Command, arg: &Arg, value: &str) -> bool {
        let refused = Cli::command().try_get_matches_from(given(command, arg, value)).err().map(|error| error.kind());
        matches!(refused, Some(ErrorKind::InvalidValue | ErrorKind::ValueValidation))
    }

    fn possible<T: ValueEnum>() -> Vec<PossibleValue> {
        T::value_variants().iter().filter_map(ValueEnum::to_possible_value).collect()
    }

    fn wide(text: &str) -> String {
        let wide = |c: char| char::from_u32(u32::from(c) + 0xFEE0).filter(|_| c.is_ascii_graphic()).unwrap_or(c);
        text.chars().map(wide).collect()
    }

    #[test]
    fn every_option_with_a_set_of_values_takes_them_in_english_and_japanese() {
        let mut cli = Cli::command();
        cli.build();
        let mut seen = Vec::new();
        for command in cli.get_subcommands() {
            for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
                for value in arg.get_possible_values() {
                    let name = value.get_name();
                    let words = [name.to_owned(), name.to_uppercase(), wide(name)];
                    let japanese = in_japanese(name).iter().flat_map(|word| [(*word).to_owned(), wide(word)]);
                    for word in words.into_iter().chain(japanese) {
                        assert!(!is_refused(command, arg, &word), "{} {arg}: {word}", command.get_name());
                    }
                    seen.push(arg.get_id().to_string());
                }
                if !arg.get_possible_values().is_empty() {
                    assert!(is_refused(command, arg, "無い値"), "{} {arg}", command.get_name());
                }
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(
            seen,
            ["answer", "csv_encoding", "fail_on", "format", "group_by", "lang", "redact", "shell", "size", "what"]
        );
    }

    #[test]
    fn the_help_in_japanese_tells_each_value_with_its_japanese_word() {
        let japanese = help::localised(Cli::command(), Lang::Ja);
        let mut cli = Cli::command();
        cli.build();
        let mut told = 0;
        for command in cli.get_subcommands() {
            for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
                // formats of reports may have a file behind them, and so are read as text
                let values = match (command.get_name(), arg.get_id().as_str()) {
                    ("check" | "report" | "diff", "format") => possible::<Format>(),
                    ("trend", "format") => possible::<TrendFormat>(),
                    _ => arg.get_possible_values(),
                };
                let command_ja = japanese.find_subcommand(command.get_name()).expect("the same command");
                let mut same = command_ja.get_arguments().chain(japanese.get_arguments());
                let same = same.find(|other| other.get_id() == arg.get_id());
                let help = same.and_then(Arg::get_help).map(ToString::to_string).unwrap_or_default();
                // who reads `new:high` knows how the others are written
                for value in values.iter().filter(|value| !value.get_name().starts_with("new:")) {
                    let name = value.get_name();
                    let both = in_japanese(name).first().map_or_else(|| name.to_owned(), |ja| format!("{name} {ja}"));
                    assert!(help.contains(&both), "{} {arg}: {both}: {help}", command.get_name());
                    told += 1;
                }
            }
        }
        assert!(told > 80, "only {told} values were looked for");
    }
}
