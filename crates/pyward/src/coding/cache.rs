//! What was found in code before, kept by the content of all that was looked at.
//!
//! An entry stands under a digest of everything the findings depend on ([`key`]): the contents and paths of all files, the
//! settings, and the program itself. No time stamp of a file is trusted. What is read back is data like any other: it is
//! checked as a whole before anything of it is believed, and what is damaged, foreign or too large counts as not there.
//! The cache never fails a run: where it cannot be read or written, the work is done anew.

mod key;
mod record;

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pyward_rules::CodeFindings;

pub(crate) use key::{File, Key, digest, key};

use crate::environment::Environment;

/// The folder of the cache, below that of the program's caches. Its number is that of the form of the entries.
const FOLDER: &str = "code-1";

/// The largest entry, in bytes.
const LARGEST: u64 = 32 * 1024 * 1024;

/// How many entries are kept.
const MOST_ENTRIES: usize = 64;

/// How many bytes are kept.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// The ending of an entry.
const ENDING: &str = "code";

/// How a file begins that is being written.
const UNFINISHED: &str = ".pyward-";

/// The findings of earlier runs.
pub(crate) struct Cache {
    folder: PathBuf,
    /// What tells this program from others.
    program: String,
}

impl Cache {
    /// The cache of the user, where there is a place for one.
    pub(crate) fn of(environment: &Environment) -> Option<Self> {
        Some(Self {
            folder: environment.cache_folder.as_ref()?.join(FOLDER),
            program: environment.program.clone(),
        })
    }

    /// What tells this program from others.
    pub(crate) fn program(&self) -> &str {
        &self.program
    }

    /// What was found before under a key.
    pub(crate) fn find(&self, key: &Key) -> Option<CodeFindings> {
        let bytes = read(&self.path(key))?;
        record::decode(&bytes, key)
    }

    /// Keeps what was found under a key, and drops the oldest entries where there are too many.
    pub(crate) fn keep(&self, key: &Key, findings: &CodeFindings) {
        let Some(bytes) = record::encode(findings, key) else {
            return;
        };
        if bytes.len() as u64 > LARGEST || self.write(key, &bytes).is_err() {
            return;
        }
        self.evict();
    }

    fn path(&self, key: &Key) -> PathBuf {
        let mut name = String::new();
        for byte in key {
            let _ = write!(name, "{byte:02x}");
        }
        self.folder.join(format!("{name}.{ENDING}"))
    }

    /// Writes an entry beside its place and moves it there, so that nobody reads half of one.
    fn write(&self, key: &Key, bytes: &[u8]) -> std::io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = tempfile::Builder::new()
            .prefix(UNFINISHED)
            .tempfile_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(self.path(key)).map_err(|error| error.error)?;
        Ok(())
    }

    /// Drops the oldest entries until what stays is within its bounds. Files of others are left alone.
    fn evict(&self) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return;
        };
        let mut all: Vec<(SystemTime, u64, PathBuf)> = entries
            .flatten()
            .filter(|entry| is_own(&entry.path()))
            .filter_map(|entry| {
                let found = entry.metadata().ok().filter(std::fs::Metadata::is_file)?;
                Some((found.modified().ok()?, found.len(), entry.path()))
            })
            .collect();
        all.sort();
        let mut left = all.len();
        let mut bytes: u64 = all.iter().map(|(_, length, _)| length).sum();
        for (_, length, path) in all {
            if left <= MOST_ENTRIES && bytes <= MOST_BYTES {
                return;
            }
            // Another run may have dropped it already.
            let _ = std::fs::remove_file(path);
            left -= 1;
            bytes -= length;
        }
    }
}

/// Whether a file is of this cache: an entry, or what a run that ended early left behind.
fn is_own(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| {
        let stem = name
            .strip_suffix(ENDING)
            .and_then(|it| it.strip_suffix('.'));
        let is_digest =
            |stem: &str| stem.len() == 64 && stem.bytes().all(|it| it.is_ascii_hexdigit());
        stem.is_some_and(is_digest) || name.starts_with(UNFINISHED)
    })
}

/// A file as a whole, unless it is too large.
fn read(path: &Path) -> Option<Vec<u8>> {
    #[expect(clippy::disallowed_methods, reason = "the door of the cache")]
    let file = std::fs::File::open(path).ok()?;
    let found = file.metadata().ok()?;
    if !found.is_file() || found.len() > LARGEST {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests;
