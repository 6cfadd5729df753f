//! Entries of the lists of a policy, `[[ignore]]` and its like of a `pyward.toml` or of `[tool.pyward]`, written into the
//! file and taken out.

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

/// A list of a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryList {
    /// `[[ignore]]`: accepted findings.
    Ignore,
    /// `[[packages.allow]]`: approved packages.
    Allow,
    /// `[[packages.block]]`: blocked packages.
    Block,
}

impl EntryList {
    /// The keys that lead to it.
    fn path(self) -> &'static [&'static str] {
        match self {
            Self::Ignore => &["ignore"],
            Self::Allow => &["packages", "allow"],
            Self::Block => &["packages", "block"],
        }
    }

    /// The header of an entry.
    fn header(self, place: ListPlace) -> String {
        let path = self.path().join(".");
        match place {
            ListPlace::Own => format!("[[{path}]]"),
            ListPlace::Pyproject => format!("[[tool.pyward.{path}]]"),
        }
    }
}

/// An entry as written.
pub struct EntryKeys<'a>(&'a dyn TableLike);

impl EntryKeys<'_> {
    /// The string of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Item::as_str)
    }
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
pub fn add_entry(
    text: &str,
    file: &str,
    place: ListPlace,
    list: EntryList,
    entry: &[(&str, EntryValue)],
) -> Result<String, EditError> {
    let document = parse(text, file)?;
    let written_list = written_list(document.as_table(), place, list);
    if let Some(Item::Value(Value::Array(array))) = written_list {
        let end = array.span().map_or(0, |span| span.end);
        return into_array(text, file, end, array.is_empty(), entry);
    }
    let end_of_line = newline(text);
    let mut new = text.trim_end_matches(['\n', '\r', ' ', '\t']).to_owned();
    if !new.is_empty() {
        new.push_str(end_of_line);
        new.push_str(end_of_line);
    }
    new.push_str(&list.header(place));
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
        what: format!(
            "its table for pyward is written in a way that takes no `{}`",
            list.header(ListPlace::Own)
        )
        .into(),
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

/// The text without the entries that `is_meant` says yes to, and how many these were.
pub fn remove_entries(
    text: &str,
    file: &str,
    place: ListPlace,
    list: EntryList,
    is_meant: &dyn Fn(&EntryKeys<'_>) -> bool,
) -> Result<(String, usize), EditError> {
    parse(text, file)?;
    let mut document: DocumentMut = text.parse().map_err(|error| broken(text, file, &error))?;
    let owner: Option<&mut dyn TableLike> = match place {
        ListPlace::Own => Some(document.as_table_mut()),
        ListPlace::Pyproject => table_of(document.as_table_mut(), &["tool", "pyward"]),
    };
    let (leaf, above) = list.path().split_last().expect("no list stands nowhere");
    let Some(owner) = owner.and_then(|owner| table_of(owner, above)) else {
        return Ok((text.to_owned(), 0));
    };
    let mut count = 0;
    let mut is_empty = false;
    match owner.get_mut(leaf) {
        Some(Item::ArrayOfTables(tables)) => {
            let before = tables.len();
            tables.retain(|table| !is_meant(&EntryKeys(table)));
            count = before - tables.len();
            is_empty = tables.is_empty();
        }
        Some(Item::Value(Value::Array(array))) => {
            let before = array.len();
            array.retain(|value| {
                let table = value.as_inline_table();
                !table.is_some_and(|table| is_meant(&EntryKeys(table)))
            });
            count = before - array.len();
            is_empty = array.is_empty();
        }
        _ => {}
    }
    if count == 0 {
        return Ok((text.to_owned(), 0));
    }
    if is_empty {
        owner.remove(leaf);
    }
    let mut new = document.to_string();
    if newline(text) == "\r\n" {
        new = new.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Ok((new, count))
}

/// The table below another that keys lead to.
fn table_of<'t>(top: &'t mut dyn TableLike, path: &[&str]) -> Option<&'t mut dyn TableLike> {
    path.iter().try_fold(top, |table, key| {
        table.get_mut(key).and_then(Item::as_table_like_mut)
    })
}

fn written_list(top: &dyn TableLike, place: ListPlace, list: EntryList) -> Option<&Item> {
    let (leaf, above) = list.path().split_last()?;
    let prefix: &[&str] = match place {
        ListPlace::Own => &[],
        ListPlace::Pyproject => &["tool", "pyward"],
    };
    let mut keys = prefix.iter().chain(above);
    keys.try_fold(top, |table, key| table.get(key)?.as_table_like())?
        .get(leaf)
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
        add_entry(text, "pyward.toml", place, EntryList::Ignore, &entry()).unwrap()
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
        let refused = |text: &str, place| {
            add_entry(text, "pyproject.toml", place, EntryList::Ignore, &entry())
        };
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
    fn lists_below_a_table_are_written_below_it() {
        let entry = [("name", EntryValue::Text("six".to_owned()))];
        let add =
            |text: &str, place| add_entry(text, "f", place, EntryList::Allow, &entry).unwrap();
        let table = "[packages]\nunlisted = \"block\"  # strict\n";
        assert_eq!(
            add(table, ListPlace::Own),
            format!("{table}\n[[packages.allow]]\nname = \"six\"\n")
        );
        assert_eq!(
            add("[packages]\nallow = []\n", ListPlace::Own),
            "[packages]\nallow = [{ name = \"six\" }]\n"
        );
        let shared = add("[project]\n", ListPlace::Pyproject);
        assert_eq!(
            shared,
            "[project]\n\n[[tool.pyward.packages.allow]]\nname = \"six\"\n"
        );
        let is_six = |keys: &EntryKeys<'_>| keys.text("name") == Some("six");
        let remove =
            |list| remove_entries(&shared, "f", ListPlace::Pyproject, list, &is_six).unwrap();
        assert_eq!(remove(EntryList::Allow).1, 1);
        assert_eq!(remove(EntryList::Block), (shared.clone(), 0));
    }

    #[test]
    fn entries_are_taken_out() {
        let text = "# top\n[[ignore]]\nid = \"A\"\n\n# second\n[[ignore]]\nid = \"B\"\npackage = \"p\"\n\n[gate]\n";
        let without = |wanted: &str| {
            remove_entries(
                text,
                "pyward.toml",
                ListPlace::Own,
                EntryList::Ignore,
                &|keys| keys.text("id") == Some(wanted),
            )
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
        let (rest, count) = remove_entries(
            text,
            "pyward.toml",
            ListPlace::Own,
            EntryList::Ignore,
            &|_| true,
        )
        .unwrap();
        assert_eq!((count, rest.contains("ignore")), (2, false));
        let inline = "ignore = [{ id = \"A\" }, { id = \"B\" }]\n";
        let (rest, count) =
            remove_entries(inline, "x", ListPlace::Own, EntryList::Ignore, &|keys| {
                keys.text("id") == Some("A")
            })
            .unwrap();
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
                for list in [EntryList::Ignore, EntryList::Allow, EntryList::Block] {
                    if let Ok(new) = add_entry(&text, "x", place, list, &entry) {
                        let is_there = |keys: &EntryKeys<'_>| keys.text("id") == Some(&*id);
                        let (_, count) = remove_entries(&new, "x", place, list, &is_there).unwrap();
                        proptest::prop_assert!(count >= 1);
                    }
                }
            }
        }
    }
}
