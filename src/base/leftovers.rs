//! What a run would leave behind if it were broken off: its drafts, which hold what reports hold. They go when the system asks
//! the program to end.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was made so far. What has been put in its place, or taken away, is there no longer.
static MADE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn made() -> MutexGuard<'static, Vec<PathBuf>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a file or folder that goes when the program is asked to end.
pub(crate) fn make<T>(make: impl FnOnce() -> io::Result<T>, path: impl FnOnce(&T) -> &Path) -> io::Result<T> {
    #[cfg(unix)]
    signals::watch();
    let mut all = made();
    let one = make()?;
    all.push(path(&one).to_owned());
    Ok(one)
}

/// Does what must not be broken off half-way: whoever asks the program to end waits for it. It makes no file.
pub(crate) fn undisturbed<T>(work: impl FnOnce() -> T) -> T {
    let _made = made();
    work()
}

#[cfg(unix)]
mod signals {
    use std::fs;
    use std::sync::Once;
    use std::thread;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    /// Watches for signals from the first call on.
    pub(super) fn watch() {
        static WATCHED: Once = Once::new();
        WATCHED.call_once(|| {
            let signals = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !is_ignored(*signal));
            let Ok(mut signals) = Signals::new(signals) else { return };
            thread::spawn(move || {
                if let Some(signal) = signals.forever().next() {
                    // it is held until the end: nothing is made any more
                    let made = super::made();
                    for path in made.iter() {
                        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
                    }
                    let _ = emulate_default_handler(signal);
                }
            });
        });
    }

    /// Whether the program was started so that a signal does not end it, as by `nohup`; where the system does not tell, it was
    /// not.
    fn is_ignored(signal: i32) -> bool {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
        mask >> (signal - 1) & 1 == 1
    }
}
