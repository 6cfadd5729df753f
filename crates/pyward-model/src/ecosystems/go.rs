//! Go modules: [semantic versions with a `v`](https://go.dev/ref/mod#versions), pseudo-versions and `+incompatible` among
//! them; advisories leave the `v` out. The standard library is the module `stdlib`, whose releases are tagged their own
//! way (`go1.21rc2` is `1.21.0-rc.2`).
//!
//! Module paths are compared without case: package URLs have them in lower case, by their specification, and advisories
//! as their authors write them.

use std::borrow::Cow;

use crate::{EcosystemRules, semver};

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "Go",
    purl_type: "golang",
    slug: "go",
    version_word: "semantic version",
    is_semver: true,
    tag: 0x15,
    canonical,
    order: |text, draft| semver::order(&released(text), draft),
    is_prerelease: |text| semver::is_prerelease(&released(text)),
};

fn canonical(name: &str) -> String {
    match name {
        "std" | "go" => "stdlib".to_owned(),
        path => path.to_lowercase(),
    }
}

/// A release of Go itself as a semantic version; other text is as it was.
fn released(text: &str) -> Cow<'_, str> {
    let number = text.strip_prefix("go").unwrap_or(text);
    let tag = ["beta", "rc"]
        .into_iter()
        .find_map(|word| Some((word, number.split_once(word)?)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match tag {
        Some((word, (release, count)))
            if digits(count)
                && release.split('.').all(digits)
                && release.split('.').count() < 4 =>
        {
            let zeros = ".0".repeat(3 - release.split('.').count());
            Cow::Owned(format!("{release}{zeros}-{word}.{count}"))
        }
        _ => Cow::Borrowed(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudo_versions_stand_where_the_reference_of_modules_puts_them() {
        let ordered = [
            "v0.0.0-20180306012644-bacd9c7ef1dd",
            "v0.0.0-20191109021931-daa7c04131f5",
            "v0.1.0",
            "v1.2.3-pre",
            "v1.2.3-pre.0.20191109021931-daa7c04131f5",
            "v1.2.3",
            "v1.2.4-0.20191109021931-daa7c04131f5",
            "v1.2.4",
            "v2.0.0+incompatible",
        ];
        for pair in ordered.windows(2) {
            assert!(RULES.version(pair[0]) < RULES.version(pair[1]), "{pair:?}");
        }
        assert_eq!(RULES.version("v2.0.0+incompatible"), RULES.version("2.0.0"));
    }

    #[test]
    fn releases_of_go_itself_are_read() {
        for (tag, version) in [
            ("go1.21rc2", "1.21.0-rc.2"),
            ("1.9.2rc2", "1.9.2-rc.2"),
            ("go1.20.3", "v1.20.3"),
            ("go1.8beta1", "1.8.0-beta.1"),
        ] {
            assert_eq!(RULES.version(tag), RULES.version(version), "{tag}");
            assert!(RULES.version(tag).is_valid());
        }
        assert!(RULES.version("go1.21rc2").is_prerelease());
        assert!(!RULES.version("go1.2.3.4rc1").is_valid());
    }

    #[test]
    fn paths_compare_without_case() {
        for (text, name) in [
            ("github.com/BurntSushi/toml", "github.com/burntsushi/toml"),
            ("std", "stdlib"),
            ("stdlib", "stdlib"),
        ] {
            assert_eq!(RULES.package(text).unwrap().as_str(), name);
        }
    }
}
