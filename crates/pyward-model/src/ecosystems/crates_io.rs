//! crates.io: semantic versions. No two crates have names that differ by case or by `-` and `_` alone
//! ([the registry refuses the second](https://doc.rust-lang.org/cargo/reference/registry-index.html#name-restrictions)),
//! so that they are read as one.

use crate::{EcosystemRules, semver};

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "crates.io",
    purl_type: "cargo",
    slug: "crates-io",
    version_word: "semantic version",
    is_semver: true,
    tag: 0x11,
    canonical: |name| name.to_ascii_lowercase().replace('_', "-"),
    order: semver::order,
    is_prerelease: semver::is_prerelease,
};
