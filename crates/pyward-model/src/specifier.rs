//! Version specifiers by [PEP 440](https://peps.python.org/pep-0440/#version-specifiers): what a requirement or a waiver
//! says about versions. Never used for affected ranges, whose order is another (`3.0a1` *is* affected below a fix `3.0`).

use std::fmt;

use crate::Version;

/// One clause, such as `>=1.0` or `==2.8.*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Specifier {
    operator: Operator,
    version: Version,
    /// `==2.8.*`: compare release prefixes.
    wildcard: bool,
}

/// A set of clauses, all of which must hold. The empty set holds for everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Specifiers {
    clauses: Vec<Specifier>,
}

/// A clause that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpecifierError {
    /// The clause as written.
    pub clause: String,
}

impl fmt::Display for SpecifierError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a version specifier",
            crate::printable(&self.clause)
        )
    }
}

impl std::error::Error for SpecifierError {}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Compatible,
    Arbitrary,
    Equal,
    NotEqual,
    LessEqual,
    GreaterEqual,
    Less,
    Greater,
}

const OPERATORS: [(&str, Operator); 8] = [
    ("===", Operator::Arbitrary),
    ("~=", Operator::Compatible),
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessEqual),
    (">=", Operator::GreaterEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

impl Specifier {
    fn parse(clause: &str) -> Result<Self, SpecifierError> {
        let error = || SpecifierError {
            clause: clause.to_owned(),
        };
        let (operator, text) = OPERATORS
            .iter()
            .find_map(|(sign, operator)| {
                clause
                    .strip_prefix(sign)
                    .map(|rest| (*operator, rest.trim()))
            })
            .ok_or_else(error)?;
        if operator == Operator::Arbitrary {
            let usable = !text.is_empty() && !text.contains(char::is_whitespace);
            return usable
                .then(|| Self {
                    operator,
                    version: Version::new(text),
                    wildcard: false,
                })
                .ok_or_else(error);
        }
        let prefix = text
            .strip_suffix(".*")
            .filter(|_| matches!(operator, Operator::Equal | Operator::NotEqual));
        let version = Version::pep440(prefix.unwrap_or(text)).ok_or_else(error)?;
        let is_single = || {
            version
                .release()
                .is_none_or(|(_, release)| release.len() < 2)
        };
        let local_allowed =
            matches!(operator, Operator::Equal | Operator::NotEqual) && prefix.is_none();
        if (operator == Operator::Compatible && is_single())
            || (version.is_local() && !local_allowed)
            || (prefix.is_some() && version.is_prerelease() && text.contains("dev"))
        {
            return Err(error());
        }
        Ok(Self {
            operator,
            version,
            wildcard: prefix.is_some(),
        })
    }

    /// Whether the clause holds for `version`. A legacy version satisfies only `===` and `!=`.
    pub fn contains(&self, version: &Version) -> bool {
        if self.operator == Operator::Arbitrary {
            return version.as_str().eq_ignore_ascii_case(self.version.as_str());
        }
        if !version.is_pep440() {
            return self.operator == Operator::NotEqual;
        }
        let bound = &self.version;
        let public = version.public();
        match self.operator {
            Operator::Equal => self.equals(version),
            Operator::NotEqual => !self.equals(version),
            Operator::LessEqual => public <= *bound,
            Operator::GreaterEqual => public >= *bound,
            Operator::Less => {
                public < *bound
                    && (bound.is_prerelease()
                        || !public.is_prerelease()
                        || !same_release(&public, bound))
            }
            Operator::Greater => {
                public > *bound
                    && (bound.is_postrelease()
                        || !public.is_postrelease()
                        || !same_release(&public, bound))
            }
            Operator::Compatible => public >= *bound && has_prefix(&public, bound, 1),
            Operator::Arbitrary => false,
        }
    }

    fn equals(&self, version: &Version) -> bool {
        match (self.wildcard, self.version.is_local()) {
            (true, _) => has_prefix(&version.public(), &self.version, 0),
            (false, true) => *version == self.version,
            (false, false) => version.public() == self.version,
        }
    }
}

impl Specifiers {
    /// Reads clauses between commas; the empty text is the empty set.
    pub fn parse(text: &str) -> Result<Self, SpecifierError> {
        let clauses = text
            .split(',')
            .map(str::trim)
            .filter(|clause| !clause.is_empty())
            .map(Specifier::parse);
        Ok(Self {
            clauses: clauses.collect::<Result<_, _>>()?,
        })
    }

    /// Whether every clause holds. Pre-releases are versions like others here: nothing is left out for being one.
    pub fn contains(&self, version: &Version) -> bool {
        self.clauses.iter().all(|clause| clause.contains(version))
    }

    /// The one version the set names: a single `==` without wildcard, or `===`. `==1.0,!=1.1` names 1.0 too, since the
    /// other clauses hold for it.
    pub fn pin(&self) -> Option<&Version> {
        let mut pins = self.clauses.iter().filter(|clause| {
            matches!(clause.operator, Operator::Equal | Operator::Arbitrary) && !clause.wildcard
        });
        let pin = &pins.next()?.version;
        let agree = pins.all(|other| other.version == *pin) && self.contains(pin);
        agree.then_some(pin)
    }

    /// Whether there is no clause.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }
}

fn same_release(a: &Version, b: &Version) -> bool {
    fn release(version: &Version) -> Option<(&str, Vec<&str>)> {
        let (epoch, mut release) = version.release()?;
        while release.last().is_some_and(|segment| segment.is_empty()) {
            release.pop();
        }
        Some((epoch, release))
    }
    release(a) == release(b)
}

/// Whether `version` starts with the release of `prefix`, its last `drop` segments left out.
fn has_prefix(version: &Version, prefix: &Version, drop: usize) -> bool {
    let (Some((epoch, release)), Some((wanted_epoch, wanted))) =
        (version.release(), prefix.release())
    else {
        return false;
    };
    let wanted = wanted
        .get(..wanted.len().saturating_sub(drop))
        .unwrap_or_default();
    epoch == wanted_epoch
        && wanted
            .iter()
            .enumerate()
            .all(|(i, segment)| release.get(i).unwrap_or(&"") == segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(specifiers: &str, version: &str) -> bool {
        Specifiers::parse(specifiers)
            .unwrap()
            .contains(&Version::new(version))
    }

    #[test]
    fn clauses_follow_pep_440() {
        for (specifiers, version, expected) in [
            ("~=2.2", "2.3", true),
            ("~=2.2", "3.0", false),
            ("~=2.2.1", "2.2.9", true),
            ("~=2.2.1", "2.3", false),
            ("==1.1", "1.1.post1", false),
            ("==1.1.*", "1.1.post1", true),
            ("==1.1.*", "1.1a1", true),
            ("==1", "1.0+x", true),
            ("==1+x", "1", false),
            ("!=1.1.*", "1.2", true),
            ("<3", "3.0a1", false),
            ("<3a2", "3a1", true),
            (">1.7", "1.7.post1", false),
            (">1.7", "1.7.1", true),
            (">1.7.post1", "1.7.post2", true),
            (">1.7", "1.7+x", false),
            (">=1,<2", "1.5", true),
            (">=1,<2", "2", false),
            ("===weird", "WEIRD", true),
            ("", "anything", true),
            (">=1", "legacy!", false),
            ("<3.1.5", "3.1.2", true),
        ] {
            assert_eq!(
                holds(specifiers, version),
                expected,
                "{version} in {specifiers}"
            );
        }
    }

    #[test]
    fn only_one_version_is_a_pin() {
        let pin = |text: &str| {
            Specifiers::parse(text)
                .unwrap()
                .pin()
                .map(ToString::to_string)
        };
        assert_eq!(pin("==1.0").as_deref(), Some("1.0"));
        assert_eq!(pin("===1.0").as_deref(), Some("1.0"));
        assert_eq!(pin("==1.0,!=1.1").as_deref(), Some("1.0"));
        assert_eq!(pin("==1.0,>=2"), None);
        assert_eq!(pin(">= 2.8.1, == 2.8.*"), None);
        assert_eq!(pin(""), None);
    }

    #[test]
    fn what_is_no_clause_is_refused() {
        for text in [
            "1.0",
            "=1.0",
            ">=x",
            "~=1",
            "=>1",
            "===",
            ">=1.*",
            ">=1+local",
        ] {
            assert!(Specifiers::parse(text).is_err(), "{text}");
        }
    }
}
