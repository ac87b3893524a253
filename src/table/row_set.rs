//! Sets of rows, a bit for each.

use fixedbitset::FixedBitSet;

/// A set of rows of a table.
pub type RowSet = FixedBitSet;

/// The rows of a table of `extent` rows for whose cell something holds; there may be fewer cells than rows.
pub(crate) fn row_set<T>(extent: usize, cells: &[T], holds: impl Fn(&T) -> bool) -> RowSet {
    const BITS: usize = usize::BITS as usize;
    let block = |cells: &[T]| cells.iter().rev().fold(0, |block, cell| block << 1 | usize::from(holds(cell)));
    RowSet::with_capacity_and_blocks(extent, cells.chunks(BITS).map(block))
}

/// The rows of a table of `extent` rows for which something holds; it is asked in the order of the rows.
pub(crate) fn rows_where(extent: usize, mut holds: impl FnMut(u32) -> bool) -> RowSet {
    const BITS: usize = usize::BITS as usize;
    let block = |first: usize| {
        let rows = first..extent.min(first + BITS);
        let missing = BITS - rows.len();
        rows.fold(0, |block, row| block >> 1 | usize::from(holds(row as u32)) << (BITS - 1)) >> missing
    };
    RowSet::with_capacity_and_blocks(extent, (0..extent).step_by(BITS).map(block))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_the_rows_whose_cell_fits_and_none_beyond_the_cells() {
        let cells: Vec<u32> = (0..130).collect();
        let odd = row_set(200, &cells, |cell| cell % 2 == 1);
        assert!(odd.ones().eq((1..130).step_by(2)) && odd.len() == 200);
        assert!(row_set(3, &[] as &[u32], |_| true).is_clear());
        let mut asked = Vec::new();
        let even = rows_where(130, |row| {
            asked.push(row);
            row % 2 == 0
        });
        assert!(even.ones().eq((0..130).step_by(2)) && even.len() == 130);
        assert_eq!(asked, cells);
        assert!(rows_where(0, |_| true).is_clear());
    }
}
