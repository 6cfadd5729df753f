//! Logical lines of a requirements file, each with where its characters stand in the file
//! ([format](https://pip.pypa.io/en/stable/reference/requirements-file-format/)).

use std::ops::Range;

/// What pip reads as one line.
pub(super) struct Line {
    /// The lines of the file it spans, counted from 1 by line feeds and carriage returns.
    pub(super) number: u32,
    pub(super) last_number: u32,
    /// Where it begins in the file, where its last character ends, and where the next line begins.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) next: usize,
    /// Its text with continuations joined, and the comment.
    joined: String,
    /// Where pieces of the joined text come from: place in it, place in the file.
    pieces: Vec<(usize, usize)>,
    /// How far the text goes that is no comment, without white space at the end.
    text_end: usize,
    /// Where the comment's `#` stands in the joined text.
    comment: Option<usize>,
}

impl Line {
    /// The text without comment and without white space at its end. White space at its start stays.
    pub(super) fn text(&self) -> &str {
        self.joined.get(..self.text_end).unwrap_or_default()
    }

    /// What stands after the `#`.
    pub(super) fn comment(&self) -> Option<&str> {
        self.joined.get(self.comment? + 1..).map(str::trim_end)
    }

    /// Where the comment stands in the file, from its `#`.
    pub(super) fn comment_range(&self) -> Option<Range<usize>> {
        Some(self.at(self.comment?)..self.end)
    }

    /// Whether nothing but a comment stands in it, with white space before it.
    pub(super) fn is_indented_comment(&self) -> bool {
        self.text().trim().is_empty() && self.comment.is_some_and(|at| at > 0)
    }

    /// Whether nothing but a comment stands in it.
    pub(super) fn is_comment(&self) -> bool {
        self.text().trim().is_empty() && self.comment.is_some()
    }

    /// A place of the joined text in the file.
    pub(super) fn at(&self, joined: usize) -> usize {
        let piece = self.pieces.partition_point(|(start, _)| *start <= joined);
        self.pieces
            .get(piece.saturating_sub(1))
            .map_or(self.start, |(start, origin)| origin + (joined - start))
    }

    /// A piece of the joined text in the file; it may span continuations there.
    pub(super) fn range(&self, joined: Range<usize>) -> Range<usize> {
        if joined.is_empty() {
            // What is put in follows what stands before, on the line where that stands.
            let at = joined
                .start
                .checked_sub(1)
                .map_or(self.start, |at| self.at(at) + 1);
            return at..at;
        }
        self.at(joined.start)..self.at(joined.end - 1) + 1
    }
}

/// The logical lines of a file, blank ones included.
pub(super) fn logical(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut physical = physical(text).into_iter();
    while let Some(first) = physical.next() {
        let mut line = Line {
            number: first.number,
            last_number: first.number,
            start: first.range.start,
            end: first.range.end,
            next: first.next,
            joined: String::new(),
            pieces: Vec::new(),
            text_end: 0,
            comment: None,
        };
        let mut part = first;
        loop {
            let raw = text.get(part.range.clone()).unwrap_or_default();
            let is_comment = raw.trim_start().starts_with('#');
            let continues = raw.ends_with('\\') && !is_comment;
            if is_comment && !line.joined.is_empty() {
                // White space before a comment is what makes it one.
                line.pieces.push((line.joined.len(), part.range.start));
                line.joined.push(' ');
            }
            let shift = line.joined.len();
            line.pieces.push((shift, part.range.start));
            let kept = if continues {
                raw.trim_end_matches('\\')
            } else {
                raw
            };
            line.joined.push_str(kept);
            line.end = part.range.end;
            line.next = part.next;
            line.last_number = part.number;
            if !continues {
                break;
            }
            match physical.next() {
                Some(next) => part = next,
                None => break,
            }
        }
        line.comment = comment_start(&line.joined);
        let until = line.comment.unwrap_or(line.joined.len());
        line.text_end = line
            .joined
            .get(..until)
            .unwrap_or_default()
            .trim_end()
            .len();
        lines.push(line);
    }
    lines
}

struct Physical {
    number: u32,
    range: Range<usize>,
    next: usize,
}

/// The lines of the file, ended by whatever Python's `str.splitlines` takes for an end.
fn physical(text: &str) -> Vec<Physical> {
    let mut lines = Vec::new();
    let (mut start, mut number) = (0, 1);
    let mut chars = text.char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        if !ends_line(ch) {
            continue;
        }
        let mut next = at + ch.len_utf8();
        if ch == '\r' && chars.next_if(|(_, ch)| *ch == '\n').is_some() {
            next += 1;
        }
        lines.push(Physical {
            number,
            range: start..at,
            next,
        });
        start = next;
        number += u32::from(matches!(ch, '\n' | '\r'));
    }
    if start < text.len() {
        lines.push(Physical {
            number,
            range: start..text.len(),
            next: text.len(),
        });
    }
    lines
}

fn ends_line(ch: char) -> bool {
    matches!(
        ch,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Where the comment begins: at a `#` that opens the line or follows white space (`#egg=` in a URL is none).
fn comment_start(line: &str) -> Option<usize> {
    let mut after_space = true;
    line.char_indices().find_map(|(at, ch)| {
        let found = ch == '#' && after_space;
        after_space = ch.is_whitespace();
        found.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn continuations_are_joined_and_found_again() {
        let text = "a==1 \\\r\n    --hash=x \\\r\n    --hash=y # c\r\nb\n";
        let lines = logical(text);
        let first = &lines[0];
        assert_eq!((first.number, first.last_number), (1, 3));
        assert_eq!(first.text(), "a==1     --hash=x     --hash=y");
        assert_eq!(first.comment(), Some(" c"));
        let at = first.text().find("--hash=x").unwrap();
        assert_eq!(&text[first.range(at..at + 8)], "--hash=x");
        assert_eq!(&text[first.comment_range().unwrap()], "# c");
        assert_eq!(lines[1].number, 4);
    }

    #[test]
    fn a_comment_line_ends_a_continued_line() {
        let lines = logical("a \\\n    # via b\nc");
        assert_eq!(lines[0].text(), "a");
        assert_eq!(lines[0].comment(), Some(" via b"));
        assert_eq!(lines[1].text(), "c");
    }

    proptest! {
        #[test]
        fn every_byte_belongs_to_one_line(text in "[ab#\\\\ \\r\\né\u{c}]{0,40}") {
            let lines = logical(&text);
            let mut at = 0;
            for line in &lines {
                prop_assert_eq!(line.start, at);
                prop_assert!(line.end <= line.next);
                at = line.next;
                for (place, _) in line.text().char_indices() {
                    let range = line.range(place..place + 1);
                    prop_assert_eq!(text.as_bytes()[range.start], line.joined.as_bytes()[place]);
                }
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
