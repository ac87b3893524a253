//! `inputs`: what was read as what, before any rule is judged.

use std::io::{self, Write};

use comfy_table::presets::UTF8_FULL_CONDENSED;

use super::{InputsArgs, Stop, check, day, policy_of, style};
use crate::config::Config;
use crate::schema::{Part, schema};
use crate::text::Lang;
use crate::words::ReportWords;

pub(super) fn run(args: &InputsArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let policy = policy_of(args.policy.as_deref(), config)?;
    let data = check::read(&args.dir, config, &policy, day(args.as_of.as_deref())?)?;
    let (style, words) = (style(), ReportWords(lang));
    let mut out = io::stdout().lock();
    for file in data.files.iter().filter(|file| !check::is_settings(&args.dir, file, config)) {
        if file.sheets.is_empty() {
            style.paragraph(&words.not_read(file), &mut out)?;
            writeln!(out)?;
            continue;
        }
        for member in &file.unknown_members {
            writeln!(out, "{}\n", words.no_table(&format!("{} › {member}", file.name)))?;
        }
        for sheet in &file.sheets {
            let def = sheet.table.def();
            let name = sheet.member.as_ref().map_or_else(|| file.name.clone(), |m| format!("{} › {m}", file.name));
            writeln!(out, "{}", style.bold(&format!("{name} → {} ({})", def.label.get(lang), def.name)))?;
            let counts = words.read(sheet.header_line, sheet.rows, sheet.blank, sheet.left_out, sheet.without_row);
            style.paragraph(&counts, &mut out)?;
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
                        format!("{} ({}){part}", column.name, column.label.get(lang))
                    }
                    None => words.not_used().to_owned(),
                };
                table.add_row([heading.text.clone(), taken]);
            }
            writeln!(out, "{}\n", table.trim_fmt())?;
        }
    }
    let absent: Vec<&str> = schema()
        .tables()
        .filter(|(id, def)| !def.derived && data.tables[*id].origin.is_none())
        .map(|(_, def)| def.label.get(lang))
        .collect();
    if !absent.is_empty() {
        style.paragraph(&format!("{}: {}", words.absent(), absent.join(", ")), &mut out)?;
    }
    Ok(0)
}
