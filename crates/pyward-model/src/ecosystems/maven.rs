//! Maven: names are `group:artifact`, versions are in the
//! [order the POM reference specifies](https://maven.apache.org/pom.html#version-order-specification).
//!
//! A version is a row of tokens, each with the separator before it. A word of any separator is a qualifier; those that
//! come before a release (`alpha` … `snapshot`) are below its end, all others above. Behind them come numbers after a
//! hyphen, then numbers after a dot. Nothings (`0`, `ga`, `final`, `release`) in front of the end, a hyphen or a word say
//! nothing; where a number after a dot follows, they keep its place.

use crate::EcosystemRules;
use crate::version_key::{Draft, END};

pub(super) static RULES: EcosystemRules = EcosystemRules {
    name: "Maven",
    purl_type: "maven",
    slug: "maven",
    version_word: "Maven version",
    is_semver: false,
    tag: 0x19,
    canonical: |name| match name.rsplit_once('/') {
        // A package URL has the group as its namespace.
        Some((group, artifact)) if !name.contains(':') => format!("{group}:{artifact}"),
        _ => name.to_owned(),
    },
    order,
    is_prerelease: |text| {
        tokens(text).is_some_and(|tokens| {
            tokens.iter().any(
                |token| matches!(&token.value, Value::Word(word) if before_release(word).is_some()),
            )
        })
    },
};

const EARLY: u8 = 0x01;
const FINISH: u8 = 0x02;
const LATE: u8 = 0x03;
const AFTER_HYPHEN: u8 = 0x04;
const AFTER_DOT: u8 = 0x05;

/// Places among the qualifiers above a release: nothing (which only stands there for its place), `sp`, all others by
/// their letters.
const NOTHING: u8 = 0x00;
const SERVICE_PACK: u8 = 0x01;
const OTHER: u8 = 0x02;

struct Token {
    after_hyphen: bool,
    value: Value,
}

enum Value {
    /// Digits without zeros before them.
    Number(String),
    /// In lower case, aliases resolved; empty for `ga` and its like.
    Word(String),
}

impl Token {
    fn is_nothing(&self) -> bool {
        match &self.value {
            Value::Number(text) | Value::Word(text) => text.is_empty(),
        }
    }
}

/// The place of a qualifier that comes before a release.
fn before_release(word: &str) -> Option<u8> {
    let known = ["alpha", "beta", "milestone", "rc", "snapshot"];
    let place = known.iter().position(|known| *known == word)?;
    Some(place as u8)
}

fn word(text: &str, before_number: bool) -> String {
    match text {
        "ga" | "final" | "release" => "",
        "cr" => "rc",
        "a" if before_number => "alpha",
        "b" if before_number => "beta",
        "m" if before_number => "milestone",
        other => other,
    }
    .to_owned()
}

/// The tokens of a version; `None` where it does not begin with a number.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let text = text.to_ascii_lowercase();
    if !text.bytes().next()?.is_ascii_digit() {
        return None;
    }
    let mut tokens = Vec::new();
    let mut after_hyphen = false;
    for (place, part) in text.split_inclusive(['.', '-']).enumerate() {
        let body = part.trim_end_matches(['.', '-']);
        let runs: Vec<&str> = runs(body).collect();
        if runs.is_empty() && (place > 0 || !body.is_empty()) {
            tokens.push(Token {
                after_hyphen,
                value: Value::Number(String::new()),
            });
        }
        for (n, run) in runs.iter().enumerate() {
            let is_number = run.bytes().all(|b| b.is_ascii_digit());
            let before_number = n + 1 < runs.len();
            tokens.push(Token {
                // From digits to letters and back it is as if there were a hyphen.
                after_hyphen: after_hyphen || n > 0,
                value: if is_number {
                    Value::Number(run.trim_start_matches('0').to_owned())
                } else {
                    Value::Word(word(run, before_number))
                },
            });
        }
        after_hyphen = part.ends_with('-');
    }
    Some(tokens)
}

fn runs(part: &str) -> impl Iterator<Item = &str> {
    let is_digit = |b: &u8| b.is_ascii_digit();
    part.as_bytes()
        .chunk_by(move |a, b| is_digit(a) == is_digit(b))
        .filter_map(|run| std::str::from_utf8(run).ok())
}

/// Drops the nothings that say nothing.
fn significant(tokens: Vec<Token>) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens.into_iter().rev() {
        let holds_place = kept
            .last()
            .is_some_and(|next| !next.after_hyphen && matches!(next.value, Value::Number(_)));
        if !token.is_nothing() || holds_place {
            kept.push(token);
        }
    }
    kept.reverse();
    kept
}

fn order(text: &str, draft: &mut Draft) -> Option<()> {
    for token in significant(tokens(text)?) {
        match &token.value {
            Value::Number(digits) => {
                draft.push(if token.after_hyphen {
                    AFTER_HYPHEN
                } else {
                    AFTER_DOT
                });
                draft.number(digits);
            }
            Value::Word(word) => match (before_release(word), word.as_str()) {
                (Some(place), _) => {
                    draft.push(EARLY);
                    draft.push(place);
                }
                (None, "") => {
                    draft.push(LATE);
                    draft.push(NOTHING);
                }
                (None, "sp") => {
                    draft.push(LATE);
                    draft.push(SERVICE_PACK);
                }
                (None, other) => {
                    draft.push(LATE);
                    draft.push(OTHER);
                    draft.extend(other.as_bytes());
                    draft.push(END);
                }
            },
        }
    }
    draft.push(FINISH);
    Some(())
}

#[cfg(test)]
mod tests;
