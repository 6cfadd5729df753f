//! What was cut short, and what is to be undone.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use pyward_model::{PackageName, Version};

use super::switch::back;
use super::{Folders, Journal, Steps};
use crate::installed::{Record, sha256_of};
use crate::{Environment, EnvironmentError};

/// How much room the last change may take, in bytes; a larger one cannot be undone once it is finished.
const KEPT: u64 = 4 * 1024 * 1024 * 1024;

/// What was brought back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// The packages that are there again, sorted.
    pub back: Vec<(PackageName, Version)>,
    /// The packages that are gone again, sorted.
    pub gone: Vec<(PackageName, Version)>,
    /// Files that are not what their package's `RECORD` says, in sentences: they were so before the change.
    pub differences: Vec<String>,
}

/// Why there is no way back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// The environment cannot be read or changed.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// No change is kept.
    #[error("no change of {} is kept that could be undone", path.display())]
    Nothing {
        /// The environment.
        path: PathBuf,
    },
    /// What the change put in place is not as it was.
    #[error("`{}` is not as the last change left it: undoing it would mix two states", file.display())]
    Changed {
        /// The first file that differs.
        file: PathBuf,
    },
    /// The journal cannot be used.
    #[error("the journal at {} cannot be used: {}", path.display(), pyward_model::printable(reason))]
    Unusable {
        /// Its folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file could not be moved.
    #[error("the packages of {} could not be brought back: {reason}", path.display())]
    Failed {
        /// The environment.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
}

impl JournalError {
    /// What the user can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Environment(error) => error.hint(),
            Self::Nothing { .. } => "only the last change is kept, until the next one",
            Self::Changed { .. } => "install the versions you want with a plan of their own",
            Self::Unusable { .. } => {
                "make the environment anew: nothing is known of its last change"
            }
            Self::Failed { .. } => {
                "close what uses the environment and try again: what is kept stays kept"
            }
        }
    }
}

impl Environment {
    /// Whether a change was cut short and has to be taken back before anything else.
    pub fn is_interrupted(&self) -> bool {
        self.folders().journal().join("journal.json").exists()
    }

    /// The last change, where it is kept: what was there before it, and what after it.
    pub fn last_change(&self) -> Option<Restored> {
        let journal = Journal::read(&self.folders().last()).ok()?;
        Some(restored(&journal))
    }

    /// Takes back what was cut short; `None` where nothing was.
    pub fn recover(&self) -> Result<Option<Restored>, JournalError> {
        if !self.own().exists() {
            return Ok(None);
        }
        let _held = self.hold()?;
        self.recover_held(&Steps::default())
    }

    /// Undoes the last change that was finished, as long as nothing else has changed since.
    pub fn rollback_last(&self) -> Result<Restored, JournalError> {
        if !self.own().exists() {
            return Err(JournalError::Nothing {
                path: self.root.clone(),
            });
        }
        let _held = self.hold()?;
        self.rollback_held(&Steps::default())
    }

    /// Forgets the last change: it cannot be undone any more, and its room is free.
    pub fn discard_last(&self) -> Result<(), JournalError> {
        if !self.own().exists() {
            return Ok(());
        }
        let _held = self.hold()?;
        self.recover_held(&Steps::default())?;
        let folders = self.folders();
        throw_away(&folders, &folders.last(), &Steps::default())
            .map_err(|error| self.failed(&error))
    }

    pub(crate) fn folders(&self) -> Folders {
        Folders {
            root: self.root.clone(),
            own: self.own(),
            fixed: [self.places.packages.clone(), self.places.scripts.clone()],
        }
    }

    pub(crate) fn rollback_held(&self, steps: &Steps) -> Result<Restored, JournalError> {
        if let Some(restored) = self.recover_held(steps)? {
            return Ok(restored);
        }
        let folders = self.folders();
        if !folders.last().exists() {
            return Err(JournalError::Nothing {
                path: self.root.clone(),
            });
        }
        let journal = Journal::read(&folders.last()).map_err(|reason| JournalError::Unusable {
            path: folders.last(),
            reason,
        })?;
        for put in &journal.put {
            let same = sha256_of(&self.root.join(&put.to))
                .is_ok_and(|found| found == (put.sha256.clone(), put.size));
            if !same {
                return Err(JournalError::Changed {
                    file: put.to.clone(),
                });
            }
        }
        let put: BTreeSet<&Path> = journal.put.iter().map(|put| put.to.as_path()).collect();
        let is_back = journal.take.iter().find(|path| {
            !put.contains(path.as_path())
                && !is_compiled(path)
                && self.root.join(path).symlink_metadata().is_ok()
        });
        if let Some(file) = is_back {
            return Err(JournalError::Changed { file: file.clone() });
        }
        // From here on it is a change that was cut short.
        steps
            .rename(&folders.last(), &folders.journal())
            .map_err(|error| self.failed(&error))?;
        let restored = self.recover_held(steps)?;
        Ok(restored.unwrap_or_else(|| self::restored(&journal)))
    }

    /// Brings `.pyward` into order, whatever was cut short.
    pub(crate) fn recover_held(&self, steps: &Steps) -> Result<Option<Restored>, JournalError> {
        let folders = self.folders();
        let failed = |error: io::Error| self.failed(&error);
        steps.remove_tree(&folders.trash()).map_err(failed)?;
        let mut answer = None;
        if self.is_interrupted() {
            let journal =
                Journal::read(&folders.journal()).map_err(|reason| JournalError::Unusable {
                    path: folders.journal(),
                    reason,
                })?;
            if let Some(folder) = journal.leads_out(&folders) {
                return Err(JournalError::Unusable {
                    path: folders.journal(),
                    reason: format!("`{}` leads out of the environment", folder.display()),
                });
            }
            back(&folders, &journal, steps).map_err(failed)?;
            let mut restored = restored(&journal);
            restored.differences = self.differences(&restored.back)?;
            answer = Some(restored);
        }
        if folders.journal().exists() {
            throw_away(&folders, &folders.journal(), steps).map_err(failed)?;
        }
        if folders.former().exists() {
            // The change that was to be the last is not, so the one before it is.
            if folders.last().exists() {
                throw_away(&folders, &folders.former(), steps).map_err(failed)?;
            } else {
                steps
                    .rename(&folders.former(), &folders.last())
                    .map_err(failed)?;
            }
        }
        Ok(answer)
    }

    /// Finishes a change. Returns whether it can still be undone.
    pub(crate) fn finish(&self, steps: &Steps) -> io::Result<bool> {
        let folders = self.folders();
        if folders.last().exists() {
            steps.rename(&folders.last(), &folders.former())?;
        }
        steps.rename(&folders.journal(), &folders.last())?;
        // The change stands: what fails from here on is left to the next run.
        let _ = throw_away(&folders, &folders.former(), steps);
        // In `new/` nothing is left but what another file stands for.
        if size_of(&folders.last_old_files()) > KEPT {
            let _ = throw_away(&folders, &folders.last(), steps);
            return Ok(false);
        }
        Ok(true)
    }

    fn differences(
        &self,
        packages: &[(PackageName, Version)],
    ) -> Result<Vec<String>, JournalError> {
        let installed = self.packages()?;
        let mut differences = Vec::new();
        for package in installed.packages {
            let wanted = (package.name.clone(), package.version.clone());
            if !packages.contains(&wanted) {
                continue;
            }
            match Record::of(self, &package) {
                Ok(record) => {
                    let (missing, changed) = record.differences(&self.root);
                    let all = missing.iter().map(|path| (path, "missing"));
                    let all = all.chain(changed.iter().map(|path| (path, "changed")));
                    differences.extend(all.map(|(path, how)| {
                        let path = path.to_string_lossy();
                        let path = pyward_model::printable(&path);
                        format!("{}: `{path}` is {how}", package.name)
                    }));
                }
                Err(reason) => differences.push(format!("{}: {reason}", package.name)),
            }
        }
        Ok(differences)
    }

    fn failed(&self, error: &io::Error) -> JournalError {
        JournalError::Failed {
            path: self.root.clone(),
            reason: error.to_string(),
        }
    }
}

fn is_compiled(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "pyc")
}

/// Removes a folder so that no half of it is ever taken for a whole.
fn throw_away(folders: &Folders, folder: &Path, steps: &Steps) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    steps.remove_tree(&folders.trash())?;
    steps.rename(folder, &folders.trash())?;
    steps.remove_tree(&folders.trash())
}

fn restored(journal: &Journal) -> Restored {
    let packages = |texts: &[(String, String)]| {
        texts
            .iter()
            .map(|(name, version)| (PackageName::pypi(name), Version::new(version)))
            .collect()
    };
    Restored {
        back: packages(&journal.before),
        gone: packages(&journal.after),
        differences: Vec::new(),
    }
}

/// The size of all files below a folder, in bytes.
pub(crate) fn size_of(folder: &Path) -> u64 {
    let mut total = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(about) = entry.metadata() else {
                continue;
            };
            if about.is_dir() {
                folders.push(entry.path());
            } else {
                total += about.len();
            }
        }
    }
    total
}
