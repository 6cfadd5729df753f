//! `uv.lock`, written by uv's own code: certain packages moved to certain versions, everything else as uv would keep it.
//!
//! It is what `uv lock --upgrade-package NAME==VERSION` does: the manifests of the workspace are read, the versions of the
//! lock are preferred but for the packages that move, the resolver answers for every platform, and the answer is written
//! in uv's form. Nothing is built, run or cloned: where a lock cannot be written without that, the error says so, and uv
//! itself must write it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyward_model::{PackageName, Version};
use uv_client::RegistryClientBuilder;
use uv_configuration::{Constraints, Excludes, NoSources, Overrides, Reinstall, Upgrade};
use uv_distribution::DistributionDatabase;
use uv_distribution_types::{HashGeneration, Index, Requirement};
use uv_requirements::{ExtrasResolver, LookaheadResolver, read_lock_requirements};
use uv_resolver::{
    AllowedYanks, DefaultResolverProvider, DependencyMode, Exclusions, FlatIndex, InMemoryIndex,
    Lock, Manifest, Preferences, Resolver, ResolverEnvironment, ResolverManifest, ResolverOutput,
    SatisfiesResult, UniversalMarker, UpgradePackages,
};
use uv_types::{EmptyInstalledPackages, HashStrategy};
use uv_workspace::WorkspaceCache;

use crate::deny_build::DenyBuild;
use crate::desk::{self, Desk};
use crate::input::Parsed;
use crate::{IndexSettings, ResolveError, translate};

mod error;
mod kept;
mod project;
mod settings;
mod survey;
mod text;

pub use error::RelockError;

use kept::Kept;
use project::Project;
use settings::Settings;

/// A `uv.lock` to be written.
#[derive(Clone, Debug)]
pub struct Relock {
    /// The folder the lock is in, absolute. The manifest beside it, and those of the workspace, are read as they stand.
    pub folder: PathBuf,
    /// The lock as it is.
    pub text: String,
    /// Where the packages go that are to move.
    pub versions: Vec<LockVersion>,
    /// What flags and variables say of indexes: they are asked before those of the project.
    pub indexes: IndexSettings,
    /// uv's configuration files of the user and of the system, the strongest first; those that are absent say nothing.
    pub configuration: Vec<PathBuf>,
    /// The variables that uv heeds (`UV_RESOLUTION` and its like).
    pub variables: BTreeMap<String, String>,
}

/// A version of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockVersion {
    /// The package.
    pub name: PackageName,
    /// The version it goes to.
    pub version: Version,
    /// Where it does; `None` for everywhere.
    pub marker: Option<Box<str>>,
}

/// A `uv.lock`, written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relocked {
    /// The lock.
    pub text: String,
    /// What should be known of it, in sentences.
    pub notes: Vec<String>,
}

/// What all steps work with.
struct Work<'a> {
    project: &'a Project,
    settings: &'a Settings,
    old: &'a Lock,
    client: &'a uv_client::RegistryClient,
    build: &'a DenyBuild,
    index: &'a InMemoryIndex,
    hasher: &'a HashStrategy,
    downloads: Arc<tokio::sync::Semaphore>,
}

impl Work<'_> {
    fn database(&self) -> DistributionDatabase<'_, DenyBuild> {
        DistributionDatabase::new(self.client, self.build, Arc::clone(&self.downloads))
    }
}

impl Desk {
    /// Writes a lock. Nothing is changed on the disk.
    pub(crate) async fn relock(&mut self, wish: &Relock) -> Result<Relocked, RelockError> {
        let (old, revision) = text::read(&wish.text)?;
        let settings = Settings::read(wish)?;
        let workspaces = WorkspaceCache::default();
        let cache = self.build.cache.clone();
        let workspace = project::discover(&wish.folder, &cache, &workspaces).await?;
        let base = desk::base(&self.settings).map_err(|error| RelockError::Settings {
            reason: error.to_string(),
        })?;
        project::store_credentials(&workspace, &base)?;
        let client = RegistryClientBuilder::new(base, cache.clone())
            .index_locations(settings.locations.clone())
            .index_strategy(settings.index_strategy)
            .build()
            .map_err(|error| RelockError::Settings {
                reason: translate::chain(&error),
            })?;
        let project =
            Project::read(workspace, &old, &settings, &cache, &workspaces, &client).await?;
        let build = DenyBuild::for_lock(
            cache,
            settings.locations.clone(),
            settings.dependency_metadata.clone(),
            settings.sources.clone(),
            workspaces.clone(),
        );
        let index = InMemoryIndex::default();
        let hasher = HashStrategy::Generate(HashGeneration::Url);
        let work = Work {
            project: &project,
            settings: &settings,
            old: &old,
            client: &client,
            build: &build,
            index: &index,
            hasher: &hasher,
            downloads: Arc::clone(&self.downloads),
        };
        survey::survey(&work).await?;
        let output = self.solve_lock(&work, &wish.versions).await?;
        let new = written(&work, &output)?;
        let (text, notes) = text::finished(&new, revision)?;
        check(&work, &text, &wish.versions).await?;
        Ok(Relocked { text, notes })
    }

    /// The versions of the new lock.
    async fn solve_lock(
        &self,
        work: &Work<'_>,
        versions: &[LockVersion],
    ) -> Result<ResolverOutput, RelockError> {
        let workspace = &work.project.workspace;
        let upgrade = Upgrade::from_packages(
            versions
                .iter()
                .filter_map(|moved| translate::name(&moved.name)),
        );
        let kept = Kept::of(work.old, work.project, work.settings);
        let preferences = match kept {
            Kept::Nothing => Vec::new(),
            Kept::Versions | Kept::VersionsAndForks => {
                read_lock_requirements(work.old, workspace.install_path(), &upgrade)
                    .map_err(|error| RelockError::unreadable(&error))?
                    .preferences
            }
        };
        let forks = match kept {
            Kept::VersionsAndForks => {
                let forks = work.old.fork_markers().iter().copied();
                forks.map(UniversalMarker::combined).collect()
            }
            Kept::Nothing | Kept::Versions => work.project.environments.clone().into_markers(),
        };
        let env = ResolverEnvironment::universal(forks);
        let members = ExtrasResolver::new(work.hasher, work.index, work.database())
            .resolve(workspace.members_requirements())
            .await
            .map_err(|error| RelockError::of_source(&error))?;
        let requirements: Vec<Requirement> = members
            .into_iter()
            .chain(workspace.group_requirements())
            .chain(work.project.requirements.iter().cloned())
            .chain(work.project.groups.values().flatten().cloned())
            .collect();
        let own = work.project.constraints.iter().cloned();
        let constraints = Constraints::from_requirements(own.chain(moves(versions)?));
        let overrides = Overrides::from_entries(work.project.overrides.clone())
            .map_err(|error| RelockError::manifest(&error))?;
        let excludes = Excludes::from_entries(work.project.excludes.clone());
        let (lookaheads, hasher) = LookaheadResolver::new(
            &requirements,
            &constraints,
            &overrides,
            &excludes,
            work.hasher,
            work.index,
            work.database(),
        )
        .resolve(&env)
        .await
        .map_err(|error| RelockError::of_source(&error))?;
        let manifest = Manifest::new(
            requirements,
            constraints,
            overrides,
            excludes,
            Preferences::from_iter(preferences, &env),
            None,
            workspace.packages().keys().cloned().collect(),
            Exclusions::new(
                Reinstall::default(),
                UpgradePackages::for_non_project(&upgrade),
            ),
            lookaheads,
        );
        let flat = self.flat_of(work).await?;
        let options = work.settings.options(work.project);
        let provider = DefaultResolverProvider::new(
            work.database(),
            &flat,
            None,
            &work.project.requires_python,
            AllowedYanks::from_manifest(&manifest, &env, DependencyMode::Transitive),
            &hasher,
            options.exclude_newer.clone(),
            &work.settings.locations,
            &work.settings.build_options,
            &work.build.capabilities,
        );
        Resolver::new_custom_io(
            manifest,
            options,
            &hasher,
            env,
            &work.project.markers,
            None,
            &work.project.python,
            work.project.conflicts.clone(),
            work.index,
            &work.build.git,
            &work.build.capabilities,
            &work.settings.locations,
            provider,
            EmptyInstalledPackages,
        )
        .resolve()
        .await
        .map_err(|error| {
            RelockError::of_build(&error).unwrap_or_else(|| self.refusal(&error).into())
        })
    }

    /// What the folders and pages of links list.
    async fn flat_of(&self, work: &Work<'_>) -> Result<FlatIndex, RelockError> {
        let client = uv_client::FlatIndexClient::new(
            work.client.cached_client(),
            work.client.connectivity(),
            &work.build.cache,
        );
        let places = work.settings.locations.flat_indexes().map(Index::url);
        let entries = client.fetch_all(places).await.map_err(|error| {
            RelockError::Resolve(ResolveError::Index {
                reason: translate::chain(&error),
            })
        })?;
        Ok(FlatIndex::from_entries(
            entries,
            None,
            work.hasher,
            &work.settings.build_options,
        ))
    }
}

/// What moves, as constraints.
fn moves(versions: &[LockVersion]) -> Result<Vec<Requirement>, RelockError> {
    versions
        .iter()
        .map(|moved| {
            let marker = moved.marker.as_deref();
            let marker = marker.map_or_else(String::new, |marker| format!(" ; {marker}"));
            let text = format!("{}=={}{marker}", moved.name, moved.version);
            match text.parse::<Parsed>() {
                Ok(parsed) => Ok(Requirement::from(parsed)),
                Err(error) => Err(RelockError::Resolve(ResolveError::Requirement {
                    text: text.into(),
                    origin: None,
                    reason: translate::bounded(&error.message.to_string()),
                })),
            }
        })
        .collect()
}

/// The answer in uv's form.
fn written(work: &Work<'_>, output: &ResolverOutput) -> Result<String, RelockError> {
    let project = work.project;
    let root = project.workspace.install_path();
    let manifest = ResolverManifest::new(
        project.members.clone(),
        project.requirements.clone(),
        project.constraints.clone(),
        project.overrides.clone(),
        project.excludes.clone(),
        project.build_constraints.clone(),
        project.groups.clone(),
        work.settings.dependency_metadata.values().cloned(),
    )
    .relative_to(root)
    .map_err(|error| RelockError::manifest(&error))?;
    let lock = Lock::from_resolution(
        output,
        manifest,
        root,
        project.environments.clone().into_markers(),
        &work.settings.locations,
    )
    .map_err(|error| RelockError::unfit(&error))?
    .with_conflicts(project.conflicts.clone())
    .with_required_environments(project.required_environments.clone().into_markers());
    lock.to_toml().map_err(|error| RelockError::unfit(&error))
}

/// Reads the new lock as uv would, and asks what `uv lock --check` asks: whether it fits the project. Of what was to move, it
/// may hold no other version.
async fn check(work: &Work<'_>, text: &str, versions: &[LockVersion]) -> Result<(), RelockError> {
    let lock = Lock::from_toml(text).map_err(|error| RelockError::unfit(&error))?;
    let mut wanted: BTreeMap<&str, BTreeSet<uv_pep440::Version>> = BTreeMap::new();
    for moved in versions {
        let versions = wanted.entry(moved.name.as_str()).or_default();
        versions.extend(translate::version(&moved.version));
    }
    for package in lock.packages() {
        let (name, version) = (package.name(), package.version());
        let Some((wanted, version)) = wanted.get(name.as_str()).zip(version) else {
            continue;
        };
        if !wanted.contains(version) {
            return Err(RelockError::Unfit {
                reason: format!("it would hold {name} {version}"),
            });
        }
    }
    let project = work.project;
    let locations = &work.settings.locations;
    let found = lock
        .satisfies(
            project.workspace.install_path(),
            project.workspace.packages(),
            &project.members,
            project.workspace.required_members(),
            &project.requirements,
            &project.constraints,
            &project.overrides,
            &project.excludes,
            &project.build_constraints,
            &project.groups,
            &work.settings.dependency_metadata,
            (!locations.is_none()).then_some(locations),
            &project.tags,
            &project.markers,
            &work.build.options,
            work.hasher,
            work.index,
            &work.database(),
            false,
        )
        .await
        .map_err(|error| RelockError::unfit(&error))?;
    match found {
        SatisfiesResult::Satisfied => Ok(()),
        other => {
            let told = format!("{other:?}");
            let word = told.split(['(', ' ']).next().unwrap_or_default();
            Err(RelockError::Unfit {
                reason: format!("uv would not take it for that of the project ({word})"),
            })
        }
    }
}

/// A path without links or `..`, as far as that can be told.
fn settled(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// What a project says of sources, where nobody says otherwise.
fn no_sources(all: Option<bool>, packages: Option<Vec<uv_normalize::PackageName>>) -> NoSources {
    NoSources::from_args(all, packages.unwrap_or_default())
}
