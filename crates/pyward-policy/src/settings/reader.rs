//! Values out of TOML tables, with every problem kept instead of the first one thrown.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};
use std::sync::Arc;

use pyward_model::{Date, nearest};
use toml_edit::{Item, TableLike, Value};

use super::keys::{Key, LATER, keys_of};
use super::problem::{ConfigError, Lines, MOST_PROBLEMS, Problem};

/// A value and the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) line: u32,
    /// In bytes of the text.
    pub(super) span: Range<usize>,
}

impl<T> At<T> {
    pub(super) fn map<U>(self, f: impl FnOnce(T) -> U) -> At<U> {
        At {
            value: f(self.value),
            line: self.line,
            span: self.span,
        }
    }
}

/// A key of the table of keys as it is written in a file.
pub(super) struct Entry<'t> {
    pub(super) key: &'static Key,
    pub(super) item: &'t Item,
    /// The place of the value, or of the key where the value is a table with a place of its own.
    pub(super) span: Range<usize>,
    /// The place of the key.
    pub(super) key_span: Range<usize>,
}

/// The known keys of one table that are written in a file, by their last part.
pub(super) struct Entries<'t> {
    entries: BTreeMap<&'static str, Entry<'t>>,
    /// Where a key that is missing would have been.
    pub(super) span: Range<usize>,
}

impl<'t> Entries<'t> {
    pub(super) fn get(&self, leaf: &str) -> Option<&Entry<'t>> {
        self.entries.get(leaf)
    }

    pub(super) fn has(&self, leaf: &str) -> bool {
        self.entries.contains_key(leaf)
    }

    /// The place of a key's value, or of the whole table where the key is missing.
    pub(super) fn span_of(&self, leaf: &str) -> Range<usize> {
        self.get(leaf)
            .map_or_else(|| self.span.clone(), |entry| entry.span.clone())
    }
}

/// Reads one file and gathers what is wrong with it.
pub(super) struct Reader<'t> {
    pub(super) path: Arc<str>,
    lines: Lines<'t>,
    problems: Vec<Problem>,
    untold: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, path: &str) -> Self {
        Self {
            path: path.into(),
            lines: Lines::new(text),
            problems: Vec::new(),
            untold: 0,
        }
    }

    /// Whether enough was told; then one more problem is only counted, and no time goes into its words.
    fn is_full(&mut self) -> bool {
        let full = self.problems.len() == MOST_PROBLEMS;
        self.untold += usize::from(full);
        full
    }

    /// Keeps a problem.
    pub(super) fn problem(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        hint: Option<String>,
    ) {
        if self.is_full() {
            return;
        }
        let (line, column) = self.lines.place(span.start);
        self.problems.push(Problem {
            path: Arc::clone(&self.path),
            span,
            line,
            column,
            message: message.into(),
            hint,
        });
    }

    /// `value` where nothing was wrong, else all that was.
    pub(super) fn finish<T>(self, value: T, text: &str) -> Result<T, ConfigError> {
        if self.problems.is_empty() {
            Ok(value)
        } else {
            Err(self.error(text))
        }
    }

    /// Everything that was wrong, in order of place.
    pub(super) fn error(mut self, text: &str) -> ConfigError {
        self.problems
            .sort_by_key(|problem| (problem.span.start, problem.span.end));
        ConfigError {
            path: self.path,
            text: text.into(),
            problems: self.problems,
            untold: self.untold,
        }
    }

    pub(super) fn line(&self, span: &Range<usize>) -> u32 {
        self.lines.line(span.start)
    }

    /// The known keys of a table; each unknown one is a problem that names what may have been meant.
    pub(super) fn table(
        &mut self,
        path: &'static str,
        table: &'t dyn TableLike,
        span: Range<usize>,
    ) -> Entries<'t> {
        let mut entries = BTreeMap::new();
        for (name, item) in table.iter() {
            let key_span = key_span(table, name, &span);
            match keys_of(path).find(|key| key.leaf() == name) {
                Some(key) => {
                    let span = match item {
                        Item::Value(value) => value.span().unwrap_or_else(|| key_span.clone()),
                        _ => key_span.clone(),
                    };
                    let entry = Entry {
                        key,
                        item,
                        span,
                        key_span,
                    };
                    entries.insert(key.leaf(), entry);
                }
                None => self.unknown(key_span, path, name, keys_of(path).map(Key::leaf)),
            }
        }
        Entries { entries, span }
    }

    /// The keys of a table whose names are not in the table of keys.
    pub(super) fn free_table(
        &mut self,
        entry: &Entry<'t>,
    ) -> Vec<(&'t str, Range<usize>, &'t Item)> {
        let Some(table) = entry.item.as_table_like() else {
            self.wrong_type(entry);
            return Vec::new();
        };
        table
            .iter()
            .map(|(name, item)| (name, key_span(table, name, &entry.key_span), item))
            .collect()
    }

    /// A key that is not known in its table.
    pub(super) fn unknown(
        &mut self,
        span: Range<usize>,
        table: &str,
        name: &str,
        known: impl Iterator<Item = &'static str> + Clone,
    ) {
        if self.is_full() {
            return;
        }
        let shown: String = name.chars().take(60).collect();
        let path = if table.is_empty() {
            shown
        } else {
            format!("{table}.{shown}")
        };
        if LATER.contains(&path.as_str()) {
            let message = format!("`{path}` is not supported by this version of pyward");
            let hint = "it would be read and not kept, so it is refused; leave it out".to_owned();
            return self.problem(span, message, Some(hint));
        }
        let hint = match nearest(name, known.clone()).first() {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("known here: {}", known.collect::<Vec<_>>().join(", ")),
        };
        self.problem(span, format!("unknown key `{path}`"), Some(hint));
    }

    /// A value of the wrong type.
    pub(super) fn wrong_type(&mut self, entry: &Entry<'_>) {
        let message = format!(
            "`{}` takes {}, not {}",
            entry.key.path,
            entry.key.kind,
            type_name(entry.item)
        );
        let hint = (!entry.key.example.is_empty())
            .then(|| format!("such as `{} = {}`", entry.key.leaf(), entry.key.example));
        self.problem(entry.span.clone(), message, hint);
    }

    pub(super) fn at<T>(&self, entry: &Entry<'_>, value: T) -> At<T> {
        At {
            value,
            line: self.line(&entry.span),
            span: entry.span.clone(),
        }
    }

    /// A string that is not empty.
    pub(super) fn text(&mut self, entry: Option<&Entry<'_>>) -> Option<At<String>> {
        let entry = entry?;
        let Some(text) = entry.item.as_str() else {
            self.wrong_type(entry);
            return None;
        };
        let text = text.trim();
        if text.is_empty() {
            self.problem(
                entry.span.clone(),
                format!("`{}` is empty", entry.key.path),
                Some("leave the key out where there is nothing to say".to_owned()),
            );
            return None;
        }
        Some(self.at(entry, text.to_owned()))
    }

    /// A string of a grammar of its own.
    pub(super) fn parsed<T, E: Display>(
        &mut self,
        entry: Option<&Entry<'_>>,
        parse: impl FnOnce(&str) -> Result<T, E>,
        hint: &str,
    ) -> Option<At<T>> {
        let text = self.text(entry)?;
        let entry = entry?;
        match parse(&text.value) {
            Ok(value) => Some(self.at(entry, value)),
            Err(error) => {
                self.problem(entry.span.clone(), error.to_string(), Some(hint.to_owned()));
                None
            }
        }
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(
        &mut self,
        entry: Option<&Entry<'_>>,
        words: &[(&'static str, T)],
    ) -> Option<At<T>> {
        let entry = entry?;
        let Some(text) = entry.item.as_str() else {
            self.wrong_type(entry);
            return None;
        };
        let value = self.word_of(entry.key.path, entry.span.clone(), text, words)?;
        Some(self.at(entry, value))
    }

    /// What a word stands for; another word is a problem that names the nearest.
    pub(super) fn word_of<T: Copy>(
        &mut self,
        path: &str,
        span: Range<usize>,
        text: &str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        if self.is_full() {
            return None;
        }
        let known = words.iter().map(|(word, _)| *word);
        let hint = match nearest(text, known.clone()).first() {
            Some(word) => format!("did you mean \"{word}\"?"),
            None => format!("one of {}", known.collect::<Vec<_>>().join(", ")),
        };
        let shown: String = text.chars().take(60).collect();
        self.problem(span, format!("`{path}` cannot be \"{shown}\""), Some(hint));
        None
    }

    /// A day, as a TOML date without quotes.
    pub(super) fn date(&mut self, entry: Option<&Entry<'_>>) -> Option<At<Date>> {
        let entry = entry?;
        let plain = entry
            .item
            .as_datetime()
            .filter(|it| it.time.is_none() && it.offset.is_none())
            .and_then(|it| it.date)
            .and_then(|date| {
                Date::new(
                    i16::try_from(date.year).ok()?,
                    i8::try_from(date.month).ok()?,
                    i8::try_from(date.day).ok()?,
                )
            });
        if plain.is_none() {
            self.problem(
                entry.span.clone(),
                format!("`{}` is no date", entry.key.path),
                Some("a day without quotes and without a time, such as 2027-01-31".to_owned()),
            );
        }
        plain.map(|date| self.at(entry, date))
    }

    /// A whole number within bounds.
    pub(super) fn whole(
        &mut self,
        path: &str,
        span: Range<usize>,
        item: &Item,
        bounds: &RangeInclusive<u32>,
    ) -> Option<u32> {
        let number = item
            .as_integer()
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| bounds.contains(number));
        if number.is_none() {
            self.problem(
                item.span().unwrap_or(span),
                format!(
                    "`{path}` takes a whole number from {} to {}",
                    bounds.start(),
                    bounds.end()
                ),
                None,
            );
        }
        number
    }

    /// The strings of a list, each with its place.
    pub(super) fn texts(&mut self, entry: &Entry<'t>) -> Option<Vec<(&'t str, Range<usize>)>> {
        let Some(array) = entry.item.as_array() else {
            self.wrong_type(entry);
            return None;
        };
        let mut texts = Vec::new();
        for value in array {
            if let Some(text) = value.as_str() {
                texts.push((text, value.span().unwrap_or_default()));
            } else {
                self.wrong_type(entry);
                return None;
            }
        }
        Some(texts)
    }
}

/// The place of a key in its table.
pub(super) fn key_span(table: &dyn TableLike, name: &str, fallback: &Range<usize>) -> Range<usize> {
    table
        .key(name)
        .and_then(toml_edit::Key::span)
        .unwrap_or_else(|| fallback.clone())
}

fn type_name(item: &Item) -> &'static str {
    match item {
        Item::None => "nothing",
        Item::Table(_) | Item::Value(Value::InlineTable(_)) => "a table",
        Item::ArrayOfTables(_) => "an array of tables",
        Item::Value(Value::String(_)) => "a string",
        Item::Value(Value::Integer(_)) => "an integer",
        Item::Value(Value::Float(_)) => "a number with a point",
        Item::Value(Value::Boolean(_)) => "true or false",
        Item::Value(Value::Datetime(_)) => "a date",
        Item::Value(Value::Array(_)) => "a list",
    }
}
