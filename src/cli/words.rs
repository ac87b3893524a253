//! What commands say: mistakes in how they are called, and what they could not do.

pub(super) mod asking;
mod told;

use crate::base::text::{Lang, Problem, Text, problem};
use crate::engine::redact::SHORTEST_KEY;
use crate::model::finding::Status;
use crate::model::place::Basis;

/// The place of a report that goes to no file.
pub(crate) const STANDARD_OUTPUT: &str = "-";

/// The system does not give so many threads.
pub(crate) fn no_threads(threads: u16, error: &str) -> Problem {
    problem!(
        "スレッドを{threads}個使うことができません({error})。--threads に小さい数を指定してください。",
        "cannot use {threads} threads ({error}): give --threads a smaller number"
    )
}

/// A format that is no text, where a person would see it.
pub(crate) fn not_for_a_terminal(format: &str) -> Problem {
    problem!(
        "{format} は画面に出せません。--format {format}=FILE のようにファイル名を付けてください。",
        "{format} cannot be shown on a screen; name a file, as in --format {format}=FILE"
    )
}

/// In front of what stopped a command.
pub(crate) fn error(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "エラー",
        Lang::En => "error",
    }
}

/// A file that this program did not write.
pub(crate) fn not_ours(file: &str) -> Problem {
    problem!(
        "{file} はこの形式の mcs-audit の報告ではないので、上書きしません。別の名前にするか、上書きしてよければ --force を付けてください。",
        "{file} is no report of mcs-audit in this format and is not overwritten; give another name, or add --force to overwrite it"
    )
}

/// A file that is read, and would be written over.
pub(crate) fn is_input(file: &str) -> Problem {
    problem!(
        "{file} は今回読んだファイルなので、--force を付けても上書きしません。別の名前にしてください。",
        "{file} is one of the files that were read, and is not overwritten even with --force; give another name"
    )
}

/// Settings of a folder that would have something written outside it.
pub(crate) fn leads_outside(settings: &str, key: &str, path: &str) -> Problem {
    problem!(
        "{settings} の {key} は、表のフォルダーの外({path})に書き込む指定です。この設定を自分で書いたのであれば、--allow-outside を付けるか、--config で設定ファイルを指定してください。",
        "{key} in {settings} has something written outside the folder of the tables ({path}); if these settings are your own, add --allow-outside, or name them with --config"
    )
}

/// Two reports for one file.
pub(crate) fn two_in_a_file(file: &str) -> Problem {
    problem!(
        "{file} に報告を二つは書けません。別々のファイル名にしてください。",
        "two reports cannot go to the same file, {file}; give each its own"
    )
}

/// A file whose folder is not there.
pub(crate) fn no_folder(file: &str, folder: &str) -> Problem {
    problem!(
        "{file} に書き込めません。フォルダー {folder} がありません。先に作るか、--out-dir を使ってください(なければ作ります)。",
        "cannot write {file}: there is no folder {folder}; make it first, or use --out-dir, which makes it"
    )
}

/// A folder where a file should be.
pub(crate) fn is_folder(file: &str) -> Problem {
    problem!(
        "{file} はフォルダーなので書き込めません。ファイル名を付けてください。",
        "cannot write {file}: it is a folder; name a file"
    )
}

/// A symbolic link to a file that is not there.
pub(crate) fn link_to_nothing(file: &str) -> Problem {
    problem!(
        "{file} に書き込めません。リンク先のファイルがありません。リンクを消すか直してください。",
        "cannot write {file}: it is a link to a file that is not there; delete the link or correct it"
    )
}

/// `verify` without anything to verify.
pub(crate) fn nothing_to_verify() -> Problem {
    problem!(
        "確かめる報告(json)か、--history で監査を保存したフォルダーを指定してください。",
        "name a report (json) to verify, or a folder of audits with --history"
    )
}

/// A folder without audits.
pub(crate) fn no_audits(folder: &str) -> Problem {
    problem!(
        "{folder} には監査が保存されていません(2026-10-31.json のような名前のファイルがありません)。",
        "no audits are kept in {folder}: it has no file with a name like 2026-10-31.json"
    )
}

/// A trend without audits that were kept.
pub(crate) fn no_history() -> Problem {
    problem!(
        "監査を保存したフォルダーが分かりません。--history FOLDER で指定するか、設定に history = \"フォルダー\" と書いてください。",
        "no folder of audits is known; give one with --history FOLDER, or set history = \"FOLDER\" in the settings"
    )
}

/// The report that another was compared with is not there.
pub(crate) fn earlier_is_gone(as_of: &str, file: &str) -> Problem {
    problem!(
        "この報告は基準日 {as_of} の報告と比べたものですが、{file} がありません。--since FILE で指定してください。",
        "this report was compared with that of {as_of}, and there is no {file}; give it with --since FILE"
    )
}

/// The report that another was compared with is not the same any more.
pub(crate) fn earlier_was_changed(as_of: &str, file: &str) -> Problem {
    problem!(
        "この報告は基準日 {as_of} の報告と比べたものですが、{file} はそのときのものと違います。書き換えられたか、別の報告です。",
        "this report was compared with that of {as_of}, and {file} is not what it was then: it was changed, or is another report"
    )
}

/// No finding of that name.
pub(crate) fn no_such_finding(name: &str) -> Problem {
    problem!(
        "「{name}」という指摘はありません。報告の id か、規則とキーを missing-photo:S05 のように書いてください。",
        "there is no finding \"{name}\"; give its id as in the report, or rule and key as in missing-photo:S05"
    )
}

/// A finding that is waived, or corrected.
pub(crate) fn answered_already(status: Status, name: &str) -> Problem {
    let (ja, en) = (status.say(Lang::Ja), status.say(Lang::En));
    problem!("「{name}」の指摘はすでに{ja}です。", "the finding \"{name}\" is {en} already")
}

/// A file that is added to, and is not in the encoding of its format.
pub(crate) fn not_utf8(file: &str) -> Problem {
    problem!(
        "{file} は UTF-8 ではないので、何も書き加えていません。メモ帳の「名前を付けて保存」で、文字コードに「UTF-8」を選んで保存し直してください。",
        "{file} is not UTF-8, and nothing was added to it; save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"
    )
}

/// A waiver that would waive nothing, or a correction that would correct nothing.
pub(crate) fn answer_refused(status: Status, why: &str) -> Problem {
    match status {
        Status::Corrected => problem!("是正記録は書き込みませんでした。{why}", "no correction was written: {why}"),
        Status::Waived | Status::Open => {
            problem!("例外承認は書き込みませんでした。{why}", "no waiver was written: {why}")
        }
    }
}

/// Nothing that people would have to state.
pub(crate) fn nothing_to_attest() -> Problem {
    problem!(
        "人が確かめて答える条項のある事業所がありません。利用中のアカウントのある自事業所がスタッフの表にあるかを確かめてください。",
        "no office has a clause that people must state; see whether the table of staff has an own office with an active account"
    )
}

/// An answer without anybody who gave it.
pub(crate) fn nobody_attests() -> Problem {
    problem!("--by に、答えた人の氏名を書いてください。", "give with --by the name of the person who answers")
}

/// An answer of a day that is not there yet.
pub(crate) fn attested_later(on: &str, as_of: &str) -> Problem {
    problem!(
        "答えた日({on})が基準日({as_of})より後です。--on または --as-of を改めてください。",
        "the day of the answer ({on}) is after the as-of date ({as_of}); give another --on or --as-of"
    )
}

/// Not one office.
pub(crate) fn which_office(named: Option<&str>, offices: &[&str]) -> Problem {
    let (ja, en) = (offices.join("、"), offices.join(", "));
    match named {
        None => problem!(
            "事業所が一つではないので、--office で指定してください: {ja}",
            "there are several offices; name one with --office: {en}"
        ),
        Some(named) => problem!(
            "「{named}」という事業所は、答えを要するものの中にないか、一つに決まりません。次のどれかを指定してください: {ja}",
            "\"{named}\" is none of the offices that must answer, or fits several; name one of {en}"
        ),
    }
}

/// A clause that nobody states.
pub(crate) fn no_attested_clause(name: &str, clauses: &[String]) -> Problem {
    let (ja, en) = (clauses.join("、"), clauses.join(", "));
    problem!(
        "「{name}」は、人が確かめて答える条項ではありません。次のどれかを指定してください: {ja}",
        "\"{name}\" is no clause that people state; name one of {en}"
    )
}

/// A register without a column for part of a row.
pub(crate) fn register_lacks(file: &str, column: &Text) -> Problem {
    let (ja, en) = (&column.ja, &column.en);
    problem!(
        "{file} に「{ja}」の列がないので、行を加えていません。見出しに「{ja}」を加えてください。",
        "{file} has no column for {en} (「{ja}」), so that no row was added; add it to the header"
    )
}

/// A character that cannot be written to a file.
pub(crate) fn encoding_lacks(file: &str, c: char, encoding: &str) -> Problem {
    problem!(
        "{file} の文字コード {encoding} では「{c}」を書けません。別の字で書くか、ファイルを UTF-8 で保存し直してください。",
        "{file} is in {encoding}, which has no \"{c}\"; write it otherwise, or save the file as UTF-8"
    )
}

/// A file that somebody changed while it was being read.
pub(crate) fn changed_meanwhile(file: &str) -> Problem {
    problem!(
        "{file} が、読んでいる間に書き換えられました。もう一度行ってください。",
        "{file} was changed while it was being read; try again"
    )
}

/// An answer that would not be read as what it is.
pub(crate) fn attestation_unreadable(file: &str) -> Problem {
    problem!(
        "{file} に行を加えても答えとして読めないので、元に戻しました。表の終わりの注記や合計の行を確かめ、手で記入してください。",
        "a row added to {file} is not read as an answer, so the file was put back as it was; look at notes and totals at its end, and enter it by hand"
    )
}

/// What is different about a report that is not what its inputs give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// It was made by another version: that one, and this.
    Version(String, String),
    /// The rules of the policy.
    Policy(String),
    /// The settings.
    Settings(String),
    /// An input that is not there.
    InputGone(String),
    /// An input that is another.
    InputChanged(String),
    /// An input that was not there.
    InputNew(String),
    /// The report itself, at a place.
    Content(String),
    /// The report itself, in what stands between its values.
    Layout,
}

/// A key file that is named and not there.
pub(crate) fn no_key(file: &str) -> Problem {
    problem!(
        "仮名のかぎファイル {file} がありません。場所を確かめてください。新しく作るときは、--redact-key(設定の redact-key)を付けずに実行すると、表のフォルダーに mcs-audit.key を作ります。",
        "there is no key file {file}; check its path, or leave --redact-key (redact-key in the settings) out to have mcs-audit.key made in the folder of the tables"
    )
}

/// A key file that is empty, too short, or no random text.
pub(crate) fn weak_key(file: &str) -> Problem {
    problem!(
        "仮名のかぎファイル {file} の中身が短すぎるか、単純すぎます({SHORTEST_KEY}バイト以上の、でたらめな文字が要ります)。ファイルを消し、--redact-key(設定の redact-key)を付けずに実行すると、新しいかぎを作ります。",
        "the key in {file} is too short or too plain (it takes {SHORTEST_KEY} bytes or more, drawn at random); delete the file and leave --redact-key (redact-key in the settings) out to have a new one made"
    )
}

/// A key for nothing.
pub(crate) fn key_without_redact() -> Problem {
    problem!(
        "--redact-key だけでは仮名に置き換えません。--redact names か --redact all も付けてください。",
        "--redact-key alone redacts nothing; add --redact names or --redact all"
    )
}

/// A key that was made, once.
pub(crate) fn key_made(lang: Lang, file: &str) -> String {
    match lang {
        Lang::Ja => format!(
            "仮名のかぎを {file} に作りました。次からも同じ人が同じ仮名になるように、このファイルを残してください。報告と一緒に人に渡さないでください。"
        ),
        Lang::En => format!(
            "made a key for the pseudonyms in {file}; keep it, so that the same people have the same pseudonyms next time, and never hand it on with a report"
        ),
    }
}

/// No random bytes are to be had.
pub(crate) fn no_random(error: &str) -> Problem {
    problem!("かぎを作るための乱数を得られません({error})。", "the system gives no random bytes for a key ({error})")
}

/// What speaks for a table or a column.
#[derive(Clone, Copy, Debug)]
pub(super) enum Evidence {
    /// The headers of a sheet, and the names of the sheet and the file.
    Table {
        /// In hundredths of a header that fits no other table.
        headers: u32,
        /// Of 100, or more where it bears the table's own name.
        names: u32,
    },
    /// The words of a header, and the cells below it.
    Column {
        /// Of 100.
        words: u32,
        /// What they add or take away.
        cells: i32,
    },
}

impl Evidence {
    fn say(self, lang: Lang) -> String {
        match (lang, self) {
            (Lang::Ja, Self::Table { headers, names }) => {
                format!("見出し {headers} + 名前 {names} = {}", headers + names)
            }
            (Lang::En, Self::Table { headers, names }) => {
                format!("headers {headers} + names {names} = {}", headers + names)
            }
            (Lang::Ja, Self::Column { words, cells }) => {
                format!("言葉 {words} / セル {cells:+} = {}", words.saturating_add_signed(cells))
            }
            (Lang::En, Self::Column { words, cells }) => {
                format!("words {words}, cells {cells:+} = {}", words.saturating_add_signed(cells))
            }
        }
    }
}

/// What a sheet or a header was taken for, how, and what speaks for it.
pub(super) fn taken_for(lang: Lang, what: &str, label: &str, how: Basis, evidence: Option<Evidence>) -> String {
    let how = match (lang, how) {
        (Lang::Ja, Basis::Settings) => "設定による",
        (Lang::Ja, Basis::Name) => "名前による",
        (Lang::Ja, Basis::Content) => "言葉とセルによる",
        (Lang::Ja, Basis::Assumed) => "推定",
        (Lang::Ja, Basis::Asked | Basis::None) => "未確定",
        (Lang::En, Basis::Settings) => "by the settings",
        (Lang::En, Basis::Name) => "by its name",
        (Lang::En, Basis::Content) => "by its words and cells",
        (Lang::En, Basis::Assumed) => "assumed",
        (Lang::En, Basis::Asked | Basis::None) => "not sure",
    };
    let evidence = evidence.map(|evidence| format!(": {}", evidence.say(lang))).unwrap_or_default();
    match lang {
        Lang::Ja => format!("{what} → {label}({how}){evidence}"),
        Lang::En => format!("{what} → {label} ({how}){evidence}"),
    }
}

/// A sheet or a header that is not used.
pub(super) fn not_taken(lang: Lang, what: &str) -> String {
    match lang {
        Lang::Ja => format!("{what}: 使わない"),
        Lang::En => format!("{what}: not used"),
    }
}

/// What else a sheet or a header could be.
pub(super) fn could_be(lang: Lang, label: &str, evidence: Evidence) -> String {
    match lang {
        Lang::Ja => format!("{label} の可能性: {}", evidence.say(lang)),
        Lang::En => format!("could be {label}: {}", evidence.say(lang)),
    }
}

/// No file and no header of that name.
pub(super) fn nothing_to_explain(name: &str) -> Problem {
    problem!(
        "「{name}」というファイル、シート、見出しはありません。mcs-audit inputs の一覧にある名前で指定してください。",
        "there is no file, sheet or header \"{name}\"; use a name that `mcs-audit inputs` lists"
    )
}

/// How many sheets were read, assumed and asked about, and how many are no tables.
pub(super) fn summary(lang: Lang, [read, assumed, asked, none]: [usize; 4], columns: [usize; 3]) -> String {
    let [columns_read, columns_assumed, columns_asked] = columns;
    match lang {
        Lang::Ja => format!(
            "表: 読んだ {read} / 推定 {assumed} / 要確認 {asked} / 表でない {none}  列: 読んだ {columns_read} / 推定 {columns_assumed} / 要確認 {columns_asked}"
        ),
        Lang::En => format!(
            "tables: {read} read, {assumed} assumed, {asked} to be settled, {none} not tables; columns: {columns_read} read, {columns_assumed} assumed, {columns_asked} to be settled"
        ),
    }
}

/// Behind a column that was assumed.
pub(super) const fn is_assumed(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "(推定)",
        Lang::En => " (assumed)",
    }
}

/// In place of a column: those that the header could stand for.
pub(super) fn is_asked(lang: Lang, candidates: &[&str]) -> String {
    match lang {
        Lang::Ja => format!("使わない(要確認: {})", candidates.join("、")),
        Lang::En => format!("not used (to be settled: {})", candidates.join(", ")),
    }
}

/// A file or sheet that is not read, and the tables that it could be.
pub(super) fn sheet_is_asked(lang: Lang, place: &str, tables: &[&str]) -> String {
    match lang {
        Lang::Ja => format!("{place}: 読んでいません(要確認: {})", tables.join("、")),
        Lang::En => format!("{place}: not read (to be settled: {})", tables.join(", ")),
    }
}
