//! A bar on standard error while work goes on that takes its time: where a person looks at a terminal, and nowhere else.

use std::cell::RefCell;
use std::env;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::check::tell_left_out;
use super::notes::Notes;
use crate::audit::{self, Observer, Stage};
use crate::base::progress::{Progress, Steps};
use crate::base::text::Lang;
use crate::config::Config;
use crate::load::Data;
use crate::report::words::ReportWords;

/// Work that is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the bar is drawn.
const BETWEEN: Duration = Duration::from_millis(100);

/// Shows how far an audit is.
#[derive(Debug)]
pub(super) struct Watch {
    /// What is watched.
    pub(super) progress: Arc<Progress>,
    since: Instant,
    lang: Lang,
    is_seen: bool,
}

/// A bar; it is gone from the screen when this is dropped.
#[derive(Debug)]
pub(super) struct Bar {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

fn steps(stage: Stage, progress: &Progress) -> &Steps {
    match stage {
        Stage::Tables => &progress.tables,
        Stage::Rules => &progress.rules,
    }
}

fn say(stage: Stage, lang: Lang) -> &'static str {
    match stage {
        Stage::Tables => ReportWords(lang).reading(),
        Stage::Rules => ReportWords(lang).judging(),
    }
}

/// Follows an audit: a bar at a terminal, and notes of what was left out.
#[derive(Debug)]
pub(super) struct Follower<'a> {
    watch: Watch,
    bar: RefCell<Option<Bar>>,
    notes: &'a Notes,
    config: &'a Config,
}

impl<'a> Follower<'a> {
    pub(super) fn new(notes: &'a Notes, config: &'a Config, lang: Lang) -> Self {
        Self { watch: Watch::new(lang), bar: RefCell::default(), notes, config }
    }
}

impl Observer for Follower<'_> {
    fn progress(&self) -> Arc<Progress> {
        self.watch.progress.clone()
    }

    fn begins(&self, stage: Stage) {
        self.bar.replace(Some(self.watch.show(stage)));
    }

    fn ends(&self) {
        self.bar.take();
    }

    fn read(&self, data: &Data, settings: Option<usize>) {
        tell_left_out(data, settings, self.watch.lang, self.notes);
        audit::nobody_is_own(data, self.config, self.watch.lang).into_iter().for_each(|said| self.notes.add(said));
    }
}

impl Watch {
    /// From now on.
    pub(super) fn new(lang: Lang) -> Self {
        let is_seen = io::stderr().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self { progress: Arc::default(), since: Instant::now(), lang, is_seen }
    }

    /// Shows a stage until the bar is dropped, which must be before anything is printed.
    pub(super) fn show(&self, stage: Stage) -> Bar {
        if !self.is_seen {
            return Bar { running: None };
        }
        let (progress, wait) = (self.progress.clone(), PATIENCE.saturating_sub(self.since.elapsed()));
        let said = say(stage, self.lang);
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            let goes_on = |time| matches!(stopped.recv_timeout(time), Err(RecvTimeoutError::Timeout));
            if !goes_on(wait) {
                return;
            }
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
            if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}") {
                bar.set_style(style.progress_chars("=> "));
            }
            bar.set_message(said);
            loop {
                let (done, all) = steps(stage, &progress).count();
                bar.set_length(all.max(done));
                bar.set_position(done);
                if bar.is_hidden() {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                }
                bar.tick();
                if !goes_on(BETWEEN) {
                    break;
                }
            }
            bar.finish_and_clear();
        });
        Bar { running: Some((stop, thread)) }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}
