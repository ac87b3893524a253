//! Rows that are about several at once: those who attended a training in one cell, the groups that were looked at on one day,
//! the first and the second in charge beside each other. Each of them is a record of its own.

use super::view::View;
use super::{Guess, SURE};
use crate::model::place::Basis;
use crate::model::schema::{ColumnId, Kind, Part, TableId};

/// The tables in which a row may be about several, and the column that names them; and whether they may stand beside each other.
const OF_SEVERAL: [(&str, &str, bool); 3] =
    [("trainings", "staff", false), ("assignments", "staff", true), ("reviews", "group_id", false)];

/// A name is no longer than this.
const LONGEST: usize = 20;

/// The names in a cell.
pub(in crate::load) fn names(cell: &str) -> Vec<&str> {
    // an id may have a slash of its own: G/3
    let is_between = |c: char| {
        matches!(c, '、' | '，' | ',' | '；' | ';' | '\n' | '\r') || matches!(c, '／' | '/') && !cell.is_ascii()
    };
    let parts: Vec<&str> = cell.split(is_between).map(str::trim).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let count = |part: &str, brackets: [char; 2]| part.matches(brackets).count();
    let is_name = |part: &&str| part.chars().count() <= LONGEST && count(part, ['(', '（']) == count(part, [')', '）']);
    if parts.iter().all(is_name) { parts } else { vec![cell] }
}

/// Whether several who are named beside each other may all be meant.
pub(super) fn may_be_beside(table: TableId) -> bool {
    OF_SEVERAL.iter().any(|(of, _, may_be_beside)| *of == table.def().name && *may_be_beside)
}

/// Marks the headers below which several stand.
pub(super) fn mark(table: TableId, view: &View, guesses: &mut [Guess]) {
    let def = table.def();
    let Some((_, name, may_be_beside)) = OF_SEVERAL.iter().find(|(of, ..)| *of == def.name) else { return };
    let Some(column) = def.column(name).filter(|column| matches!(def.def(*column).kind, Kind::Row(_))) else { return };
    // where a number stands beside the name, a row is about one
    let of_column: Vec<usize> = (0..guesses.len()).filter(|place| is_of(&guesses[*place], column)).collect();
    // where none is ahead of the others, each is one of several
    if of_column.is_empty() && *may_be_beside {
        let is_named = |place: &usize| guesses[*place].found.is_none() && is_of_names(&guesses[*place], column);
        let several: Vec<usize> = (0..guesses.len()).filter(is_named).collect();
        for place in several.iter().filter(|_| several.len() > 1) {
            let guess = &mut guesses[*place];
            (guess.found, guess.how, guess.is_of_several) = (Some((column, Part::Main)), Basis::Content, true);
        }
        return;
    }
    // 主担当 and 副担当: names in both, and not the same
    let holds_names = |place: &usize| view.columns[*place].kanji() >= 50;
    let [place] = of_column.as_slice() else {
        let first = of_column.first().map(|place| &view.columns[*place].filled);
        let differ = of_column.iter().skip(1).all(|place| Some(&view.columns[*place].filled) != first);
        if *may_be_beside && of_column.iter().all(holds_names) && differ {
            for place in of_column {
                let guess = &mut guesses[place];
                (guess.found, guess.is_of_several) = (Some((column, Part::Main)), true);
            }
        }
        return;
    };
    let cells = &view.columns[*place];
    let lists = cells.filled.iter().filter(|cell| names(cell).len() > 1).count();
    let beside: Vec<usize> = (0..guesses.len())
        .filter(|other| *may_be_beside && guesses[*other].found.is_none() && is_like(&guesses[*other], column))
        .collect();
    if 3 * lists < cells.filled.len().max(1) && beside.is_empty() {
        return;
    }
    let found = guesses[*place].found;
    guesses[*place].is_of_several = true;
    for other in beside {
        let guess = &mut guesses[other];
        (guess.found, guess.how, guess.is_of_several) = (found, Basis::Content, true);
    }
}

fn is_of(guess: &Guess, column: ColumnId) -> bool {
    guess.found.is_some_and(|(found, part)| found == column && part != Part::Kana)
}

fn is_like(guess: &Guess, column: ColumnId) -> bool {
    let is_it = |candidate: &crate::model::place::ColumnCandidate| {
        candidate.column == column && candidate.part != Part::Kana && candidate.points() >= SURE
    };
    guess.candidates.iter().any(is_it)
}

/// Whether a header is like the column, and the cells below it are known.
fn is_of_names(guess: &Guess, column: ColumnId) -> bool {
    is_like(guess, column) && guess.candidates.iter().any(|candidate| candidate.column == column && candidate.cells > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_where_people_part_them() {
        assert_eq!(names("虹谷、星影、雲居"), ["虹谷", "星影", "雲居"]);
        assert_eq!(names("R06, R10"), ["R06", "R10"]);
        assert_eq!(names("虹谷/星影"), ["虹谷", "星影"]);
        assert_eq!(names("G/3"), ["G/3"]);
        assert_eq!(names("見本 花子"), ["見本 花子"]);
        assert_eq!(names("全員（欠席者には後日、資料を渡して説明した上で署名を得た）").len(), 1);
    }
}
