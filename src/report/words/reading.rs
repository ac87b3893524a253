//! The words of how the files were read, and of what would let more rules be judged.

use super::{ReportWords, plain};
use crate::base::text::{Lang, list, plural};
use crate::model::finding::ReadingKind;
use crate::model::report::{NextInput, NextStep, Reading};

plain! {
    /// Above what was assumed, inferred or left out.
    how_read = "表の読み方(推定したこと・推論したこと・使わなかったもの)", "How the files were read";
    /// In front of what would let more rules be judged.
    next_step_head = "次の一歩", "Next step";
}

impl ReportWords {
    /// How much was assumed, inferred and left out, and where it is settled.
    pub(crate) fn reading_counts(self, reading: &[Reading]) -> String {
        let count = |kind: ReadingKind| {
            let count = reading.iter().filter(|reading| reading.kind == kind).count();
            let said = kind.say(self.0);
            match self.0 {
                _ if count == 0 => None,
                Lang::Ja => Some(format!("{said} {count}件")),
                Lang::En => Some(format!("{count} {said}")),
            }
        };
        let counts: Vec<String> =
            [ReadingKind::Assumed, ReadingKind::Inferred, ReadingKind::LeftOut].into_iter().filter_map(count).collect();
        let counts = list(self.0, &counts);
        match self.0 {
            Lang::Ja => format!("{counts}(mcs-audit inputs で確かめられます)"),
            Lang::En => format!("{counts} (mcs-audit inputs shows it all)"),
        }
    }

    /// The lines of settings that would confirm something, in a line; nothing where nothing is to be confirmed.
    pub(crate) fn confirmed_by(self, reading: &Reading) -> Option<String> {
        let mut lines = String::new();
        for (place, line) in reading.settings.iter().enumerate() {
            // a section and its first key are read as one
            let is_section = |before: usize| reading.settings[before].starts_with('[');
            let between = if place.checked_sub(1).is_none_or(is_section) { " " } else { " / " };
            lines.extend([between, line]);
        }
        let lines = lines.trim_start();
        match self.0 {
            _ if lines.is_empty() => None,
            Lang::Ja => Some(format!("確定するには mcs-audit.toml に: {lines}")),
            Lang::En => Some(format!("to confirm it, in mcs-audit.toml: {lines}")),
        }
    }

    /// What was assumed, inferred or left out, in a line.
    pub(crate) fn read_so(self, reading: &Reading) -> String {
        let (kind, said) = (reading.kind.say(self.0), &reading.said);
        if reading.kind == ReadingKind::LeftOut {
            return said.clone();
        }
        match (self.0, self.confirmed_by(reading)) {
            (_, None) => format!("{kind}: {said}"),
            (Lang::Ja, Some(settings)) => format!("{kind}: {said}。{settings}"),
            (Lang::En, Some(settings)) => format!("{kind}: {said}; {settings}"),
        }
    }

    /// What would let the most more rules be judged.
    pub(crate) fn next_step(self, next: &NextStep) -> String {
        let input = |input: &NextInput| match (self.0, &input.column, &input.column_label) {
            (Lang::Ja, _, None) => format!("表「{}」", input.label),
            (Lang::Ja, _, Some(column)) => format!("表「{}」の列「{column}」", input.label),
            (Lang::En, None, _) => format!("the table {}", input.table),
            (Lang::En, Some(column), _) => format!("the column {column} of the table {}", input.table),
        };
        let inputs: Vec<String> = next.inputs.iter().map(input).collect();
        let count = next.rules.len();
        match self.0 {
            Lang::Ja => {
                format!("{}を加えると、あと{count}件の規則を評価できます。", inputs.join("と"))
            }
            Lang::En => format!("add {}, and {} can be assessed.", list(self.0, &inputs), plural(count, "more rule")),
        }
    }
}
