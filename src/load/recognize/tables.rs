//! Which tables a sheet holds. Each header votes for the tables that it fits, divided among them; names vote too, but never
//! outweigh the headers. A sheet with a person per row may be several tables at once.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::vocabulary::{Concepts, Phrase, vocabulary};
use super::{Guess, LIKE, LIKELY, Outcome, Recognized, SURE, Seen, TableFit, holds_records};
use crate::model::place::{Basis, TableCandidate};
use crate::model::schema::{ColumnId, Kind, Part, TableId, known};

/// So much, in hundredths of a header that fits no other table, must speak for a table to be read, assumed, asked about.
const SURE_VOTES: u32 = 150;
const LIKELY_VOTES: u32 = 100;
const LIKE_VOTES: u32 = 60;
/// So much must speak for a header to say whom or what the rows of a table are about.
const LIKE_REQUIRED: u32 = 45;
/// So many columns tell the rows of a list apart that have no number.
const ENOUGH_SAID: usize = 3;
/// A name that says so much says what a list is.
const NAMED: u32 = 80;
/// By so much must it be ahead to be read, and to be assumed.
const CLEARLY: u32 = 50;
const AHEAD: u32 = 20;
/// So much more must the headers say for another table than the one whose name a sheet bears.
const OUTVOTED: u32 = 150;
/// What a header says for a table in whose lists it stands, though it is read as nothing.
const TYPICAL: u32 = 40;
/// What it says for a table that the title above a list names whom or what each of its rows must be about.
const TITLED: u32 = 150;
/// A list of people that comes so near to what is noted beside them comes first.
const HOST: u32 = 60;
/// A table that no other sheet is comes a little before one that is there.
const LACKING: u32 = 30;

/// What each sheet is, given how well it fits each table.
pub(super) fn decide(seen: &[Seen<'_>], fits: &[Vec<TableFit<'_>>]) -> Vec<Outcome> {
    let votes: Vec<Vec<TableCandidate>> = seen.iter().zip(fits).map(|(sheet, fits)| candidates(sheet, fits)).collect();
    let firm: Vec<TableId> = votes
        .iter()
        .zip(seen)
        .filter_map(|(votes, sheet)| main(votes, sheet, &[]))
        .filter(|(_, how)| *how < Basis::Assumed)
        .map(|(table, _)| table)
        .collect();
    let mut outcomes = Vec::new();
    for ((sheet, fits), votes) in seen.iter().zip(fits).zip(votes) {
        let mut outcome = Outcome { candidates: votes, ..Outcome::default() };
        if let Some((table, how)) = main(&outcome.candidates, sheet, &firm) {
            if let Some(fit) = fits.iter().find(|fit| fit.table == table) {
                let guesses = fit.guesses(sheet.view);
                let beside = beside(sheet, fits, fit, &guesses);
                let evidence = outcome.candidates.iter().find(|c| c.table == table).copied();
                outcome.tables.push(Recognized { table, how, evidence, guesses });
                outcome.tables.extend(beside);
            }
            outcome.candidates.retain(|candidate| outcome.tables.iter().all(|found| found.table != candidate.table));
        }
        if let (true, Some(best)) = (outcome.tables.is_empty(), outcome.candidates.first()) {
            let fit = fits.iter().find(|fit| fit.table == best.table);
            outcome.asked = fit.map(|fit| fit.guesses(sheet.view)).unwrap_or_default();
        }
        outcome.candidates.truncate(3);
        outcomes.push(outcome);
    }
    for place in 0..outcomes.len() {
        follow(seen, fits, &mut outcomes, place);
    }
    outcomes
}

/// What stands below or above another table in one sheet, with much the same header, is more of it, though it says less by itself.
fn follow(seen: &[Seen<'_>], fits: &[Vec<TableFit<'_>>], outcomes: &mut [Outcome], place: usize) {
    if !outcomes[place].tables.is_empty() {
        return;
    }
    let of_sheet = |other: &usize| *other != place && seen[*other].first == seen[place].first;
    let found = |other: usize| outcomes[other].tables.first().map(|found| (other, found.table, found.how));
    let Some((other, table, how)) = (0..seen.len()).filter(of_sheet).find_map(found) else { return };
    let headers = seen[place].view.headers();
    let shared = headers.iter().filter(|text| !text.is_empty() && seen[other].view.headers().contains(text)).count();
    let filled = headers.iter().filter(|text| !text.is_empty()).count();
    let fit = fits[place].iter().find(|fit| fit.table == table && 2 * shared >= filled);
    if let Some(fit) = fit {
        let outcome = &mut outcomes[place];
        let evidence = outcome.candidates.iter().find(|candidate| candidate.table == table).copied();
        outcome.candidates.retain(|candidate| candidate.table != table);
        outcome.tables.push(Recognized { table, how, evidence, guesses: fit.guesses(seen[place].view) });
    }
}

/// The tables that a sheet could be, the best first.
fn candidates(seen: &Seen<'_>, fits: &[TableFit<'_>]) -> Vec<TableCandidate> {
    let headers = seen.view.texts.len();
    let square = |fit: &TableFit<'_>, header: usize| fit.points(header) * fit.points(header);
    let says = Concepts::of_all(seen.view.phrases.iter().map(Phrase::says));
    let is_said = |fit: &TableFit<'_>| {
        let said = vocabulary().table(fit.table).map(|wording| wording.said).unwrap_or_default();
        said.is_empty() || fit.names >= LIKE || says.has(said)
    };
    // answers to a form are records of what was done, and no list of people, unless the name says so
    let is_form = says.has(vocabulary().classes.stamp);
    let is_list = |fit: &TableFit<'_>| fit.names < LIKE && !holds_records(fit.table);
    let is_like = |fit: &TableFit<'_>| vocabulary().table(fit.table).is_none_or(|wording| !says.has(wording.unlike));
    let is_possible = |fit: &TableFit<'_>| is_said(fit) && is_like(fit) && !(is_form && is_list(fit));
    let whole: Vec<bool> = fits.iter().map(|fit| is_whole(fit) && is_possible(fit)).collect();

    let mut found = Vec::new();
    for (fit, is_whole) in fits.iter().zip(&whole) {
        // what may stand beside it is no rival
        let rivals: Vec<&TableFit<'_>> = fits
            .iter()
            .zip(&whole)
            .filter(|(other, whole)| **whole && other.table != fit.table && !may_stand_beside(other.table, fit.table))
            .map(|(other, _)| other)
            .collect();
        let of_rivals = |header: usize| rivals.iter().map(|other| square(other, header)).sum::<u32>();
        let of_all = |header: usize| of_rivals(header) + square(fit, header);
        let vote =
            |header: usize| u64::from(square(fit, header) * fit.points(header)) / u64::from(of_all(header).max(1));
        let votes: u64 = (0..headers).map(vote).sum();
        let given = fit.given.iter().flatten().count();
        let is_set = seen.set == Some(fit.table) || seen.named == Some(fit.table);
        if given == 0 {
            continue;
        }
        let is_whole = *is_whole || is_set;
        // headers that mean something and are not of the table speak against it
        let other = vocabulary().classes.other;
        let meaning = |header: &usize| {
            let phrase = &seen.view.phrases[*header];
            fit.given[*header].is_none()
                && phrase.cover >= 60
                && !phrase.says().has(other)
                && of_rivals(*header) >= 60 * 60
        };
        let against = (0..headers).filter(meaning).count() as u64;
        let votes = (votes * given as u64 / (given as u64 + against)) as u32;
        let typical = vocabulary().table(fit.table).map(|wording| wording.typical).unwrap_or_default();
        let is_typical = |phrase: &&Phrase| phrase.says().has(typical);
        let votes = votes + TYPICAL * seen.view.phrases.iter().filter(is_typical).count().min(2) as u32;
        let votes = votes + if is_titled(fit, seen) { TITLED } else { 0 };
        found.push(TableCandidate { table: fit.table, headers: votes, names: fit.names, is_whole });
    }
    found.retain(|candidate| {
        candidate.points() >= if candidate.is_whole { LIKE_VOTES } else { LIKE_VOTES / 2 }
            || seen.set == Some(candidate.table)
            || seen.named == Some(candidate.table)
    });
    found.sort_by_key(|candidate| (!candidate.is_whole, Reverse(candidate.points()), candidate.table));
    found
}

/// Whether a title above the list is the name of that which the rows of a table are about.
fn is_titled(fit: &TableFit<'_>, seen: &Seen<'_>) -> bool {
    let headers = seen.view.texts.len();
    let names_it = |header: usize| {
        let slot = fit.given[header].filter(|_| fit.points(header) >= LIKELY);
        slot.is_some_and(|slot| fit.table.def().required.contains(&fit.slots[slot].column))
    };
    (headers - seen.view.titles..headers).any(names_it)
}

/// Whether a table may stand in the sheets of another.
fn may_stand_beside(table: TableId, main: TableId) -> bool {
    vocabulary().table(table).is_some_and(|wording| wording.beside.contains(&main))
}

/// Whether a table's rows would say what they must: whom or what they are about, and something of it.
fn is_whole(fit: &TableFit<'_>) -> bool {
    let def = fit.table.def();
    let by_name = |column: &ColumnId| {
        def.def(*column).kind == Kind::Id
            && ["name", "email"].iter().any(|name| def.column(name).is_some_and(|c| fit.has(c)))
    };
    let is_office = |column: &ColumnId| def.def(*column).kind == Kind::Row(known().offices);
    // the columns for which so much speaks
    let columns = |least: u32| {
        let given = (0..fit.given.len()).filter(move |header| fit.points(*header) >= least);
        given.filter_map(|header| fit.given[header]).map(|slot| fit.slots[slot].column)
    };
    let has = |column: &ColumnId| columns(LIKE_REQUIRED).any(|given| given == *column);
    // posts and incidents that nobody numbered are told apart by their cells, if enough is said of each
    let says_enough = columns(LIKELY).collect::<BTreeSet<_>>().len() >= ENOUGH_SAID;
    let by_cells = |column: &ColumnId| says_enough && def.def(*column).kind == Kind::Id && def.name_column().is_none();
    let is_told = |column: &ColumnId| has(column) || by_name(column) || by_cells(column) || is_office(column);
    let has_required = def.required.iter().all(is_told);
    let needs = vocabulary().table(fit.table).map(|wording| wording.needs.as_slice()).unwrap_or_default();
    let has_needed = needs.is_empty() || fit.names >= NAMED || columns(LIKELY).any(|column| needs.contains(&column));
    has_required && has_needed && columns(0).collect::<BTreeSet<_>>().len() >= 2
}

/// The table that a sheet is first of all.
fn main(votes: &[TableCandidate], seen: &Seen<'_>, firm: &[TableId]) -> Option<(TableId, Basis)> {
    if let Some(set) = seen.set {
        return Some((set, Basis::Settings));
    }
    // whose name it bears, it is, unless its headers are plainly those of another
    if let Some(named) = seen.named {
        let of_headers = |candidate: &&TableCandidate| candidate.table != named && candidate.is_whole;
        let own = votes.iter().find(|candidate| candidate.table == named).map_or(0, |candidate| candidate.headers);
        let most = votes.iter().filter(of_headers).map(|candidate| candidate.headers).max().unwrap_or(0);
        if seen.is_firm || most < own + OUTVOTED {
            return Some((named, Basis::Name));
        }
    }
    let lacking = |candidate: &TableCandidate| {
        candidate.points() + if !firm.is_empty() && !firm.contains(&candidate.table) { LACKING } else { 0 }
    };
    let mut votes: Vec<&TableCandidate> = votes.iter().filter(|candidate| candidate.is_whole).collect();
    votes.sort_by_key(|candidate| (Reverse(lacking(candidate)), candidate.table));
    let first = votes.first()?;
    // the list of the people comes before what is noted beside them, unless that or its name says what it is
    let has_marks = vocabulary().table(first.table).is_some_and(|wording| !wording.marks.is_empty());
    let host = votes.iter().find(|other| {
        may_stand_beside(first.table, other.table)
            && !may_stand_beside(other.table, first.table)
            && lacking(other) + HOST >= lacking(first)
    });
    let best = host.filter(|_| !has_marks && first.names < NAMED).unwrap_or(first);
    let others = votes.iter().filter(|other| other.table != best.table && !may_stand_beside(other.table, best.table));
    let next = others.max_by_key(|other| lacking(other));
    let ahead = lacking(best).saturating_sub(next.map_or(0, |next| lacking(next)));
    // where two fit nearly alike, the name tells
    let is_called = best.names >= NAMED && next.is_none_or(|next| next.names < NAMED / 2);
    let ahead = if is_called && ahead > 0 { ahead.max(AHEAD) } else { ahead };
    match best.points() {
        SURE_VOTES.. if ahead >= CLEARLY && best.headers >= 60 => Some((best.table, Basis::Content)),
        LIKELY_VOTES.. if ahead >= AHEAD && best.headers >= 30 => Some((best.table, Basis::Assumed)),
        _ => None,
    }
}

/// What else a sheet holds: columns of another table about the same people, that say so themselves.
fn beside(seen: &Seen<'_>, fits: &[TableFit<'_>], main: &TableFit<'_>, of_main: &[Guess]) -> Vec<Recognized> {
    let words = vocabulary();
    let Some(main_wording) = words.table(main.table) else { return Vec::new() };
    let mut found = Vec::new();
    for fit in fits {
        let Some(wording) = words.table(fit.table) else { continue };
        if fit.table == main.table || !wording.beside.contains(&main.table) {
            continue;
        }
        // MCS登録日 in a list of employees is said of no pledge, though pledges are given for MCS
        let own = wording.about.without(main_wording.about).without(words.classes.mcs).with(wording.marks);
        let says_so = |header: &usize| {
            let is_left = main.given[*header].is_none() || main.points(*header) + 15 < fit.points(*header);
            is_left && fit.points(*header) >= LIKELY && seen.view.phrases[*header].says().has(own)
        };
        let those: Vec<usize> = (0..seen.view.texts.len()).filter(says_so).collect();
        if those.is_empty() {
            continue;
        }
        // what is said of those of whom the list is, is not said of what is noted beside them
        let is_fact = |kind: Kind| matches!(kind, Kind::Date | Kind::Code(_));
        let is_left = |header: usize| {
            let Some((of_main, _)) = of_main[header].found else { return true };
            let kind_in_main = main.table.def().def(of_main).kind;
            let is_taken = match fit.given[header].map(|slot| fit.table.def().def(fit.slots[slot].column).kind) {
                // whom the list is of, what is noted beside them is of too
                Some(Kind::Row(target)) => {
                    let is_of_row = main.table.def().required.contains(&of_main) && kind_in_main == Kind::Row(target);
                    target != main.table && target != known().offices && !is_of_row
                }
                Some(Kind::Patients) => main.table != known().patients,
                Some(kind) => is_fact(kind),
                None => is_fact(kind_in_main),
            };
            // 利用者ID beside a patient's name is no account, though the word may mean one
            let names_another = matches!(kind_in_main, Kind::Row(_) | Kind::Patients);
            !is_taken || !names_another && seen.view.phrases[header].says().has(own)
        };
        let mut guesses = fit.guesses_of(seen.view, &is_left);
        borrow(fit.table, &mut guesses, main.table, of_main);
        let def = fit.table.def();
        let has =
            |column: &ColumnId| guesses.iter().any(|guess| guess.found.is_some_and(|(found, _)| found == *column));
        let is_by_name =
            |column: &ColumnId| def.def(*column).kind == Kind::Id && def.column("name").is_some_and(|c| has(&c));
        if def.required.iter().all(|column| has(column) || is_by_name(column)) {
            let is_sure = those.iter().any(|header| fit.points(*header) >= SURE);
            found.push(Recognized {
                evidence: None,
                table: fit.table,
                how: if is_sure { Basis::Content } else { Basis::Assumed },
                guesses,
            });
        }
    }
    found
}

/// What is noted beside people is about those whom the row names: where the table has no column of its own for them, their id
/// and their name are it.
fn borrow(table: TableId, guesses: &mut [Guess], main: TableId, of_main: &[Guess]) {
    let def = table.def();
    let about = def.required.iter().find(|column| def.def(**column).kind == Kind::Row(main));
    let Some(about) = about else { return };
    for (guess, of_main) in guesses.iter_mut().zip(of_main) {
        let Some((column, Part::Main)) = of_main.found else { continue };
        let part = match (main.def().def(column).kind, main.def().def(column).name) {
            (Kind::Id, _) => Part::Main,
            (_, "name") => Part::Name,
            (_, "kana") => Part::Kana,
            _ => continue,
        };
        *guess = Guess { found: Some((*about, part)), how: of_main.how, ..Guess::default() };
    }
}
