//! Every word that the program says and no rule or schema file holds, in both languages.

pub mod config;
mod files;
mod history;
mod html;
pub mod init;
mod input;
mod machine;
mod redact;
mod workbook;
mod xlsx;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;

use crate::condition::Source;
use crate::finding::{Duty, Severity};
use crate::load::{InputFile, InputSheet, NotRead, Notice, Reason};
use crate::needs::Need;
use crate::policy::Slot;
use crate::resolve::How;
use crate::schema::{ColumnId, Kind, TableId, known};
use crate::source::Delimiter;
use crate::table::Tables;
use crate::text::{Lang, Text};
use crate::timings::Phase;
use crate::waiver::Fault;

/// What stopped a command, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Text);

impl Problem {
    /// In the user's language.
    pub fn say(&self, lang: Lang) -> &str {
        self.0.get(lang)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Problem {}

macro_rules! problem {
    ($ja:literal, $en:literal) => {
        crate::words::Problem(crate::text::Text { ja: format!($ja), en: format!($en) })
    };
}
use problem;

pub use files::*;
pub use history::*;
pub use input::*;
pub use redact::*;
pub use workbook::*;

/// The place of a report that goes to no file.
pub const STANDARD_OUTPUT: &str = "-";

/// A mistake in a policy's files.
pub fn broken_policy(what: &str) -> Problem {
    problem!("規則ファイルに誤りがあります: {what}", "a rule file is broken: {what}")
}

/// Something that cannot be written.
pub fn cannot_write(place: &str, error: &str) -> Problem {
    problem!("{place} に書き込めません({error})。", "cannot write {place} ({error})")
}

/// The system does not give so many threads.
pub fn no_threads(threads: usize, error: &str) -> Problem {
    problem!(
        "スレッドを{threads}個使うことができません({error})。--threads に小さい数を指定してください。",
        "cannot use {threads} threads ({error}): give --threads a smaller number"
    )
}

/// Text that is no day.
pub fn no_day(text: &str) -> Problem {
    problem!(
        "「{text}」は日付として読めません。2026-03-31 のように書いてください。",
        "\"{text}\" is no day; write it like 2026-03-31"
    )
}

/// No such policy.
pub fn no_policy(name: &str, known: &[&str]) -> Problem {
    let known = known.join(", ");
    problem!(
        "運用ポリシー「{name}」がありません。使える名前は {known} です。規則ファイルのフォルダーも指定できます。",
        "there is no policy \"{name}\"; there are {known}, or give a folder of rule files"
    )
}

/// No such format.
pub fn no_format(name: &str, known: &[String]) -> Problem {
    let known = known.join(", ");
    problem!(
        "出力形式「{name}」はありません。使える形式は {known} です。",
        "there is no format \"{name}\"; there are {known}"
    )
}

/// `--format json=`
pub fn no_file_name(text: &str) -> Problem {
    problem!("「{text}」の = の後にファイル名がありません。", "\"{text}\" needs a file name behind the =")
}

/// Two reports on standard output.
pub fn two_on_standard_output() -> Problem {
    problem!(
        "標準出力に出せる形式は一つだけです。ほかは --format json=FILE のようにファイル名を付けてください。",
        "only one format can go to standard output; give the others a file, as in --format json=FILE"
    )
}

/// A format that is no text, where a person would see it.
pub fn not_for_a_terminal(format: &str) -> Problem {
    problem!(
        "{format} は画面に出せません。--format {format}=FILE のようにファイル名を付けてください。",
        "{format} cannot be shown on a screen; name a file, as in --format {format}=FILE"
    )
}

/// An input rule cannot be switched off.
pub fn always_on(rule: &str) -> Problem {
    problem!("{rule} は入力データの確認なので、止められません。", "{rule} is about the input itself and is always on")
}

/// Neither a rule nor a clause.
pub fn unknown_rule(name: &str, near: &[&str]) -> Problem {
    let near = near.join(", ");
    if near.is_empty() {
        problem!(
            "「{name}」という規則も条項もありません。一覧は mcs-audit rules で見られます。",
            "there is no rule and no clause \"{name}\"; mcs-audit rules lists them"
        )
    } else {
        problem!(
            "「{name}」という規則も条項もありません。{near} ではありませんか。",
            "there is no rule and no clause \"{name}\"; did you mean {near}?"
        )
    }
}

/// A sample of a day far from today.
pub fn sample_year(day: &str) -> Problem {
    problem!(
        "基準日 {day} は1900年から9000年までの間にありません。",
        "the as-of date {day} is outside the years 1900 to 9000"
    )
}

/// A sample whose size is given twice.
pub fn sample_of_fixed_size() -> Problem {
    problem!(
        "office の大きさは決まっています。--memberships は --size ward か nation と一緒に使ってください。",
        "an office has a fixed size; --memberships goes with --size ward or nation"
    )
}

/// A sample in which some table would have no rows.
pub fn sample_too_small(fewest: u64, memberships: u64) -> Problem {
    problem!(
        "--memberships は {fewest} 以上にしてください(指定は {memberships})。",
        "--memberships must be at least {fewest}, not {memberships}"
    )
}

/// A file where a sample would be written.
pub fn sample_is_there(file: &str) -> Problem {
    problem!(
        "{file} がすでにあります。上書きはしないので、別のフォルダーを指定してください。",
        "{file} is there already and is not overwritten; give another folder"
    )
}

/// In front of what stopped a command.
pub fn error(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "エラー",
        Lang::En => "error",
    }
}

/// Why a rule is off.
pub fn switched_off(lang: Lang, option: &str) -> String {
    match lang {
        Lang::Ja => format!("{option} で対象外にした"),
        Lang::En => format!("left out by {option}"),
    }
}

/// What a rule needs.
pub fn need(lang: Lang, need: Need) -> String {
    let column = |(table, column): (TableId, crate::schema::ColumnId)| {
        let def = table.def();
        format!("{}.{} ({})", def.name, def.def(column).name, def.def(column).label.get(lang))
    };
    match (need, lang) {
        (Need::Table(table), _) => {
            format!("{} ({})", table.def().name, table.def().label.get(lang))
        }
        (Need::Column(t, c), _) => column((t, c)),
        (Need::Either(a, b), Lang::Ja) => format!("{} または {}", column(a), column(b)),
        (Need::Either(a, b), Lang::En) => format!("{} or {}", column(a), column(b)),
        (Need::Filled(t, c), Lang::Ja) => format!("{} に記入があること", column((t, c))),
        (Need::Filled(t, c), Lang::En) => format!("{} filled in somewhere", column((t, c))),
    }
}

/// The exit codes, behind the help of `check`.
pub const EXIT_CODES_JA: &str = "終了コード: 0 全規則を評価し、--fail-on 以上の指摘なし / 1 指摘あり / 2 監査できなかった / 3 評価できない規則がある";

/// What clap writes into help by itself, and the Japanese for it.
pub const HELP_JA: [(&str, &str); 2] = [("[OPTIONS]", "[オプション]"), ("[default: ", "[既定: ")];

/// The headings of a manual page, and the Japanese for them.
pub const MAN_JA: [(&str, &str); 8] = [
    (".SH NAME", ".SH 名前"),
    (".SH SYNOPSIS", ".SH 書式"),
    (".SH DESCRIPTION", ".SH 説明"),
    (".SH OPTIONS", ".SH オプション"),
    (".SH ARGUMENTS", ".SH 引数"),
    (".SH SUBCOMMANDS", ".SH コマンド"),
    (".SH EXTRA", ".SH 補足"),
    (".SH VERSION", ".SH 版"),
];

/// What a command does, in Japanese; the program itself for an empty name.
pub fn help_of_command(command: &str) -> Option<&'static str> {
    Some(match command {
        "" => "MCS(メディカルケアステーション)の使い方を、地域の運用ポリシーに照らして監査する",
        "check" => "フォルダーの表を監査し、指摘を表示する",
        "waive" => "指摘一つについて、承認された例外を書き込む",
        "attest" => "規則では確かめられない条項について、人が答えることの一覧を表示し、答えを記録する",
        "verify" => "保存した報告が入力から作られるとおりか、保存した監査が元のままかを確かめる",
        "diff" => "保存した二つの報告の間で、新しい指摘となくなった指摘を表示する",
        "trend" => "保存した監査の推移(未対応の指摘、新規、解消、かかった日数)を表示する",
        "report" => "保存した報告(json)を、ほかの形式で書き直す",
        "inputs" => "どのファイルをどの表として読んだか、読めなかったものは何かを表示する",
        "rules" => "規則の一覧を表示する",
        "explain" => "規則または条項を説明する",
        "init" => "記入するための台帳と設定の例を書き出す",
        "sample" => "試し用・測定用の架空データを書き出す",
        "completions" => "シェルでコマンドやオプションを補完するためのスクリプトを表示する",
        "man" => "マニュアルページを表示する",
        "schema" => "設定ファイルまたは報告(json)の形を、JSONスキーマで表示する",
        _ => return None,
    })
}

/// What an argument does, in Japanese.
pub fn help_of_argument(command: &str, argument: &str) -> Option<&'static str> {
    Some(match (command, argument) {
        ("init", "dir") => "書き出すフォルダー(同じ名前のファイルがあれば何も書き出さない)",
        (_, "xlsx") => "CSV の代わりに、一つの Excel ブックで書き出す",
        ("sample", "dir") => "書き出すフォルダー(同じ名前のファイルがあれば書き出さない)",
        ("verify", "dir") => "その報告の元になった表のあるフォルダー",
        (_, "dir") => "表のあるフォルダー",
        ("sample", "as_of") => "日付を合わせる基準日(省略時: 日本の今日)",
        (_, "as_of") => "基準日(省略時: 日本の今日)",
        (_, "config") => "設定ファイル(省略時: DIR に mcs-audit.toml があればそれ)",
        ("check" | "inputs", "policy") => {
            "運用ポリシーの名前、または規則ファイルのフォルダー(省略時: 設定ファイルの指定、なければ chuo)"
        }
        (_, "policy") => "運用ポリシーの名前、または規則ファイルのフォルダー",
        ("rules", "format") => "出力形式: text、json、oscal(条項のカタログ)",
        ("man", "out_dir") => "プログラムとすべてのコマンドのページを、フォルダーに書き出す",
        (_, "shell") => "シェル: bash、zsh、fish、powershell",
        (_, "out_dir") => {
            "報告を書き出すフォルダー(なければ作る)。ファイル名のない形式を mcs-audit-基準日.拡張子 として書き出す(省略時: 設定ファイルの指定、なければ画面)"
        }
        ("trend", "force") => "mcs-audit の書いた推移でないファイルでも上書きする",
        (_, "force") => "mcs-audit の報告でないファイルでも上書きする",
        (_, "redact") => {
            "氏名などを仮名に置き換える: names 氏名・メールアドレス・自由記述、all IDも(省略時: 設定ファイルの指定)"
        }
        (_, "redact_key") => {
            "仮名のかぎのファイル。同じかぎなら同じ人は同じ仮名になる(省略時: 設定ファイルの指定、なければ表のフォルダーの mcs-audit.key。なければ作る)"
        }
        ("trend", "format") => {
            "推移の形式と出力先: text、csv、json、html、xlsx(=FILE でファイルへ。何度でも指定できる。省略時: text)"
        }
        ("trend", "history") => "監査を保存したフォルダー(省略時: 設定ファイルの history)",
        (_, "format") => {
            "報告の形式と出力先: text、json、jsonl、csv、html、xlsx、markdown、sarif、junit、github、oscal(=FILE でファイルへ。何度でも指定できる。省略時: 設定ファイルの指定、なければ text)"
        }
        (_, "csv_encoding") => {
            "CSVの文字コード: utf-8-bom、utf-8、cp932(省略時: 設定ファイルの指定、なければ utf-8-bom)"
        }
        (_, "group_by") => {
            "指摘のまとめ方: clause 条項、rule 規則、office 事業所、duty 役割ごとの対応リスト、person 人ごとの対応リスト(省略時: 設定ファイルの指定、なければ clause)"
        }
        ("waive", "finding") => "指摘の id、または規則とキー(missing-photo:S05)",
        (_, "reason") => "例外とする理由",
        (_, "requested_by") => "申請した人",
        (_, "approved_by") => "承認した人(申請した人とは別の人)",
        (_, "until") => "例外が有効な最後の日",
        (_, "approved_on") => "承認した日(省略時: 基準日)",
        ("attest", "clause") => "答える条項(5-1、第五条一 など)。省略すると一覧を表示する",
        ("attest", "answer") => "守られているか: yes はい、no いいえ",
        ("attest", "by") => "答える人",
        ("attest", "office") => "どの事業所についてか。IDか名前(省略時: 一つだけならそれ)",
        ("attest", "on") => "答えた日(省略時: 基準日)",
        ("verify", "report") => "保存した報告(json)",
        ("verify", "since") => "その報告が比べた前の報告(省略時: 同じフォルダーの、その基準日のもの)",
        ("verify", "history") => {
            "報告の代わりに: 監査を保存したフォルダー。月の書き換え、抜き取り、差し込みがないかを確かめる"
        }
        (_, "since") => "比べる前の報告(json)。省略時は、保存している監査のうち最後のもの",
        (_, "no_history") => "保存している監査と比べず、今回の監査も保存しない",
        (_, "upcoming") => {
            "この日数の先まで、これから指摘になるものを調べる。0なら調べない(省略時: 設定ファイルの指定、なければ30、5万行を超えるときは0)"
        }
        ("diff", "earlier") => "前の報告(json)",
        ("diff", "later") => "後の報告(json)",
        ("report", "file") => "check --format json=FILE で書き出した報告",
        (_, "fail_on") => {
            "終了コードを1にする最も低い重大度(low 低、medium 中、high 高、critical 重大。new:high なら前の監査になかったものだけを数える。省略時: 設定ファイルの指定、なければ medium)"
        }
        (_, "write_config") => "見つけた対応を設定ファイルとしても書き出す(省略時: DIR の mcs-audit.toml)",
        (_, "only") => "この規則・条項だけを評価する(入力データの確認は常に行う)",
        (_, "skip") => "この規則・条項を評価しない",
        (_, "exit_zero") => "終了コード1と3の代わりに0を返す",
        (_, "quiet") => "終了コードが0なら何も表示しない(ファイルには書き出す)",
        (_, "threads") => "同時に働くスレッドの数(結果は同じ。省略時: プロセッサーのコアの数)",
        (_, "timings") => "処理ごとの所要時間を標準エラー出力に表示する",
        (_, "name") => "規則の名前、または条項(A2-1、第六条 など)",
        (_, "size") => "大きさ: office 事業所、ward 区、nation 全国",
        (_, "seed") => "架空データの元になる数",
        (_, "clean") => "指摘が一つも出ないデータにする",
        (_, "memberships") => "区・全国を、参加者がおよそこの数になるように縮める",
        (_, "what") => "どれの形か: config 設定ファイル、report 報告",
        (_, "lang") => "表示する言語: ja または en(省略時: 設定ファイルの指定、ロケールの言語、なければ ja)",
        _ => return None,
    })
}

/// What is wrong with the arguments, in Japanese.
pub fn usage_ja(kind: clap::error::ErrorKind, argument: &str, value: &str, near: Option<&str>) -> String {
    use clap::error::ErrorKind;
    let what = match kind {
        ErrorKind::UnknownArgument => format!("「{argument}」という引数はありません。"),
        ErrorKind::InvalidSubcommand => format!("「{argument}」というコマンドはありません。"),
        ErrorKind::MissingRequiredArgument => format!("引数 {argument} がありません。"),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} に値がありません。"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{argument} に「{value}」は使えません。")
        }
        ErrorKind::ArgumentConflict => {
            format!("{argument} は一度しか使えないか、ほかの引数と一緒に使えません。")
        }
        _ if argument.is_empty() => "引数が正しくありません。".to_owned(),
        _ => format!("{argument} の書き方が正しくありません。"),
    };
    let near = near.map_or_else(String::new, |n| format!("使えるもの: {n}。"));
    format!("{what}{near}使い方は --help で見られます。")
}

/// A phase of a run.
pub fn phase(lang: Lang, phase: &Phase) -> String {
    let said = match (lang, phase) {
        (Lang::Ja, Phase::Read) => "ファイルの読込",
        (Lang::En, Phase::Read) => "reading files",
        (Lang::Ja, Phase::Hash) => "ハッシュ",
        (Lang::En, Phase::Hash) => "hashes",
        (Lang::Ja, Phase::Decode) => "文字コード",
        (Lang::En, Phase::Decode) => "decoding",
        (Lang::Ja, Phase::Layout) => "見出しと引用符",
        (Lang::En, Phase::Layout) => "headers and quotation marks",
        (Lang::Ja, Phase::Table(table)) => return format!("行: {}", table.def().label.ja),
        (Lang::En, Phase::Table(table)) => return format!("rows: {}", table.def().name),
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
pub fn whole_run(lang: Lang) -> String {
    match lang {
        Lang::Ja => "全体(開始から)",
        Lang::En => "all, from start to end",
    }
    .to_owned()
}

/// What is said of an empty cell.
pub fn not_on_record(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "（記載なし）",
        Lang::En => "(not on record)",
    }
}

/// What is said where nobody is called nearly so.
pub fn nobody(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "なし",
        Lang::En => "none",
    }
}

/// What is said of a name that fits several.
pub fn ambiguous(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "（特定できない）",
        Lang::En => "(ambiguous)",
    }
}

/// Something on record or not.
pub fn mark(lang: Lang, there: bool) -> &'static str {
    match (lang, there) {
        (Lang::Ja, true) => "記載あり",
        (Lang::En, true) => "on record",
        (_, false) => "",
    }
}

/// A truth.
pub fn truth(lang: Lang, holds: bool) -> &'static str {
    match (lang, holds) {
        (Lang::Ja, true) => "はい",
        (Lang::Ja, false) => "いいえ",
        (Lang::En, true) => "yes",
        (Lang::En, false) => "no",
    }
}

/// Several things in a row.
pub fn list<S: Borrow<str>>(lang: Lang, items: &[S]) -> String {
    match lang {
        Lang::Ja => items.join("、"),
        Lang::En => items.join(", "),
    }
}

/// A row in evidence: its table and what stands in it.
pub fn note(lang: Lang, table: &str, cells: &[String]) -> String {
    let colon = match lang {
        Lang::Ja => "：",
        Lang::En => ": ",
    };
    [table, colon, &list(lang, cells)].concat()
}

/// How a row was found that a cell names other than by id.
pub fn matched(lang: Lang, column: &str, how: How) -> String {
    let by = match (lang, how) {
        (_, How::Id) => "ID",
        (Lang::Ja, How::Zeros) => "先頭の0を除いたID",
        (Lang::Ja, How::Email) => "メールアドレス",
        (Lang::Ja, How::Name) => "名前",
        (Lang::Ja, How::NameInOffice) => "事業所と名前",
        (Lang::Ja, How::NameAndReading) => "名前とふりがな",
        (Lang::En, How::Zeros) => "id without its leading zeros",
        (Lang::En, How::Email) => "e-mail",
        (Lang::En, How::Name) => "name",
        (Lang::En, How::NameInOffice) => "name within the office",
        (Lang::En, How::NameAndReading) => "name and reading",
    };
    match lang {
        Lang::Ja => format!("{}は{by}で照合", column.trim_end_matches("ID")),
        Lang::En => format!("{column} matched by {by}"),
    }
}

/// A note with how the rows were found that it names.
pub fn with_matches(lang: Lang, note: String, matches: &[String]) -> String {
    match (lang, matches) {
        (_, []) => note,
        (Lang::Ja, _) => format!("{note}（{}）", matches.join("、")),
        (Lang::En, _) => format!("{note} ({})", matches.join(", ")),
    }
}

/// A register that was searched for something that is not there.
pub fn searched(lang: Lang, table: &str, rows: u32) -> String {
    match lang {
        Lang::Ja => format!("{table}{rows}行を調べたが、該当する行がない"),
        Lang::En => format!("{table}: searched {rows} rows, none fits"),
    }
}

/// Why a rule was not assessed.
pub fn unmet(lang: Lang, needs: &[Need], tables: &Tables) -> String {
    let column = |table: TableId, column| {
        let def = table.def();
        match lang {
            Lang::Ja => format!("「{}」の列「{}」", def.label.ja, def.def(column).label.ja),
            Lang::En => format!("the column {} of {}", def.def(column).name, def.name),
        }
    };
    let absent_tables: Vec<_> =
        needs.iter().filter_map(|n| if let Need::Table(t) = n { Some(*t) } else { None }).collect();
    let mut said: Vec<String> = Vec::new();
    for need in needs {
        match *need {
            Need::Table(table) => {
                let def = table.def();
                let given = tables[table].origin.is_some();
                said.push(match (lang, given) {
                    (Lang::Ja, false) => format!("表「{}」({})がない", def.label.ja, def.name),
                    (Lang::Ja, true) => format!("表「{}」({})に行がない", def.label.ja, def.name),
                    (Lang::En, false) => format!("there is no table {}", def.name),
                    (Lang::En, true) => format!("the table {} has no rows", def.name),
                });
            }
            Need::Column(table, _) | Need::Filled(table, _) if absent_tables.contains(&table) => {}
            Need::Column(table, c) => said.push(match lang {
                Lang::Ja => format!("{}がない", column(table, c)),
                Lang::En => format!("{} is missing", column(table, c)),
            }),
            Need::Filled(table, c) => said.push(match lang {
                Lang::Ja => format!("{}が一つも記入されていない", column(table, c)),
                Lang::En => format!("{} is not filled in anywhere", column(table, c)),
            }),
            Need::Either((t1, c1), (t2, c2)) => {
                if !absent_tables.contains(&t1) {
                    said.push(match lang {
                        Lang::Ja => format!("{}も{}もない", column(t1, c1), column(t2, c2)),
                        Lang::En => {
                            format!("{} and {} are both missing", column(t1, c1), column(t2, c2))
                        }
                    });
                }
            }
        }
    }
    list(lang, &said)
}

/// What is wrong with a waiver.
pub fn waiver_fault(lang: Lang, fault: &Fault) -> String {
    match (lang, fault) {
        (_, Fault::Missing(columns)) => {
            let def = known().waivers.def();
            let columns: Vec<String> = columns.iter().map(|c| def.def(*c).label.get(lang).to_owned()).collect();
            let columns = list(lang, &columns);
            match lang {
                Lang::Ja => format!("{columns}が空欄である"),
                Lang::En => format!("empty: {columns}"),
            }
        }
        (Lang::Ja, Fault::UnknownRule) => "その名前の規則がない".to_owned(),
        (Lang::En, Fault::UnknownRule) => "there is no such rule".to_owned(),
        (Lang::Ja, Fault::NotWaivable) => "例外にできない規則である".to_owned(),
        (Lang::En, Fault::NotWaivable) => "findings of this rule cannot be waived".to_owned(),
        (Lang::Ja, Fault::SelfApproved) => "申請者と承認者が同じ人である".to_owned(),
        (Lang::En, Fault::SelfApproved) => "whoever asked for it approved it".to_owned(),
        (Lang::Ja, Fault::NotYetValid) => "承認日が基準日より後である".to_owned(),
        (Lang::En, Fault::NotYetValid) => "it was approved after the as-of date".to_owned(),
        (Lang::Ja, Fault::EndsBeforeItBegins) => "期限が承認日より前である".to_owned(),
        (Lang::En, Fault::EndsBeforeItBegins) => "it ends before it was approved".to_owned(),
        (Lang::Ja, Fault::TooLong(days)) => format!("期限が承認日から{days}日を超えている"),
        (Lang::En, Fault::TooLong(days)) => format!("it ends more than {days} days after it was approved"),
    }
}

/// What a cell may hold.
pub fn expected(lang: Lang, kind: Kind) -> String {
    match (lang, kind) {
        (Lang::Ja, Kind::Date) => "日付(例 2026-03-31、令和8年3月31日)".to_owned(),
        (Lang::En, Kind::Date) => "a date such as 2026-03-31".to_owned(),
        (_, Kind::Code(codes)) => {
            let codes = codes.def();
            let words: Vec<String> = (1..=codes.words.len() as u8).map(|c| codes.say(c, lang).to_owned()).collect();
            list(lang, &words)
        }
        (Lang::Ja, Kind::Points) => "1から5までの番号(例 1,2,3)".to_owned(),
        (Lang::En, Kind::Points) => "numbers from 1 to 5, such as 1,2,3".to_owned(),
        (Lang::Ja, Kind::Id | Kind::Row(_) | Kind::Text | Kind::Name | Kind::Email | Kind::Patients) => {
            "計算式のエラーでない値".to_owned()
        }
        (Lang::En, Kind::Id | Kind::Row(_) | Kind::Text | Kind::Name | Kind::Email | Kind::Patients) => {
            "a value instead of the error of a formula".to_owned()
        }
        (Lang::Ja, _) => "空欄(この欄には見出しがない)".to_owned(),
        (Lang::En, _) => "nothing (there is no header above this cell)".to_owned(),
    }
}

/// What stands in a slot, in general.
pub fn slot(lang: Lang, slot: &Slot) -> String {
    let bracket = |text: &str| match lang {
        Lang::Ja => format!("〔{text}〕"),
        Lang::En => format!("[{text}]"),
    };
    let both = |ja: &str, en: &str| bracket(if lang == Lang::Ja { ja } else { en });
    match slot {
        Slot::Value(value, _) => match value.source {
            Source::Column(column) => {
                let step = value.path.last().and_then(|s| match s.by {
                    Source::Column(by) if value.table.def().def(column).name == "name" => Some(s.from.def().def(by)),
                    _ => None,
                });
                let label = step.map_or_else(|| value.table.def().def(column).label.get(lang), |c| c.label.get(lang));
                bracket(label.trim_end_matches("ID"))
            }
            Source::Term(_) => both("日付", "date"),
        },
        Slot::AsOf => both("基準日", "as-of date"),
        Slot::Effect => both("施行日", "day of effect"),
        Slot::Item => both("項目", "item"),
        Slot::ItemEdition => both("最新の版", "latest edition"),
        Slot::ItemIssued => both("発行日", "day of issue"),
        Slot::Related | Slot::Others => both("該当するもの", "those concerned"),
        Slot::RelatedColumn(_) | Slot::LatestColumn(_) => both("記録の内容", "what is on record"),
        Slot::Count => both("数", "number"),
        Slot::Done => both("行った日", "day it was done"),
        Slot::Due => both("期限", "due date"),
        Slot::Names => both("名前", "names"),
        Slot::Broken => both("理由", "reason"),
        Slot::Input(name) => match *name {
            "table" => both("表", "table"),
            "column" => both("列", "column"),
            "value" => both("値", "value"),
            "row" | "key" => both("行", "row"),
            "id" => both("ID", "id"),
            "name" => both("名前", "name"),
            "candidates" => both("候補", "candidates"),
            "near" => both("似た名前", "similar names"),
            "target" => both("参照先の表", "table referred to"),
            "exported" => both("作成日", "day it was made"),
            "expected" => both("使える値", "what it may hold"),
            "rule" => both("規則", "rule"),
            "expires" => both("期限", "end"),
            "faults" => both("理由", "what is wrong"),
            _ => both("数", "number"),
        },
    }
}

/// The words of the text report.
#[derive(Clone, Copy, Debug)]
pub struct ReportWords(pub Lang);

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident = $ja:literal, $en:literal;)*) => {
        impl ReportWords {
            $($(#[$doc])* pub fn $name(self) -> &'static str {
                match self.0 { Lang::Ja => $ja, Lang::En => $en }
            })*
        }
    };
}
use plain;

plain! {
    /// Heading.
    title = "MCS監査報告", "MCS audit report";
    /// Heading.
    office = "事業所", "Office";
    /// Heading.
    as_of = "基準日", "As of";
    /// Heading.
    policy = "運用ポリシー", "Policy";
    /// Heading.
    result = "結果", "Result";
    /// Heading.
    inputs = "入力データ", "Inputs";
    /// Heading.
    absent = "なかった表", "Tables not given";
    /// Heading.
    open = "未対応の指摘", "Open findings";
    /// Heading.
    not_assessed = "評価できなかった規則", "Rules that could not be assessed";
    /// Heading.
    off = "対象外にした規則", "Rules that are off";
    /// Heading.
    findings = "指摘", "Findings";
    /// Heading.
    to_do = "対応リスト", "To do";
    /// Where no office is known whose business a finding is.
    no_office = "事業所が分からないもの", "Office not known";
    /// Heading.
    clauses = "条項ごとの結果", "Clauses";
    /// Column.
    severity = "重大度", "Severity";
    /// Column.
    subject = "対象", "Subject";
    /// Column.
    matter = "内容", "What is the matter";
    /// Column.
    clause = "条項", "Clause";
    /// Column.
    obligation = "定めていること", "Obligation";
    /// Column.
    verdict = "結果", "Verdict";
    /// Column.
    numbers = "指摘/調べた数", "Findings/examined";
    /// In front of the steps.
    steps = "対処", "What to do";
    /// In front of whose duty it is.
    duty = "対応する人", "To be done by";
    /// Column.
    rule = "規則", "Rule";
    /// Column.
    population = "対象数", "Population";
    /// Column.
    found = "指摘数", "Findings";
    /// Where no clause stands behind a rule.
    input_rules = "入力データの確認", "Input data";
    /// Behind a clause that is attested.
    attested = "(自己申告)", " (attested)";
    /// When nothing was found.
    nothing = "指摘はありません。", "No findings.";
    /// Column.
    bad_state = "何が問題か", "Bad state";
    /// Whether a finding is certain.
    certainty = "確かさ", "Confidence";
    /// Heading.
    examined = "調べるもの", "What is examined";
    /// Heading.
    requirement = "求めること", "What is required";
    /// Heading.
    why = "理由", "Why";
    /// Heading.
    needs = "必要な表と列", "Tables and columns needed";
    /// Heading.
    parameters = "設定値", "Parameters";
    /// Heading.
    failing = "指摘になる例", "A failing example";
    /// Heading.
    passing = "指摘にならない例", "A passing example";
    /// Heading.
    definition = "規則の定義", "Definition";
    /// Heading.
    attestation = "規則では確かめられないため、年に一度、人が確認して答えること", "No rule can judge it: once a year a person answers";
    /// Heading.
    rules = "確かめる規則", "Rules that check it";
    /// Heading.
    includes = "次の条項の結果による", "Judged by these clauses";
    /// A clause that leaves room for the office's own rules.
    own_rules = "事業所が独自に定める規則(--policy でフォルダーを指定)", "the office's own rules (a folder given with --policy)";
    /// Column.
    header = "ファイルの見出し", "Header in the file";
    /// Column.
    column = "読み取った列", "Read as";
    /// Behind a column.
    by_email = " メールアドレスから", " by e-mail";
    /// Behind a column.
    by_name = " 名前から", " by name";
    /// Behind a column.
    by_kana = " ふりがなから", " by reading";
    /// A column that nothing is known of.
    not_used = "使わない", "not used";
    /// A header of half a name.
    half = "姓名の一部(合わせて読む)", "half of a name (read together)";
    /// A header whose column another header stands for.
    yields = "使わない(同じ項目の別の見出しを使う)", "not used (another header stands for the same column)";
    /// Beside a bar.
    reading = "表を読んでいます", "reading tables";
    /// Beside a bar.
    judging = "規則を確かめています", "judging rules";
    /// In front of what is undetermined.
    undetermined = "状態・種別が空欄のため判定できない行", "Rows left out because their status or kind is empty";
}

impl ReportWords {
    /// The one line that matters most.
    pub fn outcome(self, open: usize, not_assessed: usize) -> String {
        match (self.0, open, not_assessed) {
            (Lang::Ja, 0, 0) => "すべての規則を評価し、指摘はありません。".to_owned(),
            (Lang::Ja, 0, n) => format!("指摘はありませんが、{n}件の規則を評価できていません。"),
            (Lang::Ja, f, 0) => format!("{f}件の指摘があります。"),
            (Lang::Ja, f, n) => format!("{f}件の指摘があり、{n}件の規則を評価できていません。"),
            (Lang::En, 0, 0) => "Every rule was assessed, and there are no findings.".to_owned(),
            (Lang::En, 0, n) => format!("No findings, but {} could not be assessed.", plural(n, "rule")),
            (Lang::En, f, 0) => format!("{}.", plural(f, "finding")),
            (Lang::En, f, n) => {
                format!("{}, and {} could not be assessed.", plural(f, "finding"), plural(n, "rule"))
            }
        }
    }

    /// How many of a severity.
    pub fn count(self, severity: Severity, count: usize) -> String {
        format!("{} {count}", severity.say(self.0))
    }

    /// A file and its rows.
    pub fn rows(self, label: &str, file: &str, rows: u32) -> String {
        match self.0 {
            Lang::Ja => format!("{label} {rows}行 ({file})"),
            Lang::En => format!("{label} {rows} rows ({file})"),
        }
    }

    /// An audit of the same day that was kept before.
    pub fn audit_replaced(self, as_of: &str) -> String {
        match self.0 {
            Lang::Ja => format!("基準日 {as_of} の監査はすでに保存されていたので、今回のもので置き換えました。"),
            Lang::En => format!("the audit of {as_of} had been kept already and was replaced by this one."),
        }
    }

    /// By when a finding is to be put right.
    pub fn due_by(self, day: &str) -> String {
        match self.0 {
            Lang::Ja => format!("期限 {day}"),
            Lang::En => format!("due {day}"),
        }
    }

    /// Someone who has to act, and in which capacity.
    pub fn person(self, name: &str, duties: &[Duty]) -> String {
        let duties: Vec<&str> = duties.iter().map(|d| d.say(self.0)).collect();
        match self.0 {
            Lang::Ja => format!("{name}（{}）", duties.join("・")),
            Lang::En => format!("{name} ({})", duties.join(", ")),
        }
    }

    /// Someone who has to act and is not known by name.
    pub fn somebody(self, duty: Duty, office: Option<&str>) -> String {
        let duty = duty.say(self.0);
        match (self.0, office) {
            (_, None) => duty.to_owned(),
            (Lang::Ja, Some(office)) => format!("{office}の{duty}"),
            (Lang::En, Some(office)) => format!("{duty} of {office}"),
        }
    }

    /// What was left to other offices.
    pub fn left_to_others(self, people: u64, groups: u64) -> String {
        match self.0 {
            Lang::Ja => {
                format!("他の事業所に任せたもの: 他の事業所の人 {people}人、他の事業所がリーダーのグループ {groups}件")
            }
            Lang::En => format!("Left to other offices: {people} of their people, {groups} groups that they lead"),
        }
    }

    /// A file that was written.
    pub fn written(self, file: &str, rows: u64) -> String {
        match self.0 {
            Lang::Ja => format!("{file} {rows}行"),
            Lang::En => format!("{file}: {rows} rows"),
        }
    }

    /// A file that is no table.
    pub fn no_table(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file}: 監査する表ではないので読んでいません"),
            Lang::En => format!("{file}: not a table of the audit, not read"),
        }
    }

    /// Offices that nobody belongs to.
    pub fn nobody_own(self) -> &'static str {
        match self.0 {
            Lang::Ja => {
                "注意: スタッフ全員が、表「事業所」にない事業所に属しています。自事業所の人がいないため、多くの規則が「該当なし」になります。事業所IDの書き方が表どうしで合っているか確かめてください。"
            }
            Lang::En => {
                "warning: every account belongs to an office that is not in the table offices. Nobody is left to audit, so most rules are not applicable: check that the office ids of the tables agree."
            }
        }
    }

    /// A file that holds nothing for the audit, or nothing that can be read.
    pub fn not_read(self, file: &InputFile) -> String {
        match file.not_read {
            NotRead::Format => self.other_format(&file.name),
            NotRead::Unreadable => self.unreadable(&file.name),
            NotRead::Unnamed | NotRead::Other | NotRead::Hinted => self.no_table(&file.name),
        }
    }

    /// A file in a format that is not read.
    fn other_format(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file}: この形式は読めません。.xlsx か .csv で保存し直してください"),
            Lang::En => format!("{file}: this format is not read; save it as .xlsx or .csv"),
        }
    }

    /// A file that cannot be opened, and whose name is not that of a table.
    fn unreadable(self, file: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{file}: 開けないので読んでいません(名前は監査する表のものではありません)"),
            Lang::En => format!("{file}: cannot be opened, not read (its name is not that of a table)"),
        }
    }

    /// Something about the folder.
    pub fn notice(self, notice: &Notice) -> String {
        match (self.0, notice) {
            (Lang::Ja, Notice::Blank { place, table }) => {
                format!("{place}: 行がないので読みません(表「{}」はほかにあるものを使います)", table.def().label.ja)
            }
            (Lang::En, Notice::Blank { place, table }) => {
                format!("{place}: has no rows and is not read (the table {} is filled in elsewhere)", table.def().name)
            }
            (lang, Notice::Lacks { place, table, columns }) => {
                let label = |c: &ColumnId| table.def().def(*c).label.get(lang).to_owned();
                let columns = list(lang, &columns.iter().map(label).collect::<Vec<_>>());
                match lang {
                    Lang::Ja => format!(
                        "{place}: ほかのシート(ファイル)にある列がありません。その行では空欄とみなします: {columns}"
                    ),
                    Lang::En => format!(
                        "{place}: lacks columns that the other sheets have; they count as empty in its rows: {columns}"
                    ),
                }
            }
            (Lang::Ja, Notice::OpenElsewhere(file)) => {
                format!("{file}: ほかのソフトで開いています。保存していない変更は監査に入りません")
            }
            (Lang::En, Notice::OpenElsewhere(file)) => {
                format!("{file}: another program has it open; changes that are not saved are not audited")
            }
            (lang, Notice::LooksLike { file, sheet, table }) => {
                let (name, label) = (table.def().name, &table.def().label.ja);
                let place = input::place_of(file, sheet.as_deref());
                match (lang, sheet.is_some()) {
                    (Lang::Ja, in_sheet) => {
                        let set = if in_sheet { "file と sheet" } else { "file" };
                        format!(
                            "{place}: 見出しは表「{label}」に見えますが、名前からは分からないので読んでいません。読むには、名前を「{label}」にするか、mcs-audit.toml の [tables.{name}] に {set} を書いてください"
                        )
                    }
                    (Lang::En, in_sheet) => {
                        let set = if in_sheet { "file and sheet" } else { "file" };
                        format!(
                            "{place}: its header looks like that of {name}, but its name does not say so, so it is not read; rename it to {name}, or set {set} under [tables.{name}] in mcs-audit.toml"
                        )
                    }
                }
            }
        }
    }

    /// Columns that nothing is known of.
    pub fn unknown_columns(self, file: &str, columns: &[&str]) -> String {
        match self.0 {
            Lang::Ja => format!("{file}: 使わない列 {}", columns.join("、")),
            Lang::En => format!("{file}: columns not used: {}", columns.join(", ")),
        }
    }

    /// What was read of a table.
    pub fn read(self, sheet: &InputSheet) -> String {
        let InputSheet { header_lines: (first, last), rows, blank, left_out, without_row, .. } = sheet;
        match (self.0, first == last) {
            (Lang::Ja, one) => {
                let header = if one { format!("{first}行目") } else { format!("{first}〜{last}行目") };
                format!(
                    "見出し {header} / データ {rows}行 / 空行 {blank} / 対象外の行(キーの欠け・重複) {left_out} / 台帳にない人・患者・グループを指す行 {without_row}"
                )
            }
            (Lang::En, one) => {
                let header = if one { format!("line {first}") } else { format!("lines {first} and {last}") };
                format!(
                    "header on {header} / {rows} rows / {blank} blank / {left_out} left out (no key, or repeated) / {without_row} name someone or something without a row of its own"
                )
            }
        }
    }

    /// How a file is written.
    pub fn written_as(self, encoding: Option<&str>, delimiter: Option<Delimiter>) -> Option<String> {
        let between = delimiter.map(|delimiter| match (self.0, delimiter) {
            (Lang::Ja, Delimiter::Comma) => "カンマ区切り",
            (Lang::Ja, Delimiter::Tab) => "タブ区切り",
            (Lang::Ja, Delimiter::Semicolon) => "セミコロン区切り",
            (Lang::En, Delimiter::Comma) => "separated by commas",
            (Lang::En, Delimiter::Tab) => "separated by tabs",
            (Lang::En, Delimiter::Semicolon) => "separated by semicolons",
        });
        let said: Vec<&str> = encoding.into_iter().chain(between).collect();
        (!said.is_empty()).then(|| said.join(" / "))
    }

    /// What a person who looks at the sheet does not see, or sees otherwise.
    pub fn state(self, sheet: &InputSheet) -> Option<String> {
        let state = sheet.state;
        let mut said: Vec<String> = Vec::new();
        let mut count = |number: u32, ja: &str, en: &str| match self.0 {
            _ if number == 0 => {}
            Lang::Ja => said.push(format!("{ja} {number}")),
            Lang::En => said.push(format!("{en}: {number}")),
        };
        count(state.hidden_rows, "非表示の行(読んだ)", "hidden rows (read)");
        count(state.hidden_columns, "非表示の列(読んだ)", "hidden columns (read)");
        count(state.filled_down, "結合セルから補った値", "cells filled from merged cells");
        if state.from_1904 {
            said.push(if self.0 == Lang::Ja {
                "日付を1904年から数えるブック(日付の書式がない数字は日付とみなさない)".to_owned()
            } else {
                "days count from 1904 (a number without a date format is no date)".to_owned()
            });
        }
        if state.hidden {
            let hidden = if self.0 == Lang::Ja { "非表示のシート(読んだ)" } else { "hidden sheet (read)" };
            said.insert(0, hidden.to_owned());
        }
        (!said.is_empty()).then(|| said.join(" / "))
    }

    /// The rows of a table that are no data, for these reasons.
    pub fn skipped(self, sheet: &InputSheet, reasons: &[Reason]) -> Option<String> {
        let mut by_reason: BTreeMap<Reason, Vec<String>> = BTreeMap::new();
        for (line, reason) in sheet.skipped.iter().filter(|(_, reason)| reasons.contains(reason)) {
            by_reason.entry(*reason).or_default().push(line.to_string());
        }
        let said = |(reason, lines): (Reason, Vec<String>)| {
            let reason = match (self.0, reason) {
                (Lang::Ja, Reason::Sample) => "記入例",
                (Lang::Ja, Reason::Header) => "見出しの繰り返し",
                (Lang::Ja, Reason::Total) => "合計",
                (Lang::Ja, Reason::Note) => "注記",
                (Lang::En, Reason::Sample) => "example",
                (Lang::En, Reason::Header) => "header again",
                (Lang::En, Reason::Total) => "total",
                (Lang::En, Reason::Note) => "note",
            };
            let shown: Vec<&str> = lines.iter().take(SHOWN_LINES).map(String::as_str).collect();
            let more = if lines.len() > shown.len() { " …" } else { "" };
            match self.0 {
                Lang::Ja => format!("{reason} {}行目{more}", shown.join("・")),
                Lang::En => format!("{reason} on line {}{more}", shown.join(", ")),
            }
        };
        let said: Vec<String> = by_reason.into_iter().map(said).collect();
        match self.0 {
            _ if said.is_empty() => None,
            Lang::Ja => Some(format!("データでないとみて読み飛ばした行: {}", said.join(" / "))),
            Lang::En => Some(format!("rows passed over as no data: {}", said.join(" / "))),
        }
    }

    /// What stands above the header.
    pub fn above_header(self, lines: &[u32]) -> Option<String> {
        let lines: Vec<String> = lines.iter().map(u32::to_string).collect();
        match self.0 {
            _ if lines.is_empty() => None,
            Lang::Ja => Some(format!("見出しより上の行(読み飛ばした): {}行目", lines.join("・"))),
            Lang::En => Some(format!("above the header (passed over): line {}", lines.join(", "))),
        }
    }

    /// When a table was made.
    pub fn exported(self, sheet: &InputSheet) -> Option<String> {
        let exported = sheet.exported?;
        Some(match (self.0, exported.line) {
            (Lang::Ja, Some(line)) => format!("いつの時点の表か: {} ({line}行目の記載による)", exported.day),
            (Lang::Ja, None) => format!("いつの時点の表か: {}", exported.day),
            (Lang::En, Some(line)) => format!("made on {} (as line {line} says)", exported.day),
            (Lang::En, None) => format!("made on {}", exported.day),
        })
    }

    /// A place in a file.
    pub fn place(self, file: &str, sheet: Option<&str>, line: u32, cell: Option<&str>) -> String {
        match (self.0, sheet, cell) {
            (_, Some(sheet), Some(cell)) => format!("{file} › {sheet} › {cell}"),
            (_, None, Some(cell)) => format!("{file} › {cell}"),
            (Lang::Ja, ..) => format!("{} {line}行目", input::place_of(file, sheet)),
            (Lang::En, ..) => format!("{} line {line}", input::place_of(file, sheet)),
        }
    }
}

/// So many lines are listed of rows that were passed over for the same reason.
const SHOWN_LINES: usize = 10;

/// An English count.
fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
