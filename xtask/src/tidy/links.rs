//! Prose names what exists: every relative link of a page leads somewhere, and every path and function that
//! `ARCHITECTURE.md` and `CONTRIBUTING.md` put in code marks is there (`crates/pyward/src/scan.rs`, `offline()`; capital
//! letters stand for a name: `formats/NAME.rs`).

use super::Problem;
use crate::house::{House, is_exhibit, is_kind};

/// Pages whose code marks are looked into.
const MAPS: &[&str] = &["ARCHITECTURE.md", "CONTRIBUTING.md"];

/// Folders a path in code marks begins with.
const ROOMS: &[&str] = &["crates/", "docs/", "examples/", "fuzz/", "tests/", "xtask/"];

pub(super) fn check(house: &House) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in house
        .texts()
        .filter(|(path, _)| is_kind(path, "md") && !is_exhibit(path))
    {
        let mut is_code = false;
        for (line, content) in (1..).zip(text.lines()) {
            is_code ^= content.trim_start().starts_with("```");
            if is_code {
                continue;
            }
            let links = relative_links(content).filter(|link| !house.has(&resolve(path, link)));
            problems.extend(
                links.map(|link| Problem::at(path, line, format!("`{link}` leads nowhere"))),
            );
            if MAPS.contains(&path) {
                let gone = names_in_marks(content).filter(|name| !is_there(house, name));
                problems.extend(
                    gone.map(|name| Problem::at(path, line, format!("there is no `{name}`"))),
                );
            }
        }
    }
    problems
}

/// The targets of `[text](target)` that stand in the repository, without their fragment.
fn relative_links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| {
        let target = rest.split(')').next()?.split('#').next()?.trim();
        let is_outside = target.contains(':') || target.starts_with('<') || target.starts_with('/');
        (!target.is_empty() && !is_outside).then_some(target)
    })
}

/// `link` as seen from the page at `path`, as a path from the root.
fn resolve(path: &str, link: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in link.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Paths and functions in code marks that name one thing: no wildcards, no capital placeholders.
fn names_in_marks(line: &str) -> impl Iterator<Item = &str> {
    let marked = line.split('`').skip(1).step_by(2);
    marked.filter(|text| {
        let is_placeholder =
            |part: &str| part.len() > 1 && part.split('.').next().is_some_and(is_capital);
        let is_path = ROOMS.iter().any(|room| text.starts_with(room))
            && !text.contains(['*', '{', ' ', '…', '<'])
            && !text
                .split('/')
                .any(|part| is_placeholder(part) && !is_kind(part, "md"));
        is_path || function(text).is_some()
    })
}

/// The name of a function, where the text is `name()`.
fn function(text: &str) -> Option<&str> {
    let name = text.strip_suffix("()")?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|ch| ch.is_ascii_lowercase() || ch.is_ascii_digit() || ch == '_');
    is_name.then_some(name)
}

fn is_there(house: &House, name: &str) -> bool {
    match function(name) {
        Some(function) => house
            .rust()
            .any(|(_, text)| text.contains(&format!("fn {function}("))),
        None => house.has(name.trim_end_matches('/')),
    }
}

fn is_capital(word: &str) -> bool {
    word.chars()
        .all(|ch| ch.is_ascii_uppercase() || matches!(ch, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    #[test]
    fn links_that_lead_nowhere_are_told() {
        let page = "[a](there.md#part) [b](gone.md) [c](https://example.org/x) [d](../README.md) [e](#here)\n\
            ```\n[f](gone.md)\n```\n";
        let files = [
            ("docs/page.md", page),
            ("docs/there.md", ""),
            ("README.md", ""),
        ];
        assert_eq!(
            said(check, &files),
            ["docs/page.md:1: `gone.md` leads nowhere"]
        );
    }

    #[test]
    fn paths_and_functions_that_are_gone_are_told() {
        let map = "`crates/a/src/gone.rs`, `it_holds()`, `it_held()`, `crates/a/src/lib.rs`, `crates/a/`, \
            `crates/a/src/formats/NAME.rs`, `cargo test`\n";
        let files = [
            ("ARCHITECTURE.md", map),
            ("crates/a/src/lib.rs", "fn it_holds() {}"),
            ("other.md", "`crates/gone`\n"),
        ];
        assert_eq!(
            said(check, &files),
            [
                "ARCHITECTURE.md:1: there is no `crates/a/src/gone.rs`",
                "ARCHITECTURE.md:1: there is no `it_held()`"
            ]
        );
    }
}
