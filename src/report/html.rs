//! HTML: one page that opens by double click, needs nothing else, and can be searched, printed and pinned to a wall.
//!
//! Template, style and script lie in `html/`. The page forbids itself whatever it does not hold: its policy names the
//! hashes of its one style and its one script, and allows nothing else.

mod words;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::io;

use askama::Template;
use askama::filters::{Escaper, Html};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::ValueEnum as _;
use sha2::{Digest as _, Sha256};
use smol_str::SmolStr;

use super::change::Instead;
use super::group::{self, Group, Part};
use super::{Layout, Report};
use crate::base::safe::shown;
use crate::base::text::Lang;
use crate::model::finding::{
    Confidence, Duty, Ended, Ending, Evidence, Finding, Named, Severity, State, Status, Verdict,
};
use crate::model::options::GroupBy;
use crate::model::place::place_of;
use crate::model::report::{ClauseVerdict, Coming, RuleVerdict};
use crate::model::schema::schema;
use crate::report::words::ReportWords;

/// So many findings are shown; a page with more would no longer be quick to search.
const MOST: usize = 10_000;
/// From so many on, the browser draws a finding only when it comes into view.
const MANY: usize = 500;
/// So many characters of a name are shown where there is room for one line only.
const MOST_OF_NAME: usize = 60;

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// Makes text of others safe: what cannot be seen is made visible, and nothing is taken for markup.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Shown;

impl Escaper for Shown {
    fn write_escaped_str<W: fmt::Write>(&self, out: W, text: &str) -> fmt::Result {
        Html.write_escaped_str(out, &shown(&text.replace("\r\n", "\n")))
    }
}

#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page<'a> {
    report: &'a Report,
    lang: Lang,
    words: ReportWords,
    style: &'a str,
    script: &'a str,
    style_hash: String,
    script_hash: String,
    /// Open findings.
    open: usize,
    waived: usize,
    /// Rules that were not assessed.
    unassessed: usize,
    /// Whether rows were left out because a status or kind is empty.
    undetermined: bool,
    severities: Vec<OfSeverity<'a>>,
    verdicts: Vec<(Verdict, usize)>,
    clauses: Vec<OfClause<'a>>,
    rules: Vec<OfRule<'a>>,
    not_assessed: Vec<Unjudged<'a>>,
    off: Vec<Unjudged<'a>>,
    offices: Vec<OfOffice<'a>>,
    absent: Vec<String>,
    items: Vec<Item<'a>>,
    filters: Vec<Filter>,
    lists: Vec<List<'a>>,
    endings: Vec<Ends<'a>>,
    instead: Instead<'a>,
    coming: Vec<(&'a Coming, String)>,
}

/// Open findings of a severity.
struct OfSeverity<'a> {
    severity: Severity,
    open: usize,
    /// The first day by which one of them is due.
    due: Option<&'a str>,
}

/// A clause, and the open findings that count for it.
struct OfClause<'a> {
    verdict: &'a ClauseVerdict,
    open: u64,
    bar: Bar,
    /// The rules that judge it, by place.
    rules: Vec<(usize, &'a str)>,
}

struct OfRule<'a> {
    verdict: &'a RuleVerdict,
    open: u64,
    clauses: Vec<(usize, &'a str)>,
}

/// Rules that were not judged, and why.
struct Unjudged<'a> {
    reason: &'a str,
    rules: Vec<(usize, &'a RuleVerdict)>,
    clauses: Vec<(usize, &'a str)>,
}

struct OfOffice<'a> {
    label: &'a str,
    open: usize,
    bar: Bar,
}

/// A stacked bar: how many open findings of each severity.
#[derive(Clone, Default)]
struct Bar {
    counts: [usize; 4],
    /// The length of the longest bar that it stands beside.
    longest: usize,
}

impl Bar {
    fn add(&mut self, severity: Severity) {
        for (count, of) in self.counts.iter_mut().zip(Severity::ALL) {
            *count += usize::from(of == severity);
        }
    }

    fn len(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The pieces that there are: severity, where it begins, how long it is.
    fn pieces(&self) -> Vec<(Severity, usize, usize)> {
        let mut from = 0;
        let mut piece = |(severity, count): (Severity, usize)| {
            from += count;
            (severity, from - count, count)
        };
        Severity::ALL.into_iter().zip(self.counts).map(&mut piece).filter(|(_, _, count)| *count > 0).collect()
    }

    fn say(&self, words: ReportWords) -> String {
        let said: Vec<String> = self.pieces().iter().map(|(s, _, count)| words.count(*s, *count)).collect();
        said.join(" ")
    }
}

/// A finding as it is shown.
struct Item<'a> {
    finding: &'a Finding,
    rule: Option<(usize, &'a RuleVerdict)>,
    /// The clauses it breaks, by place.
    clauses: Vec<(usize, &'a str)>,
    /// What the filters ask of it: words, and places of people and offices among their options.
    of_clauses: String,
    of_people: String,
    of_office: String,
    evidence: Vec<(String, &'a Evidence)>,
}

impl Item<'_> {
    fn acts(&self, words: ReportWords) -> String {
        let finding = self.finding;
        acts(&finding.assignees, finding.duty, finding.concerns.office.as_ref(), words)
    }

    fn has_key(&self) -> bool {
        self.finding.subject.key != self.finding.subject.label
    }
}

/// That a finding is graver than its rule, and why.
fn raised(finding: &Finding, words: ReportWords) -> Option<String> {
    finding.raised_from.map(|from| words.raised(from, finding.severity))
}

/// Those who have to act, by name if they are known.
fn acts(assignees: &[Named], duty: Duty, office: Option<&Named>, words: ReportWords) -> String {
    if assignees.is_empty() {
        return words.somebody(duty, office.map(|o| o.label.as_str()));
    }
    let names: Vec<&str> = assignees.iter().map(|a| a.label.as_str()).collect();
    words.person(&names.join(if words.0 == Lang::Ja { "、" } else { ", " }), &[duty])
}

/// A list to choose from: what is chosen, as it is called, and how many findings each choice leaves.
struct Filter {
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String, usize)>,
}

/// The findings of the audit before that are no more, of which the same became.
struct Ends<'a> {
    ending: Ending,
    heading: String,
    ended: Vec<&'a Ended>,
}

/// What someone has to do.
struct List<'a> {
    heading: &'a str,
    jobs: Vec<Job<'a>>,
    count: usize,
    /// How many findings of the list are not shown.
    left_out: usize,
    due: &'a str,
}

/// What has to be done about the findings of a rule.
struct Job<'a> {
    verdict: &'a RuleVerdict,
    severity: Severity,
    findings: Vec<&'a Finding>,
    /// How: for the one finding, or for all of the rule; none where it stands above.
    steps: Option<Vec<&'a str>>,
}

pub(super) fn write(report: &Report, layout: Layout, out: &mut dyn io::Write) -> io::Result<()> {
    let words = ReportWords(report.run.lang);
    let style = format!("{STYLE}{}", margins(report, words));
    let mut ordered: Vec<&Finding> = report.findings.iter().collect();
    ordered.sort_by_key(|f| (f.status != Status::Open, Reverse(f.severity)));
    ordered.truncate(MOST);
    ordered.sort_by_key(|f| !f.is_fresh());
    // the findings stand by severity, so what is grouped here is what has to be done: by person, unless others are asked for
    let by = match layout.group_by {
        GroupBy::Clause => GroupBy::Person,
        asked => asked,
    };
    let groups = group::groups(report, by);
    let places = Places::new(report);
    let items: Vec<Item<'_>> = ordered.iter().map(|f| places.item(f, words)).collect();
    let open = |f: &&Finding| f.status == Status::Open;
    let coming = report.upcoming.iter().flat_map(|u| &u.findings);
    let page = Page {
        report,
        lang: report.run.lang,
        words,
        style_hash: hash(&style),
        script_hash: hash(SCRIPT),
        style: &style,
        script: SCRIPT,
        open: report.findings.iter().filter(open).count(),
        waived: report.waived(),
        unassessed: report.verdicts.iter().filter(|v| v.verdict == Verdict::NotAssessed).count(),
        undetermined: report.verdicts.iter().any(|v| v.undetermined > 0),
        severities: severities(report),
        verdicts: verdicts(report),
        clauses: places.clauses(),
        rules: places.rules(),
        not_assessed: places.reasons(Verdict::NotAssessed),
        off: places.reasons(Verdict::Off),
        offices: offices(report, words),
        absent: report.run.absent.iter().map(|name| table(name, words)).collect(),
        filters: places.filters(&items, words),
        lists: lists(report, &groups, &ordered),
        items,
        endings: report
            .endings()
            .into_iter()
            .map(|(ending, ended)| Ends { ending, heading: words.endings(ending, ended.len()), ended })
            .collect(),
        instead: report.instead(),
        coming: coming.take(MOST).map(|c| (c, acts(&c.assignees, c.duty, None, words))).collect(),
    };
    page.write_into(out)
}

/// A hash as a policy of the page names it.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// What stands in the margins of a printed page, so that a loose sheet tells where it belongs.
fn margins(report: &Report, words: ReportWords) -> String {
    let office = report.run.office.as_deref().map(brief).unwrap_or_default();
    let left = format!("{} {office}", words.title());
    let right = format!("{} {}", words.as_of(), report.run.as_of);
    let mut style = String::from("@page{");
    for (place, text) in
        [("top-left", left.trim_end()), ("top-right", &right), ("bottom-left", words.confidential_short())]
    {
        let _ = write!(style, "@{place}{{content:\"{}\"}}", css_text(text));
    }
    style.push('}');
    style
}

/// Text within a string of a style sheet: whatever could mean something there is written as its number.
fn css_text(text: &str) -> String {
    let shown = shown(text);
    let mut escaped = String::with_capacity(shown.len());
    for c in shown.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '-' | '.') {
            escaped.push(c);
        } else {
            let _ = write!(escaped, "\\{:x} ", u32::from(c));
        }
    }
    escaped
}

/// The beginning of a long name.
fn brief(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MOST_OF_NAME) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => Cow::Borrowed(name),
    }
}

/// What a table is called.
fn table(name: &str, words: ReportWords) -> String {
    match schema().table(name) {
        Some(table) => format!("{} ({name})", table.def().label.get(words.0)),
        None => name.to_owned(),
    }
}

fn severities(report: &Report) -> Vec<OfSeverity<'_>> {
    let of = |severity| {
        let due = report.findings.iter().filter(|f| f.status == Status::Open && f.severity == severity);
        OfSeverity { severity, open: report.open(severity), due: due.map(|f| f.due.as_str()).min() }
    };
    Severity::ALL.into_iter().map(of).collect()
}

/// How many clauses have each verdict.
fn verdicts(report: &Report) -> Vec<(Verdict, usize)> {
    [Verdict::Fail, Verdict::NotAssessed, Verdict::Pass, Verdict::NotApplicable, Verdict::Off]
        .into_iter()
        .map(|verdict| (verdict, report.clauses.iter().filter(|c| c.verdict == verdict).count()))
        .filter(|(_, count)| *count > 0)
        .collect()
}

/// The open findings of each office; nothing where there is but one.
fn offices(report: &Report, words: ReportWords) -> Vec<OfOffice<'_>> {
    let mut bars: BTreeMap<Option<&Named>, Bar> = BTreeMap::new();
    for finding in report.findings.iter().filter(|f| f.status == Status::Open) {
        bars.entry(finding.concerns.office.as_ref()).or_default().add(finding.severity);
    }
    if bars.keys().flatten().count() < 2 {
        return Vec::new();
    }
    let longest = bars.values().map(Bar::len).max().unwrap_or_default();
    let mut offices: Vec<OfOffice<'_>> = bars
        .into_iter()
        .map(|(office, bar)| OfOffice {
            label: office.map_or(words.no_office(), |o| &o.label),
            open: bar.len(),
            bar: Bar { longest, ..bar },
        })
        .collect();
    offices.sort_by_key(|o| Reverse(o.open));
    offices
}

/// The lists of what has to be done, with the findings that are shown.
fn lists<'a>(report: &'a Report, groups: &'a [Group<'a>], ordered: &[&'a Finding]) -> Vec<List<'a>> {
    let shown: BTreeSet<&str> = ordered.iter().map(|f| f.id.as_str()).collect();
    let all_shown = ordered.len() == report.findings.len();
    let mut lists = Vec::new();
    for group in groups {
        let open: Vec<&Finding> = group.findings.iter().copied().filter(|f| f.status == Status::Open).collect();
        let count = open.len();
        let Some(due) = open.iter().map(|f| f.due.as_str()).min() else { continue };
        let findings: Vec<&Finding> = open.into_iter().filter(|f| all_shown || shown.contains(f.id.as_str())).collect();
        let left_out = count - findings.len();
        let listed = Group { heading: String::new(), findings };
        // the steps for a single finding name whom it is about: they tell nothing of others
        let mut told: BTreeSet<&str> = BTreeSet::new();
        let job = |Part { verdict, severity, findings, .. }: Part<'a, 'a>| {
            let steps = match findings.as_slice() {
                [only] => Some(only.fix.iter().map(SmolStr::as_str).collect()),
                _ if !told.insert(&verdict.rule) => None,
                _ => Some(verdict.steps.iter().map(String::as_str).collect()),
            };
            Job { verdict, severity, findings, steps }
        };
        let jobs = listed.by_rule(report).into_iter().map(job).collect();
        lists.push(List { heading: &group.heading, jobs, count, left_out, due });
    }
    lists
}

/// Where the clauses, rules, offices and people of a report stand.
struct Places<'a> {
    report: &'a Report,
    clauses: BTreeMap<&'a str, usize>,
    rules: BTreeMap<&'a str, usize>,
    offices: BTreeMap<(&'a str, &'a str), usize>,
    people: BTreeMap<(&'a str, &'a str), usize>,
    /// For each clause that is judged by other clauses: the rules that judge those.
    through: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Places<'a> {
    fn new(report: &'a Report) -> Self {
        let direct: BTreeSet<&str> = report.findings.iter().flat_map(|f| &f.clauses).map(SmolStr::as_str).collect();
        let through = report.clauses.iter().filter(|c| c.findings > 0 && !direct.contains(c.clause.as_str()));
        let number = |names: BTreeSet<(&'a str, &'a str)>| names.into_iter().zip(0..).collect();
        let name = |named: &'a Named| (named.label.as_str(), named.key.as_str());
        let concerned = report.findings.iter().flat_map(|f| f.assignees.iter().chain(&f.concerns.person));
        Self {
            report,
            clauses: report.clauses.iter().map(|c| c.clause.as_str()).zip(0..).collect(),
            rules: report.verdicts.iter().map(|v| v.rule.as_str()).zip(0..).collect(),
            offices: number(report.findings.iter().filter_map(|f| f.concerns.office.as_ref()).map(name).collect()),
            people: number(concerned.map(name).collect()),
            through: through.map(|c| (c.clause.as_str(), c.rules.iter().map(String::as_str).collect())).collect(),
        }
    }

    fn rule(&self, id: &str) -> Option<(usize, &'a RuleVerdict)> {
        self.rules.get(id).map(|place| (*place, &self.report.verdicts[*place]))
    }

    /// Clauses with their places and as they are cited.
    fn cited(&self, clauses: &[impl AsRef<str>]) -> Vec<(usize, &'a str)> {
        let places = clauses.iter().filter_map(|id| self.clauses.get(id.as_ref()).copied());
        places.map(|place| (place, self.report.clauses[place].cited.as_str())).collect()
    }

    /// Every clause that a finding counts for.
    fn counts_for(&self, finding: &'a Finding) -> Vec<&'a str> {
        let through = self.through.iter().filter(|(_, rules)| rules.contains(finding.rule.as_str()));
        finding.clauses.iter().map(SmolStr::as_str).chain(through.map(|(clause, _)| *clause)).collect()
    }

    fn item(&self, finding: &'a Finding, words: ReportWords) -> Item<'a> {
        let number = |of: &BTreeMap<(&str, &str), usize>, named: &Named| {
            of.get(&(named.label.as_str(), named.key.as_str())).map(usize::to_string)
        };
        let concerned = finding.assignees.iter().chain(&finding.concerns.person);
        let people: BTreeSet<String> = concerned.filter_map(|n| number(&self.people, n)).collect();
        let place = |e: &'a Evidence| match e.line {
            Some(line) => words.place(&e.file, e.sheet.as_deref(), line, e.cell.as_deref()),
            None => place_of(&e.file, e.sheet.as_deref()),
        };
        Item {
            finding,
            rule: self.rule(&finding.rule),
            clauses: self.cited(&finding.clauses),
            of_clauses: self.counts_for(finding).join(" "),
            of_people: people.into_iter().collect::<Vec<_>>().join(" "),
            of_office: finding.concerns.office.as_ref().and_then(|o| number(&self.offices, o)).unwrap_or_default(),
            evidence: finding.evidence.iter().map(|e| (place(e), e)).collect(),
        }
    }

    fn clauses(&self) -> Vec<OfClause<'a>> {
        let mut bars: BTreeMap<&str, Bar> = BTreeMap::new();
        for finding in self.report.findings.iter().filter(|f| f.status == Status::Open) {
            for clause in self.counts_for(finding) {
                bars.entry(clause).or_default().add(finding.severity);
            }
        }
        let longest = bars.values().map(Bar::len).max().unwrap_or_default();
        let of = |verdict: &'a ClauseVerdict| OfClause {
            verdict,
            open: verdict.findings.saturating_sub(verdict.waived),
            bar: Bar { longest, ..bars.get(verdict.clause.as_str()).cloned().unwrap_or_default() },
            rules: verdict.rules.iter().filter_map(|r| Some((self.rule(r)?.0, r.as_str()))).collect(),
        };
        self.report.clauses.iter().map(of).collect()
    }

    fn rules(&self) -> Vec<OfRule<'a>> {
        let of = |verdict: &'a RuleVerdict| OfRule {
            verdict,
            open: verdict.findings.saturating_sub(verdict.waived),
            clauses: self.cited(&verdict.clauses),
        };
        self.report.verdicts.iter().map(of).collect()
    }

    /// The rules with a verdict, by the reason for it.
    fn reasons(&self, verdict: Verdict) -> Vec<Unjudged<'a>> {
        let mut reasons: Vec<Unjudged<'a>> = Vec::new();
        for (place, rule) in self.report.verdicts.iter().enumerate().filter(|(_, v)| v.verdict == verdict) {
            let reason = rule.reason.as_deref().unwrap_or_default();
            let at = reasons.iter().position(|r| r.reason == reason).unwrap_or_else(|| {
                reasons.push(Unjudged { reason, rules: Vec::new(), clauses: Vec::new() });
                reasons.len() - 1
            });
            let of = &mut reasons[at];
            of.rules.push((place, rule));
            for clause in self.cited(&rule.clauses) {
                if !of.clauses.contains(&clause) {
                    of.clauses.push(clause);
                }
            }
        }
        reasons.iter_mut().for_each(|r| r.clauses.sort_unstable());
        reasons
    }

    /// The filters, with the choices that leave something.
    fn filters(&self, items: &[Item<'a>], words: ReportWords) -> Vec<Filter> {
        let (lang, report) = (words.0, self.report);
        let mut left: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for item in items {
            let finding = item.finding;
            let single = [
                ("severity", finding.severity.word()),
                ("duty", finding.duty.word()),
                ("office", &item.of_office),
                ("rule", &finding.rule),
                ("status", finding.status.word()),
                ("change", finding.change.as_ref().map_or("", |c| c.state.word())),
            ];
            let people = item.of_people.split_terminator(' ').map(|person| ("person", person));
            let clauses = self.counts_for(finding).into_iter().map(|clause| ("clause", clause));
            single.into_iter().chain(people).chain(clauses).for_each(|value| *left.entry(value).or_default() += 1);
        }
        let filter = |name, label, options: Vec<(String, String)>| {
            let left = |value: &str| left.get(&(name, value)).copied();
            let option = |(value, said): (String, String)| left(&value).map(|left| (value, said, left));
            Filter { name, label, options: options.into_iter().filter_map(option).collect() }
        };
        let clause = |c: &ClauseVerdict| (c.clause.clone(), brief(&format!("{} {}", c.cited, c.label)).into_owned());
        let rule = |v: &RuleVerdict| (v.rule.clone(), brief(&v.title).into_owned());
        let severities = Severity::ALL.map(|s| (s.word().to_owned(), s.say(lang).to_owned()));
        let duties = Duty::value_variants().iter().map(|d| (d.word().to_owned(), d.say(lang).to_owned()));
        let statuses = Status::value_variants().iter().map(|s| (s.word().to_owned(), s.say(lang).to_owned()));
        let states = State::value_variants().iter().map(|s| (s.word().to_owned(), s.say(lang).to_owned()));
        let change = report.comparison.is_some().then(|| filter("change", words.state_of_change(), states.collect()));
        let filters = vec![
            filter("severity", words.severity(), severities.into()),
            filter("clause", words.clause(), report.clauses.iter().map(clause).collect()),
            filter("rule", words.rule(), report.verdicts.iter().map(rule).collect()),
            filter("duty", words.filter_duty(), duties.collect()),
            filter("person", words.filter_person(), options(&self.people)),
            filter("office", words.office(), options(&self.offices)),
            filter("status", words.filter_status(), statuses.collect()),
        ];
        filters.into_iter().chain(change).collect()
    }
}

/// Names to choose from, told apart by their keys where several are called alike.
fn options(names: &BTreeMap<(&str, &str), usize>) -> Vec<(String, String)> {
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    names.keys().for_each(|(label, _)| *alike.entry(label).or_default() += 1);
    let option = |((label, key), number): (&(&str, &str), &usize)| {
        let key = if alike[label] > 1 { format!(" [{}]", brief(key)) } else { String::new() };
        (number.to_string(), format!("{}{key}", brief(label)))
    };
    names.iter().map(option).collect()
}
