//! Where reports and trends go: to standard output, and to files. Files are written whole or not at all, all of them or none, for
//! their owner only, and never over a file that this program did not write.

mod target;

use std::collections::BTreeSet;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use self::target::{Target, put_in_place};
use super::args::OutputArgs;
use super::notes::Notes;
use super::stop::Stop;
use super::terminal::{style, tell_at_terminal};
use crate::base::lock::Lock;
use crate::base::text::{Lang, Problem};
use crate::base::whole_file::folder_of;
use crate::cli::words;
use crate::config::Config;
use crate::config::words::two_on_standard_output;
use crate::history::chain::make_folder;
use crate::model::options::{Format, Layout, Output, Style};
use crate::model::report::Report;
use crate::report::trend::{self, Trend, TrendFormat};
use crate::report::words::ReportWords;
use crate::report::{MISSING, is_ours};

/// A report of more findings takes as long to give back as a disk takes to keep it.
const MANY_FINDINGS: usize = 10_000;

/// The format in a folder of reports where none is asked for.
const IN_FOLDER: Format = Format::Html;

/// A format of something that is written.
pub(super) trait Form: Copy + PartialEq + ValueEnum {
    /// What is written.
    type Document: Send + 'static;

    /// Writes it. Says how many of its characters the encoding of the format lacks, and were replaced.
    fn write(self, document: &Self::Document, layout: Layout, out: &mut dyn Write) -> io::Result<u64>;

    /// Whether a file that begins with these bytes is one that this program wrote in the format.
    fn is_ours(self, bytes: &[u8]) -> bool;

    /// Whether its bytes are no text.
    fn is_binary(self) -> bool;

    /// Whether to give back its memory takes as long as to wait for a disk.
    fn is_large(document: &Self::Document) -> bool;
}

impl Form for Format {
    type Document = Report;

    fn write(self, report: &Report, layout: Layout, out: &mut dyn Write) -> io::Result<u64> {
        report.write(self, layout, out)
    }

    fn is_ours(self, bytes: &[u8]) -> bool {
        is_ours(self, bytes)
    }

    fn is_binary(self) -> bool {
        self == Self::Xlsx
    }

    fn is_large(report: &Report) -> bool {
        report.findings.len() > MANY_FINDINGS
    }
}

impl Form for TrendFormat {
    type Document = (Trend, Lang);

    fn write(self, (trend, lang): &(Trend, Lang), layout: Layout, out: &mut dyn Write) -> io::Result<u64> {
        trend::write(trend, self, layout.style, *lang, out).map(|()| 0)
    }

    fn is_ours(self, bytes: &[u8]) -> bool {
        trend::is_ours(self, bytes)
    }

    fn is_binary(self) -> bool {
        self == Self::Xlsx
    }

    fn is_large(_: &(Trend, Lang)) -> bool {
        false
    }
}

/// What is to be written, in which formats and where to.
#[derive(Debug)]
pub(super) struct Outputs<F: Form = Format> {
    files: Vec<(F, Target)>,
    printed: Option<F>,
    /// The folder of dated reports, which is made if it is not there.
    folder: Option<PathBuf>,
    layout: Layout,
    force: bool,
    /// Whether nobody is to be told where the files are.
    is_silent: bool,
}

impl Outputs<Format> {
    /// Those asked for on the command line, else in the settings; else text on standard output. `as_of` dates the files
    /// of a folder. Fails where it is clear beforehand that a file cannot be written, or must not.
    pub(super) fn new(args: &OutputArgs, config: &Config, as_of: &str) -> Result<Self, Problem> {
        let settings_folder = || config.out_dir.as_ref().map(|folder| config.folder.join(folder));
        let (formats, base, folder) = match args.format.as_slice() {
            [] => (&config.format, config.folder.as_path(), args.out_dir.clone().or_else(settings_folder)),
            // whoever names a format says where it goes
            _ => (&args.format, Path::new(""), args.out_dir.clone()),
        };
        let mut outputs: Vec<Output> =
            formats.iter().map(|text| Output::parse(text)).collect::<Result<_, Problem>>()?;
        if outputs.is_empty() {
            let format = if folder.is_some() { IN_FOLDER } else { Format::Text };
            outputs.push(Output { format, file: None });
        }
        for Output { format, file } in &mut outputs {
            *file = match (&file, &folder) {
                (Some(file), _) => Some(base.join(file)),
                (None, Some(folder)) => Some(folder.join(dated(*format, as_of))),
                (None, None) => None,
            };
        }
        let group_by = args.group_by.or(config.group_by).unwrap_or_default();
        let csv_encoding = args.csv_encoding.or(config.csv_encoding).unwrap_or_default();
        let layout = Layout { style: style(), group_by, csv_encoding, only_changes: false };
        Self::of(outputs, folder, layout, args.force)
    }

    /// The same, with text that holds only what has changed.
    pub(super) fn of_changes(mut self) -> Self {
        self.layout.only_changes = true;
        self
    }
}

impl<F: Form> Outputs<F> {
    /// These; files below `folder`, which is made if it is not there. Fails where it is clear beforehand that a file cannot
    /// be written, or must not.
    pub(super) fn of(
        outputs: Vec<Output<F>>,
        folder: Option<PathBuf>,
        layout: Layout,
        force: bool,
    ) -> Result<Self, Problem> {
        let (mut files, mut printed) = (Vec::new(), Vec::new());
        for Output { format, file } in outputs {
            match file {
                Some(file) => files.push((format, file)),
                None => printed.push(format),
            }
        }
        if printed.len() > 1 {
            return Err(two_on_standard_output());
        }
        if let Some(format) = printed.iter().find(|format| format.is_binary() && io::stdout().is_terminal()) {
            let name = format.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
            return Err(words::not_for_a_terminal(&name));
        }
        let mut targets: Vec<(F, Target)> = Vec::new();
        for (format, file) in files {
            let target = Target::find(file, folder.as_deref())?;
            if targets.iter().any(|(_, other)| other.real == target.real && !target.is_device) {
                return Err(words::two_in_a_file(&target.name()));
            }
            target.check(format, force)?;
            targets.push((format, target));
        }
        Ok(Self { files: targets, printed: printed.pop(), folder, layout, force, is_silent: false })
    }

    /// The files alone.
    pub(super) fn without_standard_output(mut self) -> Self {
        self.printed = None;
        self.is_silent = true;
        self
    }

    /// Fails if a file with one of these hashes, which the document is made from, would be written over.
    pub(super) fn spare(&self, hashes: &[&str]) -> Result<(), Problem> {
        // without that option only reports of ours are
        let targets = self.files.iter().filter(|(_, target)| self.force && !target.is_device);
        targets.map(|(_, target)| target).try_for_each(|target| target.spare(hashes))
    }

    /// Holds every folder that is written to: that of dated reports if no other run does, any other as soon as none does.
    fn hold(&self) -> Result<Vec<Lock>, Problem> {
        let mut held = Vec::new();
        if let Some(folder) = &self.folder {
            make_folder(folder)?;
            held.push(Lock::hold(folder)?);
        }
        let files = self.files.iter().map(|(_, target)| target).filter(|target| !target.is_device);
        // in order, so that no two runs wait for each other
        let folders: BTreeSet<&Path> = files.map(|target| folder_of(&target.real)).collect();
        for folder in folders {
            if !held.iter().any(|held: &Lock| held.holds(folder)) {
                held.push(Lock::wait_for(folder)?);
            }
        }
        Ok(held)
    }

    /// Writes a document in every format that was asked for. Notes in the user's language what an encoding lacked.
    pub(super) fn write(&self, document: F::Document, notes: &Notes, lang: Lang) -> Result<(), Stop> {
        self.write_with(document, notes, lang, |_| Ok(()))
    }

    /// The same with something else that is kept together with the files: first all files are written beside their places,
    /// then what is no file; then that is kept, given the folders that are held; and once all has gone well, each file is put
    /// into its place.
    pub(super) fn write_with(
        &self,
        document: F::Document,
        notes: &Notes,
        lang: Lang,
        keep: impl FnOnce(&[Lock]) -> Result<(), Problem>,
    ) -> Result<(), Stop> {
        // two runs would leave one report of each
        let held = self.hold()?;
        let layout = Layout { style: Style { width: 100, colour: false }, ..self.layout };
        let words = ReportWords(lang);
        let lacking = |place: &str, replaced: u64| {
            if replaced > 0 {
                notes.add(words.replaced(place, replaced, layout.csv_encoding.word(), MISSING));
            }
        };
        let mut pending = Vec::new();
        for (format, target) in self.files.iter().filter(|(_, target)| !target.is_device) {
            let (draft, replaced) = target.draft(*format, layout, &document)?;
            lacking(&target.name(), replaced);
            pending.push((target, *format, draft));
        }
        let devices: Vec<&(F, Target)> = self.files.iter().filter(|(_, target)| target.is_device).collect();
        let is_done = devices.is_empty() && self.printed.is_none();
        // the program ends here: what many findings say is given back while the disk is waited for, and that of few not at all
        let document = if is_done && F::is_large(&document) {
            rayon::spawn(move || drop(document));
            None
        } else {
            Some(ManuallyDrop::new(document))
        };
        pending.iter().try_for_each(|(target, _, draft)| draft.as_file().sync_all().map_err(target.failed()))?;
        for (format, target) in devices {
            if let Some(document) = &document {
                lacking(&target.name(), target.send(*format, layout, document)?);
            }
        }
        keep(&held)?;
        put_in_place(pending, self.force)?;
        if self.folder.is_some() && !self.is_silent {
            self.files.iter().for_each(|(_, target)| tell_at_terminal(target.shown.display()));
        }
        // last: whoever reads standard output may stop reading
        if let (Some(format), Some(document)) = (self.printed, &document) {
            lacking(words.standard_output(), print(format, self.layout, document)?);
        }
        Ok(())
    }
}

/// The name of a report of a day in a folder of reports.
fn dated(format: Format, as_of: &str) -> String {
    format!("mcs-audit-{as_of}.{}", format.extension())
}

/// Prints a document. A reader who has had enough is no error, and changes nothing about the exit code.
fn print<F: Form>(format: F, layout: Layout, document: &F::Document) -> io::Result<u64> {
    let mut out = BufWriter::new(io::stdout().lock());
    match written(format, layout, document, &mut out) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // what is left in the buffer has no reader either
            drop(out.into_parts());
            Ok(0)
        }
        outcome => outcome,
    }
}

/// Writes a document to its end. Says how many characters were replaced.
fn written<F: Form>(format: F, layout: Layout, document: &F::Document, out: &mut dyn Write) -> io::Result<u64> {
    let replaced = format.write(document, layout, out)?;
    out.flush().map(|()| replaced)
}
