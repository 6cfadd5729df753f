//! What `direct_url.json` says, as pip writes it into requirements
//! ([data structure](https://packaging.python.org/en/latest/specifications/direct-url-data-structure/)).

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use pyward_model::{Hash, Notice, NoticeKind, printable, without_credentials};
use pyward_target::TreePath;

use super::{Distribution, Reader, Source, place, repository};
use crate::formats::dist_info::direct_url::{self, DirectUrl};

/// A file that is taken apart.
#[derive(Debug, PartialEq, Eq)]
enum Direct {
    /// What stands after `name @ `.
    Reference(String),
    /// A folder that is used where it stands.
    Editable(PathBuf),
}

impl Reader<'_> {
    /// Sets where a package comes from, where a file beside its metadata says so.
    pub(super) fn direct(&mut self, folder: &TreePath, distribution: &mut Distribution) {
        let Some(path) = folder.child("direct_url.json") else {
            return;
        };
        // Few packages have one, and asking whether it is there is cheaper than finding out by opening it.
        if !self.tree.exists(&path) {
            return;
        }
        let Some(bytes) = self.optional(&path) else {
            return;
        };
        let parsed = direct_url::parse(&bytes);
        match parsed.and_then(|direct| Ok((read(&direct)?, hashes(&direct)))) {
            Ok((Direct::Reference(reference), hashes)) => {
                let clean = without_secrets(&reference);
                if matches!(clean, Cow::Owned(_)) {
                    let message = "its URL holds credentials, which are left out";
                    let notice = Notice::info(NoticeKind::Skipped, Some(place(&path)), message);
                    self.installed.notices.push(notice);
                }
                distribution.source = Source::Direct(clean.into_owned());
                distribution.hashes = hashes;
            }
            Ok((Direct::Editable(folder), _)) => {
                let repository = repository::of(&folder);
                distribution.source = Source::Editable(folder, repository);
            }
            Err(problem) => {
                let message = format!(
                    "where {} comes from cannot be read: {}; it is pinned as if from an index",
                    distribution.name,
                    printable(&problem)
                );
                let notice = Notice::gap(NoticeKind::Malformed, Some(place(&path)), message);
                self.installed.notices.push(notice.hint(super::REINSTALL));
            }
        }
    }
}

/// The reference, credentials still in it.
fn read(direct: &DirectUrl<'_>) -> Result<Direct, String> {
    let url = direct.url.as_deref().ok_or("it states no `url`")?;
    let kinds = [direct.is_repository, direct.is_archive, direct.is_folder];
    if kinds.iter().filter(|is| **is).count() != 1 {
        return Err(
            "it states none or several of `vcs_info`, `archive_info` and `dir_info`".to_owned(),
        );
    }
    let mut reference = url.to_owned();
    let mut fragments = Vec::new();
    if direct.is_repository {
        let system = direct.system.as_deref().ok_or("it states no `vcs`")?;
        let commit = direct.commit.as_deref();
        let commit = commit.ok_or("it states no `commit_id`")?;
        reference = format!("{system}+{url}@{commit}");
    } else if direct.is_folder {
        let path = file_path(url).ok_or("its `url` is no absolute path")?;
        if direct.is_editable {
            return Ok(Direct::Editable(repository::absolute(&path)));
        }
    }
    // pip writes the first alone.
    if let Some((algorithm, digits)) = stated_hashes(direct).next() {
        fragments.push(format!("{algorithm}={digits}"));
    }
    if let Some(folder) = &direct.subdirectory {
        fragments.push(format!("subdirectory={folder}"));
    }
    if !fragments.is_empty() {
        reference = format!("{reference}#{}", fragments.join("&"));
    }
    Ok(Direct::Reference(reference))
}

/// The older `hash` counts only where there is nothing newer.
fn stated_hashes<'a>(direct: &'a DirectUrl<'_>) -> impl Iterator<Item = &'a (String, String)> {
    let old = direct.old_hash.iter();
    let old = old.filter(|_| direct.hashes.is_empty());
    direct.hashes.iter().chain(old)
}

fn hashes(direct: &DirectUrl<'_>) -> Vec<Hash> {
    let hash = |(algorithm, digits): &(String, String)| Hash {
        algorithm: algorithm.to_ascii_lowercase().into(),
        digits: digits.to_ascii_lowercase().into(),
    };
    let mut hashes: Vec<Hash> = stated_hashes(direct).map(hash).collect();
    hashes.sort();
    hashes.dedup();
    hashes
}

/// The path of a `file:` URL, percent-encoding resolved; `None` where it is none, relative, or on another machine.
fn file_path(url: &str) -> Option<PathBuf> {
    let (scheme, rest) = url.split_once(':')?;
    if !scheme.eq_ignore_ascii_case("file") {
        return None;
    }
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let (host, _) = rest.split_at(rest.find('/')?);
            let is_here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
            is_here.then(|| rest.get(host.len()..)).flatten()?
        }
        None => rest,
    };
    let path = path.split(['?', '#']).next()?;
    let decoded = crate::origin::percent_decoded(path);
    // `/C:/x`
    let drive = decoded.get(1..3).is_some_and(|drive| {
        drive.ends_with(':') && drive.starts_with(|ch: char| ch.is_ascii_alphabetic())
    });
    let decoded = if cfg!(windows) && drive {
        decoded.get(1..).unwrap_or_default()
    } else {
        &decoded
    };
    let path = Path::new(decoded);
    path.is_absolute().then(|| path.to_owned())
}

/// A URL without credentials. Names of environment variables in their place are none: whoever installs fills them in.
pub(super) fn without_secrets(url: &str) -> Cow<'_, str> {
    let userinfo = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split('/').next())
        .and_then(|authority| authority.rsplit_once('@'))
        .map(|(userinfo, _)| userinfo);
    let is_variable = |part: &str| {
        let name = part
            .strip_prefix("${")
            .and_then(|rest| rest.strip_suffix('}'));
        name.is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
    };
    let is_open = userinfo
        .is_some_and(|userinfo| userinfo == "git" || userinfo.splitn(2, ':').all(is_variable));
    if is_open {
        return Cow::Borrowed(url);
    }
    match without_credentials(url) {
        Cow::Owned(clean) if clean != url => Cow::Owned(clean),
        _ => Cow::Borrowed(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Direct, String> {
        super::read(&direct_url::parse(text.as_bytes())?)
    }

    fn reference(text: &str) -> String {
        match read(text) {
            Ok(Direct::Reference(reference)) => reference,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn references_are_written_as_pip_writes_them() {
        for (text, expected) in [
            (
                r#"{"url": "https://h/r.git", "vcs_info": {"vcs": "git", "commit_id": "abc", "requested_revision": "v1"}, "subdirectory": "a/b"}"#,
                "git+https://h/r.git@abc#subdirectory=a/b",
            ),
            (
                r#"{"url": "https://h/a.zip", "archive_info": {"hash": "md5=1", "hashes": {"sha512": "2", "md5": "1"}}, "subdirectory": "a"}"#,
                "https://h/a.zip#sha512=2&subdirectory=a",
            ),
            (
                r#"{"url": "https://h/a.zip", "archive_info": {"hash": "sha256=1"}}"#,
                "https://h/a.zip#sha256=1",
            ),
            (
                r#"{"url": "file:///a%20b", "dir_info": {}}"#,
                "file:///a%20b",
            ),
        ] {
            assert_eq!(reference(text), expected);
        }
        assert_eq!(
            read(r#"{"url": "file:///a%20b/../c", "dir_info": {"editable": true}}"#),
            Ok(Direct::Editable("/c".into()))
        );
    }

    #[test]
    fn what_pip_refuses_is_told() {
        for text in [
            r#"{"url": "https://h/a.zip"}"#,
            r#"{"url": "https://h/a.zip", "archive_info": {}, "dir_info": {}}"#,
            r#"{"archive_info": {}}"#,
            r#"{"url": "https://h/a", "dir_info": {}}"#,
            r#"{"url": "file:a", "dir_info": {}}"#,
            r#"{"url": "file://elsewhere/a", "dir_info": {"editable": true}}"#,
            r#"{"url": "https://h/a", "vcs_info": {"vcs": "git"}}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn passwords_stay_behind_and_variables_do_not() {
        for (url, clean) in [
            ("https://me:pw@h/a.zip#sha256=1", "https://h/a.zip#sha256=1"),
            ("git+ssh://git@h/r.git@abc", "git+ssh://git@h/r.git@abc"),
            ("git+https://git@h/r@abc", "git+https://git@h/r@abc"),
            (
                "https://${USER}:${TOKEN_1}@h/a",
                "https://${USER}:${TOKEN_1}@h/a",
            ),
            ("https://${USER}:pw@h/a", "https://h/a"),
        ] {
            assert_eq!(without_secrets(url), clean);
        }
    }

    proptest! {
        #[test]
        fn any_urls_are_read(url in "(file:|https:)?/{0,3}[a-zA-Z%:@/.#?0-9]{0,20}", kind in "(dir_info|archive_info|vcs_info)") {
            let _ = read(&format!(r#"{{"url": "{url}", "{kind}": {{"editable": true}}}}"#));
        }
    }
}
