//! The help in Japanese.

/// What stands behind the help of a command, in Japanese.
pub(crate) fn behind_help_of(command: &str) -> Option<&'static str> {
    match command {
        "check" => Some(EXIT_CODES_JA),
        "waive" | "correct" | "attest" => Some(AFTER_ROW_JA),
        _ => None,
    }
}

/// Where the row goes that a command adds to a register, in English.
pub(crate) const AFTER_ROW: &str =
    "A register in CSV or TOML is added to; for one in a workbook the row to paste is printed, and no file is changed";

/// The same in Japanese.
const AFTER_ROW_JA: &str = "CSV と TOML の表には行を書き加える。Excel などのブックは変えず、貼り付ける行を表示する";

/// The exit codes.
const EXIT_CODES_JA: &str = "終了コード: 0 全規則を評価し、--fail-on 以上の指摘なし / 1 指摘あり / 2 監査できなかった / 3 評価できない規則がある";

/// How help is laid out.
pub(crate) const TEMPLATE_JA: &str = "{about-with-newline}\n使い方: {usage}\n\n{all-args}{after-help}";

/// A command, as a heading and in the usage.
pub(crate) const COMMAND_JA: &str = "コマンド";

/// The heading of arguments.
pub(crate) const ARGUMENTS_JA: &str = "引数";

/// The heading of options.
pub(crate) const OPTIONS_JA: &str = "オプション";

/// What `--help` does.
pub(crate) const SHOW_HELP_JA: &str = "使い方を表示する";

/// What `--version` does.
pub(crate) const SHOW_VERSION_JA: &str = "版を表示する";

/// What clap writes into help by itself, and the Japanese for it.
pub(crate) const HELP_JA: [(&str, &str); 2] = [("[OPTIONS]", "[オプション]"), ("[default: ", "[既定: ")];

/// The headings of a manual page, and the Japanese for them.
pub(crate) const MAN_JA: [(&str, &str); 8] = [
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
pub(crate) fn help_of_command(command: &str) -> Option<&'static str> {
    Some(match command {
        "" => "MCS(メディカルケアステーション)の使い方を、地域の運用ポリシーに照らして監査する",
        "check" => "フォルダーの表を監査し、指摘を表示する",
        "waive" => "指摘一つについて、承認された例外を書き込む",
        "correct" => "済んでしまって直せない指摘について、何をしたかを書き込む",
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
        "schema" => "設定ファイル、報告(json)、読んだ表の一覧(json)の形を、JSONスキーマで表示する",
        _ => return None,
    })
}

/// What an argument does, in Japanese.
pub(crate) fn help_of_argument(command: &str, argument: &str) -> Option<&'static str> {
    Some(match (command, argument) {
        ("init", "dir") => "書き出すフォルダー(同じ名前のファイルがあれば何も書き出さない)",
        (_, "xlsx") => "CSV の代わりに、一つの Excel ブックで書き出す",
        ("sample", "dir") => "書き出すフォルダー(同じ名前のファイルがあれば書き出さない)",
        ("verify", "dir") => "その報告の元になった表のあるフォルダー",
        (_, "dir") => "表のあるフォルダー",
        (_, "paths") => "表のあるフォルダー、または表のファイル(いくつでもよい)",
        ("sample", "as_of") => "日付を合わせる基準日(省略時: 日本の今日)",
        (_, "as_of") => "基準日(省略時: 日本の今日)",
        ("rules" | "explain", "config") => "設定ファイル(その値を、ポリシーの値と並べて表示する)",
        (_, "config") => "設定ファイル(省略時: DIR に mcs-audit.toml があればそれ)",
        ("check" | "inputs" | "rules" | "explain", "policy") => {
            "運用ポリシーの名前、または規則ファイルのフォルダー(省略時: 設定ファイルの指定、なければ chuo)"
        }
        (_, "policy") => "運用ポリシーの名前、または規則ファイルのフォルダー",
        ("inputs", "format") => "出力形式: text テキスト、json(プログラム用)",
        (_, "why") => "そのファイル、シート、見出しを何とみたか、その根拠と点数を表示する",
        ("rules", "format") => "出力形式: text テキスト、json、oscal(条項のカタログ)",
        ("man", "out_dir") => "プログラムとすべてのコマンドのページを、フォルダーに書き出す",
        (_, "shell") => "シェル: bash、zsh、fish、powershell",
        (_, "out_dir") => {
            "報告を書き出すフォルダー(なければ作る)。ファイル名のない形式を mcs-audit-基準日.拡張子 として書き出す(省略時: 設定ファイルの指定、なければ画面)"
        }
        ("trend", "force") => "mcs-audit の書いた推移でないファイルでも上書きする",
        (_, "force") => "mcs-audit の報告でないファイルでも上書きする",
        (_, "redact") => {
            "氏名などを仮名に置き換える: names 氏名(メールアドレスと自由記述も)、all すべて(IDも)(省略時: 設定ファイルの指定)"
        }
        (_, "redact_key") => {
            "仮名のかぎのファイル。同じかぎなら同じ人は同じ仮名になる(省略時: 設定ファイルの指定、なければ表のフォルダーの mcs-audit.key。なければ作る)"
        }
        ("trend", "format") => {
            "推移の形式と出力先: text テキスト、csv、json、html ページ、xlsx エクセル(=FILE でファイルへ。何度でも指定できる。省略時: text)"
        }
        ("trend", "history") => "監査を保存したフォルダー(省略時: 設定ファイルの history)",
        (_, "format") => {
            "報告の形式と出力先: text テキスト、json、jsonl、csv、html ページ、xlsx エクセル、markdown マークダウン、sarif、junit、github、oscal(=FILE でファイルへ。何度でも指定できる。省略時: 設定ファイルの指定、なければ text)"
        }
        (_, "csv_encoding") => {
            "CSVの文字コード: utf-8-bom BOM付き、utf-8 BOMなし、cp932 シフトJIS(省略時: 設定ファイルの指定、なければ utf-8-bom)"
        }
        (_, "group_by") => {
            "指摘のまとめ方: clause 条項、rule 規則、office 事業所、duty 役割ごとの対応リスト、person 人ごとの対応リスト(省略時: 設定ファイルの指定、なければ clause)"
        }
        ("waive", "finding") => "指摘の id、または規則とキー(missing-photo:S05)",
        (_, "reason") => "例外とする理由",
        ("correct", "finding") => "指摘の id、または規則とキー(late-removal:G01/S05)",
        ("correct", "what") => "何をしたか",
        ("correct", "by") => "是正した人",
        ("correct", "approved_by") => "承認した人(是正した人とは別の人)",
        ("correct", "on") => "是正した日(省略時: 基準日)",
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
        (_, "allow_outside") => "フォルダーの設定ファイルが、報告や監査をそのフォルダーの外に書き出すことを許す",
        (_, "upcoming") => {
            "この日数の先まで、これから指摘になるものを調べる。0なら調べない(省略時: 設定ファイルの指定、なければ30、5万行を超えるときは0)"
        }
        ("diff", "earlier") => "前の報告(json)",
        ("diff", "later") => "後の報告(json)",
        ("report", "file") => "check --format json=FILE で書き出した報告",
        (_, "fail_on") => {
            "終了コードを1にする最も低い重大度(low 低、medium 中、high 高、critical 重大。new:high(新規:高)なら前の監査になかったものだけを数える。省略時: 設定ファイルの指定、なければ medium)"
        }
        (_, "ask") => "推定したものと要確認のものを端末で一つずつ尋ね、答えを設定ファイルに書く",
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
        (_, "what") => {
            "どれの形か: config 設定ファイル、report 報告、inputs 表の一覧(どのファイルをどの表として読んだか)"
        }
        (_, "lang") => "表示する言語: ja 日本語、en 英語(省略時: 設定ファイルの指定、ロケールの言語、なければ ja)",
        _ => return None,
    })
}

/// What is wrong with the arguments, in Japanese.
pub(crate) fn usage_ja(kind: clap::error::ErrorKind, argument: &str, value: &str, near: Option<&str>) -> String {
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
