//! The contract of an editor: which files are its own, and how new versions come into them.

use std::collections::BTreeMap;

use pyward_model::{PackageName, printable};

use crate::{Change, Edited};

/// The largest text that is edited, in bytes. No file of the trade comes near it.
pub(crate) const MAX_BYTES: usize = 64 << 20;

/// A kind of file that versions are written into.
pub trait Editor: Sync {
    /// Its stable kebab-case name, such as `requirements-txt`.
    fn name(&self) -> &'static str;

    /// Whether a file is its own, by the last part of its path alone.
    fn claims(&self, file_name: &str) -> bool;

    /// Writes the changes into the text and leaves everything else as it is, byte by byte. Making the same edit again
    /// changes nothing.
    ///
    /// # Errors
    ///
    /// Where the text as a whole cannot be read. What stands in the way of one change is a [`crate::Left`] instead.
    fn edit(&self, text: &str, request: &Request<'_>) -> Result<Edited, EditError>;
}

/// What is to be done to a file.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The last part of its path: `.in` and `.txt` are treated differently.
    pub file_name: &'a str,
    /// The new versions.
    pub changes: &'a [Change],
    /// Packages that nothing needs any more: their pins are taken out of locks and pinned requirements files.
    pub removals: &'a [PackageName],
    /// Whether packages that the file does not name are added: to locks, to pinned requirements files and to
    /// constraints. Where a project has several files, one of them should get this.
    pub add_missing: bool,
    /// Whether a range that allows the new version, and the old one too, is raised to begin at the new one.
    pub raise_ranges: bool,
    /// Whether `[build-system] requires` is edited too.
    pub build_requirements: bool,
    /// Whether `# via` comments of the changed packages are written anew.
    pub renew_via: bool,
}

impl<'a> Request<'a> {
    /// Changes and nothing else: nothing is added, removed or raised.
    pub fn new(file_name: &'a str, changes: &'a [Change]) -> Self {
        Self {
            file_name,
            changes,
            removals: &[],
            add_missing: false,
            raise_ranges: false,
            build_requirements: false,
            renew_via: false,
        }
    }

    /// The changes by package.
    pub(crate) fn by_name(&self) -> BTreeMap<&'a PackageName, Vec<&'a Change>> {
        let mut by_name: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for change in self.changes {
            by_name.entry(&change.name).or_default().push(change);
        }
        by_name
    }

    /// Refuses what is too large to be edited.
    pub(crate) fn check_size(&self, text: &str) -> Result<(), EditError> {
        if text.len() > MAX_BYTES {
            return Err(EditError::TooLarge {
                file: self.file_name.into(),
            });
        }
        Ok(())
    }
}

/// Why a file cannot be edited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// It is not TOML.
    #[error("{}, line {line}: {}", printable(file), printable(message))]
    Toml {
        /// The file.
        file: Box<str>,
        /// The line, counted from 1.
        line: u32,
        /// What is wrong there.
        message: Box<str>,
    },
    /// It is larger than any file of the trade.
    #[error("{} is larger than {} MiB", printable(file), MAX_BYTES >> 20)]
    TooLarge {
        /// The file.
        file: Box<str>,
    },
    /// It is written in a way that the change does not fit into.
    #[error("{}: {}", printable(file), printable(what))]
    Shape {
        /// The file.
        file: Box<str>,
        /// What stands in the way.
        what: Box<str>,
    },
    /// What came out could not be read again, so it is withheld.
    #[error("{} would not be valid after the change", printable(file))]
    Broken {
        /// The file.
        file: Box<str>,
    },
}

impl EditError {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Toml { .. } => "mend the file and run again; nothing was changed",
            Self::TooLarge { .. } | Self::Shape { .. } => {
                "make the change by hand; nothing was changed"
            }
            Self::Broken { .. } => {
                "make the change by hand, and please report the file; nothing was changed"
            }
        }
    }
}
