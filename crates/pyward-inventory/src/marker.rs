//! Environment markers by [PEP 508](https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers)
//! and [PEP 751](https://packaging.python.org/en/latest/specifications/pylock-toml/): under which Python, on which
//! platform and for which extras a dependency is needed.

mod cache;
mod evaluate;
mod expression;
mod parse;

use std::borrow::Cow;
use std::fmt;

pub(crate) use cache::MarkerCache;

use self::expression::Expression;
use crate::Environments;

/// A marker as written, and what it says.
#[derive(Clone, Debug)]
pub struct Marker {
    text: Box<str>,
    expression: Expression,
}

/// Why a text is no marker.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} at column {column}")]
pub struct MarkerError {
    /// Where, counted in characters from 1.
    pub column: u32,
    /// What should stand there.
    pub expected: Cow<'static, str>,
}

impl MarkerError {
    /// What to do next.
    pub fn hint(&self) -> &'static str {
        "the variables and operators of markers are listed at \
         https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers"
    }
}

impl Marker {
    /// Reads a marker: comparisons joined by `and` and `or`, parentheses at most 64 deep, the old names (`os.name`,
    /// `python_implementation`) too.
    pub fn parse(text: &str) -> Result<Self, MarkerError> {
        Ok(Self {
            text: text.trim().into(),
            expression: parse::marker(text)?,
        })
    }

    /// Whether any of the environments needs what the marker guards, for a package required with these extras.
    ///
    /// What an environment does not fix is unknown, and unknown counts as needed: a dependency is never dropped by a
    /// guess. `extra == "x"` holds where `x` is among `extras` (compared as normalised names), so it never does for
    /// an empty list; `extra != "x"` is its contrary.
    pub fn applies(&self, environments: &Environments, extras: &[&str]) -> bool {
        self.possible(&evaluate::Judge {
            environments,
            has_extra: &|name| {
                extras
                    .iter()
                    .any(|extra| pyward_model::PackageName::pypi(extra).as_str() == name)
            },
            known: None,
        })
    }

    fn possible(&self, judge: &evaluate::Judge<'_>) -> bool {
        judge.masks(&self.expression).may_hold != 0
    }

    /// Whether in every environment at least one of the markers holds for certain, whatever the extras.
    pub(crate) fn any_always_holds(markers: &[Self], environments: &Environments) -> bool {
        let judge = evaluate::Judge {
            environments,
            has_extra: &|_| false,
            known: None,
        };
        let held = markers
            .iter()
            .filter(|marker| marker.extras().is_empty())
            .fold(0, |held, marker| {
                held | !judge.masks(&marker.expression).may_fail
            });
        held & environments.mask() == environments.mask()
    }

    /// The extras it speaks of, normalised, each as often as it is named.
    pub(crate) fn extras(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.expression
            .each_comparison(&mut |comparison| names.extend(comparison.extra_names()));
        names
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A marker that holds where both do; nothing is everywhere.
pub(crate) fn both(a: Option<&str>, b: Option<&str>) -> Option<Box<str>> {
    match (a, b) {
        (Some(a), Some(b)) if a != b => Some(format!("({a}) and ({b})").into()),
        (Some(marker), _) | (None, Some(marker)) => Some(marker.into()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests;
