//! Lays wheels out beside an environment, as they will stand in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use uv_distribution_filename::WheelFilename;
use uv_install_wheel::{InstallState, Layout, LinkMode, install_wheel};
use uv_pypi_types::Scheme;

use super::fetch::Unpacked;
use super::known::{Known, Note};
use crate::installed::{OWN_FOLDER, Record, sha256_of};
use crate::journal::Put;
use crate::{ApplyError, Environment};

/// How many files a wheel may have.
const FILE_LIMIT: usize = 500_000;
/// How deep its folders may be.
const DEPTH_LIMIT: usize = 64;

/// What is laid out.
pub(super) struct Staged {
    pub(super) put: Vec<Put>,
    /// In sentences.
    pub(super) oddities: Vec<String>,
}

/// Installs every wheel below a folder of its own in `new`, verifies it, and says where each file is to go. The
/// environment is not touched.
pub(super) fn stage(
    environment: &Environment,
    wheels: &[Unpacked],
    new: &Path,
) -> Result<Staged, ApplyError> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let workers = thread::available_parallelism().map_or(1, |count| count.get().min(8));
    thread::scope(|scope| {
        for _ in 0..workers.min(wheels.len()) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(wheel) = wheels.get(at) else {
                        return;
                    };
                    let result = lay_out(environment, wheel, at, new);
                    if let Ok(mut results) = results.lock() {
                        results.insert(at, result);
                    }
                }
            });
        }
    });
    let results = results
        .into_inner()
        .expect("no worker panics while it holds the lock");
    let mut all: Vec<(usize, Put)> = Vec::new();
    for (at, result) in results {
        let refuse = |reason: String| match wheels.get(at) {
            Some(wheel) => refused(wheel, reason),
            None => ApplyError::Failed {
                path: new.to_owned(),
                reason,
                restored: true,
            },
        };
        all.extend(result.map_err(refuse)?.into_iter().map(|put| (at, put)));
    }
    // Of two that go to one place the later wheel's comes last, and stays.
    all.sort_by(|(_, a), (_, b)| a.to.cmp(&b.to));
    let mut put: Vec<Put> = Vec::with_capacity(all.len());
    let mut oddities = Vec::new();
    for (at, next) in all {
        let Some(last) = put.last_mut().filter(|last| last.to == next.to) else {
            put.push(next);
            continue;
        };
        if last.sha256 != next.sha256 {
            oddities.push(format!(
                "two packages bring `{}`: the one of {} stays",
                pyward_model::printable(&next.to.to_string_lossy()),
                wheels.get(at).map_or("", |wheel| wheel.name.as_str())
            ));
        }
        *last = next;
    }
    Ok(Staged { put, oddities })
}

fn refused(wheel: &Unpacked, reason: String) -> ApplyError {
    ApplyError::Wheel {
        package: wheel.name.clone(),
        version: wheel.version.clone(),
        reason,
    }
}

/// Lays out one wheel.
fn lay_out(
    environment: &Environment,
    wheel: &Unpacked,
    at: usize,
    new: &Path,
) -> Result<Vec<Put>, String> {
    let filename = WheelFilename::from_str(&wheel.filename).map_err(|error| error.to_string())?;
    let base = PathBuf::from(at.to_string());
    let root = new.join(&base);
    let places = &environment.places;
    let (packages, scripts) = (root.join(&places.packages), root.join(&places.scripts));
    for folder in [&packages, &scripts] {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    }
    let layout = Layout {
        sys_executable: environment.executable.clone(),
        python_version: (environment.python.major, environment.python.minor),
        os_name: if places.windows { "nt" } else { "posix" }.to_owned(),
        scheme: Scheme {
            purelib: packages.clone(),
            platlib: packages,
            scripts,
            data: root.clone(),
            include: root.join(&places.include),
        },
    };
    install_wheel::<(), ()>(
        &layout,
        false,
        &wheel.folder,
        &filename,
        None,
        None,
        None,
        Some("pyward"),
        true,
        LinkMode::default(),
        &InstallState::default(),
    )
    .map_err(|error| crate::translate::chain(&error))?;
    let mut put = Vec::new();
    let content = content(&root)?;
    without_empty(&root, &content);
    let known = Known::read(&wheel.note);
    let mut note = Note::new();
    let mut any_read = false;
    for to in content.files {
        if let Some(reason) = off_limits(&to) {
            return Err(reason);
        }
        let path = root.join(&to);
        let about = path.symlink_metadata().map_err(|error| error.to_string())?;
        let own = to.strip_prefix(&places.packages).ok();
        let seen = own.and_then(|own| known.sha256(own, &about));
        let (sha256, size) = match seen {
            Some(sha256) => (sha256.to_owned(), about.len()),
            None => sha256_of(&path)?,
        };
        if let Some(own) = own {
            let noted = note.add(own, &about, &sha256);
            any_read |= noted && seen.is_none();
        }
        put.push(Put {
            from: base.join(&to),
            to,
            sha256,
            size,
        });
    }
    verify(environment, &root, &put)?;
    if any_read {
        note.write(&wheel.note);
    }
    Ok(put)
}

/// Whether the files are those that the wheel's list of files names, with the content it names.
fn verify(environment: &Environment, root: &Path, put: &[Put]) -> Result<(), String> {
    let packages = &environment.places.packages;
    let record = put
        .iter()
        .map(|put| put.to.as_path())
        .find(|to| {
            to.ends_with("RECORD")
                && to.parent().is_some_and(|folder| {
                    folder.extension().is_some_and(|ext| ext == "dist-info")
                        && folder.parent() == Some(packages)
                })
        })
        .ok_or("it has no list of its files")?;
    let record = Record::read(root, packages, record)?;
    let laid: HashMap<&Path, &Put> = put.iter().map(|put| (put.to.as_path(), put)).collect();
    for entry in &record.entries {
        let shown = || {
            let path = entry.path.to_string_lossy();
            pyward_model::printable(&path).into_owned()
        };
        match (laid.get(entry.path.as_path()), &entry.sha256) {
            (None, _) => {
                return Err(format!(
                    "its list of files names `{}`, which is not there",
                    shown()
                ));
            }
            (Some(put), Some(sha256)) if put.sha256 != *sha256 => {
                return Err(format!("`{}` is not what its list of files says", shown()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Why no package may bring or own a file at this place, if that is so: it is the environment's own.
pub(super) fn off_limits(path: &Path) -> Option<String> {
    let text = path.to_string_lossy().to_ascii_lowercase();
    let mut parts = text.split(['/', '\\']);
    let first = parts.next().unwrap_or_default();
    let second = parts.next();
    let own = match (first, second) {
        (first, _) if first == OWN_FOLDER => true,
        ("pyvenv.cfg" | ".lock", None) => true,
        ("bin" | "scripts", Some(name)) => {
            parts.next().is_none() && (is_interpreter(name) || name.starts_with("activate"))
        }
        _ => false,
    };
    own.then(|| {
        format!(
            "`{}` belongs to the environment itself",
            pyward_model::printable(&path.to_string_lossy())
        )
    })
}

/// `python`, `python3`, `python3.12`, `pythonw.exe`; not `python-config`.
fn is_interpreter(name: &str) -> bool {
    let name = name.strip_suffix(".exe").unwrap_or(name);
    name.strip_prefix("python").is_some_and(|rest| {
        let rest = rest.strip_prefix('w').unwrap_or(rest);
        rest.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
    })
}

/// Removes folders that no file is in: nobody would own them, and so nobody would ever remove them.
fn without_empty(root: &Path, content: &Content) {
    let mut used: BTreeSet<&Path> = BTreeSet::new();
    for file in &content.files {
        for folder in file.ancestors().skip(1) {
            if !used.insert(folder) {
                break;
            }
        }
    }
    // What is found later is never above what is found earlier.
    for folder in content.folders.iter().rev() {
        if !used.contains(folder.as_path()) {
            // One that cannot be removed does no harm.
            let _ = std::fs::remove_dir(root.join(folder));
        }
    }
}

/// What is below a folder, from there.
#[derive(Default)]
struct Content {
    /// Sorted.
    files: Vec<PathBuf>,
    /// Each after the one it is in.
    folders: Vec<PathBuf>,
}

/// All that is below a folder; an error where there is anything but files and folders.
fn content(root: &Path) -> Result<Content, String> {
    let mut content = Content::default();
    let mut open = vec![(PathBuf::new(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let entries = std::fs::read_dir(root.join(&folder)).map_err(|error| error.to_string())?;
        for entry in entries {
            let entry = entry.map_err(|error| error.to_string())?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type().map_err(|error| error.to_string())?;
            if kind.is_dir() {
                if depth == DEPTH_LIMIT {
                    return Err(format!("its folders are more than {DEPTH_LIMIT} deep"));
                }
                content.folders.push(path.clone());
                open.push((path, depth + 1));
            } else if kind.is_file() {
                if content.files.len() == FILE_LIMIT {
                    return Err(format!("it has more than {FILE_LIMIT} files"));
                }
                content.files.push(path);
            } else {
                return Err(format!(
                    "`{}` is neither a file nor a folder",
                    pyward_model::printable(&path.to_string_lossy())
                ));
            }
        }
    }
    content.files.sort();
    Ok(content)
}

/// All files below a folder, from there, whatever they are; none where it cannot be read.
pub(super) fn files_of_metadata(root: &Path) -> Vec<PathBuf> {
    content(root).unwrap_or_default().files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_itself_is_off_limits() {
        for path in [
            "pyvenv.cfg",
            "PyVenv.CFG",
            ".pyward/journal/journal.json",
            "bin/python3.12",
            "Scripts/pythonw.exe",
            "bin/activate.fish",
        ] {
            assert!(off_limits(Path::new(path)).is_some(), "{path}");
        }
        for path in [
            "bin/pip",
            "bin/python-config",
            "lib/python3.12/site-packages/pyvenv.cfg",
        ] {
            assert!(off_limits(Path::new(path)).is_none(), "{path}");
        }
    }
}
