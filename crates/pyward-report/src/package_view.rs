//! Findings as they are shown: grouped by the package they concern.

use std::borrow::Cow;
use std::fmt;

use pyward_model::{
    AdvisoryKind, Component, ComponentId, Finding, Inventory, Location, MatchedBy, Paths, Scope,
    Severity, Version, printable,
};

use crate::advisory_url;
use crate::remedy::Remedy;
use crate::tally::Tally;
use crate::wording;

/// From this probability of exploitation on (EPSS) it is told beside a finding; most flaws are far below it.
const LIKELY: f64 = 0.1;

/// Names and versions are shown up to this many characters.
const NAME: usize = 100;

/// Ways that are shown of those that are known.
const WAYS: usize = 2;

/// A chain longer than this is shown by its ends.
const CHAIN: usize = 4;

/// The active findings of one package version, or those that concern no package.
pub(crate) struct PackageView<'a> {
    /// The package; `None` for findings that concern none.
    pub(crate) component: Option<&'a Component>,
    /// Active findings that are shown, worst first.
    pub(crate) rows: Vec<Row<'a>>,
    /// All active findings, shown or not.
    pub(crate) tally: Tally,
    /// What to do about all of them.
    pub(crate) remedy: Remedy<'a>,
    /// The ways it came here, shortest first; empty for what is asked for directly.
    pub(crate) ways: Vec<String>,
}

/// What must be known of a finding before its summary is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The package is itself the attack.
    Malware,
    /// It is known to be exploited, by ransomware where that is told.
    Exploited {
        /// Whether campaigns of ransomware use it.
        ransomware: bool,
    },
    /// It is likely to be exploited soon: the probability in per cent.
    Likely(u32),
    /// It was found by another version than the one in use: the one without its local part.
    MatchedAs(String),
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malware => f.write_str("malware"),
            Self::Exploited { ransomware: false } => f.write_str("known exploited"),
            Self::Exploited { ransomware: true } => f.write_str("known exploited by ransomware"),
            Self::Likely(percent) => write!(f, "EPSS {percent}%"),
            Self::MatchedAs(version) => write!(f, "matched as {version}"),
        }
    }
}

/// One finding as it is shown.
pub(crate) struct Row<'a> {
    /// The finding itself.
    pub(crate) finding: &'a Finding,
    /// The id it is known by: the advisory's, else the rule's.
    pub(crate) id: &'a str,
    /// A CVE id beside it, where the first id is another.
    pub(crate) second_id: Option<&'a str>,
    /// What it is, in a line, where that is known.
    pub(crate) summary: Option<String>,
    /// What must be known before the summary is read.
    pub(crate) marks: Vec<Mark>,
    /// The smallest version that fixes it.
    pub(crate) fix: Option<&'a Version>,
    /// Whether it is about a copy inside of another package, which cannot be moved by itself.
    pub(crate) is_copy: bool,
}

impl<'a> Row<'a> {
    /// A finding of a component, told in short.
    pub(crate) fn new(finding: &'a Finding, component: Option<&Component>) -> Self {
        let group = finding.advisory.as_ref();
        let id = group.map_or(finding.rule.name, |group| &group.id);
        let second_id = group
            .filter(|group| !is_cve(&group.id))
            .and_then(|group| group.aliases.iter().find(|alias| is_cve(alias)))
            .map(|alias| &**alias);
        let summary = match group {
            Some(group) => group.summary(),
            None => Some(&*finding.message),
        };
        let mut marks = Vec::new();
        if group.is_some_and(|group| group.kind == AdvisoryKind::Malware) {
            marks.push(Mark::Malware);
        }
        if group.is_some_and(|group| group.known_exploited == Some(true)) {
            let known = group.and_then(|group| group.exploitation.as_ref());
            let ransomware = known.is_some_and(|known| known.ransomware);
            marks.push(Mark::Exploited { ransomware });
        }
        let epss = group.and_then(|group| group.epss);
        if let Some(epss) = epss.filter(|epss| *epss >= LIKELY) {
            marks.push(Mark::Likely((epss * 100.0).round() as u32));
        }
        if let (Some(MatchedBy::PublicVersion), Some(version)) = (
            finding.matched_by,
            component.and_then(|component| component.version.as_ref()),
        ) {
            marks.push(Mark::MatchedAs(
                shown(version.public().as_str()).into_owned(),
            ));
        }
        Self {
            finding,
            id,
            second_id,
            summary: summary.map(wording::prose).filter(|text| !text.is_empty()),
            marks,
            fix: finding.fix.as_ref().map(|fix| &fix.version),
            is_copy: component.is_some_and(|it| it.vendored_by().is_some()),
        }
    }

    /// The page that tells of its id, where that is an advisory's.
    pub(crate) fn url(&self) -> Option<String> {
        self.finding
            .advisory
            .as_ref()
            .and_then(|_| advisory_url(self.id))
    }

    /// How bad.
    pub(crate) fn severity(&self) -> Severity {
        self.finding.severity
    }
}

impl<'a> PackageView<'a> {
    /// The view of one package's active findings, in the order of the report; none is left out of the counts, those
    /// below `show_from` are left out of the rows.
    pub(crate) fn new(
        id: Option<ComponentId>,
        findings: &[&'a Finding],
        inventory: &'a Inventory,
        paths: &Paths<'_>,
        show_from: Severity,
    ) -> Self {
        let component = id.map(|id| inventory.component(id));
        let mut rows: Vec<Row<'a>> = findings
            .iter()
            .filter(|finding| finding.severity >= show_from)
            .map(|finding| Row::new(finding, component))
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.finding.urgency()));
        Self {
            component,
            rows,
            tally: findings.iter().map(|finding| finding.severity).collect(),
            remedy: component
                .and_then(Component::vendored_by)
                .map_or_else(|| Remedy::new(findings), Remedy::Copy),
            ways: id.map_or_else(Vec::new, |id| ways(id, inventory, paths)),
        }
    }

    /// Name and version, printable: `jinja2` and `3.1.2`. Findings that concern no package stand under `project`.
    pub(crate) fn title(&self) -> (Cow<'a, str>, Option<Cow<'a, str>>) {
        self.component
            .map_or((Cow::Borrowed("project"), None), |c| {
                let (name, version) = component_title(c);
                (name, (!version.is_empty()).then_some(version))
            })
    }

    /// Where it comes from, part by part: its ecosystem where that is not PyPI (`npm package`), `direct` or `via flask and celery › kombu` (nothing where that is not known),
    /// what it is needed for where that is not running the project, the first place that speaks of it.
    pub(crate) fn origin(&self) -> Vec<String> {
        let mut parts = Vec::new();
        if let Some(component) = self.component {
            let other = other_ecosystem(component);
            parts.extend(other.map(|name| format!("{name} package")));
            if component.direct {
                parts.push("direct".to_owned());
            } else if !self.ways.is_empty() {
                parts.push(format!("via {}", wording::listed(&self.ways, WAYS)));
            }
            if !component.scopes.is_empty() && !component.scopes.contains(&Scope::Main) {
                let scopes: Vec<String> = component.scopes.iter().map(Scope::to_string).collect();
                let told = wording::listed(&scopes, 3);
                parts.push(match component.keeper() {
                    // Nobody needs it for that: it is where it stands.
                    Some(Scope::Vendored(_)) => told,
                    Some(_) => format!("{told} package"),
                    None => format!("for {told}"),
                });
            }
        }
        let locations: &[Location] = match (self.component, self.rows.first()) {
            (Some(component), _) => &component.locations,
            (None, Some(row)) => &row.finding.locations,
            (None, None) => &[],
        };
        if let Some((first, more)) = locations.split_first() {
            let more = match more.len() {
                0 => String::new(),
                more => format!(" and {} more", wording::thousands(more)),
            };
            parts.push(format!("{}{more}", shown(&first.to_string())));
        }
        parts
    }
}

/// Name and version of a component, printable and of bearable length; for an unresolved requirement what is asked for.
pub(crate) fn component_title(component: &Component) -> (Cow<'_, str>, Cow<'_, str>) {
    let version = match (&component.version, &component.requirement) {
        (Some(version), _) => version.as_str(),
        (None, Some(requirement)) => requirement,
        (None, None) => "",
    };
    (shown(component.name.as_str()), shown(version))
}

/// The ecosystem of a component, where advisories of another than PyPI speak of it.
fn other_ecosystem(component: &Component) -> Option<&'static str> {
    let rules = component.ecosystem.rules()?;
    (!rules.is_pypi()).then_some(rules.name)
}

/// What is wrong, as the finding says it, with the ecosystem before the name of a package that is not of PyPI: the same
/// name is another package there.
pub(crate) fn message<'f>(finding: &'f Finding, component: Option<&Component>) -> Cow<'f, str> {
    match component.and_then(other_ecosystem) {
        Some(name) if finding.advisory.is_some() => {
            Cow::Owned(format!("{name} package {}", finding.message))
        }
        _ => Cow::Borrowed(&finding.message),
    }
}

/// A name from foreign data, printable and cut where no name is that long.
pub(crate) fn shown(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(NAME) {
        None => printable(name),
        Some((end, _)) => {
            let (start, _) = name.split_at(end);
            Cow::Owned(format!("{}…", printable(start)))
        }
    }
}

fn is_cve(id: &str) -> bool {
    id.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("CVE-"))
}

fn ways(id: ComponentId, inventory: &Inventory, paths: &Paths<'_>) -> Vec<String> {
    let name = |id: &ComponentId| shown(inventory.component(*id).name.as_str()).into_owned();
    let chains = paths.to(id);
    chains
        .iter()
        .map(|chain| match chain.as_slice() {
            [first, .., before, last] if chain.len() > CHAIN => {
                [name(first), "…".to_owned(), name(before), name(last)].join(" › ")
            }
            chain => chain.iter().map(name).collect::<Vec<_>>().join(" › "),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_of_other_ecosystems_are_told_apart() {
        let mut report = sample::storefront();
        let at = report.findings.iter().position(|it| it.advisory.is_some());
        let finding = report.findings[at.unwrap()].clone();
        let id = finding.component.unwrap();
        let plain = message(&finding, Some(report.inventory.component(id))).into_owned();
        assert_eq!(plain, finding.message);
        let component = &mut report.inventory.components[id.index()];
        component.ecosystem = pyward_model::Ecosystem::Other("cargo".into());
        let component = report.inventory.component(id);
        assert_eq!(
            message(&finding, Some(component)),
            format!("crates.io package {plain}")
        );
        let (paths, inventory) = (report.inventory.paths(), &report.inventory);
        let view = PackageView::new(Some(id), &[&finding], inventory, &paths, Severity::Info);
        assert_eq!(view.origin()[0], "crates.io package");
    }
    use crate::sample;

    fn origin_of(name: &str, report: &pyward_model::Report) -> String {
        let inventory = &report.inventory;
        let (id, _) = inventory
            .iter()
            .find(|(_, component)| component.name.as_str() == name)
            .unwrap();
        let view = PackageView::new(Some(id), &[], inventory, &inventory.paths(), Severity::Info);
        view.origin().join(" · ")
    }

    #[test]
    fn origins_tell_the_way_the_use_and_the_place() {
        let report = sample::storefront();
        assert_eq!(
            origin_of("jinja2", &report),
            "direct · requirements.txt:6 and 1 more"
        );
        assert_eq!(
            origin_of("urllib3", &report),
            "via requests and boto3 › botocore · uv.lock:990"
        );
        assert_eq!(
            origin_of("pip", &report),
            "via flask · for dev and build · uv.lock:700"
        );
    }

    #[test]
    fn long_chains_are_told_by_their_ends() {
        let report = sample::chain(9);
        assert_eq!(
            origin_of("package-00008", &report),
            "via package-00000 › … › package-00006 › package-00007 · uv.lock:9"
        );
        assert_eq!(
            origin_of("package-00002", &report),
            "via package-00000 › package-00001 · uv.lock:3"
        );
    }

    #[test]
    fn names_are_cut_where_no_name_is_that_long() {
        assert_eq!(shown("jinja2"), "jinja2");
        assert_eq!(shown(&"ä".repeat(500)).chars().count(), NAME + 1);
    }
}
