//! What an index has of a package.

use pyward_model::{Date, Hash, PackageName, Version};

pub(crate) mod read;

/// All releases of a package, as the indexes state them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Releases {
    /// The package.
    pub name: PackageName,
    /// The state of the project ([PEP 792](https://peps.python.org/pep-0792/)).
    pub status: Status,
    /// Why it is in that state, where the index says so.
    pub reason: Option<Box<str>>,
    /// The releases, lowest version first. Where several indexes have a version, all its files.
    pub releases: Vec<Release>,
}

/// The state of a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// As usual, or not stated.
    #[default]
    Active,
    /// Its owners will not release again.
    Archived,
    /// Its owners advise another package.
    Deprecated,
    /// The index thinks it harmful and offers nothing of it.
    Quarantined,
}

/// One version of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// The version.
    pub version: Version,
    /// Its files, sorted by name.
    pub files: Vec<ReleaseFile>,
    /// Why all its files were withdrawn (PEP 592; may be empty); `None` where they were not.
    pub yanked: Option<Box<str>>,
    /// The Python versions it is for, as its files state them.
    pub requires_python: Option<Box<str>>,
    /// The day of its first file, where the index says so.
    pub uploaded: Option<Date>,
}

/// A file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its name.
    pub filename: Box<str>,
    /// Where it is, without credentials.
    pub url: Box<str>,
    /// Its hashes, sorted.
    pub hashes: Vec<Hash>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// The index it is on, without credentials.
    pub index: Box<str>,
}

impl ReleaseFile {
    /// Whether it is a wheel.
    pub fn is_wheel(&self) -> bool {
        self.filename.ends_with(".whl")
    }
}

/// What one release asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseMetadata {
    /// Its requirements (PEP 508), as its metadata has them.
    pub requires: Vec<Box<str>>,
    /// The Python versions it is for.
    pub requires_python: Option<Box<str>>,
    /// Its extras, sorted.
    pub extras: Vec<Box<str>>,
}

impl Releases {
    /// The release with that version.
    pub fn get(&self, version: &Version) -> Option<&Release> {
        self.releases
            .iter()
            .find(|release| release.version == *version)
    }
}
