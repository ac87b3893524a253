//! What waivers and corrections have in common: rows of a register with which an office answers for findings, agreed by two
//! people.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::base::date::Day;
use crate::base::normalize::{self, Person};
use crate::model::finding::Subject;
use crate::model::issue::{Fault, InputRule, Issues, MessageArg};
use crate::model::schema::{ColumnId, known};
use crate::table::{CellState, Table, Tables};

/// What is known of a rule for whose findings a row answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// There is no such rule.
    Unknown,
    /// It is about waivers and corrections.
    AboutAnswers,
    /// It is off or was not assessed: whether a row is of use cannot be said.
    NotJudged,
    /// It was judged.
    Judged,
}

/// A row of a register.
pub(super) struct Entry<'a> {
    pub(super) table: &'a Table,
    pub(super) row: u32,
}

impl<'a> Entry<'a> {
    pub(super) fn text(&self, column: &str) -> &'a str {
        self.table.text(self.table.column(column), self.row).trim()
    }

    pub(super) fn day(&self, column: &str) -> Day {
        self.table.day(self.table.column(column), self.row)
    }

    /// That cells are empty, or not known, which must be filled.
    pub(super) fn missing(&self, required: &[&str]) -> Option<Fault> {
        let columns = required.iter().map(|name| self.table.column(name));
        let missing: Vec<ColumnId> =
            columns.filter(|column| self.table.state(*column, self.row) != CellState::Filled).collect();
        (!missing.is_empty()).then_some(Fault::Missing(self.table.id, missing))
    }

    /// Tells of a row that is not such as it must be, at the column at which that is to be seen: that of the subject keys, if
    /// at none other.
    pub(super) fn tell_faults(
        &self,
        issues: &mut Issues,
        what: InputRule,
        about: (&str, &str),
        subject: &str,
        faults: Vec<Fault>,
    ) {
        let column = match faults.first() {
            Some(Fault::Missing(_, columns)) => columns.first().copied(),
            Some(Fault::Nobody(_, of, _)) => Some(*of),
            Some(Fault::UnknownRule | Fault::NotWaivable) => Some(self.table.column("rule")),
            Some(Fault::SelfApproved) => Some(self.table.column("approved_by")),
            Some(Fault::NotYetValid) => Some(self.table.column("approved_on")),
            Some(Fault::EndsBeforeItBegins | Fault::TooLong(_)) => Some(self.table.column("expires_on")),
            Some(Fault::NotYetCorrected | Fault::BeforeFinding(_)) => Some(self.table.column("corrected_on")),
            Some(Fault::NotOver) | None => None,
        };
        let column = column.unwrap_or_else(|| self.table.column(subject));
        self.tell(issues, what, about, column, Some(("faults", MessageArg::Faults(faults))));
    }

    /// Tells of a row that does not do what it should, at one of its columns.
    pub(super) fn tell(
        &self,
        issues: &mut Issues,
        what: InputRule,
        (rule, key): (&str, &str),
        column: ColumnId,
        slot: Option<(&'static str, MessageArg)>,
    ) {
        let Some(origin) = &self.table.origin else { return };
        let parts = vec![rule.to_owned(), key.to_owned()];
        let about = [("rule", MessageArg::Text(rule.to_owned())), ("key", MessageArg::Text(key.to_owned()))];
        issues.add(what, self.table.id, parts, origin.place(self.row, column), || {
            about.into_iter().chain(slot).collect()
        });
    }
}

/// The rules that a register of answers names.
pub(super) fn rules(register: &Table) -> BTreeSet<&str> {
    (0..register.len as u32).map(|row| Entry { table: register, row }.text("rule")).collect()
}

/// What an office may answer for, by the subject keys as the tables have them.
pub(super) struct BySubject<T> {
    all: Vec<T>,
    places: FxHashMap<SmolStr, Vec<usize>>,
}

impl<T> BySubject<T> {
    pub(super) fn new(all: Vec<T>, subject: impl Fn(&T) -> &Subject) -> Self {
        let mut places: FxHashMap<SmolStr, Vec<usize>> = FxHashMap::default();
        for (place, one) in all.iter().enumerate() {
            let subject = subject(one);
            places.entry(subject.plain.as_ref().unwrap_or(&subject.key).clone()).or_default().push(place);
        }
        Self { all, places }
    }

    /// The subject keys that a cell lists. One that looks like a list is one key if there is such a subject.
    pub(super) fn keys<'c>(&self, cell: &'c str) -> BTreeSet<&'c str> {
        if self.places.contains_key(cell) {
            return BTreeSet::from([cell]);
        }
        cell.split([';', '；', '、', '\n', '\r']).map(str::trim).filter(|key| !key.is_empty()).collect()
    }

    /// Calls `each` with all that has a subject key. Says whether there is any.
    pub(super) fn each(&mut self, key: &str, mut each: impl FnMut(&mut T)) -> bool {
        let places = self.places.get(key).map_or(&[][..], Vec::as_slice);
        places.iter().for_each(|place| each(&mut self.all[*place]));
        !places.is_empty()
    }
}

/// Who people are who agreed on something: an account goes by its id, name, kana or e-mail address.
pub(super) struct People<'a> {
    tables: &'a Tables,
    accounts: OnceCell<BTreeMap<String, BTreeSet<u32>>>,
    /// Two people answer for much, and are looked up once.
    pairs: RefCell<FxHashMap<[String; 2], Pair>>,
}

/// What is known of two people who agreed on something.
#[derive(Clone, Copy)]
struct Pair {
    /// Whether they are one.
    are_one: bool,
    /// Whether each is somebody known, or named in full.
    are_somebody: [bool; 2],
}

impl<'a> People<'a> {
    pub(super) fn new(tables: &'a Tables) -> Self {
        Self { tables, accounts: OnceCell::new(), pairs: RefCell::default() }
    }

    fn accounts(&self) -> &BTreeMap<String, BTreeSet<u32>> {
        self.accounts.get_or_init(|| {
            let staff = &self.tables[known().staff];
            let [name, kana, email] = ["name", "kana", "email"].map(|column| staff.column(column));
            let mut accounts: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
            for row in 0..staff.len as u32 {
                let mut keys = vec![
                    normalize::id(staff.keys.text(row)).into_owned(),
                    normalize::kana(staff.text(kana, row)),
                    normalize::email(staff.text(email, row)),
                ];
                keys.extend(Person::of(staff.text(name, row)).names().map(str::to_owned));
                for key in keys.into_iter().filter(|key| !key.is_empty()) {
                    accounts.entry(key).or_default().insert(row);
                }
            }
            accounts
        })
    }

    /// The accounts that a text may mean.
    fn named(&self, text: &str) -> BTreeSet<u32> {
        let keys =
            [normalize::id(text).into_owned(), normalize::email(text), normalize::kana(text), Person::name_of(text)];
        keys.iter().filter_map(|key| self.accounts().get(key)).flatten().copied().collect()
    }

    /// What is wrong with the two people who agreed on a row: they are one, or one of them is neither somebody known nor
    /// named in full.
    pub(super) fn faults(&self, entry: &Entry<'_>, by: &str, approved: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let texts = [by, approved].map(|column| entry.text(column));
        if texts.iter().any(|text| text.is_empty()) {
            return faults;
        }
        let pair = self.pair(texts);
        if pair.are_one {
            faults.push(Fault::SelfApproved);
        }
        let of_nobody = [by, approved].into_iter().zip(texts).zip(pair.are_somebody);
        for ((column, text), _) in of_nobody.filter(|(_, is_somebody)| !is_somebody) {
            faults.push(Fault::Nobody(entry.table.id, entry.table.column(column), text.to_owned()));
        }
        faults
    }

    fn pair(&self, texts: [&str; 2]) -> Pair {
        *self.pairs.borrow_mut().entry(texts.map(str::to_owned)).or_insert_with(|| {
            let [one, other] = texts.map(|text| (self.named(text), Person::name_of(text)));
            Pair {
                are_one: one.0.intersection(&other.0).next().is_some() || one.1 == other.1,
                are_somebody: [(&one.0, texts[0]), (&other.0, texts[1])]
                    .map(|(named, text)| !named.is_empty() || is_full_name(text)),
            }
        })
    }
}

/// Whether a text reads like the family and given name of a person, and not like a title or a family name alone.
fn is_full_name(text: &str) -> bool {
    let person = Person::of(text);
    !Person::is_no_name(text) && (person.parts.len() > 1 || person.name.chars().count() > 2)
}
