//! Files of a git revision, read from its objects.
//!
//! No git is run: the repository's files are read as any others are, so that nothing it configures (hooks, filters,
//! monitors, remotes that lend objects) can run anything. What is written is what was committed, byte for byte:
//! `.gitattributes` are not applied.
//!
//! Read are loose objects and packs (gitformat-pack(5), index version 2) with SHA-1 or SHA-256 names, objects lent by
//! other folders, linked working trees, loose and packed references. Not read are reftables, and objects that a partial
//! or shallow clone left at its remote.

mod checkout;
mod database;
mod delta;
mod history;
mod names;
mod object;
mod pack;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use pyward_model::printable;

pub use checkout::Checkout;

use self::database::{Database, Object, RECORD};
use self::object::{Commit, Kind, ObjectId};
use crate::{EntryKind, Limits, ReadFailure, file};

/// The most bytes of a small file of git's own: `HEAD`, `config`, `shallow`.
const SMALL: u64 = 16 * 1024 * 1024;

/// A git repository, opened to be read.
pub struct Repository {
    /// The folder its files are checked out in.
    top: PathBuf,
    /// Git's folder of this working tree, and the one all its working trees share.
    own: PathBuf,
    shared: PathBuf,
    database: Database,
    /// Bytes of the name of an object.
    length: u64,
    /// Commits whose parents are not here.
    shallow: BTreeSet<ObjectId>,
}

/// A commit of a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revision(ObjectId);

impl Revision {
    /// Its full name, in hexadecimal digits.
    pub fn name(&self) -> String {
        self.0.to_string()
    }
}

/// A revision that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// No folder upward is a git repository.
    #[error("{} is in no git repository", printable(&.0.to_string_lossy()))]
    NoRepository(PathBuf),
    /// It is of a kind that is not read.
    #[error("{}: {what} is not read", printable(&path.to_string_lossy()))]
    Unsupported {
        /// The file or folder.
        path: PathBuf,
        /// What it is.
        what: String,
    },
    /// Nothing has that name.
    #[error("`{}` names no commit of this repository", printable(.0))]
    NoSuchRevision(String),
    /// Several commits begin with these digits.
    #[error("more than one commit begins with `{}`", printable(.0))]
    Ambiguous(String),
    /// Two histories never met.
    #[error("the two sides of `{}` share no commit", printable(rev))]
    NothingShared {
        /// As written.
        rev: String,
        /// Whether older commits were left at the remote.
        shallow: bool,
    },
    /// An object is not here.
    #[error("the object {0} is not in this repository")]
    Missing(String),
    /// Something is not as git writes it.
    #[error("{}: {problem}", printable(what))]
    Broken {
        /// A path, or the name of an object or reference.
        what: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// More bytes (or commits) than a bound allows.
    #[error("it is larger than the bound of {0}")]
    TooLarge(u64),
    /// More files than [`Limits::files`] allows.
    #[error("it holds more than {0} files")]
    TooMany(usize),
    /// A file of git's own cannot be read.
    #[error("{}: {failure}", printable(&path.to_string_lossy()))]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        failure: ReadFailure,
    },
    /// A file cannot be written into the folder.
    #[error("cannot write {}: {error}", printable(&path.to_string_lossy()))]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl RevisionError {
    fn broken(id: ObjectId, problem: &'static str) -> Self {
        Self::Broken {
            what: id.to_string(),
            problem,
        }
    }

    /// What to do next, where that can be known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoRepository(_) => Some("name a folder of a git checkout"),
            Self::NoSuchRevision(_) => Some(
                "fetch it first: a checkout of CI often holds one commit only (`fetch-depth: 0`)",
            ),
            Self::Ambiguous(_) => Some("write more digits"),
            Self::NothingShared { shallow: true, .. } | Self::Missing(_) => Some(
                "fetch the rest of the history: `git fetch --unshallow`, or `fetch-depth: 0` in CI",
            ),
            Self::Unsupported { .. } => {
                Some("name a folder with the files of that revision instead: `git worktree add`")
            }
            Self::Broken { .. } => Some("see what `git fsck` says of the repository"),
            Self::NothingShared { .. }
            | Self::TooLarge(_)
            | Self::TooMany(_)
            | Self::Unreadable { .. }
            | Self::Write { .. } => None,
        }
    }
}

fn unreadable(path: &Path) -> impl Fn(ReadFailure) -> RevisionError + '_ {
    |failure| RevisionError::Unreadable {
        path: path.to_owned(),
        failure,
    }
}

/// Writes the files of a revision that are wanted into a folder, which is empty or not there: the short way through
/// [`Repository`].
///
/// `wanted` is asked with paths from the top of the repository (`/` between parts) and whether it is a file
/// ([`EntryKind::File`]) or a folder ([`EntryKind::Directory`]); nothing below a folder that is not wanted is looked at.
pub fn checkout_into(
    repository: &Path,
    rev: &str,
    wanted: &dyn Fn(&str, EntryKind) -> bool,
    folder: &Path,
    limits: &Limits,
) -> Result<Checkout, RevisionError> {
    let found = Repository::find(repository)?
        .ok_or_else(|| RevisionError::NoRepository(repository.to_owned()))?;
    found.checkout_into(found.resolve(rev)?, wanted, folder, limits)
}

impl Repository {
    /// The repository a folder (or file) is in, if it is in any.
    pub fn find(inside: &Path) -> Result<Option<Self>, RevisionError> {
        let start = inside
            .canonicalize()
            .map_err(|error| unreadable(inside)(ReadFailure::from(error)))?;
        for top in start.ancestors() {
            let mark = top.join(".git");
            let own = if mark.is_dir() {
                mark
            } else if mark.is_file() {
                linked(&mark)?
            } else {
                continue;
            };
            if !own.join("HEAD").is_file() {
                continue;
            }
            return Self::open(top.to_owned(), own).map(Some);
        }
        Ok(None)
    }

    fn open(top: PathBuf, own: PathBuf) -> Result<Self, RevisionError> {
        let shared = match small(&own.join("commondir"))? {
            Some(text) => own.join(text.trim()),
            None => own.clone(),
        };
        let config = small(&shared.join("config"))?.unwrap_or_default();
        let kept = setting(&config, "refstorage");
        if let Some(kept) = kept.filter(|kept| kept != "files") {
            return Err(RevisionError::Unsupported {
                path: shared,
                what: format!(
                    "a repository that keeps references as `{}`",
                    printable(&kept)
                ),
            });
        }
        let length = match setting(&config, "objectformat").as_deref() {
            None | Some("sha1") => 20,
            Some("sha256") => 32,
            Some(other) => {
                return Err(RevisionError::Unsupported {
                    path: shared,
                    what: format!("a repository that names objects by `{}`", printable(other)),
                });
            }
        };
        let shallow = small(&shared.join("shallow"))?.unwrap_or_default();
        Ok(Self {
            top,
            database: Database::new(shared.join("objects"), length),
            own,
            shared,
            length,
            shallow: shallow
                .lines()
                .filter_map(|line| ObjectId::parse(line.trim()))
                .collect(),
        })
    }

    /// The folder its files are checked out in.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The branch that is checked out, such as `main` or `feature/x`; `None` where a commit is checked out by itself, as
    /// CI often does.
    pub fn branch(&self) -> Result<Option<String>, RevisionError> {
        Ok(match names::content(self, "HEAD")? {
            Some(names::Content::Reference(name)) => {
                name.strip_prefix("refs/heads/").map(str::to_owned)
            }
            _ => None,
        })
    }

    /// The commit that people call so: a branch, a tag, the first digits of its name, `HEAD~2`, `main^2`, or
    /// `main...HEAD` for the last commit both have (an empty side is `HEAD`).
    pub fn resolve(&self, rev: &str) -> Result<Revision, RevisionError> {
        names::commit(self, rev).map(Revision)
    }

    /// Writes the files of a revision that are wanted into a folder, which is empty or not there; see [`checkout_into`].
    pub fn checkout_into(
        &self,
        revision: Revision,
        wanted: &dyn Fn(&str, EntryKind) -> bool,
        folder: &Path,
        limits: &Limits,
    ) -> Result<Checkout, RevisionError> {
        checkout::write(self, revision.0, wanted, folder, limits)
    }

    fn object(&self, id: &ObjectId) -> Result<Object, RevisionError> {
        self.object_within(id, RECORD)
    }

    fn object_within(&self, id: &ObjectId, limit: u64) -> Result<Object, RevisionError> {
        let found = self.database.find(id, limit)?;
        found.ok_or_else(|| database::missing(*id))
    }

    fn commit(&self, id: ObjectId) -> Result<Commit, RevisionError> {
        match self.object(&id)? {
            (Kind::Commit, bytes) => Commit::parse(id, &bytes),
            _ => Err(RevisionError::broken(id, "it is no commit")),
        }
    }

    /// The parents of a commit that are here.
    fn parents(&self, id: ObjectId) -> Result<Vec<ObjectId>, RevisionError> {
        if self.shallow.contains(&id) {
            return Ok(Vec::new());
        }
        self.commit(id).map(|commit| commit.parents)
    }

    fn parent(&self, id: ObjectId, number: usize) -> Result<Option<ObjectId>, RevisionError> {
        Ok(self.parents(id)?.get(number).copied())
    }

    fn is_shallow(&self) -> bool {
        !self.shallow.is_empty()
    }
}

/// The folder a file `.git` leads to, in a linked working tree or a submodule.
fn linked(mark: &Path) -> Result<PathBuf, RevisionError> {
    let text = small(mark)?.unwrap_or_default();
    let parent = mark.parent().unwrap_or(mark);
    let folder = text
        .strip_prefix("gitdir:")
        .map(|it| parent.join(it.trim()));
    folder.ok_or_else(|| RevisionError::Broken {
        what: mark.display().to_string(),
        problem: "it does not say where the repository is",
    })
}

/// A small file as text; `None` where there is none.
fn small(path: &Path) -> Result<Option<String>, RevisionError> {
    match file::read(path, SMALL) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(ReadFailure::NotFound) => Ok(None),
        Err(failure) => Err(unreadable(path)(failure)),
    }
}

/// The last value of a key in git's configuration, whatever section it is in: only keys of one section are asked for.
fn setting(config: &str, key: &str) -> Option<String> {
    let lines = config.lines().rev();
    let mut pairs = lines.filter_map(|line| line.trim().split_once('='));
    pairs
        .find(|(name, _)| name.trim().eq_ignore_ascii_case(key))
        .map(|(_, value)| value.trim().to_ascii_lowercase())
}
