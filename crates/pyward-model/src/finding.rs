//! What is wrong.

use std::sync::Arc;

use crate::{
    AdvisoryGroup, AdvisoryKind, CodeFacts, ComponentId, Location, MatchedBy, Rule, Severity,
    Suppression, Version,
};

/// Something a rule found. Once made it is never removed: policy marks it, thresholds choose the exit code.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Its stable identity ([`crate::fingerprint`]). Two versions of one package affected by one advisory share it.
    pub fingerprint: String,
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// One sentence without a full stop.
    pub message: String,
    /// The component it concerns.
    pub component: Option<ComponentId>,
    /// The advisories behind it.
    pub advisory: Option<Arc<AdvisoryGroup>>,
    /// How the component's version was matched with the advisory.
    pub matched_by: Option<MatchedBy>,
    /// What clears it.
    pub fix: Option<Fix>,
    /// CWE numbers, sorted.
    pub cwes: Vec<u32>,
    /// Where; the first is the primary one.
    pub locations: Vec<Location>,
    /// What only findings in code have.
    pub code: Option<Box<CodeFacts>>,
    /// Why it does not count, where it does not.
    pub suppression: Option<Suppression>,
}

/// How sure a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Worth a look.
    Low,
    /// Likely.
    Medium,
    /// Certain, or as good as.
    High,
}

impl Confidence {
    /// The word used in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// The versions that clear a finding, as far as advisory data knows versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The smallest version above the one in use that no record of this finding affects.
    pub version: Version,
    /// The smallest version above the one in use that no known advisory of the package affects.
    pub clears_all: Option<Version>,
}

impl Finding {
    /// How soon it wants to be looked at, greatest first: known exploitation (of which malware is the worst), severity,
    /// probability of exploitation (in millionths, 0 where nobody says).
    pub fn urgency(&self) -> (bool, Severity, u32) {
        let group = self.advisory.as_deref();
        let exploited = group.is_some_and(|group| {
            group.known_exploited == Some(true) || group.kind == AdvisoryKind::Malware
        });
        let epss = group.and_then(|group| group.epss).unwrap_or_default();
        (exploited, self.severity, (epss * 1e6) as u32)
    }

    /// Whether it counts: not suppressed.
    pub fn is_active(&self) -> bool {
        self.suppression.is_none()
    }
}
