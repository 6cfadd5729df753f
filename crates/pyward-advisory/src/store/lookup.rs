//! Finding lines in a section whose lines are sorted by their first column, without reading the rest of it.

/// The lines whose first column is `key`, in order. In bytes that are not sorted it may miss lines; it never fails.
pub(crate) fn lines_of<'a>(
    section: &'a [u8],
    key: &'a [u8],
) -> impl Iterator<Item = &'a [u8]> + use<'a> {
    let start = lower_bound(section, key);
    lines(section.get(start..).unwrap_or_default())
        .take_while(move |line| first_column(line) == key)
}

/// Looks keys up one after the other; those that come in order cost a look at what lies between them only.
pub(crate) struct Seeker<'a> {
    section: &'a [u8],
    /// The last key, and where the first line begins that is not below it.
    last: Vec<u8>,
    at: usize,
}

/// How far the first step of a look-up goes, in bytes; each further one goes twice as far.
const STEP: usize = 512;

impl<'a> Seeker<'a> {
    pub(crate) fn new(section: &'a [u8]) -> Self {
        Self {
            section,
            last: Vec::new(),
            at: 0,
        }
    }

    /// What [`lines_of`] finds.
    pub(crate) fn lines_of<'k>(
        &mut self,
        key: &'k [u8],
    ) -> impl Iterator<Item = &'a [u8]> + use<'a, 'k> {
        if key < self.last.as_slice() {
            self.at = 0;
        }
        self.last.clear();
        self.last.extend_from_slice(key);
        let mut step = STEP;
        let end = loop {
            // Between two names that are there, many may be asked for that are not.
            if first_column(line_around(self.section, self.at)) >= key {
                break self.at;
            }
            let next = self.at.saturating_add(step);
            if next >= self.section.len() {
                break self.section.len();
            }
            let start = line_start(self.section, next);
            if first_column(line_around(self.section, start)) >= key {
                break start;
            }
            self.at = start;
            step *= 2;
        };
        let window = self.section.get(self.at..end).unwrap_or_default();
        self.at += lower_bound(window, key);
        lines(self.section.get(self.at..).unwrap_or_default())
            .take_while(move |line| first_column(line) == key)
    }
}

/// All lines, without their line breaks.
pub(crate) fn lines(section: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = section;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default();
        rest = rest.get(end + 1..).unwrap_or_default();
        Some(line)
    })
}

/// The line that holds the byte at `at`, without its line break.
pub(crate) fn line_around(section: &[u8], at: usize) -> &[u8] {
    let start = line_start(section, at);
    lines(section.get(start..).unwrap_or_default())
        .next()
        .unwrap_or_default()
}

pub(crate) fn first_column(line: &[u8]) -> &[u8] {
    let end = memchr::memchr(b'\t', line).unwrap_or(line.len());
    line.get(..end).unwrap_or_default()
}

/// Where the first line begins whose first column is `key` or above.
fn lower_bound(section: &[u8], key: &[u8]) -> usize {
    // Both ends always stand at the beginning of a line (or the end of the section).
    let (mut low, mut high) = (0, section.len());
    while low < high {
        let start = line_start(section, low.midpoint(high)).max(low);
        let line = line_around(section, start);
        if first_column(line) < key {
            low = (start + line.len() + 1).min(high);
        } else {
            high = start;
        }
    }
    low
}

fn line_start(section: &[u8], at: usize) -> usize {
    let before = section.get(..at).unwrap_or(section);
    memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::fmt::Write as _;

    proptest! {
        #[test]
        fn finds_what_a_scan_finds(counts in proptest::collection::btree_map("[a-c]{1,4}", 1_usize..4, 0..40), key in "[a-c]{1,4}") {
            let counts: BTreeMap<String, usize> = counts;
            let mut section = String::new();
            for (name, count) in &counts {
                for n in 0..*count {
                    writeln!(section, "{name}\t{n}").unwrap();
                }
            }
            let found: Vec<&[u8]> = lines_of(section.as_bytes(), key.as_bytes()).collect();
            let expected: Vec<&[u8]> = lines(section.as_bytes()).filter(|line| first_column(line) == key.as_bytes()).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_seeker_finds_the_same_in_any_order(counts in proptest::collection::btree_map("[a-c]{1,4}", 1_usize..200, 0..40), keys in proptest::collection::vec("[a-c]{0,4}", 1..12)) {
            let mut section = String::new();
            for (name, count) in &counts {
                for n in 0..*count {
                    writeln!(section, "{name}\t{n}").unwrap();
                }
            }
            let mut seeker = Seeker::new(section.as_bytes());
            for key in &keys {
                let found: Vec<&[u8]> = seeker.lines_of(key.as_bytes()).collect();
                let expected: Vec<&[u8]> = lines_of(section.as_bytes(), key.as_bytes()).collect();
                prop_assert_eq!(found, expected);
            }
        }

        #[test]
        fn never_fails_on_damaged_bytes(section in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\t'), any::<u8>()], 0..200), key in proptest::collection::vec(any::<u8>(), 0..4)) {
            let found = lines_of(&section, &key).count();
            prop_assert!(found <= lines(&section).count());
        }
    }

    #[test]
    fn a_section_may_end_without_a_line_break() {
        assert_eq!(lines_of(b"a\t1\nb\t2", b"b").count(), 1);
        assert_eq!(lines_of(b"", b"b").count(), 0);
        assert_eq!(line_around(b"ab\ncd\nef", 4), b"cd");
    }
}
