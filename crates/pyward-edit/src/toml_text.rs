//! TOML edited in place: values are found by a parser and replaced in the text, so that every other byte stays
//! ([TOML](https://toml.io/en/v1.1.0)).

use std::ops::Range;

use pyward_model::PackageName;
use toml_edit::{Document, TableLike, Value};

use crate::patch::{LineIndex, Patch, newline, without_mark};
use crate::{Because, EditError, Edited, Left, Made, Request};

/// A document that is being edited.
pub(crate) struct TomlText<'t> {
    mark: &'t str,
    pub(crate) body: &'t str,
    file: Box<str>,
    lines: LineIndex,
    pub(crate) newline: &'static str,
    pub(crate) patch: Patch<'t>,
    pub(crate) made: Vec<Made>,
    pub(crate) left: Vec<Left>,
}

/// Reads a document. What is found in it is edited through the [`TomlText`].
pub(crate) fn read<'t>(
    text: &'t str,
    request: &Request<'_>,
) -> Result<(Document<&'t str>, TomlText<'t>), EditError> {
    request.check_size(text)?;
    let (mark, body) = without_mark(text);
    let lines = LineIndex::new(body);
    let document = Document::parse(body).map_err(|error| EditError::Toml {
        file: request.file_name.into(),
        line: lines.line(error.span().map_or(0, |span| span.start)),
        message: error.message().lines().next().unwrap_or_default().into(),
    })?;
    let text = TomlText {
        mark,
        body,
        file: request.file_name.into(),
        lines,
        newline: newline(body),
        patch: Patch::new(body),
        made: Vec::new(),
        left: Vec::new(),
    };
    Ok((document, text))
}

impl TomlText<'_> {
    /// The line of a byte, counted from 1.
    pub(crate) fn line(&self, at: usize) -> u32 {
        self.lines.line(at)
    }

    /// The first line of a value.
    pub(crate) fn line_of(&self, value: &Value) -> Option<u32> {
        Some(self.line(value.span()?.start))
    }

    /// Where a line begins.
    pub(crate) fn line_start(&self, at: usize) -> usize {
        let before = self.body.get(..at).unwrap_or_default();
        before.rfind('\n').map_or(0, |feed| feed + 1)
    }

    /// Where the line after that of a byte begins, or the text ends.
    pub(crate) fn next_line(&self, at: usize) -> usize {
        let after = self.body.get(at..).unwrap_or_default();
        after
            .find('\n')
            .map_or(self.body.len(), |feed| at + feed + 1)
    }

    pub(crate) fn leave(&mut self, name: &PackageName, line: Option<u32>, because: Because) {
        self.left.push(Left {
            name: name.clone(),
            line,
            because,
        });
    }

    /// Replaces a string by another, in the quotes it has.
    pub(crate) fn replace_string(&mut self, value: &Value, new: &str) -> Option<Range<usize>> {
        let span = value.span()?;
        let raw = self.body.get(span.clone())?;
        self.patch
            .replace(span.clone(), requoted(raw, value.as_str()?, new));
        Some(span)
    }

    /// Notes what was changed in a range.
    pub(crate) fn made(
        &mut self,
        name: &PackageName,
        range: &Range<usize>,
        before: &str,
        after: &str,
    ) {
        self.made.push(Made {
            line: self.line(range.start),
            last_line: self.line(range.end.saturating_sub(1).max(range.start)),
            name: name.clone(),
            before: before.to_owned(),
            after: after.to_owned(),
        });
    }

    /// The edited text, if it is still TOML.
    pub(crate) fn finish(mut self) -> Result<Edited, EditError> {
        let body = self.patch.finish();
        if !self.made.is_empty() && Document::parse(body.as_str()).is_err() {
            return Err(EditError::Broken { file: self.file });
        }
        self.made.sort();
        Ok(Edited {
            text: format!("{}{body}", self.mark),
            made: self.made,
            left: self.left,
        })
    }
}

/// A string literal with other content in the same quotes; in plain ones where those cannot hold it.
fn requoted(raw: &str, old: &str, new: &str) -> String {
    let quotes = ["\"\"\"", "'''", "\"", "'"];
    let quote = quotes.iter().find(|quote| raw.starts_with(**quote));
    let plain = !new
        .chars()
        .any(|ch| ch.is_control() || "\"'\\".contains(ch));
    match quote {
        Some(quote) => {
            let inner = raw
                .strip_prefix(quote)
                .and_then(|rest| rest.strip_suffix(quote));
            // Content without escapes is content as written.
            let as_written = inner == Some(old);
            let same_signs = |sign: char| new.matches(sign).count() == old.matches(sign).count();
            let unchanged = ['"', '\'', '\\', '\n', '\r', '\t']
                .into_iter()
                .all(same_signs);
            if as_written && (plain || unchanged) {
                format!("{quote}{new}{quote}")
            } else {
                literal(new)
            }
        }
        None => literal(new),
    }
}

/// A string as TOML writes it, whatever is in it.
pub(crate) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}

/// The table at a path of keys.
pub(crate) fn table<'d>(root: &'d dyn TableLike, path: &[&str]) -> Option<&'d dyn TableLike> {
    let mut table = root;
    for key in path {
        table = table.get(key)?.as_table_like()?;
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_keep_their_quotes() {
        for (raw, old, new, expected) in [
            ("\"a==1\"", "a==1", "a==2", "\"a==2\""),
            ("'a==1'", "a==1", "a==2", "'a==2'"),
            ("'''a==1'''", "a==1", "a==2", "'''a==2'''"),
            (
                "'a==1;x==\"y\"'",
                "a==1;x==\"y\"",
                "a==2;x==\"y\"",
                "'a==2;x==\"y\"'",
            ),
            (
                "\"a==1;x==\\\"y\\\"\"",
                "a==1;x==\"y\"",
                "a==2;x==\"y\"",
                "'a==2;x==\"y\"'",
            ),
        ] {
            assert_eq!(requoted(raw, old, new), expected);
        }
    }
}
