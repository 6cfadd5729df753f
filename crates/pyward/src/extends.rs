//! Policies that a config file extends: files beside it, and addresses pinned by the digest of what is there.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyward_fetch::{Expect, Request, Response};
use pyward_model::{Location, printable, without_credentials};
use pyward_policy::{Extended, Written};
use sha2::{Digest as _, Sha256};

use crate::commands::db;
use crate::config::{self, failure};
use crate::environment::Environment;
use crate::failure::{Failure, chain};
use crate::reports;

/// Bytes a policy may have.
const LARGEST: u64 = 4 << 20;
/// Files that extend each other in a chain, and all of them.
const DEEPEST: usize = 8;
const MOST: usize = 32;

/// What a config file extends, the one that counts least first.
pub(crate) fn bases(
    text: &str,
    path: &Path,
    shown: &str,
    environment: &Environment,
    color: bool,
) -> Result<Vec<Written>, Failure> {
    let mut chain = Chain {
        environment,
        color,
        open: vec![Place::File(path.to_owned())],
        done: Vec::new(),
        read: Vec::new(),
    };
    chain.load(text, shown)?;
    Ok(chain.done)
}

/// Where a policy stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// Links resolved, where it is there.
    File(PathBuf),
    Address {
        url: String,
        digest: String,
    },
}

struct Chain<'a> {
    environment: &'a Environment,
    color: bool,
    /// The files that are being read, each extended by the one before.
    open: Vec<Place>,
    done: Vec<Written>,
    /// What was read; a policy that two others extend counts once.
    read: Vec<Place>,
}

impl Chain<'_> {
    /// Reads what the text of the last open file extends.
    fn load(&mut self, text: &str, shown: &str) -> Result<(), Failure> {
        let is_shared = matches!(self.open.last(), Some(Place::File(path)) if is_manifest(path));
        let extended = pyward_policy::extended(text, shown, is_shared)
            .map_err(|error| failure(&error, self.color))?;
        for reference in extended {
            let at = Location::line(shown, reference.line);
            let place = self.place(&reference, &at)?;
            if self.open.contains(&place) {
                return Err(Failure::usage(format!(
                    "{at}: `{}` extends itself, by way of what it extends",
                    clean(&reference.text)
                ))
                .hint("leave one of them out"));
            }
            if self.read.contains(&place) {
                continue;
            }
            if self.open.len() > DEEPEST || self.read.len() >= MOST {
                return Err(Failure::usage(format!(
                    "{at}: more than {DEEPEST} policies extend each other, or more than {MOST} in all"
                ))
                .hint("put them together"));
            }
            self.read.push(place.clone());
            self.one(place, &reference, &at)?;
        }
        Ok(())
    }

    /// Reads one policy and what it extends itself.
    fn one(&mut self, place: Place, reference: &Extended, at: &Location) -> Result<(), Failure> {
        let (text, shown) = match &place {
            Place::File(path) => {
                let text = config::read_up_to(path, LARGEST)?.ok_or_else(|| {
                    Failure::usage(format!(
                        "{at}: the policy {} does not exist",
                        clean(&reference.text)
                    ))
                    .hint("a path starts at the folder of the file that names it")
                })?;
                (text, config::shown(path, self.environment))
            }
            Place::Address { url, digest } => (self.fetch(url, digest, at)?, clean(url)),
        };
        let is_shared = matches!(&place, Place::File(path) if is_manifest(path));
        self.open.push(place);
        self.load(&text, &shown)?;
        self.open.pop();
        let written = if is_shared {
            pyward_policy::parse_pyproject_over(&text, &shown, &self.done)
        } else {
            pyward_policy::parse_pyward_toml_over(&text, &shown, &self.done).map(Some)
        };
        let written = written.map_err(|error| failure(&error, self.color))?;
        self.done.extend(written);
        Ok(())
    }

    /// What a reference leads to.
    fn place(&self, reference: &Extended, at: &Location) -> Result<Place, Failure> {
        let text = reference.text.as_str();
        let refuse = |what: &str, hint: &str| {
            let message = format!("{at}: `{}` {what}", clean(text));
            Err(Failure::usage(message).hint(hint))
        };
        if text.contains("://") {
            let (url, digest) = text.split_once('#').unwrap_or((text, ""));
            let digest = digest.strip_prefix("sha256=").unwrap_or("");
            let is_digest = digest.len() == 64 && digest.bytes().all(|it| it.is_ascii_hexdigit());
            if !is_safe(url) {
                return refuse("is no `https://` address", "name one, or a path");
            }
            if !is_digest {
                return refuse(
                    "is not pinned",
                    "add `#sha256=` and the SHA-256 digest of the file, 64 hexadecimal digits: whoever has the address \
                     could change the policy otherwise",
                );
            }
            return Ok(Place::Address {
                url: url.to_owned(),
                digest: digest.to_ascii_lowercase(),
            });
        }
        let Some(Place::File(from)) = self.open.last() else {
            return refuse(
                "is a path, and the policy that names it was fetched",
                "name an address that is pinned",
            );
        };
        // No other kind of file is quoted in messages.
        if Path::new(text).extension().is_none_or(|it| it != "toml") {
            return refuse("is no `.toml` file", "name a file of settings");
        }
        let folder = from.parent().unwrap_or(Path::new("."));
        let path = folder.join(text);
        Ok(Place::File(path.canonicalize().unwrap_or(path)))
    }

    /// The text at an address, which is what its digest says.
    fn fetch(&self, url: &str, digest: &str, at: &Location) -> Result<String, Failure> {
        let kept = self.environment.cache_folder.as_deref();
        let kept = kept.map(|folder| folder.join("policies").join(format!("{digest}.toml")));
        if let Some(kept) = &kept
            && let Ok(Some(text)) = config::read_up_to(kept, LARGEST)
            && digest_of(text.as_bytes()) == digest
        {
            return Ok(text);
        }
        let failed = |why: String, hint: &str| {
            Failure::usage(format!(
                "{at}: the policy {} cannot be had: {why}",
                clean(url)
            ))
            .hint(hint)
        };
        if self.environment.offline {
            return Err(failed(
                "the network is switched off".to_owned(),
                "run once with the network, and it is kept; or extend a file",
            ));
        }
        let client = db::client(false, self.environment)?;
        let request = Request::new(url, Expect::Any, LARGEST);
        let bytes = match client.get(&request) {
            Ok(Response::Fresh(body)) => body.bytes,
            Ok(Response::NotModified) => Vec::new(),
            Err(error) => {
                return Err(failed(chain(&error), "try again, or extend a file"));
            }
        };
        let there = digest_of(&bytes);
        if there != digest {
            return Err(failed(
                format!("its digest is {there}, and {digest} is pinned"),
                "look at what has changed there; if it is meant, pin the new digest",
            ));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| failed("it is not UTF-8".to_owned(), "extend another"))?;
        // That it cannot be kept costs no more than fetching it again.
        if let Some(kept) = kept
            && let Some(folder) = kept.parent()
            && std::fs::create_dir_all(folder).is_ok()
        {
            let _ = reports::replace(&kept, text.as_bytes());
        }
        Ok(text)
    }
}

/// An address or a path as messages show it.
fn clean(text: &str) -> String {
    printable(&without_credentials(text)).into_owned()
}

/// Whether nobody on the way can read along or change what comes: `https`, or this machine itself.
fn is_safe(url: &str) -> bool {
    let host = |rest: &str| {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        rest.get(..end).unwrap_or("").to_owned()
    };
    match url.split_once("://") {
        Some(("https", rest)) => !host(rest).is_empty(),
        Some(("http", rest)) => {
            let host = host(rest);
            let name = host.split_once(':').map_or(&*host, |(name, _)| name);
            name == "127.0.0.1" || name == "localhost"
        }
        _ => false,
    }
}

fn is_manifest(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name == "pyproject.toml")
}

fn digest_of(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_safe_addresses_are_asked() {
        for safe in [
            "https://a.example/x",
            "http://127.0.0.1:8000/x",
            "http://localhost/x",
        ] {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_one in [
            "http://a.example/x",
            "https:///x",
            "ftp://a/x",
            "file:///etc/x.toml",
            "http://127.0.0.1.evil.example/x",
            "http://localhost@evil.example/x",
            "HTTPS//x",
        ] {
            assert!(!is_safe(unsafe_one), "{unsafe_one}");
        }
    }
}
