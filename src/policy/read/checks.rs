//! The check of a rule: exactly one, with the conditions and columns that it is about.

use indexmap::IndexMap;
use toml::Spanned;

use super::conditions::{Reader, Scope, conditions, related as related_with};
use super::positions::{File, PolicyError};
use super::shapes::{Amount, DeadlineFile, RuleFile};
use crate::model::schema::{ColumnId, Kind, TableId, known};
use crate::policy::check::{Check, Conditions, Count, Deadline, Latest, Mode, Names, Quantified, Quantifier, Unique};
use crate::policy::condition::When;
use crate::policy::words::condition::{Content, no_number, wrong_column};
use crate::policy::words::rule as say;

/// Reads the one check of a rule on rows of a table.
pub(super) fn check<S: Scope>(
    file: File<'_>,
    reader: &Reader<'_, S>,
    table: TableId,
    read: &RuleFile,
) -> Result<Check, PolicyError> {
    let all = |list: &[Spanned<String>], table| conditions(file, reader, table, list);
    let related = |of| related_with(file, reader, table, of, &IndexMap::new());
    let mut checks: Vec<Check> = Vec::new();
    for (key, mode, list) in
        [("never", Mode::Never, &read.never), ("always", Mode::Always, &read.always), ("any", Mode::Any, &read.any)]
    {
        if let Some(list) = list {
            if list.is_empty() {
                return Err(file.whole(say::no_conditions(key)));
            }
            checks.push(Check::Conditions(Conditions { table, mode, conditions: all(list, table)? }));
        }
    }
    for (quantifier, part) in
        [(Quantifier::Some, &read.some), (Quantifier::None, &read.none), (Quantifier::NotEvery, &read.not_every)]
    {
        if let Some(part) = part {
            let related = related_with(file, reader, table, &part.of, &part.same)?;
            let (those, that) = (all(&part.those, related.to)?, all(&part.that, related.to)?);
            let unlike = related_with(file, reader, table, &part.of, &part.unlike)?.same;
            checks.push(Check::Quantified(Quantified { quantifier, related, those, that, unlike }));
        }
    }
    if let Some(part) = &read.count {
        let related = related(&part.of)?;
        let that = all(&part.that, related.to)?;
        if part.at_least.is_none() && part.at_most.is_none() {
            return Err(file.error(&part.of.span(), say::no_limit()));
        }
        let (at_least, at_most) = (part.at_least.unwrap_or(0), part.at_most.unwrap_or(usize::MAX));
        if at_least > at_most {
            return Err(file.error(&part.of.span(), say::crossed_limits(at_least, at_most)));
        }
        checks.push(Check::Count(Count { related, that, at_least, at_most }));
    }
    if let Some(part) = &read.unique {
        let comparable: fn(Kind) -> bool = |kind| is_text(kind) || matches!(kind, Kind::Row(_));
        let column = |name| column(file, reader, table, name, "by", (comparable, Content::TextOrReferences));
        let by = part.by.iter().map(column).collect::<Result<Vec<_>, _>>()?;
        if by.is_empty() {
            return Err(file.whole(say::nothing_compared()));
        }
        checks.push(Check::Unique(Unique { table, by, among: all(&part.among, table)? }));
    }
    if let Some(part) = &read.deadline {
        checks.push(Check::Deadline(deadline(file, reader, table, part)?));
    }
    if let Some(part) = &read.latest {
        let related = related(&part.of)?;
        let by = column(file, reader, related.to, &part.by, "by", DATES)?;
        if part.that.is_empty() {
            return Err(file.error(&part.of.span(), say::latest_without_that()));
        }
        let (those, that) = (all(&part.those, related.to)?, all(&part.that, related.to)?);
        checks.push(Check::Latest(Latest { related, by, those, that, required: part.required }));
    }
    if let Some(part) = &read.names {
        let allowed = part.of.as_ref().map(related).transpose()?;
        if let (Some(allowed), Some(of)) = (&allowed, &part.of)
            && allowed.to != known().patients
        {
            return Err(file.error(&of.span(), say::names_of(allowed.to.def().name)));
        }
        let column = column(file, reader, table, &part.text, "in", (is_text, Content::Text))?;
        checks.push(Check::Names(Names {
            table,
            column,
            allowed,
            at_most: part.at_most,
            honorifics: part.honorifics.iter().cloned().collect(),
        }));
    }
    match (checks.pop(), checks.is_empty()) {
        (Some(check), true) => Ok(check),
        _ => Err(file.whole(say::one_check())),
    }
}

fn deadline<S: Scope>(
    file: File<'_>,
    reader: &Reader<'_, S>,
    table: TableId,
    part: &DeadlineFile,
) -> Result<Deadline, PolicyError> {
    let of = match &part.of {
        None if !part.that.is_empty() => {
            return Err(file.error(&part.act.span(), say::deadline_without_of()));
        }
        None => None,
        Some(of) => {
            let related = related_with(file, reader, table, of, &IndexMap::new())?;
            let that = conditions(file, reader, related.to, &part.that)?;
            Some((related, that))
        }
    };
    let recorded = of.as_ref().map_or(table, |(related, _)| related.to);
    let act = column(file, reader, recorded, &part.act, "act", DATES)?;
    let start = |text: &String| match text.as_str() {
        "E" => Ok(When::Effect(0)),
        text => match reader.value(table, text)? {
            (value, Kind::Date) => Ok(When::Value(value)),
            _ => Err(wrong_column("after", text, Content::Dates)),
        },
    };
    let after = part.after.iter().map(|text| file.read(text, start)).collect::<Result<_, _>>()?;
    let after_latest = match &part.after_latest {
        None => None,
        Some(path) => {
            let (of, name) = path.as_ref().rsplit_once('.').unwrap_or_default();
            let of = Spanned::new(path.span(), of.to_owned());
            let related = related_with(file, reader, table, &of, &IndexMap::new())?;
            let name = Spanned::new(path.span(), name.to_owned());
            let column = column(file, reader, related.to, &name, "after-latest", DATES)?;
            Some((related, column))
        }
    };
    let days = |amount: &Amount| match amount {
        Amount::Number(number) if *number < 0 => Err(say::negative_days(*number)),
        Amount::Number(number) => Ok(*number),
        Amount::Parameter(name) => reader.scope.number(name).ok_or_else(|| no_number(name)),
    };
    let (grace, look_back) = (file.read(&part.grace, days)?, file.read(&part.look_back, days)?);
    Ok(Deadline { table, of, act, after, after_latest, grace, look_back, required: part.required, over: part.over })
}

/// What a column must hold: whether a kind of column does, and what that is called.
type Needed = (fn(Kind) -> bool, Content);

/// Dates.
const DATES: Needed = (|kind| kind == Kind::Date, Content::Dates);

fn is_text(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Name | Kind::Email)
}

/// Reads the column that a key names. Fails if the column does not hold what the key needs.
fn column<S: Scope>(
    file: File<'_>,
    reader: &Reader<'_, S>,
    table: TableId,
    name: &Spanned<String>,
    key: &str,
    (holds, content): Needed,
) -> Result<ColumnId, PolicyError> {
    file.read(name, |name| {
        let id = reader.column(table, name)?;
        if holds(table.def().def(id).kind) { Ok(id) } else { Err(wrong_column(key, name, content)) }
    })
}
