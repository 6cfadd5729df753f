//! Findings in the document.

use std::borrow::Cow;

use pyward_model::{Confidence, MatchedBy, Purl, Version};
use schemars::JsonSchema;
use serde::Serialize;

use super::advisory::{Advisory, severity_words};
use super::code::{Bandit, SourceLine, Step};
use super::component::{Location, purl};
use super::document::day;
use crate::package_view::message;

/// Something that is wrong.
#[derive(Serialize, JsonSchema)]
pub(super) struct Finding<'a> {
    /// Its stable identity. It does not name the version: two versions of a package share it.
    id: &'a str,
    /// The rule that found it.
    rule: &'static str,
    /// The family of the rule.
    #[schemars(extend("enum" = ["vulnerability", "code", "secret", "license", "supply-chain", "image", "policy"]))]
    family: &'static str,
    /// How bad.
    #[schemars(extend("enum" = severity_words()))]
    severity: &'static str,
    /// How sure.
    #[schemars(extend("enum" = [Confidence::Low, Confidence::Medium, Confidence::High].map(Confidence::word)))]
    confidence: &'static str,
    /// One sentence without a full stop.
    message: Cow<'a, str>,
    /// The purl of the component it concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    component: Option<&'a str>,
    /// The advisories behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    advisory: Option<Advisory<'a>>,
    /// How the version was matched: as it is, by its public version (without `+local`), or as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["version", "public-version", "text"]))]
    matched_by: Option<&'static str>,
    /// What clears it.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
    /// CWE numbers.
    cwe: &'a [u32],
    /// Where; the first is the primary one.
    locations: Vec<Location<'a>>,
    /// The way of the data, from where it enters to where it does harm.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flow: Vec<Step<'a>>,
    /// The source it stands in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    source: Vec<SourceLine<'a>>,
    /// The same finding in the terms of bandit, for its rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    bandit: Option<Bandit>,
    /// Why it does not count, where it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<Suppression<'a>>,
}

/// Versions that clear a finding.
#[derive(Serialize, JsonSchema)]
struct Fix<'a> {
    /// The smallest version above the one in use that no record of this finding affects.
    version: &'a str,
    /// The smallest version above the one in use that no known advisory of the package affects.
    #[serde(skip_serializing_if = "Option::is_none")]
    clears_all: Option<&'a str>,
}

/// A decision that a finding does not count.
#[derive(Serialize, JsonSchema)]
struct Suppression<'a> {
    /// `waiver` (in the policy), `command-line` or `in-source` (a comment beside the code).
    kind: &'static str,
    /// Why, in the decider's words.
    reason: &'a str,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    /// The last day it holds, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    /// The waiver's word for the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    /// The file it is written in.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    /// The line it is written at.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

impl<'a> Finding<'a> {
    /// The finding as the document tells it; `purls` are those of all components, in order.
    pub(super) fn new(
        finding: &'a pyward_model::Finding,
        inventory: &pyward_model::Inventory,
        purls: &'a [Purl],
    ) -> Self {
        let component = finding.component.map(|id| inventory.component(id));
        let code = finding.code.as_deref();
        Self {
            id: &finding.fingerprint,
            rule: finding.rule.name,
            family: finding.rule.family.word(),
            severity: finding.severity.word(),
            confidence: finding.confidence.word(),
            message: message(finding, component),
            component: finding.component.and_then(|id| purl(purls, id)),
            advisory: finding.advisory.as_deref().map(Advisory::new),
            matched_by: finding.matched_by.map(|matched_by| match matched_by {
                MatchedBy::Version => "version",
                MatchedBy::PublicVersion => "public-version",
                MatchedBy::Text => "text",
            }),
            fix: finding.fix.as_ref().map(|fix| Fix {
                version: fix.version.as_str(),
                clears_all: fix.clears_all.as_ref().map(Version::as_str),
            }),
            cwe: &finding.cwes,
            locations: finding.locations.iter().map(Location::new).collect(),
            flow: code.map_or_else(Vec::new, |code| code.trace.iter().map(Step::new).collect()),
            source: code.map_or_else(Vec::new, |code| {
                code.source.iter().map(SourceLine::new).collect()
            }),
            bandit: code.and_then(|code| code.bandit.as_ref()).map(Bandit::new),
            suppressed: finding.suppression.as_ref().map(Suppression::new),
        }
    }
}

impl<'a> Suppression<'a> {
    fn new(suppression: &'a pyward_model::Suppression) -> Self {
        let location = suppression.location.as_ref();
        Self {
            kind: suppression.kind.word(),
            reason: &suppression.reason,
            owner: suppression.owner.as_deref(),
            until: day(suppression.until),
            status: suppression.status.as_deref(),
            path: location.map(|location| &*location.path),
            line: location.and_then(|location| location.line),
        }
    }
}
