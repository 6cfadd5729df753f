//! Reading one file of the disk, and what can go wrong with it.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pyward_model::{Location, Notice, NoticeKind, printable};

use crate::archive::Bytes;

/// A file or folder that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {failure}", printable(path))]
pub struct ReadError {
    /// Its path as shown, or the reference as written where it leads to no path.
    pub path: Arc<str>,
    /// Why.
    pub failure: ReadFailure,
}

/// Why something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadFailure {
    /// Nothing is there, or no longer.
    #[error("there is no such file")]
    NotFound,
    /// The system forbids it.
    #[error("permission denied")]
    NotPermitted,
    /// A folder where a file is needed.
    #[error("it is a folder, not a file")]
    Directory,
    /// A file where a folder is needed.
    #[error("it is not a folder")]
    NotDirectory,
    /// Something else than a file: a pipe, a socket, a device.
    #[error("it is {0}, not a file")]
    Special(&'static str),
    /// It holds more bytes than [`crate::Limits::file_bytes`] allows.
    #[error("it is larger than {}", bytes(*.0))]
    TooLarge(u64),
    /// A folder that holds more than [`crate::Limits::files`] allows.
    #[error("it holds more than {0} files and folders")]
    TooMany(usize),
    /// Nothing came for as long as [`crate::Limits::stall`] allows.
    #[error("nothing could be read from it for {} seconds", .0.as_secs_f32())]
    Stalled(Duration),
    /// A reference that leads out of the target.
    #[error("outside the target, not followed")]
    Outside,
    /// Anything else the system says.
    #[error("{0}")]
    Io(String),
}

impl ReadFailure {
    /// What to do next, where that can be known.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotPermitted => {
                Some("run pyward as a user who may read it, or leave it out with `--exclude`")
            }
            Self::TooLarge(_) | Self::TooMany(_) => {
                Some("leave it out with `--exclude` if it is none of the project")
            }
            Self::Stalled(_) => Some("check that something writes to it"),
            Self::Outside => Some("audit the folder that holds both files"),
            Self::Special(_) => Some("name a file, or pipe its content in with `-`"),
            Self::NotFound | Self::Directory | Self::NotDirectory | Self::Io(_) => None,
        }
    }
}

impl ReadError {
    pub(crate) fn new(path: impl Into<Arc<str>>, failure: ReadFailure) -> Self {
        Self {
            path: path.into(),
            failure,
        }
    }

    /// The same as a notice at `location`: the file itself, or the line that refers to it.
    pub fn notice(&self, location: impl Into<Option<Location>>) -> Notice {
        let location = location.into();
        let at_itself = location
            .as_ref()
            .is_some_and(|location| location.path == self.path);
        let message = if at_itself {
            format!("cannot be read: {}", self.failure)
        } else {
            format!("cannot read {}: {}", printable(&self.path), self.failure)
        };
        let kind = match self.failure {
            ReadFailure::TooLarge(_) | ReadFailure::TooMany(_) | ReadFailure::Stalled(_) => {
                NoticeKind::Limit
            }
            ReadFailure::Outside => NoticeKind::Skipped,
            _ => NoticeKind::Unreadable,
        };
        let mut notice = Notice::gap(kind, location, message);
        notice.hint = self.failure.hint().map(String::from);
        notice
    }
}

impl From<io::Error> for ReadFailure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            io::ErrorKind::PermissionDenied => Self::NotPermitted,
            io::ErrorKind::IsADirectory => Self::Directory,
            io::ErrorKind::NotADirectory => Self::NotDirectory,
            _ => {
                let text = error.to_string();
                // The number of the error tells people nothing that its words do not.
                Self::Io(text.split(" (os error").next().unwrap_or(&text).to_owned())
            }
        }
    }
}

/// The bytes of an ordinary file, links followed. Neither hangs on what is no file, nor trusts the length the system
/// tells.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadFailure> {
    if let Some(failure) = refusal(std::fs::metadata(path)?.file_type()) {
        return Err(failure);
    }
    let file = open(path)?;
    let metadata = file.metadata()?;
    // Looked at again: between the two it may have become something else.
    if let Some(failure) = refusal(metadata.file_type()) {
        return Err(failure);
    }
    if metadata.len() > limit {
        return Err(ReadFailure::TooLarge(limit));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(ReadFailure::TooLarge(limit));
    }
    Ok(bytes)
}

/// An ordinary file, opened to be read in parts.
pub(crate) fn open_plain(path: &Path) -> Result<Box<dyn Bytes>, ReadFailure> {
    if let Some(failure) = refusal(std::fs::metadata(path)?.file_type()) {
        return Err(failure);
    }
    let file = open(path)?;
    // Looked at again: between the two it may have become something else.
    match refusal(file.metadata()?.file_type()) {
        Some(failure) => Err(failure),
        None => Ok(Box::new(file)),
    }
}

/// Whether an ordinary file can be opened and is not too large, without reading it.
pub(crate) fn check(path: &Path, limit: u64) -> Result<(), ReadFailure> {
    if open(path)?.metadata()?.len() > limit {
        return Err(ReadFailure::TooLarge(limit));
    }
    Ok(())
}

/// Opens a pipe or device, waiting until something writes to it.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the door scanned files are opened by"
)]
pub(crate) fn open_waiting(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// What something that is neither file, folder nor link is called.
pub(crate) fn special(kind: FileType) -> Option<&'static str> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        if kind.is_fifo() {
            return Some("a named pipe");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
        if kind.is_char_device() || kind.is_block_device() {
            return Some("a device");
        }
    }
    let ordinary = kind.is_file() || kind.is_dir() || kind.is_symlink();
    (!ordinary).then_some("something special")
}

fn refusal(kind: FileType) -> Option<ReadFailure> {
    if kind.is_dir() {
        return Some(ReadFailure::Directory);
    }
    special(kind).map(ReadFailure::Special)
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        // A pipe that took the file's place must not keep the opening waiting.
        options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
    }
    options.open(path)
}

/// A size in the unit people read.
pub(crate) fn bytes(count: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    if count >= MIB && count.is_multiple_of(MIB) {
        format!("{} MiB", count / MIB)
    } else {
        format!("{count} bytes")
    }
}
