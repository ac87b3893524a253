//! How well a header, with the cells below it, fits a column of a table: what its words say, what of them is left over, and
//! what the cells are.

use super::cells::{Cells, Known};
use super::vocabulary::{Concepts, Pattern, Phrase, Piece, Saying, TableWording, Wording, vocabulary};
use crate::base::normalize;
use crate::model::schema::{ColumnId, Kind, Part, TableId, known};

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
    let is_of_another = || {
        // what another did, or something of his: 報告する人 is not whom an incident is about
        let own = of_slot.concepts.with(wording.about).with(classes.noise).with(classes.modifier);
        let tells = classes.act.with(classes.attribute);
        let is_other = |piece: &Piece| piece.says.has(tells) && !piece.says.has(own);
        heading.words.cover >= 60 && heading.words.pieces.iter().any(is_other)
    };
    let is_unspoken = words < SPOKEN && is_of_row && !says.has(classes.other.with(classes.subject));
    Spoken { words, is_name, is_own, may_be_unspoken: is_unspoken && (is_title || !is_of_another()) }
}

/// How well a header fits a slot of a table, by what it says and by its cells.
pub(super) fn score(spoken: Spoken, table: TableId, slot: Slot, heading: Heading<'_>, folder: &Known) -> Score {
    let Spoken { words, is_name, is_own, may_be_unspoken } = spoken;
    if words == 0 && !may_be_unspoken {
        return Score::default();
    }
    let cells = cells(table, slot, table.def().def(slot.column).kind, heading, folder);
    if may_be_unspoken && cells >= 15 {
        // cells that are names or ids of the folder speak for themselves, unless the header says another thing
        return Score { words: SPOKEN, cells, is_name, is_own: false };
    }
    // a header that is known as a whole is not given up for odd cells: they are told instead
    let cells = match (is_own, is_name) {
        (true, _) => cells.max(-5),
        (_, true) if cells > AGAINST => cells.max(-8),
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
                parts.iter().all(|part| vocabulary().professions.contains(&normalize::characters(part)))
            }
            _ => false,
        }
    };
    if is_one(text) || inside(text).is_some_and(|inside| is_one(&inside)) { ALTERNATIVES } else { 0 }
}

/// The words left over when a pattern has taken its own; `None` if it does not fit.
fn left_over(pattern: &Pattern, words: Words<'_>) -> Option<Vec<Concepts>> {
    if !pattern.concepts.iter().all(|concept| words.says.has(*concept)) {
        return None;
    }
    let mut rest: Vec<Concepts> = words.pieces.iter().map(|piece| piece.says).collect();
    for concept in &pattern.concepts {
        let place = rest.iter().position(|says| says.has(*concept))?;
        rest.remove(place);
    }
    Some(rest)
}

/// What is left of 100 for a word that is left over, forms apart.
fn tolerated(says: Concepts, about: Concepts) -> u32 {
    let classes = &vocabulary().classes;
    if says.has(about) || says.has(classes.noise) {
        100
    } else if says.has(classes.modifier) {
        92
    } else if says.has(classes.subject) || says.has(classes.act) {
        35
    } else if says.has(classes.attribute) {
        40
    } else {
        10
    }
}

/// How well words fit a column that holds a value.
fn value(wording: &Wording, about: Concepts, kind: Kind, heading: Heading<'_>) -> u32 {
    if !heading.words.says.has(wording.concepts) {
        return 0;
    }
    let forms = &vocabulary().forms;
    // an office may be called by several words: 所属機関
    let about = if matches!(kind, Kind::Row(_)) { about.with(vocabulary().classes.office) } else { about };
    let about = about.with(wording.synonyms);
    let of_form = |says: Concepts| -> u32 {
        let is = |form: Concepts| says.has(form);
        match kind {
            Kind::Date if is(forms.date) => 100,
            Kind::Date if is(forms.flag) => 80,
            Kind::Code(_) if is(forms.state) || is(forms.kind) || is(forms.flag) => 100,
            Kind::Id if is(forms.id) => 100,
            Kind::Name if is(forms.name) || is(forms.label) || is(forms.person) => 100,
            Kind::Text if is(forms.name) || is(forms.label) || is(forms.kind) => 90,
            Kind::Mark if is(forms.person) || is(forms.name) || is(forms.id) => 100,
            Kind::Mark if is(forms.flag) || is(forms.state) => 75,
            Kind::Row(_) if is(forms.name) || is(forms.label) || is(forms.id) || is(forms.place) => 100,
            Kind::Points if is(forms.flag) => 100,
            Kind::Email if is(forms.id) => 90,
            Kind::Code(_) if is(forms.name) || is(forms.person) => 40,
            _ => 8,
        }
    };
    weighed(&wording.patterns, about, heading.words, of_form)
}

fn weighed(patterns: &[Pattern], about: Concepts, words: Words<'_>, of_form: impl Fn(Concepts) -> u32) -> u32 {
    let all_forms = vocabulary().forms.all();
    let mut best = 0;
    for pattern in patterns {
        let Some(rest) = left_over(pattern, words) else { continue };
        if pattern.is_alone && rest.iter().any(|says| says.has(about) && !says.has(vocabulary().classes.noise)) {
            continue;
        }
        let mut points = pattern.weight * words.cover / 100;
        for says in rest {
            let plain = tolerated(says, about);
            let factor = if says.has(all_forms) {
                // a word that is a form and goes without saying too is taken for what harms least
                if says.has(about) || says.has(vocabulary().classes.noise) {
                    plain.max(of_form(says))
                } else {
                    of_form(says)
                }
            } else {
                plain
            };
            points = points * factor / 100;
        }
        best = best.max(points);
    }
    best
}

/// How well words fit a part of a column that names somebody.
fn who(wording: &Wording, bare: bool, about: Concepts, kind: Kind, part: Part, heading: Heading<'_>) -> u32 {
    let Heading { words, cells, .. } = heading;
    let says = words.says;
    let forms = &vocabulary().forms;
    let form = match part {
        Part::Main => forms.id.with(forms.person).with(forms.place),
        Part::Email => forms.email,
        Part::Name if kind == Kind::Row(known().groups) => forms.name.with(forms.label),
        Part::Name => forms.name,
        Part::Kana => forms.kana,
    };
    let has_form = says.has(form);
    if !says.has(wording.concepts) && !(bare && has_form) {
        return 0;
    }
    let about = about.with(wording.synonyms);
    // 担当職員, 招待職員ID
    let about = if kind == Kind::Row(known().staff) { about.with(vocabulary().classes.staff) } else { about };
    // ID（メールアドレス）: an address that serves as id
    let form = if part == Part::Email && has_form { form.with(forms.id) } else { form };
    // 対象となる方のお名前: that it is a person's is no other form
    let goes_with = if has_form { form.with(forms.person) } else { form };
    let of_form = |says: Concepts| if says.has(goes_with) { 100 } else { 8 };
    // an account without saying by what: addresses, where the cells are
    let is_account = part == Part::Email && !has_form && cells.emails() >= 80;
    if is_account && says.has(vocabulary().classes.account) {
        return weighed(&wording.patterns, about, words, |_| 100) * 9 / 10;
    }
    // who is meant, without saying by what: names, where the cells are names
    let is_unsaid = part == Part::Name && !says.has(forms.all()) && cells.numbers() < 20 && cells.emails() < 20;
    if is_unsaid && cells.count() > 0 {
        return weighed(&wording.patterns, about, words, of_form) * 9 / 10;
    }
    let is_named = part == Part::Main || has_form;
    let named = if is_named { weighed(&wording.patterns, about, words, of_form) } else { 0 };
    if !bare || !has_form {
        return named;
    }
    // a name or an address without a word of whose it is
    let whose = Pattern { concepts: vec![form], weight: if part == Part::Main { 52 } else { 90 }, is_alone: false };
    let only_forms = words.pieces.iter().all(|piece| piece.says.has(form) || tolerated(piece.says, about) > 90);
    if only_forms {
        named.max(weighed(&[whose], about, words, |says| if says.has(form) { 100 } else { 8 }))
    } else {
        named
    }
}

/// What the cells add to a slot, or take from it.
fn cells(table: TableId, slot: Slot, kind: Kind, heading: Heading<'_>, folder: &Known) -> i32 {
    let cells = heading.cells;
    if cells.count() == 0 {
        return 0;
    }
    let is_kana = slot.part == Part::Kana || table.def().def(slot.column).name == "kana";
    if is_kana && cells.kanji() >= 50 {
        return AGAINST;
    }
    let k = known();
    // below カルテNo, 40112 is a number, and not the day that a spreadsheet counts so
    let forms = &vocabulary().forms;
    let is_number = heading.words.says.has(forms.id) && !heading.words.says.has(forms.date);
    let days = if is_number { cells.written_days() } else { cells.days() };
    let is_not_text = days >= 50 || cells.phones() >= 50 || cells.marks() >= 50 && cells.numbers() < 50;
    match kind {
        Kind::Date => match cells.days() {
            60.. => 8,
            20.. => 0,
            _ if cells.marks() >= 50 => -30,
            _ => -35,
        },
        Kind::Email => {
            if cells.emails() >= 50 {
                12
            } else {
                AGAINST
            }
        }
        Kind::Code(codes) => match cells.codes(codes) {
            _ if cells.days() >= 50 || cells.emails() >= 50 => AGAINST,
            70.. => 25,
            40.. => 10,
            20.. => 0,
            // whether there is one, below which stands what it is
            0 if codes.def().name == "flag" => AGAINST,
            _ if cells.marks() >= 60 => -5,
            _ => -15,
        },
        Kind::Id => {
            let known = cells.among(folder.ids(table)) >= 60;
            match cells.distinct() {
                _ if days >= 50 || cells.emails() >= 50 || cells.phones() >= 50 => AGAINST,
                90.. if known => 15,
                _ if cells.is_running => -15,
                90.. => 3,
                _ => -30,
            }
        }
        Kind::Name => {
            let known = if table == k.staff { k.staff } else { table };
            let others = if table == k.staff { k.patients } else { k.staff };
            match cells.among(folder.names(known)) {
                ..30 if table != k.groups && cells.among(folder.names(others)) >= 60 => -45,
                _ if is_not_text || cells.emails() >= 50 || cells.numbers() >= 80 => AGAINST,
                50.. => 15,
                _ => 0,
            }
        }
        Kind::Row(target) if target == k.offices => {
            if is_not_text || cells.emails() >= 50 {
                AGAINST
            } else if cells.offices() >= 50 || cells.among(folder.names(target)) >= 50 {
                12
            } else if folder.names(target).is_empty() {
                0
            } else {
                // the offices of the folder are called otherwise: a department, a place
                -30
            }
        }
        Kind::Row(target) => named(target, slot.part, cells, folder, is_not_text),
        Kind::Patients => named(k.patients, slot.part, cells, folder, is_not_text),
        Kind::Text if table.def().def(slot.column).name == "profession" => match cells.professions() {
            50.. => 12,
            _ if is_not_text => AGAINST,
            _ => 0,
        },
        Kind::Text | Kind::Mark if cells.days() >= 60 => -40,
        Kind::Text if cells.marks() >= 60 => -30,
        Kind::Text | Kind::Mark | Kind::Points | Kind::Truth => 0,
    }
}

fn named(target: TableId, part: Part, cells: &Cells, folder: &Known, is_not_text: bool) -> i32 {
    let names = cells.among(folder.names(target));
    let ids = cells.among(folder.ids(target));
    let k = known();
    // the names of staff are no patients, nor those of patients staff
    let others = if target == k.staff { k.patients } else { k.staff };
    let are_others = target != k.groups && names < 30 && cells.among(folder.names(others)) >= 60;
    match part {
        Part::Main | Part::Name if are_others => -45,
        Part::Email => {
            if cells.emails() >= 50 {
                12
            } else {
                AGAINST
            }
        }
        _ if is_not_text => AGAINST,
        Part::Main if names >= 50 || ids >= 50 && !cells.is_running => 15,
        Part::Main if cells.is_running => -10,
        Part::Name if names >= 50 => 15,
        Part::Name if cells.numbers() >= 80 || cells.emails() >= 50 => AGAINST,
        Part::Main | Part::Name | Part::Kana => 0,
    }
}

/// What a name of a file or a sheet says for a table, of 100.
pub(super) fn name(wording: &TableWording, name: Words<'_>) -> u32 {
    // a form is no matter in a name: 誓約書番号一覧 is a list of pledges; nor are a few words more: MCS利用に関する誓約
    let cover = if name.cover >= ENOUGH { name.cover.max(80) } else { name.cover };
    weighed(&wording.names, wording.about, Words { cover, ..name }, |_| 80)
}
