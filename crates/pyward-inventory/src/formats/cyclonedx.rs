//! CycloneDX bills of materials in JSON and XML.
//!
//! Follows versions 1.2 to 1.7 of the [specification](https://cyclonedx.org/specification/overview/). A component is
//! known by its [package URL](https://github.com/package-url/purl-spec): ecosystem, name and version are what that says.

pub(super) mod document;
mod origin_of;
mod remarks;
mod xml;

use std::collections::HashMap;

use pyward_model::{
    Component, Ecosystem, Notice, NoticeKind, PackageName, Project, Purl, Scope, Version, printable,
};
use pyward_target::TreePath;

use self::document::{Document, Listed};
use self::remarks::Remarks;
use super::spdx::Spdx;
use crate::{Format, Input, Package, Reading, Requires, Role, Root};

/// Versions of the specification that are known.
const KNOWN: [&str; 6] = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// A CycloneDX document.
pub(super) struct CycloneDx;

impl Format for CycloneDx {
    fn name(&self) -> &'static str {
        "cyclonedx"
    }

    fn title(&self) -> &'static str {
        "CycloneDX bill of materials"
    }

    fn role(&self) -> Role {
        Role::Sbom
    }

    fn claims(&self, path: &TreePath) -> bool {
        let name = path.file_name();
        let stem = name
            .strip_suffix(".json")
            .or_else(|| name.strip_suffix(".xml"));
        stem.is_some_and(|stem| {
            let ends = [".cdx", ".bom", ".sbom"];
            matches!(stem, "bom" | "sbom") || ends.iter().any(|end| stem.ends_with(end))
        })
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
        if has(b"http://cyclonedx.org/schema/bom/") && has(b"<") {
            return !head.trim_ascii_start().starts_with(b"{");
        }
        // Writers that sort keys put `bomFormat` last.
        head.trim_ascii_start().starts_with(b"{") && (has(b"\"bomFormat\"") || has(b"\"bom-ref\""))
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let (text, odd) = input.text();
        let mut document = Document::default();
        let mut notices: Vec<Notice> = odd.into_iter().collect();
        let problem = if text.trim_start().starts_with('<') {
            let read = xml::read(&text, &mut document);
            read.err()
                .map(|error| ("XML", input.line(error.line), error.problem))
        } else {
            document.read(&text).err().map(|error| {
                let mut place = input.line(error.line);
                place.column = Some(error.column);
                ("JSON", place, error.problem.to_owned())
            })
        };
        if document.is_spdx && document.format.is_none() && !document.has_components {
            return Spdx.read(input);
        }
        if let Some((language, place, problem)) = problem {
            let message = format!(
                "it is not {language}: {}; what stands before that is audited",
                printable(&problem)
            );
            let notice = Notice::gap(NoticeKind::Malformed, Some(place), message);
            notices.push(notice.hint("make it again"));
        } else {
            notices.extend(not_quite(input, &document));
        }
        let mut bill = Bill::new(input, notices);
        bill.take(&document);
        bill.reading
    }
}

/// What is told of a document that is none, or of a version that is not known.
fn not_quite(input: &Input<'_>, document: &Document<'_>) -> Option<Notice> {
    if document.format.as_deref() != Some("CycloneDX") && !document.has_components {
        return Some(Notice::info(
            NoticeKind::Skipped,
            Some(input.file()),
            "it is not a CycloneDX document",
        ));
    }
    let (version, line) = match &document.spec {
        Some((version, _)) if KNOWN.contains(&&**version) => return None,
        Some((version, line)) => (&**version, *line),
        None => ("(none)", 1),
    };
    let message = format!(
        "CycloneDX version {} is not known, it is read as 1.7",
        printable(version)
    );
    Some(Notice::gap(
        NoticeKind::UnknownFormatVersion,
        Some(input.line(line)),
        message,
    ))
}

/// A document on its way to a reading.
pub(super) struct Bill<'i> {
    input: &'i Input<'i>,
    pub(super) reading: Reading,
    /// For each component of the document, its place among the packages.
    places: Vec<Option<usize>>,
    remarks: Remarks,
}

impl<'i> Bill<'i> {
    pub(super) fn new(input: &'i Input<'i>, notices: Vec<Notice>) -> Self {
        Self {
            input,
            reading: Reading {
                notices,
                ..Reading::default()
            },
            places: Vec::new(),
            remarks: Remarks::default(),
        }
    }

    pub(super) fn take(&mut self, document: &Document<'_>) {
        self.reading.projects.extend(
            document
                .subject
                .as_ref()
                .and_then(|subject| self.project(subject)),
        );
        for listed in &document.components {
            let place = self.component(listed).map(|component| {
                self.reading.packages.push(Package::new(component));
                self.reading.packages.len() - 1
            });
            self.places.push(place);
            // What stands inside a package came with it.
            let outer = listed
                .within
                .and_then(|within| self.places.get(within).copied().flatten());
            if let (Some(outer), Some(inner)) = (outer, place) {
                self.needs(outer, inner);
            }
        }
        self.graph(document);
        self.remarks.is_full = document.is_full;
        self.reading
            .notices
            .extend(self.remarks.notices(self.input));
    }

    fn project(&self, subject: &Listed<'_>) -> Option<Project> {
        let name =
            Some(PackageName::pypi(&subject.name)).filter(|name| !name.as_str().is_empty())?;
        Some(Project {
            location: self.input.line(subject.line),
            name: Some(name),
            version: subject
                .version
                .as_deref()
                .filter(|version| !version.is_empty())
                .map(Version::new),
            requires_python: None,
        })
    }

    fn component(&mut self, listed: &Listed<'_>) -> Option<Component> {
        let Some(purl) = listed.purl.as_deref().filter(|purl| !purl.is_empty()) else {
            if listed.is_cut {
                return None;
            }
            let told = match &*listed.kind {
                "library" | "framework" | "" => &mut self.remarks.unidentified,
                _ => &mut self.remarks.things,
            };
            told.add(&listed.full_name(), listed.line);
            return None;
        };
        let Some((ecosystem, name, version)) = Purl::parse(purl) else {
            self.remarks.broken.add(purl, listed.line);
            return None;
        };
        let stated = || {
            listed
                .version
                .as_deref()
                .filter(|version| !version.is_empty())
                .map(|version| ecosystem.version(version))
        };
        let mut component = Component::pypi(name, version.or_else(stated));
        match &ecosystem {
            Ecosystem::PyPI => component.origin = origin_of::purl(purl),
            // Whether advisories about the others are at hand is told by who asks them.
            Ecosystem::Other(_) if ecosystem.rules().is_some() => {}
            Ecosystem::Other(kind) => *self.remarks.others.entry(kind.clone()).or_default() += 1,
        }
        component.ecosystem = ecosystem;
        if component.version.is_none() {
            component.requirement = Some("".into());
        }
        component.scopes = listed
            .groups
            .iter()
            .map(|group| Scope::group(group))
            .collect();
        if listed.is_excluded && component.scopes.is_empty() {
            component.scopes.insert(Scope::Dev);
        }
        component.hashes.clone_from(&listed.hashes);
        component.locations.push(self.input.line(listed.line));
        Some(component)
    }

    /// Who needs whom, by `bom-ref`.
    fn graph(&mut self, document: &Document<'_>) {
        let mut by_reference: HashMap<&str, Option<usize>> =
            HashMap::with_capacity(document.components.len());
        let subject = document
            .subject
            .as_ref()
            .and_then(|subject| subject.reference.as_deref());
        for (listed, place) in document.components.iter().zip(&self.places) {
            let Some(reference) = listed.reference.as_deref() else {
                continue;
            };
            if by_reference.contains_key(reference) {
                self.remarks.repeated.add(reference, listed.line);
            } else {
                by_reference.insert(reference, *place);
            }
        }
        for (of, needs) in &document.dependencies {
            let is_subject = subject == Some(of);
            let from = by_reference.get(&**of).copied();
            if from.is_none() && !is_subject {
                self.remarks.strangers.add(of, 1);
                continue;
            }
            if let Some(package) = from
                .flatten()
                .and_then(|from| self.reading.packages.get_mut(from))
            {
                package.requires.reserve(needs.len());
            }
            for need in needs {
                match by_reference.get(&**need) {
                    Some(Some(to)) if is_subject => self.root(*to),
                    Some(Some(to)) => {
                        if let Some(Some(from)) = from {
                            self.needs(from, *to);
                        }
                    }
                    // A thing without a package URL is told of already.
                    Some(None) => {}
                    None if subject == Some(need) => {}
                    None => self.remarks.strangers.add(need, 1),
                }
            }
        }
    }

    fn needs(&mut self, from: usize, to: usize) {
        let Some(requires) = self.exactly(to) else {
            return;
        };
        if let Some(package) = self.reading.packages.get_mut(from) {
            package.requires.push(requires);
        }
    }

    fn root(&mut self, to: usize) {
        let Some(requires) = self.exactly(to) else {
            return;
        };
        let Some(component) = self
            .reading
            .packages
            .get(to)
            .map(|package| &package.component)
        else {
            return;
        };
        let Some(location) = component.locations.first() else {
            return;
        };
        let scope = component.scopes.first().cloned().unwrap_or(Scope::Main);
        self.reading.roots.push(Root {
            requires,
            scope,
            location: location.clone(),
        });
    }

    fn exactly(&self, to: usize) -> Option<Requires> {
        let component = &self.reading.packages.get(to)?.component;
        Some(Requires {
            ecosystem: Some(component.ecosystem.clone()),
            version: component.version.clone(),
            ..Requires::any(component.name.clone())
        })
    }
}

#[cfg(test)]
mod tests;
