//! The language of conditions: `column is word`, `date before T-days`, `group.leader.departed`. A condition is a
//! path along references to a column or a term, and at most one operator; there is no `and`, no `or`, no arithmetic
//! beyond a day plus or minus a number. The day a rule wants more, a check is written in Rust.

use std::fmt::Write as _;

use crate::model::schema::{ColumnId, Kind, TableId, schema};

/// A term, by its place among the policy's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TermId(pub usize);

/// A column of a table, or a term that stands for the first filled one of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// A column.
    Column(ColumnId),
    /// A term.
    Term(TermId),
}

/// A step along a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// From this table.
    pub from: TableId,
    /// By this column.
    pub by: Source,
    /// To this table.
    pub to: TableId,
}

/// A value: a path and the column at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The way to the row.
    pub path: Vec<Step>,
    /// The table at the end of the path.
    pub table: TableId,
    /// The column there.
    pub source: Source,
}

/// A condition on a row of `table`.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The table of the rows.
    pub table: TableId,
    /// Whether it must not hold.
    pub negated: bool,
    /// The way to the row that is tested.
    pub path: Vec<Step>,
    /// What is tested there.
    pub test: Test,
    /// Its text, with parameters filled in: conditions of equal text on one table are one.
    pub key: String,
}

impl Condition {
    /// Whether it asks for the item at hand.
    pub fn is_of_item(&self) -> bool {
        matches!(self.test, Test::MatchesItem(_) | Test::MatchesEdition(_))
    }

    /// The table whose row is tested.
    pub fn target(&self) -> TableId {
        self.path.last().map_or(self.table, |step| step.to)
    }
}

/// What is tested.
#[derive(Clone, Debug)]
pub enum Test {
    /// The row stands in its table: it is not merely named by others.
    Known,
    /// A computed truth.
    Truth(ColumnId),
    /// A term holds.
    Term(TermId),
    /// A code is one of these (a bit for each code).
    Is(ColumnId, u64),
    /// A cell is empty.
    Empty(Source),
    /// A cell is filled.
    Filled(Source),
    /// A day stands in a relation to others; an empty one does so only if `or_empty`.
    Date {
        /// The day.
        source: Source,
        /// The relation.
        relation: Relation,
        /// Whether an empty cell will do.
        or_empty: bool,
    },
    /// A reference names the same row as another.
    Same(Source, Value),
    /// A text mentions one of the words: Japanese ones anywhere in it, Latin ones as a whole word, of an e-mail only
    /// in front of the `@`.
    Mentions(ColumnId, Vec<String>),
    /// A cell stands for the item at hand (a document, a clause, a point).
    MatchesItem(ColumnId),
    /// A cell is the latest edition of the item at hand.
    MatchesEdition(ColumnId),
}

/// How a day relates to others.
#[derive(Clone, Debug)]
pub enum Relation {
    /// Earlier than.
    Before(When),
    /// Later than.
    After(When),
    /// On or earlier than.
    By(When),
    /// On or later than.
    From(When),
    /// On or between.
    Within(When, When),
}

impl Relation {
    /// The days compared with.
    pub fn days(&self) -> impl Iterator<Item = &When> {
        let (first, last) = match self {
            Self::Before(when) | Self::After(when) | Self::By(when) | Self::From(when) => (when, None),
            Self::Within(first, last) => (first, Some(last)),
        };
        std::iter::once(first).chain(last)
    }
}

/// A day to compare with.
#[derive(Clone, Debug)]
pub enum When {
    /// The as-of date plus days.
    AsOf(i32),
    /// The policy's day of effect plus days.
    Effect(i32),
    /// A column.
    Value(Value),
}

/// One step of a relation between tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hop {
    /// Along a reference.
    Forward(Step),
    /// To the rows of this table that name the row in this column.
    Back(TableId, ColumnId),
}

/// The rows that belong to a row: along references, and to the rows that name it.
#[derive(Clone, Debug)]
pub struct Related {
    /// The table it starts from.
    pub from: TableId,
    /// The hops.
    pub hops: Vec<Hop>,
    /// The table it leads to.
    pub to: TableId,
    /// Columns of the related rows that must name the same as a value of the row: only such rows belong.
    pub same: Vec<(Source, Value)>,
}

/// What names in conditions can stand for.
pub trait Scope {
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

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.collect();
    known.sort_by_key(|k| strsim::damerau_levenshtein(name, k));
    let guess = known.first().filter(|k| strsim::damerau_levenshtein(name, k) <= 3);
    guess.map_or(String::new(), |k| format!("; did you mean `{k}`?"))
}

/// Reads paths and conditions against the schema and the terms.
#[allow(missing_debug_implementations, reason = "a short-lived view")]
pub struct Reader<'a, S> {
    /// What names stand for.
    pub scope: &'a S,
}

impl<S: Scope> Reader<'_, S> {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Result<TableId, String> {
        let names = schema().tables.iter().map(|t| t.name);
        schema().table(name).ok_or_else(|| format!("there is no table `{name}`{}", nearest(name, names)))
    }

    /// A column of a table.
    pub fn column(&self, table: TableId, name: &str) -> Result<ColumnId, String> {
        table.def().column(name).ok_or_else(|| self.unknown(table, name))
    }

    fn unknown(&self, table: TableId, name: &str) -> String {
        let def = table.def();
        let terms = self.scope.terms(table);
        let steps = def.columns.iter().filter_map(|c| c.step);
        let known = def.columns.iter().map(|c| c.name).chain(steps).chain(terms.iter().map(String::as_str));
        format!("the table {} has no column and no term `{name}`{}", def.name, nearest(name, known))
    }

    /// A step from a table along a reference.
    pub fn step(&self, from: TableId, name: &str) -> Result<Step, String> {
        self.reference(from, name).ok_or_else(|| {
            let steps = from.def().columns.iter().filter_map(|c| c.step);
            format!("`{name}` is no reference of the table {}{}", from.def().name, nearest(name, steps))
        })
    }

    /// The same, if the table has such a reference.
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

    /// A path, and the name at its end.
    fn path<'t>(&self, table: TableId, text: &'t str) -> Result<(Vec<Step>, TableId, &'t str), String> {
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

    /// A column, or a term that stands for one.
    fn source(&self, table: TableId, name: &str) -> Result<(Source, Kind), String> {
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

    /// A value: a path and a column.
    pub fn value(&self, table: TableId, text: &str) -> Result<(Value, Kind), String> {
        let (path, at, name) = self.path(table, text)?;
        let (source, kind) = self.source(at, name)?;
        Ok((Value { path, table: at, source }, kind))
    }

    /// A condition on rows of `table`.
    pub fn condition(&self, table: TableId, text: &str) -> Result<Condition, String> {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let negated = words.first() == Some(&"not");
        if negated {
            words.remove(0);
        }
        let Some((subject, operator)) = words.split_first() else {
            return Err("an empty condition".to_owned());
        };
        let (path, at, name) = self.path(table, subject)?;
        let is_id = |c: ColumnId| at.def().def(c).kind == Kind::Id;
        if at.def().column(name).is_some_and(is_id) {
            return Err(format!(
                "`{name}` is what a row goes by and cannot be tested; `known` asks whether there is a row"
            ));
        }
        let test = self.test(table, at, name, operator)?;
        let mut key = words.join(" ");
        fill_in(&test, &mut key);
        Ok(Condition { table, negated, path, test, key })
    }

    fn test(&self, table: TableId, at: TableId, name: &str, operator: &[&str]) -> Result<Test, String> {
        let def = at.def();
        let wrong = |expected: &str| Err(format!("`{name}` is not {expected}"));
        match operator {
            [] if name == "known" && !def.key.is_empty() => Ok(Test::Known),
            [] => match (self.scope.term(at, name), def.column(name)) {
                (Some(term), _) if self.scope.first(term).is_none() => Ok(Test::Term(term)),
                (_, Some(column)) if def.def(column).kind == Kind::Truth => Ok(Test::Truth(column)),
                (Some(_), _) | (_, Some(_)) => Err(format!(
                    "`{name}` needs an operator: is, empty, filled, before, after, by, from, within, same, mentions, matches"
                )),
                _ => Err(self.unknown(at, name)),
            },
            ["is", codes] => {
                let column = self.column(at, name)?;
                let Kind::Code(list) = def.def(column).kind else {
                    return wrong("a code");
                };
                let mut set = 0;
                for word in codes.split('|') {
                    let known = list.def();
                    let code = known.code(word).ok_or_else(|| {
                        format!(
                            "`{word}` is none of {}{}",
                            known.words.join(", "),
                            nearest(word, known.words.iter().copied())
                        )
                    })?;
                    set |= 1 << code;
                }
                Ok(Test::Is(column, set))
            }
            ["empty"] => Ok(Test::Empty(self.source(at, name)?.0)),
            ["filled"] => Ok(Test::Filled(self.source(at, name)?.0)),
            [relation @ ("before" | "after" | "by" | "from" | "within"), day, rest @ ..] => {
                let (source, kind) = self.source(at, name)?;
                if kind != Kind::Date {
                    return wrong("a date");
                }
                let or_empty = match rest {
                    [] => false,
                    ["or", "empty"] => true,
                    _ => {
                        return Err(format!("`{}` does not go on a date; only `or empty` does", rest.join(" ")));
                    }
                };
                let relation = match *relation {
                    "before" => Relation::Before(self.when(at, day)?),
                    "after" => Relation::After(self.when(at, day)?),
                    "by" => Relation::By(self.when(at, day)?),
                    "from" => Relation::From(self.when(at, day)?),
                    _ => {
                        let Some((first, last)) = day.split_once("..") else {
                            return Err(format!("`{day}` is no span of days such as T-30..T"));
                        };
                        Relation::Within(self.when(at, first)?, self.when(at, last)?)
                    }
                };
                Ok(Test::Date { source, relation, or_empty })
            }
            ["same", other] => {
                let (source, kind) = self.source(at, name)?;
                let Kind::Row(target) = kind else {
                    return wrong("a reference");
                };
                let (value, other_kind) = self.value(table, other)?;
                if other_kind != Kind::Row(target) {
                    return Err(format!("`{other}` does not name rows of {}", target.def().name));
                }
                Ok(Test::Same(source, value))
            }
            ["mentions", list] => {
                let column = self.column(at, name)?;
                if !matches!(def.def(column).kind, Kind::Name | Kind::Email | Kind::Text) {
                    return wrong("text");
                }
                let words = self
                    .scope
                    .words(list)
                    .ok_or_else(|| format!("there is no list of words `{list}` in [parameters]"))?;
                Ok(Test::Mentions(column, words))
            }
            ["matches", "item"] => {
                let column = self.column(at, name)?;
                if !matches!(def.def(column).kind, Kind::Text | Kind::Points) {
                    return wrong("text or a set of points");
                }
                Ok(Test::MatchesItem(column))
            }
            ["matches", "item.edition"] => {
                let column = self.column(at, name)?;
                if def.def(column).kind != Kind::Text {
                    return wrong("text");
                }
                Ok(Test::MatchesEdition(column))
            }
            _ => Err(format!(
                "`{}` is no operator; there are is, empty, filled, before, after, by, from, within, same, mentions, matches",
                operator.join(" ")
            )),
        }
    }

    fn when(&self, table: TableId, text: &str) -> Result<When, String> {
        let offset = |rest: &str| -> Result<i32, String> {
            if rest.is_empty() {
                return Ok(0);
            }
            let (sign, number) = match rest.as_bytes().first() {
                Some(b'-') => (-1, &rest[1..]),
                Some(b'+') => (1, &rest[1..]),
                _ => {
                    return Err(format!("`{text}` is no day; write T, T-30, T-days, E or a date column"));
                }
            };
            // digits alone, so that a sign cannot stand twice; a parameter is never negative
            let literal = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok()).flatten();
            let days = literal.or_else(|| self.scope.number(number));
            days.map(|d: i32| sign * d).ok_or_else(|| format!("there is no number `{number}` in [parameters]"))
        };
        let anchored = |anchor: char| text.strip_prefix(anchor).filter(|r| r.is_empty() || r.starts_with(['-', '+']));
        if let Some(rest) = anchored('T') {
            return Ok(When::AsOf(offset(rest)?));
        }
        if let Some(rest) = anchored('E') {
            return Ok(When::Effect(offset(rest)?));
        }
        let (value, kind) = self.value(table, text)?;
        if kind != Kind::Date {
            return Err(format!("`{text}` is no date"));
        }
        Ok(When::Value(value))
    }

    /// The rows that belong to a row of `from`: `pledges`, `patient.consents`, `group.memberships`.
    pub fn related(&self, from: TableId, text: &str, same: &[(String, String)]) -> Result<Related, String> {
        let mut hops = Vec::new();
        let mut at = from;
        for name in text.split('.') {
            if let Some(step) = self.reference(at, name) {
                hops.push(Hop::Forward(step));
                at = step.to;
                continue;
            }
            let Some(table) = schema().table(name) else {
                return Err(format!(
                    "`{name}` is neither a reference of the table {} nor a table that refers to it",
                    at.def().name
                ));
            };
            let back = table.def().columns().find(|(_, c)| c.kind == Kind::Row(at) && c.step.is_some());
            let (column, _) = back.ok_or_else(|| format!("the table {name} does not refer to {}", at.def().name))?;
            hops.push(Hop::Back(table, column));
            at = table;
        }
        let mut pairs = Vec::new();
        for (column, value) in same {
            let (source, kind) = self.source(at, column)?;
            let (value_read, value_kind) = self.value(from, value)?;
            if !matches!(kind, Kind::Row(_)) || kind != value_kind {
                return Err(format!("`{column}` and `{value}` do not name rows of one table"));
            }
            pairs.push((source, value_read));
        }
        Ok(Related { from, hops, to: at, same: pairs })
    }
}

/// Conditions that read alike but whose parameters differ must not share a key.
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
