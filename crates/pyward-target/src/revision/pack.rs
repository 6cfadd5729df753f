//! Packs: many objects in one file, most of them as deltas, and the index that says where each begins
//! (gitformat-pack(5), index version 2).

use std::cell::RefCell;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::object::{Kind, ObjectId};
use super::{RevisionError, unreadable};
use crate::archive::{self, Bytes};
use crate::file;

/// An index up to this many bytes is held; of a larger one only what is asked for is read.
const HELD: u64 = 32 * 1024 * 1024;
/// Bytes before the table of names: magic, version, and how many names begin with each byte at most.
const HEAD: u64 = 8 + FANOUT as u64;
const FANOUT: usize = 256 * 4;

/// A pack and its index.
pub(super) struct Pack {
    path: PathBuf,
    index: RefCell<Box<dyn Bytes>>,
    data: RefCell<BufReader<Box<dyn Bytes>>>,
    /// For each first byte, how many names begin with it or a lower one.
    fanout: Vec<u64>,
    /// Bytes of a name.
    length: u64,
}

/// An object in a pack, before deltas are applied.
pub(super) enum Packed {
    /// The object itself.
    Whole(Kind, Vec<u8>),
    /// A delta, and where its base begins in the same pack.
    At(u64, Vec<u8>),
    /// A delta, and the name of its base.
    Of(ObjectId, Vec<u8>),
}

impl Pack {
    /// Opens a pack by the path of its index. `length` is that of a name in bytes.
    pub(super) fn open(index: &Path, length: u64) -> Result<Self, RevisionError> {
        let broken = |what| RevisionError::Broken {
            what: index.display().to_string(),
            problem: what,
        };
        let path = index.with_extension("pack");
        let size = std::fs::metadata(index).map_or(u64::MAX, |it| it.len());
        let mut bytes = if size <= HELD {
            file::read(index, HELD).map(archive::held)
        } else {
            file::open_plain(index)
        }
        .map_err(unreadable(index))?;
        let mut head = [0; HEAD as usize];
        bytes
            .read_exact(&mut head)
            .map_err(|_| broken("it is cut off"))?;
        if !head.starts_with(b"\xfftOc\0\0\0\x02") {
            return Err(RevisionError::Unsupported {
                path: index.to_owned(),
                what: "an index of packs in another version than 2".to_owned(),
            });
        }
        let (_, table) = head.split_at(8);
        let (numbers, _) = table.as_chunks::<4>();
        let fanout: Vec<u64> = numbers
            .iter()
            .map(|it| u32::from_be_bytes(*it).into())
            .collect();
        if !fanout.is_sorted() {
            return Err(broken("its table is not sorted"));
        }
        let data = file::open_plain(&path).map_err(unreadable(&path))?;
        Ok(Self {
            path,
            index: RefCell::new(bytes),
            data: RefCell::new(BufReader::new(data)),
            fanout,
            length,
        })
    }

    /// Where an object begins, if it is here.
    pub(super) fn find(&self, id: &ObjectId) -> Result<Option<u64>, RevisionError> {
        let place = self.lower_bound(id.as_bytes())?;
        if place >= self.count() || self.name(place)? != Some(*id) {
            return Ok(None);
        }
        self.offset(place).map(Some)
    }

    /// The names that begin with these digits, `most` at most.
    pub(super) fn beginning(
        &self,
        digits: &str,
        most: usize,
    ) -> Result<Vec<ObjectId>, RevisionError> {
        let mut lowest = digits.to_owned();
        while (lowest.len() as u64) < self.length * 2 {
            lowest.push('0');
        }
        let Some(lowest) = ObjectId::parse(&lowest) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for place in self.lower_bound(lowest.as_bytes())?..self.count() {
            match self.name(place)? {
                Some(id) if id.to_string().starts_with(digits) && found.len() < most => {
                    found.push(id);
                }
                _ => break,
            }
        }
        Ok(found)
    }

    /// The object that begins at a place. It may have `limit` bytes.
    pub(super) fn read(&self, start: u64, limit: u64) -> Result<Packed, RevisionError> {
        let mut data = self.data.borrow_mut();
        data.seek(SeekFrom::Start(start))
            .map_err(|_| self.broken("it is cut off"))?;
        let (number, size) = self.header(&mut *data)?;
        match number {
            6 => {
                let back = self.distance(&mut *data)?;
                let base = start
                    .checked_sub(back)
                    .filter(|_| back > 0)
                    .ok_or_else(|| self.broken("a delta has no base"))?;
                Ok(Packed::At(base, self.inflate(&mut *data, size, limit)?))
            }
            7 => {
                let mut name = [0; 32];
                let name = name
                    .get_mut(..self.length as usize)
                    .expect("a name has 20 or 32 bytes");
                data.read_exact(name)
                    .map_err(|_| self.broken("it is cut off"))?;
                let base = ObjectId::of(name).expect("a name has 20 or 32 bytes");
                Ok(Packed::Of(base, self.inflate(&mut *data, size, limit)?))
            }
            number => {
                let kind = Kind::of_number(number)
                    .ok_or_else(|| self.broken("an object is of no known kind"))?;
                let bytes = self.inflate(&mut *data, size, limit)?;
                Ok(Packed::Whole(kind, bytes))
            }
        }
    }

    pub(super) fn broken(&self, problem: &'static str) -> RevisionError {
        RevisionError::Broken {
            what: self.path.display().to_string(),
            problem,
        }
    }

    fn count(&self) -> u64 {
        self.fanout.last().copied().unwrap_or(0)
    }

    /// The first place whose name is not below this one.
    fn lower_bound(&self, name: &[u8]) -> Result<u64, RevisionError> {
        let first = usize::from(name.first().copied().unwrap_or(0));
        let up_to = |byte: usize| self.fanout.get(byte).copied().unwrap_or(0);
        let (mut low, mut high) = (first.checked_sub(1).map_or(0, up_to), up_to(first));
        while low < high {
            let middle = low.midpoint(high);
            let is_below = self
                .name(middle)?
                .is_some_and(|there| there.as_bytes() < name);
            if is_below {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    fn name(&self, place: u64) -> Result<Option<ObjectId>, RevisionError> {
        let mut name = vec![0; self.length as usize];
        self.index_at(HEAD + place * self.length, &mut name)?;
        Ok(ObjectId::of(&name))
    }

    fn offset(&self, place: u64) -> Result<u64, RevisionError> {
        let offsets = HEAD + self.count() * (self.length + 4);
        let mut small = [0; 4];
        self.index_at(offsets + place * 4, &mut small)?;
        let small = u32::from_be_bytes(small);
        if small < 0x8000_0000 {
            return Ok(small.into());
        }
        let mut large = [0; 8];
        let number = u64::from(small & 0x7fff_ffff);
        self.index_at(offsets + self.count() * 4 + number * 8, &mut large)?;
        Ok(u64::from_be_bytes(large))
    }

    fn index_at(&self, place: u64, into: &mut [u8]) -> Result<(), RevisionError> {
        let mut index = self.index.borrow_mut();
        index
            .seek(SeekFrom::Start(place))
            .and_then(|_| index.read_exact(into))
            .map_err(|_| self.broken("its index is cut off"))
    }

    /// The kind of an object as a number, and its size in bytes once inflated.
    fn header(&self, data: &mut dyn Read) -> Result<(u8, u64), RevisionError> {
        let byte = self.byte(data)?;
        let kind = byte >> 4 & 7;
        let mut size = u64::from(byte & 15);
        let mut more = byte & 0x80 != 0;
        let mut shift = 4;
        while more {
            let byte = self.byte(data)?;
            if shift > 53 {
                return Err(self.broken("an object has no size"));
            }
            size |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            more = byte & 0x80 != 0;
        }
        Ok((kind, size))
    }

    /// How far before a delta its base begins.
    fn distance(&self, data: &mut dyn Read) -> Result<u64, RevisionError> {
        let mut byte = self.byte(data)?;
        let mut distance = u64::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = self.byte(data)?;
            distance = (distance + 1)
                .checked_mul(128)
                .filter(|it| *it < 1 << 62)
                .ok_or_else(|| self.broken("a delta has no base"))?
                | u64::from(byte & 0x7f);
        }
        Ok(distance)
    }

    fn byte(&self, data: &mut dyn Read) -> Result<u8, RevisionError> {
        let mut byte = [0];
        data.read_exact(&mut byte)
            .map_err(|_| self.broken("it is cut off"))?;
        let [byte] = byte;
        Ok(byte)
    }

    fn inflate(
        &self,
        data: &mut dyn Read,
        size: u64,
        limit: u64,
    ) -> Result<Vec<u8>, RevisionError> {
        if size > limit {
            return Err(RevisionError::TooLarge(limit));
        }
        let mut bytes = Vec::with_capacity(size.min(1 << 20) as usize);
        flate2::read::ZlibDecoder::new(data)
            .take(size + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| self.broken("an object cannot be unpacked"))?;
        if bytes.len() as u64 == size {
            Ok(bytes)
        } else {
            Err(self.broken("an object has another size than it says"))
        }
    }
}
