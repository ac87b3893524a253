//! What is said of mistakes in `terms.toml`.

use crate::base::text::{Problem, problem};

/// A term with the name of a column or reference.
pub(crate) fn name_taken(table: &str, name: &str) -> Problem {
    problem!(
        "「{name}」は表 {table} の列か参照の名前です。用語には別の名前を付けてください。",
        "the table {table} already has a column or reference \"{name}\"; give the term another name"
    )
}

/// Columns of which the first filled one cannot be taken.
pub(crate) fn mixed_columns() -> Problem {
    problem!(
        "first には、すべて日付の列か、すべて同じ表への参照を並べてください。",
        "\"first\" needs columns that all hold dates, or that all refer to the same table"
    )
}

/// A term that asks for an item.
pub(crate) fn asks_for_item() -> Problem {
    problem!(
        "matches item は用語には使えません。規則に書いてください。",
        "\"matches item\" cannot be used in a term; write it in the rule"
    )
}

/// A term without a condition.
pub(crate) fn asks_for_nothing(name: &str) -> Problem {
    problem!(
        "用語「{name}」は何も確かめていません。条件を一つ以上書き、at-least は 1 以上にしてください。",
        "the term \"{name}\" tests nothing; give it at least one condition, and make at-least 1 or more"
    )
}

/// A term with no meaning, or with several.
pub(crate) fn one_meaning(name: &str) -> Problem {
    problem!(
        "用語「{name}」には、all、any、first、some のどれか一つだけを書いてください。",
        "the term \"{name}\" needs exactly one of all, any, first, some"
    )
}

/// Conditions on related rows in a term that has none.
pub(crate) fn without_some() -> Problem {
    problem!(
        "that、at-least、others は some と一緒に使います。some を書くか、消してください。",
        "\"that\", \"at-least\" and \"others\" can be used only with \"some\"; add it, or remove them"
    )
}

/// A term that leaves out the row itself from rows of another table.
pub(crate) fn no_others(name: &str) -> Problem {
    problem!(
        "用語「{name}」の others は、some が同じ表の行を指すときだけ使えます。消してください。",
        "\"others\" of the term \"{name}\" needs a \"some\" that leads to rows of the same table; remove it"
    )
}

/// A term that leads back to itself, or too far.
pub(crate) fn too_deep(name: &str, most: usize) -> Problem {
    problem!(
        "用語「{name}」の定義が自分自身に戻っているか、用語を {most} 段より深くたどっています。定義を改めてください。",
        "the term \"{name}\" is defined by itself, or through a chain of more than {most} terms; change its definition"
    )
}
