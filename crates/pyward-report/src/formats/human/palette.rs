//! The colours, each for one meaning. None says what the words beside it do not.

use anstyle::{AnsiColor, Style};
use pyward_model::Severity;

/// Text as it comes.
pub(super) const PLAIN: Style = Style::new();
/// What a section is about.
pub(super) const TITLE: Style = Style::new().bold();
/// What must be read.
pub(super) const STRONG: Style = Style::new().bold();
/// What need not be read.
pub(super) const QUIET: Style = Style::new().dimmed();
/// What to do.
pub(super) const REMEDY: Style = AnsiColor::Green.on_default();
/// It passes.
pub(super) const PASS: Style = AnsiColor::Green.on_default().bold();
/// It fails.
pub(super) const FAIL: Style = AnsiColor::Red.on_default().bold();
/// Something is missing, or nearly fails.
pub(super) const INCOMPLETE: Style = AnsiColor::Yellow.on_default().bold();

/// The colour of a level.
pub(super) const fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Critical => AnsiColor::Red.on_default().bold(),
        Severity::High => AnsiColor::Red.on_default(),
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Unknown => AnsiColor::Magenta.on_default(),
        Severity::Low => AnsiColor::Cyan.on_default(),
        Severity::Info => QUIET,
    }
}
