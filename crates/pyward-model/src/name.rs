//! Package names that cannot exist un-normalised.

use std::fmt;

use smol_str::SmolStr;

/// The name of a package, normalised at birth.
///
/// For PyPI that is [PEP 503](https://peps.python.org/pep-0503/#normalized-names): lower case, every run of `-`, `_` and
/// `.` is one `-`. Two names are compared only in this form. Names of other ecosystems are kept as they are written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackageName(SmolStr);

impl PackageName {
    /// The name of a PyPI project, normalised by PEP 503. Never fails: whatever stands in a file gets a name to be
    /// reported under; [`Self::is_valid`] tells whether an index could have it.
    pub fn pypi(raw: &str) -> Self {
        if Self::is_normalised(raw) {
            return Self(raw.into());
        }
        let mut name = String::with_capacity(raw.len());
        let mut in_separator = false;
        for ch in raw.trim().chars() {
            if matches!(ch, '-' | '_' | '.') {
                if !in_separator {
                    name.push('-');
                }
                in_separator = true;
            } else {
                name.extend(ch.to_lowercase());
                in_separator = false;
            }
        }
        Self(name.into())
    }

    /// A name of an ecosystem without a normal form, as written.
    pub fn verbatim(raw: &str) -> Self {
        Self(raw.into())
    }

    /// Whether this is a name PyPI accepts in normal form: ASCII letters and digits, single hyphens between them
    /// ([name format](https://packaging.python.org/en/latest/specifications/name-normalization/#name-format)).
    pub fn is_valid(&self) -> bool {
        !self.0.is_empty()
            && Self::is_normalised(&self.0)
            && !self.0.starts_with('-')
            && !self.0.ends_with('-')
    }

    /// The normalised text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_normalised(raw: &str) -> bool {
        let bytes = raw.as_bytes();
        bytes.iter().enumerate().all(|(i, b)| match b {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'-' => i == 0 || bytes.get(i - 1) != Some(&b'-'),
            _ => false,
        })
    }
}

impl fmt::Display for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.0)
    }
}

impl AsRef<str> for PackageName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for PackageName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pep_503_names_are_one() {
        for raw in [
            "Zope_Interface",
            "zope.interface",
            "zope-interface",
            "ZOPE--._interface",
        ] {
            assert_eq!(PackageName::pypi(raw).as_str(), "zope-interface");
        }
    }

    #[test]
    fn validity_is_the_index_grammar() {
        assert!(PackageName::pypi("Flask").is_valid());
        for raw in ["", "-a", "a-", "a b", "naïve", "a\u{1b}[31m"] {
            assert!(!PackageName::pypi(raw).is_valid(), "{raw:?}");
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(raw in "\\PC{0,40}") {
            let once = PackageName::pypi(&raw);
            prop_assert_eq!(PackageName::pypi(once.as_str()), once);
        }
    }
}
