//! What the resolver answers.

use std::collections::BTreeSet;

use pyward_model::{Hash, PackageName, Version};

use crate::ReleaseFile;

/// Versions that can stand together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// The packages, sorted by name, version and marker.
    pub packages: Vec<Resolved>,
    /// What was odd on the way: an extra that does not exist, a forbidden version that is no version. Sentences, sorted.
    pub oddities: Vec<String>,
    /// With [`crate::Mode::LeastChange`], whether a package had to go below its pin.
    pub lowered: bool,
}

impl Resolution {
    /// The package of that name; the first of several in a universal resolution.
    pub fn get(&self, name: &PackageName) -> Option<&Resolved> {
        self.packages.iter().find(|package| package.name == *name)
    }
}

/// One version of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// The package.
    pub name: PackageName,
    /// Its version; `None` for a source that does not say.
    pub version: Option<Version>,
    /// The extras that are asked for, normalised.
    pub extras: BTreeSet<Box<str>>,
    /// Under which marker it is needed, in a universal resolution; `None` where it always is.
    pub marker: Option<Box<str>>,
    /// Where it comes from.
    pub origin: Source,
    /// Whether a requirement of the request names it.
    pub direct: bool,
    /// The packages of the resolution that require it.
    pub via: BTreeSet<PackageName>,
    /// The packages of the resolution that it requires.
    pub requires: BTreeSet<PackageName>,
    /// The hashes of its files, sorted; empty unless asked for.
    pub hashes: Vec<Hash>,
    /// Its files, sorted by name; empty unless asked for.
    pub files: Vec<ReleaseFile>,
    /// Why it was withdrawn from the index (PEP 592; may be empty); `None` where it was not.
    pub yanked: Option<Box<str>>,
    /// Whether what it requires is known.
    pub metadata: Metadata,
}

/// Where a package comes from. URLs are without credentials.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// An index or a page of links, by its URL; empty where the resolver does not say.
    Index(Box<str>),
    /// An archive, a repository or a path: what stands behind the `@` of the requirement.
    Url(Box<str>),
}

/// Whether what a package requires is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metadata {
    /// By its metadata.
    Known,
    /// Only a build would tell; it may require more than this resolution has.
    Unverified,
}
