//! PyPI: names by PEP 503, versions by PEP 440. Both have types of their own, which are asked directly; what stands here
//! is for those who ask any ecosystem.

use crate::version_key::VALID;
use crate::{EcosystemRules, PackageName, Version};

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "PyPI",
    purl_type: "pypi",
    slug: "pypi",
    version_word: "PEP 440 version",
    is_semver: false,
    tag: VALID,
    canonical: |name| PackageName::pypi(name).to_string(),
    order: |text, draft| {
        let version = Version::pep440(text)?;
        // The first byte of its key is the tag, which is written already.
        draft.extend(version.key().as_bytes().get(1..)?);
        Some(())
    },
    is_prerelease: |text| Version::new(text).is_prerelease(),
};
