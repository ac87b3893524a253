//! A bar on standard error while work goes on that takes its time: where a person looks at a terminal, and nowhere else.

use std::env;
use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::progress::{Progress, Steps};
use crate::text::Lang;
use crate::words::ReportWords;

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

/// What the work consists of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    /// Tables are read.
    Tables,
    /// Rules are judged.
    Rules,
}

impl Stage {
    fn of(self, progress: &Progress) -> &Steps {
        match self {
            Self::Tables => &progress.tables,
            Self::Rules => &progress.rules,
        }
    }

    fn say(self, lang: Lang) -> &'static str {
        match self {
            Self::Tables => ReportWords(lang).reading(),
            Self::Rules => ReportWords(lang).judging(),
        }
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
        let said = stage.say(self.lang);
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
                let (done, all) = stage.of(&progress).count();
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
