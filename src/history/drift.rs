//! What became of the tables themselves since the audit before: rows, a column or a whole table that is gone, and tables that
//! are not newer than they were. An audit of half a list looks clean, and so does one of last month's.

use std::collections::BTreeSet;

use crate::base::date::Day;
use crate::history::compare;
use crate::load::{Data, InputFile, InputSheet};
use crate::model::issue::{InputRule, Loss, MessageArg, Stale};
use crate::model::place::Place;
use crate::model::report::{Input, Report};
use crate::model::schema::{TableId, known, schema};
use crate::policy::Policy;

/// A table as an audit has it: the parts in which it was read.
struct Parts<'a>(Vec<&'a Input>);

impl<'a> Parts<'a> {
    fn of(inputs: &'a [Input], table: TableId) -> Self {
        Self(inputs.iter().filter(|input| input.table == table.def().name).collect())
    }

    fn rows(&self) -> u64 {
        self.0.iter().map(|input| u64::from(input.rows)).sum()
    }

    fn columns(&self) -> BTreeSet<&'a str> {
        self.0.iter().flat_map(|input| &input.columns).map(String::as_str).collect()
    }

    /// The day whose state it shows: a table is as old as its oldest part.
    fn exported_on(&self) -> Option<&'a str> {
        let days: Option<Vec<&str>> = self.0.iter().map(|input| input.exported_on.as_deref()).collect();
        days?.into_iter().min()
    }
}

/// Whether the rows of a table may become fewer from month to month without anything being lost: posts are copied for a time, and
/// a waiver that is over is taken out.
fn comes_and_goes(table: TableId) -> bool {
    table == known().posts || table.holds_answers()
}

/// Whether a table is another one every month: what MCS itself shows, in which people log in, write and join.
fn changes_monthly(table: TableId) -> bool {
    [known().staff, known().groups, known().memberships].contains(&table)
}

/// Looks how the tables of an audit stand to those of an earlier report, and adds what is wrong to what is known to be wrong
/// with them. `inputs` are the tables as the report will list them.
pub fn judge(earlier: &Report, inputs: &[Input], data: &mut Data, policy: &Policy, as_of: Day) {
    let most_lost = policy.number(InputRule::ShrunkenInput.id(), "percent").and_then(|p| u64::try_from(p).ok());
    let most_days = policy.number(InputRule::StaleInput.id(), "days");
    for (table, def) in schema().tables() {
        let (then, now) = (Parts::of(&earlier.run.inputs, table), Parts::of(inputs, table));
        if then.0.is_empty() {
            continue;
        }
        let place = header(&data.files, table);
        let mut lose = |what: Option<&str>, loss: Loss| {
            let key = what.map(str::to_owned).into_iter().collect();
            data.issues.add(InputRule::ShrunkenInput, table, key, place.clone(), || {
                vec![
                    ("table", MessageArg::Table(table)),
                    ("before", MessageArg::Text(earlier.run.as_of.clone())),
                    ("loss", MessageArg::Loss(table, loss)),
                    ("file", MessageArg::Text(then.0[0].file.clone())),
                ]
            });
        };
        if now.0.is_empty() {
            // without waivers and corrections an audit is stricter, not blinder
            if !table.holds_answers() {
                lose(None, Loss::Table);
            }
            continue;
        }
        let (before, rows) = (then.rows(), now.rows());
        if most_lost.is_some_and(|most| before.saturating_sub(rows) * 100 > before * most) && !comes_and_goes(table) {
            lose(Some("rows"), Loss::Rows(before, rows));
        }
        let columns = now.columns();
        for name in then.columns().into_iter().filter(|name| !columns.contains(name)) {
            if let Some(column) = def.column(name) {
                lose(Some(name), Loss::Column(column));
            }
        }
        if let Some(days) = most_days {
            for (key, why) in stale(earlier, &then, &now, (table, as_of), days) {
                data.issues.add(InputRule::StaleInput, table, vec![key.to_owned()], place.clone(), || {
                    vec![("table", MessageArg::Table(table)), ("stale", MessageArg::Stale(why))]
                });
            }
            data.issues.examined(InputRule::StaleInput, 1);
        }
    }
    let compared = earlier.run.inputs.iter().map(|input| input.table.as_str()).collect::<BTreeSet<_>>().len();
    data.issues.examined(InputRule::ShrunkenInput, compared as u64);
}

/// Why a table is not newer than it was, each with what tells it apart.
fn stale(
    earlier: &Report,
    then: &Parts<'_>,
    now: &Parts<'_>,
    (table, as_of): (TableId, Day),
    most_days: i32,
) -> Vec<(&'static str, Stale)> {
    let mut found = Vec::new();
    if let (Some(then), Some(now)) = (then.exported_on(), now.exported_on())
        && now < then
    {
        found.push(("older", Stale::Older(now.to_owned(), then.to_owned())));
    }
    // it is unchanged since the last of its parts was changed
    let since: Option<Vec<String>> = now.0.iter().map(|input| compare::unchanged_since(earlier, input)).collect();
    if let Some(since) = since.and_then(|days| days.into_iter().max())
        && changes_monthly(table)
        && Day::parse(&since).is_ok_and(|day| day.plus(most_days) < as_of)
    {
        found.push(("unchanged", Stale::Unchanged(since, most_days)));
    }
    found
}

/// Where the header of a table stands; none where the table is gone.
fn header(files: &[InputFile], table: TableId) -> Option<Place> {
    let first = |sheet: &&InputSheet| sheet.table == table && sheet.section == 0;
    let sheet = files.iter().flat_map(|file| &file.sheets).find(first)?;
    Some(Place::new(0, sheet.header_lines.0.max(1), None))
}
