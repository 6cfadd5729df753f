//! What the standards define: `[project]`
//! ([PEP 621](https://packaging.python.org/en/latest/specifications/pyproject-toml/)), `[dependency-groups]`
//! ([PEP 735](https://packaging.python.org/en/latest/specifications/dependency-groups/)) and `[build-system]`
//! ([PEP 518](https://peps.python.org/pep-0518/)).

use pyward_model::{NoticeKind, PackageName, Project, Version, printable};

use super::Manifest;
use super::lists::List;
use crate::lock_document::normalised;
use crate::toml::{Kind, Table, Value};

pub(super) fn read(document: &Table<'_>, manifest: &mut Manifest<'_>) {
    if let Some(value) = document.get("project") {
        match value.as_table() {
            Some(project) => read_project(project, value.line, manifest),
            None => manifest.odd("project", value, "a table"),
        }
    }
    if let Some(groups) = document.table("dependency-groups") {
        read_groups(groups, manifest);
    }
    if let Some(requires) = document
        .table("build-system")
        .and_then(|build| build.get("requires"))
    {
        manifest.requirements("build-system.requires", requires, &List::Build);
    }
}

fn read_project(project: &Table<'_>, line: u32, manifest: &mut Manifest<'_>) {
    manifest.own_name = project.string("name").map(PackageName::pypi);
    manifest.reading.projects.push(Project {
        location: manifest.input.line(line),
        name: manifest.own_name.clone(),
        version: project.string("version").map(Version::new),
        requires_python: project
            .string("requires-python")
            .map(|text| text.trim().to_owned()),
    });
    if let Some(dependencies) = project.get("dependencies") {
        manifest.requirements("project.dependencies", dependencies, &List::Main);
    }
    if let Some(value) = project.get("optional-dependencies") {
        match value.as_table() {
            Some(extras) => {
                for (name, requirements) in extras.iter() {
                    let list = List::Extra(normalised(name));
                    manifest.requirements(
                        &format!("project.optional-dependencies.{name}"),
                        requirements,
                        &list,
                    );
                }
            }
            None => manifest.odd("project.optional-dependencies", value, "a table"),
        }
    }
    for dynamic in project.array("dynamic") {
        if let Some(key @ ("dependencies" | "optional-dependencies")) = dynamic.as_str() {
            let message = format!(
                "`{key}` is dynamic: the build backend declares it, and nothing is built to ask"
            );
            manifest.info(
                NoticeKind::Unsupported,
                dynamic.line,
                message,
                "audit a lock file or the environment it is installed in",
            );
        }
    }
}

fn read_groups(groups: &Table<'_>, manifest: &mut Manifest<'_>) {
    for (name, value) in groups.iter() {
        let list = List::Group(normalised(name));
        manifest.lists.declare(list.clone());
        let Kind::Array(items) = &value.kind else {
            manifest.odd(&format!("dependency-groups.{name}"), value, "an array");
            continue;
        };
        for item in items {
            match item.as_table() {
                None => manifest.requirement(item, &list),
                Some(table) => match table.string("include-group") {
                    Some(included) => manifest.lists.include(
                        list.clone(),
                        List::Group(normalised(included)),
                        item.line,
                    ),
                    None => unknown_item(name, item, manifest),
                },
            }
        }
    }
}

fn unknown_item(group: &str, item: &Value<'_>, manifest: &mut Manifest<'_>) {
    let message = format!(
        "a table in the group `{}` is no `include-group`",
        printable(group)
    );
    manifest.gap(NoticeKind::Malformed, item.line, message);
}
