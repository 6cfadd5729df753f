//! What the terminal can do, and progress on it.

use std::io::IsTerminal as _;
use std::time::Duration;

use crate::args::ColorChoice;
use crate::environment::Environment;

/// How long a job runs before its progress is shown.
const PATIENCE: Duration = Duration::from_millis(800);
/// Width of text that goes to no terminal.
const PLAIN_WIDTH: usize = 120;

/// What standard output can show.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    pub(crate) color: bool,
    pub(crate) links: bool,
    pub(crate) width: usize,
    /// Whether progress may be drawn on standard error.
    pub(crate) progress: bool,
}

impl Terminal {
    pub(crate) fn new(
        environment: &Environment,
        color: ColorChoice,
        no_progress: bool,
        quiet: bool,
    ) -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        let color = match color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                !environment.no_color
                    && (environment.force_color || (is_terminal && !environment.dumb))
            }
        };
        let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = if is_terminal { measured() } else { None };
        Self {
            color,
            links: color && is_terminal,
            width: width.or(environment.columns).unwrap_or(PLAIN_WIDTH),
            progress: !no_progress
                && !quiet
                && !environment.ci
                && !environment.dumb
                && std::io::stderr().is_terminal(),
        }
    }

    /// Progress of a job, drawn only once the job has run for a while.
    pub(crate) fn progress(self, message: &str) -> Progress {
        Progress {
            started: self.progress.then(|| Delayed::start(message.to_owned())),
        }
    }
}

/// Progress on standard error; gone when dropped.
pub(crate) struct Progress {
    started: Option<Delayed>,
}

impl Progress {
    /// Says how far the job is.
    pub(crate) fn set(&self, done: u64, total: Option<u64>) {
        if let Some(delayed) = &self.started {
            delayed.bar.set_position(done);
            if let Some(total) = total {
                delayed.bar.set_length(total);
            }
        }
    }
}

/// A bar that stays hidden for the first moments, so that quick jobs do not flicker.
struct Delayed {
    bar: indicatif::ProgressBar,
    stop: std::sync::mpsc::Sender<()>,
}

impl Delayed {
    fn start(message: String) -> Self {
        let bar =
            indicatif::ProgressBar::with_draw_target(None, indicatif::ProgressDrawTarget::hidden());
        let (stop, stopped) = std::sync::mpsc::channel();
        let shown = bar.clone();
        // The thread ends with the first message or when the bar is dropped.
        std::thread::spawn(move || {
            if stopped.recv_timeout(PATIENCE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                shown.set_draw_target(indicatif::ProgressDrawTarget::stderr());
                shown.set_message(message);
                shown.enable_steady_tick(Duration::from_millis(120));
            }
        });
        Self { bar, stop }
    }
}

impl Drop for Delayed {
    fn drop(&mut self) {
        // The thread may have ended already.
        let _ = self.stop.send(());
        self.bar.finish_and_clear();
    }
}
