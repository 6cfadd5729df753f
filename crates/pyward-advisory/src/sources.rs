//! Every source.

mod epss;
mod github;
mod kev;
mod malicious_packages;
mod osv;
mod pypa;
mod safety;

use crate::source::Source;

/// The sources, in the order they are documented and asked.
pub static SOURCES: [&Source; 7] = [
    &osv::SOURCE,
    &pypa::SOURCE,
    &github::SOURCE,
    &malicious_packages::SOURCE,
    &safety::SOURCE,
    &kev::SOURCE,
    &epss::SOURCE,
];

impl Source {
    /// The source of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        SOURCES.into_iter().find(|source| source.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_and_variables_are_unique_and_addresses_are_safe() {
        let names: BTreeSet<_> = SOURCES.iter().map(|source| source.name).collect();
        let variables: BTreeSet<_> = SOURCES.iter().map(|source| source.variable).collect();
        assert_eq!(
            (names.len(), variables.len()),
            (SOURCES.len(), SOURCES.len())
        );
        for source in SOURCES {
            assert!(source.url.is_none_or(|url| url.starts_with("https://")));
            assert!(!source.doc.ends_with('.') && !source.license.is_empty());
            assert!(std::ptr::eq(Source::named(source.name).unwrap(), source));
        }
        assert!(Source::named("nobody").is_none());
    }
}
