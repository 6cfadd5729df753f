//! What the verbs that write the lists of a policy have in common.

use std::fmt::Write as _;

use pyward_edit::{
    EditError, EntryKeys, EntryList, EntryValue, ListPlace, add_entry, remove_entries,
};
use pyward_model::{Date, printable};
use pyward_policy::{NamePattern, Written};

use crate::args::EditingArgs;
use crate::config::ConfigFile;
use crate::environment::Environment;
use crate::failure::{Failure, chain};
use crate::reports;
use crate::terminal::Terminal;

/// Where a file keeps its lists.
fn place(file: &ConfigFile) -> ListPlace {
    if file.is_shared {
        ListPlace::Pyproject
    } else {
        ListPlace::Own
    }
}

/// A day as written, or so many days from today on.
pub(crate) fn day(option: &str, text: &str, today: Date) -> Result<Date, Failure> {
    let days = text
        .strip_suffix('d')
        .filter(|digits| digits.len() <= 5)
        .and_then(|digits| digits.parse::<u16>().ok());
    days.map(|days| today.plus_days(i32::from(days)))
        .or_else(|| Date::parse(text))
        .ok_or_else(|| {
            Failure::usage(format!("`{option} {}` is no day", printable(text)))
                .hint("write it like 2027-01-31, or as days from today on: 30d")
        })
}

/// What a new text has at its end that the old one has not, or all of it where that is not at the end.
fn added(old: &str, new: &str) -> String {
    let rest = new.strip_prefix(old.trim_end());
    let mut text = String::new();
    for line in rest.unwrap_or(new).trim_start().lines() {
        let _ = writeln!(text, "{}", printable(line));
    }
    text
}

/// Why a list cannot be edited.
fn refused(error: &EditError) -> Failure {
    Failure::usage(chain(error)).hint(error.hint())
}

/// A list of packages that a verb edits.
pub(crate) struct Editing<'a> {
    file: &'a ConfigFile,
    list: EntryList,
    dry_run: bool,
    quiet: bool,
    color: bool,
}

impl<'a> Editing<'a> {
    pub(crate) fn new(
        file: &'a ConfigFile,
        list: EntryList,
        args: &EditingArgs,
        environment: &Environment,
    ) -> Self {
        let display = &args.display;
        let terminal = Terminal::new(environment, display.color, true, display.quiet);
        Self {
            file,
            list,
            dry_run: args.dry_run,
            quiet: display.quiet,
            color: terminal.color,
        }
    }

    /// What the file says. It must make sense before anything is put into it.
    pub(crate) fn before(&self) -> Result<Option<Written>, Failure> {
        self.file.parse(&self.file.text, self.color)
    }

    /// The lines of the entries there are.
    pub(crate) fn listed(&self, lines: impl Iterator<Item = String>) -> String {
        let mut text: String = lines.map(|line| line + "\n").collect();
        if text.is_empty() {
            let _ = writeln!(text, "{} has no entries", printable(&self.file.shown));
        }
        text
    }

    /// Writes an entry, unless the policy's rules for entries refuse it. `place` says where it came to stand.
    pub(crate) fn add(
        &self,
        entry: &[(&str, EntryValue)],
        place: impl Fn(&Written) -> Option<String>,
    ) -> Result<u8, Failure> {
        let file = self.file;
        let new = add_entry(&file.text, &file.shown, self::place(file), self.list, entry)
            .map_err(|error| refused(&error))?;
        let written = file.parse_new(&new, self.color)?;
        if self.dry_run {
            reports::print(&added(&file.text, &new))?;
            return Ok(0);
        }
        reports::replace(&file.path, new.as_bytes())?;
        if !self.quiet {
            let place = written.as_ref().and_then(place);
            let place = place.unwrap_or_else(|| file.shown.clone());
            reports::print(&format!("written: {}\n", printable(&place)))?;
        }
        Ok(0)
    }

    /// Takes out all entries of a name, as it is written or as it is compared.
    pub(crate) fn remove(&self, name: &str, shows: &str) -> Result<u8, Failure> {
        let normal = |name: &str| NamePattern::parse(name).map(|it| it.as_str().to_owned());
        let wanted = normal(name).map_err(|why| {
            Failure::usage(format!("`{}`: {why}", printable(name)))
                .hint(format!("`{shows}` shows all entries there are"))
        })?;
        let is_meant = |keys: &EntryKeys<'_>| {
            let written = keys.text("name").map(normal);
            written.is_some_and(|it| it.as_ref() == Ok(&wanted))
        };
        self.remove_where(&is_meant, &format!("`{shows}` shows all entries there are"))
    }

    /// Takes out all entries that are meant; where there is none, `hint` says what to do.
    pub(crate) fn remove_where(
        &self,
        is_meant: &dyn Fn(&EntryKeys<'_>) -> bool,
        hint: &str,
    ) -> Result<u8, Failure> {
        let file = self.file;
        let (new, count) =
            remove_entries(&file.text, &file.shown, place(file), self.list, is_meant)
                .map_err(|error| refused(&error))?;
        let shown = printable(&file.shown);
        if count == 0 {
            return Err(Failure::usage(format!("{shown} has no such entry")).hint(hint));
        }
        file.parse_new(&new, self.color)?;
        let entries = if count == 1 { "entry" } else { "entries" };
        if self.dry_run {
            return reports::print(&format!("{count} {entries} of {shown} would go\n")).map(|()| 0);
        }
        reports::replace(&file.path, new.as_bytes())?;
        if !self.quiet {
            reports::print(&format!("removed: {count} {entries} of {shown}\n"))?;
        }
        Ok(0)
    }
}
