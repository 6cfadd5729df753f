//! The base of a change: its files in a folder of their own, and its policy, by which the change is judged.

use std::path::{Path, PathBuf};

use pyward_model::{Breach, BreachKind, Location, Notice, NoticeKind, SkippedPath, printable};
use pyward_policy::{NewInReview, Settings, Waiver};
use pyward_target::{Limits, Repository, RevisionError};

use crate::environment::Environment;
use crate::failure::{Failure, chain};

/// The base of a change, checked out.
pub(crate) struct Base {
    /// As it is told: `main (1a2b3c4)`.
    pub(crate) shown: String,
    /// What stands for the environment there.
    pub(crate) environment: Environment,
    /// The targets there; those that it does not have are left out.
    pub(crate) targets: Vec<PathBuf>,
    /// The targets of the change, named so that paths are shown as those of the base are.
    pub(crate) here: Vec<PathBuf>,
    /// The environment of the change, in which they are named so.
    pub(crate) environment_here: Environment,
    /// The tops of the repository and of the base.
    top_here: PathBuf,
    top_there: PathBuf,
    left_out: Vec<SkippedPath>,
    /// It goes when this goes.
    _folder: tempfile::TempDir,
}

impl Base {
    /// Checks out the revision that targets are compared with. They are of one repository.
    pub(crate) fn check_out(
        rev: &str,
        targets: &[PathBuf],
        environment: &Environment,
    ) -> Result<Self, Failure> {
        let outside = |path: &Path| {
            Failure::usage(format!(
                "`--base` compares what is in one git repository, and {} is not",
                path.display()
            ))
            .hint("name folders and files of the repository")
        };
        let working = real(&environment.working_folder);
        let full: Vec<PathBuf> = targets.iter().map(|it| real(&working.join(it))).collect();
        let first = full.first().unwrap_or(&working);
        let repository = Repository::find(first)
            .map_err(|error| refused(&error))?
            .ok_or_else(|| outside(first))?;
        let top = repository.top().to_owned();
        if let Some(other) = full.iter().find(|it| !it.starts_with(&top)) {
            return Err(outside(other));
        }
        let revision = repository.resolve(rev).map_err(|error| refused(&error))?;
        let name = revision.name();
        let short = name.get(..7).unwrap_or(&name);
        let folder = tempfile::Builder::new()
            .prefix("pyward-base-")
            .tempdir()
            .map_err(|error| Failure::usage(format!("there is no room for the base: {error}")))?;
        let there = real(folder.path());
        let done = repository
            .checkout_into(revision, &|_, _| true, &there, &Limits::default())
            .map_err(|error| refused(&error))?;
        // It is a checkout to whoever looks for one, such as the reader of `.gitignore`.
        let _ = std::fs::create_dir(there.join(".git"));
        // Paths are shown from where one stands; of targets elsewhere, from the top.
        let stands = if full.iter().all(|it| it.starts_with(&working)) && working.starts_with(&top)
        {
            working
        } else {
            top.clone()
        };
        let named: Vec<PathBuf> = full
            .iter()
            .map(|it| match it.strip_prefix(&stands) {
                Ok(rest) if rest.as_os_str().is_empty() => PathBuf::from("."),
                Ok(rest) => rest.to_owned(),
                Err(_) => it.clone(),
            })
            .collect();
        let below = stands.strip_prefix(&top).unwrap_or(Path::new(""));
        let working_there = there.join(below);
        let config = environment.config.as_deref().map(|config| {
            let full = real(&environment.working_folder.join(config));
            match full.strip_prefix(&top) {
                Ok(rest) => there.join(rest),
                Err(_) => full,
            }
        });
        let exists = |it: &&PathBuf| working_there.join(it).exists();
        Ok(Self {
            shown: format!("{} ({short})", printable(rev)),
            targets: named.iter().filter(exists).cloned().collect(),
            environment: Environment {
                working_folder: working_there,
                config,
                ..environment.clone()
            },
            environment_here: Environment {
                working_folder: stands,
                config: environment
                    .config
                    .as_deref()
                    .map(|it| real(&environment.working_folder.join(it))),
                ..environment.clone()
            },
            here: named,
            top_here: top,
            top_there: there,
            left_out: done.left_out,
            _folder: folder,
        })
    }

    /// The path of a file that the user names, as the base has it: outside the repository it is the same.
    pub(crate) fn path_there(&self, path: &Path) -> PathBuf {
        let full = real(&self.environment_here.working_folder.join(path));
        match full.strip_prefix(&self.top_here) {
            Ok(rest) => self.top_there.join(rest),
            Err(_) => full,
        }
    }

    /// A folder of the base, where the change has it.
    fn folder_here(&self, folder: &str) -> String {
        match Path::new(folder).strip_prefix(&self.top_there) {
            Ok(rest) => self.top_here.join(rest).display().to_string(),
            Err(_) => folder.to_owned(),
        }
    }

    /// What of the base could not be looked at: it may seem new.
    pub(crate) fn notices(&self) -> Vec<Notice> {
        let left = self.left_out.iter().map(|left| {
            Notice::info(
                NoticeKind::Skipped,
                None,
                format!(
                    "{} of {} was left out: {}",
                    printable(&left.path),
                    self.shown,
                    left.reason
                ),
            )
        });
        left.collect()
    }
}

fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

fn refused(error: &RevisionError) -> Failure {
    Failure {
        hint: error.hint().map(str::to_owned),
        ..Failure::usage(chain(error))
    }
}

/// The settings of a change: what is read as it says itself, judged as its base says.
pub(crate) fn judged_by_base(mut here: Settings, there: Settings, base: &Base) -> Reviewed {
    let added: Vec<&Waiver> = here
        .waivers
        .iter()
        .filter(|waiver| !there.waivers.iter().any(|known| is_same(waiver, known)))
        .collect();
    let breaches = if there.ignores.added_in_pr == NewInReview::Allow {
        Vec::new()
    } else {
        added.iter().map(|waiver| breach(waiver)).collect()
    };
    let mut notices = base.notices();
    let is_changed = here.gate != there.gate
        || here.ignores != there.ignores
        || here.packages != there.packages
        || !added.is_empty();
    if is_changed {
        let message = format!(
            "the change is judged by the policy of {}; what it changes in the policy holds once it is merged",
            base.shown
        );
        notices.push(Notice::info(NoticeKind::WaiverReview, None, message));
    }
    here.gate = there.gate;
    here.ignores = there.ignores;
    here.packages = there.packages;
    here.contexts = there.contexts;
    here.waivers = there.waivers;
    here.ground.config_folder = base.folder_here(&there.ground.config_folder);
    Reviewed {
        settings: here,
        breaches,
        notices,
    }
}

/// What a change is judged by, and what it says of the policy itself.
pub(crate) struct Reviewed {
    pub(crate) settings: Settings,
    pub(crate) breaches: Vec<Breach>,
    pub(crate) notices: Vec<Notice>,
}

/// Whether two entries say the same, wherever they are written.
fn is_same(a: &Waiver, b: &Waiver) -> bool {
    let nowhere = |waiver: &Waiver| Waiver {
        location: Location::file(""),
        ..waiver.clone()
    };
    nowhere(a) == nowhere(b)
}

fn breach(waiver: &Waiver) -> Breach {
    let owner = waiver
        .owner
        .as_ref()
        .map(|owner| format!(" ({owner})"))
        .unwrap_or_default();
    let subject = waiver.subject();
    Breach {
        component: None,
        kind: BreachKind::AddedWaiver,
        what: format!(
            "the change adds a waiver of {subject}{owner}: {}",
            waiver.reason
        ),
        subject: Some(subject.into()),
        location: Some(waiver.location.clone()),
    }
}
