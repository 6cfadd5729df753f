//! TOML documents as a light tree in which every value knows its line.
//!
//! Two readers make the same tree. [`scan`] is fast and knows only the plain forms that tools write lock files in; it
//! gives up at the first thing it is not sure of. [`full`] knows all of [TOML](https://toml.io/en/v1.1.0) and says what is
//! wrong with a document. [`parse`] asks one, then the other. [`salvage`] reads what can be read of a broken lock file.

mod full;
mod salvage;
mod scan;

use std::borrow::Cow;

pub use full::full;
pub use salvage::{Damage, Kept, Salvage, salvage};
pub use scan::{scan, scan_without};

/// How many tables, arrays and key parts may stand inside one another.
pub const MAX_DEPTH: usize = 64;

/// Reads a document.
///
/// # Errors
///
/// Where `text` is not TOML, or too deep or too large to be anything that a person or a tool of the trade wrote.
pub fn parse(text: &str) -> Result<Document<'_>, TomlError> {
    parse_without(text, &[])
}

/// Reads a document for someone to whom the arrays and inline tables under some keys mean nothing: these may be read as
/// empty ones. They are looked through all the same, so that what is no TOML is refused wherever it stands.
///
/// # Errors
///
/// As [`parse`].
pub fn parse_without<'a>(text: &'a str, passed: &[&str]) -> Result<Document<'a>, TomlError> {
    match scan_without(text, passed) {
        Some(document) => Ok(document),
        None => full(text),
    }
}

/// Why a document cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct TomlError {
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// What is wrong, without the place and without a full stop.
    pub message: String,
}

/// A document: its top-level table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document<'a> {
    /// What stands in it.
    pub root: Table<'a>,
}

impl<'a> std::ops::Deref for Document<'a> {
    type Target = Table<'a>;

    fn deref(&self) -> &Table<'a> {
        &self.root
    }
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Value<'a> {
    /// The line of its first character, counted from 1; for tables and arrays of tables, that of the (first) header.
    pub line: u32,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind<'a> {
    /// A string, its escapes resolved.
    String(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Boolean(bool),
    /// A floating-point number, as written.
    Float(Cow<'a, str>),
    /// A date, a time, or both, as written.
    Datetime(Cow<'a, str>),
    /// An array, of tables or of other values.
    Array(Vec<Value<'a>>),
    /// A table, inline or under a header.
    Table(Table<'a>),
}

impl<'a> Value<'a> {
    /// The string that it is.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number that it is.
    pub fn as_integer(&self) -> Option<i64> {
        match self.kind {
            Kind::Integer(number) => Some(number),
            _ => None,
        }
    }

    /// The truth value that it is.
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Boolean(truth) => Some(truth),
            _ => None,
        }
    }

    /// The elements of the array that it is.
    pub fn as_array(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::Array(values) => Some(values),
            _ => None,
        }
    }

    /// The table that it is.
    pub fn as_table(&self) -> Option<&Table<'a>> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    /// What kind of thing it is, with an article, for messages.
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::String(_) => "a string",
            Kind::Integer(_) => "an integer",
            Kind::Boolean(_) => "a boolean",
            Kind::Float(_) => "a float",
            Kind::Datetime(_) => "a date or time",
            Kind::Array(_) => "an array",
            Kind::Table(_) => "a table",
        }
    }
}

/// Keys and values, in the order of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table<'a> {
    entries: Vec<Entry<'a>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry<'a> {
    key: Cow<'a, str>,
    value: Value<'a>,
}

impl<'a> Table<'a> {
    /// The value of a key. Takes time in proportion to the keys of the table.
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| &entry.value)
    }

    /// The string of a key; `None` where there is none or where it is no string.
    pub fn string(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// The array of a key; empty where there is none or where it is no array.
    pub fn array(&self, key: &str) -> &[Value<'a>] {
        self.get(key).and_then(Value::as_array).unwrap_or_default()
    }

    /// The table of a key; `None` where there is none or where it is no table.
    pub fn table(&self, key: &str) -> Option<&Self> {
        self.get(key)?.as_table()
    }

    /// The tables in the array of a key, each with its line; what is no table is passed over.
    pub fn tables(&self, key: &str) -> impl Iterator<Item = (u32, &Self)> {
        self.array(key)
            .iter()
            .filter_map(|value| Some((value.line, value.as_table()?)))
    }

    /// The strings in the array of a key; what is no string is passed over.
    pub fn strings(&self, key: &str) -> impl Iterator<Item = &str> {
        self.array(key).iter().filter_map(Value::as_str)
    }

    /// The line of a key, counted from 1.
    pub fn line_of(&self, key: &str) -> Option<u32> {
        self.get(key).map(|value| value.line)
    }

    /// Keys and values, in the order of the document.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'a>)> {
        self.entries.iter().map(|entry| (&*entry.key, &entry.value))
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}
