//! The resolver's door to building and running, walled up.

use std::path::{Path, PathBuf};

use uv_cache::Cache;
use uv_configuration::{BuildKind, BuildOptions, BuildOutput, NoBinary, NoBuild, NoSources};
use uv_distribution_filename::DistFilename;
use uv_distribution_types::{
    CachedDist, ConfigSettings, DependencyMetadata, ExtraBuildRequires, ExtraBuildVariables,
    IndexCapabilities, IndexLocations, IsBuildBackendError, PackageConfigSettings, Requirement,
    SourceDist,
};
use uv_git::GitResolver;
use uv_python::{Interpreter, PythonEnvironment};
use uv_types::{
    AnyErrorBuild, BuildArena, BuildContext, BuildIsolation, BuildStack, ResolvedRequirements,
    SourceBuildTrait,
};
use uv_workspace::WorkspaceCache;

/// A build context that builds nothing. Its getters answer; whatever would run something is [`Denied`]. uv's own switch
/// (`NoBuild::All`) is not enough: it still builds what is installed in place.
pub(crate) struct DenyBuild {
    pub(crate) cache: Cache,
    pub(crate) git: GitResolver,
    pub(crate) capabilities: IndexCapabilities,
    pub(crate) locations: IndexLocations,
    pub(crate) options: BuildOptions,
    arena: BuildArena<NoBuilder>,
    metadata: DependencyMetadata,
    settings: ConfigSettings,
    package_settings: PackageConfigSettings,
    sources: NoSources,
    workspaces: WorkspaceCache,
    requires: ExtraBuildRequires,
    variables: ExtraBuildVariables,
}

impl DenyBuild {
    pub(crate) fn new(cache: Cache, locations: IndexLocations) -> Self {
        Self {
            cache,
            git: GitResolver::default(),
            capabilities: IndexCapabilities::default(),
            locations,
            // Source archives may be chosen: their metadata is answered by `provider`, without them.
            options: BuildOptions::default(),
            arena: BuildArena::default(),
            metadata: DependencyMetadata::default(),
            settings: ConfigSettings::default(),
            package_settings: PackageConfigSettings::default(),
            sources: NoSources::All,
            workspaces: WorkspaceCache::default(),
            requires: ExtraBuildRequires::default(),
            variables: ExtraBuildVariables::default(),
        }
    }

    /// One for a lock: the sources that a project states count, and so does what it states of packages. What only a build
    /// would tell is refused before anybody asks for an interpreter.
    pub(crate) fn for_lock(
        cache: Cache,
        locations: IndexLocations,
        metadata: DependencyMetadata,
        sources: NoSources,
        workspaces: WorkspaceCache,
    ) -> Self {
        Self {
            options: BuildOptions::new(NoBinary::None, NoBuild::All),
            metadata,
            sources,
            workspaces,
            ..Self::new(cache, locations)
        }
    }
}

/// The answer to whoever wants something built.
#[derive(Debug, thiserror::Error)]
#[error("nothing is built")]
pub(crate) struct Denied;

impl uv_errors::Hint for Denied {
    fn hints(&self) -> uv_errors::Hints<'_> {
        uv_errors::Hints::none()
    }
}

impl IsBuildBackendError for Denied {
    fn is_build_backend_error(&self) -> bool {
        false
    }
}

/// A builder that cannot exist.
#[derive(Debug)]
pub(crate) enum NoBuilder {}

impl SourceBuildTrait for NoBuilder {
    async fn metadata(&mut self) -> Result<Option<PathBuf>, AnyErrorBuild> {
        match *self {}
    }

    async fn wheel<'a>(&'a self, _wheel_dir: &'a Path) -> Result<String, AnyErrorBuild> {
        match *self {}
    }
}

impl BuildContext for DenyBuild {
    type SourceDistBuilder = NoBuilder;

    async fn interpreter(&self) -> &Interpreter {
        unreachable!("only source distributions ask for it, and `provider` answers for all of them")
    }

    fn cache(&self) -> &Cache {
        &self.cache
    }

    fn git(&self) -> &GitResolver {
        &self.git
    }

    fn build_arena(&self) -> &BuildArena<NoBuilder> {
        &self.arena
    }

    fn capabilities(&self) -> &IndexCapabilities {
        &self.capabilities
    }

    fn dependency_metadata(&self) -> &DependencyMetadata {
        &self.metadata
    }

    fn build_options(&self) -> &BuildOptions {
        &self.options
    }

    fn build_isolation(&self) -> BuildIsolation<'_> {
        BuildIsolation::Isolated
    }

    fn config_settings(&self) -> &ConfigSettings {
        &self.settings
    }

    fn config_settings_package(&self) -> &PackageConfigSettings {
        &self.package_settings
    }

    fn sources(&self) -> &NoSources {
        &self.sources
    }

    fn locations(&self) -> &IndexLocations {
        &self.locations
    }

    fn workspace_cache(&self) -> &WorkspaceCache {
        &self.workspaces
    }

    fn extra_build_requires(&self) -> &ExtraBuildRequires {
        &self.requires
    }

    fn extra_build_variables(&self) -> &ExtraBuildVariables {
        &self.variables
    }

    async fn resolve<'a>(
        &'a self,
        _requirements: &'a [Requirement],
        _build_stack: &'a BuildStack,
    ) -> Result<ResolvedRequirements, impl IsBuildBackendError> {
        Err::<ResolvedRequirements, _>(Denied)
    }

    async fn install<'a>(
        &'a self,
        _requirements: &'a ResolvedRequirements,
        _venv: &'a PythonEnvironment,
        _build_stack: &'a BuildStack,
    ) -> Result<Vec<CachedDist>, impl IsBuildBackendError> {
        Err::<Vec<CachedDist>, _>(Denied)
    }

    async fn setup_build<'a>(
        &'a self,
        _source: &'a Path,
        _subdirectory: Option<&'a Path>,
        _install_path: &'a Path,
        _stop_discovery_at: Option<&'a Path>,
        _version_id: Option<&'a str>,
        _dist: Option<&'a SourceDist>,
        _sources: &'a NoSources,
        _build_kind: BuildKind,
        _build_output: BuildOutput,
        _build_stack: BuildStack,
    ) -> Result<NoBuilder, impl IsBuildBackendError> {
        Err::<NoBuilder, _>(Denied)
    }

    async fn direct_build<'a>(
        &'a self,
        _source: &'a Path,
        _subdirectory: Option<&'a Path>,
        _output_dir: &'a Path,
        _sources: NoSources,
        _build_kind: BuildKind,
        _version_id: Option<&'a str>,
    ) -> Result<Option<DistFilename>, impl IsBuildBackendError> {
        Err::<Option<DistFilename>, _>(Denied)
    }
}
