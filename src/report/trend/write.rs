//! A trend as tables at a terminal, as CSV, as JSON, and as a page with charts; as a workbook it is written beside.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use askama::filters::{Escaper, Html};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use comfy_table::presets::UTF8_BORDERS_ONLY;
use comfy_table::{CellAlignment, ColumnConstraint, Table};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use unicode_width::UnicodeWidthStr as _;

use super::{Audit, Trend, TrendFormat, xlsx};
use crate::base::safe::{shown, shown_on_a_line};
use crate::base::text::Lang;
use crate::model::finding::Severity;
use crate::model::options::Style;
use crate::model::report::{PolicyDifference, SettingDifference};
use crate::report::Changes;
use crate::report::words::ReportWords;

/// A day, and the blank in front of it.
const DAY_WIDTH: usize = 11;
const STYLE: &str = include_str!("trend.css");

/// Writes a trend.
pub fn write(trend: &Trend, format: TrendFormat, style: Style, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let words = ReportWords(lang);
    match format {
        TrendFormat::Text => text(trend, style, words, out),
        TrendFormat::Csv => csv(trend, out),
        TrendFormat::Json => json(trend, out),
        TrendFormat::Html => html(trend, words, out),
        TrendFormat::Xlsx => xlsx::write(trend, words, out),
    }
}

/// Says a number that may not be there.
fn number(days: Option<f64>) -> String {
    days.map_or_else(String::new, |days| days.to_string())
}

fn change(audit: &Audit, of: fn(&Changes) -> usize) -> String {
    audit.changes.as_ref().map_or_else(String::new, |changes| of(changes).to_string())
}

/// Returns the cells of an audit behind its day, as the columns of [`headers`] have them.
fn cells(audit: &Audit) -> Vec<String> {
    let mut cells: Vec<String> = audit.open.iter().map(usize::to_string).collect();
    cells.push(audit.all_open().to_string());
    cells.extend([change(audit, |c| c.new), change(audit, |c| c.reopened)]);
    cells.extend([change(audit, |c| c.fixed), change(audit, |c| c.gone)]);
    cells.extend([number(audit.age), number(audit.taken)]);
    cells
}

fn headers(words: ReportWords) -> Vec<&'static str> {
    use crate::model::finding::{Ending, State};
    let lang = words.0;
    let mut headers: Vec<&str> = vec![words.as_of()];
    headers.extend(Severity::ALL.map(|s| s.say(lang)));
    headers.push(words.total());
    headers.extend([State::New.say(lang), State::Reopened.say(lang)]);
    headers.extend([Ending::Fixed.say(lang), Ending::Gone.say(lang)]);
    headers.extend([words.median_age(), words.median_taken()]);
    headers
}

fn text(trend: &Trend, style: Style, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}\n", style.bold(words.trend()))?;
    let mut table = style.table(UTF8_BORDERS_ONLY);
    let (first, others) = (words.as_of(), headers(words).into_iter().skip(1));
    table.set_header([first.to_owned()].into_iter().chain(others.map(|header| header.replace(' ', "\n"))));
    for audit in &trend.audits {
        table.add_row([vec![shown_on_a_line(&audit.as_of)], cells(audit)].concat());
    }
    numbers(&mut table);
    writeln!(out, "{}", table.trim_fmt())?;
    style.paragraph(words.trend_note(), out)?;
    if let Some(said) = words.trend_unjudged(&trend.unjudged()) {
        style.paragraph(&said, out)?;
    }
    if let Some(said) = words.trend_corrected(&trend.corrected()) {
        style.paragraph(&shown_on_a_line(&said), out)?;
    }
    let differences = trend.differences(words);
    if !differences.is_empty() {
        writeln!(out, "\n{}", style.bold(words.trend_differences()))?;
    }
    let line = |said: &String| style.paragraph(&format!("- {}", shown_on_a_line(said)), &mut *out);
    differences.iter().try_for_each(line)?;
    let names = trend.clauses.iter().map(|(_, cited)| cited.width()).chain([words.clause().width()]);
    // the last ones that have room beside the clauses and the frame
    let room = usize::from(style.width).saturating_sub(names.max().unwrap_or(0) + 4) / DAY_WIDTH;
    let beside = &trend.audits[trend.audits.len().saturating_sub(room.max(1))..];
    let shown: Vec<_> =
        trend.clauses.iter().filter(|(id, _)| beside.iter().any(|a| a.by_clause.contains_key(id))).collect();
    if shown.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}\n", style.bold(&words.trend_by_clause(beside.len(), trend.audits.len())))?;
    let mut table = style.table(UTF8_BORDERS_ONLY);
    let days = beside.iter().map(|audit| shown_on_a_line(&audit.as_of));
    table.set_header([words.clause().to_owned()].into_iter().chain(days));
    for (id, cited) in shown {
        let counts = beside.iter().map(|a| a.by_clause.get(id).map_or_else(|| "-".to_owned(), usize::to_string));
        table.add_row([shown_on_a_line(cited)].into_iter().chain(counts));
    }
    numbers(&mut table);
    writeln!(out, "{}", table.trim_fmt())
}

/// Lays out a table of numbers behind names. Its columns stand close: twelve have to fit into eighty characters.
fn numbers(table: &mut Table) {
    let last = table.column_count().saturating_sub(1);
    for (place, column) in table.column_iter_mut().enumerate() {
        column.set_padding((u16::from(place == 0), u16::from(place == last)));
        column.set_constraint(ColumnConstraint::ContentWidth);
        if place > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// Writes a row an audit; behind the numbers, a column for each clause.
fn csv(trend: &Trend, out: &mut dyn io::Write) -> io::Result<()> {
    let failed = |error: csv::Error| match error.into_kind() {
        // the kind of the error tells whether the reader has gone
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let mut header: Vec<String> = vec!["as_of".to_owned()];
    header.extend(Severity::ALL.map(|s| s.word().to_owned()));
    let names = ["open", "waived", "corrected", "new", "reopened", "persisting", "fixed", "gone", "not_assessed"];
    header.extend(names.map(str::to_owned));
    header.extend(["median_age_days", "median_days_to_fix"].map(str::to_owned));
    header.extend(trend.clauses.iter().map(|(id, _)| format!("clause {}", shown(id))));
    writer.write_record(&header).map_err(failed)?;
    for audit in &trend.audits {
        let mut row = vec![shown(&audit.as_of).into_owned()];
        row.extend(audit.open.iter().map(usize::to_string));
        row.extend([audit.all_open(), audit.waived, audit.corrected].map(|count| count.to_string()));
        row.extend([change(audit, |c| c.new), change(audit, |c| c.reopened), change(audit, |c| c.persisting)]);
        row.extend([change(audit, |c| c.fixed), change(audit, |c| c.gone), change(audit, |c| c.not_assessed)]);
        row.extend([number(audit.age), number(audit.taken)]);
        row.extend(trend.clauses.iter().map(|(id, _)| audit.by_clause.get(id).copied().unwrap_or(0).to_string()));
        writer.write_record(&row).map_err(failed)?;
    }
    writer.flush()
}

/// The contract with readers of the JSON: it changes only together with `version`.
#[derive(Serialize)]
struct Whole<'a> {
    version: u32,
    audits: Vec<OfAudit<'a>>,
}

#[derive(Serialize)]
struct OfAudit<'a> {
    as_of: &'a str,
    open: BTreeMap<&'static str, usize>,
    waived: usize,
    corrected: usize,
    settings: &'a [SettingDifference],
    policy: &'a [PolicyDifference],
    changes: Option<Changes>,
    median_age_days: Option<f64>,
    median_days_to_fix: Option<f64>,
    clauses: &'a BTreeMap<String, usize>,
}

impl<'a> OfAudit<'a> {
    fn of(audit: &'a Audit) -> Self {
        Self {
            as_of: &audit.as_of,
            open: Severity::ALL.iter().map(|s| s.word()).zip(audit.open).collect(),
            waived: audit.waived,
            corrected: audit.corrected,
            settings: &audit.settings,
            policy: &audit.policy,
            changes: audit.changes,
            median_age_days: audit.age,
            median_days_to_fix: audit.taken,
            clauses: &audit.by_clause,
        }
    }
}

fn json(trend: &Trend, out: &mut dyn io::Write) -> io::Result<()> {
    let whole = Whole { version: 1, audits: trend.audits.iter().map(OfAudit::of).collect() };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    out.write_all(b"\n")
}

/// Escapes text for a page.
fn escaped(text: &str) -> String {
    let mut safe = String::new();
    // a string takes whatever is written to it
    let _ = Html.write_escaped_str(&mut safe, &shown(text));
    safe
}

fn html(trend: &Trend, words: ReportWords, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = words.0.word();
    let title = words.trend();
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" content=\"{} {}\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION")
    )?;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (place, severity) in Severity::ALL.iter().enumerate() {
        let counts = trend.audits.iter().map(|a| Some(exact(a.open[place]))).collect();
        lines.push((severity.word(), severity.say(words.0), counts));
    }
    chart(words.open(), &trend.audits, &lines, out)?;
    let ages = trend.audits.iter().map(|a| a.age).collect();
    let taken = trend.audits.iter().map(|a| a.taken).collect();
    let lines = [("age", words.median_age(), ages), ("taken", words.median_taken(), taken)];
    chart(words.median_days(), &trend.audits, &lines, out)?;
    writeln!(out, "<div class=\"wide\"><table>\n<thead><tr>")?;
    headers(words).iter().try_for_each(|h| writeln!(out, "<th scope=\"col\">{}</th>", escaped(h)))?;
    writeln!(out, "</tr></thead>\n<tbody>")?;
    for audit in &trend.audits {
        write!(out, "<tr><th scope=\"row\">{}</th>", escaped(&audit.as_of))?;
        cells(audit).iter().try_for_each(|c| write!(out, "<td>{}</td>", escaped(c)))?;
        writeln!(out, "</tr>")?;
    }
    writeln!(out, "</tbody></table></div>\n<p>{}</p>", escaped(words.trend_note()))?;
    if let Some(said) = words.trend_unjudged(&trend.unjudged()) {
        writeln!(out, "<p><strong>{}</strong></p>", escaped(&said))?;
    }
    if let Some(said) = words.trend_corrected(&trend.corrected()) {
        writeln!(out, "<p>{}</p>", escaped(&said))?;
    }
    let differences = trend.differences(words);
    if !differences.is_empty() {
        writeln!(out, "<h2>{}</h2>\n<ul class=\"changes\">", words.trend_differences())?;
        differences.iter().try_for_each(|said| writeln!(out, "<li>{}</li>", escaped(said)))?;
        writeln!(out, "</ul>")?;
    }
    if !trend.clauses.is_empty() {
        let heading = words.trend_by_clause(trend.audits.len(), trend.audits.len());
        writeln!(out, "<h2>{}</h2>\n<div class=\"wide\"><table>\n<thead><tr>", escaped(&heading))?;
        writeln!(out, "<th scope=\"col\">{}</th>", words.clause())?;
        trend.audits.iter().try_for_each(|a| writeln!(out, "<th scope=\"col\">{}</th>", escaped(&a.as_of)))?;
        writeln!(out, "</tr></thead>\n<tbody>")?;
        for (id, cited) in &trend.clauses {
            write!(out, "<tr><th scope=\"row\">{}</th>", escaped(cited))?;
            for audit in &trend.audits {
                write!(out, "<td>{}</td>", audit.by_clause.get(id).copied().unwrap_or(0))?;
            }
            writeln!(out, "</tr>")?;
        }
        writeln!(out, "</tbody></table></div>")?;
    }
    writeln!(out, "</body>\n</html>")
}

/// Converts a count to a length; counts are far smaller than what it holds exactly.
fn exact(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A line of a chart: its class, its name, and a number for each audit that has one.
type Line<'a> = (&'a str, &'a str, Vec<Option<f64>>);

/// Draws lines over the audits, each with its name and, at its points, its numbers.
fn chart(title: &str, audits: &[Audit], lines: &[Line<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    const WIDTH: f64 = 640.0;
    const HEIGHT: f64 = 180.0;
    let most = lines.iter().flat_map(|(_, _, numbers)| numbers.iter().flatten()).fold(1.0_f64, |most, n| most.max(*n));
    let steps = exact(audits.len().saturating_sub(1).max(1));
    let at = |place: usize, number: f64| (40.0 + exact(place) / steps * WIDTH, 10.0 + HEIGHT - number / most * HEIGHT);
    let named = |(class, name, _): &Line<'_>| format!("<li class=\"{class}\">{}</li>", escaped(name));
    let names: Vec<String> = lines.iter().map(named).collect();
    let title = escaped(title);
    writeln!(out, "<h2>{title}</h2>\n<ul>{}</ul>", names.concat())?;
    writeln!(out, "<svg viewBox=\"0 0 720 220\" role=\"img\" aria-label=\"{title}\">")?;
    writeln!(out, "<path class=\"axis\" d=\"M40 10V190H680\"/>")?;
    writeln!(
        out,
        "<text x=\"34\" y=\"14\" class=\"scale\">{most}</text><text x=\"34\" y=\"194\" class=\"scale\">0</text>"
    )?;
    let ends = [audits.first().map(|a| (0, a)), audits.last().map(|a| (audits.len() - 1, a)).filter(|(n, _)| *n > 0)];
    for (place, audit) in ends.into_iter().flatten() {
        writeln!(out, "<text x=\"{}\" y=\"212\" class=\"day\">{}</text>", at(place, 0.0).0, escaped(&audit.as_of))?;
    }
    for (class, name, numbers) in lines {
        let mut points = String::new();
        let there = || numbers.iter().enumerate().filter_map(|(place, number)| Some((place, (*number)?)));
        for (place, number) in there() {
            let (x, y) = at(place, number);
            let _ = write!(points, "{x:.1},{y:.1} ");
        }
        writeln!(out, "<polyline class=\"{class}\" points=\"{}\"/>", points.trim_end())?;
        for (place, number) in there() {
            let (x, y) = at(place, number);
            let said = escaped(&format!("{name} {} {number}", audits[place].as_of));
            writeln!(
                out,
                "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"><title>{said}</title></circle>"
            )?;
        }
    }
    writeln!(out, "</svg>")
}
