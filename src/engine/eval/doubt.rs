//! What is not known of the cells of a column: in which rows, and what each of them may hold. Where everything is known, as
//! in most columns, nothing is kept and nothing costs.

use rustc_hash::FxHashMap;

use crate::base::date::Day;
use crate::engine::eval::Eval;
use crate::model::schema::{ColumnId, Empty, Kind, TableId, known};
use crate::policy::TermKind;
use crate::policy::condition::{Source, Step, TermId, Value};
use crate::table::{CellState, RowSet, is_row, row_set};

/// The rows of a column of which it is not known what they hold.
#[derive(Debug)]
pub(super) struct Doubt {
    /// They may hold anything, or nothing.
    pub(super) unknown: RowSet,
    /// They hold a day on or before the as-of date.
    pub(super) done: RowSet,
    /// They name one of several.
    pub(super) several: RowSet,
}

impl Doubt {
    fn is_clear(&self) -> bool {
        [&self.unknown, &self.done, &self.several].into_iter().all(RowSet::is_clear)
    }

    fn contains(&self, row: u32) -> bool {
        [&self.unknown, &self.done, &self.several].into_iter().any(|rows| rows.contains(row as usize))
    }

    /// All of them.
    pub(super) fn rows(&self) -> RowSet {
        let mut rows = self.unknown.clone();
        rows.union_with(&self.done);
        rows.union_with(&self.several);
        rows
    }
}

/// What a cell, or the end of a path, may name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Options {
    /// These rows.
    pub(crate) rows: Vec<u32>,
    /// Nobody.
    pub(crate) none: bool,
    /// Anybody.
    pub(crate) anybody: bool,
}

impl Options {
    pub(super) fn of(reference: u32) -> Self {
        if is_row(reference) { Self { rows: vec![reference], ..Self::default() } } else { Self::nobody() }
    }

    fn nobody() -> Self {
        Self { none: true, ..Self::default() }
    }

    fn unknown() -> Self {
        Self { rows: Vec::new(), none: true, anybody: true }
    }

    fn add(&mut self, other: Self) {
        self.rows.extend(other.rows.into_iter().filter(|row| !self.rows.contains(row)).collect::<Vec<_>>());
        self.none |= other.none;
        self.anybody |= other.anybody;
    }

    /// Whether this is the only one.
    fn only(&self) -> Option<u32> {
        match self.rows.as_slice() {
            [one] if !self.none && !self.anybody => Some(*one),
            _ => None,
        }
    }

    /// Whether they surely name the same row as others.
    pub(crate) fn are(&self, other: &Self) -> bool {
        self.only().is_some() && self.only() == other.only()
    }

    /// Whether it is known what they name, or that they name nobody.
    pub(crate) fn are_certain(&self) -> bool {
        self.only().is_some() || self.rows.is_empty() && !self.anybody
    }

    /// Whether they may name the same row as others.
    pub(crate) fn may_be(&self, other: &Self) -> bool {
        let any_of = |one: &Self, other: &Self| one.anybody && (other.anybody || !other.rows.is_empty());
        any_of(self, other) || any_of(other, self) || self.rows.iter().any(|row| other.rows.contains(row))
    }

    /// Whether all of them are rows of a set.
    pub(super) fn are_in(&self, set: &RowSet) -> bool {
        !self.none && !self.anybody && self.rows.iter().all(|row| set.contains(*row as usize))
    }

    /// Whether one of them may be a row of a set.
    pub(super) fn may_be_in(&self, set: &RowSet) -> bool {
        self.anybody || self.rows.iter().any(|row| set.contains(*row as usize))
    }
}

/// What day a cell may hold: one between two, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Days {
    /// The first that it may be.
    pub(crate) first: Day,
    /// The last that it may be; before the first if there is none.
    pub(crate) last: Day,
    /// Whether the cell may be empty.
    pub(crate) may_be_none: bool,
}

impl Days {
    /// No day.
    pub(crate) const NONE: Self = Self { first: Day::FAR, last: Day::FIRST, may_be_none: true };
    /// Any day, or none.
    pub(crate) const UNKNOWN: Self = Self { first: Day::FIRST, last: Day::FAR, may_be_none: true };

    /// This day; none if it is empty.
    pub(crate) fn of(day: Day) -> Self {
        if day.is_empty() { Self::NONE } else { Self { first: day, last: day, may_be_none: false } }
    }

    /// A day on or before another.
    pub(super) fn until(day: Day) -> Self {
        Self { first: Day::FIRST, last: day, may_be_none: false }
    }

    /// Whether it may be a day at all.
    pub(crate) fn may_be_some(self) -> bool {
        self.first <= self.last
    }

    /// Both together.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
            may_be_none: self.may_be_none || other.may_be_none,
        }
    }

    /// Some days later.
    pub(crate) fn plus(self, days: i32) -> Self {
        let shifted = |day: Day| if day == Day::FIRST || day == Day::FAR { day } else { day.plus(days) };
        Self { first: shifted(self.first), last: shifted(self.last), ..self }
    }

    /// Whether both surely are days, and surely, and possibly, stand in an order: whether `compare` holds of the most, and
    /// of the least, that speaks against it.
    fn compared(self, other: Self, against: (Day, Day), with: (Day, Day), compare: fn(&Day, &Day) -> bool) -> Holds {
        let may_be = self.may_be_some() && other.may_be_some();
        Holds {
            surely: may_be && !self.may_be_none && !other.may_be_none && compare(&against.0, &against.1),
            possibly: may_be && compare(&with.0, &with.1),
        }
    }

    /// Whether it lies before another.
    pub(super) fn before(self, other: Self) -> Holds {
        self.compared(other, (self.last, other.first), (self.first, other.last), Day::lt)
    }

    /// Whether it lies before another, or is the same.
    pub(super) fn by(self, other: Self) -> Holds {
        self.compared(other, (self.last, other.first), (self.first, other.last), Day::le)
    }

    /// Whether it lies after another.
    pub(super) fn after(self, other: Self) -> Holds {
        other.before(self)
    }

    /// Whether it lies after another, or is the same.
    pub(super) fn from(self, other: Self) -> Holds {
        other.by(self)
    }
}

/// Whether something holds, and whether it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Holds {
    pub(super) surely: bool,
    pub(super) possibly: bool,
}

/// The rows that may name a row, though they do not do so for sure.
#[derive(Debug, Default)]
pub(crate) struct MayName {
    by_row: FxHashMap<u32, Vec<u32>>,
    anybody: Vec<u32>,
}

impl MayName {
    /// Those that may name this row.
    pub(crate) fn get(&self, row: u32) -> impl Iterator<Item = u32> {
        let named = self.by_row.get(&row).map_or(&[][..], Vec::as_slice);
        named.iter().chain(&self.anybody).copied()
    }
}

impl Eval<'_> {
    /// What is not known of a column; `None` if everything is.
    pub(super) fn doubt(&self, table: TableId, column: ColumnId) -> Option<&Doubt> {
        let doubt = &self.doubts[table.index()][column.index()];
        doubt.get_or_init(|| Some(self.find_doubt(table, column)).filter(|doubt| !doubt.is_clear())).as_ref()
    }

    /// Whether it is known what a cell holds.
    pub(crate) fn is_known(&self, table: TableId, column: ColumnId, row: u32) -> bool {
        self.doubt(table, column).is_none_or(|doubt| !doubt.contains(row))
    }

    fn find_doubt(&self, table: TableId, column: ColumnId) -> Doubt {
        let (cells, def) = (&self.tables[table], table.def().def(column));
        let extent = cells.extent();
        let noted = |state| {
            let mut rows = RowSet::with_capacity(extent);
            cells.rows_in_state(column, state).into_iter().for_each(|noted| rows.union_with(noted));
            rows
        };
        let (mut unknown, mut done) = (noted(CellState::Unknown), noted(CellState::Done));
        let never = noted(CellState::Never);
        let k = known();
        let is_read = def.derived.is_none() && !matches!(def.kind, Kind::Id);
        let is_asked = def.empty == Empty::Unknown || !def.happened.is_empty() || def.known_from.is_some();
        if is_read && is_asked && cells.origin.is_some() {
            let mut empty = cells.empty_rows(column);
            empty.set_range(cells.len.min(empty.len()).., false);
            [&unknown, &done, &never].into_iter().for_each(|others| empty.difference_with(others));
            if def.empty == Empty::Unknown {
                unknown.union_with(&empty);
            }
            if let (false, Some(status)) = (def.happened.is_empty(), table.def().column("status"))
                && let Kind::Code(codes) = table.def().def(status).kind
            {
                let happened: Vec<u8> = def.happened.iter().filter_map(|word| codes.def().code(word)).collect();
                let mut rows = row_set(extent, cells.codes(status), |code| happened.contains(code));
                rows.intersect_with(&empty);
                done.union_with(&rows);
                // it has happened, or not, as the status has it
                if let Some(status) = self.doubt(table, status) {
                    empty.intersect_with(&status.unknown);
                    unknown.union_with(&empty);
                }
            }
            if let Some(of) = def.known_from.and_then(|name| table.def().column(name))
                && let Kind::Row(target) = table.def().def(of).kind
                && self.tables[target].origin.is_some()
            {
                // whoever has a row is known by it; of one of several it is not known who that is
                let len = self.tables[target].len;
                let rows = row_set(extent, cells.references(of), |row| is_row(*row) && (*row as usize) >= len);
                empty.intersect_with(&rows);
                unknown.union_with(&empty);
            }
        }
        // of a group or a patient that its table lacks nothing is known
        if is_read && [k.groups, k.patients].contains(&table) {
            unknown.grow(extent);
            unknown.set_range(cells.len.min(extent)..extent, true);
        }
        if def.derived.is_some() && table == k.groups && def.kind == Kind::Truth {
            unknown.set_range(cells.len.min(extent)..extent, true);
        }
        let mut several = cells.rows_with_candidates(column);
        several.difference_with(&unknown);
        Doubt { unknown, done, several }
    }

    /// Whether it is not known of some row whom it names in a column, or in the first filled of several.
    pub(crate) fn is_doubtful_source(&self, table: TableId, source: Source) -> bool {
        match source {
            Source::Column(column) => self.doubt(table, column).is_some(),
            Source::Term(term) => self.values(term).iter().any(|value| self.is_doubtful_value(value)),
        }
    }

    /// The same at the end of a value's path.
    pub(super) fn is_doubtful_value(&self, value: &Value) -> bool {
        value.path.iter().any(|step| self.is_doubtful_source(step.from, step.by))
            || self.is_doubtful_source(value.table, value.source)
    }

    /// The rows that name nobody for sure in a column, or in the first filled of several; `None` if there are none.
    pub(crate) fn doubtful(&self, table: TableId, source: Source) -> Option<RowSet> {
        match source {
            Source::Column(column) => self.doubt(table, column).map(Doubt::rows),
            Source::Term(term) => {
                let of_values = self.values(term).iter().filter_map(|value| self.doubtful_value(value));
                of_values.reduce(united)
            }
        }
    }

    /// The same at the end of a value's path.
    pub(super) fn doubtful_value(&self, value: &Value) -> Option<RowSet> {
        self.doubtful_behind(&value.path, value.table, value.source)
    }

    /// The same at the end of a path.
    pub(super) fn doubtful_behind(&self, path: &[Step], table: TableId, source: Source) -> Option<RowSet> {
        let Some((step, rest)) = path.split_first() else { return self.doubtful(table, source) };
        let behind = self.doubtful_behind(rest, table, source).map(|rows| self.naming(step.from, step.by, &rows));
        [behind, self.doubtful(step.from, step.by)].into_iter().flatten().reduce(united)
    }

    /// What a column, or the first filled of several, may name in a row.
    pub(crate) fn options(&self, table: TableId, source: Source, row: u32) -> Options {
        let column = match source {
            Source::Column(column) => column,
            Source::Term(term) => return self.first_options(term, row),
        };
        let (cells, at) = (&self.tables[table], row as usize);
        let reference = cells.reference(column, row);
        match self.doubt(table, column) {
            Some(doubt) if doubt.unknown.contains(at) => match cells.candidates(column, row) {
                [] => Options::unknown(),
                // one of these, or nobody
                perhaps => Options { rows: perhaps.to_vec(), none: true, anybody: false },
            },
            Some(doubt) if doubt.several.contains(at) => {
                let mut options = Options { rows: cells.candidates(column, row).to_vec(), ..Options::default() };
                if is_row(reference) && !options.rows.contains(&reference) {
                    options.rows.push(reference);
                }
                options
            }
            _ => Options::of(reference),
        }
    }

    fn first_options(&self, term: TermId, row: u32) -> Options {
        let mut all = Options::nobody();
        for value in self.values(term) {
            all.none = false;
            all.add(self.value_options(value, row));
            if !all.none {
                break;
            }
        }
        all
    }

    /// What a value may name.
    pub(crate) fn value_options(&self, value: &Value, row: u32) -> Options {
        self.options_behind(&value.path, value.table, value.source, row)
    }

    /// What the end of a path may name.
    pub(super) fn options_behind(&self, path: &[Step], table: TableId, source: Source, row: u32) -> Options {
        let Some((step, rest)) = path.split_first() else { return self.options(table, source, row) };
        let first = self.options(step.from, step.by, row);
        if first.anybody {
            return Options::unknown();
        }
        let mut all = Options { none: first.none, ..Options::default() };
        first.rows.into_iter().for_each(|next| all.add(self.options_behind(rest, table, source, next)));
        all
    }

    /// What day a column, or the first filled of several, may hold in a row.
    pub(crate) fn days(&self, table: TableId, source: Source, row: u32) -> Days {
        let column = match source {
            Source::Column(column) => column,
            Source::Term(term) => return self.first_days(term, row),
        };
        let day = self.tables[table].day(column, row);
        // what is known of a day that is not is that it does not lie before this one
        let first = if day.is_empty() { Day::FIRST } else { day };
        match self.doubt(table, column) {
            Some(doubt) if doubt.unknown.contains(row as usize) => Days { first, ..Days::UNKNOWN },
            Some(doubt) if doubt.done.contains(row as usize) => Days { first, ..Days::until(self.as_of) },
            _ => Days::of(day),
        }
    }

    /// Each of the values stands in for those before it, and none of these lies before it: whoever was registered on a day
    /// cannot have logged in before.
    fn first_days(&self, term: TermId, row: u32) -> Days {
        let mut values = self.values(term).iter().map(|value| self.value_days(value, row));
        let Some(first) = values.find(|days| days.may_be_some()) else { return Days::NONE };
        if !first.may_be_none {
            return first;
        }
        match values.find(|days| days.may_be_some()) {
            Some(next) => Days { first: first.first.max(next.first), ..first.or(next) },
            None => first,
        }
    }

    /// What day a value may hold.
    pub(crate) fn value_days(&self, value: &Value, row: u32) -> Days {
        self.days_behind(&value.path, value, row)
    }

    fn days_behind(&self, path: &[Step], value: &Value, row: u32) -> Days {
        let Some((step, rest)) = path.split_first() else { return self.days(value.table, value.source, row) };
        if let Source::Column(column) = step.by
            && self.is_known(step.from, column, row)
        {
            let next = self.tables[step.from].reference(column, row);
            return if is_row(next) { self.days_behind(rest, value, next) } else { Days::NONE };
        }
        let options = self.options(step.from, step.by, row);
        if options.anybody {
            return Days::UNKNOWN;
        }
        let none = Days { may_be_none: options.none, ..Days::NONE };
        options.rows.into_iter().map(|next| self.days_behind(rest, value, next)).fold(none, Days::or)
    }

    /// The rows of a table that may name a row of another in a column.
    pub(crate) fn may_name(&self, table: TableId, column: ColumnId) -> &MayName {
        self.may_name[table.index()][column.index()].get_or_init(|| {
            let mut found = MayName::default();
            for row in self.doubtful(table, Source::Column(column)).iter().flat_map(RowSet::ones) {
                let options = self.options(table, Source::Column(column), row as u32);
                if options.anybody {
                    found.anybody.push(row as u32);
                }
                options.rows.into_iter().for_each(|named| found.by_row.entry(named).or_default().push(row as u32));
            }
            found
        })
    }

    /// Whether a row is one of which nothing is known: a group or a patient that its table lacks.
    pub(crate) fn is_unknown_row(&self, table: TableId, row: u32) -> bool {
        [known().groups, known().patients].contains(&table) && row as usize >= self.tables[table].len
    }

    /// The values of which a term stands for the first filled.
    pub(crate) fn values(&self, term: TermId) -> &[Value] {
        match &self.policy.terms[term.0].kind {
            TermKind::First(values, _) => values,
            _ => &[],
        }
    }
}

/// The rows of both.
#[expect(clippy::needless_pass_by_value, reason = "sets are put together as they are found")]
fn united(mut rows: RowSet, others: RowSet) -> RowSet {
    rows.union_with(&others);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn a_day_that_is_not_known_stands_in_an_order_only_where_all_that_it_may_be_do() {
        let (known, later) = (Days::of(day("2026-01-01")), Days::of(day("2026-02-01")));
        let holds = |surely, possibly| Holds { surely, possibly };
        assert_eq!(known.before(later), holds(true, true));
        assert_eq!(later.before(known), holds(false, false));
        assert_eq!(known.by(known), holds(true, true));
        assert_eq!(known.before(known), holds(false, false));
        for other in [known, later] {
            assert_eq!(Days::UNKNOWN.before(other), holds(false, true));
            assert_eq!(other.after(Days::UNKNOWN), holds(false, true));
            assert_eq!(Days::NONE.before(other), holds(false, false));
            assert_eq!(other.from(Days::NONE), holds(false, false));
        }
        let done = Days::until(day("2026-01-15"));
        assert_eq!((done.before(later), done.after(later)), (holds(true, true), holds(false, false)));
        assert_eq!((done.before(known), done.after(known)), (holds(false, true), holds(false, true)));
    }

    #[test]
    fn options_are_the_same_only_where_each_is_one() {
        let one = |row| Options::of(row);
        let either = Options { rows: vec![1, 2], ..Options::default() };
        assert!(one(1).are(&one(1)) && !one(1).are(&one(2)) && !one(1).may_be(&one(2)));
        assert!(!either.are(&one(1)) && either.may_be(&one(1)) && !either.may_be(&one(3)));
        assert!(!either.are(&either) && either.may_be(&either));
        assert!(Options::unknown().may_be(&one(1)) && !Options::unknown().may_be(&Options::nobody()));
    }
}
