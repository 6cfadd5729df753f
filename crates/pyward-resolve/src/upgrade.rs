//! From versions that are banned to the smallest set of changes that leaves them.
//!
//! [`plan`] is told which versions are banned, and by what. Everything banned is ruled out, for every package that a ban
//! names, so that nothing banned comes in anew; the versions of today are kept where nothing speaks against them. What
//! *smallest* means, in this order: fewest downgrades, fewest packages touched (one that comes in counts, one that goes
//! does not), the smallest worst step, fewest major steps, fewest minor ones, fewest patches; then the lowest versions, in
//! order of names. [`Planned::is_smallest`] says whether the search for it came to its end; where it did not, the set is a
//! good one and not more.
//!
//! Where no set leaves all bans, each ban is tried by itself, worst first, on top of those that hold already, so that two
//! flaws of three are cleared where two can be. What is left is [`Stuck`](pyward_model::Stuck), with the requirements
//! that hold it.
//!
//! Everything here is bounded: how often the resolver is asked (see the constants of each part), and how many releases are
//! looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pyward_model::{PackageName, Plan, Severity, SmolStr, Step, Version};

use crate::{
    Affected, Engine, Forbidden, Pin, ReleaseMetadata, Releases, Request, Resolution, ResolveError,
};

mod ask;
mod chain;
mod changes;
mod explain;
mod ladder;
mod lower;
mod outdated;
mod search;
mod subset;
#[cfg(test)]
mod tests;

pub use outdated::{Lag, Outdated, outdated};

use ask::{Answer, Asker};
use ladder::Ladders;

/// Who knows which versions stand together.
pub trait Solver {
    /// As [`Engine::resolve`].
    fn resolve(&self, request: &Request) -> Result<Resolution, ResolveError>;
    /// As [`Engine::releases`].
    fn releases(&self, name: &PackageName) -> Result<Arc<Releases>, ResolveError>;
    /// As [`Engine::metadata`].
    fn metadata(
        &self,
        name: &PackageName,
        version: &Version,
    ) -> Result<Option<ReleaseMetadata>, ResolveError>;
    /// That the releases of all these will be asked for, one after another. Whoever has to fetch them may do it at once.
    fn ahead(&self, _names: &[PackageName]) {}
}

impl Solver for Engine {
    fn resolve(&self, request: &Request) -> Result<Resolution, ResolveError> {
        Self::resolve(self, request)
    }

    fn releases(&self, name: &PackageName) -> Result<Arc<Releases>, ResolveError> {
        Self::releases(self, name)
    }

    fn metadata(
        &self,
        name: &PackageName,
        version: &Version,
    ) -> Result<Option<ReleaseMetadata>, ResolveError> {
        Self::metadata(self, name, version)
    }

    fn ahead(&self, names: &[PackageName]) {
        Self::ahead(self, names);
    }
}

/// One flaw of one package: the versions that have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// The package.
    pub package: PackageName,
    /// What it is called. Nothing is read into it.
    pub id: SmolStr,
    /// How bad it is: the worst is left first.
    pub severity: Severity,
    /// The versions.
    pub affected: Affected,
}

/// How much is moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// What leaves a ban, and what that needs.
    #[default]
    Conservative,
    /// Everything, to the newest version that is allowed.
    All,
}

/// What is wanted of a plan.
#[derive(Clone, Debug)]
pub struct Upgrade {
    /// What the project truly requires, with constraints and overrides; its preferences and its mode are not looked at.
    /// Where only pins are known, each name without its version is a requirement.
    pub base: Request,
    /// The versions of today.
    pub installed: Vec<Pin>,
    /// Versions to leave and to keep out, for every package that may come in.
    pub bans: Vec<Ban>,
    /// Ids of bans that are accepted: they are neither left nor kept out, and count nowhere.
    pub settled: BTreeSet<SmolStr>,
    /// Only bans of these are left (and with [`Scope::All`], only these are made new). Others move where they must.
    pub only: Option<BTreeSet<PackageName>>,
    /// The furthest that a package may move. With one, nothing goes to a pre-release or down.
    pub max_step: Option<Step>,
    /// How much is moved.
    pub scope: Scope,
}

/// A plan, and the versions it leads to.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The changes, and what they cannot reach.
    pub plan: Plan,
    /// All versions, as they are after the plan.
    pub resolution: Resolution,
    /// Whether no smaller set of changes does the same. Always `false` with [`Scope::All`], where none is looked for.
    pub is_smallest: bool,
    /// How often the resolver was asked.
    pub asked: usize,
    /// What should be known besides, in sentences: what could not be proven or not be kept out. Sorted.
    pub notes: Vec<String>,
}

/// Why there is no plan.
#[derive(Clone, Debug, thiserror::Error)]
pub enum PlanError {
    /// Even without any ban there are no versions, or the index could not be read.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// It was no longer wanted.
    #[error("planning was interrupted")]
    Cancelled,
}

impl PlanError {
    /// What the user can do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Resolve(error) => error.hint(),
            Self::Cancelled => "nothing was changed: run it again",
        }
    }
}

/// What the parts of the planner share.
struct Task<'a> {
    asker: Asker<'a>,
    upgrade: &'a Upgrade,
    /// The versions of today, by name, lowest first.
    pins: BTreeMap<PackageName, Vec<Version>>,
    /// What the requirements give today, without any ban.
    today: Resolution,
    /// Packages that the project takes from an address: nobody has another version of them.
    placed: BTreeSet<PackageName>,
}

impl<'a> Task<'a> {
    fn start(
        solver: &'a dyn Solver,
        upgrade: &'a Upgrade,
        cancelled: &'a dyn Fn() -> bool,
    ) -> Result<Self, PlanError> {
        let asker = Asker::new(solver, &upgrade.base, &upgrade.installed, cancelled);
        let mut pins: BTreeMap<PackageName, Vec<Version>> = BTreeMap::new();
        for pin in &upgrade.installed {
            pins.entry(pin.name.clone())
                .or_default()
                .push(pin.version.clone());
        }
        for versions in pins.values_mut() {
            versions.sort();
            versions.dedup();
        }
        let today = asker.today()?;
        let placed = asker.roots().into_iter().filter(|wish| wish.is_placed);
        let placed = placed.map(|wish| wish.name).collect();
        Ok(Self {
            asker,
            upgrade,
            pins,
            today,
            placed,
        })
    }

    /// Whether a ban speaks of a version that is there and that it is asked to leave.
    fn is_wanted(&self, ban: &Ban) -> bool {
        let in_scope = |only: &BTreeSet<PackageName>| only.contains(&ban.package);
        self.upgrade.only.as_ref().is_none_or(in_scope) && self.is_hit(ban)
    }

    fn is_hit(&self, ban: &Ban) -> bool {
        let pinned = self.pins.get(&ban.package);
        pinned
            .into_iter()
            .flatten()
            .any(|version| ban.affected.contains(version))
    }

    /// Bans to leave, worst first, and bans to keep out.
    fn bans(&self) -> (Vec<&'a Ban>, Vec<&'a Ban>) {
        let counts = |ban: &&Ban| !self.upgrade.settled.contains(&ban.id);
        let all = || self.upgrade.bans.iter().filter(counts);
        let mut wanted: Vec<&Ban> = all().filter(|ban| self.is_wanted(ban)).collect();
        wanted
            .sort_by(|a, b| (b.severity, &a.package, &a.id).cmp(&(a.severity, &b.package, &b.id)));
        // What is there and is not to be left cannot be kept out.
        let is_placed = |ban: &Ban| self.placed.contains(&ban.package);
        let guards = all()
            .filter(|ban| !self.is_hit(ban) && !is_placed(ban))
            .collect();
        (wanted, guards)
    }
}

/// The smallest set of changes that leaves the bans. Asks `cancelled` before each question to the solver.
pub fn plan(
    solver: &dyn Solver,
    upgrade: &Upgrade,
    cancelled: &dyn Fn() -> bool,
) -> Result<Planned, PlanError> {
    let task = Task::start(solver, upgrade, cancelled)?;
    let (wanted, guards) = task.bans();
    if wanted.is_empty() && upgrade.scope == Scope::Conservative {
        return Ok(Planned {
            plan: Plan::default(),
            resolution: task.asker.finished(task.today.clone())?,
            is_smallest: true,
            asked: task.asker.asked(),
            notes: Vec::new(),
        });
    }
    let mut notes = BTreeSet::new();
    let movable: Vec<&Ban> = wanted
        .iter()
        .filter(|ban| !task.placed.contains(&ban.package))
        .copied()
        .collect();
    let kept = subset::largest(&task, &movable, &guards)?;
    for ban in &kept.not_kept_out {
        notes.insert(format!(
            "{} of {} could not be kept out of the result",
            ban.id, ban.package
        ));
    }
    if !kept.untried.is_empty() {
        notes.insert(format!(
            "{} flaws were not tried one by one: the limit of {} questions to the resolver was reached",
            kept.untried.len(),
            subset::QUESTIONS
        ));
    }
    let (resolution, is_smallest) = match upgrade.scope {
        Scope::All => (newest(&task, &kept.forbidden)?, false),
        Scope::Conservative => smallest(&task, &kept.forbidden, &mut notes)?,
    };
    let changes = changes::changes(&task, &wanted, &resolution)?;
    let stuck = explain::stuck(&task, &wanted, &kept, &resolution)?;
    Ok(Planned {
        plan: Plan {
            changes,
            stuck,
            ..Plan::default()
        },
        resolution: task.asker.finished(resolution)?,
        is_smallest,
        asked: task.asker.asked(),
        notes: notes.into_iter().collect(),
    })
}

/// The answer with the smallest change, and whether that is proven.
fn smallest(
    task: &Task<'_>,
    forbidden: &Forbidden,
    notes: &mut BTreeSet<String>,
) -> Result<(Resolution, bool), PlanError> {
    let mut ladders = Ladders::new(task, forbidden)?;
    let found = search::search(task, &mut ladders, forbidden)?;
    if !found.is_proven {
        notes.insert(format!(
            "a smaller set of changes may exist: the search was ended after {} questions to the resolver",
            search::QUESTIONS
        ));
    }
    let (resolution, is_lowest) =
        lower::lowest(task, &ladders, forbidden, &found.state, found.resolution)?;
    if !is_lowest {
        notes.insert(format!(
            "lower versions may do: the search was ended after {} questions to the resolver",
            lower::QUESTIONS
        ));
    }
    Ok((resolution, found.is_proven && is_lowest))
}

/// The newest versions of everything, or of what is named; nothing goes down where that can be.
fn newest(task: &Task<'_>, forbidden: &Forbidden) -> Result<Resolution, PlanError> {
    let ladders = Ladders::new(task, forbidden)?;
    let caps = ladders.caps();
    let kept = |name: &PackageName| {
        let only = task.upgrade.only.as_ref();
        only.is_some_and(|only| !only.contains(name))
    };
    let mut bounds = caps.clone();
    bounds.extend(ladders.floors());
    for bounds in [bounds, caps] {
        let question = task.asker.fresh(forbidden, &bounds, &kept);
        if let Answer::Fits(resolution) = task.asker.ask(&question)? {
            return Ok(resolution);
        }
    }
    task.asker.must(forbidden, &ladders.caps())
}
