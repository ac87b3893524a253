//! Where reports and trends go: to standard output, and to files. Files are written whole or not at all, all of them or none, for
//! their owner only, and never over a file that this program did not write.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use tempfile::NamedTempFile;

use super::notes::Notes;
use super::{OutputArgs, Stop, style, tell_at_terminal};
use crate::base::text::{Lang, Problem};
use crate::base::words::cannot_write;
use crate::cli::words;
use crate::config::Config;
use crate::config::words::two_on_standard_output;
use crate::history::chain::{DRAFT, lock, make_folder};
use crate::model::options::{Format, Layout, Output, Style};
use crate::model::report::Report;
use crate::report::trend::{self, Trend, TrendFormat};
use crate::report::words::ReportWords;
use crate::report::{MISSING, is_ours};

/// A report of more findings takes as long to give back as a disk takes to keep it.
const MANY_FINDINGS: usize = 10_000;
/// The format in a folder of reports where none is asked for.
const IN_FOLDER: Format = Format::Html;
/// So much of a file is looked at to tell whether it is a report of ours: the mark stands at the beginning of a text, and of
/// a workbook in a part of it.
const LOOKED_AT: u64 = 64 << 10;
const LOOKED_AT_IN_WORKBOOK: u64 = 64 << 20;

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

/// Where something is written to.
#[derive(Debug)]
struct Target {
    /// As the user calls it.
    shown: PathBuf,
    /// The file itself, behind symbolic links.
    real: PathBuf,
    /// A pipe or device, which is written to and stays what it is.
    is_device: bool,
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

    /// Writes a document in every format that was asked for: first all files beside their places, then what is no file,
    /// and once all that has gone well, each file into its place. Notes in the user's language what an encoding lacked.
    pub(super) fn write(&self, document: F::Document, notes: &Notes, lang: Lang) -> Result<(), Stop> {
        // two runs would leave one report of each
        let _lock = self.folder.as_ref().map(|folder| make_folder(folder).and_then(|()| lock(folder))).transpose()?;
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

/// The folder that a file lies in.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

impl Target {
    /// The file that a path leads to. Its folder must be there, unless it is one that will be made.
    fn find(shown: PathBuf, made: Option<&Path>) -> Result<Self, Problem> {
        let name = shown.display().to_string();
        if shown.symlink_metadata().is_err() {
            let folder = parent(&shown);
            let real = match folder.canonicalize() {
                Ok(folder) => shown.file_name().map(|file| folder.join(file)),
                Err(_) if made == Some(folder) => Some(shown.clone()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(words::no_folder(&name, &folder.display().to_string()));
                }
                Err(error) => return Err(cannot_write(&name, &error.to_string())),
            };
            let real = real.ok_or_else(|| words::is_folder(&name))?;
            return Ok(Self { shown, real, is_device: false });
        }
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => words::link_to_nothing(&name),
            _ => cannot_write(&name, &error.to_string()),
        };
        let real = shown.canonicalize();
        let kind = shown.metadata().map_err(failed)?;
        if kind.is_dir() {
            return Err(words::is_folder(&name));
        }
        // a pipe that is open may have no path of its own
        let real = if kind.is_file() { real.map_err(failed)? } else { real.unwrap_or_else(|_| shown.clone()) };
        Ok(Self { shown, real, is_device: !kind.is_file() })
    }

    fn name(&self) -> String {
        self.shown.display().to_string()
    }

    fn failed(&self) -> impl Fn(io::Error) -> Problem {
        let name = self.name();
        move |error| cannot_write(&name, &error.to_string())
    }

    /// Whether a document may take the place of what is there: nothing, an empty file, or one of ours.
    fn check(&self, format: impl Form, force: bool) -> Result<(), Problem> {
        if force || self.is_device || !self.real.exists() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        let file = File::open(&self.real).map_err(self.failed())?;
        let most = if format.is_binary() { LOOKED_AT_IN_WORKBOOK } else { LOOKED_AT };
        file.take(most).read_to_end(&mut bytes).map_err(self.failed())?;
        if bytes.is_empty() || format.is_ours(&bytes) { Ok(()) } else { Err(words::not_ours(&self.name())) }
    }

    /// The whole document beside its place, for its owner only, but not surely on the disk yet; and how many characters were
    /// replaced.
    fn draft<F: Form>(
        &self,
        format: F,
        layout: Layout,
        document: &F::Document,
    ) -> Result<(NamedTempFile, u64), Problem> {
        let mut draft =
            tempfile::Builder::new().prefix(DRAFT).tempfile_in(parent(&self.real)).map_err(self.failed())?;
        let mut out = BufWriter::new(draft.as_file_mut());
        let replaced = written(format, layout, document, &mut out).map_err(self.failed())?;
        drop(out);
        Ok((draft, replaced))
    }

    /// Writes to a pipe or device. Says how many characters were replaced.
    fn send<F: Form>(&self, format: F, layout: Layout, document: &F::Document) -> Result<u64, Problem> {
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(&self.shown).map_err(self.failed())?);
        written(format, layout, document, &mut out).map_err(self.failed())
    }
}

/// Puts every draft into its place, or leaves all places as they were.
fn put_in_place<F: Form>(drafts: Vec<(&Target, F, NamedTempFile)>, force: bool) -> Result<(), Problem> {
    // whoever else writes there may have done so in the meantime
    drafts.iter().try_for_each(|(target, format, _)| target.check(*format, force))?;
    let several = drafts.len() > 1;
    let mut done: Vec<(&Target, Option<tempfile::TempPath>)> = Vec::new();
    for (target, _, draft) in drafts {
        let old = if several { keep(target) } else { Ok(None) };
        let put = old.and_then(|old| draft.persist(&target.real).map(|_| old).map_err(|error| error.error));
        match put {
            Ok(old) => done.push((target, old)),
            Err(error) => {
                for (target, old) in done {
                    let _ = match old {
                        Some(old) => old.persist(&target.real).map_err(|error| error.error),
                        None => fs::remove_file(&target.real),
                    };
                }
                return Err(target.failed()(error));
            }
        }
    }
    #[cfg(unix)]
    for (target, _) in &done {
        // that the names are on the disk too is more than some file systems can promise
        let _ = File::open(parent(&target.real)).and_then(|folder| folder.sync_all());
    }
    Ok(())
}

/// Keeps an old report aside while several are put into their places.
fn keep(target: &Target) -> io::Result<Option<tempfile::TempPath>> {
    if !target.real.exists() {
        return Ok(None);
    }
    let mut aside = tempfile::Builder::new().prefix(DRAFT).tempfile_in(parent(&target.real))?;
    io::copy(&mut File::open(&target.real)?, aside.as_file_mut())?;
    Ok(Some(aside.into_temp_path()))
}

/// Writes a file that is not there yet, whole or not at all, for its owner only.
pub(super) fn write_new(path: &Path, text: &str, is_there: fn(&str) -> Problem) -> Result<(), Problem> {
    let place = path.display().to_string();
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => is_there(&place),
        _ => cannot_write(&place, &error.to_string()),
    };
    if path.exists() {
        return Err(is_there(&place));
    }
    let mut file = NamedTempFile::new_in(parent(path)).map_err(failed)?;
    file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist_noclobber(path).map_err(|e| failed(e.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(path: PathBuf) -> Target {
        Target { shown: path.clone(), real: path, is_device: false }
    }

    fn draft(folder: &Path, text: &str) -> NamedTempFile {
        let mut draft = NamedTempFile::new_in(folder).expect("a file");
        draft.write_all(text.as_bytes()).expect("written");
        draft
    }

    #[test]
    fn a_file_that_cannot_be_put_in_place_leaves_all_as_they_were() {
        let dir = tempfile::tempdir().expect("a folder");
        let (old, new) = (target(dir.path().join("old.csv")), target(dir.path().join("new.csv")));
        let taken = target(dir.path().join("taken"));
        fs::write(&old.real, "last month's").expect("written");
        let drafts = |force| {
            let drafts = [(&old, "1"), (&new, "2"), (&taken, "3")];
            let drafts = drafts.map(|(target, text)| (target, Format::Csv, draft(dir.path(), text)));
            put_in_place(drafts.into_iter().collect(), force)
        };
        assert!(drafts(false).is_err(), "the old file is not ours");
        fs::create_dir(&taken.real).expect("a folder");
        fs::write(taken.real.join("kept"), "of mine").expect("written");
        assert!(drafts(true).is_err());
        assert_eq!(fs::read_to_string(&old.real).expect("a file"), "last month's");
        assert!(!new.real.exists());
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 2, "nothing else is left");
        fs::remove_dir_all(&taken.real).expect("removed");
        assert_eq!(drafts(true), Ok(()));
        assert_eq!([&old, &new, &taken].map(|t| fs::read_to_string(&t.real).expect("a file")), ["1", "2", "3"]);
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 3);
    }
}
