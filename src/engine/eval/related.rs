//! Rows related to a row over hops from table to table.

use crate::engine::eval::Eval;
use crate::engine::eval::truth::Truth;
use crate::model::schema::{ColumnId, Kind, TableId, known};
use crate::policy::Item;
use crate::policy::condition::{Condition, Hop, Related, Source, Value};
use crate::table::{NONE, RowSet, is_row};

/// The rows to which hops lead from a row, each once, in order: `follow` adds those to which one leads from a row of a table.
pub(crate) fn ends(related: &Related, row: u32, mut follow: impl FnMut(TableId, &Hop, u32, &mut Vec<u32>)) -> Vec<u32> {
    let (mut rows, mut at) = (vec![row], related.from);
    for hop in &related.hops {
        let mut next = Vec::new();
        rows.into_iter().for_each(|row| follow(at, hop, row, &mut next));
        next.sort_unstable();
        next.dedup();
        (rows, at) = (next, hop.to());
    }
    rows
}

/// Whether the way back from a row of `at` to a table is that from a group to its patients, which only the row of the group
/// tells.
pub(crate) fn leads_to_patients(table: TableId, at: TableId) -> bool {
    table == known().group_patients && at == known().groups
}

impl Eval<'_> {
    /// Whether some rows are referred to that the table does not hold.
    fn lacks_rows(&self, table: TableId) -> bool {
        self.extent(table) > self.tables[table].len
    }

    /// The rows that have at least so many related rows for which all conditions hold.
    pub fn some(&self, related: &Related, that: &[Condition], at_least: usize, item: Option<Item>) -> Truth {
        self.having(related, &self.all(related.to, that, item), at_least, None)
    }

    /// The rows that have at least so many related rows in a set. Where each row must be looked at by itself, only
    /// those of `population` are, if it is given.
    pub fn having(&self, related: &Related, such: &Truth, at_least: usize, population: Option<&RowSet>) -> Truth {
        if at_least == 1 && related.same.is_empty() && !related.others {
            return related.hops.iter().rev().fold(such.clone(), |truth, hop| match hop {
                Hop::Forward(step) => self.pull(*step, &truth, true),
                Hop::Back(table, column) => self.push(*table, *column, &truth),
            });
        }
        let is_examined = |row: u32| population.is_none_or(|population| population.contains(row as usize));
        let yes = match related.same.split_first() {
            Some((first, others)) if at_least == 1 => {
                self.naming_the_same(related, first, others, &such.yes, is_examined)
            }
            _ => self.rows(related.from, |row| is_examined(row) && self.count(related, row, &such.yes) >= at_least),
        };
        if such.maybe.is_none() && !self.is_doubtful(related) {
            return Truth { yes, maybe: None };
        }
        let possible = such.possible();
        let may_have = |row: u32| {
            is_examined(row) && (yes.contains(row as usize) || self.possible_count(related, row, &possible) >= at_least)
        };
        let possible = self.rows(related.from, may_have);
        Truth::new(yes, possible)
    }

    /// Whether it is not known of some row which rows are related to it.
    pub(crate) fn is_doubtful(&self, related: &Related) -> bool {
        let is_hop = |hop: &Hop| match hop {
            Hop::Forward(step) => self.is_doubtful_source(step.from, step.by),
            Hop::Back(table, column) => {
                self.doubt(*table, *column).is_some()
                    || *table == known().group_patients && self.lacks_rows(known().groups)
            }
        };
        let is_same = |(source, value): &(Source, Value)| {
            self.is_doubtful_source(related.to, *source) || self.is_doubtful_value(value)
        };
        related.hops.iter().any(is_hop) || related.same.iter().any(is_same)
    }

    /// How many of the rows that may be related to a row are in a set; more than any where that is not known.
    pub(crate) fn possible_count(&self, related: &Related, row: u32, set: &RowSet) -> usize {
        self.possibly_related(related, row)
            .map_or(usize::MAX, |rows| rows.into_iter().filter(|other| set.contains(*other as usize)).count())
    }

    /// The rows that may be related to a row, each once, in order, with whether they surely are; `None` if any may.
    pub(crate) fn all_related(&self, related: &Related, row: u32) -> Option<Vec<(u32, bool)>> {
        let sure = self.related(related, row);
        if !self.is_doubtful(related) {
            return Some(sure.into_iter().map(|other| (other, true)).collect());
        }
        let rows = self.possibly_related(related, row)?;
        Some(rows.into_iter().map(|other| (other, sure.binary_search(&other).is_ok())).collect())
    }

    /// Those of these rows that count or may, as `those` has it, with whether they surely do; `None` if any may.
    pub(crate) fn counting(&self, related: &Related, row: u32, those: &Truth) -> Option<Vec<(u32, bool)>> {
        let mut rows = self.all_related(related, row)?;
        rows.retain_mut(|(other, is_sure)| {
            let counts = those.get(*other);
            *is_sure &= counts == Some(true);
            counts != Some(false)
        });
        Some(rows)
    }

    /// The rows that may be related to a row, each once, in order; `None` if any may.
    pub(crate) fn possibly_related(&self, related: &Related, row: u32) -> Option<Vec<u32>> {
        let mut is_anybody = false;
        let mut rows = ends(related, row, |at, hop, row, next| match hop {
            Hop::Forward(step) => {
                let options = self.options(step.from, step.by, row);
                is_anybody |= options.anybody;
                next.extend(options.rows);
            }
            Hop::Back(table, column) => {
                is_anybody |= leads_to_patients(*table, at) && self.is_unknown_row(at, row);
                next.extend(self.index(*table, *column).get(row));
                next.extend(self.may_name(*table, *column).get(row));
            }
        });
        if is_anybody {
            return None;
        }
        rows.retain(|other| !related.others || *other != row);
        for (source, value) in &related.same {
            let wanted = self.value_options(value, row);
            rows.retain(|other| self.options(related.to, *source, *other).may_be(&wanted));
        }
        Some(rows)
    }

    /// The rows, of those that are examined, with a related row in a set that names the same.
    fn naming_the_same(
        &self,
        related: &Related,
        (source, value): &(Source, Value),
        others: &[(Source, Value)],
        set: &RowSet,
        is_examined: impl Fn(u32) -> bool,
    ) -> RowSet {
        let (wanted, named) = (self.value_references(value), self.references(related.to, *source));
        let is_same = |row: u32, other: u32| {
            others.iter().all(|(source, value)| {
                let wanted = self.value_reference(value, row);
                is_row(wanted) && self.reference(related.to, *source, other) == wanted
            })
        };
        let (first, further) = match related.hops.split_first() {
            Some((Hop::Forward(step), further)) => (Some(self.references(step.from, step.by)), further),
            _ => (None, related.hops.as_slice()),
        };
        // rows side by side often lead to the same row, as all members of a group to the group: what those behind it
        // name is written down once for all of them
        let (mut at, mut behind) = (NONE, Vec::new());
        self.rows(related.from, |row| {
            let wanted = if is_examined(row) { wanted.get(row) } else { NONE };
            let next = first.as_ref().map_or(row, |first| first.get(row as usize).copied().unwrap_or(NONE));
            if !is_row(wanted) || !is_row(next) {
                return false;
            }
            if at != next {
                at = next;
                behind.clear();
                self.any_behind(further, at, &mut |other| {
                    if set.contains(other as usize) {
                        behind.push((named.get(other as usize).copied().unwrap_or(NONE), other));
                    }
                    false
                });
            }
            behind.iter().any(|(named, other)| *named == wanted && is_same(row, *other))
        })
    }

    /// How many of the rows related to a row are in a set. Over several hops a row may be met more than once.
    pub fn count(&self, related: &Related, row: u32, set: &RowSet) -> usize {
        if related.hops.len() > 1 || related.others {
            return self.related(related, row).into_iter().filter(|other| set.contains(*other as usize)).count();
        }
        let mut count = 0;
        self.each_related(related, row, &mut |other| count += usize::from(set.contains(other as usize)));
        count
    }

    /// Calls `each` with every row related to a row.
    pub fn each_related(&self, related: &Related, row: u32, each: &mut dyn FnMut(u32)) {
        if related.same.is_empty() {
            self.any_behind(&related.hops, row, &mut |other| {
                if !related.others || other != row {
                    each(other);
                }
                false
            });
            return;
        }
        let wanted: Vec<u32> = related.same.iter().map(|(_, value)| self.value_reference(value, row)).collect();
        self.any_behind(&related.hops, row, &mut |other| {
            let fits =
                related.same.iter().zip(&wanted).all(|((source, _), wanted)| {
                    is_row(*wanted) && self.reference(related.to, *source, other) == *wanted
                });
            if fits {
                each(other);
            }
            false
        });
    }

    /// Goes through the rows at the end of hops until one is the right one.
    fn any_behind(&self, hops: &[Hop], row: u32, is_it: &mut impl FnMut(u32) -> bool) -> bool {
        match hops.split_first() {
            None => is_it(row),
            Some((Hop::Forward(step), rest)) => {
                let next = self.reference(step.from, step.by, row);
                is_row(next) && self.any_behind(rest, next, is_it)
            }
            Some((Hop::Back(table, column), rest)) => {
                self.index(*table, *column).get(row).any(|next| self.any_behind(rest, next, is_it))
            }
        }
    }

    /// The rows related to a row, each once, in order.
    pub fn related(&self, related: &Related, row: u32) -> Vec<u32> {
        let mut rows = Vec::new();
        self.each_related(related, row, &mut |other| rows.push(other));
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The rows that a row in the set names.
    fn push(&self, table: TableId, column: ColumnId, truth: &Truth) -> Truth {
        let Kind::Row(target) = table.def().def(column).kind else {
            return Truth::none(0);
        };
        let references = self.tables[table].references(column);
        let doubtful = self.doubtful(table, Source::Column(column));
        let named = |set: &RowSet| {
            let mut rows = RowSet::with_capacity(self.extent(target));
            for row in set.ones() {
                if let Some(reference) = references.get(row).filter(|r| is_row(**r)) {
                    rows.insert(*reference as usize);
                }
            }
            rows
        };
        // whose a group is that its table lacks is not known; whose patient somebody is says the table of groups
        let lacks_rows = leads_to_patients(table, target) && self.lacks_rows(target);
        if doubtful.is_none() && !lacks_rows {
            let maybe = truth.maybe.as_ref().map(|maybe| {
                let mut possible = named(&truth.yes);
                possible.union_with(&named(maybe));
                possible
            });
            let yes = named(&truth.yes);
            return match maybe {
                None => Truth { yes, maybe: None },
                Some(possible) => Truth::new(yes, possible),
            };
        }
        let mut sure = truth.yes.clone();
        doubtful.iter().for_each(|doubtful| sure.difference_with(doubtful));
        let yes = named(&sure);
        let there = truth.possible();
        let mut possible = named(&there);
        for row in doubtful.iter().flat_map(RowSet::ones).filter(|row| there.contains(*row)) {
            let options = self.options(table, Source::Column(column), row as u32);
            if options.anybody {
                possible.insert_range(..);
            }
            options.rows.into_iter().for_each(|named| possible.insert(named as usize));
        }
        if lacks_rows {
            possible.insert_range(self.tables[target].len..);
        }
        Truth::new(yes, possible)
    }
}
