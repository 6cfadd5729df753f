//! Objects of git and what stands in them.

use std::fmt;

use super::RevisionError;

/// The name of an object: 20 bytes (SHA-1) or 32 (SHA-256).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ObjectId {
    bytes: [u8; 32],
    length: u8,
}

impl ObjectId {
    /// The name these bytes spell; `None` unless there are 20 or 32.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        if !matches!(name.len(), 20 | 32) {
            return None;
        }
        bytes.get_mut(..name.len())?.copy_from_slice(name);
        Some(Self {
            bytes,
            length: u8::try_from(name.len()).ok()?,
        })
    }

    /// The name written in hexadecimal digits.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::of(&digits(text)?)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length.into()).unwrap_or_default()
    }
}

/// Pairs of hexadecimal digits as bytes.
fn digits(text: &str) -> Option<Vec<u8>> {
    let nibble = |it: &u8| char::from(*it).to_digit(16).map(|it| it as u8);
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs
        .iter()
        .map(|[high, low]| Some(nibble(high)? << 4 | nibble(low)?));
    bytes.collect::<Option<_>>().filter(|_| rest.is_empty())
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.as_bytes().iter();
        bytes.try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Commit,
    Tree,
    Blob,
    Tag,
}

impl Kind {
    pub(super) fn of_word(word: &[u8]) -> Option<Self> {
        match word {
            b"commit" => Some(Self::Commit),
            b"tree" => Some(Self::Tree),
            b"blob" => Some(Self::Blob),
            b"tag" => Some(Self::Tag),
            _ => None,
        }
    }

    pub(super) fn of_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Commit),
            2 => Some(Self::Tree),
            3 => Some(Self::Blob),
            4 => Some(Self::Tag),
            _ => None,
        }
    }
}

/// What of a commit matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub(super) tree: ObjectId,
    pub(super) parents: Vec<ObjectId>,
    /// When it was made, in seconds since 1970; 0 where that cannot be read.
    pub(super) made: i64,
}

/// Most parents of one commit; the largest ever made by hand had 66.
const PARENTS: usize = 1024;

impl Commit {
    pub(super) fn parse(id: ObjectId, bytes: &[u8]) -> Result<Self, RevisionError> {
        let broken = || RevisionError::broken(id, "it is no commit");
        let mut lines = bytes.split(|byte| *byte == b'\n');
        let tree = lines.next().and_then(|line| named(line, "tree "));
        let tree = tree.ok_or_else(broken)?;
        let mut parents = Vec::new();
        let mut made = 0;
        for line in lines.take_while(|line| !line.is_empty()) {
            if let Some(parent) = named(line, "parent ") {
                parents.push(parent);
                if parents.len() > PARENTS {
                    return Err(broken());
                }
            } else if line.starts_with(b"committer ") {
                made = moment(line).unwrap_or(0);
                break;
            }
        }
        Ok(Self {
            tree,
            parents,
            made,
        })
    }
}

/// The object a tag is about.
pub(super) fn tagged(id: ObjectId, bytes: &[u8]) -> Result<ObjectId, RevisionError> {
    let line = bytes.split(|byte| *byte == b'\n').next();
    let object = line.and_then(|line| named(line, "object "));
    object.ok_or_else(|| RevisionError::broken(id, "it is no tag"))
}

fn named(line: &[u8], key: &str) -> Option<ObjectId> {
    let value = line.strip_prefix(key.as_bytes())?;
    ObjectId::parse(std::str::from_utf8(value).ok()?)
}

/// The seconds in `committer NAME <MAIL> SECONDS ZONE`.
fn moment(line: &[u8]) -> Option<i64> {
    let text = String::from_utf8_lossy(line);
    let (_, behind) = text.rsplit_once('>')?;
    behind.split_whitespace().next()?.parse().ok()
}

/// One name in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TreeItem<'a> {
    pub(super) name: &'a [u8],
    pub(super) what: What,
    pub(super) id: ObjectId,
}

/// What a name in a tree stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    File,
    Folder,
    Link,
    /// Another repository, of which only a commit's name is kept.
    Submodule,
}

/// The names in a tree, as they stand there.
pub(super) fn items(
    id: ObjectId,
    bytes: &[u8],
) -> impl Iterator<Item = Result<TreeItem<'_>, RevisionError>> {
    let length = id.as_bytes().len();
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let item = item(&mut rest, length);
        if item.is_none() {
            rest = &[];
        }
        Some(item.ok_or_else(|| RevisionError::broken(id, "it is no tree")))
    })
}

fn item<'a>(rest: &mut &'a [u8], length: usize) -> Option<TreeItem<'a>> {
    let space = memchr::memchr(b' ', rest)?;
    let (mode, behind) = (rest.get(..space)?, rest.get(space + 1..)?);
    let end = memchr::memchr(0, behind)?;
    let (name, behind) = (behind.get(..end)?, behind.get(end + 1..)?);
    let id = ObjectId::of(behind.get(..length)?)?;
    *rest = behind.get(length..)?;
    let what = match mode {
        b"40000" | b"040000" => What::Folder,
        b"120000" => What::Link,
        b"160000" => What::Submodule,
        mode if mode.starts_with(b"100") => What::File,
        _ => return None,
    };
    Some(TreeItem { name, what, id })
}
