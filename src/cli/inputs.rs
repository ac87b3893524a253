//! `inputs`: what was read as what, before any rule is judged.

mod ask;
mod json;
mod why;

use std::io::{self, Write};

use comfy_table::presets::UTF8_FULL_CONDENSED;

use super::args::{InputsArgs, InputsFormat};
use super::stop::Stop;
use super::terminal::{style, tell};
use super::words::{is_asked, is_assumed, nothing_to_explain, sheet_is_asked, summary};
use crate::audit::{self, policy_of};
use crate::base::progress::Progress;
use crate::base::safe::{shown, shown_on_a_line};
use crate::base::text::Lang;
use crate::base::whole_file;
use crate::config::{self, Config};
use crate::load::words::LoadWords;
use crate::load::{InputFile, InputSheet, NotRead, Reason};
use crate::model::place::{Basis, Heading, Role, place_of};
use crate::model::schema::{ColumnId, Part};
use crate::report::words::ReportWords;
use crate::setup::settings;
use crate::setup::words::is_there;

pub(super) fn run(args: &InputsArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let policy = policy_of(args.audit.policy(), config)?;
    let dir = args.tables.folder();
    let data = audit::read(dir, args.tables.files(), config, &policy, args.audit.as_of()?, &Progress::default())?;
    if let Some(file) = &args.write_config {
        let file = file.clone().unwrap_or_else(|| dir.join(config::FILE));
        whole_file::create(&file, &settings::found(&data, lang), is_there)?;
        tell(ReportWords(lang).settings_written(&file.display().to_string()));
    }
    if args.ask {
        ask::run(dir, &data, config, lang)?;
        return Ok(0);
    }
    let (style, words, load) = (style(), ReportWords(lang), LoadWords(lang));
    let mut out = io::stdout().lock();
    let files = || data.files.iter().filter(|file| !audit::is_settings(dir, file, config));
    if args.format == InputsFormat::Json {
        json::write(files(), &mut out)?;
        return Ok(0);
    }
    if let Some(name) = &args.why {
        let is_there = why::explain(files(), name, lang, &mut out)?;
        return if is_there { Ok(0) } else { Err(nothing_to_explain(name).into()) };
    }
    let (tables, columns) = counts(files());
    style.paragraph(&summary(lang, tables, columns), &mut out)?;
    writeln!(out)?;
    for notice in &data.notices {
        style.paragraph(&load.notice(notice), &mut out)?;
        writeln!(out)?;
    }
    for inferred in audit::inferred(&data, config, lang) {
        style.paragraph(&words.read_so(&inferred), &mut out)?;
        writeln!(out)?;
    }
    for file in files() {
        if file.sheets.is_empty() {
            if file.not_read != NotRead::Hinted {
                style.paragraph(&load.not_read(file), &mut out)?;
                writeln!(out)?;
            }
            continue;
        }
        for sheet in &file.unread {
            writeln!(out, "{}\n", shown_on_a_line(&load.no_table(&place_of(&file.name, Some(sheet)))))?;
        }
        for sheet in &file.asked {
            let tables: Vec<&str> = sheet.candidates.iter().map(|c| c.table.def().label.get(lang)).collect();
            style.paragraph(&sheet_is_asked(lang, &place_of(&file.name, sheet.name.as_deref()), &tables), &mut out)?;
            writeln!(out)?;
        }
        for sheet in &file.sheets {
            let def = sheet.table.def();
            let name = shown_on_a_line(&place_of(&file.name, sheet.name.as_deref()));
            writeln!(out, "{}", style.bold(&format!("{name} → {} ({})", def.label.get(lang), def.name)))?;
            style.paragraph(&load.read(sheet), &mut out)?;
            let encoding = file.info.as_ref().and_then(|i| i.encoding).map(|e| e.to_string());
            let said = [
                load.written_as(encoding.as_deref(), sheet.delimiter),
                load.state(sheet),
                load.above_header(&sheet.title),
                load.skipped(sheet, &Reason::ALL),
                load.exported(sheet),
            ];
            said.iter().flatten().try_for_each(|said| style.paragraph(said, &mut out))?;
            let mut table = style.table(UTF8_FULL_CONDENSED);
            table.set_header([words.header(), words.column()]);
            for heading in &sheet.columns {
                let taken = match &heading.found {
                    Some((column, part)) => {
                        let column = def.def(*column);
                        let part = match part {
                            Part::Main => "",
                            Part::Email => words.by_email(),
                            Part::Name => words.by_name(),
                            Part::Kana => words.by_kana(),
                        };
                        let assumed = if heading.how == Basis::Assumed { is_assumed(lang) } else { "" };
                        format!("{} ({}){part}{assumed}", column.name, column.label.get(lang))
                    }
                    None if heading.text.is_empty() => continue,
                    None => match (to_be_settled(sheet, heading).as_slice(), heading.role) {
                        ([], Role::Yields) => words.yields().to_owned(),
                        ([], Role::Half) => words.half().to_owned(),
                        ([], Role::Plain | Role::Made) => words.not_used().to_owned(),
                        (columns, _) => {
                            is_asked(lang, &columns.iter().map(|column| def.def(*column).name).collect::<Vec<_>>())
                        }
                    },
                };
                table.add_row([shown(&heading.text).into_owned(), taken]);
            }
            writeln!(out, "{}\n", table.trim_fmt())?;
        }
    }
    let absent: Vec<&str> = data.not_given().map(|id| id.def().label.get(lang)).collect();
    if !absent.is_empty() {
        style.paragraph(&format!("{}: {}", words.absent(), absent.join(", ")), &mut out)?;
    }
    Ok(0)
}

/// How many sheets and how many columns were read, assumed, are to be settled, or are nothing.
fn counts<'d>(files: impl Iterator<Item = &'d InputFile>) -> ([usize; 4], [usize; 3]) {
    let (mut tables, mut columns) = ([0; 4], [0; 3]);
    for file in files {
        tables[3] +=
            file.unread.len() + usize::from(file.sheets.is_empty() && file.asked.is_empty() && file.unread.is_empty());
        tables[2] += file.asked.len();
        for sheet in &file.sheets {
            tables[usize::from(sheet.how == Basis::Assumed)] += 1;
            for heading in &sheet.columns {
                match (heading.found, heading.how) {
                    (Some(_), Basis::Assumed) => columns[1] += 1,
                    (Some(_), _) => columns[0] += 1,
                    (None, _) => columns[2] += usize::from(!to_be_settled(sheet, heading).is_empty()),
                }
            }
        }
    }
    (tables, columns)
}

/// The columns that an unused header could stand for, and that the sheet has under no other.
fn to_be_settled(sheet: &InputSheet, heading: &Heading) -> Vec<ColumnId> {
    let candidates = heading.candidates.iter().map(|candidate| candidate.column);
    if heading.how == Basis::Asked { candidates.filter(|column| !sheet.has(*column)).collect() } else { Vec::new() }
}
