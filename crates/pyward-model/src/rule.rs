//! What rules are, apart from what they do.

use crate::{Confidence, Severity};

/// The family a rule belongs to; each has checks that can be chosen or skipped as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Known vulnerabilities and malware in dependencies.
    Vulnerability,
    /// Defects in first-party code.
    Code,
    /// Credentials.
    Secret,
    /// Licenses.
    License,
    /// Supply chain.
    SupplyChain,
    /// Container images.
    Image,
    /// The policy itself.
    Policy,
}

impl Family {
    /// The word used in every format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vulnerability => "vulnerability",
            Self::Code => "code",
            Self::Secret => "secret",
            Self::License => "license",
            Self::SupplyChain => "supply-chain",
            Self::Image => "image",
            Self::Policy => "policy",
        }
    }
}

/// A rule of the catalogue: what it is called and what it stands for. The function that finds stands beside it in
/// `pyward-rules`.
#[derive(Debug, PartialEq)]
pub struct Rule {
    /// Its kebab-case name, unique in the catalogue.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// One line that says what it finds.
    pub summary: &'static str,
    /// The severity of its findings, where it does not depend on what was found.
    pub severity: Option<Severity>,
    /// The confidence of its findings.
    pub confidence: Confidence,
    /// CWE numbers that hold for every finding.
    pub cwes: &'static [u32],
    /// Names it has in other tools.
    pub aliases: &'static [&'static str],
    /// Its catalogue page: the doc comment it is declared under, Markdown. Its `bad` and `good` blocks run as tests.
    pub docs: &'static str,
}
