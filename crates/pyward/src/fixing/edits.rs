//! A plan, written into the files of its project.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use pyward_edit::{Because, Change, Edited, Made, ReleaseFile, Request};
use pyward_inventory::Role;
use pyward_model::{Location, Notice, NoticeKind, PackageName, Plan, Version, printable};
use pyward_resolve::{Resolution, Resolved};
use pyward_target::{TargetKind, Tree, TreePath};

use super::locks::{Managed, UV_LOCK, managed, versions};
use super::project::Project;
use super::rewrite::Rewrite;
use crate::failure::Failure;

/// What a plan means for the files of a project.
#[derive(Default)]
pub(crate) struct Edits {
    /// New contents.
    pub(crate) rewrites: Vec<Rewrite>,
    /// Locks that are solved anew, by uv's own code or by their own manager.
    pub(crate) managed: Vec<Managed>,
    /// What was left, and why.
    pub(crate) notices: Vec<Notice>,
}

/// The edits of all files of a project. Nothing is written yet.
pub(crate) fn edits(
    tree: &Tree,
    project: &Project<'_>,
    plan: &Plan,
    resolution: &Resolution,
) -> Result<Edits, Failure> {
    let changes: Vec<Change> = plan
        .changes
        .iter()
        .filter_map(|change| changed(change, resolution))
        .collect();
    let removals: Vec<PackageName> = plan
        .changes
        .iter()
        .filter(|change| change.to.is_none())
        .map(|change| change.name.clone())
        .collect();
    let mut edits = Edits::default();
    if changes.is_empty() && removals.is_empty() {
        return Ok(edits);
    }
    let main = main_pins(project);
    let (changes, forked) = apart(changes);
    let is_locked = project
        .files
        .iter()
        .any(|(path, _)| path.ends_with(UV_LOCK));
    let has_pins = project
        .files
        .iter()
        .any(|(_, role)| *role == Role::Requirements);
    let forked = forked.iter().filter(|_| has_pins || !is_locked);
    edits.notices.extend(forked.map(|name| {
        let message = format!(
            "{} is left as it is in files without a lock: it goes to several versions, each for other Pythons or platforms",
            printable(name.as_str())
        );
        Notice::incomplete(NoticeKind::Unlocked, Some(Location::file(project.home)), message)
            .hint("name one Python: `--python 3.12`")
    }));
    let constraints = constraints(tree, project.home);
    let files = project.files.iter().map(|(path, _)| *path);
    for path in files.chain(constraints.iter().map(|path| &**path)) {
        let Some(at) = place(tree, path) else {
            continue;
        };
        let file_name = at.file_name();
        let Some(editor) = pyward_edit::find(file_name) else {
            let Some(real) = behind_links(tree, at.real()) else {
                edits.notices.push(leads_out(path));
                continue;
            };
            let versions = versions(plan, resolution);
            match managed(path, &at, real, &changes, versions) {
                Some(managed) => edits.managed.push(managed),
                None => edits.notices.extend(by_hand(tree, path, &at, &changes)),
            }
            continue;
        };
        let bytes = tree.read(&at).map_err(|error| {
            Failure::usage(format!("{} cannot be read: {error}", printable(path)))
        })?;
        let Ok(text) = std::str::from_utf8(&bytes) else {
            let message = "it is not UTF-8, and is not edited";
            let place = Some(Location::file(path));
            edits
                .notices
                .push(Notice::gap(NoticeKind::Unreadable, place, message));
            continue;
        };
        let request = Request {
            removals: &removals,
            add_missing: Some(path) == main,
            ..Request::new(file_name, &changes)
        };
        let edited = editor.edit(text, &request).map_err(|error| {
            Failure::usage(format!("{} cannot be edited: {error}", printable(path)))
                .hint(error.hint())
        })?;
        edits.notices.extend(left(path, &edited));
        if edited.text != text {
            let is_constraints = constraints.iter().any(|other| other == path);
            let is_range = |made: &Made| !made.before.is_empty() && !made.before.contains("==");
            if is_constraints && let Some(made) = edited.made.iter().find(|made| is_range(made)) {
                let place = Some(Location::line(path, made.line));
                let message = format!(
                    "`{}` does not allow the new version",
                    printable(&made.before)
                );
                let notice = Notice::incomplete(NoticeKind::Unlocked, place, message);
                edits.notices.push(
                    notice.hint(
                        "widen the constraint, or take the fix back: `pyward fix --rollback`",
                    ),
                );
                continue;
            }
            let Some(real) = behind_links(tree, at.real()) else {
                edits.notices.push(leads_out(path));
                continue;
            };
            if edits.rewrites.iter().any(|other| other.path == real) {
                continue;
            }
            edits.rewrites.push(Rewrite {
                shown: path.to_owned(),
                path: real,
                before: Some(bytes.clone()),
                after: edited.text.into_bytes(),
            });
        }
    }
    Ok(edits)
}

fn leads_out(path: &str) -> Notice {
    let place = Some(Location::file(path));
    let message = "it is a link that leads out of the project, and is not edited";
    Notice::incomplete(NoticeKind::Unlocked, place, message)
}

/// Where a file stands: in the target or, of a file that is named, beside it.
pub(crate) fn place(tree: &Tree, path: &str) -> Option<TreePath> {
    if let Some(entry) = tree.entry(path) {
        return Some(entry.path.clone());
    }
    let [named] = tree.entries() else {
        return None;
    };
    if tree.kind() != TargetKind::File {
        return None;
    }
    tree.resolve(&named.path, path).ok()
}

/// Changes of packages that go to one version, and the names of those that go to several.
fn apart(changes: Vec<Change>) -> (Vec<Change>, BTreeSet<PackageName>) {
    let mut to: BTreeMap<PackageName, BTreeSet<Version>> = BTreeMap::new();
    for change in &changes {
        let versions = to.entry(change.name.clone()).or_default();
        versions.insert(change.to.clone());
    }
    let forked: BTreeSet<PackageName> = to
        .into_iter()
        .filter(|(_, versions)| versions.len() > 1)
        .map(|(name, _)| name)
        .collect();
    let single = changes
        .into_iter()
        .filter(|change| !forked.contains(&change.name));
    (single.collect(), forked)
}

/// The file behind a path: a link is followed, as far as it stays below the root.
fn behind_links(tree: &Tree, path: &std::path::Path) -> Option<PathBuf> {
    let root = tree.root().canonicalize().ok()?;
    let real = path.canonicalize().ok()?;
    real.starts_with(root).then_some(real)
}

/// Files of constraints beside a project's others: they say which versions its next compilation takes.
fn constraints(tree: &Tree, home: &str) -> Vec<String> {
    tree.entries()
        .iter()
        .map(|entry| &entry.path)
        .filter(|path| path.parent_shown() == home)
        .filter(|path| {
            let name = path.file_name();
            let is_text = std::path::Path::new(name)
                .extension()
                .is_some_and(|it| it == "txt");
            name.starts_with("constraints") && is_text
        })
        .map(|path| path.shown().to_string())
        .collect()
}

/// The file that packages which come along are added to: the lock that pyward writes, else the pinned requirements.
fn main_pins<'a>(project: &Project<'a>) -> Option<&'a str> {
    let is_wish = |path: &str| {
        std::path::Path::new(path)
            .extension()
            .is_some_and(|it| it == "in")
    };
    let of = |wanted: Role| {
        let mut files = project.files.iter();
        files
            .find(|(path, role)| *role == wanted && !is_wish(path))
            .map(|(path, _)| *path)
    };
    of(Role::Lock).or_else(|| of(Role::Requirements))
}

fn changed(change: &pyward_model::Change, resolution: &Resolution) -> Option<Change> {
    let to = change.to.clone()?;
    let mut wanted = resolution
        .packages
        .iter()
        .filter(|it| it.name == change.name);
    let resolved = wanted
        .find(|it| it.version.as_ref() == Some(&to))
        .or_else(|| resolution.get(&change.name));
    Some(Change {
        from: change.from.clone(),
        hashes: resolved.map(|it| it.hashes.clone()).unwrap_or_default(),
        files: resolved.map(files).unwrap_or_default(),
        requires: resolved.map(|it| it.requires.iter().cloned().collect()),
        via: change.via.clone(),
        direct: change.direct,
        marker: resolved.and_then(|it| it.marker.clone()),
        ..Change::new(change.name.clone(), to)
    })
}

fn files(resolved: &Resolved) -> Vec<ReleaseFile> {
    resolved
        .files
        .iter()
        .map(|file| ReleaseFile {
            filename: file.filename.clone(),
            url: file.url.clone(),
            size: file.size,
            hashes: file.hashes.clone(),
            uploaded: None,
        })
        .collect()
}

/// Tells of a file that names what moves and that nobody writes but its owner (`setup.py`).
fn by_hand(tree: &Tree, shown: &str, path: &TreePath, changes: &[Change]) -> Option<Notice> {
    let bytes = tree.read(path).ok()?;
    let text = String::from_utf8_lossy(&bytes)
        .to_lowercase()
        .replace(['_', '.'], "-");
    let named: Vec<&str> = changes
        .iter()
        .map(|change| change.name.as_str())
        .filter(|name| text.contains(*name))
        .collect();
    if named.is_empty() {
        return None;
    }
    let message = format!(
        "it is not edited: write {} into it by hand",
        named.join(", ")
    );
    let place = Some(Location::file(shown));
    Some(Notice::incomplete(NoticeKind::Unlocked, place, message))
}

/// What a file keeps although the plan says otherwise. That a file does not name a package is no news.
fn left<'a>(path: &'a str, edited: &'a Edited) -> impl Iterator<Item = Notice> + 'a {
    let is_news = |because: &Because| !because.is_settled() && *because != Because::NotNamed;
    edited
        .left
        .iter()
        .filter(move |left| is_news(&left.because))
        .map(move |left| {
            let place = match left.line {
                Some(line) => Location::line(path, line),
                None => Location::file(path),
            };
            let message = format!("{} is left as it is: {}", left.name, left.because);
            Notice::gap(NoticeKind::Conflict, Some(place), message)
        })
}
