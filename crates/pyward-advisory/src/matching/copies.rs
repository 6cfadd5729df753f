//! One record, got from several sources: which copy counts.

use std::cmp::Reverse;

use pyward_model::{Advisory, EcosystemRules};

use crate::database::Line;
use crate::store::read_line;

/// Lines of one package from several stores, as one store would have them: sorted by id, and of the copies of one record
/// those that were changed last. Copies of the same day that say the same of versions are one; where they differ all
/// stay, so that what any of them calls affected is affected. A line that cannot be read stays, to be told by its reader.
pub(crate) fn settle<'a>(
    rules: &'static EcosystemRules,
    mut lines: Vec<Line<'a>>,
) -> Vec<Line<'a>> {
    lines.sort_by(|a, b| a.id().cmp(b.id()));
    let mut settled: Vec<Line<'a>> = Vec::with_capacity(lines.len());
    for copies in lines.chunk_by(|a, b| a.id() == b.id()) {
        let read: Option<Vec<(Advisory, Line<'a>)>> = copies
            .iter()
            .map(|line| Some((read_line(rules, line.bytes).ok()?, *line)))
            .collect();
        match (copies, read) {
            ([_], _) | (_, None) => settled.extend_from_slice(copies),
            (_, Some(mut read)) => {
                read.sort_by_key(|(record, _)| Reverse(record.modified));
                let newest = read.first().and_then(|(record, _)| record.modified);
                let mut kept: Vec<(Advisory, Line<'a>)> = Vec::new();
                for (record, line) in read {
                    let is_newest = record.modified == newest;
                    if is_newest && !kept.iter().any(|(other, _)| say_the_same(other, &record)) {
                        settled.push(line);
                        kept.push((record, line));
                    }
                }
            }
        }
    }
    settled
}

fn say_the_same(a: &Advisory, b: &Advisory) -> bool {
    (&a.ranges, &a.versions, &a.withdrawn, a.kind) == (&b.ranges, &b.versions, &b.withdrawn, b.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &'static str, store: usize) -> Line<'static> {
        Line {
            bytes: text.as_bytes(),
            store,
        }
    }

    fn kept(lines: &[Line<'static>]) -> Vec<usize> {
        settle(EcosystemRules::pypi(), lines.to_vec())
            .iter()
            .map(|line| line.store)
            .collect()
    }

    const OLD: &str = "a\tGHSA-1\t\t\t+0 -2.0\t\t\t\t\t2026-01-01\t\tghsa";
    const NEW: &str = "a\tGHSA-1\t\t\t+0 -1.5\t\t\t\t\t2026-02-01\t\tghsa";
    const SAME: &str = "a\tGHSA-1\tCVE-1\t\t+0 -1.5\t\t\t\t\t2026-02-01\t\tghsa";
    const OTHER: &str = "a\tGHSA-1\t\t\t+0 -1.6\t\t\t\t\t2026-02-01\t\tghsa";

    #[test]
    fn the_copy_changed_last_counts() {
        assert_eq!(kept(&[line(OLD, 0), line(NEW, 1)]), [1]);
        assert_eq!(kept(&[line(NEW, 0), line(OLD, 1)]), [0]);
    }

    #[test]
    fn copies_of_one_day_are_one_where_they_agree_and_stay_where_they_do_not() {
        assert_eq!(kept(&[line(NEW, 0), line(SAME, 1)]), [0]);
        assert_eq!(kept(&[line(NEW, 0), line(OTHER, 1), line(SAME, 2)]), [0, 1]);
    }

    #[test]
    fn a_damaged_copy_is_not_dropped_in_silence() {
        assert_eq!(kept(&[line(NEW, 0), line("a\tGHSA-1\t\tz", 1)]), [0, 1]);
    }
}
