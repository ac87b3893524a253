//! Markdown.
use std::io;
use super::{Layout, Report};
pub(super) fn write(report: &Report, layout: Layout, out: &mut dyn io::Write) -> io::Result<()> {
    let _ = (report, layout, out);
    Ok(())
}
