//! Why a lock is not written here, and what to do about it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::{ResolveError, translate};

/// Why a `uv.lock` is not written. Nothing was changed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RelockError {
    /// The lock cannot be read.
    #[error("it cannot be read: {reason}")]
    Lock {
        /// What is wrong with it.
        reason: String,
    },
    /// The lock holds what only a newer uv knows.
    #[error(
        "it was written by a newer uv (revision {revision}), with more in it than pyward could keep"
    )]
    Newer {
        /// Its revision.
        revision: i64,
    },
    /// uv's configuration cannot be used.
    #[error("uv's configuration cannot be used: {reason}")]
    Settings {
        /// What is wrong with it.
        reason: String,
    },
    /// The manifests of the project cannot be used.
    #[error("the project cannot be read: {reason}")]
    Manifest {
        /// What is wrong with them.
        reason: String,
    },
    /// The folder is a part of another workspace.
    #[error("it belongs to the workspace in {}", root.display())]
    Elsewhere {
        /// The root of the workspace.
        root: PathBuf,
    },
    /// A local project says only when it is built what it requires.
    #[error(
        "what `{}` in {} requires is only told by its build, and nothing is built",
        pyward_model::printable(package),
        path.display()
    )]
    Dynamic {
        /// The project.
        package: String,
        /// Its folder.
        path: PathBuf,
    },
    /// A package comes from a repository.
    #[error(
        "`{}` comes from a repository, and none is fetched",
        pyward_model::printable(package)
    )]
    Repository {
        /// The package.
        package: String,
    },
    /// A source distribution would have to be built.
    #[error(
        "what `{}` requires is only told by its build, and nothing is built",
        pyward_model::printable(package)
    )]
    Build {
        /// The package.
        package: String,
    },
    /// There is no answer, or the index could not be read.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// The new lock is none that uv would take.
    #[error("the new lock would not be right: {reason}")]
    Unfit {
        /// What is wrong with it.
        reason: String,
    },
}

impl RelockError {
    /// What the user can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Lock { .. } => "write it anew: `uv lock`",
            Self::Settings { .. } => "mend the file or the variable it stands in",
            Self::Manifest { .. } => "mend `pyproject.toml`",
            Self::Elsewhere { .. } => "fix the workspace: `pyward fix` in its root",
            Self::Resolve(error) => error.hint(),
            Self::Newer { .. }
            | Self::Dynamic { .. }
            | Self::Repository { .. }
            | Self::Build { .. }
            | Self::Unfit { .. } => "have uv write it",
        }
    }

    pub(super) fn unreadable(error: &dyn Error) -> Self {
        let reason = translate::chain(error);
        Self::Lock { reason }
    }

    pub(super) fn settings(error: &dyn Error) -> Self {
        let reason = translate::chain(error);
        Self::Settings { reason }
    }

    pub(super) fn manifest(error: &dyn Error) -> Self {
        let reason = translate::chain(error);
        Self::Manifest { reason }
    }

    pub(super) fn unfit(error: &(dyn Error + 'static)) -> Self {
        Self::of_build(error).unwrap_or_else(|| Self::Unfit {
            reason: translate::chain(error),
        })
    }

    /// What a source got wrong, or that it would have to be built.
    pub(super) fn of_source(error: &uv_requirements::Error) -> Self {
        Self::of_build(error).unwrap_or_else(|| Self::manifest(error))
    }

    /// Whether an error comes of it that nothing is built.
    pub(super) fn of_build(error: &(dyn Error + 'static)) -> Option<Self> {
        let mut at = Some(error);
        while let Some(found) = at {
            let plain = found.downcast_ref::<uv_distribution::Error>();
            let shared = found.downcast_ref::<Arc<uv_distribution::Error>>();
            let boxed = found.downcast_ref::<Box<uv_distribution::Error>>();
            let of_sources = plain.or(shared.map(AsRef::as_ref));
            let of_sources = of_sources.or(boxed.map(AsRef::as_ref));
            if let Some(uv_distribution::Error::NoBuildPackage(name)) = of_sources {
                let package = name.to_string();
                return Some(Self::Build { package });
            }
            at = found.source();
        }
        None
    }

    pub(super) fn dynamic(package: &str, path: &Path) -> Self {
        Self::Dynamic {
            package: package.to_owned(),
            path: path.to_owned(),
        }
    }
}
