//! The order of versions that releases really have, held against another implementation of PEP 440.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::str::FromStr as _;

use pyward_model::Version;

/// The versions that the advisories of the snapshot name as introduced, fixed, last affected or affected.
fn real_versions() -> Vec<String> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../pyward-advisory/data/snapshot.txt"
    );
    #[expect(clippy::disallowed_methods, reason = "the project's own data")]
    let text = std::fs::read_to_string(path).unwrap();
    let mut versions = BTreeSet::new();
    // The first two lines are the head; ranges and versions stand in the fifth and sixth column.
    for line in text.lines().skip(2) {
        let columns = line.split('\t').skip(4).take(2);
        let words = columns.flat_map(|column| column.split([' ', ';', ',']));
        let bare = words.map(|word| word.trim_start_matches(['+', '-', '=', '~', '<']));
        let named = bare.filter(|word| word.starts_with(|ch: char| ch.is_ascii_digit()));
        versions.extend(named.map(str::to_owned));
    }
    versions.into_iter().collect()
}

#[test]
fn case_24_releases_of_the_index_keep_their_order() {
    let texts = real_versions();
    let other = |text: &String| pep440_rs::Version::from_str(text).ok();
    for text in &texts {
        assert_eq!(
            Version::pep440(text).is_some(),
            other(text).is_some(),
            "{text}"
        );
    }
    let mut both: Vec<(Version, pep440_rs::Version)> = texts
        .iter()
        .filter_map(|text| Some((Version::pep440(text)?, other(text)?)))
        .collect();
    assert!(both.len() > 2_500, "{}", both.len());
    both.sort_by(|a, b| a.0.cmp(&b.0));
    // Where neighbours stand right in two total orders, all three million pairs do.
    for ((before, other_before), (after, other_after)) in both.iter().zip(both.iter().skip(1)) {
        assert_eq!(
            before.cmp(after),
            other_before.cmp(other_after),
            "{before} and {after}"
        );
    }
}
