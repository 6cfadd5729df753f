//! From the entries of a tree to readings: who reads what.

use std::sync::Arc;

use pyward_model::{Inventory, Location, Notice, NoticeKind, SkippedPath, Weight};
use pyward_target::{EntryKind, TargetKind, Tree, TreePath};

use crate::analysis;
use crate::environments::Wanted;
use crate::format::{Files, Format, Input, Role};
use crate::formats::{FORMATS, PLAIN};
use crate::reading::Reading;
use crate::resolved::{Resolution, Resolved};
use crate::settle::{Read, settle};
use crate::unread;

/// Bytes of a file that are shown to formats which know their own by content.
const HEAD: usize = 4096;

/// What a lock's name has more than that of its script.
pub(crate) const SCRIPT_LOCK: &str = ".lock";

/// How to read a tree.
#[derive(Clone, Default)]
pub struct Options {
    /// The Python and platform to read for; by default all that the project supports.
    pub wanted: Wanted,
    /// Whether the files of packages are asked for.
    pub files: Files,
    /// The format the user says a named file has.
    pub read_as: Option<&'static dyn Format>,
    /// What was resolved for projects without a lock; each stands beside the file it names, where that was read.
    pub resolved: Vec<Resolved>,
}

/// Reads everything in the tree that a format claims, and settles it into one inventory.
pub fn read(tree: &Tree, options: &Options) -> Inventory {
    let mut reads = Vec::new();
    let mut notices = tree.notices().to_vec();
    for entry in tree.entries() {
        let format = match entry.kind {
            EntryKind::Environment => options
                .read_as
                .filter(|format| format.role() == Role::Environment)
                .or_else(|| environment(tree, &entry.path)),
            EntryKind::File if tree.kind() == TargetKind::File => {
                options.read_as.or_else(|| named(&entry.path))
            }
            EntryKind::File => options.read_as.or_else(|| by_name(&entry.path)),
            EntryKind::Directory => None,
        };
        match (format, tree.kind()) {
            (Some(format), _) => {
                reads.extend(read_with(
                    tree,
                    &entry.path,
                    format,
                    options.files,
                    &mut notices,
                ));
                if options.read_as.is_none() {
                    reads.extend(other_half(tree, &entry.path, options.files, &mut notices));
                }
            }
            (None, TargetKind::File | TargetKind::Stdin) => {
                reads.extend(read_by_content(
                    tree,
                    &entry.path,
                    options.files,
                    &mut notices,
                ));
            }
            (None, _) => notices.extend(unread::gap(&entry.path)),
        }
    }
    put_resolved(&mut reads, &options.resolved);
    let mut inventory = settle(reads, &options.wanted, notices);
    inventory.states = analysis::states(tree, &inventory);
    inventory.skipped = tree.skipped().to_vec();
    inventory.skipped.extend(ignored_by_git(tree));
    inventory.skipped.sort();
    // Nothing on standard input is what a failed command before the pipe gives; and a file that is named is named for
    // what stands in it.
    let nothing_came = inventory.components.is_empty()
        && inventory.projects.is_empty()
        && matches!(tree.kind(), TargetKind::Stdin | TargetKind::File);
    if inventory.formats.is_empty() || nothing_came {
        // Its format may have said already why there is nothing in a file.
        let mut told = inventory.notices.iter_mut();
        let told = told.find(|notice| notice.kind == NoticeKind::NothingFound);
        match told.filter(|_| tree.kind() == TargetKind::File) {
            Some(notice) => notice.weight = Weight::Incomplete,
            None => inventory.notices.push(nothing_found(tree)),
        }
    }
    for notice in &mut inventory.notices {
        notice.weight = weight(notice);
    }
    inventory
}

fn put_resolved(reads: &mut Vec<Read>, resolved: &[Resolved]) {
    for resolution in resolved {
        let beside = reads
            .iter()
            .find(|read| **read.path.shown() == *resolution.file);
        let Some(path) = beside.map(|read| read.path.clone()) else {
            continue;
        };
        reads.push(Read {
            path,
            format: &Resolution,
            reading: Reading {
                packages: resolution.packages.clone(),
                ..Reading::default()
            },
            home: Some(resolution.home.clone()),
        });
    }
}

/// What could not be read is a part of the job that was not done, whatever the policy says of gaps: nobody knows what
/// stood there. What was read and cannot be asked about (unpinned, not from an index) stays a gap.
fn weight(notice: &Notice) -> Weight {
    let unread = matches!(
        notice.kind,
        NoticeKind::Unreadable | NoticeKind::Malformed | NoticeKind::Limit | NoticeKind::Skipped
    );
    match notice.weight {
        Weight::Gap if unread => Weight::Incomplete,
        weight => weight,
    }
}

/// The format of a folder of an environment: the one that knows its name or what stands beside it, else that of installed
/// packages.
fn environment(tree: &Tree, path: &TreePath) -> Option<&'static dyn Format> {
    let of_environments = || {
        let formats = FORMATS.iter().copied();
        formats.filter(|format| format.role() == Role::Environment)
    };
    of_environments()
        .find(|format| format.claims(path) || format.houses(tree, path))
        .or_else(|| of_environments().next())
}

fn by_name(path: &TreePath) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.claims(path))
}

fn named(path: &TreePath) -> Option<&'static dyn Format> {
    FORMATS
        .iter()
        .copied()
        .find(|format| format.claims_named(path))
}

/// Whether a name is that of a script as uv locks it.
pub(crate) fn is_script(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end == "py")
}

/// The script beside its lock (`tool.py.lock`), which nothing else would find; of a script that is named, the lock; of
/// wishes that are named (`requirements.in`), the pins that were compiled from them.
fn other_half(
    tree: &Tree,
    path: &TreePath,
    files: Files,
    notices: &mut Vec<Notice>,
) -> Option<Read> {
    let name = path.file_name();
    let is_named = tree.kind() == TargetKind::File;
    let other = match name.strip_suffix(SCRIPT_LOCK) {
        Some(script) if is_script(script) => script.to_owned(),
        None if is_named && is_script(name) => format!("{name}{SCRIPT_LOCK}"),
        None if is_named => format!("{}.txt", name.strip_suffix(".in")?),
        _ => return None,
    };
    let other = tree.resolve(path, &other).ok()?;
    let format = by_name(&other).or_else(|| named(&other))?;
    read_with(tree, &other, format, files, notices)
}

fn read_with(
    tree: &Tree,
    path: &TreePath,
    format: &'static dyn Format,
    files: Files,
    notices: &mut Vec<Notice>,
) -> Option<Read> {
    let bytes = if matches!(format.role(), Role::Environment | Role::Archive) {
        Vec::new()
    } else {
        bytes_of(tree, path, notices)?
    };
    Some(read_bytes(tree, path, &bytes, format, files))
}

/// A file the user names whose name says nothing: its content decides, and requirements are what is left.
fn read_by_content(
    tree: &Tree,
    path: &TreePath,
    files: Files,
    notices: &mut Vec<Notice>,
) -> Option<Read> {
    if let Some(refusal) = unread::refusal(path) {
        notices.push(refusal);
        return None;
    }
    let bytes = bytes_of(tree, path, notices)?;
    let head = bytes.get(..HEAD).unwrap_or(&bytes);
    let mut formats = FORMATS.iter().copied();
    let format = formats.find(|format| format.sniffs(head)).unwrap_or(PLAIN);
    Some(read_bytes(tree, path, &bytes, format, files))
}

fn bytes_of(tree: &Tree, path: &TreePath, notices: &mut Vec<Notice>) -> Option<Vec<u8>> {
    match tree.read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            notices.push(error.notice(Some(Location::file(Arc::clone(path.shown())))));
            None
        }
    }
}

fn read_bytes(
    tree: &Tree,
    path: &TreePath,
    bytes: &[u8],
    format: &'static dyn Format,
    files: Files,
) -> Read {
    let reading: Reading = format.read(&Input {
        tree,
        path,
        bytes,
        files,
    });
    Read {
        path: path.clone(),
        format,
        reading,
        home: None,
    }
}

/// Files that a format would have read, had git's rules not left them out.
fn ignored_by_git(tree: &Tree) -> impl Iterator<Item = SkippedPath> + '_ {
    let claimed = tree.ignored().iter().filter(|path| by_name(path).is_some());
    claimed.map(|path| SkippedPath {
        path: Arc::clone(path.shown()),
        reason: "ignored by git; `--no-gitignore` reads it".to_owned(),
    })
}

fn nothing_found(tree: &Tree) -> Notice {
    let (message, hint) = match tree.kind() {
        TargetKind::Stdin => (
            "no dependencies were found on standard input",
            "check that the command before the pipe worked, or say what it prints with `--as FORMAT`",
        ),
        TargetKind::File => (
            "no dependencies were found: the file is of no format pyward reads",
            "say what it is with `--as FORMAT`",
        ),
        TargetKind::Directory | TargetKind::Environment => (
            "no dependencies were found: nothing here is of a format pyward reads",
            "name a requirements file, lock file or virtual environment: `pyward audit PATH`",
        ),
    };
    Notice::incomplete(NoticeKind::NothingFound, None, message).hint(hint)
}
