//! Which sheet is which table, and which header which column, told by evidence: the words of headers and names, the cells,
//! and what else there is in the sheet and in the folder. Every piece of evidence adds to a score or takes from it; what is
//! clearly ahead is read, what is ahead is assumed, and what could be two things is asked about. Nothing here depends on the
//! order of files.

mod assign;
mod cells;
mod fit;
mod flags;
pub(super) mod matrix;
mod prepared;
pub(super) mod several;
mod tables;
mod verbs;
mod view;
mod vocabulary;

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::base::parallel;
use crate::config::Config;
use crate::model::place::{Basis, ColumnCandidate, TableCandidate};
use crate::model::schema::{ColumnId, Kind, Part, TableId, known};

use cells::{Known, Others};
use fit::{Score, Slot, Spoken};
use prepared::{Prepared, PreparedHeader};
use vocabulary::vocabulary;

pub(super) use view::{View, is_header_word};

/// What a header was taken for.
#[derive(Clone, Debug, Default)]
pub(super) struct Guess {
    pub(super) found: Option<(ColumnId, Part)>,
    pub(super) how: Basis,
    /// What else it could be, or what it could be if it is not used; the best first.
    pub(super) candidates: Vec<ColumnCandidate>,
    /// What speaks for it.
    pub(super) evidence: Option<ColumnCandidate>,
    /// By normalized cell, what to read instead: the header is a state, and the cell says whether it holds.
    pub(super) readings: FxHashMap<String, String>,
    /// Whether it is one of several times, with a record in each cell below it.
    pub(super) is_time: bool,
    /// Whether each name in a cell below it is that of a record: several stand in one, or beside each other.
    pub(super) is_of_several: bool,
}

/// A table in a sheet.
#[derive(Clone, Debug)]
pub(super) struct Recognized {
    pub(super) table: TableId,
    pub(super) how: Basis,
    /// What speaks for it, where that was weighed.
    pub(super) evidence: Option<TableCandidate>,
    pub(super) guesses: Vec<Guess>,
}

/// What a sheet was taken for.
#[derive(Clone, Debug, Default)]
pub(super) struct Outcome {
    /// The tables that it holds, the first one first.
    pub(super) tables: Vec<Recognized>,
    /// What its headers could be, if it is the first of the candidates.
    pub(super) asked: Vec<Guess>,
    /// What it could be, the best first.
    pub(super) candidates: Vec<TableCandidate>,
}

/// A sheet, and what is known of it beside its cells.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    pub(super) stem: &'a str,
    pub(super) sheet: Option<&'a str>,
    pub(super) view: &'a View,
    /// The table that the settings or the name give it to.
    pub(super) set: Option<TableId>,
    /// The table whose name the sheet or its file bears.
    pub(super) named: Option<TableId>,
    /// The place of the first table in the same sheet.
    pub(super) first: usize,
    /// Whether the settings say something of that table.
    pub(super) is_firm: bool,
}

/// What the sheets of a folder are.
pub(super) fn recognize(seen: &[Seen<'_>], config: &Config) -> Vec<Outcome> {
    let prepared: Vec<Prepared<'_>> = parallel::each(true, seen, |sheet| Prepared::of(sheet, config));
    let mut folder = Known::default();
    let first = pass(seen, &prepared, &folder);
    for (place, (sheet, outcome)) in seen.iter().zip(&first).enumerate() {
        outcome.tables.iter().for_each(|table| learn(&mut folder, place, sheet.view, table));
    }
    pass(seen, &prepared, &folder)
}

fn pass(seen: &[Seen<'_>], prepared: &[Prepared<'_>], folder: &Known) -> Vec<Outcome> {
    let others = |sheet: usize| Others { known: folder, sheet };
    let numbered = prepared.iter().enumerate();
    let fits: Vec<Vec<TableFit<'_>>> = parallel::each(true, numbered, |(place, sheet)| fits(sheet, others(place)));
    let mut outcomes = tables::decide(seen, &fits);
    for (place, ((sheet, fits), outcome)) in seen.iter().zip(&fits).zip(&mut outcomes).enumerate() {
        if let Some(found) = matrix::of(sheet, fits, others(place)).filter(|_| sheet.set.is_none()) {
            *outcome = Outcome { tables: vec![found], ..Outcome::default() };
        }
    }
    outcomes
}

/// Adds the names and ids in a table that is surely one of those that others refer to.
fn learn(folder: &mut Known, sheet: usize, view: &View, found: &Recognized) {
    let k = known();
    let def = found.table.def();
    for (guess, cells) in found.guesses.iter().zip(&view.columns) {
        let Some((column, part)) = guess.found.filter(|_| guess.how < Basis::Asked) else { continue };
        let name = def.def(column).name;
        let of_row = [k.staff, k.patients, k.groups, k.offices].contains(&found.table);
        let target = match def.def(column).kind {
            Kind::Row(target)
                if [k.staff, k.patients].contains(&target) && cells.numbers() < 20 && cells.emails() < 20 =>
            {
                Some(target)
            }
            _ => None,
        };
        if let Some(target) =
            target.filter(|_| part != Part::Kana && found.how < Basis::Assumed && guess.how < Basis::Assumed)
        {
            folder.add(sheet, target, false, cells);
        } else if part == Part::Main && name == "group_id" && found.table != k.groups && cells.distinct() < 90 {
            folder.add(sheet, k.groups, true, cells);
        } else if of_row && (name == "name" || def.id_column() == Some(column)) {
            folder.add(sheet, found.table, name != "name", cells);
        } else if found.table == k.roster && name == "staff" && matches!(part, Part::Main | Part::Name)
            // the numbers of the rows of one list are those of another only by chance
            && !cells.is_running
        {
            folder.add(sheet, k.staff, part == Part::Main && cells.numbers() > 0, cells);
        }
    }
}

/// How well a sheet fits a table.
#[derive(Debug)]
pub(super) struct TableFit<'a> {
    table: TableId,
    slots: &'a [Slot],
    /// By header and slot.
    scores: Vec<Vec<Score>>,
    /// By header, the column that the settings give it.
    set: &'a [Option<ColumnId>],
    /// By header, the slot that it has in the best matching.
    given: Vec<Option<usize>>,
    /// What the names of the sheet and the file say for it, in hundredths.
    names: u32,
}

/// Below it, a header is not like a column at all.
const LIKE: u32 = 40;
/// From here on a header is read as a column, if nothing else comes near it.
const SURE: u32 = 80;
/// From here on it is assumed to be.
const LIKELY: u32 = 55;
/// By so much must the best be ahead to be read, and to be assumed.
const CLEARLY: u32 = 12;
const AHEAD: u32 = 6;

fn fits<'p>(prepared: &'p Prepared<'_>, folder: Others<'_>) -> Vec<TableFit<'p>> {
    let mut all = Vec::new();
    for of_table in &prepared.tables {
        let (table, slots) = (of_table.table, of_table.slots.as_slice());
        let score = |(header, spoken): (&PreparedHeader<'_>, &Vec<Option<Spoken>>)| -> Vec<Score> {
            let heading = header.heading();
            let of_slot = |(slot, spoken): (&Slot, &Option<Spoken>)| {
                spoken.map_or_else(Score::default, |spoken| fit::score(spoken, table, *slot, heading, folder))
            };
            slots.iter().zip(spoken).map(of_slot).collect()
        };
        let scores: Vec<Vec<Score>> = prepared.headers.iter().zip(&of_table.spoken).map(score).collect();
        // squared, so that one good match counts for more than two poor ones; of two that are alike, the one that says by what
        // somebody is called
        let points = |(slot, score): (&Slot, &Score)| {
            let points = Some(score.points()).filter(|points| *points >= LIKE);
            points.map_or(0, |points| points * points + 2000 * rank(*score) + u32::from(slot.part != Part::Main))
        };
        let matrix: Vec<Vec<u32>> = scores.iter().map(|row| slots.iter().zip(row).map(points).collect()).collect();
        let given = assign::best(&matrix, slots.len());
        all.push(TableFit { table, slots, scores, set: &of_table.set, given, names: of_table.names });
    }
    all
}

/// Whether a table holds records of what was done, as answers to a form are, and no list of those that there are.
pub(super) fn holds_records(table: TableId) -> bool {
    let stamp = vocabulary().classes.stamp;
    let columns = vocabulary().table(table).into_iter().flat_map(|wording| &wording.columns);
    table.def().events || columns.into_iter().any(|(_, wording)| wording.concepts.has(stamp))
}

/// Whether a name that would be that of another thing says which part of a table it holds.
pub(super) fn may_be_called(table: TableId, word: &str) -> bool {
    vocabulary().table(table).is_some_and(|wording| wording.despite.contains(&word))
}

impl TableFit<'_> {
    fn points(&self, header: usize) -> u32 {
        self.given[header].map_or(0, |slot| self.scores[header][slot].points())
    }

    fn has(&self, column: ColumnId) -> bool {
        self.given.iter().flatten().any(|slot| self.slots[*slot].column == column)
    }

    /// What each header is taken for, in this table.
    fn guesses(&self, view: &View) -> Vec<Guess> {
        self.guesses_of(view, &|_| true)
    }

    /// The same, where only some headers may be of the table.
    fn guesses_of(&self, view: &View, is_free: &dyn Fn(usize) -> bool) -> Vec<Guess> {
        let none = || Guess { how: Basis::None, ..Guess::default() };
        let of_header = |header| if is_free(header) { self.guess(view, header, is_free) } else { none() };
        let mut guesses: Vec<Guess> = (0..self.scores.len()).map(of_header).collect();
        settle_labels(view, &mut guesses);
        if !several::may_be_beside(self.table) {
            settle_names(view, &mut guesses);
            settle_ids(self.table, view, &mut guesses);
        }
        // of a column that names something by an id and a name, both parts may be there; a single one is the cell itself
        let def = self.table.def();
        let taken: BTreeSet<(ColumnId, Part)> = guesses.iter().filter_map(|guess| guess.found).collect();
        for guess in &mut guesses {
            if let Some((column, Part::Name)) = guess.found
                && !def.def(column).has_part(Part::Name)
                && !taken.contains(&(column, Part::Main))
            {
                guess.found = Some((column, Part::Main));
            }
        }
        several::mark(self.table, view, &mut guesses);
        guesses
    }

    /// How cells are read below a header that is a state.
    fn readings(&self, column: Option<ColumnId>, view: &View, header: usize) -> FxHashMap<String, String> {
        let read = |column| flags::readings(self.table, column, &view.phrases[header], &view.columns[header]);
        column.map(read).unwrap_or_default()
    }

    fn guess(&self, view: &View, header: usize, is_free: &dyn Fn(usize) -> bool) -> Guess {
        let row = &self.scores[header];
        let mut candidates: Vec<ColumnCandidate> = self
            .slots
            .iter()
            .zip(row)
            .filter(|(_, score)| score.points() >= LIKE)
            .map(|(slot, score)| candidate(*slot, *score))
            .collect();
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.points()));
        candidates.truncate(3);
        let Some(slot) = self.given[header] else {
            let how = if candidates.is_empty() { Basis::None } else { Basis::Asked };
            let readings = self.readings(self.set[header], view, header);
            return Guess { how, candidates, readings, ..Guess::default() };
        };
        let (own, score) = (self.slots[slot], row[slot]);
        // another header for the same column, or another column for the same header, that comes near
        let kind = self.table.def().def(own.column).kind;
        let mut ahead = u32::MAX;
        let mut rival = |other: Score| {
            // of names and ids the column's own header is the stronger; two days or states are two facts
            let is_fact = matches!(kind, Kind::Date | Kind::Code(_) | Kind::Points);
            let is_weaker = rank(other) < rank(score) && score.cells > -20 && !(is_fact && other.is_name);
            if other.points() >= LIKE && !is_weaker {
                ahead = ahead.min(score.points().saturating_sub(other.points()));
            }
        };
        for (other, scores) in self.scores.iter().enumerate() {
            let has_its_own = self.given[other].is_some_and(|slot| self.scores[other][slot].points() >= LIKELY);
            let differs =
                !view.columns[other].filled.is_empty() && view.columns[other].filled != view.columns[header].filled;
            if other != header && is_free(other) && !has_its_own && differs {
                rival(scores[slot]);
            }
        }
        for (place, other) in self.slots.iter().enumerate() {
            let is_taken = self.given.contains(&Some(place));
            if place != slot && other.column != own.column && !is_taken {
                rival(row[place]);
            }
        }
        let how = match score.points() {
            SURE.. if score.is_name && ahead >= CLEARLY => Basis::Name,
            SURE.. if ahead >= CLEARLY => Basis::Content,
            LIKELY.. if ahead >= AHEAD => Basis::Assumed,
            _ => Basis::Asked,
        };
        let found = Some((own.column, own.part)).filter(|_| how != Basis::Asked);
        if found.is_some() {
            candidates.retain(|candidate| (candidate.column, candidate.part) != (own.column, own.part));
        }
        let readings = self.readings(found.map(|(column, _)| column), view, header);
        let evidence = found.map(|_| candidate(own, score));
        Guess { found, how, candidates, evidence, readings, ..Guess::default() }
    }
}

/// What stands once above the list says of its rows only what no column of theirs does: 職員名簿 beside 取扱注意 names nobody where
/// there is a column 氏名.
fn settle_labels(view: &View, guesses: &mut [Guess]) {
    let (headers, labels) = guesses.split_at_mut(view.headers().len());
    let said: BTreeSet<ColumnId> = headers.iter().filter_map(|guess| Some(guess.found?.0)).collect();
    for label in labels.iter_mut().filter(|label| label.found.is_some_and(|(column, _)| said.contains(&column))) {
        *label = Guess { how: Basis::None, ..Guess::default() };
    }
}

/// Of two headers below which stand the names of people, for one who is named once in each row, only one says who it is: what
/// is known of the folder decides, then the words. The other is the title of the record itself, 同意書 No.01, or whoever had to
/// do with it: 受けた人 beside お名前.
fn settle_names(view: &View, guesses: &mut [Guess]) {
    let evidence = |guess: &Guess| guess.evidence.map_or((0, 0), |evidence| (evidence.cells, evidence.words));
    for name in 0..guesses.len() {
        let Some((column, Part::Name)) = guesses[name].found else { continue };
        let is_main =
            |place: &usize| guesses[*place].found == Some((column, Part::Main)) && view.columns[*place].kanji() >= 50;
        let Some(main) = (0..guesses.len()).find(is_main).filter(|_| view.columns[name].kanji() >= 50) else {
            continue;
        };
        let (of_name, of_main) = (evidence(&guesses[name]), evidence(&guesses[main]));
        // nobody's name has a digit
        let has_digits = |cell: &&String| cell.bytes().any(|b| b.is_ascii_digit());
        let cells = view.cells(name);
        let are_numbered = 2 * cells.iter().filter(has_digits).count() >= cells.len();
        let is_title = of_main.0 >= 15 && (of_name.0 <= 0 || are_numbered);
        let left = if is_title || of_main.1 > of_name.1 { name } else { main };
        let candidates = guesses[left].evidence.filter(|_| !is_title).into_iter().collect::<Vec<_>>();
        let how = if candidates.is_empty() { Basis::None } else { Basis::Asked };
        guesses[left] = Guess { how, candidates, ..Guess::default() };
    }
}

/// Beside the names of people, a column of ids that the folder knows, one for each of the names, is who they are: 登録番号 beside
/// 出席者.
fn settle_ids(table: TableId, view: &View, guesses: &mut [Guess]) {
    let def = table.def();
    for name in 0..guesses.len() {
        let Some((column, Part::Main)) = guesses[name].found else { continue };
        let is_free = !guesses.iter().any(|guess| guess.found == Some((column, Part::Name)));
        if !is_free || !def.def(column).has_part(Part::Name) || view.columns[name].kanji() < 50 {
            continue;
        }
        let is_id = |candidate: &&ColumnCandidate| {
            (candidate.column, candidate.part) == (column, Part::Main) && candidate.cells >= 15
        };
        let of = |guess: &Guess| guess.candidates.iter().find(is_id).copied().filter(|_| guess.found.is_none());
        let ids: Vec<(usize, ColumnCandidate)> = (0..guesses.len())
            .filter(|place| view.columns[*place].kanji() < 20 && is_one_to_one(view.cells(*place), view.cells(name)))
            .filter_map(|place| Some((place, of(&guesses[place])?)))
            .collect();
        if let [(id, evidence)] = ids[..] {
            guesses[name].found = Some((column, Part::Name));
            let guess = &mut guesses[id];
            guess.candidates.retain(|candidate| *candidate != evidence);
            guess.found = Some((column, Part::Main));
            (guess.how, guess.evidence) = (Basis::Assumed, Some(evidence));
        }
    }
}

/// Whether in every row one says the same as the other, of more than one.
fn is_one_to_one(one: &[String], other: &[String]) -> bool {
    let mut pairs: FxHashMap<&String, &String> = FxHashMap::default();
    let agrees = one.len() == other.len() && one.iter().zip(other).all(|(a, b)| *pairs.entry(a).or_insert(b) == b);
    let others: BTreeSet<&&String> = pairs.values().collect();
    agrees && pairs.len() > 1 && others.len() == pairs.len()
}

/// Names that are known as a whole come before those that are put together, a column's own before its others.
fn rank(score: Score) -> u32 {
    u32::from(score.is_name) + u32::from(score.is_own)
}

fn candidate(slot: Slot, score: Score) -> ColumnCandidate {
    ColumnCandidate { column: slot.column, part: slot.part, words: score.words, cells: score.cells }
}
