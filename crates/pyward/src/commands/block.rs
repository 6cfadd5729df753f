//! `pyward block`: entries of the list of blocked packages written, shown and taken out, in the file in force.

use std::fmt::Write as _;

use pyward_edit::{EntryList, EntryValue};
use pyward_model::{PackageName, printable};
use pyward_policy::{BlockedPackage, NamePattern, Written};

use crate::args::BlockArgs;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::lists::Editing;
use crate::{config, reports};

pub(crate) fn run(args: &BlockArgs, environment: &Environment) -> Result<u8, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let BlockArgs {
        name,
        reason,
        versions,
        use_instead,
        wrapper,
        index_not,
        index,
        owner,
        editing: todo,
    } = args;
    let file = config::to_edit(todo.config.as_deref(), environment)?;
    let editing = Editing::new(&file, EntryList::Block, todo, environment);
    let before = editing.before()?;
    if todo.list {
        let entries = before.as_ref().map_or(&[][..], Written::blocked);
        reports::print(&editing.listed(entries.iter().map(line)))?;
        return Ok(0);
    }
    let name = name.as_deref().unwrap_or_default();
    if todo.remove {
        return editing.remove(name, "pyward block --list");
    }
    let text = |key, value: &Option<String>| Some((key, EntryValue::Text(value.clone()?)));
    let texts = |key, values: &[String]| match values {
        [] => None,
        [one] if key != "wrappers" => Some((key, EntryValue::Text(one.clone()))),
        many => Some((key, EntryValue::Texts(many.to_vec()))),
    };
    let wrappers: Vec<String> = wrapper
        .iter()
        .map(|name| PackageName::pypi(name).to_string())
        .collect();
    let normal = NamePattern::parse(name).map_or(name.to_owned(), |it| it.as_str().to_owned());
    let entry = [
        Some(("name", EntryValue::Text(normal))),
        text("versions", versions),
        text("use-instead", use_instead),
        texts("wrappers", &wrappers),
        texts("index-not", index_not),
        texts("index", index),
        text("reason", reason),
        text("owner", owner),
        Some(("added", EntryValue::Day(environment.today))),
    ];
    let entry: Vec<_> = entry.into_iter().flatten().collect();
    editing.add(&entry, |written| {
        written.blocked().last().map(|it| it.location.to_string())
    })
}

/// `pyward.toml:12  pycrypto, use pycryptodome, @security: why`.
fn line(entry: &BlockedPackage) -> String {
    let mut text = format!("{}  {}", entry.location, entry.subject());
    if let Some(instead) = &entry.use_instead {
        let _ = write!(text, ", use {instead}");
    }
    if !entry.wrappers.is_empty() {
        let names: Vec<&str> = entry.wrappers.iter().map(PackageName::as_str).collect();
        let _ = write!(text, ", but below {}", names.join(", "));
    }
    if !entry.index_not.is_empty() {
        let _ = write!(text, ", only from {}", entry.index_not.join(", "));
    }
    if !entry.index.is_empty() {
        let _ = write!(text, ", never from {}", entry.index.join(", "));
    }
    if let Some(owner) = &entry.owner {
        let _ = write!(text, ", {owner}");
    }
    let _ = write!(text, ": {}", entry.reason);
    printable(&text).into_owned()
}
