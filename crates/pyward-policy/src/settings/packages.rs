//! `[packages]`: which packages may be used.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyward_model::{Location, PackageName};
use toml_edit::TableLike;

use crate::{Action, AllowedPackage, BlockedPackage, Cooldown, NamePattern, Unlisted};

use super::entries::{package_name, sound_reason, tables, waived_versions};
use super::reader::{At, Entries, Entry, Reader};
use super::written::BLOCK_OR_WARN;

/// `[packages]` as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WrittenPackages {
    pub(super) unlisted: Option<At<Unlisted>>,
    pub(super) cooldown: Option<At<Cooldown>>,
    pub(super) allow: Vec<AllowedPackage>,
    pub(super) block: Vec<BlockedPackage>,
}

/// No entry names more packages or indexes.
const MOST: usize = 200;

const VERSIONS: &str = "clauses of PEP 440 between commas, such as `>=2.32,<3`";
const NAME: &str = "a name alone, such as requests, or a pattern such as `acme-*`";

pub(super) fn packages<'t>(reader: &mut Reader<'t>, table: &Entries<'t>) -> WrittenPackages {
    WrittenPackages {
        unlisted: reader.word(table.get("unlisted"), Unlisted::WORDS),
        cooldown: cooldown(reader, table.get("cooldown")),
        allow: each(reader, table.get("allow"), allowed, |it| {
            (
                it.name.as_str().to_owned(),
                it.versions.as_ref().map(|it| it.text.clone()),
            )
        }),
        block: each(reader, table.get("block"), blocked, |it| {
            let indexes = [it.index.clone(), it.index_not.clone()];
            (
                it.name.as_str().to_owned(),
                it.versions.as_ref().map(|it| it.text.clone()),
                indexes,
            )
        }),
    }
}

/// The entries of an array of tables that are sound; what is wrong with the others is kept by the reader, and so is an
/// entry that says what another says.
fn each<'t, T, K: Ord>(
    reader: &mut Reader<'t>,
    entry: Option<&Entry<'t>>,
    read: fn(&mut Reader<'t>, &Entries<'t>) -> Option<T>,
    identity: fn(&T) -> K,
) -> Vec<T> {
    let Some(entry) = entry else {
        return Vec::new();
    };
    let Some(tables) = tables(entry) else {
        reader.wrong_type(entry);
        return Vec::new();
    };
    let mut first_lines = BTreeMap::new();
    let mut found = Vec::new();
    for (table, span) in tables {
        let entries = reader.table(entry.key.path, table as &dyn TableLike, span);
        let Some(one) = read(reader, &entries) else {
            continue;
        };
        let line = reader.line(&entries.span);
        if let Some(first) = first_lines.get(&identity(&one)) {
            reader.problem(
                entries.span_of("name"),
                format!("`{}` has a second entry for the same", entry.key.path),
                Some(format!("the first is on line {first}; make one of the two")),
            );
        } else {
            first_lines.insert(identity(&one), line);
            found.push(one);
        }
    }
    found
}

/// The name of an entry; where it is missing that is a problem.
fn name<'t>(reader: &mut Reader<'t>, entries: &Entries<'t>) -> Option<NamePattern> {
    if !entries.has("name") {
        let message = "the entry has no `name`";
        reader.problem(entries.span.clone(), message, Some(NAME.to_owned()));
    }
    let name = reader.parsed(entries.get("name"), NamePattern::parse, NAME);
    name.map(|at| at.value)
}

fn location(reader: &Reader<'_>, entries: &Entries<'_>) -> Location {
    Location::line(Arc::clone(&reader.path), reader.line(&entries.span))
}

fn allowed<'t>(reader: &mut Reader<'t>, entries: &Entries<'t>) -> Option<AllowedPackage> {
    let name = name(reader, entries);
    let versions = reader.parsed(entries.get("versions"), waived_versions, VERSIONS);
    let approved_by = reader.text(entries.get("approved-by"));
    let approved = reader.date(entries.get("approved"));
    let expires = reader.date(entries.get("expires"));
    let reason = reader.text(entries.get("reason"));
    Some(AllowedPackage {
        name: name?,
        versions: versions.map(|at| at.value),
        approved_by: approved_by.map(|at| at.value),
        approved: approved.map(|at| at.value),
        expires: expires.map(|at| at.value),
        reason: reason.map(|at| at.value),
        location: location(reader, entries),
    })
}

fn blocked<'t>(reader: &mut Reader<'t>, entries: &Entries<'t>) -> Option<BlockedPackage> {
    let name = name(reader, entries);
    let versions = reader.parsed(entries.get("versions"), waived_versions, VERSIONS);
    let use_instead = reader.text(entries.get("use-instead"));
    let wrappers = wrappers(reader, entries);
    let index_not = indexes(reader, entries, "index-not");
    let index = indexes(reader, entries, "index");
    if !entries.has("reason") {
        reader.problem(
            entries.span.clone(),
            "the entry has no `reason`",
            Some("say why, for whoever meets it next year".to_owned()),
        );
    }
    let reason = reader.parsed(
        entries.get("reason"),
        |text| sound_reason(text, 1),
        "say why, so that it is still understood next year",
    );
    let is_about_index = entries.has("index") || entries.has("index-not");
    if is_about_index && (entries.has("wrappers") || entries.has("use-instead")) {
        reader.problem(
            entries.span.clone(),
            "an entry about indexes has neither `wrappers` nor `use-instead`",
            Some("make two entries of it".to_owned()),
        );
    }
    let owner = reader.text(entries.get("owner"));
    let added = reader.date(entries.get("added"));
    Some(BlockedPackage {
        name: name?,
        versions: versions.map(|at| at.value),
        use_instead: use_instead.map(|at| at.value),
        wrappers,
        index_not,
        index,
        reason: reason?.value,
        owner: owner.map(|at| at.value),
        added: added.map(|at| at.value),
        location: location(reader, entries),
    })
}

fn wrappers<'t>(reader: &mut Reader<'t>, entries: &Entries<'t>) -> Vec<PackageName> {
    let Some(entry) = entries.get("wrappers") else {
        return Vec::new();
    };
    let texts = reader.texts(entry).unwrap_or_default();
    let mut names = Vec::new();
    for (text, span) in texts.into_iter().take(MOST) {
        match package_name(text) {
            Ok(name) => names.push(name),
            Err(why) => reader.problem(span, why, Some("the name of a package".to_owned())),
        }
    }
    if names.is_empty() {
        reader.problem(
            entry.span.clone(),
            "`wrappers` names no package",
            Some("leave the key out where nobody may need it".to_owned()),
        );
    }
    names
}

/// One address, or a list of them.
fn indexes<'t>(
    reader: &mut Reader<'t>,
    entries: &Entries<'t>,
    leaf: &'static str,
) -> Vec<Box<str>> {
    let Some(entry) = entries.get(leaf) else {
        return Vec::new();
    };
    let texts = match entry.item.as_str() {
        Some(text) => vec![(text, entry.span.clone())],
        None => reader.texts(entry).unwrap_or_default(),
    };
    let mut urls: Vec<Box<str>> = Vec::new();
    let is_none = texts.is_empty();
    for (text, span) in texts.into_iter().take(MOST) {
        let is_url = text.starts_with("https://") || text.starts_with("http://");
        let is_plain = text.bytes().all(|it| it.is_ascii_graphic()) && !text.contains('@');
        if is_url && is_plain && text.len() <= 2000 {
            urls.push(text.into());
        } else {
            reader.problem(
                span,
                "this is no address of an index",
                Some("such as `https://pypi.acme.example/simple`, without credentials".to_owned()),
            );
        }
    }
    if is_none {
        let message = format!("`{leaf}` names no index");
        reader.problem(entry.span.clone(), message, None);
    }
    urls
}

/// A table with `days`, and at will `action` and `except-security-fixes`.
fn cooldown<'t>(reader: &mut Reader<'t>, entry: Option<&Entry<'t>>) -> Option<At<Cooldown>> {
    const KEYS: [&str; 3] = ["days", "action", "except-security-fixes"];
    let entry = entry?;
    if !entry.item.is_table_like() {
        reader.wrong_type(entry);
        return None;
    }
    let mut days = None;
    let mut rule = Cooldown {
        days: 0,
        action: Action::Warn,
        except_security_fixes: true,
    };
    for (name, span, item) in reader.free_table(entry) {
        let path = format!("{}.{name}", entry.key.path);
        match name {
            "days" => days = Some(reader.whole(&path, span, item, &(1..=3650))?),
            "action" => {
                let span = item.span().unwrap_or(span);
                let word = item.as_str().unwrap_or_default();
                rule.action = reader.word_of(&path, span, word, &BLOCK_OR_WARN)?;
            }
            "except-security-fixes" => {
                let Some(yes) = item.as_bool() else {
                    reader.problem(span, format!("`{path}` takes true or false"), None);
                    return None;
                };
                rule.except_security_fixes = yes;
            }
            _ => reader.unknown(span, entry.key.path, name, KEYS.into_iter()),
        }
    }
    let Some(days) = days else {
        reader.problem(
            entry.span.clone(),
            format!("`{}` says no `days`", entry.key.path),
            Some("{ days = 7, action = \"warn\" }".to_owned()),
        );
        return None;
    };
    rule.days = days;
    Some(reader.at(entry, rule))
}
