//! Tables of TOML files, with the lines of their values.

use pyward_model::{Date, Location};
use toml_edit::{Document, Item, TableLike};

use crate::peer::{Carried, Found};

/// Does something with a table of a file, by the keys that lead to it; nothing where it is not there. A file that is no
/// TOML is told, where it speaks of the tool.
pub(super) fn with(
    found: &Found<'_>,
    way: &[&str],
    carried: &mut Carried,
    then: impl FnOnce(&dyn TableLike, &mut Carried),
) {
    let document = match Document::parse(found.text) {
        Ok(document) => document,
        Err(error) => {
            if way.last().is_none_or(|key| found.text.contains(key)) {
                let place = found.at(error.span().map_or(0, |span| span.start));
                carried.left(place, "the whole file", "it is no TOML from here on");
            }
            return;
        }
    };
    let mut table: &dyn TableLike = document.as_table();
    for key in way {
        match table.get(key).and_then(Item::as_table_like) {
            Some(inner) => table = inner,
            None => return,
        }
    }
    then(table, carried);
}

/// Where a value stands.
pub(super) fn place(found: &Found<'_>, item: &Item) -> Location {
    match item.span() {
        Some(span) => found.at(span.start),
        None => Location::file(found.path),
    }
}

/// The texts of a list, each with its place; of a text that text.
pub(super) fn texts(found: &Found<'_>, item: &Item) -> Vec<(String, Location)> {
    if let Some(text) = item.as_str() {
        return vec![(text.to_owned(), place(found, item))];
    }
    let values = item.as_array().into_iter().flatten();
    let texts = values.filter_map(|value| {
        let span = value.span().map_or(0, |span| span.start);
        Some((value.as_str()?.to_owned(), found.at(span)))
    });
    texts.collect()
}

/// The tables of an array of tables, or of a list of inline ones.
pub(super) fn tables<'a>(item: &'a Item) -> Vec<&'a dyn TableLike> {
    if let Some(array) = item.as_array_of_tables() {
        return array.iter().map(|table| table as &dyn TableLike).collect();
    }
    let values = item.as_array().into_iter().flatten();
    let inline = values.filter_map(|value| value.as_inline_table());
    inline.map(|table| table as &'a dyn TableLike).collect()
}

/// The text under a key.
pub(super) fn text<'a>(table: &'a dyn TableLike, key: &str) -> Option<&'a str> {
    table.get(key).and_then(Item::as_str)
}

/// The day under a key: a date, a date with a time, or either as text.
pub(super) fn day(table: &dyn TableLike, key: &str) -> Option<Date> {
    let item = table.get(key)?;
    let written = match item.as_datetime() {
        Some(time) => time.to_string(),
        None => item.as_str()?.to_owned(),
    };
    Date::parse(written.trim())
}
