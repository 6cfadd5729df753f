//! A target, opened.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyward_model::{Notice, SkippedPath};

use crate::archive::{self, Bytes};
use crate::fence::{self, Fence};
use crate::memory::Memory;
use crate::{Entry, EntryKind, Limits, ReadError, ReadFailure, TreePath, file};

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetKind {
    /// A folder, looked through for everything that names packages.
    Directory,
    /// One file.
    File,
    /// A virtual environment, or a folder of installed packages.
    Environment,
    /// Standard input.
    Stdin,
}

impl TargetKind {
    /// The stable word of machine formats.
    pub fn word(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::File => "file",
            Self::Environment => "environment",
            Self::Stdin => "stdin",
        }
    }
}

/// A target, opened: what was found in it, and the way to its bytes.
#[derive(Debug)]
pub struct Tree {
    pub(crate) kind: TargetKind,
    pub(crate) root: PathBuf,
    pub(crate) limits: Limits,
    pub(crate) source: Source,
    pub(crate) found: Found,
}

/// What looking through a target came upon.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) entries: Vec<Entry>,
    pub(crate) ignored: Vec<TreePath>,
    pub(crate) skipped: Vec<SkippedPath>,
    pub(crate) notices: Vec<Notice>,
}

impl Found {
    pub(crate) fn sorted(mut self) -> Self {
        self.entries.sort();
        self.ignored.sort();
        self.skipped.sort();
        self
    }
}

/// Where bytes come from.
#[derive(Debug)]
pub(crate) enum Source {
    Disk {
        fence: Fence,
        /// What could be read only once, and was: standard input or a pipe.
        held: Option<(TreePath, Vec<u8>)>,
    },
    Memory(Memory),
}

impl Tree {
    /// A tree of files that exist only in memory, for tests of what reads trees. Paths are relative with `/` between
    /// parts; a folder named `site-packages` is an environment.
    pub fn memory(files: &[(&str, &[u8])]) -> Self {
        let memory = Memory::new(files);
        let found = Found {
            entries: memory.entries(),
            ..Found::default()
        };
        Self {
            kind: TargetKind::Directory,
            root: PathBuf::new(),
            limits: Limits::default(),
            source: Source::Memory(memory),
            found,
        }
    }

    /// What the target is.
    pub fn kind(&self) -> TargetKind {
        self.kind
    }

    /// The folder of the target: itself, or the one the file stands in, or the working directory for standard input.
    /// Links in it are resolved.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the target, to be listed.
    pub fn top(&self) -> TreePath {
        TreePath::new(".", self.root.clone())
    }

    /// The bounds the target was opened under.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The files and environments found, sorted by path. Of an environment only its folders of installed packages.
    pub fn entries(&self) -> &[Entry] {
        &self.found.entries
    }

    /// The entry shown under this path.
    pub fn entry(&self, shown: &str) -> Option<&Entry> {
        self.entries()
            .iter()
            .find(|entry| &**entry.path.shown() == shown)
    }

    /// Files that are not among the entries because git ignores them, sorted by path. Of ignored folders those files
    /// that stand in them or in a folder of theirs, up to a bound.
    pub fn ignored(&self) -> &[TreePath] {
        &self.found.ignored
    }

    /// Folders and files that were found and left out, and why, sorted by path.
    pub fn skipped(&self) -> &[SkippedPath] {
        &self.found.skipped
    }

    /// What could not be looked at.
    pub fn notices(&self) -> &[Notice] {
        &self.found.notices
    }

    /// Whether the path is the file that was opened.
    fn is_named(&self, path: &TreePath) -> bool {
        self.kind == TargetKind::File
            && self
                .entries()
                .first()
                .is_some_and(|entry| entry.path == *path)
    }

    /// The bytes of a file. One that stands outside the target, or that a link in the target leads to there, is
    /// [`ReadFailure::Outside`].
    pub fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadError> {
        let bytes = match &self.source {
            Source::Memory(memory) => memory.read(path),
            Source::Disk {
                held: Some((at, bytes)),
                ..
            } if at == path => Ok(bytes.clone()),
            // The user named it, wherever it leads.
            Source::Disk { .. } if self.is_named(path) => {
                file::read(path.real(), self.limits.file_bytes)
            }
            Source::Disk { fence, .. } => fence
                .inside(path.real())
                .and_then(|real| file::read(&real, self.limits.file_bytes)),
        };
        bytes.map_err(|failure| ReadError::new(Arc::clone(path.shown()), failure))
    }

    /// A file to be read in parts, wherever [`Self::read`] would read it.
    pub(crate) fn open_bytes(&self, path: &TreePath) -> Result<Box<dyn Bytes>, ReadError> {
        let bytes = match &self.source {
            Source::Memory(memory) => memory.read(path).map(archive::held),
            Source::Disk {
                held: Some((at, bytes)),
                ..
            } if at == path => Ok(archive::held(bytes.clone())),
            Source::Disk { .. } if self.is_named(path) => file::open_plain(path.real()),
            Source::Disk { fence, .. } => fence
                .inside(path.real())
                .and_then(|real| file::open_plain(&real)),
        };
        bytes.map_err(|failure| ReadError::new(Arc::clone(path.shown()), failure))
    }

    /// The files and folders that stand in a folder, sorted by path; links are what they lead to. What is neither file
    /// nor folder, or a link to nothing, is left out.
    pub fn list(&self, folder: &TreePath) -> Result<Vec<Entry>, ReadError> {
        let entries = match &self.source {
            Source::Memory(memory) => memory.list(folder),
            Source::Disk { fence, .. } => fence
                .inside(folder.real())
                .and_then(|_| list(folder, self.limits.files)),
        };
        entries.map_err(|failure| ReadError::new(Arc::clone(folder.shown()), failure))
    }

    /// Whether something is there.
    pub fn exists(&self, path: &TreePath) -> bool {
        match &self.source {
            Source::Memory(memory) => memory.exists(path),
            Source::Disk {
                held: Some((at, _)),
                ..
            } if at == path => true,
            Source::Disk { .. } => path.real().exists(),
        }
    }

    /// What a path written in the file `from` leads to, relative to the folder that file stands in. It must exist.
    ///
    /// References stay in the target: the folder that was named or, for a single file, the project it stands in (the
    /// nearest folder upwards with `.git` or `pyproject.toml`, else the file's own). One that leads out of it, by `..`,
    /// absolutely or through a symbolic link, is [`ReadFailure::Outside`].
    pub fn resolve(&self, from: &TreePath, reference: &str) -> Result<TreePath, ReadError> {
        let found = match &self.source {
            Source::Memory(memory) => fence::within(from.parent_shown(), reference)
                .map(|shown| Memory::path(&shown))
                .ok_or(ReadFailure::Outside)
                .and_then(|path| {
                    if memory.exists(&path) {
                        Ok(path)
                    } else {
                        Err(ReadFailure::NotFound)
                    }
                }),
            Source::Disk { fence, .. } => fence.resolve(from, reference),
        };
        found.map_err(|failure| ReadError::new(reference, failure))
    }
}

fn list(folder: &TreePath, limit: usize) -> Result<Vec<Entry>, ReadFailure> {
    let mut entries = Vec::new();
    for (count, child) in std::fs::read_dir(folder.real())?.enumerate() {
        if count >= limit {
            return Err(ReadFailure::TooMany(limit));
        }
        let child = child?;
        let mut kind = child.file_type()?;
        if kind.is_symlink() {
            match std::fs::metadata(child.path()) {
                Ok(metadata) => kind = metadata.file_type(),
                Err(_) => continue,
            }
        }
        let kind = if kind.is_dir() {
            EntryKind::Directory
        } else if kind.is_file() {
            EntryKind::File
        } else {
            continue;
        };
        let name = child.file_name();
        entries.push(Entry {
            path: folder.join(&name.to_string_lossy(), &name),
            kind,
        });
    }
    entries.sort();
    Ok(entries)
}
