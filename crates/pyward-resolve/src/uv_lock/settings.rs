//! What uv's configuration says that shapes a lock: `[tool.uv]` or `uv.toml` of the project, the user's and the system's
//! files, and uv's variables, read by uv's own code.

use std::path::Path;

use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error as ValueError, StrDeserializer};
use uv_configuration::{BuildOptions, IndexStrategy, NoBinary, NoBuild, NoSources};
use uv_distribution_types::{
    DependencyMetadata, ExcludeNewerOverride, Index, IndexLocations, IndexUrl,
};
use uv_pypi_types::SupportedEnvironments;
use uv_resolver::{
    ExcludeNewer, ForkStrategy, Options, OptionsBuilder, Prerelease, PrereleaseMode, ResolutionMode,
};
use uv_settings::{Combine as _, FilesystemOptions, ResolverOptions};

use super::project::Project;
use super::{Relock, RelockError, no_sources};
use crate::{IndexSettings, IndexStrategy as OwnStrategy};

/// The largest file of configuration, in bytes.
pub(super) const LARGEST: u64 = 8 << 20;

/// The settings that shape a lock.
pub(super) struct Settings {
    pub(super) locations: IndexLocations,
    pub(super) index_strategy: IndexStrategy,
    pub(super) resolution: ResolutionMode,
    pub(super) prerelease: Prerelease,
    pub(super) fork_strategy: ForkStrategy,
    pub(super) exclude_newer: ExcludeNewer,
    pub(super) dependency_metadata: DependencyMetadata,
    pub(super) sources: NoSources,
    pub(super) build_options: BuildOptions,
}

impl Settings {
    /// Reads them. What variables say is stronger than what files say, and the project's files are stronger than others.
    pub(super) fn read(wish: &Relock) -> Result<Self, RelockError> {
        let files = files(wish)?;
        let schema = files.map(|found| found.into_options().top_level);
        let said = ResolverOptions::from(schema.unwrap_or_default());
        let variables = Variables { wish };
        let resolution = variables.word("UV_RESOLUTION")?.or(said.resolution);
        let prerelease = variables.word("UV_PRERELEASE")?.or(said.prerelease);
        let fork_strategy = variables.word("UV_FORK_STRATEGY")?.or(said.fork_strategy);
        let exclude_newer: Option<ExcludeNewerOverride> =
            variables.word("UV_EXCLUDE_NEWER")?.or(said.exclude_newer);
        let packages = said.exclude_newer_package.unwrap_or_default();
        let mut prereleases = said.prerelease_package.unwrap_or_default();
        prereleases
            .values_mut()
            .for_each(|mode| *mode = current(*mode));
        Ok(Self {
            locations: locations(&wish.indexes, said.indexes.into())?,
            index_strategy: match wish.indexes.strategy {
                OwnStrategy::FirstIndex => said.index_strategy.unwrap_or_default(),
                OwnStrategy::UnsafeFirstMatch => IndexStrategy::UnsafeFirstMatch,
                OwnStrategy::UnsafeBestMatch => IndexStrategy::UnsafeBestMatch,
            },
            resolution: resolution.unwrap_or_default(),
            prerelease: Prerelease {
                global: current(prerelease.unwrap_or_default()),
                package: prereleases,
            },
            fork_strategy: fork_strategy.unwrap_or_default(),
            exclude_newer: ExcludeNewer::from_args(
                exclude_newer,
                packages.into_iter().map(Into::into).collect(),
            ),
            dependency_metadata: DependencyMetadata::from_entries(
                said.dependency_metadata.into_iter().flatten(),
            ),
            sources: no_sources(
                variables.switch("UV_NO_SOURCES").or(said.no_sources),
                said.no_sources_package,
            ),
            build_options: BuildOptions::new(
                NoBinary::from_args(
                    variables.switch("UV_NO_BINARY").or(said.no_binary),
                    said.no_binary_package.unwrap_or_default(),
                ),
                NoBuild::from_args(
                    variables.switch("UV_NO_BUILD").or(said.no_build),
                    said.no_build_package.unwrap_or_default(),
                ),
            ),
        })
    }

    /// The options of the resolver for a project.
    pub(super) fn options(&self, project: &Project) -> Options {
        let supported = project.environments.iter().copied();
        let required = project.required_environments.iter().copied();
        OptionsBuilder::new()
            .resolution_mode(self.resolution)
            .prerelease(self.prerelease.clone())
            .fork_strategy(self.fork_strategy)
            .exclude_newer(self.exclude_newer.clone())
            .index_strategy(self.index_strategy)
            .build_options(self.build_options.clone())
            .artifact_environments(SupportedEnvironments::from_markers(
                supported.chain(required).collect(),
            ))
            .build()
    }
}

/// What uv's files say, as one.
fn files(wish: &Relock) -> Result<Option<FilesystemOptions>, RelockError> {
    if let Some(path) = wish.variables.get("UV_CONFIG_FILE") {
        let path = wish.folder.join(path);
        return file(&path).map(Some);
    }
    let variables = Variables { wish };
    if variables.switch("UV_NO_CONFIG") == Some(true) {
        return Ok(None);
    }
    for folder in wish.folder.ancestors() {
        for name in ["uv.toml", "pyproject.toml"] {
            must_be_small(&folder.join(name))?;
        }
    }
    must_be_understood(&wish.folder)?;
    let mut all =
        FilesystemOptions::find(&wish.folder).map_err(|error| RelockError::settings(&error))?;
    for path in &wish.configuration {
        if path.is_file() {
            all = all.combine(Some(file(path)?));
        }
    }
    Ok(all)
}

/// `[tool.uv]` of a manifest.
#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "tool")]
    _tool: Option<Tool>,
}

#[derive(Deserialize)]
struct Tool {
    #[serde(rename = "uv")]
    _uv: Option<uv_settings::Options>,
}

/// Refuses a manifest whose `[tool.uv]` uv would pass over with a warning: its settings are meant to hold.
fn must_be_understood(folder: &Path) -> Result<(), RelockError> {
    let path = folder.join("pyproject.toml");
    if folder.join("uv.toml").is_file() {
        return Ok(());
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the manifest of a project that its owner wants locked, bounded by the caller"
    )]
    let Ok(text) = std::fs::read_to_string(&path) else {
        return Ok(());
    };
    let read = text
        .parse::<toml_edit::Document<String>>()
        .map_err(|error| error.to_string())
        .and_then(|document| {
            Manifest::deserialize(document.into_deserializer()).map_err(|error| error.to_string())
        });
    match read {
        Ok(Manifest { _tool }) => Ok(()),
        Err(error) => Err(RelockError::Settings {
            reason: format!("{}: {}", path.display(), crate::translate::bounded(&error)),
        }),
    }
}

fn file(path: &Path) -> Result<FilesystemOptions, RelockError> {
    must_be_small(path)?;
    FilesystemOptions::from_file(path).map_err(|error| RelockError::settings(&error))
}

/// Refuses a file that is larger than anybody would write.
pub(super) fn must_be_small(path: &Path) -> Result<(), RelockError> {
    match path.metadata() {
        Ok(found) if found.len() > LARGEST => Err(RelockError::Settings {
            reason: format!(
                "{} is larger than {} MiB",
                pyward_model::printable(&path.to_string_lossy()),
                LARGEST >> 20
            ),
        }),
        _ => Ok(()),
    }
}

/// uv's variables.
struct Variables<'w> {
    wish: &'w Relock,
}

impl Variables<'_> {
    /// What a variable says in one of uv's own words.
    fn word<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Result<Option<T>, RelockError> {
        let text = self.wish.variables.get(name).map(|text| text.trim());
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let words: StrDeserializer<'_, ValueError> = text.into_deserializer();
        T::deserialize(words)
            .map(Some)
            .map_err(|error| RelockError::Settings {
                reason: format!("{name}: {}", pyward_model::printable(&error.to_string())),
            })
    }

    /// What a switch says; `None` where nobody set it.
    fn switch(&self, name: &str) -> Option<bool> {
        let text = self.wish.variables.get(name)?;
        match text.trim().to_ascii_lowercase().as_str() {
            "" => None,
            "0" | "false" | "no" | "off" | "n" | "f" => Some(false),
            _ => Some(true),
        }
    }
}

/// The mode that a deprecated one stands for.
fn current(mode: PrereleaseMode) -> PrereleaseMode {
    #[expect(
        deprecated,
        reason = "uv still reads the word, and takes it for another"
    )]
    let old = PrereleaseMode::IfNecessaryOrExplicit;
    if mode == old {
        PrereleaseMode::IfNecessary
    } else {
        mode
    }
}

/// The indexes that flags and variables name, then those of uv's files, as uv would ask them.
fn locations(
    named: &IndexSettings,
    of_files: IndexLocations,
) -> Result<IndexLocations, RelockError> {
    let url = |text: &str| {
        IndexUrl::parse(text, None).map_err(|error| RelockError::Settings {
            reason: format!("{}: {error}", pyward_model::without_credentials(text)),
        })
    };
    let mut indexes = Vec::new();
    for extra in &named.extra {
        indexes.push(Index::from_extra_index_url(url(extra)?));
    }
    if let Some(index) = &named.index {
        indexes.push(Index::from_index_url(url(index)?));
    }
    let mut links = Vec::new();
    for place in &named.find_links {
        links.push(Index::from_find_links(url(place)?));
    }
    Ok(of_files.combine(indexes, links, named.no_index))
}
