//! Reports for people: what is new, what ended, what people stated, and severities that were raised.

use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::Severity;
use mcs_audit::model::options::Answer;
use mcs_audit::model::options::{Format, GroupBy, Layout, Style};
use mcs_audit::model::report::{Attestation, Report, Upcoming};
use mcs_audit::source::workbook::{BookFormat, Workbook};

use crate::reports::groups::named;
use crate::support::golden::golden;

fn as_text(report: &Report, by: GroupBy) -> String {
    let layout = Layout { style: Style { width: 80, colour: false }, group_by: by, ..Layout::default() };
    let mut bytes = Vec::new();
    report.write(Format::Text, layout, &mut bytes).expect("written");
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn what_is_new_stands_first_and_what_ended_behind() {
    for (lang, in_order) in [
        (
            Lang::Ja,
            [
                "前回(2026-09-30)との比較: 新規 3  再発 1  継続 13 / 解消 2  対象なし 1  未評価 1",
                "\n新規・再発の指摘\n",
                "G08/X20",
                "再発",
                "\n継続・例外承認の指摘\n",
                "O1/2-1",
                "継続(3回、61日)",
                "重大度 中→高(長く残っているため)",
                "例外承認(2027-03-31 まで)",
                "\nなくなった指摘\n",
                "■ 解消 2件",
                "missing-pledge",
                "2026-08-31〜2026-09-30(2回)",
                "■ 対象なし 1件(対象が表からなくなったもの。解消とは数えません)",
                "S11",
                "■ 未評価 1件(今回は評価できなかったもの。解消とは数えません)",
                "overdue-training",
                "\nこれから指摘になるもの(30日以内)\n",
                "2026-11-08",
                "2026-11-16",
                "\n条項ごとの結果\n",
            ],
        ),
        (
            Lang::En,
            [
                "Since 2026-09-30: new 3, reopened 1, persisting 13; fixed 2, gone 1, not\nassessed 1",
                "\nNew and reopened findings\n",
                "G08/X20",
                "reopened",
                "\nPersisting and waived findings\n",
                "O1/2-1",
                "persisting (3",
                "severity raised from medium to high",
                "waived until 2027-03-31",
                "\nFindings that are no more\n",
                "■ fixed: 2",
                "missing-pledge",
                "2026-08-31 to 2026-09-30 (2 audits)",
                "■ gone: 1 (no longer in the tables, not called fixed)",
                "S11",
                "■ not assessed: 1 (could not be judged this time)",
                "overdue-training",
                "\nWhat will become a finding (30 days)\n",
                "2026-11-08",
                "2026-11-16",
                "\nClauses\n",
            ],
        ),
    ] {
        let text = as_text(&golden(lang), GroupBy::Clause);
        let mut rest = text.as_str();
        for part in in_order {
            let Some(at) = rest.find(part) else { panic!("{part} is not behind the parts before it in\n{text}") };
            rest = &rest[at + part.len()..];
        }
        let [new, old] = [text.find("departed-account"), text.find(in_order[4])];
        assert!(new < old, "an account that was not there last time");
        assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{text}");
    }
}

#[test]
fn without_an_audit_before_nothing_is_called_new() {
    let mut report = golden(Lang::Ja);
    report.findings.iter_mut().for_each(|f| f.change = None);
    report.comparison = None;
    report.upcoming = Some(Upcoming { days: 30, findings: Vec::new() });
    let text = as_text(&report, GroupBy::Clause);
    for word in ["新規", "再発", "継続", "前回", "なくなった指摘", "これから指摘"] {
        assert!(!text.contains(word), "{word}");
    }
    assert!(text.contains("\n30日以内に新たに指摘になるものは見つかりませんでした。\n"));
    report.upcoming = None;
    assert!(!as_text(&report, GroupBy::Clause).contains("30日以内"), "nobody looked");
}

#[test]
fn a_list_of_what_somebody_has_to_do_is_not_parted() {
    let text = as_text(&golden(Lang::Ja), GroupBy::Duty);
    assert_eq!(text.matches("■ MCS管理者").count(), 1);
    assert!(text.contains("新規") && !text.contains("新規・再発の指摘"));
}

/// The report in a format, as text without breaks between lines and columns; of a workbook, the sheet of clauses.
pub(crate) fn said(report: &Report, format: Format) -> String {
    let layout = Layout { style: Style { width: 200, colour: false }, ..Layout::default() };
    let mut bytes = Vec::new();
    report.write(format, layout, &mut bytes).expect("written");
    let text = if format == Format::Xlsx {
        let mut book = Workbook::open("report.xlsx", bytes, BookFormat::Xlsx).expect("a workbook");
        let rows = book.read(2).expect("a sheet").rows.into_iter();
        rows.flat_map(|row| row.cells).map(|(_, text)| text + "\n").collect()
    } else {
        String::from_utf8(bytes).expect("UTF-8").replace('│', " ")
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The formats for people, which have a table of the clauses.
const WITH_CLAUSES: [Format; 4] = [Format::Text, Format::Html, Format::Xlsx, Format::Markdown];

#[test]
fn what_people_stated_stands_beside_the_clauses_with_who_and_when_and_that_it_ran_out() {
    for (lang, holds, over) in [
        (Lang::Ja, "はい 2026-04-10 見本 一郎(2027-04-10まで)", "はい 2025-06-01 見本 一郎(2026-06-01で期限切れ)"),
        (Lang::En, "yes 2026-04-10 見本 一郎 (until 2027-04-10)", "yes 2025-06-01 見本 一郎 (ran out on 2026-06-01)"),
    ] {
        let report = golden(lang);
        for format in WITH_CLAUSES {
            let text = said(&report, format);
            assert_eq!((text.matches(holds).count(), text.matches(over).count()), (2, 1), "{format:?}: {text}");
        }
        let json = said(&report, Format::Json);
        for (part, times) in
            [("\"on\": \"2025-06-01\"", 1), ("\"until\": \"2026-06-01\"", 1), ("\"by\": \"見本 一郎\"", 3)]
        {
            assert_eq!(json.matches(part).count(), times, "{part}");
        }
    }
}

#[test]
fn offices_are_named_with_what_they_stated_and_counted_where_they_are_many() {
    let of = |offices: usize| -> Report {
        let mut report = golden(Lang::Ja);
        let clause = report.clauses.iter_mut().find(|c| c.clause == "A3-4").expect("an attested clause");
        let one = clause.attestations[0].clone();
        let number =
            |n: usize| Attestation { office: named(&format!("O{n}"), &format!("架空事業所{n}")), ..one.clone() };
        clause.attestations = (1..=offices).map(number).collect();
        if let Some(last) = clause.attestations.last_mut() {
            (last.answer, last.until) = (Some(Answer::No), None);
        }
        if let Some(first) = clause.attestations.first_mut() {
            first.until = Some("2026-10-31".to_owned());
        }
        report
    };
    let (few, many) = (of(3), of(4));
    for format in WITH_CLAUSES {
        let text = said(&few, format);
        for part in [
            "架空事業所1: はい 2025-06-01 見本 一郎(2026-10-31まで)",
            "架空事業所2: はい 2025-06-01 見本 一郎(2026-06-01で期限切れ)",
            "架空事業所3: いいえ 2025-06-01 見本 一郎",
        ] {
            assert!(text.contains(part), "{format:?} {part}: {text}");
        }
        let text = said(&many, format);
        assert!(text.contains("4事業所が回答、うち1事業所が期限内の「はい」"), "{format:?}: {text}");
        // a page has room for all of them, behind the count
        assert_eq!(text.contains("架空事業所2"), format == Format::Html, "{format:?}");
    }
}

#[test]
fn a_finding_that_was_raised_stands_under_the_severity_that_it_has() {
    for (lang, label, rule, why) in [
        (Lang::Ja, "[高]", "[中]", "重大度 中→高"),
        (Lang::En, "[high]", "[medium]", "severity raised from medium to high"),
    ] {
        let report = golden(lang);
        let raised = report.findings.iter().find(|f| f.raised_from.is_some()).expect("a raised finding");
        assert_eq!((raised.severity, raised.raised_from), (Severity::High, Some(Severity::Medium)));
        let title = &report.verdicts.iter().find(|v| v.rule == raised.rule).expect("its rule").title;
        for (format, heading) in
            [(Format::Text, format!("{label} {title}")), (Format::Markdown, format!("{label} {title}"))]
        {
            let text = said(&report, format).replace("**", "").replace('\\', "");
            assert!(text.contains(&heading) && text.contains(why), "{format:?} {heading}: {text}");
            assert!(!text.contains(&format!("{rule} {title}")), "{format:?}: under the severity of its rule");
        }
        // beside one that was not raised, each stands under its own
        let mut report = report.clone();
        let mut other = raised.clone();
        (other.severity, other.raised_from) = (Severity::Medium, None);
        other.id = "f".repeat(16).into();
        report.findings.push(other);
        let text = said(&report, Format::Text);
        for label in [label, rule] {
            assert_eq!(text.matches(&format!("{label} {title}")).count(), 1, "{label}: {text}");
        }
    }
}
