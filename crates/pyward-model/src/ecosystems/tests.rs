use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::{Ecosystem, Version};

#[test]
fn names_types_slugs_and_tags_are_unique() {
    let count = ECOSYSTEMS.len();
    let distinct = |of: fn(&EcosystemRules) -> &str| {
        ECOSYSTEMS
            .iter()
            .map(|it| of(it))
            .collect::<BTreeSet<_>>()
            .len()
    };
    assert_eq!(distinct(|it| it.name), count);
    assert_eq!(distinct(|it| it.purl_type), count);
    assert_eq!(distinct(|it| it.slug), count);
    let tags: BTreeSet<u8> = ECOSYSTEMS.iter().map(|it| it.tag).collect();
    assert_eq!(tags.len(), count);
    // The first byte of a legacy version's key is 1, and the empty key is below all.
    assert!(tags.iter().all(|tag| *tag > 1));
    for rules in ECOSYSTEMS {
        assert!(
            rules
                .slug
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b == b'-')
        );
        assert!(std::ptr::eq(
            EcosystemRules::named(rules.name).unwrap(),
            rules
        ));
        assert!(std::ptr::eq(rules.ecosystem().rules().unwrap(), rules));
    }
}

#[test]
fn names_are_found_in_any_case_and_by_their_purl_type() {
    for (text, name) in [
        ("NPM", "npm"),
        ("cargo", "crates.io"),
        ("golang", "Go"),
        ("gem", "RubyGems"),
        ("composer", "Packagist"),
        ("swift", "SwiftURL"),
        ("pypi", "PyPI"),
    ] {
        assert_eq!(EcosystemRules::named(text).unwrap().name, name);
    }
    assert!(EcosystemRules::named("Debian").is_none());
    assert_eq!(EcosystemRules::near("Mavne"), ["Maven"]);
    assert!(EcosystemRules::near("Debian:12").is_empty());
    assert!(EcosystemRules::of_osv_name("NPM").is_none());
}

/// The precedence of semver.org, section 11, in each ecosystem that has it.
#[test]
fn semantic_versions_have_their_precedence() {
    let ordered = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "2.0.0",
        "2.1.0",
        "2.1.1",
        "99999999999999999999.0.0",
    ];
    for rules in ECOSYSTEMS.into_iter().filter(|it| it.is_semver) {
        for pair in ordered.windows(2) {
            let (a, b) = (rules.version(pair[0]), rules.version(pair[1]));
            assert!(
                a < b && a.is_valid() && b.is_valid(),
                "{} {pair:?}",
                rules.name
            );
        }
        for (a, b) in [
            ("v1.2.3", "1.2.3"),
            ("1.2", "1.2.0"),
            ("1", "1.0.0"),
            ("01.2.3", "1.2.3"),
        ] {
            assert_eq!(rules.version(a), rules.version(b), "{} {a}", rules.name);
        }
        assert!(rules.version("1.0.0-rc.1").is_prerelease());
        assert!(!rules.version("1.0.0+a-b").is_prerelease());
    }
}

#[test]
fn what_is_no_semantic_version_is_legacy() {
    let npm = EcosystemRules::named("npm").unwrap();
    for text in [
        "",
        "1.2.3.4",
        "1.2.x",
        "^1.2.3",
        "1.0.0-",
        "1.0.0-a..b",
        "1.0.0+",
        "latest",
        "1.2.3 || 2",
        "1.0.0-é",
    ] {
        let version = npm.version(text);
        assert!(!version.is_valid(), "{text:?}");
        assert!(version < npm.version("0.0.0-0"));
        assert_eq!(version, npm.version(text));
    }
    assert_eq!(npm.version("1.2.3+5"), npm.version("1.2.3+6"));
    assert!(!npm.version("1.2.3+5").is_local());
}

#[test]
fn versions_of_two_ecosystems_are_never_equal() {
    for a in ECOSYSTEMS {
        for b in ECOSYSTEMS {
            assert_eq!(a.version("1.0.0") == b.version("1.0.0"), std::ptr::eq(a, b));
        }
    }
    assert_eq!(Ecosystem::PyPI.version("1.0"), Version::new("1.0"));
    assert_eq!(
        Ecosystem::Other("deb".into()).version("1.0"),
        Version::new("1.0")
    );
}

#[test]
fn names_are_those_that_advisories_have() {
    for (ecosystem, name, canonical) in [
        ("npm", "@angular/core", "@angular/core"),
        ("npm", "JSONStream", "JSONStream"),
        ("crates.io", "Serde_JSON", "serde-json"),
        ("Packagist", "Symfony/HTTP-Kernel", "symfony/http-kernel"),
        ("Hex", "Phoenix", "phoenix"),
        ("PyPI", "Zope_Interface", "zope-interface"),
    ] {
        let rules = EcosystemRules::named(ecosystem).unwrap();
        assert_eq!(rules.package(name).unwrap().as_str(), canonical);
    }
    for rules in ECOSYSTEMS {
        for name in ["", " ", "a b", "a\u{1b}[31m", &"a".repeat(301)] {
            assert_eq!(rules.package(name), None, "{} {name:?}", rules.name);
        }
    }
}

const VERSION: &str = "v?[0-3](\\.[0-3]){0,4}([-.](alpha|a|b|rc|sp|ga|foo|dev|snapshot|SNAPSHOT|0|1)){0,3}(\\.?[0-2]){0,2}(\\+[a-z0-9]{1,3})?";

proptest! {
    #[test]
    fn every_order_is_total(a in VERSION, b in VERSION, c in VERSION) {
        for rules in ECOSYSTEMS {
            let [a, b, c] = [&a, &b, &c].map(|text| rules.version(text));
            prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
            if a <= b && b <= c {
                prop_assert!(a <= c, "{}: {} {} {}", rules.name, a, b, c);
            }
            if a == b {
                prop_assert_eq!(a.cmp(&c), b.cmp(&c));
                prop_assert_eq!(a.is_valid(), b.is_valid());
            }
        }
    }

    #[test]
    fn any_text_is_read_and_is_equal_to_itself(text in "\\PC{0,40}") {
        for rules in ECOSYSTEMS {
            let version = rules.version(&text);
            prop_assert_eq!(&version, &rules.version(version.as_str()));
            prop_assert_eq!(rules.ordered(&text).is_some(), version.is_valid());
            let _ = version.is_prerelease();
            let _ = version.is_local();
            if let Some(name) = rules.package(&text) {
                prop_assert_eq!(rules.package(name.as_str()), Some(name));
            }
        }
    }

    #[test]
    fn a_number_more_is_a_later_version(numbers in proptest::collection::vec(0_u32..400, 1..4), at in 0_usize..4) {
        let text = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(".");
        let mut later = numbers.clone();
        let at = at % later.len();
        later[at] += 1;
        for rules in ECOSYSTEMS {
            prop_assert!(rules.version(&text(&numbers)) < rules.version(&text(&later)), "{}", rules.name);
        }
    }
}
