//! The Python files of targets.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use pyward_model::{Location, Notice, NoticeKind, SkippedPath};
use pyward_python::SourceKind;
use pyward_target::{EntryKind, OpenOptions, TargetKind, Tree, TreePath};
use sha2::{Digest as _, Sha256};

use crate::environment::Environment;
use crate::failure::{Failure, chain};

/// How many first bytes tell what a file without an ending is.
const HEAD: usize = 256;

/// A file to look at.
pub(crate) struct Found {
    /// The tree it is in, of [`Trees`].
    pub(crate) tree: usize,
    pub(crate) at: TreePath,
    /// Its path as shown: as the user would name it.
    pub(crate) shown: Arc<str>,
    pub(crate) kind: SourceKind,
}

/// Targets that are open, and the files in them.
#[derive(Default)]
pub(crate) struct Trees {
    opened: Vec<Tree>,
    pub(crate) files: Vec<Found>,
    /// Whether one of them is a release of a package, unpacked: it has the metadata of one.
    pub(crate) is_release: bool,
    pub(crate) notices: Vec<Notice>,
    /// What was found and left out.
    pub(crate) skipped: Vec<SkippedPath>,
    /// Files that are read as if this stood in them, by their path with links resolved.
    pub(crate) changed: BTreeMap<PathBuf, Vec<u8>>,
    /// Digests of what was read, where somebody wants to know later.
    seen: Option<Mutex<BTreeMap<PathBuf, [u8; 32]>>>,
}

impl Trees {
    /// Remembers what is read from now on.
    pub(crate) fn remember(&mut self) {
        self.seen = Some(Mutex::default());
    }

    /// Whether a file says what it said when it was read first.
    pub(crate) fn is_as_read(&self, file: &Found, bytes: &[u8]) -> bool {
        let Some(seen) = &self.seen else {
            return false;
        };
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(file.at.real()) == Some(&digest(bytes))
    }

    /// The tree a file is in.
    pub(crate) fn tree(&self, file: &Found) -> &Tree {
        self.opened
            .get(file.tree)
            .expect("files are of these trees")
    }

    /// Keeps a tree whose files were listed.
    pub(crate) fn keep(&mut self, tree: Tree) {
        self.opened.push(tree);
    }

    /// The number of the tree that is kept next.
    pub(crate) fn next(&self) -> usize {
        self.opened.len()
    }

    /// Opens a target and lists its Python files: those of a folder that are the project's own, all those of an
    /// environment that is itself the target, a file whatever it is called.
    pub(crate) fn add(
        &mut self,
        target: &Path,
        options: &mut OpenOptions,
        environment: &Environment,
    ) -> Result<(), Failure> {
        if target == Path::new("-") {
            options.stdin = Some(Box::new(std::io::stdin()));
        }
        let tree = Tree::open(target.as_os_str(), &environment.working_folder, options).map_err(
            |error| Failure {
                hint: error.hint(),
                ..Failure::usage(chain(&error))
            },
        )?;
        let number = self.opened.len();
        let mut files = Vec::new();
        match tree.kind() {
            TargetKind::Environment => {
                let folders = tree
                    .entries()
                    .iter()
                    .filter(|it| it.kind != EntryKind::File);
                for folder in folders {
                    below(&tree, &folder.path, &mut files, &mut self.notices, &|_| {
                        true
                    });
                }
            }
            _ => files.extend(
                tree.entries()
                    .iter()
                    .filter(|entry| entry.kind == EntryKind::File)
                    .map(|it| it.path.clone()),
            ),
        }
        self.is_release |= is_release(&files);
        let is_named = matches!(tree.kind(), TargetKind::File | TargetKind::Stdin);
        for at in files {
            let named = is_named.then_some(SourceKind::Module);
            let Some(kind) = kind_of(&tree, &at).or(named) else {
                continue;
            };
            self.files.push(Found {
                tree: number,
                shown: shown(target, is_named, &at),
                at,
                kind,
            });
        }
        self.notices.extend(tree.notices().iter().cloned());
        self.skipped.extend(tree.skipped().iter().cloned());
        self.opened.push(tree);
        Ok(())
    }

    /// Sorts the files by path and leaves each once.
    pub(crate) fn settle(&mut self) {
        self.files.sort_by(|a, b| a.shown.cmp(&b.shown));
        self.files
            .dedup_by(|a, b| a.at.real() == b.at.real() && a.shown == b.shown);
    }

    /// The bytes of a file.
    pub(crate) fn read(&self, file: &Found) -> Result<Vec<u8>, String> {
        if !self.changed.is_empty()
            && let Ok(real) = file.at.real().canonicalize()
            && let Some(bytes) = self.changed.get(&real)
        {
            return Ok(bytes.clone());
        }
        let bytes = self.stored(file)?;
        if let Some(seen) = &self.seen {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let path = file.at.real().to_owned();
            seen.entry(path).or_insert_with(|| digest(&bytes));
        }
        Ok(bytes)
    }

    /// The bytes that stand in a file now.
    pub(crate) fn stored(&self, file: &Found) -> Result<Vec<u8>, String> {
        let read = self.tree(file).read(&file.at);
        read.map_err(|error| error.failure.to_string())
    }
}

/// Whether a target is one release of a package, unpacked: a source distribution says so in `PKG-INFO`, in the folder
/// itself or in the one folder below it, a wheel in the one `*.dist-info`.
fn is_release(files: &[TreePath]) -> bool {
    let depth = |path: &str| path.matches('/').count();
    let paths = || files.iter().map(|path| &**path.shown());
    let is_source = |path: &str| path.rsplit('/').next() == Some("PKG-INFO") && depth(path) <= 1;
    let is_wheel = |path: &str| path.ends_with(".dist-info/METADATA");
    let wheels: BTreeSet<&str> = paths()
        .filter(|path| is_wheel(path))
        .filter_map(|path| path.rsplit_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    paths().any(is_source) || wheels.len() == 1
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What a file is, by its name or else its first line.
fn kind_of(tree: &Tree, at: &TreePath) -> Option<SourceKind> {
    let name = at.file_name();
    if name.contains('.') {
        return SourceKind::of(name, b"");
    }
    let bytes = tree.read(at).ok()?;
    SourceKind::of(name, bytes.get(..HEAD.min(bytes.len()))?)
}

/// A path as the user would name it: seen from where the target was named.
fn shown(target: &Path, is_file: bool, at: &TreePath) -> Arc<str> {
    if target == Path::new(".") || target == Path::new("-") {
        return at.shown().clone();
    }
    let target = target.to_string_lossy();
    if is_file {
        return Arc::from(&*target);
    }
    Arc::from(format!("{}/{}", target.trim_end_matches('/'), at.shown()))
}

/// All files below a folder, but for folders that are not to be entered; what cannot be listed is told.
pub(crate) fn below(
    tree: &Tree,
    folder: &TreePath,
    files: &mut Vec<TreePath>,
    notices: &mut Vec<Notice>,
    enters: &dyn Fn(&TreePath) -> bool,
) {
    let limits = tree.limits();
    let mut open = vec![(folder.clone(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let entries = match tree.list(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                notices.push(error.notice(Some(Location::file(folder.shown().clone()))));
                continue;
            }
        };
        for entry in entries {
            match entry.kind {
                EntryKind::File => files.push(entry.path),
                _ if !enters(&entry.path) => {}
                _ if depth < limits.depth => open.push((entry.path, depth + 1)),
                _ => notices.push(Notice::gap(
                    NoticeKind::Limit,
                    Some(Location::file(entry.path.shown().clone())),
                    format!("it lies more than {} folders deep", limits.depth),
                )),
            }
        }
        if files.len() > limits.files {
            let message = format!("there are more than {} files", limits.files);
            notices.push(Notice::gap(NoticeKind::Limit, None, message));
            return;
        }
    }
}
