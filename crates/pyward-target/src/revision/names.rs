//! What people call a revision (gitrevisions(7)): branches, tags, the first digits of a name, and steps from them.

use std::path::PathBuf;

use super::object::{Kind, ObjectId, tagged};
use super::{Repository, RevisionError, history, unreadable};
use crate::{ReadFailure, file};

/// Most references that lead to one another, and most tags around an object.
const STEPS: usize = 10;
/// The most bytes of one reference, and of all that are packed.
const REFERENCE: u64 = 64 * 1024;
const PACKED: u64 = 256 * 1024 * 1024;
/// Most steps from a commit to its parents in one expression.
const PARENTS: u32 = 100_000;

/// Where git looks for a plain name, in this order.
const PLACES: [(&str, &str); 6] = [
    ("", ""),
    ("refs/", ""),
    ("refs/tags/", ""),
    ("refs/heads/", ""),
    ("refs/remotes/", ""),
    ("refs/remotes/", "/HEAD"),
];

/// The commit an expression names: `main`, `v1.2`, `origin/main~3`, `HEAD^2`, `1f3a9c2`, or `main...HEAD` for where two
/// branches parted.
pub(super) fn commit(repository: &Repository, text: &str) -> Result<ObjectId, RevisionError> {
    if let Some((left, right)) = text.split_once("...") {
        let side = |name: &str| one(repository, if name.is_empty() { "HEAD" } else { name });
        let (left, right) = (side(left)?, side(right)?);
        return history::parted(repository, left, right)?.ok_or_else(|| {
            RevisionError::NothingShared {
                rev: text.to_owned(),
                shallow: repository.is_shallow(),
            }
        });
    }
    one(repository, text)
}

fn one(repository: &Repository, text: &str) -> Result<ObjectId, RevisionError> {
    let unknown = || RevisionError::NoSuchRevision(text.to_owned());
    let end = text.find(['~', '^']).unwrap_or(text.len());
    let (name, mut steps) = text.split_at(end);
    let start = named(repository, if name == "@" { "HEAD" } else { name }, text)?;
    let mut at = peeled(repository, start)?.ok_or_else(unknown)?;
    while let Some(sign) = steps.chars().next() {
        let rest = steps.get(1..).unwrap_or("");
        if sign == '^'
            && let Some(behind) = rest.strip_prefix("{commit}").or(rest.strip_prefix("{}"))
        {
            steps = behind;
            continue;
        }
        let end = rest
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, behind) = rest.split_at(end);
        let number: u32 = match digits {
            "" => 1,
            digits => digits.parse().map_err(|_| unknown())?,
        };
        at = match sign {
            '~' if number <= PARENTS => {
                for _ in 0..number {
                    at = repository.parent(at, 0)?.ok_or_else(unknown)?;
                }
                at
            }
            '^' if number == 0 => at,
            '^' => repository
                .parent(at, number as usize - 1)?
                .ok_or_else(unknown)?,
            _ => return Err(unknown()),
        };
        steps = behind;
    }
    Ok(at)
}

/// The object a plain name stands for.
fn named(repository: &Repository, name: &str, text: &str) -> Result<ObjectId, RevisionError> {
    if let Some(id) = ObjectId::parse(name)
        && id.as_bytes().len() as u64 == repository.length
    {
        return Ok(id);
    }
    if is_reference(name) {
        for (before, behind) in PLACES {
            if before.is_empty() && !name.starts_with("refs/") && !is_head(name) {
                continue;
            }
            if let Some(id) = reference(repository, &format!("{before}{name}{behind}"))? {
                return Ok(id);
            }
        }
    }
    let is_digits = name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_digits {
        return Err(RevisionError::NoSuchRevision(text.to_owned()));
    }
    let mut found = repository.database.beginning(&name.to_ascii_lowercase())?;
    if found.len() > 1 {
        // As git does: of several objects the one that is a commit is meant.
        found.retain(|id| matches!(peeled(repository, *id), Ok(Some(_))));
    }
    match found.as_slice() {
        [] => Err(RevisionError::NoSuchRevision(text.to_owned())),
        [one] => Ok(*one),
        _ => Err(RevisionError::Ambiguous(text.to_owned())),
    }
}

/// Whether a name can be that of a reference (git-check-ref-format(1)), so that it leads nowhere else as a path.
fn is_reference(name: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.as_bytes().ends_with(b".lock")
    };
    let is_odd = |it: char| it.is_control() || " ~^:?*[\\".contains(it);
    !name.contains("..")
        && !name.contains("@{")
        && !name.contains(is_odd)
        && name.split('/').all(is_part)
}

/// Whether a name is one of those that stand beside the references: `HEAD`, `FETCH_HEAD`.
fn is_head(name: &str) -> bool {
    name.ends_with("HEAD") && name.bytes().all(|it| it.is_ascii_uppercase() || it == b'_')
}

/// The object a reference leads to.
fn reference(repository: &Repository, name: &str) -> Result<Option<ObjectId>, RevisionError> {
    let mut name = name.to_owned();
    for _ in 0..STEPS {
        let Some(content) = content(repository, &name)? else {
            return packed(repository, &name);
        };
        match content {
            Content::Object(id) => return Ok(Some(id)),
            Content::Reference(next) if is_reference(&next) => name = next,
            Content::Reference(_) => break,
        }
    }
    Err(RevisionError::Broken {
        what: name,
        problem: "this reference leads nowhere",
    })
}

/// What stands in a reference of its own file.
pub(super) enum Content {
    Object(ObjectId),
    Reference(String),
}

/// What a reference holds, if it has a file of its own.
pub(super) fn content(
    repository: &Repository,
    name: &str,
) -> Result<Option<Content>, RevisionError> {
    // What is of one working tree alone stands beside its `HEAD`, all else is shared.
    let folders: [&PathBuf; 2] = [&repository.own, &repository.shared];
    for folder in folders {
        let path = folder.join(name);
        let bytes = match file::read(&path, REFERENCE) {
            Ok(bytes) => bytes,
            Err(ReadFailure::NotFound | ReadFailure::Directory | ReadFailure::NotDirectory) => {
                continue;
            }
            Err(failure) => return Err(unreadable(&path)(failure)),
        };
        let text = String::from_utf8_lossy(&bytes);
        if let Some(next) = text.strip_prefix("ref:") {
            return Ok(Some(Content::Reference(next.trim().to_owned())));
        }
        let word = text.split_ascii_whitespace().next().unwrap_or("");
        let id = ObjectId::parse(word).ok_or_else(|| RevisionError::Broken {
            what: path.display().to_string(),
            problem: "this reference names no object",
        })?;
        return Ok(Some(Content::Object(id)));
    }
    Ok(None)
}

/// The object of a reference in `packed-refs`.
fn packed(repository: &Repository, name: &str) -> Result<Option<ObjectId>, RevisionError> {
    let path = repository.shared.join("packed-refs");
    let bytes = match file::read(&path, PACKED) {
        Ok(bytes) => bytes,
        Err(ReadFailure::NotFound) => return Ok(None),
        Err(failure) => return Err(unreadable(&path)(failure)),
    };
    let found = bytes.split(|byte| *byte == b'\n').find_map(|line| {
        let line = std::str::from_utf8(line).ok()?;
        let (id, there) = line.trim_end().split_once(' ')?;
        (there == name).then(|| ObjectId::parse(id)).flatten()
    });
    Ok(found)
}

/// The commit an object is or leads to through tags; `None` for what is none.
fn peeled(repository: &Repository, id: ObjectId) -> Result<Option<ObjectId>, RevisionError> {
    let mut at = id;
    for _ in 0..STEPS {
        let (kind, bytes) = repository.object(&at)?;
        match kind {
            Kind::Commit => return Ok(Some(at)),
            Kind::Tag => at = tagged(at, &bytes)?,
            Kind::Tree | Kind::Blob => return Ok(None),
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_references_lead_nowhere_else() {
        for good in [
            "main",
            "feature/x",
            "refs/tags/v1.0",
            "HEAD",
            "a-b_c+d",
            "ä",
        ] {
            assert!(is_reference(good), "{good}");
        }
        for bad in [
            "",
            "/etc/passwd",
            "../x",
            "a//b",
            "a/",
            ".git",
            "a/.b",
            "x.lock",
            "a..b",
            "a b",
            "a\\b",
            "c:",
            "main@{1}",
            "a\n",
            "a.",
        ] {
            assert!(!is_reference(bad), "{bad}");
        }
    }
}
