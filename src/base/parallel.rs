//! Work over many rows on several threads, where there are enough of them to be worth it; in the same order on any
//! number of threads.

use std::ops::Range;

use rayon::prelude::*;

/// Below so many rows a thread would cost more than it brings.
const ROWS_WORTH_A_THREAD: usize = 1 << 14;

/// Whether so many rows are worth more than one thread. For fewer none is started: that would take longer than a small
/// office's whole audit of them.
pub(crate) fn is_worth_threads(rows: usize) -> bool {
    rows > ROWS_WORTH_A_THREAD
}

/// What comes of both, which are done at a time if that is worth more than one thread.
pub(crate) fn both<A: Send, B: Send>(
    is_worth_threads: bool,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if is_worth_threads { rayon::join(one, other) } else { (one(), other()) }
}

/// What comes of both, of which one is done on a thread of its own where there are several. The other stays on this one.
pub(crate) fn beside<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    if rayon::current_num_threads() < 2 {
        return (one(), other());
    }
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}

/// What comes of each, in their order. Where that is worth more than one thread, each thread takes one at a time, so that none
/// is left alone with several.
pub(crate) fn each<I: Send, T: Send>(
    is_worth_threads: bool,
    all: impl IntoIterator<Item = I>,
    made: impl Fn(I) -> T + Send + Sync,
) -> Vec<T> {
    if is_worth_threads {
        all.into_iter().collect::<Vec<I>>().into_par_iter().with_max_len(1).map(made).collect()
    } else {
        all.into_iter().map(made).collect()
    }
}

/// What comes of the rows, part by part. `of_part` must not wait for what another thread computes.
pub(crate) fn parts<T: Send>(rows: usize, of_part: impl Fn(Range<u32>) -> T + Send + Sync) -> Vec<T> {
    let part = |from: usize| of_part(from as u32..rows.min(from + ROWS_WORTH_A_THREAD) as u32);
    if !is_worth_threads(rows) {
        return vec![part(0)];
    }
    each(true, (0..rows).step_by(ROWS_WORTH_A_THREAD), part)
}

/// What `each` finds of the rows, one behind the other.
pub(crate) fn gather<T: Send>(rows: usize, each: impl Fn(u32, &mut Vec<T>) + Sync) -> Vec<T> {
    let of_part = |rows: Range<u32>| {
        let mut found = Vec::new();
        rows.for_each(|row| each(row, &mut found));
        found
    };
    parts(rows, of_part).into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_order() {
        for rows in [0, 1, ROWS_WORTH_A_THREAD, 3 * ROWS_WORTH_A_THREAD + 7] {
            let even = gather(rows, |row, found| found.extend((row % 2 == 0).then_some(row)));
            assert!(even.iter().copied().eq((0..rows as u32).step_by(2)), "{rows}");
        }
    }
}
