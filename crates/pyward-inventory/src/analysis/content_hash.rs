//! The hashes by which Poetry, PDM and Pipenv know that a lock was made from the manifest as it is: of parts of it, written
//! as JSON in the form in which Python writes it, keys in order.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::toml::{Kind, Table, Value};

/// How deep values are written.
const DEPTH: usize = 64;

/// How Python's `json` separates what it writes.
#[derive(Clone, Copy)]
struct Signs {
    comma: &'static str,
    colon: &'static str,
}

const SPACED: Signs = Signs {
    comma: ", ",
    colon: ": ",
};
const TIGHT: Signs = Signs {
    comma: ",",
    colon: ":",
};

/// What is written: a value of the manifest, or an object put together of several.
enum Part<'a, 'd> {
    Value(&'a Value<'d>),
    Table(&'a Table<'d>),
    Object(Vec<(String, Self)>),
    List(Vec<Self>),
    Text(&'a str),
    Null,
}

/// Poetry's `content-hash`; without dependency groups, as releases before 2.3 made it.
pub(super) fn poetry(document: &Table<'_>, with_groups: bool) -> Option<String> {
    let project: Vec<_> = ["requires-python", "dependencies", "optional-dependencies"]
        .into_iter()
        .filter_map(|key| {
            let value = document.table("project")?.get(key)?;
            Some((key.to_owned(), Part::Value(value)))
        })
        .collect();
    let groups = document
        .table("dependency-groups")
        .filter(|groups| with_groups && groups.iter().next().is_some());
    let poetry = document.table("tool").and_then(|tool| tool.table("poetry"));
    let has_standard = !project.is_empty() || groups.is_some();
    let mut own = Vec::new();
    for key in [
        "dependencies",
        "source",
        "extras",
        "dev-dependencies",
        "group",
    ] {
        match poetry.and_then(|poetry| poetry.get(key)) {
            Some(value) => own.push((key.to_owned(), Part::Value(value))),
            // Missing keys of old were written out.
            None if key != "group" && !has_standard => own.push((key.to_owned(), Part::Null)),
            None => {}
        }
    }
    let relevant = if has_standard {
        let mut all = Vec::new();
        if !project.is_empty() {
            all.push(("project".to_owned(), Part::Object(project)));
        }
        all.extend(groups.map(|groups| ("dependency-groups".to_owned(), Part::Table(groups))));
        let tool = vec![("poetry".to_owned(), Part::Object(own))];
        all.push(("tool".to_owned(), Part::Object(tool)));
        all
    } else {
        own
    };
    hash(&Part::Object(relevant), SPACED)
}

/// What stands under a key, else something instead.
fn of<'a, 'd>(table: Option<&'a Table<'d>>, key: &str, missing: Part<'a, 'd>) -> Part<'a, 'd> {
    table
        .and_then(|table| table.get(key))
        .map_or(missing, Part::Value)
}

/// PDM's `content_hash`, without `sha256:`.
pub(super) fn pdm(document: &Table<'_>) -> Option<String> {
    let project = document.table("project");
    let settings = document.table("tool").and_then(|tool| tool.table("pdm"));
    let mut groups: Vec<(String, Vec<Part<'_, '_>>)> = Vec::new();
    let standard = document.table("dependency-groups");
    let own = settings.and_then(|settings| settings.table("dev-dependencies"));
    for (name, value) in standard.into_iter().chain(own).flat_map(Table::iter) {
        let name = pyward_model::PackageName::pypi(name).to_string();
        let items = value.as_array()?.iter().map(Part::Value);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, list)) => list.extend(items),
            None => groups.push((name, items.collect())),
        }
    }
    let groups = groups
        .into_iter()
        .map(|(name, list)| (name, Part::List(list)));
    let empty = || Part::Object(Vec::new());
    let relevant = vec![
        (
            "sources".to_owned(),
            of(settings, "source", Part::List(Vec::new())),
        ),
        (
            "dependencies".to_owned(),
            of(project, "dependencies", Part::List(Vec::new())),
        ),
        (
            "dev-dependencies".to_owned(),
            Part::Object(groups.collect()),
        ),
        (
            "optional-dependencies".to_owned(),
            of(project, "optional-dependencies", empty()),
        ),
        (
            "requires-python".to_owned(),
            of(project, "requires-python", Part::Text("")),
        ),
        ("resolution".to_owned(), of(settings, "resolution", empty())),
    ];
    hash(&Part::Object(relevant), SPACED)
}

/// Tables of a `Pipfile` that are no category of packages, or are written under another name.
const KNOWN: [&str; 9] = [
    "source",
    "packages",
    "dev-packages",
    "requires",
    "scripts",
    "pipfile",
    "pipenv",
    "default",
    "develop",
];

/// Pipenv's hash, for `_meta.hash.sha256`.
pub(super) fn pipenv(document: &Table<'_>) -> Option<String> {
    let of = |key: &str, missing| document.get(key).map_or(missing, Part::Value);
    let empty = || Part::Object(Vec::new());
    let meta = vec![
        ("sources".to_owned(), of("source", Part::List(Vec::new()))),
        ("requires".to_owned(), of("requires", empty())),
    ];
    let mut relevant = vec![
        ("_meta".to_owned(), Part::Object(meta)),
        ("default".to_owned(), of("packages", empty())),
        ("develop".to_owned(), of("dev-packages", empty())),
    ];
    let others = document.iter().filter(|(key, _)| !KNOWN.contains(key));
    relevant.extend(others.map(|(key, value)| (key.to_owned(), Part::Value(value))));
    hash(&Part::Object(relevant), TIGHT)
}

/// The hash; `None` where something in it is written in a way that is not known here (a date, a fraction).
fn hash(part: &Part<'_, '_>, signs: Signs) -> Option<String> {
    let mut text = String::new();
    write(part, signs, DEPTH, &mut text)?;
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(digits, "{byte:02x}");
    }
    Some(digits)
}

fn write(part: &Part<'_, '_>, signs: Signs, depth: usize, text: &mut String) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match part {
        Part::Null => text.push_str("null"),
        Part::Text(value) => quoted(value, text),
        Part::List(items) => list(items.iter(), signs, text, |item, text| {
            write(item, signs, depth, text)
        })?,
        Part::Object(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(key, part)| (&**key, part)).collect();
            entries.sort_by_key(|(key, _)| *key);
            object(&entries, signs, text, |part, text| {
                write(part, signs, depth, text)
            })?;
        }
        Part::Table(table) => self::table(table, signs, depth, text)?,
        Part::Value(value) => self::value(value, signs, depth, text)?,
    }
    Some(())
}

fn value(value: &Value<'_>, signs: Signs, depth: usize, text: &mut String) -> Option<()> {
    let depth = depth.checked_sub(1)?;
    match &value.kind {
        Kind::String(string) => quoted(string, text),
        Kind::Integer(number) => {
            let _ = write!(text, "{number}");
        }
        Kind::Boolean(it) => text.push_str(if *it { "true" } else { "false" }),
        Kind::Float(_) | Kind::Datetime(_) => return None,
        Kind::Array(items) => list(items.iter(), signs, text, |item, text| {
            self::value(item, signs, depth, text)
        })?,
        Kind::Table(table) => self::table(table, signs, depth, text)?,
    }
    Some(())
}

fn table(table: &Table<'_>, signs: Signs, depth: usize, text: &mut String) -> Option<()> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    object(&entries, signs, text, |value, text| {
        self::value(value, signs, depth, text)
    })
}

fn list<T>(
    items: impl Iterator<Item = T>,
    signs: Signs,
    text: &mut String,
    each: impl Fn(T, &mut String) -> Option<()>,
) -> Option<()> {
    text.push('[');
    for (number, item) in items.enumerate() {
        if number > 0 {
            text.push_str(signs.comma);
        }
        each(item, text)?;
    }
    text.push(']');
    Some(())
}

fn object<T>(
    entries: &[(&str, T)],
    signs: Signs,
    text: &mut String,
    each: impl Fn(&T, &mut String) -> Option<()>,
) -> Option<()> {
    text.push('{');
    for (number, (key, value)) in entries.iter().enumerate() {
        if number > 0 {
            text.push_str(signs.comma);
        }
        quoted(key, text);
        text.push_str(signs.colon);
        each(value, text)?;
    }
    text.push('}');
    Some(())
}

/// A string as Python writes it: everything but ASCII as escapes.
fn quoted(value: &str, text: &mut String) {
    text.push('"');
    for ch in value.chars() {
        match ch {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            ' '..='~' => text.push(ch),
            _ => {
                for unit in ch.encode_utf16(&mut [0; 2]) {
                    let _ = write!(text, "\\u{unit:04x}");
                }
            }
        }
    }
    text.push('"');
}
