//! Who said what.

use std::fmt;
use std::sync::Arc;

use pyward_model::{Location, printable};

/// Who said something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A line of a file.
    File {
        /// The file, as shown.
        path: Arc<str>,
        /// Counted from 1.
        line: u32,
    },
    /// An environment variable.
    Variable(Arc<str>),
    /// A flag of the command line, such as `--index-url`.
    Flag(&'static str),
}

/// One thing that was said, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The setting it is about, in the words of [`IndexSettings`](super::IndexSettings)' `Display`.
    pub key: &'static str,
    /// The value without its secrets, safe to show.
    pub value: String,
    /// Who said it.
    pub origin: Origin,
    /// Whether it is in force; else something stronger is, or the same is in a list already.
    pub in_force: bool,
}

impl Origin {
    /// The place, where it is a file.
    pub fn location(&self) -> Option<Location> {
        match self {
            Self::File { path, line } => Some(Location::line(Arc::clone(path), *line)),
            Self::Variable(_) | Self::Flag(_) => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{}:{line}", printable(path)),
            Self::Variable(name) => f.write_str(&printable(name)),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            value,
            origin,
            in_force,
        } = self;
        let overruled = if *in_force { "" } else { ", overruled" };
        write!(f, "{key} = {value} ({origin}{overruled})")
    }
}
