//! SPDX documents, versions 2.2 and 2.3, in JSON and as tags and values
//! ([specification](https://spdx.github.io/spdx-spec/v2.3/)).
//!
//! A package is known by its package URL among the external references, as in CycloneDX, whose bill this shares.

mod json;
mod relations;
mod tag_value;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use pyward_model::{Hash, Notice, NoticeKind, printable};
use pyward_target::TreePath;

use self::relations::Relations;
use super::cyclonedx::Bill;
use super::cyclonedx::document::{Document, Listed};
use crate::{Format, Input, Reading, Role};

/// Versions of the specification that are known.
const KNOWN: [&str; 3] = ["SPDX-2.1", "SPDX-2.2", "SPDX-2.3"];

/// An SPDX document.
pub(super) struct Spdx;

impl Format for Spdx {
    fn name(&self) -> &'static str {
        "spdx"
    }

    fn title(&self) -> &'static str {
        "SPDX document, JSON or tag-value"
    }

    fn role(&self) -> Role {
        Role::Sbom
    }

    fn claims(&self, path: &TreePath) -> bool {
        let name = path.file_name();
        [".spdx.json", ".spdx", ".spdx.tv"]
            .iter()
            .any(|end| name.ends_with(end))
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
        if head.trim_ascii_start().starts_with(b"{") {
            has(b"\"spdxVersion\"") || has(b"\"SPDXID\"") || has(b"\"spdxId\"")
        } else {
            has(b"SPDXVersion:")
        }
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let (text, odd) = input.text();
        let mut content = Content::default();
        let mut notices: Vec<Notice> = odd.into_iter().collect();
        if text.trim_start().starts_with('{') {
            notices.extend(json::read(&text, &mut content).err().map(|error| {
                let message = format!(
                    "it is not JSON: {}; what stands before that is audited",
                    error.problem
                );
                let mut place = input.line(error.line);
                place.column = Some(error.column);
                Notice::gap(NoticeKind::Malformed, Some(place), message).hint("make it again")
            }));
        } else {
            tag_value::read(&text, &mut content);
        }
        notices.extend(not_quite(input, &content));
        let document = content.document();
        let mut bill = Bill::new(input, notices);
        bill.take(&document);
        bill.reading
    }
}

/// What is told of a document that is none, or of a version that is not known.
fn not_quite(input: &Input<'_>, content: &Content) -> Option<Notice> {
    let (version, line) = match &content.version {
        Some((version, _)) if KNOWN.contains(&version.as_str()) => return None,
        Some((version, line)) => (version.as_str(), *line),
        None if content.is_third => {
            let message = "it is an SPDX document of version 3, which is not read";
            return Some(
                Notice::gap(NoticeKind::Unsupported, Some(input.file()), message)
                    .hint("make it as version 2.3, or as CycloneDX"),
            );
        }
        None if content.packages.is_empty() => {
            return Some(Notice::info(
                NoticeKind::Skipped,
                Some(input.file()),
                "it is not an SPDX document",
            ));
        }
        None => ("(none)", 1),
    };
    let message = format!(
        "SPDX version {} is not known, it is read as SPDX-2.3",
        printable(version)
    );
    Some(Notice::gap(
        NoticeKind::UnknownFormatVersion,
        Some(input.line(line)),
        message,
    ))
}

/// What a document says, however it is written.
#[derive(Default)]
struct Content {
    /// The version, with its line.
    version: Option<(String, u32)>,
    /// Whether it has the form of version 3.
    is_third: bool,
    packages: Vec<Stated>,
    relations: Relations,
    /// Whether there were more packages than are read.
    is_full: bool,
}

/// A package.
#[derive(Default)]
struct Stated {
    line: u32,
    id: String,
    name: String,
    version: Option<String>,
    purl: Option<String>,
    purpose: String,
    hashes: Vec<Hash>,
}

/// More packages than any document of use has.
const MOST: usize = 1_000_000;

impl Content {
    fn package(&mut self, package: Stated) {
        if self.packages.len() < MOST {
            self.packages.push(package);
        } else {
            self.is_full = true;
        }
    }

    /// The same in the words of a bill: packages are components, relations are needs. What the document describes and no
    /// package URL tells is what it is about.
    fn document(&self) -> Document<'_> {
        let mut document = Document::default();
        document.has_components = true;
        document.is_full = self.is_full || self.relations.is_full;
        let described = self.relations.described();
        for package in &self.packages {
            let listed = package.listed(&self.relations);
            if listed.purl.is_none() && described.contains(package.id.as_str()) {
                // Of several, the first is it; none of them is a package to be asked about.
                document.subject.get_or_insert(listed);
            } else if let Some(place) = document.reserve() {
                document.fill(place, listed);
            }
        }
        for (of, needs) in self.relations.needs() {
            let needs = needs.into_iter().map(Cow::Borrowed).collect();
            document.needs(Some(Cow::Borrowed(of)), needs);
        }
        document
    }
}

impl Stated {
    fn listed<'a>(&'a self, relations: &'a Relations) -> Listed<'a> {
        let kind = match self.purpose.to_ascii_uppercase().as_str() {
            "" | "LIBRARY" | "FRAMEWORK" => "library",
            _ => "other",
        };
        let groups = relations.groups(&self.id);
        Listed {
            line: self.line,
            kind: kind.into(),
            name: Cow::Borrowed(&self.name),
            version: self.version.as_deref().map(Cow::Borrowed),
            purl: self.purl.as_deref().map(Cow::Borrowed),
            reference: (!self.id.is_empty()).then_some(Cow::Borrowed(&*self.id)),
            groups: groups.map(Cow::Borrowed).collect(),
            hashes: self.hashes.clone(),
            ..Listed::default()
        }
    }

    /// An external reference; package URLs are those of interest, and PyPI's go before others.
    fn reference(&mut self, kind: &str, locator: &str) {
        let is_better =
            |known: &str| !known.starts_with("pkg:pypi/") && locator.starts_with("pkg:pypi/");
        if kind == "purl" && self.purl.as_deref().is_none_or(is_better) {
            self.purl = Some(locator.to_owned());
        }
    }

    fn checksum(&mut self, algorithm: &str, digits: &str) {
        const ENOUGH: usize = 64;
        if self.hashes.len() < ENOUGH && !digits.is_empty() {
            self.hashes.push(Hash {
                algorithm: algorithm.to_ascii_lowercase().into(),
                digits: digits.to_ascii_lowercase().into(),
            });
        }
    }
}

/// A value that says something: SPDX has words for nothing.
fn stated(value: &str) -> Option<String> {
    let value = value.trim();
    (!matches!(value, "" | "NOASSERTION" | "NONE")).then(|| value.to_owned())
}
