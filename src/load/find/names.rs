//! What the names of files, sheets and JSON members say of what they hold.

use crate::base::normalize;
use crate::load::recognize;
use crate::model::schema::{TableId, schema};
use crate::source::{Entry, Unread};

/// A larger file of plain text is looked at only if it is named like a table.
const LARGEST_NOTE: u64 = 1_000_000;

/// The name, without extension, of a JSON file that holds several tables.
pub(super) const EXPORT: &str = "export";

/// How a name fits a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// It is the table's name, but for what people add to names.
    As(TableId),
    /// It contains the name of this table and of no other.
    Like(TableId),
    /// It says nothing.
    No,
}

/// Whether the name of a JSON member says that it holds the day on which the tables were made.
pub(super) fn says_when(name: &str) -> bool {
    schema().layout.exported.contains(&normalize::header(&name.replace('_', "")))
}

/// Whether a text file can be a table by its name: text of any kind may lie in a folder.
pub(super) fn is_table_text(entry: &Entry, of_file: Named) -> bool {
    of_file != Named::No || entry.size() <= LARGEST_NOTE || !entry.name.to_ascii_lowercase().ends_with(".txt")
}

/// Whether a file is a spreadsheet of a kind that is not read.
pub(super) fn is_other_table(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|e| ["xlsb", "numbers", "xltx", "fods", "gsheet"].contains(&e.as_str()))
}

/// The table that a name means, or whose name it contains.
pub(in crate::load) fn tables_named(name: &str) -> Option<TableId> {
    match named(name) {
        Named::As(table) | Named::Like(table) => Some(table),
        Named::No => None,
    }
}

/// Whether a name says that what it names is something else than the table, though it may look like it.
pub(super) fn is_another(name: &str) -> bool {
    let normalized = normalize::header(name);
    schema().match_table(name).is_none() && schema().layout.other.iter().any(|word| normalized.contains(word.as_str()))
}

/// Whether what would make a name another thing says of a table which part of it it holds: of the list of employees, those who
/// left.
pub(super) fn is_part_of(table: TableId, name: &str) -> bool {
    let normalized = normalize::header(name);
    let mut others = schema().layout.other.iter().filter(|word| normalized.contains(word.as_str()));
    others.all(|word| recognize::may_be_called(table, word))
}

/// The workbook of which a file was one sheet, as far as its name tells: `職員 - 在籍`, or the list of which it is a part:
/// 職員名簿（退職者）. `None` if it tells of none.
pub(super) fn whole_of(stem: &str) -> Option<String> {
    let stem = normalize::width(stem);
    if let Some((book, _)) = stem.rsplit_once(" - ") {
        return Some(normalize::header(book));
    }
    let normalized = normalize::header(&stem);
    let part = schema().layout.parts.iter().find(|part| normalized.contains(part.as_str()))?;
    Some(without_marks(&normalized.replace(part.as_str(), "")))
}

/// How the names of two files differ that may be parts of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Differ {
    /// In the year or the month: `研修_令和7年度`, `研修_令和8年度`.
    InPeriod,
    /// In a word: `職員_巡回チーム`, `職員_多機能チーム`.
    InWord,
}

/// The folders that may hold the tables of now: none that keeps what was, and none of several that are each a year's or a
/// month's.
pub(in crate::load) fn folders_inside(entries: &[Entry]) -> Vec<String> {
    let is_folder = |entry: &&Entry| matches!(entry.unread(), Some(Unread::Folder(_)));
    let names: Vec<&String> = entries.iter().filter(is_folder).map(|entry| &entry.name).collect();
    let is_past = |name: &str| {
        let normalized = normalize::header(name);
        is_another(name) || schema().layout.past.iter().any(|word| normalized.contains(word.as_str()))
    };
    let is_of_period = |name: &str| {
        let (rest, has_period) = without_periods(&normalize::header(name));
        rest.chars().all(|c| c.is_ascii_digit()) || has_period && rest.chars().all(|c| !c.is_alphabetic())
    };
    let is_one_of_several = |name: &String| names.iter().any(|other| differ(name, other) == Some(Differ::InPeriod));
    let is_wanted = |name: &&String| !is_past(name) && !is_of_period(name) && !is_one_of_several(name);
    names.iter().copied().filter(is_wanted).cloned().collect()
}

/// How two names differ; `None` if in more than one thing, in nothing, or in what makes one a copy of the other.
pub(super) fn differ(one: &str, other: &str) -> Option<Differ> {
    let [one, other] = [one, other].map(normalize::header);
    let [(rest, has_period), (other_rest, other_has)] = [&one, &other].map(|name| without_periods(name));
    if rest == other_rest && !rest.is_empty() && one != other {
        return (has_period && other_has).then_some(Differ::InPeriod);
    }
    let words = |name: &str| {
        let is_between = |c: char| !c.is_alphanumeric() && c != '々';
        name.split(is_between).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let (one, other) = (words(&rest), words(&other_rest));
    let differing: Vec<(&String, &String)> = one.iter().zip(&other).filter(|(a, b)| a != b).collect();
    let is_shared = one.iter().zip(&other).any(|(a, b)| a == b && a.chars().count() >= 2);
    let [(a, b)] = differing.as_slice() else { return None };
    let layout = &schema().layout;
    let is_of_copy = |word: &String| {
        let is_number = word.bytes().all(|b| b.is_ascii_digit());
        is_number || layout.decoration.contains(word) || layout.other.iter().any(|other| word.contains(other.as_str()))
    };
    (one.len() == other.len() && is_shared && !is_of_copy(a) && !is_of_copy(b)).then_some(Differ::InWord)
}

/// Whether one name is the other with a year or a month: 職員 and 職員(R6).
pub(super) fn is_of_another_day(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|name| without_periods(&normalize::header(name)));
    one.1 != other.1 && without_marks(&one.0) == without_marks(&other.0)
}

/// A normalized name without the years and months in it, and whether there are any.
fn without_periods(name: &str) -> (String, bool) {
    let chars: Vec<char> = name.chars().collect();
    let (mut rest, mut has_period, mut at) = (String::new(), false, 0);
    while at < chars.len() {
        let end = at + chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        if end == at {
            rest.push(chars[at]);
            at += 1;
            continue;
        }
        let number: String = chars[at..end].iter().collect();
        let era = ["令和", "平成", "r", "h"].into_iter().find(|era| rest.ends_with(era));
        let behind = chars[end..].iter().take_while(|c| "年度月期分".contains(**c)).count();
        let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
        if behind > 0 || is_year || era.is_some() && number.len() <= 2 {
            rest.truncate(rest.len() - era.map_or(0, str::len));
            has_period = true;
            at = end + behind;
        } else {
            rest.push_str(&number);
            at = end;
        }
    }
    (rest, has_period)
}

/// A name without the marks that part its words.
pub(super) fn without_marks(normalized: &str) -> String {
    normalized.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What is put into the name of a copy, the longest words first.
fn copies() -> impl Iterator<Item = &'static str> {
    let words = schema().layout.decoration.iter().map(String::as_str);
    words.filter(|word| word.contains("コピー") || word.contains("copy"))
}

/// Whether a name says that a file is a copy.
pub(super) fn says_copy(name: &str) -> bool {
    let normalized = normalize::header(name);
    copies().any(|word| normalized.contains(word))
}

/// The normalized name of what a file is a copy of: コピー ～ 端末, 端末 - コピー (2).
pub(super) fn without_copy(name: &str) -> String {
    let rest = copies().fold(normalize::header(name), |rest, word| rest.replace(word, ""));
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '(' | ')');
    let is_between = |c: char| !c.is_alphanumeric();
    rest.trim_matches(is_between).trim_end_matches(is_number).trim_matches(is_between).to_owned()
}

/// Which table a name means.
pub(super) fn named(name: &str) -> Named {
    if let Some(table) = schema().match_table(name) {
        return Named::As(table);
    }
    let normalized = normalize::header(name);
    if schema().layout.other.iter().any(|word| normalized.contains(word.as_str())) {
        return Named::No;
    }
    let plain = plain(name);
    if let Some(table) = schema().match_table(&plain) {
        return Named::As(table);
    }
    // the longest names that stand in it: 誓約書台帳 comes before 誓約書
    let mut within: Vec<(usize, TableId)> = Vec::new();
    for (table, def) in schema().tables().filter(|(_, t)| !t.derived) {
        let names = def.file_names().filter(|alias| !alias.is_ascii() && plain.contains(alias.as_str()));
        within.extend(names.map(|alias| alias.chars().count()).max().map(|length| (length, table)));
    }
    match within.as_slice() {
        [(_, table)] => Named::Like(*table),
        _ => Named::No,
    }
}

/// A name without what people add to it: dates, numbers, brackets, 最新, コピー.
fn plain(name: &str) -> String {
    let mut rest = normalize::header(name);
    for word in &schema().layout.decoration {
        rest = rest.replace(word.as_str(), "");
    }
    let mut kept = String::new();
    for c in rest.chars() {
        match c {
            c if c.is_ascii_digit() || "._-~～・()[]【】〔〕「」".contains(c) => {}
            c => kept.push(c),
        }
    }
    for era in ["令和", "平成"] {
        kept = kept.replace(era, "");
    }
    let dated = kept.trim_matches(['年', '月', '日', '度', '分', '期']);
    let lettered = ['r', 'h'].iter().find_map(|c| dated.strip_suffix(*c)).filter(|s| !s.is_ascii());
    lettered.unwrap_or(dated).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_tell_of_which_list_they_are_a_part() {
        for (name, whole) in [
            ("スタッフ一覧 - 在籍", Some("スタッフ一覧")),
            ("職員名簿（退職者）", Some("職員名簿")),
            ("利用者一覧_終了", Some("利用者一覧")),
            ("利用者一覧_契約中", Some("利用者一覧")),
            ("職員名簿", None),
            ("職員名簿_R8", None),
        ] {
            assert_eq!(whole_of(name).as_deref(), whole, "{name}");
        }
        let table = |name: &str| schema().table(name).unwrap();
        assert!(is_part_of(table("roster"), "退職者名簿") && !is_part_of(table("staff"), "退職者名簿"));
        assert!(is_part_of(table("trainings"), "受講アンケート") && !is_part_of(table("trainings"), "研修案内"));
    }

    #[test]
    fn names_with_what_people_add() {
        let table = |name: &str| schema().table(name).unwrap();
        for (name, of) in [
            ("staff", "staff"),
            ("スタッフ一覧_20261031", "staff"),
            ("【最新】職員名簿（2026年10月）", "roster"),
            ("誓約書台帳 R8", "pledges"),
            ("同意書台帳 - コピー", "consents"),
            ("研修記録_令和8年度", "trainings"),
            ("参加者(1)", "memberships"),
        ] {
            assert_eq!(named(name), Named::As(table(of)), "{name}");
        }
        for (name, of) in [("訪問看護誓約書台帳", "pledges"), ("見本ST端末台帳", "devices")] {
            assert_eq!(named(name), Named::Like(table(of)), "{name}");
        }
        for name in ["Sheet1", "同意書と誓約書", "メモ", "請求2026", "1", "旧職員名簿", "誓約書_バックアップ"]
        {
            assert_eq!(named(name), Named::No, "{name}");
        }
    }

    #[test]
    fn parts_of_one_list_differ_in_one_thing() {
        for (one, other, expected) in [
            ("研修受講表_令和7年度", "研修受講表_令和8年度", Some(Differ::InPeriod)),
            ("研修R7", "研修R8", Some(Differ::InPeriod)),
            ("誓約書2025", "誓約書2026", Some(Differ::InPeriod)),
            ("10月の点検", "9月の点検", Some(Differ::InPeriod)),
            ("登録者名簿_巡回チーム", "登録者名簿_多機能チーム", Some(Differ::InWord)),
            ("誓約書", "誓約書_コピー", None),
            ("誓約書 (1)", "誓約書 (2)", None),
            ("誓約書_旧", "誓約書_新", None),
            ("研修", "点検", None),
            ("研修R7", "研修R7", None),
        ] {
            assert_eq!(differ(one, other), expected, "{one} {other}");
        }
    }
}
