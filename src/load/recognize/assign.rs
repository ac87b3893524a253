//! The best one-to-one matching of headers and columns: the one in which the scores together are highest. Taking the
//! best pair first would give a column to a header that has another, and leave one without.

/// By header, the slot that it is given, if any, so that the sum of the scores is highest. `scores` has a row for each header
/// and a score for each slot; a score of 0 is no match.
pub(super) fn best(scores: &[Vec<u32>], slots: usize) -> Vec<Option<usize>> {
    // most headers fit no slot of most tables, and most slots no header
    let headers: Vec<usize> = (0..scores.len()).filter(|header| scores[*header].iter().any(|s| *s > 0)).collect();
    let slots: Vec<usize> = (0..slots).filter(|slot| headers.iter().any(|header| scores[*header][*slot] > 0)).collect();
    let mut given = vec![None; scores.len()];
    if let ([header], [slot]) = (headers.as_slice(), slots.as_slice()) {
        given[*header] = Some(*slot);
    } else if !headers.is_empty() {
        let score = |header: usize, slot: usize| scores[headers[header]][slots[slot]];
        for (header, slot) in matched(headers.len(), slots.len(), score) {
            given[headers[header]] = Some(slots[slot]);
        }
    }
    given
}

/// The pairs of the matching in which the sum of the scores is highest, without those that have none.
fn matched(headers: usize, slots: usize, score: impl Fn(usize, usize) -> u32) -> Vec<(usize, usize)> {
    let size = headers.max(slots);
    let is_pair = |header: usize, slot: usize| header < headers && slot < slots;
    let score = |header, slot| if is_pair(header, slot) { i64::from(score(header, slot)) } else { 0 };
    let pairs = (0..headers).flat_map(|header| (0..slots).map(move |slot| (header, slot)));
    let most = pairs.map(|(header, slot)| score(header, slot)).max().unwrap_or(0);
    let cost = |header: usize, slot: usize| most - score(header, slot);
    // the Hungarian method with potentials; rows and columns are counted from 1, 0 stands for none
    let (mut of_row, mut of_column) = (vec![0_i64; size + 1], vec![0_i64; size + 1]);
    let (mut row_of, mut way) = (vec![0_usize; size + 1], vec![0_usize; size + 1]);
    for row in 1..=size {
        row_of[0] = row;
        let mut column = 0;
        let mut least = vec![i64::MAX; size + 1];
        let mut used = vec![false; size + 1];
        loop {
            used[column] = true;
            let (at, mut delta, mut next) = (row_of[column], i64::MAX, 0);
            for other in 1..=size {
                if used[other] {
                    continue;
                }
                let reduced = cost(at - 1, other - 1) - of_row[at] - of_column[other];
                if reduced < least[other] {
                    least[other] = reduced;
                    way[other] = column;
                }
                if least[other] < delta {
                    delta = least[other];
                    next = other;
                }
            }
            for other in 0..=size {
                if used[other] {
                    of_row[row_of[other]] += delta;
                    of_column[other] -= delta;
                } else {
                    least[other] -= delta;
                }
            }
            column = next;
            if row_of[column] == 0 {
                break;
            }
        }
        while column != 0 {
            let before = way[column];
            row_of[column] = row_of[before];
            column = before;
        }
    }
    let pairs = (0..slots).map(|slot| (row_of[slot + 1] - 1, slot));
    pairs.filter(|(header, slot)| score(*header, *slot) > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_counts_and_not_the_best_pair() {
        // the first header is the better for slot 0, but the second has no other
        assert_eq!(best(&[vec![90, 85], vec![80, 0]], 2), [Some(1), Some(0)]);
        assert_eq!(best(&[vec![90, 10], vec![20, 0]], 2), [Some(0), None]);
    }

    #[test]
    fn more_headers_than_slots_and_more_slots_than_headers() {
        assert_eq!(best(&[vec![50], vec![70], vec![60]], 1), [None, Some(0), None]);
        assert_eq!(best(&[vec![0, 0, 30]], 3), [Some(2)]);
        assert_eq!(best(&[vec![0, 0]], 2), [None]);
        assert_eq!(best(&[], 3), []);
    }

    proptest::proptest! {
        #[test]
        fn no_other_matching_is_better(scores in proptest::collection::vec(proptest::collection::vec(0_u32..100, 4), 0..5)) {
            fn most(scores: &[Vec<u32>], used: u8) -> u32 {
                let Some((first, rest)) = scores.split_first() else { return 0 };
                let mut sum = most(rest, used);
                for (slot, score) in first.iter().enumerate() {
                    if used & (1 << slot) == 0 {
                        sum = sum.max(score + most(rest, used | 1 << slot));
                    }
                }
                sum
            }
            let given = best(&scores, 4);
            let sum: u32 = given.iter().zip(&scores).filter_map(|(slot, row)| slot.map(|slot| row[slot])).sum();
            proptest::prop_assert_eq!(sum, most(&scores, 0));
        }
    }
}
