//! Versions by [PEP 440](https://peps.python.org/pep-0440/), with one total order for everything that is found in the wild.
//! Those of other ecosystems are made by their [`EcosystemRules`](crate::EcosystemRules), and ordered among their kind.

mod normal;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use smol_str::SmolStr;

use crate::EcosystemRules;
use crate::version_key::{Draft, END, VersionKey};

/// A version as written, and its place in the order of all versions.
///
/// Parsing never fails: text that is not PEP 440 is a *legacy* version, below all valid ones, ordered among its kind by
/// its characters, equal only to the same text. Numbers have no upper bound. Equality is PEP 440's (`1.0` is `1.0.0` is
/// `v1`), not that of the text.
#[derive(Clone)]
pub struct Version {
    // Short ones, as nearly all are, have no place of their own in memory: a version goes from component to match to fix
    // to finding, and is copied each time.
    text: SmolStr,
    key: VersionKey,
}

impl Version {
    /// Reads a version; what is not PEP 440 becomes a legacy version.
    pub fn new(text: &str) -> Self {
        Self::pep440(text).unwrap_or_else(|| Self::legacy(text))
    }

    /// Text that has no place in the order.
    pub(crate) fn legacy(text: &str) -> Self {
        let text = text.trim();
        Self::with_key(text, VersionKey::legacy(text))
    }

    /// A version whose place is known.
    pub(crate) fn with_key(text: &str, key: VersionKey) -> Self {
        Self {
            text: text.into(),
            key,
        }
    }

    /// Reads a version by the grammar of PEP 440 appendix B, with all its tolerances; `None` where it does not hold.
    pub fn pep440(text: &str) -> Option<Self> {
        let text = text.trim();
        let key = match VersionKey::of_release(text) {
            Some(key) => key,
            None => Parts::read(text)?.key(),
        };
        Some(Self {
            text: text.into(),
            key,
        })
    }

    /// The version as written, outer white space removed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Its place in the order.
    pub fn key(&self) -> &VersionKey {
        &self.key
    }

    /// Whether it is a version by the order of its ecosystem, PEP 440 for PyPI: no legacy version.
    pub fn is_valid(&self) -> bool {
        self.key.is_valid()
    }

    /// Whether it is a PEP 440 version.
    pub fn is_pep440(&self) -> bool {
        self.key.is_pep440()
    }

    /// Whether it is a pre-release or development release; `false` for legacy versions.
    pub fn is_prerelease(&self) -> bool {
        if self.is_numbers() {
            return false;
        }
        if !self.is_pep440() {
            let rules = EcosystemRules::of_key(&self.key);
            return rules.is_some_and(|rules| (rules.is_prerelease)(&self.text));
        }
        Parts::read(&self.text).is_some_and(|parts| parts.pre.is_some() || parts.dev.is_some())
    }

    /// Whether it is a post-release; `false` for all but PEP 440 versions.
    pub fn is_postrelease(&self) -> bool {
        !self.is_numbers()
            && self.is_pep440()
            && Parts::read(&self.text).is_some_and(|parts| parts.post.is_some())
    }

    /// Whether it is made of digits and dots alone, as most versions are.
    fn is_numbers(&self) -> bool {
        self.text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    }

    /// Whether it is a PEP 440 version with a local part (`1.0+cpu`).
    pub fn is_local(&self) -> bool {
        self.is_pep440() && self.text.contains('+')
    }

    /// The version without its local part.
    #[must_use]
    pub fn public(&self) -> Self {
        match self.text.split_once('+') {
            Some((public, _)) if self.is_pep440() => Self::new(public),
            _ => self.clone(),
        }
    }

    /// Epoch and release segments as decimal digits without leading zeros (`1!2.03` is `1` and `2`, `3`); `None` for
    /// all but PEP 440 versions.
    pub fn release(&self) -> Option<(&str, Vec<&str>)> {
        if !self.is_pep440() {
            return None;
        }
        let parts = Parts::read(&self.text)?;
        Some((
            digits(parts.epoch),
            parts.release.split('.').map(digits).collect(),
        ))
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &self.text)
    }
}

/// The parts of a valid version, as slices of its text; numbers still as digits (empty: an implied 0).
struct Parts<'a> {
    epoch: &'a str,
    /// Numbers, separated by dots.
    release: &'a str,
    pre: Option<(u8, &'a str)>,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    local: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut cursor = Cursor { rest: text };
        cursor.word(&["v"]);
        let mut release = cursor.release()?;
        let mut epoch = "";
        if !release.contains('.') && cursor.byte(b'!') {
            epoch = release;
            release = cursor.release()?;
        }
        if cursor.rest.is_empty() {
            return Some(Self::released(epoch, release));
        }
        let pre = cursor
            .tagged(&["alpha", "a", "beta", "b", "preview", "pre", "c", "rc"])
            .map(|(tag, number)| {
                let rank = match tag.as_bytes().first().map(u8::to_ascii_lowercase) {
                    Some(b'a') => 0x02,
                    Some(b'b') => 0x03,
                    _ => 0x04,
                };
                (rank, number)
            });
        let post = cursor.implicit_post().or_else(|| {
            cursor
                .tagged(&["post", "rev", "r"])
                .map(|(_, number)| number)
        });
        let dev = cursor.tagged(&["dev"]).map(|(_, number)| number);
        let local = if cursor.byte(b'+') {
            Some(std::mem::take(&mut cursor.rest))
        } else {
            None
        };
        if !cursor.rest.is_empty() || local.is_some_and(|local| !is_local(local)) {
            return None;
        }
        Some(Self {
            epoch,
            release,
            pre,
            post,
            dev,
            local,
        })
    }

    /// A version that is an epoch and numbers, as most are.
    fn released(epoch: &'a str, release: &'a str) -> Self {
        Self {
            epoch,
            release,
            pre: None,
            post: None,
            dev: None,
            local: None,
        }
    }

    fn key(&self) -> VersionKey {
        let mut key = Draft::valid();
        key.number(digits(self.epoch));
        let mut significant = key.len();
        for segment in self.release.split('.') {
            let number = digits(segment);
            key.number(number);
            if !number.is_empty() {
                significant = key.len();
            }
        }
        key.truncate(significant);
        key.push(END);
        match (self.pre, self.post, self.dev) {
            (Some((rank, number)), _, _) => {
                key.push(rank);
                key.number(digits(number));
            }
            (None, None, Some(_)) => key.push(0x01),
            (None, _, _) => key.push(0x05),
        }
        match self.post {
            Some(number) => {
                key.push(0x02);
                key.number(digits(number));
            }
            None => key.push(0x01),
        }
        match self.dev {
            Some(number) => {
                key.push(0x01);
                key.number(digits(number));
            }
            None => key.push(0x02),
        }
        for segment in self
            .local
            .iter()
            .flat_map(|local| local.split(['.', '-', '_']))
        {
            if segment.bytes().all(|b| b.is_ascii_digit()) {
                key.push(0x02);
                key.number(digits(segment));
            } else {
                key.push(0x01);
                key.extend(segment.to_ascii_lowercase().as_bytes());
                key.push(END);
            }
        }
        key.push(END);
        key.finish()
    }
}

/// Digits without leading zeros; empty for zero.
fn digits(number: &str) -> &str {
    number.trim_start_matches('0')
}

fn is_local(local: &str) -> bool {
    local
        .split(['.', '-', '_'])
        .all(|segment| !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_alphanumeric()))
}

struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn byte(&mut self, byte: u8) -> bool {
        let found = self.rest.as_bytes().first() == Some(&byte);
        if found {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        found
    }

    fn word(&mut self, words: &[&str]) -> Option<&'a str> {
        let longest = words
            .iter()
            .filter(|word| {
                self.rest
                    .get(..word.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(word))
            })
            .max_by_key(|word| word.len())?;
        let (found, rest) = self.rest.split_at(longest.len());
        self.rest = rest;
        Some(found)
    }

    fn digits(&mut self) -> &'a str {
        let end = self
            .rest
            .bytes()
            .position(|b| !b.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits
    }

    fn number(&mut self) -> Option<&'a str> {
        Some(self.digits()).filter(|digits| !digits.is_empty())
    }

    /// Numbers with dots between them.
    fn release(&mut self) -> Option<&'a str> {
        let mut end = 0;
        let mut rest = self.rest.as_bytes();
        loop {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 {
                // What stands before is a dot that belongs to what follows, if anything does.
                end = usize::checked_sub(end, 1)?;
                break;
            }
            end += digits;
            rest = rest.get(digits..).unwrap_or_default();
            let Some((b'.', more)) = rest.split_first() else {
                break;
            };
            end += 1;
            rest = more;
        }
        let (release, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(release)
    }

    fn separator(&mut self) -> bool {
        self.byte(b'.') || self.byte(b'-') || self.byte(b'_')
    }

    /// `[-_.]?TAG[-_.]?[0-9]*`; nothing is consumed where the tag is not there.
    fn tagged(&mut self, words: &[&str]) -> Option<(&'a str, &'a str)> {
        let before = self.rest;
        self.separator();
        let Some(tag) = self.word(words) else {
            self.rest = before;
            return None;
        };
        self.separator();
        Some((tag, self.digits()))
    }

    /// `-N`, the post-release without a word.
    fn implicit_post(&mut self) -> Option<&'a str> {
        let before = self.rest;
        if self.byte(b'-')
            && let Some(number) = self.number()
        {
            return Some(number);
        }
        self.rest = before;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::str::FromStr as _;

    fn v(text: &str) -> Version {
        Version::new(text)
    }

    #[test]
    fn the_order_of_pep_440() {
        let ordered = [
            "not a version",
            "1.dev0",
            "1.0.dev456",
            "1.0a1",
            "1.0a2.dev456",
            "1.0a12.dev456",
            "1.0a12",
            "1.0b1.dev456",
            "1.0b2",
            "1.0b2.post345.dev456",
            "1.0b2.post345",
            "1.0rc1.dev456",
            "1.0rc1",
            "1.0",
            "1.0+abc.5",
            "1.0+abc.7",
            "1.0+5",
            "1.0.post456.dev34",
            "1.0.post456",
            "1.0.15",
            "1.1.dev1",
            "1.199",
            "1.200",
            "1.255",
            "1.256",
            "1.65536",
            "1.18446744073709551615",
            "1.18446744073709551616",
            "1.99999999999999999999",
            "1!0.1",
        ];
        for pair in ordered.windows(2) {
            assert!(v(pair[0]) < v(pair[1]), "{} < {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn spellings_of_one_version_are_equal() {
        for (a, b) in [
            ("1.0", "1.0.0"),
            ("1", "v1.0"),
            ("1.0-1", "1.0.post1"),
            ("1.0-r4", "1.0.post4"),
            ("1.0.RC.1", "1.0rc1"),
            ("1.0-alpha", "1.0a0"),
            ("1.0c2", "1.0rc2"),
            ("01.02", "1.2"),
            ("1.0+ABC-1", "1.0+abc.1"),
            ("0!1", "1"),
            ("1.0preview3", "1.0rc3"),
            ("0.0", "0"),
            (" 1.0 ", "1"),
            ("1.dev", "1.dev0"),
        ] {
            assert_eq!(v(a), v(b), "{a} == {b}");
            assert!(v(a).is_valid());
        }
    }

    #[test]
    fn what_is_not_pep_440_is_legacy() {
        for text in [
            "",
            "1.0.",
            "1..0",
            "2019-09-12",
            "0.2.0-n653",
            "1.0+",
            "1.0+a..b",
            "latest",
            "1.0 2",
            "1.0-",
            "٣.1",
        ] {
            assert!(!v(text).is_valid(), "{text:?}");
            assert!(v(text) < v("0.dev0"));
        }
        assert_ne!(v("2004d"), v("2004D"));
        assert_eq!(v("2004d").public(), v("2004d"));
    }

    #[test]
    fn the_sentinel_is_below_everything() {
        assert!(VersionKey::default() < *v("").key());
        assert!(VersionKey::default() < *v("0.dev0").key());
    }

    #[test]
    fn parts_are_told() {
        assert!(v("1.0rc1").is_prerelease() && v("1.0.dev1").is_prerelease());
        assert!(!v("1.0.post1").is_prerelease() && v("1.0.post1").is_postrelease());
        assert_eq!(v("2.0.1+cpu").public(), v("2.0.1"));
        assert_eq!(v("1!2.03.0").release(), Some(("1", vec!["2", "3", ""])));
    }

    proptest! {
        #[test]
        fn the_short_way_to_a_key_leads_where_the_long_one_does(text in "[0-9]{1,3}(\\.[0-9]{1,3}){0,9}|[0-9.]{0,12}") {
            let long = Parts::read(&text).map(|parts| parts.key());
            if let Some(short) = VersionKey::of_release(&text) {
                prop_assert_eq!(Some(short), long);
            }
        }

        #[test]
        fn agrees_with_pep440_rs(a in VERSION, b in VERSION) {
            let (theirs_a, theirs_b) = (pep440_rs::Version::from_str(&a), pep440_rs::Version::from_str(&b));
            prop_assert_eq!(v(&a).is_valid(), theirs_a.is_ok(), "{}", a);
            if let (Ok(x), Ok(y)) = (theirs_a, theirs_b) {
                prop_assert_eq!(v(&a).cmp(&v(&b)), x.cmp(&y), "{} ? {}", a, b);
                prop_assert_eq!(v(&a).is_prerelease(), x.any_prerelease());
            }
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,30}") {
            let version = v(&text);
            prop_assert_eq!(version.cmp(&version), Ordering::Equal);
        }
    }

    const VERSION: &str = "v?([0-2]!)?[0-9]{1,3}(\\.[0-9]{1,5}){0,3}([-_.]?(a|b|rc|c|alpha|beta|pre)[-_.]?[0-9]{0,2})?(-[0-9]|[-_.]?(post|r|rev)[-_.]?[0-9]{0,2})?([-_.]?dev[-_.]?[0-9]{0,2})?(\\+[a-z0-9]{1,3}([-_.][a-z0-9]{1,3}){0,2})?";
}
