//! Which packages may be used, by name: those that are approved, and those that are blocked.

use std::fmt;

use pyward_model::{Component, Date, Ecosystem, Location, PackageName};

use crate::path_glob::is_like;
use crate::words::words;
use crate::{Action, WaivedVersions};

/// What is asked of packages, whatever is known about their flaws.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageRules {
    /// What a package that is not on the list of approved ones brings about.
    pub unlisted: Unlisted,
    /// How old a release must be.
    pub cooldown: Option<Cooldown>,
    /// Approved packages, in the order they are written.
    pub allow: Vec<AllowedPackage>,
    /// Blocked packages, in the order they are written.
    pub block: Vec<BlockedPackage>,
}

words! {
    /// What a package that is not on the list of approved ones brings about.
    #[derive(Default)]
    Unlisted {
        /// Nothing: the list is a record.
        #[default]
        Allow = "allow",
        /// It is told.
        Warn = "warn",
        /// The run fails.
        Block = "block",
    }
}

/// How old a release must be before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cooldown {
    /// Whole days since its first file was uploaded.
    pub days: u32,
    /// What a younger one brings about: warn or block.
    pub action: Action,
    /// Whether a release that is the first to clear a known advisory may be younger.
    pub except_security_fixes: bool,
}

impl fmt::Display for Cooldown {
    /// As TOML.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{{ days = {}, action = \"{}\", except-security-fixes = {} }}",
            self.days,
            self.action.word(),
            self.except_security_fixes
        )
    }
}

/// The names an entry speaks of: one, or all that are like it (`acme-*`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePattern {
    /// Normalised (PEP 503), `*` and `?` kept.
    text: Box<str>,
}

impl NamePattern {
    /// Reads one; an error in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        const LONGEST: usize = 200;
        let text = text.trim();
        if text.len() > LONGEST {
            return Err("this name is too long".to_owned());
        }
        // With letters in place of what stands for any, it must be a name.
        let plain = PackageName::pypi(&text.replace(['*', '?'], "x"));
        if !plain.is_valid() {
            return Err("this is no package name".to_owned());
        }
        let mut normal = String::with_capacity(text.len());
        for ch in text.chars() {
            let ch = if matches!(ch, '_' | '.') { '-' } else { ch };
            if ch != '-' || !normal.ends_with('-') {
                normal.push(ch.to_ascii_lowercase());
            }
        }
        Ok(Self {
            text: normal.into(),
        })
    }

    /// As written, normalised.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a component goes by such a name; names of other ecosystems than PyPI are never meant.
    pub fn covers(&self, component: &Component) -> bool {
        component.ecosystem == Ecosystem::PyPI && self.is_like(&component.name)
    }

    /// Whether a name is such a one.
    pub fn is_like(&self, name: &PackageName) -> bool {
        is_like(&self.text, name.as_str())
    }

    /// Whether it stands for more than one name.
    pub fn is_glob(&self) -> bool {
        self.text.contains(['*', '?'])
    }
}

impl fmt::Display for NamePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A package that may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedPackage {
    /// Which.
    pub name: NamePattern,
    /// Only in these versions.
    pub versions: Option<WaivedVersions>,
    /// Who said so.
    pub approved_by: Option<String>,
    /// The day it was said.
    pub approved: Option<Date>,
    /// The last day it holds.
    pub expires: Option<Date>,
    /// Why.
    pub reason: Option<String>,
    /// Where it is written.
    pub location: Location,
}

/// A package that must not be used, or only so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedPackage {
    /// Which.
    pub name: NamePattern,
    /// Only in these versions.
    pub versions: Option<WaivedVersions>,
    /// What to take in its place.
    pub use_instead: Option<String>,
    /// Packages that may need it: it is tolerated where nobody else does.
    pub wrappers: Vec<PackageName>,
    /// The only indexes it may come from; from these it is not blocked.
    pub index_not: Vec<Box<str>>,
    /// Indexes it must not come from; from others it is not blocked.
    pub index: Vec<Box<str>>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The day it was decided.
    pub added: Option<Date>,
    /// Where it is written.
    pub location: Location,
}

impl BlockedPackage {
    /// Whether it speaks of where a package comes from, and not of the package itself.
    pub fn is_about_index(&self) -> bool {
        !self.index.is_empty() || !self.index_not.is_empty()
    }

    /// What it speaks of, in words: `pycrypto`, `urllib3 <1.26`.
    pub fn subject(&self) -> String {
        subject(&self.name, self.versions.as_ref())
    }
}

impl AllowedPackage {
    /// What it speaks of, in words.
    pub fn subject(&self) -> String {
        subject(&self.name, self.versions.as_ref())
    }
}

fn subject(name: &NamePattern, versions: Option<&WaivedVersions>) -> String {
    match versions {
        Some(range) => format!("{name} {}", range.text),
        None => name.to_string(),
    }
}

/// The address of an index as it is compared: without a slash at its end, without `simple`, scheme and host in lower case.
pub(crate) fn plain_index(url: &str) -> String {
    let url = url.trim().trim_end_matches('/');
    let url = url.strip_suffix("/simple").unwrap_or(url);
    let url = url.strip_suffix("/+simple").unwrap_or(url);
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
            format!(
                "{}://{}{path}",
                scheme.to_ascii_lowercase(),
                host.to_ascii_lowercase()
            )
        }
        None => url.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_pep_503_says() {
        let covers = |pattern: &str, name: &str| {
            NamePattern::parse(pattern)
                .unwrap()
                .is_like(&PackageName::pypi(name))
        };
        assert!(covers("Acme_Auth", "acme.auth"));
        assert!(covers("acme-*", "acme-auth") && covers("Acme.*", "acme_core_x"));
        assert!(!covers("acme-*", "acme") && !covers("acme", "acme-auth"));
        assert!(covers("*", "anything") && covers("py?ar", "pytar"));
        for bad in ["", "a b", "a/b", "-a", "../x", "a\u{1b}[31m"] {
            assert!(NamePattern::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_of_one_index_are_one() {
        for same in [
            "https://pypi.acme.example/simple",
            "https://PyPI.acme.example/simple/",
            "https://user:secret@pypi.acme.example/simple",
            "https://pypi.acme.example",
        ] {
            assert_eq!(plain_index(same), "https://pypi.acme.example", "{same}");
        }
        assert_ne!(
            plain_index("https://pypi.acme.example/other/simple"),
            "https://pypi.acme.example"
        );
    }
}
