//! Where a package comes from.

use std::fmt;

/// A package ecosystem, by the name the [OSV schema](https://ossf.github.io/osv-schema/#defined-ecosystems) gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ecosystem {
    /// The Python Package Index and indexes like it.
    PyPI,
    /// Any other, by its purl type (`deb`, `npm`, `generic`): inventoried, not matched with advisories.
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
}

impl fmt::Display for Ecosystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PyPI => f.write_str("PyPI"),
            Self::Other(kind) => f.write_str(kind),
        }
    }
}
