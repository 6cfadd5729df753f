//! `extends` and `locked`: a policy below others, which may ask for more than they do and not for less.

use std::collections::BTreeSet;
use std::ops::Range;

use pyward_model::nearest;
use toml_edit::Item;

use crate::{Preset, Settings};

use super::keys::{KEYS, Show};
use super::reader::{Reader, key_span};
use super::written::{Written, parse};
use super::{ConfigError, FileValues, Origins};

/// A file that another one extends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    /// As written: a path, or an address with the digest of what is there.
    pub text: String,
    /// Where it is written, in bytes of the text.
    pub span: Range<usize>,
    /// The line of it.
    pub line: u32,
}

/// What a configuration says it extends, in order, before anything else of it is looked at. `is_shared` says that
/// `[tool.pyward]` is meant. What is wrong with the rest is told when it is read.
pub fn extended(text: &str, path: &str, is_shared: bool) -> Result<Vec<Extended>, ConfigError> {
    if is_shared && !text.contains("pyward") {
        return Ok(Vec::new());
    }
    let document = parse(text, path)?;
    let top: Option<&dyn toml_edit::TableLike> = if is_shared {
        let tool = document.get("tool").and_then(|it| it.get("pyward"));
        tool.and_then(Item::as_table_like)
    } else {
        Some(document.as_table())
    };
    let Some((top, item)) = top.and_then(|top| Some((top, top.get("extends")?))) else {
        return Ok(Vec::new());
    };
    let reader = Reader::new(text, path);
    let whole = key_span(top, "extends", &(0..0));
    let of = |text: &str, span: Option<Range<usize>>| {
        let span = span.unwrap_or_else(|| whole.clone());
        Extended {
            text: text.to_owned(),
            line: reader.line(&span),
            span,
        }
    };
    if let Some(one) = item.as_str() {
        return Ok(vec![of(one, item.span())]);
    }
    let values = item.as_array().into_iter().flatten();
    Ok(values
        .filter_map(|value| Some(of(value.as_str()?, value.span())))
        .collect())
}

/// The keys that words of `locked` stand for: a key by its path, or all keys of a table.
pub(super) fn keys_named(word: &str) -> Vec<&'static str> {
    let is_setting = |show: &Show| matches!(show, Show::Setting(_));
    let named = KEYS.iter().filter(|key| {
        let below = key.path.strip_prefix(word);
        is_setting(&key.show) && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    named.map(|key| key.path).collect()
}

/// Keeps a problem for each word of `locked` that names no key.
pub(super) fn check_words(reader: &mut Reader<'_>, words: &[(String, Range<usize>)]) {
    for (word, span) in words {
        if keys_named(word).is_empty() {
            let known = KEYS
                .iter()
                .filter(|key| matches!(key.show, Show::Setting(_) | Show::Table))
                .map(|key| key.path);
            let hint = match nearest(word, known).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => "a key such as `gate.critical`, or a table such as `gate`".to_owned(),
            };
            let shown: String = word.chars().take(60).collect();
            reader.problem(span.clone(), format!("`{shown}` is no key"), Some(hint));
        }
    }
}

/// Keeps a problem for each value that asks for less than a file below says, where that file has locked the key.
pub(super) fn check_locks(reader: &mut Reader<'_>, written: &Written, bases: &[Written]) {
    if bases.iter().all(|base| base.locked.is_none()) {
        return;
    }
    let (mut settings, mut origins) = settled(bases);
    let mut file = FileValues::new(&written.path, &mut origins, settings.locked.clone());
    settings.take_written(written.clone(), &mut file);
    settings.take_contexts(&[bases, std::slice::from_ref(written)].concat(), &mut file);
    let loosened = std::mem::take(&mut file.loosened);
    drop(file);
    for (key, span) in loosened {
        let place = origins.words(key);
        reader.problem(
            span,
            format!("`{key}` is locked, and this asks for less"),
            Some(format!(
                "{place} says what is the least; leave it out, or ask for more"
            )),
        );
    }
}

/// What files in this order say.
fn settled(files: &[Written]) -> (Settings, Origins) {
    let mut origins = Origins::default();
    let mut settings = Settings::default();
    for file in files {
        let mut values = FileValues::new(&file.path, &mut origins, settings.locked.clone());
        settings.take_written(file.clone(), &mut values);
    }
    (settings, origins)
}

/// An option of the command line that asks for less than a locked key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{option}` asks for less than `{key}` of the policy, which is locked")]
pub struct Loosened {
    /// The key.
    pub key: &'static str,
    /// As typed.
    pub option: String,
    /// Where the key is set.
    pub place: String,
}

impl Loosened {
    /// What to do next.
    pub fn hint(&self) -> String {
        format!("leave it out: {} says what is the least", self.place)
    }
}

impl Settings {
    /// The first option that asks for less than a locked key.
    pub(super) fn loosened(
        before: &Self,
        after: &Self,
        preset: Option<&Preset>,
        new_only: Option<String>,
        origins: &Origins,
    ) -> Option<Loosened> {
        use crate::strictness::Strictness as _;
        let typed = |key: &'static str, option: String| Loosened {
            key,
            option,
            place: origins.words(key),
        };
        if let Some(option) = new_only
            && before.locked.contains("gate.scope")
            && !after.gate.scope.holds(&before.gate.scope)
        {
            return Some(typed("gate.scope", option));
        }
        if before.locked.contains("gate.max-db-age")
            && !after.gate.max_db_age.holds(&before.gate.max_db_age)
        {
            return Some(typed("gate.max-db-age", "--max-db-age".to_owned()));
        }
        let preset = preset?;
        let levels = |it: &Self, key: &str| {
            let levels = it.gate.levels;
            match key {
                "gate.critical" => Some(levels.critical),
                "gate.high" => Some(levels.high),
                "gate.medium" => Some(levels.medium),
                "gate.unknown" => Some(levels.unknown),
                "gate.low" => Some(levels.low),
                "gate.info" => Some(levels.info),
                _ => None,
            }
        };
        let is_looser = |key: &&'static str| match (levels(before, key), levels(after, key)) {
            (Some(before), Some(after)) => !after.holds(&before),
            _ => *key == "gate.code" && !after.gate.code.holds(&before.gate.code),
        };
        let key = before.locked.iter().copied().find(|key| is_looser(key))?;
        Some(typed(key, format!("--gate {}", preset.name)))
    }
}

/// The keys that files have locked.
pub(super) fn locked_by(words: &[(String, Range<usize>)]) -> BTreeSet<&'static str> {
    let words = words.iter();
    words.flat_map(|(word, _)| keys_named(word)).collect()
}
