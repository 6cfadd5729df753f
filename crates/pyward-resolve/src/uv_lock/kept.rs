//! What of the old lock still counts.
//!
//! A lock that was made under other settings binds nobody; one that was made for other environments has versions worth
//! keeping, but its forks are not. The order of the questions is uv's, and so are the answers.

use uv_resolver::Lock;

use super::project::Project;
use super::settings::Settings;

/// What of a lock counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// Nothing: it was made under other settings.
    Nothing,
    /// Its versions are preferred.
    Versions,
    /// Its versions are preferred, and the markers it is divided by stay.
    VersionsAndForks,
}

impl Kept {
    /// What counts of the lock of a project.
    pub(super) fn of(lock: &Lock, project: &Project, settings: &Settings) -> Self {
        if lock.resolution_mode() != settings.resolution
            || lock.fork_strategy() != settings.fork_strategy
        {
            return Self::Nothing;
        }
        let excluded = lock.exclude_newer().compare(&settings.exclude_newer);
        if excluded.is_some_and(|change| !change.is_relative_timestamp_change()) {
            return Self::VersionsAndForks;
        }
        if lock.check_marker_coverage().is_err()
            || lock
                .requires_python_coverage(&project.requires_python)
                .is_err()
        {
            return Self::Versions;
        }
        let same = |known: Vec<uv_pep508::MarkerTree>, given: &[uv_pep508::MarkerTree]| {
            let given = given.iter().copied();
            known
                == given
                    .map(|marker| lock.simplify_environment(marker))
                    .collect::<Vec<_>>()
        };
        let is_same = same(
            lock.simplified_supported_environments(),
            project.environments.as_markers(),
        ) && same(
            lock.simplified_required_environments(),
            project.required_environments.as_markers(),
        ) && project.conflicts == *lock.conflicts();
        if !is_same {
            return Self::Versions;
        }
        let is_same_python = lock.requires_python().range() == project.requires_python.range();
        if !is_same_python && !lock.fork_markers().is_empty() {
            return Self::Versions;
        }
        Self::VersionsAndForks
    }
}
