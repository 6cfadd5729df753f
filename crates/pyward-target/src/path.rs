//! Paths in a tree.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file or folder of a tree: the path people see, and the one the system knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreePath {
    shown: Arc<str>,
    real: PathBuf,
}

impl TreePath {
    /// A path with the name it is shown under (`/` between parts).
    pub(crate) fn new(shown: impl Into<Arc<str>>, real: impl Into<PathBuf>) -> Self {
        Self {
            shown: shown.into(),
            real: real.into(),
        }
    }

    /// The path as shown: relative to the target with `/` between parts (`.` for the target itself), or absolute where
    /// it lies outside; `<stdin>` for standard input. It holds whatever the name holds, escape sequences too: pass it
    /// through [`pyward_model::printable`] before it meets a terminal.
    pub fn shown(&self) -> &Arc<str> {
        &self.shown
    }

    /// The path the system knows. For display and comparison only: files are read through [`crate::Tree::read`].
    pub fn real(&self) -> &Path {
        &self.real
    }

    /// The last part as shown.
    pub fn file_name(&self) -> &str {
        self.shown.rsplit('/').next().unwrap_or(&self.shown)
    }

    /// The folder it stands in as shown: `.` at the top of the target.
    pub fn parent_shown(&self) -> &str {
        match self.shown.rsplit_once('/') {
            Some(("", _)) => "/",
            Some((parent, _)) => parent,
            None => ".",
        }
    }

    /// What would stand in this folder under `name`, whether or not it does. `None` where `name` is not the plain name
    /// of one file, so that no name found in data can lead out of the folder.
    pub fn child(&self, name: &str) -> Option<Self> {
        let plain = !matches!(name, "" | "." | "..") && !name.contains(['/', '\\', '\0']);
        plain.then(|| self.join(name, name.as_ref()))
    }

    /// A child by its real name and the one it is shown under.
    pub(crate) fn join(&self, shown: &str, name: &std::ffi::OsStr) -> Self {
        let shown = match &*self.shown {
            "." => shown.into(),
            "/" => format!("/{shown}").into(),
            parent => format!("{parent}/{shown}").into(),
        };
        Self {
            shown,
            real: self.real.join(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_is_never_elsewhere() {
        let top = TreePath::new(".", "/t");
        assert_eq!(&**top.child("a").unwrap().shown(), "a");
        assert_eq!(
            top.child("a").unwrap().child("b"),
            Some(TreePath::new("a/b", "/t/a/b"))
        );
        for name in ["", ".", "..", "a/b", "..\\x", "/etc", "a\0"] {
            assert_eq!(top.child(name), None, "{name:?}");
        }
    }

    #[test]
    fn parents_are_shown() {
        assert_eq!(TreePath::new("a/b/c", "").parent_shown(), "a/b");
        assert_eq!(TreePath::new("c", "").parent_shown(), ".");
        assert_eq!(TreePath::new("/c", "").parent_shown(), "/");
    }
}
