//! Hex, of Erlang and Elixir: [semantic versions](https://hexdocs.pm/elixir/Version.html), names in lower case. Packages of
//! an organisation have its name before theirs, and are others than the public ones.

use crate::{EcosystemRules, semver};

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "Hex",
    purl_type: "hex",
    slug: "hex",
    version_word: "semantic version",
    is_semver: true,
    tag: 0x12,
    canonical: str::to_ascii_lowercase,
    order: semver::order,
    is_prerelease: semver::is_prerelease,
};
