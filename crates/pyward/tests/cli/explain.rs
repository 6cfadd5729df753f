//! `pyward explain`.

use crate::harness::pyward;

#[test]
fn an_advisory_by_any_of_its_ids() {
    for id in ["GHSA-cpwx-vrp4-4pq7", "cve-2025-27516"] {
        let run = pyward(&["explain", "--data", "builtin", id]).run();
        assert_eq!(run.code, 0, "{run:?}");
        for word in [
            "jinja2",
            "CVE-2025-27516",
            "GHSA-cpwx-vrp4-4pq7",
            "3.1.6",
            "medium",
        ] {
            assert!(run.out.contains(word), "{word}:\n{}", run.out);
        }
    }
}

#[test]
fn a_rule_by_its_name() {
    let run = pyward(&["explain", "known-vulnerability"]).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("## Why"), "{run:?}");
}

#[test]
fn what_is_unknown_is_an_error_that_helps() {
    let run = pyward(&["explain", "--data", "builtin", "CVE-1999-0001"]).run();
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("CVE-1999-0001") && run.err.contains("hint:"),
        "{run:?}"
    );
    let run = pyward(&["explain", "known-vulnerabilty"]).run();
    assert!(run.err.contains("known-vulnerability"), "{run:?}");
}
