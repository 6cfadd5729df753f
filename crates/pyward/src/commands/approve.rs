//! `pyward approve`: entries of the list of approved packages written, shown and taken out, in the file in force.

use std::fmt::Write as _;

use pyward_edit::{EntryList, EntryValue};
use pyward_model::{Date, printable};
use pyward_policy::{AllowedPackage, NamePattern, Written};

use crate::args::ApproveArgs;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::lists::{Editing, day};
use crate::{config, reports};

pub(crate) fn run(args: &ApproveArgs, environment: &Environment) -> Result<u8, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let ApproveArgs {
        name,
        versions,
        by,
        reason,
        expires,
        editing: todo,
    } = args;
    let file = config::to_edit(todo.config.as_deref(), environment)?;
    let editing = Editing::new(&file, EntryList::Allow, todo, environment);
    let before = editing.before()?;
    if todo.list {
        let entries = before.as_ref().map_or(&[][..], Written::allowed);
        let lines = entries.iter().map(|it| line(it, environment.today));
        reports::print(&editing.listed(lines))?;
        return Ok(0);
    }
    let name = name.as_deref().unwrap_or_default();
    if todo.remove {
        return editing.remove(name, "pyward approve --list");
    }
    let text = |key, value: &Option<String>| Some((key, EntryValue::Text(value.clone()?)));
    let expires = expires
        .as_deref()
        .map(|it| day("--expires", it, environment.today));
    let normal = NamePattern::parse(name).map_or(name.to_owned(), |it| it.as_str().to_owned());
    let entry = [
        Some(("name", EntryValue::Text(normal))),
        text("versions", versions),
        text("approved-by", by),
        Some(("approved", EntryValue::Day(environment.today))),
        expires
            .transpose()?
            .map(|day| ("expires", EntryValue::Day(day))),
        text("reason", reason),
    ];
    let entry: Vec<_> = entry.into_iter().flatten().collect();
    editing.add(&entry, |written| {
        written.allowed().last().map(|it| it.location.to_string())
    })
}

/// `pyward.toml:12  requests >=2.32,<3, by @security on 2026-10-01, until 2027-10-01: why`.
fn line(entry: &AllowedPackage, today: Date) -> String {
    let mut text = format!("{}  {}", entry.location, entry.subject());
    if let Some(by) = &entry.approved_by {
        let _ = write!(text, ", by {by}");
    }
    if let Some(day) = entry.approved {
        let _ = write!(text, " on {day}");
    }
    if let Some(expires) = entry.expires {
        let word = if expires < today { "expired" } else { "until" };
        let _ = write!(text, ", {word} {expires}");
    }
    if let Some(reason) = &entry.reason {
        let _ = write!(text, ": {reason}");
    }
    printable(&text).into_owned()
}
