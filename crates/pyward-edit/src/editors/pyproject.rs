//! `pyproject.toml`: what a project asks for
//! ([specification](https://packaging.python.org/en/latest/specifications/pyproject-toml/)), in the standard tables and in
//! those of uv, PDM, Poetry and Hatch.
//!
//! A requirement changes only where it forbids the new version, unless ranges are to be raised. Packages that the project
//! does not ask for itself have no line here; [`constrain`] bounds them where the manager has a place for that.

mod constraints;
mod poetry;

use std::collections::BTreeMap;

use pyward_model::PackageName;
use toml_edit::{Array, Document, TableLike, Value};

use crate::requirement::Requirement;
use crate::requirement_text::rewritten;
use crate::toml_text::{self, TomlText, table};
use crate::{Because, Change, EditError, Edited, Editor, Request};

pub use self::constraints::constrain;

/// `pyproject.toml`.
pub(super) struct Pyproject;

impl Editor for Pyproject {
    fn name(&self) -> &'static str {
        "pyproject"
    }

    fn claims(&self, file_name: &str) -> bool {
        file_name == "pyproject.toml"
    }

    fn edit(&self, text: &str, request: &Request<'_>) -> Result<Edited, EditError> {
        let (document, text) = toml_text::read(text, request)?;
        let mut manifest = Manifest {
            text,
            by_name: request.by_name(),
            named: BTreeMap::new(),
            sources: sources(&document),
            raise: request.raise_ranges,
        };
        manifest.standard(&document, request.build_requirements);
        manifest.tools(&document);
        let root = document.as_table();
        if let Some(poetry) = table(root, &["tool", "poetry"]) {
            poetry::edit(&mut manifest, poetry);
        }
        manifest.finish()
    }
}

/// A manifest under way.
struct Manifest<'t, 'r> {
    text: TomlText<'t>,
    by_name: BTreeMap<&'r PackageName, Vec<&'r Change>>,
    named: BTreeMap<PackageName, usize>,
    /// Packages that uv takes from elsewhere, with where from.
    sources: BTreeMap<PackageName, String>,
    raise: bool,
}

impl<'r> Manifest<'_, 'r> {
    fn standard(&mut self, document: &Document<&str>, build: bool) {
        let root = document.as_table();
        if let Some(project) = table(root, &["project"]) {
            self.list(project, "dependencies");
            self.lists(project, "optional-dependencies");
        }
        self.lists(root, "dependency-groups");
        if build && let Some(system) = table(root, &["build-system"]) {
            self.list(system, "requires");
        }
    }

    fn tools(&mut self, document: &Document<&str>) {
        let root = document.as_table();
        if let Some(uv) = table(root, &["tool", "uv"]) {
            self.list(uv, "dev-dependencies");
            self.list(uv, "constraint-dependencies");
            self.list(uv, "override-dependencies");
        }
        if let Some(pdm) = table(root, &["tool", "pdm"]) {
            self.lists(pdm, "dev-dependencies");
        }
        let hatch = table(root, &["tool", "hatch", "envs"]);
        for (_, environment) in hatch.into_iter().flat_map(TableLike::iter) {
            if let Some(environment) = environment.as_table_like() {
                self.list(environment, "dependencies");
                self.list(environment, "extra-dependencies");
            }
        }
    }

    /// Every list of requirements in a table.
    fn lists(&mut self, parent: &dyn TableLike, key: &str) {
        let lists = parent.get(key).and_then(toml_edit::Item::as_table_like);
        for (_, list) in lists.into_iter().flat_map(TableLike::iter) {
            if let Some(list) = list.as_array() {
                self.requirements(list);
            }
        }
    }

    fn list(&mut self, parent: &dyn TableLike, key: &str) {
        if let Some(list) = parent.get(key).and_then(toml_edit::Item::as_array) {
            self.requirements(list);
        }
    }

    fn requirements(&mut self, list: &Array) {
        let found: Vec<(&Value, &str, Requirement<'_>)> = list
            .iter()
            .filter_map(|value| {
                let text = value.as_str()?;
                Some((value, text, Requirement::find(text)?))
            })
            .filter(|(_, _, requirement)| self.by_name.contains_key(&requirement.name))
            .collect();
        let mut counts: BTreeMap<&PackageName, usize> = BTreeMap::new();
        for (_, _, requirement) in &found {
            *counts.entry(&requirement.name).or_default() += 1;
        }
        for (value, text, requirement) in &found {
            let alone = counts.get(&requirement.name) == Some(&1);
            self.requirement(value, text, requirement, alone);
        }
    }

    fn requirement(
        &mut self,
        value: &Value,
        text: &str,
        requirement: &Requirement<'_>,
        alone: bool,
    ) {
        let name = &requirement.name;
        let Some(changes) = self.note(name) else {
            return;
        };
        let outcome = match self.sources.get(name) {
            Some(place) => Err(Because::Place(place.clone())),
            None => rewritten(text, requirement, &changes, self.raise, alone),
        };
        self.settle(value, name, text, outcome);
    }

    /// The changes of a package that is named.
    fn note(&mut self, name: &PackageName) -> Option<Vec<&'r Change>> {
        let changes = self.by_name.get(name)?.clone();
        *self.named.entry(name.clone()).or_default() += 1;
        Some(changes)
    }

    /// Writes a new text in place of a string, or says why not.
    fn settle(
        &mut self,
        value: &Value,
        name: &PackageName,
        old: &str,
        outcome: Result<String, Because>,
    ) {
        match outcome {
            Ok(new) => {
                if let Some(range) = self.text.replace_string(value, &new) {
                    self.text.made(name, &range, old, &new);
                }
            }
            Err(because) => {
                let line = self.text.line_of(value);
                self.text.leave(name, line, because);
            }
        }
    }

    fn finish(mut self) -> Result<Edited, EditError> {
        let unnamed: Vec<&PackageName> = self
            .by_name
            .keys()
            .copied()
            .filter(|name| !self.named.contains_key(*name))
            .collect();
        for name in unnamed {
            self.text.leave(name, None, Because::NotNamed);
        }
        self.text.finish()
    }
}

/// Packages that `[tool.uv.sources]` takes from a repository, a URL, a path or the workspace.
fn sources(document: &Document<&str>) -> BTreeMap<PackageName, String> {
    let sources = table(document.as_table(), &["tool", "uv", "sources"]);
    let mut found = BTreeMap::new();
    for (name, source) in sources.into_iter().flat_map(TableLike::iter) {
        let Some(source) = source.as_table_like() else {
            continue;
        };
        for key in ["git", "url", "path", "workspace"] {
            if let Some(place) = source.get(key) {
                let place = place.as_str().unwrap_or(key);
                found.insert(PackageName::pypi(name), place.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
