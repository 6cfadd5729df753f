//! One run of the resolver.

use std::collections::BTreeSet;
use std::str::FromStr as _;
use std::sync::Arc;

use pyward_model::PackageName;
use uv_configuration::{Constraints, Excludes, Overrides};
use uv_distribution::DistributionDatabase;
use uv_distribution_types::{ExcludeNewerValue, Requirement as UvRequirement, RequirementSource};
use uv_pep440::Operator;
use uv_pypi_types::Conflicts;
use uv_requirements_txt::{RequirementEntry, RequirementsTxtRequirement};
use uv_resolver::{
    AllowedYanks, DefaultResolverProvider, DependencyMode, ExcludeNewer, Exclusions, FlatIndex,
    Manifest, OptionsBuilder, Preference, Preferences, Prerelease, PrereleaseMode, ResolutionMode,
    Resolver,
};
use uv_types::{EmptyInstalledPackages, HashStrategy, RequestedRequirements};

use crate::desk::{Desk, Session, SessionKey};
use crate::environment::Environment;
use crate::input::{self, Parsed};
use crate::output::{self, Output};
use crate::provider::Provider;
use crate::{Prereleases, ResolveError, Target, translate};

/// What one run is asked.
#[derive(Clone)]
pub(crate) struct Question {
    pub(crate) requirements: Vec<Parsed>,
    pub(crate) constraints: Vec<Parsed>,
    pub(crate) overrides: Vec<Parsed>,
    /// Versions to keep.
    pub(crate) preferences: Vec<(PackageName, uv_pep440::Version)>,
    /// The pins of the request: the same in every run, whatever is preferred in it.
    pub(crate) pins: Vec<(PackageName, uv_pep440::Version)>,
    pub(crate) mode: ResolutionMode,
    pub(crate) prereleases: Prereleases,
}

impl Question {
    /// What is pinned: such a version is taken even where it was yanked.
    fn pinned(&self) -> BTreeSet<(String, String)> {
        let exact = self
            .requirements
            .iter()
            .chain(&self.constraints)
            .chain(&self.overrides)
            .filter_map(|parsed| {
                let requirement = input::resolvable(parsed.clone());
                let RequirementSource::Registry { specifier, .. } = &requirement.source else {
                    return None;
                };
                let [clause] = specifier.as_ref() else {
                    return None;
                };
                matches!(clause.operator(), Operator::Equal | Operator::ExactEqual)
                    .then(|| (requirement.name.to_string(), clause.version().to_string()))
            });
        let kept = self
            .pins
            .iter()
            .map(|(name, version)| (name.to_string(), version.to_string()));
        exact.chain(kept).collect()
    }

    fn preferences(
        versions: &[(PackageName, uv_pep440::Version)],
    ) -> impl Iterator<Item = Preference> {
        versions.iter().filter_map(|(name, version)| {
            let requirement = Parsed::from_str(&format!("{name}=={version}")).ok()?;
            let entry = RequirementEntry {
                requirement: RequirementsTxtRequirement::Named(requirement),
                hashes: Vec::new(),
            };
            Preference::from_entry(entry).ok().flatten()
        })
    }

    /// The version of each source must be known before anything is resolved, and so must what it requires.
    fn lookaheads(&self, desk: &Desk) -> Vec<RequestedRequirements> {
        let of_source = |parsed: &Parsed| {
            let known = desk.sources.known(&input::address(parsed)?)?;
            let requires = known.requires.iter().cloned().map(input::resolvable);
            Some(RequestedRequirements::new(
                parsed.name.clone(),
                known
                    .version
                    .clone()
                    .unwrap_or_else(|| uv_pep440::Version::new([0])),
                parsed.extras.clone(),
                requires.collect(),
                false,
            ))
        };
        self.requirements.iter().filter_map(of_source).collect()
    }
}

fn uv(parsed: &[Parsed]) -> Vec<UvRequirement> {
    parsed.iter().cloned().map(input::resolvable).collect()
}

impl Desk {
    /// Runs the resolver once.
    pub(crate) async fn answer(
        &mut self,
        target: &Target,
        environment: &Environment,
        question: &Question,
    ) -> Result<(Output, Session), ResolveError> {
        let key = SessionKey {
            target: target.clone(),
            pinned: question.pinned(),
        };
        let links = self.links().await?;
        let session = self.session(&key);
        let workshop = self.workshop(&links);
        let hasher = HashStrategy::None;
        let flat = FlatIndex::from_entries(
            links,
            environment.tags.as_ref(),
            &hasher,
            &self.build.options,
        );
        let exclude_newer = self.exclude_newer();
        let options = OptionsBuilder::new()
            .resolution_mode(question.mode)
            .prerelease(prerelease(question.prereleases))
            .exclude_newer(exclude_newer.clone())
            .index_strategy(self.index_strategy())
            .build();
        let preferred = |versions: &[(PackageName, uv_pep440::Version)]| {
            Preferences::from_iter(Question::preferences(versions), &environment.resolver)
        };
        // Only what the request pins may be yanked, whatever this run prefers: the memory of versions depends on it.
        let pinned = Manifest::new(
            uv(&question.requirements),
            Constraints::from_requirements(uv(&question.constraints).into_iter()),
            Overrides::from_requirements(uv(&question.overrides)),
            Excludes::default(),
            preferred(&question.pins),
            None,
            BTreeSet::new(),
            Exclusions::default(),
            Vec::new(),
        );
        let manifest = Manifest::new(
            uv(&question.requirements),
            Constraints::from_requirements(uv(&question.constraints).into_iter()),
            Overrides::from_requirements(uv(&question.overrides)),
            Excludes::default(),
            preferred(&question.preferences),
            None,
            BTreeSet::new(),
            Exclusions::default(),
            question.lookaheads(self),
        );
        let desk = &*self;
        let dispatch = workshop.as_ref().map(|workshop| workshop.dispatch(desk));
        let tools = workshop.as_ref().zip(dispatch.as_ref());
        let tools = tools.map(|(workshop, dispatch)| workshop.tools(desk, dispatch));
        let provider = Provider {
            inner: DefaultResolverProvider::new(
                DistributionDatabase::new(&self.client, &self.build, Arc::clone(&self.downloads)),
                &flat,
                environment.tags.as_ref(),
                &environment.requires_python,
                AllowedYanks::from_manifest(
                    &pinned,
                    &environment.resolver,
                    DependencyMode::Transitive,
                ),
                &hasher,
                exclude_newer,
                &self.build.locations,
                &self.build.options,
                &self.build.capabilities,
            ),
            sources: &self.sources,
            unverified: &session.unverified,
            tools,
        };
        let resolver = Resolver::new_custom_io(
            manifest,
            options,
            &hasher,
            environment.resolver.clone(),
            &environment.markers,
            environment.tags.clone(),
            &environment.python,
            Conflicts::empty(),
            &session.index,
            &self.build.git,
            &self.build.capabilities,
            &self.build.locations,
            provider,
            EmptyInstalledPackages,
        );
        match resolver.resolve().await {
            Ok(answer) => Ok((output::read(&answer, &environment.resolver), session)),
            Err(error) => {
                let error = self.refusal(&error);
                if !matches!(error, ResolveError::Unsolvable { .. }) {
                    self.forget_session(&key);
                }
                Err(error)
            }
        }
    }

    pub(crate) fn index_strategy(&self) -> uv_configuration::IndexStrategy {
        match self.settings.strategy {
            crate::IndexStrategy::FirstIndex => uv_configuration::IndexStrategy::FirstIndex,
            crate::IndexStrategy::UnsafeFirstMatch => {
                uv_configuration::IndexStrategy::UnsafeFirstMatch
            }
            crate::IndexStrategy::UnsafeBestMatch => {
                uv_configuration::IndexStrategy::UnsafeBestMatch
            }
        }
    }

    pub(crate) fn exclude_newer(&self) -> ExcludeNewer {
        // The day itself still counts: nothing after its end.
        let end = self
            .settings
            .exclude_newer
            .and_then(|day| format!("{}T00:00:00Z", day.plus_days(1)).parse().ok());
        end.map_or_else(ExcludeNewer::default, |end| {
            ExcludeNewer::global(ExcludeNewerValue::absolute(end))
        })
    }

    /// An error of the resolver in our words.
    pub(crate) fn refusal(&self, error: &uv_resolver::ResolveError) -> ResolveError {
        use uv_resolver::ResolveError as Theirs;
        let unsolvable = |report: &str, packages: Vec<PackageName>, hints: Vec<String>| {
            ResolveError::Unsolvable {
                report: translate::bounded(&self.sources.restore(report)),
                packages,
                hints,
            }
        };
        match error {
            Theirs::NoSolution(none) => {
                let packages: BTreeSet<PackageName> =
                    none.packages().map(translate::model_name).collect();
                let hints = uv_errors::Hint::hints(none.as_ref());
                let hints = hints
                    .into_iter()
                    .map(|hint| translate::bounded(&self.sources.restore(hint.as_ref())));
                let hints: BTreeSet<String> = hints.collect();
                unsolvable(
                    none.report(),
                    packages.into_iter().collect(),
                    hints.into_iter().collect(),
                )
            }
            Theirs::Client(error) => client_error(error),
            Theirs::Dependencies(error, ..) => self.refusal(error),
            Theirs::ConflictingUrls { package_name, .. } => unsolvable(
                &error.to_string(),
                vec![translate::model_name(package_name)],
                Vec::new(),
            ),
            Theirs::DisallowedUrl { name, .. } => {
                let package = translate::model_name(name);
                unsolvable(&error.to_string(), vec![package], Vec::new())
            }
            Theirs::Dist(..) | Theirs::Distribution(..) => ResolveError::Index {
                reason: self.sources.restore(&translate::chain(error)),
            },
            _ => ResolveError::Failed {
                reason: self.sources.restore(&translate::chain(error)),
            },
        }
    }
}

/// An error of the client in our words.
pub(crate) fn client_error(error: &uv_client::Error) -> ResolveError {
    match error.kind() {
        uv_client::ErrorKind::Offline(what) => ResolveError::Offline { what: what.clone() },
        uv_client::ErrorKind::RemotePackageNotFound(name)
        | uv_client::ErrorKind::LocalPackageNotFound(name) => ResolveError::NotFound {
            package: translate::model_name(name),
        },
        uv_client::ErrorKind::NoIndex(name) => ResolveError::NotFound {
            package: PackageName::pypi(name),
        },
        _ => ResolveError::Index {
            reason: translate::chain(error),
        },
    }
}

fn prerelease(wanted: Prereleases) -> Prerelease {
    Prerelease {
        global: match wanted {
            Prereleases::IfNecessary => PrereleaseMode::IfNecessary,
            Prereleases::Explicit => PrereleaseMode::Explicit,
            Prereleases::Allow => PrereleaseMode::Allow,
            Prereleases::Disallow => PrereleaseMode::Disallow,
        },
        ..Prerelease::default()
    }
}
