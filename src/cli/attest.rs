//! `attest`: what people must state of the clauses that no rule can judge, and when; and puts an answer into the register.

use std::io::{self, Write};
use std::path::Path;

use comfy_table::presets::UTF8_FULL_CONDENSED;

use super::args::{AttestArgs, RedactArgs, day};
use super::record::day_value;
use super::redact;
use super::register::{self, Cell, Folder, Fresh, Kept, Placed};
use super::stop::Stop;
use super::terminal::style;
use crate::audit::{self, policy_of};
use crate::base::date::Day;
use crate::base::normalize;
use crate::base::progress::Progress;
use crate::base::safe::{harmless, shown_on_a_line};
use crate::base::text::{Lang, Problem};
use crate::cli::words;
use crate::config::Config;
use crate::engine::attestation::{self, Standing};
use crate::engine::eval::Eval;
use crate::engine::evidence::Describer;
use crate::engine::redact::Redactor;
use crate::model::options::Answer;
use crate::model::report::Attestation;
use crate::model::schema::{Kind, known};
use crate::policy::Policy;
use crate::report::words::ReportWords;

pub(super) fn run(args: &AttestArgs, config: &Config, lang: Lang) -> Result<u8, Stop> {
    let as_of = args.audit.as_of()?;
    // whoever else adds a row comes before this is read, or after it was judged
    let held = args.clause.as_ref().map(|_| Folder::hold(&args.dir)).transpose()?;
    let policy = policy_of(args.audit.policy(), config)?;
    let progress = Progress::default();
    let data = audit::read(&args.dir, &[], config, &policy, as_of, &progress)?;
    let eval = Eval::new(&data.tables, &policy, as_of);
    let teller = Describer::new(&eval, &data.files, lang, None);
    let standing = attestation::standing(&eval);
    if standing.is_empty() {
        return Err(words::nothing_to_attest().into());
    }
    let (Some(clause), Some(answer), Some(by), Some(folder)) = (&args.clause, args.answer, &args.by, &held) else {
        let redaction = redact::redaction(&RedactArgs::default(), &args.dir, config, lang)?;
        let redactor = redaction.as_ref().map(|redaction| Redactor::new(redaction, &data.tables, lang));
        return list(&Describer::new(&eval, &data.files, lang, redactor), &standing, &args.dir);
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
    let table = known().attestations;
    let (words, mut out) = (ReportWords(lang), io::stdout().lock());
    let draft = match register::place(&Kept::of(&data, table), &Fresh::OfInit, table, folder, &stated.row(&policy))? {
        Placed::Draft(draft) => draft,
        Placed::Paste(places) => {
            write!(out, "{}", words.row_to_paste(table, &places))?;
            return Ok(0);
        }
    };
    let before = stated.count(&eval);
    draft.write()?;
    // it must be read again as what it was meant to be
    let recorded = audit::read(&args.dir, &[], config, &policy, as_of, &progress)
        .is_ok_and(|data| stated.count(&Eval::new(&data.tables, &policy, as_of)) > before);
    if !recorded {
        draft.undo()?;
        return Err(words::attestation_unreadable(&draft.path.display().to_string()).into());
    }
    writeln!(out, "{}", words.row_written(&draft.path.display().to_string(), &draft.shown))?;
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
                && [&self.by, &*harmless(&self.by)].iter().any(|by| normalize::name(&last.by) == normalize::name(by))
        };
        attestation::all(eval).iter().filter(|stated| same(stated)).count()
    }

    /// The row that says so.
    fn row(&self, policy: &Policy) -> Vec<Cell> {
        let clause = &policy.clauses[self.clause];
        // a spreadsheet takes 5-1 for a day
        let named = if policy.clauses_named(&clause.cited).len() == 1 { &clause.cited } else { &clause.id };
        let answer = self.answer.word();
        let codes = match known().attestations.def().column("answer").map(|id| known().attestations.def().def(id).kind)
        {
            Some(Kind::Code(codes)) => Some(codes.def()),
            _ => None,
        };
        let ja = codes.and_then(|codes| Some(codes.say(codes.code(answer)?, Lang::Ja).to_owned()));
        vec![
            Cell { name: Some(self.office.1.clone()), ..Cell::new("office_id", self.office.0.as_str()) },
            Cell::new("clause", named.as_str()),
            Cell { ja, ..Cell::new("answer", answer) },
            Cell::new("attested_on", day_value(self.on)),
            Cell::new("attested_by", self.by.as_str()),
        ]
    }
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
