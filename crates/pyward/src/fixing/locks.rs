//! Locks that are not edited but solved anew: `uv.lock` by uv's own code, which is a part of pyward, the others (and a
//! `uv.lock` that could not be written so) by their own tool.

use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_edit::Change;
use pyward_edit::manager::{Instruction, OVERRIDES, instruction};
use pyward_model::{Location, Notice, NoticeKind, Plan, printable};
use pyward_resolve::{
    Engine, LockVersion, Relock, RelockError, Relocked, Resolution, ResolveError,
};
use pyward_target::TreePath;

use super::prove;
use crate::args::IndexArgs;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::{indexes, reports, resolution};

/// The lock that uv's code writes.
pub(super) const UV_LOCK: &str = "uv.lock";

/// How long a manager may take to write its lock.
const MANAGER_LIMIT: Duration = Duration::from_mins(15);

/// The largest `uv.lock`, in bytes.
const LARGEST: u64 = 256 << 20;

/// A lock to be solved anew.
pub(crate) struct Managed {
    /// The lock, as shown.
    pub(crate) file: String,
    /// Its path.
    pub(crate) path: PathBuf,
    /// Where to run the commands.
    folder: PathBuf,
    /// Where its packages go, for uv's code; empty for locks of others.
    versions: Vec<LockVersion>,
    /// What its own tool would do; `None` where it has no command for these changes.
    instruction: Option<Instruction>,
}

/// The versions that a plan leads to, of the packages that it moves or brings in. Where a package has several, each stands
/// under its marker.
pub(super) fn versions(plan: &Plan, resolution: &Resolution) -> Vec<LockVersion> {
    let mut versions: Vec<LockVersion> = Vec::new();
    for change in plan.changes.iter().filter(|change| change.to.is_some()) {
        let resolved = resolution.packages.iter();
        let of_name = resolved.filter(|package| package.name == change.name);
        let all: Vec<LockVersion> = of_name
            .filter_map(|package| {
                Some(LockVersion {
                    name: package.name.clone(),
                    version: package.version.clone()?,
                    marker: package.marker.clone(),
                })
            })
            .collect();
        let first = all.first().map(|package| package.version.clone());
        let is_one = all
            .iter()
            .all(|package| Some(&package.version) == first.as_ref());
        for package in all.into_iter().take(if is_one { 1 } else { usize::MAX }) {
            let marker = package.marker.filter(|_| !is_one);
            let package = LockVersion { marker, ..package };
            if !versions.contains(&package) {
                versions.push(package);
            }
        }
    }
    versions
}

/// A lock by the name of its file; `None` where nobody is known who writes it. `real` is the file behind its links.
pub(super) fn managed(
    shown: &str,
    path: &TreePath,
    real: PathBuf,
    changes: &[Change],
    versions: Vec<LockVersion>,
) -> Option<Managed> {
    let is_uv = path.file_name() == UV_LOCK && !versions.is_empty();
    let instruction = instruction(path.file_name(), changes);
    if !is_uv && instruction.is_none() {
        return None;
    }
    Some(Managed {
        file: shown.to_owned(),
        path: real,
        folder: path.real().parent()?.to_owned(),
        versions: if is_uv { versions } else { Vec::new() },
        instruction,
    })
}

/// What locks are written with.
pub(crate) struct Writer<'a> {
    pub(crate) engine: Option<&'a Engine>,
    pub(crate) index: &'a IndexArgs,
    pub(crate) environment: &'a Environment,
    /// Whether the project's own manager may be run.
    pub(crate) run_manager: bool,
}

/// What became of a lock.
pub(crate) struct Locked {
    pub(crate) is_written: bool,
    pub(crate) notices: Vec<Notice>,
}

impl Writer<'_> {
    /// Whether this lock may be written at all, and so must be kept for the way back.
    pub(crate) fn may_write(&self, managed: &Managed) -> bool {
        self.run_manager || !managed.versions.is_empty()
    }

    /// Writes a lock, by uv's code or, where that cannot be and it is allowed, by its manager; what is left to do by hand
    /// is a notice.
    pub(crate) fn write(&self, managed: &Managed) -> Result<Locked, Failure> {
        let solved = match self.solve(managed) {
            None => None,
            Some(Ok((before, relocked))) => {
                if let Some(reason) = unwritable(&managed.path, &before) {
                    return Ok(Locked {
                        is_written: false,
                        notices: vec![managed.refused(&reason)],
                    });
                }
                let is_new = relocked.text != before;
                if is_new {
                    reports::replace(&managed.path, relocked.text.as_bytes())?;
                }
                let notes = relocked.notes.iter();
                let notices = notes.map(|note| {
                    Notice::info(NoticeKind::Unlocked, Some(managed.place()), note.as_str())
                });
                return Ok(Locked {
                    is_written: is_new,
                    notices: notices.collect(),
                });
            }
            Some(Err(reason)) => Some(reason),
        };
        if !self.run_manager || managed.instruction.is_none() {
            return Ok(Locked {
                is_written: false,
                notices: vec![match solved {
                    Some(reason) => managed.refused(&reason),
                    None => managed.told(),
                }],
            });
        }
        managed.manage()?;
        Ok(Locked {
            is_written: true,
            notices: Vec::new(),
        })
    }

    /// Why a lock will not be written, as far as that can be told before anything is: where a manifest is to be edited
    /// first, only its own edits decide.
    pub(crate) fn preview(&self, managed: &Managed, is_first: bool) -> Option<Notice> {
        if managed.versions.is_empty() {
            return Some(managed.told());
        }
        if !is_first {
            return None;
        }
        match self.solve(managed)? {
            Ok(_) => None,
            Err(reason) => Some(managed.refused(&reason)),
        }
    }

    /// The lock as it is and the new one by uv's code, or why there is none; `None` for locks of others.
    fn solve(&self, managed: &Managed) -> Option<Result<(String, Relocked), String>> {
        let engine = self.engine.filter(|_| !managed.versions.is_empty())?;
        let indexes = match indexes::settings_for_lock(self.index, self.environment) {
            Ok(configured) => configured.settings,
            Err(failure) => return Some(Err(failure.message)),
        };
        let text = match read(&managed.path) {
            Ok(text) => text,
            Err(reason) => return Some(Err(reason)),
        };
        let variables = self.environment.variables.iter();
        let variables = variables.filter_map(|(name, value)| {
            let name = name.to_str().filter(|name| name.starts_with("UV_"))?;
            Some((name.to_owned(), value.to_str()?.to_owned()))
        });
        let wish = Relock {
            folder: self.environment.working_folder.join(&managed.folder),
            text: text.clone(),
            versions: managed.versions.clone(),
            indexes,
            configuration: indexes::files_of_uv(self.environment),
            variables: variables.collect(),
        };
        let solved = engine.relock(&wish);
        Some(
            solved
                .map(|new| (text, new))
                .map_err(|error| reason(&error)),
        )
    }
}

/// Why a lock cannot be replaced: its owner has locked it, or it changed while it was solved.
fn unwritable(path: &Path, before: &str) -> Option<String> {
    if path
        .metadata()
        .is_ok_and(|found| found.permissions().readonly())
    {
        return Some("it is read-only".to_owned());
    }
    let is_same = read(path).is_ok_and(|now| now == before);
    (!is_same).then(|| "it has changed since it was read".to_owned())
}

/// Why a lock is not written, in words.
fn reason(error: &RelockError) -> String {
    match error {
        RelockError::Resolve(error @ ResolveError::Unsolvable { .. }) => resolution::reason(error),
        error => error.to_string(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a lock that the user asked to have changed, bounded"
)]
fn read(path: &Path) -> Result<String, String> {
    use std::io::Read as _;
    let mut text = String::new();
    let read =
        std::fs::File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_string(&mut text));
    match read {
        Err(error) => Err(error.to_string()),
        Ok(_) if text.len() as u64 > LARGEST => Err("it is too large".to_owned()),
        Ok(_) => Ok(text),
    }
}

impl Managed {
    /// What to run by hand.
    pub(crate) fn told(&self) -> Notice {
        let message = match &self.instruction {
            Some(instruction) if self.versions.is_empty() => {
                format!("only its own tool writes it: {}", instruction.why)
            }
            _ => "it is left as it is".to_owned(),
        };
        let notice = Notice::gap(NoticeKind::Unlocked, Some(self.place()), message);
        if self.versions.is_empty() {
            return self.hinted(notice);
        }
        notice.hint("have `pyward fix` write it")
    }

    /// Why it was not written, and what to run by hand.
    fn refused(&self, reason: &str) -> Notice {
        let message = format!("it was not written: {reason}");
        self.hinted(Notice::incomplete(
            NoticeKind::Unlocked,
            Some(self.place()),
            message,
        ))
    }

    fn hinted(&self, notice: Notice) -> Notice {
        let Some(instruction) = &self.instruction else {
            return notice;
        };
        let program = instruction.program;
        let lines: Vec<String> = instruction
            .commands
            .iter()
            .map(|arguments| format!("`{program} {}`", arguments.join(" ")))
            .collect();
        notice.hint(format!(
            "run {}, or let `pyward fix --run-manager` do it",
            lines.join(", then ")
        ))
    }

    /// Has it written by its own manager.
    fn manage(&self) -> Result<(), Failure> {
        let Some(instruction) = &self.instruction else {
            return Ok(());
        };
        let overrides = match &instruction.overrides {
            Some(text) => {
                let mut file = tempfile::NamedTempFile::new()
                    .map_err(|error| Failure::usage(format!("no temporary file: {error}")))?;
                std::io::Write::write_all(&mut file, text.as_bytes())
                    .map_err(|error| Failure::usage(format!("no temporary file: {error}")))?;
                Some(file)
            }
            None => None,
        };
        for command in &instruction.commands {
            let arguments = command.iter().map(|argument| match &overrides {
                Some(file) if argument == OVERRIDES => file.path().to_string_lossy().into_owned(),
                _ => argument.clone(),
            });
            let ran = prove::run(
                instruction.program,
                arguments,
                &self.folder,
                &[],
                MANAGER_LIMIT,
            );
            let (status, lines) = match ran {
                Ok(ran) => ran,
                Err(error) => {
                    let message = format!("`{}` cannot be run: {error}", instruction.program);
                    return Err(self.undone(&message));
                }
            };
            if !status.is_some_and(|status| status.success()) {
                let said = lines.last().map_or("", String::as_str);
                let message = format!("`{}` did not write it: {said}", instruction.program);
                return Err(self.undone(&message));
            }
        }
        Ok(())
    }

    fn undone(&self, message: &str) -> Failure {
        Failure::usage(format!("{}: {message}", printable(&self.file)))
            .hint("leave `--run-manager` away to write the other files, and run it by hand")
    }

    fn place(&self) -> Location {
        Location::file(self.file.as_str())
    }
}
