//! The fast reader, for the plain forms that tools write lock files in.
//!
//! It is strict: it accepts only what it is sure of, and every doubt (dotted keys, multi-line strings, floats, a table
//! that is opened twice, a header that goes back to an earlier table, an unknown escape, …) is a refusal, upon which the
//! full reader decides. So it can be wrong only by accepting, and a differential test watches that.

mod literal;
mod parts;
mod passed;

use std::borrow::Cow;

use super::{Document, Entry, Kind, Table, Value};

/// How deep arrays and inline tables go in lock files, amply.
const NESTING: usize = 16;

/// How many parts the keys in headers have in lock files, amply.
const HEADER_PARTS: usize = 8;

/// How many values a document may have whatever its size, and how many bytes a value must take up in larger ones: a file
/// full of `[],[],` must not fill the memory.
const VALUES: usize = 1_000_000;
const BYTES_A_VALUE: usize = 24;

/// How many comparisons of keys a byte of the document allows. Real files stay far below; a hostile one with a hundred
/// thousand keys in a table is left to the full reader, which hashes them.
const COMPARISONS_A_BYTE: usize = 8;

/// Reads a document that is written in plain forms; `None` where it is not, which says nothing about whether it is TOML.
pub fn scan(text: &str) -> Option<Document<'_>> {
    scan_without(text, &[])
}

/// The same, where the arrays and inline tables under the keys `passed` are read as empty ones.
pub fn scan_without<'a>(text: &'a str, passed: &[&str]) -> Option<Document<'a>> {
    let root = match parts::scan_in_parts(text, passed) {
        Some(root) => root,
        None => scan_from(text, 1, passed)?,
    };
    Some(Document { root })
}

/// Reads a document, or a part of one that is a document too, whose first line has the given number.
fn scan_from<'a>(text: &'a str, line: u32, passed: &[&str]) -> Option<Table<'a>> {
    let bytes = text.as_bytes();
    if has_odd_controls(bytes) {
        return None;
    }
    let mut scanner = Scanner {
        text,
        bytes,
        at: 0,
        line,
        entries: Vec::with_capacity(64),
        values: Vec::with_capacity(64),
        comparisons_left: bytes
            .len()
            .saturating_mul(COMPARISONS_A_BYTE)
            .saturating_add(4096),
        values_left: VALUES.max(bytes.len() / BYTES_A_VALUE),
        passed,
    };
    scanner.document()
}

/// Whether there are control characters besides tab and the ends of lines. Looked for once, over the whole document, so
/// that nothing later has to think of them.
fn has_odd_controls(bytes: &[u8]) -> bool {
    let mut odd = false;
    let mut carriage = false;
    for chunk in bytes.chunks(1024) {
        for &b in chunk {
            odd |= matches!(b, 0..=0x08 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f);
            carriage |= b == b'\r';
        }
        if odd {
            return true;
        }
    }
    carriage && memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
}

struct Scanner<'a, 'k> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    line: u32,
    /// Entries of the tables, and values of the arrays, that are being read: those of the innermost stand last. Each is
    /// moved to a place of its own, of the right size, when it is complete.
    entries: Vec<Entry<'a>>,
    values: Vec<Value<'a>>,
    comparisons_left: usize,
    values_left: usize,
    /// Keys whose arrays and inline tables are passed over.
    passed: &'k [&'k str],
}

/// A table on the way from the root to the one whose keys are being read.
struct Step<'a> {
    key: Cow<'a, str>,
    /// The place of its entry in the table before it.
    index: usize,
    /// Whether it is the last table of an array.
    in_array: bool,
}

impl<'a> Scanner<'a, '_> {
    fn document(&mut self) -> Option<Table<'a>> {
        let mut root = Table::default();
        let mut path: Vec<Step<'a>> = Vec::new();
        loop {
            self.skip_blank_lines();
            match self.peek() {
                Some(b'[') => {
                    table_at(&mut root, &path)?.entries = self.entries.drain(..).collect();
                    self.header(&mut root, &mut path)?;
                }
                Some(_) => {
                    let entry = self.key_value(0, 0)?;
                    self.entries.push(entry);
                    self.end_of_line()?;
                }
                None => {
                    table_at(&mut root, &path)?.entries = self.entries.drain(..).collect();
                    return Some(root);
                }
            }
        }
    }

    /// Reads `[a.b]` or `[[a.b]]`, makes the table, and sets the path to it.
    fn header(&mut self, root: &mut Table<'a>, path: &mut Vec<Step<'a>>) -> Option<()> {
        let line = self.line;
        self.at += 1;
        let in_array = self.eat(b'[');
        let mut parts = Vec::with_capacity(HEADER_PARTS);
        loop {
            parts.push(self.key()?);
            if !self.eat(b'.') {
                break;
            }
            if parts.len() == HEADER_PARTS {
                return None;
            }
        }
        let closed = self.eat(b']') && (!in_array || self.eat(b']'));
        if !closed {
            return None;
        }
        self.end_of_line()?;
        self.open(parts, in_array, line, root, path)
    }

    /// Makes the table of a header. A header may go on from the path of the one before; a table that exists besides is
    /// not gone back to.
    fn open(
        &mut self,
        parts: Vec<Cow<'a, str>>,
        in_array: bool,
        line: u32,
        root: &mut Table<'a>,
        path: &mut Vec<Step<'a>>,
    ) -> Option<()> {
        self.values_left = self.values_left.checked_sub(parts.len())?;
        let last = parts.len() - 1;
        let shared = path
            .iter()
            .zip(parts.iter().take(last))
            .take_while(|(step, part)| step.key == **part)
            .count();
        let again = shared == last
            && in_array
            && path
                .get(last)
                .is_some_and(|step| step.in_array && Some(&step.key) == parts.last());
        if again {
            path.truncate(last + 1);
            let index = path.last()?.index;
            let array = table_at(root, path.get(..last)?)?.entries.get_mut(index)?;
            let Kind::Array(tables) = &mut array.value.kind else {
                return None;
            };
            tables.push(Value {
                line,
                kind: Kind::Table(Table::default()),
            });
            return Some(());
        }
        path.truncate(shared);
        let mut table = table_at(root, path)?;
        for (at, key) in parts.into_iter().enumerate().skip(shared) {
            self.comparisons_left = self.comparisons_left.checked_sub(table.entries.len())?;
            if table.get(&key).is_some() {
                return None;
            }
            let in_array = in_array && at == last;
            let step = Step {
                key: key.clone(),
                index: table.entries.len(),
                in_array,
            };
            let mut kind = Kind::Table(Table::default());
            if in_array {
                kind = Kind::Array(vec![Value { line, kind }]);
            }
            table.entries.push(Entry {
                key,
                value: Value { line, kind },
            });
            table = innermost(table.entries.last_mut()?)?;
            path.push(step);
        }
        Some(())
    }

    /// Reads `key = value`; the keys it must not repeat stand in the entries from `base` on.
    fn key_value(&mut self, base: usize, depth: usize) -> Option<Entry<'a>> {
        let key = self.key()?;
        let siblings = self.entries.get(base..)?;
        self.comparisons_left = self.comparisons_left.checked_sub(siblings.len())?;
        if siblings.iter().any(|entry| entry.key == key) {
            return None;
        }
        self.skip_spaces();
        if !self.eat(b'=') {
            return None;
        }
        self.skip_spaces();
        let value = if depth == 0 && self.passed.contains(&&*key) {
            self.passed_value()?
        } else {
            self.value(depth)?
        };
        Some(Entry { key, value })
    }

    fn key(&mut self) -> Option<Cow<'a, str>> {
        match self.peek()? {
            b'"' => self.basic_string(),
            b'\'' => self.literal_string(),
            _ => self.bare_key().map(Cow::Borrowed),
        }
    }

    fn bare_key(&mut self) -> Option<&'a str> {
        let start = self.at;
        let is_key = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        let rest = self.bytes.get(start..)?;
        self.at += rest.iter().position(|b| !is_key(b)).unwrap_or(rest.len());
        self.text.get(start..self.at).filter(|key| !key.is_empty())
    }

    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        self.values_left = self.values_left.checked_sub(1)?;
        let line = self.line;
        let kind = match self.peek()? {
            b'"' => Kind::String(self.basic_string()?),
            b'\'' => Kind::String(self.literal_string()?),
            b'[' if depth < NESTING => Kind::Array(self.array(depth + 1)?),
            b'{' if depth < NESTING => Kind::Table(self.inline_table(depth + 1)?),
            _ => self.bare_value()?,
        };
        Some(Value { line, kind })
    }

    fn array(&mut self, depth: usize) -> Option<Vec<Value<'a>>> {
        self.at += 1;
        let base = self.values.len();
        loop {
            self.skip_blank_lines();
            if self.eat(b']') {
                break;
            }
            let value = self.value(depth)?;
            self.values.push(value);
            self.skip_blank_lines();
            if !self.eat(b',') {
                if self.eat(b']') {
                    break;
                }
                return None;
            }
        }
        Some(self.values.drain(base..).collect())
    }

    fn inline_table(&mut self, depth: usize) -> Option<Table<'a>> {
        self.at += 1;
        let base = self.entries.len();
        self.skip_spaces();
        if self.eat(b'}') {
            return Some(Table::default());
        }
        loop {
            self.skip_spaces();
            let entry = self.key_value(base, depth)?;
            self.entries.push(entry);
            self.skip_spaces();
            if !self.eat(b',') {
                break;
            }
        }
        if !self.eat(b'}') {
            return None;
        }
        Some(Table {
            entries: self.entries.drain(base..).collect(),
        })
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn skip_spaces(&mut self) {
        while let Some(b' ' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Passes over white space, ends of lines and comments.
    fn skip_blank_lines(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\n') => {
                    self.at += 1;
                    self.line += 1;
                }
                Some(b'#') => self.skip_comment(),
                _ => return,
            }
        }
    }

    /// Passes over the rest of a line, which may be a comment; `None` where it is something else.
    fn end_of_line(&mut self) -> Option<()> {
        self.skip_spaces();
        match self.peek() {
            None | Some(b'\n' | b'\r') => Some(()),
            Some(b'#') => {
                self.skip_comment();
                Some(())
            }
            Some(_) => None,
        }
    }

    fn skip_comment(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }
}

/// The table at the end of a path.
fn table_at<'t, 'a>(mut table: &'t mut Table<'a>, path: &[Step<'_>]) -> Option<&'t mut Table<'a>> {
    for step in path {
        table = innermost(table.entries.get_mut(step.index)?)?;
    }
    Some(table)
}

/// The table that headers below an entry speak of: its own, or the last of its array.
fn innermost<'t, 'a>(entry: &'t mut Entry<'a>) -> Option<&'t mut Table<'a>> {
    match &mut entry.value.kind {
        Kind::Table(table) => Some(table),
        Kind::Array(tables) => match &mut tables.last_mut()?.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        },
        _ => None,
    }
}
