//! How the months read on the screen, in Markdown, in the browser and in the workbook.

use std::collections::{BTreeMap, BTreeSet};

use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::State;
use mcs_audit::report::Changes;
use mcs_audit::source::workbook::{BookFormat, Workbook};
use scraper::{Html, Selector};

use super::{COURSES, Course, LAST, LOST, Stand, YEAR, as_of, assert_same, changes, days_between};
use crate::support::audit::POLICY;
use crate::support::hashes::without_hashes;

/// Findings, each as its rule and key.
pub(crate) type Named = BTreeSet<(String, String)>;

/// The findings of a month that are new or have come back, and the others.
fn parted(month: usize) -> (Named, Named) {
    let is_fresh = |c: &Course| match c.stands[month] {
        Stand::There { state, waived, .. } => Some(!waived && state != State::Persisting),
        Stand::Absent | Stand::Ended { .. } => None,
    };
    let of = |fresh| COURSES.iter().filter(|c| is_fresh(c) == Some(fresh)).map(Course::named).collect();
    (of(true), of(false))
}

#[test]
fn on_the_screen_and_in_markdown_what_is_new_stands_first() {
    for month in [LOST + 1, LAST - 1, LAST] {
        let (fresh, old) = parted(month);
        let rules = |of: &Named| of.iter().map(|(rule, _)| rule.clone()).collect::<BTreeSet<_>>();
        for format in ["text", "markdown"] {
            let page = String::from_utf8(YEAR.written(month, format)).expect("UTF-8");
            let heading = |title: &str| page.find(title).unwrap_or_else(|| panic!("{title} in\n{page}"));
            let (first, then) = (heading("新規・再発の指摘"), heading("継続・例外承認の指摘"));
            let end = if month == LAST {
                heading("これから指摘になるもの")
            } else {
                heading("なくなった指摘")
            };
            assert!(first < then && then < end);
            for rule in rules(&fresh) {
                assert!(page[first..then].contains(&rule), "{format} {}: {rule} is new", as_of(month));
            }
            for rule in rules(&old) {
                assert!(page[then..end].contains(&rule), "{format} {}: {rule} is not new", as_of(month));
                let only_old = !rules(&fresh).contains(&rule);
                assert!(!only_old || !page[first..then].contains(&rule), "{format} {}: {rule}", as_of(month));
            }
        }
    }
    let said = YEAR.text(LAST);
    let Changes { new, reopened, persisting, fixed, gone, not_assessed } = changes(LAST);
    let line = format!(
        "新規 {new}  再発 {reopened}  継続 {persisting} / 解消 {fixed}  対象なし {gone}  未評価 {not_assessed}"
    );
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(plain(&said).contains(&plain(&format!("前回({})との比較: {line}", as_of(LAST - 1)))), "{said}");
    assert!(said.contains("継続(12回、335日)"), "what has stood since the first audit");
    let late = |c: &&Course| match c.stands[LAST] {
        Stand::There { since, .. } => c.is_open(LAST) && days_between(since, LAST) > c.term().unsigned_abs(),
        Stand::Absent | Stand::Ended { .. } => false,
    };
    let late = COURSES.iter().filter(late).count();
    assert_eq!(said.matches("期限超過 20").count(), late);
    // how many there are stands at the head of every page, and nowhere in the first audit
    let count = format!("うち期限超過 {late}件");
    for format in ["text", "markdown", "html", "xlsx"] {
        assert!(all_text(LAST, format).contains(&count), "{format}: {count}");
        assert!(!all_text(0, format).contains("うち期限超過"), "{format}");
        // the second month has the shared account waived, and nothing is overdue in the first
        let waived = COURSES.iter().filter(|c| c.is_waived(1)).count();
        assert!(all_text(1, format).contains(&format!("ほかに例外承認 {waived}件")), "{format}");
        assert!(!all_text(0, format).contains("ほかに例外承認"), "{format}");
    }
}

/// What stands in a report; of a workbook, in its cells.
fn all_text(month: usize, format: &str) -> String {
    let bytes = YEAR.written(month, format);
    if format != "xlsx" {
        return String::from_utf8(bytes).expect("UTF-8");
    }
    let mut book = Workbook::open("report.xlsx", bytes, BookFormat::Xlsx).expect("a workbook");
    let rows = (0..book.sheets().len()).flat_map(|place| book.read(place).expect("a sheet").rows);
    let cells: Vec<String> = rows.flat_map(|row| row.cells).map(|(_, text)| text).collect();
    cells.join("\n")
}

/// What was put right may only have become something else.
#[test]
fn what_is_called_fixed_says_what_is_new_of_the_same_subject() {
    let but = "同じ対象の新規・再発の指摘:";
    // S14 is in the roster and has signed, but late; G03's title fits again because it has two patients again, and S12 is no longer about to leave
    // but released and not closed; and S04 has left
    for (month, expected) in [
        (1, vec![]),
        (4, vec!["late-pledge", "late-pledge"]),
        (5, vec!["mixed-patients", "unclosed-account"]),
        (10, vec!["departed-account"]),
    ] {
        let title = |rule: &str| {
            let rule = &POLICY.rules[POLICY.rule(rule).expect("a rule")];
            rule.words(Lang::Ja).title.clone()
        };
        let mut expected: Vec<String> = expected.into_iter().map(title).collect();
        expected.sort();
        for format in ["text", "markdown", "html", "xlsx"] {
            let page = all_text(month, format);
            // a cell of the table on the screen breaks its lines
            let page: String = page.split(['\n', '│']).map(str::trim).collect();
            let said = page.split(but).skip(1).map(|rest| {
                let of = expected.iter().find(|title| rest.trim_start().starts_with(title.as_str()));
                of.unwrap_or_else(|| panic!("{format} {}: {rest:.200}", as_of(month))).clone()
            });
            let mut said: Vec<String> = said.collect();
            said.sort();
            assert_eq!(said, expected, "{format} {}", as_of(month));
        }
    }
}

#[test]
fn in_the_browser_every_finding_says_how_it_stands() {
    let words: BTreeMap<&str, &str> =
        [State::New, State::Persisting, State::Reopened].map(|state| (state.word(), state.say(Lang::Ja))).into();
    for month in [LOST + 1, LAST] {
        let page = Html::parse_document(&String::from_utf8(YEAR.written(month, "html")).expect("UTF-8"));
        let selector = |s: &str| Selector::parse(s).expect("a selector");
        let report = YEAR.report(month);
        let (fresh, _) = parted(month);
        let articles: Vec<_> = page.select(&selector("#findings article")).collect();
        assert_eq!(articles.len(), report.findings.len());
        for (place, article) in articles.iter().enumerate() {
            let is_fresh = place < fresh.len();
            let state = article.attr("data-change").expect("compared");
            let is_open = article.attr("data-status") == Some("open");
            assert_eq!(is_open && state != "persisting", is_fresh, "the new ones stand first: {place}");
            let chip: String = article.select(&selector("h3 .change")).flat_map(|c| c.text()).collect();
            assert!(chip.starts_with(words[state]), "{chip}");
            let due = article.attr("data-due").expect("a day");
            let late = article.select(&selector(".meta .late")).count();
            assert_eq!(late, usize::from(is_open && due < as_of(month)), "{due}");
        }
        // rule by rule as many of each state as the story has
        let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
        for article in &articles {
            let part = |name: &str| article.attr(name).expect("it is said").to_owned();
            *found.entry((part("data-rule"), part("data-change"))).or_default() += 1;
        }
        let mut expected: BTreeMap<(String, String), usize> = BTreeMap::new();
        for course in COURSES.iter() {
            if let Stand::There { state, .. } = course.stands[month] {
                *expected.entry((course.rule.clone(), state.word().to_owned())).or_default() += 1;
            }
        }
        assert_eq!(found, expected);
        let ended = page.select(&selector("#ended tbody tr")).count();
        let Changes { fixed, gone, not_assessed, .. } = changes(month);
        assert_eq!(ended, fixed + gone + not_assessed, "{}", as_of(month));
    }
}

#[test]
fn in_the_workbook_the_rows_say_how_they_stand() {
    for month in [LOST + 1, LAST] {
        let mut book =
            Workbook::open("report.xlsx", YEAR.written(month, "xlsx"), BookFormat::Xlsx).expect("a workbook");
        let names: Vec<String> = book.sheets().iter().map(|sheet| sheet.name.clone()).collect();
        let mut table = |sheet: &str| -> Vec<BTreeMap<String, String>> {
            let place = names.iter().position(|name| name == sheet).expect("a sheet");
            let rows = book.read(place).expect("a sheet").rows;
            let cells = rows.into_iter().map(|row| row.cells.into_iter().collect::<BTreeMap<u32, String>>());
            let mut cells = cells.filter(|row| !row.is_empty());
            let titles = cells.next().expect("a header");
            let named = |row: BTreeMap<u32, String>| {
                row.into_iter().filter_map(|(column, text)| Some((titles.get(&column)?.clone(), text))).collect()
            };
            cells.map(named).collect()
        };
        let (fresh, old) = parted(month);
        let named = |row: &BTreeMap<String, String>| (row["規則ID"].clone(), without_hashes(&row["キー"]));
        let rows = table("指摘一覧");
        assert_eq!(rows.len(), fresh.len() + old.len());
        let (first, others) = rows.split_at(fresh.len());
        assert_same(&fresh, &first.iter().map(named).collect(), "the new ones stand first");
        assert_same(&old, &others.iter().map(named).collect(), "and the others behind them");
        for row in &rows {
            let course = COURSES.iter().find(|c| c.named() == named(row)).expect("it is in the story");
            let Stand::There { state, since, audits, waived, .. } = course.stands[month] else { panic!("{row:?}") };
            assert!(row["状態の変化"].starts_with(state.say(Lang::Ja)), "{row:?}");
            assert_eq!((&row["初回"], &row["継続回数"]), (&as_of(since).to_owned(), &audits.to_string()), "{row:?}");
            assert_eq!(row.contains_key("例外の理由"), waived, "{row:?}");
        }
        if month == LAST {
            assert!(!names.iter().any(|name| name == "解消・対象なし"), "nothing ended in October");
            continue;
        }
        let ended: BTreeSet<_> =
            table("解消・対象なし").iter().map(|row| (named(row), row["結果"].clone(), row["最終"].clone())).collect();
        let expected = COURSES.iter().filter_map(|course| match course.stands[month] {
            Stand::Ended { ending, until, .. } => {
                Some((course.named(), ending.say(Lang::Ja).to_owned(), as_of(until).to_owned()))
            }
            Stand::Absent | Stand::There { .. } => None,
        });
        assert_same(&expected.collect(), &ended, as_of(month));
    }
}
