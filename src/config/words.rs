//! What is said of mistakes in the settings, with the place.

use crate::base::position::Position;
use crate::base::text::{Lang, Problem, problem};
use crate::model::schema::{Column, Kind, Table, schema};

/// Two reports on standard output.
pub(crate) fn two_on_standard_output() -> Problem {
    problem!(
        "標準出力に出せる形式は一つだけです。ほかは --format json=FILE のようにファイル名を付けてください。",
        "only one format can go to standard output; give the others a file, as in --format json=FILE"
    )
}

/// What a setting may be, and what was found instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Text in quotation marks.
    Text,
    /// Text, or several texts in brackets.
    Texts,
    /// A whole number.
    Whole,
    /// A number of a row.
    Row,
    /// A number of days.
    Days,
    /// A number, or several texts in brackets.
    Parameter,
    /// A share between nothing and all.
    Share,
    /// A day.
    Day,
    /// Keys with values.
    Table,
    /// A number with a fraction.
    Fraction,
    /// True or false.
    Truth,
    /// Several values in brackets.
    List,
}

impl Sort {
    fn say(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("文字列(\"…\")", "text in quotation marks"),
            Self::Texts => {
                ("文字列(\"…\")か、その一覧([\"…\", \"…\"])", "text in quotation marks, or a list of such texts")
            }
            Self::Whole => ("整数", "a whole number"),
            Self::Row => ("1以上の整数", "a whole number from 1"),
            Self::Days => ("0から36500までの日数", "a number of days from 0 to 36500"),
            Self::Parameter => {
                ("0以上の整数か、文字列の一覧([\"…\", \"…\"])", "a whole number from 0, or a list of texts")
            }
            Self::Share => ("0から1までの割合(例 0.05)", "a share from 0 to 1, such as 0.05"),
            Self::Day => ("日付(例 2026-03-31)", "a day such as 2026-03-31"),
            Self::Table => ("項目の並び({ 項目 = 値 })", "a table of keys and values ({ key = value })"),
            Self::Fraction => ("小数", "a number with a fraction"),
            Self::Truth => ("true/false", "true or false"),
            Self::List => ("一覧([…])", "a list"),
        }
    }
}

/// What was meant, if it can be guessed, as the end of a sentence.
pub(crate) fn guess(near: Option<&str>) -> (String, String) {
    near.map_or_else(Default::default, |near| {
        (format!("「{near}」ではありませんか。"), format!("; did you mean \"{near}\"?"))
    })
}

pub(crate) fn listed(known: &[&str]) -> (String, String) {
    (known.join("、"), known.join(", "))
}

/// A settings file that is not there.
pub(crate) fn no_settings(file: &str) -> Problem {
    problem!(
        "設定ファイル {file} がありません。--config に続けて、ある場所を書いてください。",
        "there is no settings file {file}; give its path behind --config"
    )
}

/// A settings file in UTF-16.
pub(crate) fn settings_in_utf16(file: &str) -> Problem {
    problem!(
        "設定ファイル {file} が UTF-16 で保存されています。メモ帳の「名前を付けて保存」で、文字コードに「UTF-8」を選んで保存し直してください。",
        "the settings file {file} is UTF-16; save it again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"
    )
}

/// A settings file in CP932, or with a byte that is no UTF-8 for another reason.
pub(crate) fn settings_not_utf8(at: &Position) -> Problem {
    problem!(
        "{at}: ここが UTF-8 ではありません(Shift_JIS で保存されているようです)。メモ帳の「名前を付けて保存」で、文字コードに「UTF-8」を選んで保存し直してください。",
        "{at}: this is not UTF-8 (it looks like Shift_JIS); save the file again as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"
    )
}

/// What often makes a file no TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slip {
    /// A character beyond ASCII outside quotation marks.
    Unquoted,
    /// A backslash between double quotation marks.
    Backslash,
    /// Anything else.
    Other,
}

/// What is no TOML, with what the TOML reader says.
pub(crate) fn no_toml(at: &Position, slip: Slip, reader: &str) -> Problem {
    let (ja, en) = match slip {
        Slip::Unquoted => (
            "日本語の名前や値は、半角の \" で囲んでください(例 [tables.\"誓約書\"])。記号と空白も半角で書きます。",
            "put names and values that are not plain ASCII between double quotation marks, as in [tables.\"誓約書\"]",
        ),
        Slip::Backslash => (
            "\" の間では \\ を書けません。/ に替えるか、' で囲んでください(例 'C:\\監査\\報告.csv')。",
            "a backslash cannot stand between double quotation marks; write / instead, or put the text between single ones",
        ),
        Slip::Other => (
            "引用符や括弧が閉じているか、= の後に値があるか、同じ項目を二度書いていないかを確かめてください。",
            "check that quotation marks and brackets are closed, that a value stands behind =, and that no key stands twice",
        ),
    };
    problem!("{at}: TOML として読めません。{ja}({reader})", "{at}: this is not TOML; {en} ({reader})")
}

/// A key that is no setting.
pub(crate) fn unknown_key(at: &Position, key: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "{at}: 「{key}」という設定はありません。ここで使えるのは {known_ja} です。{ja}",
        "{at}: there is no setting \"{key}\"; here there are {known_en}{en}"
    )
}

/// A name that is no table.
pub(crate) fn unknown_table(at: &Position, name: &str, near: Option<&str>) -> Problem {
    let tables = || schema().tables.iter().filter(|t| !t.derived);
    let known_ja: Vec<String> = tables().map(|t| format!("{}({})", t.label.ja, t.name)).collect();
    let known_en: Vec<&str> = tables().map(|t| t.name).collect();
    let (known_ja, known_en) = (known_ja.join("、"), known_en.join(", "));
    let (ja, en) = guess(near);
    problem!(
        "{at}: 「{name}」という表はありません。使えるのは {known_ja} です。{ja}",
        "{at}: there is no table \"{name}\"; there are {known_en}{en}"
    )
}

/// A name that is no column.
pub(crate) fn unknown_column(at: &Position, table: &Table, name: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    let (table_ja, table_en) = (&table.label.ja, table.name);
    problem!(
        "{at}: 表「{table_ja}」に「{name}」という列はありません。使えるのは {known_ja} です。{ja}",
        "{at}: the table {table_en} has no column \"{name}\"; it has {known_en}{en}"
    )
}

/// A value of the wrong sort.
pub(crate) fn wrong_sort(at: &Position, key: &str, expected: Sort, found: Sort) -> Problem {
    let ((ja, en), (found_ja, found_en)) = (expected.say(), found.say());
    problem!(
        "{at}: 「{key}」には{ja}を書きます({found_ja}が書かれています)。",
        "{at}: \"{key}\" takes {en}, not {found_en}"
    )
}

/// What is no number of audits or days.
pub(crate) fn no_span(at: &Position, key: &str, text: &str) -> Problem {
    problem!(
        "{at}: 「{key}」の「{text}」は回数でも日数でもありません。\"3 audits\"(3回)か \"60 days\"(60日)のように書いてください。",
        "{at}: \"{key}\" cannot be \"{text}\"; write it like \"3 audits\" or \"60 days\""
    )
}

/// A number that is too small or too large.
pub(crate) fn out_of_range(at: &Position, key: &str, number: &str, expected: Sort) -> Problem {
    let (ja, en) = expected.say();
    problem!("{at}: 「{key}」には{ja}を書きます({number} は使えません)。", "{at}: \"{key}\" takes {en}, not {number}")
}

/// A text or list in which nothing stands.
pub(crate) fn empty_setting(at: &Position, key: &str) -> Problem {
    problem!(
        "{at}: 「{key}」が空です。値を書くか、この項目を消してください。",
        "{at}: \"{key}\" is empty; give it a value, or remove it"
    )
}

/// The same text twice in a list.
pub(crate) fn listed_twice(at: &Position, key: &str, text: &str) -> Problem {
    problem!(
        "{at}: 「{key}」に「{text}」が二つあります。どちらかを消してください。",
        "{at}: \"{key}\" lists \"{text}\" twice; remove one of them"
    )
}

/// The same table or column under two names.
pub(crate) fn set_twice(at: &Position, name: &str, other: &str, line: u32) -> Problem {
    problem!(
        "{at}: 「{name}」は {line} 行目の「{other}」と同じものです。一つにまとめてください。",
        "{at}: \"{name}\" is the same as \"{other}\" on line {line}; keep one of them"
    )
}

/// A word that is not one of a list.
pub(crate) fn no_such_word(at: &Position, key: &str, word: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "{at}: 「{key}」に「{word}」は使えません。使えるのは {known_ja} です。{ja}",
        "{at}: \"{key}\" cannot be \"{word}\"; it is one of {known_en}{en}"
    )
}

/// A word that is not one of a column's code words.
pub(crate) fn no_such_code(at: &Position, column: &Column, word: &str) -> Problem {
    let (mut known_ja, mut known_en) = (String::new(), String::new());
    if let Kind::Code(codes) = column.kind {
        let codes = codes.def();
        let said = |code: u8| format!("{}({})", codes.say(code, Lang::Ja), codes.say(code, Lang::En));
        known_ja = (1..=codes.words.len() as u8).map(said).collect::<Vec<_>>().join("、");
        known_en = codes.words.join(", ");
    }
    let (label, name) = (&column.label.ja, column.name);
    problem!(
        "{at}: 列「{label}」に「{word}」という値はありません。使えるのは {known_ja} です。",
        "{at}: the column {name} has no value \"{word}\"; it holds one of {known_en}"
    )
}

/// A number of a column that no file has.
pub(crate) fn no_such_place(at: &Position, text: &str) -> Problem {
    problem!(
        "{at}: 「{text}」は列の番号になりません。左端の列が #1 です(#16384 まで)。",
        "{at}: \"{text}\" is no number of a column; the first is #1, the last #16384"
    )
}

/// A rule that is to be off without a reason.
pub(crate) fn off_without_reason(at: &Position) -> Problem {
    problem!(
        "{at}: 規則を止めるには理由が要ります。off = \"理由\" の形で書いてください。報告にそのまま載ります。止めないのなら、この行を消してください。",
        "{at}: a rule is switched off for a reason; write it as off = \"reason\", and the report will tell it. To leave the rule on, remove this line"
    )
}
