//! `NuGet`: [semantic versions with up to four numbers](https://learn.microsoft.com/en-us/nuget/concepts/package-versioning),
//! whose pre-releases compare without case. So do the names of packages.

use crate::{EcosystemRules, semver};

/// How many numbers a version has.
const NUMBERS: usize = 4;

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "NuGet",
    purl_type: "nuget",
    slug: "nuget",
    version_word: "NuGet version",
    is_semver: true,
    tag: 0x17,
    canonical: str::to_lowercase,
    order: |text, draft| {
        let text = text.to_ascii_lowercase();
        let parts = semver::Parts::read(&text, NUMBERS)?;
        semver::numbers(parts.numbers, NUMBERS, draft);
        semver::pre(parts.pre, draft);
        Some(())
    },
    is_prerelease: semver::is_prerelease,
};

#[cfg(test)]
mod tests {
    use super::*;

    fn v(text: &str) -> crate::Version {
        RULES.version(text)
    }

    /// From the documentation of `NuGet`: normalised numbers, and pre-releases in the order of semantic versioning.
    #[test]
    fn versions_are_normalised_and_ordered_as_documented() {
        for (a, b) in [
            ("1.00", "1.0"),
            ("1.01.1", "1.1.1"),
            ("1.00.0.1", "1.0.0.1"),
            ("1.0.0.0", "1.0.0"),
            ("1.0.7+r3456", "1.0.7"),
            ("1.0.1-RC", "1.0.1-rc"),
            ("1", "1.0.0.0"),
        ] {
            assert_eq!(v(a), v(b), "{a} = {b}");
        }
        let ordered = [
            "1.0.1-aaa",
            "1.0.1-alpha",
            "1.0.1-alpha.2",
            "1.0.1-alpha.10",
            "1.0.1-alpha2",
            "1.0.1-beta",
            "1.0.1-open",
            "1.0.1-rc",
            "1.0.1-zzz",
            "1.0.1",
            "1.0.1.1",
            "1.0.2",
        ];
        for pair in ordered.windows(2) {
            assert!(v(pair[0]) < v(pair[1]), "{pair:?}");
        }
        assert!(!v("1.2.3.4.5").is_valid() && !v("1.*").is_valid());
        assert!(v("1.0.0.1-beta").is_prerelease() && !v("1.0.0.1").is_prerelease());
    }

    #[test]
    fn names_compare_without_case() {
        assert_eq!(
            RULES.package("Newtonsoft.Json"),
            RULES.package("newtonsoft.json")
        );
    }
}
