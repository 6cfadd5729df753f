//! Findings and inventories made by hand for the tests of this crate.

use std::sync::Arc;

use pyward_model::{
    AdvisoryGroup, AdvisoryKind, Component, ComponentId, Confidence, Date, Family, Finding, Fix,
    Inventory, PackageName, Rule, Scope, Severity, Version,
};

use crate::{Overrides, Settings, parse_pyward_toml};

static RULE: Rule = Rule {
    name: "sample",
    family: Family::Vulnerability,
    summary: "a sample",
    docs: "",
    severity: None,
    confidence: Confidence::High,
    cwes: &[],
    aliases: &[],
};

/// A project with packages and what is wrong with them.
#[derive(Default)]
pub(crate) struct Sample {
    pub(crate) inventory: Inventory,
    pub(crate) findings: Vec<Finding>,
}

impl Sample {
    /// Adds a package, `name version`, needed for `scopes`.
    pub(crate) fn package(mut self, package: &str, scopes: &[Scope]) -> Self {
        let (name, version) = package.split_once(' ').unwrap_or((package, ""));
        let version = (!version.is_empty()).then(|| Version::new(version));
        let mut component = Component::pypi(PackageName::pypi(name), version);
        component.scopes = scopes.iter().cloned().collect();
        self.inventory.components.push(component);
        self
    }

    /// Adds a finding in the last package; the first of `ids` is the one it is shown under.
    pub(crate) fn finding(mut self, ids: &[&str], severity: Severity, fix: Option<&str>) -> Self {
        let (id, aliases) = ids.split_first().unwrap();
        let malware = ids.iter().any(|id| id.starts_with("MAL-"));
        let last = self.inventory.components.len() - 1;
        self.findings.push(Finding {
            fingerprint: format!("{id}/{last}"),
            rule: &RULE,
            severity,
            confidence: Confidence::High,
            message: format!("{id} is known"),
            component: Some(ComponentId(u32::try_from(last).unwrap())),
            advisory: Some(
                AdvisoryGroup {
                    id: (*id).into(),
                    aliases: aliases.iter().map(|id| (*id).into()).collect(),
                    canonical: (*id).into(),
                    advisories: Vec::new(),
                    kind: if malware {
                        AdvisoryKind::Malware
                    } else {
                        AdvisoryKind::Vulnerability
                    },
                    severity,
                    score: None,
                    cwes: Vec::new(),
                    known_exploited: None,
                    exploitation: None,
                    epss: None,
                    epss_percentile: None,
                }
                .into(),
            ),
            matched_by: None,
            fix: fix.map(|version| Fix {
                version: Version::new(version),
                clears_all: None,
            }),
            cwes: Vec::new(),
            locations: Vec::new(),
            code: None,
            suppression: None,
        });
        self
    }

    /// Says of the last finding whether it is known to be exploited, and how likely that is.
    pub(crate) fn exploited(mut self, known: Option<bool>, epss: Option<f64>) -> Self {
        let finding = self.findings.last_mut().unwrap();
        let group = Arc::make_mut(finding.advisory.as_mut().unwrap());
        group.known_exploited = known;
        group.epss = epss;
        self
    }

    /// Adds this many fixable findings in the last package.
    pub(crate) fn findings(mut self, count: usize, severity: Severity) -> Self {
        for n in 0..count {
            let id = format!("CVE-{}-{n}", severity.word());
            self = self.finding(&[&id], severity, Some("9"));
        }
        self
    }
}

/// A sample to build on.
pub(crate) fn sample() -> Sample {
    Sample::default()
}

/// Settings of this configuration and nothing typed.
pub(crate) fn settings(toml: &str) -> Settings {
    settings_and(toml, Overrides::default())
}

/// Settings of this configuration and these overrides.
pub(crate) fn settings_and(toml: &str, overrides: Overrides) -> Settings {
    let written = parse_pyward_toml(toml, "pyward.toml").unwrap_or_else(|error| panic!("{error}"));
    Settings::settle(Some(written), overrides).unwrap().0
}

/// A day.
pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}
