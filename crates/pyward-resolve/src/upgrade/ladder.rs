//! How far each package may go, rung by rung.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::{PackageName, Step, Version};

use super::search::Round;
use super::{PlanError, Task};
use crate::{Forbidden, Prereleases, Releases};

/// The rung each package stands on; what is not named stands on the lowest: it keeps its version, or stays away.
pub(super) type State = BTreeMap<PackageName, usize>;

/// What a state costs; the smaller, the better.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost {
    downgrades: usize,
    touched: usize,
    worst: Option<Step>,
    major: usize,
    minor: usize,
    patch: usize,
}

/// A rung: how far it is, and the highest version it allows.
#[derive(Clone, Debug)]
struct Rung {
    step: Step,
    upto: Option<Version>,
}

#[derive(Clone, Debug)]
enum Ladder {
    /// A package that is there, with the lowest and the highest of its versions.
    There {
        low: Version,
        high: Version,
        rungs: Vec<Rung>,
    },
    /// A package that is not.
    Absent,
}

pub(super) struct Ladders {
    ladders: BTreeMap<PackageName, Ladder>,
    /// Packages that come in whatever is done.
    expected: BTreeSet<PackageName>,
}

impl Ladders {
    /// The ladders of all packages that are there. What is given by its address has none.
    pub(super) fn new(task: &Task<'_>, forbidden: &Forbidden) -> Result<Self, PlanError> {
        let mut ladders = BTreeMap::new();
        let ends = |(name, versions): (&'_ PackageName, &'_ Vec<Version>)| {
            let valid = || versions.iter().filter(|version| version.is_valid());
            let ends = (valid().next()?.clone(), valid().next_back()?.clone());
            (!task.placed.contains(name)).then(|| (name.clone(), ends))
        };
        let there: BTreeMap<PackageName, _> = task.pins.iter().filter_map(ends).collect();
        let names: Vec<PackageName> = there.keys().cloned().collect();
        task.asker.ahead(&names)?;
        for (name, (low, high)) in there {
            let releases = task.asker.releases(&name)?;
            let rungs = rungs(task, forbidden, &name, &low, releases.as_deref());
            ladders.insert(name, Ladder::There { low, high, rungs });
        }
        let mut expected = task.placed.clone();
        let here = task.today.packages.iter().map(|package| &package.name);
        expected.extend(here.filter(|name| !task.pins.contains_key(*name)).cloned());
        Ok(Self { ladders, expected })
    }

    /// Takes note of packages that a resolution brings in; those that its state does not allow.
    pub(super) fn newcomers<'r>(
        &mut self,
        task: &Task<'_>,
        state: &State,
        resolution: &'r crate::Resolution,
    ) -> Vec<&'r PackageName> {
        let strangers = strangers(task, self, state, resolution);
        for name in &strangers {
            self.ladders.insert((*name).clone(), Ladder::Absent);
        }
        strangers
    }

    /// The bounds of a state, as constraints.
    pub(super) fn bounds(&self, state: &State) -> Vec<String> {
        let bound = |(name, ladder): (&PackageName, &Ladder)| {
            let rung = state.get(name).copied().unwrap_or(0);
            ladder.bound(name, rung)
        };
        self.ladders.iter().filter_map(bound).collect()
    }

    /// The bounds of the highest rungs: only where steps are limited.
    pub(super) fn caps(&self) -> Vec<String> {
        let bound = |(name, ladder): (&PackageName, &Ladder)| match ladder {
            Ladder::There { rungs, .. } => ladder.bound(name, rungs.len()),
            Ladder::Absent => None,
        };
        self.ladders.iter().filter_map(bound).collect()
    }

    /// The versions that are there as lower bounds.
    pub(super) fn floors(&self) -> Vec<String> {
        let bound = |(name, ladder): (&PackageName, &Ladder)| ladder.floor(name);
        self.ladders.iter().filter_map(bound).collect()
    }

    /// The bounds of a state in a round of the search.
    pub(super) fn bounds_of(&self, state: &State, round: Round) -> Vec<String> {
        if round != Round::Down {
            return self.bounds(state);
        }
        let bound = |(name, ladder): (&PackageName, &Ladder)| match ladder {
            _ if state.contains_key(name) => None,
            Ladder::There { .. } => ladder
                .bound(name, ladder.up())
                .or_else(|| ladder.floor(name)),
            Ladder::Absent => None,
        };
        self.ladders.iter().filter_map(bound).collect()
    }

    /// States that let one of these packages go further, one each; of all packages, where these are none of ours.
    pub(super) fn raised(
        &self,
        state: &State,
        core: &BTreeSet<PackageName>,
        round: Round,
    ) -> Vec<State> {
        let raise = |name: &PackageName| {
            let ladder = self.ladders.get(name)?;
            let stands = state.get(name).copied();
            let rung = match round {
                Round::Down => ladder.down().filter(|_| stands.is_none())?,
                Round::Touched => Some(ladder.up()).filter(|up| *up > 0 && stands.is_none())?,
                Round::Steps => stands
                    .map(|rung| rung + 1)
                    .filter(|rung| *rung <= ladder.up())?,
            };
            let mut raised = state.clone();
            raised.insert(name.clone(), rung);
            Some(raised)
        };
        if core.iter().any(|name| self.ladders.contains_key(name)) {
            return core.iter().filter_map(raise).collect();
        }
        self.ladders.keys().filter_map(raise).collect()
    }

    /// A state with every package that may go up on the lowest rung that leads there.
    pub(super) fn lowered(&self, state: &State) -> State {
        let lower = |(name, rung): (&PackageName, &usize)| {
            let is_down = self.ladders.get(name).and_then(Ladder::down) == Some(*rung);
            (name.clone(), if is_down { *rung } else { 1 })
        };
        state.iter().map(lower).collect()
    }

    /// Whether a package goes down.
    pub(super) fn goes_down(&self, state: &State) -> bool {
        self.cost(state).downgrades > 0
    }

    pub(super) fn cost(&self, state: &State) -> Cost {
        let mut cost = Cost::default();
        for (name, rung) in state {
            let Some(place) = rung.checked_sub(1) else {
                continue;
            };
            match self.ladders.get(name) {
                Some(Ladder::There { rungs, .. }) => {
                    cost.add(rungs.get(place).map_or(Step::Back, |rung| rung.step));
                }
                Some(Ladder::Absent) => cost.touched += 1,
                None => {}
            }
        }
        cost
    }

    /// The state of a resolution: for each package the lowest rung that allows its version.
    pub(super) fn state(&self, task: &Task<'_>, resolution: &crate::Resolution) -> State {
        let mut state = State::new();
        for package in &resolution.packages {
            let Some(version) = &package.version else {
                continue;
            };
            let rung = match self.ladders.get(&package.name) {
                Some(Ladder::There { low, high, rungs })
                    if !(low <= version && version <= high) =>
                {
                    let allows = |rung: &Rung| {
                        rung.step == Step::Back
                            || (version >= low
                                && rung.upto.as_ref().is_none_or(|upto| version <= upto))
                    };
                    rungs
                        .iter()
                        .position(allows)
                        .map_or(rungs.len(), |at| at + 1)
                }
                Some(Ladder::There { .. }) => 0,
                Some(Ladder::Absent) => 1,
                None => usize::from(self.is_stranger(task, &package.name)),
            };
            if rung > 0 {
                let kept = state.entry(package.name.clone()).or_insert(rung);
                *kept = (*kept).max(rung);
            }
        }
        state
    }

    /// The lowest version of today, of a package that may go up from there and stands on a rung that leads up.
    pub(super) fn climbs_from(&self, name: &PackageName, rung: usize) -> Option<&Version> {
        match self.ladders.get(name)? {
            Ladder::There { low, rungs, .. } => {
                let step = rungs.get(rung.checked_sub(1)?)?.step;
                (step != Step::Back).then_some(low)
            }
            Ladder::Absent => None,
        }
    }

    fn is_stranger(&self, task: &Task<'_>, name: &PackageName) -> bool {
        !task.pins.contains_key(name) && !self.expected.contains(name)
    }
}

/// Packages of a resolution that are not there today and that a state does not allow.
pub(super) fn strangers<'r>(
    task: &Task<'_>,
    ladders: &Ladders,
    state: &State,
    resolution: &'r crate::Resolution,
) -> Vec<&'r PackageName> {
    let names = resolution.packages.iter().map(|package| &package.name);
    names
        .filter(|name| ladders.is_stranger(task, name) && !state.contains_key(*name))
        .collect()
}

impl Ladder {
    /// The highest rung that leads up.
    fn up(&self) -> usize {
        match self {
            Self::There { rungs, .. } => rungs.len() - usize::from(self.down().is_some()),
            Self::Absent => 1,
        }
    }

    /// The rung that leads down.
    fn down(&self) -> Option<usize> {
        match self {
            Self::There { rungs, .. } => {
                let place = rungs.iter().position(|rung| rung.step == Step::Back)?;
                Some(place + 1)
            }
            Self::Absent => None,
        }
    }

    fn floor(&self, name: &PackageName) -> Option<String> {
        match self {
            Self::There { low, .. } => Some(format!("{name}>={}", low.public())),
            Self::Absent => None,
        }
    }

    fn bound(&self, name: &PackageName, rung: usize) -> Option<String> {
        let (low, high, rungs) = match self {
            Self::Absent if rung == 0 => return Some(format!("{name}<0")),
            Self::Absent => return None,
            Self::There { low, high, rungs } => (low.public(), high.public(), rungs),
        };
        let Some(place) = rung.checked_sub(1) else {
            // Not `==`: a version that is pinned by one is taken though it was withdrawn.
            return Some(format!("{name}>={low},<={high}"));
        };
        let rung = rungs.get(place)?;
        match (rung.step, &rung.upto) {
            (Step::Back, _) => None,
            (_, Some(upto)) => Some(format!("{name}>={low},<={}", upto.public())),
            (_, None) => Some(format!("{name}>={low}")),
        }
    }
}

impl Cost {
    /// Whether it is dearer than another in what a round of the search is about. How far packages go counts in the last
    /// round only: before, each stands as high as it may.
    pub(super) fn is_dearer(&self, other: &Self, round: Round) -> bool {
        match round {
            Round::Down => self.downgrades > other.downgrades,
            Round::Touched => (self.downgrades, self.touched) > (other.downgrades, other.touched),
            Round::Steps => self > other,
        }
    }

    fn add(&mut self, step: Step) {
        self.touched += 1;
        self.worst = self.worst.max(Some(step));
        match step {
            Step::Back => self.downgrades += 1,
            Step::Major | Step::PreRelease => self.major += 1,
            Step::Minor => self.minor += 1,
            Step::Same | Step::Patch | Step::New | Step::Gone => self.patch += 1,
        }
    }
}

/// The versions a package may go up to, lowest first: not forbidden, not withdrawn, for this Python, and no pre-release
/// unless those are wanted.
pub(super) fn usable(
    task: &Task<'_>,
    forbidden: &Forbidden,
    name: &PackageName,
    from: &Version,
    releases: &Releases,
) -> Vec<Version> {
    let allows_previews =
        task.asker.base().prereleases == Prereleases::Allow || from.is_prerelease();
    let fits = releases.releases.iter().filter(|release| {
        release.version.is_valid()
            && release.version > *from
            && release.yanked.is_none()
            && (allows_previews || !release.version.is_prerelease())
            && !forbidden.contains(name, &release.version)
            && task.asker.fits_python(release.requires_python.as_deref())
    });
    fits.map(|release| release.version.clone()).collect()
}

fn rungs(
    task: &Task<'_>,
    forbidden: &Forbidden,
    name: &PackageName,
    low: &Version,
    releases: Option<&Releases>,
) -> Vec<Rung> {
    let max_step = task.upgrade.max_step;
    let mut rungs: Vec<Rung> = Vec::new();
    let versions = releases.map(|releases| usable(task, forbidden, name, low, releases));
    for version in versions.iter().flatten() {
        let step = Step::between(Some(low), Some(version));
        if max_step.is_some_and(|max| step > max) {
            continue;
        }
        // A pre-release between two releases is on the rung of the higher one.
        match rungs.last_mut() {
            Some(last) if last.step >= step => last.upto = Some(version.clone()),
            _ => rungs.push(Rung {
                step,
                upto: Some(version.clone()),
            }),
        }
    }
    if max_step.is_none() {
        // What is not seen from here (a pre-release where nothing else fits) is up to the resolver.
        rungs.push(Rung {
            step: Step::PreRelease,
            upto: None,
        });
        rungs.push(Rung {
            step: Step::Back,
            upto: None,
        });
    }
    rungs
}
