//! What is known of the files of an unpacked wheel since they were last read.
//!
//! Files of the cache are linked into environments, and before that each is held against the list of files of its wheel.
//! Reading them all is most of the work of a small change. What was read once is noted beside the cache with its inode,
//! size and time of modification; as long as these are the same, it is not read again. Whoever edits a linked file in an
//! environment edits the cache's too, and is noticed by the time.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::Metadata;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::installed::read_text;

/// The first line of a note.
const HEAD: &str = "pyward-verified 1";
/// How long a note may be, in bytes.
const LIMIT: u64 = 128 * 1024 * 1024;
/// A file must be older than the note by this many seconds: what is changed right after it was read, within one tick of the
/// file system's clock, has the same time.
const MARGIN: i64 = 2;

/// How a file system tells one state of a file from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    inode: u64,
    size: u64,
    /// Seconds since 1970, and nanoseconds.
    modified: (i64, i64),
}

/// What a note says of the files of one wheel.
#[derive(Debug, Default)]
pub(super) struct Known {
    files: HashMap<PathBuf, (State, String)>,
}

impl Known {
    /// Reads a note; nothing is known where there is none, or where it makes no sense.
    pub(super) fn read(note: &Path) -> Self {
        Self::parse(note).unwrap_or_default()
    }

    fn parse(note: &Path) -> Option<Self> {
        let written = State::of(&note.metadata().ok()?)?.modified;
        let text = read_text(note, LIMIT).ok()?;
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return None;
        }
        let mut files = HashMap::new();
        for line in lines {
            let mut words = line.splitn(6, ' ');
            let mut number = || words.next()?.parse::<u64>().ok();
            let (inode, size) = (number()?, number()?);
            let modified = (
                i64::try_from(number()?).ok()?,
                i64::try_from(number()?).ok()?,
            );
            let (sha256, path) = (words.next()?, words.next()?);
            if modified.0 + MARGIN < written.0 {
                let state = State {
                    inode,
                    size,
                    modified,
                };
                files.insert(PathBuf::from(path), (state, sha256.to_owned()));
            }
        }
        Some(Self { files })
    }

    /// The SHA-256 of a file, where it is in the state in which it was read.
    pub(super) fn sha256(&self, path: &Path, about: &Metadata) -> Option<&str> {
        let (state, sha256) = self.files.get(path)?;
        (State::of(about)? == *state).then_some(sha256)
    }
}

/// A note in the making.
pub(super) struct Note {
    text: String,
}

impl Note {
    pub(super) fn new() -> Self {
        Self {
            text: format!("{HEAD}\n"),
        }
    }

    /// Notes a file that was read, or known; whether it did. One that is no link of the cache's is made anew each time, and
    /// not noted.
    pub(super) fn add(&mut self, path: &Path, about: &Metadata, sha256: &str) -> bool {
        let (Some(state), Some(path)) = (State::of(about), path.to_str()) else {
            return false;
        };
        let fits = is_linked(about) && state.modified.0 >= 0 && !path.contains(['\n', '\r']);
        if fits {
            let State {
                inode,
                size,
                modified: (seconds, nanos),
            } = state;
            let _ = writeln!(
                self.text,
                "{inode} {size} {seconds} {nanos} {sha256} {path}"
            );
        }
        fits
    }

    /// Puts it in the place of what was noted before. A note that cannot be written is none: the files are read again.
    pub(super) fn write(self, place: &Path) {
        let Some(folder) = place.parent() else {
            return;
        };
        let written = std::fs::create_dir_all(folder).and_then(|()| {
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(self.text.as_bytes())?;
            file.persist(place)?;
            Ok(())
        });
        drop(written);
    }
}

#[cfg(unix)]
impl State {
    fn of(about: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        about.is_file().then(|| Self {
            inode: about.ino(),
            size: about.size(),
            modified: (about.mtime(), about.mtime_nsec()),
        })
    }
}

#[cfg(not(unix))]
impl State {
    fn of(_about: &Metadata) -> Option<Self> {
        None
    }
}

#[cfg(unix)]
fn is_linked(about: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(about) > 1
}

#[cfg(not(unix))]
fn is_linked(_about: &Metadata) -> bool {
    false
}
