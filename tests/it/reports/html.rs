//! The HTML report: all of a report is on the page, nothing of others is taken for markup, and the page needs nothing
//! but itself. What a browser makes of it is tried in `tests/browser`.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use base64::Engine as _;
use mcs_audit::base::text::Lang;
use mcs_audit::model::finding::{Finding, Named, Severity, State, Status, Verdict};
use mcs_audit::model::options::GroupBy;
use mcs_audit::model::options::{Format, Layout};
use mcs_audit::model::report::Report;
use mcs_audit::report::group::groups;
use scraper::{ElementRef, Html, Selector};
use sha2::Digest as _;
use smol_str::SmolStr;

use crate::support::golden::{golden, hostile, hostile_texts};

const LANGS: [Lang; 2] = [Lang::Ja, Lang::En];

fn written(report: &Report, group_by: GroupBy) -> String {
    let mut page = Vec::new();
    let layout = Layout { group_by, ..Layout::default() };
    report.write(Format::Html, layout, &mut page).expect("it is written");
    String::from_utf8(page).expect("UTF-8")
}

fn page(report: &Report) -> Html {
    Html::parse_document(&written(report, GroupBy::default()))
}

fn all<'a>(of: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    of.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn one<'a>(of: ElementRef<'a>, selector: &str) -> ElementRef<'a> {
    let found = all(of, selector);
    assert_eq!(found.len(), 1, "{selector}");
    found[0]
}

fn text(of: ElementRef<'_>) -> String {
    of.text().collect()
}

/// Text as a reader sees it, whatever the breaks between lines.
fn line(of: ElementRef<'_>) -> String {
    text(of).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is said of a finding stands in its article, and what the filters ask of it.
fn assert_shown(article: ElementRef<'_>, finding: &Finding, report: &Report) {
    let lang = report.run.lang;
    let heading = line(one(article, "h3"));
    let rule = report.verdicts.iter().find(|v| v.rule == finding.rule).expect("its rule");
    for said in [finding.severity.say(lang), &finding.subject.label, &rule.title] {
        assert!(heading.contains(said), "{heading} lacks {said}");
    }
    assert_eq!(heading.contains(Status::Waived.say(lang)), finding.status == Status::Waived, "{heading}");
    assert_eq!(text(one(article, ".message")), finding.message);
    let about = line(one(article, ".meta"));
    assert!(about.contains(finding.due.as_str()), "{about}");
    finding.assignees.iter().for_each(|a| assert!(about.contains(a.label.as_str()), "{about} lacks {}", a.label));
    assert!(about.contains(finding.duty.say(lang)), "{about}");
    let cited = |id: &SmolStr| report.clauses.iter().find(|c| c.clause == *id).map(|c| c.cited.clone());
    let links: Vec<String> = all(article, ".meta a").into_iter().map(text).collect();
    assert_eq!(links, finding.clauses.iter().filter_map(cited).collect::<Vec<_>>());
    let steps: Vec<String> = all(article, "ol li").into_iter().map(text).collect();
    assert_eq!(steps, finding.fix);
    assert_eq!(text(one(article, ".why")), rule.why);
    let evidence: Vec<String> = all(article, ".evidence li").into_iter().map(line).collect();
    assert_eq!(evidence.len(), finding.evidence.len());
    for (said, of) in evidence.iter().zip(&finding.evidence) {
        let cell = [&of.sheet, &of.column, &of.cell].map(|part| part.as_deref());
        let place = [Some(of.file.as_str()), Some(of.note.as_str())].into_iter().chain(cell);
        place.flatten().for_each(|part| assert!(said.contains(part), "{said} lacks {part}"));
        if let (Some(number), None) = (of.line, &of.cell) {
            assert!(said.contains(&number.to_string()), "{said} lacks line {number}");
        }
    }
    let ids = line(one(article, ".ids"));
    let concerns = &finding.concerns;
    let named = [&concerns.office, &concerns.group, &concerns.patient, &concerns.person].into_iter().flatten();
    named.for_each(|n| assert!(ids.contains(n.label.as_str()), "{ids} lacks {}", n.label));
    assert!(ids.contains(finding.rule.as_str()) && ids.contains(finding.id.as_str()), "{ids}");
    assert!(ids.contains(finding.subject.key.as_str()) || finding.subject.key == finding.subject.label, "{ids}");
    let asked = |name: &str| article.attr(name).expect("an attribute");
    assert_eq!(
        [asked("data-severity"), asked("data-rule"), asked("data-duty"), asked("data-status"), asked("data-due")],
        [finding.severity.word(), &finding.rule, finding.duty.word(), finding.status.word(), &finding.due]
    );
    let clauses: BTreeSet<&str> = asked("data-clause").split(' ').collect();
    assert!(finding.clauses.iter().all(|c| clauses.contains(c.as_str())), "{clauses:?}");
}

fn article_of<'a>(page: &'a Html, id: &str) -> ElementRef<'a> {
    let articles = all(page.root_element(), "article");
    let mut found = articles.into_iter().filter(|a| line(one(*a, ".ids")).ends_with(id));
    found.next().unwrap_or_else(|| panic!("{id} is not on the page"))
}

#[test]
fn every_finding_is_on_the_page_in_full() {
    for lang in LANGS {
        let report = golden(lang);
        let page = page(&report);
        assert_eq!(all(page.root_element(), "article").len(), report.findings.len());
        report.findings.iter().for_each(|f| assert_shown(article_of(&page, &f.id), f, &report));
    }
}

#[test]
fn what_is_new_comes_first_then_the_gravest_open_findings() {
    let page = page(&golden(Lang::Ja));
    let rank = |a: ElementRef<'_>| {
        let severity = Severity::ALL.iter().position(|s| a.attr("data-severity") == Some(s.word()));
        let is_old = !matches!(a.attr("data-change"), Some("new" | "reopened"));
        (is_old, a.attr("data-status") == Some("waived"), severity.expect("a severity"))
    };
    let ranks: Vec<_> = all(page.root_element(), "article").into_iter().map(rank).collect();
    assert!(ranks.is_sorted(), "{ranks:?}");
    assert_eq!(ranks.iter().filter(|(is_old, ..)| !is_old).count(), 4);
}

#[test]
fn the_first_screen_has_the_verdict_and_its_numbers() {
    for lang in LANGS {
        let report = golden(lang);
        let page = page(&report);
        let root = page.root_element();
        let head = line(one(root, "header"));
        let run = &report.run;
        for said in [run.office.as_ref().expect("an office"), &run.as_of, &run.policy_title, &run.policy_version] {
            assert!(head.contains(said), "{head} lacks {said}");
        }
        let open = report.findings.iter().filter(|f| f.status == Status::Open).count();
        let outcome = line(one(root, ".outcome"));
        assert!(outcome.contains(&open.to_string()) && outcome.contains('1'), "{outcome}");
        let tiles: Vec<String> = all(root, ".tiles li").into_iter().map(line).collect();
        for (tile, severity) in tiles.iter().zip(Severity::ALL) {
            let of = || report.findings.iter().filter(|f| f.status == Status::Open && f.severity == severity);
            let first = of().map(|f| f.due.as_str()).min().expect("there are some of each");
            assert!(tile.starts_with(&format!("{} {}", severity.say(lang), of().count())), "{tile}");
            assert!(tile.ends_with(first), "{tile}");
        }
        assert_eq!(tiles.len(), Severity::ALL.len());
        let matrix: Vec<String> = all(root, ".matrix li").into_iter().map(line).collect();
        assert_eq!(matrix.len(), report.clauses.len());
        for (said, clause) in matrix.iter().zip(&report.clauses) {
            let numbers = format!("{}/{}", clause.findings - clause.waived, clause.population);
            for part in [&clause.cited, &clause.label, clause.verdict.say(lang), &numbers] {
                assert!(said.contains(part), "{said} lacks {part}");
            }
        }
        let unassessed = line(one(root, ".unassessed"));
        for verdict in report.verdicts.iter().filter(|v| matches!(v.verdict, Verdict::NotAssessed | Verdict::Off)) {
            let reason = verdict.reason.as_ref().expect("a reason");
            assert!(unassessed.contains(reason) && unassessed.contains(&verdict.rule), "{unassessed}");
        }
        let undetermined: Vec<_> = report.verdicts.iter().filter(|v| v.undetermined > 0).collect();
        assert!(!undetermined.is_empty());
        for verdict in undetermined {
            let said = format!("{} {}", verdict.rule, verdict.undetermined);
            assert!(unassessed.contains(&said), "{unassessed} lacks {said}");
        }
        for left in [run.outside_people, run.foreign_groups] {
            assert!(unassessed.contains(&left.to_string()), "{unassessed}");
        }
    }
}

#[test]
fn the_tables_hold_every_clause_rule_and_input() {
    for lang in LANGS {
        let report = golden(lang);
        let page = page(&report);
        let root = page.root_element();
        let rows = |of: &str| all(root, &format!("{of} tbody tr")).into_iter().map(line).collect::<Vec<_>>();
        let clauses = rows("#clauses");
        assert_eq!(clauses.len(), report.clauses.len());
        for (row, clause) in clauses.iter().zip(&report.clauses) {
            assert!(row.contains(&clause.obligation) && row.contains(clause.verdict.say(lang)), "{row}");
            assert!(clause.rules.iter().all(|r| row.contains(r) || report.verdicts.iter().all(|v| v.rule != *r)));
        }
        let rules = rows("#rules");
        assert_eq!(rules.len(), report.verdicts.len());
        for (row, verdict) in rules.iter().zip(&report.verdicts) {
            let open = verdict.findings - verdict.waived;
            let others = [verdict.waived, verdict.corrected, verdict.population, verdict.undetermined];
            let numbers = others.iter().fold(open.to_string(), |numbers, number| format!("{numbers} {number}"));
            assert!(row.ends_with(&numbers), "{row} lacks {numbers}");
            assert!(row.contains(&verdict.requirement) && row.contains(verdict.verdict.say(lang)), "{row}");
        }
        let inputs = rows("#data");
        assert_eq!(inputs.len(), report.run.inputs.len());
        for (row, input) in inputs.iter().zip(&report.run.inputs) {
            let numbers = [input.rows.to_string(), input.skipped.to_string(), input.bytes.to_string()];
            let parts = [&input.label, &input.file, &input.sha256].into_iter().chain(&input.sheet);
            let parts = parts.chain(&input.exported_on).chain(&numbers);
            parts.for_each(|part| assert!(row.contains(part.as_str()), "{row} lacks {part}"));
        }
        let versions = line(one(root, ".versions"));
        let config = report.run.config.as_ref().expect("settings");
        for part in
            [&report.run.version, &report.run.policy_sha256, &config.file, &config.sha256, &report.run.absent[0]]
        {
            assert!(versions.contains(part.as_str()), "{versions} lacks {part}");
        }
    }
}

#[test]
fn each_list_holds_what_its_reader_has_to_do_and_nothing_else() {
    for (lang, by) in LANGS.into_iter().zip([GroupBy::Person, GroupBy::Duty]) {
        let report = golden(lang);
        let page = Html::parse_document(&written(&report, by));
        let lists = all(page.root_element(), ".list");
        let expected = groups(&report, by);
        assert_eq!(lists.len(), expected.len());
        for (list, group) in lists.into_iter().zip(expected) {
            assert_eq!(line(one(list, "h3")), group.heading);
            let tasks: Vec<String> = all(list, ".todo li").into_iter().map(line).collect();
            assert_eq!(tasks.len(), group.findings.len());
            assert_eq!(all(list, ".todo input[type=checkbox]").len(), tasks.len());
            for finding in &group.findings {
                let its = |task: &&String| task.contains(&finding.message) && task.contains(finding.due.as_str());
                assert!(tasks.iter().any(|t| its(&t) && t.starts_with(finding.subject.label.as_str())), "{tasks:?}");
            }
            assert!(all(list, ".evidence, .hash, .why").is_empty());
        }
    }
}

#[test]
fn the_lists_are_by_person_unless_others_are_asked_for() {
    let report = golden(Lang::Ja);
    assert_eq!(written(&report, GroupBy::Clause), written(&report, GroupBy::Person));
    let by_office = Html::parse_document(&written(&report, GroupBy::Office));
    let tasks = all(by_office.root_element(), ".list .todo li").len();
    assert_eq!(tasks, report.findings.iter().filter(|f| f.status == Status::Open).count());
}

#[test]
fn bars_count_what_they_show() {
    let report = golden(Lang::En);
    let page = page(&report);
    for (row, clause) in all(page.root_element(), "#clauses tbody tr").into_iter().zip(&report.clauses) {
        // what breaks no clause of its own counts for those that it heeds
        let names = |f: &Finding| f.clauses.iter().any(|named| *named == clause.clause);
        let is_direct = report.findings.iter().any(names);
        let counts_for = |f: &&Finding| {
            names(f) || (!is_direct && clause.findings > 0 && clause.rules.iter().any(|rule| f.rule == *rule))
        };
        let direct = report.findings.iter().filter(|f| f.status == Status::Open).filter(counts_for);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        direct.for_each(|f| *counts.entry(f.severity.word()).or_default() += 1);
        let pieces = all(row, "svg.bar rect").into_iter();
        let drawn: BTreeMap<&str, usize> = pieces
            .map(|r| (r.attr("class").expect("a class"), r.attr("width").expect("a width").parse().expect("a number")))
            .collect();
        assert_eq!(drawn, counts, "{}", clause.clause);
        all(row, "svg").into_iter().for_each(|svg| {
            assert_eq!(svg.attr("role"), Some("img"));
            assert_eq!(svg.attr("aria-label"), Some(text(one(svg, "title")).as_str()));
        });
    }
}

#[test]
fn offices_are_compared_only_where_there_are_several() {
    let mut report = golden(Lang::Ja);
    let rows = |report: &Report| all(page(report).root_element(), "[aria-labelledby=h-offices] tbody tr").len();
    assert_eq!(rows(&report), 2);
    report
        .findings
        .iter_mut()
        .for_each(|f| f.concerns.office = Some(Named { key: "O1".into(), label: "見本".into() }));
    assert_eq!(rows(&report), 0);
}

#[test]
fn how_the_findings_stand_to_the_audit_before_is_told() {
    let summary = [
        "前回(2026-09-30)との比較 新規 3 再発 1 継続 13 解消 2 対象なし 1 未評価 1",
        "Since 2026-09-30 new 3 reopened 1 persisting 13 fixed 2 gone 1 not assessed 1",
    ];
    for (lang, summary) in LANGS.into_iter().zip(summary) {
        let report = golden(lang);
        let page = page(&report);
        let root = page.root_element();
        assert_eq!(line(one(root, ".compared")), summary);
        for finding in &report.findings {
            let article = article_of(&page, &finding.id);
            let change = finding.change.as_ref().expect("compared");
            let chip = one(article, "h3 .change");
            assert!(text(chip).starts_with(change.state.say(lang)), "{}", text(chip));
            assert_eq!(article.attr("data-change"), Some(change.state.word()));
            let about = line(one(article, ".meta"));
            assert_eq!(about.contains(&change.since), change.state == State::Persisting, "{about}");
            assert_eq!(all(article, ".raised").len(), usize::from(finding.raised_from.is_some()));
            let waiver: Vec<String> = all(article, ".waiver").into_iter().map(line).collect();
            match &finding.waived {
                None => assert!(waiver.is_empty()),
                Some(w) => [&w.reason, &w.requested_by, &w.approved_by, &w.approved_on, &w.expires_on]
                    .into_iter()
                    .for_each(|said| assert!(waiver[0].contains(said), "{waiver:?} lacks {said}")),
            }
        }
        let choices: Vec<String> = all(root, "#by-change option").into_iter().map(text).collect();
        let numbers: Vec<&str> = choices.iter().filter_map(|c| c.split('(').nth(1)).collect();
        assert_eq!(numbers, ["3)", "14)", "1)"], "with the one that is waived");
        let ended: Vec<String> = all(root, "#ended tbody tr").into_iter().map(line).collect();
        assert_eq!(ended.len(), 4);
        for of in &report.comparison.as_ref().expect("compared").ended {
            let its = |row: &&String| row.contains(&of.message) && row.contains(of.rule.as_str());
            let row = ended.iter().find(its).expect("its row");
            assert!(row.starts_with(of.subject.label.as_str()) && row.ends_with(&of.audits.to_string()), "{row}");
        }
        let heads: Vec<String> = all(root, "#ended h3").into_iter().map(line).collect();
        assert_eq!(heads.len(), 3);
        let coming: Vec<String> = all(root, "#upcoming tbody tr").into_iter().map(line).collect();
        assert!(coming[0].starts_with("2026-11-08") && coming[0].contains("見本 一郎"), "{coming:?}");
        assert!(coming[1].starts_with("2026-11-16") && coming.len() == 2, "{coming:?}");
    }
}

#[test]
fn without_an_audit_before_nothing_is_called_new() {
    let mut report = golden(Lang::Ja);
    report.findings.iter_mut().for_each(|f| f.change = None);
    (report.comparison, report.upcoming) = (None, None);
    let page = page(&report);
    let parts = ".compared, .change, #by-change, #ended, #upcoming, [data-change]";
    assert!(all(page.root_element(), parts).is_empty());
}

#[test]
fn a_page_without_findings_says_so() {
    let mut report = golden(Lang::Ja);
    report.findings.clear();
    report.undetermined.clear();
    report.verdicts.iter_mut().for_each(|v| {
        (v.findings, v.waived, v.undetermined) = (0, 0, 0);
        if v.verdict != Verdict::Off {
            v.verdict = Verdict::Pass;
        }
    });
    let page = page(&report);
    let root = page.root_element();
    assert!(line(one(root, ".outcome")).contains("評価した規則に、未対応の指摘はありません。1件の規則は対象外です。"));
    assert!(line(one(root, "#findings")).contains("指摘はありません。"));
    assert!(all(root, "#tools, article, .list").is_empty());
}

/// What a page may consist of; everything else would be someone else's.
const ELEMENTS: &str = "html head meta title style body a header div h1 p bdi dl dt dd time nav ul li span main section h2 h3 h4 \
                        h5 ol strong svg rect table thead tbody tr th td label input select option output button article \
                        details summary br footer script";

#[test]
fn hostile_text_stays_text() {
    let allowed: BTreeSet<&str> = ELEMENTS.split_whitespace().collect();
    for lang in LANGS {
        let report = hostile(lang);
        let source = written(&report, GroupBy::Person);
        let unseen = |c: char| {
            (c.is_control() && c != '\n' && c != '\t')
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        assert_eq!(source.find(unseen), None, "a character that nobody can see");
        let page = Html::parse_document(&source);
        assert_eq!(page.errors, Vec::<&str>::new());
        let root = page.root_element();
        for element in all(root, "*") {
            let name = element.value().name();
            assert!(allowed.contains(name), "<{name}>");
            for (attribute, value) in element.value().attrs() {
                assert!(!attribute.starts_with("on") && attribute != "style" && attribute != "src", "{attribute}");
                assert!(attribute != "href" || value.starts_with('#'), "href {value}");
            }
        }
        assert_eq!((all(root, "script").len(), all(root, "style").len()), (1, 1));
        for (place, hostile) in hostile_texts().iter().enumerate() {
            let shown = text(one(article_of(&page, &format!("{place:016x}")), ".subject"));
            let seen: String = hostile.replace("\r\n", "\n").chars().filter(|c| !unseen(*c)).collect();
            let plain: String = seen.chars().filter(|c| !('\u{fffe}'..='\u{ffff}').contains(c)).collect();
            let pictures = |c: char| ('\u{2400}'..='\u{2421}').contains(&c) || c == '\u{fffd}';
            assert_eq!(shown.replace(pictures, ""), plain, "nothing else is lost");
            assert_eq!(
                shown.chars().count(),
                hostile.replace("\r\n", "\n").chars().count(),
                "nothing is left out unseen"
            );
        }
    }
}

#[test]
fn the_page_needs_and_allows_nothing_but_itself() {
    for report in [golden(Lang::Ja), hostile(Lang::En)] {
        let page = page(&report);
        let root = page.root_element();
        let sealed = |of: &str| {
            let hash = sha2::Sha256::digest(text(one(root, of)));
            format!("'sha256-{}'", base64::engine::general_purpose::STANDARD.encode(hash))
        };
        let policy = one(root, "meta[http-equiv='Content-Security-Policy']").attr("content").expect("a policy");
        let expected = format!(
            "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
            sealed("style"),
            sealed("script")
        );
        assert_eq!(policy, expected);
        for own in ["style", "script"] {
            let code = text(one(root, own));
            for outside in ["http:", "https:", "//", "url(", "@import", "eval(", "fetch("] {
                let found = code.lines().find(|l| l.contains(outside) && !l.trim_start().starts_with("//"));
                assert_eq!(found, None, "{outside}");
            }
        }
        let meta = |name: &str| one(root, &format!("meta[name={name}]")).attr("content").map(str::to_owned);
        assert_eq!(meta("generator"), Some(format!("mcs-audit {}", env!("CARGO_PKG_VERSION"))));
        assert_eq!(meta("robots"), Some("noindex, nofollow".to_owned()));
        assert_eq!(meta("referrer"), Some("no-referrer".to_owned()));
        assert_eq!(root.attr("lang"), Some(if report.run.lang == Lang::Ja { "ja" } else { "en" }));
    }
}

#[test]
fn links_lead_somewhere_and_ids_are_unique() {
    let page = page(&golden(Lang::Ja));
    let root = page.root_element();
    let ids: Vec<&str> = all(root, "[id]").into_iter().filter_map(|e| e.attr("id")).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len());
    for (selector, attribute) in [
        ("a[href]", "href"),
        ("[aria-labelledby]", "aria-labelledby"),
        ("label[for]", "for"),
        ("[aria-controls]", "aria-controls"),
    ] {
        for element in all(root, selector) {
            let target = element.attr(attribute).expect("it has one").trim_start_matches('#');
            assert!(unique.contains(target), "{attribute}={target}");
        }
    }
}

#[test]
fn headings_stand_in_order_and_tables_have_heads() {
    let page = page(&golden(Lang::En));
    let root = page.root_element();
    let mut before = 0;
    for heading in all(root, "h1, h2, h3, h4, h5") {
        let level: usize = heading.value().name()[1..].parse().expect("a level");
        assert!(level <= before + 1, "{} follows a heading of level {before}", line(heading));
        before = level;
    }
    for table in all(root, "table") {
        assert!(all(table, "thead th").into_iter().all(|th| th.attr("scope") == Some("col")));
        assert!(all(table, "tbody tr").into_iter().all(|tr| all(tr, "th[scope=row]").len() == 1));
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for lang in LANGS {
        assert_eq!(written(&golden(lang), GroupBy::Person), written(&golden(lang), GroupBy::Person));
    }
}

#[test]
fn beyond_ten_thousand_the_least_grave_are_left_out_and_counted() {
    let mut report = golden(Lang::Ja);
    let findings = std::mem::take(&mut report.findings);
    let copies = findings.iter().cycle().take(10_200).enumerate();
    report.findings = copies.map(|(n, f)| Finding { id: format!("{n:016x}").into(), ..f.clone() }).collect();
    let open = |f: &&Finding| f.status == Status::Open;
    let waived = report.findings.iter().filter(|f| !open(f)).count();
    assert!(waived > 200, "only what is waived is left out");
    let page = written(&report, GroupBy::Person);
    assert_eq!(page.matches("<article ").count(), 10_000);
    assert_eq!(page.matches("data-status=\"waived\" data-due").count(), waived - 200);
    let warning = "残りの200件(全10200件)は省きました";
    assert!(page.contains(warning) && page.contains("--format csv="), "{warning}");
    // of severity low none is shown before all that is graver is
    report.findings.iter_mut().for_each(|f| f.status = Status::Open);
    let low = report.findings.iter().filter(|f| f.severity == Severity::Low).count();
    let page = written(&report, GroupBy::Person);
    assert_eq!(page.matches("data-severity=\"low\"").count(), low - 200);
    assert!(page.contains("このほかに、省いた指摘が"), "the lists say so too");
}

/// A place to write to that is full.
struct Full;

impl io::Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_as_such() {
    let layout = Layout { group_by: GroupBy::Person, ..Layout::default() };
    let error = golden(Lang::Ja).write(Format::Html, layout, &mut Full).expect_err("it is full");
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
}
