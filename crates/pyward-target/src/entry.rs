//! What a tree holds.

use crate::TreePath;

/// A file or folder that was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// Where.
    pub path: TreePath,
    /// What.
    pub kind: EntryKind,
}

/// What an [`Entry`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// A file with bytes to read.
    File,
    /// A folder of installed packages (`site-packages`).
    Environment,
    /// Any other folder.
    Directory,
}
