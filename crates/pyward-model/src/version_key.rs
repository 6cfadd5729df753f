//! Keys of versions: bytes whose order is the order of versions.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The place of a version in the order, as bytes: comparing keys byte by byte compares versions.
///
/// Layout: `0x01` + text for legacy versions; `0x02`, epoch, release segments without trailing zeros, `0x00`, then pre-,
/// post-, development and local parts for valid ones. A number below 200 is one byte from `0x10`; a larger one is its
/// length and its big-endian bytes (or, past 64 bits, its digits), so that longer is larger. Keys of other ecosystems begin
/// with a byte of their own (see [`crate::EcosystemRules`]). The empty key is OSV's `introduced: "0"`, below everything.
#[derive(Clone)]
pub struct VersionKey(Bytes);

/// How many bytes a key holds without a place of its own in memory; `1.26.18` has eleven.
const INLINE: usize = 22;

#[derive(Clone)]
enum Bytes {
    Inline { length: u8, bytes: [u8; INLINE] },
    Shared(Arc<[u8]>),
}

const LEGACY: u8 = 0x01;
/// The first byte of the key of a PEP 440 version.
pub(crate) const VALID: u8 = 0x02;

/// What ends a list of numbers or a word.
pub(crate) const END: u8 = 0x00;

const NUMBER: u8 = 0x10;

/// Numbers below this take one byte.
const NARROW: u8 = 200;

const WIDE: u8 = 0xe0;
const HUGE: u8 = 0xf0;

impl VersionKey {
    /// The key of text that is no version.
    pub(crate) fn legacy(text: &str) -> Self {
        let mut draft = Draft::default();
        draft.push(LEGACY);
        draft.extend(text.as_bytes());
        draft.finish()
    }

    /// The key of a version of small numbers with dots between them, as most versions are; `None` for all others. It is
    /// what the long way leads to.
    pub(crate) fn of_release(text: &str) -> Option<Self> {
        let mut bytes = [0; INLINE];
        let (mut length, mut significant) = (2, 2);
        *bytes.first_mut()? = VALID;
        *bytes.get_mut(1)? = NUMBER;
        let mut number: Option<u8> = None;
        for byte in text.bytes().chain(std::iter::once(b'.')) {
            match byte {
                b'0'..=b'9' => {
                    let digit = byte - b'0';
                    let larger = number.unwrap_or(0).checked_mul(10)?.checked_add(digit)?;
                    number = Some(larger).filter(|number| *number < NARROW);
                    number?;
                }
                b'.' => {
                    let number = number.take()?;
                    *bytes.get_mut(length)? = NUMBER + number;
                    length += 1;
                    if number != 0 {
                        significant = length;
                    }
                }
                _ => return None,
            }
        }
        let end = [END, 0x05, 0x01, 0x02, END];
        let length = significant + end.len();
        bytes.get_mut(significant..length)?.copy_from_slice(&end);
        bytes.get_mut(length..)?.fill(0);
        Some(Self(Bytes::Inline {
            length: length as u8,
            bytes,
        }))
    }

    /// Whether it is the key of a PEP 440 version.
    pub(crate) fn is_pep440(&self) -> bool {
        self.as_bytes().first() == Some(&VALID)
    }

    /// Whether it is the key of a version that the order of its ecosystem knows.
    pub(crate) fn is_valid(&self) -> bool {
        self.as_bytes().first().is_some_and(|tag| *tag != LEGACY)
    }

    /// The bytes that are compared.
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Bytes::Inline { length, bytes } => {
                bytes.get(..usize::from(*length)).unwrap_or_default()
            }
            Bytes::Shared(bytes) => bytes,
        }
    }
}

impl Default for VersionKey {
    fn default() -> Self {
        Draft::default().finish()
    }
}

impl PartialEq for VersionKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for VersionKey {}

impl PartialOrd for VersionKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for VersionKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for VersionKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for VersionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VersionKey").field(&self.as_bytes()).finish()
    }
}

/// A key that is being written.
#[derive(Default)]
pub(crate) struct Draft {
    length: usize,
    inline: [u8; INLINE],
    /// All of it, once it is longer than what is held inline.
    long: Vec<u8>,
}

impl Draft {
    /// The beginning of the key of a PEP 440 version.
    pub(crate) fn valid() -> Self {
        Self::tagged(VALID)
    }

    /// The beginning of the key of a version of the ecosystem with this tag.
    pub(crate) fn tagged(tag: u8) -> Self {
        let mut draft = Self::default();
        draft.push(tag);
        draft
    }

    pub(crate) fn push(&mut self, byte: u8) {
        if self.long.is_empty() {
            if let Some(place) = self.inline.get_mut(self.length) {
                *place = byte;
                self.length += 1;
                return;
            }
            self.long.extend_from_slice(&self.inline);
        }
        self.long.push(byte);
        self.length = self.long.len();
    }

    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.push(*byte);
        }
    }

    /// A number, by its decimal digits without leading zeros; none are zero.
    pub(crate) fn number(&mut self, significant: &str) {
        match significant.parse::<u64>() {
            _ if significant.is_empty() => self.push(NUMBER),
            Ok(value) if value < u64::from(NARROW) => self.push(NUMBER + value as u8),
            Ok(value) => {
                let bytes = value.to_be_bytes();
                let skip = value.leading_zeros() as usize / 8;
                self.push(WIDE + (8 - skip) as u8);
                self.extend(bytes.get(skip..).unwrap_or_default());
            }
            Err(_) => {
                self.push(HUGE);
                self.extend(&(significant.len() as u64).to_be_bytes());
                self.extend(significant.as_bytes());
            }
        }
    }

    /// How many bytes there are.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// Takes back what was written after the first `length` bytes.
    pub(crate) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
        self.long.truncate(length);
    }

    pub(crate) fn finish(self) -> VersionKey {
        VersionKey(if self.long.is_empty() {
            Bytes::Inline {
                length: self.length as u8,
                bytes: self.inline,
            }
        } else {
            Bytes::Shared(self.long.into())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_is_what_was_written(bytes in proptest::collection::vec(any::<u8>(), 0..60), keep in 1_usize..60, more in any::<u8>()) {
            let mut draft = Draft::default();
            draft.extend(&bytes);
            let mut expected = bytes.clone();
            prop_assert_eq!(draft.len(), expected.len());
            draft.truncate(keep);
            expected.truncate(keep);
            draft.push(more);
            expected.push(more);
            let key = draft.finish();
            prop_assert_eq!(key.as_bytes(), expected);
        }
    }

    #[test]
    fn a_key_takes_little_room() {
        assert_eq!(size_of::<VersionKey>(), 24);
    }
}
