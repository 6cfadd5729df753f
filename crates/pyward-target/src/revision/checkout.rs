//! The files of a revision, written into a folder.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use pyward_model::SkippedPath;

use super::database::RECORD;
use super::object::{Kind, ObjectId, What, items};
use super::{Repository, RevisionError};
use crate::{EntryKind, Limits};

/// What was written of a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkout {
    /// The full name of the commit, in hexadecimal digits.
    pub commit: String,
    /// How many files were written.
    pub files: usize,
    /// What was wanted and is not there, and why, sorted by path: submodules, what is too large, names that cannot be
    /// written here.
    pub left_out: Vec<SkippedPath>,
}

/// Most bytes of what a symbolic link leads to.
const LINK: u64 = 4096;

struct Writer<'a> {
    repository: &'a Repository,
    wanted: &'a dyn Fn(&str, EntryKind) -> bool,
    folder: &'a Path,
    limits: &'a Limits,
    done: Checkout,
    /// Names looked at, and bytes written.
    seen: usize,
    written: u64,
    /// Links are made last, so that nothing is written through one.
    links: Vec<(Place, PathBuf)>,
}

/// A name of a tree: as shown, and where it is written.
#[derive(Clone)]
struct Place {
    shown: String,
    real: PathBuf,
    depth: usize,
}

/// Writes what is wanted of a commit.
pub(super) fn write(
    repository: &Repository,
    commit: ObjectId,
    wanted: &dyn Fn(&str, EntryKind) -> bool,
    folder: &Path,
    limits: &Limits,
) -> Result<Checkout, RevisionError> {
    let top = Place {
        shown: String::new(),
        real: folder.to_owned(),
        depth: 0,
    };
    let mut writer = Writer {
        repository,
        wanted,
        folder,
        limits,
        done: Checkout {
            commit: commit.to_string(),
            ..Checkout::default()
        },
        seen: 0,
        written: 0,
        links: Vec::new(),
    };
    let mut open = vec![(top, repository.commit(commit)?.tree)];
    while let Some((place, tree)) = open.pop() {
        writer.folder(&place, tree, &mut open)?;
    }
    writer.make_links();
    writer.done.left_out.sort();
    Ok(writer.done)
}

impl Writer<'_> {
    /// Writes what stands in one folder, and names the folders in it.
    fn folder(
        &mut self,
        place: &Place,
        tree: ObjectId,
        open: &mut Vec<(Place, ObjectId)>,
    ) -> Result<(), RevisionError> {
        let (kind, bytes) = self.repository.object_within(&tree, RECORD)?;
        if kind != Kind::Tree {
            return Err(RevisionError::broken(tree, "it is no tree"));
        }
        let mut names = BTreeSet::new();
        for item in items(tree, &bytes) {
            let item = item?;
            self.seen += 1;
            if self.seen > self.limits.files {
                return Err(RevisionError::TooMany(self.limits.files));
            }
            let name = String::from_utf8_lossy(item.name);
            let shown = match &*place.shown {
                "" => name.into_owned(),
                above => format!("{above}/{name}"),
            };
            let asked = match item.what {
                What::Folder | What::Submodule => EntryKind::Directory,
                What::File | What::Link => EntryKind::File,
            };
            if !(self.wanted)(&shown, asked) {
                continue;
            }
            let Some(real) = writable(item.name).filter(|_| names.insert(item.name)) else {
                self.leave(&shown, "its name cannot be written here");
                continue;
            };
            let inner = Place {
                real: place.real.join(real),
                shown,
                depth: place.depth + 1,
            };
            match item.what {
                What::Submodule => self.leave(
                    &inner.shown,
                    "a submodule, of which only its commit is known",
                ),
                What::Folder if inner.depth > self.limits.depth => {
                    self.leave(&inner.shown, "it is too deep");
                }
                What::Folder => open.push((inner, item.id)),
                What::Link => self.link(inner, item.id)?,
                What::File => self.file(&inner, item.id)?,
            }
        }
        Ok(())
    }

    fn file(&mut self, place: &Place, id: ObjectId) -> Result<(), RevisionError> {
        let bytes = match self.repository.object_within(&id, self.limits.file_bytes) {
            Ok((Kind::Blob, bytes)) => bytes,
            Ok(_) => return Err(RevisionError::broken(id, "it is no file")),
            Err(RevisionError::TooLarge(limit)) if limit == self.limits.file_bytes => {
                self.leave(&place.shown, "it is too large");
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.written = self.written.saturating_add(bytes.len() as u64);
        if self.written > self.limits.unpacked_bytes {
            return Err(RevisionError::TooLarge(self.limits.unpacked_bytes));
        }
        match put(&place.real, &bytes) {
            Ok(()) => self.done.files += 1,
            // Two names that are one on this disk (`README` and `readme`).
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                self.leave(&place.shown, "another file has its name on this disk");
            }
            Err(error) => {
                return Err(RevisionError::Write {
                    path: place.real.clone(),
                    error,
                });
            }
        }
        Ok(())
    }

    /// A link is kept where it cannot lead out of the folder.
    fn link(&mut self, place: Place, id: ObjectId) -> Result<(), RevisionError> {
        let target = match self.repository.object_within(&id, LINK) {
            Ok((Kind::Blob, bytes)) => inside(&bytes, place.depth - 1),
            Ok(_) => return Err(RevisionError::broken(id, "it is no link")),
            Err(RevisionError::TooLarge(LINK)) => None,
            Err(error) => return Err(error),
        };
        match target {
            Some(target) => self.links.push((place, target)),
            None => self.leave(&place.shown, "a symbolic link that leads out of the target"),
        }
        Ok(())
    }

    fn make_links(&mut self) {
        for (place, target) in std::mem::take(&mut self.links) {
            if make_link(&place.real, &target, self.folder).is_err() {
                self.leave(&place.shown, "a symbolic link that cannot be made here");
            }
        }
    }

    fn leave(&mut self, shown: &str, reason: &str) {
        self.done.left_out.push(SkippedPath {
            path: shown.into(),
            reason: reason.to_owned(),
        });
    }
}

/// Writes a file that is not there yet, and the folders above it.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)
}

/// The name as the system takes it; `None` for one that is another place, git's own folder, or no name here.
fn writable(name: &[u8]) -> Option<OsString> {
    let is_plain = !matches!(name, b"" | b"." | b"..") && !name.contains(&b'/');
    if !is_plain || name.eq_ignore_ascii_case(b".git") {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        Some(OsString::from_vec(name.to_vec()))
    }
    #[cfg(not(unix))]
    {
        let name = std::str::from_utf8(name).ok()?;
        let is_odd = |it: char| it.is_control() || "\\:*?\"<>|".contains(it);
        let is_device = {
            let stem = name.split('.').next().unwrap_or("").to_ascii_lowercase();
            matches!(&*stem, "con" | "prn" | "aux" | "nul")
                || (stem.starts_with("com") || stem.starts_with("lpt")) && stem.len() == 4
        };
        let ends_well = !name.ends_with(['.', ' ']);
        (!name.contains(is_odd) && ends_well && !is_device).then(|| name.into())
    }
}

/// What a link leads to, if that is inside whatever else is there: steps up, no more than there are folders, and then
/// only down. Links on the way down are of the same kind.
fn inside(target: &[u8], depth: usize) -> Option<PathBuf> {
    let text = std::str::from_utf8(target).ok()?;
    let mut ups = 0;
    let mut is_down = false;
    if text.is_empty() || text.starts_with('/') || text.contains(['\0', '\\', ':']) {
        return None;
    }
    for part in text.split('/') {
        match part {
            "" | "." => {}
            ".." if is_down => return None,
            ".." => ups += 1,
            part if part.eq_ignore_ascii_case(".git") => return None,
            _ => is_down = true,
        }
    }
    (ups <= depth).then(|| PathBuf::from(text))
}

#[cfg(unix)]
fn make_link(path: &Path, target: &Path, _folder: &Path) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::os::unix::fs::symlink(target, path)
}

/// Links need a privilege here: what they lead to is copied, if it is a file.
#[cfg(not(unix))]
fn make_link(path: &Path, target: &Path, folder: &Path) -> io::Result<()> {
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent)?;
    let real = parent.join(target).canonicalize()?;
    if !real.starts_with(folder.canonicalize()?) || !real.is_file() || path.exists() {
        return Err(io::ErrorKind::Unsupported.into());
    }
    std::fs::copy(real, path).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_up_first_and_then_down() {
        for (target, depth) in [
            ("a", 0),
            ("a/b", 0),
            ("../a", 1),
            ("./../../a/b", 2),
            ("..", 1),
        ] {
            assert!(inside(target.as_bytes(), depth).is_some(), "{target}");
        }
        for (target, depth) in [
            ("../a", 0),
            ("../../a", 1),
            ("/etc/passwd", 5),
            ("a/../b", 5),
            ("", 5),
            ("../.git/config", 1),
            ("..\\x", 1),
        ] {
            assert!(inside(target.as_bytes(), depth).is_none(), "{target}");
        }
    }

    #[test]
    fn names_that_are_other_places_are_not_written() {
        for name in ["", ".", "..", "a/b", ".git", ".GIT"] {
            assert_eq!(writable(name.as_bytes()), None, "{name}");
        }
        assert_eq!(writable(b"uv.lock"), Some("uv.lock".into()));
    }
}
