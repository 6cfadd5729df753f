//! Source distributions, built for what they require, where the user asks for it.
//!
//! A build runs code of the package. It is done by uv's own build frontend, in an environment of its own that holds what
//! the package asks to be built with, with the Python that the user names; never for folders, repositories or archives that
//! stand in a project. Where the archive states what it requires (metadata 2.2), nothing is run.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use uv_cache::Cache;
use uv_client::{FlatIndexEntries, RegistryClient};
use uv_configuration::{BuildOptions, Concurrency, Constraints, IndexStrategy, NoSources};
use uv_dispatch::{BuildDispatch, SharedState};
use uv_distribution::{ArchiveMetadata, DistributionDatabase};
use uv_distribution_types::{
    ConfigSettings, DependencyMetadata, Dist, ExtraBuildRequires, ExtraBuildVariables, HashPolicy,
    IndexLocations, Name as _, PackageConfigSettings,
};
use uv_python::Interpreter;
use uv_resolver::{ExcludeNewer, FlatIndex};
use uv_types::{BuildIsolation, HashStrategy, SourceTreeEditablePolicy};
use uv_workspace::WorkspaceCache;

use crate::desk::Desk;
use crate::{EngineError, translate};

/// That source distributions may be built, and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Builds {
    /// The Python to build with: none of a virtual environment, whose files could run code at its start.
    pub python: PathBuf,
    /// The longest time for one package, with what it needs for its build.
    pub limit: Duration,
}

/// What builds are done with, and what became of them.
pub(crate) struct Builder {
    interpreter: Interpreter,
    limit: Duration,
    /// By name and version (as text), why a build failed.
    outcomes: RefCell<BTreeMap<(String, String), Result<(), String>>>,
    constraints: Constraints,
    metadata: DependencyMetadata,
    settings: ConfigSettings,
    package_settings: PackageConfigSettings,
    requires: ExtraBuildRequires,
    variables: ExtraBuildVariables,
    options: BuildOptions,
    hasher: HashStrategy,
}

impl Builder {
    /// Asks the Python what it is.
    pub(crate) fn new(builds: &Builds, cache: &Cache) -> Result<Self, EngineError> {
        let refused = |reason: String| EngineError::Setting {
            what: "the Python for builds",
            given: builds.python.to_string_lossy().into_owned(),
            reason,
        };
        if is_of_environment(&builds.python) {
            return Err(refused("it is that of a virtual environment".to_owned()));
        }
        let interpreter = Interpreter::query(&builds.python, cache)
            .map_err(|error| refused(translate::chain(&error)))?;
        if interpreter.is_virtualenv() {
            return Err(refused("it is that of a virtual environment".to_owned()));
        }
        Ok(Self {
            interpreter,
            limit: builds.limit,
            outcomes: RefCell::default(),
            constraints: Constraints::default(),
            metadata: DependencyMetadata::default(),
            settings: ConfigSettings::default(),
            package_settings: PackageConfigSettings::default(),
            requires: ExtraBuildRequires::default(),
            variables: ExtraBuildVariables::default(),
            options: BuildOptions::default(),
            hasher: HashStrategy::None,
        })
    }

    /// The links that fit the Python.
    pub(crate) fn links(&self, entries: FlatIndexEntries) -> FlatIndex {
        let tags = self.interpreter.tags().ok();
        FlatIndex::from_entries(entries, tags, &self.hasher, &self.options)
    }

    /// uv's build frontend.
    pub(crate) fn dispatch<'a>(
        &'a self,
        client: &'a RegistryClient,
        cache: &'a Cache,
        locations: &'a IndexLocations,
        strategy: IndexStrategy,
        links: &'a FlatIndex,
        exclude_newer: ExcludeNewer,
    ) -> BuildDispatch<'a> {
        BuildDispatch::new(
            client,
            cache,
            &self.constraints,
            &self.interpreter,
            locations,
            links,
            &self.metadata,
            SharedState::default(),
            strategy,
            &self.settings,
            &self.package_settings,
            BuildIsolation::Isolated,
            &self.requires,
            &self.variables,
            uv_install_wheel::LinkMode::default(),
            &self.options,
            &self.hasher,
            exclude_newer,
            NoSources::All,
            SourceTreeEditablePolicy::Project,
            WorkspaceCache::default(),
            Concurrency::default(),
            uv_preview::Preview::default(),
        )
    }

    /// What is to be told of a package, in a sentence.
    pub(crate) fn told(&self, name: &str, version: &str) -> Option<String> {
        let key = (name.to_owned(), version.to_owned());
        let python = self.interpreter.python_version();
        Some(match self.outcomes.borrow().get(&key)? {
            Ok(()) => format!(
                "what {name} {version} requires was told by its source distribution, with Python {python} of this machine"
            ),
            Err(reason) => format!("{name} {version} could not be built: {reason}"),
        })
    }
}

/// Builds, for one run of the resolver.
pub(crate) struct Tools<'a> {
    pub(crate) builder: &'a Builder,
    pub(crate) database: DistributionDatabase<'a, BuildDispatch<'a>>,
}

impl Tools<'_> {
    /// What a source distribution requires; `None` where its build failed or took too long, which is noted.
    pub(crate) async fn metadata(&self, dist: &Dist) -> Option<ArchiveMetadata> {
        let version = dist.version().map(ToString::to_string).unwrap_or_default();
        let key = (dist.name().to_string(), version);
        let build = self
            .database
            .get_or_build_wheel_metadata(dist, HashPolicy::None);
        let (found, outcome) = match self.within(build).await {
            Ok(Ok(found)) => (Some(found), Ok(())),
            Ok(Err(error)) => (None, Err(brief(&translate::chain(&error)))),
            Err(seconds) => (None, Err(format!("it took longer than {seconds} seconds"))),
        };
        self.builder.outcomes.borrow_mut().insert(key, outcome);
        found
    }

    /// What a build gives, or the seconds it was given where these were too few: then all that it started is ended.
    pub(crate) async fn within<T>(&self, build: impl Future<Output = T>) -> Result<T, u64> {
        tokio::time::timeout(self.builder.limit, Box::pin(build))
            .await
            .map_err(|_| {
                end_descendants();
                self.builder.limit.as_secs()
            })
    }
}

/// A builder with the links that fit its Python.
pub(crate) struct Workshop {
    builder: Rc<Builder>,
    links: FlatIndex,
}

impl Desk {
    /// Where something can be built; `None` where nothing may be.
    pub(crate) fn workshop(&self, links: &FlatIndexEntries) -> Option<Workshop> {
        let builder = self.builder.clone()?;
        let links = builder.links(links.clone());
        Some(Workshop { builder, links })
    }
}

impl Workshop {
    pub(crate) fn dispatch<'a>(&'a self, desk: &'a Desk) -> BuildDispatch<'a> {
        self.builder.dispatch(
            &desk.client,
            &desk.build.cache,
            &desk.build.locations,
            desk.index_strategy(),
            &self.links,
            desk.exclude_newer(),
        )
    }

    pub(crate) fn tools<'a>(
        &'a self,
        desk: &'a Desk,
        dispatch: &'a BuildDispatch<'a>,
    ) -> Tools<'a> {
        Tools {
            builder: &self.builder,
            database: DistributionDatabase::new(
                &desk.client,
                dispatch,
                Arc::clone(&desk.downloads),
            ),
        }
    }
}

/// The first words of a long explanation.
fn brief(text: &str) -> String {
    const LONGEST: usize = 400;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Whether a Python stands in a virtual environment, without running it.
fn is_of_environment(python: &Path) -> bool {
    let folders = python.ancestors().skip(1).take(2);
    folders
        .into_iter()
        .any(|folder| folder.join("pyvenv.cfg").exists())
}

/// Ends what a build has started and nobody waits for any more. Nothing else of pyward's own has children then. Only
/// Linux says who they are; elsewhere they go on, and what they find is not used.
#[cfg(target_os = "linux")]
fn end_descendants() {
    use rustix::process::{Pid, Signal, kill_process};
    /// The most processes that are ended.
    const MOST: usize = 10_000;
    let mut queue = children(std::process::id());
    let mut all = Vec::new();
    while let Some(process) = queue.pop().filter(|_| all.len() < MOST) {
        queue.extend(children(process));
        all.push(process);
    }
    for process in all {
        let process = i32::try_from(process).ok().and_then(Pid::from_raw);
        if let Some(process) = process {
            // One that is gone already needs no ending.
            let _ = kill_process(process, Signal::KILL);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn end_descendants() {}

/// The processes that a process has started.
#[cfg(target_os = "linux")]
fn children(process: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task"));
    let tasks = tasks.into_iter().flatten().flatten();
    #[expect(
        clippy::disallowed_methods,
        reason = "what the system says of pyward's own children"
    )]
    let lists = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let numbers = |list: String| -> Vec<u32> {
        list.split_whitespace()
            .filter_map(|number| number.parse().ok())
            .collect()
    };
    lists.flat_map(numbers).collect()
}
