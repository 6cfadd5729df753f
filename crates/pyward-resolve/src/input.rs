//! Requirements on their way into the resolver.
//!
//! A requirement that names an archive, a repository or a path would make the resolver fetch, clone or build. Unless it
//! names a wheel on a server, whose metadata can be read without any of that, it goes in under an address that leads
//! nowhere (`.invalid` is reserved for that by [RFC 2606](https://www.rfc-editor.org/rfc/rfc2606#section-2)), and
//! [`Sources`] knows what stood there.

use std::path::Path;
use std::str::FromStr as _;

use uv_distribution_types::Requirement as UvRequirement;
use uv_pep508::VersionOrUrl;
use uv_pypi_types::VerbatimParsedUrl;

use crate::{Known, Requirement, ResolveError};

/// A requirement as the resolver's parser reads it.
pub(crate) type Parsed = uv_pep508::Requirement<VerbatimParsedUrl>;

const NOWHERE: &str = "https://source.invalid/";

/// What stands behind addresses that lead nowhere.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// What stood behind the `@`.
    written: Box<str>,
    known: Option<Known>,
    /// The dependencies, read.
    requires: Vec<Parsed>,
    /// Whether `requires` is all of them.
    complete: bool,
}

/// What is known of a source.
pub(crate) struct Sourced<'a> {
    /// Its version, where it is known and one of PEP 440.
    pub(crate) version: Option<uv_pep440::Version>,
    /// What it requires, as far as that is known.
    pub(crate) requires: &'a [Parsed],
    /// Whether that is all.
    pub(crate) complete: bool,
}

impl Sources {
    /// Reads a requirement.
    pub(crate) fn read(&mut self, requirement: &Requirement) -> Result<Parsed, ResolveError> {
        let refuse = |reason: String| ResolveError::Requirement {
            text: requirement.text.clone(),
            origin: requirement.origin.clone(),
            reason,
        };
        self.parse(&requirement.text, requirement.known.as_ref())
            .map_err(refuse)
    }

    fn parse(&mut self, text: &str, known: Option<&Known>) -> Result<Parsed, String> {
        let text = text.trim();
        let parsed = match split(text) {
            Some((name, place, marker)) if !is_wheel(place) => {
                let address = self.address(place, known);
                let marker = marker.map_or_else(String::new, |marker| format!(" ; {marker}"));
                Parsed::from_str(&format!("{name} @ {address}{marker}"))
            }
            _ => Parsed::from_str(text),
        };
        parsed.map_err(|error| crate::translate::bounded(&error.message.to_string()))
    }

    /// An address for a source; the same source with the same knowledge has one.
    fn address(&mut self, written: &str, known: Option<&Known>) -> String {
        let found = self
            .entries
            .iter()
            .position(|entry| *entry.written == *written && entry.known.as_ref() == known);
        let at = found.unwrap_or_else(|| {
            let listed = known.and_then(|known| known.requires.as_ref());
            let mut complete = listed.is_some();
            let mut requires = Vec::new();
            for text in listed.into_iter().flatten() {
                // What a source requires may be a source again, of which nothing is known.
                match self.parse(text, None) {
                    Ok(parsed) => requires.push(parsed),
                    Err(_) => complete = false,
                }
            }
            self.entries.push(Entry {
                written: written.into(),
                known: known.cloned(),
                requires,
                complete,
            });
            self.entries.len() - 1
        });
        format!("{NOWHERE}{at}/source.tar.gz")
    }

    fn entry(&self, address: &str) -> Option<&Entry> {
        let at = address.strip_prefix(NOWHERE)?.split('/').next()?;
        self.entries.get(at.parse::<usize>().ok()?)
    }

    /// What stood where this address stands now.
    pub(crate) fn written(&self, address: &str) -> Option<&str> {
        self.entry(address).map(|entry| &*entry.written)
    }

    /// What is known of the source at this address.
    pub(crate) fn known(&self, address: &str) -> Option<Sourced<'_>> {
        let entry = self.entry(address)?;
        let version = entry
            .known
            .as_ref()
            .and_then(|known| known.version.as_ref());
        Some(Sourced {
            version: version.and_then(crate::translate::version),
            requires: &entry.requires,
            complete: entry.complete,
        })
    }

    /// Text with every address that leads nowhere replaced by what stood there.
    pub(crate) fn restore(&self, text: &str) -> String {
        let mut restored = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(NOWHERE) {
            restored.push_str(before);
            let end = after
                .find("/source.tar.gz")
                .map(|end| end + "/source.tar.gz".len());
            let address = end.and_then(|end| after.get(..end));
            let entry = address.and_then(|address| self.entry(&format!("{NOWHERE}{address}")));
            if let (Some(entry), Some(tail)) = (entry, end.and_then(|end| after.get(end..))) {
                restored.push_str(&pyward_model::without_credentials(&entry.written));
                rest = tail;
            } else {
                restored.push_str(NOWHERE);
                rest = after;
            }
        }
        restored.push_str(rest);
        restored
    }
}

/// A requirement as the resolver takes it.
pub(crate) fn resolvable(parsed: Parsed) -> UvRequirement {
    UvRequirement::from(parsed)
}

/// The address of a requirement that leads nowhere.
pub(crate) fn address(parsed: &Parsed) -> Option<String> {
    match &parsed.version_or_url {
        Some(VersionOrUrl::Url(url)) => {
            let text = url.verbatim.to_string();
            text.starts_with(NOWHERE).then_some(text)
        }
        _ => None,
    }
}

/// `name[extras]`, what stands behind the `@`, and the marker; `None` where there is no `@`.
fn split(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let (name, rest) = text.split_once('@')?;
    // Of a version or a marker, an `@` may be a part.
    if name.contains(['<', '>', '=', '!', '~', ';', '(', '"', '\'']) {
        return None;
    }
    let rest = rest.trim();
    // White space ends the address, by PEP 508; without it, the semicolon is its part.
    match rest.split_once(" ;").or_else(|| rest.split_once("\t;")) {
        Some((place, marker)) => Some((name.trim(), place.trim(), Some(marker.trim()))),
        None => Some((name.trim(), rest, None)),
    }
}

/// Whether a place is a wheel that can be read as it is, over HTTP. One on this machine is a file of the target, and only
/// `pyward-target` opens those: what is in it comes as [`Known`].
fn is_wheel(place: &str) -> bool {
    let plain = place.split(['#', '?']).next().unwrap_or_default();
    let readable = plain.starts_with("https://") || plain.starts_with("http://");
    readable
        && Path::new(plain)
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("whl"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sources: &mut Sources, text: &str) -> Parsed {
        sources.read(&Requirement::new(text)).unwrap()
    }

    #[test]
    fn sources_lead_nowhere_and_wheels_where_they_say() {
        let mut sources = Sources::default();
        for text in [
            "demo @ git+https://user:secret@host/demo@main",
            "demo[a]@./demo ; python_version < '3'",
            "demo @ file:///srv/demo",
            "demo @ file:///srv/demo-1-py3-none-any.whl",
            "demo @ https://host/demo-1.tar.gz",
            "demo @ ssh://host/demo-1-py3-none-any.whl",
        ] {
            let parsed = read(&mut sources, text);
            let address = address(&parsed).unwrap();
            assert!(text.contains(sources.written(&address).unwrap()), "{text}");
        }
        let wheel = "demo @ https://host/demo-1-py3-none-any.whl#sha256=00";
        assert_eq!(address(&read(&mut sources, wheel)), None);
        assert_eq!(address(&read(&mut sources, "demo>=1")), None);
    }

    #[test]
    fn messages_name_what_was_written_without_secrets() {
        let mut sources = Sources::default();
        read(&mut sources, "demo @ git+https://user:secret@host/demo");
        let message = format!("demo @ {NOWHERE}0/source.tar.gz and {NOWHERE}7/source.tar.gz");
        let restored = sources.restore(&message);
        assert!(restored.starts_with("demo @ git+https://") && !restored.contains("secret"));
        assert!(restored.ends_with("/7/source.tar.gz"));
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_place() {
        let error = Sources::default().read(&Requirement::new("foo bar baz"));
        assert!(matches!(error, Err(ResolveError::Requirement { .. })));
        assert!(
            Sources::default()
                .read(&Requirement::new("./demo"))
                .is_err()
        );
    }
}
