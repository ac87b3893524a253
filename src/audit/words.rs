//! What is said of an audit that cannot be run as it was asked for.

use crate::base::position::Position;
use crate::base::text::{Lang, Problem, problem};

/// No such policy.
pub(crate) fn no_policy(name: &str, known: &[&str]) -> Problem {
    let known = known.join(", ");
    problem!(
        "運用ポリシー「{name}」がありません。使える名前は {known} です。規則ファイルのフォルダーも指定できます。",
        "there is no policy \"{name}\"; there are {known}, or give a folder of rule files"
    )
}

/// Why a rule is off.
pub(crate) fn switched_off(lang: Lang, option: &str) -> String {
    match lang {
        Lang::Ja => format!("{option} で対象外にした"),
        Lang::En => format!("left out by {option}"),
    }
}

/// An own office that the table of offices does not have.
pub(crate) fn unknown_own(at: &Position, office: &str) -> Problem {
    problem!(
        "{at}: 表「事業所」に「{office}」という事業所がありません。事業所のIDか名前を表のとおりに書くか、表に行を加えてください。",
        "{at}: the table offices has no office \"{office}\"; write its id or name as it stands there, or add it to the table"
    )
}

/// Only new findings are to count, and there is nothing that would tell which are new.
pub(crate) fn nothing_to_compare_with() -> Problem {
    problem!(
        "新しい指摘だけを数える(new:)には、比べる監査が要ります。--since FILE で前の報告を指定するか、設定の history に監査を保存するフォルダーを書いてください。",
        "to count new findings only (new:) there must be an audit to compare with; give an earlier report with --since FILE, or set a folder for the audits, history, in the settings"
    )
}

/// An input rule cannot be switched off.
pub(crate) fn always_on(rule: &str) -> Problem {
    problem!("{rule} は入力データの確認なので、止められません。", "{rule} is about the input itself and is always on")
}

/// Neither a rule nor a clause.
pub(crate) fn unknown_rule(name: &str, near: &[&str]) -> Problem {
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
