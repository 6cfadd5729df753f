//! `pyproject.toml`: what a project asks for, by the
//! [standard tables](https://packaging.python.org/en/latest/specifications/pyproject-toml/) and by those of Poetry, PDM, uv
//! and Hatch.

mod constraint;
mod hatch;
mod lists;
mod pdm;
mod pep621;
mod poetry;
pub(super) mod script;
mod uv;

use pyward_model::{Location, Notice, NoticeKind, Origin, PackageName, printable};
use pyward_target::TreePath;

use self::lists::{List, Lists};
use super::core_metadata;
use crate::lock_document::Complaints;
use crate::toml::{self, Table, Value};
use crate::{Format, Input, Reading, Requirement, Role, origin};

/// A `pyproject.toml`.
pub(super) struct Pyproject;

impl Format for Pyproject {
    fn name(&self) -> &'static str {
        "pyproject"
    }

    fn title(&self) -> &'static str {
        "pyproject.toml"
    }

    fn role(&self) -> Role {
        Role::Manifest
    }

    fn claims(&self, path: &TreePath) -> bool {
        path.file_name() == "pyproject.toml"
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let mut manifest = Manifest::new(input);
        let (text, odd) = input.text();
        if let Some(notice) = odd {
            manifest.complaints.tell(notice);
        }
        match toml::parse(&text) {
            Ok(document) => manifest.read(&document),
            Err(error) => {
                let place = Location {
                    column: Some(error.column),
                    ..input.line(error.line)
                };
                let message = format!("not TOML: {}", printable(&error.message));
                manifest
                    .complaints
                    .tell(Notice::gap(NoticeKind::Malformed, Some(place), message));
            }
        }
        manifest.finish()
    }
}

/// The manifest, as far as it is read.
struct Manifest<'a> {
    input: &'a Input<'a>,
    reading: Reading,
    lists: Lists,
    /// The project's own name: a requirement of itself means its extras.
    own_name: Option<PackageName>,
    /// The index that takes the place of PyPI.
    index: Origin,
    complaints: Complaints,
}

impl<'a> Manifest<'a> {
    fn new(input: &'a Input<'a>) -> Self {
        Self {
            input,
            reading: Reading::default(),
            lists: Lists::default(),
            own_name: None,
            index: Origin::Index,
            complaints: Complaints::default(),
        }
    }

    fn read(&mut self, document: &Table<'_>) {
        pep621::read(document, self);
        let mut sources = uv::Sources::new();
        if let Some(tool) = document.table("tool") {
            if let Some((poetry, value)) = tool.table("poetry").zip(tool.get("poetry")) {
                poetry::read(poetry, value.line, self);
            }
            if let Some(pdm) = tool.table("pdm") {
                pdm::read(pdm, self);
            }
            if let Some(uv) = tool.table("uv") {
                sources = uv::read(uv, self);
            }
            if let Some(hatch) = tool.table("hatch") {
                hatch::read(hatch, self);
            }
        }
        let lists = std::mem::take(&mut self.lists);
        lists.tell_missing(self);
        let mut roots = uv::apply(&sources, lists.roots(self));
        for root in &mut roots {
            if root.requires.origin == Origin::Index {
                root.requires.origin = self.index.clone();
            }
        }
        self.reading.roots = roots;
    }

    fn finish(self) -> Reading {
        let Self {
            input,
            mut reading,
            complaints,
            ..
        } = self;
        reading.notices = complaints.into_notices(input.file());
        reading
    }

    /// An array of requirements.
    fn requirements(&mut self, key: &str, value: &Value<'_>, list: &List) {
        self.lists.declare(list.clone());
        match value.as_array() {
            Some(items) => items.iter().for_each(|item| self.requirement(item, list)),
            None => self.odd(key, value, "an array"),
        }
    }

    /// A requirement, in a string.
    fn requirement(&mut self, item: &Value<'_>, list: &List) {
        let Some(text) = item.as_str() else {
            return self.odd("a requirement", item, "a string");
        };
        let requirement = match Requirement::parse(text) {
            Ok(requirement) => requirement,
            Err(error) => {
                let text = origin::without_credentials(text);
                let message = format!("`{}` is no requirement: {error}", printable(&text));
                let notice = Notice::gap(
                    NoticeKind::Malformed,
                    Some(self.input.line(item.line)),
                    message,
                );
                return self.complaints.tell(notice.hint(error.hint()));
            }
        };
        if self.own_name.as_ref() == Some(&requirement.name) && requirement.url.is_none() {
            for extra in requirement.extras {
                self.lists
                    .include(list.clone(), List::Extra(extra), item.line);
            }
            return;
        }
        // Hatch puts the folder of the project in for this.
        let in_project = requirement
            .url
            .as_deref()
            .filter(|url| url.starts_with("{root"))
            .map(|url| origin::path(url, false));
        let mut requires = core_metadata::requires(requirement);
        requires.origin = in_project.unwrap_or(requires.origin);
        self.lists.require(list.clone(), requires, item.line);
    }

    /// Tells that a value is not what belongs there.
    fn odd(&mut self, key: &str, value: &Value<'_>, expected: &str) {
        let message = format!(
            "`{}` is {}, not {expected}",
            printable(key),
            value.type_name()
        );
        self.gap(NoticeKind::Malformed, value.line, message);
    }

    fn gap(&mut self, kind: NoticeKind, line: u32, message: String) {
        self.complaints
            .tell(Notice::gap(kind, Some(self.input.line(line)), message));
    }

    fn info(&mut self, kind: NoticeKind, line: u32, message: String, hint: &str) {
        self.complaints
            .tell(Notice::info(kind, Some(self.input.line(line)), message).hint(hint));
    }
}

#[cfg(test)]
mod tests;
