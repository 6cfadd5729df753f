//! Tar archives, from front to back: ustar, GNU and pax
//! ([POSIX](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html)).

use std::io::{self, Read};

use super::{ArchiveFault, Unpacked, at_most, stays_inside};
use crate::Limits;

const BLOCK: usize = 512;
/// More bytes than a long name or a pax header has.
const NAME_BYTES: u64 = 1024 * 1024;

/// Whether a block is the header of a file.
pub(super) fn is_header(block: &[u8]) -> bool {
    let Some(stated) = block.get(148..156).and_then(octal) else {
        return false;
    };
    if block.len() < BLOCK {
        return false;
    }
    let spaces = 8 * u64::from(b' ');
    let sum = |range: std::ops::Range<usize>| -> u64 {
        let part = block.get(range).unwrap_or_default();
        part.iter().map(|byte| u64::from(*byte)).sum()
    };
    sum(0..148) + spaces + sum(156..BLOCK) == stated
}

pub(super) fn read(
    reader: impl Read,
    wanted: &dyn Fn(&str) -> bool,
    limits: &Limits,
    unpacked: &mut Unpacked,
) {
    let mut archive = Archive {
        // One more, so that reaching the bound is not taken for the end.
        reader: reader.take(limits.unpacked_bytes.saturating_add(1)),
        limits,
        wanted,
        files: std::collections::BTreeMap::new(),
    };
    if archive.members(unpacked).is_err() {
        let fault = if archive.reader.limit() == 0 {
            ArchiveFault::TooLarge(limits.unpacked_bytes)
        } else {
            ArchiveFault::Broken("it ends too early, or is damaged")
        };
        unpacked.fault(fault);
    }
    unpacked.files = archive.files.into_iter().collect();
}

struct Archive<'a, R> {
    reader: io::Take<R>,
    limits: &'a Limits,
    wanted: &'a dyn Fn(&str) -> bool,
    files: std::collections::BTreeMap<String, Vec<u8>>,
}

impl<R: Read> Archive<'_, R> {
    fn members(&mut self, unpacked: &mut Unpacked) -> io::Result<()> {
        let mut next_name: Option<String> = None;
        let mut next_size: Option<u64> = None;
        let mut block = [0; BLOCK];
        let mut count = 0;
        loop {
            // Some writers leave out the empty blocks at the end.
            if !self.block(&mut block)? || block.iter().all(|byte| *byte == 0) {
                return Ok(());
            }
            count += 1;
            if count > self.limits.files {
                unpacked.fault(ArchiveFault::TooMany(self.limits.files));
                return Ok(());
            }
            if !is_header(&block) {
                unpacked.fault(if count == 1 {
                    ArchiveFault::NotArchive
                } else {
                    ArchiveFault::Broken("a header in it is damaged")
                });
                return Ok(());
            }
            let stated = block.get(124..136).and_then(octal);
            let size = stated.ok_or(io::ErrorKind::InvalidData)?;
            match block.get(156) {
                Some(b'L') => {
                    let name = self.text(size)?;
                    next_name = Some(name.trim_end_matches('\0').to_owned());
                }
                Some(b'x') => {
                    for (key, value) in records(&self.text(size)?) {
                        match key {
                            "path" => next_name = Some(value.to_owned()),
                            "size" => next_size = value.parse().ok(),
                            _ => {}
                        }
                    }
                }
                Some(b'g' | b'K') => self.pass(size)?,
                kind => {
                    let name = next_name.take().unwrap_or_else(|| name(&block));
                    let size = next_size.take().unwrap_or(size);
                    self.member(&name, size, kind.copied(), unpacked)?;
                }
            }
        }
    }

    fn member(
        &mut self,
        name: &str,
        size: u64,
        kind: Option<u8>,
        unpacked: &mut Unpacked,
    ) -> io::Result<()> {
        let name = name.trim_start_matches("./").to_owned();
        let is_link = matches!(kind, Some(b'1' | b'2'));
        // Links and folders have no bytes, whatever their header says.
        let size = match kind {
            Some(b'1'..=b'6') => 0,
            _ => size,
        };
        if !stays_inside(&name) {
            unpacked.fault(ArchiveFault::Outside(name));
        } else if is_link && (self.wanted)(&name) {
            unpacked.fault(ArchiveFault::Link(name));
        } else if matches!(kind, Some(b'0' | b'\0' | b'7')) && (self.wanted)(&name) {
            let limit = self.limits.member_bytes;
            if size <= limit {
                let bytes = self.bytes(size)?;
                if self.files.insert(name.clone(), bytes).is_some() {
                    unpacked.fault(ArchiveFault::Twice(name));
                }
                return Ok(());
            }
            unpacked.fault(ArchiveFault::MemberTooLarge { name, limit });
        }
        self.pass(size)
    }

    /// Fills a block; `false` where the archive ends before it.
    fn block(&mut self, block: &mut [u8; BLOCK]) -> io::Result<bool> {
        let mut filled = 0;
        while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.reader.read(rest) {
                Ok(0) if filled == 0 && self.reader.limit() > 0 => return Ok(false),
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// The bytes of a file, and past the end of its last block.
    fn bytes(&mut self, size: u64) -> io::Result<Vec<u8>> {
        let bytes = at_most(self.reader.by_ref().take(size), size)?.unwrap_or_default();
        if bytes.len() as u64 != size {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.pass_exactly(padding(size))?;
        Ok(bytes)
    }

    fn text(&mut self, size: u64) -> io::Result<String> {
        if size > NAME_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(String::from_utf8_lossy(&self.bytes(size)?).into_owned())
    }

    fn pass(&mut self, size: u64) -> io::Result<()> {
        self.pass_exactly(size.saturating_add(padding(size)))
    }

    fn pass_exactly(&mut self, count: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.reader.by_ref().take(count), &mut io::sink())?;
        if passed == count {
            Ok(())
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }
}

fn padding(size: u64) -> u64 {
    (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64
}

fn name(block: &[u8; BLOCK]) -> String {
    let text = |range: std::ops::Range<usize>| {
        let field = block.get(range).unwrap_or_default();
        let end = field.iter().position(|byte| *byte == 0);
        let field = field.get(..end.unwrap_or(field.len())).unwrap_or_default();
        String::from_utf8_lossy(field).into_owned()
    };
    let name = text(0..100);
    let prefix = text(345..500);
    // Only in the standard's own form does this field hold a part of the name.
    if block.get(257..263) == Some(b"ustar\0") && !prefix.is_empty() {
        format!("{prefix}/{name}")
    } else {
        name
    }
}

/// A number in octal digits or, where the first bit is set, in bytes.
fn octal(field: &[u8]) -> Option<u64> {
    if field.first().is_some_and(|first| first & 0x80 != 0) {
        let digits = field.get(field.len().checked_sub(8)?..)?;
        let number = digits
            .iter()
            .fold(0, |number, digit| number << 8 | u64::from(*digit));
        return Some(number);
    }
    let digits = field.iter().filter(|byte| !matches!(byte, b' ' | b'\0'));
    let mut number = 0_u64;
    for digit in digits {
        let digit = char::from(*digit).to_digit(8)?;
        number = number.checked_mul(8)?.checked_add(digit.into())?;
    }
    Some(number)
}

/// `length key=value` lines.
fn records(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines()
        .filter_map(|line| line.split_once(' ')?.1.split_once('='))
}
