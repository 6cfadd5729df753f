//! From what the user names to a [`Tree`].

use std::ffi::OsStr;
use std::fs::{FileType, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyward_model::{Notice, NoticeKind, nearest, printable};

use crate::archive;
use crate::fence::{self, Fence};
use crate::tree::{Found, Source};
use crate::walk::{self, Setting};
use crate::{
    Entry, EntryKind, Limits, ReadError, ReadFailure, TargetKind, Tree, TreePath, environment,
    file, gitignore, stream,
};

/// Names of a folder that are compared with a mistyped one.
const NAMES: usize = 4096;

/// How a target is looked through.
pub struct OpenOptions {
    /// What it may cost.
    pub limits: Limits,
    /// What is left out, each a glob in the language of `.gitignore`.
    pub exclude: Vec<String>,
    /// Whether virtual environments met on the way are opened too.
    pub environments: bool,
    /// Whether what git ignores is left out.
    pub respect_gitignore: bool,
    /// What `-` stands for; taken by the first target that asks for it.
    pub stdin: Option<Box<dyn Read + Send>>,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            exclude: Vec::new(),
            environments: false,
            respect_gitignore: true,
            stdin: None,
        }
    }
}

/// A target that cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Nothing has that name.
    #[error("{} does not exist", printable(path))]
    NotFound {
        /// As the user named it.
        path: String,
        /// Names beside it that are like it, nearest first.
        nearest: Vec<String>,
    },
    /// It is there, and cannot be read.
    #[error("cannot read {}: {}", printable(&.0.path), .0.failure)]
    Unreadable(ReadError),
    /// A link that leads out of the project it stands in: whoever made it may mean another file to be shown.
    #[error("{} leads out of the project through a link", printable(.0))]
    LeadsOut(String),
    /// Standard input was named, and there is none, or it was named twice.
    #[error("standard input (`-`) can be a target only once")]
    NoStdin,
    /// A glob of `--exclude` that is none.
    #[error("`{}` is not a glob: {problem}", printable(glob))]
    Exclude {
        /// As written.
        glob: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl OpenError {
    /// What to do next, where that can be known.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotFound { path, .. } if path.contains("://") => {
                Some("pyward audits files; download it first".to_owned())
            }
            Self::NotFound { nearest, .. } if !nearest.is_empty() => {
                let names: Vec<String> = nearest
                    .iter()
                    .map(|name| format!("`{}`", printable(name)))
                    .collect();
                Some(format!("did you mean {}?", names.join(" or ")))
            }
            Self::NotFound { .. } => Some("check the path".to_owned()),
            Self::Unreadable(error) => error.failure.hint().map(str::to_owned),
            Self::LeadsOut(_) => Some("name the file it leads to".to_owned()),
            Self::NoStdin => Some("pipe something in, and name `-` once".to_owned()),
            Self::Exclude { .. } => {
                Some("write it as a line of .gitignore, such as `tests/**`".to_owned())
            }
        }
    }
}

impl Tree {
    /// Opens what the user names: a folder, a file, a virtual environment, a folder of installed packages, a pipe, or
    /// `-` for standard input. Relative paths start at `cwd`.
    ///
    /// A folder is looked through here, a pipe is read to its end here.
    pub fn open(
        target: impl AsRef<OsStr>,
        cwd: &Path,
        options: &mut OpenOptions,
    ) -> Result<Self, OpenError> {
        let named = target.as_ref();
        let cwd = cwd.canonicalize().unwrap_or_else(|_| cwd.to_owned());
        if named == "-" {
            return open_stdin(&cwd, options);
        }
        let path = cwd.join(named);
        let metadata = match std::fs::metadata(&path) {
            Ok(metadata) => metadata,
            Err(error) => return Err(absent(named, &path, error)),
        };
        let target = Target { named, path, cwd };
        if metadata.is_dir() {
            open_folder(&target, options)
        } else {
            open_file(&target, &metadata, options)
        }
    }
}

/// What is being opened.
struct Target<'a> {
    named: &'a OsStr,
    path: PathBuf,
    cwd: PathBuf,
}

impl Target<'_> {
    fn unreadable(&self, failure: impl Into<ReadFailure>) -> OpenError {
        unreadable(self.named, failure)
    }
}

fn unreadable(named: &OsStr, failure: impl Into<ReadFailure>) -> OpenError {
    OpenError::Unreadable(ReadError::new(&*named.to_string_lossy(), failure.into()))
}

fn absent(named: &OsStr, path: &Path, error: io::Error) -> OpenError {
    if error.kind() != io::ErrorKind::NotFound {
        return unreadable(named, error);
    }
    let names: Vec<String> = path
        .parent()
        .and_then(|folder| std::fs::read_dir(folder).ok())
        .into_iter()
        .flatten()
        .take(NAMES)
        .filter_map(|child| child.ok()?.file_name().into_string().ok())
        .collect();
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    let near = nearest(&wanted, names.iter().map(String::as_str));
    let folder = Path::new(named).parent().unwrap_or(Path::new(""));
    OpenError::NotFound {
        path: named.to_string_lossy().into_owned(),
        nearest: near
            .into_iter()
            .map(|name| folder.join(name).to_string_lossy().into_owned())
            .collect(),
    }
}

fn open_stdin(cwd: &Path, options: &mut OpenOptions) -> Result<Tree, OpenError> {
    let reader = options.stdin.take().ok_or(OpenError::NoStdin)?;
    let limits = &options.limits;
    let bytes = stream::drain(move || Ok(reader), limits.file_bytes, limits.stall)
        .map_err(|failure| OpenError::Unreadable(ReadError::new("<stdin>", failure)))?;
    let path = TreePath::new("<stdin>", cwd.join("<stdin>"));
    Ok(one_file(
        TargetKind::Stdin,
        cwd.to_owned(),
        Fence::project(cwd, cwd),
        path,
        Some(bytes),
        options,
    ))
}

fn open_file(
    target: &Target<'_>,
    metadata: &Metadata,
    options: &OpenOptions,
) -> Result<Tree, OpenError> {
    let limits = &options.limits;
    let held = if metadata.is_file() {
        // Of an archive only what is wanted is read, however large it is.
        let limit = if archive::is_named(target.named) {
            u64::MAX
        } else {
            limits.file_bytes
        };
        file::check(&target.path, limit).map_err(|failure| target.unreadable(failure))?;
        None
    } else if is_stream(metadata.file_type()) {
        let path = target.path.clone();
        let bytes = stream::drain(
            move || file::open_waiting(&path),
            limits.file_bytes,
            limits.stall,
        );
        Some(bytes.map_err(|failure| target.unreadable(failure))?)
    } else {
        let what = file::special(metadata.file_type()).unwrap_or("something special");
        return Err(target.unreadable(ReadFailure::Special(what)));
    };
    let folder = target.path.parent().unwrap_or(&target.cwd);
    // What the shell passes as `/dev/fd/N` stands nowhere: its references start where the user stands.
    let folder = match &held {
        Some(_) if folder.starts_with("/dev") || folder.starts_with("/proc") => target.cwd.clone(),
        _ => folder
            .canonicalize()
            .map_err(|error| target.unreadable(error))?,
    };
    let base = if folder.starts_with(&target.cwd) {
        &target.cwd
    } else {
        &folder
    };
    let fence = Fence::project(&folder, base);
    // A checkout must not get the file of another read, and quoted, under an innocent name.
    let is_link = held.is_none()
        && std::fs::symlink_metadata(&target.path).is_ok_and(|link| link.is_symlink())
        && !(folder.starts_with("/dev") || folder.starts_with("/proc"));
    if is_link && fence::is_in_project(&folder) && !fence.holds(&target.path) {
        return Err(OpenError::LeadsOut(
            target.named.to_string_lossy().into_owned(),
        ));
    }
    let real = folder.join(target.path.file_name().unwrap_or_default());
    // Shown as the user sees it: from where they stand, or in full.
    let shown = fence::shown(&real, &target.cwd);
    let path = if held.is_some() {
        TreePath::new(&*target.named.to_string_lossy(), real)
    } else {
        TreePath::new(shown, real)
    };
    Ok(one_file(
        TargetKind::File,
        folder.clone(),
        fence,
        path,
        held,
        options,
    ))
}

#[cfg(unix)]
fn is_stream(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_fifo() || kind.is_char_device()
}

#[cfg(not(unix))]
fn is_stream(_: FileType) -> bool {
    false
}

fn one_file(
    kind: TargetKind,
    root: PathBuf,
    fence: Fence,
    path: TreePath,
    held: Option<Vec<u8>>,
    options: &OpenOptions,
) -> Tree {
    let entry = Entry {
        path: path.clone(),
        kind: EntryKind::File,
    };
    Tree {
        kind,
        root,
        limits: options.limits.clone(),
        source: Source::Disk {
            fence,
            held: held.map(|bytes| (path, bytes)),
        },
        found: Found {
            entries: vec![entry],
            ..Found::default()
        },
    }
}

fn open_folder(target: &Target<'_>, options: &OpenOptions) -> Result<Tree, OpenError> {
    let root = target
        .path
        .canonicalize()
        .map_err(|error| target.unreadable(error))?;
    let names: Vec<_> = std::fs::read_dir(&root)
        .map_err(|error| target.unreadable(error))?
        .take(options.limits.files)
        .filter_map(|child| child.ok().map(|child| child.file_name()))
        .collect();
    let top = TreePath::new(".", root.as_path());
    let fence = Fence::folder(&root);
    let folder_name = root.file_name().unwrap_or_default();
    let is_packages = environment::is_packages(folder_name, &names);
    let is_top = environment::is_top(&names);
    let (kind, found) = if let Some(found) = installed(&top, &names, &fence) {
        (TargetKind::Environment, found)
    } else {
        let exclude = gitignore::excluded(&root, &options.exclude)
            .map_err(|(glob, problem)| OpenError::Exclude { glob, problem })?;
        let setting = Setting {
            fence: &fence,
            cwd: &target.cwd,
            options,
            exclude,
        };
        let mut found = walk::walk(&setting, &top);
        // A project that is an environment too is audited as both.
        let installed = if is_top || environment::is_prefix(&top, &names) {
            inside(&top).entries
        } else if is_packages {
            only_packages(top).entries
        } else {
            Vec::new()
        };
        found.skipped.retain(|left| {
            installed
                .iter()
                .all(|entry| left.path != *entry.path.shown())
        });
        found.entries.extend(installed);
        found.entries.sort();
        found.entries.dedup();
        (TargetKind::Directory, found)
    };
    Ok(Tree {
        kind,
        root,
        limits: options.limits.clone(),
        source: Source::Disk { fence, held: None },
        found: found.sorted(),
    })
}

/// What a folder holds that is nothing but an environment, or environments of tools; `None` for others.
fn installed(top: &TreePath, names: &[std::ffi::OsString], fence: &Fence) -> Option<Found> {
    let folder_name = top.real().file_name().unwrap_or_default();
    let is_named = folder_name
        .to_str()
        .is_some_and(environment::holds_packages);
    if is_named {
        return Some(only_packages(top.clone()));
    }
    if environment::is_project(names) {
        return None;
    }
    if environment::is_packages(folder_name, names) {
        return Some(only_packages(top.clone()));
    }
    if environment::is_top(names) || environment::is_prefix(top, names) {
        return Some(inside(top));
    }
    let tools = environment::tools(top);
    (!tools.is_empty()).then(|| each_inside(&tools, fence))
}

/// Whether a folder is nothing but an environment, a folder of installed packages or one of installed tools, so that no
/// code in it is a project's own.
pub fn is_environment(folder: &Path) -> bool {
    let Ok(root) = folder.canonicalize() else {
        return false;
    };
    let names: Vec<_> = std::fs::read_dir(&root)
        .into_iter()
        .flatten()
        .take(Limits::default().files)
        .filter_map(|child| child.ok().map(|child| child.file_name()))
        .collect();
    let fence = Fence::folder(&root);
    installed(&TreePath::new(".", root.as_path()), &names, &fence).is_some()
}

fn only_packages(path: TreePath) -> Found {
    let entry = Entry {
        path,
        kind: EntryKind::Environment,
    };
    Found {
        entries: vec![entry],
        ..Found::default()
    }
}

/// What several environments hold. Those that a link leads to elsewhere are told of and left out.
fn each_inside(tops: &[TreePath], fence: &Fence) -> Found {
    let mut found = Found::default();
    for top in tops {
        if fence.holds(top.real()) {
            let mut inside = inside(top);
            found.entries.append(&mut inside.entries);
            found.notices.append(&mut inside.notices);
        } else {
            found.skipped.push(pyward_model::SkippedPath {
                path: Arc::clone(top.shown()),
                reason: "a symbolic link that leads out of the target".to_owned(),
            });
        }
    }
    found
}

/// What an environment holds.
pub(crate) fn inside(top: &TreePath) -> Found {
    let mut found = Found::default();
    for path in environment::site_packages(top) {
        found.entries.push(Entry {
            path,
            kind: EntryKind::Environment,
        });
    }
    if let Some(records) = top.child(environment::CONDA_META)
        && records.real().is_dir()
    {
        found.entries.push(Entry {
            path: records,
            kind: EntryKind::Environment,
        });
    }
    if found.entries.is_empty() {
        let place = pyward_model::Location::file(Arc::clone(top.shown()));
        let message = "it looks like a virtual environment, and has no site-packages folder";
        found.notices.push(
            Notice::gap(NoticeKind::NothingFound, Some(place), message)
                .hint("make it anew, or name its site-packages folder"),
        );
    }
    found.notices.extend(environment::system_packages(top));
    found
}
