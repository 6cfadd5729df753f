//! Whatever reads foreign bytes is fuzzed: every format of the inventory, and the parsers named here, has a target in
//! `fuzz/fuzz_targets/`, and every target is declared in `fuzz/Cargo.toml`.

use toml_edit::{ArrayOfTables, DocumentMut, Item};

use super::Problem;
use super::registries::fulfils;
use crate::house::House;

const TARGETS: &str = "fuzz/fuzz_targets";
const FORMATS: &str = "crates/pyward-inventory/src/formats";

/// Parsers of foreign bytes beside the formats: the target, and the file or folder it drives.
const PARSERS: &[(&str, &str)] = &[
    ("config", "crates/pyward-policy/src/settings.rs"),
    ("git_revision", "crates/pyward-target/src/revision.rs"),
    ("marker", "crates/pyward-inventory/src/marker.rs"),
    ("osv_record", "crates/pyward-advisory/src/osv_record.rs"),
    ("requirement", "crates/pyward-inventory/src/requirement.rs"),
    ("source", "crates/pyward-advisory/src/sources.rs"),
    ("store", "crates/pyward-advisory/src/store.rs"),
    ("toml_scan", "crates/pyward-inventory/src/toml.rs"),
    ("version", "crates/pyward-model/src/version.rs"),
    ("yaml", "crates/pyward-inventory/src/yaml.rs"),
];

pub(super) fn check(house: &House) -> Vec<Problem> {
    let Some(manifest) = house
        .text("fuzz/Cargo.toml")
        .and_then(|text| text.parse::<DocumentMut>().ok())
    else {
        return vec![Problem::new("fuzz/Cargo.toml", "is missing or is not TOML")];
    };
    let declared = manifest.get("bin").and_then(Item::as_array_of_tables);
    let declared: Vec<&str> = declared
        .into_iter()
        .flat_map(ArrayOfTables::iter)
        .filter_map(|bin| bin.get("path").and_then(Item::as_str))
        .collect();
    let mut problems = Vec::new();
    for (_, path) in house.stems(TARGETS, ".rs") {
        let inner = path.trim_start_matches("fuzz/");
        if !declared.contains(&inner) {
            problems.push(Problem::new(
                path,
                format!("`fuzz/Cargo.toml` has no `[[bin]]` with `path = \"{inner}\"`"),
            ));
        }
    }
    let formats = house.stems(FORMATS, ".rs");
    let formats = formats
        .into_iter()
        .filter(|(_, path)| fulfils(house, path, "formats"));
    for (name, driven) in formats.chain(PARSERS.iter().copied()) {
        if !house.has(&format!("{TARGETS}/{name}.rs")) {
            problems.push(Problem::new(
                driven,
                format!("reads foreign bytes and has no fuzz target `{TARGETS}/{name}.rs`"),
            ));
        } else if !house.has(driven) {
            problems.push(Problem::new(
                format!("{TARGETS}/{name}.rs"),
                format!("drives `{driven}`, which is gone"),
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    #[test]
    fn a_format_without_a_target_and_a_target_without_a_bin_are_told() {
        let files = [
            (
                "fuzz/Cargo.toml",
                "[[bin]]\nname = \"uv_lock\"\npath = \"fuzz_targets/uv_lock.rs\"\n",
            ),
            ("fuzz/fuzz_targets/uv_lock.rs", ""),
            ("fuzz/fuzz_targets/stray.rs", ""),
            (
                "crates/pyward-inventory/src/formats/uv_lock.rs",
                "impl Format for UvLock {}",
            ),
            (
                "crates/pyward-inventory/src/formats/part.rs",
                "struct Part;",
            ),
            ("crates/pyward-inventory/src/formats/uv_lock/part.rs", ""),
            (
                "crates/pyward-inventory/src/formats/new_lock.rs",
                "impl Format for NewLock {}",
            ),
        ];
        let told = said(check, &files);
        let of = |path: &str| told.iter().filter(|line| line.starts_with(path)).count();
        assert_eq!(of("crates/pyward-inventory/src/formats/new_lock.rs"), 1);
        assert_eq!(of("crates/pyward-inventory/src/formats/uv_lock"), 0);
        assert_eq!(of("fuzz/fuzz_targets/stray.rs"), 1);
        assert_eq!(of("fuzz/fuzz_targets/uv_lock.rs"), 0);
        assert_eq!(
            told.len(),
            2 + PARSERS.len(),
            "and each parser without a target: {told:?}"
        );
    }
}
