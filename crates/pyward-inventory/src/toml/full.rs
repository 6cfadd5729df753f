//! The reader that knows all of TOML, by way of `toml_edit`.

use std::borrow::Cow;
use std::ops::Range;

use toml_parser::parser::EventReceiver;
use toml_parser::{ErrorSink, Source, Span};

use super::{Document, Entry, Kind, MAX_DEPTH, Table, TomlError, Value};

/// The largest document that is read in full. Lock files of this size exist, but in plain forms.
const MAX_BYTES: usize = 8 << 20;

/// The most values. A value takes a few hundred bytes while it is read.
const MAX_VALUES: usize = 1_000_000;

/// The most `[table]` headers: opening a table that an earlier header implied takes time in proportion to the tables
/// beside it.
const MAX_HEADERS: usize = 20_000;

/// Reads a document by all the rules of TOML.
///
/// # Errors
///
/// Where `text` is not TOML; where it is deeper than [`MAX_DEPTH`], or larger than 8 MiB, 1,000,000 values or 20,000
/// tables.
pub fn full(text: &str) -> Result<Document<'_>, TomlError> {
    let error = |at: usize, message: String| {
        let (line, column) = position(text, at);
        TomlError {
            line,
            column,
            message,
        }
    };
    if text.len() > MAX_BYTES {
        return Err(error(
            MAX_BYTES,
            format!("larger than {} MiB", MAX_BYTES >> 20),
        ));
    }
    if let Some((at, message)) = Limits::exceeded_by(text) {
        return Err(error(at, message));
    }
    let document = toml_edit::Document::parse(text).map_err(|e| {
        error(
            e.span().map_or(text.len(), |span| span.start),
            e.message().to_owned(),
        )
    })?;
    let converter = Converter {
        text,
        newlines: memchr::memchr_iter(b'\n', text.as_bytes()).collect(),
    };
    Ok(Document {
        root: converter.table(document.as_table()),
    })
}

/// The line and column of a byte, both counted from 1.
fn position(text: &str, at: usize) -> (u32, u32) {
    let at = text.floor_char_boundary(at);
    let before = text.get(..at).unwrap_or(text);
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before.get(start..).unwrap_or_default().chars().count() + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}

/// Walks a document without building anything, and says where it goes past the limits. The parts of dotted keys count:
/// each is a table inside the one before.
struct Limits {
    /// Depth of the arrays and inline tables around, outermost first: the depth up to and with each.
    around: Vec<usize>,
    header: usize,
    key: usize,
    values: usize,
    headers: usize,
    exceeded: Option<(usize, String)>,
}

impl Limits {
    fn exceeded_by(text: &str) -> Option<(usize, String)> {
        let tokens = Source::new(text).lex().into_vec();
        let mut limits = Self {
            around: Vec::new(),
            header: 0,
            key: 0,
            values: 0,
            headers: 0,
            exceeded: None,
        };
        toml_parser::parser::parse_document(&tokens, &mut limits, &mut ());
        limits.exceeded
    }

    fn depth(&self) -> usize {
        self.around.last().copied().unwrap_or(self.header)
    }

    fn check(&mut self, span: Span) -> bool {
        let message = if self.depth() + self.key > MAX_DEPTH {
            format!("nested deeper than {MAX_DEPTH} levels")
        } else if self.values > MAX_VALUES {
            format!("more than {MAX_VALUES} values")
        } else if self.headers > MAX_HEADERS {
            format!("more than {MAX_HEADERS} table headers")
        } else {
            return true;
        };
        self.exceeded.get_or_insert((span.start(), message));
        false
    }

    fn start_header(&mut self) {
        self.around.clear();
        self.header = 0;
        self.key = 0;
    }

    fn end_header(&mut self) {
        self.header = self.key;
        self.key = 0;
        self.values += 1;
    }

    fn enter(&mut self, span: Span) -> bool {
        self.values += 1;
        self.around.push(self.depth() + self.key + 1);
        self.key = 0;
        self.check(span)
    }

    fn leave(&mut self) {
        self.around.pop();
        self.key = 0;
    }
}

impl EventReceiver for Limits {
    fn std_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.headers += 1;
        self.check(span);
        self.start_header();
    }

    fn std_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.end_header();
    }

    fn array_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.start_header();
    }

    fn array_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.end_header();
    }

    fn inline_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.enter(span)
    }

    fn inline_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.leave();
    }

    fn array_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.enter(span)
    }

    fn array_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.leave();
    }

    fn simple_key(
        &mut self,
        span: Span,
        _: Option<toml_parser::decoder::Encoding>,
        _: &mut dyn ErrorSink,
    ) {
        self.key += 1;
        self.check(span);
    }

    fn scalar(
        &mut self,
        span: Span,
        _: Option<toml_parser::decoder::Encoding>,
        _: &mut dyn ErrorSink,
    ) {
        self.values += 1;
        self.key = 0;
        self.check(span);
    }

    fn value_sep(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.key = 0;
    }

    fn newline(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.key = 0;
    }
}

/// Makes the light tree of the heavy one. Recursion is bounded by [`MAX_DEPTH`], which has been checked.
struct Converter<'a> {
    text: &'a str,
    newlines: Vec<usize>,
}

impl<'a> Converter<'a> {
    fn line(&self, span: Option<Range<usize>>) -> u32 {
        let at = span.map_or(0, |span| span.start);
        u32::try_from(self.newlines.partition_point(|&newline| newline < at) + 1)
            .unwrap_or(u32::MAX)
    }

    fn table(&self, table: &toml_edit::Table) -> Table<'a> {
        let entries = table.iter().filter_map(|(key, item)| {
            let kind = match item {
                toml_edit::Item::None => return None,
                toml_edit::Item::Value(value) => self.value(value).kind,
                toml_edit::Item::Table(table) => Kind::Table(self.table(table)),
                toml_edit::Item::ArrayOfTables(tables) => Kind::Array(
                    tables
                        .iter()
                        .map(|table| Value {
                            line: self.line(table.span()),
                            kind: Kind::Table(self.table(table)),
                        })
                        .collect(),
                ),
            };
            let value = Value {
                line: self.line(item.span()),
                kind,
            };
            Some(Entry {
                key: Cow::Owned(key.to_owned()),
                value,
            })
        });
        Table {
            entries: entries.collect(),
        }
    }

    fn value(&self, value: &toml_edit::Value) -> Value<'a> {
        let raw = || {
            value
                .span()
                .and_then(|span| self.text.get(span))
                .unwrap_or_default()
        };
        let kind = match value {
            toml_edit::Value::String(string) => Kind::String(Cow::Owned(string.value().clone())),
            toml_edit::Value::Integer(number) => Kind::Integer(*number.value()),
            toml_edit::Value::Float(_) => Kind::Float(Cow::Borrowed(raw())),
            toml_edit::Value::Boolean(truth) => Kind::Boolean(*truth.value()),
            toml_edit::Value::Datetime(_) => Kind::Datetime(Cow::Borrowed(raw())),
            toml_edit::Value::Array(values) => {
                Kind::Array(values.iter().map(|value| self.value(value)).collect())
            }
            toml_edit::Value::InlineTable(table) => {
                let entries = table.iter().map(|(key, value)| Entry {
                    key: Cow::Owned(key.to_owned()),
                    value: self.value(value),
                });
                Kind::Table(Table {
                    entries: entries.collect(),
                })
            }
        };
        Value {
            line: self.line(value.span()),
            kind,
        }
    }
}
