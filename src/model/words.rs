//! What is said of formats that do not exist, and of what makes an audit fail.

use crate::base::text::{Lang, Problem, problem};

/// No such format.
pub(crate) fn no_format(name: &str, known: &[String]) -> Problem {
    let known = known.join(", ");
    problem!(
        "出力形式「{name}」はありません。使える形式は {known} です。",
        "there is no format \"{name}\"; there are {known}"
    )
}

/// `--format json=`
pub(crate) fn no_file_name(text: &str) -> Problem {
    problem!("「{text}」の = の後にファイル名がありません。", "\"{text}\" needs a file name behind the =")
}

/// A severity that counts only if a finding is new.
pub(crate) fn only_new(lang: Lang, severity: &str) -> String {
    match lang {
        Lang::Ja => format!("{severity}(新規と再発のみ)"),
        Lang::En => format!("{severity} (new and reopened only)"),
    }
}
