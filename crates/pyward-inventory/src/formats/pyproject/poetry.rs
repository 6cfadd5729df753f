//! `[tool.poetry]` ([reference](https://python-poetry.org/docs/pyproject/)).

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{NoticeKind, Origin, PackageName, Project, Version, printable};

use super::lists::List;
use super::{Manifest, constraint};
use crate::lock_document::normalised;
use crate::marker::both;
use crate::toml::{Kind, Table, Value};
use crate::{Marker, Requires, origin};

pub(super) fn read(poetry: &Table<'_>, line: u32, manifest: &mut Manifest<'_>) {
    let reader = Reader {
        sources: sources(poetry),
        extras: extras(poetry),
    };
    let dependencies = poetry.table("dependencies");
    read_project(poetry, dependencies, line, manifest);
    let declared = declared_names(manifest);
    for (name, value) in dependencies
        .into_iter()
        .flat_map(Table::iter)
        .filter(|(name, _)| *name != "python")
    {
        let name = PackageName::pypi(name);
        let asked = reader.dependency(&name, value, manifest);
        if declared.contains(&name) {
            // `[project]` says that it is needed, this only where it is got from.
            enrich(&name, &asked, manifest);
        } else {
            for (requires, optional) in asked {
                for list in reader.lists(&name, optional) {
                    manifest.lists.require(list, requires.clone(), value.line);
                }
            }
        }
    }
    if let Some(dependencies) = poetry.table("dev-dependencies") {
        reader.group("dev", dependencies, manifest);
    }
    for (name, group) in poetry.table("group").into_iter().flat_map(Table::iter) {
        let Some(group) = group.as_table() else {
            continue;
        };
        let list = List::Group(normalised(name));
        manifest.lists.declare(list.clone());
        if let Some(dependencies) = group.table("dependencies") {
            reader.group(name, dependencies, manifest);
        }
        for included in group.array("include-groups") {
            if let Some(other) = included.as_str() {
                manifest
                    .lists
                    .include(list.clone(), List::Group(normalised(other)), included.line);
            }
        }
    }
}

/// The project, if the standard table does not tell it.
fn read_project(
    poetry: &Table<'_>,
    dependencies: Option<&Table<'_>>,
    line: u32,
    manifest: &mut Manifest<'_>,
) {
    let python = dependencies.and_then(|dependencies| dependencies.string("python"));
    let python = python.map(|text| {
        constraint::specifiers(text)
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| text.to_owned())
    });
    let python = python.filter(|text| text != "*");
    let name = poetry.string("name").map(PackageName::pypi);
    if let Some(project) = manifest.reading.projects.first_mut() {
        project.requires_python = project.requires_python.take().or(python);
        return;
    }
    if name.is_none() && dependencies.is_none() {
        return;
    }
    manifest.own_name.clone_from(&name);
    manifest.reading.projects.push(Project {
        location: manifest.input.line(line),
        name,
        version: poetry.string("version").map(Version::new),
        requires_python: python,
    });
}

/// What `[project]` lists for running it and for its extras.
fn declared_names(manifest: &mut Manifest<'_>) -> BTreeSet<PackageName> {
    let of_the_project = manifest
        .lists
        .each_mut()
        .filter(|(list, _)| matches!(list, List::Main | List::Extra(_)));
    of_the_project
        .map(|(_, requires)| requires.name.clone())
        .collect()
}

fn enrich(name: &PackageName, asked: &[(Requires, bool)], manifest: &mut Manifest<'_>) {
    let Some(origin) = asked
        .iter()
        .map(|(requires, _)| &requires.origin)
        .find(|origin| **origin != Origin::Index)
    else {
        return;
    };
    for (list, requires) in manifest.lists.each_mut() {
        if requires.name == *name
            && requires.origin == Origin::Index
            && matches!(list, List::Main | List::Extra(_))
        {
            requires.origin = origin.clone();
        }
    }
}

/// Indexes by the name that dependencies call them.
fn sources(poetry: &Table<'_>) -> BTreeMap<String, Origin> {
    let named = |source: &Table<'_>| {
        Some((
            source.string("name")?.to_ascii_lowercase(),
            origin::index(source.string("url")?),
        ))
    };
    poetry
        .tables("source")
        .filter_map(|(_, source)| named(source))
        .collect()
}

/// The extras that each optional dependency belongs to.
fn extras(poetry: &Table<'_>) -> BTreeMap<PackageName, Vec<Box<str>>> {
    let mut extras: BTreeMap<PackageName, Vec<Box<str>>> = BTreeMap::new();
    for (extra, names) in poetry.table("extras").into_iter().flat_map(Table::iter) {
        for name in names
            .as_array()
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
        {
            let name = name.split(['[', ' ', '(']).next().unwrap_or_default();
            extras
                .entry(PackageName::pypi(name))
                .or_default()
                .push(normalised(extra));
        }
    }
    extras
}

struct Reader {
    sources: BTreeMap<String, Origin>,
    extras: BTreeMap<PackageName, Vec<Box<str>>>,
}

impl Reader {
    /// Where a dependency belongs. One that is optional and in no extra is never installed, but locked: it is listed.
    fn lists(&self, name: &PackageName, optional: bool) -> Vec<List> {
        match self.extras.get(name) {
            Some(extras) if optional => extras.iter().cloned().map(List::Extra).collect(),
            _ => vec![List::Main],
        }
    }

    fn group(&self, name: &str, dependencies: &Table<'_>, manifest: &mut Manifest<'_>) {
        for (dependency, value) in dependencies
            .iter()
            .filter(|(dependency, _)| *dependency != "python")
        {
            for (requires, _) in self.dependency(&PackageName::pypi(dependency), value, manifest) {
                manifest
                    .lists
                    .require(List::Group(normalised(name)), requires, value.line);
            }
        }
    }

    /// What is asked of a package, each way with whether it is optional: a constraint, a table, or an array of either.
    fn dependency(
        &self,
        name: &PackageName,
        value: &Value<'_>,
        manifest: &mut Manifest<'_>,
    ) -> Vec<(Requires, bool)> {
        if !name.is_valid() {
            let message = format!("`{}` is no name of a package", printable(name.as_str()));
            manifest.gap(NoticeKind::Malformed, value.line, message);
            return Vec::new();
        }
        let forms = match &value.kind {
            Kind::Array(forms) => forms.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let mut asked = Vec::new();
        for form in forms {
            match &form.kind {
                Kind::String(text) => asked.push((constrained(name, text), false)),
                Kind::Table(table) => asked.push((
                    self.table(name, table, form.line, manifest),
                    table.get("optional").and_then(Value::as_bool) == Some(true),
                )),
                _ => manifest.odd(name.as_str(), form, "a version or a table"),
            }
        }
        asked
    }

    fn table(
        &self,
        name: &PackageName,
        table: &Table<'_>,
        line: u32,
        manifest: &mut Manifest<'_>,
    ) -> Requires {
        let mut requires = constrained(name, table.string("version").unwrap_or_default());
        requires.extras = table.strings("extras").map(normalised).collect();
        let markers = table
            .string("markers")
            .filter(|marker| match Marker::parse(marker) {
                Ok(_) => true,
                Err(error) => {
                    manifest.gap(
                        NoticeKind::Malformed,
                        line,
                        format!("the marker of `{name}` cannot be read: {error}"),
                    );
                    false
                }
            });
        let python = table.string("python").and_then(constraint::python_marker);
        let platform = table
            .string("platform")
            .filter(|platform| !platform.contains('"'));
        let platform = platform.map(|platform| format!("sys_platform == \"{platform}\""));
        requires.marker = both(
            both(markers, python.as_deref()).as_deref(),
            platform.as_deref(),
        );
        requires.origin = self.origin(table);
        requires
    }

    fn origin(&self, table: &Table<'_>) -> Origin {
        let reference = ["rev", "tag", "branch"]
            .iter()
            .find_map(|key| table.string(key));
        if let Some(url) = table.string("git") {
            return origin::vcs("git", url, reference);
        }
        if let Some(url) = table.string("url") {
            return origin::url(url);
        }
        if let Some(path) = table.string("path").or(table.string("file")) {
            return origin::path(
                path,
                table
                    .get("develop")
                    .and_then(Value::as_bool)
                    .unwrap_or_default(),
            );
        }
        let source = table.string("source").map(str::to_ascii_lowercase);
        source
            .and_then(|source| self.sources.get(&source).cloned())
            .unwrap_or_default()
    }
}

/// A constraint as specifiers, or as written where they cannot say it.
fn constrained(name: &PackageName, constraint: &str) -> Requires {
    let specifiers =
        constraint::specifiers(constraint).unwrap_or_else(|| constraint.trim().to_owned());
    Requires {
        specifiers: specifiers.into(),
        ..Requires::any(name.clone())
    }
}
