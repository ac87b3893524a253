//! What is said of days, files and measured time wherever they are met.

use super::text::{Lang, Problem, problem};
use super::timings::Phase;

/// Something that cannot be written.
pub(crate) fn cannot_write(place: &str, error: &str) -> Problem {
    problem!("{place} に書き込めません({error})。", "cannot write {place} ({error})")
}

/// A file that cannot be read.
pub(crate) fn unreadable_file(file: &str, error: &std::io::Error) -> Problem {
    problem!(
        "{file} を読めません({error})。ほかのソフトで開いていないか、権限があるかを確かめてください。",
        "cannot read {file} ({error}); check that no other program holds it and that you may read it"
    )
}

/// Something that is read, and is no file.
pub(crate) fn no_plain_file(place: &str) -> Problem {
    problem!(
        "{place} はフォルダーやパイプ、装置などで、ファイルではないので読めません。ファイルを指定してください。",
        "cannot read {place}: it is a folder, a pipe or a device; name a file"
    )
}

/// A file with more bytes than are read of such a file.
pub(crate) fn too_large(file: &str, most: u64) -> Problem {
    let mb = most >> 20;
    problem!(
        "{file} は大きすぎるので読めません(上限は {mb} MB)。ファイルを取り違えていないかを確かめてください。",
        "{file} is too large to be read (at most {mb} MB); see whether it is the right file"
    )
}

/// A folder that another run writes to.
pub(crate) fn folder_in_use(folder: &str) -> Problem {
    problem!(
        "{folder} には別の mcs-audit が書き込んでいます。終わるのを待ってから、もう一度行ってください。",
        "another mcs-audit is writing to {folder}; wait until it has ended and try again"
    )
}

/// Text that is no day.
pub(crate) fn no_day(text: &str) -> Problem {
    problem!(
        "「{text}」は日付として読めません。2026-03-31 のように書いてください。",
        "\"{text}\" is no day; write it like 2026-03-31"
    )
}

/// A phase of a run.
pub(crate) fn phase(lang: Lang, phase: &Phase) -> String {
    let said = match (lang, phase) {
        (Lang::Ja, Phase::Read) => "ファイルの読込",
        (Lang::En, Phase::Read) => "reading files",
        (Lang::Ja, Phase::Hash) => "ハッシュ",
        (Lang::En, Phase::Hash) => "hashes",
        (Lang::Ja, Phase::Decode) => "文字コード",
        (Lang::En, Phase::Decode) => "decoding",
        (Lang::Ja, Phase::Layout) => "見出しと引用符",
        (Lang::En, Phase::Layout) => "headers and quotation marks",
        (Lang::Ja, Phase::Table(table)) => return format!("行: {}", table.ja),
        (Lang::En, Phase::Table(table)) => return format!("rows: {}", table.en),
        (Lang::Ja, Phase::Derive) => "表どうしの照合",
        (Lang::En, Phase::Derive) => "what the tables tell together",
        (Lang::Ja, Phase::Names) => "患者の氏名の索引",
        (Lang::En, Phase::Names) => "names of patients",
        (Lang::Ja, Phase::Rule(id)) => return format!("規則: {id}"),
        (Lang::En, Phase::Rule(id)) => return format!("rule: {id}"),
        (Lang::Ja, Phase::Verdicts) => "判定のまとめ",
        (Lang::En, Phase::Verdicts) => "verdicts",
        (Lang::Ja, Phase::Write) => "報告の書出",
        (Lang::En, Phase::Write) => "writing reports",
    };
    said.to_owned()
}

/// The whole of a run, beside its phases.
pub(crate) fn whole_run(lang: Lang) -> String {
    match lang {
        Lang::Ja => "全体(開始から)",
        Lang::En => "all, from start to end",
    }
    .to_owned()
}
