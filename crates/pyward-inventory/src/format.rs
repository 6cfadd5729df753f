//! The contract of a format: which paths are its own, and what stands in them.

use std::borrow::Cow;
use std::sync::Arc;

use pyward_model::{Location, Notice};
use pyward_target::{Tree, TreePath};

use crate::Reading;

/// A kind of file or folder that says which packages there are.
pub trait Format: Sync {
    /// Its stable kebab-case name, such as `uv-lock`; also the word after `--as`.
    fn name(&self) -> &'static str;

    /// What it is in words for people, such as `uv lock file`.
    fn title(&self) -> &'static str;

    /// What part it plays among the files of a project.
    fn role(&self) -> Role;

    /// Whether a path is of this format, by its name alone.
    fn claims(&self, path: &TreePath) -> bool;

    /// Whether a path that the user names is of this format, by its name. Wider than [`Self::claims`] where files are
    /// of a kind that a project has many of, most of which say nothing.
    fn claims_named(&self, path: &TreePath) -> bool {
        self.claims(path)
    }

    /// Whether a folder of installed packages is of this format, by what stands around it. Asked of environments only.
    fn houses(&self, _tree: &Tree, _path: &TreePath) -> bool {
        false
    }

    /// Whether content of a file whose name says nothing is of this format. Asked only of files the user names.
    fn sniffs(&self, _head: &[u8]) -> bool {
        false
    }

    /// Reads it. Never fails as a whole: what cannot be read becomes a notice, the rest is told.
    fn read(&self, input: &Input<'_>) -> Reading;
}

/// What part a format plays among the files of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Pins every dependency, transitive ones too.
    Lock,
    /// Requirements, pinned or not, line by line.
    Requirements,
    /// Declares what the project asks for itself.
    Manifest,
    /// A folder with installed packages.
    Environment,
    /// A bill of materials made by some tool.
    Sbom,
    /// A package as it is handed out, or an archive with packages in it.
    Archive,
}

/// What a format gets to read.
pub struct Input<'a> {
    /// The tree it stands in, the only way to other files.
    pub tree: &'a Tree,
    /// Its path.
    pub path: &'a TreePath,
    /// Its bytes, within the limits; empty for an environment and an archive.
    pub bytes: &'a [u8],
    /// Whether the files of packages are asked for.
    pub files: Files,
}

/// Whether what a lock lists as the files of a package, with their hashes, is asked for. It is most of a lock, and few ask.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Files {
    /// Components get their hashes.
    #[default]
    Read,
    /// A format may leave them out of what it reads; hashes may be missing.
    PassedOver,
}

impl<'a> Input<'a> {
    /// A file in a tree, all of it asked for.
    pub fn new(tree: &'a Tree, path: &'a TreePath, bytes: &'a [u8]) -> Self {
        Self {
            tree,
            path,
            bytes,
            files: Files::Read,
        }
    }

    /// The file as a whole.
    pub fn file(&self) -> Location {
        Location::file(Arc::clone(self.path.shown()))
    }

    /// A line of the file, counted from 1.
    pub fn line(&self, line: u32) -> Location {
        Location::line(Arc::clone(self.path.shown()), line)
    }

    /// The file as text: UTF-8 or, by byte order mark, UTF-16; the mark is taken off. Bytes that are neither are read as
    /// Latin-1, and a notice tells.
    pub fn text(&self) -> (Cow<'_, str>, Option<Notice>) {
        pyward_target::decode(self.bytes, &self.file())
    }
}
