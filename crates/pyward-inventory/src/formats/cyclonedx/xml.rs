//! A CycloneDX document in XML ([reference](https://cyclonedx.org/docs/1.7/xml/)).
//!
//! Nothing but elements, attributes and text is read: a document that declares a type of its own (`<!DOCTYPE`) is refused,
//! so no entity is ever expanded and no other file ever asked for.

use std::borrow::Cow;

use pyward_model::Hash;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::document::{Document, Listed, hash};

/// How many elements may stand inside one another.
const DEPTH: usize = 128;
/// Bytes that one text may have; no name, version or package URL is that long.
const TEXT: usize = 64 * 1024;
/// The beginning of the name that a document gives to its elements; the version comes after it.
const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// Why a document could not be read to its end.
pub(super) struct XmlError {
    pub(super) line: u32,
    pub(super) problem: String,
}

/// A component that is not closed yet.
struct Open {
    listed: Listed<'static>,
    /// Its place among the components; `None` for what the document is about.
    place: Option<usize>,
    /// How many elements are open with it.
    depth: usize,
}

/// A document while it is read.
struct Reading<'d, 'a> {
    document: &'d mut Document<'a>,
    /// Names of the open elements.
    stack: Vec<Box<str>>,
    open: Vec<Open>,
    /// Text of the innermost element so far.
    text: String,
    /// `alg` of the open hash, `name` of the open property.
    attribute: Option<String>,
    /// The dependency that others stand in, and what it needs.
    dependency: Option<(String, Vec<Cow<'a, str>>)>,
}

/// Reads all of it. What was read before a mistake stays.
pub(super) fn read(text: &str, document: &mut Document<'_>) -> Result<(), XmlError> {
    let mut reader = Reader::from_str(text);
    let mut reading = Reading {
        document,
        stack: Vec::new(),
        open: Vec::new(),
        text: String::new(),
        attribute: None,
        dependency: None,
    };
    let mut lines = Lines { at: 0, line: 1 };
    let result = loop {
        let line = lines.of(text, reader.buffer_position());
        let error = |problem: &str| XmlError {
            line,
            problem: problem.to_owned(),
        };
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                if reading.stack.len() >= DEPTH {
                    break Err(error("more than 128 elements stand inside one another"));
                }
                reading.start(&tag, line);
            }
            Ok(Event::Empty(tag)) => {
                reading.start(&tag, line);
                reading.end();
            }
            Ok(Event::End(_)) => reading.end(),
            Ok(Event::Text(part)) => reading.push(&part),
            Ok(Event::CData(part)) => reading.push(&part),
            Ok(Event::GeneralRef(name)) => match character(&name) {
                Some(ch) => reading.push(ch.encode_utf8(&mut [0; 4])),
                None => break Err(error("it uses an entity, which is not expanded")),
            },
            Ok(Event::DocType(_)) => {
                break Err(error("it declares a document type, which is not read"));
            }
            Ok(Event::Eof) if reading.stack.is_empty() => break Ok(()),
            Ok(Event::Eof) => break Err(error("it ends too early")),
            Ok(_) => {}
            Err(problem) => {
                let line = lines.of(text, reader.error_position());
                break Err(XmlError {
                    line,
                    problem: problem.to_string(),
                });
            }
        }
    };
    reading.cut();
    result
}

impl Reading<'_, '_> {
    fn start(&mut self, tag: &BytesStart<'_>, line: u32) {
        let name: Box<str> = tag.local_name().as_ref().into();
        self.text.clear();
        match (&*name, self.parent(1), self.parent(2)) {
            ("bom", None, None) => self.bom(tag, line),
            ("component", Some("metadata"), Some("bom")) => self.component(tag, line, true),
            ("component", Some("components"), Some("bom")) => self.component(tag, line, false),
            ("component", Some("components"), Some("component")) if self.is_inside(2) => {
                self.component(tag, line, false);
            }
            ("components", Some("bom"), None) => self.document.has_components = true,
            ("hash", Some("hashes"), Some("component")) => self.attribute = attribute(tag, "alg"),
            ("property", Some("properties"), Some("component")) => {
                self.attribute = attribute(tag, "name");
            }
            ("dependency", Some("dependencies"), Some("bom")) => {
                self.dependency = attribute(tag, "ref").map(|of| (of, Vec::new()));
            }
            ("dependency", Some("dependency"), _) => {
                if let Some((_, needs)) = &mut self.dependency {
                    needs.extend(attribute(tag, "ref").map(Cow::Owned));
                }
            }
            _ => {}
        }
        self.stack.push(name);
    }

    /// The name of the element that is `above` elements around the next one.
    fn parent(&self, above: usize) -> Option<&str> {
        let at = self.stack.len().checked_sub(above)?;
        self.stack.get(at).map(|name| &**name)
    }

    /// Whether the innermost component is the element `above` elements around the next one: what looks like a part of it
    /// may stand in something else (`<pedigree>`).
    fn is_inside(&self, above: usize) -> bool {
        let depth = self.stack.len().checked_sub(above);
        self.open
            .last()
            .is_some_and(|open| Some(open.depth) == depth)
    }

    fn bom(&mut self, tag: &BytesStart<'_>, line: u32) {
        let namespace = tag
            .attributes()
            .flatten()
            .find_map(|it| it.value.strip_prefix(NAMESPACE).map(str::to_owned));
        if let Some(version) = namespace {
            self.document.format = Some("CycloneDX".into());
            self.document.spec = Some((version.into(), line));
        }
    }

    fn component(&mut self, tag: &BytesStart<'_>, line: u32, is_subject: bool) {
        let within = self.open.iter().rev().find_map(|open| open.place);
        let place = if is_subject {
            None
        } else {
            let Some(place) = self.document.reserve() else {
                return;
            };
            Some(place)
        };
        self.open.push(Open {
            listed: Listed {
                line,
                kind: attribute(tag, "type").unwrap_or_default().into(),
                reference: attribute(tag, "bom-ref").map(Cow::Owned),
                within,
                ..Listed::default()
            },
            place,
            depth: self.stack.len(),
        });
    }

    fn end(&mut self) {
        let Some(name) = self.stack.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let is_closed = self
            .open
            .last()
            .is_some_and(|open| open.depth == self.stack.len());
        if &*name == "component" && is_closed {
            if let Some(open) = self.open.pop() {
                self.take(open);
            }
        } else if self.is_inside(1) {
            self.field(&name, text);
        } else if self.is_inside(2) {
            self.part(&name, text);
        } else if &*name == "dependency"
            && self.parent(1) == Some("dependencies")
            && let Some((of, needs)) = self.dependency.take()
        {
            self.document.needs(Some(of.into()), needs);
        }
    }

    fn field(&mut self, name: &str, text: &str) {
        let Some(Open { listed, .. }) = self.open.last_mut() else {
            return;
        };
        let owned = || Cow::Owned(text.to_owned());
        match name {
            "group" => listed.group = Some(owned()),
            "name" => listed.name = owned(),
            "version" => listed.version = Some(owned()),
            "purl" => listed.purl = Some(owned()),
            "scope" => listed.is_excluded = text == "excluded",
            _ => {}
        }
    }

    /// What stands in a list of a component.
    fn part(&mut self, name: &str, text: &str) {
        let attribute = self.attribute.take();
        let (Some(Open { listed, .. }), Some(attribute)) = (self.open.last_mut(), attribute) else {
            return;
        };
        match name {
            "hash" => {
                let found: Hash = hash(&attribute, text);
                listed.hashes.push(found);
            }
            "property" if Listed::is_group(&attribute) => {
                listed.groups.push(Cow::Owned(text.to_owned()));
            }
            _ => {}
        }
    }

    fn take(&mut self, open: Open) {
        match open.place {
            Some(place) => self.document.fill(place, open.listed),
            None => self.document.subject = Some(open.listed),
        }
    }

    /// Closes what the document left open.
    fn cut(&mut self) {
        while let Some(mut open) = self.open.pop() {
            open.listed.is_cut = true;
            self.take(open);
        }
    }

    fn push(&mut self, part: &str) {
        if self.text.len() + part.len() <= TEXT {
            self.text.push_str(part);
        }
    }
}

/// An attribute, its references resolved.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|it| it.key.local_name().as_ref() == name)?;
    Some(resolved(&found.value))
}

/// Text with its references resolved; what is none stays.
fn resolved(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        let (before, after) = rest.split_at(at);
        text.push_str(before);
        let end = after.bytes().take(12).position(|byte| byte == b';');
        let reference = end.and_then(|end| Some((after.get(1..end)?, after.get(end + 1..)?)));
        let known = reference.and_then(|(name, tail)| Some((character(name)?, tail)));
        let (ch, tail) = known.unwrap_or(('&', after.get(1..).unwrap_or_default()));
        text.push(ch);
        rest = tail;
    }
    text.push_str(rest);
    text
}

/// The character that `&name;` or `&#number;` stands for; `None` for an entity of the document's own.
fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix('x') {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number)?
        }
    })
}

/// Lines of positions that only grow.
struct Lines {
    at: usize,
    line: u32,
}

impl Lines {
    fn of(&mut self, text: &str, position: u64) -> u32 {
        let position = usize::try_from(position)
            .unwrap_or(usize::MAX)
            .min(text.len());
        let between = text.as_bytes().get(self.at..position).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count() as u32;
        self.at = self.at.max(position);
        // White space before an element belongs to no line of its own.
        self.line
    }
}
