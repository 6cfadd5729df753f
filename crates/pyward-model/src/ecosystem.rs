//! Where a package comes from, and what an ecosystem has to say about its names and versions.

use std::fmt;

use crate::version_key::Draft;
use crate::{PackageName, Version, VersionKey};

/// A package ecosystem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// The Python Package Index and indexes like it.
    PyPI,
    /// Any other, by its purl type (`npm`, `cargo`, `deb`): inventoried, and matched with advisories where it has
    /// [rules](Self::rules) and its advisories are at hand.
    Other(Box<str>),
}

impl Ecosystem {
    /// The [purl type](https://github.com/package-url/purl-spec/blob/main/PURL-TYPES.rst).
    pub fn purl_type(&self) -> &str {
        match self {
            Self::PyPI => "pypi",
            Self::Other(kind) => kind,
        }
    }

    /// How its packages are named and their versions ordered; `None` where that is not known.
    pub fn rules(&self) -> Option<&'static EcosystemRules> {
        match self {
            Self::PyPI => Some(EcosystemRules::pypi()),
            Self::Other(kind) => EcosystemRules::of_purl_type(kind),
        }
    }

    /// A version of this ecosystem. Where its order is not known, the order of PyPI is as good as any for a list.
    pub fn version(&self, text: &str) -> Version {
        match self {
            Self::PyPI => Version::new(text),
            Self::Other(_) => self
                .rules()
                .map_or_else(|| Version::new(text), |rules| rules.version(text)),
        }
    }
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PyPI => f.write_str("PyPI"),
            Self::Other(kind) => f.write_str(kind),
        }
    }
}

/// What is known of an ecosystem whose packages can be matched with advisories.
#[derive(Debug)]
pub struct EcosystemRules {
    /// Its name in the [OSV schema](https://ossf.github.io/osv-schema/#defined-ecosystems).
    pub name: &'static str,
    /// The type of its [package URLs](https://github.com/package-url/purl-spec).
    pub purl_type: &'static str,
    /// The same name in lower-case letters, digits and hyphens, for names of files.
    pub slug: &'static str,
    /// What a version is called that its order knows.
    pub version_word: &'static str,
    /// Whether ranges of type `SEMVER` speak of its versions.
    pub is_semver: bool,
    /// The first byte of its version keys, its own alone: versions of two ecosystems never compare equal.
    pub(crate) tag: u8,
    /// The name that advisories know a package by, of a name as a package URL or an advisory has it. Names that the
    /// ecosystem takes for the same become one.
    pub(crate) canonical: fn(&str) -> String,
    /// Writes the place of a version in the order; `None` where the text is no version.
    pub(crate) order: fn(&str, &mut Draft) -> Option<()>,
    /// Whether a version that the order knows is a pre-release.
    pub(crate) is_prerelease: fn(&str) -> bool,
}

/// The longest name that is taken, in bytes.
const MAX_NAME: usize = 300;

impl EcosystemRules {
    /// Whether these are the rules of PyPI.
    #[inline]
    pub fn is_pypi(&self) -> bool {
        self.tag == crate::version_key::VALID
    }

    /// The ecosystem.
    pub fn ecosystem(&self) -> Ecosystem {
        if self.is_pypi() {
            Ecosystem::PyPI
        } else {
            Ecosystem::Other(self.purl_type.into())
        }
    }

    /// The name of a package as advisories are looked up by it; `None` for what no package can be called.
    pub fn package(&self, name: &str) -> Option<PackageName> {
        if self.is_pypi() {
            return Some(PackageName::pypi(name))
                .filter(|name| name.is_valid() && name.as_str().len() <= MAX_NAME);
        }
        let name = (self.canonical)(name.trim());
        let is_name = (1..=MAX_NAME).contains(&name.len())
            && !name.chars().any(|ch| ch.is_control() || ch.is_whitespace());
        is_name.then(|| PackageName::verbatim(&name))
    }

    /// A version. What the order does not know is a legacy version, see [`Version`].
    #[inline]
    pub fn version(&self, text: &str) -> Version {
        if self.is_pypi() {
            return Version::new(text);
        }
        self.placed(text).unwrap_or_else(|| Version::legacy(text))
    }

    /// A version that has a place in the order; `None` for all other text.
    #[inline]
    pub fn ordered(&self, text: &str) -> Option<Version> {
        if self.is_pypi() {
            return Version::pep440(text);
        }
        self.placed(text)
    }

    /// The same for all but PyPI. Most versions are of PyPI, and do not come here.
    fn placed(&self, text: &str) -> Option<Version> {
        let text = text.trim();
        // What is kept in lists with separators must not hold them.
        let plain = |b: u8| b.is_ascii_graphic() && b != b';' && b != b'\\';
        if !text.bytes().all(plain) {
            return None;
        }
        let mut draft = Draft::tagged(self.tag);
        (self.order)(text, &mut draft)?;
        Some(Version::with_key(text, draft.finish()))
    }

    /// The rules under whose order a key was made.
    pub(crate) fn of_key(key: &VersionKey) -> Option<&'static Self> {
        let tag = *key.as_bytes().first()?;
        crate::ECOSYSTEMS.into_iter().find(|rules| rules.tag == tag)
    }
}
