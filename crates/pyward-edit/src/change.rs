//! What is to be written: a package and the version it shall have.

use std::collections::BTreeSet;

use pyward_model::{Hash, PackageName, Version};

/// One package that moves from a version to another, or comes in.
///
/// Where a package stands in several versions at once (under different markers), it has several changes; they are told
/// apart by their markers or by the version they start from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which package.
    pub name: PackageName,
    /// The version it had; `None` for a package that was not there.
    pub from: Option<Version>,
    /// The version it shall have.
    pub to: Version,
    /// Hashes of the files of that version, for files that pin hashes. Empty where they are not known.
    pub hashes: Vec<Hash>,
    /// The files of that version, for locks that list files. Empty where they are not known.
    pub files: Vec<ReleaseFile>,
    /// What that version requires in the resolved set, for locks that record it; `None` where it is not known.
    pub requires: Option<Vec<PackageName>>,
    /// The Pythons that version is for, as its metadata says it (`>=3.9`).
    pub requires_python: Option<Box<str>>,
    /// Who asks for it in the resolved set.
    pub via: Vec<PackageName>,
    /// Whether the project asks for it itself.
    pub direct: bool,
    /// The marker under which it is needed; `None` for always.
    pub marker: Option<Box<str>>,
}

/// A file of a release, as the index describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseFile {
    /// Its file name.
    pub filename: Box<str>,
    /// Where it is fetched from.
    pub url: Box<str>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// Its hashes.
    pub hashes: Vec<Hash>,
    /// When it was uploaded, by RFC 3339 (`2024-11-08T17:25:46Z`).
    pub uploaded: Option<Box<str>>,
}

impl Change {
    /// A change of which nothing but the name and the new version is known.
    pub fn new(name: PackageName, to: Version) -> Self {
        Self {
            name,
            from: None,
            to,
            hashes: Vec::new(),
            files: Vec::new(),
            requires: None,
            requires_python: None,
            via: Vec::new(),
            direct: false,
            marker: None,
        }
    }

    /// Whether name, version and marker can stand in a file: they come from an index, and a name with a line break in it
    /// would write lines of its own.
    pub fn is_writable(&self) -> bool {
        let plain = |text: &str| !text.chars().any(|ch| ch.is_control() || "#\\".contains(ch));
        self.name.is_valid()
            && self.to.is_valid()
            && self.via.iter().all(PackageName::is_valid)
            && self.marker.as_deref().is_none_or(plain)
    }

    /// The hashes as `algorithm:digits`, sorted, without repetition; those that are none are left out.
    pub(crate) fn hash_texts(&self) -> Vec<String> {
        hash_texts(&self.hashes)
    }
}

/// Hashes as `algorithm:digits`, sorted, each once, without what is no hash.
pub(crate) fn hash_texts(hashes: &[Hash]) -> Vec<String> {
    let texts: BTreeSet<String> = hashes
        .iter()
        .filter(|hash| is_hash(hash))
        .map(|hash| format!("{}:{}", hash.algorithm, hash.digits))
        .collect();
    texts.into_iter().collect()
}

/// Whether it is made of an algorithm's name and hexadecimal digits.
pub(crate) fn is_hash(hash: &Hash) -> bool {
    let named = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    !hash.algorithm.is_empty()
        && hash.algorithm.bytes().all(named)
        && !hash.digits.is_empty()
        && hash.digits.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_write_lines_of_its_own_is_not_writable() {
        let change = |name: &str, to: &str| Change::new(PackageName::pypi(name), Version::new(to));
        assert!(change("Flask", "2.0+cpu").is_writable());
        assert!(!change("a\nb", "2.0").is_writable());
        assert!(!change("a", "2.0\n--index-url x").is_writable());
        let mut marked = change("a", "1");
        marked.marker = Some("os_name == 'nt'\nevil==1".into());
        assert!(!marked.is_writable());
    }
}
