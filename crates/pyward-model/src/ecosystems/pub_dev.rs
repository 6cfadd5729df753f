//! Pub, of Dart: semantic versions, but what stands behind `+` counts too, above the version without it
//! ([its documentation](https://pub.dev/documentation/pub_semver/latest/pub_semver/Version-class.html)).

use crate::{EcosystemRules, semver};

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "Pub",
    purl_type: "pub",
    slug: "pub",
    version_word: "semantic version",
    is_semver: true,
    tag: 0x13,
    canonical: str::to_ascii_lowercase,
    order: semver::order_with_build,
    is_prerelease: semver::is_prerelease,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_above_the_version_without() {
        let v = |text: &str| RULES.version(text);
        let ordered = [
            "1.0.0-a+1",
            "1.0.0",
            "1.0.0+1",
            "1.0.0+2.a",
            "1.0.0+2.a.1",
            "1.0.1",
        ];
        for pair in ordered.windows(2) {
            assert!(v(pair[0]) < v(pair[1]), "{pair:?}");
        }
    }
}
