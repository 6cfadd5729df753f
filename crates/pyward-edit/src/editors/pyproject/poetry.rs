//! `[tool.poetry]` ([reference](https://python-poetry.org/docs/pyproject/)).

use pyward_model::PackageName;
use toml_edit::{Item, TableLike, Value};

use super::Manifest;
use crate::choice::{Place, choose};
use crate::{Because, Change, poetry_constraint};

pub(super) fn edit(manifest: &mut Manifest<'_, '_>, poetry: &dyn TableLike) {
    let groups = poetry.get("group").and_then(Item::as_table_like);
    let of_groups = groups
        .into_iter()
        .flat_map(TableLike::iter)
        .filter_map(|(_, group)| group.as_table_like()?.get("dependencies"));
    let lists = ["dependencies", "dev-dependencies"]
        .into_iter()
        .filter_map(|key| poetry.get(key))
        .chain(of_groups);
    for list in lists {
        for (name, asked) in list.as_table_like().into_iter().flat_map(TableLike::iter) {
            if name != "python" {
                dependency(manifest, &PackageName::pypi(name), asked);
            }
        }
    }
}

/// A dependency: a constraint, a table, or several of either for different Pythons and platforms.
fn dependency(manifest: &mut Manifest<'_, '_>, name: &PackageName, asked: &Item) {
    let Some(changes) = manifest.note(name) else {
        return;
    };
    if let Some(forms) = asked.as_array() {
        let alone = forms.len() == 1;
        for form in forms {
            match form.as_inline_table() {
                Some(table) => of_table(manifest, name, table, &changes, alone),
                None => constraint(manifest, name, form, &changes, (None, alone)),
            }
        }
    } else if let Some(tables) = asked.as_array_of_tables() {
        for table in tables {
            of_table(manifest, name, table, &changes, tables.len() == 1);
        }
    } else if let Some(table) = asked.as_table_like() {
        of_table(manifest, name, table, &changes, true);
    } else if let Some(value) = asked.as_value() {
        constraint(manifest, name, value, &changes, (None, true));
    }
}

fn of_table(
    manifest: &mut Manifest<'_, '_>,
    name: &PackageName,
    table: &dyn TableLike,
    changes: &[&Change],
    alone: bool,
) {
    let place = ["git", "url", "path", "file"]
        .iter()
        .find_map(|key| table.get(key));
    if let Some(place) = place {
        let line = place.span().map(|span| manifest.text.line(span.start));
        let text = place.as_str().unwrap_or_default().to_owned();
        manifest.text.leave(name, line, Because::Place(text));
    } else if let Some(version) = table.get("version").and_then(Item::as_value) {
        let marker = table.get("markers").and_then(Item::as_str);
        constraint(manifest, name, version, changes, (marker, alone));
    }
}

fn constraint(
    manifest: &mut Manifest<'_, '_>,
    name: &PackageName,
    value: &Value,
    changes: &[&Change],
    (marker, alone): (Option<&str>, bool),
) {
    let Some(text) = value.as_str() else {
        return;
    };
    let outcome = rewritten(text, changes, marker, alone);
    manifest.settle(value, name, text, outcome);
}

fn rewritten(
    text: &str,
    changes: &[&Change],
    marker: Option<&str>,
    alone: bool,
) -> Result<String, Because> {
    let allows =
        |change: &&Change| matches!(poetry_constraint::rewrite(text, &change.to), Ok(None));
    let pin = poetry_constraint::pin(text);
    if pin.is_none() && changes.iter().all(allows) {
        return Err(Because::Allowed(text.to_owned()));
    }
    let place = Place {
        pin: pin.as_ref(),
        marker,
        alone,
    };
    let change = choose(changes, &place)?;
    poetry_constraint::rewrite(text, &change.to)?.ok_or_else(|| Because::Allowed(text.to_owned()))
}
