//! Advisories in the document.

use std::collections::BTreeSet;

use crate::agreement::affected;
use pyward_model::{AdvisoryGroup, AdvisoryKind, AffectedRange, Date, Severity, Version};
use schemars::JsonSchema;
use serde::Serialize;

/// The records of one flaw in one package.
#[derive(Serialize, JsonSchema)]
pub(super) struct Advisory<'a> {
    /// The id it is shown under.
    id: &'a str,
    /// All its other ids, sorted.
    aliases: Vec<&'a str>,
    /// Whether it says that the package has a flaw or that it is an attack.
    #[schemars(extend("enum" = ["vulnerability", "malware"]))]
    kind: &'static str,
    /// One line that says what it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    /// The day it was first published, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    /// Every severity statement of its records, each once.
    cvss: Vec<SeverityStatement<'a>>,
    /// Whether a catalogue of known exploited vulnerabilities names it; left out where none was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    known_exploited: Option<bool>,
    /// What that catalogue says of it, where it names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    exploitation: Option<Exploitation<'a>>,
    /// Probability of exploitation in the next 30 days (EPSS), 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    epss: Option<f64>,
    /// The share of all CVEs whose probability is no higher, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    epss_percentile: Option<f64>,
    /// Which of its sources agree, where there are several: one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreement: Option<String>,
    /// Its records, each with its own ranges.
    sources: Vec<Record<'a>>,
}

/// An entry of a catalogue of known exploited vulnerabilities.
#[derive(Serialize, JsonSchema)]
struct Exploitation<'a> {
    /// The CVE it is listed under.
    cve: &'a str,
    /// The day it was listed, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    added: Option<String>,
    /// The day by which those the catalogue is made for must have mended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    /// Whether campaigns of ransomware are known to use it.
    ransomware: bool,
}

/// A severity statement and what follows from it.
#[derive(Serialize, JsonSchema)]
struct SeverityStatement<'a> {
    /// `CVSS_V2`, `CVSS_V3`, `CVSS_V4`, or `text` for a word of the source's own.
    scheme: &'static str,
    /// The vector or the word, as stated.
    stated: &'a str,
    /// The base score of a vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    /// The level that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = severity_words()))]
    severity: Option<&'static str>,
}

/// One record of one source.
#[derive(Serialize, JsonSchema)]
struct Record<'a> {
    /// The name of the source.
    source: &'a str,
    /// Its id there.
    id: &'a str,
    /// How it was got: `built-in`, `import`, `osv` or the name of another source.
    #[serde(skip_serializing_if = "str::is_empty")]
    via: &'a str,
    /// What it affects, each alternative as a conjunction of bounds: `>=2.0,<2.5`, `<=1.9`, `==1.4`, `*` for every
    /// version. Versions compare by PEP 440's order, pre-releases included: `3.0a1` is below `3.0`.
    ranges: Vec<String>,
    /// The versions at which it says the flaw is fixed, ascending.
    fixed: Vec<&'a str>,
    /// The day it last changed, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    modified: Option<String>,
}

impl<'a> Advisory<'a> {
    /// The group as the document tells it.
    pub(super) fn new(group: &'a AdvisoryGroup) -> Self {
        let mut stated = BTreeSet::new();
        let scores = group
            .advisories
            .iter()
            .flat_map(|advisory| &advisory.scores)
            .filter(|score| stated.insert((score.scheme, &*score.stated)))
            .map(|score| SeverityStatement {
                scheme: score.scheme,
                stated: &score.stated,
                score: score.value.filter(|value| value.is_finite()),
                severity: score.severity.map(Severity::word),
            });
        Self {
            id: &group.id,
            aliases: group.aliases.iter().map(|alias| &**alias).collect(),
            kind: match group.kind {
                AdvisoryKind::Vulnerability => "vulnerability",
                AdvisoryKind::Malware => "malware",
            },
            summary: group.summary(),
            published: group.published().map(|date| date.to_string()),
            cvss: scores.collect(),
            known_exploited: group.known_exploited,
            exploitation: group.exploitation.as_ref().map(|known| Exploitation {
                cve: &known.cve,
                added: known.added.map(|day| day.to_string()),
                due: known.due.map(|day| day.to_string()),
                ransomware: known.ransomware,
            }),
            epss: group.epss.filter(|epss| epss.is_finite()),
            epss_percentile: group.epss_percentile.filter(|share| share.is_finite()),
            agreement: crate::agreement(group),
            sources: group.advisories.iter().map(Record::new).collect(),
        }
    }
}

impl<'a> Record<'a> {
    fn new(advisory: &'a pyward_model::Advisory) -> Self {
        let fixed: BTreeSet<&Version> = advisory
            .ranges
            .iter()
            .flat_map(AffectedRange::fixes)
            .collect();
        Self {
            source: &advisory.source,
            id: &advisory.id,
            via: &advisory.via,
            ranges: affected(advisory),
            fixed: fixed.into_iter().map(Version::as_str).collect(),
            modified: advisory.modified.map(|date: Date| date.to_string()),
        }
    }
}

/// The words of severities, worst first.
pub(super) fn severity_words() -> [&'static str; 6] {
    Severity::ALL.map(Severity::word)
}
