//! A tree that lives in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::environment::{CONDA_META, holds_packages};
use crate::{Entry, EntryKind, ReadFailure, TreePath};

/// Files by their paths as shown.
#[derive(Debug, Default)]
pub(crate) struct Memory(BTreeMap<Arc<str>, Vec<u8>>);

impl Memory {
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Self {
        let files = files
            .iter()
            .map(|(path, bytes)| ((*path).into(), bytes.to_vec()));
        Self(files.collect())
    }

    /// Every file, and for each folder named `site-packages` an environment instead of what stands in it.
    pub(crate) fn entries(&self) -> Vec<Entry> {
        let mut found = BTreeSet::new();
        for path in self.0.keys() {
            let (shown, kind) = match site_packages(path) {
                Some(folder) => (folder.into(), EntryKind::Environment),
                None => (Arc::clone(path), EntryKind::File),
            };
            found.insert(Entry {
                path: Self::path(&shown),
                kind,
            });
        }
        found.into_iter().collect()
    }

    pub(crate) fn read(&self, path: &TreePath) -> Result<Vec<u8>, ReadFailure> {
        match self.0.get(path.shown()) {
            Some(bytes) => Ok(bytes.clone()),
            None if self.is_folder(path.shown()) => Err(ReadFailure::Directory),
            None => Err(ReadFailure::NotFound),
        }
    }

    pub(crate) fn list(&self, folder: &TreePath) -> Result<Vec<Entry>, ReadFailure> {
        if self.0.contains_key(folder.shown()) {
            return Err(ReadFailure::NotDirectory);
        }
        if !self.is_folder(folder.shown()) {
            return Err(ReadFailure::NotFound);
        }
        let mut found = BTreeSet::new();
        for path in self.0.keys() {
            let Some(rest) = below(path, folder.shown()) else {
                continue;
            };
            let (name, kind) = match rest.split_once('/') {
                Some((name, _)) => (name, EntryKind::Directory),
                None => (rest, EntryKind::File),
            };
            found.insert(Entry {
                path: folder.join(name, name.as_ref()),
                kind,
            });
        }
        Ok(found.into_iter().collect())
    }

    pub(crate) fn exists(&self, path: &TreePath) -> bool {
        self.0.contains_key(path.shown()) || self.is_folder(path.shown())
    }

    /// The path of that name, whether or not something is there.
    pub(crate) fn path(shown: &str) -> TreePath {
        TreePath::new(shown, if shown == "." { "" } else { shown })
    }

    fn is_folder(&self, shown: &str) -> bool {
        shown == "." || self.0.keys().any(|path| below(path, shown).is_some())
    }
}

/// The part of a path under a folder.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder == "." {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

fn site_packages(path: &str) -> Option<&str> {
    let mut end = 0;
    for part in path.split('/') {
        end += part.len();
        if (holds_packages(part) || part == CONDA_META) && end < path.len() {
            return path.get(..end);
        }
        end += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::{EntryKind, ReadFailure, Tree};

    const FILES: &[(&str, &[u8])] = &[
        ("a/b.txt", b"b"),
        ("c.txt", b"c"),
        ("v/site-packages/x-1.dist-info/METADATA", b"Name: x"),
    ];

    #[test]
    fn it_is_a_tree_like_one_of_the_disk() {
        let tree = Tree::memory(FILES);
        let shown: Vec<_> = tree
            .entries()
            .iter()
            .map(|entry| (&**entry.path.shown(), entry.kind))
            .collect();
        assert_eq!(
            shown,
            [
                ("a/b.txt", EntryKind::File),
                ("c.txt", EntryKind::File),
                ("v/site-packages", EntryKind::Environment)
            ]
        );
        let packages = &tree.entries()[2].path;
        let info = &tree.list(packages).unwrap()[0];
        assert_eq!(
            (&**info.path.shown(), info.kind),
            ("v/site-packages/x-1.dist-info", EntryKind::Directory)
        );
        assert_eq!(
            tree.read(&info.path.child("METADATA").unwrap()).unwrap(),
            b"Name: x"
        );
        assert!(tree.exists(&info.path) && !tree.exists(&info.path.child("RECORD").unwrap()));
    }

    #[test]
    fn references_stay_in_it() {
        let tree = Tree::memory(FILES);
        let from = &tree.entry("a/b.txt").unwrap().path;
        assert_eq!(
            tree.resolve(from, "../c.txt").unwrap(),
            tree.entry("c.txt").unwrap().path
        );
        for (reference, failure) in [
            ("../../c.txt", ReadFailure::Outside),
            ("/c.txt", ReadFailure::Outside),
            ("c.txt", ReadFailure::NotFound),
        ] {
            assert_eq!(tree.resolve(from, reference).unwrap_err().failure, failure);
        }
        let folder = tree.resolve(from, ".").unwrap();
        assert_eq!(
            tree.read(&folder).unwrap_err().failure,
            ReadFailure::Directory
        );
        assert_eq!(
            tree.list(from).unwrap_err().failure,
            ReadFailure::NotDirectory
        );
    }
}
