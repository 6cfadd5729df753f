use super::*;
use crate::Version;

fn v(text: &str) -> Version {
    RULES.version(text)
}

fn ordered(versions: &[&str]) {
    for pair in versions.windows(2) {
        assert!(v(pair[0]) < v(pair[1]), "{pair:?}");
    }
}

fn equal(versions: &[&str]) {
    for pair in versions.windows(2) {
        assert_eq!(v(pair[0]), v(pair[1]), "{pair:?}");
    }
}

/// The examples of the POM reference.
#[test]
fn the_examples_of_the_reference_hold() {
    ordered(&["1", "1.1"]);
    ordered(&["1-snapshot", "1", "1-sp"]);
    ordered(&["1-foo2", "1-foo10"]);
    equal(&["1.foo", "1-foo"]);
    ordered(&["1-foo", "1-1", "1.1"]);
    equal(&["1.ga", "1-ga", "1-0", "1.0", "1"]);
    ordered(&["1-ga", "1-sp"]);
    ordered(&["1-ga.1", "1-sp.1"]);
    ordered(&["1-sp-1", "1-ga-1"]);
    equal(&["1-ga-1", "1-1"]);
    equal(&["1-a1", "1-alpha-1"]);
    equal(&["1.0.0-foo.0.0", "1-foo"]);
    equal(&["1.0.0-0.0.0", "1-final-ga", "1.", "1-", "1.final"]);
}

#[test]
fn qualifiers_are_ordered() {
    ordered(&[
        "1-alpha-1",
        "1-alpha2snapshot",
        "1-alpha2",
        "1-alpha-123",
        "1-beta-2",
        "1-beta123",
        "1-m2",
        "1-m11",
        "1-rc",
        "1-cr2",
        "1-rc123",
        "1-SNAPSHOT",
        "1",
        "1-sp",
        "1-sp2",
        "1-sp123",
        "1-abc",
        "1-def",
        "1-pom-1",
        "1-1-snapshot",
        "1-1",
        "1-2",
        "1-123",
    ]);
    equal(&["1-cr2", "1-rc2", "1.0.CR2"]);
    // Without a number behind it, the letter is a word like others.
    ordered(&["1-alpha", "1", "1-a"]);
}

#[test]
fn real_versions_are_in_their_order() {
    ordered(&["2.9.10", "2.9.10.1", "2.9.10.8", "2.10.0.pr1", "2.13.4.2"]);
    ordered(&["2.0-beta9", "2.0-rc1", "2.0", "2.12.1", "2.15.0"]);
    ordered(&["4.1.0.Beta1", "4.1.0.CR1", "4.1.0.Final", "4.1.1.Final"]);
    ordered(&["9.4.31.v20200723", "9.4.41.v20210516"]);
    ordered(&["20.0", "31.1-android", "32.0.0-android"]);
    ordered(&["1.0.1", "1.1"]);
    equal(&["5.3.0.RELEASE", "5.3.0", "5.3"]);
    assert!(v("5.3.0-M1").is_prerelease() && v("1-SNAPSHOT").is_prerelease());
    assert!(!v("31.1-jre").is_prerelease() && !v("4.1.0.Final").is_prerelease());
}

/// Where the reference leaves it to the reader: a zero after a word, and one that keeps the place of a number.
#[test]
fn zeros_keep_places_and_no_more() {
    equal(&["1.0.alpha", "1-alpha", "1.0-alpha"]);
    ordered(&["1-alpha", "1", "1.sp", "1-1", "1.0.1", "1.0.2", "1.1"]);
    equal(&["1-0-1", "1-1"]);
}

#[test]
fn group_and_artifact_are_one_name() {
    let name = |text: &str| RULES.package(text).unwrap().to_string();
    assert_eq!(
        name("org.apache.logging.log4j/log4j-core"),
        "org.apache.logging.log4j:log4j-core"
    );
    assert_eq!(
        name("org.apache.logging.log4j:log4j-core"),
        "org.apache.logging.log4j:log4j-core"
    );
}

#[test]
fn what_begins_with_no_number_has_no_place() {
    for text in ["", "RELEASE", "master-SNAPSHOT", "v1", "-1"] {
        assert!(!v(text).is_valid(), "{text:?}");
    }
}
