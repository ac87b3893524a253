//! The facts in `schema.toml` are sound, and words that offices write are read.

use super::file::File;
use super::*;

#[test]
fn no_header_stands_for_two_columns_and_no_file_for_two_tables() {
    let mut files = std::collections::BTreeMap::new();
    for (id, table) in schema().tables() {
        let mut seen = std::collections::BTreeMap::new();
        for (_, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
            for (header, part) in &column.headers {
                if let Some(other) = seen.insert(header.clone(), (column.name, *part)) {
                    assert_eq!(other, (column.name, *part), "{}: {header}", table.name);
                }
            }
        }
        for file in &table.files {
            assert_eq!(files.insert(file.clone(), id), None, "{file}");
        }
    }
}

#[test]
fn no_word_stands_for_two_codes() {
    let file: File = serde_json::from_str(embedded::SCHEMA).unwrap();
    for (list, codes) in &file.codes {
        let mut seen = std::collections::BTreeMap::new();
        for (code, words) in codes {
            for word in std::iter::once(code).chain(words) {
                assert_eq!(seen.insert(normalize::characters(word), word), None, "{list}: {word}");
            }
        }
    }
}

#[test]
fn everything_in_a_file_is_explained_and_has_an_example_that_can_be_read() {
    for (_, table) in schema().tables().filter(|(_, t)| !t.derived) {
        assert!(table.about.ends_with('。'), "{}", table.name);
        for (_, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
            let place = format!("{}.{}: {}", table.name, column.name, column.example);
            assert!(column.about.ends_with('。'), "{place}");
            assert!(!column.example.is_empty(), "{place}");
            match column.kind {
                Kind::Code(codes) => {
                    let code = codes.def().read(column.example);
                    let said = code.map(|c| codes.def().say(c, crate::base::text::Lang::Ja));
                    assert_eq!(said, Some(column.example), "{place}");
                }
                Kind::Date => {
                    assert!(crate::base::date::Day::parse(column.example).is_ok_and(|d| !d.is_empty()), "{place}");
                }
                Kind::Email => assert!(column.example.ends_with("@example.jp"), "{place}"),
                _ => {}
            }
        }
    }
}

#[test]
fn every_date_code_and_mark_says_what_an_empty_cell_means() {
    for (_, table) in schema().tables().filter(|(_, t)| !t.derived) {
        for (id, column) in table.columns().filter(|(_, c)| c.derived.is_none()) {
            let is_judged = matches!(column.kind, Kind::Date | Kind::Code(_) | Kind::Mark | Kind::Points);
            assert!(!is_judged || column.empty != Empty::Nothing, "{}.{}", table.name, column.name);
            assert!(!column.never || column.empty == Empty::Unknown, "{}.{}", table.name, column.name);
            let status = table.column("status").map(|status| table.def(status).kind);
            for word in &column.open_while {
                let Some(Kind::Code(codes)) = status else { panic!("{} has no status", table.name) };
                assert!(codes.def().code(word).is_some() && column.empty == Empty::Open, "{} {word}", table.name);
            }
            assert!(id.index() < table.columns.len());
        }
    }
}

#[test]
fn words_of_the_layout_are_normalized_and_distinct() {
    let layout = &schema().layout;
    let lists = [
        &layout.sample,
        &layout.total,
        &layout.note,
        &layout.family,
        &layout.given,
        &layout.family_kana,
        &layout.given_kana,
        &layout.exported,
        &layout.remarks,
        &layout.guides,
        &layout.other,
        &layout.past,
        &layout.decoration,
    ];
    for list in lists {
        let distinct: std::collections::BTreeSet<&String> = list.iter().collect();
        assert_eq!(distinct.len(), list.len(), "{list:?}");
        assert!(list.iter().all(|word| !word.is_empty() && normalize::header(word) == *word), "{list:?}");
        assert!(list.is_sorted_by_key(|word| std::cmp::Reverse(word.chars().count())), "{list:?}");
    }
    assert!(layout.sample.contains(&"記入例".to_owned()) && !layout.sample.contains(&"見本".to_owned()));
    assert!(layout.decoration.contains(&"のコピー".to_owned()) && !layout.decoration.contains(&"旧".to_owned()));
    assert!(layout.exported.contains(&"asof".to_owned()));
}

#[test]
fn japanese_names_are_found() {
    let pledges = schema().match_table("誓約書台帳").unwrap().def();
    assert_eq!(pledges.name, "pledges");
    assert_eq!(pledges.match_header("ｽﾀｯﾌID").map(|(c, p)| (pledges.def(c).name, p)), Some(("staff", Part::Main)));
    assert_eq!(pledges.match_header("氏 名").map(|(c, p)| (pledges.def(c).name, p)), Some(("staff", Part::Name)));
    assert_eq!(pledges.match_header("備考"), None);
    let groups = schema().match_table("groups").unwrap().def();
    let found = |header: &str| groups.match_header(header).map(|(c, _)| groups.def(c).name);
    for header in ["患者(氏名)", "※患者", "【必須】患者", "患者 [1名のみ]"] {
        assert_eq!(found(header), Some("patient_id"), "{header}");
    }
    let staff = schema().match_table("staff").unwrap().def();
    for header in ["氏名(職種)", "氏名（メール）", "氏名(職種) 見本 一郎", "(備考)", "()", ""] {
        assert_eq!(staff.match_header(header), None, "{header}");
    }
    let groups = schema().match_table("MCSグループ一覧").unwrap().def();
    assert_eq!(
        groups.match_header("連携リーダー名").map(|(c, p)| (groups.def(c).name, p)),
        Some(("leader_id", Part::Name))
    );
}

/// The schema with a column that no rule reads, the last of the accounts. All unit tests run with it.
pub(super) fn with_one_more_column() -> File {
    let text = with_line(
        include_str!("../schema.toml"),
        "locker = { type = \"text\", ja = \"ロッカー番号\", en = \"locker\", example = \"12\",\n  \
         about = \"ロッカーの番号を書く。空欄でもどの確認にも影響しない。\" }\n",
    );
    toml::from_str(text).unwrap()
}

/// A file about tables with a line more at the end of what it says of the accounts.
pub(crate) fn with_line(text: &str, line: &str) -> &'static str {
    let next = "[tables.groups]\n";
    assert_eq!(text.matches(next).count(), 1, "the table after the accounts");
    text.replacen(next, &format!("{line}\n{next}"), 1).leak()
}
