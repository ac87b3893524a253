//! What the words of a header say for a column, and what those that are left over take from it.

use super::{Heading, Words};
use crate::load::recognize::vocabulary::{Concepts, Pattern, Wording, vocabulary};
use crate::model::schema::{Kind, Part, known};

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
pub(super) fn tolerated(says: Concepts, about: Concepts) -> u32 {
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
pub(super) fn value(wording: &Wording, about: Concepts, kind: Kind, heading: Heading<'_>) -> u32 {
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
            // 状態名, beside 状態CD
            Kind::Code(codes) if (is(forms.name) || is(forms.label)) && heading.cells.codes(codes) >= 70 => 88,
            Kind::Code(_) if is(forms.name) || is(forms.person) => 40,
            _ => 8,
        }
    };
    weighed(&wording.patterns, about, heading.words, of_form)
}

pub(super) fn weighed(
    patterns: &[Pattern],
    about: Concepts,
    words: Words<'_>,
    of_form: impl Fn(Concepts) -> u32,
) -> u32 {
    let (all_forms, id) = (vocabulary().forms.all(), vocabulary().forms.id);
    // 状態CD is the number of a state, and not the state of an ID
    let ends_with_id = words.pieces.last().is_some_and(|piece| piece.says.has(id));
    let mut best = 0;
    for pattern in patterns {
        if ends_with_id && pattern.concepts.len() > 1 && pattern.concepts[0] == id {
            continue;
        }
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
pub(super) fn who(wording: &Wording, bare: bool, about: Concepts, kind: Kind, part: Part, heading: Heading<'_>) -> u32 {
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
    if !(says.has(wording.concepts) || bare && has_form) {
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
