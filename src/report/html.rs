//! HTML: one page that opens by double click, needs nothing else, and can be searched, printed and pinned to a wall.
//!
//! Template, style and script lie in `html/`. The page forbids itself whatever it does not hold: its policy names the
//! hashes of its one style and its one script, and allows nothing else.

mod filters;
mod findings;
mod overview;
mod to_do;
mod words;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt::{self, Write as _};
use std::io;

use askama::Template;
use askama::filters::{Escaper, Html};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::change::Instead;
use super::group;
use super::{Layout, Report};
use crate::base::safe::shown;
use crate::base::text::Lang;
use crate::model::finding::{Confidence, Duty, Ended, Ending, Finding, Named, Status, Verdict};
use crate::model::options::GroupBy;
use crate::model::report::UpcomingFinding;
use crate::model::schema::schema;
use crate::report::words::ReportWords;
use filters::Filter;
use findings::{Item, OfClause, OfRule, Places, Unjudged};
use overview::{OfOffice, OfSeverity};
use to_do::List;

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
    waived: usize,
    corrected: usize,
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
    coming: Vec<(&'a UpcomingFinding, String)>,
}

/// Says that a finding is graver than its rule, and why.
fn raised(finding: &Finding, words: ReportWords) -> Option<String> {
    finding.raised_from.map(|from| words.raised(from, finding.severity))
}

/// Names those who have to act, or says whose duty it is if they are not known.
fn acts(assignees: &[Named], duty: Duty, office: Option<&Named>, words: ReportWords) -> String {
    if assignees.is_empty() {
        return words.somebody(duty, office.map(|o| o.label.as_str()));
    }
    let names: Vec<&str> = assignees.iter().map(|a| a.label.as_str()).collect();
    words.person(&names.join(if words.0 == Lang::Ja { "、" } else { ", " }), &[duty])
}

/// The findings of the audit before that are no more, of which the same became.
struct Ends<'a> {
    ending: Ending,
    heading: String,
    ended: Vec<&'a Ended>,
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
    let coming = report.upcoming.iter().flat_map(|u| &u.findings);
    let page = Page {
        report,
        lang: report.run.lang,
        words,
        style_hash: hash(&style),
        script_hash: hash(SCRIPT),
        style: &style,
        script: SCRIPT,
        waived: report.waived(),
        corrected: report.corrected(),
        undetermined: report.verdicts.iter().any(|v| v.undetermined > 0),
        severities: overview::severities(report),
        verdicts: overview::verdicts(report),
        clauses: places.clauses(),
        rules: places.rules(),
        not_assessed: places.reasons(Verdict::NotAssessed),
        off: places.reasons(Verdict::Off),
        offices: overview::offices(report, words),
        absent: report.run.absent.iter().map(|name| table(name, words)).collect(),
        filters: places.filters(&items, words),
        lists: to_do::lists(report, &groups, &ordered),
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

/// Hashes a style or script as the policy of the page names it.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// Returns the style of the margins of a printed page, by which a loose sheet tells where it belongs.
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

/// Escapes text within a string of a style sheet: whatever could mean something there is written as its number.
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

/// Shortens a long name.
fn brief(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MOST_OF_NAME) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => Cow::Borrowed(name),
    }
}

/// Names a table.
fn table(name: &str, words: ReportWords) -> String {
    match schema().table(name) {
        Some(table) => format!("{} ({name})", table.def().label.get(words.0)),
        None => name.to_owned(),
    }
}
