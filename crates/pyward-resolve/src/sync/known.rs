//! What is known of the files of an unpacked wheel since they were last read.
//!
//! Files of the cache are linked into environments, and before that each is held against the list of files of its wheel.
//! Reading them all is most of the work of a small change. What was read once is noted beside the cache with its inode,
//! size and time of modification; as long as these are the same, it is not read again. Whoever edits a linked file in an
//! environment edits the cache's too, and is noticed by the time.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::Metadata;
use std::io::Write as _;
use std::path::Path;

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
pub(super) struct State {
    pub(super) inode: u64,
    pub(super) size: u64,
    /// Seconds since 1970, and nanoseconds.
    pub(super) modified: (i64, i64),
}

/// What a note says of the files of one wheel.
#[derive(Debug, Default)]
pub(super) struct Known {
    text: String,
    /// When it was written, in seconds since 1970.
    written: i64,
}

impl Known {
    /// Reads a note; nothing is known where there is none, or where it makes no sense.
    pub(super) fn read(note: &Path) -> Self {
        Self::open(note).unwrap_or_default()
    }

    fn open(note: &Path) -> Option<Self> {
        let (written, _) = State::of(&note.metadata().ok()?)?.modified;
        let text = read_text(note, LIMIT).ok()?;
        Some(Self { text, written })
    }

    /// The files it speaks of, by what [`key`] makes of their paths, with the SHA-256 they had.
    pub(super) fn files(&self) -> HashMap<&str, (State, &str)> {
        self.parse().unwrap_or_default()
    }

    fn parse(&self) -> Option<HashMap<&str, (State, &str)>> {
        let mut lines = self.text.lines();
        if lines.next() != Some(HEAD) {
            return None;
        }
        // A line is longer than this.
        let mut files = HashMap::with_capacity(self.text.len() / 128);
        for line in lines {
            let mut words = line.splitn(6, ' ');
            let mut number = || words.next()?.parse::<u64>().ok();
            let (inode, size) = (number()?, number()?);
            let modified = (
                i64::try_from(number()?).ok()?,
                i64::try_from(number()?).ok()?,
            );
            let (sha256, path) = (words.next()?, words.next()?);
            if modified.0 + MARGIN < self.written {
                let state = State {
                    inode,
                    size,
                    modified,
                };
                files.insert(path, (state, sha256));
            }
        }
        Some(files)
    }
}

/// By what a note knows a file: its path from the packages folder, which is not the same for every Python, or, behind a
/// slash, from the environment. `None` where it cannot stand in a line of text.
pub(super) fn key<'a>(to: &'a Path, packages: &Path) -> Option<Cow<'a, str>> {
    let own = to.to_str().filter(|path| !path.contains(['\n', '\r']))?;
    let below = own.strip_prefix(packages.to_str()?);
    match below.and_then(|rest| rest.strip_prefix(std::path::MAIN_SEPARATOR)) {
        Some(path) => Some(path.into()),
        None => Some(format!("/{own}").into()),
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

    /// Notes a file that was read, or known, by its [`key`].
    pub(super) fn add(&mut self, key: &str, state: &State, sha256: &str) {
        let State {
            inode,
            size,
            modified: (seconds, nanos),
        } = state;
        // No time before 1970 is read again.
        if *seconds >= 0 {
            let _ = writeln!(self.text, "{inode} {size} {seconds} {nanos} {sha256} {key}");
        }
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

impl State {
    /// The state of a file that is a link of the cache's. One that is not is made anew each time, and nothing is noted of
    /// it.
    pub(super) fn of_linked(about: &Metadata) -> Option<Self> {
        is_linked(about).then(|| Self::of(about)).flatten()
    }

    #[cfg(unix)]
    fn of(about: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        about.is_file().then(|| Self {
            inode: about.ino(),
            size: about.size(),
            modified: (about.mtime(), about.mtime_nsec()),
        })
    }

    #[cfg(not(unix))]
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
