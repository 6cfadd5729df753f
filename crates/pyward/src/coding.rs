//! Looking at code: which files, by which rules, and what came of it.

pub(crate) mod bandit_files;
pub(crate) mod bandit_keys;
pub(crate) mod bandit_settings;
pub(crate) mod baseline;
pub(crate) mod cache;
pub(crate) mod diff;
pub(crate) mod files;
pub(crate) mod fixing;
pub(crate) mod look;
pub(crate) mod models;
pub(crate) mod waivers;

use std::path::Path;

use pyward_policy::Settings;
use pyward_rules::CodeSettings;

use crate::environment::Environment;
use crate::failure::Failure;
use bandit_settings::{Places, load};

/// Shares the work among so many threads from here on.
pub(crate) fn share_among(jobs: u16) -> Result<(), Failure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs.into());
    threads.build_global().map_err(|error| {
        Failure::usage(format!("there are no {jobs} threads to work with: {error}"))
            .hint("ask for fewer with `--jobs N`")
    })
}

/// The rules for the code of a project, as its configuration for bandit chooses them.
pub(crate) fn rules_of(
    target: &Path,
    settings: &Settings,
    environment: &Environment,
) -> Result<CodeSettings, Failure> {
    let bandit = load(
        &Places {
            configfile: None,
            profile: None,
            ini: None,
            target,
            finds: true,
        },
        environment,
    )?;
    let known = |name: &String| pyward_rules::find(name).is_some();
    Ok(CodeSettings {
        tests: bandit.tests.into_iter().filter(known).collect(),
        skips: bandit.skips.into_iter().filter(known).collect(),
        options: bandit.options,
        own_model: models::load(settings)?,
        public: settings.code_library.counts(false),
        ..CodeSettings::default()
    })
}
