//! `Pipfile` of Pipenv ([format](https://pipenv.pypa.io/en/latest/pipfile.html)).

use pyward_model::PackageName;
use toml_edit::{Item, Value};

use crate::requirement_text::{change_for, specifiers_for};
use crate::toml_text::{self, TomlText};
use crate::{Because, Change, EditError, Edited, Editor, Request};

/// `Pipfile`.
pub(super) struct Pipfile;

/// Tables that hold no packages.
const OTHER_TABLES: [&str; 4] = ["requires", "scripts", "pipenv", "pipfile"];

impl Editor for Pipfile {
    fn name(&self) -> &'static str {
        "pipfile"
    }

    fn claims(&self, file_name: &str) -> bool {
        file_name == "Pipfile"
    }

    fn edit(&self, text: &str, request: &Request<'_>) -> Result<Edited, EditError> {
        let (document, mut text) = toml_text::read(text, request)?;
        let mut open = request.by_name();
        let by_name = open.clone();
        for (key, category) in document.iter() {
            let Some(category) = category.as_table_like() else {
                continue;
            };
            if OTHER_TABLES.contains(&key) {
                continue;
            }
            for (name, asked) in category.iter() {
                let name = PackageName::pypi(name);
                if let Some(changes) = by_name.get(&name) {
                    open.remove(&name);
                    package(&mut text, &name, asked, changes, request.raise_ranges);
                }
            }
        }
        for name in open.keys() {
            text.leave(name, None, Because::NotNamed);
        }
        text.finish()
    }
}

/// A package: specifiers, `*`, or a table.
fn package(
    text: &mut TomlText<'_>,
    name: &PackageName,
    asked: &Item,
    changes: &[&Change],
    raise: bool,
) {
    if let Some(value) = asked.as_value().filter(|value| value.is_str()) {
        specifiers(text, name, value, None, changes, raise);
    } else if let Some(table) = asked.as_table_like() {
        let place = ["git", "path", "file", "url", "hg", "svn", "bzr"]
            .iter()
            .find_map(|key| table.get(key));
        if let Some(place) = place {
            let line = place.span().map(|span| text.line(span.start));
            let place = place.as_str().unwrap_or_default().to_owned();
            text.leave(name, line, Because::Place(place));
            return;
        }
        let marker = ["markers", "python_version", "sys_platform"]
            .iter()
            .find_map(|key| table.get(key)?.as_str());
        if let Some(value) = table.get("version").and_then(Item::as_value) {
            specifiers(text, name, value, marker, changes, raise);
        } else {
            let line = asked.span().map(|span| text.line(span.start));
            text.leave(name, line, Because::Allowed(String::new()));
        }
    }
}

fn specifiers(
    text: &mut TomlText<'_>,
    name: &PackageName,
    value: &Value,
    marker: Option<&str>,
    changes: &[&Change],
    raise: bool,
) {
    let Some(old) = value.as_str() else {
        return;
    };
    let any = old.trim() == "*";
    let specifiers = if any { "" } else { old };
    let outcome = change_for(specifiers, marker, changes, true)
        .and_then(|change| specifiers_for(specifiers, change, raise));
    match outcome {
        Ok(new) => {
            if let Some(range) = text.replace_string(value, &new) {
                text.made(name, &range, old, &new);
            }
        }
        Err(because) => {
            let line = text.line_of(value);
            text.leave(name, line, because);
        }
    }
}

#[cfg(test)]
mod tests;
