//! A project as uv sees it: its workspace, and what that says besides the requirements of its members.

use std::collections::BTreeMap;
use std::path::{Component, Path};
use std::sync::Arc;

use uv_cache::Cache;
use uv_client::BaseClientBuilder;
use uv_configuration::{
    DependencyGroupsWithDefaults, ExcludeDependency, Override, PackageOverride,
};
use uv_distribution::BuildRequires;
use uv_distribution_types::{Requirement, RequiresPython};
use uv_normalize::{GroupName, PackageName};
use uv_pep440::Version;
use uv_pep508::{MarkerEnvironment, RequirementOrigin};
use uv_platform_tags::Tags;
use uv_pypi_types::{Conflicts, SupportedEnvironments, VerbatimParsedUrl};
use uv_resolver::{Lock, PythonRequirement};
use uv_workspace::{DiscoveryOptions, Workspace, WorkspaceCache};

use super::settings::{Settings, must_be_small};
use super::{RelockError, settled};
use crate::environment::Environment;
use crate::{Platform, PythonVersion, Target};

/// Pythons that a universal answer is looked at from, the best first: its own versions do not depend on it.
const PYTHONS: [u8; 8] = [13, 12, 14, 11, 10, 9, 8, 15];

/// A project, and what its workspace says.
pub(super) struct Project {
    pub(super) workspace: Arc<Workspace>,
    /// The members that the lock names: none where the project is its only one.
    pub(super) members: Vec<PackageName>,
    pub(super) requirements: Vec<Requirement>,
    pub(super) constraints: Vec<Requirement>,
    pub(super) build_constraints: Vec<Requirement>,
    pub(super) overrides: Vec<Override<Requirement>>,
    pub(super) excludes: Vec<ExcludeDependency>,
    pub(super) groups: BTreeMap<GroupName, Vec<Requirement>>,
    pub(super) conflicts: Conflicts,
    pub(super) environments: SupportedEnvironments,
    pub(super) required_environments: SupportedEnvironments,
    pub(super) requires_python: RequiresPython,
    pub(super) python: PythonRequirement,
    pub(super) markers: MarkerEnvironment,
    pub(super) tags: Tags,
}

/// The workspace whose root a folder is.
pub(super) async fn discover(
    folder: &Path,
    cache: &Cache,
    workspaces: &WorkspaceCache,
) -> Result<Arc<Workspace>, RelockError> {
    let manifest = folder.join("pyproject.toml");
    must_be_small(&manifest)?;
    members_stay_below(&manifest)?;
    let workspace = Workspace::discover(folder, &DiscoveryOptions::default(), cache, workspaces)
        .await
        .map_err(|error| RelockError::manifest(&error))?;
    let root = workspace.install_path();
    if settled(root) != settled(folder) {
        return Err(RelockError::Elsewhere { root: root.clone() });
    }
    Ok(workspace)
}

/// Refuses patterns of members that lead out of the folder, before uv looks everywhere for them.
fn members_stay_below(manifest: &Path) -> Result<(), RelockError> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the manifest of a project that its owner wants locked, bounded by the caller"
    )]
    let text = std::fs::read_to_string(manifest).map_err(|error| RelockError::Manifest {
        reason: format!("{}: {error}", manifest.display()),
    })?;
    let document = toml_edit::Document::parse(&text).map_err(|error| RelockError::Manifest {
        reason: format!("{}: {}", manifest.display(), error.message()),
    })?;
    let members = ["tool", "uv", "workspace", "members"]
        .iter()
        .try_fold(document.as_item(), |at, key| at.get(key));
    let patterns = members.and_then(toml_edit::Item::as_array);
    for pattern in patterns
        .into_iter()
        .flatten()
        .filter_map(toml_edit::Value::as_str)
    {
        let leads_out = |part| !matches!(part, Component::Normal(_) | Component::CurDir);
        if Path::new(pattern).components().any(leads_out) {
            return Err(RelockError::Manifest {
                reason: format!(
                    "the members `{}` lead out of the folder",
                    pyward_model::printable(pattern)
                ),
            });
        }
    }
    Ok(())
}

/// Hands the credentials of the project's own indexes to the client.
pub(super) fn store_credentials(
    workspace: &Workspace,
    client: &BaseClientBuilder<'_>,
) -> Result<(), RelockError> {
    let of_members = workspace.packages().values().flat_map(|member| {
        let tool = member.pyproject_toml().tool.as_ref();
        let uv = tool.and_then(|tool| tool.uv.as_ref());
        uv.and_then(|uv| uv.index.as_ref()).into_iter().flatten()
    });
    for index in workspace.indexes().iter().chain(of_members) {
        let found = index.credentials();
        let found = found.map_err(|error| RelockError::settings(&error))?;
        if let Some(credentials) = found {
            if let Some(root) = index.root_url() {
                client.store_credentials(&root, credentials.clone());
            }
            client.store_credentials(index.raw_url(), credentials);
        }
    }
    Ok(())
}

/// Reads requirements of the workspace by its `[tool.uv.sources]`.
struct Lowering<'a> {
    workspace: &'a Workspace,
    settings: &'a Settings,
    cache: &'a Cache,
    workspaces: &'a WorkspaceCache,
    client: &'a uv_client::RegistryClient,
}

impl Lowering<'_> {
    async fn lower(
        &self,
        requirements: Vec<uv_pep508::Requirement<VerbatimParsedUrl>>,
    ) -> Result<Vec<Requirement>, RelockError> {
        let project = self.workspace.pyproject_toml().project.as_ref();
        let lowered = BuildRequires::from_workspace(
            uv_pypi_types::BuildRequires {
                name: project.map(|project| project.name.clone()),
                requires_dist: requirements,
            },
            self.workspace,
            &self.settings.locations,
            &self.settings.sources,
            self.cache,
            self.workspaces,
            self.client.credentials_cache(),
        )
        .await
        .map_err(|error| RelockError::manifest(&error))?;
        let own = lowered.requires_dist.into_iter();
        Ok(own
            .map(|requirement| requirement.with_origin(RequirementOrigin::Workspace))
            .collect())
    }

    async fn overrides(&self) -> Result<Vec<Override<Requirement>>, RelockError> {
        let mut lowered = Vec::new();
        for entry in self.workspace.overrides() {
            match entry {
                Override::Requirement(requirement) => {
                    let own = self.lower(vec![requirement]).await?;
                    lowered.extend(own.into_iter().map(Override::Requirement));
                }
                Override::Package(package) => {
                    let dependencies = self.lower(package.dependencies.into_vec()).await?;
                    lowered.push(Override::Package(PackageOverride {
                        package: package.package,
                        dependencies: dependencies.into_boxed_slice(),
                    }));
                }
            }
        }
        Ok(lowered)
    }
}

impl Project {
    /// Reads what a workspace says.
    pub(super) async fn read(
        workspace: Arc<Workspace>,
        old: &Lock,
        settings: &Settings,
        cache: &Cache,
        workspaces: &WorkspaceCache,
        client: &uv_client::RegistryClient,
    ) -> Result<Self, RelockError> {
        let lowering = Lowering {
            workspace: &workspace,
            settings,
            cache,
            workspaces,
            client,
        };
        let requirements = lowering.lower(workspace.requirements()).await?;
        let constraints = lowering.lower(workspace.constraints()).await?;
        let build_constraints = lowering.lower(workspace.build_constraints()).await?;
        let overrides = lowering.overrides().await?;
        let mut groups = BTreeMap::new();
        let stated = workspace
            .workspace_dependency_groups()
            .map_err(|error| RelockError::manifest(&error))?;
        for (name, group) in stated {
            groups.insert(name, lowering.lower(group.requirements).await?);
        }
        let requires_python = requires_python(&workspace, old)?;
        let environment = view(&requires_python)?;
        let tags = environment.tags.ok_or_else(|| RelockError::Manifest {
            reason: "it is for no Python".to_owned(),
        })?;
        Ok(Self {
            members: members(&workspace),
            requirements,
            constraints,
            build_constraints,
            overrides,
            excludes: workspace.exclude_dependencies(),
            groups,
            conflicts: conflicts(&workspace)?,
            environments: disjoint(workspace.environments())?,
            required_environments: disjoint(workspace.required_environments())?,
            python: PythonRequirement::from_marker_environment(
                &environment.markers,
                requires_python.clone(),
            ),
            requires_python,
            markers: environment.markers,
            tags,
            workspace,
        })
    }
}

/// A project that is its only member is not named as one.
fn members(workspace: &Workspace) -> Vec<PackageName> {
    if workspace.packages().len() == 1 && !workspace.is_non_project() {
        return Vec::new();
    }
    workspace.packages().keys().cloned().collect()
}

fn conflicts(workspace: &Workspace) -> Result<Conflicts, RelockError> {
    let mut conflicts = workspace
        .conflicts()
        .map_err(|error| RelockError::manifest(&error))?;
    let manifest = workspace.pyproject_toml();
    if let (Some(groups), Some(project)) = (&manifest.dependency_groups, &manifest.project) {
        conflicts.expand_transitive_group_includes(&project.name, groups);
    }
    Ok(conflicts)
}

/// Environments, which must not overlap.
fn disjoint(stated: Option<&SupportedEnvironments>) -> Result<SupportedEnvironments, RelockError> {
    let stated = stated.cloned().unwrap_or_default();
    for pair in stated.as_markers().windows(2) {
        if let [one, other] = pair
            && !one.is_disjoint(*other)
        {
            return Err(RelockError::Manifest {
                reason: "its `environments` overlap".to_owned(),
            });
        }
    }
    Ok(stated)
}

/// The Pythons of all members; where none says, those of the lock.
fn requires_python(workspace: &Workspace, old: &Lock) -> Result<RequiresPython, RelockError> {
    let stated = workspace
        .requires_python(&DependencyGroupsWithDefaults::none())
        .map_err(|error| RelockError::manifest(&error))?;
    if stated.is_empty() {
        return Ok(old.requires_python().clone());
    }
    RequiresPython::intersection(stated.values()).ok_or_else(|| RelockError::Manifest {
        reason: "its members are for no Python in common".to_owned(),
    })
}

/// One of the Pythons a project is for, on a machine that every wheel is made for.
fn view(requires_python: &RequiresPython) -> Result<Environment, RelockError> {
    let fits = |minor: &&u8| requires_python.contains(&Version::new([3, u64::from(**minor)]));
    let minor = PYTHONS.iter().find(fits).copied().unwrap_or(12);
    let target = Target {
        platform: Some(Platform::LinuxX86_64),
        ..Target::host(PythonVersion::new(3, minor))
    };
    Environment::of(&target)
        .map_err(|reason| RelockError::Resolve(crate::ResolveError::Target { reason }))
}
