//! `cargo xtask tidy`: the rules of the house that no compiler holds.
//!
//! A check is a plain function from the house to what is wrong with it, a file each, with a made-up house beside it that
//! it refuses. Each says in its head which promise of `ARCHITECTURE.md` or `CONTRIBUTING.md` it keeps.

mod dependencies;
mod fuzz_targets;
mod import_table;
mod links;
mod members;
mod modules;
mod names;
mod registries;
pub(crate) mod rule_files;
mod sizes;
mod text;

use std::fmt;
use std::path::Path;

use crate::house::House;

/// Something that is not as the house wants it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    /// A path, with a line where one is to blame.
    place: String,
    /// What is wrong, and what to do.
    what: String,
}

impl Problem {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            what: what.into(),
        }
    }

    fn at(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), what)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// A check: its name, and what finds.
type Check = (&'static str, fn(&House) -> Vec<Problem>);

/// Every check.
const CHECKS: &[Check] = &[
    ("dependencies", dependencies::check),
    ("fuzz targets", fuzz_targets::check),
    ("import table", import_table::check),
    ("links", links::check),
    ("members", members::check),
    ("modules", modules::check),
    ("names", names::check),
    ("registries", registries::check),
    ("rule files", rule_files::check),
    ("sizes", sizes::check),
    ("text", text::check),
];

/// Runs every check on the repository: what was checked, or all that is wrong.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let house = House::read(root)?;
    let mut told = Vec::new();
    for (name, check) in CHECKS {
        let mut problems = check(&house);
        problems.sort();
        told.extend(problems.iter().map(|problem| format!("{name}: {problem}")));
    }
    if told.is_empty() {
        Ok(format!(
            "tidy: {} checks hold over {} files",
            CHECKS.len(),
            house.paths().count()
        ))
    } else {
        Err(format!(
            "{}\n\n{} things are not as the house wants them",
            told.join("\n"),
            told.len()
        ))
    }
}

/// What a check says of a made-up house, a line each.
#[cfg(test)]
fn said(check: fn(&House) -> Vec<Problem>, files: &[(&str, &str)]) -> Vec<String> {
    check(&House::of(files))
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_is_tidy() {
        if let Err(problems) = super::run(&crate::root()) {
            panic!("{problems}\nrun `cargo xtask tidy` to see them again");
        }
    }
}
