//! Archives: what stands in a zip or a tar without being unpacked anywhere.
//!
//! Nothing is written to disk, and nothing an archive says of itself is believed: sizes are counted, names are looked at,
//! links are not followed.

mod tar;
mod zip;

#[cfg(test)]
mod tests;

use std::io::{Cursor, Read, Seek};

use pyward_model::printable;

use crate::{Limits, ReadError, Tree, TreePath};

/// What can be read from any place.
pub(crate) trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

/// The files of an archive that were wanted, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Names as the archive has them (`/` between parts, no `./` before them) with their bytes, sorted; each once.
    pub files: Vec<(String, Vec<u8>)>,
    /// Faults in the order met; those of members nobody wants are told only where they are attacks.
    pub faults: Vec<ArchiveFault>,
}

/// Something that is wrong with an archive, or with one file in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveFault {
    /// It is neither a zip nor a tar.
    #[error("it is neither a zip nor a tar archive")]
    NotArchive,
    /// It is packed in a way that is not read.
    #[error("it is packed with {0}, which is not read")]
    Compression(&'static str),
    /// Its structure is broken.
    #[error("the archive is broken: {0}")]
    Broken(&'static str),
    /// It holds more files than [`Limits::files`] allows.
    #[error("it holds more than {0} files, the rest is not looked at")]
    TooMany(usize),
    /// It holds more bytes than [`Limits::unpacked_bytes`] allows.
    #[error("it unpacks to more than {} MiB, the rest is not looked at", .0 / (1024 * 1024))]
    TooLarge(u64),
    /// One of its files holds more than [`Limits::member_bytes`] allows.
    #[error(
        "{} unpacks to more than {limit} bytes, and is not read",
        printable(name)
    )]
    MemberTooLarge {
        /// The file.
        name: String,
        /// How many bytes it may have.
        limit: u64,
    },
    /// Two of its files have one name; installers take the last.
    #[error("it holds {} more than once, the last one is read", printable(.0))]
    Twice(String),
    /// A name that leads out of the folder it is unpacked to.
    #[error("the name `{}` leads out of the folder it is unpacked to", printable(.0))]
    Outside(String),
    /// A link where a file is wanted.
    #[error("{} is a link, and is not followed", printable(.0))]
    Link(String),
    /// One of its files is not what the archive's directory says.
    #[error("{} is not what the directory of the archive says it is", printable(.0))]
    Lies(String),
    /// One of its files cannot be read.
    #[error("{} cannot be read: {problem}", printable(name))]
    Member {
        /// The file.
        name: String,
        /// Why.
        problem: &'static str,
    },
}

impl ArchiveFault {
    /// Whether a bound was reached.
    pub fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::TooMany(_) | Self::TooLarge(_) | Self::MemberTooLarge { .. }
        )
    }
}

/// Most faults that are told of one archive.
const TOLD: usize = 50;

impl Unpacked {
    pub(crate) fn fault(&mut self, fault: ArchiveFault) {
        if self.faults.len() < TOLD && !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}

impl Tree {
    /// Reads the files of an archive whose names are wanted. An archive may be larger than [`Limits::file_bytes`]: only
    /// what is wanted is held.
    pub fn unpack(
        &self,
        path: &TreePath,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Unpacked, ReadError> {
        let bytes = self.open_bytes(path)?;
        Ok(unpack(bytes, wanted, self.limits()))
    }
}

fn unpack(mut bytes: Box<dyn Bytes>, wanted: &dyn Fn(&str) -> bool, limits: &Limits) -> Unpacked {
    let mut unpacked = Unpacked::default();
    let mut head = Vec::new();
    let read = bytes.by_ref().take(512).read_to_end(&mut head);
    if read.is_err() || bytes.rewind().is_err() {
        unpacked.fault(ArchiveFault::Broken("it cannot be read"));
        return unpacked;
    }
    let packed = PACKED.iter().find(|(magic, _)| head.starts_with(magic));
    if head.starts_with(&[0x1f, 0x8b]) {
        let plain = flate2::read::MultiGzDecoder::new(std::io::BufReader::new(bytes));
        tar::read(plain, wanted, limits, &mut unpacked);
    } else if let Some((_, title)) = packed {
        unpacked.fault(ArchiveFault::Compression(title));
    } else if tar::is_header(&head) {
        tar::read(bytes, wanted, limits, &mut unpacked);
    } else {
        zip::read(bytes.as_mut(), wanted, limits, &mut unpacked);
    }
    unpacked.files.sort();
    unpacked
}

/// Endings of archives.
const ENDINGS: [&str; 8] = [
    ".whl", ".egg", ".zip", ".pyz", ".pyzw", ".tar.gz", ".tgz", ".tar",
];

/// Whether a name is that of an archive.
pub(crate) fn is_named(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// First bytes of what is not read.
const PACKED: [(&[u8], &str); 4] = [
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x1f\x9d", "compress"),
];

/// Whether a name stays in the folder it is unpacked to.
fn stays_inside(name: &str) -> bool {
    !name.starts_with(['/', '\\'])
        && !name.contains('\0')
        && name.as_bytes().get(1) != Some(&b':')
        && name.split(['/', '\\']).all(|part| part != "..")
}

/// Up to `limit` bytes; `None` where there are more.
fn at_most(reader: impl Read, limit: u64) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// Bytes that are held already.
pub(crate) fn held(bytes: Vec<u8>) -> Box<dyn Bytes> {
    Box::new(Cursor::new(bytes))
}
