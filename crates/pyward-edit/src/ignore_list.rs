//! Entries of the ignore list, `[[ignore]]` of a `pyward.toml` or of `[tool.pyward]`, written into the file and taken out.

use pyward_model::Date;
use toml_edit::{Document, DocumentMut, Item, TableLike, Value};

use crate::EditError;
use crate::patch::{LineIndex, newline};

/// Where a file keeps the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListPlace {
    /// At the top of a file of pyward's own.
    Own,
    /// In `[tool.pyward]`.
    Pyproject,
}

/// A value of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryValue {
    /// A string.
    Text(String),
    /// A day.
    Day(Date),
    /// Strings.
    Texts(Vec<String>),
}

/// The text with one more entry, its keys in the order given. All other bytes stay.
pub fn add_ignore(
    text: &str,
    file: &str,
    place: ListPlace,
    entry: &[(&str, EntryValue)],
) -> Result<String, EditError> {
    let document = parse(text, file)?;
    let list = list(document.as_table(), place);
    if let Some(Item::Value(Value::Array(array))) = list {
        let end = array.span().map_or(0, |span| span.end);
        return into_array(text, file, end, array.is_empty(), entry);
    }
    let end_of_line = newline(text);
    let mut new = text.trim_end_matches(['\n', '\r', ' ', '\t']).to_owned();
    if !new.is_empty() {
        new.push_str(end_of_line);
        new.push_str(end_of_line);
    }
    new.push_str(match place {
        ListPlace::Own => "[[ignore]]",
        ListPlace::Pyproject => "[[tool.pyward.ignore]]",
    });
    new.push_str(end_of_line);
    for (key, value) in entry {
        new.push_str(key);
        new.push_str(" = ");
        new.push_str(&written(value));
        new.push_str(end_of_line);
    }
    // A table that is written between braces takes no more, which is found out by reading it again.
    parse(&new, file).map_err(|_| EditError::Shape {
        file: file.into(),
        what: "its table for pyward is written in a way that takes no `[[ignore]]`".into(),
    })?;
    Ok(new)
}

/// The text with a further element of an inline list that ends at `end`.
fn into_array(
    text: &str,
    file: &str,
    end: usize,
    is_empty: bool,
    entry: &[(&str, EntryValue)],
) -> Result<String, EditError> {
    let shape = || EditError::Shape {
        file: file.into(),
        what: "the end of its list is not where it should be".into(),
    };
    let bracket = end.checked_sub(1).ok_or_else(shape)?;
    let (before, after) = text.split_at_checked(bracket).ok_or_else(shape)?;
    if !after.starts_with(']') {
        return Err(shape());
    }
    let keys: Vec<String> = entry
        .iter()
        .map(|(key, value)| format!("{key} = {}", written(value)))
        .collect();
    let element = format!("{{ {} }}", keys.join(", "));
    let kept = before.trim_end();
    let comma = if is_empty || kept.ends_with(',') {
        ""
    } else {
        ","
    };
    let end_of_line = newline(text);
    let new = if is_empty {
        format!("{kept}{element}{after}")
    } else if before.ends_with(['\n', '\r', ' ', '\t']) && before.contains('\n') {
        format!("{kept}{comma}{end_of_line}    {element},{end_of_line}{after}")
    } else {
        format!("{kept}{comma} {element}{after}")
    };
    // A comment at the end would swallow what is put after it.
    match parse(&new, file) {
        Ok(_) => Ok(new),
        Err(_) => Err(shape()),
    }
}

/// The text without the entries that `is_meant` says yes to, and how many these were. `is_meant` is asked with the id
/// and the package of each, as written.
pub fn remove_ignores(
    text: &str,
    file: &str,
    place: ListPlace,
    is_meant: &dyn Fn(Option<&str>, Option<&str>) -> bool,
) -> Result<(String, usize), EditError> {
    parse(text, file)?;
    let mut document: DocumentMut = text.parse().map_err(|error| broken(text, file, &error))?;
    let meant = |table: &dyn TableLike| {
        let word = |key: &str| table.get(key).and_then(Item::as_str);
        is_meant(word("id"), word("package"))
    };
    let owner: Option<&mut dyn TableLike> = match place {
        ListPlace::Own => Some(document.as_table_mut()),
        ListPlace::Pyproject => document
            .get_mut("tool")
            .and_then(|tool| tool.get_mut("pyward"))
            .and_then(Item::as_table_like_mut),
    };
    let Some(owner) = owner else {
        return Ok((text.to_owned(), 0));
    };
    let mut count = 0;
    let mut is_empty = false;
    match owner.get_mut("ignore") {
        Some(Item::ArrayOfTables(tables)) => {
            let before = tables.len();
            tables.retain(|table| !meant(table));
            count = before - tables.len();
            is_empty = tables.is_empty();
        }
        Some(Item::Value(Value::Array(array))) => {
            let before = array.len();
            array.retain(|value| !value.as_inline_table().is_some_and(|table| meant(table)));
            count = before - array.len();
            is_empty = array.is_empty();
        }
        _ => {}
    }
    if count == 0 {
        return Ok((text.to_owned(), 0));
    }
    if is_empty {
        owner.remove("ignore");
    }
    let mut new = document.to_string();
    if newline(text) == "\r\n" {
        new = new.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Ok((new, count))
}

fn list(top: &dyn TableLike, place: ListPlace) -> Option<&Item> {
    let owner = match place {
        ListPlace::Own => top,
        ListPlace::Pyproject => top
            .get("tool")?
            .as_table_like()?
            .get("pyward")?
            .as_table_like()?,
    };
    owner.get("ignore")
}

fn parse<'t>(text: &'t str, file: &str) -> Result<Document<&'t str>, EditError> {
    Document::parse(text).map_err(|error| broken(text, file, &error))
}

fn broken(text: &str, file: &str, error: &toml_edit::TomlError) -> EditError {
    EditError::Toml {
        file: file.into(),
        line: LineIndex::new(text).line(error.span().map_or(0, |span| span.start)),
        message: error.message().lines().next().unwrap_or_default().into(),
    }
}

fn written(value: &EntryValue) -> String {
    match value {
        EntryValue::Text(text) => Value::from(text.as_str()).to_string(),
        EntryValue::Day(day) => day.to_string(),
        EntryValue::Texts(texts) => {
            let texts: Vec<String> = texts
                .iter()
                .map(|text| Value::from(text.as_str()).to_string())
                .collect();
            format!("[{}]", texts.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Vec<(&'static str, EntryValue)> {
        vec![
            ("id", EntryValue::Text("CVE-2024-1".to_owned())),
            ("reason", EntryValue::Text("it says \"no\"".to_owned())),
            ("expires", EntryValue::Day(Date::new(2027, 1, 31).unwrap())),
        ]
    }

    fn added(text: &str, place: ListPlace) -> String {
        add_ignore(text, "pyward.toml", place, &entry()).unwrap()
    }

    #[test]
    fn an_entry_goes_to_the_end_and_nothing_else_changes() {
        assert_eq!(
            added("", ListPlace::Own),
            "[[ignore]]\nid = \"CVE-2024-1\"\nreason = 'it says \"no\"'\nexpires = 2027-01-31\n"
        );
        let before = "# ours\r\n[gate]  # strict\r\nhigh = \"warn\"\r\n\r\n\r\n";
        assert_eq!(
            added(before, ListPlace::Own),
            "# ours\r\n[gate]  # strict\r\nhigh = \"warn\"\r\n\r\n[[ignore]]\r\nid = \"CVE-2024-1\"\r\n\
             reason = 'it says \"no\"'\r\nexpires = 2027-01-31\r\n"
        );
        let project = added(
            "[tool.pyward]\npython = \"3.12\"\n\n[tool.ruff]\n",
            ListPlace::Pyproject,
        );
        assert!(
            project.contains("[tool.ruff]\n\n[[tool.pyward.ignore]]\nid"),
            "{project}"
        );
    }

    #[test]
    fn a_list_between_brackets_stays_one() {
        for (before, after) in [
            ("ignore = []\n", "ignore = [{ E }]\n"),
            (
                "ignore = [{ id = \"A\" }]\n",
                "ignore = [{ id = \"A\" }, { E }]\n",
            ),
            (
                "ignore = [\n    { id = \"A\" },\n]\nversion = 1\n",
                "ignore = [\n    { id = \"A\" },\n    { E },\n]\nversion = 1\n",
            ),
            (
                "ignore = [\n    { id = \"A\" }\n]\n",
                "ignore = [\n    { id = \"A\" },\n    { E },\n]\n",
            ),
        ] {
            let keys = "id = \"CVE-2024-1\", reason = 'it says \"no\"', expires = 2027-01-31";
            assert_eq!(
                added(before, ListPlace::Own),
                after.replace('E', keys),
                "{before}"
            );
        }
    }

    #[test]
    fn what_takes_no_entry_is_refused() {
        let refused = |text: &str, place| add_ignore(text, "pyproject.toml", place, &entry());
        let inline = "[tool]\npyward = { python = \"3.12\" }\n";
        assert!(matches!(
            refused(inline, ListPlace::Pyproject),
            Err(EditError::Shape { .. })
        ));
        assert!(matches!(
            refused("[tool\n", ListPlace::Pyproject),
            Err(EditError::Toml { line: 1, .. })
        ));
        let comment = "ignore = [\n    { id = \"A\" } # why\n]\n";
        assert!(refused(comment, ListPlace::Own).is_err());
    }

    #[test]
    fn entries_are_taken_out() {
        let text = "# top\n[[ignore]]\nid = \"A\"\n\n# second\n[[ignore]]\nid = \"B\"\npackage = \"p\"\n\n[gate]\n";
        let without = |wanted: &str| {
            remove_ignores(text, "pyward.toml", ListPlace::Own, &|id, _| {
                id == Some(wanted)
            })
            .unwrap()
        };
        assert_eq!(
            without("A"),
            (
                "\n# second\n[[ignore]]\nid = \"B\"\npackage = \"p\"\n\n[gate]\n".to_owned(),
                1
            )
        );
        assert_eq!(without("C"), (text.to_owned(), 0));
        let (rest, count) =
            remove_ignores(text, "pyward.toml", ListPlace::Own, &|_, _| true).unwrap();
        assert_eq!((count, rest.contains("ignore")), (2, false));
        let inline = "ignore = [{ id = \"A\" }, { id = \"B\" }]\n";
        let (rest, count) =
            remove_ignores(inline, "x", ListPlace::Own, &|id, _| id == Some("A")).unwrap();
        assert_eq!(
            (count, rest.contains("\"A\""), rest.contains("\"B\"")),
            (1, false, true)
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_taken(text in ".{0,200}", id in ".{0,40}") {
            let entry = [("id", EntryValue::Text(id.clone()))];
            for place in [ListPlace::Own, ListPlace::Pyproject] {
                if let Ok(new) = add_ignore(&text, "x", place, &entry) {
                    let is_there = |found: Option<&str>, _: Option<&str>| found == Some(&*id);
                    let (_, count) = remove_ignores(&new, "x", place, &is_there).unwrap();
                    proptest::prop_assert!(count >= 1);
                }
            }
        }
    }
}
