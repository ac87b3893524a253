//! The report as a workbook, read back: by the reader of the tables, and part by part as XML.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::{Ending, Finding, Severity, State, Status, Verdict};
use mcs_audit::model::options::{Format, GroupBy, Layout};
use mcs_audit::model::report::Report;
use mcs_audit::source::workbook::{BookFormat, Workbook};

use crate::support::folder::{fixture, new_folder, text};
use crate::support::golden::{golden, hostile, hostile_texts};
use crate::support::package::{parts, rows};
use crate::support::program::run_at;

const SHEETS: [(&str, &str); 6] = [
    ("概要", "Summary"),
    ("指摘一覧", "Findings"),
    ("条項別", "Clauses"),
    ("対応リスト", "To do"),
    ("未評価", "Not assessed"),
    ("入力データ", "Inputs"),
];

const LANGS: [Lang; 2] = [Lang::Ja, Lang::En];

/// What a cell may hold, in UTF-16 units and line breaks.
const MAX_UNITS: usize = 32_767;

const MAX_BREAKS: usize = 253;

fn written(report: &Report, group_by: GroupBy) -> Vec<u8> {
    let layout = Layout { group_by, ..Layout::default() };
    let mut bytes = Vec::new();
    report.write(Format::Xlsx, layout, &mut bytes).expect("it can be written");
    bytes
}

/// The rows below the header of a sheet, each a text by the title of its column.
fn table(bytes: &[u8], sheet: usize, header: usize) -> Vec<BTreeMap<String, String>> {
    let rows = rows(bytes, sheet);
    let titles = &rows[header];
    let named = |row: &BTreeMap<u32, String>| {
        row.iter().filter_map(|(column, text)| Some((titles.get(column)?.clone(), text.clone()))).collect()
    };
    rows[header + 1..].iter().map(named).collect()
}

fn sheet_xml(bytes: &[u8], sheet: usize) -> String {
    parts(bytes).remove(&format!("xl/worksheets/sheet{}.xml", sheet + 1)).expect("a sheet")
}

/// The day number by which a workbook keeps a day.
fn serial(day: &str) -> i64 {
    let day: NaiveDate = day.parse().expect("a day");
    (day - NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day")).num_days()
}

fn pick(lang: Lang, (ja, en): (&'static str, &'static str)) -> &'static str {
    if lang == Lang::Ja { ja } else { en }
}

/// Text as it is to be in a cell: what would steer a program is replaced.
fn shown(text: &str) -> String {
    let steers = |c: char| {
        matches!(u32::from(c), 0..=8 | 0xB..=0x1F | 0x7F..=0x9F | 0x200E | 0x200F | 0x2028..=0x202E | 0x2066..=0x2069)
            || matches!(u32::from(c), 0xFEFF | 0xFDD0..=0xFDEF)
            || u32::from(c) % 0x1_0000 >= 0xFFFE
    };
    text.replace("\r\n", "\n").chars().map(|c| if steers(c) { '\u{FFFD}' } else { c }).collect()
}

#[test]
fn every_finding_is_a_row_with_all_that_is_known_of_it() {
    for lang in LANGS {
        let report = golden(lang);
        let bytes = written(&report, GroupBy::Clause);
        let rows = table(&bytes, 1, 0);
        assert_eq!(rows.len(), report.findings.len());
        let title = |names| pick(lang, names).to_owned();
        for finding in &report.findings {
            let of_finding: Vec<_> = rows
                .iter()
                .filter(|r| r.get(&title(("指摘ID", "Finding id"))).is_some_and(|id| finding.id == *id))
                .collect();
            let [row] = of_finding[..] else { panic!("{} stands {} times", finding.id, of_finding.len()) };
            let cell = |names: (&'static str, &'static str)| row.get(pick(lang, names)).map_or("", String::as_str);
            assert_eq!(cell(("重大度", "Severity")), finding.severity.say(lang));
            assert_eq!(cell(("確かさ", "Confidence")), finding.confidence.say(lang));
            assert_eq!(cell(("状態", "Status")), finding.status.say(lang));
            assert_eq!(cell(("対象", "Subject")), finding.subject.label);
            assert_eq!(cell(("キー", "Key")), finding.subject.key);
            assert_eq!(cell(("内容", "What is the matter")), finding.message);
            assert_eq!(cell(("対応する立場", "Duty")), finding.duty.say(lang));
            assert_eq!(cell(("期限", "Due")), finding.due);
            assert_eq!(cell(("規則ID", "Rule id")), finding.rule);
            let verdict = report.verdicts.iter().find(|v| v.rule == finding.rule).expect("its rule");
            assert_eq!(cell(("規則", "Rule")), verdict.title);
            for clause in &finding.clauses {
                let cited = &report.clauses.iter().find(|c| c.clause == *clause).expect("its clause").cited;
                assert!(cell(("条項", "Clause")).contains(cited.as_str()));
            }
            let concerns = &finding.concerns;
            for (names, concern) in [
                (("事業所", "Office"), &concerns.office),
                (("グループ", "Group"), &concerns.group),
                (("患者", "Patient"), &concerns.patient),
                (("人", "Person"), &concerns.person),
            ] {
                assert_eq!(cell(names), concern.as_ref().map_or("", |c| &c.label), "{names:?}");
            }
            for assignee in &finding.assignees {
                assert!(cell(("担当者", "Assigned to")).contains(assignee.label.as_str()));
            }
            assert!(!cell(("担当者", "Assigned to")).is_empty());
            let change = finding.change.as_ref().expect("compared");
            assert!(cell(("状態の変化", "Change")).starts_with(change.state.say(lang)));
            assert_eq!(cell(("状態の変化", "Change")).lines().count(), 1 + usize::from(finding.raised_from.is_some()));
            assert_eq!(cell(("継続回数", "Audits")), change.audits.to_string());
            assert_eq!(cell(("初回", "First found")), change.since);
            let waived = finding.waived.as_ref().map_or(("", ""), |w| (&w.reason, &w.expires_on));
            assert_eq!((cell(("例外の理由", "Waiver reason")), cell(("例外の期限", "Waived until"))), waived);
            let first = &finding.evidence[0];
            assert_eq!(cell(("ファイル", "File")), first.file);
            assert_eq!(cell(("シート", "Sheet")), first.sheet.as_deref().unwrap_or_default());
            assert_eq!(cell(("行", "Line")), first.line.map_or_else(String::new, |l| l.to_string()));
            assert_eq!(cell(("セル", "Cell")), first.cell.as_deref().unwrap_or_default());
            let evidence = cell(("根拠", "Evidence"));
            assert_eq!(evidence.lines().count(), finding.evidence.len());
            for (line, evidence) in evidence.lines().zip(&finding.evidence) {
                assert!(line.ends_with(&evidence.note), "{line}");
                let is_placed = line.contains(evidence.file.as_str());
                assert!(evidence.line.is_none() || is_placed, "{line}");
            }
            let steps = cell(("対処", "What to do"));
            for (number, (line, step)) in steps.lines().zip(&finding.fix).enumerate() {
                assert_eq!(line, format!("{}. {step}", number + 1));
            }
            assert_eq!(steps.lines().count(), finding.fix.len());
        }
        let severity = |row: &BTreeMap<String, String>| {
            let said = &row[pick(lang, ("重大度", "Severity"))];
            Severity::ALL.iter().position(|s| s.say(lang) == said).expect("a severity")
        };
        let is_old = |row: &BTreeMap<String, String>| {
            let change = &row[pick(lang, ("状態の変化", "Change"))];
            ![State::New.say(lang), State::Reopened.say(lang)].contains(&change.as_str())
        };
        let order: Vec<(bool, usize)> = rows.iter().map(|row| (is_old(row), severity(row))).collect();
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(order.iter().filter(|(is_old, _)| !is_old).count(), 4);
    }
}

#[test]
fn sheets_have_fixed_names_in_both_languages() {
    for lang in LANGS {
        for report in [golden(lang), hostile(lang)] {
            let bytes = written(&report, GroupBy::Clause);
            let book = Workbook::open("report.xlsx", bytes, BookFormat::Xlsx).expect("a workbook");
            let names: Vec<&str> = book.sheets().iter().map(|s| s.name.as_str()).collect();
            let of_changes = [("解消・対象なし", "Ended"), ("今後の予定", "Upcoming")];
            assert_eq!(names, [&SHEETS[..], &of_changes].concat().iter().map(|n| pick(lang, *n)).collect::<Vec<_>>());
            let mut first = Report { comparison: None, ..report };
            first.upcoming.as_mut().expect("somebody looked").findings.clear();
            let bytes = written(&first, GroupBy::Clause);
            let book = Workbook::open("report.xlsx", bytes, BookFormat::Xlsx).expect("a workbook");
            assert_eq!(book.sheets().len(), SHEETS.len(), "no sheet without a row");
        }
    }
}

#[test]
fn what_ended_and_what_is_to_come_have_their_rows() {
    for lang in LANGS {
        let report = golden(lang);
        let bytes = written(&report, GroupBy::Clause);
        let ended: Vec<Vec<String>> = table(&bytes, 6, 0)
            .into_iter()
            .map(|row| {
                let cell = |names| row[pick(lang, names)].clone();
                let days = [cell(("初回", "First found")), cell(("最終", "Last found")), cell(("継続回数", "Audits"))];
                [&[cell(("結果", "Ending")), cell(("キー", "Key"))][..], &days].concat()
            })
            .collect();
        let [fixed, gone, not_assessed] = [Ending::Fixed, Ending::Gone, Ending::NotAssessed].map(|e| e.say(lang));
        assert_eq!(
            ended,
            [
                [fixed, "G05/P07", "2026-09-30", "2026-09-30", "1"],
                [fixed, "S05", "2026-08-31", "2026-09-30", "2"],
                [gone, "S11", "2026-08-31", "2026-09-30", "2"],
                [not_assessed, "S03", "2026-08-31", "2026-09-30", "2"],
            ]
        );
        let coming = table(&bytes, 7, 0);
        let days: Vec<&String> = coming.iter().map(|row| &row[pick(lang, ("指摘になる日", "From"))]).collect();
        assert_eq!(days, ["2026-11-08", "2026-11-16"]);
        assert_eq!(coming[0][pick(lang, ("担当者", "Assigned to"))], "見本 一郎");
    }
}

#[test]
fn days_are_days_and_numbers_are_numbers() {
    let report = golden(Lang::Ja);
    let bytes = written(&report, GroupBy::Clause);
    // below the header, in the column of the day by which it is due: a number that has a style, and no text
    let due: BTreeSet<String> = report.findings.iter().map(|f| serial(&f.due).to_string()).collect();
    for (sheet, column, first) in [(1, 'E', 2), (3, 'C', 3)] {
        let xml = sheet_xml(&bytes, sheet);
        let mut found = BTreeSet::new();
        let count = first - 1 + table(&bytes, sheet, first - 2).len();
        for row in first..=count {
            let start = xml.find(&format!("<c r=\"{column}{row}\"")).expect("a cell");
            let cell = &xml[start..start + xml[start..].find("</c>").expect("its end")];
            assert!(cell.contains(" s=\"") && !cell.contains(" t=\""), "{cell}");
            found.insert(cell[cell.find("<v>").expect("a value") + 3..].trim_end_matches("</v>").to_owned());
        }
        assert!(count > first && found.is_subset(&due), "{found:?} {due:?}");
        assert!(sheet == 3 || found == due);
    }
    let styles = parts(&bytes).remove("xl/styles.xml").expect("styles");
    assert!(styles.contains("formatCode=\"yyyy-mm-dd\""));
    let inputs = table(&bytes, 5, 0);
    for (row, input) in inputs.iter().zip(&report.run.inputs) {
        assert_eq!(row["行数"], input.rows.to_string());
        assert_eq!(row["読み飛ばし"], input.skipped.to_string());
        assert_eq!(row["バイト数"], input.bytes.to_string());
        assert_eq!(row["SHA-256"], input.sha256);
        assert_eq!(row["ファイル"], input.file);
        assert_eq!(row.get("シート"), input.sheet.as_ref());
        assert_eq!(row.get("いつの時点か"), input.exported_on.as_ref());
    }
    assert!(report.run.inputs.iter().any(|i| i.exported_on.is_some()));
    let facts: Vec<String> = rows(&bytes, 5).into_iter().flat_map(BTreeMap::into_values).collect();
    let config = report.run.config.as_ref().expect("settings");
    for fact in [&report.run.policy_sha256, &config.sha256, &config.file, &"trainings".to_owned()] {
        assert!(facts.contains(fact), "{fact}");
    }
    assert!(facts.contains(&format!("{} {}", report.run.tool, report.run.version)));
}

#[test]
fn the_summary_says_the_verdict_and_the_numbers() {
    for lang in LANGS {
        let report = golden(lang);
        let rows = rows(&written(&report, GroupBy::Clause), 0);
        let cells: Vec<&String> = rows.iter().flat_map(BTreeMap::values).collect();
        let open = report.findings.iter().filter(|f| f.status == Status::Open).count();
        let missing = report.verdicts.iter().filter(|v| v.verdict == Verdict::NotAssessed).count();
        let verdict = match lang {
            Lang::Ja => format!(
                "{open}件の指摘があり、{missing}件の規則を評価できていません。ほかに1件の規則に未確認の対象があります。\
                 1件の規則は対象外です。"
            ),
            Lang::En => {
                format!(
                    "{open} findings, and {missing} rule could not be assessed. 1 rule is undetermined. 1 rule is \
                     off or left out."
                )
            }
        };
        assert!(cells.contains(&&verdict), "{verdict} {cells:?}");
        assert!(cells.iter().any(|c| **c == report.run.as_of));
        assert!(cells.iter().any(|c| Some(*c) == report.run.office.as_ref()));
        assert!(cells.iter().any(|c| c.contains(&report.run.policy_title)));
        assert!(cells.iter().any(|c| c.contains("25") && c.contains('2')), "what was left to others");
        let below = |word: &str| {
            let place = rows.iter().position(|r| r.values().any(|c| c == word)).expect(word);
            let column = rows[place].iter().find(|(_, c)| *c == word).expect(word).0;
            rows[place + 1][column].clone()
        };
        for severity in Severity::ALL {
            assert_eq!(below(severity.say(lang)), report.open(severity).to_string());
        }
        assert_eq!(below(pick(lang, ("計", "Total"))), open.to_string());
        for verdict in [Verdict::Fail, Verdict::Pass, Verdict::NotApplicable, Verdict::NotAssessed, Verdict::Off] {
            let count = report.verdicts.iter().filter(|v| v.verdict == verdict).count();
            assert_eq!(below(verdict.say(lang)), count.to_string());
        }
        let missing = report.verdicts.iter().find(|v| v.verdict == Verdict::NotAssessed).expect("one");
        let reason = missing.reason.as_ref().expect("its reason");
        assert!(cells.iter().any(|c| c.contains(reason) && c.contains(&missing.title)));
        let chart = parts(&written(&report, GroupBy::Clause)).remove("xl/charts/chart1.xml").expect("a chart");
        assert_eq!(chart.matches("<c:ser>").count(), 4);
        assert!(chart.contains("<c:grouping val=\"stacked\"/>"));
    }
}

/// Each open finding stands with each who can put it right, or once with those who are not known by name.
fn lists(report: &Report) -> BTreeMap<String, Vec<&Finding>> {
    let mut lists: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|f| f.status == Status::Open) {
        let office = finding.concerns.office.as_ref().map(|o| &o.label);
        let nobody = format!("{:?} {office:?}", finding.duty);
        let mut of = finding.assignees.iter().map(|a| a.key.to_string()).collect::<Vec<_>>();
        if of.is_empty() {
            of.push(nobody);
        }
        of.into_iter().for_each(|key| lists.entry(key).or_default().push(finding));
    }
    lists
}

#[test]
fn each_who_has_to_act_has_a_list_on_pages_of_their_own() {
    for lang in LANGS {
        let report = golden(lang);
        let bytes = written(&report, GroupBy::Clause);
        let rows = table(&bytes, 3, 1);
        let expected = lists(&report);
        assert_eq!(rows.len(), expected.values().map(Vec::len).sum::<usize>());
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in &rows {
            let cell = |names| row[pick(lang, names)].as_str();
            assert_eq!(cell(("済", "Done")), "☐");
            found.entry(cell(("担当者", "Assigned to"))).or_default().insert(cell(("指摘ID", "Finding id")));
            let finding = report.findings.iter().find(|f| f.id == cell(("指摘ID", "Finding id"))).expect("a finding");
            assert_eq!(cell(("期限", "Due")), finding.due);
            assert!(cell(("内容", "What is the matter")).contains(&finding.message));
            assert!(finding.fix.iter().all(|step| cell(("対処", "What to do")).contains(step.as_str())));
            let mut said = cell(("状態の変化", "Change")).lines();
            let change = finding.change.as_ref().expect("compared");
            assert!(said.next().expect("how it stands").starts_with(change.state.say(lang)));
            assert_eq!(said.next().is_some(), finding.raised_from.is_some(), "why it is graver than its rule");
            assert_eq!(cell(("重大度", "Severity")), finding.severity.say(lang));
        }
        // where nothing was compared, no list says how anything has changed
        let first = written(&Report { comparison: None, ..golden(lang) }, GroupBy::Clause);
        assert!(!table(&first, 3, 1)[0].contains_key(pick(lang, ("状態の変化", "Change"))));
        let ids = |findings: &Vec<&Finding>| findings.iter().map(|f| f.id.to_string()).collect::<BTreeSet<_>>();
        let expected: BTreeSet<BTreeSet<String>> = expected.values().map(ids).collect();
        let found_ids: BTreeSet<BTreeSet<String>> =
            found.values().map(|ids| ids.iter().map(|id| (*id).to_owned()).collect()).collect();
        assert_eq!(found_ids, expected);
        let xml = sheet_xml(&bytes, 3);
        let breaks: Vec<&str> = xml.split("<brk id=\"").skip(1).filter_map(|b| b.split('"').next()).collect();
        let mut starts = Vec::new();
        for (place, pair) in rows.windows(2).enumerate() {
            let who = |row: &BTreeMap<String, String>| row[pick(lang, ("担当者", "Assigned to"))].clone();
            if who(&pair[0]) != who(&pair[1]) {
                starts.push((place + 3).to_string());
            }
        }
        assert_eq!(breaks, starts);
        assert_eq!(starts.len() + 1, found.len());
        // fitting to a width would make Excel forget the page breaks
        assert!(!xml.contains("fitToPage") && xml.contains("scale="));
        assert!(xml.contains("type=\"list\"") && xml.contains("☐,☑"));
    }
}

#[test]
fn lists_are_put_together_as_asked() {
    let report = golden(Lang::Ja);
    let open = report.findings.iter().filter(|f| f.status == Status::Open).count();
    for (by, title) in [(GroupBy::Duty, "対応する立場"), (GroupBy::Office, "事業所"), (GroupBy::Rule, "規則")]
    {
        let rows = table(&written(&report, by), 3, 1);
        assert_eq!(rows.len(), open, "{title}");
        assert!(rows.iter().all(|row| !row[title].is_empty() && !row["担当者"].is_empty()));
        let groups: Vec<&String> = rows.iter().map(|row| &row[title]).collect();
        let mut once = groups.clone();
        once.dedup();
        assert_eq!(once.len(), groups.iter().collect::<BTreeSet<_>>().len(), "a group is in one piece");
    }
}

#[test]
fn clauses_and_what_was_not_assessed_have_their_rows() {
    for lang in LANGS {
        let report = golden(lang);
        let bytes = written(&report, GroupBy::Clause);
        let rows = table(&bytes, 2, 0);
        assert_eq!(rows.len(), report.clauses.len());
        for (row, clause) in rows.iter().zip(&report.clauses) {
            let cell = |names| row[pick(lang, names)].as_str();
            assert_eq!(cell(("条項", "Clause")), clause.cited);
            assert_eq!(cell(("条項ID", "Clause id")), clause.clause);
            assert_eq!(cell(("結果", "Verdict")), clause.verdict.say(lang));
            assert_eq!(cell(("対象数", "Population")), clause.population.to_string());
            assert_eq!(cell(("指摘数", "Findings")), clause.findings.to_string());
            // a clause that no finding names only sums up others: it has the findings of its rules
            let names = |f: &Finding| f.clauses.iter().any(|named| *named == clause.clause);
            let is_named = report.findings.iter().any(names);
            let counts_for = |f: &Finding| {
                let heeds = clause.rules.iter().any(|rule| f.rule == *rule);
                names(f) || (!is_named && clause.findings > clause.waived && heeds)
            };
            for severity in Severity::ALL {
                let breaks = |f: &&Finding| f.status == Status::Open && f.severity == severity && counts_for(f);
                let count = report.findings.iter().filter(breaks).count();
                assert_eq!(row[severity.say(lang)], count.to_string(), "{} {severity:?}", clause.clause);
            }
            assert!(clause.rules.iter().all(|rule| cell(("確かめる規則", "Rules that check it")).contains(rule)));
        }
        let mut rows = table(&bytes, 4, 0);
        // the next step stands below
        rows.retain(|row| row.contains_key(pick(lang, ("規則ID", "Rule id"))));
        let mut expected: Vec<(String, String)> = Vec::new();
        for verdict in &report.verdicts {
            if matches!(verdict.verdict, Verdict::NotAssessed | Verdict::Off) {
                expected.push((verdict.rule.clone(), verdict.reason.clone().expect("a reason")));
            }
            if verdict.undetermined > 0 {
                expected.push((verdict.rule.clone(), verdict.undetermined.to_string()));
            }
        }
        assert!(expected.len() >= 3);
        assert_eq!(rows.len(), expected.len());
        for (rule, said) in expected {
            let row = rows.iter().find(|r| r[pick(lang, ("規則ID", "Rule id"))] == rule).expect("its row");
            assert!(row.values().any(|cell| *cell == said), "{rule}: {said}");
        }
    }
}

#[test]
fn headers_stay_in_view_and_on_every_page() {
    for lang in LANGS {
        let parts = parts(&written(&golden(lang), GroupBy::Clause));
        let book = &parts["xl/workbook.xml"];
        for (place, names) in SHEETS.iter().enumerate() {
            let xml = &parts[&format!("xl/worksheets/sheet{}.xml", place + 1)];
            assert!(xml.contains("paperSize=\"9\"") && xml.contains("orientation=\"landscape\""));
            assert!(xml.contains("&amp;A") && xml.contains("&amp;P / &amp;N"), "sheet and page below");
            if place == 0 {
                continue;
            }
            assert!(xml.contains("state=\"frozen\"") && xml.contains("<autoFilter ref=\"A"), "{names:?}");
            let name = pick(lang, *names);
            let name = if name.contains(' ') { format!("'{name}'") } else { name.to_owned() };
            let last = if place == 3 { 2 } else { 1 };
            assert!(book.contains(&format!(">{name}!$1:${last}</definedName>")), "{book}");
        }
        assert_eq!(book.matches("_xlnm.Print_Titles").count(), 7, "what ended and what is to come have lists too");
        // severities and verdicts have colours beside their words
        for sheet in [2, 3, 4, 5] {
            assert!(parts[&format!("xl/worksheets/sheet{sheet}.xml")].contains("<conditionalFormatting"));
        }
        let core = &parts["docProps/core.xml"];
        assert!(core.contains(&format!("<dc:creator>mcs-audit {}</dc:creator>", env!("CARGO_PKG_VERSION"))));
        assert!(core.contains("2026-10-31T00:00:00Z"));
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for report in [golden(Lang::Ja), hostile(Lang::En)] {
        assert!(written(&report, GroupBy::Person) == written(&report.clone(), GroupBy::Person));
    }
}

/// Hostile text that only means something to a workbook.
fn of_workbooks() -> Vec<String> {
    let mut texts: Vec<String> = [
        "<r><t>x</t></r>",
        "<r></worksheet></r>",
        "_x0041_",
        "_x000D_",
        "'=1+1",
        "{=1}",
        "#REF!",
        "00123",
        "2-1",
        "1E5",
    ]
    .map(str::to_owned)
    .into();
    texts.push("行\n".repeat(300));
    texts.push("😀".repeat(20_000));
    texts
}

fn hostile_report(lang: Lang) -> Report {
    let mut report = hostile(lang);
    for (place, text) in of_workbooks().into_iter().enumerate() {
        let mut finding = report.findings[place].clone();
        finding.id = format!("b{place:015x}").into();
        finding.subject.key = text.as_str().into();
        finding.subject.label = text.into();
        report.findings.push(finding);
    }
    report
}

#[test]
fn hostile_text_stays_text_in_its_cell() {
    for lang in LANGS {
        let report = hostile_report(lang);
        let bytes = written(&report, GroupBy::Person);
        for (name, part) in parts(&bytes) {
            assert!(!part.contains("<f>") && !part.contains("<hyperlink") && !name.contains("externalLink"), "{name}");
            let mut reader = quick_xml::Reader::from_str(&part);
            while !matches!(
                reader.read_event().unwrap_or_else(|e| panic!("{name}: {e}")),
                quick_xml::events::Event::Eof
            ) {}
            let allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
            assert!(part.chars().all(allowed), "{name}");
        }
        let rows = table(&bytes, 1, 0);
        assert_eq!(rows.len(), report.findings.len());
        let texts = hostile_texts().into_iter().enumerate().map(|(n, text)| (format!("{n:016x}"), text));
        let more = of_workbooks().into_iter().enumerate().map(|(n, text)| (format!("b{n:015x}"), text));
        for (id, text) in texts.chain(more) {
            let row = rows.iter().find(|r| r[pick(lang, ("指摘ID", "Finding id"))] == id).expect("its row");
            let cell = &row[pick(lang, ("対象", "Subject"))];
            let expected = shown(&text);
            let is_long = expected.encode_utf16().count() > MAX_UNITS || expected.matches('\n').count() > MAX_BREAKS;
            if is_long {
                assert!(cell.encode_utf16().count() <= MAX_UNITS && cell.matches('\n').count() <= MAX_BREAKS);
                let (kept, note) = cell.rsplit_once('…').expect("it says that it is cut");
                assert!(expected.starts_with(kept) && kept.len() > 300 && note.contains("JSON"), "{note}");
            } else {
                // the reader drops what stands around the text
                assert_eq!(cell.trim(), expected.trim(), "{id}");
            }
        }
    }
}

#[test]
fn the_program_writes_it_and_writes_it_again_from_a_stored_report() {
    let dir = new_folder();
    let run = |arguments: &[&str]| {
        let ran = run_at(dir.path(), arguments);
        assert_eq!(ran.code, 0, "{}", ran.err);
    };
    let office = fixture("sample-office");
    let office = text(&office);
    let formats = ["--format", "xlsx=a.xlsx", "--format", "json=a.json", "--lang", "ja"];
    run(&[&["check", office, "--as-of", "2026-10-31", "--exit-zero"], formats.as_slice()].concat());
    run(&["report", "a.json", "--format", "xlsx=b.xlsx"]);
    let bytes = fs::read(dir.path().join("a.xlsx")).expect("a workbook");
    assert_eq!(bytes, fs::read(dir.path().join("b.xlsx")).expect("a workbook"));
    assert!(!table(&bytes, 1, 0).is_empty());
    // the severities make up the whole, also of a clause that sums up others
    let clauses = table(&bytes, 2, 0);
    assert!(clauses.iter().any(|row| row["条項ID"] == "10" && row["うち未対応"] != "0"));
    for row in clauses {
        let number = |title: &str| row[title].parse::<u64>().expect("a number");
        assert_eq!(Severity::ALL.map(|s| number(s.say(Lang::Ja))).iter().sum::<u64>(), number("うち未対応"), "{row:?}");
    }
}

#[test]
fn a_report_without_findings_says_so() {
    for lang in LANGS {
        let mut report = golden(lang);
        report.findings.clear();
        report.verdicts.retain(|v| matches!(v.verdict, Verdict::Pass) && v.undetermined == 0);
        report.run.inputs.clear();
        let bytes = written(&report, GroupBy::Person);
        for sheet in [0, 1, 3, 4, 5] {
            let cells: Vec<String> = rows(&bytes, sheet).into_iter().flat_map(BTreeMap::into_values).collect();
            let said = match sheet {
                4 => ("評価できなかったものはありません。", "Everything was assessed."),
                5 => ("読んだ表はありません。", "No table was read."),
                _ => ("指摘はありません。", "No findings."),
            };
            assert!(cells.iter().any(|c| c == pick(lang, said)), "{sheet}: {cells:?}");
        }
    }
}

/// Writes reports with their workbooks into the folder that `MCS_AUDIT_REPORTS` names, for other programs to read:
/// `tests/workbooks/check_report.py` compares them.
#[test]
fn reports_for_other_programs() {
    let Some(folder) = std::env::var_os("MCS_AUDIT_REPORTS") else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("a folder");
    for lang in LANGS {
        let code = pick(lang, ("ja", "en"));
        for (name, report) in [("golden", golden(lang)), ("hostile", hostile_report(lang))] {
            fs::write(folder.join(format!("{name}.{code}.xlsx")), written(&report, GroupBy::Person)).expect("written");
            let layout = Layout { group_by: GroupBy::Person, ..Layout::default() };
            let mut json = fs::File::create(folder.join(format!("{name}.{code}.json"))).expect("a file");
            report.write(Format::Json, layout, &mut json).expect("written");
        }
    }
}
