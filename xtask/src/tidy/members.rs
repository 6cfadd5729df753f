//! Members are alike: each takes its package fields and lints from the workspace, says what it is, and every file of it
//! begins with what it is for. Rule files begin with their rule instead, whose doc comment is its page.

use super::Problem;
use super::rule_files::is_rule_file;
use crate::house::House;
use crate::manifest::Manifest;

/// Package fields that are the same for all members.
const INHERITED: &[&str] = &[
    "version",
    "edition",
    "rust-version",
    "license",
    "repository",
    "publish",
];

pub(super) fn check(house: &House) -> Vec<Problem> {
    let (manifests, unreadable) = Manifest::all(house);
    let mut problems: Vec<Problem> = unreadable
        .iter()
        .map(|path| Problem::new(path, "is not TOML"))
        .collect();
    for manifest in &manifests {
        problems.extend(of_manifest(manifest));
        if !["src/lib.rs", "src/main.rs"]
            .iter()
            .any(|file| house.has(&format!("{}/{file}", manifest.folder)))
        {
            problems.push(Problem::new(
                &manifest.folder,
                "has neither `src/lib.rs` nor `src/main.rs`",
            ));
        }
    }
    let without_manifest = crates(house)
        .into_iter()
        .filter(|folder| manifests.iter().all(|it| it.folder != *folder));
    problems.extend(
        without_manifest.map(|folder| Problem::new(folder, "stands among the crates and is none")),
    );
    let headless = house
        .rust()
        .filter(|(path, text)| has_a_head(path) && !text.starts_with("//!"));
    problems.extend(
        headless
            .map(|(path, _)| Problem::new(path, "begins with no `//!` that says what it is for")),
    );
    problems
}

fn of_manifest(manifest: &Manifest) -> Vec<Problem> {
    let mut missing: Vec<String> = INHERITED
        .iter()
        .filter(|key| !manifest.inherits(key))
        .map(|key| format!("`{key}.workspace = true`"))
        .collect();
    if !manifest.inherits_lints() {
        missing.push("`[lints] workspace = true`".to_owned());
    }
    if manifest.package("description").is_none() {
        missing.push("a `description`".to_owned());
    }
    let expected_name = manifest.folder.rsplit('/').next().unwrap_or_default();
    if manifest.name() != expected_name {
        missing.push(format!("the name of its folder, `{expected_name}`"));
    }
    missing
        .into_iter()
        .map(|what| Problem::new(&manifest.path, format!("lacks {what}")))
        .collect()
}

/// The folders below `crates/`.
fn crates(house: &House) -> std::collections::BTreeSet<String> {
    house
        .paths()
        .filter_map(|path| Some(path.strip_prefix("crates/")?.split_once('/')?.0))
        .map(|name| format!("crates/{name}"))
        .collect()
}

/// Whether a Rust file has to say what it is for. Tests say it by their names.
fn has_a_head(path: &str) -> bool {
    let is_source = path.contains("/src/") || path.starts_with("fuzz/fuzz_targets/");
    let is_test = path
        .split('/')
        .any(|part| matches!(part, "tests" | "tests.rs"));
    is_source && !is_test && !is_rule_file(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    const WHOLE: &str = "[package]\nname = \"a\"\ndescription = \"\"\nversion.workspace = true\nedition.workspace = true\n\
        rust-version.workspace = true\nlicense.workspace = true\nrepository.workspace = true\npublish.workspace = true\n\
        [lints]\nworkspace = true\n";

    #[test]
    fn a_member_as_it_should_be_is_not_told() {
        let files = [
            ("crates/a/Cargo.toml", WHOLE),
            ("crates/a/src/lib.rs", "//! A.\n"),
            ("crates/a/src/b/tests.rs", "use super::*;\n"),
            ("crates/pyward-rules/src/code/x.rs", "use crate;\n"),
            (
                "crates/pyward-rules/Cargo.toml",
                &WHOLE.replace("\"a\"", "\"pyward-rules\""),
            ),
            ("crates/pyward-rules/src/lib.rs", "//! Rules.\n"),
        ];
        assert_eq!(said(check, &files), [""; 0]);
    }

    #[test]
    fn what_a_member_lacks_is_told() {
        let lacking = WHOLE
            .replace("license.workspace = true\n", "")
            .replace("[lints]\nworkspace = true\n", "");
        let files = [
            ("crates/a/Cargo.toml", lacking.as_str()),
            ("crates/a/src/lib.rs", "mod b;\n"),
            ("crates/b/src/lib.rs", "//! B.\n"),
            ("crates/c/Cargo.toml", "[package\n"),
        ];
        let told = said(check, &files);
        for expected in [
            "crates/a/Cargo.toml: lacks `license.workspace = true`",
            "crates/a/Cargo.toml: lacks `[lints] workspace = true`",
            "crates/a/src/lib.rs: begins with no `//!` that says what it is for",
            "crates/b: stands among the crates and is none",
            "crates/c/Cargo.toml: is not TOML",
        ] {
            assert!(
                told.iter().any(|line| line == expected),
                "{expected} not in {told:?}"
            );
        }
    }
}
