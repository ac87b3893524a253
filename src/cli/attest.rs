//! `attest`: what people must state of the clauses that no rule can judge, and when; and puts an answer into the register.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use comfy_table::presets::UTF8_FULL_CONDENSED;
use sha2::{Digest, Sha256};

use super::args::{AttestArgs, day};
use super::stop::Stop;
use super::terminal::style;
use crate::audit::{self, policy_of};
use crate::base::date::Day;
use crate::base::hex::hex;
use crate::base::normalize;
use crate::base::progress::Progress;
use crate::base::safe::shown_on_a_line;
use crate::base::text::{Lang, Problem};
use crate::base::whole_file;
use crate::cli::words;
use crate::config::Config;
use crate::engine::attestation::{self, Standing};
use crate::engine::eval::Eval;
use crate::engine::evidence::Describer;
use crate::load::{Data, InputFile, InputSheet};
use crate::model::options::Answer;
use crate::model::place::{Role, place_of};
use crate::model::report::Attestation;
use crate::model::schema::{ColumnId, Kind, Part, known};
use crate::policy::Policy;
use crate::report::words::ReportWords;
use crate::setup::init;
use crate::setup::init::words::files_are_there;
use crate::source::append::{self, Refused};
use crate::source::words::unreadable_file;
use crate::source::{Delimiter, Encoding};

pub(super) fn run(args: &AttestArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let as_of = args.audit.as_of()?;
    let policy = policy_of(args.audit.policy(), config)?;
    let progress = Progress::default();
    let data = audit::read(&args.dir, &[], config, &policy, as_of, &progress)?;
    let eval = Eval::new(&data.tables, &policy, as_of);
    let teller = Describer::new(&eval, &data.files, lang, None);
    let standing = attestation::standing(&eval);
    if standing.is_empty() {
        return Err(words::nothing_to_attest().into());
    }
    let (Some(clause), Some(answer), Some(by)) = (&args.clause, args.answer, &args.by) else {
        return list(&teller, &standing, &args.dir);
    };
    let stated = Stated {
        office: office(&teller, &standing, args.office.as_deref())?,
        clause: clause_of(&policy, clause)?,
        answer,
        on: args.on.as_deref().map_or(Ok(as_of), |text| day(Some(text)))?,
        by: by.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    if stated.by.is_empty() {
        return Err(words::nobody_attests().into());
    }
    if stated.on > as_of {
        return Err(words::attested_later(&stated.on.to_string(), &as_of.to_string()).into());
    }
    let place = Place::of(&data, &args.dir, &stated, &teller)?;
    let before = stated.count(&eval);
    place.write()?;
    // it must be read again as what it was meant to be
    let recorded = audit::read(&args.dir, &[], config, &policy, as_of, &progress)
        .is_ok_and(|data| stated.count(&Eval::new(&data.tables, &policy, as_of)) > before);
    if !recorded {
        place.undo()?;
        return Err(words::attestation_unreadable(&place.path.display().to_string()).into());
    }
    let filled: Vec<&str> = place.row.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    let told = ReportWords(lang).attestation_written(&place.path.display().to_string(), &filled.join(" / "));
    writeln!(io::stdout().lock(), "{told}")?;
    Ok(0)
}

/// Every clause of every office, with its last answer and whether it is due.
fn list(teller: &Describer<'_>, standing: &[Standing], dir: &Path) -> Result<u8, Stop> {
    let (words, style, eval) = (ReportWords(teller.lang), style(), teller.eval);
    let (as_of, mut out) = (eval.as_of.to_string(), io::stdout().lock());
    for of_office in standing.chunk_by(|a, b| a.office == b.office) {
        let office = of_office[0].office;
        let label = teller.related_label(known().offices, office, known().attestations);
        writeln!(out, "{}", style.bold(&format!("■ {}", shown_on_a_line(&label))))?;
        let mut table = style.table(UTF8_FULL_CONDENSED);
        table.set_header([words.question(), words.last_answer(), words.state_of_answer()]);
        for of_clause in of_office {
            let clause = &eval.policy.clauses[of_clause.clause];
            let question = clause.question.as_ref().map_or("", |q| q.get(teller.lang));
            let last = Attestation::of(teller, of_clause);
            table.add_row([
                format!("{} ({})\n{question}", clause.cited, clause.id),
                last.as_ref()
                    .map_or_else(|| words.answer(None).to_owned(), |a| shown_on_a_line(&words.stated(a, &as_of))),
                words.is_due(of_clause.is_due(eval.as_of)).to_owned(),
            ]);
        }
        writeln!(out, "{}\n", table.trim_fmt())?;
    }
    style.paragraph(&words.how_to_attest(&dir.display().to_string()), &mut out)?;
    Ok(0)
}

/// An answer to be put on record.
struct Stated {
    /// The office: its key, and how the register may name it.
    office: (String, String),
    clause: usize,
    answer: Answer,
    on: Day,
    by: String,
}

impl Stated {
    /// How often it is on record.
    fn count(&self, eval: &Eval<'_>) -> usize {
        let key = |office: u32| eval.tables[known().offices].keys.text(office);
        let same = |(office, clause, last): &(u32, usize, attestation::Last)| {
            key(*office) == self.office.0
                && *clause == self.clause
                && (last.answer, last.on) == (Some(self.answer), self.on)
                && normalize::name(&last.by) == normalize::name(&self.by)
        };
        attestation::all(eval).iter().filter(|stated| same(stated)).count()
    }

    /// What stands in a cell; empty below a header of which nothing is known.
    fn cell(&self, policy: &Policy, header: &str, found: Option<(ColumnId, Part)>) -> String {
        let Some((column, part)) = found else { return String::new() };
        let column = known().attestations.def().def(column);
        let clause = &policy.clauses[self.clause];
        match column.name {
            "office_id" if part == Part::Name || asks_for_name(header) => self.office.1.clone(),
            "office_id" => self.office.0.clone(),
            // a spreadsheet takes 5-1 for a day
            "clause" if policy.clauses_named(&clause.cited).len() == 1 => clause.cited.clone(),
            "clause" => clause.id.clone(),
            "answer" => match column.kind {
                Kind::Code(codes) if !header.is_ascii() => {
                    let codes = codes.def();
                    codes.code(self.answer.word()).map_or("", |code| codes.say(code, Lang::Ja)).to_owned()
                }
                _ => self.answer.word().to_owned(),
            },
            "attested_on" => self.on.to_string(),
            "attested_by" => self.by.clone(),
            _ => String::new(),
        }
    }
}

/// Whether a header that stands for ids and names alike says that it wants the name.
fn asks_for_name(header: &str) -> bool {
    let header = normalize::header(header);
    header.contains('名') || header.contains("name")
}

/// The office that is named, or the only one: its key, and its name.
fn office(teller: &Describer<'_>, standing: &[Standing], named: Option<&str>) -> Result<(String, String), Problem> {
    let table = known().offices;
    let of = |office: u32| (teller.key(table, office).into_owned(), teller.name(table, office).into_owned());
    let all: Vec<(String, String)> =
        standing.chunk_by(|a, b| a.office == b.office).map(|of_office| of(of_office[0].office)).collect();
    let is_meant = |(key, name): &&(String, String)| match named {
        None => true,
        Some(named) => normalize::id(key) == normalize::id(named) || normalize::name(name) == normalize::name(named),
    };
    match all.iter().filter(is_meant).collect::<Vec<_>>().as_slice() {
        [one] => {
            // an office that has no id of its own is named
            let cells = &teller.eval.tables[table];
            let has_ids = table.def().id_column().is_some_and(|id| cells.len == 0 || cells.has(id));
            Ok(if has_ids { (*one).clone() } else { (one.1.clone(), one.1.clone()) })
        }
        _ => Err(words::which_office(named, &all.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>())),
    }
}

/// The clause that is named, if a person must state it.
fn clause_of(policy: &Policy, name: &str) -> Result<usize, Problem> {
    let is_asked = |place: &usize| policy.clauses[*place].question.is_some();
    let found: Vec<usize> = policy.clauses_named(name).into_iter().filter(is_asked).collect();
    if let [one] = found.as_slice() {
        return Ok(*one);
    }
    let asked = (0..policy.clauses.len()).filter(is_asked).map(|place| &policy.clauses[place]);
    Err(words::no_attested_clause(name, &asked.map(|c| format!("{} ({})", c.id, c.cited)).collect::<Vec<_>>()))
}

/// Where an answer goes, and what is written there.
struct Place {
    path: PathBuf,
    row: Vec<String>,
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

impl Place {
    /// The end of the office's register, or a new one. Fails where it cannot be written to: the row is told then.
    fn of(data: &Data, dir: &Path, stated: &Stated, teller: &Describer<'_>) -> Result<Self, Problem> {
        let table = known().attestations;
        let policy = teller.eval.policy;
        let sheets: Vec<(&InputFile, &InputSheet)> = data
            .files
            .iter()
            .flat_map(|file| file.sheets.iter().map(move |sheet| (file, sheet)))
            .filter(|(_, sheet)| sheet.table == table)
            .collect();
        let cells = |headers: &[(String, Option<(ColumnId, Part)>)]| -> Vec<String> {
            headers.iter().map(|(header, found)| stated.cell(policy, header, *found)).collect()
        };
        let written =
            |path: &Path, before: Option<Vec<u8>>, base: &[u8], how: (Encoding, Delimiter), row: Vec<String>| {
                let after = append::row(base, how.0, how.1, &row);
                match after {
                    Ok(after) => Ok(Self { path: path.to_owned(), row, before, after }),
                    Err(Refused::Lacks(c)) => {
                        Err(words::encoding_lacks(&path.display().to_string(), c, &how.0.to_string()))
                    }
                }
            };
        match sheets.as_slice() {
            [] => {
                let (file, bytes) = init::blank(table)?;
                let path = dir.join(&file);
                if path.symlink_metadata().is_ok() {
                    return Err(files_are_there(&dir.display().to_string(), &[file]));
                }
                let def = table.def();
                let headers: Vec<_> =
                    init::headers(table).into_iter().map(|h| (h.clone(), def.match_header(&h))).collect();
                written(&path, None, &bytes, (Encoding::Utf8Bom, Delimiter::Comma), cells(&headers))
            }
            [(file, sheet)] => {
                let headers = headers(sheet);
                let row = cells(&headers);
                let encoding = file.info.as_ref().and_then(|info| info.encoding);
                let (Some(delimiter), Some(encoding)) = (sheet.delimiter, encoding) else {
                    return Err(elsewhere(&[(file, sheet)], stated, policy));
                };
                let path = dir.join(&file.name);
                let name = path.display().to_string();
                lacking(sheet, &name)?;
                let bytes = fs::read(&path).map_err(|error| unreadable_file(&name, &error))?;
                let read = file.info.as_ref().map(|info| info.sha256.as_str());
                if read != Some(hex(&Sha256::digest(&bytes)).as_str()) {
                    return Err(words::changed_meanwhile(&name));
                }
                written(&path, Some(bytes.clone()), &bytes, (encoding, delimiter), row)
            }
            several => Err(elsewhere(several, stated, policy)),
        }
    }

    fn write(&self) -> Result<(), Problem> {
        whole_file::edit(&self.path, Some(&self.after))
    }

    fn undo(&self) -> Result<(), Problem> {
        whole_file::edit(&self.path, self.before.as_deref())
    }
}

/// The headers of a register, by their places in a line.
fn headers(sheet: &InputSheet) -> Vec<(String, Option<(ColumnId, Part)>)> {
    let mut headers = Vec::new();
    for heading in &sheet.columns {
        let Some(place) = heading.column else { continue };
        let place = place as usize;
        if headers.len() <= place {
            headers.resize(place + 1, (String::new(), None));
        }
        headers[place] = (heading.text.clone(), heading.found.filter(|_| heading.role == Role::Plain));
    }
    headers
}

/// Fails if a register has no column for part of an answer.
fn lacking(sheet: &InputSheet, file: &str) -> Result<(), Problem> {
    let def = sheet.table.def();
    let is_there = |column: &ColumnId| sheet.columns.iter().any(|h| h.found.is_some_and(|(c, _)| c == *column));
    let wanted = ["office_id", "clause", "answer", "attested_on", "attested_by"];
    let lacking = wanted.into_iter().filter_map(|name| def.column(name)).find(|column| !is_there(column));
    match lacking {
        Some(column) => Err(words::register_lacks(file, &def.def(column).label)),
        None => Ok(()),
    }
}

/// A register to which nothing is written here: what to enter there.
fn elsewhere(sheets: &[(&InputFile, &InputSheet)], stated: &Stated, policy: &Policy) -> Problem {
    let places: Vec<String> = sheets.iter().map(|(file, sheet)| place_of(&file.name, sheet.name.as_deref())).collect();
    let row: Vec<String> = sheets.first().map_or_else(Vec::new, |(_, sheet)| {
        let headings = sheet.columns.iter().filter(|h| h.role == Role::Plain);
        let cells = headings.map(|h| (h.text.clone(), stated.cell(policy, &h.text, h.found)));
        cells.filter(|(_, cell)| !cell.is_empty()).map(|(header, cell)| format!("{header} {cell}")).collect()
    });
    words::register_elsewhere(&places.join(", "), &row.join(" / "))
}
