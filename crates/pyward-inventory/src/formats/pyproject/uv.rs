//! `[tool.uv]` ([settings](https://docs.astral.sh/uv/reference/settings/)).

use std::collections::BTreeMap;

use pyward_model::{Origin, PackageName};

use super::Manifest;
use super::lists::List;
use crate::marker::both;
use crate::origin;
use crate::toml::{Kind, Table, Value};

/// Where a package is got from, and the marker under which.
pub(super) struct Source {
    origin: Place,
    marker: Option<Box<str>>,
}

enum Place {
    At(Origin),
    /// A member of the same workspace: first-party, told by its own manifest.
    Workspace,
}

/// Sources by the packages they are for.
pub(super) type Sources = BTreeMap<PackageName, Vec<Source>>;

/// Development dependencies from before PEP 735, the index that takes the place of PyPI, and sources.
pub(super) fn read(uv: &Table<'_>, manifest: &mut Manifest<'_>) -> Sources {
    if let Some(value) = uv.get("dev-dependencies") {
        manifest.requirements(
            "tool.uv.dev-dependencies",
            value,
            &List::Group("dev".into()),
        );
    }
    let indexes = || uv.tables("index").map(|(_, index)| index);
    let default =
        indexes().find(|index| index.get("default").and_then(Value::as_bool) == Some(true));
    if let Some(url) = default
        .and_then(|index| index.string("url"))
        .or(uv.string("index-url"))
    {
        manifest.index = origin::index(url);
    }
    let named: BTreeMap<&str, Origin> = indexes()
        .filter_map(|index| Some((index.string("name")?, origin::index(index.string("url")?))))
        .collect();
    let mut sources = Sources::new();
    for (name, value) in uv.table("sources").into_iter().flat_map(Table::iter) {
        let ways = match &value.kind {
            Kind::Array(ways) => ways.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let ways = ways
            .iter()
            .filter_map(Value::as_table)
            .filter_map(|table| source(table, &named));
        sources.insert(PackageName::pypi(name), ways.collect());
    }
    sources
}

fn source(table: &Table<'_>, indexes: &BTreeMap<&str, Origin>) -> Option<Source> {
    let is = |key: &str| table.get(key).and_then(Value::as_bool) == Some(true);
    let reference = ["rev", "tag", "branch"]
        .iter()
        .find_map(|key| table.string(key));
    let origin = if is("workspace") {
        Place::Workspace
    } else if let Some(url) = table.string("git") {
        Place::At(origin::vcs("git", url, reference))
    } else if let Some(url) = table.string("url") {
        Place::At(origin::url(url))
    } else if let Some(path) = table.string("path") {
        Place::At(origin::path(path, is("editable")))
    } else {
        Place::At(indexes.get(table.string("index")?)?.clone())
    };
    Some(Source {
        origin,
        marker: table.string("marker").map(Into::into),
    })
}

/// Puts the sources into the requirements. One with several sources becomes several, each under its marker.
pub(super) fn apply(sources: &Sources, roots: Vec<crate::Root>) -> Vec<crate::Root> {
    let mut placed = Vec::with_capacity(roots.len());
    for root in roots {
        let ways = sources
            .get(&root.requires.name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if ways.is_empty()
            || root.requires.origin != Origin::Index
            || root.scope == pyward_model::Scope::Build
        {
            placed.push(root);
            continue;
        }
        for way in ways {
            let Place::At(origin) = &way.origin else {
                continue;
            };
            let mut root = root.clone();
            root.requires.origin = origin.clone();
            root.requires.marker = both(root.requires.marker.as_deref(), way.marker.as_deref());
            placed.push(root);
        }
    }
    placed
}
