//! Why an environment is left alone.

use std::path::PathBuf;

/// Why an environment cannot be read or changed. Nothing of it was touched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentError {
    /// There is no virtual environment.
    #[error("{} is no virtual environment: {reason}", path.display())]
    NotAnEnvironment {
        /// The folder.
        path: PathBuf,
        /// How one can tell.
        reason: &'static str,
    },
    /// It lacks something that every environment has.
    #[error("the environment {} is broken: {}", path.display(), pyward_model::printable(reason))]
    Broken {
        /// Its folder.
        path: PathBuf,
        /// What is missing or contradicts itself.
        reason: String,
    },
    /// It is of a Python that pyward cannot install for.
    #[error("the environment {} is of {}", path.display(), pyward_model::printable(what))]
    Unsupported {
        /// Its folder.
        path: PathBuf,
        /// The implementation.
        what: String,
    },
    /// The system's package manager owns it (PEP 668).
    #[error(
        "{} is managed by the system's own package manager: {}",
        path.display(),
        pyward_model::printable(message)
    )]
    ExternallyManaged {
        /// The folder.
        path: PathBuf,
        /// What the system says of it, on one line; may be empty.
        message: String,
    },
    /// The Python it was made from is not there any more.
    #[error("the Python that {} was made from is gone: {}", path.display(), home.display())]
    HomeGone {
        /// Its folder.
        path: PathBuf,
        /// Where that Python was.
        home: PathBuf,
    },
    /// It cannot be written to.
    #[error("{} cannot be written to: {reason}", path.display())]
    NotWritable {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The plan is for another Python.
    #[error("the environment {} is of Python {found}, the plan is for {wanted}", path.display())]
    OtherPython {
        /// Its folder.
        path: PathBuf,
        /// The Python it is of.
        found: crate::PythonVersion,
        /// The Python of the plan.
        wanted: crate::PythonVersion,
    },
    /// Another run is changing it.
    #[error("the environment {} is in use by {owner}", path.display())]
    InUse {
        /// Its folder.
        path: PathBuf,
        /// Who has it.
        owner: String,
    },
    /// A change of it was cut short.
    #[error("a change of the environment {} was cut short", path.display())]
    Interrupted {
        /// Its folder.
        path: PathBuf,
    },
    /// A file of it cannot be read.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl EnvironmentError {
    /// What the user can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAnEnvironment { .. } => {
                "make one with `python -m venv .venv`, or name another folder"
            }
            Self::Broken { .. } | Self::HomeGone { .. } => {
                "make the environment anew with `python -m venv --clear`"
            }
            Self::Unsupported { .. } => "use an environment of CPython with the usual threads",
            Self::ExternallyManaged { .. } => {
                "leave it alone, make a virtual environment and install into that"
            }
            Self::NotWritable { .. } => "check who owns the folder and its permissions",
            Self::OtherPython { .. } => "make the plan again for the Python of this environment",
            Self::InUse { .. } => "wait until it is done, then try again",
            Self::Interrupted { .. } => "take it back first: the earlier packages are kept",
            Self::Unreadable { .. } => "check the permissions of the file",
        }
    }
}
