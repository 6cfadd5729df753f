//! JSON ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)), read once from front to back, with the line of everything.
//!
//! Whoever reads says what is of interest; the rest is passed over without being built. What was read before a mistake in
//! the document stays read, so a truncated file still tells what its first part holds.

use std::borrow::Cow;

/// How many objects and arrays may stand inside one another.
const MAX_DEPTH: usize = 128;

/// How many strings of one array are kept.
const MAX_STRINGS: usize = 100_000;

/// Why a document cannot be read to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {problem}")]
pub(crate) struct JsonError {
    /// The line, counted from 1.
    pub(crate) line: u32,
    /// The column in characters, counted from 1.
    pub(crate) column: u32,
    /// What is wrong, without a full stop.
    pub(crate) problem: &'static str,
}

/// A document, and how far it is read.
pub(crate) struct Reader<'a> {
    text: &'a str,
    /// The next byte.
    at: usize,
    /// Where the key of the value to be read next begins.
    key_at: usize,
    depth: usize,
    /// A place whose line is known.
    known: (usize, u32),
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            key_at: 0,
            depth: 0,
            known: (0, 1),
        }
    }

    /// The line of the next value.
    pub(crate) fn line(&mut self) -> u32 {
        self.space();
        self.line_at(self.at)
    }

    /// The line of the key that was handed over last.
    pub(crate) fn key_line(&mut self) -> u32 {
        self.line_at(self.key_at)
    }

    /// Hands over each member of the object that comes next: `each` gets the key and must read the value. Something
    /// else than an object is passed over, and `false` is returned.
    pub(crate) fn members(
        &mut self,
        mut each: impl FnMut(&mut Self, Cow<'a, str>) -> Result<(), JsonError>,
    ) -> Result<bool, JsonError> {
        if self.peek() != Some(b'{') {
            return self.skip().map(|()| false);
        }
        self.down()?;
        let mut first = true;
        while self.another(b'}', first)? {
            first = false;
            if self.peek() != Some(b'"') {
                return Err(self.error("expected a key in double quotes"));
            }
            self.key_at = self.at;
            let key = self.quoted()?;
            if !self.take(b':') {
                return Err(self.error("expected `:` after the key"));
            }
            each(self, key)?;
        }
        self.depth -= 1;
        Ok(true)
    }

    /// Hands over each element of the array that comes next: `each` must read it. Something else than an array is
    /// passed over, and `false` is returned.
    pub(crate) fn elements(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), JsonError>,
    ) -> Result<bool, JsonError> {
        if self.peek() != Some(b'[') {
            return self.skip().map(|()| false);
        }
        self.down()?;
        let mut first = true;
        while self.another(b']', first)? {
            first = false;
            each(self)?;
        }
        self.depth -= 1;
        Ok(true)
    }

    /// The string that comes next, its escapes resolved. Something else is passed over.
    pub(crate) fn string(&mut self) -> Result<Option<Cow<'a, str>>, JsonError> {
        if self.peek() == Some(b'"') {
            return self.quoted().map(Some);
        }
        self.skip()?;
        Ok(None)
    }

    /// The strings of the array that comes next; what is no string is passed over, and so is what comes after more
    /// strings than anybody writes.
    pub(crate) fn strings(&mut self) -> Result<Vec<Cow<'a, str>>, JsonError> {
        let mut strings = Vec::new();
        self.elements(|reader| {
            let string = reader.string()?;
            if strings.len() < MAX_STRINGS {
                strings.extend(string);
            }
            Ok(())
        })?;
        Ok(strings)
    }

    /// The string, number, truth value or `null` that comes next, as written; strings with their escapes resolved.
    /// Something else is passed over.
    pub(crate) fn scalar(&mut self) -> Result<Option<Cow<'a, str>>, JsonError> {
        match self.peek() {
            Some(b'"') => self.quoted().map(Some),
            Some(b'{' | b'[') => {
                self.skip()?;
                Ok(None)
            }
            _ => self.plain().map(|plain| Some(Cow::Borrowed(plain))),
        }
    }

    /// Passes over one value, whatever it is.
    pub(crate) fn skip(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'{') => self.members(|reader, _| reader.skip()).map(|_| ()),
            Some(b'[') => self.elements(Self::skip).map(|_| ()),
            Some(b'"') => self.quoted().map(|_| ()),
            _ => self.plain().map(|_| ()),
        }
    }

    /// Nothing but white space may follow the document.
    pub(crate) fn end(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.error("expected the end of the document")),
        }
    }

    fn down(&mut self) -> Result<(), JsonError> {
        if self.depth == MAX_DEPTH {
            return Err(self.error("more than 128 objects and arrays inside one another"));
        }
        self.at += 1;
        self.depth += 1;
        Ok(())
    }

    /// Whether a member or element comes before the object or array ends; the comma or bracket is taken.
    fn another(&mut self, close: u8, first: bool) -> Result<bool, JsonError> {
        if self.take(close) {
            return Ok(false);
        }
        if first || self.take(b',') {
            return Ok(true);
        }
        Err(self.error(match close {
            b'}' => "expected `,` or `}`",
            _ => "expected `,` or `]`",
        }))
    }

    fn peek(&mut self) -> Option<u8> {
        self.space();
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn space(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let end = rest
            .iter()
            .position(|b| !matches!(b, b' ' | b'\n' | b'\t' | b'\r'));
        self.at += end.unwrap_or(rest.len());
    }

    /// The string at the quote that comes next.
    fn quoted(&mut self) -> Result<Cow<'a, str>, JsonError> {
        let start = self.at + 1;
        self.at = start;
        let mut resolved: Option<String> = None;
        let mut run = start;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let Some(offset) = memchr::memchr3(b'"', b'\\', b'\n', rest) else {
                self.at = self.text.len();
                return Err(self.error("the string does not end"));
            };
            self.at += offset;
            let plain = self.text.get(run..self.at).unwrap_or_default();
            match rest.get(offset) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(match resolved {
                        Some(text) => Cow::Owned(text + plain),
                        None => Cow::Borrowed(plain),
                    });
                }
                Some(b'\\') => {
                    let text = resolved.get_or_insert_default();
                    text.push_str(plain);
                    let (ch, length) = self.escape()?;
                    text.push(ch);
                    self.at += length;
                    run = self.at;
                }
                _ => return Err(self.error("the string does not end on its line")),
            }
        }
    }

    /// The character that the escape at the backslash stands for, and the bytes it takes. Half a surrogate pair, which
    /// Python writes, is the replacement character.
    fn escape(&self) -> Result<(char, usize), JsonError> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let ch = match rest.get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let Some(high) = hexadecimal(rest.get(2..6)) else {
                    return Err(self.error("expected four hexadecimal digits"));
                };
                let low = match rest.get(6..8) {
                    Some(b"\\u") => hexadecimal(rest.get(8..12)),
                    _ => None,
                };
                let pair = low.and_then(|low| char::decode_utf16([high, low]).next()?.ok());
                return Ok(match (char::from_u32(high.into()), pair) {
                    (Some(ch), _) => (ch, 6),
                    (None, Some(ch)) => (ch, 12),
                    (None, None) => (char::REPLACEMENT_CHARACTER, 6),
                });
            }
            _ => return Err(self.error("not an escape of JSON")),
        };
        Ok((ch, 2))
    }

    /// The number, truth value or `null` that comes next.
    fn plain(&mut self) -> Result<&'a str, JsonError> {
        self.space();
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b));
        let word = rest.get(..end.count()).unwrap_or_default();
        let number = word
            .trim_start_matches('-')
            .starts_with(|ch: char| ch.is_ascii_digit());
        if number || matches!(word, "true" | "false" | "null") {
            self.at += word.len();
            return Ok(word);
        }
        Err(self.error("expected a value"))
    }

    fn line_at(&mut self, at: usize) -> u32 {
        let (from, line) = self.known;
        let newlines = |from: usize, to: usize| {
            let between = self.text.as_bytes().get(from..to).unwrap_or_default();
            memchr::memchr_iter(b'\n', between).count() as u32
        };
        let line = if at >= from {
            line + newlines(from, at)
        } else {
            line - newlines(at, from)
        };
        self.known = (at, line);
        line
    }

    fn error(&self, problem: &'static str) -> JsonError {
        let read = self.text.get(..self.at).unwrap_or(self.text);
        let line = memchr::memchr_iter(b'\n', read.as_bytes()).count() as u32 + 1;
        let last = read.rsplit('\n').next().unwrap_or_default();
        // Of a truncated document it helps nobody to know which sign would have been next.
        let at_end = self.at >= self.text.len() && problem.starts_with("expected");
        let problem = if at_end {
            "the document ends too early"
        } else {
            problem
        };
        JsonError {
            line,
            column: last.chars().count() as u32 + 1,
            problem,
        }
    }
}

fn hexadecimal(digits: Option<&[u8]>) -> Option<u16> {
    let digits = std::str::from_utf8(digits?).ok()?;
    digits
        .bytes()
        .all(|b| b.is_ascii_hexdigit())
        .then(|| u16::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    /// The document as another reader would build it; `null` for numbers, whose value nothing here asks for.
    fn build(reader: &mut Reader<'_>) -> Result<Value, JsonError> {
        match reader.peek() {
            Some(b'{') => {
                let mut map = serde_json::Map::new();
                reader.members(|reader, key| {
                    map.insert(key.into_owned(), build(reader)?);
                    Ok(())
                })?;
                Ok(Value::Object(map))
            }
            Some(b'[') => {
                let mut list = Vec::new();
                reader.elements(|reader| {
                    list.push(build(reader)?);
                    Ok(())
                })?;
                Ok(Value::Array(list))
            }
            Some(b'"') => Ok(reader
                .string()?
                .map_or(Value::Null, |text| text.into_owned().into())),
            _ => {
                let text = reader.scalar()?.unwrap_or_default();
                Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
            }
        }
    }

    fn read(text: &str) -> Result<Value, JsonError> {
        let mut reader = Reader::new(text);
        let value = build(&mut reader)?;
        reader.end()?;
        Ok(value)
    }

    fn documents() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::vec((any::<String>(), inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn lines_are_those_of_keys_and_values() {
        let mut reader = Reader::new("{\n \"a\":\n  [1,\n 2], \"b\": {}\n}\n");
        let mut seen = Vec::new();
        let object = reader.members(|reader, key| {
            seen.push((
                key.into_owned(),
                reader.key_line(),
                reader.line(),
                reader.key_line(),
            ));
            reader.skip()
        });
        assert_eq!((object, reader.end()), (Ok(true), Ok(())));
        assert_eq!(seen, [("a".to_owned(), 2, 3, 2), ("b".to_owned(), 4, 4, 4)]);
    }

    #[test]
    fn escapes_are_resolved() {
        let text = r#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud83dz""#;
        assert_eq!(read(text).unwrap(), "a\"\\/\u{8}\u{c}\n\r\té😀\u{fffd}z");
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        for (text, told) in [
            ("", "line 1, column 1: the document ends too early"),
            (
                "{\n \"a\": [1, 2",
                "line 2, column 12: the document ends too early",
            ),
            (
                "{\"a\": 1,}",
                "line 1, column 9: expected a key in double quotes",
            ),
            ("{\"a\" 1}", "line 1, column 6: expected `:` after the key"),
            ("[1 2]", "line 1, column 4: expected `,` or `]`"),
            (
                "[\"a\n\"]",
                "line 1, column 4: the string does not end on its line",
            ),
            ("[\"a", "line 1, column 4: the string does not end"),
            ("[\"\\x\"]", "line 1, column 3: not an escape of JSON"),
            (
                "[\"\\u12g4\"]",
                "line 1, column 3: expected four hexadecimal digits",
            ),
            ("[nul]", "line 1, column 2: expected a value"),
            ("1 1", "line 1, column 3: expected the end of the document"),
        ] {
            assert_eq!(read(text).unwrap_err().to_string(), told, "{text:?}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Reader::new(&nested(128)).skip().is_ok());
        assert!(Reader::new(&nested(129)).skip().is_err());
        assert!(Reader::new(&"[".repeat(1_000_000)).skip().is_err());
    }

    proptest! {
        #[test]
        fn what_others_write_is_read_the_same(document in documents()) {
            prop_assert_eq!(read(&document.to_string()), Ok(document.clone()));
            prop_assert_eq!(read(&serde_json::to_string_pretty(&document).unwrap()), Ok(document));
        }

        #[test]
        fn no_text_panics(text in "[\\[\\]{}\",:0-9a-z\\\\\\s\u{e9}]{0,60}") {
            let ours = read(&text);
            if let Ok(theirs) = serde_json::from_str::<Value>(&text) {
                prop_assert_eq!(ours.map(|value| value.is_object()), Ok(theirs.is_object()));
            }
            let mut reader = Reader::new(&text);
            let _ = reader.skip();
            prop_assert!(reader.line() >= 1);
        }
    }
}
