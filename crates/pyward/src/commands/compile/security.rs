//! `--secure`: versions that an audit would find nothing in.

use std::path::{Path, PathBuf};

use pyward_advisory::Database;
use pyward_model::{Inventory, Notice, NoticeKind};
use pyward_policy::Settings;
use pyward_resolve::{Engine, Request, Resolution, Source};

use super::refusal;
use super::sources::Asked;
use crate::args::{PolicyArgs, ReadingArgs, SecurityArgs};
use crate::commands::db;
use crate::config;
use crate::environment::Environment;
use crate::failure::{Failure, chain};
use crate::forbidden::Ruling;

/// What `--secure` goes by.
pub(super) struct Security {
    database: Database,
    settings: Settings,
}

impl Security {
    pub(super) fn of(
        args: &SecurityArgs,
        sources: &[PathBuf],
        environment: &Environment,
    ) -> Result<Option<Self>, Failure> {
        if !args.secure {
            return Ok(None);
        }
        let data = db::choice(args.data.as_deref(), environment);
        let database = Database::open(&data)
            .map_err(|error| Failure::usage(chain(&error)).hint(error.hint()))?;
        let settings = waivers(args, sources, environment)?;
        Ok(Some(Self { database, settings }))
    }

    /// What is to be said of the data.
    pub(super) fn notices(&self, environment: &Environment) -> Vec<Notice> {
        let facts = self
            .database
            .gather(&Inventory::default(), environment.today);
        let failures = facts.failures.iter().map(|failure| {
            let message = format!("{}: {}", failure.name, failure.error);
            Notice::incomplete(NoticeKind::SourceFailed, None, message)
                .hint("make it again: `pyward db update` or `pyward db import PATH`")
        });
        let stale = pyward_policy::freshness(&facts.sources, environment.today, &self.settings);
        failures.chain(stale).collect()
    }

    /// Versions without a known vulnerability, or why there are none.
    pub(super) fn resolve(
        &self,
        what: &str,
        engine: &Engine,
        asked: &Asked,
        request: &mut Request,
        environment: &Environment,
    ) -> Result<Resolution, Failure> {
        let mut ruling = Ruling::new(&self.database, &self.settings, environment.today);
        let (resolution, error) = match ruling.solve(engine, request)? {
            Ok(resolution) => (resolution, None),
            Err(error) => {
                // Where there are versions without the ban, the ban is why there are none.
                request.forbidden = pyward_resolve::Forbidden::default();
                let resolution = engine
                    .resolve(request)
                    .map_err(|error| refusal::unsolved(what, &error))?;
                let names = resolution.packages.iter().map(|package| &package.name);
                ruling.learn(engine, names)?;
                (resolution, Some(error))
            }
        };
        // What a line names by its address is taken as it is, and may be vulnerable nevertheless.
        let mut is_clean = error.is_none();
        for package in &resolution.packages {
            if let (Source::Url(_), Some(version)) = (&package.origin, &package.version) {
                is_clean &= !ruling.judge(&package.name, [version.clone()]);
            }
        }
        if is_clean {
            return Ok(resolution);
        }
        let error = error.as_ref();
        Err(refusal::vulnerable(
            what,
            &resolution,
            error,
            &ruling,
            engine,
            asked,
        ))
    }
}

/// The waivers in force for the first source.
fn waivers(
    args: &SecurityArgs,
    sources: &[PathBuf],
    environment: &Environment,
) -> Result<Settings, Failure> {
    let policy = PolicyArgs {
        ignore: args.ignore.clone(),
        config: args.config.clone(),
        no_config: args.no_config,
        ..PolicyArgs::default()
    };
    let first = sources.first().map_or(Path::new("."), PathBuf::as_path);
    let reading = ReadingArgs::default();
    let (settings, _) = config::load(first, &policy, &reading, environment, false)?;
    Ok(settings)
}
