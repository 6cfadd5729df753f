//! Why a job could not be done: one table from kinds of error to words, hints and exit codes.

use std::fmt::Write as _;

use pyward_model::printable;

/// The gate blocks.
pub(crate) const BLOCKED: u8 = 1;
/// The job could not be done.
pub(crate) const FAILED: u8 = 2;
/// The job was done only in part.
pub(crate) const INCOMPLETE: u8 = 3;

/// A job that could not be done, in words for people.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What happened, where and why.
    pub(crate) message: String,
    /// What to do next.
    pub(crate) hint: Option<String>,
    /// What stands below the message, already laid out (source lines with carets).
    pub(crate) detail: Option<String>,
    /// Usually [`FAILED`].
    pub(crate) exit_code: u8,
}

impl Failure {
    /// Something the user asked for that cannot be done.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            detail: None,
            exit_code: FAILED,
        }
    }

    /// The same with what to do next.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with the exit code of a job done in part.
    pub(crate) fn incomplete(mut self) -> Self {
        self.exit_code = INCOMPLETE;
        self
    }

    /// The text for standard error.
    pub(crate) fn render(&self) -> String {
        let mut text = format!("error: {}\n", lines(&self.message));
        if let Some(detail) = &self.detail {
            text.push_str(detail);
            text.push('\n');
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(text, "hint: {}", lines(hint));
        }
        text
    }
}

/// Text from errors, line by line, with nothing in it that could steer a terminal.
fn lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n  ")
}

/// The chain of causes of an error, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            let _ = write!(text, ": {more}");
        }
        cause = error.source();
    }
    text
}
