//! A decision that something known shall not count.

use pyward_model::{Component, Date, Ecosystem, Finding, Location, Specifiers, Version};

use crate::wording::is_malware;
use crate::words::words;
use crate::{Ground, NamedPackage, PathGlob};

/// An entry of the ignore list: what is accepted, why, by whom and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The advisory, by any of its ids in any case, or the rule about code, by its name or any alias; `None` for a waiver
    /// of everything known about a package.
    pub id: Option<Box<str>>,
    /// Only in this package.
    pub package: Option<NamedPackage>,
    /// Only in these versions.
    pub versions: Option<WaivedVersions>,
    /// Only in code below these paths; empty for all.
    pub paths: Vec<PathGlob>,
    /// Only for findings that are reached in these environments alone; empty for all.
    pub environments: Vec<Box<str>>,
    /// What was decided.
    pub status: Status,
    /// Why it does not affect, in the words of `OpenVEX`.
    pub justification: Option<Justification>,
    /// Why, in the decider's words; empty only where the policy does not ask for one.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The day it was decided.
    pub added: Option<Date>,
    /// The day it shall be looked at again.
    pub review: Option<Date>,
    /// The last day it holds.
    pub expires: Option<Date>,
    /// What ends it besides its date.
    pub until: Until,
    /// Where the work on it is tracked.
    pub ticket: Option<String>,
    /// Where it is written.
    pub location: Location,
}

/// The versions a waiver speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaivedVersions {
    /// As written.
    pub text: Box<str>,
    /// As understood (PEP 440).
    pub specifiers: Specifiers,
}

impl WaivedVersions {
    /// Whether a component is of such a version. Those of other ecosystems are read as PEP 440 too; one that cannot be
    /// is in no range.
    pub(crate) fn holds(&self, component: &Component) -> bool {
        component.version.as_ref().is_some_and(|version| {
            if component.ecosystem == Ecosystem::PyPI {
                return self.specifiers.contains(version);
            }
            Version::pep440(version.as_str()).is_some_and(|it| self.specifiers.contains(&it))
        })
    }
}

words! {
    /// What a waiver decides.
    Status {
        /// The risk is known and taken; in VEX `affected`, never `not_affected`.
        AcceptedRisk = "accepted-risk",
        /// The flaw does not reach this use; in VEX `not_affected` with a justification.
        NotAffected = "not-affected",
        /// The advisory does not apply.
        FalsePositive = "false-positive",
        /// Something else keeps it from harm.
        Mitigated = "mitigated",
        /// It will be cleared as soon as it can be.
        AwaitingFix = "awaiting-fix",
    }
}

words! {
    /// Why something is not affected, in the words of the
    /// [OpenVEX specification](https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md#status-justifications).
    Justification {
        /// The vulnerable component is not in the product.
        ComponentNotPresent = "component_not_present",
        /// The vulnerable code is not in the component as it is shipped.
        VulnerableCodeNotPresent = "vulnerable_code_not_present",
        /// The vulnerable code is never run.
        VulnerableCodeNotInExecutePath = "vulnerable_code_not_in_execute_path",
        /// No attacker can steer the vulnerable code.
        VulnerableCodeCannotBeControlledByAdversary = "vulnerable_code_cannot_be_controlled_by_adversary",
        /// Protection is built in.
        InlineMitigationsAlreadyExist = "inline_mitigations_already_exist",
    }
}

words! {
    /// What ends a waiver.
    Until {
        /// Its date, if it has one.
        Date = "date",
        /// A version that clears the finding, or its date.
        FixAvailable = "fix-available",
    }
}

impl Status {
    /// Whether it says that there is nothing to clear, ever.
    pub fn is_harmless(self) -> bool {
        matches!(self, Self::NotAffected | Self::FalsePositive)
    }
}

impl Waiver {
    /// Whether it speaks of this finding. A waiver without an id does not speak of malware: a package that is an
    /// attack has to be waived by name.
    pub fn covers(
        &self,
        finding: &Finding,
        component: Option<&Component>,
        ground: &Ground,
    ) -> bool {
        let Some(group) = &finding.advisory else {
            let by_rule = self.id.as_ref().is_some_and(|id| is_of_rule(finding, id));
            return by_rule
                && self.covers_component(component)
                && self.covers_place(finding, ground);
        };
        let by_id = match &self.id {
            Some(id) => group.has_id(id),
            None => !is_malware(finding),
        };
        by_id && self.paths.is_empty() && self.covers_component(component)
    }

    /// Whether all of a finding stands below its paths.
    fn covers_place(&self, finding: &Finding, ground: &Ground) -> bool {
        let covers = |path: &str| {
            // A place in a notebook names its cell.
            let file = path.split("#cell-").next().unwrap_or(path);
            let path = ground.path(file);
            self.paths.iter().any(|glob| glob.covers(&path))
        };
        self.paths.is_empty()
            || (!finding.locations.is_empty()
                && finding.locations.iter().all(|at| covers(&at.path)))
    }

    fn covers_component(&self, component: Option<&Component>) -> bool {
        let package = self
            .package
            .as_ref()
            .is_none_or(|named| component.is_some_and(|it| named.is_of(it)));
        let version = || {
            self.versions
                .as_ref()
                .is_none_or(|range| component.is_some_and(|it| range.holds(it)))
        };
        package && version()
    }

    /// What it is a waiver of, in words: `CVE-2024-1 in jinja2 <3.1.5`.
    pub fn subject(&self) -> String {
        let package = match (&self.package, &self.versions) {
            (Some(name), Some(range)) => format!("{name} {}", range.text),
            (Some(name), None) => name.to_string(),
            (None, Some(range)) => format!("versions {}", range.text),
            (None, None) => String::new(),
        };
        match (&self.id, package.as_str()) {
            (Some(id), "") if self.paths.is_empty() => id.to_string(),
            (Some(id), "") => {
                let paths: Vec<&str> = self.paths.iter().map(|glob| &*glob.text).collect();
                format!("{id} in {}", paths.join(", "))
            }
            (Some(id), package) => format!("{id} in {package}"),
            (None, package) => format!("everything known about {package}"),
        }
    }
}

/// Whether a finding that no advisory speaks of is of this rule, by its name or any alias.
pub(crate) fn is_of_rule(finding: &Finding, name: &str) -> bool {
    let rule = finding.rule;
    let mut names = std::iter::once(&rule.name).chain(rule.aliases);
    finding.advisory.is_none() && names.any(|known| known.eq_ignore_ascii_case(name))
}
