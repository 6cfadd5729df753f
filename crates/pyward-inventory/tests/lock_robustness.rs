//! Lock files that are cut off, garbled or hostile: something is always said of them, and nothing breaks.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use pyward_inventory::toml::full;
use pyward_inventory::{FORMATS, Input, Reading};
use pyward_target::Tree;

/// Names under which lock files are looked for, and an example of each.
const LOCKS: &[(&str, &str)] = &[
    ("uv.lock", include_str!("fixtures/locks/uv.lock")),
    ("tool.py.lock", include_str!("fixtures/locks/tool.py.lock")),
    ("poetry.lock", include_str!("fixtures/locks/poetry-1.lock")),
    ("poetry.lock", include_str!("fixtures/locks/poetry-2.lock")),
    ("pdm.lock", include_str!("fixtures/locks/pdm.lock")),
    ("pylock.toml", include_str!("fixtures/locks/pylock.toml")),
];

fn read(name: &str, bytes: &[u8]) -> Reading {
    let tree = Tree::memory(&[(name, bytes)]);
    let path = &tree.entries()[0].path;
    let format = FORMATS
        .iter()
        .find(|format| format.claims(path))
        .expect("a format claims it");
    format.read(&Input::new(&tree, path, bytes))
}

#[test]
fn a_lock_cut_off_at_any_byte_keeps_the_packages_before() {
    let (name, text) = LOCKS[1];
    let line = text.find("version = \"13.7.0\"").unwrap() + "version = \"13.7.0\"".len();
    for end in 0..text.len() {
        let reading = read(name, &text.as_bytes()[..end]);
        let complete = end >= line;
        let known = reading
            .packages
            .iter()
            .any(|package| package.component.version.is_some());
        assert_eq!(known, complete, "cut at {end}");
    }
}

#[test]
fn a_lock_cut_off_anywhere_loses_at_most_the_block_that_is_cut() {
    for (name, text) in LOCKS {
        for end in (0..text.len()).step_by(13) {
            let cut = &text[..end];
            let blocks = cut
                .lines()
                .filter(|line| matches!(*line, "[[package]]" | "[[packages]]"))
                .count();
            let reading = read(name, cut.as_bytes());
            // One example lists a package twice, one lists a package without a name.
            let told = reading.packages.len()
                + reading.projects.iter().filter(|p| p.name.is_some()).count()
                + 1;
            assert!(
                told + 1 >= blocks,
                "{name} cut at {end}: {told} of {blocks}"
            );
            assert!(
                !reading.notices.is_empty() || full(cut).is_ok(),
                "{name} cut at {end}"
            );
        }
    }
}

#[test]
fn no_secret_of_a_url_is_kept() {
    let mut secrets = 0;
    for (name, text) in LOCKS {
        secrets += text.matches("secret@").count();
        assert!(
            !format!("{:?}", read(name, text.as_bytes())).contains("secret"),
            "{name}"
        );
    }
    assert!(secrets >= 5);
}

#[test]
fn a_hundred_thousand_brackets_are_a_notice() {
    for (name, text) in LOCKS {
        for open in ["[", "{a=", "[{a.b="] {
            let reading = read(
                name,
                format!("{text}\nx = {}", open.repeat(100_000)).as_bytes(),
            );
            assert!(!reading.packages.is_empty(), "{name}");
            let message = &reading.notices[0].message;
            assert!(
                reading
                    .notices
                    .iter()
                    .any(|n| n.message.contains("nested deeper")),
                "{name}: {message}"
            );
        }
    }
}

#[test]
fn notices_are_bounded() {
    for (name, key) in [
        ("uv.lock", "package"),
        ("poetry.lock", "package"),
        ("pdm.lock", "package"),
        ("pylock.toml", "packages"),
    ] {
        let reading = read(name, format!("[[{key}]]\n").repeat(5000).as_bytes());
        assert!(reading.notices.len() < 50, "{name}");
        assert!(
            reading
                .notices
                .iter()
                .any(|notice| notice.message.contains("more of such")),
            "{name}"
        );
        let reading = read(
            name,
            format!("[[{key}]]\nname = x\n").repeat(5000).as_bytes(),
        );
        assert!(reading.notices.len() < 50, "{name}");
    }
}

/// Twenty thousand times what is made of a number.
fn numbered(make: impl Fn(usize) -> String) -> String {
    (0..20_000).map(make).collect::<Vec<_>>().concat()
}

#[test]
fn time_is_in_proportion_to_size() {
    // Each would take minutes if it were quadratic; a debug build on a busy machine needs about a second.
    let files = numbered(|i| {
        format!(
            "k{i} = []
"
        )
    });
    let packages = numbered(|i| {
        format!(
            "[[package]]
name = \"p{i}\"
version = \"1\"
"
        )
    });
    let same: String =
        "[[package]]\nname = \"p\"\nversion = \"1\"\nextras = [\"a\"]\n".repeat(20_000);
    let conflict = format!("<<<<<<< a\n{packages}=======\n{packages}>>>>>>> b\n");
    for (name, text) in [
        (
            "poetry.lock",
            format!("{packages}[metadata.files]\n{files}"),
        ),
        ("poetry.lock", format!("{packages}[extras]\n{files}")),
        ("uv.lock", conflict),
        ("pdm.lock", same),
        ("uv.lock", format!("broken\n{packages}")),
    ] {
        let start = Instant::now();
        let reading = read(name, text.as_bytes());
        assert!(!reading.packages.is_empty());
        assert!(start.elapsed() < Duration::from_mins(1), "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for (name, _) in LOCKS {
            let _ = read(name, &bytes);
        }
    }

    #[test]
    fn garbled_locks_are_read(
        (name, text) in select(LOCKS),
        edits in prop::collection::vec((any::<Index>(), 0..40usize, "[\"'\\[\\]{}=.,#\n\ta0\u{e9}\u{0}]{0,6}"), 1..6),
    ) {
        let mut chars: Vec<char> = text.chars().collect();
        for (index, deleted, inserted) in edits {
            let at = index.index(chars.len() + 1);
            let end = (at + deleted).min(chars.len());
            chars.splice(at..end, inserted.chars());
        }
        let text: String = chars.into_iter().collect();
        let reading = read(name, text.as_bytes());
        prop_assert!(!reading.packages.is_empty() || !reading.notices.is_empty(), "{}", text);
    }

    #[test]
    fn lines_in_any_order_are_read((name, text) in select(LOCKS), seed in any::<u64>()) {
        let mut lines: Vec<&str> = text.lines().collect();
        let mut state = seed | 1;
        for i in (1..lines.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            lines.swap(i, (state >> 33) as usize % (i + 1));
        }
        let _ = read(name, lines.join("\n").as_bytes());
    }
}
