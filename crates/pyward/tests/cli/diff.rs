//! `pyward diff`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{Pyward, folder, put, pyward, root};

const OLD: &str = "jinja2==3.1.6\nsix==1.16.0\n";
const NEW: &str = "jinja2==3.1.2\nurllib3==2.5.0\n";

fn diff(args: &[&str], within: &Path) -> Pyward {
    pyward(&[&["diff", "--data", "builtin"], args].concat()).within(within)
}

/// A checkout of the repository in the fixtures, at its newest commit.
fn checkout() -> tempfile::TempDir {
    let fixture = root().join("crates/pyward/tests/fixtures/revisions");
    let top = folder(&[
        ("requirements.txt", NEW),
        ("api/requirements.txt", "idna==3.7\n"),
    ]);
    let mut open = vec![PathBuf::new()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(fixture.join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                open.push(path);
            } else {
                #[expect(clippy::disallowed_methods, reason = "the test's own fixture")]
                let bytes = std::fs::read(entry.path()).unwrap();
                put(&top.path().join(".git"), path.to_str().unwrap(), &bytes);
            }
        }
    }
    std::fs::create_dir_all(top.path().join(".git/refs/heads")).unwrap();
    top
}

#[test]
fn two_files_added_removed_moved_and_what_that_brings() {
    let top = folder(&[("old.txt", OLD), ("new.txt", NEW)]);
    let run = diff(&["old.txt", "new.txt"], top.path()).run();
    assert_eq!(run.code, 1, "{run:?}");
    let expected = "\
added       urllib3 2.5.0  (direct, new.txt:2)
    brings  high     GHSA-2xpw-w6gg-jr37 (CVE-2025-66471), fixed in 2.6.0
    brings  high     GHSA-38jv-5279-wg99 (CVE-2026-21441), fixed in 2.6.3
    brings  high     GHSA-gm62-xv2j-4w53 (CVE-2025-66418), fixed in 2.6.0
    brings  high     GHSA-qccp-gfcp-xxvc (CVE-2026-44431), fixed in 2.7.0
downgraded  jinja2 3.1.6 -> 3.1.2  (direct, new.txt:1)
    brings  medium   GHSA-cpwx-vrp4-4pq7 (CVE-2025-27516), fixed in 3.1.6
    brings  medium   GHSA-gmj6-6f8f-6699 (CVE-2024-56201), fixed in 3.1.5
    brings  medium   GHSA-h5c8-rqwp-cp95 (CVE-2024-22195), fixed in 3.1.3
    brings  medium   GHSA-h75v-3vvj-5mfj (CVE-2024-34064), fixed in 3.1.4
    brings  medium   GHSA-q2x7-8rv6-6q7h (CVE-2024-56326), fixed in 3.1.5
removed     six 1.16.0  (direct, old.txt:2)

old.txt to new.txt: 1 package added, 1 removed, 1 downgraded; brings 9 findings (4 high, 5 medium)
by GitHub Advisory Database of 2026-07-07 (138 days old, built in), 5,471 records
the gate blocks: 4 high findings: any blocks; 5 medium findings: any blocks
";
    assert_eq!(run.out, expected);
}

#[test]
fn what_is_cleared_does_not_block() {
    let top = folder(&[("old.txt", NEW), ("new.txt", OLD)]);
    let run = diff(&["old.txt", "new.txt"], top.path()).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out.contains("upgraded    jinja2 3.1.2 -> 3.1.6"),
        "{run:?}"
    );
    assert!(run.out.contains("removed     urllib3 2.5.0"), "{run:?}");
    assert!(run.out.contains("clears  medium"), "{run:?}");
    assert!(run.out.ends_with("the gate passes\n"), "{run:?}");
}

#[test]
fn what_was_there_before_does_not_block() {
    let lock = "jinja2==3.1.2\n";
    let top = folder(&[
        ("a/requirements.txt", lock),
        ("b/requirements.txt", "jinja2==3.1.2\niniconfig==2.0.0\n"),
    ]);
    let run = diff(&["a", "b", "--format", "json"], top.path()).run();
    let told: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(run.code, 0, "{told:#}");
    assert_eq!(told["summary"]["standing"], 5);
    assert_eq!(told["summary"]["brought"], 0);
    assert_eq!(told["packages"][0]["change"], "added");
    assert_eq!(told["packages"][0]["name"], "iniconfig");
    let both = pyward(&["audit", "--data", "builtin", "b"]).within(top.path());
    assert_eq!(both.run().code, 1, "the audit still blocks");
}

#[test]
fn a_lock_and_an_sbom_may_be_compared() {
    let sbom = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"jinja2","version":"3.1.6","purl":"pkg:pypi/jinja2@3.1.6"}]}"#;
    let top = folder(&[
        ("bom.cdx.json", sbom),
        ("requirements.txt", "Jinja2==3.1.6\n"),
    ]);
    let run = diff(&["bom.cdx.json", "requirements.txt"], top.path()).run();
    assert!(
        run.out
            .starts_with("bom.cdx.json to requirements.txt: no package changed"),
        "{run:?}"
    );
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn a_revision_against_what_is_here_by_the_policy_of_the_revision() {
    let top = checkout();
    put(
        top.path(),
        "pyward.toml",
        b"gate.medium = \"log\"\n[[ignore]]\nid = \"CVE-2024-56201\"\nreason = \"Only the change itself says so.\"\n",
    );
    let run = diff(&["v1", "--format", "json", "-v"], top.path()).run();
    let told: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(run.code, 1, "{run:?}");
    let brought: Vec<&str> = told["packages"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["name"] == "jinja2")
        .flat_map(|change| change["brings"].as_array().unwrap())
        .flat_map(|finding| finding["aliases"].as_array().unwrap())
        .filter_map(Value::as_str)
        .collect();
    // The waiver of the revision counts, that of the change does not.
    assert!(brought.contains(&"CVE-2024-56201"), "{brought:?}");
    assert!(!brought.contains(&"CVE-2024-22195"), "{brought:?}");
    let page = diff(&["v1", "--format", "markdown"], top.path()).run().out;
    assert!(
        page.contains("the change adds a waiver of CVE-2024-56201"),
        "{page}"
    );
    let notices = told["notices"].to_string();
    assert!(
        notices.contains("the change adds a waiver of CVE-2024-56201"),
        "{notices}"
    );
    let places = told["packages"].to_string();
    assert!(!places.contains("pyward-revision"), "{places}");
}

#[test]
fn two_revisions_a_folder_and_a_file_of_them() {
    let top = checkout();
    let run = diff(&["v1", "HEAD"], top.path()).run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        run.out.contains("downgraded  jinja2 3.1.6 -> 3.1.2"),
        "{run:?}"
    );
    let run = diff(&["main", "git:v1"], top.path()).run();
    assert!(
        run.out.contains("upgraded    jinja2 3.1.2 -> 3.1.6"),
        "{run:?}"
    );
    let run = diff(&["v1"], &top.path().join("api")).run();
    assert!(run.out.contains("no package changed"), "{run:?}");
    let run = diff(&["v1", "requirements.txt"], top.path()).run();
    assert!(run.out.contains("(direct, requirements.txt:1)"), "{run:?}");
    let run = diff(&["git:v1", "pyproject.toml"], top.path()).run();
    assert_eq!(run.code, 2, "{run:?}");
    put(top.path(), "new/requirements.txt", b"iniconfig==2.0.0\n");
    let run = diff(&["v1", "new"], top.path()).run();
    assert!(
        run.out.starts_with("added       iniconfig 2.0.0"),
        "{run:?}"
    );
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn markdown_marks_itself_and_names_what_blocks() {
    let top = folder(&[("old.txt", OLD), ("new.txt", NEW)]);
    let run = diff(
        &["old.txt", "new.txt", "-f", "markdown", "-o", "comment.md"],
        top.path(),
    )
    .run();
    assert_eq!((run.code, run.out.as_str()), (1, ""), "{run:?}");
    let page = crate::harness::text(&top.path().join("comment.md"));
    assert!(page.starts_with("<!-- pyward:diff -->\n### ❌ "), "{page}");
    assert!(
        page.contains("| ⬇ | `jinja2` | `3.1.6` | `3.1.2` |"),
        "{page}"
    );
    assert!(page.contains("**Verdict:** the gate blocks"), "{page}");
}

#[test]
fn a_head_that_cannot_be_read_is_no_pass_under_a_strict_policy() {
    let top = folder(&[
        ("a/requirements.txt", "six==1.16.0\n"),
        ("b/requirements.txt", "six==1.16.0\njinja2>=2\n"),
    ]);
    assert_eq!(diff(&["a", "b"], top.path()).run().code, 0);
    let run = diff(&["a", "b", "--strict"], top.path()).run();
    assert_eq!(run.code, 3, "{run:?}");
    let run = diff(&["b", "b", "--strict"], top.path()).run();
    assert_eq!(run.code, 0, "what was no better before: {run:?}");
    let files = ["b/requirements.txt", "c.txt", "--strict"];
    put(top.path(), "c.txt", b"# new\nsix==1.16.0\njinja2>=2\n");
    let run = diff(&files, top.path()).run();
    assert_eq!(run.code, 0, "two files, each of its own name: {run:?}");
}

#[test]
fn what_is_neither_a_path_nor_a_revision_is_an_error() {
    let top = folder(&[("requirements.txt", OLD)]);
    let run = diff(&["nothing", "."], top.path()).run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(
        run.err.contains("neither a file or folder nor a revision"),
        "{run:?}"
    );
}

#[test]
fn a_package_that_the_policy_blocks_is_something_the_change_brings() {
    let top = folder(&[
        ("old.txt", "six==1.17.0\n"),
        ("new.txt", "six==1.17.0\npycryptodomex==3.20.0\n"),
        (
            "pyward.toml",
            "[[packages.block]]\nname = \"pycryptodomex\"\nreason = \"the team uses cryptography\"\n",
        ),
    ]);
    let run = pyward(&["diff", "old.txt", "new.txt", "--data", "builtin"])
        .within(top.path())
        .run();
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.out.contains("blocked-package"), "{run:?}");
    assert!(run.out.contains("the team uses cryptography"), "{run:?}");
}
