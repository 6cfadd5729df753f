//! The one door to the files of an environment.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// Opens a regular file for reading. Pipes and devices are never opened: they would hold up whoever reads them.
pub(crate) fn open(path: &Path) -> Result<File, String> {
    open_sized(path).map(|(file, _)| file)
}

/// The same, with its size in bytes.
fn open_sized(path: &Path) -> Result<(File, u64), String> {
    let kind = path.metadata().map_err(|error| error.to_string())?;
    if !kind.is_file() {
        return Err("it is no file".to_owned());
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "an environment that pyward installs into; it is read under limits, here alone"
    )]
    let file = File::open(path).map_err(|error| error.to_string())?;
    Ok((file, kind.len()))
}

/// The text of a file, with replacement characters for what is not UTF-8; an error where it is longer than `limit` bytes.
pub(crate) fn read_text(path: &Path, limit: u64) -> Result<String, String> {
    let mut bytes = Vec::new();
    open(path)?
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    if bytes.len() as u64 > limit {
        return Err(format!("it is longer than {limit} bytes"));
    }
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// Bytes that are read at once.
const BUFFER: usize = 256 * 1024;

/// The SHA-256 of a file in lower-case hexadecimal digits, and its size in bytes.
pub(crate) fn sha256_of(path: &Path) -> Result<(String, u64), String> {
    let (mut file, length) = open_sized(path)?;
    let mut digest = Sha256::new();
    // Most files are small, and there are many.
    let mut buffer = vec![0; usize::try_from(length + 1).unwrap_or(BUFFER).min(BUFFER)];
    let mut size = 0;
    loop {
        let read = file.read(&mut buffer).map_err(|error| error.to_string())?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        digest.update(bytes);
        size += read as u64;
    }
    Ok((hex(&digest.finalize()), size))
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        text.extend([digit(byte >> 4), digit(byte & 15)]);
    }
    text
}

/// Whether files can be made in a folder and removed from it; nothing is written to find out.
pub(crate) fn writable(folder: &Path) -> Result<(), String> {
    let about = folder.metadata().map_err(|error| error.to_string())?;
    // The administrator may write anyway, but nobody takes the right to write away without meaning it.
    if cfg!(unix) && about.permissions().readonly() {
        return Err("it is read-only".to_owned());
    }
    #[cfg(unix)]
    rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).map_err(|error| error.to_string())?;
    Ok(())
}

/// Whether the nearest folder above a path that exists is writable.
pub(crate) fn parent_writable(path: &Path) -> Result<(), String> {
    let nearest = path.ancestors().skip(1).find(|folder| folder.exists());
    nearest.map_or(Ok(()), writable)
}
