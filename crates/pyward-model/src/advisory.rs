//! What is known to be wrong with packages, in the words of the [OSV schema](https://ossf.github.io/osv-schema/).

use std::borrow::Cow;

use smol_str::SmolStr;

use crate::{Date, PackageName, Severity, Version, VersionKey};

/// One record of one source about one package.
#[derive(Clone, Debug, PartialEq)]
pub struct Advisory {
    /// Its id (`GHSA-…`, `PYSEC-…`, `CVE-…`, `MAL-…`).
    pub id: SmolStr,
    /// Other ids of the same flaw.
    pub aliases: Vec<SmolStr>,
    /// The package it speaks of.
    pub package: PackageName,
    /// Vulnerability or malware.
    pub kind: AdvisoryKind,
    /// Affected ranges; a version inside any of them is affected.
    pub ranges: Vec<AffectedRange>,
    /// Versions affected beyond the ranges, by name.
    pub versions: Vec<Version>,
    /// Severity statements, each as the source made it.
    pub scores: Vec<Score>,
    /// CWE numbers.
    pub cwes: Vec<u32>,
    /// First published.
    pub published: Option<Date>,
    /// Last changed.
    pub modified: Option<Date>,
    /// Withdrawn on this day.
    pub withdrawn: Option<Date>,
    /// One line that says what it is, where the source has one.
    pub summary: Option<Box<str>>,
    /// The name of the database the record is of.
    pub source: Cow<'static, str>,
    /// The name of the source it was got from, such as `osv`, `pypa` or `import`; empty where that is not told.
    pub via: SmolStr,
    /// What of the record could not be used (an unparsable event, an unknown range type).
    pub oddities: Vec<Box<str>>,
}

/// What kind of statement an advisory makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AdvisoryKind {
    /// The package has a flaw.
    Vulnerability,
    /// The package is itself an attack (`MAL-` records).
    Malware,
}

/// A severity statement and what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// `CVSS_V2`, `CVSS_V3`, `CVSS_V4`, or `text` for a word of the source's own.
    pub scheme: &'static str,
    /// The vector or the word, as stated.
    pub stated: SmolStr,
    /// The base score of a vector, 0.0 to 10.0; `None` for words and for vectors that cannot be scored.
    pub value: Option<f64>,
    /// The level that follows; `None` where none does.
    pub severity: Option<Severity>,
}

/// One `ranges[]` entry: its events in order of version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AffectedRange {
    /// Sorted by version, then introduced < last affected < fixed < limit.
    pub events: Vec<Event>,
}

/// An event of a range, in the schema's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Affected from here on; `None` is the schema's `"0"`, below every version.
    Introduced(Option<Version>),
    /// Affected up to and with this version.
    LastAffected(Version),
    /// No longer affected from here on.
    Fixed(Version),
    /// Not affected from here on, as no fix but as a bound.
    Limit(Version),
}

/// A stretch of affected versions: from `start` (inclusive) to `end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval<'a> {
    /// First affected version; `None` for "from the beginning".
    pub start: Option<&'a Version>,
    /// The event that ends it; `None` where nothing does.
    pub end: Option<&'a Event>,
}

impl Event {
    /// The version the event stands at; `None` for the beginning.
    pub fn version(&self) -> Option<&Version> {
        match self {
            Self::Introduced(version) => version.as_ref(),
            Self::LastAffected(version) | Self::Fixed(version) | Self::Limit(version) => {
                Some(version)
            }
        }
    }

    fn order(&self) -> (Option<&VersionKey>, u8) {
        let rank = match self {
            Self::Introduced(_) => 0,
            Self::LastAffected(_) => 1,
            Self::Fixed(_) => 2,
            Self::Limit(_) => 3,
        };
        (self.version().map(Version::key), rank)
    }
}

impl AffectedRange {
    /// A range from events in any order.
    pub fn new(mut events: Vec<Event>) -> Self {
        events.sort_by(|a, b| a.order().cmp(&b.order()));
        Self { events }
    }

    /// Whether `version` is affected, by the
    /// [evaluation algorithm](https://ossf.github.io/osv-schema/#evaluation): the last event at or below it decides,
    /// and where limits are stated it must be below one of them.
    pub fn contains(&self, version: &Version) -> bool {
        let mut limits = self.events.iter().filter_map(|event| match event {
            Event::Limit(limit) => Some(limit),
            _ => None,
        });
        if let Some(first) = limits.next()
            && !(version < first || limits.any(|limit| version < limit))
        {
            return false;
        }
        let decisive = self
            .events
            .iter()
            .rev()
            .filter(|event| !matches!(event, Event::Limit(_)))
            .find(|event| event.version().is_none_or(|at| at <= version));
        match decisive {
            Some(Event::Introduced(_)) => true,
            Some(Event::LastAffected(last)) => last == version,
            _ => false,
        }
    }

    /// The range as intervals in order, for people: `introduced` to the next event that ends it.
    pub fn intervals(&self) -> Vec<Interval<'_>> {
        let mut intervals: Vec<Interval<'_>> = Vec::new();
        let mut open = false;
        for event in &self.events {
            match event {
                Event::Introduced(start) if !open => {
                    intervals.push(Interval {
                        start: start.as_ref(),
                        end: None,
                    });
                    open = true;
                }
                Event::Introduced(_) => {}
                ending if open => {
                    if let Some(interval) = intervals.last_mut() {
                        interval.end = Some(ending);
                    }
                    open = false;
                }
                _ => {}
            }
        }
        intervals
    }

    /// The versions at which the range says the flaw is fixed.
    pub fn fixes(&self) -> impl Iterator<Item = &Version> {
        self.events.iter().filter_map(|event| match event {
            Event::Fixed(version) => Some(version),
            _ => None,
        })
    }
}

impl Advisory {
    /// Whether the record speaks of `version`: inside any range, or named. A legacy version is affected only where it
    /// is named, character by character, since it has no place between the events of a range.
    pub fn affects(&self, version: &Version) -> bool {
        let named = self.versions.iter().any(|named| named == version);
        named || (version.is_valid() && self.ranges.iter().any(|range| range.contains(version)))
    }

    /// Whether it is withdrawn as of `today`; a future date is not yet withdrawn.
    pub fn is_withdrawn(&self, today: Date) -> bool {
        self.withdrawn.is_some_and(|day| day <= today)
    }

    /// Its id and its aliases.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.id).chain(self.aliases.iter().map(|alias| &**alias))
    }
}

/// All records that speak of one flaw in one package: their ids name each other, directly or through others.
#[derive(Clone, Debug, PartialEq)]
pub struct AdvisoryGroup {
    /// The id it is shown under: PYSEC before GHSA before CVE before others, as the closest to Python comes first;
    /// malware ids before all.
    pub id: SmolStr,
    /// Every other id, sorted.
    pub aliases: Vec<SmolStr>,
    /// The id its identity is made of: the smallest CVE id, else the smallest id. It stays when sources come and go.
    pub canonical: SmolStr,
    /// Its records, sorted by id; each keeps its own ranges and source.
    pub advisories: Vec<Advisory>,
    /// Malware where any record says so.
    pub kind: AdvisoryKind,
    /// The level that counts, by the documented rule.
    pub severity: Severity,
    /// The score behind `severity`, where a number stands behind it.
    pub score: Option<f64>,
    /// All CWE numbers, sorted.
    pub cwes: Vec<u32>,
    /// Whether it is in a catalogue of known exploited vulnerabilities; `None` where no catalogue was asked.
    pub known_exploited: Option<bool>,
    /// What that catalogue says of it.
    pub exploitation: Option<Exploitation>,
    /// Probability of exploitation within 30 days (EPSS), 0 to 1.
    pub epss: Option<f64>,
    /// The share of all CVEs whose probability is no higher, 0 to 1.
    pub epss_percentile: Option<f64>,
}

/// What a catalogue of known exploited vulnerabilities says of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exploitation {
    /// The CVE it is listed under.
    pub cve: SmolStr,
    /// The day it was listed.
    pub added: Option<Date>,
    /// The day by which those the catalogue is made for must have mended it.
    pub due: Option<Date>,
    /// Whether campaigns of ransomware are known to use it.
    pub ransomware: bool,
}

impl AdvisoryGroup {
    /// Every id of the group, the shown one first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&*self.id).chain(self.aliases.iter().map(|alias| &**alias))
    }

    /// Whether `id` is one of the group's, in any case.
    pub fn has_id(&self, id: &str) -> bool {
        self.ids().any(|own| own.eq_ignore_ascii_case(id))
    }

    /// The first one-line summary among its records.
    pub fn summary(&self) -> Option<&str> {
        self.advisories
            .iter()
            .find_map(|advisory| advisory.summary.as_deref())
    }

    /// Earliest publication.
    pub fn published(&self) -> Option<Date> {
        self.advisories
            .iter()
            .filter_map(|advisory| advisory.published)
            .min()
    }
}

/// The order in which ids are preferred for show: MAL, PYSEC, GHSA, CVE, others; then by text.
pub fn id_rank(id: &str) -> (u8, &str) {
    let rank = match id.split('-').next() {
        Some("MAL") => 0,
        Some("PYSEC") => 1,
        Some("GHSA") => 2,
        Some("CVE") => 3,
        _ => 4,
    };
    (rank, id)
}
