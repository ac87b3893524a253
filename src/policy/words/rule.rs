//! What is said of mistakes in the file of a rule.

use crate::base::text::{Problem, problem};
use crate::config::words::{guess, listed};

/// A parameter below zero.
pub(crate) fn negative_parameter(name: &str) -> Problem {
    problem!(
        "設定値「{name}」が負の数です。0 以上にして、使うところに T-{name} か T+{name} と書いてください。",
        "the parameter \"{name}\" is negative; make it 0 or more, and write T-{name} or T+{name} where it is used"
    )
}

/// A rule without a clause.
pub(crate) fn no_clause() -> Problem {
    problem!(
        "clauses が空です。この規則で確かめる条項を一つ以上書いてください。",
        "\"clauses\" is empty; name at least one clause that the rule enforces"
    )
}

/// A rule about the items of a list that does not name all of their clauses.
pub(crate) fn clause_of_item(id: &str) -> Problem {
    problem!(
        "この一覧には条項「{id}」の項目があります。clauses に \"{id}\" を加えてください。",
        "an item of this list belongs to the clause \"{id}\"; add it to \"clauses\""
    )
}

/// A rule without a table.
pub(crate) fn no_table() -> Problem {
    problem!(
        "each がありません。この規則で調べる行の表を書いてください。",
        "\"each\" is missing; name the table whose rows the rule examines"
    )
}

/// A name that is not a list of the policy.
pub(crate) fn unknown_list(name: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "ポリシーに「{name}」という一覧はありません。使えるのは {known_ja} です。{ja}",
        "the policy has no list \"{name}\"; its lists are {known_en}{en}"
    )
}

/// Conditions on items without a list of them.
pub(crate) fn item_without_list() -> Problem {
    problem!(
        "matches item には times が必要です。項目のある一覧を times に書いてください。",
        "\"matches item\" needs \"times\": the list that the items come from"
    )
}

/// A parameter of which nobody said which way it is laxer.
pub(crate) fn no_lax_direction(name: &str) -> Problem {
    problem!(
        "設定値 {name} をどちらに変えると緩くなるかが書かれていません。[lax] に {name} = \"more\"(増やすと緩い)か \"less\"(減らすと緩い)を加えてください。",
        "nothing says which way the parameter {name} is laxer; add {name} = \"more\" or \"less\" under [lax]"
    )
}

/// A direction for a parameter that the rule does not have.
pub(crate) fn lax_without_parameter(name: &str) -> Problem {
    problem!(
        "[parameters] に {name} がありません。[lax] からも消してください。",
        "there is no {name} under [parameters]; remove it from [lax]"
    )
}

/// Items that are told together without a list.
pub(crate) fn together_without_list() -> Problem {
    problem!(
        "together には times が必要です。項目のある一覧を times に書いてください。",
        "\"together\" needs \"times\": the list that the items come from"
    )
}

/// Conditions on editions without the list of documents that have them.
pub(crate) fn edition_without_list() -> Problem {
    problem!(
        "matches item.edition には times = \"dated-documents\" が必要です。",
        "\"matches item.edition\" needs times = \"dated-documents\""
    )
}

/// A list of conditions that has none.
pub(crate) fn no_conditions(key: &str) -> Problem {
    problem!("{key} に条件がありません。一つ以上書いてください。", "\"{key}\" has no conditions; give it at least one")
}

/// A rule with no check, or with several.
pub(crate) fn one_check() -> Problem {
    problem!(
        "検査は一つだけ書いてください。使えるのは never、always、any、[some]、[none]、[not-every]、[count]、[unique]、[deadline]、[latest]、[names] です。",
        "a rule needs exactly one check: never, always, any, [some], [none], [not-every], [count], [unique], [deadline], [latest] or [names]"
    )
}

/// A count without limits.
pub(crate) fn no_limit() -> Problem {
    problem!("[count] に at-least か at-most を書いてください。", "[count] needs at-least or at-most")
}

/// A count that nothing can have.
pub(crate) fn crossed_limits(least: usize, most: usize) -> Problem {
    problem!(
        "at-least({least})が at-most({most})より大きくなっています。at-most 以下にしてください。",
        "at-least ({least}) is greater than at-most ({most}); make it at most that"
    )
}

/// A check for unique values without columns.
pub(crate) fn nothing_compared() -> Problem {
    problem!("[unique] の by に、比べる列を書いてください。", "[unique] needs \"by\": the columns to compare")
}

/// A check of the latest row that requires nothing of it.
pub(crate) fn latest_without_that() -> Problem {
    problem!(
        "[latest] の that に、最も新しい行で成り立つべき条件を書いてください。",
        "[latest] needs \"that\": what must hold of the latest row"
    )
}

/// A check of names that leads to another table than that of patients.
pub(crate) fn names_of(table: &str) -> Problem {
    problem!(
        "[names] の of は、表 patients までたどってください(表 {table} で終わっています)。",
        "\"of\" in [names] must lead to the table patients; it ends at {table}"
    )
}

/// Conditions on the rows that record an act where the member's own cell records it.
pub(crate) fn deadline_without_of() -> Problem {
    problem!(
        "[deadline] の that は of と一緒に使います。行ったことを記録する行を of に書いてください。",
        "\"that\" in [deadline] needs \"of\": the rows that record the act"
    )
}

/// A number of days below zero.
pub(crate) fn negative_days(number: i32) -> Problem {
    problem!(
        "日数は負の数にできません({number})。0 以上の数を書いてください。",
        "a number of days cannot be negative ({number}); give 0 or more"
    )
}

/// A text in which nothing stands.
pub(crate) fn empty_text() -> Problem {
    problem!("文が空です。記入してください。", "this text is empty; write it")
}

/// A slot in a text that has none.
pub(crate) fn slot_not_allowed(name: &str) -> Problem {
    problem!(
        "この文には差し込み {{{name}}} を書けません。書けるのは message と fix だけです。",
        "this text cannot have slots such as {{{name}}}; only message and fix can"
    )
}

/// Texts whose slots differ from one language to the other.
pub(crate) fn different_slots(key: &str, japanese: &[&str], english: &[&str]) -> Problem {
    let [(ja_ja, ja_en), (en_ja, en_en)] = [japanese, english].map(|slots| match slots {
        [] => ("なし".to_owned(), "none".to_owned()),
        slots => listed(slots),
    });
    problem!(
        "{key} の差し込みが日本語({ja_ja})と英語({en_ja})で違います。同じものを使ってください。",
        "\"{key}\" has the slots {ja_en} in Japanese but {en_en} in English; use the same ones"
    )
}
