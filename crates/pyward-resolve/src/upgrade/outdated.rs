//! What is behind.

use pyward_model::{PackageName, Step, Version};

use super::ask::{Answer, Asker};
use super::{PlanError, Solver};
use crate::{Forbidden, Pin, Prereleases, Request};

/// A package that has a newer version, or whose version was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outdated {
    /// The package.
    pub name: PackageName,
    /// The version that is there.
    pub current: Version,
    /// The newest version that the requirements allow; `None` where nothing asks for the package.
    pub allowed: Option<Version>,
    /// The newest version for this Python that was not withdrawn and is no pre-release (unless today's is one).
    pub newest: Option<Version>,
    /// The step to the newest version, where that is higher.
    pub step: Option<Step>,
    /// Whether the version that is there was withdrawn (PEP 592).
    pub yanked: bool,
}

/// How far versions lag behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lag {
    /// Packages that are behind, sorted by name.
    pub packages: Vec<Outdated>,
    /// Packages that no index has.
    pub unknown: Vec<PackageName>,
}

/// What is behind of the versions that are there. `base` is as in [`super::Upgrade`]; where its requirements cannot be
/// met at all, no allowed version is told.
pub fn outdated(
    solver: &dyn Solver,
    base: &Request,
    installed: &[Pin],
    cancelled: &dyn Fn() -> bool,
) -> Result<Lag, PlanError> {
    let asker = Asker::new(solver, base, installed, cancelled);
    let forbidden = Forbidden::clone(&base.forbidden);
    let newest = match asker.ask(&asker.fresh(&forbidden, &[], &|_| false))? {
        Answer::Fits(resolution) => Some(resolution),
        Answer::Conflict(_) => None,
    };
    let mut pins: Vec<&Pin> = installed.iter().collect();
    pins.sort_by(|a, b| (&a.name, &a.version).cmp(&(&b.name, &b.version)));
    pins.dedup_by(|a, b| a.name == b.name && a.version == b.version);
    let names: Vec<PackageName> = pins.iter().map(|pin| pin.name.clone()).collect();
    asker.ahead(&names)?;
    let mut lag = Lag::default();
    for pin in pins {
        let Some(releases) = asker.releases(&pin.name)? else {
            lag.unknown.push(pin.name.clone());
            continue;
        };
        let with_previews = pin.version.is_prerelease() || base.prereleases == Prereleases::Allow;
        let latest = releases.releases.iter().rev().find(|release| {
            release.version.is_valid()
                && release.yanked.is_none()
                && (with_previews || !release.version.is_prerelease())
                && asker.fits_python(release.requires_python.as_deref())
        });
        let latest = latest.map(|release| release.version.clone());
        let here = releases.get(&pin.version);
        let yanked = here.is_some_and(|release| release.yanked.is_some());
        let step = latest
            .as_ref()
            .filter(|latest| **latest > pin.version)
            .map(|latest| Step::between(Some(&pin.version), Some(latest)));
        if step.is_none() && !yanked {
            continue;
        }
        let allowed = newest
            .as_ref()
            .and_then(|resolution| resolution.get(&pin.name))
            .and_then(|package| package.version.clone());
        lag.packages.push(Outdated {
            name: pin.name.clone(),
            current: pin.version.clone(),
            allowed,
            newest: latest,
            step,
            yanked,
        });
    }
    lag.unknown.dedup();
    Ok(lag)
}
