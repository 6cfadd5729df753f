//! A text and the pieces of it that are replaced: whatever is not replaced stays byte by byte.

use std::ops::Range;

/// Replacements in a text.
pub(crate) struct Patch<'t> {
    text: &'t str,
    cuts: Vec<(Range<usize>, String)>,
}

impl<'t> Patch<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            cuts: Vec::new(),
        }
    }

    /// Replaces the bytes of a range, which must not touch those of another.
    pub(crate) fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.cuts.push((range, with.into()));
    }

    /// Puts text before the byte at a place. What is put to one place stands in the order it was put there.
    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// The new text. A range that overlaps an earlier one, or cuts a character, is passed over.
    pub(crate) fn finish(mut self) -> String {
        self.cuts.sort_by_key(|(range, _)| (range.start, range.end));
        let mut made = String::with_capacity(self.text.len() + 256);
        let mut at = 0;
        for (range, with) in self.cuts {
            if let Some(kept) = self.text.get(at..range.start)
                && self.text.is_char_boundary(range.end)
            {
                made.push_str(kept);
                made.push_str(&with);
                at = range.end.max(range.start);
            }
        }
        made.push_str(self.text.get(at..).unwrap_or_default());
        made
    }
}

/// Where lines begin, to tell the line of a byte.
pub(crate) struct LineIndex(Vec<usize>);

impl LineIndex {
    pub(crate) fn new(text: &str) -> Self {
        let feeds = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        Self(feeds.map(|(at, _)| at + 1).collect())
    }

    /// The line of a byte, counted from 1.
    pub(crate) fn line(&self, at: usize) -> u32 {
        self.0.partition_point(|start| *start <= at) as u32 + 1
    }
}

/// A byte order mark and the text after it.
pub(crate) fn without_mark(text: &str) -> (&str, &str) {
    match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    }
}

/// Every item between the same two texts, one after the other.
pub(crate) fn each<'i>(
    items: impl IntoIterator<Item = &'i String>,
    before: &str,
    after: &str,
) -> String {
    let mut text = String::new();
    for item in items {
        text.extend([before, item, after]);
    }
    text
}

/// The line ending of a text: that of its first line.
pub(crate) fn newline(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text.get(..at).is_some_and(|before| before.ends_with('\r')) => "\r\n",
        _ => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_replaced_and_the_rest_stays() {
        let mut patch = Patch::new("abcdef");
        patch.replace(4..5, "E");
        patch.insert(1, "x");
        patch.insert(1, "y");
        patch.replace(1..3, "-");
        patch.replace(2..4, "overlaps");
        assert_eq!(patch.finish(), "axy-dEf");
    }

    #[test]
    fn lines_are_counted_from_one() {
        let lines = LineIndex::new("a\nbc\r\nd");
        assert_eq!(
            [0, 1, 2, 4, 6, 7].map(|at| lines.line(at)),
            [1, 1, 2, 2, 3, 3]
        );
        assert_eq!(
            (newline("a\r\nb\n"), newline("a\nb\r\n"), newline("a")),
            ("\r\n", "\n", "\n")
        );
    }
}
