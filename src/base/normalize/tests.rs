//! Names, readings and ids as people and programs write them.

use super::ids::without_apostrophe;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn alike(names: &[&str]) {
    for text in &names[1..] {
        assert_eq!(name(text), name(names[0]), "{text} {}", names[0]);
    }
}

#[test]
fn an_edition_is_known_wherever_it_stands_in_a_cell() {
    for cell in [
        "7.0",
        "7",
        "v7",
        "Ver.7.0",
        "第7.0版",
        "第7.0版(令和8年6月)",
        "安全管理ガイドライン 第7版",
        "ガイドライン 7.0",
    ] {
        assert!(editions(cell).contains(&"7".to_owned()), "{cell}");
    }
    for cell in ["", "6.0", "第6.0版(令和7年6月)", "令和7年", "2026.7.1", "7月"] {
        assert!(!editions(cell).contains(&"7".to_owned()), "{cell}");
    }
}

#[test]
fn a_mark_repeats_the_kana_before_a_voice_mark_that_stands_apart() {
    for (text, normalized) in [("ハゝ\u{309A}ゝ", "ハパハ"), ("ハゝ\u{309A}ゞ", "ハパバ"), ("ハゝ\u{309A}-", "ハパー")]
    {
        assert_eq!((characters(text).as_str(), characters(normalized).as_str()), (normalized, normalized), "{text}");
    }
}

#[test]
fn the_last_characters_of_honorifics_are_known() {
    let ends: Vec<char> = HONORIFICS.iter().filter_map(|word| word.chars().next_back()).collect();
    assert_eq!(('\0'..=char::MAX).find(|c| ends_honorific(*c) != ends.contains(c)), None);
}

#[test]
fn what_is_known_of_a_character_is_so_whenever_it_is_asked() {
    let differs = |c: &char| is_known_as_plain(*c) != (*c < '\u{A000}' && is_plain(*c));
    assert_eq!(('\0'..=char::MAX).chain('\0'..=char::MAX).find(differs), None);
}

#[test]
fn what_is_plain_is_stable_and_neither_a_space_nor_a_capital_letter() {
    let expected = |c: char| is_stable(c) && !c.is_ascii_uppercase() && !c.is_whitespace();
    assert_eq!(('\0'..=char::MAX).find(|c| is_plain_in_header(*c) != expected(*c)), None);
}

#[test]
fn names_normalize_to_one() {
    for text in [
        "高橋 花子",
        "髙橋　花子",
        "髙橋花子様",
        "高橋\u{FE00}花子さん",
        " 高橋花子氏 ",
        "高\u{E0100}橋\u{200E}花子殿",
        "髙槗花子先生",
        "高𣘺花子 先生様",
        "⾼橋花子",
    ] {
        assert_eq!(name(text), "高橋花子", "{text}");
    }
    assert_eq!(email(" ＡＢＣ@Example.JP "), "abc@example.jp");
    for text in ["第７．０版", "Ver. 7.0", "7.0", "7", "第7版"] {
        assert_eq!(edition(text), edition("7.0"), "{text}");
    }
    for text in ["7.1", "6.0", "70", "7.0.1", ".0", ""] {
        assert_ne!(edition(text), edition("7.0"), "{text}");
    }
    assert_ne!(edition("2.0.0"), edition("2.0"));
}

#[test]
fn forms_of_one_kanji_are_alike() {
    let same = [
        "髙高",
        "﨑崎",
        "嵜崎",
        "邉邊辺",
        "德徳",
        "濵濱浜",
        "廣広",
        "國国",
        "齋斎",
        "齊斉",
        "澤沢",
        "龍竜⻯",
        "嶋嶌島",
        "冨富",
        "辨瓣辯弁",
        "渕渊淵",
        "𠮷吉",
        "栁柳",
        "桒桑",
        "凛凜",
        "遙遥",
        "舘館",
        "⻑⾧長",
        "⼾戶戸",
        "神\u{FA19}",
        "塚\u{FA10}",
    ];
    for forms in same {
        let normalized: BTreeSet<String> = forms.chars().map(|c| name(&format!("見{c}一郎"))).collect();
        assert_eq!(normalized.len(), 1, "{forms}");
    }
}

#[test]
fn different_kanji_stay_apart() {
    for other in
        ["斎斉", "齋齊", "齋斉", "斎齊", "裕祐", "坂阪", "堺界", "栢柏", "礒磯", "悳徳", "桝舛", "己巳", "末未"]
    {
        let normalized: BTreeSet<String> = other.chars().map(|c| name(&format!("見{c}一郎"))).collect();
        assert_eq!(normalized.len(), 2, "{other}");
    }
}

#[test]
fn the_table_of_variants_is_sound() {
    let olds: BTreeSet<char> = embedded::VARIANTS.iter().map(|(old, _)| *old).collect();
    assert_eq!(olds.len(), embedded::VARIANTS.len(), "a source stands twice");
    assert!(olds.len() > 400);
    for (old, new) in embedded::VARIANTS.iter().copied() {
        assert_ne!(old, new);
        assert!(!olds.contains(&new), "{old} {new} is a chain");
        assert!(is_kanji(new), "{new}");
        for side in [old, new] {
            assert!(std::iter::once(side).nfkc().eq([side]), "NFKC folds it already");
        }
        assert_eq!(characters(&old.to_string()), new.to_string());
    }
}

#[test]
fn marks_of_repetition_are_spelled_out() {
    alike(&["佐々木", "佐佐木", "佐 々 木", "佐〻木"]);
    alike(&["試驗々太郎", "試験験太郎"]);
    alike(&["みすゞ", "みすず", "みすず\u{200B}"]);
    alike(&["イスヾ", "イスズ", "ｲｽヾ"]);
    alike(&["すゝむ", "すすむ"]);
    alike(&["みづゝ", "みづつ"]);
    assert_eq!(name("々木"), "々木");
    assert_eq!(name("アゞ"), "アゞ", "ア has no voice");
}

#[test]
fn dashes_and_dots_in_names() {
    alike(&["マリー見本", "マリ-見本", "マリ―見本", "マリ‐見本", "マリ−見本", "ﾏﾘｰ見本", "マリ─見本", "マリ–見本"]);
    alike(&["Smith-Jones", "Smith‐Jones", "ＳＭＩＴＨ－ＪＯＮＥＳ", "smith−jones", "SmithーJones"]);
    assert_eq!(characters("1-5"), "1-5");
    assert_ne!(name("マリー"), name("マリ"));
    alike(&[
        "マリア・ミホン",
        "マリア･ミホン",
        "マリア ミホン",
        "マリア·ミホン",
        "マリア＝ミホン",
        "マリア゠ミホン",
        "マリアミホン",
    ]);
    alike(&["見本ヶ丘", "見本ケ丘", "見本ｹ丘"]);
}

#[test]
fn politeness_behind_a_name() {
    for word in HONORIFICS {
        assert_eq!(name(word), word);
        assert_eq!(name(&format!("見本一郎{word}")), "見本一郎");
        assert_eq!(name(&format!("見本一郎　{word}")), "見本一郎");
    }
    assert_eq!(name("さんさん"), "さん");
    assert_eq!(name("架空麗君"), "架空麗君");
    assert_eq!(characters("見本様"), "見本様");
}

#[test]
fn readings() {
    for text in ["ﾐﾎﾝ ﾀﾛｳ", "ミホン　タロウ", "みほん たろう", "ミホンタロウ様", "ミほンたロう"]
    {
        assert_eq!(kana(text), "みほんたろう", "{text}");
    }
    for (a, b) in [
        ("ヴィオラ", "ゔぃおら"),
        ("ｳﾞｨｵﾗ", "ヴィオラ"),
        ("う゛ぃおら", "ヴィオラ"),
        ("ヷ", "わ゙"),
        ("ｶﾞｸ ﾊﾟｸ", "がくぱく"),
        ("イスヾ", "いすず"),
        ("ジョー", "じょ―"),
        ("ヶ", "け"),
        ("チサン", "ちさん"),
    ] {
        assert_eq!(kana(a), kana(b), "{a} {b}");
    }
    for (a, b) in
        [("キョウ", "キヨウ"), ("オオノ", "オーノ"), ("オオノ", "オノ"), ("ハット", "ハツト"), ("カク", "ガク")]
    {
        assert_ne!(kana(a), kana(b), "{a} {b}");
    }
}

#[test]
fn characters_that_tables_map_in_two_ways_are_one() {
    for (one, other) in [
        ("A〜B", "A～B"),
        ("A‖B", "A∥B"),
        ("A−B", "A－B"),
        ("A—B", "A―B"),
        ("A¥B", "A＼B"),
        ("A￥B", "A\\B"),
        ("A‾B", "A￣B"),
        ("A¢B", "A￠B"),
        ("A£B", "A￡B"),
        ("A¬B", "A￢B"),
        ("A¦B", "A￤B"),
        ("A⋯B", "A…B"),
    ] {
        assert_eq!(name(one), name(other), "{one} {other}");
        assert_eq!(id(one), id(other), "{one} {other}");
        assert_eq!(header(one), header(other), "{one} {other}");
        assert_eq!(email(one), email(other), "{one} {other}");
    }
    assert_ne!(id("A〜B"), id("A-B"));
}

#[test]
fn ids_as_several_programs_write_them() {
    for (one, other) in [
        ("12.0", "12"),
        ("0012.00", "12"),
        ("1,013", "1013"),
        ("1,234,567", "01234567"),
        ("s-01", "S01"),
        ("Ｓ－０１", "s01"),
        ("'0012", "12"),
        ("13-1030", "131030"),
    ] {
        assert_eq!(id_loosely(one), id_loosely(other), "{one} {other}");
    }
    for (one, other) in
        [("12.5", "125"), ("1,01", "101"), ("12,345,6", "123456"), ("1234,567", "1234567"), ("S0", "S"), ("0", "")]
    {
        assert_ne!(id_loosely(one), id_loosely(other), "{one} {other}");
    }
    assert_eq!((id("'0012").as_ref(), id("’０１２").as_ref(), id("S\u{200B}1").as_ref()), ("0012", "012", "S1"));
}

#[test]
fn what_a_spreadsheet_makes_of_a_number() {
    for made in ["1.31E+09", "1E+10", "1.234567e+12", "######", "１.３１Ｅ＋０９"] {
        assert!(is_destroyed_id(made), "{made}");
    }
    for id in ["1310300123", "E+09", "S1E+01", "1.31E09", "12.3E+4", "#", "#12", "1.31E+", "1E5"] {
        assert!(!is_destroyed_id(id), "{id}");
    }
    for id in ["1310300123", "1305000000", "1314999999", "001310300123"] {
        assert!(may_have_destroyed("1.31E+09", id), "{id}");
    }
    for id in ["1315000001", "131030012", "13103001234", "1310300x23", ""] {
        assert!(!may_have_destroyed("1.31E+09", id), "{id}");
    }
    assert!(!may_have_destroyed("######", "1310300123"));
}

#[test]
fn near_misses() {
    for (a, b) in [
        ("斎藤一", "斉藤一"),
        ("斎藤", "斉藤"),
        ("斎", "斉"),
        ("見本太郎", "見本太朗"),
        ("見本太郎", "見本太"),
        ("見本太郎", "見木太郎"),
        ("高橋花子", "?橋花子"),
        ("林太郎", "林大郎"),
    ] {
        assert!(nearly(a, b) && nearly(b, a), "{a} {b}");
    }
    for (a, b) in [
        ("林", "森"),
        ("林", ""),
        ("林一", "林二"),
        ("林", "林一"),
        ("林一", "林一郎"),
        ("見本太郎", "見本花子"),
        ("見本太郎", "見本太郎"),
        ("見本太郎", "見太本郎"),
    ] {
        assert!(!nearly(a, b) && !nearly(b, a), "{a} {b}");
    }
}

fn typed() -> impl Strategy<Value = String> {
    let signs = "かがハパﾊﾞﾟ゛゙゚ヵヶゖゝゞヽヾ々〻ー-―・=゠ 　佐髙齋樣様さん氏殿先生先ヴヷわaA\u{301}´İ\u{FE00}\u{200B}1.";
    let signs: Vec<char> = signs.chars().collect();
    proptest::collection::vec(proptest::sample::select(signs), 0..8).prop_map(|chars| chars.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn normalizing_is_idempotent(text in prop_oneof!["\\PC{0,12}", any::<String>(), typed()]) {
        prop_assert_eq!(characters(&characters(&text)), characters(&text));
        prop_assert_eq!(name(&name(&text)), name(&text));
        prop_assert_eq!(kana(&kana(&text)), kana(&text));
        prop_assert_eq!(kana(&name(&text)), kana(&text));
    }

    #[test]
    fn normalizing_is_the_same_whatever_a_text_is_made_of(text in prop_oneof!["\\PC{0,12}", any::<String>(), typed()]) {
        let kept = || nfkc(&text).filter(|c| !c.is_whitespace() && !invisible(*c));
        prop_assert_eq!(header(&text), kept().flat_map(char::to_lowercase).collect::<String>());
        let plain: String = kept().filter(|c| !parts_names(*c)).map(full_size).flat_map(char::to_lowercase).collect();
        prop_assert_eq!(characters(&text), composed(super::alike(composed(plain).chars())));
    }

    #[test]
    fn what_is_settled_is_normalized_like_the_rest(text in prop_oneof!["[ -~\\t\\n\\r　-】ぁ-ゖァ-ー一-鿿]{0,12}", typed()]) {
        let visible: String = nfkc(&text).filter(|c| !invisible(*c)).collect();
        prop_assert_eq!(id(&text).into_owned(), without_apostrophe(visible.trim()).to_owned());
        let by_nfkc = |text: &str| -> String { text.nfkc().filter(|c| !c.is_whitespace() && !invisible(*c)).collect() };
        prop_assert_eq!(header(&text), by_nfkc(&text).to_lowercase());
        // a mark of width zero, which normalizing drops, unsettles a text
        prop_assert_eq!(characters(&text), characters(&format!("{text}\u{200B}")));
    }

    #[test]
    fn kana_is_read_the_same_when_taken_apart(text in prop_oneof!["[ぁ-ゖァ-ヺー一-鿿 ]{0,12}", typed()]) {
        let apart: String = characters(&text).nfd().collect();
        prop_assert_eq!(kana(&text), kana(&apart));
    }

    #[test]
    fn only_a_cell_without_letters_normalizes_to_nothing(text in prop_oneof!["\\PC{0,12}", typed()]) {
        prop_assert_eq!(name(&text).is_empty(), !nfkc(&text).any(|c| {
            !c.is_whitespace() && !invisible(c) && !parts_names(c)
        }));
    }
}
