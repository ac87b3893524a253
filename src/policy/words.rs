//! What is said of mistakes in rule files and in the settings of rules.

pub(crate) mod condition;
pub(crate) mod file;
pub(crate) mod rule;
pub(crate) mod term;

use crate::base::position::Position;
use crate::base::text::{Problem, Text, problem};
use crate::config::words::{guess, listed};
use crate::model::finding::Severity;

/// Returns what stops an audit whose policy has a mistake in one of its files.
pub(crate) fn policy_error(mistake: Problem) -> Problem {
    let Text { ja, en } = mistake.into_text();
    problem!("規則ファイルに誤りがあります: {ja}", "there is a mistake in a rule file: {en}")
}

/// A rule about the input that is to be off.
pub(crate) fn always_on(at: &Position, rule: &str) -> Problem {
    let low = Severity::Low.word();
    problem!(
        "{at}: {rule} は入力データの確認なので、止められません。severity = \"{low}\" で重大度を下げることはできます。",
        "{at}: {rule} is about the input itself and is always on; its severity can be lowered with severity = \"{low}\""
    )
}

/// A name that is no rule.
pub(crate) fn unknown_rule(at: &Position, name: &str, policy: &str, near: Option<&str>) -> Problem {
    let (ja, en) = guess(near);
    problem!(
        "{at}: 運用ポリシー「{policy}」に「{name}」という規則はありません。{ja}一覧は mcs-audit rules で見られます。",
        "{at}: the policy \"{policy}\" has no rule \"{name}\" (mcs-audit rules lists them){en}"
    )
}

/// A key of a rule that is neither a parameter nor anything else that can be set.
pub(crate) fn unknown_parameter(at: &Position, rule: &str, name: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "{at}: 規則 {rule} に「{name}」という設定値はありません。使えるのは {known_ja} です。{ja}",
        "{at}: the rule {rule} has no parameter \"{name}\"; what can be set is {known_en}{en}"
    )
}

/// Words for a parameter that is a number.
pub(crate) fn number_expected(at: &Position, rule: &str, name: &str, default: i32) -> Problem {
    problem!(
        "{at}: 規則 {rule} の「{name}」は数です({name} = {default} のように書きます)。",
        "{at}: \"{name}\" of the rule {rule} is a number; write it like {name} = {default}"
    )
}

/// A number for a parameter that is a list of words.
pub(crate) fn words_expected(at: &Position, rule: &str, name: &str) -> Problem {
    problem!(
        "{at}: 規則 {rule} の「{name}」は語の一覧です({name} = [\"…\", \"…\"] のように書きます)。",
        "{at}: \"{name}\" of the rule {rule} is a list of words; write it like {name} = [\"…\", \"…\"]"
    )
}

/// A parameter below zero.
pub(crate) fn negative(at: &Position, rule: &str, name: &str, number: i32) -> Problem {
    problem!(
        "{at}: 規則 {rule} の「{name}」は負の数にできません({number})。0 以上の数を書いてください。",
        "{at}: \"{name}\" of the rule {rule} cannot be negative ({number}); give a number from 0"
    )
}
