//! By which settings a change is judged: those of the state before, so that it cannot excuse itself.

use std::path::{Path, PathBuf};

use pyward_model::{Notice, NoticeKind};
use pyward_policy::{Origins, Settings, Waiver};

use super::state::State;
use crate::args::{PolicyArgs, ReadingArgs};
use crate::config;
use crate::environment::Environment;
use crate::failure::Failure;

/// The settings of a state. A file that the user names is taken from where they stand; a revision has those of its own
/// files, and none where it has no such file.
pub(super) fn of(
    state: &State,
    policy: &PolicyArgs,
    reading: &ReadingArgs,
    environment: &Environment,
    color: bool,
) -> Result<(Settings, Origins), Failure> {
    let is_named = policy.config.is_some() || policy.no_config || environment.config.is_some();
    let Some(top) = state.top.as_ref().filter(|_| !is_named) else {
        return config::load(&state.target, policy, reading, environment, color);
    };
    let mut own = policy.clone();
    own.config = nearest(&state.environment.working_folder, top)?;
    own.no_config = own.config.is_none();
    config::load(&state.target, &own, reading, &state.environment, color)
}

/// The nearest file that speaks of pyward, from a folder up to the top of the revision, as seen from the folder.
fn nearest(folder: &Path, top: &Path) -> Result<Option<PathBuf>, Failure> {
    let mut way = PathBuf::new();
    for upward in folder.ancestors().take_while(|it| it.starts_with(top)) {
        for name in ["pyward.toml", "pyproject.toml"] {
            let Some(text) = config::read(&upward.join(name))? else {
                continue;
            };
            let speaks = name == "pyward.toml"
                || pyward_policy::parse_pyproject(&text, name).is_ok_and(|it| it.is_some());
            // A broken table is told by whoever reads the file next.
            if speaks || pyward_policy::parse_pyproject(&text, name).is_err() {
                return Ok(Some(way.join(name)));
            }
        }
        way.push("..");
    }
    Ok(None)
}

/// Tells which entries of the ignore list the change itself adds: they do not count yet.
pub(super) fn added(
    before: &Settings,
    after: &State,
    policy: &PolicyArgs,
    reading: &ReadingArgs,
    color: bool,
) -> Vec<Notice> {
    let Ok((settings, _)) = of(after, policy, reading, &after.environment, color) else {
        return Vec::new();
    };
    let is_new = |waiver: &&Waiver| {
        let mut known = before.waivers.iter();
        !known.any(|it| it.subject() == waiver.subject() && it.reason == waiver.reason)
    };
    let new = settings.waivers.iter().filter(is_new);
    new.map(|waiver| {
        let message = format!(
            "the change adds a waiver of {}, which does not count for itself",
            waiver.subject()
        );
        let place = Some(waiver.location.clone());
        Notice::info(NoticeKind::WaiverReview, place, message)
            .hint("whoever reviews the change decides about the waiver too")
    })
    .collect()
}
