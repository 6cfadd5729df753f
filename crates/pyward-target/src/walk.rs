//! Looking through a folder once.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fs::FileType;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::Gitignore;
use pyward_model::{Location, Notice, NoticeKind, SkippedPath};

use crate::fence::{self, Fence};
use crate::gitignore::Ignored;
use crate::tree::Found;
use crate::{Entry, EntryKind, OpenOptions, ReadError, TreePath, environment, file, open};

/// Folders of code that is not the project's own, and what is said of them.
const FOREIGN: [(&str, &str); 6] = [
    ("_vendor", "code vendored from elsewhere"),
    ("vendor", "code vendored from elsewhere"),
    ("vendored", "code vendored from elsewhere"),
    ("third_party", "code of third parties"),
    ("node_modules", "packages of Node.js"),
    ("__pypackages__", "packages installed by PDM"),
];

/// Folders in which test runners keep their environments.
const TEST_ENVIRONMENTS: [(&str, &str); 2] = [
    (".tox", "environments made by tox"),
    (".nox", "environments made by nox"),
];

/// Hidden folders of tools: histories, caches, editors' settings.
const TOOLS: [&str; 16] = [
    ".git",
    ".hg",
    ".svn",
    ".jj",
    ".bzr",
    ".cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    ".ipynb_checkpoints",
    ".eggs",
    ".idea",
    ".vscode",
    ".yarn",
    ".terraform",
];

/// How deep folders that git ignores are looked into.
const IGNORED_DEPTH: usize = 2;
/// How many such folders, for all of a tree.
const IGNORED_FOLDERS: usize = 200;
/// How many files and folders in them.
const IGNORED_CHILDREN: usize = 2_000;

/// Under what a walk is done.
pub(crate) struct Setting<'a> {
    pub(crate) fence: &'a Fence,
    pub(crate) cwd: &'a Path,
    pub(crate) options: &'a OpenOptions,
    pub(crate) exclude: Gitignore,
}

/// Everything worth asking formats about under `top`, and everything left out.
pub(crate) fn walk(setting: &Setting<'_>, top: &TreePath) -> Found {
    let ignored = if setting.options.respect_gitignore {
        Ignored::above(top.real())
    } else {
        Ignored::nothing()
    };
    let mut walk = Walk {
        setting,
        ignored,
        found: Found::default(),
        seen: 0,
        full: false,
        too_deep: None,
        ignored_left: (IGNORED_FOLDERS, IGNORED_CHILDREN),
        environments: BTreeSet::new(),
    };
    walk.folder(top, 0);
    walk.tell_limits();
    walk.found
}

struct Walk<'a> {
    setting: &'a Setting<'a>,
    ignored: Ignored,
    found: Found,
    /// Files and folders looked at.
    seen: usize,
    /// Whether as many were seen as may be.
    full: bool,
    /// The first folder that lies too deep, and how many do.
    too_deep: Option<(TreePath, usize)>,
    /// How many folders that git ignores may still be looked into, and how many files and folders in them.
    ignored_left: (usize, usize),
    /// Environments that were opened, links resolved.
    environments: BTreeSet<PathBuf>,
}

/// A child of a folder.
struct Child {
    name: OsString,
    kind: FileType,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &TreePath, depth: usize) {
        if depth > self.setting.options.limits.depth {
            self.too_deep.get_or_insert_with(|| (folder.clone(), 0)).1 += 1;
            return;
        }
        let Some(children) = self.children(folder) else {
            return;
        };
        if depth > 0 && self.is_environment(folder, &children) {
            return;
        }
        let has_rules = self.setting.options.respect_gitignore
            && children
                .iter()
                .any(|child| child.name == ".gitignore" || child.name == ".git");
        for failure in self.ignored.enter(folder.real(), has_rules) {
            let place = Location::file(Arc::clone(folder.shown()));
            let message = format!(
                "what git ignores in it is not left out, its rules cannot be read: {failure}"
            );
            self.found
                .notices
                .push(Notice::info(NoticeKind::Unreadable, Some(place), message));
        }
        for child in &children {
            self.child(folder, child, depth);
        }
        self.ignored.leave();
    }

    /// What stands in a folder, sorted by name.
    fn children(&mut self, folder: &TreePath) -> Option<Vec<Child>> {
        let mut children = Vec::new();
        let listed = std::fs::read_dir(folder.real()).and_then(|list| {
            for child in list {
                if self.seen >= self.setting.options.limits.files {
                    self.full = true;
                    break;
                }
                self.seen += 1;
                let child = child?;
                children.push(Child {
                    kind: child.file_type()?,
                    name: child.file_name(),
                });
            }
            Ok(())
        });
        if let Err(error) = listed {
            let place = Location::file(Arc::clone(folder.shown()));
            let error = ReadError::new(Arc::clone(folder.shown()), error.into());
            self.found.notices.push(error.notice(place));
            if children.is_empty() {
                return None;
            }
        }
        children.sort_by(|a, b| a.name.cmp(&b.name));
        Some(children)
    }

    fn child(&mut self, folder: &TreePath, child: &Child, depth: usize) {
        let name = child.name.to_string_lossy();
        let path = folder.join(&name, &child.name);
        let is_folder = child.kind.is_dir();
        let excluded = self.setting.exclude.matched(path.real(), is_folder);
        if excluded.is_ignore() {
            let glob = excluded.inner().map_or("", |glob| glob.original());
            self.skip(&path, format!("excluded by `{glob}`"));
        } else if name.starts_with('.') && self.hidden(&path, child) {
            // Told or passed over already.
        } else if self.ignored.ignores(path.real(), is_folder) {
            if child.kind.is_file() {
                self.found.ignored.push(path);
            } else if environment::is_top_at(path.real()) {
                self.environment(&path);
            } else if is_folder && !is_foreign(&child.name) {
                self.ignored_folder(&path, IGNORED_DEPTH);
            }
        } else if child.kind.is_symlink() {
            self.link(path);
        } else if is_folder {
            match foreign(&child.name, &FOREIGN) {
                Some(what) => self.foreign(&path, what),
                None if name == "__pycache__" => {}
                None => self.folder(&path, depth + 1),
            }
        } else if let Some(what) = file::special(child.kind) {
            self.skip(&path, format!("{what}, not a file"));
        } else {
            self.found.entries.push(Entry {
                path,
                kind: EntryKind::File,
            });
        }
    }

    /// Notes the files of a folder that git ignores, so that it can be told what is missed there.
    fn ignored_folder(&mut self, folder: &TreePath, depth: usize) {
        if self.ignored_left.0 == 0 {
            return;
        }
        self.ignored_left.0 -= 1;
        let mut folders = Vec::new();
        for child in std::fs::read_dir(folder.real()).into_iter().flatten() {
            if self.ignored_left.1 == 0 {
                return;
            }
            self.ignored_left.1 -= 1;
            let Some((child, kind)) = child
                .ok()
                .and_then(|child| Some((child.file_name(), child.file_type().ok()?)))
            else {
                continue;
            };
            let name = child.to_string_lossy();
            let path = folder.join(&name, &child);
            if kind.is_file() {
                self.found.ignored.push(path);
            } else if kind.is_dir() && depth > 1 && !name.starts_with('.') && !is_foreign(&child) {
                folders.push(path);
            }
        }
        folders.sort();
        for folder in &folders {
            if !environment::is_top_at(folder.real()) {
                self.ignored_folder(folder, depth - 1);
            }
        }
    }

    /// Hidden files, and hidden folders that hold the history or the caches of tools, are none of the project; hidden
    /// environments are environments. Other hidden folders (`.github`, `.devcontainer`) are folders like all: `false`.
    fn hidden(&mut self, path: &TreePath, child: &Child) -> bool {
        if child.kind.is_file() || TOOLS.iter().any(|tool| child.name == *tool) {
            return true;
        }
        if let Some(what) = foreign(&child.name, &TEST_ENVIRONMENTS) {
            if !self.setting.options.environments {
                self.skip(path, what);
                return true;
            }
            for child in self.children(path).into_iter().flatten() {
                let path = path.join(&child.name.to_string_lossy(), &child.name);
                if environment::is_top_at(path.real()) {
                    self.environment(&path);
                }
            }
        } else if environment::is_top_at(path.real()) {
            self.environment(path);
        } else {
            return false;
        }
        true
    }

    /// Links are not followed: what they lead to is met on its own, or is none of the target.
    fn link(&mut self, path: TreePath) {
        let Ok(metadata) = std::fs::metadata(path.real()) else {
            self.skip(&path, "a symbolic link to nothing");
            return;
        };
        if metadata.is_dir() {
            if environment::is_top_at(path.real()) {
                self.environment(&path);
            } else {
                self.skip(&path, "a symbolic link to a folder, not followed");
            }
        } else if !self.setting.fence.holds(path.real()) {
            self.skip(&path, "a symbolic link that leads out of the target");
        } else if metadata.is_file() {
            self.found.entries.push(Entry {
                path,
                kind: EntryKind::File,
            });
        } else {
            self.skip(&path, "a symbolic link to something that is not a file");
        }
    }

    fn foreign(&mut self, path: &TreePath, what: &str) {
        let Some(children) = self.children(path) else {
            return;
        };
        if !self.is_environment(path, &children) {
            self.skip(path, what);
        }
    }

    /// Deals with a folder that is an environment.
    fn is_environment(&mut self, folder: &TreePath, children: &[Child]) -> bool {
        let names: Vec<&OsStr> = children
            .iter()
            .map(|child| child.name.as_os_str())
            .collect();
        if environment::is_top(&names) {
            self.environment(folder);
            return true;
        }
        let name = folder.real().file_name().unwrap_or_default();
        if !environment::is_packages(name, &names) {
            return false;
        }
        if self.setting.options.environments {
            let path = folder.clone();
            self.found.entries.push(Entry {
                path,
                kind: EntryKind::Environment,
            });
        } else {
            let command = self.command(folder);
            self.skip(
                folder,
                format!("a folder of installed packages; audit it with `{command}`"),
            );
        }
        true
    }

    fn environment(&mut self, top: &TreePath) {
        if self.setting.options.environments && self.setting.fence.holds(top.real()) {
            // Met again through a link, it is the same.
            let real = top.real().canonicalize().unwrap_or_default();
            if !self.environments.insert(real) {
                return;
            }
            let inside = open::inside(top);
            self.found.entries.extend(inside.entries);
            self.found.notices.extend(inside.notices);
        } else {
            let command = self.command(top);
            self.skip(
                top,
                format!("a virtual environment; audit it with `{command}`"),
            );
        }
    }

    fn skip(&mut self, path: &TreePath, reason: impl Into<String>) {
        self.found.skipped.push(SkippedPath {
            path: Arc::clone(path.shown()),
            reason: reason.into(),
        });
    }

    /// What to type to audit a folder, from where the user stands.
    fn command(&self, path: &TreePath) -> String {
        let path = fence::shown(path.real(), self.setting.cwd);
        let plain = path
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-/+@%:,".contains(&b) || b >= 0x80);
        let start = if path.starts_with('-') { "./" } else { "" };
        if plain {
            format!("pyward audit {start}{path}")
        } else {
            format!("pyward audit '{start}{}'", path.replace('\'', r"'\''"))
        }
    }

    fn tell_limits(&mut self) {
        let limits = &self.setting.options.limits;
        if self.full {
            let message = format!(
                "more than {} files and folders; the rest was not looked at",
                limits.files
            );
            self.found.notices.push(
                Notice::gap(NoticeKind::Limit, Some(Location::file(".")), message)
                    .hint("leave folders out with `--exclude`, or audit the projects one by one"),
            );
        }
        if let Some((first, count)) = self.too_deep.take() {
            let place = Location::file(Arc::clone(first.shown()));
            let others = match count {
                1 => String::new(),
                2 => ", nor was another as deep".to_owned(),
                _ => format!(", nor were {} others as deep", count - 1),
            };
            let message = format!(
                "more than {} folders within each other; it was not looked at{others}",
                limits.depth
            );
            self.found
                .notices
                .push(Notice::gap(NoticeKind::Limit, Some(place), message));
        }
    }
}

/// Whether nothing in a folder of this name is the project's own.
fn is_foreign(name: &OsStr) -> bool {
    name == "__pycache__"
        || name.to_str().is_some_and(environment::holds_packages)
        || foreign(name, &FOREIGN).is_some()
}

fn foreign(name: &OsStr, list: &[(&str, &'static str)]) -> Option<&'static str> {
    list.iter()
        .find(|(foreign, _)| name == *foreign)
        .map(|(_, what)| *what)
}
