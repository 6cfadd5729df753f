//! Names that say nothing attract everything: no file or folder is called one of them, and modules are named files
//! (`store.rs` beside `store/`), never `mod.rs`.

use super::Problem;
use crate::house::{House, is_exhibit};

/// Names that say nothing.
const EMPTY_NAMES: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "misc", "prelude", "shared", "stuff",
];

pub(super) fn check(house: &House) -> Vec<Problem> {
    house
        .paths()
        .filter(|path| !is_exhibit(path))
        .filter_map(|path| Some(Problem::new(path, objection(path)?)))
        .collect()
}

fn objection(path: &str) -> Option<String> {
    if path.rsplit('/').next() == Some("mod.rs") {
        return Some("a module is a file named after it beside its folder".to_owned());
    }
    let stems = path
        .split('/')
        .map(|part| part.split('.').next().unwrap_or(part));
    let empty = stems.into_iter().find(|stem| EMPTY_NAMES.contains(stem))?;
    Some(format!(
        "`{empty}` says nothing: name it after what it is about"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    #[test]
    fn empty_names_and_mod_files_are_told() {
        let files = [
            ("crates/a/src/utils.rs", ""),
            ("crates/a/src/common/tree.rs", ""),
            ("crates/a/src/tree/mod.rs", ""),
            ("crates/a/src/commons.rs", ""),
            ("crates/a/tests/fixtures/utils/x.py", ""),
        ];
        let told = said(check, &files);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(
            told.iter()
                .any(|line| line.starts_with("crates/a/src/tree/mod.rs: a module is a file"))
        );
    }
}
