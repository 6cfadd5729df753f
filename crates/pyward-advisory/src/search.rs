//! Finding advisories by what one knows of them: one pass over the lines, parsing only what is found.

use std::collections::BTreeSet;

use pyward_model::{Advisory, PackageName};

use crate::database::{Database, Line};
use crate::store::lookup;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The best matches, with their summaries, best first: by id or alias, by package name, by part of a package name,
    /// by words of the summary.
    pub advisories: Vec<Advisory>,
    /// How many more there are.
    pub left_out: usize,
}

/// Why a line was found, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Id,
    Package,
    PartOfPackage,
    Summary,
}

impl Database {
    /// Every advisory with this id or alias, in any case, with its summary: one a package. Withdrawn ones too.
    pub fn lookup_id(&self, id: &str) -> Vec<Advisory> {
        let id = id.trim().as_bytes();
        self.all_lines()
            .into_iter()
            .filter(|line| !id.is_empty() && has_id(line.bytes, id))
            .filter_map(|line| self.read_found(line))
            .collect()
    }

    /// Advisories that have to do with `term`, at most `limit` of them. Withdrawn ones too.
    pub fn search(&self, term: &str, limit: usize) -> Found {
        let term = term.trim();
        if term.is_empty() {
            return Found::default();
        }
        let rules = self.rules();
        let name = rules.package(term).unwrap_or_else(|| {
            if rules.is_pypi() {
                PackageName::pypi(term)
            } else {
                PackageName::verbatim(term)
            }
        });
        let by_summary = self.ids_by_summary(term.as_bytes());
        let mut found: Vec<(By, Line<'_>)> = self
            .all_lines()
            .into_iter()
            .filter_map(|line| {
                let package = lookup::first_column(line.bytes);
                let by = if has_id(line.bytes, term.as_bytes()) {
                    By::Id
                } else if package == name.as_str().as_bytes() {
                    By::Package
                } else if holds(package, name.as_str().as_bytes()) {
                    By::PartOfPackage
                } else if by_summary.contains(column(line.bytes, 1)) {
                    By::Summary
                } else {
                    return None;
                };
                Some((by, line))
            })
            .collect();
        // Stable: within a reason the order is the store's, by package and id.
        found.sort_by_key(|(by, _)| *by);
        Found {
            left_out: found.len().saturating_sub(limit),
            advisories: found
                .into_iter()
                .take(limit)
                .filter_map(|(_, line)| self.read_found(line))
                .collect(),
        }
    }

    fn read_found(&self, line: Line<'_>) -> Option<Advisory> {
        self.read_whole(line).ok()
    }

    /// The ids of records whose summary holds `words`, ASCII letters in any case.
    fn ids_by_summary(&self, words: &[u8]) -> BTreeSet<&[u8]> {
        self.stores()
            .flat_map(|store| lookup::lines(store.prose()))
            .filter(|line| holds(column(line, 1), words))
            .map(lookup::first_column)
            .collect()
    }
}

fn column(line: &[u8], place: usize) -> &[u8] {
    line.split(|byte| *byte == b'\t')
        .nth(place)
        .unwrap_or_default()
}

/// Whether id or aliases of a line of facts hold this one.
fn has_id(line: &[u8], id: &[u8]) -> bool {
    column(line, 1).eq_ignore_ascii_case(id)
        || column(line, 2)
            .split(|byte| *byte == b' ')
            .any(|alias| alias.eq_ignore_ascii_case(id))
}

fn holds(text: &[u8], part: &[u8]) -> bool {
    let (Some(first), Some(rest)) = (part.first(), part.get(1..)) else {
        return true;
    };
    let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
    memchr::memchr2_iter(lower, upper, text).any(|at| {
        text.get(at + 1..at + part.len())
            .is_some_and(|tail| tail.eq_ignore_ascii_case(rest))
    })
}
