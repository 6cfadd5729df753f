//! Lays wheels out beside an environment, as they will stand in it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::fetch::Unpacked;
use crate::installed::OWN_FOLDER;
use crate::journal::{Put, order};
use crate::{ApplyError, Environment};

#[cfg(target_os = "linux")]
mod links;
#[cfg(target_os = "linux")]
mod shell;
#[cfg(test)]
mod tests;
mod tree;
mod wheel;

use tree::content;
use wheel::lay_out;

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
    let order_of_work = largest_first(wheels);
    let next = AtomicUsize::new(0);
    let results = Mutex::new(BTreeMap::new());
    let workers = thread::available_parallelism().map_or(1, |count| count.get().min(8));
    thread::scope(|scope| {
        for _ in 0..workers.min(wheels.len()) {
            scope.spawn(|| {
                loop {
                    let turn = next.fetch_add(1, Ordering::Relaxed);
                    let Some((at, wheel)) = order_of_work.get(turn) else {
                        return;
                    };
                    let at = *at;
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
    all.sort_by(|(_, a), (_, b)| order(&a.to, &b.to));
    let mut put: Vec<Put> = Vec::with_capacity(all.len());
    let mut oddities = Vec::new();
    for (at, next) in all {
        let same = |last: &&mut Put| last.to.as_os_str() == next.to.as_os_str();
        let Some(last) = put.last_mut().filter(same) else {
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

/// The wheels with their numbers, those of many files first: whoever got one of these last would be waited for. What is
/// noted of a wheel tells how many it has.
fn largest_first(wheels: &[Unpacked]) -> Vec<(usize, &Unpacked)> {
    let mut order: Vec<_> = wheels.iter().enumerate().collect();
    let noted = |wheel: &Unpacked| wheel.note.metadata().map_or(0, |about| about.len());
    order.sort_by_cached_key(|(_, wheel)| Reverse(noted(wheel)));
    order
}

fn refused(wheel: &Unpacked, reason: String) -> ApplyError {
    ApplyError::Wheel {
        package: wheel.name.clone(),
        version: wheel.version.clone(),
        reason,
    }
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

/// All files below a folder, from there, whatever they are; none where it cannot be read.
pub(super) fn files_of_metadata(root: &Path) -> Vec<PathBuf> {
    let mut files = content(root).unwrap_or_default().files;
    files.sort();
    files
}
