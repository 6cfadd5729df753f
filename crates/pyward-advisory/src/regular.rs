//! Opening files that have an end.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Opens a regular file for reading. A pipe or a device is refused before it is opened: opening one may wait for ever,
/// and reading one may never end.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    check(&fs::metadata(path)?)?;
    OpenOptions::new().read(true).open(path)
}

/// Refuses what is no regular file.
pub(crate) fn check(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    Err(io::Error::other("it is not a regular file"))
}
