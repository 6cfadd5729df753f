//! Why a change was not made.

use std::path::PathBuf;

use pyward_model::{PackageName, Version, printable};

use crate::{EnvironmentError, JournalError, Pin};

/// Why a change was not made. Unless it says otherwise, the environment is what it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// The environment cannot be changed.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// An earlier change could not be taken back.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The environment is not what the plan was made for.
    #[error("{} has changed since the plan was made: {package} is another", path.display())]
    Changed {
        /// The environment.
        path: PathBuf,
        /// The first package that is not as the plan has it.
        package: PackageName,
    },
    /// There is no wheel that could be installed.
    #[error("there is no wheel of {package} {version} to install: {reason}")]
    NoWheel {
        /// The package.
        package: PackageName,
        /// Its version.
        version: Version,
        /// What there is.
        reason: String,
    },
    /// A wheel could not be got.
    #[error(
        "the wheel of {package} {version} could not be got: {}",
        printable(reason)
    )]
    Fetch {
        /// The package.
        package: PackageName,
        /// Its version.
        version: Version,
        /// What happened.
        reason: String,
    },
    /// A wheel is not what it should be.
    #[error("`{}` is not what was planned: {}", printable(file), printable(reason))]
    Hash {
        /// The package.
        package: PackageName,
        /// The wheel's name.
        file: String,
        /// Which hashes differ, or that there is none.
        reason: String,
    },
    /// A wheel is refused for what is in it.
    #[error("the wheel of {package} {version} is refused: {}", printable(reason))]
    Wheel {
        /// The package.
        package: PackageName,
        /// Its version.
        version: Version,
        /// What is wrong with it.
        reason: String,
    },
    /// A package cannot be removed.
    #[error("{package} cannot be removed: {reason}")]
    Unremovable {
        /// The package.
        package: PackageName,
        /// Why not.
        reason: String,
    },
    /// There is not enough room.
    #[error("{} needs {needed} bytes, {free} are free", path.display())]
    Space {
        /// Where.
        path: PathBuf,
        /// How many bytes are needed.
        needed: u64,
        /// How many are free.
        free: u64,
    },
    /// The change failed on the way.
    #[error(
        "changing {} failed: {reason}; {}",
        path.display(),
        if *restored {
            "the earlier packages are in place"
        } else {
            "the earlier packages could not be brought back yet"
        }
    )]
    Failed {
        /// The environment.
        path: PathBuf,
        /// What the system said.
        reason: String,
        /// Whether all is as before. If not, the next run tries again.
        restored: bool,
    },
    /// No wheel could be built of a source distribution. Nothing was changed.
    #[error("{package}: no wheel could be built of {}: {reason}", printable(file))]
    Build {
        /// The package.
        package: PackageName,
        /// Its source distribution.
        file: String,
        /// Why.
        reason: String,
    },
    /// The user stopped it. All is as before.
    #[error("stopped; {} is as it was", path.display())]
    Cancelled {
        /// The environment.
        path: PathBuf,
    },
}

impl ApplyError {
    /// What the user can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Environment(error) => error.hint(),
            Self::Journal(error) => error.hint(),
            Self::Changed { .. } => "make the plan again",
            Self::NoWheel { .. } => {
                "choose a version with a wheel, or let its source be built: `--allow-build`"
            }
            Self::Build { .. } => {
                "choose a version with a wheel, or name what builds it: `--build-python`, `--build-timeout`"
            }
            Self::Fetch { .. } => "check the network and the index, then try again",
            Self::Hash { .. } => {
                "do not install it before you know why: the index or the file was changed"
            }
            Self::Wheel { .. } => {
                "report it to the package's authors, and keep the version you have"
            }
            Self::Unremovable { .. } => "remove it with the tool that installed it",
            Self::Space { .. } => "make room and try again",
            Self::Failed { restored: true, .. } => "mend the cause and try again",
            Self::Failed { .. } => "close what uses the environment, then run the rollback",
            Self::Cancelled { .. } => "run it again to go on: what was downloaded is kept",
        }
    }
}

pub(super) fn fetch_error(pin: &Pin, reason: String) -> ApplyError {
    ApplyError::Fetch {
        package: pin.name.clone(),
        version: pin.version.clone(),
        reason,
    }
}
