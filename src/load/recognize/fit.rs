//! How well a header, with the cells below it, fits a column of a table: what its words say, what of them is left over, and
//! what the cells are.

mod evidence;
mod wording;

use super::cells::{Cells, Others};
use super::vocabulary::{Concepts, Phrase, Piece, Saying, TableWording, vocabulary};
use crate::base::normalize;
use crate::model::schema::{ColumnId, Kind, Part, TableId, known};

use evidence::cells;
use wording::{value, weighed, who};

/// A column, or a part of it, that a header may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) column: ColumnId,
    pub(super) part: Part,
    /// The place of the column in the wording.
    wording: usize,
}

/// How well a header fits a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Score {
    /// What its words say, of 100.
    pub(super) words: u32,
    /// What the cells add or take away.
    pub(super) cells: i32,
    /// Whether the header as a whole is one that the column is known by.
    pub(super) is_name: bool,
    /// Whether it is the column's own name, not one of its others.
    pub(super) is_own: bool,
}

impl Score {
    /// Words and cells together, from 0 to 110.
    pub(super) fn points(self) -> u32 {
        if self.words == 0 { 0 } else { self.words.saturating_add_signed(self.cells).min(110) }
    }
}

/// What is given to a header that says nothing, for the sake of its cells.
const SPOKEN: u32 = 45;

/// What is given to the column in which a program's lists have what their rows are called.
const TITLE: u32 = 72;

/// What is given to a header that says which words stand below it.
const ALTERNATIVES: u32 = 78;

/// So much of a name must be known words.
const ENOUGH: u32 = 40;

/// Cells that speak plainly against a column.
const AGAINST: i32 = -60;

/// The slots of a table.
pub(super) fn slots(table: TableId, wording: &TableWording) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (place, (column, of)) in wording.columns.iter().enumerate() {
        let kind = table.def().def(*column).kind;
        let parts: &[Part] = match (of.says, kind) {
            (Saying::Value, _) => &[Part::Main],
            (_, Kind::Row(target)) if target == known().staff => &[Part::Main, Part::Email, Part::Name, Part::Kana],
            (_, Kind::Row(target)) if target == known().patients => &[Part::Main, Part::Name, Part::Kana],
            _ => &[Part::Main, Part::Name],
        };
        slots.extend(parts.iter().map(|part| Slot { column: *column, part: *part, wording: place }));
    }
    slots
}

/// The words of a text.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pieces: &'a [Piece],
    /// How much of the text they make up, of 100.
    cover: u32,
    /// Everything that they may say.
    says: Concepts,
}

impl<'a> Words<'a> {
    pub(super) fn of(phrase: &'a Phrase) -> Self {
        Self { pieces: &phrase.pieces, cover: phrase.cover, says: phrase.says() }
    }
}

/// What is weighed.
#[derive(Clone, Copy)]
pub(super) struct Heading<'a> {
    pub(super) text: &'a str,
    pub(super) words: Words<'a>,
    pub(super) cells: &'a Cells,
    /// Whether a program adds the header to every list.
    pub(super) is_programs: bool,
}

/// What a header says for a slot, whatever stands in the folder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spoken {
    /// What its words say, of 100.
    words: u32,
    is_name: bool,
    is_own: bool,
    /// Whether its cells may speak for it though it says nothing.
    may_be_unspoken: bool,
}

impl Spoken {
    /// What is said, or what the lower part of the header says by itself, if that is more.
    pub(super) fn or_below(self, below: Self) -> Self {
        let words = below.words * 95 / 100;
        if words > self.words { Self { words, is_name: false, is_own: false, ..self } } else { self }
    }
}

/// What is given to a header that says an id, and not by any known word of what, where a row is called by nothing else:
/// シールの番号.
const UNTOLD_ID: u32 = 53;

/// Whether a header says an id by its last word, and nothing else that is known.
fn is_bare_id(heading: Heading<'_>) -> bool {
    let (forms, classes) = (&vocabulary().forms, &vocabulary().classes);
    let Words { pieces, cover, .. } = heading.words;
    let rest = classes.telling().with(classes.other);
    let Some((last, before)) = pieces.split_last() else { return false };
    cover < 60 && last.says.has(forms.id) && before.iter().all(|piece| !piece.says.has(rest))
}

/// What a header says for a slot of a table. `name` is the column that is known by the header as a whole.
pub(super) fn spoken(
    table: TableId,
    wording: &TableWording,
    slot: Slot,
    heading: Heading<'_>,
    name: Option<(ColumnId, Part)>,
) -> Spoken {
    let def = table.def();
    let kind = def.def(slot.column).kind;
    let classes = &vocabulary().classes;
    let says = heading.words.says;
    // メール（私用）: what stands in brackets makes it another thing
    let is_remarked = says.has(classes.other) && heading.text.contains(['(', '（', '[', '［', '【']);
    let is_name = !heading.is_programs && !is_remarked && name == Some((slot.column, slot.part));
    let of_slot = &wording.columns[slot.wording].1;
    let composed = match of_slot.says {
        _ if says.is_empty() => 0,
        Saying::Value if kind == Kind::Id && def.name_column().is_none() && is_bare_id(heading) => UNTOLD_ID,
        Saying::Value => value(of_slot, wording.about, kind, heading),
        Saying::Who { bare } => who(of_slot, bare, wording.about, kind, slot.part, heading),
    };
    let is_own = is_name && slot.part == Part::Main && def.is_own_header(slot.column, heading.text);
    let words = match (is_own, is_name) {
        (true, _) => 100,
        (_, true) => composed.max(86),
        _ if heading.is_programs => of_program(kind, heading).unwrap_or(composed / 2),
        _ => composed.max(alternatives(table, slot.column, heading.text)),
    };
    let is_title = is_title(heading);
    let is_part = slot.part == Part::Main || is_title && slot.part == Part::Name;
    let is_of_row = matches!(kind, Kind::Row(_) | Kind::Patients) && is_part;
    // lists of numbers are points, however they are called; so are words of a code list what it is about
    let is_of_points = kind == Kind::Points;
    let is_of_codes = matches!(kind, Kind::Code(codes) if codes.def().code("yes").is_none())
        && heading.cells.may_be_codes()
        && !says.has(classes.telling().without(wording.about));
    let is_of_another = || {
        // what another did, or something of his: 報告する人 is not whom an incident is about
        let own = of_slot.concepts.with(wording.about).with(classes.noise).with(classes.modifier);
        let tells = classes.act.with(classes.attribute);
        let is_other = |piece: &Piece| piece.says.has(tells) && !piece.says.has(own);
        heading.words.cover >= 60 && heading.words.pieces.iter().any(is_other)
    };
    // だれのグループか: that a list of groups speaks of groups goes without saying
    let goes_without_saying = is_of_codes || says.has(vocabulary().forms.person);
    let own = if goes_without_saying { wording.about } else { Concepts::default() };
    let of_others = classes.other.with(classes.subject).without(own);
    let is_unspoken = words < SPOKEN && (is_of_row || is_of_points || is_of_codes) && !says.has(of_others);
    let may_be_unspoken = is_unspoken && (is_title || is_of_points || !is_of_another());
    Spoken { words, is_name, is_own, may_be_unspoken }
}

/// How well a header fits a slot of a table, by what it says and by its cells.
pub(super) fn score(spoken: Spoken, table: TableId, slot: Slot, heading: Heading<'_>, folder: Others<'_>) -> Score {
    let Spoken { words, is_name, is_own, may_be_unspoken } = spoken;
    if words == 0 && !may_be_unspoken {
        return Score::default();
    }
    let kind = table.def().def(slot.column).kind;
    let cells = cells(table, slot, kind, heading, folder);
    if may_be_unspoken && cells >= 15 {
        // cells that are names or ids of the folder speak for themselves, unless the header says another thing
        return Score { words: SPOKEN, cells, is_name, is_own: false };
    }
    // a header that is known as a whole is not given up for odd cells: they are told instead
    let cells = match (is_own, is_name) {
        (true, _) => cells.max(-5),
        (_, true) if cells > AGAINST => cells.max(-8),
        // what is no address tells nobody apart: アカウント, below which stands 使用中
        (_, true) if kind == Kind::Email => cells.max(-40),
        (_, true) => cells.max(-25),
        _ => cells,
    };
    Score { words, cells, is_name, is_own }
}

/// Whether a header is that of the column which a program gives every list for what its rows are called.
fn is_title(heading: Heading<'_>) -> bool {
    heading.is_programs && heading.words.says.has(vocabulary().forms.label)
}

/// How well the column of a program's own in which each list has what its rows are about fits one that holds it; `None` if it is
/// none, or holds none.
fn of_program(kind: Kind, heading: Heading<'_>) -> Option<u32> {
    let emails = heading.cells.emails();
    match kind {
        _ if !is_title(heading) => None,
        Kind::Email if emails >= 80 => Some(TITLE),
        Kind::Name if emails < 20 => Some(TITLE),
        _ => None,
    }
}

/// How well a header fits that is nothing but the words that may stand below it, or has them in brackets: 参加/解除,
/// サイン（本人/家族）.
fn alternatives(table: TableId, column: ColumnId, text: &str) -> u32 {
    const BETWEEN: [char; 5] = ['/', '／', '・', '|', '｜'];
    if !text.contains(BETWEEN) {
        return 0;
    }
    let def = table.def().def(column);
    let inside = |text: &str| -> Option<String> {
        let (_, rest) = text.split_once(['(', '（'])?;
        Some(rest.trim_end_matches([')', '）']).to_owned())
    };
    let is_one = |text: &str| {
        let parts: Vec<&str> = text.split(BETWEEN).map(str::trim).collect();
        let parts: Vec<&str> = parts.into_iter().map(|part| part.trim_end_matches(['等', '他'])).collect();
        match def.kind {
            _ if parts.len() < 2 => false,
            Kind::Code(codes) => {
                let read: Option<Vec<u8>> = parts.iter().map(|part| codes.def().read_word(part)).collect();
                read.is_some_and(|read| read.iter().any(|code| *code != read[0]))
            }
            Kind::Text if def.name == "profession" => {
                parts.iter().all(|part| vocabulary().professions.contains(normalize::characters(part).as_str()))
            }
            _ => false,
        }
    };
    if is_one(text) || inside(text).is_some_and(|inside| is_one(&inside)) { ALTERNATIVES } else { 0 }
}

/// What a name of a file or a sheet says for a table, of 100.
pub(super) fn name(wording: &TableWording, name: Words<'_>) -> u32 {
    // a form is no matter in a name: 誓約書番号一覧 is a list of pledges; nor are a few words more: MCS利用に関する誓約
    let cover = if name.cover >= ENOUGH { name.cover.max(80) } else { name.cover };
    weighed(&wording.names, wording.about, Words { cover, ..name }, |_| 80)
}
