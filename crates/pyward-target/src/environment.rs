//! Telling folders of installed packages from folders of code.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use pyward_model::{Notice, NoticeKind};

use crate::{TreePath, file};

/// A `pyvenv.cfg` has a handful of lines.
const CONFIG_BYTES: u64 = 64 * 1024;
/// Folders of one environment that are looked at for Pythons.
const PYTHONS: usize = 256;

/// Whether folders of this name hold installed packages.
pub(crate) fn holds_packages(name: &str) -> bool {
    matches!(name, "site-packages" | "dist-packages")
}

/// Whether a folder with such children is the top of an environment made by venv, virtualenv, uv
/// ([PEP 405](https://peps.python.org/pep-0405/)) or conda.
pub(crate) fn is_top<S: AsRef<OsStr>>(names: impl IntoIterator<Item = S>) -> bool {
    names
        .into_iter()
        .any(|name| TOP_MARKS.iter().any(|mark| name.as_ref() == *mark))
}

const TOP_MARKS: [&str; 2] = ["pyvenv.cfg", CONDA_META];

/// The folder in which conda keeps its records.
pub(crate) const CONDA_META: &str = "conda-meta";

/// What pipx and uv put into the environment of a tool.
const RECEIPTS: [&str; 2] = ["pipx_metadata.json", "uv-receipt.toml"];
/// Folders that are looked at for tools.
const TOOLS: usize = 4096;

/// The environments of tools that stand in a folder, as pipx (in `venvs`) and `uv tool` keep them; none where it holds no
/// tool.
pub(crate) fn tools(folder: &TreePath) -> Vec<TreePath> {
    let inner = folder.child("venvs");
    let mut found = environments(folder);
    found.extend(inner.iter().flat_map(environments));
    let is_tool = |top: &TreePath| RECEIPTS.iter().any(|it| top.real().join(it).is_file());
    if found.iter().any(is_tool) {
        found
    } else {
        Vec::new()
    }
}

fn environments(folder: &TreePath) -> Vec<TreePath> {
    let mut found: Vec<TreePath> = std::fs::read_dir(folder.real())
        .into_iter()
        .flatten()
        .take(TOOLS)
        .filter_map(|child| folder.child(child.ok()?.file_name().to_str()?))
        .filter(|child| child.real().join("pyvenv.cfg").is_file())
        .collect();
    found.sort();
    found
}

/// The same for a folder whose children are not known yet.
pub(crate) fn is_top_at(folder: &Path) -> bool {
    TOP_MARKS.iter().any(|mark| folder.join(mark).exists())
}

/// Whether a folder is laid out as the place of a Python (`/usr/local`, an environment of an old virtualenv): packages
/// under its `lib`, and nothing that could be built.
pub(crate) fn is_prefix<S: AsRef<OsStr>>(top: &TreePath, names: &[S]) -> bool {
    let has = |wanted: &str| names.iter().any(|name| name.as_ref() == wanted);
    (has("bin") || has("Scripts"))
        && (has("lib") || has("Lib"))
        && !SOURCE_MARKS.iter().any(|mark| has(mark))
        && !site_packages(top).is_empty()
}

const SOURCE_MARKS: [&str; 3] = ["pyproject.toml", "setup.py", "setup.cfg"];

/// Whether a folder with such children is a project of its own, so that what makes it look like an environment too is
/// a stray: nothing of an environment is named like these.
pub(crate) fn is_project<S: AsRef<OsStr>>(names: impl IntoIterator<Item = S>) -> bool {
    names.into_iter().any(|name| {
        let name = name.as_ref().to_string_lossy().to_ascii_lowercase();
        let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, ""));
        PROJECT_MARKS.contains(&&*name)
            || stem.starts_with("requirements") && matches!(ending, "txt" | "in")
            || stem.starts_with("pylock.") && ending == "toml"
            || stem == "pylock" && ending == "toml"
    })
}

const PROJECT_MARKS: [&str; 9] = [
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "pipfile",
    "pipfile.lock",
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "requirements",
];

/// Whether a folder with such children holds installed packages: `site-packages` with metadata in it, or what
/// `pip install --target` makes. A source folder may hold its own `.dist-info`, so one that can be built is none.
pub(crate) fn is_packages<S: AsRef<OsStr>>(folder: &OsStr, names: &[S]) -> bool {
    let ends = |ends: &[&str]| {
        names.iter().any(|name| {
            let name = name.as_ref().to_string_lossy();
            ends.iter().any(|end| name.ends_with(end))
        })
    };
    if folder.to_str().is_some_and(holds_packages) {
        return ends(&[".dist-info", ".egg-info", ".egg-link"]);
    }
    let source = |name: &S| SOURCE_MARKS.iter().any(|mark| name.as_ref() == *mark);
    ends(&[".dist-info"]) && !names.iter().any(source)
}

/// The folders of installed packages under the top of an environment, each once, though `lib64` is often a link to
/// `lib`.
pub(crate) fn site_packages(top: &TreePath) -> Vec<TreePath> {
    let mut folders = Vec::new();
    for lib in ["lib", "Lib", "lib64"] {
        let Some(lib) = top.child(lib) else { continue };
        folders.push(lib.clone());
        let mut pythons: Vec<String> = std::fs::read_dir(lib.real())
            .into_iter()
            .flatten()
            .take(PYTHONS)
            .filter_map(|child| child.ok()?.file_name().into_string().ok())
            .filter(|name| name.starts_with("python") || name.starts_with("pypy"))
            .collect();
        pythons.sort();
        folders.extend(pythons.iter().filter_map(|name| lib.child(name)));
    }
    folders.push(top.clone());
    let mut known: Vec<PathBuf> = Vec::new();
    let mut found = Vec::new();
    for folder in folders {
        for name in ["site-packages", "dist-packages"] {
            let Some(packages) = folder.child(name) else {
                continue;
            };
            if let Ok(real) = packages.real().canonicalize()
                && real.is_dir()
                && !known.contains(&real)
            {
                known.push(real);
                found.push(packages);
            }
        }
    }
    found
}

/// Tells of an environment that also sees the packages of the Python it was made with.
pub(crate) fn system_packages(top: &TreePath) -> Option<Notice> {
    let config = top.child("pyvenv.cfg")?;
    let bytes = file::read(config.real(), CONFIG_BYTES).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let (line, _) = (1..).zip(text.lines()).find(|(_, line)| {
        line.split_once('=').is_some_and(|(key, value)| {
            key.trim() == "include-system-site-packages"
                && value.trim().eq_ignore_ascii_case("true")
        })
    })?;
    let place = pyward_model::Location::line(config.shown().clone(), line);
    let message =
        "packages of the system's Python are visible in this environment, and are not included";
    Some(
        Notice::info(NoticeKind::Skipped, Some(place), message)
            .hint("audit the system's site-packages folder too"),
    )
}
