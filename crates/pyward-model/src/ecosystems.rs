//! Every ecosystem whose packages can be matched with advisories. A further one is a file in `ecosystems/` and a line
//! here: the mapping between package URLs, OSV's names and the orders of versions stands nowhere else.

mod crates_io;
mod go;
mod hex;
mod maven;
mod npm;
mod nuget;
mod packagist;
mod pub_dev;
mod pypi;
mod rubygems;
mod swift_url;

use crate::{EcosystemRules, nearest};

/// The ecosystems, PyPI first, in the order they are documented.
pub static ECOSYSTEMS: [&EcosystemRules; 11] = [
    &pypi::RULES,
    &npm::RULES,
    &crates_io::RULES,
    &go::RULES,
    &rubygems::RULES,
    &nuget::RULES,
    &packagist::RULES,
    &maven::RULES,
    &hex::RULES,
    &pub_dev::RULES,
    &swift_url::RULES,
];

impl EcosystemRules {
    /// Those of PyPI.
    pub fn pypi() -> &'static Self {
        &pypi::RULES
    }

    /// Those of the ecosystem of this name: OSV's, the purl type, or the slug, in any case.
    pub fn named(name: &str) -> Option<&'static Self> {
        let is_meant = |rules: &&Self| {
            [rules.name, rules.purl_type, rules.slug]
                .iter()
                .any(|known| known.eq_ignore_ascii_case(name))
        };
        ECOSYSTEMS.into_iter().find(is_meant)
    }

    /// Those of the ecosystem with exactly this name in OSV.
    pub fn of_osv_name(name: &str) -> Option<&'static Self> {
        ECOSYSTEMS.into_iter().find(|rules| rules.name == name)
    }

    /// Those of the ecosystem whose package URLs are of this type.
    pub fn of_purl_type(kind: &str) -> Option<&'static Self> {
        ECOSYSTEMS.into_iter().find(|rules| rules.purl_type == kind)
    }

    /// The names of ecosystems that a mistyped one may mean, nearest first.
    pub fn near(name: &str) -> Vec<&'static str> {
        nearest(name, ECOSYSTEMS.into_iter().map(|rules| rules.name))
    }
}

#[cfg(test)]
mod tests;
