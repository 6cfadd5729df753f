//! Requirements by [PEP 508](https://packaging.python.org/en/latest/specifications/dependency-specifiers/):
//! `name[extra] >=1.0; marker`.

use std::borrow::Cow;

use pyward_model::PackageName;

use crate::Marker;

/// What one requirement asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Whom.
    pub name: PackageName,
    /// Extras asked for, normalised like names, in the order written.
    pub extras: Vec<Box<str>>,
    /// The version specifiers as written, trimmed, without parentheses and without a closing comma; empty for any
    /// version. Their shape is checked (an operator and something after it), their versions are not: old metadata
    /// holds `==2004d`.
    pub specifiers: Box<str>,
    /// The URL after `@`, as written: it may hold credentials and must not be shown before they are taken off.
    pub url: Option<Box<str>>,
    /// The marker after `;`, as written, trimmed. It is known to be readable by [`Marker::parse`].
    pub marker: Option<Box<str>>,
}

/// Why a text is no requirement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} at column {column}")]
pub struct RequirementError {
    /// Where, counted in characters from 1.
    pub column: u32,
    /// What should stand there.
    pub expected: Cow<'static, str>,
}

impl RequirementError {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        "write it as `name[extra]>=1.0; marker`, see \
         https://packaging.python.org/en/latest/specifications/dependency-specifiers/"
    }
}

impl Requirement {
    /// Reads a requirement. White space may stand between any two parts; specifiers may be parenthesised and end in a
    /// comma; a URL may follow the name's `@` at once; a `;` with nothing after it is no marker.
    pub fn parse(text: &str) -> Result<Self, RequirementError> {
        let mut scanner = Scanner { text, at: 0 };
        scanner.skip_space();
        let name = scanner.name()?;
        scanner.skip_space();
        let extras = scanner.extras()?;
        scanner.skip_space();
        let (specifiers, url) = if scanner.take('@') {
            ("", Some(scanner.url()?))
        } else {
            (scanner.specifiers()?, None)
        };
        scanner.skip_space();
        let marker = scanner.marker(url.is_some())?;
        Ok(Self {
            name: PackageName::pypi(name),
            extras,
            specifiers: specifiers.into(),
            url: url.map(Into::into),
            marker: marker.map(Into::into),
        })
    }
}

const OPERATORS: [&str; 8] = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"];

/// How many `;` of a URL are looked at for a marker after them.
const SEMICOLONS: usize = 8;

/// The text and how far it is read, in bytes.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        self.take_while(char::is_whitespace);
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|ch| !belongs(ch)).unwrap_or(rest.len());
        let start = self.at;
        self.at += end;
        self.since(start)
    }

    fn expected(&self, what: impl Into<Cow<'static, str>>) -> RequirementError {
        let before = self.text.get(..self.at).unwrap_or_default();
        RequirementError {
            column: before.chars().count() as u32 + 1,
            expected: what.into(),
        }
    }

    /// A name or an extra: ASCII letters and digits at both ends, `.`, `-` and `_` between them too.
    fn identifier(&mut self) -> Option<&'a str> {
        if !self
            .rest()
            .starts_with(|ch: char| ch.is_ascii_alphanumeric())
        {
            return None;
        }
        let start = self.at;
        let run = self.take_while(|ch| ch.is_ascii_alphanumeric() || "._-".contains(ch));
        self.at = start + run.trim_end_matches(['.', '_', '-']).len();
        Some(self.since(start))
    }

    fn name(&mut self) -> Result<&'a str, RequirementError> {
        self.identifier()
            .ok_or_else(|| self.expected("a package name"))
    }

    fn extras(&mut self) -> Result<Vec<Box<str>>, RequirementError> {
        let mut extras = Vec::new();
        if !self.take('[') {
            return Ok(extras);
        }
        self.skip_space();
        if self.take(']') {
            return Ok(extras);
        }
        loop {
            self.skip_space();
            let extra = self
                .identifier()
                .ok_or_else(|| self.expected("the name of an extra"))?;
            extras.push(PackageName::pypi(extra).as_str().into());
            self.skip_space();
            if self.take(']') {
                return Ok(extras);
            }
            if !self.take(',') {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    /// What stands after `@`, up to white space or a `;` that opens a marker.
    fn url(&mut self) -> Result<&'a str, RequirementError> {
        self.skip_space();
        let start = self.at;
        let run = self.take_while(|ch| !ch.is_whitespace());
        // A URL may hold a `;`, so one in the middle ends it only where a marker follows.
        let marker_at = run.match_indices(';').take(SEMICOLONS).find(|(at, _)| {
            let after = self.text.get(start + at + 1..).unwrap_or_default().trim();
            after.is_empty() || Marker::parse(after).is_ok()
        });
        if let Some((at, _)) = marker_at {
            self.at = start + at;
        }
        match self.since(start) {
            "" => Err(self.expected("a URL")),
            url => Ok(url),
        }
    }

    fn specifiers(&mut self) -> Result<&'a str, RequirementError> {
        let parenthesised = self.take('(');
        self.skip_space();
        let start = self.at;
        let mut end = start;
        while let Some(operator) = OPERATORS
            .iter()
            .find(|sign| self.rest().starts_with(**sign))
        {
            self.at += operator.len();
            self.skip_space();
            let arbitrary = *operator == "===";
            let version = self.take_while(|ch| {
                ch.is_ascii_alphanumeric()
                    || ".*+!_-".contains(ch)
                    || (arbitrary
                        && !ch.is_whitespace()
                        && !ch.is_control()
                        && !",;()".contains(ch))
            });
            if version.is_empty() {
                return Err(self.expected("a version"));
            }
            end = self.at;
            self.skip_space();
            if !self.take(',') {
                break;
            }
            self.skip_space();
        }
        if parenthesised && !self.take(')') {
            return Err(self.expected("a version specifier, `,` or `)`"));
        }
        Ok(self.text.get(start..end).unwrap_or_default())
    }

    /// The marker up to the end of the text.
    fn marker(&mut self, after_url: bool) -> Result<Option<&'a str>, RequirementError> {
        if !self.take(';') {
            let expected = match self.text.get(..self.at).unwrap_or_default().trim_end() {
                _ if self.rest().is_empty() => return Ok(None),
                _ if after_url => "`;` or the end",
                before if before.ends_with(',') => "a version specifier",
                _ => "a version specifier, `;` or the end",
            };
            return Err(self.expected(expected));
        }
        self.skip_space();
        let marker = self.rest().trim_end();
        if marker.is_empty() {
            return Ok(None);
        }
        let column = self.expected("").column;
        Marker::parse(marker).map_err(|error| RequirementError {
            column: column + error.column - 1,
            expected: error.expected,
        })?;
        Ok(Some(marker))
    }
}

#[cfg(test)]
mod tests;
