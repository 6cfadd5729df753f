//! Ctrl-C while something is being changed: the work stops at the next safe point and is taken back.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on an interrupt is noted instead of ending the process; a second one ends it at once, and what it leaves half
/// done is taken back by the next run.
pub(crate) fn watch() {
    // Where no handler can be set, an interrupt ends the process as ever.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            #[expect(
                clippy::exit,
                reason = "the second interrupt ends the process, as the first would have"
            )]
            #[expect(clippy::disallowed_methods, reason = "see above")]
            std::process::exit(130);
        }
    });
}

/// Whether an interrupt came.
pub(crate) fn came() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// What is said where an interrupt ended the work, after everything was taken back.
pub(crate) fn failure() -> Failure {
    Failure {
        exit_code: 130,
        ..Failure::usage("interrupted; everything was taken back")
    }
}
