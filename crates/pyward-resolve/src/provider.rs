//! What the resolver reads of packages, with the answers for source distributions put in.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use uv_distribution::{ArchiveMetadata, Reporter};
use uv_distribution_types::{Dist, IndexMetadata, InstalledDist, Name as _, SourceDist};
use uv_normalize::PackageName;
use uv_pypi_types::ResolutionMetadata;
use uv_resolver::{
    DefaultResolverProvider, MetadataResponse, PackageVersionsResult, ResolverProvider,
    WheelMetadataResult,
};

use crate::builds::Tools;
use crate::deny_build::DenyBuild;
use crate::input::Sources;

/// Name and version (as text) of packages whose dependencies are not known.
pub(crate) type Unverified = RefCell<BTreeSet<(String, String)>>;

/// uv's own provider for everything but source distributions, which it would have to build.
pub(crate) struct Provider<'a> {
    pub(crate) inner: DefaultResolverProvider<'a, DenyBuild>,
    pub(crate) sources: &'a Sources,
    pub(crate) unverified: &'a Unverified,
    /// Who builds, where that is allowed.
    pub(crate) tools: Option<Tools<'a>>,
}

impl Provider<'_> {
    /// What is known of a source distribution without building it.
    fn of_source(&self, dist: &SourceDist) -> MetadataResponse {
        let known = match dist {
            SourceDist::DirectUrl(dist) => self.sources.known(&dist.url.to_string()),
            _ => None,
        };
        let stated = known.as_ref().and_then(|known| known.version.clone());
        let version = stated
            .or_else(|| dist.version().cloned())
            .unwrap_or_else(|| uv_pep440::Version::new([0]));
        if !known.as_ref().is_some_and(|known| known.complete) {
            self.unverified
                .borrow_mut()
                .insert((dist.name().to_string(), version.to_string()));
        }
        let requires = known.map_or(&[][..], |known| known.requires);
        MetadataResponse::Found(ArchiveMetadata::from_metadata23(ResolutionMetadata {
            name: dist.name().clone(),
            version,
            requires_dist: requires.into(),
            requires_python: None,
            // With none listed, one that is asked for would be told as missing: `output` passes over that.
            provides_extra: Box::default(),
            dynamic: false,
        }))
    }
}

impl ResolverProvider for Provider<'_> {
    async fn get_package_versions<'io>(
        &'io self,
        package_name: &'io PackageName,
        index: Option<&'io IndexMetadata>,
    ) -> PackageVersionsResult {
        self.inner.get_package_versions(package_name, index).await
    }

    async fn get_or_build_wheel_metadata<'io>(&'io self, dist: &'io Dist) -> WheelMetadataResult {
        if let (Some(tools), Dist::Source(SourceDist::Registry(_))) = (&self.tools, dist)
            && let Some(found) = tools.metadata(dist).await
        {
            return Ok(MetadataResponse::Found(found));
        }
        match dist {
            Dist::Source(dist) => Ok(self.of_source(dist)),
            Dist::Built(_) => self.inner.get_or_build_wheel_metadata(dist).await,
        }
    }

    async fn get_installed_metadata<'io>(
        &'io self,
        dist: &'io InstalledDist,
    ) -> WheelMetadataResult {
        self.inner.get_installed_metadata(dist).await
    }

    fn with_reporter(self, reporter: Arc<dyn Reporter>) -> Self {
        Self {
            inner: self.inner.with_reporter(reporter),
            ..self
        }
    }
}
