//! What shows that a file is a report that this program wrote, so that no other file is written over.

use super::Format;
use crate::text::Lang;
use crate::words::ReportWords;

/// Whether a file that begins with these bytes is a report of this program in a format. A part of the file will do, as
/// long as it is the beginning.
pub fn is_ours(format: Format, bytes: &[u8]) -> bool {
    let text = || String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).into_owned();
    match format {
        Format::Text => {
            let (text, titles) = (text(), [Lang::Ja, Lang::En].map(|lang| ReportWords(lang).title()));
            text.lines().next().is_some_and(|line| titles.contains(&line))
        }
        Format::Json => {
            let bare: String = text().chars().filter(|c| !c.is_whitespace()).take(MARK_WITHIN).collect();
            bare.starts_with("{\"version\":") && bare.contains("\"run\":{\"tool\":\"mcs-audit\",")
        }
        Format::Jsonl => {
            let text = text();
            let head = text.lines().next().unwrap_or_default();
            head.starts_with("{\"type\":\"run\",") && head.contains("\"tool\":\"mcs-audit\",")
        }
        Format::Csv => text().starts_with("rule,severity,status,table,key,label,message,file,line"),
    }
}

/// The mark stands within so many characters.
const MARK_WITHIN: usize = 200;

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;
    use crate::report::{GroupBy, Layout, Report, Style};

    fn golden() -> Report {
        Report::read("golden", include_bytes!("../../tests/golden/report.ja.json")).expect("a report")
    }

    #[test]
    fn every_format_is_known_by_its_own_mark_and_no_other() {
        for lang in [Lang::Ja, Lang::En] {
            let mut report = golden();
            report.run.lang = lang;
            for format in Format::value_variants() {
                let mut bytes = Vec::new();
                let style = Style { width: 100, colour: false };
                report.write(*format, Layout { style, group_by: GroupBy::Clause }, &mut bytes).expect("written");
                assert!(is_ours(*format, &bytes), "{format:?}");
                for other in Format::value_variants().iter().filter(|other| *other != format) {
                    assert!(!is_ours(*other, &bytes), "{format:?} is no {other:?}");
                }
            }
        }
    }

    #[test]
    fn what_others_wrote_is_not_ours() {
        let foreign: [&[u8]; 11] = [
            b"rule,severity\n",
            b"staff_id,name\n",
            b"{}",
            b"{\"version\": 1, \"run\": {\"tool\": \"other\"}}",
            b"{\"tool\": \"mcs-audit\"}",
            b"[{\"type\":\"run\",\"tool\":\"mcs-audit\"}]",
            b"PK\x03\x04",
            b"<!doctype html><title>mcs-audit</title>",
            "MCS監査報告について\n".as_bytes(),
            b"# MCS\n",
            b"\xFF\xFEM\0C\0S\0",
        ];
        for format in Format::value_variants() {
            for bytes in foreign {
                assert!(!is_ours(*format, bytes), "{format:?} {}", String::from_utf8_lossy(bytes));
            }
            assert!(!is_ours(*format, b""), "{format:?}: an empty file is nobody's");
        }
    }
}
