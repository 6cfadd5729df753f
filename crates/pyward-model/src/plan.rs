//! What is to be changed so that findings go away.

use std::fmt;

use smol_str::SmolStr;

use crate::{PackageName, Severity, Version};

/// Changes that belong together, and what they cannot reach.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// Packages that move, are added or are dropped, most urgent first; together they make a consistent set.
    pub changes: Vec<Change>,
    /// Packages whose findings no consistent set clears.
    pub stuck: Vec<Stuck>,
    /// What became of the plan.
    pub progress: Progress,
}

/// One package that moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which package.
    pub name: PackageName,
    /// The version that is there; `None` for a package that comes along.
    pub from: Option<Version>,
    /// The version that is wanted; `None` for a package that nothing needs any more.
    pub to: Option<Version>,
    /// Whether the project asks for it itself.
    pub direct: bool,
    /// Who needs it, sorted; empty where only the project does.
    pub via: Vec<PackageName>,
    /// How far it moves.
    pub step: Step,
    /// What it clears, worst first; empty where it only makes way for another change.
    pub clears: Vec<Cleared>,
    /// Why it moves, where it clears nothing: in words.
    pub because: Option<String>,
    /// What may break, in words: public names that are gone and still imported, Python versions that are given up.
    pub hints: Vec<String>,
}

/// One flaw that a change clears.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cleared {
    /// The advisory, by the id it is shown under.
    pub id: SmolStr,
    /// How bad it is.
    pub severity: Severity,
}

/// How far a change goes, smallest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The same release: another build, or a post-release.
    Same,
    /// The third part of the version, or one further right.
    Patch,
    /// The second part.
    Minor,
    /// The first part, or the epoch.
    Major,
    /// To a pre-release, wherever it stands.
    PreRelease,
    /// To an older version.
    Back,
    /// A package that was not there.
    New,
    /// A package that goes.
    Gone,
}

/// A package that stays vulnerable.
#[derive(Clone, Debug, PartialEq)]
pub struct Stuck {
    /// Which package.
    pub name: PackageName,
    /// The version it stays at.
    pub version: Version,
    /// What stays, worst first.
    pub flaws: Vec<Cleared>,
    /// Why, in words: the chain of requirements that holds it, or that no fixed version exists.
    pub because: String,
    /// What to do about it, in words.
    pub way_out: Option<String>,
}

/// What became of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Whether it was carried out and stands.
    pub applied: bool,
    /// Files that were written and environments that were changed, as shown to the user.
    pub written: Vec<String>,
    /// The command that was to prove the result, and how it ended.
    pub verified: Option<Verified>,
    /// Whether it was carried out and taken back.
    pub rolled_back: bool,
}

/// A command that proves an upgrade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// As the user wrote it.
    pub command: String,
    /// Its exit code; `None` where it was stopped by a signal or by the time limit.
    pub exit_code: Option<i32>,
    /// The last lines it printed, control characters shown.
    pub last_lines: Vec<String>,
}

impl Step {
    /// The step from one version to another.
    pub fn between(from: Option<&Version>, to: Option<&Version>) -> Self {
        let (from, to) = match (from, to) {
            (Some(from), Some(to)) => (from, to),
            (None, _) => return Self::New,
            (_, None) => return Self::Gone,
        };
        if to < from {
            return Self::Back;
        }
        if to.is_prerelease() {
            return Self::PreRelease;
        }
        let (Some((old_epoch, old)), Some((new_epoch, new))) = (from.release(), to.release())
        else {
            return Self::Major;
        };
        if old_epoch != new_epoch {
            return Self::Major;
        }
        let longest = old.len().max(new.len());
        let part =
            |parts: &[&str], place: usize| parts.get(place).copied().unwrap_or("").to_owned();
        match (0..longest).find(|place| part(&old, *place) != part(&new, *place)) {
            None => Self::Same,
            Some(0) => Self::Major,
            Some(1) => Self::Minor,
            Some(_) => Self::Patch,
        }
    }

    /// The word used in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
            Self::PreRelease => "pre-release",
            Self::Back => "downgrade",
            Self::New => "new",
            Self::Gone => "removed",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl Change {
    /// The worst of what it clears.
    pub fn severity(&self) -> Option<Severity> {
        self.clears.iter().map(|cleared| cleared.severity).max()
    }
}

impl Plan {
    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// How many findings it clears.
    pub fn clears(&self) -> usize {
        self.changes.iter().map(|change| change.clears.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_told_by_the_first_part_that_differs() {
        for (from, to, step) in [
            ("1.2.3", "1.2.4", Step::Patch),
            ("1.2.3", "1.3.0", Step::Minor),
            ("1.2.3", "2.0", Step::Major),
            ("1.2", "1.2.0.1", Step::Patch),
            ("1.2", "1.2.0", Step::Same),
            ("1.2", "1.2.post1", Step::Same),
            ("1.2", "1!1.2", Step::Major),
            ("1.2", "1.3rc1", Step::PreRelease),
            ("1.3rc1", "1.3", Step::Same),
            ("2024.7.4", "2025.1.1", Step::Major),
            ("2.0", "1.9", Step::Back),
            ("2004d", "1.0", Step::Major),
        ] {
            let (old, new) = (Version::new(from), Version::new(to));
            assert_eq!(
                Step::between(Some(&old), Some(&new)),
                step,
                "{from} to {to}"
            );
        }
        let one = Version::new("1");
        assert_eq!(Step::between(None, Some(&one)), Step::New);
        assert_eq!(Step::between(Some(&one), None), Step::Gone);
    }
}
