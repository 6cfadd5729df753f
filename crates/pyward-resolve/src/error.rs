//! Why there is no answer, and what to do about it.

use std::path::PathBuf;

use pyward_model::{Location, PackageName};

/// Why an engine does not start.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The cache folder cannot be used.
    #[error("the cache at {} cannot be used: {reason}", path.display())]
    Cache {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// An address or another setting cannot be used.
    #[error("{what} `{given}` cannot be used: {reason}")]
    Setting {
        /// Which one.
        what: &'static str,
        /// What it is set to, without credentials.
        given: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The thread or the client could not be made.
    #[error("the resolver cannot start: {reason}")]
    Start {
        /// What the system said.
        reason: String,
    },
}

impl EngineError {
    /// What the user can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Cache { .. } => {
                "check the permissions and the free space of the folder, or name another one"
            }
            Self::Setting { .. } => "check the option, setting or variable it comes from",
            Self::Start { .. } => "check the limits on memory and threads of this process",
        }
    }
}

/// Why there are no versions.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ResolveError {
    /// A requirement cannot be read.
    #[error(
        "the requirement `{}` cannot be read: {reason}",
        pyward_model::printable(text)
    )]
    Requirement {
        /// The requirement.
        text: Box<str>,
        /// Where it stands.
        origin: Option<Location>,
        /// What is wrong with it.
        reason: String,
    },
    /// Nothing satisfies all requirements.
    #[error("no versions satisfy all requirements")]
    Unsolvable {
        /// The resolver's explanation, plain text, forty lines at most.
        report: String,
        /// The packages it speaks of, sorted.
        packages: Vec<PackageName>,
        /// What may be behind it: credentials that were refused, the offline switch, pre-releases.
        hints: Vec<String>,
    },
    /// No index has the package.
    #[error("no index has a package `{package}`")]
    NotFound {
        /// The package.
        package: PackageName,
    },
    /// An index refused, was silent or made no sense.
    #[error("the index could not be read: {reason}")]
    Index {
        /// What happened, with the URL (without credentials).
        reason: String,
    },
    /// It is not in the cache, and the network is switched off.
    #[error("`{what}` is not in the cache, and the network is switched off")]
    Offline {
        /// What was wanted.
        what: String,
    },
    /// The target is none the resolver has an environment for.
    #[error("the target cannot be used: {reason}")]
    Target {
        /// What is wrong with it.
        reason: String,
    },
    /// The resolver itself failed.
    #[error("the resolver failed: {reason}")]
    Failed {
        /// What it said.
        reason: String,
    },
}

impl ResolveError {
    /// What the user can do next, if there is something.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Requirement { .. } => "mend the requirement where it stands",
            Self::Unsolvable { .. } => "relax one of the requirements named",
            Self::NotFound { .. } => "check the spelling of the name, and which indexes are asked",
            Self::Index { .. } => {
                "check the index's URL, its credentials and the network; try again later"
            }
            Self::Offline { .. } => "run once without the offline flag to fill the cache",
            Self::Target { .. } => "name a Python version that exists",
            Self::Failed { .. } => "this is a fault of pyward: please report it",
        }
    }
}
