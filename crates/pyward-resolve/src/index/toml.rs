//! TOML files of configuration, as tables whose values know their line.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike, Value};

/// The largest file, in bytes.
const MOST_BYTES: usize = 4 << 20;

/// A file.
pub(super) struct Toml<'t> {
    document: Document<&'t str>,
    /// Where lines start, in bytes.
    starts: Vec<usize>,
}

/// Why a file cannot be understood.
#[derive(Debug)]
pub(super) struct TomlError {
    pub(super) line: u32,
    pub(super) message: String,
}

/// A table and its line.
#[derive(Clone, Copy)]
pub(super) struct Table<'t> {
    toml: &'t Toml<'t>,
    keys: &'t dyn TableLike,
    pub(super) line: u32,
}

impl<'t> Toml<'t> {
    pub(super) fn parse(text: &'t str) -> Result<Self, TomlError> {
        if text.len() > MOST_BYTES {
            return Err(TomlError {
                line: 1,
                message: format!("the file is larger than {} MiB", MOST_BYTES >> 20),
            });
        }
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts: Vec<usize> = std::iter::once(0)
            .chain(newlines.map(|(at, _)| at + 1))
            .collect();
        match Document::parse(text) {
            Ok(document) => Ok(Self { document, starts }),
            Err(error) => Err(TomlError {
                line: line(&starts, error.span()),
                // The message alone: the whole error would show the line, and what secret is in it.
                message: format!("not TOML: {}", error.message().replace('\n', " ")),
            }),
        }
    }

    /// The whole document.
    pub(super) fn root(&'t self) -> Table<'t> {
        Table {
            toml: self,
            keys: self.document.as_table(),
            line: 1,
        }
    }
}

fn line(starts: &[usize], span: Option<Range<usize>>) -> u32 {
    let start = span.map_or(0, |span| span.start);
    starts.partition_point(|line| *line <= start).max(1) as u32
}

impl<'t> Table<'t> {
    fn line_of(self, span: Option<Range<usize>>) -> u32 {
        match span {
            Some(span) => line(&self.toml.starts, Some(span)),
            None => self.line,
        }
    }

    /// The table of a key.
    pub(super) fn table(self, key: &str) -> Option<Self> {
        let item = self.keys.get(key)?;
        Some(Self {
            keys: item.as_table_like()?,
            line: self.line_of(item.span()),
            ..self
        })
    }

    /// The tables in the array of a key; what is no table is passed over.
    pub(super) fn tables(self, key: &str) -> Vec<Self> {
        let make = |keys: &'t dyn TableLike, span| Self {
            keys,
            line: self.line_of(span),
            ..self
        };
        match self.keys.get(key) {
            Some(Item::ArrayOfTables(tables)) => tables
                .iter()
                .map(|table| make(table, table.span()))
                .collect(),
            Some(Item::Value(Value::Array(values))) => values
                .iter()
                .filter_map(|value| {
                    let table = value.as_inline_table()?;
                    Some(make(table, value.span()))
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The text of a key and its line; `None` where it is something else than a string.
    pub(super) fn text(self, key: &str) -> Option<&'t str> {
        self.keys.get(key)?.as_str()
    }

    /// Whether a key is `true`.
    pub(super) fn is_true(self, key: &str) -> bool {
        self.keys.get(key).and_then(Item::as_bool) == Some(true)
    }

    /// What a key says as texts, each with its line: a string, a truth value, a number or a day is one, an array of them
    /// several. What is something else is `None`.
    pub(super) fn texts(self, key: &str) -> Vec<(Option<String>, u32)> {
        let Some(item) = self.keys.get(key) else {
            return Vec::new();
        };
        let Some(values) = item.as_array() else {
            let text = item.as_value().and_then(plain);
            return vec![(text, self.line_of(item.span()))];
        };
        values
            .iter()
            .map(|value| (plain(value), self.line_of(value.span())))
            .collect()
    }
}

/// A value that is one word, as text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.value().clone()),
        Value::Boolean(on) => Some(on.value().to_string()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Float(number) => Some(number.value().to_string()),
        Value::Datetime(time) => Some(time.value().to_string()),
        Value::Array(_) | Value::InlineTable(_) => None,
    }
}
