//! Where reports go: to standard output, and to files that are written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::notes::Notes;
use super::{OutputArgs, Stop, style};
use crate::config::Config;
use crate::report::{Format, Layout, MISSING, Output, Report, Style};
use crate::text::Lang;
use crate::words::{self, Problem};

/// The reports to write.
#[derive(Debug)]
pub(super) struct Outputs {
    outputs: Vec<Output>,
    layout: Layout,
}

impl Outputs {
    /// Those asked for on the command line, else in the settings; else text on standard output.
    pub(super) fn new(args: &OutputArgs, config: &Config) -> Result<Self, Problem> {
        let (formats, base) = match args.format.as_slice() {
            [] => (&config.format, config.folder.as_path()),
            _ => (&args.format, Path::new("")),
        };
        let parse = |text: &String| {
            let output = Output::parse(text)?;
            Ok(Output { file: output.file.map(|file| base.join(file)), ..output })
        };
        let mut outputs = formats.iter().map(parse).collect::<Result<Vec<_>, Problem>>()?;
        if outputs.is_empty() {
            outputs.push(Output { format: Format::Text, file: None });
        }
        if outputs.iter().filter(|o| o.file.is_none()).count() > 1 {
            return Err(words::two_on_standard_output());
        }
        // the files first: whoever reads standard output may stop reading
        outputs.sort_by_key(|o| o.file.is_none());
        let group_by = args.group_by.or(config.group_by).unwrap_or_default();
        let csv_encoding = args.csv_encoding.or(config.csv_encoding).unwrap_or_default();
        Ok(Self { outputs, layout: Layout { style: style(), group_by, csv_encoding } })
    }

    /// The files alone.
    pub(super) fn without_standard_output(mut self) -> Self {
        self.outputs.retain(|output| output.file.is_some());
        self
    }

    /// Writes a report in every format that was asked for, and notes in the user's language what an encoding lacked.
    pub(super) fn write(&self, report: &Report, notes: &Notes, lang: Lang) -> Result<(), Stop> {
        for output in &self.outputs {
            let (place, replaced) = match &output.file {
                Some(file) => (file.display().to_string(), write_file(file, output.format, self.layout, report)?),
                None => {
                    (words::ReportWords(lang).standard_output().to_owned(), print(output.format, self.layout, report)?)
                }
            };
            if replaced > 0 {
                let encoding = self.layout.csv_encoding.word();
                notes.add(words::ReportWords(lang).replaced(&place, replaced, encoding, MISSING));
            }
        }
        Ok(())
    }
}

/// Prints a report. A reader who has had enough is no error, and changes nothing about the exit code.
fn print(format: Format, layout: Layout, report: &Report) -> io::Result<u64> {
    let mut out = BufWriter::new(io::stdout().lock());
    match written(format, layout, report, &mut out) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // what is left in the buffer has no reader either
            drop(out.into_parts());
            Ok(0)
        }
        outcome => outcome,
    }
}

/// Writes a file whole or not at all, for its owner only. A pipe or device is written to, and stays what it is.
fn write_file(path: &Path, format: Format, layout: Layout, report: &Report) -> Result<u64, Problem> {
    let failed = |error: io::Error| words::cannot_write(&path.display().to_string(), &error.to_string());
    let layout = Layout { style: Style { width: 100, colour: false }, ..layout };
    if path.metadata().is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(path).map_err(failed)?);
        return written(format, layout, report, &mut out).map_err(failed);
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::new(file.as_file_mut());
    let replaced = written(format, layout, report, &mut out).map_err(failed)?;
    drop(out);
    file.persist(path).map_err(|e| failed(e.error))?;
    Ok(replaced)
}

/// Writes a report to its end. Says how many characters were replaced.
fn written(format: Format, layout: Layout, report: &Report, out: &mut dyn Write) -> io::Result<u64> {
    let replaced = report.write(format, layout, out)?;
    out.flush().map(|()| replaced)
}
