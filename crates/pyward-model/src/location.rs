//! Where something stands.

use std::fmt;
use std::sync::Arc;

/// A place in the target: a path, and a span in it where one is known. Lines and columns count from 1; columns count
/// characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The path as shown: relative to the target with `/` between parts, or absolute where it lies outside.
    pub path: Arc<str>,
    /// First line.
    pub line: Option<u32>,
    /// First column in `line`.
    pub column: Option<u32>,
    /// Last line, where it differs from `line`.
    pub end_line: Option<u32>,
    /// Column after the last character.
    pub end_column: Option<u32>,
    /// The image layer (its diff id) the file comes from.
    pub layer: Option<Arc<str>>,
}

impl Location {
    /// A whole file.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self {
            path: path.into(),
            line: None,
            column: None,
            end_line: None,
            end_column: None,
            layer: None,
        }
    }

    /// A line of a file, counted from 1.
    pub fn line(path: impl Into<Arc<str>>, line: u32) -> Self {
        Self {
            line: Some(line),
            ..Self::file(path)
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::printable(&self.path))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}
