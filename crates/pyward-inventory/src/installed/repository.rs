//! The repository that holds a folder, read from its files: no `git` is started, since the configuration of a repository
//! may name programs that git would run.
//!
//! What is read is where the remotes are and which commit is checked out
//! ([layout](https://git-scm.com/docs/gitrepository-layout), [configuration](https://git-scm.com/docs/git-config)).

mod config;

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use pyward_target::{Limits, OpenOptions, TargetKind, Tree};

use super::direct;

/// Most bytes of one file of a repository: the list of all references of a large one takes a few million.
const LARGEST: u64 = 64 * 1024 * 1024;
/// Folders that are looked through upward.
const HIGHEST: usize = 64;
/// References that may lead to each other.
const LINKS: usize = 5;
/// The folders that other systems keep in their working copies, and what these are called.
const OTHERS: [(&str, &str); 3] = [
    (".hg", "Mercurial"),
    (".svn", "Subversion"),
    (".bzr", "Bazaar"),
];

/// What is known of the repository that holds a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repository {
    /// There is none.
    None,
    /// A git repository with a remote.
    Git {
        /// The URL of its remote, without credentials.
        url: String,
        /// Whether credentials were taken out of the URL.
        had_credentials: bool,
        /// The commit that is checked out, in hexadecimal digits.
        commit: String,
        /// The folder of the project inside of the repository, where it is not the repository itself.
        subdirectory: Option<String>,
    },
    /// A git repository that is nowhere else.
    NoRemote,
    /// A git repository whose remote is neither a URL nor a path that exists.
    OddRemote(String),
    /// There is one, and what is needed of it cannot be known; why.
    Unknown(String),
}

/// The repository that holds a folder: the innermost one.
pub(super) fn of(folder: &Path) -> Repository {
    for top in folder.ancestors().take(HIGHEST) {
        if let Some(git) = git_folder(top) {
            return read(folder, top, &git);
        }
        for (mark, title) in OTHERS {
            if top.join(mark).is_dir() {
                return Repository::Unknown(format!("{title} is not read"));
            }
        }
    }
    Repository::None
}

/// Where git keeps what it knows of a working copy.
struct Git {
    /// What is this working copy's own.
    own: PathBuf,
    /// What all working copies of the repository share.
    shared: PathBuf,
}

/// The folder `.git`, or the one that a file of that name leads to (further working copies, submodules).
fn git_folder(top: &Path) -> Option<Git> {
    let mark = top.join(".git");
    let own = if mark.is_dir() {
        mark
    } else {
        let text = text(&mark)?;
        absolute(&top.join(text.strip_prefix("gitdir:")?.trim()))
    };
    own.join("HEAD").is_file().then_some(())?;
    let shared = match text(&own.join("commondir")) {
        Some(shared) => absolute(&own.join(shared.trim())),
        None => own.clone(),
    };
    Some(Git { own, shared })
}

fn read(folder: &Path, top: &Path, git: &Git) -> Repository {
    let config = text(&git.shared.join("config")).unwrap_or_default();
    let Some(remote) = config::remote(&config) else {
        return Repository::NoRemote;
    };
    let Some(url) = requirement_url(&remote, folder) else {
        return Repository::OddRemote(pyward_model::without_credentials(&remote).into_owned());
    };
    match commit(git) {
        Some(commit) => {
            let clean = direct::without_secrets(&url);
            Repository::Git {
                had_credentials: *clean != *url,
                url: clean.into_owned(),
                commit,
                subdirectory: subdirectory(folder, top),
            }
        }
        None => Repository::Unknown("which commit is checked out cannot be read".to_owned()),
    }
}

/// The URL of a remote in the form requirements have it; `None` where it has none.
fn requirement_url(remote: &str, folder: &Path) -> Option<String> {
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if let Some((scheme, _)) = remote.split_once("://")
        && !scheme.is_empty()
        && scheme.bytes().all(word)
    {
        return Some(remote.to_owned());
    }
    let path = folder.join(remote);
    if path.exists() {
        let encoded = percent_encoded(&path.to_string_lossy());
        return Path::new(remote)
            .is_absolute()
            .then(|| format!("file://{encoded}"));
    }
    // `git@host:path`, as ssh has it.
    let (user, rest) = match remote.split_once('@') {
        Some((user, rest)) if !user.is_empty() && user.bytes().all(word) => {
            (format!("{user}@"), rest)
        }
        Some(_) => return None,
        None => (String::new(), remote),
    };
    let (host, path) = rest.split_once(':')?;
    let fits = !host.is_empty()
        && !host.contains('/')
        && !path.contains(':')
        && path.bytes().next().is_some_and(word);
    fits.then(|| format!("ssh://{user}{host}/{path}"))
}

/// The commit that is checked out.
fn commit(git: &Git) -> Option<String> {
    let mut content = text(&git.own.join("HEAD"))?;
    for _ in 0..LINKS {
        let Some(name) = content.strip_prefix("ref:").map(str::trim) else {
            return digits(content.trim());
        };
        if !is_reference(name) {
            return None;
        }
        let loose = text(&git.own.join(name)).or_else(|| text(&git.shared.join(name)));
        content = match loose {
            Some(content) => content,
            None => return packed(&text(&git.shared.join("packed-refs"))?, name),
        };
    }
    None
}

/// Whether it is the name of a reference, which leads nowhere else.
fn is_reference(name: &str) -> bool {
    name.starts_with("refs/")
        && Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

/// The commit of a reference among all: a line `digits name` each.
fn packed(text: &str, name: &str) -> Option<String> {
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    let (found, _) = lines.find(|(_, other)| other.trim() == name)?;
    digits(found)
}

fn digits(text: &str) -> Option<String> {
    let is_commit = matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_commit.then(|| text.to_owned())
}

/// The folder of the project, from the top of the repository, with `/` between parts; `None` where they are one.
fn subdirectory(folder: &Path, top: &Path) -> Option<String> {
    let is_project = |folder: &&Path| {
        folder.join("pyproject.toml").is_file() || folder.join("setup.py").is_file()
    };
    let project = folder.ancestors().find(is_project)?;
    let inner: Vec<_> = project
        .strip_prefix(top)
        .ok()?
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    (!inner.is_empty()).then(|| inner.join("/"))
}

/// The bytes of a file that stands anywhere, if it is one and not too large.
pub(super) fn bytes(path: &Path) -> Option<Vec<u8>> {
    if !path.is_file() {
        return None;
    }
    let limits = Limits {
        file_bytes: LARGEST,
        stall: Duration::from_secs(1),
        ..Limits::default()
    };
    let mut options = OpenOptions {
        limits,
        ..OpenOptions::default()
    };
    let tree = Tree::open(path, Path::new("."), &mut options).ok()?;
    let entry = tree.entries().first()?;
    (tree.kind() == TargetKind::File)
        .then(|| tree.read(&entry.path).ok())
        .flatten()
}

fn text(path: &Path) -> Option<String> {
    bytes(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A path without `.` and `..`, taken away by its letters alone; links are not looked at.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// What a path is in a URL.
fn percent_encoded(path: &str) -> String {
    use std::fmt::Write as _;
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
