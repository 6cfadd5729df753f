//! Where objects are looked up: loose ones, packs, and the folders another repository lends.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::delta;
use super::object::{Kind, ObjectId};
use super::pack::{Pack, Packed};
use super::{RevisionError, unreadable};
use crate::{ReadFailure, file};

/// Most folders of objects, the repository's own and those it borrows from.
const FOLDERS: usize = 32;
/// Most packs of one folder.
const PACKS: usize = 10_000;
/// Most deltas on one another; git writes 4095 at most.
const CHAIN: usize = 4096;
/// The most bytes one commit, tree or tag may have.
pub(super) const RECORD: u64 = 64 * 1024 * 1024;
/// Bytes that may be unpacked and made of deltas in all: beyond, the pack was made to waste time.
const WORK: u64 = 64 * 1024 * 1024 * 1024;
/// Bytes of bases that are held, since what stands beside each other mostly has the same.
const BASES: usize = 96 * 1024 * 1024;
const BASE: usize = 4 * 1024 * 1024;

/// What an object is, and its bytes.
pub(super) type Object = (Kind, Arc<Vec<u8>>);

/// All objects of a repository.
pub(super) struct Database {
    folders: Vec<PathBuf>,
    packs: OnceCell<Vec<Pack>>,
    /// Bytes of a name.
    length: u64,
    spent: Cell<u64>,
    bases: RefCell<Bases>,
}

/// Objects by the number of their pack and where they begin in it.
#[derive(Default)]
struct Bases {
    held: HashMap<(usize, u64), Object>,
    bytes: usize,
}

impl Database {
    /// The objects in a folder and those it borrows. `length` is that of a name in bytes.
    pub(super) fn new(objects: PathBuf, length: u64) -> Self {
        let mut folders = vec![objects];
        let mut at = 0;
        while let Some(folder) = folders.get(at).cloned() {
            at += 1;
            for lent in lent(&folder) {
                if folders.len() < FOLDERS && !folders.contains(&lent) {
                    folders.push(lent);
                }
            }
        }
        Self {
            folders,
            packs: OnceCell::new(),
            length,
            spent: Cell::new(0),
            bases: RefCell::default(),
        }
    }

    /// An object; `None` where it is not here. One of more than `limit` bytes is [`RevisionError::TooLarge`].
    pub(super) fn find(&self, id: &ObjectId, limit: u64) -> Result<Option<Object>, RevisionError> {
        for folder in &self.folders {
            if let Some(found) = self.loose(folder, id, limit)? {
                return Ok(Some(found));
            }
        }
        match self.packed(id)? {
            Some((pack, start)) => self.unpack(pack, start, limit).map(Some),
            None => Ok(None),
        }
    }

    /// The names that begin with these digits in lower case, two at most.
    pub(super) fn beginning(&self, digits: &str) -> Result<Vec<ObjectId>, RevisionError> {
        let mut found = Vec::new();
        let (folder_name, rest) = digits.split_at_checked(2).unwrap_or((digits, ""));
        for folder in &self.folders {
            let names = std::fs::read_dir(folder.join(folder_name));
            let names = names.into_iter().flatten().take(1_000_000);
            found.extend(
                names
                    .filter_map(|child| child.ok()?.file_name().into_string().ok())
                    .filter(|name| name.starts_with(rest))
                    .filter_map(|name| ObjectId::parse(&format!("{folder_name}{name}"))),
            );
        }
        for pack in self.packs()? {
            found.extend(pack.beginning(digits, 16)?);
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    fn packs(&self) -> Result<&[Pack], RevisionError> {
        if let Some(packs) = self.packs.get() {
            return Ok(packs);
        }
        let mut packs = Vec::new();
        for folder in &self.folders {
            let names = std::fs::read_dir(folder.join("pack"));
            let mut indexes: Vec<PathBuf> = names
                .into_iter()
                .flatten()
                .take(PACKS)
                .filter_map(|child| Some(child.ok()?.path()))
                .filter(|path| path.extension().is_some_and(|it| it == "idx"))
                .collect();
            indexes.sort();
            for index in indexes {
                packs.push(Pack::open(&index, self.length)?);
            }
        }
        Ok(self.packs.get_or_init(|| packs))
    }

    /// The pack that holds an object, and where it begins there.
    fn packed(&self, id: &ObjectId) -> Result<Option<(usize, u64)>, RevisionError> {
        for (number, pack) in self.packs()?.iter().enumerate() {
            if let Some(start) = pack.find(id)? {
                return Ok(Some((number, start)));
            }
        }
        Ok(None)
    }

    /// Unpacks an object: down its deltas to what is whole, and up again.
    fn unpack(&self, mut pack: usize, mut start: u64, limit: u64) -> Result<Object, RevisionError> {
        let packs = self.packs()?;
        let mut deltas = Vec::new();
        let mut chain = 0;
        let (kind, mut bytes) = loop {
            if let Some(held) = self.bases.borrow().held.get(&(pack, start)) {
                break held.clone();
            }
            let from = packs
                .get(pack)
                .expect("the number is that of a pack that was looked into");
            // A delta may be a little larger than what it makes.
            let most = limit.saturating_add(limit / 8 + 4096);
            let packed = from.read(start, most).map_err(|error| match error {
                RevisionError::TooLarge(_) => RevisionError::TooLarge(limit),
                error => error,
            })?;
            chain += 1;
            match packed {
                Packed::Whole(kind, bytes) => {
                    self.spend(bytes.len())?;
                    let bytes = Arc::new(bytes);
                    self.hold((pack, start), kind, &bytes);
                    break (kind, bytes);
                }
                Packed::At(base, delta) => {
                    self.spend(delta.len())?;
                    deltas.push(((pack, start), delta));
                    start = base;
                }
                Packed::Of(base, delta) => {
                    self.spend(delta.len())?;
                    deltas.push(((pack, start), delta));
                    (pack, start) = self.packed(&base)?.ok_or_else(|| missing(base))?;
                }
            }
            if chain > CHAIN {
                return Err(from.broken("its deltas have no end"));
            }
        };
        for (place, delta) in deltas.into_iter().rev() {
            let from = packs
                .get(place.0)
                .expect("the number is that of a pack that was looked into");
            if delta::result_length(&delta).is_some_and(|it| it > limit) {
                return Err(RevisionError::TooLarge(limit));
            }
            let made = delta::apply(&bytes, &delta)
                .ok_or_else(|| from.broken("a delta does not fit its base"))?;
            self.spend(made.len())?;
            bytes = Arc::new(made);
            self.hold(place, kind, &bytes);
        }
        if bytes.len() as u64 > limit {
            return Err(RevisionError::TooLarge(limit));
        }
        Ok((kind, bytes))
    }

    fn spend(&self, bytes: usize) -> Result<(), RevisionError> {
        let spent = self.spent.get().saturating_add(bytes as u64);
        self.spent.set(spent);
        if spent > WORK {
            return Err(RevisionError::TooLarge(WORK));
        }
        Ok(())
    }

    fn hold(&self, place: (usize, u64), kind: Kind, bytes: &Arc<Vec<u8>>) {
        if bytes.len() > BASE {
            return;
        }
        let mut bases = self.bases.borrow_mut();
        if bases.bytes + bytes.len() > BASES {
            *bases = Bases::default();
        }
        if bases
            .held
            .insert(place, (kind, Arc::clone(bytes)))
            .is_none()
        {
            bases.bytes += bytes.len();
        }
    }

    /// A loose object: zlib around `KIND SIZE`, a zero byte and the content.
    fn loose(
        &self,
        folder: &Path,
        id: &ObjectId,
        limit: u64,
    ) -> Result<Option<Object>, RevisionError> {
        let name = id.to_string();
        let (first, rest) = name.split_at(2);
        let path = folder.join(first).join(rest);
        let file = match file::open_plain(&path) {
            Ok(file) => file,
            Err(ReadFailure::NotFound) => return Ok(None),
            Err(failure) => return Err(unreadable(&path)(failure)),
        };
        let broken = |problem| RevisionError::broken(*id, problem);
        let mut bytes = Vec::new();
        flate2::read::ZlibDecoder::new(std::io::BufReader::new(file))
            .take(limit.saturating_add(64))
            .read_to_end(&mut bytes)
            .map_err(|_| broken("it cannot be unpacked"))?;
        self.spend(bytes.len())?;
        let head = bytes.iter().take(32).position(|byte| *byte == 0);
        let (kind, size, start) = head
            .and_then(|end| {
                let mut words = bytes.get(..end)?.splitn(2, |byte| *byte == b' ');
                let kind = Kind::of_word(words.next()?)?;
                let size: u64 = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
                Some((kind, size, end + 1))
            })
            .ok_or_else(|| broken("it does not say what it is"))?;
        if size > limit {
            return Err(RevisionError::TooLarge(limit));
        }
        bytes.drain(..start);
        if bytes.len() as u64 != size {
            return Err(broken("it has another size than it says"));
        }
        Ok(Some((kind, Arc::new(bytes))))
    }
}

pub(super) fn missing(id: ObjectId) -> RevisionError {
    RevisionError::Missing(id.to_string())
}

/// The folders whose objects a folder borrows (`info/alternates`).
fn lent(objects: &Path) -> Vec<PathBuf> {
    let list = objects.join("info").join("alternates");
    let bytes = file::read(&list, 1 << 20).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .take(FOLDERS)
        .filter_map(|line| objects.join(line).canonicalize().ok())
        .collect()
}
