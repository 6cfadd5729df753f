//! The store: advisories as one sorted text file.
//!
//! ```text
//! pyward-advisories 1
//! {"created":"2026-07-07",…,"sha256":"…"}
//! aiohttp  GHSA-…  CVE-…    +0 -3.8.6 …
//! …
//! ```
//!
//! After the magic line and a header of one line come two sections: the facts (see [`line`]), sorted by package, then
//! id; and the prose (see [`prose`]), sorted by id, empty in the snapshot that is built into the program. A package is
//! found by binary search over the bytes; nothing but its lines is parsed. Both sections are plain text, so a store can
//! be read, searched and compared with everyday tools.

pub(crate) mod draft;
pub(crate) mod escape;
pub(crate) mod header;
pub(crate) mod install;
pub(crate) mod line;
pub(crate) mod lock;
pub(crate) mod lookup;
mod map;
pub(crate) mod prose;
pub(crate) mod verify;

use std::fs::File;
use std::io;
use std::ops::{Deref, Range};

use pyward_model::{Advisory, EcosystemRules};

use crate::record::Prose;
use header::Header;
use line::LineError;
use map::Map;

/// The first line of every store; the number is the schema's.
pub(crate) const MAGIC: &str = "pyward-advisories 1";

/// The first line of every file of exploitation facts, which has the same outline.
pub(crate) const EXPLOITS_MAGIC: &str = "pyward-exploits 1";

/// What a store holds, by its first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Advisories.
    Advisories,
    /// What is known of the exploitation of flaws, a line a CVE (see [`crate::exploits`]).
    Exploits,
}

impl Holds {
    /// The first line of such a store.
    pub(crate) fn magic(self) -> &'static str {
        match self {
            Self::Advisories => MAGIC,
            Self::Exploits => EXPLOITS_MAGIC,
        }
    }

    /// By the first line of a store.
    fn of(line: &[u8]) -> Result<Self, Damage> {
        for known in [Self::Advisories, Self::Exploits] {
            let magic = known.magic().as_bytes();
            if line == magic {
                return Ok(known);
            }
            let word = magic.strip_suffix(b"1").unwrap_or(magic);
            if let Some(schema) = line.strip_prefix(word) {
                let schema = String::from_utf8_lossy(schema).chars().take(20).collect();
                return Err(Damage::Schema { schema });
            }
        }
        Err(Damage::NotAStore)
    }
}

/// The longest header line, in bytes.
const MAX_HEADER: usize = 64 * 1024;

/// A store whose outline has been checked: its header is there and its sections have the stated lengths.
pub(crate) struct Store {
    bytes: Bytes,
    pub(crate) holds: Holds,
    pub(crate) header: Header,
    /// The ecosystem its advisories speak of.
    pub(crate) rules: &'static EcosystemRules,
    facts: Range<usize>,
    prose: Range<usize>,
}

enum Bytes {
    BuiltIn(&'static [u8]),
    Owned(Vec<u8>),
    Mapped(Map),
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::BuiltIn(bytes) => bytes,
            Self::Owned(bytes) => bytes,
            Self::Mapped(map) => map,
        }
    }
}

/// What is wrong with a store's bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// It does not begin like a store.
    #[error("it is no advisory store")]
    NotAStore,
    /// It is of a schema this program does not know.
    #[error("it is of schema `{schema}`, which this version of pyward does not know")]
    Schema {
        /// As stated.
        schema: String,
    },
    /// It is of an ecosystem this program does not know.
    #[error(
        "it is of the ecosystem `{}`, which this version of pyward does not know",
        pyward_model::printable(name)
    )]
    Ecosystem {
        /// As stated.
        name: String,
    },
    /// The header cannot be read.
    #[error("its header cannot be read")]
    Header,
    /// The file is shorter or longer than the header says.
    #[error("it is {found} bytes long instead of {expected}")]
    Length {
        /// By the header.
        expected: usize,
        /// In truth.
        found: usize,
    },
    /// The bytes are not those that were written.
    #[error("its checksum is wrong")]
    Checksum,
    /// A line cannot be read.
    #[error("line {line} is damaged: {error}")]
    Line {
        /// Counted from 1 in the whole file; 0 where it was not counted.
        line: usize,
        /// What is wrong.
        error: String,
    },
    /// A line stands in the wrong place, or twice.
    #[error("line {line} is not in order")]
    Order {
        /// Counted from 1 in the whole file.
        line: usize,
    },
    /// The header counts other than what is there.
    #[error("it holds {found} {what} instead of {expected}")]
    Count {
        /// What is counted.
        what: &'static str,
        /// By the header.
        expected: usize,
        /// In truth.
        found: usize,
    },
}

impl Damage {
    /// The same, with the number of the line.
    fn at(self, number: usize) -> Self {
        match self {
            Self::Line { line: _, error } => Self::Line {
                line: number,
                error,
            },
            other => other,
        }
    }
}

impl Store {
    pub(crate) fn built_in(bytes: &'static [u8]) -> Result<Self, Damage> {
        Self::read(Bytes::BuiltIn(bytes))
    }

    pub(crate) fn owned(bytes: Vec<u8>) -> Result<Self, Damage> {
        Self::read(Bytes::Owned(bytes))
    }

    /// The store in `file`, mapped into memory.
    pub(crate) fn mapped(file: &File) -> io::Result<Result<Self, Damage>> {
        // An empty file cannot be mapped on every system, and is no store on any.
        if file.metadata()?.len() == 0 {
            return Ok(Err(Damage::NotAStore));
        }
        Ok(Self::read(Bytes::Mapped(Map::new(file)?)))
    }

    fn read(bytes: Bytes) -> Result<Self, Damage> {
        let (magic, rest) = split_line(&bytes, MAX_HEADER).ok_or(Damage::NotAStore)?;
        let holds = Holds::of(magic)?;
        let (header, body) = split_line(rest, MAX_HEADER).ok_or(Damage::Header)?;
        let header: Header = serde_json::from_slice(header).map_err(|_| Damage::Header)?;
        let rules = header.rules().ok_or_else(|| Damage::Ecosystem {
            name: header.ecosystem.chars().take(40).collect(),
        })?;
        let start = bytes.len() - body.len();
        let expected = header
            .facts_bytes
            .checked_add(header.prose_bytes)
            .and_then(|body| body.checked_add(start))
            .ok_or(Damage::Header)?;
        if expected != bytes.len() {
            return Err(Damage::Length {
                expected,
                found: bytes.len(),
            });
        }
        let middle = start + header.facts_bytes;
        Ok(Self {
            facts: start..middle,
            prose: middle..expected,
            holds,
            header,
            rules,
            bytes,
        })
    }

    /// The facts section.
    pub(crate) fn facts(&self) -> &[u8] {
        self.bytes.get(self.facts.clone()).unwrap_or_default()
    }

    /// The prose section.
    pub(crate) fn prose(&self) -> &[u8] {
        self.bytes.get(self.prose.clone()).unwrap_or_default()
    }

    /// Both sections.
    pub(crate) fn body(&self) -> &[u8] {
        self.bytes
            .get(self.facts.start..self.prose.end)
            .unwrap_or_default()
    }

    /// Length of the whole file in bytes.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The lines of a package, one package after the other; quickest in the order of their names.
    pub(crate) fn packages<'a>(&'a self) -> impl FnMut(&str) -> Vec<&'a [u8]> {
        let mut seeker = lookup::Seeker::new(self.facts());
        let mut key = String::new();
        move |name| {
            key.clear();
            escape::push(&mut key, name);
            seeker.lines_of(key.as_bytes()).collect()
        }
    }

    /// The words of a record.
    pub(crate) fn words(&self, id: &str) -> Option<Prose> {
        let mut key = String::new();
        escape::push(&mut key, id);
        let line = lookup::lines_of(self.prose(), key.as_bytes()).next()?;
        let (_, prose) = prose::decode(std::str::from_utf8(line).ok()?)?;
        (!prose.is_empty()).then_some(prose)
    }

    /// The summary of a record alone, which most reports show, while its details are read for one at a time.
    pub(crate) fn summary(&self, id: &str) -> Option<String> {
        let mut key = String::new();
        escape::push(&mut key, id);
        let line = lookup::lines_of(self.prose(), key.as_bytes()).next()?;
        let summary = line.split(|byte| *byte == b'\t').nth(1)?;
        let summary = escape::read(std::str::from_utf8(summary).ok()?)?;
        (!summary.is_empty()).then(|| summary.into_owned())
    }
}

/// A line of the facts section.
pub(crate) fn read_line(rules: &'static EcosystemRules, line: &[u8]) -> Result<Advisory, Damage> {
    read_line_by(rules, line, line::decode_of)
}

/// What matching needs of a line of the facts section, see [`line::decode_for_matching`].
pub(crate) fn read_line_for_matching(
    rules: &'static EcosystemRules,
    line: &[u8],
) -> Result<Advisory, Damage> {
    read_line_by(rules, line, line::decode_for_matching)
}

fn read_line_by(
    rules: &'static EcosystemRules,
    line: &[u8],
    decode: fn(&'static EcosystemRules, &str) -> Result<Advisory, LineError>,
) -> Result<Advisory, Damage> {
    let unreadable = |error: &dyn std::fmt::Display| Damage::Line {
        line: 0,
        error: error.to_string(),
    };
    let line = std::str::from_utf8(line).map_err(|_| unreadable(&"it is not text"))?;
    decode(rules, line).map_err(|error| unreadable(&error))
}

/// The first line and what follows it; `None` where no line ends within `limit` bytes.
fn split_line(bytes: &[u8], limit: usize) -> Option<(&[u8], &[u8])> {
    let window = bytes.get(..limit).unwrap_or(bytes);
    let end = memchr::memchr(b'\n', window)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}
