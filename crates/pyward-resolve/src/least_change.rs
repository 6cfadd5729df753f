//! As few steps away from the pins as possible.
//!
//! Keeping pins as preferences is not enough: what cannot keep its version would jump to the newest, and pull others with
//! it. So every pin is required as a lower bound too, and directly required packages take the lowest version that does.

use std::collections::BTreeSet;
use std::str::FromStr as _;

use pyward_model::PackageName;
use uv_resolver::ResolutionMode;

use crate::desk::{Desk, Session};
use crate::environment::Environment;
use crate::input::Parsed;
use crate::output::Output;
use crate::solve::Question;
use crate::{ResolveError, Target, translate};

/// An answer, and whether a package had to go below its pin.
pub(crate) struct Least {
    pub(crate) output: Output,
    pub(crate) session: Session,
    pub(crate) lowered: bool,
}

impl Desk {
    /// The answer with the least change.
    pub(crate) async fn least_change(
        &mut self,
        target: &Target,
        environment: &Environment,
        question: &Question,
    ) -> Result<Least, ResolveError> {
        let plain = Question {
            mode: ResolutionMode::Highest,
            ..question.clone()
        };
        let mut bounds = question.preferences.clone();
        let pinned: BTreeSet<&PackageName> = bounds.iter().map(|(name, _)| name).collect();
        let has_unpinned = plain
            .requirements
            .iter()
            .any(|parsed| !pinned.contains(&translate::model_name(&parsed.name)));
        if has_unpinned {
            // The lowest version of what has no pin would be an ancient one: it keeps the one it gets by itself.
            let (first, _) = self.answer(target, environment, &plain).await?;
            let direct: BTreeSet<&uv_normalize::PackageName> = plain
                .requirements
                .iter()
                .map(|parsed| &parsed.name)
                .collect();
            let pinned: BTreeSet<PackageName> = pinned.into_iter().cloned().collect();
            for (name, version) in versions(&first) {
                let is_new = !pinned.contains(&name)
                    && direct.iter().any(|direct| direct.as_str() == name.as_str());
                if is_new {
                    bounds.push((name, version));
                }
            }
        }
        match self
            .above(target, environment, question, &bounds, &bounds)
            .await
        {
            Ok((output, session)) => {
                return Ok(Least {
                    output,
                    session,
                    lowered: false,
                });
            }
            Err(ResolveError::Unsolvable { .. }) => {}
            Err(error) => return Err(error),
        }
        // A pin may be for another platform, so that requiring it fails where nothing needs it: only what is needed.
        // Where nothing fits at all, this run says so in terms of the true requirements.
        let (highest, session) = self.answer(target, environment, &plain).await?;
        let needed: BTreeSet<PackageName> = versions(&highest).map(|(name, _)| name).collect();
        let reduced: Vec<(PackageName, uv_pep440::Version)> = bounds
            .iter()
            .filter(|(name, _)| needed.contains(name))
            .cloned()
            .collect();
        if reduced.len() < bounds.len() {
            match self
                .above(target, environment, question, &reduced, &bounds)
                .await
            {
                Ok((output, session)) => {
                    return Ok(Least {
                        output,
                        session,
                        lowered: false,
                    });
                }
                Err(ResolveError::Unsolvable { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let lowered = versions(&highest)
            .any(|(name, version)| bounds.iter().any(|(n, pin)| *n == name && version < *pin));
        Ok(Least {
            output: highest,
            session,
            lowered,
        })
    }

    /// The lowest versions at or above bounds, and then the true requirements with those versions kept: so that no
    /// package is there, or there without its marker, only because its bound was required.
    async fn above(
        &mut self,
        target: &Target,
        environment: &Environment,
        question: &Question,
        bounds: &[(PackageName, uv_pep440::Version)],
        preferences: &[(PackageName, uv_pep440::Version)],
    ) -> Result<(Output, Session), ResolveError> {
        let mut raised = Question {
            preferences: preferences.to_vec(),
            mode: ResolutionMode::LowestDirect,
            ..question.clone()
        };
        // What is given by its address has no bound: it is what it is.
        let placed: BTreeSet<&str> = question
            .requirements
            .iter()
            .chain(&question.overrides)
            .filter(|parsed| matches!(parsed.version_or_url, Some(uv_pep508::VersionOrUrl::Url(_))))
            .map(|parsed| parsed.name.as_str())
            .collect();
        let lower = bounds
            .iter()
            .filter(|(name, _)| !placed.contains(name.as_str()))
            .filter_map(|(name, version)| {
                // A local version cannot stand in a bound.
                let public = version.clone().without_local();
                Parsed::from_str(&format!("{name}>={public}")).ok()
            });
        raised.requirements.extend(lower);
        let (lowest, _) = self.answer(target, environment, &raised).await?;
        let settled = Question {
            preferences: versions(&lowest).collect(),
            mode: ResolutionMode::Highest,
            ..question.clone()
        };
        self.answer(target, environment, &settled).await
    }
}

/// The versions of an answer.
fn versions(output: &Output) -> impl Iterator<Item = (PackageName, uv_pep440::Version)> {
    output.chosen.iter().filter_map(|chosen| {
        let version = uv_pep440::Version::from_str(chosen.version.as_deref()?).ok()?;
        Some((PackageName::pypi(&chosen.name), version))
    })
}
