//! A report as a real project gives it, with everything in it that a format must be able to show.

use pyward_model::{
    Advisory, AdvisoryGroup, AdvisoryKind, AffectedRange, Component, ComponentId, Confidence, Date,
    Edge, Event, Family, Finding, Fix, Inventory, Location, MatchedBy, Notice, NoticeKind, Outcome,
    PackageName, Report, Rule, Scope, Score, Severity, SortedSet, Verdict, Version, fingerprint,
};

mod orders;
mod storefront;

pub(crate) use orders::{orders, whole};
pub(crate) use storefront::storefront;

static KNOWN_VULNERABILITY: Rule = Rule {
    name: "known-vulnerability",
    family: Family::Vulnerability,
    summary: "dependency with a published vulnerability",
    severity: None,
    confidence: Confidence::High,
    cwes: &[1395],
    aliases: &[],
    docs: "",
};

static MALICIOUS_PACKAGE: Rule = Rule {
    name: "malicious-package",
    family: Family::Vulnerability,
    summary: "dependency that is itself malware",
    severity: Some(Severity::Critical),
    confidence: Confidence::High,
    cwes: &[506],
    aliases: &[],
    docs: "",
};

/// An advisory group; one record for each pair of introduced and fixed version, the first under the group's id.
pub(crate) fn group(
    id: &str,
    aliases: &[&str],
    ranges: &[(Option<&str>, Option<&str>)],
) -> AdvisoryGroup {
    let ids: Vec<&str> = std::iter::once(id).chain(aliases.iter().copied()).collect();
    let advisories = ranges.iter().zip(ids.iter().cycle()).map(|(range, id)| {
        let mut events = vec![Event::Introduced(range.0.map(Version::new))];
        events.extend(range.1.map(Version::new).map(Event::Fixed));
        Advisory {
            id: (*id).into(),
            aliases: Vec::new(),
            package: PackageName::pypi("sample"),
            kind: AdvisoryKind::Vulnerability,
            ranges: vec![AffectedRange::new(events)],
            versions: Vec::new(),
            scores: Vec::new(),
            cwes: Vec::new(),
            published: Date::new(2024, 5, 6),
            modified: Date::new(2025, 1, 2),
            withdrawn: None,
            summary: None,
            source: "GitHub Advisory Database".into(),
            via: "osv".into(),
            oddities: Vec::new(),
        }
    });
    AdvisoryGroup {
        id: id.into(),
        aliases: aliases.iter().map(|&alias| alias.into()).collect(),
        canonical: (*ids.iter().min().expect("an id")).into(),
        advisories: advisories.collect(),
        kind: AdvisoryKind::Vulnerability,
        severity: Severity::Unknown,
        score: None,
        cwes: Vec::new(),
        known_exploited: None,
        exploitation: None,
        epss: None,
        epss_percentile: None,
    }
}

/// A finding under construction.
struct Draft(Finding);

impl Draft {
    fn new(component: &Component, id: u32, group: AdvisoryGroup) -> Self {
        let version = component.version.as_ref().map_or("", Version::as_str);
        Self(Finding {
            fingerprint: fingerprint(&[component.name.as_str(), &group.canonical]),
            rule: &KNOWN_VULNERABILITY,
            severity: group.severity,
            confidence: Confidence::High,
            message: format!("{} {version} is affected by {}", component.name, group.id),
            component: Some(ComponentId(id)),
            advisory: Some(group.into()),
            matched_by: Some(MatchedBy::Version),
            fix: None,
            cwes: vec![1395],
            locations: component.locations.clone(),
            code: None,
            suppression: None,
        })
    }

    fn rated(mut self, severity: Severity, score: f64) -> Self {
        self.0.severity = severity;
        if let Some(group) = self.0.advisory.as_mut().map(std::sync::Arc::make_mut) {
            group.severity = severity;
            group.score = Some(score);
            let scores = [
                (
                    "CVSS_V3",
                    "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                    Some(score),
                ),
                ("text", "MODERATE", None),
            ];
            for (scheme, stated, value) in scores {
                if let Some(advisory) = group.advisories.first_mut() {
                    advisory.scores.push(Score {
                        scheme,
                        stated: stated.into(),
                        value,
                        severity: Severity::from_word(stated).or(Some(severity)),
                    });
                }
            }
        }
        self
    }

    fn about(mut self, summary: &str) -> Self {
        for advisory in self
            .0
            .advisory
            .iter_mut()
            .flat_map(|group| &mut std::sync::Arc::make_mut(group).advisories)
        {
            advisory.summary = Some(summary.into());
        }
        self.0.message = format!("{}: {}", self.0.message, pyward_model::printable(summary));
        self
    }

    fn fixed(mut self, version: &str, clears_all: Option<&str>) -> Self {
        self.0.fix = Some(Fix {
            version: Version::new(version),
            clears_all: clears_all.map(Version::new),
        });
        self
    }

    fn with(mut self, change: impl FnOnce(&mut Finding)) -> Self {
        change(&mut self.0);
        self
    }
}

fn component(name: &str, version: &str, line: u32) -> Component {
    let mut component = Component::pypi(PackageName::pypi(name), Some(Version::new(version)));
    component.scopes = SortedSet::from([Scope::Main]);
    component.locations = vec![Location::line("uv.lock", line)];
    component
}

fn direct(name: &str, version: &str, line: u32) -> Component {
    let mut component = component(name, version, line * 40);
    component.direct = true;
    component
        .locations
        .insert(0, Location::line("requirements.txt", line));
    component
}

/// A report without findings or notices.
pub(crate) fn clean() -> Report {
    let mut report = storefront();
    report.findings.clear();
    report.notices.clear();
    report.withdrawn = 0;
    report.inventory.components.truncate(2);
    report.inventory.edges.truncate(1);
    report.inventory.skipped.clear();
    report.verdict = Verdict {
        outcome: Outcome::Pass,
        exit_code: 0,
        sentence: "no known vulnerabilities in 2 packages".into(),
        gates: vec![],
    };
    report
}

/// A report of a target in which nothing was found to audit.
pub(crate) fn empty() -> Report {
    let mut report = clean();
    report.inventory = Inventory::default();
    report.notices = vec![
        Notice::gap(
            NoticeKind::NothingFound,
            None,
            "no lock, requirements or manifest was found",
        )
        .hint("name a file: `pyward vulns requirements.txt`"),
    ];
    report.verdict.sentence = "nothing was audited".into();
    report
}

/// A report with `count` components in layers, a tenth of them with a finding.
pub(crate) fn large(count: u32) -> Report {
    let mut report = clean();
    let components: Vec<Component> = (0..count)
        .map(|i| {
            let mut component = component(&format!("package-{i:05}"), "1.2.3", i + 1);
            component.direct = i < 20;
            component
        })
        .collect();
    report.findings = (0..count)
        .step_by(10)
        .map(|id| {
            let ids = format!("CVE-2026-{id}");
            let group = group("GHSA-xxxx-xxxx-xxxx", &[&ids], &[(None, Some("2.0"))]);
            Draft::new(&components[id as usize], id, group)
                .rated(Severity::High, 7.5)
                .about("Something bad can be done by someone who should not")
                .fixed("2.0", Some("2.0"))
                .0
        })
        .collect();
    report.inventory.edges = (20..count)
        .flat_map(|to| {
            [to / 3, to / 2].map(|from| Edge {
                from: ComponentId(from),
                to: ComponentId(to),
            })
        })
        .collect();
    report.inventory.components = components;
    report
}

/// A report without findings on components that need each other one after the other.
pub(crate) fn chain(count: u32) -> Report {
    let mut report = large(count);
    report.findings.clear();
    for component in report.inventory.components.iter_mut().skip(1) {
        component.direct = false;
    }
    report.inventory.edges = (1..count)
        .map(|to| Edge {
            from: ComponentId(to - 1),
            to: ComponentId(to),
        })
        .collect();
    report
}
