//! Packagist: versions as [Composer](https://getcomposer.org/doc/articles/versions.md) normalises them, four numbers and a
//! stability, in the order of PHP's [`version_compare`](https://www.php.net/manual/en/function.version-compare.php).
//! Branches (`dev-main`, `2.x-dev`) have no place among them.

use crate::EcosystemRules;
use crate::version_key::Draft;

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "Packagist",
    purl_type: "composer",
    slug: "packagist",
    version_word: "Composer version",
    is_semver: false,
    tag: 0x18,
    canonical: str::to_lowercase,
    order,
    is_prerelease: |text| {
        Parts::read(text).is_some_and(|parts| {
            parts.is_dev || parts.stability.is_some_and(|(rank, _)| rank < RELEASED)
        })
    },
};

/// How many numbers a version has at least. Dates may have more.
const NUMBERS: usize = 4;

const DEV: u8 = 0x01;
const ALPHA: u8 = 0x02;
const BETA: u8 = 0x03;
const RC: u8 = 0x04;
/// The end of a version, where others go on.
const RELEASED: u8 = 0x05;
const NUMBER: u8 = 0x06;
const PATCH: u8 = 0x07;

/// Words for stabilities, longer ones before those they begin with.
const WORDS: [(&str, u8); 10] = [
    ("alpha", ALPHA),
    ("beta", BETA),
    ("stable", RELEASED),
    ("patch", PATCH),
    ("rc", RC),
    ("pl", PATCH),
    ("a", ALPHA),
    ("b", BETA),
    ("p", PATCH),
    ("", RELEASED),
];

struct Parts {
    numbers: Vec<String>,
    /// Its rank, and the numbers behind it.
    stability: Option<(u8, Vec<String>)>,
    is_dev: bool,
}

impl Parts {
    fn read(text: &str) -> Option<Self> {
        let text = text.to_ascii_lowercase();
        let text = text.split('+').next().unwrap_or_default();
        let text = text.split('@').next().unwrap_or_default();
        let text = text.strip_prefix('v').unwrap_or(text);
        let end = text
            .find(|ch: char| !ch.is_ascii_digit() && ch != '.')
            .unwrap_or(text.len());
        // A separator before the word is the word's: `1.0.beta1`.
        let (numbers, mut rest) = text.split_at(text.get(..end)?.trim_end_matches('.').len());
        // Dates have hyphens between their numbers too.
        let mut numbers: Vec<String> = numbers.split('.').map(str::to_owned).collect();
        while let Some((number, behind)) = Self::dated(&numbers, rest) {
            numbers.push(number.to_owned());
            rest = behind;
        }
        let sound =
            |number: &String| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        if !numbers.iter().all(sound) {
            return None;
        }
        let is_date = numbers.first().is_some_and(|first| first.len() == 4);
        if numbers.len() > NUMBERS && !is_date {
            return None;
        }
        let (rest, is_dev) = match rest.strip_suffix("dev") {
            Some(rest) => (rest.trim_end_matches(['.', '-']), true),
            None => (rest, false),
        };
        let word = rest.trim_start_matches(['.', '-', '_']);
        let stability = if rest.is_empty() {
            None
        } else {
            let (rank, count) = WORDS
                .iter()
                .find_map(|(known, rank)| Some((*rank, word.strip_prefix(known)?)))?;
            let counts: Vec<String> = count
                .split(['.', '-'])
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect();
            if rank == RELEASED && !counts.is_empty() || !counts.iter().all(sound) {
                return None;
            }
            (rank != RELEASED).then_some((rank, counts))
        };
        Some(Self {
            numbers,
            stability,
            is_dev,
        })
    }

    /// The next number of a date (`2024-01-31`), and what follows it.
    fn dated<'a>(numbers: &[String], rest: &'a str) -> Option<(&'a str, &'a str)> {
        let [year, ..] = numbers else { return None };
        let rest = rest.strip_prefix(['-', ':'])?;
        let end = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = rest.split_at(end);
        (year.len() == 4 && (2..=3).contains(&end)).then_some((number, behind))
    }
}

fn order(text: &str, draft: &mut Draft) -> Option<()> {
    let parts = Parts::read(text)?;
    let write = |number: &str, draft: &mut Draft| {
        draft.push(NUMBER);
        draft.number(number.trim_start_matches('0'));
    };
    for number in &parts.numbers {
        write(number, draft);
    }
    for _ in parts.numbers.len()..NUMBERS {
        write("", draft);
    }
    if let Some((rank, counts)) = &parts.stability {
        draft.push(*rank);
        for count in counts {
            write(count, draft);
        }
    }
    if parts.is_dev {
        draft.push(DEV);
    }
    draft.push(RELEASED);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v(text: &str) -> crate::Version {
        RULES.version(text)
    }

    /// From the manual of `version_compare` (dev < alpha < beta < RC < # < pl) and Composer's documentation.
    #[test]
    fn stabilities_are_ordered_as_php_has_them() {
        let ordered = [
            "1.0.0-dev",
            "1.0.0-alpha",
            "1.0.0-alpha1",
            "1.0.0-alpha2",
            "1.0.0-alpha10",
            "1.0.0-beta1-dev",
            "1.0.0-beta1",
            "1.0.0-RC1",
            "1.0.0",
            "1.0.0-patch1",
            "1.0.0-p2",
            "1.0.0.1",
            "1.0.1",
            "1.2",
            "1.10",
            "2019.01.02",
            "2019-01-03",
            "20190104",
        ];
        for pair in ordered.windows(2) {
            assert!(v(pair[0]) < v(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn spellings_of_one_version_are_equal() {
        for (a, b) in [
            ("1.0", "1.0.0.0"),
            ("v1.2.3", "1.2.3"),
            ("1.0.0-stable", "1.0"),
            ("1.0.0RC1", "1.0.0-rc1"),
            ("1.0.0b2", "1.0.0-beta2"),
            ("1.0.0.beta2", "1.0.0-beta.2"),
            ("1.0.0-a1", "1.0.0-alpha1"),
            ("1.0.0+build.5", "1.0.0"),
            ("1.0.0@dev", "1.0.0"),
            ("1.0.0-pl1", "1.0.0-patch1"),
        ] {
            assert_eq!(v(a), v(b), "{a} = {b}");
        }
        assert!(v("1.0.0-beta1").is_prerelease() && v("1.0-dev").is_prerelease());
        assert!(!v("1.0.0-p1").is_prerelease() && !v("1.0.0-stable").is_prerelease());
    }

    #[test]
    fn branches_have_no_place() {
        for text in [
            "dev-main",
            "2.x-dev",
            "",
            "1.2.3.4.5",
            "1.0-foo",
            "main",
            "1..2",
            "1.0-stable3",
        ] {
            assert!(!v(text).is_valid(), "{text:?}");
        }
    }
}
