//! What can be wrong with the input. Bad data is never an error and never dropped in silence: it becomes a
//! finding of one of these rules, which are always on.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::model::place::Place;
use crate::model::report::ChangedSetting;
use crate::model::schema::{ColumnId, Kind, TableId};

/// A rule about the input itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InputRule {
    /// A cell cannot be read as its column's type.
    UnreadableValue,
    /// A row lacks what identifies it.
    MissingKey,
    /// A status or kind is empty.
    MissingValue,
    /// Rows share a key and differ.
    DuplicateKey,
    /// An id names no row of its table.
    UnknownReference,
    /// A name fits several.
    AmbiguousPerson,
    /// A name fits nobody.
    UnknownPerson,
    /// An office is nearly called like an own one.
    UnknownOffice,
    /// Several offices are named, and nobody says which are own.
    UndeclaredOffice,
    /// Something done is dated after the as-of date.
    FutureDate,
    /// Two calendars in one cell disagree.
    ContradictingDate,
    /// A date lies before one that it must follow.
    ImpossibleOrder,
    /// Characters were lost.
    LossyText,
    /// A table was made long before the as-of date.
    StaleInput,
    /// A table has less than in the audit before.
    ShrunkenInput,
    /// A column was not used and could be one that a rule needs.
    UnusedColumn,
    /// A sheet was not read and could be a table that is missing.
    UnreadFile,
    /// A setting makes a rule laxer than the policy has it.
    LoosenedRule,
    /// A waiver is over.
    ExpiredWaiver,
    /// A waiver covers nothing.
    UnusedWaiver,
    /// A waiver is not such as a waiver must be.
    ImproperWaiver,
    /// A correction fits no finding.
    UnusedCorrection,
    /// A correction is not such as a correction must be.
    ImproperCorrection,
}

impl InputRule {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 23] = [
        Self::UnreadableValue,
        Self::MissingKey,
        Self::MissingValue,
        Self::DuplicateKey,
        Self::UnknownReference,
        Self::AmbiguousPerson,
        Self::UnknownPerson,
        Self::UnknownOffice,
        Self::UndeclaredOffice,
        Self::FutureDate,
        Self::ContradictingDate,
        Self::ImpossibleOrder,
        Self::LossyText,
        Self::StaleInput,
        Self::ShrunkenInput,
        Self::UnusedColumn,
        Self::UnreadFile,
        Self::LoosenedRule,
        Self::ExpiredWaiver,
        Self::UnusedWaiver,
        Self::ImproperWaiver,
        Self::UnusedCorrection,
        Self::ImproperCorrection,
    ];

    /// Returns whether the rule is about waivers or corrections.
    ///
    /// Such rules can be judged only when all else was, and are themselves neither waived nor corrected.
    pub fn is_about_answers(self) -> bool {
        self.is_about_waivers() || self.is_about_corrections()
    }

    /// Returns whether the rule is about waivers.
    pub fn is_about_waivers(self) -> bool {
        matches!(self, Self::ExpiredWaiver | Self::UnusedWaiver | Self::ImproperWaiver)
    }

    /// Returns whether the rule is about corrections.
    pub fn is_about_corrections(self) -> bool {
        matches!(self, Self::UnusedCorrection | Self::ImproperCorrection)
    }

    /// Returns the id of its rule file.
    pub fn id(self) -> &'static str {
        match self {
            Self::UnreadableValue => "unreadable-value",
            Self::MissingKey => "missing-key",
            Self::MissingValue => "missing-value",
            Self::DuplicateKey => "duplicate-key",
            Self::UnknownReference => "unknown-reference",
            Self::AmbiguousPerson => "ambiguous-person",
            Self::UnknownPerson => "unknown-person",
            Self::UnknownOffice => "unknown-office",
            Self::UndeclaredOffice => "undeclared-office",
            Self::FutureDate => "future-date",
            Self::ContradictingDate => "contradicting-date",
            Self::ImpossibleOrder => "impossible-order",
            Self::LossyText => "lossy-text",
            Self::StaleInput => "stale-input",
            Self::ShrunkenInput => "shrunken-input",
            Self::UnusedColumn => "unused-column",
            Self::UnreadFile => "unread-file",
            Self::LoosenedRule => "loosened-rule",
            Self::ExpiredWaiver => "expired-waiver",
            Self::UnusedWaiver => "unused-waiver",
            Self::ImproperWaiver => "improper-waiver",
            Self::UnusedCorrection => "unused-correction",
            Self::ImproperCorrection => "improper-correction",
        }
    }

    /// Returns the slots that its message may use.
    pub fn slots(self) -> &'static [&'static str] {
        match self {
            Self::UnreadableValue => &["table", "column", "value", "expected", "count"],
            Self::MissingKey => &["table", "column", "rows"],
            Self::MissingValue => &["table", "column", "row"],
            Self::DuplicateKey => &["table", "key", "count"],
            Self::UnknownReference => &["table", "column", "id", "target", "count"],
            Self::AmbiguousPerson => &["table", "name", "candidates", "count"],
            Self::UnknownPerson | Self::UnknownOffice => &["table", "name", "near", "count"],
            Self::UndeclaredOffice => &["table", "value", "setting", "count"],
            Self::FutureDate => &["table", "column", "count"],
            Self::ContradictingDate => &["table", "column", "value", "row"],
            Self::ImpossibleOrder => &["table", "column", "value", "row", "earlier"],
            Self::LossyText => &["table", "column", "value", "row", "likely"],
            Self::StaleInput => &["table", "stale"],
            Self::ShrunkenInput => &["table", "before", "loss"],
            Self::UnusedColumn => &["table", "value", "column", "section", "setting"],
            Self::UnreadFile => &["table", "value", "setting"],
            Self::LoosenedRule => &["rule", "settings", "reason"],
            Self::ExpiredWaiver => &["rule", "key", "expires"],
            Self::UnusedWaiver | Self::UnusedCorrection => &["rule", "key"],
            Self::ImproperWaiver | Self::ImproperCorrection => &["rule", "key", "faults"],
        }
    }
}

/// A value for a slot, put into words when a report is written.
#[derive(Clone, Debug)]
pub enum MessageArg {
    /// As it stands.
    Text(String),
    /// Several, separated as the language does.
    List(Vec<String>),
    /// What it was before it was damaged, as far as that can be told.
    Likely(Vec<String>),
    /// The name of a table.
    Table(TableId),
    /// The names of columns.
    Columns(TableId, Vec<ColumnId>),
    /// What a cell of this kind may hold.
    Kind(Kind),
    /// That a cell may hold one day, not several.
    OneDay,
    /// Which rows: one, or all of a table.
    Rows(bool),
    /// What an office has set otherwise than the policy has it.
    Settings(Vec<ChangedSetting>),
    /// What is wrong with a waiver or a correction.
    Faults(Vec<Fault>),
    /// Why a table does not show the state that is judged.
    Stale(Stale),
    /// What a table lacks that it had.
    Loss(TableId, Loss),
}

impl MessageArg {
    /// Returns the list, if it is one.
    fn list(&mut self) -> Option<&mut Vec<String>> {
        match self {
            Self::List(list) | Self::Likely(list) | Self::Stale(Stale::Old(list, _)) => Some(list),
            _ => None,
        }
    }

    /// Sorts a list and drops what stands twice: it must not tell in which order the rows stand.
    fn sort(&mut self) {
        if let Some(list) = self.list() {
            list.sort();
            list.dedup();
        }
    }
}

/// One thing wrong, in one place or several.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Which rule.
    pub rule: InputRule,
    /// In which table.
    pub table: TableId,
    /// The parts of the subject key behind the table's name.
    pub key: Vec<String>,
    /// What the message says; `count` is counted from the places.
    pub slots: Vec<(&'static str, MessageArg)>,
    /// Where.
    pub places: Vec<Place>,
}

/// All issues: one for each rule and subject, however many places show it; and how much was looked at.
#[derive(Clone, Debug, Default)]
pub struct Issues {
    issues: BTreeMap<(InputRule, TableId, Vec<String>), Issue>,
    examined: [u64; InputRule::ALL.len()],
}

impl Issues {
    /// Adds an issue, or a place to one that is known: what several places say is then listed, whatever their order. What is
    /// wrong with a table that is not there has no place.
    pub fn add(
        &mut self,
        rule: InputRule,
        table: TableId,
        key: Vec<String>,
        place: impl Into<Option<Place>>,
        slots: impl FnOnce() -> Vec<(&'static str, MessageArg)>,
    ) {
        let place = place.into();
        match self.issues.entry((rule, table, key)) {
            Entry::Vacant(entry) => {
                let key = entry.key().2.clone();
                let mut slots = slots();
                slots.iter_mut().for_each(|(_, said)| said.sort());
                entry.insert(Issue { rule, table, key, slots, places: place.into_iter().collect() });
            }
            Entry::Occupied(mut entry) => {
                let issue = entry.get_mut();
                issue.places.extend(place);
                for ((_, known), (_, mut more)) in issue.slots.iter_mut().zip(slots()) {
                    if let (Some(list), Some(more)) = (known.list(), more.list()) {
                        list.append(more);
                        known.sort();
                    }
                }
            }
        }
    }

    /// Adds that a name fits several: as it is written, and normalized.
    pub fn ambiguous(
        &mut self,
        table: TableId,
        normalized: String,
        written: String,
        candidates: Vec<String>,
        place: Place,
    ) {
        self.add(InputRule::AmbiguousPerson, table, vec![normalized], place, || {
            let name = MessageArg::List(vec![written]);
            vec![("table", MessageArg::Table(table)), ("name", name), ("candidates", MessageArg::List(candidates))]
        });
    }

    /// Counts what a rule has looked at.
    pub fn examined(&mut self, rule: InputRule, count: u64) {
        self.examined[rule as usize] += count;
    }

    /// Counts a cell that names somebody by name: as looked up only where there is something to look it up in.
    pub fn examined_name(&mut self, can_be_looked_up: bool) {
        self.examined(InputRule::LossyText, 1);
        if can_be_looked_up {
            self.examined(InputRule::AmbiguousPerson, 1);
            self.examined(InputRule::UnknownPerson, 1);
        }
    }

    /// Returns how much a rule has looked at.
    pub fn population(&self, rule: InputRule) -> u64 {
        self.examined[rule as usize]
    }

    /// Returns the places of all issues.
    pub fn places_mut(&mut self) -> impl Iterator<Item = &mut Place> {
        self.issues.values_mut().flat_map(|issue| &mut issue.places)
    }

    /// Returns the slots of the issues of a rule, to which what only all tables tell can be added.
    pub fn slots_mut(&mut self, rule: InputRule) -> impl Iterator<Item = &mut Vec<(&'static str, MessageArg)>> {
        self.issues.values_mut().filter(move |i| i.rule == rule).map(|i| &mut i.slots)
    }

    /// Returns the issues of a rule, by table and key.
    pub fn of(&self, rule: InputRule) -> impl Iterator<Item = &Issue> {
        self.issues.values().filter(move |i| i.rule == rule)
    }
}

/// What a table lacks that it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The table itself.
    Table,
    /// Rows: so many before, and now.
    Rows(u64, u64),
    /// A column.
    Column(ColumnId),
}

/// Why a table does not show the state that is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// It shows the state of these days, more than so many before the as-of date.
    Old(Vec<String>, i32),
    /// It is the same file as in the audit of that day, more than so many days before.
    Unchanged(String, i32),
    /// It shows the state of a day before that which it showed in the audit before: the day now, and then.
    Older(String, String),
}

/// What is wrong with a waiver or a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// These columns of the table are empty, or what they hold is not known.
    Missing(TableId, Vec<ColumnId>),
    /// The policy has no such rule.
    UnknownRule,
    /// Findings of this rule cannot be waived.
    NotWaivable,
    /// Two people must agree on it, and it is one.
    SelfApproved,
    /// Whom the column names is neither somebody known nor named in full.
    Nobody(TableId, ColumnId, String),
    /// The finding can be put right.
    NotOver,
    /// It was corrected after the as-of date.
    NotYetCorrected,
    /// It was corrected before the day on which the finding came about.
    BeforeFinding(String),
    /// It was approved after the as-of date.
    NotYetValid,
    /// It ends before it begins.
    EndsBeforeItBegins,
    /// It ends more than so many days after it was approved.
    TooLong(i32),
}
