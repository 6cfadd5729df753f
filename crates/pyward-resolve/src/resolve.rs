//! A request, answered: read, solved until nothing forbidden is left, and told in our words.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use pyward_model::{Hash, PackageName, Version, without_credentials};
use uv_distribution_filename::WheelFilename;
use uv_resolver::ResolutionMode;

use crate::desk::{Desk, Session, is_unverified};
use crate::environment::Environment;
use crate::input::{self, Parsed};
use crate::output::{Chosen, Output};
use crate::solve::Question;
use crate::{
    Metadata, Mode, Request, Resolution, ResolveError, Resolved, Source, guard, translate,
};

/// A request on its way.
struct Work<'a> {
    request: &'a Request,
    environment: Environment,
    question: Question,
    /// Packages given by their address.
    placed: BTreeSet<PackageName>,
    /// Packages whose forbidden versions are ruled out by a constraint.
    guarded: BTreeSet<PackageName>,
    oddities: BTreeSet<String>,
}

impl Desk {
    /// Answers a request.
    pub(crate) async fn resolve(&mut self, request: &Request) -> Result<Resolution, ResolveError> {
        let mut work = self.read(request)?;
        let named: BTreeSet<PackageName> = work
            .question
            .requirements
            .iter()
            .map(|parsed| translate::model_name(&parsed.name))
            .chain(request.preferences.iter().map(|pin| pin.name.clone()))
            .collect();
        self.rule_out(&mut work, &named).await?;
        loop {
            let (output, session, lowered) = self.run(&work).await?;
            let chosen: BTreeSet<PackageName> = output
                .chosen
                .iter()
                .map(|chosen| PackageName::pypi(&chosen.name))
                .collect();
            let hit = output.chosen.iter().any(|chosen| {
                let name = PackageName::pypi(&chosen.name);
                let version = chosen.version.as_deref().map(Version::new);
                version.is_some_and(|version| request.forbidden.contains(&name, &version))
            });
            if !hit {
                return self.told(work, output, &session, lowered).await;
            }
            // Every round rules out more packages, or there is nothing left to rule out.
            if !self.rule_out(&mut work, &chosen).await? {
                return Err(ResolveError::Failed {
                    reason: "a forbidden version stays in the answer".to_owned(),
                });
            }
        }
    }

    fn read<'a>(&mut self, request: &'a Request) -> Result<Work<'a>, ResolveError> {
        let environment =
            Environment::of(&request.target).map_err(|reason| ResolveError::Target { reason })?;
        let mut oddities = BTreeSet::new();
        let mut all = |requirements: &[crate::Requirement]| {
            requirements
                .iter()
                .map(|requirement| self.sources.read(requirement))
                .collect::<Result<Vec<Parsed>, _>>()
        };
        let requirements = all(&request.requirements)?;
        let constraints = all(&request.constraints)?;
        let mut overrides = all(&request.overrides)?;
        let preferences: Vec<_> = request
            .preferences
            .iter()
            .filter_map(|pin| {
                let version = translate::version(&pin.version);
                if version.is_none() {
                    oddities.insert(format!(
                        "the pin {}=={} is no version by PEP 440 and is not kept",
                        pyward_model::printable(pin.name.as_str()),
                        pyward_model::printable(pin.version.as_str())
                    ));
                }
                Some((pin.name.clone(), version?))
            })
            .collect();
        for parsed in &requirements {
            let Some(known) =
                input::address(parsed).and_then(|address| self.sources.known(&address))
            else {
                continue;
            };
            let is_overridden = overrides.iter().any(|own| own.name == parsed.name);
            if known.version.is_none() && !is_overridden {
                // Nobody knows its version, so nobody's wish about it can be denied.
                overrides.push(parsed.clone());
            }
        }
        let placed = requirements
            .iter()
            .filter(|parsed| matches!(parsed.version_or_url, Some(uv_pep508::VersionOrUrl::Url(_))))
            .map(|parsed| translate::model_name(&parsed.name))
            .collect();
        Ok(Work {
            request,
            environment,
            question: Question {
                requirements,
                constraints,
                overrides,
                pins: preferences.clone(),
                preferences,
                mode: ResolutionMode::Highest,
                prereleases: request.prereleases,
            },
            placed,
            guarded: BTreeSet::new(),
            oddities,
        })
    }

    /// Rules out the forbidden versions of packages; whether there was something new to rule out.
    async fn rule_out(
        &mut self,
        work: &mut Work<'_>,
        names: &BTreeSet<PackageName>,
    ) -> Result<bool, ResolveError> {
        let mut is_new = false;
        let asked = names.iter().filter(|name| {
            let is_forbidden = work.request.forbidden.of(name).is_some();
            is_forbidden && !work.placed.contains(*name) && !work.guarded.contains(*name)
        });
        self.ahead(asked.cloned()).await;
        for name in names {
            let Some(affected) = work.request.forbidden.of(name) else {
                continue;
            };
            // What is given by its address is taken as it is: there is no other version of it.
            if work.placed.contains(name) || !work.guarded.insert(name.clone()) {
                continue;
            }
            is_new = true;
            work.oddities.extend(work.request.forbidden.oddities(name));
            let releases = match self.releases(name).await {
                Ok(releases) => releases,
                // Where it is needed, the resolver says so better.
                Err(ResolveError::NotFound { .. } | ResolveError::Offline { .. }) => continue,
                Err(error) => return Err(error),
            };
            let versions: Vec<Version> = releases
                .releases
                .iter()
                .map(|release| release.version.clone())
                .collect();
            let clauses = guard::clauses(affected, &versions);
            if clauses.is_empty() {
                continue;
            }
            let text = format!("{name}{}", clauses.join(","));
            match Parsed::from_str(&text) {
                Ok(parsed) => work.question.constraints.push(parsed),
                Err(error) => {
                    return Err(ResolveError::Failed {
                        reason: format!("`{name}` cannot be constrained: {}", error.message),
                    });
                }
            }
        }
        Ok(is_new)
    }

    async fn run(&mut self, work: &Work<'_>) -> Result<(Output, Session, bool), ResolveError> {
        let target = &work.request.target;
        let mode = match work.request.mode {
            Mode::LeastChange => {
                let least = self
                    .least_change(target, &work.environment, &work.question)
                    .await?;
                return Ok((least.output, least.session, least.lowered));
            }
            Mode::Highest => ResolutionMode::Highest,
            Mode::LowestDirect => ResolutionMode::LowestDirect,
            Mode::Lowest => ResolutionMode::Lowest,
        };
        let question = Question {
            mode,
            ..work.question.clone()
        };
        let (output, session) = self.answer(target, &work.environment, &question).await?;
        Ok((output, session, false))
    }

    /// The answer in our words.
    async fn told(
        &mut self,
        work: Work<'_>,
        output: Output,
        session: &Session,
        lowered: bool,
    ) -> Result<Resolution, ResolveError> {
        let mut requires: BTreeMap<PackageName, BTreeSet<PackageName>> = BTreeMap::new();
        for chosen in &output.chosen {
            for parent in &chosen.via {
                requires
                    .entry(parent.clone())
                    .or_default()
                    .insert(PackageName::pypi(&chosen.name));
            }
        }
        let direct: BTreeSet<PackageName> = work
            .question
            .requirements
            .iter()
            .map(|parsed| translate::model_name(&parsed.name))
            .collect();
        let mut packages = Vec::new();
        let mut oddities = work.oddities;
        for chosen in output.chosen {
            let name = PackageName::pypi(&chosen.name);
            let text = chosen.version.clone().unwrap_or_default();
            let (origin, version, metadata) = self.source(&chosen, session);
            let builder = self.builder.as_ref();
            oddities.extend(builder.and_then(|builder| builder.told(&chosen.name, &text)));
            let yanked = output.yanked.get(&(name.clone(), text.clone())).cloned();
            packages.push(Resolved {
                direct: direct.contains(&name),
                requires: requires.get(&name).cloned().unwrap_or_default(),
                name,
                version,
                extras: chosen.extras,
                marker: chosen.marker.filter(|_| work.request.target.universal),
                origin,
                via: chosen.via,
                hashes: Vec::new(),
                files: Vec::new(),
                yanked,
                metadata,
            });
        }
        if work.request.hashes {
            let of_index = packages.iter().filter(|it| is_of_index(it));
            let names: Vec<PackageName> = of_index.map(|it| it.name.clone()).collect();
            self.ahead(names).await;
            for resolved in &mut packages {
                self.list_files(work.request, resolved).await?;
            }
        }
        let mut packages = merged(packages);
        packages.sort_by(|a, b| {
            (&a.name, &a.version, &a.marker).cmp(&(&b.name, &b.version, &b.marker))
        });
        for (name, oddity) in output.oddities {
            // Of a source that only a build could ask, no extra is known.
            let is_known = packages
                .iter()
                .any(|package| package.name == name && package.metadata == Metadata::Known);
            if is_known {
                oddities.insert(oddity);
            }
        }
        Ok(Resolution {
            packages,
            oddities: oddities.into_iter().collect(),
            lowered,
        })
    }

    /// Where a package comes from, its version, and whether it is known what it requires.
    fn source(&self, chosen: &Chosen, session: &Session) -> (Source, Option<Version>, Metadata) {
        let known = |version: &str| {
            if is_unverified(&session.unverified, &chosen.name, version) {
                Metadata::Unverified
            } else {
                Metadata::Known
            }
        };
        let Some(url) = chosen.url.as_deref() else {
            let version = chosen.version.as_deref().unwrap_or_default();
            let index = chosen.index.clone().unwrap_or_default();
            return (
                Source::Index(index),
                Some(Version::new(version)),
                known(version),
            );
        };
        let place = self.sources.written(url).unwrap_or(url);
        let origin = Source::Url(without_credentials(place).into());
        if let Some(source) = self.sources.known(url) {
            let version = source.version.as_ref();
            let text = version.map_or_else(|| "0".to_owned(), ToString::to_string);
            return (origin, version.map(translate::model_version), known(&text));
        }
        let plain = url.split(['#', '?']).next().unwrap_or_default();
        let file = plain.rsplit('/').next().unwrap_or_default();
        let version = WheelFilename::from_str(&file.replace("%2B", "+"))
            .ok()
            .map(|filename| translate::model_version(&filename.version));
        (origin, version, Metadata::Known)
    }

    /// Adds files and hashes.
    async fn list_files(
        &mut self,
        request: &Request,
        resolved: &mut Resolved,
    ) -> Result<(), ResolveError> {
        let (Source::Index(index), Some(version)) = (&resolved.origin, &resolved.version) else {
            return Ok(());
        };
        let releases = self.releases(&resolved.name).await?;
        let files = releases.get(version).map_or(&[][..], |found| &found.files);
        let is_here = |file: &&crate::ReleaseFile| *file.index == **index;
        resolved.files = files.iter().filter(is_here).cloned().collect();
        if resolved.files.is_empty() {
            resolved.files = files.to_vec();
        }
        let stated = resolved.files.iter().flat_map(|file| file.hashes.clone());
        let mut hashes: BTreeSet<Hash> = stated.collect();
        if hashes.is_empty() {
            let pinned = request
                .preferences
                .iter()
                .filter(|pin| pin.name == resolved.name && pin.version == *version);
            hashes.extend(pinned.flat_map(|pin| pin.hashes.clone()));
        }
        resolved.hashes = hashes.into_iter().collect();
        Ok(())
    }
}

fn is_of_index(resolved: &Resolved) -> bool {
    matches!(resolved.origin, Source::Index(_)) && resolved.version.is_some()
}

/// The packages, each version once: the resolver lists one apart that some want with extras and others without. Who is
/// there without extras is there wherever the other is, so its marker holds for both.
fn merged(packages: Vec<Resolved>) -> Vec<Resolved> {
    let mut groups: BTreeMap<(PackageName, Option<Version>, Source), Vec<Resolved>> =
        BTreeMap::new();
    for package in packages {
        let key = (
            package.name.clone(),
            package.version.clone(),
            package.origin.clone(),
        );
        groups.entry(key).or_default().push(package);
    }
    let mut merged = Vec::new();
    for mut group in groups.into_values() {
        let plain = group.iter().filter(|it| it.extras.is_empty()).count();
        if plain == 1 {
            group.sort_by_key(|it| !it.extras.is_empty());
        }
        let mut kept: Vec<Resolved> = Vec::new();
        for package in group {
            let same = kept
                .iter_mut()
                .find(|other| plain == 1 || other.marker == package.marker);
            match same {
                Some(other) => {
                    other.extras.extend(package.extras);
                    other.via.extend(package.via);
                }
                None => kept.push(package),
            }
        }
        merged.extend(kept);
    }
    merged
}
