//! The names of people as registers write them: `山田 花子（旧姓：鈴木）`, `佐藤 一郎(PT)`, `看護師 佐藤一郎`. What stands
//! beside a name is split off before names are compared; a former family name makes another name of the person.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;

use super::{CharSet, characters, invisible, is_kana, name};

/// A person's name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The normalized name, without what stands beside it.
    pub name: String,
    /// Other names of the person, normalized: those with a former family name.
    pub former: Vec<String>,
    /// The parts of the name that stand apart, normalized; one, where family and given name are written together.
    pub parts: Vec<String>,
    /// Whether something stood beside the name.
    pub is_annotated: bool,
}

impl Person {
    /// Reads a name.
    pub fn of(text: &str) -> Self {
        if !words().may_stand_in(text) {
            let parts = text.split_whitespace().map(characters).filter(|part| !part.is_empty()).collect();
            return Self { name: name(text), parts, ..Self::default() };
        }
        Self::read(text)
    }

    /// Returns the normalized name alone.
    pub fn name_of(text: &str) -> String {
        if words().may_stand_in(text) { Self::read(text).name } else { name(text) }
    }

    /// Returns whether a text is nothing but words that stand beside a name, such as a title.
    pub fn is_no_name(text: &str) -> bool {
        text.split_whitespace().all(|token| words().is_one(token))
    }

    /// Returns all names of the person.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.former).map(String::as_str)
    }

    fn read(text: &str) -> Self {
        let text: String = text.nfkc().filter(|c| !invisible(*c)).collect();
        let Some((pieces, remarks)) = without_brackets(&text) else {
            return Self { name: name(&text), ..Self::default() };
        };
        let is_within = |place: usize| {
            pieces[..=place].iter().any(|p| has_letters(p)) && pieces[place + 1..].iter().any(|p| has_letters(p))
        };
        let mut families: Vec<String> = Vec::new();
        let (mut kept, mut is_annotated) = (String::new(), false);
        // where family and given name stand on two sides of a bracket, they are parted as by a space
        for (place, piece) in pieces.iter().enumerate() {
            kept.push_str(piece);
            let Some(remark) = remarks.get(place) else { continue };
            match Remark::of(remark, is_within(place)) {
                Remark::Former(family) => families.push(family),
                Remark::PartOfName => {
                    kept.extend(["(", remark, ")"]);
                    continue;
                }
                Remark::Other => {}
            }
            is_annotated = true;
            kept.push(' ');
        }
        // a day beside a name has slashes of its own
        let split = |token| if words().is_one(token) { vec![token] } else { token.split(parts_words).collect() };
        let tokens = kept.split_whitespace().flat_map(split).filter(|token: &&str| !token.is_empty());
        let mut tokens: Vec<&str> = tokens.collect();
        if let Some(at) = tokens.iter().position(|token| token.starts_with(FORMER)) {
            let behind = tokens.split_off(at);
            let family = behind.concat();
            families.extend(family.strip_prefix(FORMER).filter(|family| !family.is_empty()).map(str::to_owned));
            is_annotated = true;
        }
        let count = tokens.len();
        let bare: Vec<&str> = tokens.iter().copied().filter(|token| !words().is_one(token)).collect();
        let mut parts: Vec<String> =
            if bare.is_empty() { &tokens } else { &bare }.iter().map(|t| (*t).to_owned()).collect();
        is_annotated |= !bare.is_empty() && bare.len() < count;
        let is_part = parts.len() > 1;
        if let Some(first) = parts.first_mut() {
            is_annotated |= words().cut(first, is_part, |text, word| text.strip_prefix(word));
        }
        if let Some(last) = parts.last_mut() {
            is_annotated |= words().cut(last, is_part, |text, word| text.strip_suffix(word));
        }
        let whole = name(&parts.concat());
        let parts: Vec<String> = parts.iter().map(|part| name(part)).filter(|part| !part.is_empty()).collect();
        let mut former: Vec<String> = families.iter().flat_map(|family| with_family(family, &whole, &parts)).collect();
        former.sort();
        former.dedup();
        former.retain(|name| *name != whole);
        Self { name: whole, former, parts, is_annotated }
    }
}

/// At the head of a former family name.
const FORMER: &str = "旧姓";

/// What stands in brackets beside a name.
enum Remark {
    /// A family name that the person bore before.
    Former(String),
    /// What tells two people of one name apart.
    PartOfName,
    /// Anything else: a profession, a reading, a place.
    Other,
}

impl Remark {
    /// Reads a remark, which may stand between family and given name.
    fn of(remark: &str, is_within: bool) -> Self {
        let text = remark.trim();
        let marked = [FORMER, "旧氏", "旧名", "旧"].iter().find_map(|mark| text.strip_prefix(mark));
        if let Some(family) = marked.map(|rest| rest.trim_matches(|c: char| !c.is_alphabetic()))
            && !family.is_empty()
            && !words().is_one(family)
        {
            return Self::Former(family.to_owned());
        }
        let normalized = characters(text);
        if normalized.chars().count() == 1 || (!normalized.is_empty() && normalized.chars().all(|c| c.is_ascii_digit()))
        {
            return Self::PartOfName;
        }
        let may_be_family = normalized.chars().count() <= 5 && normalized.chars().all(char::is_alphabetic);
        let is_reading = normalized.chars().all(|c| is_kana(c) || c == 'ー');
        if is_within && may_be_family && !is_reading && !words().is_one(text) {
            return Self::Former(text.to_owned());
        }
        Self::Other
    }
}

/// The names of a person with another family name. Where family and given name are written together, it is not known
/// where one ends and the other begins.
fn with_family(family: &str, whole: &str, parts: &[String]) -> Vec<String> {
    let family = name(family);
    if let Some((_, given)) = parts.split_first().filter(|(_, given)| !given.is_empty()) {
        let given = name(&given.concat());
        return vec![if family.ends_with(&given) { family } else { family + &given }];
    }
    let cuts = whole.char_indices().skip(1).map(|(at, _)| &whole[at..]);
    cuts.map(|given| if family.ends_with(given) { family.clone() } else { format!("{family}{given}") }).collect()
}

/// A text without what stands in brackets, as the pieces around it, and that; `None` where a bracket is alone.
fn without_brackets(text: &str) -> Option<(Vec<String>, Vec<String>)> {
    let (mut pieces, mut remarks, mut depth) = (vec![String::new()], Vec::<String>::new(), 0_u32);
    for c in text.chars() {
        if opens(c) {
            depth += 1;
            if depth == 1 {
                remarks.push(String::new());
                continue;
            }
        } else if closes(c) {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                pieces.push(String::new());
                continue;
            }
        }
        if depth == 0 { pieces.last_mut() } else { remarks.last_mut() }?.push(c);
    }
    (depth == 0).then_some((pieces, remarks))
}

fn opens(c: char) -> bool {
    matches!(c, '(' | '[' | '<' | '{' | '【' | '〔' | '《' | '〈' | '「')
}

fn closes(c: char) -> bool {
    matches!(c, ')' | ']' | '>' | '}' | '】' | '〕' | '》' | '〉' | '」')
}

/// Whether a character stands between a name and what is beside it.
fn parts_words(c: char) -> bool {
    matches!(c, '/' | '|' | ':' | ';' | ',' | '、' | '※' | '*' | '★' | '☆' | '●' | '◎' | '◆' | '■' | '→')
}

fn has_letters(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

/// The words that may stand beside a name.
struct Words {
    normalized: FxHashSet<String>,
    /// Those that may be written without a space, the longest first.
    joined: Vec<String>,
    /// The characters with which something begins or ends that may stand beside a name.
    ends: CharSet,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let lines = include_str!("beside.txt").lines().filter(|line| !line.starts_with('#'));
    let words: Vec<String> = lines.map(characters).filter(|word| !word.is_empty()).collect();
    let mut joined = words.clone();
    joined.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    let ends = words.iter().flat_map(|word| [word.chars().next(), word.chars().next_back()]).flatten();
    Words { ends: ends.collect(), normalized: words.into_iter().collect(), joined }
});

fn words() -> &'static Words {
    &WORDS
}

impl Words {
    /// Whether something may stand beside the name in a text; nearly all names are told by their characters.
    fn may_stand_in(&self, text: &str) -> bool {
        let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return false };
        let is_end = |c: char| self.ends.contains(c.to_ascii_lowercase()) || !is_usual(c);
        is_end(first) || is_end(last) || text.contains(is_mark)
    }

    /// Whether a text is such a word, be it with a day before or behind it.
    fn is_one(&self, text: &str) -> bool {
        let is_of_day = |c: char| c.is_numeric() || matches!(c, '/' | '.' | '-' | '年' | '月' | '日' | '末' | '付');
        let normalized = characters(text);
        self.normalized.contains(&normalized) || self.normalized.contains(normalized.trim_matches(is_of_day))
    }

    /// Cuts a word off that is written together with a name. A word in Latin letters must stand beside another script, and
    /// of a whole name two characters must be left.
    fn cut(&self, text: &mut String, is_part: bool, strip: impl for<'t> Fn(&'t str, &str) -> Option<&'t str>) -> bool {
        let lower = text.to_lowercase();
        let is_latin = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric());
        let left = self.joined.iter().find_map(|word| {
            let left = strip(&lower, word)?;
            let is_long = word.chars().nth(1).is_some() && left.chars().nth(usize::from(!is_part)).is_some();
            (is_long && !(is_latin(word) && is_latin(left))).then(|| left.to_owned())
        });
        left.is_some_and(|left| {
            *text = left;
            true
        })
    }
}

/// Whether a character stands in names and hardly beside them.
fn is_usual(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ー' | '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | 'a'..='z' | 'A'..='Z' | '0'..='9' | '々')
}

/// Whether a character is a bracket, or parts a name from what stands beside it. In full width they come out as these.
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '旧' | '※' | '→' | '〈'..='〟' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF5E}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_beside_a_name_is_split_off() {
        for text in [
            "佐藤 一郎",
            "佐藤 一郎(PT)",
            "看護師 佐藤一郎",
            "看護師佐藤一郎",
            "佐藤 一郎　主任",
            "佐藤一郎主任",
            "【退職】佐藤 一郎",
            "佐藤一郎（8/31退職）",
            "佐藤一郎 8/31退職",
            "佐藤 一郎 さん",
            "佐藤 一郎さん（訪問看護師）",
            "佐藤一郎／理学療法士",
            "※佐藤　一郎",
            "PT佐藤一郎",
            "佐藤 一郎（さとう いちろう）",
            "佐藤 一郎 [見本訪問看護ステーション]",
            "主任 看護師 佐藤 一郎",
        ] {
            let person = Person::of(text);
            assert_eq!((person.name.as_str(), person.former.len()), ("佐藤一郎", 0), "{text}");
            assert_eq!(Person::name_of(text), "佐藤一郎", "{text}");
        }
    }

    #[test]
    fn a_former_family_name_makes_another_name() {
        for text in [
            "山田 花子（旧姓：鈴木）",
            "山田 花子(旧姓 鈴木)",
            "山田　花子（旧 鈴木）",
            "山田（鈴木）花子",
            "山田 花子（旧姓：鈴木 花子）",
            "山田 花子 旧姓鈴木",
            "山田 花子 旧姓：鈴木",
        ] {
            let person = Person::of(text);
            assert_eq!(
                (person.name.as_str(), person.former.as_slice()),
                ("山田花子", &["鈴木花子".to_owned()][..]),
                "{text}"
            );
        }
        let together = Person::of("山田花子（旧姓：鈴木）");
        assert!(together.name == "山田花子" && together.former.contains(&"鈴木花子".to_owned()));
    }

    #[test]
    fn what_is_part_of_a_name_stays() {
        for (text, normalized) in [
            ("田中真由美(1)", "田中真由美(1)"),
            ("田中真由美（A）", "田中真由美(a)"),
            ("正木 医", "正木医"),
            ("管理者", "管理者"),
            ("事務 主任", "事務主任"),
            ("マリア・ミホン", "マリアミホン"),
            ("John Smith", "johnsmith"),
            ("見本 (", "見本("),
            ("", ""),
            ("　", ""),
        ] {
            assert_eq!(Person::of(text).name, normalized, "{text}");
        }
        assert_eq!(Person::of("山田 花子").parts, ["山田", "花子"]);
        assert_eq!(Person::of("看護師 山田 花子").parts, ["山田", "花子"]);
    }
}
