//! Making a store of files at hand.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_fetch::FetchError;
use pyward_model::{Date, EcosystemRules};

use crate::intake::{self, Intake, IntakeReport, SourceError};
use crate::store::draft::{Edition, StoreDraft};
use crate::store::header::Header;
use crate::store::install::{self, Slot};
use crate::store::lock::{LockFailure, StoreLock};

/// Why no new store was installed. The old one, if there was one, is untouched.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// The data folder cannot be made or locked.
    #[error("the data folder {path} cannot be used: {source}", path = .path.display())]
    Folder {
        /// Which folder, or the file in it.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process is changing the store.
    #[error("{path} is held by {holder}, which is changing the advisory data", path = .path.display())]
    Busy {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, in its own words.
        holder: String,
    },
    /// What was given cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// What was asked for did not come.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// There is no record about a package of the ecosystem.
    #[error("{from} holds no record about {a} {ecosystem} package", a = article(.ecosystem))]
    NothingUsable {
        /// Where it came from.
        from: String,
        /// The ecosystem, by its name in OSV.
        ecosystem: &'static str,
    },
    /// There are far fewer records than before, as if most were lost.
    #[error("{from} holds only {found} usable records; the installed store holds {before}")]
    Shrunk {
        /// Where it came from.
        from: String,
        /// Records of the old store.
        before: usize,
        /// Records that came.
        found: usize,
    },
    /// The new store cannot be written.
    #[error("the advisory store {path} cannot be written: {source}", path = .path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The article before the name of an ecosystem.
fn article(ecosystem: &str) -> &'static str {
    // `npm` is spelled out.
    if ecosystem == "npm" { "an" } else { "a" }
}

impl InstallError {
    /// What to do next, if there is something.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Folder { .. } => Some(
                "check its permissions, or set PYWARD_DATA_DIR to a folder that can be written to",
            ),
            Self::Busy { .. } => Some("wait until it is done, and try again"),
            Self::Source(error) => Some(error.hint()),
            Self::Fetch(error) => error.hint(),
            Self::NothingUsable { .. } => Some("check that it holds OSV records of that ecosystem"),
            Self::Shrunk { .. } => {
                Some("if that is right, force the update; otherwise try again later")
            }
            Self::Write { .. } => Some("check the free space and the permissions of the folder"),
        }
    }
}

/// A store was installed.
#[derive(Clone, Debug)]
pub struct Installed {
    /// The store file.
    pub path: PathBuf,
    /// What it holds.
    pub header: Header,
    /// What became of the records.
    pub report: IntakeReport,
}

/// Makes a store of what OSV records in files and folders say of an ecosystem, and installs it in place of what is in
/// `data_dir`.
///
/// Each path may be a zip archive, a folder of JSON files, a JSON Lines file, or a JSON file with one record or an
/// array of them. Of two records with one id the one changed last counts, else that of the later path. `wait` bounds
/// the wait for another process that is changing the store; `watch` is told how many records were seen.
pub fn import(
    rules: &'static EcosystemRules,
    paths: &[PathBuf],
    data_dir: &Path,
    today: Date,
    wait: Duration,
    watch: &mut dyn FnMut(usize),
) -> Result<Installed, InstallError> {
    let mut intake = Intake::about(rules);
    for path in paths {
        intake::read_path(path, &mut intake, watch)?;
    }
    if intake.draft.usable() == 0 {
        let from: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        return Err(InstallError::NothingUsable {
            from: from.join(", "),
            ecosystem: rules.name,
        });
    }
    let _lock = prepare(data_dir, wait)?;
    let edition = Edition {
        created: today,
        current: None,
        origin: None,
        source: "",
    };
    let path = Slot::of(rules).path(data_dir);
    let header = install_draft(&path, &intake.draft, &edition)?;
    Ok(Installed {
        path,
        header,
        report: intake.report,
    })
}

/// The data folder, made and locked, with nothing left in it of those who did not live to clean up.
pub(crate) fn prepare(data_dir: &Path, wait: Duration) -> Result<StoreLock, InstallError> {
    std::fs::create_dir_all(data_dir).map_err(|source| InstallError::Folder {
        path: data_dir.to_owned(),
        source,
    })?;
    let lock = StoreLock::acquire(data_dir, wait).map_err(|failure| match failure {
        LockFailure::Held { path, holder } => InstallError::Busy {
            path,
            holder: if holder.is_empty() {
                "another process".to_owned()
            } else {
                pyward_model::printable(&holder).into_owned()
            },
        },
        LockFailure::Io(path, source) => InstallError::Folder { path, source },
    })?;
    install::sweep(data_dir);
    Ok(lock)
}

pub(crate) fn install_draft(
    path: &Path,
    draft: &StoreDraft,
    edition: &Edition,
) -> Result<Header, InstallError> {
    install::replace(path, |out| draft.write(out, edition)).map_err(|source| InstallError::Write {
        path: path.to_owned(),
        source,
    })
}
