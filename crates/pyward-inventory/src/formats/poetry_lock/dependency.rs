//! What a package of a Poetry lock needs.

use std::collections::HashMap;

use pyward_model::{Origin, PackageName};

use crate::lock_document::{self, Purpose};
use crate::toml::{Table, Value};
use crate::{Requirement, Requires, origin};

/// The dependencies of a package: each a version, a table, or an array of such where it depends on the environment.
pub(super) fn read(package: &Table<'_>) -> Vec<Requires> {
    let mut needs = Vec::new();
    let Some(dependencies) = package.table("dependencies") else {
        return needs;
    };
    let offered = offered(package.table("extras"));
    for (key, value) in dependencies.iter() {
        let name = PackageName::pypi(key);
        match value.as_array() {
            Some(forms) => forms
                .iter()
                .for_each(|form| push(&name, form, &offered, &mut needs)),
            None => push(&name, value, &offered, &mut needs),
        }
    }
    needs
}

/// The extras of the package that each name is needed for.
fn offered(extras: Option<&Table<'_>>) -> HashMap<PackageName, Vec<Box<str>>> {
    let mut offered: HashMap<PackageName, Vec<Box<str>>> = HashMap::new();
    for (extra, value) in extras.into_iter().flat_map(Table::iter) {
        for text in value
            .as_array()
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
        {
            // Poetry 1.x writes `redis (>=4.0)`, later versions requirements with markers: the name comes first in both.
            let name = match Requirement::parse(text) {
                Ok(requirement) => requirement.name,
                Err(_) => {
                    PackageName::pypi(text.split([' ', '(', ';', '[']).next().unwrap_or_default())
                }
            };
            offered
                .entry(name)
                .or_default()
                .push(lock_document::normalised(extra));
        }
    }
    offered
}

fn push(
    name: &PackageName,
    form: &Value<'_>,
    offered: &HashMap<PackageName, Vec<Box<str>>>,
    needs: &mut Vec<Requires>,
) {
    let mut requires = Requires::any(name.clone());
    let Some(table) = form.as_table() else {
        requires.specifiers = specifiers(form.as_str());
        needs.push(requires);
        return;
    };
    requires.specifiers = specifiers(table.string("version"));
    requires.extras = table
        .strings("extras")
        .map(lock_document::normalised)
        .collect();
    requires.marker = table.string("markers").map(Into::into);
    requires.origin = origin_of(table);
    let optional = table
        .get("optional")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let extras = offered.get(name).map(Vec::as_slice).unwrap_or_default();
    let said_by_marker = requires
        .marker
        .as_deref()
        .is_some_and(|marker| !Purpose::of(marker).extras.is_empty());
    if optional && !said_by_marker && !extras.is_empty() {
        needs.extend(extras.iter().map(|extra| Requires {
            when: Some(extra.clone()),
            ..requires.clone()
        }));
    } else {
        needs.push(requires);
    }
}

fn specifiers(version: Option<&str>) -> Box<str> {
    version
        .map(str::trim)
        .filter(|version| *version != "*")
        .unwrap_or_default()
        .into()
}

fn origin_of(table: &Table<'_>) -> Origin {
    let reference = ["rev", "tag", "branch"]
        .iter()
        .find_map(|key| table.string(key));
    if let Some(url) = table.string("git") {
        return origin::vcs("git", url, reference);
    }
    if let Some(url) = table.string("url") {
        return origin::url(url);
    }
    let editable = table
        .get("develop")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let path = table.string("path").or(table.string("file"));
    path.map_or(Origin::Index, |path| origin::path(path, editable))
}
