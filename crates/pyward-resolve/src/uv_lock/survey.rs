//! What the local projects of a workspace say of themselves, before anything is asked of anybody.
//!
//! What their manifests state is enough where it is stated: the version may be left to the build, since a lock does not
//! hold it then. Where requirements are left to the build, or a package comes from a repository, the survey ends.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use uv_distribution::{ArchiveMetadata, Metadata};
use uv_distribution_types::{Dist, Identifier as _, Requirement, RequirementSource};
use uv_pypi_types::PyProjectToml;
use uv_resolver::MetadataResponse;

use super::settings::must_be_small;
use super::{RelockError, Work, settled};

/// The most local projects that are looked at.
const MOST: usize = 2_000;

/// Reads the members and whatever local projects they need; those whose version only a build tells are noted in the
/// resolver's memory.
pub(super) async fn survey(work: &Work<'_>) -> Result<(), RelockError> {
    let project = work.project;
    let overrides = project.overrides.iter().flat_map(|entry| match entry {
        uv_configuration::Override::Requirement(requirement) => std::slice::from_ref(requirement),
        uv_configuration::Override::Package(package) => &*package.dependencies,
    });
    let mut queue: Vec<Requirement> = project
        .workspace
        .members_requirements()
        .chain(project.workspace.group_requirements())
        .chain(project.requirements.iter().cloned())
        .chain(project.groups.values().flatten().cloned())
        .chain(project.constraints.iter().cloned())
        .chain(overrides.cloned())
        .collect();
    let mut seen: BTreeSet<PathBuf> = BTreeSet::new();
    while let Some(requirement) = queue.pop() {
        let package = requirement.name.as_str();
        match &requirement.source {
            RequirementSource::GitDirectory { .. } | RequirementSource::GitPath { .. } => {
                let package = package.to_owned();
                return Err(RelockError::Repository { package });
            }
            RequirementSource::Directory { install_path, .. } => {
                if !seen.insert(settled(install_path)) {
                    // The same folder may stand under another address, which the resolver asks for by itself.
                    note(work, &requirement, None).await?;
                    continue;
                }
                if seen.len() > MOST {
                    return Err(RelockError::Manifest {
                        reason: format!("it has more than {MOST} local projects"),
                    });
                }
                queue.extend(note(work, &requirement, Some(install_path)).await?);
            }
            RequirementSource::Registry { .. }
            | RequirementSource::Url { .. }
            | RequirementSource::Path { .. } => {}
        }
    }
    Ok(())
}

/// What a local project requires. `fresh` is `None` where its requirements are known already.
async fn note(
    work: &Work<'_>,
    requirement: &Requirement,
    fresh: Option<&Path>,
) -> Result<Vec<Requirement>, RelockError> {
    let RequirementSource::Directory {
        install_path,
        editable,
        r#virtual,
        url,
    } = &requirement.source
    else {
        return Ok(Vec::new());
    };
    let dynamic = || RelockError::dynamic(requirement.name.as_str(), install_path);
    let path = install_path.join("pyproject.toml");
    must_be_small(&path)?;
    #[expect(
        clippy::disallowed_methods,
        reason = "the manifest of a project that its owner wants locked, bounded above"
    )]
    let text = std::fs::read_to_string(&path).map_err(|_| dynamic())?;
    let manifest = PyProjectToml::from_toml(&text, path.display())
        .map_err(|error| RelockError::manifest(&error))?;
    let stated = work
        .database()
        .requires_dist(install_path, &manifest)
        .await
        .map_err(|error| RelockError::manifest(&error))?
        .ok_or_else(dynamic)?;
    let mut found = Vec::new();
    if fresh.is_some() {
        let groups = stated.dependency_groups.values();
        let all = stated.requires_dist.iter().chain(groups.flatten());
        found.extend(all.cloned());
    }
    if stated.dynamic {
        let dist = Dist::from_directory_url(
            requirement.name.clone(),
            url.clone(),
            install_path,
            *editable,
            *r#virtual,
        )
        .map_err(|error| RelockError::manifest(&error))?;
        let requires_python = manifest.requires_python().ok().flatten();
        let metadata = Metadata {
            name: stated.name,
            // It does not stand in the lock, and nobody else's requirement of it can be judged.
            version: uv_pep440::Version::new([0]),
            requires_dist: stated.requires_dist,
            requires_python,
            provides_extra: stated.provides_extra,
            dependency_groups: stated.dependency_groups,
            dynamic: true,
        };
        work.index.distributions().done(
            dist.distribution_id(),
            Arc::new(MetadataResponse::Found(ArchiveMetadata::from(metadata))),
        );
    }
    Ok(found)
}
