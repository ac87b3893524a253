//! Names of people and offices that nobody can mistake for real ones.
//!
//! Owns the words that names are made of. Every person of a sample has a name of their own, and no patient's name is
//! part of another's, so that the text of a post names nobody by accident: given names are never the beginning of each
//! other, and where there are more people than names, all have a number of the same length.

use super::sheet::Id;

/// A part of a name: as written, in kana, in Latin letters.
type Part = (&'static str, &'static str, &'static str);

/// Family names: words for what is only an example.
const FAMILIES: [Part; 24] = [
    ("見本", "みほん", "mihon"),
    ("架空", "かくう", "kaku"),
    ("試験", "しけん", "shiken"),
    ("仮名", "かめい", "kamei"),
    ("例示", "れいじ", "reiji"),
    ("模擬", "もぎ", "mogi"),
    ("仮想", "かそう", "kaso"),
    ("標本", "ひょうほん", "hyohon"),
    ("雛形", "ひながた", "hinagata"),
    ("練習", "れんしゅう", "renshu"),
    ("演習", "えんしゅう", "enshu"),
    ("想定", "そうてい", "sotei"),
    ("例題", "れいだい", "reidai"),
    ("試作", "しさく", "shisaku"),
    ("仮設", "かせつ", "kasetsu"),
    ("模型", "もけい", "mokei"),
    ("虚構", "きょこう", "kyoko"),
    ("創作", "そうさく", "sosaku"),
    ("仮定", "かてい", "katei"),
    ("設例", "せつれい", "setsurei"),
    ("台本", "だいほん", "daihon"),
    ("脚本", "きゃくほん", "kyakuhon"),
    ("予行", "よこう", "yoko"),
    ("実演", "じつえん", "jitsuen"),
];

/// Given names of staff.
const STAFF: [Part; 32] = [
    ("太郎", "たろう", "taro"),
    ("花子", "はなこ", "hanako"),
    ("健太", "けんた", "kenta"),
    ("美咲", "みさき", "misaki"),
    ("翔平", "しょうへい", "shohei"),
    ("由美", "ゆみ", "yumi"),
    ("大輔", "だいすけ", "daisuke"),
    ("恵子", "けいこ", "keiko"),
    ("直樹", "なおき", "naoki"),
    ("久美", "くみ", "kumi"),
    ("拓也", "たくや", "takuya"),
    ("真理", "まり", "mari"),
    ("亮介", "りょうすけ", "ryosuke"),
    ("明美", "あけみ", "akemi"),
    ("和也", "かずや", "kazuya"),
    ("裕子", "ゆうこ", "yuko"),
    ("達也", "たつや", "tatsuya"),
    ("千尋", "ちひろ", "chihiro"),
    ("雄大", "ゆうだい", "yudai"),
    ("智子", "ともこ", "tomoko"),
    ("誠司", "せいじ", "seiji"),
    ("沙織", "さおり", "saori"),
    ("浩二", "こうじ", "koji"),
    ("麻衣", "まい", "mai"),
    ("哲也", "てつや", "tetsuya"),
    ("奈々", "なな", "nana"),
    ("俊介", "しゅんすけ", "shunsuke"),
    ("香織", "かおり", "kaori"),
    ("修平", "しゅうへい", "shuhei"),
    ("理恵", "りえ", "rie"),
    ("洋平", "ようへい", "yohei"),
    ("早苗", "さなえ", "sanae"),
];

/// Given names of patients: other ones, so that no patient is taken for staff.
const PATIENTS: [Part; 32] = [
    ("一郎", "いちろう", "ichiro"),
    ("キヨ", "きよ", "kiyo"),
    ("正雄", "まさお", "masao"),
    ("ハル", "はる", "haru"),
    ("清吉", "せいきち", "seikichi"),
    ("トメ", "とめ", "tome"),
    ("義男", "よしお", "yoshio"),
    ("フミ", "ふみ", "fumi"),
    ("茂雄", "しげお", "shigeo"),
    ("ヨシ", "よし", "yoshi"),
    ("勇吉", "ゆうきち", "yukichi"),
    ("スミ", "すみ", "sumi"),
    ("辰夫", "たつお", "tatsuo"),
    ("ミツ", "みつ", "mitsu"),
    ("武雄", "たけお", "takeo"),
    ("ツル", "つる", "tsuru"),
    ("春吉", "はるきち", "harukichi"),
    ("ウメ", "うめ", "ume"),
    ("利夫", "としお", "toshio"),
    ("タケ", "たけ", "take"),
    ("文治", "ぶんじ", "bunji"),
    ("マツ", "まつ", "matsu"),
    ("金次", "きんじ", "kinji"),
    ("シズ", "しず", "shizu"),
    ("源三", "げんぞう", "genzo"),
    ("キク", "きく", "kiku"),
    ("末吉", "すえきち", "suekichi"),
    ("トシ", "とし", "toshi"),
    ("竹蔵", "たけぞう", "takezo"),
    ("セツ", "せつ", "setsu"),
    ("松蔵", "まつぞう", "matsuzo"),
    ("ナミ", "なみ", "nami"),
];

/// Kinds of office, and what the names of such offices end in.
const KINDS: [(&str, &str); 7] = [
    ("訪問看護", "訪問看護ステーション"),
    ("診療所", "クリニック"),
    ("薬局", "薬局"),
    ("居宅介護支援", "ケアプランセンター"),
    ("訪問介護", "ヘルパーステーション"),
    ("通所介護", "デイサービス"),
    ("歯科診療所", "歯科"),
];

/// How many people can be told apart without a number.
const PEOPLE: u64 = (FAMILIES.len() * STAFF.len()) as u64;
/// How many offices can.
const OFFICES: u64 = (FAMILIES.len() * KINDS.len()) as u64;

/// How many digits are needed to count to `count`.
pub(super) fn digits(count: u64) -> usize {
    count.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// What stands behind a name to tell it from its namesakes, if there are any.
fn number(index: u64, names: u64, count: u64) -> String {
    if count <= names {
        String::new()
    } else {
        format!("{:0width$}", index / names, width = digits((count - 1) / names))
    }
}

/// A person's name.
pub(super) struct Name {
    family: Part,
    given: Part,
    number: String,
}

impl Name {
    /// The name of the staff with this index, of so many; `offset` varies who is called what.
    pub(super) fn staff(index: u64, count: u64, offset: u64) -> Self {
        Self::of(&STAFF, index, count, offset)
    }

    /// The name of the patient with this index.
    pub(super) fn patient(index: u64, count: u64, offset: u64) -> Self {
        Self::of(&PATIENTS, index, count, offset)
    }

    fn of(given: &[Part; 32], index: u64, count: u64, offset: u64) -> Self {
        // Every pair of a family and a given name comes once, and neighbours differ in both.
        let pair = (index % PEOPLE + offset % PEOPLE) % PEOPLE;
        let family = pair as usize % FAMILIES.len();
        let turn = pair as usize / FAMILIES.len() + 5 * pair as usize;
        Self { family: FAMILIES[family], given: given[turn % given.len()], number: number(index, PEOPLE, count) }
    }

    /// As written.
    pub(super) fn full(&self) -> String {
        format!("{} {}{}", self.family.0, self.given.0, self.number)
    }

    /// In kana.
    pub(super) fn kana(&self) -> String {
        format!("{} {}", self.family.1, self.given.1)
    }

    /// An address that no one else has, for the staff with this identifier.
    pub(super) fn email(&self, id: Id) -> String {
        format!("{}.{}.{}@example.jp", self.family.2, self.given.2, id.number)
    }

    /// As written, with a character that the file's encoding lacked.
    pub(super) fn lossy(&self) -> String {
        format!("〓{} {}{}", self.family.0, self.given.0, self.number)
    }
}

/// The kind and the name of the office with this index, of so many.
pub(super) fn office(index: u64, count: u64) -> (&'static str, String) {
    let pair = (index % OFFICES) as usize;
    let (kind, ending) = KINDS[pair % KINDS.len()];
    let family = FAMILIES[pair / KINDS.len()].0;
    (kind, format!("{family}{ending}{}", number(index, OFFICES, count)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_part_begins_or_ends_another() {
        for parts in [&FAMILIES[..], &STAFF, &PATIENTS] {
            for (one, other) in parts.iter().flat_map(|one| parts.iter().map(move |o| (one, o))) {
                let apart = !other.0.starts_with(one.0) && !other.0.ends_with(one.0);
                assert!(one.0 == other.0 || apart, "{} {}", one.0, other.0);
            }
        }
    }

    #[test]
    fn everyone_has_a_name_of_their_own() {
        let count = PEOPLE * 12;
        let names: BTreeSet<_> = (0..count).map(|i| Name::staff(i, count, 7).full()).collect();
        assert_eq!(names.len() as u64, count);
        let lengths: BTreeSet<_> = (0..count).map(|i| number(i, PEOPLE, count).len()).collect();
        assert_eq!(lengths, BTreeSet::from([2]));
    }
}
