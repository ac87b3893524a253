//! Words that stand in cells of any column: that there is nothing, that it is not known what, that there is no limit.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::base::normalize::{self, CharSet};

/// What such a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// There is nothing: the cell is as an empty one.
    Nothing,
    /// It is not known what belongs there.
    Unknown,
    /// There is no limit.
    Endless,
}

/// The words, and those that stand beside a day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
pub struct CellWords {
    nothing: Vec<&'static str>,
    unknown: Vec<&'static str>,
    endless: Vec<&'static str>,
    /// Beside a day they say nothing of it.
    pub beside: Vec<&'static str>,
    /// The same where the day may lie ahead.
    pub planned: Vec<&'static str>,
    #[serde(skip)]
    normalized: OnceLock<Normalized>,
}

/// The normalized words, and the kana and kanji that they begin with.
#[derive(Debug)]
struct Normalized {
    words: FxHashMap<String, Sign>,
    firsts: CharSet,
}

/// A word is no longer than this, in bytes; one of Latin letters is much shorter.
const LONGEST: usize = 36;
const LONGEST_LATIN: usize = 8;

impl CellWords {
    /// Returns what a cell says that is such a word; `None` for any other, as nearly all are.
    #[inline]
    pub fn sign(&self, cell: &str) -> Option<Sign> {
        let first = *cell.as_bytes().first()?;
        let may_be = match first {
            b'0'..=b'9' => false,
            // of `none`, `unknown`, `tbd`
            b'a'..=b'z' | b'A'..=b'Z' => cell.len() < LONGEST_LATIN && matches!(first | 0x20, b'n' | b'u' | b't'),
            _ => cell.len() <= LONGEST,
        };
        if may_be { self.look_up(cell) } else { None }
    }

    fn look_up(&self, cell: &str) -> Option<Sign> {
        let normalized = self.normalized.get_or_init(|| self.normalize());
        let first = cell.chars().next()?;
        if matches!(first, '\u{3041}'..='\u{9FFF}') && first != 'ー' && !normalized.firsts.contains(first) {
            return None;
        }
        let cell = normalize::characters(cell);
        match cell.as_str() {
            marks if marks.chars().all(|c| matches!(c, '-' | '/' | '\\' | '*')) => Some(Sign::Nothing),
            // more of them are letters that were lost
            "?" | "??" => Some(Sign::Unknown),
            word => normalized.words.get(word).copied(),
        }
    }

    fn normalize(&self) -> Normalized {
        let lists = [(&self.nothing, Sign::Nothing), (&self.unknown, Sign::Unknown), (&self.endless, Sign::Endless)];
        let all = || {
            lists.iter().flat_map(|(words, sign)| words.iter().map(move |word| (normalize::characters(word), *sign)))
        };
        Normalized { words: all().collect(), firsts: all().filter_map(|(word, _)| word.chars().next()).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::schema;

    #[test]
    fn words_for_nothing_and_for_what_is_not_known() {
        let cells = &schema().cells;
        for (sign, words) in [
            (
                Some(Sign::Nothing),
                &[
                    "-",
                    "―",
                    "ー",
                    "－",
                    "---",
                    "／",
                    "なし",
                    "無",
                    "無し",
                    "未",
                    "未提出",
                    "該当なし",
                    "ﾅｼ",
                    "N/A",
                    "　なし　",
                ][..],
            ),
            (Some(Sign::Unknown), &["不明", "未確認", "？", "??", "確認中", "unknown", "UNKNOWN"]),
            (Some(Sign::Endless), &["無期限", "期限なし"]),
            (
                None,
                &[
                    "未来 花子",
                    "無藤 一郎",
                    "不二 太郎",
                    "S001",
                    "1",
                    "○",
                    "在職中",
                    "なしの木",
                    "tanaka@example.jp",
                    "#N/A",
                    "Nana",
                ],
            ),
        ] {
            for word in words {
                let expected = if *word == "ﾅｼ" { None } else { sign };
                assert_eq!(cells.sign(word), expected, "{word}");
            }
        }
    }
}
