//! What shows that a file is a trend that this program wrote, so that no other file is written over.

use super::TrendFormat;
use crate::base::text::Lang;
use crate::report::mark::{is_our_page, is_our_workbook};
use crate::report::words::ReportWords;

/// Returns whether a file that begins with these bytes is a trend of this program in a format.
///
/// A part of the file will do, as long as it is the beginning.
pub fn is_ours(format: TrendFormat, bytes: &[u8]) -> bool {
    let text = || String::from_utf8_lossy(bytes);
    let titles = [Lang::Ja, Lang::En].map(|lang| ReportWords(lang).trend());
    match format {
        TrendFormat::Text => text().lines().next().is_some_and(|line| titles.contains(&line)),
        TrendFormat::Csv => text().starts_with("as_of,critical,high,medium,low,open,waived,"),
        TrendFormat::Json => {
            let bare: String = text().chars().filter(|c| !c.is_whitespace()).take(MARK_WITHIN).collect();
            bare.starts_with("{\"version\":") && bare.contains(",\"audits\":[{\"as_of\":")
        }
        TrendFormat::Html => titles.iter().any(|title| is_our_page(bytes, &format!("<title>{title}</title>"))),
        TrendFormat::Xlsx => titles.iter().any(|title| is_our_workbook(bytes, &format!("<dc:title>{title} "))),
    }
}

/// The mark stands within so many characters.
const MARK_WITHIN: usize = 100;
