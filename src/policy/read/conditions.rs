//! Reads conditions, paths and relations against the schema and the terms of a policy.

use std::fmt::Write as _;

use indexmap::IndexMap;
use toml::Spanned;

use super::positions::{File, PolicyError};
use crate::base::near::nearest;
use crate::base::text::Problem;
use crate::model::schema::{Column, ColumnId, Kind, TableId, schema};
use crate::policy::condition::{Condition, Hop, Related, Relation, Source, Step, TermId, Test, Value, When};
use crate::policy::words::condition::{self as say, Content};

/// What names in conditions can stand for.
pub(super) trait Scope {
    /// A term of a table.
    fn term(&self, table: TableId, name: &str) -> Option<TermId>;
    /// The table that a term of the kind `first` refers to, and whether it is a date; `None` for a condition.
    fn first(&self, term: TermId) -> Option<Kind>;
    /// The names of a table's terms.
    fn terms(&self, table: TableId) -> Vec<String>;
    /// A parameter that is a number.
    fn number(&self, name: &str) -> Option<i32>;
    /// A parameter that is a list of words.
    fn words(&self, name: &str) -> Option<Vec<String>>;
}

/// Reads paths and conditions against the schema and the terms.
pub(super) struct Reader<'a, S> {
    /// What names stand for.
    pub(super) scope: &'a S,
}

impl<S: Scope> Reader<'_, S> {
    /// Returns a column of a table.
    pub(super) fn column(&self, table: TableId, name: &str) -> Result<ColumnId, Problem> {
        table.def().column(name).ok_or_else(|| self.unknown(table, name))
    }

    fn unknown(&self, table: TableId, name: &str) -> Problem {
        let (def, terms) = (table.def(), self.scope.terms(table));
        let columns = def.columns.iter().map(|c| c.name);
        let mut known: Vec<&str> = columns.chain(steps(table)).collect();
        known.extend(terms.iter().map(String::as_str));
        say::unknown_column(def.name, name, &known, nearest(name, known.iter().copied()))
    }

    /// Returns a step from a table along a reference.
    fn step(&self, from: TableId, name: &str) -> Result<Step, Problem> {
        self.reference(from, name).ok_or_else(|| {
            let known: Vec<&str> = steps(from).collect();
            say::unknown_reference(from.def().name, name, &known, nearest(name, known.iter().copied()))
        })
    }

    /// Returns a step from a table along a reference, if the table has it.
    fn reference(&self, from: TableId, name: &str) -> Option<Step> {
        if let Some((id, column)) = from.def().columns().find(|(_, c)| c.step == Some(name))
            && let Kind::Row(to) = column.kind
        {
            return Some(Step { from, by: Source::Column(id), to });
        }
        let term = self.scope.term(from, name)?;
        match self.scope.first(term) {
            Some(Kind::Row(to)) => Some(Step { from, by: Source::Term(term), to }),
            _ => None,
        }
    }

    /// Reads a path, and returns the name at its end.
    fn path<'t>(&self, table: TableId, text: &'t str) -> Result<(Vec<Step>, TableId, &'t str), Problem> {
        let mut path = Vec::new();
        let mut at = table;
        let mut names = text.split('.').peekable();
        loop {
            let name = names.next().unwrap_or_default();
            if names.peek().is_none() {
                return Ok((path, at, name));
            }
            let step = self.step(at, name)?;
            at = step.to;
            path.push(step);
        }
    }

    /// Returns a column, or a term that stands for one, and what it holds.
    fn source(&self, table: TableId, name: &str) -> Result<(Source, Kind), Problem> {
        if let Some(column) = table.def().column(name) {
            return Ok((Source::Column(column), table.def().def(column).kind));
        }
        if let Some((column, def)) = table.def().columns().find(|(_, c)| c.step == Some(name)) {
            return Ok((Source::Column(column), def.kind));
        }
        if let Some(term) = self.scope.term(table, name)
            && let Some(kind) = self.scope.first(term)
        {
            return Ok((Source::Term(term), kind));
        }
        Err(self.unknown(table, name))
    }

    /// Reads a value: a path and a column.
    pub(super) fn value(&self, table: TableId, text: &str) -> Result<(Value, Kind), Problem> {
        let (path, at, name) = self.path(table, text)?;
        let (source, kind) = self.source(at, name)?;
        Ok((Value { path, table: at, source }, kind))
    }

    /// Reads a condition on rows of `table`.
    fn condition(&self, table: TableId, text: &str) -> Result<Condition, Problem> {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let negated = words.first() == Some(&"not");
        if negated {
            words.remove(0);
        }
        let (subject, operator) = words.split_first().ok_or_else(say::empty)?;
        let (path, at, name) = self.path(table, subject)?;
        let is_id = |c: ColumnId| at.def().def(c).kind == Kind::Id;
        if at.def().column(name).is_some_and(is_id) {
            return Err(say::identifier(name));
        }
        let test = self.test(table, at, name, operator)?;
        let mut key = words.join(" ");
        fill_in(&test, &mut key);
        Ok(Condition { table, negated, path, test, key })
    }

    /// Reads the test of a condition on rows of `table`, of what has this name in the row of `at` that its path leads to.
    fn test(&self, table: TableId, at: TableId, name: &str, operator: &[&str]) -> Result<Test, Problem> {
        match operator {
            [] => self.plain(at, name),
            ["is", codes] => self.codes(at, name, codes),
            ["empty"] => Ok(Test::Empty(self.source(at, name)?.0)),
            ["filled"] => Ok(Test::Filled(self.source(at, name)?.0)),
            [relation @ ("before" | "after" | "by" | "from" | "within"), day, rest @ ..] => {
                let (source, kind) = self.source(at, name)?;
                if kind != Kind::Date {
                    return Err(say::wrong_column(relation, name, Content::Dates));
                }
                let or_empty = match rest {
                    [] => false,
                    ["or", "empty"] => true,
                    _ => return Err(say::after_day(&rest.join(" "))),
                };
                Ok(Test::Date { source, relation: self.relation(at, relation, day)?, or_empty })
            }
            ["same", other] => {
                let (source, kind) = self.source(at, name)?;
                if !matches!(kind, Kind::Row(_)) {
                    return Err(say::wrong_column("same", name, Content::References));
                }
                let (value, other_kind) = self.value(table, other)?;
                if other_kind != kind {
                    return Err(say::different_tables(name, other));
                }
                Ok(Test::Same(source, value))
            }
            ["mentions", list] => {
                let is_text = |kind| matches!(kind, Kind::Name | Kind::Email | Kind::Text);
                let column = self.tested(at, name, "mentions", is_text, Content::Text)?;
                Ok(Test::Mentions(column, self.scope.words(list).ok_or_else(|| say::no_list(list))?))
            }
            [verb @ "matches", "item"] => {
                let names_items = |kind| matches!(kind, Kind::Text | Kind::Points);
                Ok(Test::MatchesItem(self.tested(at, name, verb, names_items, Content::TextOrPoints)?))
            }
            [verb @ "matches", "item.edition"] => {
                Ok(Test::MatchesEdition(self.tested(at, name, verb, |kind| kind == Kind::Text, Content::Text)?))
            }
            _ => Err(say::unknown_operator(name, &operator.join(" "))),
        }
    }

    /// Reads a test without an operator.
    fn plain(&self, at: TableId, name: &str) -> Result<Test, Problem> {
        let def = at.def();
        match (self.scope.term(at, name), def.column(name)) {
            _ if name == "known" && !def.key.is_empty() => Ok(Test::Known),
            (Some(term), _) if self.scope.first(term).is_none() => Ok(Test::Term(term)),
            (_, Some(column)) if def.def(column).kind == Kind::Truth => Ok(Test::Truth(column)),
            (Some(_), _) | (_, Some(_)) => Err(say::operator_missing(name)),
            (None, None) => Err(self.unknown(at, name)),
        }
    }

    /// Reads a test for one of several codes.
    fn codes(&self, at: TableId, name: &str, codes: &str) -> Result<Test, Problem> {
        let column = self.column(at, name)?;
        let Kind::Code(list) = at.def().def(column).kind else {
            return Err(say::wrong_column("is", name, Content::Codes));
        };
        let list = list.def();
        let mut set = 0;
        for word in codes.split('|') {
            let near = || nearest(word, list.words.iter().copied());
            set |= 1 << list.code(word).ok_or_else(|| say::unknown_code(name, word, &list.words, near()))?;
        }
        Ok(Test::Is(column, set))
    }

    /// Returns the column that an operator tests. Fails if it does not hold what the operator needs.
    fn tested(
        &self,
        at: TableId,
        name: &str,
        operator: &str,
        holds: impl Fn(Kind) -> bool,
        content: Content,
    ) -> Result<ColumnId, Problem> {
        let column = self.column(at, name)?;
        if holds(at.def().def(column).kind) { Ok(column) } else { Err(say::wrong_column(operator, name, content)) }
    }

    /// Reads how a date must relate to a day, or to two.
    fn relation(&self, at: TableId, relation: &str, day: &str) -> Result<Relation, Problem> {
        Ok(match relation {
            "before" => Relation::Before(self.when(at, day)?),
            "after" => Relation::After(self.when(at, day)?),
            "by" => Relation::By(self.when(at, day)?),
            "from" => Relation::From(self.when(at, day)?),
            _ => {
                let (first, last) = day.split_once("..").ok_or_else(|| say::no_range(day))?;
                Relation::Within(self.when(at, first)?, self.when(at, last)?)
            }
        })
    }

    /// Reads a day to compare with: `T`, `E-30`, `T+days` or a column of dates.
    fn when(&self, table: TableId, text: &str) -> Result<When, Problem> {
        for (anchor, when) in [('T', When::AsOf as fn(i32) -> When), ('E', When::Effect)] {
            match text.strip_prefix(anchor).map(|rest| (rest, rest.split_at_checked(1))) {
                Some(("", _)) => return Ok(when(0)),
                Some((_, Some(("+", days)))) => return Ok(when(self.days(days)?)),
                Some((_, Some(("-", days)))) => return Ok(when(-self.days(days)?)),
                _ => {}
            }
        }
        match self.value(table, text)? {
            (value, Kind::Date) => Ok(When::Value(value)),
            _ => Err(say::no_day(text)),
        }
    }

    /// Reads a number of days, or the name of one.
    fn days(&self, text: &str) -> Result<i32, Problem> {
        // digits alone, so that a sign cannot stand twice; a parameter is never negative
        let literal = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        literal.or_else(|| self.scope.number(text)).ok_or_else(|| say::no_number(text))
    }

    /// Reads the rows that belong to a row of `from`: `pledges`, `patient.consents`, `group.memberships`.
    fn related(&self, from: TableId, text: &str, same: &IndexMap<String, String>) -> Result<Related, Problem> {
        let mut hops = Vec::new();
        let mut at = from;
        for name in text.split('.') {
            if let Some(step) = self.reference(at, name) {
                hops.push(Hop::Forward(step));
                at = step.to;
            } else if let Some((table, column)) = schema().table(name).and_then(|t| Some((t, back(t, at)?))) {
                hops.push(Hop::Back(table, column));
                at = table;
            } else {
                let referring =
                    schema().tables().filter(|(id, _)| back(*id, at).is_some()).map(|(_, table)| table.name);
                let known: Vec<&str> = steps(at).chain(referring).collect();
                return Err(say::unrelated(at.def().name, name, &known, nearest(name, known.iter().copied())));
            }
        }
        let mut pairs = Vec::new();
        for (column, value) in same {
            let (source, kind) = self.source(at, column)?;
            let (value_read, value_kind) = self.value(from, value)?;
            if !matches!(kind, Kind::Row(_)) || kind != value_kind {
                return Err(say::different_tables(column, value));
            }
            pairs.push((source, value_read));
        }
        Ok(Related { from, hops, to: at, same: pairs, others: false })
    }
}

/// Returns the table of that name.
pub(super) fn table_named(name: &str) -> Result<TableId, Problem> {
    schema().table(name).ok_or_else(|| {
        let known: Vec<&str> = schema().tables.iter().map(|t| t.name).collect();
        say::unknown_table(name, &known, nearest(name, known.iter().copied()))
    })
}

/// Returns the steps from a table.
fn steps(table: TableId) -> impl Iterator<Item = &'static str> {
    table.def().columns.iter().filter_map(|c| c.step)
}

/// Returns the first column of a table that refers to another, or the one computed from it.
fn back(table: TableId, to: TableId) -> Option<ColumnId> {
    let referring = || table.def().columns().filter(|(_, c)| c.kind == Kind::Row(to));
    let (column, named) = referring().find(|(_, c)| c.step.is_some())?;
    let computed = |c: &Column| c.derived.as_ref().is_some_and(|reads| reads.as_slice() == [(table, named.name)]);
    Some(referring().find(|(_, c)| computed(c)).map_or(column, |(computed, _)| computed))
}

/// Adds to a key what parameters stand for: conditions that read alike but differ in them must not share a key.
fn fill_in(test: &Test, key: &mut String) {
    match test {
        Test::Date { relation, .. } => {
            for when in relation.days() {
                if let When::AsOf(days) | When::Effect(days) = when {
                    let _ = write!(key, " {days}");
                }
            }
        }
        Test::Mentions(_, words) => words.iter().for_each(|word| {
            key.push('\0');
            key.push_str(word);
        }),
        _ => {}
    }
}

/// Reads conditions on rows of a table.
pub(super) fn conditions<S: Scope>(
    file: File<'_>,
    reader: &Reader<'_, S>,
    table: TableId,
    list: &[Spanned<String>],
) -> Result<Vec<Condition>, PolicyError> {
    list.iter().map(|text| file.read(text, |text| reader.condition(table, text))).collect()
}

/// Reads the rows that belong to a row of a table.
pub(super) fn related<S: Scope>(
    file: File<'_>,
    reader: &Reader<'_, S>,
    table: TableId,
    of: &Spanned<String>,
    same: &IndexMap<String, String>,
) -> Result<Related, PolicyError> {
    file.read(of, |of| reader.related(table, of, same))
}
