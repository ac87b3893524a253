//! References turned around: for each row, the rows that name it.

use std::ops::Range;

use rayon::iter::Either;

use crate::table::is_row;

/// For each row of a table, the rows of another that name it.
#[derive(Debug)]
pub enum Index {
    /// The references are in order: where the rows begin that name each row, and where the last of them end.
    InOrder(Vec<u32>),
    /// They are not.
    Listed(Listed),
}

impl Index {
    /// Turns a column of references to a table of `extent` rows around.
    pub fn new(references: &[u32], extent: usize) -> Self {
        if references.is_sorted() {
            Self::InOrder(starts(references.iter().copied(), extent))
        } else {
            Self::Listed(Listed::new((0..).zip(references.iter().copied()), extent))
        }
    }

    /// Returns the rows that name `row`, in order.
    pub fn get(&self, row: u32) -> impl ExactSizeIterator<Item = u32> {
        match self {
            Self::InOrder(starts) => Either::Left(range(starts, row)),
            Self::Listed(listed) => Either::Right(listed.get(row).iter().copied()),
        }
    }
}

/// Rows by what they name.
#[derive(Debug, Default)]
pub struct Listed {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl Listed {
    /// Rows and what each names, of so many that can be named.
    pub(crate) fn new(rows: impl Iterator<Item = (u32, u32)> + Clone, extent: usize) -> Self {
        let starts = starts(rows.clone().map(|(_, named)| named), extent);
        let mut next = starts.clone();
        let mut listed = vec![0; starts[extent] as usize];
        for (row, named) in rows.filter(|(_, named)| is_row(*named)) {
            let place = &mut next[named as usize];
            listed[*place as usize] = row;
            *place += 1;
        }
        Self { starts, rows: listed }
    }

    /// The rows that name something, in the order in which they were given.
    pub(crate) fn get(&self, named: u32) -> &[u32] {
        let places = range(&self.starts, named);
        &self.rows[places.start as usize..places.end as usize]
    }
}

/// Where those that name each row begin if they are sorted by it, and where the last of them end.
fn starts(references: impl Iterator<Item = u32>, extent: usize) -> Vec<u32> {
    let mut starts = vec![0_u32; extent + 1];
    references.filter(|reference| is_row(*reference)).for_each(|reference| starts[reference as usize + 1] += 1);
    for i in 0..extent {
        starts[i + 1] += starts[i];
    }
    starts
}

/// From where to where those stand that name a row.
fn range(starts: &[u32], row: u32) -> Range<u32> {
    match starts.get(row as usize..) {
        Some([start, end, ..]) => *start..*end,
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{AMBIGUOUS, NONE};

    #[test]
    fn rows_are_found_by_what_they_name_whether_they_are_in_order_or_not() {
        for references in
            [&[0, 0, 2, 3, 3, 3, AMBIGUOUS, NONE, NONE][..], &[3, 0, NONE, 2, 0, AMBIGUOUS, 3], &[], &[NONE]]
        {
            let index = Index::new(references, 5);
            for named in 0..6 {
                let naming = (0..).zip(references).filter(|(_, reference)| **reference == named).map(|(row, _)| row);
                assert!(index.get(named).eq(naming), "{references:?} {named}");
            }
        }
    }
}
