//! Lists with a row for each person or group and a column for each of several: who attended which training, when which group
//! was reviewed, who is in charge of whom. Each cell in which something stands is a record of its own.

use super::cells::{Cells, Others};
use super::vocabulary::vocabulary;
use super::{Guess, LIKE, Recognized, Seen, TableFit};
use crate::base::date::Day;
use crate::base::normalize;
use crate::model::place::Basis;
use crate::model::schema::{ColumnId, TableId, known, schema};

/// What makes such a list of a table: whom or what a row is about, what else of it stands in each row, and what a cell tells: the
/// day, where a column is a time, and what its header says, where the table has a column for that. Where no day is told, a
/// column is somebody of the staff.
struct Shape {
    table: &'static str,
    about: &'static str,
    beside: &'static [&'static str],
    day: Option<&'static str>,
    heading: Option<&'static str>,
}

/// The tables of which lists have this shape; the first that fits is it.
const SHAPES: [Shape; 4] = [
    Shape { table: "reviews", about: "group_id", beside: &["reviewer"], day: Some("reviewed_on"), heading: None },
    Shape { table: "trainings", about: "staff", beside: &[], day: Some("held_on"), heading: Some("topic") },
    Shape { table: "assignments", about: "patient_id", beside: &[], day: None, heading: Some("staff") },
    Shape { table: "memberships", about: "group_id", beside: &[], day: None, heading: Some("staff_id") },
];

/// The day in a header, among whatever else stands there: 2025/9/12 個人情報保護研修, 個人情報保護研修/R7.9.12.
pub(in crate::load) fn day(header: &str) -> Option<Day> {
    let parse = |text: &str| Day::parse(text).ok().filter(|day| !day.is_empty() && !is_number(text));
    let among = |is_between: &dyn Fn(char) -> bool| {
        let mut parts = header.split(is_between).filter(|part| !part.is_empty());
        parts.find_map(parse)
    };
    let is_gap = |c: char| c.is_whitespace() || "()（）[]［］【】".contains(c);
    parse(header.trim()).or_else(|| among(&is_gap)).or_else(|| among(&|c| is_gap(c) || matches!(c, '/' | '／')))
}

fn is_number(text: &str) -> bool {
    text.len() != 8 && text.bytes().all(|b| b.is_ascii_digit())
}

/// What a cell says of the day in its header: the text that stands for the day of the record; `None` if there is no record.
pub(in crate::load) fn held(cell: &str, day: Option<Day>) -> Option<String> {
    let normalized = normalize::characters(cell);
    let words = vocabulary();
    let flag = schema().codes("flag")?;
    let says = |code: &str| flag.read(cell).is_some_and(|read| flag.code(code) == Some(read));
    if cell.is_empty()
        || says("no")
        || words.absent.contains(normalized.as_str())
        || schema().cells.sign(cell).is_some()
    {
        return None;
    }
    if says("yes") || words.present.contains(normalized.as_str()) {
        return Some(day.map_or_else(|| "○".to_owned(), |day| day.to_string()));
    }
    // sums stand below and beside the marks
    (!is_number(&normalized)).then(|| cell.to_owned())
}

/// The columns of a sheet that are such times.
pub(super) fn times(texts: &[String], columns: &[Cells]) -> Vec<usize> {
    let is_time = |text: &String| {
        let normalized = normalize::header(text);
        let is_turn = || {
            normalized.split('回').any(|before| before.ends_with(|c: char| c.is_ascii_digit()))
                && normalized.contains('回')
                || vocabulary().periods.iter().any(|period| normalized.contains(period))
        };
        !normalized.is_empty() && (day(text).is_some() || is_turn())
    };
    let holds_days = |cells: &Cells| cells.days() >= 60;
    let are_held = |place: &usize| holds_days(&columns[*place]) || columns[*place].marks() >= 60;
    let named: Vec<usize> = (0..texts.len()).filter(|place| is_time(&texts[*place])).collect();
    let held: Vec<usize> = named.iter().copied().filter(are_held).collect();
    // one that has not come yet is told by its day, or by being called as the others are
    let last = |place: usize| texts[place].split_whitespace().last();
    let is_to_come = |place: &usize| {
        columns[*place].count() == 0
            && (day(&texts[*place]).is_some() || held.iter().any(|other| last(*other) == last(*place)))
    };
    let all: Vec<usize> = named.into_iter().filter(|place| are_held(place) || is_to_come(place)).collect();
    // beside the days themselves, a mark that somebody signed says nothing more
    let has_days = all.iter().any(|place| holds_days(&columns[*place]));
    let counts = |place: &usize| !has_days || columns[*place].marks() < 60 || day(&texts[*place]).is_some();
    if_several(all.into_iter().filter(counts).collect(), columns)
}

/// What a cell in such a list tells: its day, and what its header says.
#[derive(Clone, Copy, Debug)]
pub(in crate::load) struct Told {
    pub(in crate::load) day: Option<ColumnId>,
    pub(in crate::load) heading: Option<ColumnId>,
}

/// What a cell in such a list of a table tells; `None` if there are none of it.
pub(in crate::load) fn told(table: TableId) -> Option<Told> {
    let def = table.def();
    let shape = SHAPES.iter().find(|shape| shape.table == def.name)?;
    let column = |name: Option<&str>| name.and_then(|name| def.column(name));
    Some(Told { day: column(shape.day), heading: column(shape.heading) })
}

/// The columns of a sheet whose headers are people of the folder, and that are marked.
fn people(seen: &Seen<'_>, folder: Others<'_>) -> Vec<usize> {
    let (texts, columns) = (&seen.view.texts, &seen.view.columns);
    let is_marked = |place: usize| columns[place].count() == 0 || columns[place].marks() >= 60;
    let is_person = |place: &usize| is_marked(*place) && folder.known.has_name(known().staff, &texts[*place]);
    if_several((0..texts.len()).filter(is_person).collect(), columns)
}

/// The columns of a sheet that are called as what was learnt, with the days below: 感染対策研修 beside BCP訓練.
fn topics(seen: &Seen<'_>) -> Vec<usize> {
    let (words, columns) = (vocabulary(), &seen.view.columns);
    let says = |place: usize| seen.view.phrases[place].says();
    let is_lesson = |place: usize| {
        let is_held = columns[place].count() == 0 || columns[place].days() >= 60 || columns[place].marks() >= 60;
        is_held && says(place).has(words.classes.training)
    };
    let told = words.classes.act.with(words.classes.attribute).with(words.classes.other);
    let is_untold = |place: usize| columns[place].days() >= 60 && !says(place).has(told);
    let is_topic = |place: &usize| {
        let is_named = !seen.view.texts[*place].is_empty() && !says(*place).has(words.forms.all());
        is_named && (is_lesson(*place) || is_untold(*place))
    };
    if_several((0..columns.len()).filter(is_topic).collect(), columns)
}

/// The columns, if they are several and something stands below one of them.
fn if_several(places: Vec<usize>, columns: &[Cells]) -> Vec<usize> {
    let is_filled = places.iter().any(|place| columns[*place].count() > 0);
    if places.len() >= 2 && is_filled { places } else { Vec::new() }
}

/// What a sheet with such columns is.
pub(super) fn of(seen: &Seen<'_>, fits: &[TableFit<'_>], folder: Others<'_>) -> Option<Recognized> {
    let (people, topics) = (people(seen, folder), topics(seen));
    SHAPES.iter().find_map(|shape| {
        let times = match (shape.day, shape.heading) {
            (None, _) => &people,
            (Some(_), Some(_)) if seen.view.times.is_empty() => &topics,
            (Some(_), _) => &seen.view.times,
        };
        if times.is_empty() {
            return None;
        }
        let table = schema().table(shape.table)?;
        let fit = fits.iter().find(|fit| fit.table == table)?;
        let about = table.def().column(shape.about)?;
        let is_read = |column: ColumnId| {
            column == about || shape.beside.iter().any(|name| table.def().column(name) == Some(column))
        };
        let mut guesses = fit.guesses(seen.view);
        for (place, guess) in guesses.iter_mut().enumerate() {
            if times.contains(&place) {
                *guess = Guess { how: Basis::Content, is_time: true, ..Guess::default() };
            } else if guess.found.is_some_and(|(column, _)| is_read(column)) {
                guess.is_of_several = false;
            } else {
                *guess = Guess { how: Basis::None, ..Guess::default() };
            }
        }
        let is_about = guesses.iter().any(|guess| guess.found.is_some_and(|(column, _)| column == about));
        let is_named = fit.names >= LIKE || seen.named == Some(table);
        (is_about && is_named).then_some(Recognized { table, how: Basis::Content, evidence: None, guesses })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_stands_anywhere_in_a_header() {
        for (header, expected) in [
            ("第1回 個人情報保護\n（R7.5.21）", Some("2025-05-21")),
            ("令和8年5月20日\nMCSの使い方", Some("2026-05-20")),
            ("R7.6.18 個人情報保護", Some("2025-06-18")),
            ("2026/5/20", Some("2026-05-20")),
            ("第2回 12 名", None),
            ("R7 上期", None),
        ] {
            assert_eq!(day(header).map(|day| day.to_string()).as_deref(), expected, "{header}");
        }
    }

    #[test]
    fn what_a_cell_says_of_the_day_above_it() {
        let given = day("R8.5.20");
        for (cell, expected) in [
            ("○", Some("2026-05-20")),
            ("出", Some("2026-05-20")),
            ("出席", Some("2026-05-20")),
            ("R8.6.30", Some("R8.6.30")),
            ("欠", None),
            ("×", None),
            ("－", None),
            ("", None),
            ("12", None),
        ] {
            assert_eq!(held(cell, given).as_deref(), expected, "{cell}");
        }
        assert_eq!(held("○", None).as_deref(), Some("○"));
    }

    #[test]
    fn times_are_told_by_their_headers_and_cells() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let columns =
            |columns: &[&[&str]]| columns.iter().map(|cells| Cells::of(cells.iter().copied())).collect::<Vec<_>>();
        let names: &[&str] = &["見本 花子", "例示 健"];
        let of = |headers: &[&str], cells: &[&[&str]]| times(&texts(headers), &columns(cells));
        assert_eq!(of(&["氏名", "R7.6.18", "R7.10.15"], &[names, &["○", "×"], &["○", "欠"]]), [1, 2]);
        assert_eq!(
            of(&["グループ", "R7 上期", "R7 下期"], &[names, &["R7.9.10", "R7.9.10"], &["R8.3.11", ""]]),
            [1, 2]
        );
        assert_eq!(of(&["氏名", "入職日", "退職日"], &[names, &["R7.9.10", "R7.9.10"], &["R8.3.11", ""]]), [0; 0]);
        assert_eq!(of(&["氏名", "第1回"], &[names, &["○", "○"]]), [0; 0]);
    }
}
