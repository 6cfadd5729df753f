//! Logical lines: those of the file with continuations joined and comments set apart, as pip does it
//! ([format](https://pip.pypa.io/en/stable/reference/requirements-file-format/)).

use std::borrow::Cow;

/// What pip reads as one line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// The line of the file it begins in, counted from 1 and by line feeds, as editors count.
    pub(super) number: u32,
    /// Its text without the comment, trimmed; empty where nothing else stands in it.
    pub(super) text: Cow<'a, str>,
    /// What stands after the `#`, trimmed at its end.
    pub(super) comment: Option<Cow<'a, str>>,
}

/// The logical lines of a file, blank ones included.
pub(super) fn logical(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut physical = Physical {
        rest: text,
        number: 1,
    };
    std::iter::from_fn(move || {
        let (number, first) = physical.next()?;
        if is_comment(first) || !first.ends_with('\\') {
            return Some(Line::new(number, Cow::Borrowed(first)));
        }
        let mut joined = first.trim_matches('\\').to_owned();
        for (_, part) in physical.by_ref() {
            if is_comment(part) {
                // A comment ends the line whatever it ends with itself.
                joined.push(' ');
                joined.push_str(part);
                break;
            }
            joined.push_str(part.trim_end_matches('\\'));
            if !part.ends_with('\\') {
                break;
            }
        }
        Some(Line::new(number, Cow::Owned(joined)))
    })
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

impl<'a> Line<'a> {
    fn new(number: u32, whole: Cow<'a, str>) -> Self {
        let at = comment_start(&whole);
        match whole {
            Cow::Borrowed(whole) => {
                let (text, comment) = apart(whole, at);
                Self {
                    number,
                    text: text.into(),
                    comment: comment.map(Cow::Borrowed),
                }
            }
            Cow::Owned(whole) => {
                let (text, comment) = apart(&whole, at);
                Self {
                    number,
                    text: text.to_owned().into(),
                    comment: comment.map(|comment| comment.to_owned().into()),
                }
            }
        }
    }
}

fn apart(whole: &str, comment: Option<usize>) -> (&str, Option<&str>) {
    match comment.and_then(|at| whole.split_at_checked(at)) {
        Some((text, comment)) => (text.trim(), comment.get(1..).map(str::trim_end)),
        None => (whole.trim(), None),
    }
}

/// Where the comment begins: at a `#` that opens the line or follows white space (`#egg=` in a URL is none).
fn comment_start(line: &str) -> Option<usize> {
    memchr::memchr(b'#', line.as_bytes())?;
    let mut after_space = true;
    line.char_indices().find_map(|(at, ch)| {
        let found = ch == '#' && after_space;
        after_space = ch.is_whitespace();
        found.then_some(at)
    })
}

/// The lines of a file, ended by whatever Python's `str.splitlines` takes for an end.
struct Physical<'a> {
    rest: &'a str,
    number: u32,
}

impl<'a> Iterator for Physical<'a> {
    type Item = (u32, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let number = self.number;
        // Letters and digits are passed over as bytes: no end is among them.
        let plain = |b: &u8| matches!(b, b' '..=b'~' | b'\t');
        let start = self
            .rest
            .as_bytes()
            .iter()
            .position(|b| !plain(b))
            .unwrap_or(self.rest.len());
        let odd = self.rest.get(start..).unwrap_or_default();
        let Some((end, ch)) = odd
            .char_indices()
            .find(|(_, ch)| ends_line(*ch))
            .map(|(at, ch)| (start + at, ch))
        else {
            return Some((number, std::mem::take(&mut self.rest)));
        };
        let line = self.rest.get(..end).unwrap_or_default();
        let after = self.rest.get(end..).unwrap_or_default();
        let ending = if after.starts_with("\r\n") {
            2
        } else {
            ch.len_utf8()
        };
        self.rest = after.get(ending..).unwrap_or_default();
        if matches!(ch, '\n' | '\r') {
            self.number = self.number.saturating_add(1);
        }
        Some((number, line))
    }
}

fn ends_line(ch: char) -> bool {
    matches!(
        ch,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(u32, String, Option<String>)> {
        let own = |line: Line<'_>| (line.number, line.text.into(), line.comment.map(Into::into));
        logical(text)
            .filter(|line| !line.text.is_empty() || line.comment.is_some())
            .map(own)
            .collect()
    }

    fn texts(text: &str) -> Vec<(u32, String)> {
        read(text)
            .into_iter()
            .map(|(number, text, _)| (number, text))
            .collect()
    }

    #[test]
    fn a_comment_needs_white_space_before_it() {
        assert_eq!(
            read("a # x\nb#egg=c\n  # d \\\ne\t#"),
            [
                (1, "a".into(), Some(" x".into())),
                (2, "b#egg=c".into(), None),
                (3, String::new(), Some(" d \\".into())),
                (4, "e".into(), Some(String::new())),
            ]
        );
    }

    #[test]
    fn a_backslash_joins_lines_under_the_number_of_the_first() {
        assert_eq!(
            texts("a \\\r\n  --x \\\r\n  --y\r\nb\\\n"),
            [(1, "a   --x   --y".into()), (4, "b".into())]
        );
        assert_eq!(
            read("a \\\n    # via b\nc"),
            [
                (1, "a".into(), Some(" via b".into())),
                (3, "c".into(), None)
            ]
        );
    }

    #[test]
    fn lines_end_where_python_ends_them_and_count_as_editors_count() {
        assert_eq!(
            texts("a\rb\r\nc\u{c}d\u{2028}e\n\nf"),
            [(1, "a"), (2, "b"), (3, "c"), (3, "d"), (3, "e"), (5, "f")]
                .map(|(at, text)| (at, text.to_owned()))
        );
    }

    proptest! {
        #[test]
        fn no_text_is_lost(text in "[ab#\\\\ \\r\\n\u{c}]{0,40}") {
            let letters = |text: &str| text.chars().filter(|ch| ch.is_alphabetic()).collect::<String>();
            let mut read = String::new();
            for line in logical(&text) {
                read.push_str(&line.text);
                read.push_str(&line.comment.unwrap_or_default());
            }
            prop_assert_eq!(letters(&read), letters(&text));
        }
    }
}
