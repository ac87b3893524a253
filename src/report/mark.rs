//! What shows that a file is a report that this program wrote, so that no other file is written over.

use std::io::{Cursor, Read as _};

use super::Format;
use crate::base::text::Lang;
use crate::report::words::ReportWords;

/// Returns whether a file that begins with these bytes is a report of this program in a format.
///
/// A part of the file will do, as long as it is the beginning.
pub fn is_ours(format: Format, bytes: &[u8]) -> bool {
    let text = || String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).into_owned();
    let bare = || -> String { text().chars().filter(|c| !c.is_whitespace()).take(MARK_WITHIN).collect() };
    let titles = [Lang::Ja, Lang::En].map(|lang| ReportWords(lang).title());
    let begins = |before: &str| titles.iter().any(|title| text().starts_with(&format!("{before}{title}")));
    match format {
        Format::Text => text().lines().next().is_some_and(|line| titles.contains(&line)),
        Format::Json => {
            let bare = bare();
            bare.starts_with("{\"version\":") && bare.contains("\"run\":{\"tool\":\"mcs-audit\",")
        }
        Format::Html => is_our_page(bytes, ""),
        Format::Xlsx => is_our_workbook(bytes, ""),
        Format::Markdown => begins("# "),
        Format::Sarif => {
            let bare = bare();
            bare.starts_with("{\"$schema\":") && bare.contains("\"driver\":{\"name\":\"mcs-audit\",")
        }
        Format::Junit => begins("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\""),
        // annotations are lines of a log and bear no name: nothing else is written like them
        Format::Github => ["::error ", "::warning ", "::notice "].iter().any(|level| text().starts_with(level)),
        Format::Oscal => {
            let bare = bare();
            let title = |title: &str| bare.contains(&format!("\"title\":\"{}", title.replace(' ', "")));
            bare.starts_with("{\"assessment-results\":") && titles.into_iter().any(title)
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
const MARK_WITHIN: usize = 400;

/// Returns whether a page says that this program made it, and that it has this in its head.
pub(crate) fn is_our_page(bytes: &[u8], mark: &str) -> bool {
    let head: String = String::from_utf8_lossy(bytes).chars().take(4 * MARK_WITHIN).collect();
    let made = "<meta name=\"generator\" content=\"mcs-audit ";
    head.starts_with("<!DOCTYPE html>") && head.contains(made) && head.contains(mark)
}

/// Returns whether a workbook says that this program made it, and has this among its properties.
pub(crate) fn is_our_workbook(bytes: &[u8], mark: &str) -> bool {
    let properties = || {
        let mut book = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let part = book.by_name("docProps/core.xml").ok()?;
        let mut text = String::new();
        part.take(MOST_PROPERTIES).read_to_string(&mut text).ok()?;
        Some(text)
    };
    properties().is_some_and(|text| text.contains("<dc:creator>mcs-audit ") && text.contains(mark))
}

/// So many bytes of a workbook's properties are read.
const MOST_PROPERTIES: u64 = 1 << 16;

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;
    use crate::history::stored;
    use crate::model::options::Layout;
    use crate::model::report::Report;

    fn golden() -> Report {
        stored::parse("golden", include_bytes!("../../tests/golden/report.ja.json")).expect("a report")
    }

    #[test]
    fn every_format_is_known_by_its_own_mark_and_no_other() {
        for lang in [Lang::Ja, Lang::En] {
            let mut report = golden();
            report.run.lang = lang;
            for format in Format::value_variants() {
                let mut bytes = Vec::new();
                report.write(*format, Layout::default(), &mut bytes).expect("written");
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
