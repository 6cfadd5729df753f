//! What a script states of itself, in the keys that stand at the top of its metadata
//! ([specification](https://packaging.python.org/en/latest/specifications/inline-script-metadata/)). Tables of tools are
//! not looked at.

use pyward_model::Project;

use super::Manifest;
use super::lists::List;
use crate::toml::Table;
use crate::{Input, Reading};

/// What the metadata ask for; `line` is where they begin.
pub(in crate::formats) fn read(document: &Table<'_>, line: u32, input: &Input<'_>) -> Reading {
    let mut manifest = Manifest::new(input);
    if let Some(value) = document.get("requires-python")
        && value.as_str().is_none()
    {
        manifest.odd("requires-python", value, "a string");
    }
    manifest.reading.projects.push(Project {
        location: input.line(line),
        name: None,
        version: None,
        requires_python: document
            .string("requires-python")
            .map(|text| text.trim().to_owned()),
    });
    if let Some(dependencies) = document.get("dependencies") {
        manifest.requirements("dependencies", dependencies, &List::Main);
    }
    let lists = std::mem::take(&mut manifest.lists);
    manifest.reading.roots = lists.roots(&mut manifest);
    manifest.finish()
}
