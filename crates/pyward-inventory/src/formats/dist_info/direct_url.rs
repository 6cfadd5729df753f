//! `direct_url.json`: where a package was installed from, if not from an index.
//!
//! Follows the [direct URL data structure](https://packaging.python.org/en/latest/specifications/direct-url-data-structure/).

use std::borrow::Cow;
use std::collections::BTreeMap;

use pyward_model::{Hash, Origin};

use crate::json::{JsonError, Reader};
use crate::origin;

/// What the file states, as written: URLs may hold credentials.
#[derive(Default)]
pub(crate) struct DirectUrl<'a> {
    pub(crate) url: Option<Cow<'a, str>>,
    pub(crate) system: Option<Cow<'a, str>>,
    pub(crate) commit: Option<Cow<'a, str>>,
    revision: Option<Cow<'a, str>>,
    /// The folder of the project inside of what the URL leads to.
    pub(crate) subdirectory: Option<Cow<'a, str>>,
    pub(crate) is_repository: bool,
    pub(crate) is_archive: bool,
    pub(crate) is_folder: bool,
    pub(crate) is_editable: bool,
    /// `algorithm` and digits, in the order written.
    pub(crate) hashes: Vec<(String, String)>,
    /// The older `hash`, where it can be taken apart.
    pub(crate) old_hash: Option<(String, String)>,
}

/// Origin and hashes, or what is wrong with the file.
pub(super) fn read(bytes: &[u8]) -> Result<(Origin, Vec<Hash>), String> {
    let direct = parse(bytes)?;
    let url = direct
        .url
        .filter(|url| !url.is_empty())
        .ok_or("it states no `url`")?;
    let origin = if let Some(system) = &direct.system {
        origin::vcs(system, &url, direct.commit.or(direct.revision).as_deref())
    } else if direct.is_folder {
        origin::path(
            url.strip_prefix("file://").unwrap_or(&url),
            direct.is_editable,
        )
    } else {
        origin::url(&url)
    };
    let stated: BTreeMap<String, String> =
        direct.old_hash.into_iter().chain(direct.hashes).collect();
    let hashes = stated.into_iter().map(|(algorithm, digits)| Hash {
        algorithm: algorithm.to_ascii_lowercase().into(),
        digits: digits.to_ascii_lowercase().into(),
    });
    Ok((origin, hashes.collect()))
}

/// What the file states, or what is wrong with it.
pub(crate) fn parse(bytes: &[u8]) -> Result<DirectUrl<'_>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    members(text).map_err(|error| error.to_string())
}

fn members(text: &str) -> Result<DirectUrl<'_>, JsonError> {
    let mut direct = DirectUrl::default();
    let mut reader = Reader::new(text);
    reader.members(|reader, key| match &*key {
        "url" => reader.string().map(|url| direct.url = url),
        "subdirectory" => reader.string().map(|folder| direct.subdirectory = folder),
        "vcs_info" => {
            direct.is_repository = true;
            reader
                .members(|reader, key| match &*key {
                    "vcs" => reader.string().map(|system| direct.system = system),
                    "commit_id" => reader.string().map(|commit| direct.commit = commit),
                    "requested_revision" => {
                        reader.string().map(|revision| direct.revision = revision)
                    }
                    _ => reader.skip(),
                })
                .map(|_| ())
        }
        "dir_info" => {
            direct.is_folder = true;
            reader
                .members(|reader, key| match &*key {
                    "editable" => {
                        direct.is_editable = reader.scalar()?.as_deref() == Some("true");
                        Ok(())
                    }
                    _ => reader.skip(),
                })
                .map(|_| ())
        }
        "archive_info" => {
            direct.is_archive = true;
            archive(reader, &mut direct)
        }
        _ => reader.skip(),
    })?;
    reader.end()?;
    Ok(direct)
}

/// `hashes`, and the older `hash` (`sha256=…`).
fn archive<'a>(reader: &mut Reader<'a>, direct: &mut DirectUrl<'a>) -> Result<(), JsonError> {
    reader
        .members(|reader, key| match &*key {
            "hashes" => reader
                .members(|reader, algorithm| {
                    if let Some(digits) = reader.string()? {
                        direct
                            .hashes
                            .push((algorithm.into_owned(), digits.into_owned()));
                    }
                    Ok(())
                })
                .map(|_| ()),
            "hash" => {
                direct.old_hash = reader
                    .string()?
                    .as_deref()
                    .and_then(|hash| hash.split_once('='))
                    .map(|(algorithm, digits)| (algorithm.to_owned(), digits.to_owned()));
                Ok(())
            }
            _ => reader.skip(),
        })
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_kind_is_an_origin() {
        let origin = |text: &str| read(text.as_bytes()).unwrap().0;
        assert_eq!(
            origin(
                r#"{"url": "https://me:pw@host/r.git", "vcs_info": {"vcs": "git", "commit_id": "abc", "requested_revision": "main"}}"#
            ),
            Origin::Vcs {
                url: "git+https://host/r.git".into(),
                reference: Some("abc".into())
            }
        );
        assert_eq!(
            origin(r#"{"url": "file:///srv/app", "dir_info": {"editable": true}}"#),
            Origin::Path {
                path: "/srv/app".into(),
                editable: true
            }
        );
        assert_eq!(
            origin(r#"{"dir_info": {}, "url": "file:///srv/app"}"#),
            Origin::Path {
                path: "/srv/app".into(),
                editable: false
            }
        );
        let archive = r#"{"url": "https://host/a.whl", "archive_info": {"hash": "sha256=AB", "hashes": {"sha256": "ab"}}}"#;
        let hash = Hash {
            algorithm: "sha256".into(),
            digits: "ab".into(),
        };
        assert_eq!(
            read(archive.as_bytes()),
            Ok((Origin::Url("https://host/a.whl".into()), vec![hash]))
        );
    }

    #[test]
    fn what_is_wrong_is_told() {
        for (bytes, told) in [
            (&b"{}"[..], "it states no `url`"),
            (b"{", "line 1, column 2: the document ends too early"),
            (b"[]", "it states no `url`"),
            (b"\xff", "it is not UTF-8"),
            (br#"{"url": 1}"#, "it states no `url`"),
        ] {
            assert_eq!(read(bytes).unwrap_err(), told);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = read(&bytes);
        }
    }
}
