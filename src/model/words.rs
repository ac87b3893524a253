//! What is said of formats that do not exist.

use crate::base::text::{Problem, problem};

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
