//! The colours of severities and verdicts, which stand beside the words.

use rust_xlsxwriter::{Color, Format};

use crate::model::finding::{Severity, Verdict};

/// Returns the colours of a severity: behind, and of the letters.
pub(crate) fn severity_colours(severity: Severity) -> (Color, Color) {
    match severity {
        Severity::Critical => (Color::RGB(0x00B0_2418), Color::White),
        Severity::High => (Color::RGB(0x00F2_9D63), Color::Black),
        Severity::Medium => (Color::RGB(0x00FF_DF80), Color::Black),
        Severity::Low => (Color::RGB(0x00BD_D7EE), Color::Black),
    }
}

/// Formats a severity.
pub(crate) fn of_severity(severity: Severity) -> Format {
    let (behind, letters) = severity_colours(severity);
    let format = Format::new().set_background_color(behind).set_font_color(letters);
    if severity == Severity::Critical { format.set_bold() } else { format }
}

/// Returns the colours of a verdict: behind, and of the letters.
pub(crate) fn verdict_colours(verdict: Verdict) -> (Color, Color) {
    match verdict {
        Verdict::Fail => (Color::RGB(0x00F8_CBC4), Color::RGB(0x008A_1A10)),
        Verdict::NotAssessed | Verdict::Undetermined => (Color::RGB(0x00FF_E699), Color::RGB(0x005F_4700)),
        Verdict::Pass => (Color::RGB(0x00D5_EBCB), Color::RGB(0x001F_5130)),
        Verdict::NotApplicable | Verdict::Off => (Color::RGB(0x00EA_EAEA), Color::RGB(0x0050_5050)),
    }
}

/// Formats a verdict.
pub(crate) fn of_verdict(verdict: Verdict) -> Format {
    let (behind, letters) = verdict_colours(verdict);
    let format = Format::new().set_background_color(behind).set_font_color(letters);
    if matches!(verdict, Verdict::Fail | Verdict::NotAssessed | Verdict::Undetermined) {
        format.set_bold()
    } else {
        format
    }
}

/// Formats a word that must not be overlooked.
pub(crate) fn striking() -> Format {
    Format::new().set_font_color(Color::RGB(0x00B0_2418)).set_bold()
}
