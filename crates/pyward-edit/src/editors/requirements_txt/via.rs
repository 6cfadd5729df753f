//! The comments in which pip-compile and uv say who asks for a package: on the requirement's own line, or below it, one
//! name a line where there are several.

use std::collections::BTreeSet;
use std::ops::Range;

use pyward_model::PackageName;

use super::file::{Entry, File};
use crate::patch::{Patch, each};

/// Where the names stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Below the requirement.
    Split,
    /// After the requirement.
    Line,
}

/// How far requirements are filled up before a comment on the same line.
const COLUMN: usize = 24;

/// The style of the first annotation of a file.
pub(super) fn style(entries: &[Entry]) -> Option<Style> {
    entries.iter().find_map(|entry| {
        is_annotation(entry.line.comment()?).then(|| {
            if entry.line.is_comment() {
                Style::Split
            } else {
                Style::Line
            }
        })
    })
}

fn is_annotation(comment: &str) -> bool {
    let comment = comment.trim();
    comment == "via" || comment.starts_with("via ")
}

/// A requirement with its annotation.
///
/// `several_lines` tells that the requirement ends in hashes, below which both styles write.
pub(crate) fn annotated(
    requirement: &str,
    several_lines: bool,
    sources: &BTreeSet<String>,
    style: Style,
    newline: &str,
) -> String {
    let Some(first) = sources.first() else {
        return requirement.to_owned();
    };
    let all = || {
        sources
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    };
    match style {
        Style::Line if several_lines => format!("{requirement}{newline}    # via {}", all()),
        Style::Line => format!("{requirement:COLUMN$}  # via {}", all()),
        Style::Split if sources.len() == 1 => format!("{requirement}{newline}    # via {first}"),
        Style::Split => format!(
            "{requirement}{newline}    # via{}",
            listed(sources, newline)
        ),
    }
}

fn listed(sources: &BTreeSet<String>, newline: &str) -> String {
    each(sources, &format!("{newline}    #   "), "")
}

/// An annotation that stands in a file.
struct Annotation {
    /// From the `#` to the end of its last name.
    range: Range<usize>,
    last_number: u32,
    sources: BTreeSet<String>,
    style: Style,
}

/// Writes the annotation of a requirement anew. Files that ask for it stay named, packages are those given. Tells the last
/// line it spanned, where it changed; a requirement without annotation gets none.
pub(super) fn renew(
    patch: &mut Patch<'_>,
    file: &File<'_>,
    index: usize,
    via: &[PackageName],
) -> Option<u32> {
    let old = find(file, index)?;
    let mut sources: BTreeSet<String> = via.iter().map(ToString::to_string).collect();
    let files = old.sources.iter().filter(|source| !is_package(source));
    sources.extend(files.cloned());
    if sources == old.sources {
        return None;
    }
    let text = match (old.style, sources.len()) {
        (Style::Split, 2..) => format!("# via{}", listed(&sources, file.newline)),
        _ => format!(
            "# via {}",
            sources
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", ")
        ),
    };
    patch.replace(old.range, text);
    Some(old.last_number)
}

/// Whether a source is a package, and no file (`-r requirements.in`, `project (pyproject.toml)`).
fn is_package(source: &str) -> bool {
    let name = source.split('[').next().unwrap_or_default();
    PackageName::pypi(name).is_valid() && !source.contains([' ', '(', '/'])
}

fn find(file: &File<'_>, index: usize) -> Option<Annotation> {
    let last = file.with_comments(index);
    let mut found: Option<Annotation> = None;
    for entry in file.entries.get(index..=last)? {
        let Some(comment) = entry.line.comment() else {
            continue;
        };
        let range = entry.line.comment_range()?;
        let text = comment.trim();
        let (names, starts) = match (&mut found, text.strip_prefix("via")) {
            (None, Some(names)) if is_annotation(text) => (names, true),
            (Some(_), _) if comment.starts_with("   ") => (text, false),
            (Some(_), _) => break,
            (None, _) => continue,
        };
        if starts {
            let own_line = entry.line.is_comment() || entry.line.number != entry.line.last_number;
            found = Some(Annotation {
                range: range.clone(),
                last_number: entry.line.last_number,
                sources: BTreeSet::new(),
                style: if own_line { Style::Split } else { Style::Line },
            });
        }
        if let Some(annotation) = &mut found {
            annotation.range.end = range.end;
            annotation.last_number = entry.line.last_number;
            let names = names
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty());
            annotation.sources.extend(names.map(ToOwned::to_owned));
        }
    }
    found
}
