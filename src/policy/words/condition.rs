//! What is said of mistakes in conditions, paths and slots.

use crate::base::text::{Problem, Text, problem};
use crate::config::words::{guess, listed};

/// What can follow a column in a condition.
const OPERATORS: (&str, &str) = (
    "is 語、empty、filled、before 日、after 日、by 日、from 日、within 日..日、same 参照、mentions 一覧、matches item、matches item.edition",
    "is WORD, empty, filled, before DAY, after DAY, by DAY, from DAY, within DAY..DAY, same REFERENCE, mentions LIST, matches item, matches item.edition",
);

/// What a column holds that an operator or a key can be used with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// Words of a fixed list.
    Codes,
    /// Dates.
    Dates,
    /// References to rows.
    References,
    /// Text.
    Text,
    /// Text or the points of a pledge.
    TextOrPoints,
    /// Text or references.
    TextOrReferences,
}

impl Content {
    fn say(self) -> (&'static str, &'static str) {
        match self {
            Self::Codes => ("決まった語", "codes"),
            Self::Dates => ("日付", "dates"),
            Self::References => ("参照", "references"),
            Self::Text => ("文字列", "text"),
            Self::TextOrPoints => ("文字列か誓約書の項目", "text or pledge points"),
            Self::TextOrReferences => ("文字列か参照", "text or references"),
        }
    }
}

/// A name that is not a table.
pub(crate) fn unknown_table(name: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "「{name}」という表はありません。使えるのは {known_ja} です。{ja}",
        "there is no table \"{name}\"; the tables are {known_en}{en}"
    )
}

/// A name that is neither a column nor a term of a table.
pub(crate) fn unknown_column(table: &str, name: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "表 {table} に「{name}」という列も用語もありません。使えるのは {known_ja} です。{ja}",
        "the table {table} has no column or term \"{name}\"; it has {known_en}{en}"
    )
}

/// A step of a path that is not a reference.
pub(crate) fn unknown_reference(table: &str, name: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    if known.is_empty() {
        problem!(
            "表 {table} には参照がないので、「{name}」をたどれません。",
            "\"{name}\" cannot be followed from the table {table}, which has no references"
        )
    } else {
        problem!(
            "表 {table} に「{name}」という参照はありません。使えるのは {known_ja} です。{ja}",
            "the table {table} has no reference \"{name}\"; its references are {known_en}{en}"
        )
    }
}

/// A step to related rows that leads nowhere.
pub(crate) fn unrelated(table: &str, name: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "「{name}」は、表 {table} の参照でも、表 {table} を参照する表でもありません。使えるのは {known_ja} です。{ja}",
        "\"{name}\" is neither a reference of the table {table} nor a table that refers to it; use one of {known_en}{en}"
    )
}

/// A condition in which nothing stands.
pub(crate) fn empty() -> Problem {
    problem!(
        "条件が空です。\"status is active\" のように書くか、この条件を消してください。",
        "this condition is empty; write one such as \"status is active\", or remove it"
    )
}

/// A condition on the column that identifies a row.
pub(crate) fn identifier(name: &str) -> Problem {
    problem!(
        "「{name}」は行を区別するための列なので、条件には使えません。行がその表にあるかどうかは known で確かめます。",
        "\"{name}\" identifies the row and cannot be tested; known tests whether the row is in its table"
    )
}

/// A column without an operator.
pub(crate) fn operator_missing(name: &str) -> Problem {
    let (ja, en) = OPERATORS;
    problem!(
        "「{name}」だけでは条件になりません。続けて、次のどれかを書いてください: {ja}",
        "\"{name}\" alone is not a condition; add one of: {en}"
    )
}

/// What is not an operator, or not with so many words.
pub(crate) fn unknown_operator(name: &str, operator: &str) -> Problem {
    let (ja, en) = OPERATORS;
    problem!(
        "「{name}」の後に「{operator}」とは書けません。次のどれかを書いてください: {ja}",
        "\"{name}\" cannot be followed by \"{operator}\"; write one of: {en}"
    )
}

/// A column that does not hold what an operator, a key or a slot is used with.
pub(crate) fn wrong_column(user: &str, name: &str, needed: Content) -> Problem {
    let (ja, en) = needed.say();
    problem!(
        "「{user}」は{ja}の列に使います。「{name}」は{ja}の列ではありません。",
        "\"{user}\" needs a column of {en}; \"{name}\" is not one"
    )
}

/// A word that is not one of a column's codes.
pub(crate) fn unknown_code(column: &str, word: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "「{column}」に「{word}」という値はありません。使えるのは {known_ja} です。{ja}",
        "\"{word}\" is not a value of \"{column}\"; use one of {known_en}{en}"
    )
}

/// Words after a day.
pub(crate) fn after_day(rest: &str) -> Problem {
    problem!(
        "日の後に「{rest}」とは書けません。書けるのは or empty だけです。",
        "a day cannot be followed by \"{rest}\"; only \"or empty\" can follow"
    )
}

/// What is not a range of days.
pub(crate) fn no_range(text: &str) -> Problem {
    problem!(
        "「{text}」は期間ではありません。T-30..T のように書いてください。",
        "\"{text}\" is not a range of days; write one such as T-30..T"
    )
}

/// A column in the place of a day that does not hold days.
pub(crate) fn no_day(text: &str) -> Problem {
    problem!(
        "「{text}」は日付の列ではありません。T、T-30、T-days、E か、日付の列を書いてください。",
        "\"{text}\" is not a column of dates; write T, T-30, T-days, E or such a column"
    )
}

/// What is neither a number of days nor the name of one.
pub(crate) fn no_number(text: &str) -> Problem {
    problem!(
        "「{text}」は日数でも、[parameters] にある数でもありません。数を書くか、[parameters] に加えてください。",
        "\"{text}\" is neither a number of days nor a number in [parameters]; write a number, or add it there"
    )
}

/// A list of words that the rule does not have.
pub(crate) fn no_list(name: &str) -> Problem {
    problem!(
        "[parameters] に「{name}」という語の一覧がありません。{name} = [\"…\", \"…\"] の形で加えてください。",
        "[parameters] has no list of words \"{name}\"; add it as {name} = [\"…\", \"…\"]"
    )
}

/// Two columns that do not refer to rows of one table.
pub(crate) fn different_tables(left: &str, right: &str) -> Problem {
    problem!(
        "same は同じ表への参照どうしを比べます。「{left}」と「{right}」はそうではありません。",
        "\"same\" compares two references to the same table; \"{left}\" and \"{right}\" are not"
    )
}

/// A slot that nothing closes.
pub(crate) fn open_slot(text: &str) -> Problem {
    problem!(
        "「{text}」に、閉じられていない {{ があります。}} を加えてください。",
        "a slot is opened with {{ but never closed in \"{text}\"; add the }}"
    )
}

/// A slot that a rule about the input does not have.
pub(crate) fn unknown_slot(name: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "差し込み {{{name}}} はありません。使えるのは {known_ja} です。{ja}",
        "there is no slot {{{name}}}; the slots here are {known_en}{en}"
    )
}

/// A slot whose path is wrong.
pub(crate) fn in_slot(name: &str, mistake: Problem) -> Problem {
    let Text { ja, en } = mistake.into_text();
    problem!("差し込み {{{name}}}: {ja}", "the slot {{{name}}}: {en}")
}
