//! Zip archives, as Python's `zipfile` finds its way in them
//! ([format](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT)). Something may stand before the archive, as it
//! does in a zipapp.

use std::collections::BTreeMap;
use std::io::{self, Read as _, SeekFrom};

use super::{ArchiveFault, Bytes, Unpacked, at_most, stays_inside};
use crate::Limits;

/// The record at the end.
const END: usize = 22;
/// The longest comment after it.
const COMMENT: u64 = 65_535;
/// More bytes than a directory of files has.
const DIRECTORY: u64 = 64 * 1024 * 1024;
/// The fixed part of an entry of the directory.
const ENTRY: usize = 46;
/// The fixed part of the header before a file.
const HEADER: usize = 30;

/// Where the directory stands.
struct Directory {
    start: u64,
    size: u64,
    /// What stands before the archive, which no offset in it counts.
    before: u64,
}

/// A file as the directory has it.
struct Entry {
    name: String,
    flags: u64,
    method: u64,
    checksum: u64,
    packed: u64,
    size: u64,
    offset: u64,
    is_link: bool,
}

pub(super) fn read(
    bytes: &mut dyn Bytes,
    wanted: &dyn Fn(&str) -> bool,
    limits: &Limits,
    unpacked: &mut Unpacked,
) {
    let directory = match directory(bytes) {
        Ok(Ok(directory)) => directory,
        Ok(Err(fault)) => return unpacked.fault(fault),
        Err(_) => return unpacked.fault(ArchiveFault::Broken("it ends too early")),
    };
    let Ok(entries) = entries(bytes, &directory, limits, unpacked) else {
        return unpacked.fault(ArchiveFault::Broken("its directory cannot be read"));
    };
    let mut by_name: BTreeMap<String, Entry> = BTreeMap::new();
    for entry in entries {
        if !stays_inside(&entry.name) {
            unpacked.fault(ArchiveFault::Outside(entry.name));
        } else if wanted(&entry.name) {
            let name = entry.name.clone();
            if by_name.insert(name.clone(), entry).is_some() {
                unpacked.fault(ArchiveFault::Twice(name));
            }
        }
    }
    let mut left = limits.unpacked_bytes;
    for (name, entry) in by_name {
        match member(bytes, &entry, &directory, limits.member_bytes.min(left)) {
            Ok(bytes) => {
                left -= bytes.len() as u64;
                unpacked.files.push((name, bytes));
            }
            Err(ArchiveFault::MemberTooLarge { .. }) if left < limits.member_bytes => {
                return unpacked.fault(ArchiveFault::TooLarge(limits.unpacked_bytes));
            }
            Err(fault) => unpacked.fault(fault),
        }
    }
}

/// Finds the directory by the record at the end.
fn directory(bytes: &mut dyn Bytes) -> io::Result<Result<Directory, ArchiveFault>> {
    let length = bytes.seek(SeekFrom::End(0))?;
    let tail_at = length.saturating_sub(COMMENT + END as u64);
    bytes.seek(SeekFrom::Start(tail_at))?;
    let mut tail = Vec::new();
    bytes.take(COMMENT + END as u64).read_to_end(&mut tail)?;
    let plain = tail.len().checked_sub(END).filter(|at| {
        let end = tail.get(*at..).unwrap_or_default();
        end.starts_with(b"PK\x05\x06") && end.ends_with(&[0, 0])
    });
    let Some(at) = plain.or_else(|| memchr::memmem::rfind(&tail, b"PK\x05\x06")) else {
        return Ok(Err(ArchiveFault::NotArchive));
    };
    let end = tail.get(at..).unwrap_or_default();
    if end.len() < END {
        return Ok(Err(ArchiveFault::NotArchive));
    }
    let (mut size, mut offset) = (number(end, 12, 4), number(end, 16, 4));
    // Where the directory ends: before this record or, of a large archive, before its longer form.
    let mut stop = tail_at + at as u64;
    let locator = at.checked_sub(20).and_then(|from| tail.get(from..at));
    if let Some(locator) = locator.filter(|it| it.starts_with(b"PK\x06\x07"))
        && let Some(longer_at) = stop.checked_sub(76)
    {
        let mut longer = [0; 56];
        bytes.seek(SeekFrom::Start(longer_at))?;
        bytes.read_exact(&mut longer)?;
        if longer.starts_with(b"PK\x06\x06") && number(locator, 16, 4) <= 1 {
            size = number(&longer, 40, 8);
            offset = number(&longer, 48, 8);
            stop = longer_at;
        }
    }
    if size > DIRECTORY {
        return Ok(Err(ArchiveFault::Broken(
            "its directory is larger than any archive needs",
        )));
    }
    let found = stop.checked_sub(size).and_then(|start| {
        Some(Directory {
            start,
            size,
            before: start.checked_sub(offset)?,
        })
    });
    Ok(found.ok_or(ArchiveFault::Broken(
        "its directory does not stand where it should",
    )))
}

fn entries(
    bytes: &mut dyn Bytes,
    directory: &Directory,
    limits: &Limits,
    unpacked: &mut Unpacked,
) -> io::Result<Vec<Entry>> {
    bytes.seek(SeekFrom::Start(directory.start))?;
    let mut list = Vec::new();
    bytes.take(directory.size).read_to_end(&mut list)?;
    let mut entries = Vec::new();
    let mut rest = list.as_slice();
    while !rest.is_empty() {
        if entries.len() >= limits.files {
            unpacked.fault(ArchiveFault::TooMany(limits.files));
            break;
        }
        let Some((entry, after)) = entry(rest) else {
            unpacked.fault(ArchiveFault::Broken("its directory breaks off"));
            break;
        };
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}

/// The next entry of the directory, and what stands after it.
fn entry(list: &[u8]) -> Option<(Entry, &[u8])> {
    if !list.starts_with(b"PK\x01\x02") || list.len() < ENTRY {
        return None;
    }
    let lengths = [28, 30, 32].map(|at| number(list, at, 2) as usize);
    let [name, extra, comment] = lengths;
    let raw = list.get(ENTRY..ENTRY + name)?;
    let more = list.get(ENTRY + name..ENTRY + name + extra)?;
    let after = list.get(ENTRY + name + extra + comment..)?;
    let mut entry = Entry {
        name: String::from_utf8_lossy(raw).into_owned(),
        flags: number(list, 8, 2),
        method: number(list, 10, 2),
        checksum: number(list, 16, 4),
        packed: number(list, 20, 4),
        size: number(list, 24, 4),
        offset: number(list, 42, 4),
        is_link: number(list, 38, 4) >> 16 & 0o170_000 == 0o120_000,
    };
    entry.long_numbers(more);
    Some((entry, after))
}

impl Entry {
    /// The numbers that do not fit into their fields stand in a field of their own.
    fn long_numbers(&mut self, mut extra: &[u8]) {
        while extra.len() >= 4 {
            let (kind, length) = (number(extra, 0, 2), number(extra, 2, 2) as usize);
            let field = extra.get(4..4 + length).unwrap_or_default();
            if kind == 1 {
                let long = [&mut self.size, &mut self.packed, &mut self.offset];
                let wanted = long.into_iter().filter(|it| **it == 0xffff_ffff);
                for (at, slot) in wanted.enumerate() {
                    if field.len() >= at * 8 + 8 {
                        *slot = number(field, at * 8, 8);
                    }
                }
                return;
            }
            extra = extra.get(4 + length..).unwrap_or_default();
        }
    }
}

/// The bytes of a file. Its own header must say the name that the directory says, and its bytes must have the size and the
/// checksum: an installer that goes by one must not get something else than one that goes by the other.
fn member(
    bytes: &mut dyn Bytes,
    entry: &Entry,
    directory: &Directory,
    limit: u64,
) -> Result<Vec<u8>, ArchiveFault> {
    let name = || entry.name.clone();
    let cannot = |problem| ArchiveFault::Member {
        name: name(),
        problem,
    };
    if entry.is_link {
        return Err(ArchiveFault::Link(name()));
    }
    if entry.flags & 1 == 1 {
        return Err(cannot("it is encrypted"));
    }
    if entry.size > limit {
        return Err(ArchiveFault::MemberTooLarge {
            name: name(),
            limit,
        });
    }
    let at = entry.offset.saturating_add(directory.before);
    let own = header(bytes, at).map_err(|_| cannot("its header is not there"))?;
    if own != entry.name {
        return Err(ArchiveFault::Lies(name()));
    }
    let packed = bytes.take(entry.packed);
    let read = match entry.method {
        0 => at_most(packed, limit),
        8 => at_most(flate2::read::DeflateDecoder::new(packed), limit),
        _ => return Err(cannot("it is packed by a method that is not read")),
    };
    let read = read.map_err(|_| cannot("its bytes cannot be unpacked"))?;
    let read = read.ok_or_else(|| ArchiveFault::MemberTooLarge {
        name: name(),
        limit,
    })?;
    let mut checksum = flate2::Crc::new();
    checksum.update(&read);
    if read.len() as u64 != entry.size || u64::from(checksum.sum()) != entry.checksum {
        return Err(ArchiveFault::Lies(name()));
    }
    Ok(read)
}

/// The name in the header before a file; what is read next are the file's bytes.
fn header(bytes: &mut dyn Bytes, at: u64) -> io::Result<String> {
    let mut fixed = [0; HEADER];
    bytes.seek(SeekFrom::Start(at))?;
    bytes.read_exact(&mut fixed)?;
    if !fixed.starts_with(b"PK\x03\x04") {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut rest = vec![0; (number(&fixed, 26, 2) + number(&fixed, 28, 2)) as usize];
    bytes.read_exact(&mut rest)?;
    rest.truncate(number(&fixed, 26, 2) as usize);
    Ok(String::from_utf8_lossy(&rest).into_owned())
}

/// A number of `length` bytes, the lowest first; 0 where they are not there.
fn number(bytes: &[u8], at: usize, length: usize) -> u64 {
    let digits = bytes.get(at..at + length).unwrap_or_default();
    digits
        .iter()
        .rev()
        .fold(0, |number, digit| number << 8 | u64::from(*digit))
}
