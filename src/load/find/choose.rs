//! What each sheet is, and which of several that could be the same table are.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::names::{
    Differ, differ, is_another, is_of_another_day, is_part_of, says_copy, whole_of, without_copy, without_marks,
};
use super::{Claim, Found, Looked};
use crate::base::normalize;
use crate::load::recognize::{self, Guess, Outcome, Recognized, Seen, View};
use crate::load::{AskedSheet, NotRead, Notice, unused};
use crate::model::place::{Basis, ColumnCandidate, Heading, Role, TableCandidate, place_of};
use crate::model::schema::{ColumnId, TableId, schema};

/// By so much more must speak for one of several sheets to be the table.
const AHEAD: u32 = 50;

/// A sheet that is not used, and what it could be.
struct Asked {
    looked: Rc<Looked>,
    candidates: Vec<TableCandidate>,
    guesses: Vec<Guess>,
    /// Whether it is said already why it is not used.
    is_told: bool,
}

/// A header of a sheet that is not used.
fn asked_heading(text: &str, guess: Guess, column: Option<u32>) -> Heading {
    let Guess { found, how, mut candidates, .. } = guess;
    if let Some((column, part)) = found {
        candidates.insert(0, ColumnCandidate { column, part, words: 100, cells: 0 });
    }
    let how = if how == Basis::None { how } else { Basis::Asked };
    Heading { text: text.to_owned(), found: None, column, role: Role::Plain, how, evidence: None, candidates }
}

/// Whether something stands below the header; what was not looked at is not known to be blank.
fn has_rows(claim: &Claim) -> bool {
    claim.looked.as_ref().and_then(|looked| looked.view.as_ref()).is_none_or(|view| view.rows > 0)
}

/// Whom or what the first rows of a sheet are about.
fn named_in(table: TableId, claim: &Claim) -> BTreeSet<&str> {
    let def = table.def();
    let columns: Vec<ColumnId> = def.telling_columns().chain(def.id_column()).collect();
    let Some(view) = claim.looked.as_ref().and_then(|looked| looked.view.as_ref()) else { return BTreeSet::new() };
    let is_it = |guess: &Guess| guess.found.is_some_and(|(column, _)| columns.contains(&column));
    let places = (0..claim.guesses.len().min(view.headers().len())).filter(|place| is_it(&claim.guesses[*place]));
    places.flat_map(|place| view.cells(place)).map(String::as_str).collect()
}

/// Whether two sheets have the columns of one list, as those of several months do.
fn are_alike(one: &Claim, other: &Claim) -> bool {
    let columns = |claim: &Claim| {
        let found = claim.guesses.iter().filter_map(|guess| guess.found);
        found.collect::<BTreeSet<_>>()
    };
    let (one, other) = (columns(one), columns(other));
    5 * one.intersection(&other).count() >= 3 * one.len().min(other.len())
}

/// Whether two sheets of one file are a list and what it was in an earlier year, by their names and rows: of what has a number or
/// a name of its own, a list has a row for each.
fn are_of_two_days(table: TableId, one: &Claim, other: &Claim) -> bool {
    let [name, other_name] = [one, other].map(|claim| claim.sheet_name().unwrap_or_default());
    let [first, second] = [one, other].map(|claim| named_in(table, claim));
    let fewer = first.len().min(second.len());
    table.def().id_column().is_some()
        && is_of_another_day(name, other_name)
        && fewer > 0
        && 2 * first.intersection(&second).count() >= fewer
}

impl Found<'_> {
    /// Decides what each sheet is, and which of several that could be the same table are.
    pub(super) fn recognize(&mut self, looked: &[Rc<Looked>]) {
        let visible: Vec<&Rc<Looked>> = looked.iter().filter(|l| l.view.is_some()).collect();
        let seen: Vec<Seen<'_>> = visible
            .iter()
            .filter_map(|l| {
                let view = l.view.as_ref()?;
                let first = visible.iter().position(|other| (other.file, other.place) == (l.file, l.place))?;
                let sheet = l.sheet.name.as_deref();
                let is_firm = l.named.is_some_and(|table| self.config.tables.contains_key(&table));
                let stem = &self.entries[l.file].stem;
                Some(Seen { stem, sheet, view, set: l.set, named: l.named, first, is_firm })
            })
            .collect();
        let mut outcomes = recognize::recognize(&seen, self.config).into_iter();
        let mut first: BTreeMap<TableId, Vec<Claim>> = BTreeMap::new();
        let mut beside: BTreeMap<TableId, Vec<Claim>> = BTreeMap::new();
        let mut asked: Vec<Asked> = Vec::new();
        for sheet in looked {
            let Outcome { tables, asked: guesses, candidates } = match &sheet.view {
                Some(_) => outcomes.next().unwrap_or_default(),
                None => Outcome::default(),
            };
            let claim = |how: Basis,
                         evidence: Option<TableCandidate>,
                         others: Vec<TableCandidate>,
                         guesses: Vec<Guess>| Claim {
                file: sheet.file,
                sheet: Some(sheet.place),
                looked: Some(Rc::clone(sheet)),
                how,
                evidence,
                others,
                guesses,
            };
            let own = sheet.set.or(sheet.named);
            let is_other = |table: TableId| {
                let name = sheet.sheet.name.as_deref().filter(|name| is_another(name));
                let names = name.into_iter().chain(Some(self.entries[sheet.file].stem.as_str()));
                sheet.is_other && names.filter(|name| is_another(name)).any(|name| !is_part_of(table, name))
            };
            // what explains the other sheets may look a little like one of them
            let is_guide = sheet.sheet.name.as_deref().is_some_and(|name| schema().layout.is_guide(name));
            let is_guess = |found: &Recognized| found.how == Basis::Assumed && is_guide;
            let is_used = |found: &Recognized| {
                !is_guess(found)
                    && (sheet.set.is_some() || !self.is_set(found.table))
                    && (!is_other(found.table) || found.how == Basis::Settings)
            };
            if sheet.view.is_none()
                && let Some(table) = own
            {
                // nothing in it looks like a header: reading it says so
                first.entry(table).or_default().push(claim(
                    if sheet.set.is_some() { Basis::Settings } else { Basis::Name },
                    None,
                    Vec::new(),
                    Vec::new(),
                ));
                continue;
            }
            let (used, left): (Vec<Recognized>, Vec<Recognized>) = tables.into_iter().partition(is_used);
            if used.is_empty() {
                let left: Vec<Recognized> = left.into_iter().filter(|_| sheet.is_other).collect();
                let guesses = left.first().map_or(guesses, |found| found.guesses.clone());
                let candidates = left.iter().map(|found| TableCandidate::of(found.table)).chain(candidates).collect();
                asked.push(Asked { looked: Rc::clone(sheet), candidates, guesses, is_told: false });
                continue;
            }
            for (place, found) in used.into_iter().enumerate() {
                let into = if place == 0 { &mut first } else { &mut beside };
                into.entry(found.table).or_default().push(claim(
                    found.how,
                    found.evidence,
                    candidates.clone(),
                    found.guesses,
                ));
            }
        }
        self.leave_out_inside(&mut first, &mut beside, &mut asked);
        for (table, claims) in beside {
            // a list of its own comes before columns in another
            first.entry(table).or_insert(claims);
        }
        for (table, claims) in first {
            let claims = self.choose(table, claims, &mut asked);
            if !claims.is_empty() {
                self.claims.entry(table).or_default().extend(claims);
            }
        }
        for Asked { looked, mut candidates, guesses, is_told } in asked {
            if self.is_claimed(&looked) {
                continue;
            }
            candidates.retain(|candidate| !self.is_set(candidate.table));
            candidates.truncate(3);
            self.ask(&looked, candidates, guesses, is_told);
        }
    }

    /// Sheets in folders inside the folder hold only what it lacks itself; the others may be copies.
    fn leave_out_inside(
        &self,
        first: &mut BTreeMap<TableId, Vec<Claim>>,
        beside: &mut BTreeMap<TableId, Vec<Claim>>,
        asked: &mut Vec<Asked>,
    ) {
        let is_inside = |claim: &Claim| self.within(claim.file).is_some();
        let here: BTreeSet<TableId> = [&*first, &*beside]
            .into_iter()
            .flatten()
            .filter(|(_, claims)| !claims.iter().all(is_inside))
            .map(|(table, _)| *table)
            .collect();
        for (table, claims) in first.iter_mut().chain(&mut *beside).filter(|(table, _)| here.contains(table)) {
            let (inside, of_folder) = std::mem::take(claims).into_iter().partition(is_inside);
            *claims = of_folder;
            let inside: Vec<Claim> = inside;
            asked.extend(inside.into_iter().filter_map(|claim| {
                let candidates = vec![TableCandidate::of(*table)];
                Some(Asked { looked: claim.looked?, candidates, guesses: claim.guesses, is_told: true })
            }));
        }
        first.retain(|_, claims| !claims.is_empty());
        beside.retain(|_, claims| !claims.is_empty());
    }

    /// Of several sheets that may hold a table, those that are its parts, or the one that is it. What is left is asked about.
    fn choose(&mut self, table: TableId, claims: Vec<Claim>, asked: &mut Vec<Asked>) -> Vec<Claim> {
        if claims.len() < 2 || self.is_set(table) {
            return claims;
        }
        let (filled, blank): (Vec<Claim>, Vec<Claim>) = claims.into_iter().partition(has_rows);
        if filled.is_empty() {
            return blank;
        }
        // a month in which nothing was written is a part all the same; a form that nobody filled in gives way
        let (parts, forms): (Vec<Claim>, Vec<Claim>) =
            blank.into_iter().partition(|claim| filled.iter().any(|other| self.are_parts(table, claim, other)));
        for claim in parts.iter().chain(&forms) {
            let (file, sheet) = self.place(claim);
            let place = place_of(file, sheet.as_deref());
            self.notices.push(Notice::Blank { place, table });
        }
        let mut units: Vec<Vec<Claim>> = Vec::new();
        for claim in filled.into_iter().chain(parts) {
            let is_part = |unit: &&mut Vec<Claim>| {
                self.are_parts(table, &unit[0], &claim)
                    || unit.iter().all(|other| self.are_of_one_list(table, other, &claim))
            };
            match units.iter_mut().find(is_part) {
                Some(unit) => unit.push(claim),
                None => units.push(vec![claim]),
            }
        }
        // what is no copy comes first, then what bears the name, then what more speaks for
        let strength = |unit: &Vec<Claim>| {
            (
                unit.iter().any(|claim| self.is_copy(claim)),
                unit.iter().all(|claim| claim.how > Basis::Name),
                std::cmp::Reverse(unit.iter().filter_map(|claim| claim.evidence.map(|e| e.points())).max()),
            )
        };
        units.sort_by_key(strength);
        let is_ahead = match units.as_slice() {
            [first, second, ..] => {
                let (copied, named, most) = strength(first);
                let (next_copied, next_named, next) = strength(second);
                let is_stronger = || named == next_named && named && most.0 >= next.0.map(|points| points + AHEAD);
                !copied && next_copied || copied == next_copied && (!named && next_named || is_stronger())
            }
            _ => true,
        };
        let (used, left): (Vec<Claim>, Vec<Claim>) = if is_ahead {
            let rest = units.split_off(1).concat();
            (units.concat(), rest)
        } else {
            (Vec::new(), units.concat())
        };
        if used.is_empty() {
            let place = |claim: &Claim| {
                let (file, sheet) = self.place(claim);
                (file.to_owned(), sheet)
            };
            let mut those: Vec<&Claim> = left.iter().collect();
            those.sort_by_key(|claim| (claim.file, claim.sheet));
            let places = those.into_iter().map(place).collect();
            self.notices.push(Notice::Several { table, places });
        }
        let is_told = used.is_empty();
        for claim in left {
            if let Some(looked) = claim.looked {
                let candidates = vec![TableCandidate::of(table)];
                asked.push(Asked { looked, candidates, guesses: claim.guesses, is_told });
            }
        }
        used
    }

    /// Whether a file is a copy of another one of the folder, by its name: `コピー ～ 端末` beside `端末`, `端末 - コピー`.
    fn is_copy(&self, claim: &Claim) -> bool {
        let stem = self.entries[claim.file].stem.as_str();
        let is_of = |other: &str| other != stem && says_copy(stem) && without_copy(stem) == normalize::header(other);
        self.entries.iter().any(|entry| is_of(&entry.stem))
    }

    /// Notes that a sheet is not read, and what it could be.
    fn ask(&mut self, sheet: &Looked, candidates: Vec<TableCandidate>, guesses: Vec<Guess>, is_told: bool) {
        let file = &mut self.files[sheet.file];
        let name = sheet.sheet.name.clone();
        if candidates.is_empty() || name.as_deref().is_some_and(|name| schema().layout.is_guide(name)) {
            file.unread.extend(name);
            return;
        }
        if let Some(best) = candidates.first().filter(|best| unused::looks_like(best) && !is_told) {
            self.notices.push(Notice::LooksLike { file: file.name.clone(), sheet: name.clone(), table: best.table });
            file.not_read = NotRead::Hinted;
        }
        let view = sheet.view.as_ref().filter(|_| !candidates.is_empty());
        let texts = view.map(View::headers).unwrap_or_default();
        let header_line = view.and_then(|view| view.header).map(|(line, _)| line);
        let columns = texts.iter().zip(guesses).zip(0..).map(|((text, guess), place)| {
            asked_heading(text, guess, Some(sheet.sheet.column(place).unwrap_or(place as u32)))
        });
        file.asked.push(AskedSheet { name, candidates, columns: columns.collect(), header_line });
    }

    /// Whether two sheets are parts of one list: sheets of one workbook with the same columns, or files of which each says that
    /// it is a part of it.
    fn are_parts(&self, table: TableId, one: &Claim, other: &Claim) -> bool {
        if one.file == other.file && one.sheet.is_some() && one.sheet == other.sheet {
            return true;
        }
        let [first, second] = [one, other].map(|claim| self.entries[claim.file].stem.as_str());
        let bare = |stem: &str| without_marks(&normalize::header(stem));
        let is_of_one = || match (whole_of(first), whole_of(second)) {
            _ if self.is_copy(one) || self.is_copy(other) => false,
            (Some(one), Some(other)) => one == other,
            (Some(part), None) => part == bare(second),
            (None, Some(part)) => part == bare(first),
            (None, None) => false,
        };
        (one.file == other.file && !are_of_two_days(table, one, other) || is_of_one()) && are_alike(one, other)
    }

    /// Whether two files are parts of one list by their names and rows: records of several years, or those of several teams,
    /// none of whom is in both. Lists of two years have mostly the same rows, and only one is true.
    fn are_of_one_list(&self, table: TableId, one: &Claim, other: &Claim) -> bool {
        let [first, second] = [one, other].map(|claim| self.entries[claim.file].stem.as_str());
        let fits = match differ(first, second) {
            Some(Differ::InPeriod) => recognize::holds_records(table),
            Some(Differ::InWord) => {
                let those = named_in(table, one);
                !those.is_empty() && named_in(table, other).is_disjoint(&those)
            }
            None => false,
        };
        fits && are_alike(one, other)
    }

    pub(super) fn place(&self, claim: &Claim) -> (&str, Option<String>) {
        (&self.entries[claim.file].name, claim.sheet_name().map(str::to_owned))
    }
}
