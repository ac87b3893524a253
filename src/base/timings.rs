//! How long the phases of a run took, where the user asks. The clock is read here only, and only then; nothing is
//! judged by it.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use unicode_width::UnicodeWidthStr;

use super::text::Text;
use crate::base::text::Lang;
use crate::base::words;

/// What takes time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The bytes of the files.
    Read,
    /// Their hashes.
    Hash,
    /// Bytes become text.
    Decode,
    /// Headers are found, and quotation marks checked.
    Layout,
    /// The rows of a table: cells become numbers, ids are looked up.
    Table(Text),
    /// What all tables together tell.
    Derive,
    /// The names of patients, to be found in texts.
    Names,
    /// A rule, by its id.
    Rule(String),
    /// The verdicts.
    Verdicts,
    /// The reports.
    Write,
}

/// A run whose phases are measured.
struct Run {
    start: Instant,
    phases: Mutex<Vec<(Phase, Duration)>>,
}

/// The run of this process, if it is measured.
static RUN: OnceLock<Run> = OnceLock::new();

/// Measures from now on.
pub fn start() {
    RUN.get_or_init(|| Run { start: Instant::now(), phases: Mutex::default() });
}

/// Does something that belongs to a phase, and measures it if that was asked for.
pub fn of<T>(phase: impl FnOnce() -> Phase, work: impl FnOnce() -> T) -> T {
    let Some(run) = RUN.get() else { return work() };
    let start = Instant::now();
    let done = work();
    let took = start.elapsed();
    let phase = phase();
    let mut phases = run.phases.lock().unwrap_or_else(PoisonError::into_inner);
    match phases.iter_mut().find(|(known, _)| *known == phase) {
        Some((_, sum)) => *sum += took,
        None => phases.push((phase, took)),
    }
    done
}

/// Returns the phases in lines, in the order in which they began; rules by the time they took. Empty if nothing was
/// measured.
pub fn told(lang: Lang) -> Vec<String> {
    let Some(run) = RUN.get() else { return Vec::new() };
    let mut phases = run.phases.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let first_rule = phases.iter().position(|(phase, _)| matches!(phase, Phase::Rule(_)));
    if let Some(first) = first_rule {
        let rules = phases[first..].iter().filter(|(phase, _)| matches!(phase, Phase::Rule(_))).count();
        phases[first..first + rules].sort_by_key(|(_, took)| std::cmp::Reverse(*took));
    }
    let whole = run.start.elapsed();
    let lines = phases.iter().map(|(phase, took)| (words::phase(lang, phase), *took));
    aligned(lines.chain([(words::whole_run(lang), whole)]).collect())
}

/// Labels on the left, milliseconds on the right.
fn aligned(lines: Vec<(String, Duration)>) -> Vec<String> {
    let width = lines.iter().map(|(label, _)| label.width()).max().unwrap_or_default();
    let line = |(label, took): (String, Duration)| {
        let padding = width - label.width();
        format!("{label}{:padding$}  {:>9.1} ms", "", took.as_secs_f64() * 1000.0)
    };
    lines.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_below_each_other_whatever_the_width_of_the_words() {
        let lines =
            vec![("読込".to_owned(), Duration::from_micros(1_500)), ("all".to_owned(), Duration::from_secs(12))];
        assert_eq!(aligned(lines), ["読込        1.5 ms", "all     12000.0 ms"]);
    }

    #[test]
    fn nothing_is_told_of_a_run_that_is_not_measured() {
        assert_eq!(of(|| Phase::Read, || 7), 7);
        assert!(told(Lang::En).is_empty());
    }
}
