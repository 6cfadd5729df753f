//! A CycloneDX document as it is written, as far as packages go.

use std::borrow::Cow;

use pyward_model::Hash;

use crate::json::{JsonError, Reader};

/// More components than any bill of materials of use has.
const MAX_COMPONENTS: usize = 1_000_000;

/// The same for needs between them.
const MAX_NEEDS: usize = 4_000_000;

/// What stands in a document.
#[derive(Default)]
pub(in crate::formats) struct Document<'a> {
    /// `bomFormat`.
    pub(in crate::formats) format: Option<Cow<'a, str>>,
    /// `specVersion` and its line.
    pub(in crate::formats) spec: Option<(Cow<'a, str>, u32)>,
    /// Whether it says of itself that it is an SPDX document.
    pub(in crate::formats) is_spdx: bool,
    /// Whether it has components, be there any in it or not.
    pub(in crate::formats) has_components: bool,
    /// `metadata.component`: what the document is about.
    pub(in crate::formats) subject: Option<Listed<'a>>,
    /// All components, those inside others too, in the order written.
    pub(in crate::formats) components: Vec<Listed<'a>>,
    /// Whether there were more components or dependencies than are read.
    pub(in crate::formats) is_full: bool,
    /// How many needs `dependencies` holds.
    count: usize,
    /// `dependencies`: who needs whom, by `bom-ref`.
    pub(in crate::formats) dependencies: Vec<(Cow<'a, str>, Vec<Cow<'a, str>>)>,
}

/// A component.
#[derive(Default)]
pub(in crate::formats) struct Listed<'a> {
    pub(in crate::formats) line: u32,
    /// `type`.
    pub(in crate::formats) kind: Cow<'a, str>,
    pub(in crate::formats) group: Option<Cow<'a, str>>,
    pub(in crate::formats) name: Cow<'a, str>,
    pub(in crate::formats) version: Option<Cow<'a, str>>,
    pub(in crate::formats) purl: Option<Cow<'a, str>>,
    /// `bom-ref`.
    pub(in crate::formats) reference: Option<Cow<'a, str>>,
    /// Whether its scope is `excluded`: not for running.
    pub(in crate::formats) is_excluded: bool,
    /// Categories and groups of the lock it was made from, as cyclonedx-py notes them.
    pub(in crate::formats) groups: Vec<Cow<'a, str>>,
    pub(in crate::formats) hashes: Vec<Hash>,
    /// Whether the document broke off within it.
    pub(in crate::formats) is_cut: bool,
    /// The component it stands in, by its place among [`Document::components`].
    pub(in crate::formats) within: Option<usize>,
}

impl<'a> Document<'a> {
    /// Reads all of it. What was read before a mistake stays.
    pub(in crate::formats) fn read(&mut self, text: &'a str) -> Result<(), JsonError> {
        let mut reader = Reader::new(text);
        reader.members(|reader, key| match &*key {
            "bomFormat" => reader.string().map(|format| self.format = format),
            "specVersion" => {
                let line = reader.line();
                self.spec = reader.scalar()?.map(|version| (version, line));
                Ok(())
            }
            "spdxVersion" | "spdxId" => {
                self.is_spdx = true;
                reader.skip()
            }
            "metadata" => self.metadata(reader),
            "components" => {
                self.has_components = true;
                self.components(reader, None)
            }
            "dependencies" => self.dependencies(reader),
            _ => reader.skip(),
        })?;
        reader.end()
    }

    /// A place for a component; `None` where there are as many as are read.
    pub(in crate::formats) fn reserve(&mut self) -> Option<usize> {
        if self.components.len() >= MAX_COMPONENTS {
            self.is_full = true;
            return None;
        }
        self.components.push(Listed::default());
        Some(self.components.len() - 1)
    }

    /// Puts a component into its place.
    pub(in crate::formats) fn fill(&mut self, place: usize, listed: Listed<'a>) {
        if let Some(slot) = self.components.get_mut(place) {
            *slot = listed;
        }
    }

    /// Takes who needs whom.
    pub(in crate::formats) fn needs(&mut self, of: Option<Cow<'a, str>>, needs: Vec<Cow<'a, str>>) {
        // At least one, so that empty ones are bounded too.
        self.count += needs.len().max(1);
        if self.count > MAX_NEEDS {
            self.is_full = true;
        } else {
            self.dependencies.extend(of.map(|of| (of, needs)));
        }
    }

    fn metadata(&mut self, reader: &mut Reader<'a>) -> Result<(), JsonError> {
        let read = reader.members(|reader, key| match &*key {
            "component" => {
                let mut subject = Listed {
                    line: reader.line(),
                    ..Listed::default()
                };
                let read = reader.members(|reader, key| match &*key {
                    "components" => self.components(reader, None),
                    _ => subject.member(reader, &key),
                });
                self.subject = Some(subject);
                read.map(|_| ())
            }
            _ => reader.skip(),
        });
        read.map(|_| ())
    }

    fn components(
        &mut self,
        reader: &mut Reader<'a>,
        within: Option<usize>,
    ) -> Result<(), JsonError> {
        reader
            .elements(|reader| self.component(reader, within))
            .map(|_| ())
    }

    fn component(
        &mut self,
        reader: &mut Reader<'a>,
        within: Option<usize>,
    ) -> Result<(), JsonError> {
        // Its place is taken before those that stand in it come.
        let Some(place) = self.reserve() else {
            return reader.skip();
        };
        let mut listed = Listed {
            line: reader.line(),
            within,
            ..Listed::default()
        };
        let read = reader.members(|reader, key| match &*key {
            "components" => self.components(reader, Some(place)),
            _ => listed.member(reader, &key),
        });
        listed.is_cut = read.is_err();
        self.fill(place, listed);
        read.map(|_| ())
    }

    fn dependencies(&mut self, reader: &mut Reader<'a>) -> Result<(), JsonError> {
        let read = reader.elements(|reader| {
            let (mut of, mut needs) = (None, Vec::new());
            reader.members(|reader, key| match &*key {
                "ref" => reader.string().map(|reference| of = reference),
                "dependsOn" => reader.strings().map(|references| needs = references),
                _ => reader.skip(),
            })?;
            self.needs(of, needs);
            Ok(())
        });
        read.map(|_| ())
    }
}

impl<'a> Listed<'a> {
    /// Name with the group before it, as people know it.
    pub(in crate::formats) fn full_name(&self) -> Cow<'_, str> {
        match self.group.as_deref() {
            None | Some("") => Cow::Borrowed(&*self.name),
            Some(group) => Cow::Owned(format!("{group}/{}", self.name)),
        }
    }

    fn member(&mut self, reader: &mut Reader<'a>, key: &str) -> Result<(), JsonError> {
        match key {
            "type" => self.kind = reader.string()?.unwrap_or_default(),
            "group" => self.group = reader.string()?,
            "name" => self.name = reader.string()?.unwrap_or_default(),
            "version" => self.version = reader.scalar()?.filter(|version| version != "null"),
            "purl" => self.purl = reader.string()?,
            "bom-ref" => self.reference = reader.string()?,
            "scope" => self.is_excluded = reader.string()?.as_deref() == Some("excluded"),
            "properties" => {
                reader.elements(|reader| self.property(reader))?;
            }
            "hashes" => {
                reader.elements(|reader| self.hash(reader))?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    }

    /// Whether a property names a category or a group of the lock the document was made from.
    pub(in crate::formats) fn is_group(property: &str) -> bool {
        matches!(property, "cdx:pipenv:category" | "cdx:poetry:group")
    }

    fn property(&mut self, reader: &mut Reader<'a>) -> Result<(), JsonError> {
        let (mut name, mut value) = (None, None);
        reader.members(|reader, key| match &*key {
            "name" => reader.string().map(|text| name = text),
            "value" => reader.string().map(|text| value = text),
            _ => reader.skip(),
        })?;
        if name.is_some_and(|name| Self::is_group(&name)) {
            self.groups.extend(value);
        }
        Ok(())
    }

    fn hash(&mut self, reader: &mut Reader<'a>) -> Result<(), JsonError> {
        let (mut algorithm, mut digits) = (None, None);
        reader.members(|reader, key| match &*key {
            "alg" => reader.string().map(|text| algorithm = text),
            "content" => reader.string().map(|text| digits = text),
            _ => reader.skip(),
        })?;
        if let (Some(algorithm), Some(digits)) = (algorithm, digits) {
            self.hashes.push(hash(&algorithm, &digits));
        }
        Ok(())
    }
}

/// A hash in the words of the specification.
pub(in crate::formats) fn hash(algorithm: &str, digits: &str) -> Hash {
    let algorithm = algorithm.to_ascii_lowercase();
    // `SHA-256` is known as `sha256` elsewhere; `SHA3-256` and `BLAKE2b-256` keep their hyphens.
    let algorithm = match algorithm.strip_prefix("sha-") {
        Some(bits) => format!("sha{bits}"),
        None => algorithm,
    };
    Hash {
        algorithm: algorithm.into(),
        digits: digits.to_ascii_lowercase().into(),
    }
}
