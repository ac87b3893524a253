//! Texts are taken apart into the words that they are made of.

use indexmap::IndexMap;

use super::file::File;
use super::phrase::{BREAK, spelled};
use super::*;
use crate::base::embedded;

fn says(text: &str, concepts: &[&str]) -> bool {
    let file: File = serde_json::from_str(embedded::VOCABULARY).unwrap();
    let classes = [&file.subject, &file.act, &file.attribute, &file.form, &file.modifier, &file.noise, &file.other];
    let names: Vec<&&str> = classes.into_iter().flat_map(IndexMap::keys).collect();
    let phrase = vocabulary().phrase(text);
    let of = |name: &&str| Concepts::one(names.iter().position(|n| **n == *name).expect("a concept"));
    phrase.pieces.len() == concepts.len()
        && phrase.pieces.iter().zip(concepts).all(|(piece, name)| piece.says.has(of(name)))
}

#[test]
fn words_are_written_as_they_are_compared() {
    let file: File = serde_json::from_str(embedded::VOCABULARY).unwrap();
    let classes = [&file.subject, &file.act, &file.attribute, &file.form, &file.modifier, &file.noise, &file.other];
    for word in classes.into_iter().flat_map(IndexMap::values).flatten() {
        let spelled: String = spelled(word).into_iter().map(|c| if c == BREAK { ' ' } else { c }).collect();
        assert_eq!(&spelled, word);
    }
}

#[test]
fn texts_are_taken_apart_whatever_their_spacing_and_width() {
    for (text, concepts) in [
        ("職　員　番　号", &["staff", "id"][..]),
        ("ｽﾀｯﾌ名", &["staff", "name"]),
        ("最終\nログイン日", &["last", "log-in", "date"]),
        ("lastLoginAt", &["last", "log-in", "date"]),
        ("誓約書（受領年月日）", &["pledge", "obtain", "date"]),
        ("user.station.name", &["account", "office", "name"]),
        ("T_職員", &["staff"]),
        ("しまった日", &["archive", "date"]),
        ("声をかけた人", &["invite", "person"]),
        ("返してもらった日", &["return", "obtain", "date"]),
        ("使い始め", &["use", "begin"]),
        ("盗まれた日", &["lose", "date"]),
        ("ﾆｭｳｼｮｸﾋﾞ", &["hire", "date"]),
        ("ﾆﾕｳｼﾖｸﾋﾞ", &["hire", "date"]),
        ("ﾘﾖｳｼｬCD", &["patient", "id"]),
        ("ﾘﾖｳｼｬﾒｲ", &["patient", "name"]),
        ("しょくいんばんごう", &["staff", "id"]),
    ] {
        assert!(says(text, concepts), "{text}: {:?}", vocabulary().phrase(text));
    }
}

#[test]
fn what_explains_a_header_says_nothing_of_its_own() {
    let header = |text| vocabulary().header(text).says();
    let phrase = |text| vocabulary().phrase(text).says();
    assert_eq!(header("誓約書に署名した日（入職時の誓約書で代える場合は、その署名日）"), phrase("誓約書に署名した日"));
    assert_eq!(header("ご家族が署名された場合、続柄"), phrase("続柄"));
    // what is short, or another thing, belongs to it
    assert_eq!(header("誓約書（受領年月日）"), phrase("誓約書（受領年月日）"));
    assert_eq!(header("メール（個人のスマホの私用アドレス）"), phrase("メール（個人のスマホの私用アドレス）"));
    // a form alone does not say of whom it is
    assert_eq!(header("コード（うちのスタッフだけ書く）"), phrase("コード（うちのスタッフだけ書く）"));
}

#[test]
fn what_no_word_covers_counts() {
    assert_eq!(vocabulary().phrase("誓約日").cover, 100);
    assert!(vocabulary().phrase("鰻重の日").cover < 50);
    assert_eq!(vocabulary().phrase("鰻重").cover, 0);
}

/// The words, and the column that the schema of the unit tests has beside its own.
pub(super) fn with_one_more_column() -> File {
    toml::from_str(crate::model::schema::with_line(include_str!("../vocabulary.toml"), "locker = []\n")).unwrap()
}
