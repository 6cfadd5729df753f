//! One package: what is used, and what there is.

use std::collections::BTreeMap;

use pyward_model::{PackageName, Specifiers, Step, Version};
use pyward_resolve::{PythonVersion, Release, Releases, Status};

/// By what releases are judged.
pub(crate) struct Standards {
    wishes: BTreeMap<PackageName, Vec<Specifiers>>,
    python: Option<PythonVersion>,
    /// With its last number filled in.
    full_python: Option<Version>,
    prereleases: bool,
}

/// A package with what there is of it.
#[derive(Debug)]
pub(crate) struct Row {
    pub(super) name: PackageName,
    pub(super) current: Version,
    /// The newest release that the project's own requirements allow; `None` where it asks for none.
    pub(super) allowed: Option<Version>,
    pub(super) newest: Option<Version>,
    /// Whether the newest release is a wheel, as pip tells it.
    pub(super) is_wheel: bool,
    pub(super) step: Step,
    /// Why the version in use was withdrawn.
    pub(super) yanked: Option<String>,
    /// The state of the project, where it is not the usual one.
    pub(super) status: Option<&'static str>,
    pub(super) direct: bool,
}

impl Row {
    pub(crate) fn is_outdated(&self) -> bool {
        self.newest
            .as_ref()
            .is_some_and(|newest| *newest > self.current)
    }

    /// Whether it belongs into the table.
    pub(crate) fn is_worth_telling(&self) -> bool {
        self.is_outdated() || self.yanked.is_some() || self.status == Some("quarantined")
    }
}

impl Standards {
    pub(crate) fn new(
        wishes: BTreeMap<PackageName, Vec<Specifiers>>,
        python: Option<PythonVersion>,
        prereleases: bool,
    ) -> Self {
        // Where the last number is not known, it is the newest: who needs `>=3.11.4` mostly has it.
        let full = |python: PythonVersion| match python.micro {
            Some(_) => Version::new(&python.to_string()),
            None => Version::new(&format!("{python}.99")),
        };
        Self {
            wishes,
            python,
            full_python: python.map(full),
            prereleases,
        }
    }

    pub(crate) fn python(&self) -> Option<String> {
        self.python.map(|python| python.to_string())
    }

    /// Compares a version with what there is.
    pub(crate) fn row(
        &self,
        name: &PackageName,
        current: &Version,
        direct: bool,
        releases: &Releases,
    ) -> Row {
        let candidates = || {
            let all = releases.releases.iter().rev();
            all.filter(|release| self.is_candidate(release))
        };
        let wishes = self.wishes.get(name);
        let allowed = wishes.and_then(|ranges| {
            let mut allowed = candidates()
                .filter(|release| ranges.iter().all(|range| range.contains(&release.version)));
            allowed.next().map(|release| release.version.clone())
        });
        let newest = candidates().next();
        let own = releases.get(current);
        Row {
            step: Step::between(Some(current), newest.map(|release| &release.version)),
            is_wheel: newest.is_some_and(|release| {
                release
                    .files
                    .iter()
                    .any(pyward_resolve::ReleaseFile::is_wheel)
            }),
            newest: newest.map(|release| release.version.clone()),
            allowed,
            yanked: own
                .and_then(|release| release.yanked.as_deref())
                .map(ToOwned::to_owned),
            status: match releases.status {
                Status::Active => None,
                Status::Archived => Some("archived"),
                Status::Deprecated => Some("deprecated"),
                Status::Quarantined => Some("quarantined"),
            },
            direct: if self.wishes.is_empty() {
                direct
            } else {
                wishes.is_some()
            },
            name: name.clone(),
            current: current.clone(),
        }
    }

    /// Whether lower releases than those that were looked at could say more of a row.
    pub(crate) fn lacks(&self, row: &Row) -> bool {
        row.newest.is_none() || (row.allowed.is_none() && self.wishes.contains_key(&row.name))
    }

    /// Whether a release could be installed instead.
    fn is_candidate(&self, release: &Release) -> bool {
        let fits_python = || {
            let (Some(python), Some(range)) = (&self.full_python, &release.requires_python) else {
                return true;
            };
            Specifiers::parse(range).map_or(true, |range| range.contains(python))
        };
        release.version.is_valid()
            && !release.files.is_empty()
            && release.yanked.is_none()
            && (self.prereleases || !release.version.is_prerelease())
            && fits_python()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyward_resolve::ReleaseFile;

    fn release(version: &str, python: Option<&str>, yanked: Option<&str>) -> Release {
        Release {
            version: Version::new(version),
            files: vec![ReleaseFile {
                filename: format!("a-{version}-py3-none-any.whl").into(),
                url: "https://e.org/a".into(),
                hashes: Vec::new(),
                size: None,
                index: "https://e.org/simple".into(),
            }],
            yanked: yanked.map(Box::from),
            requires_python: python.map(Box::from),
            uploaded: None,
        }
    }

    fn releases() -> Releases {
        Releases {
            name: PackageName::pypi("a"),
            status: Status::Active,
            reason: None,
            releases: vec![
                release("1.0", None, None),
                release("1.5", None, None),
                release("2.0", Some(">=3.10"), None),
                release("2.1", Some(">=3.13"), None),
                release("2.2", None, Some("broken")),
                release("3.0rc1", None, None),
            ],
        }
    }

    fn row(standards: &Standards, current: &str) -> Row {
        let name = PackageName::pypi("a");
        standards.row(&name, &Version::new(current), true, &releases())
    }

    #[test]
    fn the_newest_is_one_that_can_be_installed() {
        let standards =
            |python: &str, pre| Standards::new(BTreeMap::new(), python.parse().ok(), pre);
        let newest = |standards: &Standards| row(standards, "1.0").newest.unwrap().to_string();
        assert_eq!(newest(&standards("3.12", false)), "2.0");
        assert_eq!(newest(&standards("3.9", false)), "1.5");
        assert_eq!(newest(&standards("", false)), "2.1");
        assert_eq!(newest(&standards("3.12", true)), "3.0rc1");
    }

    #[test]
    fn what_the_project_allows_is_told_where_it_asks() {
        let range = Specifiers::parse("<2").unwrap();
        let wishes = BTreeMap::from([(PackageName::pypi("a"), vec![range])]);
        let found = row(&Standards::new(wishes, None, false), "1.0");
        assert_eq!(found.allowed, Some(Version::new("1.5")));
        assert!(found.direct && found.is_outdated() && found.step == Step::Major);
        let found = row(&Standards::new(BTreeMap::new(), None, false), "2.2");
        assert_eq!(found.allowed, None);
        assert_eq!(found.yanked.as_deref(), Some("broken"));
        assert!(!found.is_outdated() && found.is_worth_telling());
    }
}
