//! Who and what the cells mean: people, patients, groups and offices named by id, by e-mail or by name.
//! The strongest that is there decides, and a name must fit exactly one; it is never a guess.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::normalize::{self, Person};
use crate::load::listed_offices::{ListedOffices, Whose};
use crate::model::place::MatchKind;
use crate::model::schema::{TableId, known};
use crate::table::name_index::NameIndex;
use crate::table::{AMBIGUOUS, NONE, Table, Tables, is_row};

/// What a cell turned out to name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// Nobody: the cell is empty.
    Nobody,
    /// This one, and how it was found.
    One(u32, MatchKind),
    /// Several fit this normalized name.
    Several(String, Vec<u32>),
}

impl Named {
    /// As a reference.
    pub fn reference(&self) -> u32 {
        match self {
            Self::Nobody => NONE,
            Self::One(row, _) => *row,
            Self::Several(..) => AMBIGUOUS,
        }
    }
}

/// The cells that may name one person or patient.
#[derive(Clone, Copy, Debug, Default)]
pub struct PersonRef<'a> {
    /// The cell itself: an id, an e-mail or a name.
    pub main: &'a str,
    /// The e-mail.
    pub email: &'a str,
    /// The name.
    pub name: &'a str,
    /// The reading of the name.
    pub kana: &'a str,
}

impl<'a> PersonRef<'a> {
    /// The cell that names by name, if the naming comes down to that.
    pub fn by_name(&self) -> Option<&'a str> {
        match (self.main, self.email) {
            ("", "") => Some(self.name).filter(|n| !n.is_empty()),
            (main, "") => Some(main).filter(|m| !m.contains('@') && normalize::reads_like_name(m)),
            _ => None,
        }
    }

    /// Whether no cell is filled.
    pub fn is_empty(&self) -> bool {
        self.main.is_empty() && self.email.is_empty() && self.name.is_empty()
    }
}

/// Finds who is meant.
#[derive(Debug, Default)]
pub struct Resolver {
    own: Vec<String>,
    own_rows: Option<FxHashSet<u32>>,
    listed: Option<ListedOffices>,
    numbers: FxHashMap<TableId, NameIndex>,
    spellings: FxHashMap<TableId, NameIndex>,
    emails: Option<NameIndex>,
}

impl Resolver {
    /// A resolver for an audit of these own offices (ids or names); if there are none, those in the table `offices`.
    pub fn new(own: &[String]) -> Self {
        Self { own: own.to_vec(), ..Self::default() }
    }

    /// Whether the settings or the table `offices` say which offices are audited.
    pub fn says_which_are_own(&mut self, tables: &Tables) -> bool {
        !self.own.is_empty() || self.listed(tables).says_which_are_own()
    }

    /// Whose the offices of the table `offices` are, which must be read by then.
    pub fn listed(&mut self, tables: &Tables) -> &ListedOffices {
        self.listed.get_or_insert_with(|| ListedOffices::of(tables))
    }

    /// Whether an office may be one of the audited ones.
    pub fn is_own(&mut self, tables: &mut Tables, office: u32) -> bool {
        self.whose(tables, office) != Whose::Other
    }

    /// Whose an office is: listed as own; without a list, as the table `offices` says; where that says of none that it is own, any
    /// that is not said to be another's may be.
    pub fn whose(&mut self, tables: &mut Tables, office: u32) -> Whose {
        if self.own.is_empty() {
            let listed = self.listed(tables);
            let is_said = listed.says_which_are_own() || listed.is_said_to_be_other(office);
            return if is_said { listed.whose(office) } else { Whose::Own };
        }
        if self.own_rows.is_none() {
            let rows = self.own.clone().iter().map(|name| self.office(tables, name).reference()).collect();
            self.own_rows = Some(rows);
        }
        let is_own = self.own_rows.as_ref().is_some_and(|rows| rows.contains(&office));
        if is_own { Whose::Own } else { Whose::Other }
    }

    /// The office that a cell names by id or name; an unknown one is an office without a row.
    pub fn office(&mut self, tables: &mut Tables, cell: &str) -> Named {
        let offices = known().offices;
        let id = normalize::id(cell);
        if id.is_empty() {
            return Named::Nobody;
        }
        if let Some(known) = self.by_known_id(tables, offices, &id) {
            return known;
        }
        let name = normalize::name(cell);
        match tables[offices].name_index().get(&name) {
            [] if normalize::reads_like_name(cell) => {
                Named::One(without_row(tables, offices, &name, cell), MatchKind::Name)
            }
            [] => Named::One(tables[offices].keys.intern(&id), MatchKind::Id),
            [one] => Named::One(*one, MatchKind::Name),
            several => Named::Several(name, several.to_vec()),
        }
    }

    /// The group that a cell names by id or title.
    pub fn group(&mut self, tables: &mut Tables, cell: &str) -> Named {
        let groups = known().groups;
        let id = normalize::id(cell);
        if id.is_empty() {
            return Named::Nobody;
        }
        if let Some(known) = self.by_known_id(tables, groups, &id) {
            return known;
        }
        let title = normalize::name(cell);
        match tables[groups].name_index().get(&title) {
            [] => Named::One(tables[groups].keys.intern(&id), MatchKind::Id),
            [one] => Named::One(*one, MatchKind::Name),
            several => Named::Several(title, several.to_vec()),
        }
    }

    /// The patient whom the cells name by id or name.
    pub fn patient(&mut self, tables: &mut Tables, person_ref: PersonRef<'_>) -> Named {
        let patients = known().patients;
        if let Some(named) = self.by_id(tables, patients, person_ref) {
            return named;
        }
        let Some(name) = person_ref.by_name() else {
            return Named::Nobody;
        };
        let person = Person::of(name);
        match called(&tables[patients], &person, name).as_slice() {
            [] => Named::One(without_row(tables, patients, &person.name, name), MatchKind::Name),
            [one] => Named::One(*one, MatchKind::Name),
            several => Named::Several(person.name, several.to_vec()),
        }
    }

    /// Whether a cell is the id or the name of a row of a table, or an e-mail there.
    pub fn knows(&mut self, tables: &Tables, table: TableId, cell: &str) -> bool {
        let is_row = |named: &Named| matches!(named, Named::One(row, _) if (*row as usize) < tables[table].len);
        let id = normalize::id(cell);
        (!id.is_empty() && self.by_known_id(tables, table, &id).is_some_and(|named| is_row(&named)))
            || (table == known().staff && !self.emails(tables).get(&normalize::email(cell)).is_empty())
            || self.knows_name(tables, table, cell)
    }

    /// Whether a cell is the name of a row of a table.
    pub fn knows_name(&self, tables: &Tables, table: TableId, cell: &str) -> bool {
        normalize::reads_like_name(cell) && !called(&tables[table], &Person::of(cell), cell).is_empty()
    }

    /// Whether a cell is the id or the name of a row of `patients`.
    pub fn knows_patient(&mut self, tables: &Tables, cell: &str) -> bool {
        let patients = &tables[known().patients];
        patients.keys.get(&normalize::id(cell)).is_some_and(|row| (row as usize) < patients.len)
            || !patients.name_index().get(&Person::name_of(cell)).is_empty()
    }

    /// The person whom the cells name, within an office if one is given. Someone without an account is a
    /// person without a row.
    pub fn person(&mut self, tables: &mut Tables, person_ref: PersonRef<'_>, office: u32) -> Named {
        let staff = known().staff;
        if !person_ref.main.contains('@')
            && let Some(named) = self.by_id(tables, staff, person_ref)
        {
            return named;
        }
        let email = if person_ref.main.contains('@') { person_ref.main } else { person_ref.email };
        let beside = Some(person_ref.main).filter(|m| !m.is_empty() && !m.contains('@')).unwrap_or(person_ref.name);
        if !email.is_empty() {
            let normalized = normalize::email(email);
            match self.emails(tables).get(&normalized) {
                // an address of their own, given by somebody whose name is known
                [] if !called(&tables[staff], &Person::of(beside), beside).is_empty() => {}
                [] => {
                    let row = tables[staff].keys.intern(&normalized);
                    remember(tables, staff, row, beside);
                    return Named::One(row, MatchKind::Email);
                }
                [one] => return Named::One(*one, MatchKind::Email),
                // who shares an address is told by the name beside it
                several => {
                    let bearers = called(&tables[staff], &Person::of(beside), beside);
                    let fitting: Vec<u32> = several.iter().copied().filter(|row| bearers.contains(row)).collect();
                    return match fitting.as_slice() {
                        [one] => Named::One(*one, MatchKind::Email),
                        _ => Named::Several(normalized, several.to_vec()),
                    };
                }
            }
        }
        let Some(name) = person_ref.by_name().or(Some(beside).filter(|name| !name.is_empty())) else {
            return Named::Nobody;
        };
        let person = Person::of(name);
        let bearers = called(&tables[staff], &person, name);
        let fitting: Vec<u32> = bearers.into_iter().filter(|row| self.fits(tables, *row, office)).collect();
        let normalized = person.name;
        let reading = normalize::kana(person_ref.kana);
        let (read_so, read_otherwise) = by_reading(tables, &fitting, &reading);
        let match_kind = match (fitting.len() > 1, is_row(office)) {
            (true, _) if !reading.is_empty() => MatchKind::NameAndReading,
            (_, true) => MatchKind::NameInOffice,
            _ => MatchKind::Name,
        };
        match read_so.as_slice() {
            [] => {
                let mut key = if is_row(office) {
                    format!("{}/{normalized}", tables[known().offices].keys.text(office))
                } else {
                    normalized
                };
                if !read_otherwise.is_empty() {
                    key = format!("{key}/{reading}");
                }
                let row = without_row(tables, staff, &key, name);
                if !read_otherwise.is_empty() {
                    tables[staff].homonyms.insert(row, read_otherwise);
                }
                Named::One(row, MatchKind::Name)
            }
            [one] => Named::One(*one, match_kind),
            _ => Named::Several(normalized, read_so),
        }
    }

    /// Whether an account may be the one that a row with this office means.
    fn fits(&mut self, tables: &mut Tables, row: u32, office: u32) -> bool {
        let staff = &tables[known().staff];
        let account_office = staff.reference(staff.column("office_id"), row);
        !is_row(office) || account_office == office || (!is_row(account_office) && self.is_own(tables, office))
    }

    /// The row whose id this is, whether it has a row of its own or was only named; with leading zeros or without.
    fn by_known_id(&mut self, tables: &Tables, table: TableId, id: &str) -> Option<Named> {
        let by_id = tables[table].keys.get(id).map(|row| Named::One(row, match_kind_by_id(tables, table)));
        by_id
            .or_else(|| self.by_number(tables, table, id).map(|row| Named::One(row, MatchKind::Zeros)))
            .or_else(|| self.by_spelling(tables, table, id).map(|row| Named::One(row, MatchKind::Spelling)))
    }

    /// A row by its id; an id that nobody has makes someone without a row, unless the cell reads like a name.
    fn by_id(&mut self, tables: &mut Tables, table: TableId, person_ref: PersonRef<'_>) -> Option<Named> {
        if person_ref.main.is_empty() {
            return None;
        }
        let id = normalize::id(person_ref.main);
        if normalize::reads_like_name(person_ref.main) {
            let found = tables[table].keys.get(&id).filter(|row| (*row as usize) < tables[table].len);
            return found.map(|row| Named::One(row, match_kind_by_id(tables, table)));
        }
        let known = self.by_known_id(tables, table, &id);
        let named = known.unwrap_or_else(|| Named::One(tables[table].keys.intern(&id), MatchKind::Id));
        remember(tables, table, named.reference(), person_ref.name);
        Some(named)
    }

    /// The only row whose id is this number, written with other leading zeros.
    fn by_number(&mut self, tables: &Tables, table: TableId, id: &str) -> Option<u32> {
        let number = number(id)?;
        let numbers = self.numbers.entry(table).or_insert_with(|| {
            let rows = &tables[table];
            NameIndex::new(rows.len, |row| self::number(rows.keys.text(row)).unwrap_or_default().to_owned())
        });
        match numbers.get(number) {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// The only row whose id is this one as others write it.
    fn by_spelling(&mut self, tables: &Tables, table: TableId, id: &str) -> Option<u32> {
        let spellings = self.spellings.entry(table).or_insert_with(|| {
            let rows = &tables[table];
            // what is made of names is no id
            let ids = if rows.has_ids { rows.len } else { 0 };
            NameIndex::new(ids, |row| normalize::id_loosely(rows.keys.text(row)))
        });
        match spellings.get(&normalize::id_loosely(id)) {
            [one] => Some(*one),
            _ => None,
        }
    }

    fn emails(&mut self, tables: &Tables) -> &NameIndex {
        self.emails.get_or_insert_with(|| {
            let staff = &tables[known().staff];
            let email = staff.column("email");
            NameIndex::new(staff.len, |row| normalize::email(staff.text(email, row)))
        })
    }
}

/// How a row is found by its id: where the file has no ids, what stands for them are the names.
fn match_kind_by_id(tables: &Tables, table: TableId) -> MatchKind {
    if tables[table].has_ids { MatchKind::Id } else { MatchKind::Name }
}

/// An id that is a number, without its leading zeros.
fn number(id: &str) -> Option<&str> {
    let is_number = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| id.trim_start_matches('0')).filter(|n| !n.is_empty())
}

/// The rows whose name is one of a person's. What stands beside the name may tell one of several from the others.
fn called(table: &Table, person: &Person, written: &str) -> Vec<u32> {
    let by_name = |name| table.name_index().get(name).iter().chain(table.other_names.get(name).into_iter().flatten());
    let mut rows: Vec<u32> = person.names().flat_map(by_name).copied().collect();
    if !person.former.is_empty() || !table.other_names.is_empty() {
        rows.sort_unstable();
        rows.dedup();
    }
    if person.is_annotated && rows.len() > 1 {
        let (column, whole) = (table.column("name"), normalize::name(written));
        let alike: Vec<u32> =
            rows.iter().copied().filter(|row| normalize::name(table.text(column, *row)) == whole).collect();
        if !alike.is_empty() {
            return alike;
        }
    }
    rows
}

/// Keeps what somebody with an account is called elsewhere, as those who married are in the list of the employees: whoever is
/// named so is that person, or one of those who bear the name.
pub(super) fn learn_names(tables: &mut Tables, row: u32, written: &str) {
    let staff = &mut tables[known().staff];
    let own = staff.text(staff.column("name"), row);
    if written.is_empty() || written == own || !normalize::reads_like_name(written) {
        return;
    }
    let (own, person) = (Person::of(own), Person::of(written));
    for name in person.names().filter(|name| own.names().all(|of_own| of_own != *name)) {
        let rows = staff.other_names.entry(name.to_owned()).or_default();
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
}

/// Of rows that bear a name, those that are read like this (or whose reading nobody wrote down), and those that are
/// read otherwise.
fn by_reading(tables: &Tables, rows: &[u32], reading: &str) -> (Vec<u32>, Vec<u32>) {
    if reading.is_empty() {
        return (rows.to_vec(), Vec::new());
    }
    let staff = &tables[known().staff];
    let kana = staff.column("kana");
    let (same, other): (Vec<u32>, Vec<u32>) =
        rows.iter().partition(|row| normalize::kana(staff.text(kana, **row)) == reading);
    if !same.is_empty() {
        return (same, other);
    }
    other.into_iter().partition(|row| staff.text(kana, *row).is_empty())
}

/// Keeps the name of someone without a row, for the reader of a finding: of several spellings the first in order.
fn remember(tables: &mut Tables, table: TableId, row: u32, name: &str) {
    let table = &mut tables[table];
    if name.is_empty() || (row as usize) < table.len {
        return;
    }
    let known = table.names.entry(row).or_insert_with(|| name.to_owned());
    if name < known.as_str() {
        name.clone_into(known);
    }
}

/// Someone who is named by name and has no row.
fn without_row(tables: &mut Tables, table: TableId, key: &str, name: &str) -> u32 {
    let row = tables[table].keys.intern(key);
    remember(tables, table, row, name);
    let table = &mut tables[table];
    if row as usize >= table.len {
        table.by_name.grow(row as usize + 1);
        table.by_name.insert(row as usize);
    }
    row
}

#[cfg(test)]
mod tests;
