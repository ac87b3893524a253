//! What is said of mistakes in any file of a policy, and in `policy.toml`.

use crate::base::text::{Problem, problem};
use crate::config::words::{guess, listed};

/// A policy without `policy.toml`.
pub(crate) fn missing_file() -> Problem {
    problem!(
        "ポリシーのフォルダーにこのファイルがありません。rules/chuo から写して直してください。",
        "the folder of the policy has no such file; copy it from rules/chuo and adapt it"
    )
}

/// A folder or file that cannot be read, with what the system says.
pub(crate) fn unreadable(error: &std::io::Error) -> Problem {
    problem!(
        "読めません({error})。場所と権限、文字コードが UTF-8 であることを確かめてください。",
        "this cannot be read ({error}); check its path and permissions, and that it is UTF-8"
    )
}

/// Text that is not TOML, with what the TOML reader says.
pub(crate) fn not_toml(reader: &str) -> Problem {
    problem!(
        "TOML として読めません。引用符や括弧が閉じているか、= の後に値があるか、同じキーを二度書いていないかを確かめてください({reader})。",
        "this is not TOML; check that quotation marks and brackets are closed, that every = is followed by a value, and that no key appears twice ({reader})"
    )
}

/// A key that the file does not know.
pub(crate) fn unknown_key(key: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "「{key}」というキーはありません。ここで使えるのは {known_ja} です。{ja}",
        "there is no key \"{key}\"; the keys here are {known_en}{en}"
    )
}

/// A key that must be there.
pub(crate) fn missing_key(key: &str) -> Problem {
    problem!("「{key}」がありません。書き加えてください。", "the key \"{key}\" is missing; add it")
}

/// A word that is not one of those that a key takes.
pub(crate) fn unknown_word(word: &str, known: &[&str], near: Option<&str>) -> Problem {
    let ((known_ja, known_en), (ja, en)) = (listed(known), guess(near));
    problem!(
        "「{word}」は使えません。使えるのは {known_ja} です。{ja}",
        "\"{word}\" cannot be used here; use one of {known_en}{en}"
    )
}

/// A value of the wrong type, with what the TOML reader says.
pub(crate) fn wrong_value(reader: &str) -> Problem {
    problem!(
        "ここに書ける値ではありません({reader})。同じキーを使うほかの規則を見て直してください。",
        "this value is of the wrong type ({reader}); see how another file writes the same key"
    )
}

/// A value that is not a day.
pub(crate) fn day_expected() -> Problem {
    problem!("ここには日付を 2025-03-01 のように書いてください。", "this is not a day; write one such as 2025-03-01")
}

/// A clause that the policy does not have.
pub(crate) fn unknown_clause(id: &str, near: Option<&str>) -> Problem {
    let (ja, en) = guess(near);
    problem!(
        "policy.toml に条項「{id}」がありません。{ja}条項の番号を直すか、policy.toml に加えてください。",
        "policy.toml has no clause \"{id}\"; correct the id, or add the clause there{en}"
    )
}

/// People by whom a clause is to be judged that the terms of accounts do not have.
pub(crate) fn unknown_people(name: &str, near: Option<&str>) -> Problem {
    let (ja, en) = guess(near);
    problem!(
        "terms.toml の表 staff に用語「{name}」がありません。{ja}judged の who には、アカウントについての用語を書いてください。",
        "terms.toml has no term \"{name}\" of the table staff; \"who\" of \"judged\" names a term of accounts{en}"
    )
}

/// A clause that appears twice.
pub(crate) fn clause_twice(id: &str) -> Problem {
    problem!(
        "条項「{id}」が二つあります。どちらかを消してください。",
        "the clause \"{id}\" appears twice; remove one of them"
    )
}

/// A clause whose questions do not go with whether it is attested.
pub(crate) fn questions(id: &str) -> Problem {
    problem!(
        "条項「{id}」では、attested = true と ja-question、en-question の三つをそろえて書くか、どれも書かないでください。",
        "the clause \"{id}\" needs all three of attested = true, ja-question and en-question, or none of them"
    )
}

/// A point of the pledge whose number is out of range.
pub(crate) fn point_number(number: u8) -> Problem {
    problem!(
        "誓約書の項目の番号は 1 から 8 までです({number} は使えません)。",
        "the points of the pledge are numbered from 1 to 8; {number} cannot be used"
    )
}

/// A clause that no rule enforces.
pub(crate) fn unenforced_clause(id: &str) -> Problem {
    problem!(
        "条項「{id}」を確かめる規則がありません。規則を加えるか、条項に includes か own-rules = true を書いてください。",
        "no rule enforces the clause \"{id}\"; add a rule, or give the clause includes or own-rules = true"
    )
}

/// A rule whose id another rule has.
pub(crate) fn rule_twice(id: &str, other: &str) -> Problem {
    problem!(
        "規則「{id}」はすでに {other} にあります。このファイルの名前を変えてください。",
        "the rule \"{id}\" already exists in {other}; rename this file"
    )
}
