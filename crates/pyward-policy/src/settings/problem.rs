//! What is wrong with a configuration, all of it at once.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use pyward_model::printable;

/// How many problems are told of one file; a file with more has one problem of another kind.
pub(super) const MOST_PROBLEMS: usize = 100;

/// One thing that is wrong in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file as shown.
    pub path: Arc<str>,
    /// Where, in bytes of the text; empty where no place can be told.
    pub span: Range<usize>,
    /// Line of its start, from 1.
    pub line: u32,
    /// Column of its start in characters, from 1.
    pub column: u32,
    /// What is wrong, one sentence without a full stop.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

/// A configuration file that cannot be used: every problem of it, in order of place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file as shown.
    pub path: Arc<str>,
    /// Its text, for showing the places.
    pub text: Arc<str>,
    /// What is wrong, in order of place; at least one.
    pub problems: Vec<Problem>,
    /// Problems beyond those told (a file is told a hundred at most).
    pub untold: usize,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, message) = (printable(&self.path), printable(&self.message));
        write!(f, "{path}:{}:{}: {message}", self.line, self.column)?;
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {}", printable(hint)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ConfigError {
    /// A line a problem, hints indented below; for where no source can be shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        if self.untold > 0 {
            write!(f, "\nand {} more", self.untold)?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Where lines start, so that the place of a byte is found without reading the text again.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let after_newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            text,
            starts: std::iter::once(0)
                .chain(after_newlines.map(|(at, _)| at + 1))
                .collect(),
        }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, byte: usize) -> u32 {
        self.starts.partition_point(|start| *start <= byte) as u32
    }

    /// Line and column of a byte, from 1; a byte order mark takes no column.
    pub(super) fn place(&self, byte: usize) -> (u32, u32) {
        let line = self.line(byte);
        let start = self
            .starts
            .get(line as usize - 1)
            .copied()
            .unwrap_or_default();
        let end = self.text.floor_char_boundary(byte);
        let before = self.text.get(start..end).unwrap_or_default();
        let characters = before.trim_start_matches('\u{feff}').chars().count();
        (line, characters as u32 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "\u{feff}größe = 1\r\nb = 2";
        let lines = Lines::new(text);
        assert_eq!(lines.place(3), (1, 1), "behind the byte order mark");
        assert_eq!(lines.place(text.find("ß").unwrap()), (1, 4));
        assert_eq!(lines.place(text.find('b').unwrap()), (2, 1));
        assert_eq!(lines.place(text.len() + 10), (2, 6));
        assert_eq!(Lines::new("").place(0), (1, 1));
    }
}
