//! `pyward ignore`: entries of the ignore list written, shown and taken out, in the file in force.

use std::fmt::Write as _;

use pyward_advisory::{DataChoice, Database};
use pyward_edit::{EntryKeys, EntryList, EntryValue};
use pyward_model::{Date, printable};
use pyward_policy::{NamedPackage, Until, Waiver, Written};

use crate::args::IgnoreArgs;
use crate::config::ConfigFile;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::lists::{Editing, day};
use crate::{config, reports};

pub(crate) fn run(args: &IgnoreArgs, environment: &Environment) -> Result<u8, Failure> {
    let todo = &args.editing;
    let file = config::to_edit(todo.config.as_deref(), environment)?;
    let editing = Editing::new(&file, EntryList::Ignore, todo, environment);
    // What is there must make sense before anything is put beside it.
    let before = editing.before()?;
    if todo.list {
        reports::print(&listed(before.as_ref(), &file, environment.today))?;
        return Ok(0);
    }
    if todo.remove {
        return remove(args, &editing);
    }
    // The rules for entries are the policy's; an entry that breaks one is shown with what is wrong, and not written.
    editing.add(&entry(args, environment.today)?, |written| {
        let waiver = written.waivers().last();
        waiver.map(|waiver| waiver.location.to_string())
    })?;
    let says = !todo.dry_run && !todo.display.quiet;
    if let Some(id) = args
        .id
        .as_deref()
        .filter(|id| says && !is_known(id, environment))
    {
        reports::complain(&format!(
            "note: no advisory `{}` is known here; while none is, the entry is told as unused\n",
            printable(id)
        ));
    }
    Ok(0)
}

/// The keys of the entry, in the order of the reference.
fn entry(args: &IgnoreArgs, today: Date) -> Result<Vec<(&'static str, EntryValue)>, Failure> {
    // Taken apart to the last field, so that a new flag does not compile until it is acted on.
    let IgnoreArgs {
        id,
        package,
        versions,
        reason,
        owner,
        expires,
        review,
        until_fixed,
        env,
        status,
        justification,
        ticket,
        editing: _,
    } = args;
    let text = |key, value: &Option<String>| {
        let value = value.clone().map(EntryValue::Text);
        value.map(|value| (key, value))
    };
    let day = |key, option: &str, value: &Option<String>| {
        let value = value.as_deref().map(|value| day(option, value, today));
        value
            .transpose()
            .map(|day| day.map(|day| (key, EntryValue::Day(day))))
    };
    let until = until_fixed.then(|| {
        let word = Until::FixAvailable.word().to_owned();
        ("until", EntryValue::Text(word))
    });
    // What is none is refused with the file it would be written into.
    let package = package.as_deref().map(|name| {
        NamedPackage::parse(name).map_or_else(|_| name.to_owned(), |it| it.to_string())
    });
    let entry = [
        text("id", id),
        text("package", &package),
        text("versions", versions),
        (!env.is_empty()).then(|| ("env", EntryValue::Texts(env.clone()))),
        text("status", status),
        text("justification", justification),
        text("reason", reason),
        text("owner", owner),
        Some(("added", EntryValue::Day(today))),
        day("review", "--review", review)?,
        day("expires", "--expires", expires)?,
        until,
        text("ticket", ticket),
    ];
    Ok(entry.into_iter().flatten().collect())
}

fn remove(args: &IgnoreArgs, editing: &Editing<'_>) -> Result<u8, Failure> {
    let package = args.package.as_deref().map(NamedPackage::parse);
    let is_meant = |keys: &EntryKeys<'_>| {
        let (id, name) = (keys.text("id"), keys.text("package"));
        let same_id = match (&args.id, id) {
            (Some(wanted), Some(id)) => wanted.eq_ignore_ascii_case(id),
            (None, None) => true,
            _ => false,
        };
        let same_package = package
            .as_ref()
            .is_none_or(|wanted| name.is_some_and(|name| NamedPackage::parse(name) == *wanted));
        same_id && same_package
    };
    let hint = "`pyward ignore --list` shows all there are; an entry is named by the id it is written with";
    editing.remove_where(&is_meant, hint)
}

fn listed(written: Option<&Written>, file: &ConfigFile, today: Date) -> String {
    let waivers = written.map_or(&[][..], Written::waivers);
    if waivers.is_empty() {
        return format!("{} has no entries\n", printable(&file.shown));
    }
    let mut text = String::new();
    for waiver in waivers {
        let _ = writeln!(text, "{}", line(waiver, today));
    }
    text
}

/// `pyward.toml:12  CVE-2024-56326 in jinja2 <3.1.5, until 2027-01-31, @web: why`.
fn line(waiver: &Waiver, today: Date) -> String {
    let mut text = format!("{}  {}", waiver.location, waiver.subject());
    if let Some(expires) = waiver.expires {
        let word = if expires < today { "expired" } else { "until" };
        let _ = write!(text, ", {word} {expires}");
    }
    if waiver.until == Until::FixAvailable {
        text.push_str(", until a fix is there");
    }
    if let Some(owner) = &waiver.owner {
        let _ = write!(text, ", {owner}");
    }
    let _ = write!(text, ": {}", waiver.reason);
    printable(&text).into_owned()
}

/// Whether an advisory or a rule is called so. Data that cannot be opened knows nothing, and this is but a note.
fn is_known(id: &str, environment: &Environment) -> bool {
    let data: DataChoice = super::db::choice(None, environment);
    pyward_rules::find(id).is_some()
        || Database::open(&data).is_ok_and(|database| !database.groups_named(id).is_empty())
}
