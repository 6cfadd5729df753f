//! Components as pip-audit tells them.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{
    AdvisoryGroup, Component, ComponentId, Ecosystem, Finding, Origin, Report, Version,
};
use serde::Serialize;

use crate::remedy::fixed_versions;

/// One entry of `dependencies`.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Dependency<'a> {
    /// It was audited.
    Audited {
        /// Its normalised name.
        name: &'a str,
        /// Its version.
        version: &'a str,
        /// What is known against it.
        vulns: Vec<Vulnerability<'a>>,
    },
    /// It could not be audited.
    Skipped {
        /// Its normalised name.
        name: &'a str,
        /// Why, in pip-audit's words.
        skip_reason: String,
    },
}

/// One entry of `vulns`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Vulnerability<'a> {
    /// The first PYSEC id, else the first CVE id, else the first of all.
    pub(crate) id: &'a str,
    /// Versions that fix it, ascending.
    pub(crate) fix_versions: Vec<&'a str>,
    /// Its other ids, sorted.
    pub(crate) aliases: Vec<&'a str>,
    /// What it is, on one line; `N/A` where that is not known.
    pub(crate) description: String,
}

impl Dependency<'_> {
    /// Its name and its version; no version where it was not audited.
    pub(crate) fn identity(&self) -> (&str, &str) {
        match self {
            Self::Audited { name, version, .. } => (name, version),
            Self::Skipped { name, .. } => (name, ""),
        }
    }

    /// What is known against it; nothing where it was not audited.
    pub(crate) fn vulns(&self) -> &[Vulnerability<'_>] {
        match self {
            Self::Audited { vulns, .. } => vulns,
            Self::Skipped { .. } => &[],
        }
    }
}

/// The Python components of a report by name and version, with their active findings; skipped ones last within a name.
pub(crate) fn dependencies(report: &Report) -> Vec<Dependency<'_>> {
    let mut findings: BTreeMap<ComponentId, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.is_active()) {
        if let (Some(id), Some(_)) = (finding.component, &finding.advisory) {
            findings.entry(id).or_default().push(finding);
        }
    }
    let mut components: Vec<(ComponentId, &Component)> = report
        .inventory
        .iter()
        .filter(|(_, component)| is_python(component))
        .collect();
    components.sort_by_key(|(id, component)| {
        let version = component.version.as_ref();
        (&component.name, version.is_none(), version, *id)
    });
    let mut dependencies: Vec<Dependency<'_>> = components
        .into_iter()
        .map(|(id, component)| {
            let findings = findings.get(&id).map(Vec::as_slice);
            dependency(component, findings.unwrap_or_default())
        })
        .collect();
    // One version from two origins is one dependency to pip-audit.
    dependencies.dedup();
    dependencies
}

/// Whether pip-audit could know it.
pub(super) fn is_python(component: &Component) -> bool {
    component.ecosystem == Ecosystem::PyPI
}

fn dependency<'a>(component: &'a Component, findings: &[&'a Finding]) -> Dependency<'a> {
    let name = component.name.as_str();
    match (&component.version, skip_reason(component)) {
        (Some(version), reason) if reason.is_none() || !findings.is_empty() => {
            let mut vulns: Vec<Vulnerability<'a>> = findings
                .iter()
                .filter_map(|finding| vulnerability(finding))
                .collect();
            vulns.sort_by_key(|vulnerability| vulnerability.id);
            Dependency::Audited {
                name,
                version: version.as_str(),
                vulns,
            }
        }
        (_, reason) => Dependency::Skipped {
            name,
            skip_reason: reason.unwrap_or_else(|| "no version specified".to_owned()),
        },
    }
}

/// Why no advisory can speak of the component, in pip-audit's words; `None` where one can.
fn skip_reason(component: &Component) -> Option<String> {
    let reason = match (&component.origin, &component.version) {
        (Origin::Path { editable: true, .. }, _) if is_installed(component) => {
            "distribution marked as editable".to_owned()
        }
        (Origin::Path { editable: true, .. }, _) => "requirement marked as editable".to_owned(),
        (Origin::Url(_) | Origin::Vcs { .. } | Origin::Path { .. }, None) => {
            "could not deduce package version from URL requirement".to_owned()
        }
        (Origin::Path { .. }, Some(_)) if component.auditable_version().is_none() => {
            "URL requirements cannot be pinned to a specific package version".to_owned()
        }
        (_, None) => "no version specified".to_owned(),
        (_, Some(version)) if !version.is_valid() => format!(
            "Package has invalid version and could not be audited: {} ({version})",
            component.name
        ),
        (_, Some(_)) => return None,
    };
    Some(reason)
}

/// Whether the evidence is an installation rather than a requirement.
fn is_installed(component: &Component) -> bool {
    component
        .locations
        .iter()
        .any(|location| location.path.contains(".dist-info") || location.path.contains(".egg-"))
}

fn vulnerability(finding: &Finding) -> Option<Vulnerability<'_>> {
    let group = finding.advisory.as_ref()?;
    let id = group.ids().min_by_key(|id| rank(id))?;
    let aliases: BTreeSet<&str> = group.ids().filter(|alias| *alias != id).collect();
    let description = group
        .summary()
        .filter(|summary| !summary.is_empty())
        .unwrap_or("N/A")
        .replace('\n', " ");
    Some(Vulnerability {
        id,
        fix_versions: fix_versions(finding, group),
        aliases: aliases.into_iter().collect(),
        description,
    })
}

fn fix_versions<'a>(finding: &'a Finding, group: &'a AdvisoryGroup) -> Vec<&'a str> {
    let mut versions: BTreeSet<&Version> = fixed_versions(group).into_iter().collect();
    versions.extend(finding.fix.as_ref().map(|fix| &fix.version));
    versions.into_iter().map(Version::as_str).collect()
}

/// pip-audit's order of ids; ids of one rank keep their order, as the first minimum is taken.
fn rank(id: &str) -> u8 {
    match id {
        id if id.starts_with("PYSEC") => 0,
        id if id.starts_with("CVE") => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use pyward_model::{Location, PackageName};

    #[test]
    fn reasons_are_those_of_pip_audit() {
        let with = |version: Option<&str>, origin: Origin, path: &str| {
            let version = version.map(Version::new);
            let mut component = Component::pypi(PackageName::pypi("a"), version);
            component.origin = origin;
            component.locations = vec![Location::file(path)];
            skip_reason(&component).unwrap_or_default()
        };
        let editable = || Origin::Path {
            path: ".".into(),
            editable: true,
        };
        let url = || Origin::Url("https://example.org/a.whl".into());
        let folder = || Origin::Path {
            path: "../a".into(),
            editable: false,
        };
        assert_eq!(with(Some("1"), url(), "uv.lock"), "");
        let reasons = [
            with(Some("1"), Origin::Index, "uv.lock"),
            with(Some("1"), editable(), "requirements.txt"),
            with(Some("1"), editable(), "lib/a.dist-info/METADATA"),
            with(None, url(), "requirements.txt"),
            with(Some("1"), folder(), "uv.lock"),
            with(None, Origin::Index, "requirements.txt"),
            with(Some("2004d"), Origin::Index, "requirements.txt"),
        ];
        insta::assert_snapshot!(reasons.join("\n"), @"

    requirement marked as editable
    distribution marked as editable
    could not deduce package version from URL requirement
    URL requirements cannot be pinned to a specific package version
    no version specified
    Package has invalid version and could not be audited: a (2004d)
    ");
    }

    #[test]
    fn one_version_of_two_origins_is_told_once() {
        let mut report = sample::clean();
        let twin = report.inventory.components[0].clone();
        report.inventory.components.push(twin);
        assert_eq!(dependencies(&report).len(), 2);
    }

    #[test]
    fn versions_stand_in_their_own_order() {
        let mut report = sample::clean();
        report.inventory.components = ["1.10", "1.9", "1.9rc1"]
            .map(|version| Component::pypi(PackageName::pypi("a"), Some(Version::new(version))))
            .to_vec();
        let versions: Vec<_> = dependencies(&report)
            .iter()
            .map(|dependency| match dependency {
                Dependency::Audited { version, .. } => (*version).to_owned(),
                Dependency::Skipped { .. } => String::new(),
            })
            .collect();
        assert_eq!(versions, ["1.9rc1", "1.9", "1.10"]);
    }
}
