//! How a text is taken apart into words: the fewest that cover the most of it.

use super::{Concepts, Phrase, Piece, Vocabulary, Words};

impl Vocabulary {
    /// Takes a header apart. What is explained in brackets says nothing of its own: 署名した日（既存の誓約書で代える場合はその日）;
    /// nor does the case in which a question is asked, if it says itself what it asks for: 家族が署名した場合、続柄.
    pub(in crate::load::recognize) fn header(&self, text: &str) -> Phrase {
        let whole = self.phrase(text);
        let tells = |phrase: &Phrase| phrase.says().has(self.classes.telling());
        let (outside, inside) = in_brackets(text);
        let remarks: Vec<(usize, Phrase)> =
            inside.iter().map(|remark| (remark.chars().count(), self.phrase(remark))).collect();
        // 退職日（決まった人）
        let is_of_some = |remark: &Phrase| remark.says().has(self.forms.person) && !tells(remark);
        let is_explained = remarks.iter().any(|(length, remark)| *length >= EXPLANATION || is_of_some(remark));
        let is_other = remarks.iter().any(|(_, remark)| remark.says().has(self.classes.other));
        if is_explained && !is_other {
            let bare = self.phrase(&outside);
            return if tells(&bare) && bare.cover >= whole.cover { bare } else { whole };
        }
        let asked = CASES.iter().filter_map(|case| text.split_once(case)).map(|(_, rest)| self.phrase(rest));
        let attribute = self.classes.attribute;
        asked.into_iter().find(|rest| rest.says().has(attribute) && rest.cover >= 60).unwrap_or(whole)
    }

    /// Takes a text apart. What is left over counts by its kind: a kanji says more than a particle.
    pub(in crate::load::recognize) fn phrase(&self, text: &str) -> Phrase {
        let chars = spelled(text);
        let phrase = self.taken_apart(text, &chars, None);
        // what no word explains may be the sound of one: TANMATSU_NO
        if phrase.cover >= ENOUGH || !chars.windows(3).any(|part| part.iter().all(char::is_ascii_lowercase)) {
            return phrase;
        }
        let latin = self.latin.get_or_init(|| self.sounds.in_latin_letters());
        let by_sound = self.taken_apart(text, &chars, Some(latin));
        if by_sound.cover > phrase.cover { by_sound } else { phrase }
    }

    /// Takes the characters of a text apart, into sounds in Latin letters too, if those are given.
    fn taken_apart(&self, text: &str, chars: &[char], latin: Option<&Words>) -> Phrase {
        // half-width katakana are those of a system that has no others
        let is_narrow = text.chars().any(|c| matches!(c, 'ｦ'..='ﾟ'));
        let shortest = if chars.iter().any(|c| is_kanji(*c)) { usize::MAX } else { [3, 1][usize::from(is_narrow)] };
        let mut best: Vec<(u32, Option<(usize, Concepts)>)> = vec![(u32::MAX, None); chars.len() + 1];
        best[0].0 = 0;
        for at in 0..chars.len() {
            let so_far = best[at].0;
            if so_far == u32::MAX {
                continue;
            }
            let skipped = so_far + left_over(chars[at]) * 100;
            if skipped < best[at + 1].0 {
                best[at + 1] = (skipped, None);
            }
            let sounds = self.sounds.at(&chars[at..]).filter(|(length, _)| *length >= shortest);
            // where there are only sounds, ｼﾒｲ is 氏名 before it is how one reads
            let latin = latin.into_iter().flat_map(|latin| latin.at(&chars[at..]));
            for (length, says) in sounds.chain(latin).chain(self.words.at(&chars[at..])) {
                let end = at + length;
                if splits_a_word(chars, at, end) {
                    continue;
                }
                // the fewest words, and of as few those that say something
                let cost = so_far + if says.without(self.classes.noise).is_empty() { 11 } else { 10 };
                if cost < best[end].0 {
                    best[end] = (cost, Some((at, says)));
                }
            }
        }
        let mut pieces = Vec::new();
        let (mut at, mut covered, mut open) = (chars.len(), 0, 0);
        while at > 0 {
            if let Some((from, says)) = best[at].1 {
                let weight: u32 = chars[from..at].iter().map(|c| left_over(*c)).sum();
                if !says.without(self.classes.noise).is_empty() {
                    pieces.push(Piece { says });
                    covered += weight.max(1);
                }
                at = from;
            } else {
                at -= 1;
                open += left_over(chars[at]);
            }
        }
        pieces.reverse();
        let cover = if covered == 0 { 0 } else { 100 * covered / (covered + open) };
        Phrase { pieces, cover }
    }
}

/// A text of which words explain so much, of 100, is made of them.
const ENOUGH: u32 = 60;

/// So many characters in brackets explain what stands before them; fewer name it.
const EXPLANATION: usize = 8;

/// What ends the case in which a question is asked.
const CASES: [&str; 6] = ["場合、", "場合は、", "方は、", "方のみ、", "ときは、", "時は、"];

/// What stands outside of brackets, and what within.
fn in_brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside, mut depth) = (String::new(), Vec::<String>::new(), 0_u32);
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '［' | '【' | '〔' => {
                depth += 1;
                inside.extend((depth == 1).then(String::new));
            }
            ')' | '）' | ']' | '］' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            c => inside.iter_mut().next_back().into_iter().for_each(|remark| remark.push(c)),
        }
    }
    (outside, inside)
}

fn is_kanji(c: char) -> bool {
    matches!(c, '々' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Where a word of Latin letters ends.
pub(super) const BREAK: char = '|';

/// The characters of a text as they are compared: in the usual width, in small letters, with a break between words.
pub(super) fn spelled(text: &str) -> Vec<char> {
    use unicode_normalization::UnicodeNormalization;
    let is_plain = text.is_ascii();
    let normal: Vec<char> = if is_plain { text.chars().collect() } else { text.nfkc().collect() };
    let mut chars: Vec<char> = Vec::with_capacity(normal.len());
    let push_break = |chars: &mut Vec<char>| {
        if chars.last().is_some_and(|c| *c != BREAK) {
            chars.push(BREAK);
        }
    };
    for (place, &c) in normal.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| normal[before]);
        if c.is_whitespace() {
            // spaces stand within Japanese words to make them as wide as others
            let next = normal[place..].iter().find(|c| !c.is_whitespace());
            let last = chars.last();
            if last.is_some_and(char::is_ascii) && next.is_some_and(char::is_ascii) {
                push_break(&mut chars);
            }
        } else if c == '-' || c == '~' {
        } else if c.is_ascii_uppercase() {
            let next_is_small = normal.get(place + 1).is_some_and(char::is_ascii_lowercase);
            let begins = before.is_some_and(|b| b.is_ascii_lowercase() || (b.is_ascii_uppercase() && next_is_small));
            if begins {
                push_break(&mut chars);
            }
            chars.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() || c == 'ー' || c == '々' || "●○×※".contains(c) {
            chars.extend(c.to_lowercase());
        } else {
            push_break(&mut chars);
        }
    }
    chars
}

/// Whether what stands between two places begins or ends within a word of Latin letters.
fn splits_a_word(chars: &[char], start: usize, end: usize) -> bool {
    let within = |at: usize| {
        at > 0
            && chars.get(at).is_some_and(char::is_ascii_lowercase)
            && chars.get(at - 1).is_some_and(char::is_ascii_lowercase)
    };
    within(start) || within(end)
}

/// How much a character counts that no word covers.
fn left_over(c: char) -> u32 {
    match c {
        'ぁ'..='ゖ' => 1,
        'a'..='z' | 'ァ'..='ー' => 3,
        c if c.is_alphabetic() => 5,
        _ => 0,
    }
}
