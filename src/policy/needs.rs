//! What a rule needs in order to be judged, derived from what its conditions read: tables with rows, columns that
//! are there, and columns in which something is filled. What is missing makes the rule *not assessed*, loudly.

use crate::load::derive::code_of;
use crate::load::wanted::Wanted;
use crate::model::issue::InputRule;
use crate::model::schema::{ColumnId, Empty, Is, Kind, TableId, known};
use crate::policy::check::Check;
use crate::policy::condition::{Condition, Hop, Related, Source, Step, TermId, Test, Value, When};
use crate::policy::{Demand, List, Policy, Population, Rule, Slot, TermKind};
use crate::table::{CellState, Tables, is_row};

/// Something that a rule needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Need {
    /// A table with rows that take part.
    Table(TableId),
    /// A column.
    Column(TableId, ColumnId),
    /// One of two columns.
    Either((TableId, ColumnId), (TableId, ColumnId)),
    /// A column in which some cell is filled.
    Filled(TableId, ColumnId),
    /// The first column, unless in the second every row in use is filled.
    Unless((TableId, ColumnId), (TableId, ColumnId)),
    /// The members of groups, if somebody leads one who has no account.
    Strangers(TableId),
}

impl Need {
    /// Returns whether the tables have it.
    pub fn is_met(self, tables: &Tables) -> bool {
        let has = |(table, column): (TableId, ColumnId)| {
            let (def, of) = (table.def().def(column), table.def());
            let names_row = of.key.contains(&column) || of.required.contains(&column);
            // where nothing follows from an empty cell, a column of which no cell is filled tells nothing
            let is_telling = names_row || def.empty != Empty::Nothing || tables[table].filled(column) > 0;
            tables[table].has(column) && is_telling
        };
        match self {
            Self::Table(table) => tables[table].origin.is_some() && tables[table].len > 0,
            Self::Column(table, column) => has((table, column)),
            Self::Either(first, second) => has(first) || has(second),
            Self::Filled(table, column) => tables[table].filled(column) > 0,
            Self::Unless(column, (table, other)) => {
                let rows = &tables[table];
                let status = table.def().that_is(Is::Status).map(|status| (status, code_of(rows, status, "active")));
                let is_in_use =
                    |row: u32| status.is_none_or(|(status, active)| [0, active].contains(&rows.code(status, row)));
                // what stands for an empty cell is computed: whether one is filled is kept beside it
                let stated = table.def().def(other).filled_in.map(|stated| rows.column(stated));
                let is_filled = |row: u32| match stated {
                    Some(stated) => rows.bit(stated, row),
                    None => rows.state(other, row) == CellState::Filled,
                };
                has(column) || (rows.has(other) && (0..rows.len as u32).all(|row| !is_in_use(row) || is_filled(row)))
            }
            Self::Strangers(members) => {
                let k = known();
                let (groups, accounts) = (&tables[k.groups], tables[k.staff].len);
                let leaders = groups.references(groups.column("leader_id"));
                let is_stranger = |leader: &u32| is_row(*leader) && *leader as usize >= accounts;
                Self::Table(members).is_met(tables) || !leaders.iter().any(is_stranger)
            }
        }
    }
}

/// What a population reads and needs: found once, however often it is judged.
#[derive(Debug, Default)]
pub(crate) struct Needed {
    /// The columns that are read, some of them more than once.
    columns: Vec<(TableId, ColumnId)>,
    needs: Vec<Need>,
    /// Whether something is compared with the as-of date.
    is_of_day: bool,
}

impl Needed {
    fn of<'a>(policy: &Policy, population: &'a Population) -> &'a Self {
        population.needed.get_or_init(|| {
            let mut collector = Collector::new(policy);
            collector.population(population);
            // exceptions leave rows out where it can be told, and need nothing
            let needs = collector.needed.needs.len();
            collector.conditions(&population.except);
            collector.needed.needs.truncate(needs);
            collector.needed
        })
    }
}

/// The columns that a population, its conditions and its check read; also those without which a rule can do.
pub fn reads(policy: &Policy, population: &Population, mut each: impl FnMut(TableId, ColumnId)) {
    Needed::of(policy, population).columns.iter().for_each(|(table, column)| each(*table, *column));
}

/// Returns what a population, its conditions and its check need, in the order in which they name it.
pub fn needs(policy: &Policy, population: &Population) -> Vec<Need> {
    Needed::of(policy, population).needs.clone()
}

/// Returns whether another day may make other members of a population break the rule, while the tables stay as they are.
pub fn depends_on_day(policy: &Policy, population: &Population) -> bool {
    Needed::of(policy, population).is_of_day
}

/// The columns that the texts of a rule show.
pub fn shown(policy: &Policy, rule: &Rule, mut each: impl FnMut(TableId, ColumnId)) {
    let mut collector = Collector::new(policy);
    for slot in rule.slots() {
        match (slot, &rule.demand) {
            (Slot::Value(value, _), _) => collector.value(value),
            (Slot::RelatedColumn(column) | Slot::LatestColumn(column), Demand::Of(population)) => {
                if let Some(related) = population.check.related() {
                    collector.column(related.to, *column);
                }
            }
            _ => {}
        }
    }
    collector.needed.columns.into_iter().for_each(|(table, column)| each(table, column));
}

/// Returns what a policy's rules read, their texts show, and the identity of rows and people rests on.
pub fn wanted(policy: &Policy) -> Wanted {
    let mut wanted = Wanted::least(policy.number(InputRule::StaleInput.id(), "days"));
    for rule in &policy.rules {
        shown(policy, rule, |table, column| wanted.want(table, column));
        if let Demand::Of(population) = &rule.demand {
            reads(policy, population, |table, column| wanted.want(table, column));
            wanted.want_hashes(population.each);
        }
    }
    for judged in policy.clauses.iter().filter_map(|clause| clause.judged) {
        let mut collector = Collector::new(policy);
        collector.term(judged.who);
        collector.needed.columns.into_iter().for_each(|(table, column)| wanted.want(table, column));
    }
    wanted
}

struct Collector<'a> {
    policy: &'a Policy,
    needed: Needed,
    /// The terms and columns whose needs are known.
    terms: Vec<TermId>,
    seen: Vec<(TableId, ColumnId)>,
}

impl<'a> Collector<'a> {
    fn new(policy: &'a Policy) -> Self {
        Self { policy, needed: Needed::default(), terms: Vec::new(), seen: Vec::new() }
    }

    fn need(&mut self, need: Need) {
        if !self.needed.needs.contains(&need) {
            self.needed.needs.push(need);
        }
    }

    fn table(&mut self, table: TableId) {
        if !table.def().derived {
            self.need(Need::Table(table));
        }
    }

    fn population(&mut self, population: &Population) {
        // Someone without a row is examined as well, where others name them: the table itself is needed only where
        // one of its columns is read.
        for column in &population.each.def().key {
            if population.each.def().def(*column).kind != Kind::Id {
                self.column(population.each, *column);
            }
        }
        self.conditions(&population.conditions);
        for need in &population.needs {
            match *need {
                Need::Table(table) => self.table(table),
                Need::Column(table, column) | Need::Filled(table, column) => {
                    self.column(table, column);
                    self.need(*need);
                }
                _ => self.need(*need),
            }
        }
        for need in &population.only_with {
            if let Need::Column(table, column) | Need::Filled(table, column) = *need {
                self.needed.columns.push((table, column));
            }
        }
        for column in &population.filled {
            self.column(population.each, *column);
            self.need(Need::Filled(population.each, *column));
        }
        self.conditions(population.check.own_conditions());
        if let Some(related) = population.check.related() {
            self.related(related);
        }
        for condition in population.check.other_conditions() {
            self.condition(condition);
        }
        self.needed.is_of_day |= population.times == Some(List::DatedDocuments);
        match &population.check {
            Check::Unique(check) => check.by.iter().for_each(|c| self.column(check.table, *c)),
            Check::Deadline(check) => {
                self.needed.is_of_day = true;
                self.column(check.of.as_ref().map_or(check.table, |(related, _)| related.to), check.act);
                check.after.iter().for_each(|start| self.when(start));
                if let Some((related, column)) = &check.after_latest {
                    self.related(related);
                    self.column(related.to, *column);
                }
            }
            Check::Latest(check) => self.column(check.related.to, check.by),
            Check::Names(check) => {
                self.column(check.table, check.column);
                let patients = known().patients;
                patients.def().name_column().into_iter().for_each(|c| self.column(patients, c));
            }
            Check::Quantified(check) => {
                for (source, value) in &check.unlike {
                    self.source(check.related.to, *source);
                    self.value(value);
                }
            }
            Check::Conditions(_) | Check::Count(_) => {}
        }
    }

    fn conditions(&mut self, conditions: &[Condition]) {
        conditions.iter().for_each(|c| self.condition(c));
    }

    fn condition(&mut self, condition: &Condition) {
        condition.path.iter().for_each(|step| self.step(*step));
        let target = condition.target();
        match &condition.test {
            Test::Known => self.table(target),
            Test::Term(term) => self.term(*term),
            Test::Truth(column) | Test::Is(column, _) | Test::Mentions(column, _) | Test::MatchesItem(column) => {
                self.column(target, *column);
            }
            Test::MatchesEdition(column) => {
                self.needed.is_of_day = true;
                self.column(target, *column);
            }
            Test::Empty(source) | Test::Filled(source) => self.source(target, *source),
            Test::Date { source, relation, .. } => {
                self.source(target, *source);
                relation.days().for_each(|when| self.when(when));
            }
            Test::Same(source, value) => {
                self.source(target, *source);
                self.value(value);
            }
        }
    }

    fn when(&mut self, when: &When) {
        match when {
            When::AsOf(_) => self.needed.is_of_day = true,
            When::Effect(_) => {}
            When::Value(value) => self.value(value),
        }
    }

    fn value(&mut self, value: &Value) {
        value.path.iter().for_each(|step| self.step(*step));
        self.source(value.table, value.source);
    }

    fn step(&mut self, step: Step) {
        self.source(step.from, step.by);
    }

    fn source(&mut self, table: TableId, source: Source) {
        match source {
            Source::Column(column) => self.column(table, column),
            Source::Term(term) => self.term(term),
        }
    }

    fn term(&mut self, term: TermId) {
        if self.terms.contains(&term) {
            return;
        }
        self.terms.push(term);
        match &self.policy.terms[term.0].kind {
            TermKind::All(conditions) | TermKind::Any(conditions) => self.conditions(conditions),
            TermKind::Some { related, that, .. } => {
                self.related(related);
                self.conditions(that);
            }
            TermKind::First(values, _) => values.iter().for_each(|v| self.value(v)),
        }
    }

    fn related(&mut self, related: &Related) {
        for hop in &related.hops {
            match hop {
                Hop::Forward(step) => self.step(*step),
                Hop::Back(table, column) => {
                    self.table(*table);
                    self.column(*table, *column);
                }
            }
        }
        for (source, value) in &related.same {
            self.source(related.to, *source);
            self.value(value);
        }
    }

    fn column(&mut self, table: TableId, column: ColumnId) {
        if self.seen.contains(&(table, column)) {
            return;
        }
        self.seen.push((table, column));
        self.needed.columns.push((table, column));
        let def = table.def().def(column);
        if let Some(reads) = &def.derived {
            def.strangers_in.into_iter().for_each(|table| self.need(Need::Strangers(table)));
            for (from, name) in reads {
                if let Some(column) = from.def().column(name) {
                    self.column(*from, column);
                }
            }
            return;
        }
        if let (false, Some(status)) = (def.happened.is_empty(), table.def().that_is(Is::Status)) {
            self.needed.columns.push((table, status));
        }
        if let Some(of) = def.known_from.and_then(|name| table.def().column(name)) {
            self.needed.columns.push((table, of));
        }
        if def.optional {
            return;
        }
        self.table(table);
        let other =
            |path: Option<(TableId, &str)>| path.and_then(|(table, name)| Some((table, table.def().column(name)?)));
        let own = (table, column);
        let (other, need) = match (other(def.optional_if), other(def.optional_if_filled)) {
            (_, Some(other)) => (Some(other), Need::Unless(own, other)),
            (Some(other), None) => (Some(other), Need::Either(own, other)),
            (None, None) => (None, Need::Column(table, column)),
        };
        self.needed.columns.extend(other);
        self.need(need);
    }
}

#[cfg(test)]
mod tests;
