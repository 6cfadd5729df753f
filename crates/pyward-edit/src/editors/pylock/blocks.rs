//! Where the tables of a lock's packages stand in its text.

use std::ops::Range;

use pyward_model::{PackageName, printable};
use toml_edit::{Document, Item, Table};

use crate::toml_text::TomlText;

/// A package's table.
pub(super) struct Block<'d> {
    pub(super) name: PackageName,
    pub(super) table: &'d Table,
    /// From its header up to the header of the next table that is not its own.
    pub(super) whole: Range<usize>,
    /// Without the blank lines and comments at its end.
    pub(super) content: Range<usize>,
}

/// The blocks of the packages that have a name, in the order of the file.
pub(super) fn of<'d>(document: &'d Document<&str>, text: &TomlText<'_>) -> Vec<Block<'d>> {
    let Some(packages) = document.get("packages").and_then(Item::as_array_of_tables) else {
        return Vec::new();
    };
    let mut starts = Vec::new();
    for (key, item) in document.iter() {
        if key == "packages" {
            starts.extend(
                packages
                    .iter()
                    .filter_map(|table| Some(table.span()?.start)),
            );
        } else {
            headers(item, &mut starts);
        }
    }
    starts.sort_unstable();
    let mut blocks = Vec::new();
    for table in packages {
        let (Some(span), Some(name)) = (table.span(), table.get("name").and_then(Item::as_str))
        else {
            continue;
        };
        let after = starts.partition_point(|start| *start <= span.start);
        let end = starts
            .get(after)
            .map_or(text.body.len(), |next| text.line_start(*next));
        let start = text.line_start(span.start);
        blocks.push(Block {
            name: PackageName::pypi(name),
            table,
            whole: start..end,
            content: start..content_end(text.body, start, end),
        });
    }
    blocks
}

/// Where the headers of a table and of those in it begin.
fn headers(item: &Item, starts: &mut Vec<usize>) {
    match item {
        Item::Table(table) => {
            starts.extend(
                table
                    .span()
                    .filter(|_| !table.is_implicit())
                    .map(|span| span.start),
            );
            for (_, item) in table {
                headers(item, starts);
            }
        }
        Item::ArrayOfTables(tables) => {
            for table in tables {
                starts.extend(table.span().map(|span| span.start));
            }
        }
        _ => {}
    }
}

/// Where the last line ends that is neither blank nor a comment.
fn content_end(body: &str, start: usize, end: usize) -> usize {
    let mut text = body.get(start..end).unwrap_or_default();
    loop {
        text = text.trim_end();
        let last = text.rfind('\n').map_or(0, |feed| feed + 1);
        if !text
            .get(last..)
            .is_some_and(|line| line.trim_start().starts_with('#'))
        {
            return start + text.len();
        }
        text = text.get(..last).unwrap_or_default();
    }
}

impl Block<'_> {
    /// Name and version, for people.
    pub(super) fn title(&self) -> String {
        let version = self.table.get("version").and_then(Item::as_str);
        printable(&format!("{} {}", self.name, version.unwrap_or_default()))
            .trim()
            .to_owned()
    }

    /// From the first table of a file to the end of the last, where no other table stands among them.
    pub(super) fn file_region(&self, text: &TomlText<'_>) -> Option<Range<usize>> {
        let mut own = Vec::new();
        let mut others = Vec::new();
        for (key, item) in self.table {
            let starts = if matches!(key, "wheels" | "sdist") {
                &mut own
            } else {
                &mut others
            };
            headers(item, starts);
        }
        let start = *own.iter().min()?;
        let last = *own.iter().max()?;
        if others.iter().any(|other| (start..last).contains(other)) {
            return None;
        }
        let next = others.iter().filter(|other| **other > last).min();
        let end = next.map_or(self.content.end, |next| {
            content_end(text.body, start, text.line_start(*next))
        });
        Some(text.line_start(start)..end)
    }
}
