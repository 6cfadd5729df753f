//! Which versions must not be chosen: those an audit would find something in that no waiver accepts.
//!
//! Every release of a package is put to the same stages an audit has (gather, check, apply the policy), so that what is
//! forbidden here is what would be found there: withdrawn advisories, waivers with their versions and ends, local
//! versions and all.

use std::collections::{BTreeMap, BTreeSet};

use pyward_advisory::Database;
use pyward_model::{
    Cleared, Component, Date, Family, Finding, Inventory, PackageName, Version, printable,
};
use pyward_policy::Settings;
use pyward_resolve::{Affected, Engine, Forbidden, Request, Resolution, ResolveError};

use crate::failure::Failure;

/// How often a request is solved again with more packages known. Each round knows at least one more, so this is no bound
/// that a real project meets.
const ROUNDS: usize = 200;

/// What advisories and waivers say of the releases of packages; it grows as packages are met.
pub(crate) struct Ruling<'a> {
    database: &'a Database,
    settings: &'a Settings,
    today: Date,
    forbidden: Forbidden,
    flaws: BTreeMap<PackageName, BTreeMap<Version, Vec<Cleared>>>,
    asked: BTreeSet<PackageName>,
}

impl<'a> Ruling<'a> {
    pub(crate) fn new(database: &'a Database, settings: &'a Settings, today: Date) -> Self {
        Self {
            database,
            settings,
            today,
            forbidden: Forbidden::default(),
            flaws: BTreeMap::new(),
            asked: BTreeSet::new(),
        }
    }

    /// What is known to be wrong with a version and not waived, worst first; empty where nothing is.
    pub(crate) fn flaws(&self, name: &PackageName, version: &Version) -> &[Cleared] {
        let of_package = self.flaws.get(name);
        of_package
            .and_then(|versions| versions.get(version))
            .map_or(&[], Vec::as_slice)
    }

    /// Looks at all releases of packages that were not met before; whether any of them is forbidden.
    pub(crate) fn learn<'n>(
        &mut self,
        engine: &Engine,
        names: impl IntoIterator<Item = &'n PackageName>,
    ) -> Result<bool, Failure> {
        let mut is_new = false;
        for name in names {
            if !self.asked.insert(name.clone()) {
                continue;
            }
            let records = self.database.advisories(name).map_err(|damage| {
                Failure::usage(format!(
                    "what is known of {} cannot be read: {damage}",
                    printable(name.as_str())
                ))
                .hint("make the data again: `pyward db update`")
            })?;
            if records.is_empty() {
                continue;
            }
            let versions: Vec<Version> = match engine.releases(name) {
                Ok(releases) => releases
                    .releases
                    .iter()
                    .map(|release| release.version.clone())
                    .collect(),
                // Where the package is needed, the resolver says so better.
                Err(_) => continue,
            };
            is_new |= self.judge(name, versions);
        }
        Ok(is_new)
    }

    /// Looks at versions of a package, whether an index has them or not; whether any is forbidden.
    pub(crate) fn judge(
        &mut self,
        name: &PackageName,
        versions: impl IntoIterator<Item = Version>,
    ) -> bool {
        let no_record = |name| {
            self.database
                .advisories(name)
                .is_ok_and(|records| records.is_empty())
        };
        if no_record(name) {
            return false;
        }
        let found = findings(
            self.database,
            self.settings,
            self.today,
            name,
            versions.into_iter(),
        );
        let versions: Vec<Version> = found.keys().cloned().collect();
        if versions.is_empty() {
            return false;
        }
        let affected = Affected {
            ranges: Vec::new(),
            versions,
        };
        self.forbidden.add(name.clone(), affected);
        self.flaws.entry(name.clone()).or_default().extend(found);
        true
    }

    /// Solves a request with every version forbidden that is known to be vulnerable and not waived. The request's own
    /// forbidden versions are replaced.
    ///
    /// # Errors
    /// Of the outer result, that the data cannot be read; of the inner, that there is no answer.
    pub(crate) fn solve(
        &mut self,
        engine: &Engine,
        request: &mut Request,
    ) -> Result<Result<Resolution, ResolveError>, Failure> {
        let kept: Vec<PackageName> = request
            .preferences
            .iter()
            .map(|pin| pin.name.clone())
            .collect();
        self.learn(engine, &kept)?;
        for _ in 0..ROUNDS {
            request.forbidden = self.forbidden.clone();
            let resolution = match engine.resolve(request) {
                Ok(resolution) => resolution,
                Err(error) => return Ok(Err(error)),
            };
            let names = resolution.packages.iter().map(|package| &package.name);
            self.learn(engine, names)?;
            let mut is_clean = true;
            for package in &resolution.packages {
                // What is named by its address is taken as it is: there is nothing to choose.
                let is_chosen = matches!(package.origin, pyward_resolve::Source::Index(_));
                if let Some(version) = package.version.as_ref().filter(|_| is_chosen) {
                    // It may be one that no list of releases held.
                    is_clean &= !self.judge(&package.name, [version.clone()]);
                }
            }
            if is_clean {
                return Ok(Ok(resolution));
            }
        }
        Ok(Err(ResolveError::Failed {
            reason: "the search for versions without a known vulnerability found no end".to_owned(),
        }))
    }
}

/// The active findings of some versions of one package, worst first.
fn findings(
    database: &Database,
    settings: &Settings,
    today: Date,
    name: &PackageName,
    versions: impl Iterator<Item = Version>,
) -> BTreeMap<Version, Vec<Cleared>> {
    let inventory = Inventory {
        components: versions
            .map(|version| Component::pypi(name.clone(), Some(version)))
            .collect(),
        ..Inventory::default()
    };
    let facts = database.gather(&inventory, today);
    let mut findings = pyward_rules::check(&inventory, &facts, &[Family::Vulnerability]);
    // That other waivers match nothing here says nothing of them.
    let _ = pyward_policy::apply(&mut findings, &inventory, settings, today);
    let mut found: BTreeMap<Version, Vec<Cleared>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.is_active()) {
        let component = finding.component.map(|id| inventory.component(id));
        let (Some(version), Some(flaw)) = (
            component.and_then(|component| component.version.clone()),
            cleared(finding),
        ) else {
            continue;
        };
        found.entry(version).or_default().push(flaw);
    }
    for flaws in found.values_mut() {
        flaws.sort_by(|a, b| (b.severity, &a.id).cmp(&(a.severity, &b.id)));
    }
    found
}

fn cleared(finding: &Finding) -> Option<Cleared> {
    Some(Cleared {
        id: finding.advisory.as_ref()?.id.clone(),
        severity: finding.severity,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyward_policy::Overrides;

    fn settings(ignore: &[&str], config: &str) -> Settings {
        let written = pyward_policy::parse_pyward_toml(config, "pyward.toml").unwrap();
        let overrides = Overrides {
            ignore_ids: ignore.iter().map(ToString::to_string).collect(),
            ..Overrides::default()
        };
        Settings::settle(Some(written), overrides).unwrap().0
    }

    fn forbidden(settings: &Settings) -> String {
        let database = Database::built_in();
        let today = Date::parse("2026-11-22").unwrap();
        let mut ruling = Ruling::new(&database, settings, today);
        let name = PackageName::pypi("jinja2");
        let versions = ["3.1.3", "3.1.5", "3.1.6"].map(Version::new);
        ruling.judge(&name, versions.clone());
        let bad = versions
            .iter()
            .filter(|version| ruling.forbidden.contains(&name, version));
        bad.map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn vulnerable_versions_are_forbidden_unless_waived() {
        assert_eq!(forbidden(&settings(&[], "")), "3.1.3 3.1.5");
        assert_eq!(
            forbidden(&settings(&["CVE-2025-27516"], "")),
            "3.1.3",
            "of 3.1.5 only that one is known"
        );
        let of_a_version = "[[ignore]]\npackage = \"jinja2\"\nversions = \"==3.1.3\"\nexpires = 2027-01-01\nreason = \"No template of others is rendered.\"\n";
        assert_eq!(forbidden(&settings(&[], of_a_version)), "3.1.5");
    }

    #[test]
    fn flaws_are_told_worst_first() {
        let (database, settings) = (Database::built_in(), settings(&[], ""));
        let today = Date::parse("2026-11-22").unwrap();
        let mut ruling = Ruling::new(&database, &settings, today);
        let (name, version) = (PackageName::pypi("jinja2"), Version::new("2.4"));
        assert!(ruling.judge(&name, [version.clone()]));
        let flaws = ruling.flaws(&name, &version);
        assert!(flaws.len() > 2 && flaws.is_sorted_by(|a, b| a.severity >= b.severity));
        assert!(!ruling.judge(&PackageName::pypi("pyward-no-such"), [version]));
    }
}
