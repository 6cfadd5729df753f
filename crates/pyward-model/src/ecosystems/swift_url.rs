//! Swift packages by the address of their repository: `github.com/apple/swift-nio`. Versions are tags that are semantic
//! versions. Schemes, `.git` at the end and case are spelling.

use crate::{EcosystemRules, semver};

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "SwiftURL",
    purl_type: "swift",
    slug: "swifturl",
    version_word: "semantic version",
    is_semver: true,
    tag: 0x14,
    canonical,
    order: semver::order,
    is_prerelease: semver::is_prerelease,
};

fn canonical(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let address = name
        .split_once("://")
        .map_or(&*name, |(_, address)| address);
    let address = address.trim_end_matches('/');
    address.strip_suffix(".git").unwrap_or(address).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_repository_are_one_name() {
        for text in [
            "github.com/Apple/swift-nio",
            "https://github.com/apple/swift-nio.git",
            "https://GitHub.com/apple/swift-nio/",
        ] {
            let name = RULES.package(text).unwrap();
            assert_eq!(name.as_str(), "github.com/apple/swift-nio");
        }
    }
}
