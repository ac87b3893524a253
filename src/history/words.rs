//! What is said of stored reports and the chain that they make.

use crate::base::text::{Problem, problem};

/// Another run has kept an audit between this one and that which it was compared with.
pub(crate) fn audit_in_between(folder: &str) -> Problem {
    problem!(
        "この監査をしている間に、{folder} に別の監査が保存されたか、比べた監査が変わりました。もう一度行ってください。",
        "while this audit ran, another one was kept in {folder}, or that which it was compared with was changed; try again"
    )
}

/// A file under the name of a month that is none.
pub(crate) fn foreign_month(file: &str) -> Problem {
    problem!(
        "{file} は mcs-audit の報告(json)ではないので、上書きしません。別の場所に移してから、もう一度行ってください。",
        "{file} is no report of mcs-audit in json and is not replaced; move it elsewhere, and run again"
    )
}

/// An audit of a day before those that are kept.
pub(crate) fn later_audit(folder: &str, as_of: &str, later: &str) -> Problem {
    problem!(
        "{folder} には基準日 {later} の監査がすでにあるので、それより前の {as_of} の監査は加えられません。記録せずに監査するには --no-history を付けてください。",
        "{folder} already holds the audit of {later}, so that of {as_of} cannot be put before it; audit with --no-history to keep no record"
    )
}

/// An earlier report that is later.
pub(crate) fn earlier_is_later(earlier: &str, as_of: &str) -> Problem {
    problem!(
        "比べる報告の基準日({earlier})が、今回の基準日({as_of})より後です。前の報告を指定するか、基準日を改めてください。",
        "the report to compare with is of {earlier}, which is after the as-of date {as_of}; give an earlier one, or another as-of date"
    )
}

/// A file that is no report of ours.
pub(crate) fn no_report(file: &str) -> Problem {
    problem!(
        "{file} は mcs-audit の報告(json)ではありません。check --format json=FILE で書き出したファイルを指定してください。",
        "{file} is no report of mcs-audit in json; give a file that check --format json=FILE wrote"
    )
}

/// A report that was cut off or changed.
pub(crate) fn broken_report(file: &str, line: usize, column: usize) -> Problem {
    problem!(
        "{file} は途中で切れているか、書き換えられています({line}行目 {column}文字目)。もう一度 check --format json=FILE で書き出してください。",
        "{file} was cut off or changed (line {line}, column {column}); write it again with check --format json=FILE"
    )
}

/// A report with something in a field that stands there in none.
pub(crate) fn broken_field(file: &str, field: &str) -> Problem {
    problem!(
        "{file} は書き換えられています({field} が正しくありません)。もう一度 check --format json=FILE で書き出してください。",
        "{file} was changed ({field} is not what it must be); write it again with check --format json=FILE"
    )
}

/// A report in another version of the format.
pub(crate) fn report_version(file: &str, found: u32, known: u32) -> Problem {
    problem!(
        "{file} は報告の形式の第{found}版で、この版の mcs-audit が読めるのは第{known}版です。同じ版の mcs-audit を使うか、監査をやり直してください。",
        "{file} is in version {found} of the report format, and this mcs-audit reads version {known}; use the mcs-audit that wrote it, or audit again"
    )
}

/// Reports of two offices. Pseudonyms made with different keys are different names too.
pub(crate) fn other_office(earlier: &str, then: &str, now: &str) -> Problem {
    problem!(
        "基準日 {earlier} の報告は「{then}」のもので、今回の「{now}」とは比べられません。報告を取り違えていないかを確かめてください。仮名なら同じかぎを使い、事業所の名前を改めただけなら、設定の history を新しいフォルダーにしてください。",
        "the report of {earlier} is that of \"{then}\" and cannot be compared with \"{now}\"; see whether it is the right one. Pseudonyms need the same key; an office that has a new name begins a new folder of audits (history in the settings)"
    )
}

/// Two reports whose pseudonyms were made with different keys.
pub(crate) fn other_key(earlier: &str) -> Problem {
    problem!(
        "基準日 {earlier} の報告とは仮名の鍵が違うので、比べられません。その報告と同じ鍵を --redact-key で指定してください。",
        "the pseudonyms in the report of {earlier} were made with another key, so the two cannot be compared; give the key of that report with --redact-key"
    )
}

/// Two reports of which one has pseudonyms where the other has names.
pub(crate) fn redacted_otherwise(earlier: &str) -> Problem {
    problem!(
        "基準日 {earlier} の報告とは仮名の使い方が違うので、比べられません。--redact を同じにしてください。",
        "the report of {earlier} has names where this one has pseudonyms, or the other way round, so the two cannot be compared; use the same --redact"
    )
}
