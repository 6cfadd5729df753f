//! What can be read of a lock file that is not TOML as a whole: cut off, edited by hand, or full of merge conflicts.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::{Document, Entry, Kind, Table, Value, parse, scan};

/// What could be read of a broken document, and what could not.
#[derive(Clone, Debug, Default)]
pub struct Salvage<'a> {
    /// What could be read, lines as in the whole document.
    pub document: Document<'a>,
    /// What could not, or not surely, in the order of lines.
    pub damages: Vec<Damage>,
}

/// A part of a document that is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The line of what is wrong, counted from 1.
    pub line: u32,
    /// The lines of the part.
    pub lines: RangeInclusive<u32>,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What stands in the part, by its `name`.
    pub name: Option<String>,
    /// How much of the part was read all the same.
    pub kept: Kept,
}

/// How much of a broken part was read all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nothing.
    Nothing,
    /// The lines before the one that is wrong, which hold a name and a version.
    Start,
    /// Both sides of a merge conflict.
    BothSides,
}

/// Reads what can be read of a document that [`parse`] refused.
///
/// The document is taken apart at its top-level headers (`[[package]]`, `[metadata]`), a table under the header of
/// another staying with it, and each part is read on its own. Where two branches were merged and the conflict was left
/// in the file, each side is read as a whole, and what stands in either is told.
pub fn salvage(text: &str) -> Salvage<'_> {
    match Sides::split(text) {
        Some(sides) => sides.salvage(),
        None => by_parts(text),
    }
}

/// A document with merge conflicts, once as either side would have it, each line in its place.
struct Sides {
    ours: String,
    theirs: String,
    conflicts: Vec<RangeInclusive<u32>>,
}

impl Sides {
    fn split(text: &str) -> Option<Self> {
        #[derive(PartialEq)]
        enum Side {
            Both,
            Ours,
            Base,
            Theirs,
        }
        if !text.contains("<<<<<<<") {
            return None;
        }
        let mut sides = Self {
            ours: String::with_capacity(text.len()),
            theirs: String::with_capacity(text.len()),
            conflicts: Vec::new(),
        };
        let mut side = Side::Both;
        let mut start = 0;
        for (number, line) in (1u32..).zip(text.split_inclusive('\n')) {
            let mark = line
                .get(..7)
                .filter(|_| matches!(line.as_bytes().get(7), None | Some(b' ' | b'\n' | b'\r')));
            let mut is_mark = true;
            match (mark, &side) {
                (Some("<<<<<<<"), Side::Both) => (side, start) = (Side::Ours, number),
                (Some("|||||||"), Side::Ours) => side = Side::Base,
                (Some("======="), Side::Ours | Side::Base) => side = Side::Theirs,
                (Some(">>>>>>>"), Side::Theirs) => {
                    side = Side::Both;
                    sides.conflicts.push(start..=number);
                }
                _ => is_mark = false,
            }
            let shown_in = |wanted: &Side| !is_mark && (side == Side::Both || side == *wanted);
            sides
                .ours
                .push_str(if shown_in(&Side::Ours) { line } else { "\n" });
            sides
                .theirs
                .push_str(if shown_in(&Side::Theirs) { line } else { "\n" });
        }
        let is_whole = side == Side::Both && !sides.conflicts.is_empty();
        is_whole.then_some(sides)
    }

    fn salvage<'a>(self) -> Salvage<'a> {
        let read = |text: &str| {
            let salvage = match parse(text) {
                Ok(document) => Salvage {
                    document,
                    damages: Vec::new(),
                },
                Err(_) => by_parts(text),
            };
            (salvage.document.root.into_owned(), salvage.damages)
        };
        let (ours, mut damages) = read(&self.ours);
        let (theirs, more) = read(&self.theirs);
        damages.extend(more);
        damages.extend(self.conflicts.into_iter().map(|lines| Damage {
            line: *lines.start(),
            lines,
            message: "merge conflict that is not resolved".to_owned(),
            name: None,
            kept: Kept::BothSides,
        }));
        damages.sort_by(|a, b| (a.line, &a.message).cmp(&(b.line, &b.message)));
        damages.dedup();
        let mut merged = Merged::default();
        merged.add(ours);
        merged.add(theirs);
        Salvage {
            document: Document { root: merged.root },
            damages,
        }
    }
}

fn by_parts(text: &str) -> Salvage<'_> {
    let mut merged = Merged::default();
    let mut damages = Vec::new();
    for (before, part) in parts(text) {
        match parse(part) {
            Ok(document) => {
                let mut table = document.root;
                table.shift(before);
                merged.add(table);
            }
            Err(error) => {
                let start = start_of(part);
                let damage = Damage {
                    line: error.line + before,
                    lines: before + 1
                        ..=before + u32::try_from(part.lines().count()).unwrap_or(u32::MAX),
                    message: error.message,
                    name: start
                        .as_ref()
                        .and_then(|start| Some(single(start)?.string("name")?.to_owned())),
                    kept: Kept::Nothing,
                };
                let known = start.filter(|start| {
                    single(start).is_some_and(|t| {
                        t.string("name").is_some() && t.string("version").is_some()
                    })
                });
                let kept = if known.is_some() {
                    Kept::Start
                } else {
                    Kept::Nothing
                };
                damages.push(Damage { kept, ..damage });
                if let Some(mut start) = known {
                    start.shift(before);
                    merged.add(start);
                }
            }
        }
    }
    Salvage {
        document: Document { root: merged.root },
        damages,
    }
}

/// The parts of a document, each with the number of lines before it.
fn parts(text: &str) -> Vec<(u32, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut before) = (0, 0);
    let mut current: Option<String> = None;
    let mut at = 0;
    for (lines, line) in (0u32..).zip(text.split_inclusive('\n')) {
        if line.starts_with('[')
            && let Some((key, is_element)) = header(line)
            && (is_element || current.as_ref() != Some(&key))
        {
            parts.extend(
                text.get(start..at)
                    .filter(|part| !part.is_empty())
                    .map(|part| (before, part)),
            );
            (start, before) = (at, lines);
            current = Some(key);
        }
        at += line.len();
    }
    parts.extend(
        text.get(start..)
            .filter(|part| !part.is_empty())
            .map(|part| (before, part)),
    );
    parts
}

/// The first key of a header line, and whether it starts a new element of a top-level array (`[[package]]`).
fn header(line: &str) -> Option<(String, bool)> {
    let document = scan(line)?;
    let (key, value) = document.iter().next()?;
    let is_element = value.as_array().is_some_and(|tables| {
        tables
            .first()
            .and_then(Value::as_table)
            .is_some_and(Table::is_empty)
    });
    Some((key.to_owned(), is_element))
}

/// The header of a part and the lines under it, up to the first that cannot stand alone.
fn start_of(part: &str) -> Option<Table<'_>> {
    let mut end = 0;
    for (i, line) in part.split_inclusive('\n').enumerate() {
        let is_header = line.starts_with('[');
        if is_header != (i == 0) || scan(line).is_none() {
            break;
        }
        end += line.len();
    }
    scan(part.get(..end)?).map(|document| document.root)
}

/// The one element of the one array of tables that a part holds.
fn single<'t, 'a>(part: &'t Table<'a>) -> Option<&'t Table<'a>> {
    let (_, value) = part.iter().next()?;
    value.as_array()?.first()?.as_table()
}

/// Documents put together: arrays one after the other, of everything else the first.
#[derive(Default)]
struct Merged<'a> {
    root: Table<'a>,
    places: HashMap<String, usize>,
}

impl<'a> Merged<'a> {
    fn add(&mut self, table: Table<'a>) {
        for entry in table.entries {
            let place = self
                .places
                .get(&*entry.key)
                .and_then(|&place| self.root.entries.get_mut(place));
            let Some(existing) = place else {
                self.places
                    .insert(entry.key.to_string(), self.root.entries.len());
                self.root.entries.push(entry);
                continue;
            };
            if let (Kind::Array(values), Kind::Array(more)) =
                (&mut existing.value.kind, entry.value.kind)
            {
                add_new(values, more);
            }
        }
    }
}

/// Appends what is not there yet on the same line: both sides of a merge conflict share most of their tables.
fn add_new<'a>(values: &mut Vec<Value<'a>>, more: Vec<Value<'a>>) {
    if let [value] = more.as_slice()
        && values.last().is_none_or(|last| last.line < value.line)
    {
        values.extend(more);
        return;
    }
    let known: HashMap<u32, usize> = values
        .iter()
        .enumerate()
        .map(|(i, value)| (value.line, i))
        .collect();
    for value in more {
        let twin = known.get(&value.line).and_then(|&i| values.get(i));
        if twin != Some(&value) {
            values.push(value);
        }
    }
}

impl Table<'_> {
    /// Moves all lines down.
    fn shift(&mut self, by: u32) {
        for entry in &mut self.entries {
            entry.value.shift(by);
        }
    }

    fn into_owned<'b>(self) -> Table<'b> {
        let entries = self.entries.into_iter().map(|entry| Entry {
            key: Cow::Owned(entry.key.into_owned()),
            value: entry.value.into_owned(),
        });
        Table {
            entries: entries.collect(),
        }
    }
}

impl Value<'_> {
    fn shift(&mut self, by: u32) {
        self.line = self.line.saturating_add(by);
        match &mut self.kind {
            Kind::Array(values) => values.iter_mut().for_each(|value| value.shift(by)),
            Kind::Table(table) => table.shift(by),
            _ => {}
        }
    }

    fn into_owned<'b>(self) -> Value<'b> {
        let kind = match self.kind {
            Kind::String(text) => Kind::String(Cow::Owned(text.into_owned())),
            Kind::Integer(number) => Kind::Integer(number),
            Kind::Boolean(truth) => Kind::Boolean(truth),
            Kind::Float(text) => Kind::Float(Cow::Owned(text.into_owned())),
            Kind::Datetime(text) => Kind::Datetime(Cow::Owned(text.into_owned())),
            Kind::Array(values) => Kind::Array(values.into_iter().map(Value::into_owned).collect()),
            Kind::Table(table) => Kind::Table(table.into_owned()),
        };
        Value {
            line: self.line,
            kind,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names and versions of the packages, and the damages as `line: message (kept)`.
    fn shown(text: &str) -> (Vec<String>, Vec<String>) {
        let salvage = salvage(text);
        let packages = salvage
            .document
            .tables("package")
            .map(|(line, table)| {
                format!(
                    "{line} {} {}",
                    table.string("name").unwrap(),
                    table.string("version").unwrap()
                )
            })
            .collect();
        let damages = salvage
            .damages
            .iter()
            .map(|d| {
                format!(
                    "{} {:?} {:?}",
                    d.line,
                    d.name.as_deref().unwrap_or_default(),
                    d.kept
                )
            })
            .collect();
        (packages, damages)
    }

    const LOCK: &str = "\
version = 1

[[package]]
name = \"a\"
version = \"1\"

[package.metadata]
x = 1

[[package]]
name = \"b\"
version = \"2\"
wheels = [
    { url = \"u\" },
]

[[package]]
name = \"c\"
version = \"3\"

[metadata]
y = 2
";

    #[test]
    fn a_bad_line_costs_only_its_block() {
        let (packages, damages) = shown(&LOCK.replace("name = \"b\"", "name = b"));
        assert_eq!(packages, ["3 a 1", "17 c 3"]);
        assert_eq!(damages, ["11 \"\" Nothing"]);
        let (packages, damages) = shown(&LOCK.replace("    { url = \"u\" },", "    { url = u },"));
        assert_eq!(packages, ["3 a 1", "10 b 2", "17 c 3"]);
        assert_eq!(damages, ["14 \"b\" Start"]);
        let salvage = salvage(LOCK);
        assert!(salvage.damages.is_empty());
        assert_eq!(salvage.document, parse(LOCK).unwrap());
    }

    #[test]
    fn a_file_that_is_cut_off_is_read_up_to_there() {
        let cut = LOCK.split("\"u\"").next().unwrap();
        let (packages, damages) = shown(cut);
        assert_eq!(packages, ["3 a 1", "10 b 2"]);
        assert_eq!(damages, ["14 \"b\" Start"]);
    }

    #[test]
    fn both_sides_of_a_merge_conflict_are_read() {
        let conflict = LOCK.replace(
            "version = \"2\"\n",
            "<<<<<<< HEAD\nversion = \"2\"\n||||||| base\nversion = \"0\"\n=======\nversion = \"2.1\"\n>>>>>>> branch\n",
        );
        let (packages, damages) = shown(&conflict);
        assert_eq!(packages, ["3 a 1", "10 b 2", "23 c 3", "10 b 2.1"]);
        assert_eq!(damages, ["12 \"\" BothSides"]);
        let conflict = LOCK.replace(
            "[[package]]\nname = \"c\"",
            "<<<<<<< HEAD\n[[package]]\nname = \"d\"\nversion = \"4\"\n=======\n>>>>>>> branch\n[[package]]\nname = \"c\"",
        );
        let (packages, damages) = shown(&conflict);
        assert_eq!(packages, ["3 a 1", "10 b 2", "18 d 4", "23 c 3"]);
        assert_eq!(damages, ["17 \"\" BothSides"]);
    }

    #[test]
    fn what_is_defined_twice_is_read_once() {
        let salvage = salvage("[metadata]\ny = 1\n[other]\n[metadata]\ny = 2\n");
        assert_eq!(
            salvage
                .document
                .table("metadata")
                .unwrap()
                .get("y")
                .unwrap()
                .as_integer(),
            Some(1)
        );
    }

    #[test]
    fn what_is_no_lock_at_all_is_one_damage() {
        let salvage = salvage("<html>\n<<<<<<< nothing\n</html>\n");
        assert!(salvage.document.is_empty());
        assert_eq!(salvage.damages.len(), 1);
    }
}
