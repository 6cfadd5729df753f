//! What is asked of the resolver.

use pyward_model::{Hash, Location, PackageName, Version};

use crate::{Forbidden, Target};

/// One question: which versions satisfy all of this?
#[derive(Clone, Debug)]
pub struct Request {
    /// What it is for.
    pub target: Target,
    /// What is wanted.
    pub requirements: Vec<Requirement>,
    /// What holds for packages that are needed anyway.
    pub constraints: Vec<Requirement>,
    /// What replaces everything else that is said about a package.
    pub overrides: Vec<Requirement>,
    /// Versions to keep where nothing speaks against them.
    pub preferences: Vec<Pin>,
    /// Versions that must not be in the result.
    pub forbidden: Forbidden,
    /// Which of several answers.
    pub mode: Mode,
    /// Whether pre-releases are taken.
    pub prereleases: Prereleases,
    /// Whether files and hashes are listed. They are read from the index's pages, which are known already.
    pub hashes: bool,
}

impl Request {
    /// The newest versions of some requirements, without anything else.
    pub fn new(target: Target, requirements: Vec<Requirement>) -> Self {
        Self {
            target,
            requirements,
            constraints: Vec::new(),
            overrides: Vec::new(),
            preferences: Vec::new(),
            forbidden: Forbidden::default(),
            mode: Mode::Highest,
            prereleases: Prereleases::IfNecessary,
            hashes: false,
        }
    }
}

/// A requirement, with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The requirement by [PEP 508](https://peps.python.org/pep-0508/), always with a name: `flask>=2`,
    /// `flask[async] ; python_version < "3.13"`, `demo @ git+https://host/demo`, `demo @ ./demo`.
    pub text: Box<str>,
    /// Where it stands, where it stands anywhere.
    pub origin: Option<Location>,
    /// What it was in its file, where that is something else (`-e ./demo`).
    pub written: Option<Box<str>>,
    /// Whether it is installed in place.
    pub editable: bool,
    /// For a repository, a folder or a source archive: what is known of it without building it.
    pub known: Option<Known>,
}

impl Requirement {
    /// A requirement from nowhere in particular.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.into(),
            origin: None,
            written: None,
            editable: false,
            known: None,
        }
    }
}

/// What a source says of itself in static files (`[project]` of `pyproject.toml`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its version; without one, whatever another package asks of its version is taken to hold.
    pub version: Option<Version>,
    /// What it requires, by PEP 508; `None` where that is not known.
    pub requires: Option<Vec<Box<str>>>,
}

/// A version to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// The package.
    pub name: PackageName,
    /// Its version; one that is not PEP 440 is passed over and told.
    pub version: Version,
    /// The hashes it is pinned with. They are handed back where the version stays and the index states none.
    pub hashes: Vec<Hash>,
}

/// Which of several answers is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// The highest version of everything that has no pin or cannot keep it.
    #[default]
    Highest,
    /// As few steps as possible away from the pins: what must move goes to the lowest version above its pin that
    /// does. Below a pin only where there is no other way.
    LeastChange,
    /// The lowest version of what is required directly, the highest of the rest.
    LowestDirect,
    /// The lowest version of everything.
    Lowest,
}

/// Whether pre-releases are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prereleases {
    /// Where nothing else fits.
    #[default]
    IfNecessary,
    /// Where a requirement names one and nothing else fits.
    Explicit,
    /// As any other release.
    Allow,
    /// Never.
    Disallow,
}
