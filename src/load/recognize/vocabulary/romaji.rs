//! Words by their sound in Latin letters, as systems without Japanese text have them: `TANMATSU_NO`,
//! `KASHIDASHI_BI`. There are two usual ways to write them, and long vowels are written or not.

/// The two usual ways: `shi` and `si`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Hepburn,
    Kunrei,
}

/// The ways to write a word of katakana; none if something else stands in it.
pub(super) fn spellings(sound: &str) -> Vec<String> {
    let sound: Vec<char> = sound.chars().collect();
    let mut all: Vec<String> = Vec::new();
    for way in [Way::Hepburn, Way::Kunrei] {
        for keeps_long in [true, false] {
            let Some(written) = written(&sound, way, keeps_long) else { return Vec::new() };
            if !all.contains(&written) {
                all.push(written);
            }
        }
    }
    all
}

fn written(sound: &[char], way: Way, keeps_long: bool) -> Option<String> {
    let mut text = String::new();
    let (mut at, mut is_doubled) = (0, false);
    while let Some(c) = sound.get(at) {
        at += 1;
        match c {
            'ッ' => {
                is_doubled = true;
                continue;
            }
            'ー' => {
                let vowel = text.chars().last().filter(|_| keeps_long);
                text.extend(vowel);
                continue;
            }
            _ => {}
        }
        let small = sound.get(at).and_then(|small| match small {
            'ャ' => Some('a'),
            'ュ' => Some('u'),
            'ョ' => Some('o'),
            _ => None,
        });
        let syllable = match small {
            Some(vowel) => {
                at += 1;
                let (consonant, _) = syllable(*c, way)?.split_at_checked(1)?;
                glided(*c, consonant, way) + vowel.encode_utf8(&mut [0; 4])
            }
            None => syllable(*c, way)?.to_owned(),
        };
        let is_long = match (c, text.chars().last()) {
            ('ウ', Some('o' | 'u')) | ('オ', Some('o')) => small.is_none() && at > 1,
            _ => false,
        };
        if is_long && !keeps_long {
            continue;
        }
        if is_doubled {
            text.extend(syllable.chars().next().map(|first| if syllable.starts_with("ch") { 't' } else { first }));
            is_doubled = false;
        }
        text.push_str(&syllable);
    }
    Some(text)
}

/// What stands before the vowel of a syllable with a small one: シャ is `sha` or `sya`.
fn glided(c: char, consonant: &str, way: Way) -> String {
    match (c, way) {
        ('シ', Way::Hepburn) => "sh".to_owned(),
        ('チ', Way::Hepburn) => "ch".to_owned(),
        ('ジ' | 'ヂ', Way::Hepburn) => "j".to_owned(),
        _ => format!("{consonant}y"),
    }
}

fn syllable(c: char, way: Way) -> Option<&'static str> {
    let is_hepburn = way == Way::Hepburn;
    Some(match c {
        'シ' if is_hepburn => "shi",
        'チ' if is_hepburn => "chi",
        'ツ' if is_hepburn => "tsu",
        'フ' if is_hepburn => "fu",
        'ジ' | 'ヂ' if is_hepburn => "ji",
        'ア' => "a",
        'イ' => "i",
        'ウ' => "u",
        'エ' => "e",
        'オ' | 'ヲ' => "o",
        'カ' => "ka",
        'キ' => "ki",
        'ク' => "ku",
        'ケ' => "ke",
        'コ' => "ko",
        'ガ' => "ga",
        'ギ' => "gi",
        'グ' => "gu",
        'ゲ' => "ge",
        'ゴ' => "go",
        'サ' => "sa",
        'シ' => "si",
        'ス' => "su",
        'セ' => "se",
        'ソ' => "so",
        'ザ' => "za",
        'ジ' | 'ヂ' => "zi",
        'ズ' | 'ヅ' => "zu",
        'ゼ' => "ze",
        'ゾ' => "zo",
        'タ' => "ta",
        'チ' => "ti",
        'ツ' => "tu",
        'テ' => "te",
        'ト' => "to",
        'ダ' => "da",
        'デ' => "de",
        'ド' => "do",
        'ナ' => "na",
        'ニ' => "ni",
        'ヌ' => "nu",
        'ネ' => "ne",
        'ノ' => "no",
        'ハ' => "ha",
        'ヒ' => "hi",
        'フ' => "hu",
        'ヘ' => "he",
        'ホ' => "ho",
        'バ' => "ba",
        'ビ' => "bi",
        'ブ' => "bu",
        'ベ' => "be",
        'ボ' => "bo",
        'パ' => "pa",
        'ピ' => "pi",
        'プ' => "pu",
        'ペ' => "pe",
        'ポ' => "po",
        'マ' => "ma",
        'ミ' => "mi",
        'ム' => "mu",
        'メ' => "me",
        'モ' => "mo",
        'ヤ' => "ya",
        'ユ' => "yu",
        'ヨ' => "yo",
        'ラ' => "ra",
        'リ' => "ri",
        'ル' => "ru",
        'レ' => "re",
        'ロ' => "ro",
        'ワ' => "wa",
        'ン' => "n",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spelled_in_the_usual_ways() {
        for (sound, expected) in [
            ("タンマツ", &["tanmatsu", "tanmatu"][..]),
            ("ショユウシャ", &["shoyuusha", "shoyusha", "syoyuusya", "syoyusya"]),
            ("ニュウショクビ", &["nyuushokubi", "nyushokubi", "nyuusyokubi", "nyusyokubi"]),
            ("ヤッキョク", &["yakkyoku"]),
            ("ジギョウショ", &["jigyousho", "jigyosho", "zigyousyo", "zigyosyo"]),
            ("ウケモチ", &["ukemochi", "ukemoti"]),
            ("職員", &[]),
        ] {
            assert_eq!(spellings(sound), expected, "{sound}");
        }
    }
}
