//! Core metadata (`METADATA`, `PKG-INFO`): what a package says of itself.
//!
//! Follows the [core metadata specification](https://packaging.python.org/en/latest/specifications/core-metadata/): an
//! RFC 822 header block, ended by the first empty line; the description after it is not looked at.

use pyward_model::{Location, Notice, NoticeKind, printable, without_credentials};

use crate::{Requirement, Requires};

/// The newest major version of the metadata that is known.
const MAJOR: u32 = 2;

/// More bytes than headers have: those of the largest packages take a few hundred thousand.
pub(super) const MAX_BYTES: usize = 4 * 1024 * 1024;

/// What of the headers is of use here.
#[derive(Debug, Default)]
pub(super) struct CoreMetadata {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    /// Further names and versions, which the specification does not allow.
    pub(super) more_names: Vec<String>,
    pub(super) more_versions: Vec<String>,
    /// `Requires-Dist`, in the order written.
    pub(super) requires: Vec<Requires>,
    /// Headers that cannot be read.
    pub(super) notices: Vec<Notice>,
}

impl CoreMetadata {
    /// Reads the headers of a file; `file` is where its notices point.
    pub(super) fn read(bytes: &[u8], file: &Location) -> Self {
        let mut metadata = Self::default();
        let mut block = headers_of(bytes);
        if let Some(start) = block.get(..MAX_BYTES) {
            block = start;
            metadata.notices.push(too_long(file));
        }
        let (text, odd) = pyward_target::decode(block, file);
        metadata.notices.extend(odd);
        for header in headers(&text) {
            metadata.take(&header, file);
        }
        metadata
    }

    fn take(&mut self, header: &Header, file: &Location) {
        let value = header.value.trim();
        let line = || Some(Location::line(file.path.clone(), header.line));
        let is = |name: &str| header.name.eq_ignore_ascii_case(name);
        if is("Name") {
            // The first one counts, as it does for Python's own reader.
            state(&mut self.name, &mut self.more_names, value);
        } else if is("Version") {
            state(&mut self.version, &mut self.more_versions, value);
        } else if is("Requires-Dist") {
            match Requirement::parse(value) {
                Ok(requirement) => self.requires.push(requires(requirement)),
                Err(error) => {
                    let message = format!(
                        "`{}` is no requirement: {error}",
                        printable(&without_credentials(value))
                    );
                    self.notices
                        .push(Notice::gap(NoticeKind::Malformed, line(), message));
                }
            }
        } else if is("Metadata-Version") {
            let major = value
                .split('.')
                .next()
                .and_then(|major| major.parse::<u32>().ok());
            if major.is_none_or(|major| major > MAJOR) {
                let message = format!(
                    "metadata version {} is not known, it is read as the newest that is",
                    printable(value)
                );
                self.notices.push(Notice::gap(
                    NoticeKind::UnknownFormatVersion,
                    line(),
                    message,
                ));
            }
        }
    }
}

/// Notes what a header of which there may be one only says.
fn state(first: &mut Option<String>, more: &mut Vec<String>, value: &str) {
    const ENOUGH: usize = 8;
    match first {
        None => *first = Some(value.to_owned()),
        Some(first) if first == value || value.is_empty() => {}
        Some(_) if more.len() < ENOUGH => more.push(value.to_owned()),
        Some(_) => {}
    }
}

/// Tells that what comes after [`MAX_BYTES`] is not read.
pub(super) fn too_long(file: &Location) -> Notice {
    let message = format!("only its first {} MiB are read", MAX_BYTES / (1024 * 1024));
    Notice::gap(NoticeKind::Limit, Some(file.clone()), message)
}

/// The name and the version that metadata state, as written; the first of each counts, as it does for Python's own
/// reader. Nothing else of them is looked at.
pub(crate) fn identity(bytes: &[u8]) -> (Option<String>, Option<String>) {
    let block = headers_of(bytes);
    let block = String::from_utf8_lossy(block.get(..MAX_BYTES).unwrap_or(block));
    let (mut name, mut version) = (None, None);
    for header in headers(&block) {
        let state = if header.name.eq_ignore_ascii_case("Name") {
            &mut name
        } else if header.name.eq_ignore_ascii_case("Version") {
            &mut version
        } else {
            continue;
        };
        state.get_or_insert_with(|| header.value.trim().to_owned());
    }
    (name, version)
}

/// A requirement as the need of the package that states it.
pub(super) fn requires(requirement: Requirement) -> Requires {
    Requires {
        specifiers: requirement.specifiers,
        extras: requirement.extras,
        marker: requirement.marker,
        origin: requirement
            .url
            .map(|url| crate::origin::url(&url))
            .unwrap_or_default(),
        ..Requires::any(requirement.name)
    }
}

struct Header<'a> {
    name: &'a str,
    /// Continuation lines joined on.
    value: std::borrow::Cow<'a, str>,
    /// Counted from 1.
    line: u32,
}

/// The bytes up to the first empty line.
fn headers_of(bytes: &[u8]) -> &[u8] {
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        match bytes.get(start..end) {
            Some([] | [b'\r']) => return bytes.get(..start).unwrap_or_default(),
            _ => start = end + 1,
        }
    }
    bytes
}

fn headers(text: &str) -> Vec<Header<'_>> {
    let mut headers: Vec<Header<'_>> = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        if content.starts_with([' ', '\t']) {
            if let Some(last) = headers.last_mut() {
                let value = last.value.to_mut();
                value.push('\n');
                value.push_str(content);
            }
        } else if let Some((name, value)) = content.split_once(':') {
            headers.push(Header {
                name: name.trim_end(),
                value: value.into(),
                line,
            });
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> CoreMetadata {
        CoreMetadata::read(text.as_bytes(), &Location::file("METADATA"))
    }

    #[test]
    fn headers_end_at_the_first_empty_line() {
        let metadata = read(
            "Metadata-Version: 2.1\r\nNAME: Flask\r\nVersion: 3.0\r\nLicense: BSD\r\n        Version: 9\r\n\r\nVersion: 4\r\nRequires-Dist: evil\r\n",
        );
        assert_eq!(metadata.name.as_deref(), Some("Flask"));
        assert_eq!(metadata.version.as_deref(), Some("3.0"));
        assert!(
            metadata.requires.is_empty() && metadata.notices.is_empty(),
            "{metadata:?}"
        );
    }

    #[test]
    fn requirements_may_be_folded_odd_or_from_elsewhere() {
        let metadata = read(
            "Name: x\nRequires-Dist: a[b,C] (>=1,\n <2) ; extra == 'z'\nRequires-Dist: ???\nRequires-Dist: d @ git+https://me:pw@host/d@v1\n",
        );
        let [folded, from_git] = &metadata.requires[..] else {
            panic!("{metadata:?}")
        };
        assert_eq!((folded.name.as_str(), folded.extras.len()), ("a", 2));
        assert_eq!(folded.marker.as_deref(), Some("extra == 'z'"));
        assert_eq!(
            from_git.origin,
            pyward_model::Origin::Vcs {
                url: "git+https://host/d".into(),
                reference: Some("v1".into())
            }
        );
        let [notice] = &metadata.notices[..] else {
            panic!("{metadata:?}")
        };
        assert_eq!(notice.location.as_ref().unwrap().to_string(), "METADATA:4");
        assert_eq!(
            notice.message,
            "`???` is no requirement: expected a package name at column 1"
        );
    }

    #[test]
    fn versions_that_are_not_known_are_told() {
        for (version, told) in [("1.2", 0), ("2.9", 0), ("3.0", 1), ("x", 1)] {
            let metadata = read(&format!("Metadata-Version: {version}\nName: x\n"));
            assert_eq!(metadata.notices.len(), told, "{version}");
            assert_eq!(metadata.name.as_deref(), Some("x"));
        }
    }

    #[test]
    fn headers_are_bounded() {
        let metadata = read(&format!("Name: x\n{}", "a:\n".repeat(MAX_BYTES / 3)));
        assert_eq!(metadata.name.as_deref(), Some("x"));
        assert_eq!(metadata.notices[0].kind, NoticeKind::Limit);
    }

    #[test]
    fn text_that_is_not_utf_8_keeps_its_names() {
        let metadata = CoreMetadata::read(
            b"Name: x\nAuthor: J\xf6rg\nVersion: 1\n",
            &Location::file("x"),
        );
        assert_eq!(
            (metadata.version.as_deref(), metadata.notices.len()),
            (Some("1"), 1)
        );
        let body = CoreMetadata::read(b"Name: x\n\nJ\xf6rg\n", &Location::file("x"));
        assert!(body.notices.is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = CoreMetadata::read(&bytes, &Location::file("x"));
        }

        #[test]
        fn any_headers_are_read(text in "((Name|Version|Requires-Dist|Metadata-Version): ?[ -~]{0,20}\r?\n| [ -~]{0,9}\n|\\PC{0,9}\n){0,12}") {
            let metadata = read(&text);
            prop_assert!(metadata.requires.len() <= text.lines().count());
        }
    }
}
