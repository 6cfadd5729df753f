//! How a project is managed: by which tool, from which files, and whether those agree.

use std::sync::Arc;

/// What is known of how one project is managed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProjectState {
    /// Its folder, as shown (`.` for the target itself).
    pub home: Arc<str>,
    /// The tools whose files are there (`uv`, `poetry`, `pip`), sorted.
    pub managers: Vec<&'static str>,
    /// Its manifests and requirements files, sorted.
    pub manifests: Vec<Arc<str>>,
    /// Its locks, sorted by path.
    pub locks: Vec<LockState>,
    /// The Python versions it supports, as written.
    pub requires_python: Option<String>,
    /// The environment beside it.
    pub environment: Option<EnvironmentState>,
}

/// A lock, and whether it belongs to the manifest beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockState {
    /// Its path, as shown.
    pub path: Arc<str>,
    /// Whether it was made from the manifest as it is.
    pub agreement: Agreement,
}

/// An environment beside a project.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EnvironmentState {
    /// Its path, as shown.
    pub path: Arc<str>,
    /// Whether it keeps the packages of the system out; `None` where nothing says so.
    pub isolated: Option<bool>,
    /// Whether what is installed is what is locked.
    pub agreement: Agreement,
}

/// Whether two statements about one project agree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// They do.
    InStep,
    /// They do not: what is different, in a few words.
    OutOfStep(String),
    /// It cannot be told: why, in a few words.
    Unknown(&'static str),
}

impl Agreement {
    /// The stable word of machine formats.
    pub fn word(&self) -> &'static str {
        match self {
            Self::InStep => "in-step",
            Self::OutOfStep(_) => "out-of-step",
            Self::Unknown(_) => "unknown",
        }
    }
}
