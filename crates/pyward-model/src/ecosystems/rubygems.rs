//! `RubyGems`: [numbers and words between dots](https://docs.ruby-lang.org/en/master/Gem/Version.html). Any word makes a
//! pre-release, which is below the release without it; zeros at the end of the numbers say nothing.

use crate::EcosystemRules;
use crate::version_key::{Draft, END};

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "RubyGems",
    purl_type: "gem",
    slug: "rubygems",
    version_word: "version of a gem",
    is_semver: false,
    tag: 0x16,
    canonical: str::to_owned,
    order,
    is_prerelease: |text| text.bytes().any(|b| b.is_ascii_alphabetic() || b == b'-'),
};

/// A word, a number but zero, and the end, each with the zeros before it: to the end of every version belong zeros
/// without end, so that a word is below it, the sooner the lower, and a number above it, the sooner the higher.
const WORD: u8 = 0x02;
const FINISH: u8 = 0x03;
const POSITIVE: u8 = 0x04;

/// More zeros in a row than any version has.
const ZEROS: u8 = 0xff;

fn order(text: &str, draft: &mut Draft) -> Option<()> {
    // `1.0-2` is `1.0.pre.2`.
    let text = text.replace('-', ".pre.");
    let begins_well = text.bytes().next().is_some_and(|b| b.is_ascii_digit());
    let sound = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    if !begins_well || !text.split('.').all(sound) {
        return None;
    }
    let mut zeros: u8 = 0;
    let mut seen_word = false;
    for segment in text.split('.').flat_map(runs) {
        if segment.bytes().all(|b| b.is_ascii_digit()) {
            let digits = segment.trim_start_matches('0');
            if digits.is_empty() {
                zeros = zeros.checked_add(1)?;
                continue;
            }
            draft.push(POSITIVE);
            draft.push(ZEROS - zeros);
            draft.number(digits);
        } else {
            // Zeros before the first word are at the end of the numbers.
            draft.push(WORD);
            draft.push(if seen_word { zeros } else { 0 });
            draft.extend(segment.as_bytes());
            draft.push(END);
            seen_word = true;
        }
        zeros = 0;
    }
    draft.push(FINISH);
    Some(())
}

/// Runs of digits and runs of letters: `b2` is `b` and `2`.
fn runs(part: &str) -> impl Iterator<Item = &str> {
    let is_digit = |b: &u8| b.is_ascii_digit();
    part.as_bytes()
        .chunk_by(move |a, b| is_digit(a) == is_digit(b))
        .filter_map(|run| std::str::from_utf8(run).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v(text: &str) -> crate::Version {
        RULES.version(text)
    }

    /// From the documentation of `Gem::Version` and the tests of rubygems.
    #[test]
    fn the_order_is_that_of_gem_version() {
        let ordered = [
            "0.9",
            "1.0.a",
            "1.0.a.2",
            "1.0.b1",
            "1.0.b.2",
            "1.0.b10",
            "1.0.pre.1",
            "1.0.rc1",
            "1.0",
            "1.0.1.a",
            "1.0.1",
            "1.1",
            "1.8.2.a",
            "1.8.2.a9",
            "1.8.2.a10",
            "1.8.2.b",
            "1.8.2",
            "1.10",
        ];
        for pair in ordered.windows(2) {
            assert!(v(pair[0]) < v(pair[1]), "{pair:?}");
        }
        for (a, b) in [
            ("1", "1.0"),
            ("1.0", "1.0.0"),
            ("1.0.a", "1.a"),
            ("1.a.0", "1.a"),
            ("1.0-2", "1.0.pre.2"),
            ("01.2", "1.2"),
            ("1.0.b2", "1.0.b.2"),
        ] {
            assert_eq!(v(a), v(b), "{a} = {b}");
        }
        // Zeros between words count, the way `Gem::Version` pads the shorter one.
        assert!(v("1.a") > v("1.a.0.b") && v("1.a") < v("1.a.0.1"));
    }

    #[test]
    fn what_is_no_version_of_a_gem_is_told_apart() {
        for text in ["", "a", "1..2", "1.2.", "1 2", "1.2+3", ".1", "1.é"] {
            assert!(!v(text).is_valid(), "{text:?}");
        }
        assert!(v("1.0.rc1").is_prerelease() && v("1.0-1").is_prerelease());
        assert!(!v("1.0.1").is_prerelease());
    }
}
