//! What is known about the inventory from outside it.

use std::sync::Arc;

use crate::{AdvisoryGroup, Breach, ComponentId, Date, Ecosystem, Fix, Notice};

/// Matching advisories, and the sources that were asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The sources, in the order they were asked.
    pub sources: Vec<DataSource>,
    /// Sources that could not be used; their silence is not an answer.
    pub failures: Vec<SourceFailure>,
    /// One a component and alias group, sorted by component, then id.
    pub matches: Vec<Match>,
    /// How releases stand with the index they come from, sorted by component; empty where no index was asked.
    pub standings: Vec<Standing>,
    /// The days on which releases were first uploaded, as an index that was asked says, sorted by component.
    pub uploads: Vec<(ComponentId, Date)>,
    /// What the policy has against what is there, sorted.
    pub breaches: Vec<Breach>,
    /// Withdrawn records that would have matched.
    pub withdrawn: usize,
    /// The ecosystems besides PyPI whose advisories were asked, sorted.
    pub asked: Vec<Ecosystem>,
    /// Components no advisory could be asked about (no version, not from an index).
    pub unauditable: Vec<ComponentId>,
    /// What the reader must know about the gathering.
    pub notices: Vec<Notice>,
}

/// A source of advisory data as it was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataSource {
    /// Its name, such as `GitHub Advisory Database`.
    pub name: String,
    /// The day the data was current.
    pub date: Option<Date>,
    /// Records it holds.
    pub records: usize,
    /// Whether it is the snapshot built into the program.
    pub built_in: bool,
}

/// A source that could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFailure {
    /// Its name.
    pub name: String,
    /// What happened.
    pub error: String,
}

/// How a release stands with a package index, where that is not well.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    /// Of which component.
    pub component: ComponentId,
    /// What is said.
    pub kind: StandingKind,
    /// Why, in the words of the index. Foreign text.
    pub reason: Option<Box<str>>,
    /// Who says so.
    pub source: String,
}

/// What an index says of a release or of its project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StandingKind {
    /// Its maintainers took the release back ([PEP 592](https://peps.python.org/pep-0592/)).
    Yanked,
    /// The index withholds the project, as it is thought to be an attack ([PEP 792](https://peps.python.org/pep-0792/)).
    Quarantined,
    /// The project gets no more releases.
    Archived,
    /// The project is to be replaced by another.
    Deprecated,
    /// The index has the project and not this release.
    MissingRelease,
    /// The index does not have the project.
    MissingProject,
}

/// An advisory group speaks of a component.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Of which component.
    pub component: ComponentId,
    /// What it says.
    pub group: Arc<AdvisoryGroup>,
    /// How the version was matched.
    pub matched_by: MatchedBy,
    /// What clears it.
    pub fix: Option<Fix>,
}

/// How a version was found to be affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchedBy {
    /// The version itself is affected.
    Version,
    /// Its public version is, with the local part (`+cpu`) taken off.
    PublicVersion,
    /// It is no PEP 440 version, and a record names it character by character.
    Text,
}
