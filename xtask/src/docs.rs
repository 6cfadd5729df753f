//! `cargo xtask docs`: the pages of the book that are made from the code, so that they cannot say anything else.
//!
//! A page is a plain function, a file each. `write` brings them up to date, `check` tells which are stale, and a test
//! runs the check.

mod configuration;
mod formats_read;
mod notices;
mod report_schema;
mod reports;
mod rules;
mod summary;

use std::collections::BTreeMap;
use std::path::Path;

use crate::disk;
use crate::house::House;

/// Where the book's pages stand.
const BOOK: &str = "docs";

/// What a generated page begins with: where to change it.
fn head(source: &str) -> String {
    format!("<!-- Written by `cargo xtask docs` from {source}. -->\n\n")
}

/// Brings every generated page up to date, and takes away pages of what is gone.
pub(crate) fn write(root: &Path) -> Result<String, String> {
    let house = House::read(root)?;
    let pages = pages(&house);
    let mut told = Vec::new();
    for (path, text) in stale(&house, &pages) {
        disk::write(&root.join(&path), text)?;
        told.push(format!("written: {path}"));
    }
    for path in left_over(&house, &pages) {
        std::fs::remove_file(root.join(path))
            .map_err(|error| format!("{path} could not be removed: {error}"))?;
        told.push(format!("removed: {path}"));
    }
    told.push(format!("docs: {} generated pages are current", pages.len()));
    Ok(told.join("\n"))
}

/// Tells which generated pages are not current, and which pages the book does not list.
pub(crate) fn check(root: &Path) -> Result<String, String> {
    let house = House::read(root)?;
    let pages = pages(&house);
    let mut told: Vec<String> = stale(&house, &pages)
        .map(|(path, _)| format!("stale: {path}"))
        .collect();
    told.extend(left_over(&house, &pages).map(|path| format!("of something that is gone: {path}")));
    told.extend(
        summary::unlisted(&house, &pages).map(|path| format!("not in {BOOK}/SUMMARY.md: {path}")),
    );
    if told.is_empty() {
        Ok(format!("docs: {} generated pages are current", pages.len()))
    } else {
        Err(format!("{}\n\nrun `cargo xtask docs`", told.join("\n")))
    }
}

/// Every generated page by its path, the table of contents last, since it lists the others.
fn pages(house: &House) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::from([
        (format!("{BOOK}/configuration.md"), configuration::page()),
        (format!("{BOOK}/formats-read.md"), formats_read::page()),
        (format!("{BOOK}/notices.md"), notices::page()),
        (format!("{BOOK}/reports.md"), reports::page()),
        (
            format!("{BOOK}/{}", report_schema::FILE),
            report_schema::text(),
        ),
        (format!("{BOOK}/rules.md"), rules::overview()),
    ]);
    pages.extend(rules::pages());
    pages.insert(summary::path(), summary::page(house, &pages));
    pages
}

fn stale<'a>(
    house: &House,
    pages: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = (String, &'a str)> {
    let is_stale = |(path, text): &(&String, &String)| house.text(path) != Some(text.as_str());
    let stale: Vec<_> = pages
        .iter()
        .filter(is_stale)
        .map(|(path, text)| (path.clone(), text.as_str()))
        .collect();
    stale.into_iter()
}

/// Pages in folders that hold nothing but generated pages, which are generated no more.
fn left_over<'a>(
    house: &'a House,
    pages: &BTreeMap<String, String>,
) -> impl Iterator<Item = &'a str> {
    let left: Vec<&str> = house
        .paths()
        .filter(|path| rules::owns(path) && !pages.contains_key(*path))
        .collect();
    left.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_pages_are_current() {
        if let Err(told) = check(&crate::root()) {
            panic!("{told}");
        }
    }

    #[test]
    fn stale_left_over_and_unlisted_pages_are_told_and_set_right() {
        let root = tempfile::tempdir().unwrap();
        let put = |path: &str, text: &str| disk::write(&root.path().join(path), text).unwrap();
        put(".gitignore", "");
        write(root.path()).unwrap();
        assert!(check(root.path()).is_ok());
        put("docs/notices.md", "by hand");
        put("docs/rules/gone.md", "of a former rule");
        let told = check(root.path()).unwrap_err();
        assert_eq!(
            told,
            "stale: docs/notices.md\nof something that is gone: docs/rules/gone.md\n\nrun `cargo xtask docs`"
        );
        let written = write(root.path()).unwrap();
        assert!(
            written.starts_with("written: docs/notices.md\nremoved: docs/rules/gone.md\n"),
            "{written}"
        );
        put("docs/stray.md", "# Stray\n");
        assert!(
            check(root.path())
                .unwrap_err()
                .starts_with("not in docs/SUMMARY.md: docs/stray.md")
        );
    }
}
