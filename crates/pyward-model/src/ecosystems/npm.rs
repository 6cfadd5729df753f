//! npm: [semantic versions](https://docs.npmjs.com/about-semantic-versioning). Names keep their case: old packages differ
//! by nothing else. A scope is part of the name (`@angular/core`).

use crate::{EcosystemRules, semver};

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "npm",
    purl_type: "npm",
    slug: "npm",
    version_word: "semantic version",
    is_semver: true,
    tag: 0x10,
    canonical: str::to_owned,
    order: semver::order,
    is_prerelease: semver::is_prerelease,
};
