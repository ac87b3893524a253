//! `inputs --why`: the evidence by which a file or a header was taken for what it is, with the score.

use std::io::{self, Write};

use crate::base::normalize;
use crate::base::safe::shown_on_a_line;
use crate::base::text::Lang;
use crate::cli::words::{self, Evidence};
use crate::load::InputFile;
use crate::model::place::{Basis, ColumnCandidate, Heading, TableCandidate, place_of};
use crate::model::schema::TableId;

/// Explains every file, sheet and header of that name; false if there is none.
pub(super) fn explain<'a>(
    files: impl Iterator<Item = &'a InputFile>,
    name: &str,
    lang: Lang,
    out: &mut impl Write,
) -> io::Result<bool> {
    let wanted = normalize::header(name);
    let is_it = |name: &str| normalize::header(name) == wanted;
    let mut is_there = false;
    for file in files {
        for sheet in &file.sheets {
            let place = place_of(&file.name, sheet.name.as_deref());
            if is_it(&file.name) || sheet.name.as_deref().is_some_and(is_it) {
                is_there = true;
                tables(out, lang, &place, Some((sheet.table, sheet.how, sheet.evidence)), &sheet.candidates)?;
            }
            is_there |= headings(out, lang, &place, sheet.table, &sheet.columns, &is_it)?;
        }
        for asked in &file.asked {
            let place = place_of(&file.name, asked.name.as_deref());
            if is_it(&file.name) || asked.name.as_deref().is_some_and(is_it) {
                is_there = true;
                tables(out, lang, &place, None, &asked.candidates)?;
            }
            if let Some(best) = asked.candidates.first() {
                is_there |= headings(out, lang, &place, best.table, &asked.columns, &is_it)?;
            }
        }
    }
    Ok(is_there)
}

fn tables(
    out: &mut impl Write,
    lang: Lang,
    place: &str,
    used: Option<(TableId, Basis, Option<TableCandidate>)>,
    candidates: &[TableCandidate],
) -> io::Result<()> {
    let label = |table: TableId| format!("{} ({})", table.def().label.get(lang), table.def().name);
    let of = |candidate: &TableCandidate| Evidence::Table { headers: candidate.headers, names: candidate.names };
    match used {
        Some((table, how, evidence)) => {
            let evidence = evidence.as_ref().map(of);
            writeln!(out, "{}", shown_on_a_line(&words::taken_for(lang, place, &label(table), how, evidence)))?;
        }
        None => writeln!(out, "{}", shown_on_a_line(&words::not_taken(lang, place)))?,
    }
    for candidate in candidates {
        writeln!(out, "  {}", words::could_be(lang, &label(candidate.table), of(candidate)))?;
    }
    Ok(())
}

fn headings(
    out: &mut impl Write,
    lang: Lang,
    place: &str,
    table: TableId,
    headings: &[Heading],
    is_it: &impl Fn(&str) -> bool,
) -> io::Result<bool> {
    let def = table.def();
    let label = |candidate: &ColumnCandidate| {
        let column = def.def(candidate.column);
        format!("{}.{} ({})", def.name, def.key_of(candidate.column, candidate.part), column.label.get(lang))
    };
    let of = |candidate: &ColumnCandidate| Evidence::Column { words: candidate.words, cells: candidate.cells };
    let mut is_there = false;
    for heading in headings.iter().filter(|heading| is_it(&heading.text)) {
        is_there = true;
        let place = format!("{place}: {}", heading.text);
        let said = match (heading.found, &heading.evidence) {
            (Some((column, part)), evidence) => {
                let evidence = evidence.as_ref().filter(|e| (e.column, e.part) == (column, part)).map(of);
                let label = label(&ColumnCandidate { column, part, words: 0, cells: 0 });
                words::taken_for(lang, &place, &label, heading.how, evidence)
            }
            (None, _) => words::not_taken(lang, &place),
        };
        writeln!(out, "{}", shown_on_a_line(&said))?;
        for candidate in &heading.candidates {
            writeln!(out, "  {}", words::could_be(lang, &label(candidate), of(candidate)))?;
        }
    }
    Ok(is_there)
}
