//! What is there: packages, where they come from, and what they are needed for.

use std::collections::BTreeSet;
use std::fmt;

use smol_str::SmolStr;

use crate::release_file::is_release_file;
use crate::{Date, Ecosystem, Location, PackageName, Purl, SortedSet, Version};

/// The place of a component in [`crate::Inventory::components`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId(pub u32);

impl ComponentId {
    /// The index into the components.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One version of one package, or a requirement that names no version, with the evidence for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    /// Its ecosystem.
    pub ecosystem: Ecosystem,
    /// Its name.
    pub name: PackageName,
    /// The version that is used; `None` for an unresolved requirement.
    pub version: Option<Version>,
    /// For an unresolved requirement, what is asked for (`>=2.8,<3`; empty where nothing is).
    pub requirement: Option<Box<str>>,
    /// Where it is got from.
    pub origin: Origin,
    /// What it is needed for; empty where the format does not say.
    pub scopes: SortedSet<Scope>,
    /// Whether the project asks for it itself.
    pub direct: bool,
    /// Extras asked for (`celery[redis]`), normalised.
    pub extras: BTreeSet<Box<str>>,
    /// Markers under which it is needed, each as written; empty where it always is.
    pub markers: BTreeSet<Box<str>>,
    /// Hashes of its files.
    pub hashes: Vec<Hash>,
    /// The day the first of its files was uploaded to its index, where a lock says so.
    pub uploaded: Option<Date>,
    /// Evidence: where it is declared, locked or installed.
    pub locations: Vec<Location>,
}

/// A file's hash, as a lock or requirement states it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash {
    /// `sha256` and the like, lower case.
    pub algorithm: SmolStr,
    /// Lower-case hexadecimal digits.
    pub digits: Box<str>,
}

/// Where a component is got from. URLs are stored without credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A package index: the default one, or the one named.
    #[default]
    Index,
    /// An index other than PyPI, by its URL.
    NamedIndex(Box<str>),
    /// A file at a URL.
    Url(Box<str>),
    /// A version control system: URL with scheme such as `git+https`, and the commit if known.
    Vcs {
        /// The repository.
        url: Box<str>,
        /// The commit or reference.
        reference: Option<Box<str>>,
    },
    /// A local folder or file.
    Path {
        /// As written.
        path: Box<str>,
        /// Whether it is installed in place.
        editable: bool,
    },
}

impl Origin {
    /// Whether the version comes from a package index, so that advisories speak of it.
    pub fn is_index(&self) -> bool {
        matches!(self, Self::Index | Self::NamedIndex(_))
    }
}

/// What a component is needed for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Running the project.
    Main,
    /// An optional feature, by its normalised name.
    Extra(Box<str>),
    /// A dependency group ([PEP 735](https://peps.python.org/pep-0735/)) or category other than development.
    Group(Box<str>),
    /// Development.
    Dev,
    /// Building the project.
    Build,
    /// A copy inside of another package, which is named with its version (`pip 25.2`).
    Vendored(Box<str>),
    /// Packages of the system's Python, which the system's package manager looks after.
    System,
    /// Packages a user installed for all they run (`pip install --user`).
    User,
}

impl Scope {
    /// The scope a dependency group's name stands for: `main`/`default` and `dev`/`develop` have scopes of their own.
    pub fn group(name: &str) -> Self {
        let name = crate::PackageName::pypi(name);
        match name.as_str() {
            "main" | "default" => Self::Main,
            "dev" | "develop" | "development" => Self::Dev,
            other => Self::Group(other.into()),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Main => f.write_str("main"),
            Self::Extra(name) => write!(f, "extra {}", crate::printable(name)),
            Self::Group(name) => write!(f, "group {}", crate::printable(name)),
            Self::Dev => f.write_str("dev"),
            Self::Build => f.write_str("build"),
            Self::Vendored(by) => write!(f, "vendored by {}", crate::printable(by)),
            Self::System => f.write_str("system"),
            Self::User => f.write_str("user"),
        }
    }
}

impl Component {
    /// A component of PyPI with nothing known but its name and version.
    pub fn pypi(name: PackageName, version: Option<Version>) -> Self {
        Self {
            ecosystem: Ecosystem::PyPI,
            name,
            version,
            requirement: None,
            origin: Origin::Index,
            scopes: SortedSet::new(),
            direct: false,
            extras: BTreeSet::new(),
            markers: BTreeSet::new(),
            hashes: Vec::new(),
            uploaded: None,
            locations: Vec::new(),
        }
    }

    /// The version that advisories about PyPI can be asked about; `None` where they cannot speak of this component: not of
    /// PyPI, or without a [released version](Self::released_version). Whether those of another ecosystem were asked
    /// depends on the data at hand: [`crate::Inventory::asked_version`] tells of both.
    pub fn auditable_version(&self) -> Option<&Version> {
        self.released_version()
            .filter(|_| self.ecosystem == Ecosystem::PyPI)
    }

    /// The version that advisories of its ecosystem can speak of; `None` where it has none, or is local. A version that
    /// comes from a URL or a repository is one too, since that is what it says it is; a local folder may be anything, and
    /// only a file named as a release is taken for one.
    pub fn released_version(&self) -> Option<&Version> {
        let version = self.version.as_ref()?;
        let released = match &self.origin {
            Origin::Index | Origin::NamedIndex(_) | Origin::Url(_) | Origin::Vcs { .. } => true,
            Origin::Path { editable: true, .. } => false,
            Origin::Path {
                path,
                editable: false,
            } => is_release_file(path, &self.name, version),
        };
        released.then_some(version)
    }

    /// Whether it is what a project is built with, by a range that nothing pins, as nearly every manifest has it. It is
    /// listed, but no gap: a lock does not speak of it, and it is no part of what runs.
    pub fn is_open_build_requirement(&self) -> bool {
        self.version.is_none() && self.scopes.iter().eq([&Scope::Build])
    }

    /// Who else than the project looks after this copy of the package: a package it is vendored in, the system, or the
    /// user. Such a copy stays apart from the project's own of the same version.
    pub fn keeper(&self) -> Option<&Scope> {
        let foreign =
            |scope: &&Scope| matches!(scope, Scope::Vendored(_) | Scope::System | Scope::User);
        self.scopes.iter().find(foreign)
    }

    /// The package it is a copy in, with its version (`pip 25.2`): it moves with that one alone.
    pub fn vendored_by(&self) -> Option<&str> {
        self.scopes.iter().find_map(|scope| match scope {
            Scope::Vendored(by) => Some(&**by),
            _ => None,
        })
    }

    /// Its package URL.
    pub fn purl(&self) -> Purl {
        Purl::new(&self.ecosystem, &self.name, self.version.as_ref())
    }
}
