//! `inputs --ask`: what was assumed or is to be settled, asked one by one; the answers go into the settings.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::ops::ControlFlow;
use std::path::Path;

use dialoguer::Select;
use dialoguer::console::Term;

use crate::base::lock::Lock;
use crate::base::safe::shown_on_a_line;
use crate::base::text::{Lang, Problem};
use crate::base::whole_file;
use crate::cli::register::editable;
use crate::cli::stop::Stop;
use crate::cli::terminal::tell;
use crate::cli::words::asking as say;
use crate::cli::words::{changed_meanwhile, is_assumed};
use crate::config::{self, Config};
use crate::load::Data;
use crate::setup::questions::{Answer, Cells, Question, questions, settled};
use crate::source::{Entry, Opened};

/// So many cells are shown with a question.
const SHOWN: usize = 3;

/// Asks, and writes the answers.
pub(super) fn run(dir: &Path, data: &Data, config: &Config, lang: Lang) -> Result<(), Stop> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(say::no_terminal().into());
    }
    let questions = questions(data);
    if questions.is_empty() {
        tell(say::nothing_to_ask(lang));
        return Ok(());
    }
    let answers = answers(dir, &questions, lang);
    if answers.is_empty() {
        tell(say::nothing_answered(lang));
        return Ok(());
    }
    let path = if config.path.as_os_str().is_empty() { dir.join(config::FILE) } else { config.path.clone() };
    let shown = path.display().to_string();
    let _held = Lock::wait_for(whole_file::folder_of(&path))?;
    let before = editable(&path, &shown)?;
    let after = settled(before.as_deref().unwrap_or_default(), &answers)?;
    whole_file::edit(&path, before.as_deref().map(str::as_bytes), Some(after.as_bytes()), changed_meanwhile)?;
    let is_about_tables = answers.iter().any(|answer| answer.column.is_none());
    tell(say::answers_written(lang, &shown, answers.len(), is_about_tables));
    Ok(())
}

/// The answers, until somebody breaks off.
fn answers(dir: &Path, questions: &[Question], lang: Lang) -> Vec<Answer> {
    let (mut opened, mut answers) = (BTreeMap::new(), Vec::new());
    for question in questions {
        let cells = cells(dir, &question.cells, &mut opened).unwrap_or_default();
        let header = question.header.as_deref();
        let prompt = shown_on_a_line(&say::question(lang, &question.place, header, &cells));
        let items: Vec<String> = question
            .answers
            .iter()
            .enumerate()
            .map(|(place, answer)| {
                let assumed = if place == 0 && question.is_assumed { is_assumed(lang) } else { "" };
                label(answer, lang) + assumed
            })
            .collect();
        let asked = Select::new().with_prompt(prompt).items(&items).item(say::later(lang));
        // Enter takes what was assumed, and nothing that is a mere possibility
        let asked = asked.default(if question.is_assumed { 0 } else { items.len() });
        match asked.interact_on_opt(&Term::stderr()) {
            Ok(Some(chosen)) => answers.extend(question.answers.get(chosen).cloned()),
            Ok(None) | Err(_) => break,
        }
    }
    answers
}

fn label(answer: &Answer, lang: Lang) -> String {
    let def = answer.table.def();
    match answer.column {
        None => format!("{} ({})", def.label.get(lang), def.name),
        Some((column, part)) => {
            format!("{} ({}.{})", def.def(column).label.get(lang), def.name, def.key_of(column, part))
        }
    }
}

/// The first cells that a question is about.
fn cells(dir: &Path, cells: &Cells, opened: &mut BTreeMap<String, Option<Opened>>) -> Result<Vec<String>, Problem> {
    if !opened.contains_key(&cells.file) {
        let file = Entry::on_disk(dir.join(&cells.file), cells.file.clone()).open()?;
        opened.insert(cells.file.clone(), file);
    }
    let Some(Some(file)) = opened.get(&cells.file) else { return Ok(Vec::new()) };
    let place = file.sheets.iter().position(|sheet| sheet.name == cells.sheet).unwrap_or_default();
    let mut sheet = file.sheet(place)?;
    if let Some(delimiter) = cells.delimiter {
        sheet.set_delimiter(delimiter);
    }
    let mut shown: Vec<String> = Vec::new();
    let _ = sheet.records(|line, record| {
        let is_it =
            |place: usize| cells.column.is_none_or(|column| sheet.column(place).unwrap_or(place as u32) == column);
        let is_header = cells.column.is_none();
        if line > cells.below || is_header && line == cells.below {
            let texts = record.iter().enumerate().filter(|(place, _)| is_it(*place));
            let texts = texts.map(|(_, cell)| String::from_utf8_lossy(cell).trim().to_owned());
            shown.extend(texts.filter(|text| !text.is_empty()));
            shown.dedup();
        }
        if shown.len() < SHOWN { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    shown.truncate(SHOWN);
    Ok(shown)
}
