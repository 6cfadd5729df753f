//! `SUMMARY.md`: the book's table of contents. Pages that other crates' tests write, or that are written by hand, are
//! listed once they are there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{BOOK, rules};
use crate::house::{House, is_kind};

/// The parts of the book with their pages: the file and its title.
const PARTS: &[(&str, &[(&str, &str)])] = &[
    (
        "Using pyward",
        &[
            ("audit.md", "Auditing a project"),
            ("coming-from.md", "Coming from another tool"),
            ("explain.md", "Asking about a package, an advisory, a rule"),
            ("diff.md", "Reviewing a change"),
            ("ci.md", "In CI and before a commit"),
            ("policy.md", "Policy: gates and waivers"),
            ("update.md", "The maintenance run"),
            ("code.md", "Reading code"),
            ("freeze.md", "Pins of an environment"),
            ("fix.md", "Upgrading what is vulnerable"),
            ("compile.md", "Pinning requirements"),
            ("exit-codes.md", "Exit codes"),
            ("advisory-data.md", "Advisory data"),
        ],
    ),
    (
        "What counts",
        &[
            ("severity.md", "Severity"),
            ("matching.md", "Matching versions"),
        ],
    ),
    (
        "Reference",
        &[
            ("cli.md", "Command line"),
            ("configuration.md", "Configuration"),
            ("environment.md", "Environment variables"),
            ("formats-read.md", "What pyward reads"),
            ("reports.md", "Report formats"),
            ("notices.md", "Notices"),
            ("rules.md", "Rules"),
            ("bandit-differences.md", "Differences from bandit"),
        ],
    ),
    ("About", &[("benchmarks.md", "Benchmarks")]),
];

/// Where it stands.
pub(super) fn path() -> String {
    format!("{BOOK}/SUMMARY.md")
}

/// The table of contents, of the pages there are.
pub(super) fn page(house: &House, pages: &BTreeMap<String, String>) -> String {
    let is_there = |file: &str| {
        let path = format!("{BOOK}/{file}");
        pages.contains_key(&path) || house.has(&path)
    };
    let mut summary = format!(
        "{}# Summary\n\n[Introduction](introduction.md)\n",
        super::head("its list of parts")
    );
    for (title, chapters) in PARTS {
        let chapters: Vec<_> = chapters.iter().filter(|(file, _)| is_there(file)).collect();
        if chapters.is_empty() {
            continue;
        }
        let _ = write!(summary, "\n# {title}\n\n");
        for (file, title) in chapters {
            let _ = writeln!(summary, "- [{title}]({file})");
            if *file == "rules.md" {
                for rule in rules::all() {
                    let _ = writeln!(summary, "  - [{0}](rules/{0}.md)", rule.name);
                }
            }
        }
    }
    summary
}

/// Pages of the book that the table of contents does not list.
pub(super) fn unlisted<'a>(
    house: &'a House,
    pages: &BTreeMap<String, String>,
) -> impl Iterator<Item = &'a str> {
    let summary = pages.get(&path()).cloned().unwrap_or_default();
    let is_listed = move |path: &str| {
        let file = path
            .strip_prefix(BOOK)
            .unwrap_or(path)
            .trim_start_matches('/');
        summary.contains(&format!("({file})"))
    };
    house
        .paths()
        .filter(|path| {
            path.starts_with(BOOK) && is_kind(path, "md") && !path.ends_with("/SUMMARY.md")
        })
        .filter(move |path| !rules::owns(path) && !is_listed(path))
}
