//! One page to pin to the wall: the verdict, how many findings of which severity, what was not assessed, and the clauses
//! that are broken, as a table and as a chart.

use rust_xlsxwriter::{
    Chart, ChartAxisCrossing, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType, Color,
    Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

use super::Source;
use super::colours::{of_severity, of_verdict, severity_colours, verdict_colours};
use super::table::{RULE, day, fitting, lines_of, page, write_text};
use crate::model::finding::{Severity, Verdict};
use crate::model::report::{ClauseVerdict, RuleVerdict};
use crate::report::workbook_style::{DARK, DATE, GREY, TYPEFACE, band, plain};

/// Widths of the columns, in digits: names, five numbers, a gap, and room for text and the chart.
const WIDTHS: [u32; 8] = [42, 11, 11, 11, 11, 11, 2, 76];
/// The last of the numbers, and the column of the text and the chart.
const NUMBERS: u16 = 5;
const RIGHT: u16 = 7;

/// The height of a row, in points, and in the pixels of the chart.
const ROW: u32 = 19;
const ROW_PIXELS: u32 = 25;
/// The heights of the chart at least and at most, in pixels.
const CHART: (u32, u32) = (230, 900);

/// So many reasons why rules were not assessed are listed.
const REASONS: usize = 6;

/// Clauses up to which the sheet is one page.
const ON_A_PAGE: usize = 36;

pub(super) fn sheet(sheet: &mut Worksheet, source: &Source<'_>) -> Result<(), XlsxError> {
    let words = source.words;
    sheet.set_name(words.sheet_summary())?.set_tab_color(DARK).set_screen_gridlines(false).set_active(true);
    page(sheet, source.paper());
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let next = head(sheet, source)?;
    let next = numbers(sheet, source, next)?;
    let clauses = by_clause(source);
    let next = clause_table(sheet, source, next, &clauses)?;
    if let Some(step) = &source.report.next_step {
        let said = format!("{}: {}", words.next_step_head(), words.next_step(step));
        write_text(sheet, next, 0, &one_line(&fitting(&said, words)), &plain().set_bold())?;
    }
    sheet.set_print_fit_to_pages(1, u16::from(clauses.len() <= ON_A_PAGE)).set_print_center_horizontally(true);
    Ok(())
}

/// Writes the title, the verdict, and what was audited.
///
/// Returns the row behind it.
fn head(sheet: &mut Worksheet, source: &Source<'_>) -> Result<u32, XlsxError> {
    let (report, run, words) = (source.report, &source.report.run, source.words);
    let title = plain().set_bold().set_font_size(20).set_font_color(DARK);
    write_text(sheet, 0, 0, words.title(), &title)?;
    sheet.set_row_height(0, 34)?;
    let all_open: usize = Severity::ALL.iter().map(|s| report.open(*s)).sum();
    let (behind, letters) = match (report.fails(), report.is_incomplete() || all_open > 0) {
        (true, _) => severity_colours(Severity::Critical),
        (false, true) => verdict_colours(Verdict::NotAssessed),
        (false, false) => verdict_colours(Verdict::Pass),
    };
    let verdict =
        plain().set_bold().set_font_size(16).set_background_color(behind).set_font_color(letters).set_indent(1);
    sheet.merge_range(1, 0, 1, RIGHT, &words.outcome(&report.headline()), &verdict)?.set_row_height(1, 36)?;
    let policy = format!("{} ({})", run.policy_title, run.policy_version);
    let name = plain().set_bold().set_font_color(GREY);
    let mut row = 3;
    if let Some(office) = &run.office {
        write_text(sheet, row, 0, words.office(), &name)?;
        write_text(sheet, row, 1, &one_line(&fitting(office, words)), &plain().set_bold())?;
        row += 1;
    }
    write_text(sheet, row, 0, words.as_of(), &name)?;
    match day(&run.as_of) {
        Some(day) => {
            let format = plain().set_num_format(DATE).set_align(FormatAlign::Left);
            sheet.merge_range(row, 1, row, 2, "", &format)?.write_with_format(row, 1, &day, &format)?;
        }
        None => write_text(sheet, row, 1, &fitting(&run.as_of, words), &plain())?,
    }
    row += 1;
    write_text(sheet, row, 0, words.policy(), &name)?;
    write_text(sheet, row, 1, &one_line(&fitting(&policy, words)), &plain())?;
    row += 1;
    if let (Some(comparison), Some(changes)) = (&source.report.comparison, source.report.changes()) {
        write_text(sheet, row, 0, &fitting(&words.compared(&comparison.as_of, changes), words), &plain().set_bold())?;
        row += 1;
        let differences = words.all_differences(comparison);
        if !differences.is_empty() {
            write_text(sheet, row, 0, words.differences(), &name)?;
            row += 1;
        }
        for said in &differences {
            write_text(sheet, row, 0, &one_line(&fitting(said, words)), &plain())?;
            row += 1;
        }
    }
    if run.outside_people + run.foreign_groups > 0 {
        let left = words.left_to_others(run.outside_people, run.foreign_groups);
        write_text(sheet, row, 0, &left, &plain().set_font_size(10).set_font_color(GREY))?;
        row += 1;
    }
    if !run.policy_changes.is_empty() {
        write_text(sheet, row, 0, words.policy_changes(), &name)?;
        row += 1;
    }
    for change in &run.policy_changes {
        write_text(sheet, row, 0, &one_line(&fitting(&words.policy_change(change), words)), &plain())?;
        row += 1;
    }
    if !run.settings.is_empty() {
        write_text(sheet, row, 0, words.office_settings(), &name)?;
        row += 1;
    }
    for setting in &run.settings {
        write_text(sheet, row, 0, &one_line(&fitting(&words.setting(setting), words)), &plain())?;
        row += 1;
    }
    Ok(row + 1)
}

/// Writes the findings by severity, rules and clauses by verdict; beside them, what was not assessed.
///
/// Returns the row behind it.
fn numbers(sheet: &mut Worksheet, source: &Source<'_>, first: u32) -> Result<u32, XlsxError> {
    let (report, words, lang) = (source.report, source.words, source.report.run.lang);
    stripe(sheet, first, 0, NUMBERS, words.open())?;
    let counts = Severity::ALL.map(|s| report.open(s) as u64);
    let tile = |format: Format| format.set_font_name(TYPEFACE).set_align(FormatAlign::Center);
    let tile = |format: Format| {
        tile(format).set_align(FormatAlign::VerticalCenter).set_border(FormatBorder::Thin).set_border_color(RULE)
    };
    let large = |format: Format| tile(format).set_font_size(22).set_bold();
    for (column, (severity, count)) in (1..).zip(Severity::ALL.into_iter().zip(counts)) {
        let format = of_severity(severity);
        write_text(sheet, first + 1, column, severity.say(lang), &tile(format.clone()).set_font_size(11))?;
        let number = if count > 0 { format } else { Format::new().set_font_color(GREY) };
        sheet.write_with_format(first + 2, column, count, &large(number))?;
    }
    write_text(sheet, first + 1, NUMBERS, words.total(), &tile(band()))?;
    sheet.write_with_format(first + 2, NUMBERS, counts.iter().sum::<u64>(), &large(Format::new()))?;
    sheet.set_row_height(first + 2, 36)?;
    if let Some(late) = words.of_them_late(report.late()) {
        write_text(sheet, first + 1, 0, &late, &plain().set_bold().set_font_color(Color::RGB(0x00C0_0000)))?;
    }
    if report.waived() > 0 {
        write_text(sheet, first + 2, 0, &words.waived(report.waived()), &plain().set_font_color(GREY))?;
    }
    if report.corrected() > 0 {
        write_text(sheet, first + 3, 0, &words.corrected(report.corrected()), &plain().set_font_color(GREY))?;
    }
    let second = first + 4;
    stripe(sheet, second, 0, NUMBERS, words.rules_and_clauses())?;
    let rules = Verdict::ALL.map(|v| report.verdicts.iter().filter(|r| r.verdict == v).count() as u64);
    let clauses = Verdict::ALL.map(|v| report.clauses.iter().filter(|c| c.verdict == v).count() as u64);
    for (column, verdict) in (1..).zip(Verdict::ALL) {
        write_text(
            sheet,
            second + 1,
            column,
            verdict.say(lang),
            &tile(of_verdict(verdict)).set_font_size(9).set_shrink(),
        )?;
    }
    for (row, (name, counts)) in
        (second + 2..).zip([(words.rules_counted(), rules), (words.clauses_counted(), clauses)])
    {
        write_text(sheet, row, 0, name, &plain())?;
        for (column, count) in (1..).zip(counts) {
            sheet.write_with_format(row, column, count, &tile(Format::new().set_font_size(12)))?;
        }
    }
    let last = second + 3;
    stripe(sheet, first, RIGHT, RIGHT, words.not_assessed())?;
    let format = plain().set_font_size(10).set_text_wrap().set_align(FormatAlign::Top);
    let reasons = reasons(source);
    sheet.merge_range(first + 1, RIGHT, last, RIGHT, "", &format)?;
    write_text(sheet, first + 1, RIGHT, &reasons, &format)?;
    // what the rows have no room for is made up by those between the two tables and below them
    let room = 36 + 6 * ROW;
    let wanted = 16 * u32::try_from(lines_of(&reasons, WIDTHS[usize::from(RIGHT)])).unwrap_or(0);
    let more = wanted.saturating_sub(room);
    for row in (first..=last).filter(|row| *row != first + 2) {
        sheet.set_row_height(row, if row == first + 3 { ROW + more } else { ROW })?;
    }
    Ok(last + 2)
}

/// Says why rules were not assessed, and which, in a few lines.
fn reasons(source: &Source<'_>) -> String {
    let words = source.words;
    let mut by_reason: Vec<(&str, Vec<&RuleVerdict>)> = Vec::new();
    for verdict in source.report.verdicts.iter().filter(|v| v.verdict == Verdict::NotAssessed) {
        let reason = verdict.reason.as_deref().unwrap_or_default();
        match by_reason.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, rules)) => rules.push(verdict),
            None => by_reason.push((reason, vec![verdict])),
        }
    }
    if by_reason.is_empty() {
        return words.all_assessed().to_owned();
    }
    let line = |(reason, rules): &(&str, Vec<&RuleVerdict>)| {
        let titles: Vec<&str> = rules.iter().map(|v| v.title.as_str()).collect();
        format!("• {}: {}", short(reason), short(&words.in_a_row(&titles)))
    };
    let mut lines: Vec<String> = by_reason.iter().take(REASONS).map(line).collect();
    let others: usize = by_reason.iter().skip(REASONS).map(|(_, rules)| rules.len()).sum();
    if others > 0 {
        lines.push(words.more_on(others, words.sheet_not_assessed()));
    }
    lines.join("\n")
}

/// Counts what is broken, and how often in each severity: clauses, and the input, in the order of the policy.
fn by_clause(source: &Source<'_>) -> Vec<(String, [u64; 4])> {
    let name = |c: &ClauseVerdict| format!("{} {}", c.cited, c.label);
    let of_clauses = source.report.clauses.iter().map(|c| (name(c), source.open(Some(&c.clause))));
    of_clauses
        .chain([(source.words.input_rules().to_owned(), source.open(None))])
        .filter(|(_, counts)| counts.iter().sum::<u64>() > 0)
        .collect()
}

/// Writes the findings by clause, and the chart of them.
///
/// Returns the row behind them.
fn clause_table(
    sheet: &mut Worksheet,
    source: &Source<'_>,
    first: u32,
    clauses: &[(String, [u64; 4])],
) -> Result<u32, XlsxError> {
    let (words, lang) = (source.words, source.report.run.lang);
    stripe(sheet, first, 0, RIGHT, words.open_by_clause())?;
    sheet.set_row_height(first, ROW)?;
    let small = plain().set_font_size(10);
    if clauses.is_empty() {
        write_text(sheet, first + 1, 0, words.nothing(), &small)?;
        return Ok(first + 3);
    }
    let line = |format: Format| format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(RULE);
    write_text(sheet, first + 1, 0, words.clause(), &line(small.clone().set_bold()))?;
    let heads = Severity::ALL.map(|s| s.say(lang)).into_iter().chain([words.total()]);
    for (column, head) in (1..).zip(heads) {
        let format = line(small.clone().set_bold()).set_align(FormatAlign::Right);
        write_text(sheet, first + 1, column, head, &format)?;
    }
    sheet.set_row_height(first + 1, ROW)?;
    // a nought says nothing that an empty cell does not
    let number = line(small.clone().set_num_format("#,##0;;"));
    let mut row = first + 2;
    for (name, counts) in clauses {
        write_text(sheet, row, 0, &one_line(&fitting(name, words)), &line(small.clone()).set_shrink())?;
        for (column, count) in (1..).zip(counts.iter().copied()) {
            sheet.write_with_format(row, column, count, &number)?;
        }
        sheet.write_with_format(row, NUMBERS, counts.iter().sum::<u64>(), &number.clone().set_bold())?;
        sheet.set_row_height(row, ROW)?;
        row += 1;
    }
    let note = plain().set_font_size(9).set_font_color(GREY);
    write_text(sheet, row, 0, words.clauses_overlap(), &note)?;
    let rows = u32::try_from(clauses.len()).unwrap_or(u32::MAX);
    let height = (rows.saturating_add(2)).saturating_mul(ROW_PIXELS).clamp(CHART.0, CHART.1);
    let below = (first + 2 + height / ROW_PIXELS).max(row + 1);
    write_text(sheet, below, 0, words.where_to_go(), &note)?;
    let most = clauses.iter().map(|(_, counts)| counts.iter().sum()).max().unwrap_or(0);
    let mut chart = chart(source, first + 2, row - 1, most);
    chart.set_width(WIDTHS[usize::from(RIGHT)] * 7 + 5).set_height(height);
    sheet.insert_chart(first + 1, RIGHT, &chart)?;
    Ok(below + 1)
}

/// Draws findings by severity per clause, as bars, of which the longest stands for `most`.
fn chart(source: &Source<'_>, first: u32, last: u32, most: u64) -> Chart {
    let (words, lang) = (source.words, source.report.run.lang);
    let name = words.sheet_summary();
    let mut font = ChartFont::new();
    font.set_name(TYPEFACE).set_size(9);
    let mut chart = Chart::new(ChartType::BarStacked);
    for (column, severity) in (1..).zip(Severity::ALL) {
        let (colour, _) = severity_colours(severity);
        let mut border = ChartLine::new();
        border.set_color(Color::RGB(0x0060_6060)).set_width(0.5);
        let series = chart.add_series();
        series.set_name(severity.say(lang)).set_gap(45);
        series.set_categories((name, first, 0, last, 0)).set_values((name, first, column, last, column));
        series
            .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(colour)).set_border(&border));
    }
    chart.title().set_hidden();
    chart.legend().set_position(ChartLegendPosition::Top).set_font(&font);
    // the first clause on top, as in the table
    chart.y_axis().set_reverse().set_font(&font).set_crossing(ChartAxisCrossing::Max);
    let mut grid = ChartLine::new();
    grid.set_color(RULE).set_width(0.5);
    chart.x_axis().set_font(&font).set_num_format("0").set_min(0).set_major_gridlines_line(&grid);
    if most <= 10 {
        // not every program knows that there are no half findings
        chart.x_axis().set_major_unit(1);
    }
    chart.set_alt_text(words.open_by_clause());
    chart
}

/// Writes a bold word on a band over some columns.
fn stripe(sheet: &mut Worksheet, row: u32, first: u16, last: u16, text: &str) -> Result<(), XlsxError> {
    for column in first..=last {
        sheet.write_blank(row, column, &band())?;
    }
    write_text(sheet, row, first, text, &band())
}

/// Makes text that has one line.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\t'], " ")
}

/// Cuts text of which a wall has seen enough.
fn short(text: &str) -> String {
    const MOST: usize = 120;
    let text = one_line(&crate::base::safe::shown(text));
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST - 1).collect::<String>() + "…" }
}
