//! A document in JSON.

use super::{Content, Stated, stated};
use crate::json::{JsonError, Reader};

/// Reads all of it. What was read before a mistake stays.
pub(super) fn read(text: &str, content: &mut Content) -> Result<(), JsonError> {
    let mut reader = Reader::new(text);
    reader.members(|reader, key| match &*key {
        "spdxVersion" => {
            let line = reader.line();
            let version = reader.string()?;
            content.version = version.map(|version| (version.into_owned(), line));
            Ok(())
        }
        "@graph" | "@context" => {
            content.is_third = true;
            reader.skip()
        }
        "packages" => reader
            .elements(|reader| package(reader, content))
            .map(|_| ()),
        "relationships" => reader
            .elements(|reader| relationship(reader, content))
            .map(|_| ()),
        "documentDescribes" => {
            for element in reader.strings()? {
                content.relations.describes(&element);
            }
            Ok(())
        }
        _ => reader.skip(),
    })?;
    reader.end()
}

fn package(reader: &mut Reader<'_>, content: &mut Content) -> Result<(), JsonError> {
    let mut package = Stated {
        line: reader.line(),
        ..Stated::default()
    };
    let read = reader.members(|reader, key| {
        let text = |reader: &mut Reader<'_>| -> Result<String, JsonError> {
            Ok(reader.string()?.unwrap_or_default().into_owned())
        };
        match &*key {
            "SPDXID" => package.id = text(reader)?,
            "name" => package.name = text(reader)?,
            "versionInfo" => package.version = stated(&text(reader)?),
            "primaryPackagePurpose" => package.purpose = text(reader)?,
            "externalRefs" => {
                reader.elements(|reader| {
                    let (kind, locator) = pair(reader, "referenceType", "referenceLocator")?;
                    package.reference(&kind, &locator);
                    Ok(())
                })?;
            }
            "checksums" => {
                reader.elements(|reader| {
                    let (algorithm, digits) = pair(reader, "algorithm", "checksumValue")?;
                    package.checksum(&algorithm, &digits);
                    Ok(())
                })?;
            }
            _ => reader.skip()?,
        }
        Ok(())
    });
    let is_cut = read.is_err();
    if !is_cut || package.purl.is_some() {
        content.package(package);
    }
    read.map(|_| ())
}

fn relationship(reader: &mut Reader<'_>, content: &mut Content) -> Result<(), JsonError> {
    let (mut of, mut kind, mut to) = (String::new(), String::new(), String::new());
    reader.members(|reader, key| {
        let slot = match &*key {
            "spdxElementId" => &mut of,
            "relationshipType" => &mut kind,
            "relatedSpdxElement" => &mut to,
            _ => return reader.skip(),
        };
        *slot = reader.string()?.unwrap_or_default().into_owned();
        Ok(())
    })?;
    content.relations.take(&of, &kind, &to);
    Ok(())
}

/// Two texts of an object.
fn pair(reader: &mut Reader<'_>, first: &str, second: &str) -> Result<(String, String), JsonError> {
    let (mut one, mut other) = (String::new(), String::new());
    reader.members(|reader, key| {
        let slot = if *key == *first {
            &mut one
        } else if *key == *second {
            &mut other
        } else {
            return reader.skip();
        };
        *slot = reader.string()?.unwrap_or_default().into_owned();
        Ok(())
    })?;
    Ok((one, other))
}
