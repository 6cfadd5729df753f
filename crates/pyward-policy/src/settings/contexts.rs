//! `[env.NAME]`: environments of use.

use std::ops::Range;
use std::sync::Arc;

use pyward_model::Location;
use toml_edit::Item;

use crate::ContextGroup;

use super::reader::{At, Entry, Reader};
use super::written::{WrittenGate, gate};

/// An environment as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrittenContext {
    pub(super) name: Box<str>,
    pub(super) groups: Option<Vec<ContextGroup>>,
    pub(super) branches: Option<Vec<Box<str>>>,
    pub(super) gate: WrittenGate,
    pub(super) location: Location,
}

/// No policy has more environments, no environment more groups or branches.
const MOST: usize = 100;

/// No name of an environment or branch is longer, in bytes.
const LONGEST: usize = 250;

pub(super) fn contexts<'t>(
    reader: &mut Reader<'t>,
    entry: Option<&Entry<'t>>,
) -> Vec<WrittenContext> {
    let Some(entry) = entry else {
        return Vec::new();
    };
    let tables = reader.free_table(entry);
    if tables.len() > MOST {
        let message = format!("more than {MOST} environments");
        reader.problem(entry.key_span.clone(), message, None);
    }
    let each = tables.into_iter().take(MOST);
    each.filter_map(|(name, span, item)| context(reader, name, span, item))
        .collect()
}

fn context<'t>(
    reader: &mut Reader<'t>,
    name: &str,
    span: Range<usize>,
    item: &'t Item,
) -> Option<WrittenContext> {
    let is_plain = |ch: char| ch.is_alphanumeric() || matches!(ch, '-' | '_' | '.');
    if name.is_empty() || name.len() > LONGEST || !name.chars().all(is_plain) {
        reader.problem(
            span,
            "this is no name of an environment",
            Some("letters, digits, `-`, `_` and `.`, such as `production`".to_owned()),
        );
        return None;
    }
    let Some(table) = item.as_table_like() else {
        reader.problem(
            span,
            format!("`env.{name}` takes a table"),
            Some("[env.production] with `match` and `gate`".to_owned()),
        );
        return None;
    };
    let location = Location::line(Arc::clone(&reader.path), reader.line(&span));
    let entries = reader.table("env.NAME", table, span);
    let (groups, branches) = matched(reader, entries.get("match"));
    let mut written = WrittenGate::default();
    let gate_table = entries.get("gate").and_then(|entry| {
        let table = entry.item.as_table_like();
        if table.is_none() {
            reader.wrong_type(entry);
        }
        // Its keys are those of `[gate]`.
        Some(reader.table("gate", table?, entry.key_span.clone()))
    });
    if let Some(table) = gate_table {
        for leaf in ["scope", "scopes", "incomplete", "max-db-age"] {
            if let Some(entry) = table.get(leaf) {
                reader.problem(
                    entry.key_span.clone(),
                    format!("`{leaf}` is of the whole run, not of an environment"),
                    Some("write it in [gate]".to_owned()),
                );
            }
        }
        written = gate(reader, &table);
    }
    Some(WrittenContext {
        name: name.into(),
        groups,
        branches,
        gate: written,
        location,
    })
}

type Matched = (Option<Vec<ContextGroup>>, Option<Vec<Box<str>>>);

/// A table with `groups` and `branches`.
fn matched<'t>(reader: &mut Reader<'t>, entry: Option<&Entry<'t>>) -> Matched {
    const KEYS: [&str; 2] = ["groups", "branches"];
    let (mut groups, mut branches) = (None, None);
    let Some(entry) = entry else {
        return (groups, branches);
    };
    for (name, span, item) in reader.free_table(entry) {
        let path = format!("{}.{name}", entry.key.path);
        if !KEYS.contains(&name) {
            reader.unknown(span, entry.key.path, name, KEYS.into_iter());
            continue;
        }
        let array = item
            .as_array()
            .filter(|array| (1..=MOST).contains(&array.len()));
        let texts: Option<Vec<_>> = array.and_then(|array| {
            let texts = array.iter().map(|value| {
                let span = value.span().unwrap_or_else(|| span.clone());
                Some((value.as_str()?, span))
            });
            texts.collect()
        });
        let Some(texts) = texts else {
            reader.problem(span, format!("`{path}` takes a list of strings"), None);
            continue;
        };
        if name == "groups" {
            groups = Some(groups_of(reader, texts));
        } else {
            branches = Some(branches_of(reader, texts));
        }
    }
    (groups, branches)
}

fn groups_of(reader: &mut Reader<'_>, texts: Vec<(&str, Range<usize>)>) -> Vec<ContextGroup> {
    let mut groups = Vec::new();
    for (text, span) in texts {
        match ContextGroup::parse(text) {
            Some(group) => groups.push(group),
            None => reader.problem(
                span,
                "this is no group of dependencies",
                Some("`main`, `dev`, `build`, `extra`, or the name of a group or extra".to_owned()),
            ),
        }
    }
    groups
}

fn branches_of(reader: &mut Reader<'_>, texts: Vec<(&str, Range<usize>)>) -> Vec<Box<str>> {
    let mut branches: Vec<Box<str>> = Vec::new();
    for (text, span) in texts {
        let is_name = !text.is_empty()
            && text.len() <= LONGEST
            && !text.chars().any(|ch| ch.is_control() || ch.is_whitespace());
        if is_name {
            branches.push(text.into());
        } else {
            let hint = "such as `main` or `release/*`".to_owned();
            reader.problem(span, "this is no name of a branch", Some(hint));
        }
    }
    branches
}

/// The environments that `ignore.env` names.
pub(super) fn named<'t>(
    reader: &mut Reader<'t>,
    entry: Option<&Entry<'t>>,
    known: &[Box<str>],
) -> Vec<Box<str>> {
    let Some(entry) = entry else {
        return Vec::new();
    };
    let texts = reader.texts(entry).unwrap_or_default();
    if texts.is_empty() {
        reader.problem(
            entry.span.clone(),
            "`ignore.env` names no environment",
            Some("leave the key out where the entry holds in all".to_owned()),
        );
    }
    let mut names: Vec<Box<str>> = Vec::new();
    for (text, span) in texts.into_iter().take(MOST) {
        if known.iter().any(|name| **name == *text) {
            names.push(text.into());
            continue;
        }
        let near = pyward_model::nearest(text, known.iter().map(|it| &**it));
        let hint = match near.first() {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "it is declared as a table `[env.NAME]`".to_owned(),
        };
        let shown: String = text.chars().take(60).collect();
        let message = format!("there is no environment \"{shown}\"");
        reader.problem(span, message, Some(hint));
    }
    names
}

/// Strings with their places.
pub(super) type Texts = Vec<(String, Range<usize>)>;

/// What `locked` and `extends` hold.
pub(super) fn texts<'t>(reader: &mut Reader<'t>, entry: Option<&Entry<'t>>) -> Option<At<Texts>> {
    let entry = entry?;
    let texts = match entry.item.as_str() {
        Some(text) => vec![(text, entry.span.clone())],
        None => reader.texts(entry)?,
    };
    let texts = texts.into_iter().take(MOST);
    let texts = texts.map(|(text, span)| (text.to_owned(), span)).collect();
    Some(reader.at(entry, texts))
}
