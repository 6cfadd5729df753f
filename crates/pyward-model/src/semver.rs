//! The order of [semantic versions](https://semver.org/spec/v2.0.0.html), for the ecosystems that have it.
//!
//! A `v` before the numbers, a missing minor or patch number and zeros before a number are tolerated: registries refuse
//! them, but files and advisories have them.

use crate::version_key::{Draft, END};

/// A semantic version, as slices of its text; numbers still as digits.
pub(crate) struct Parts<'a> {
    /// `MAJOR.MINOR.PATCH`, or as much of it as is there.
    pub(crate) numbers: &'a str,
    /// What stands behind `-`.
    pub(crate) pre: Option<&'a str>,
    /// What stands behind `+`.
    pub(crate) build: Option<&'a str>,
}

/// A numeric identifier ranks below every other.
const NUMERIC: u8 = 0x01;
const WORD: u8 = 0x02;

/// A version without a pre-release ranks above all that have one.
const RELEASED: u8 = 0xff;

impl<'a> Parts<'a> {
    /// Reads a version with at most so many numbers.
    pub(crate) fn read(text: &'a str, most: usize) -> Option<Self> {
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let (rest, build) = match text.split_once('+') {
            Some((rest, build)) => (rest, Some(build)),
            None => (text, None),
        };
        let (numbers, pre) = match rest.split_once('-') {
            Some((numbers, pre)) => (numbers, Some(pre)),
            None => (rest, None),
        };
        let is_sound = numbers.split('.').count() <= most
            && numbers.split('.').all(is_number)
            && pre.is_none_or(is_identifiers)
            && build.is_none_or(is_identifiers);
        is_sound.then_some(Self {
            numbers,
            pre,
            build,
        })
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_identifiers(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    text.split('.')
        .all(|identifier| !identifier.is_empty() && identifier.bytes().all(plain))
}

/// Writes the place of a semantic version: its numbers, then its pre-release. Build metadata has no say.
pub(crate) fn order(text: &str, draft: &mut Draft) -> Option<()> {
    let parts = Parts::read(text, 3)?;
    numbers(parts.numbers, 3, draft);
    pre(parts.pre, draft);
    Some(())
}

/// The same, with build metadata above the version without it, as pub has it.
pub(crate) fn order_with_build(text: &str, draft: &mut Draft) -> Option<()> {
    let parts = Parts::read(text, 3)?;
    numbers(parts.numbers, 3, draft);
    pre(parts.pre, draft);
    if let Some(build) = parts.build {
        identifiers(build, draft);
    }
    draft.push(END);
    Some(())
}

/// Writes numbers between dots, those that are missing as zeros.
pub(crate) fn numbers(text: &str, count: usize, draft: &mut Draft) {
    let zeros = std::iter::repeat("");
    for number in text.split('.').chain(zeros).take(count) {
        draft.number(number.trim_start_matches('0'));
    }
}

/// Writes a pre-release, or that there is none.
pub(crate) fn pre(pre: Option<&str>, draft: &mut Draft) {
    match pre {
        Some(pre) => {
            identifiers(pre, draft);
            draft.push(END);
        }
        None => draft.push(RELEASED),
    }
}

fn identifiers(text: &str, draft: &mut Draft) {
    for identifier in text.split('.') {
        if is_number(identifier) {
            draft.push(NUMERIC);
            draft.number(identifier.trim_start_matches('0'));
        } else {
            draft.push(WORD);
            draft.extend(identifier.as_bytes());
            draft.push(END);
        }
    }
}

/// Whether a semantic version is a pre-release.
pub(crate) fn is_prerelease(text: &str) -> bool {
    Parts::read(text, usize::MAX).is_some_and(|parts| parts.pre.is_some())
}
