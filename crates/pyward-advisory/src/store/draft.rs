//! A store in the making.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use jiff::Timestamp;
use pyward_model::{Date, EcosystemRules};
use sha2::{Digest, Sha256};

use super::header::{Header, HeaderSource, Origin};
use super::{Store, line, lookup, prose};
use crate::publisher::Publisher;
use crate::record::Record;

/// Records about the packages of one ecosystem, collected in any order, to be written as a store.
pub struct StoreDraft {
    rules: &'static EcosystemRules,
    records: BTreeMap<Box<str>, Entry>,
}

struct Entry {
    modified: Option<Timestamp>,
    /// The newest date its lines state.
    day: Option<Date>,
    withdrawn: bool,
    /// Package (as it stands in the line) and line.
    lines: Vec<(Box<str>, Box<str>)>,
    prose: Option<Box<str>>,
}

/// What a store is told about itself.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The day it is made.
    pub created: Date,
    /// The day its data is current, for all of its sources; without it each source is as current as its newest record.
    pub current: Option<Date>,
    /// Where updates come from.
    pub origin: Option<Origin>,
    /// The name of the source; empty for an import and for OSV's export.
    pub source: &'static str,
}

impl Default for StoreDraft {
    fn default() -> Self {
        Self::of(EcosystemRules::pypi())
    }
}

impl StoreDraft {
    /// An empty draft for PyPI.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty draft for an ecosystem.
    pub fn of(rules: &'static EcosystemRules) -> Self {
        Self {
            rules,
            records: BTreeMap::new(),
        }
    }

    /// The ecosystem whose packages it is about.
    pub fn rules(&self) -> &'static EcosystemRules {
        self.rules
    }

    /// Takes a record. Of two with one id the one that was changed last stays; of two equally old ones, the later given.
    pub fn insert(&mut self, record: &Record) {
        let outdated = self
            .records
            .get(&record.id)
            .is_some_and(|known| known.modified > record.modified);
        if !outdated {
            self.replace(record);
        }
    }

    /// Takes a record in place of what is known under its id.
    pub fn replace(&mut self, record: &Record) {
        let advisories = &record.advisories;
        let entry = Entry {
            modified: record.modified,
            day: advisories
                .iter()
                .filter_map(|advisory| advisory.modified)
                .max(),
            withdrawn: advisories
                .iter()
                .any(|advisory| advisory.withdrawn.is_some()),
            lines: advisories
                .iter()
                .map(|advisory| {
                    let line = line::encode(advisory);
                    (package_of(&line).into(), line.into())
                })
                .collect(),
            prose: record
                .prose
                .as_ref()
                .map(|words| prose::encode(&record.id, words).into()),
        };
        self.records.insert(record.id.clone(), entry);
    }

    /// Everything a store holds, to be changed by [`Self::replace`].
    pub(crate) fn of_store(store: &Store) -> Self {
        let mut draft = Self::of(store.rules);
        for line in lookup::lines(store.prose()) {
            let text = String::from_utf8_lossy(line);
            if let Some((id, _)) = prose::decode(&text) {
                draft.entry(&id).prose = Some(text.into());
            }
        }
        for line in lookup::lines(store.facts()) {
            let text = String::from_utf8_lossy(line);
            if let Ok(advisory) = line::decode_of(store.rules, &text) {
                let entry = draft.entry(&advisory.id);
                entry.withdrawn |= advisory.withdrawn.is_some();
                entry.day = entry.day.max(advisory.modified);
                entry.lines.push((package_of(&text).into(), text.into()));
            }
        }
        draft
    }

    fn entry(&mut self, id: &str) -> &mut Entry {
        self.records.entry(id.into()).or_insert(Entry {
            modified: None,
            day: None,
            withdrawn: false,
            lines: Vec::new(),
            prose: None,
        })
    }

    /// How many records speak of a package of the ecosystem.
    pub fn usable(&self) -> usize {
        self.records
            .values()
            .filter(|entry| !entry.lines.is_empty())
            .count()
    }

    /// When the newest record taken was changed; records of a former store do not count, nor does what was changed
    /// after `until`.
    pub(crate) fn newest(&self, until: Timestamp) -> Option<Timestamp> {
        self.records
            .values()
            .filter_map(|entry| entry.modified)
            .filter(|modified| *modified <= until)
            .max()
    }

    /// Writes the store. The same records and edition give the same bytes.
    pub fn write(&self, out: &mut dyn Write, edition: &Edition) -> io::Result<Header> {
        let mut lines: Vec<(&str, &str, &str)> = self
            .records
            .iter()
            .flat_map(|(id, entry)| {
                entry
                    .lines
                    .iter()
                    .map(move |(package, line)| (&**package, &**id, &**line))
            })
            .collect();
        lines.sort_unstable();
        let facts = || lines.iter().map(|(_, _, line)| *line);
        let prose = || {
            self.records
                .values()
                .filter_map(|entry| entry.prose.as_deref())
        };
        let mut hash = Sha256::new();
        for line in facts().chain(prose()) {
            hash.update(line.as_bytes());
            hash.update(b"\n");
        }
        let bytes = |lines: &mut dyn Iterator<Item = &str>| lines.map(|line| line.len() + 1).sum();
        let packages: BTreeSet<&str> = lines.iter().map(|(package, _, _)| *package).collect();
        let usable = || self.records.values().filter(|e| !e.lines.is_empty());
        let current = edition
            .current
            .or_else(|| usable().filter_map(|entry| entry.day).max());
        let header = Header {
            source: edition.source.to_owned(),
            ecosystem: if self.rules.is_pypi() {
                String::new()
            } else {
                self.rules.name.to_owned()
            },
            created: edition.created.to_string(),
            current: current.map(|day| day.to_string()),
            sources: self.sources(edition),
            records: usable().count(),
            packages: packages.len(),
            lines: lines.len(),
            withdrawn: usable().filter(|entry| entry.withdrawn).count(),
            facts_bytes: bytes(&mut facts()),
            prose_bytes: bytes(&mut prose()),
            sha256: hex(&hash.finalize()),
            origin: edition.origin.clone(),
        };
        write_head(out, super::Holds::Advisories, &header)?;
        for line in facts().chain(prose()) {
            out.write_all(line.as_bytes())?;
            out.write_all(b"\n")?;
        }
        Ok(header)
    }

    fn sources(&self, edition: &Edition) -> Vec<HeaderSource> {
        let mut by_name: BTreeMap<&str, (&Publisher, usize, Option<Date>)> = BTreeMap::new();
        for (id, entry) in &self.records {
            if entry.lines.is_empty() {
                continue;
            }
            let publisher = Publisher::of_id(id);
            let (_, records, day) = by_name
                .entry(publisher.name)
                .or_insert((publisher, 0, None));
            *records += 1;
            *day = (*day).max(entry.day);
        }
        let mut sources: Vec<HeaderSource> = by_name
            .into_values()
            .map(|(publisher, records, day)| HeaderSource {
                name: publisher.name.to_owned(),
                url: publisher.url.to_owned(),
                license: publisher.license.to_owned(),
                date: edition.current.or(day).map(|day| day.to_string()),
                records,
            })
            .collect();
        sources.sort_by_key(|source| std::cmp::Reverse(source.records));
        sources
    }
}

/// Writes the two first lines of a store.
pub(crate) fn write_head(
    out: &mut dyn Write,
    holds: super::Holds,
    header: &Header,
) -> io::Result<()> {
    let json = serde_json::to_string(header)?;
    writeln!(out, "{}\n{json}", holds.magic())
}

fn package_of(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
