//! No smaller plan exists: every set of versions is looked at.

use std::collections::BTreeMap;

use proptest::prelude::*;
use pyward_model::{PackageName, Step, Version};

use super::universe::{Set, Universe, planned, upgrade};
use crate::upgrade::{Ban, Solver as _, Upgrade};
use crate::{Forbidden, Request};

const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
const VERSIONS: [&str; 5] = ["1.0", "1.0.1", "1.1", "2.0", "3.0"];

/// A world, versions that are there, and bans.
#[derive(Clone, Debug)]
struct World {
    lines: String,
    roots: Vec<&'static str>,
    bans: String,
    today: u8,
}

fn world() -> impl Strategy<Value = World> {
    let requirement = (0_usize..5, 0_usize..5, 0_usize..5).prop_map(|(name, low, high)| {
        let (low, high) = (low.min(high), low.max(high));
        format!("{}>={},<={}", NAMES[name], VERSIONS[low], VERSIONS[high])
    });
    let release = (
        prop::bool::weighted(0.8),
        prop::collection::vec(requirement, 0..3),
    );
    let releases = prop::collection::vec(release, NAMES.len() * VERSIONS.len());
    let ban = (0_usize..5, 0_usize..5, 0_usize..5, 0_usize..3);
    (
        releases,
        prop::collection::vec(ban, 1..5),
        1_usize..4,
        any::<u8>(),
    )
        .prop_map(|(releases, bans, roots, today)| {
            let mut lines = String::new();
            for (place, (exists, requires)) in releases.into_iter().enumerate() {
                let (name, version) = (NAMES[place / 5], VERSIONS[place % 5]);
                if exists {
                    // Only of what stands further down: no world goes round in circles.
                    let requires: Vec<String> = requires
                        .into_iter()
                        .filter(|text| &text[..1] > name)
                        .collect();
                    lines = format!("{lines}{name} {version}: {}\n", requires.join(" "));
                }
            }
            let bans: Vec<String> = bans
                .into_iter()
                .enumerate()
                .map(|(id, (name, from, to, severity))| {
                    let (from, to) = (from.min(to), from.max(to));
                    let severity = ["low", "medium", "high"][severity];
                    let (from, to) = (VERSIONS[from], VERSIONS.get(to + 1).unwrap_or(&"-"));
                    format!("{} X{id} {severity} {from} {to}\n", NAMES[name])
                })
                .collect();
            World {
                lines,
                roots: NAMES[..roots].to_vec(),
                bans: bans.concat(),
                today,
            }
        })
}

/// Some set that can be there today: neither the first nor the last.
fn some_set(universe: &Universe, request: &Request, skip: u8) -> Option<Set> {
    let mut left = u32::from(skip) * 3;
    let mut kept = None;
    universe.sets(request, &mut |set| {
        kept = Some(set.clone());
        left = left.saturating_sub(1);
        left > 0
    });
    kept
}

type Price = (usize, usize, Option<Step>, usize, usize, usize);

/// What a set costs, said another way than the planner does.
fn price(today: &Set, set: &Set) -> Price {
    let steps: Vec<Step> = set
        .iter()
        .filter(|(name, version)| today.get(*name) != Some(version))
        .map(|(name, version)| Step::between(today.get(name), Some(version)))
        .collect();
    let count = |step: Step| steps.iter().filter(|other| **other == step).count();
    let worst = steps.iter().filter(|step| **step != Step::New).max();
    (
        count(Step::Back),
        steps.len(),
        worst.copied(),
        count(Step::Major),
        count(Step::Minor),
        count(Step::Patch),
    )
}

fn all_sets(universe: &Universe, request: &Request) -> Vec<Set> {
    let mut sets = Vec::new();
    universe.sets(request, &mut |set| {
        sets.push(set.clone());
        sets.len() < 20_000
    });
    sets
}

fn forbidden<'a>(bans: impl IntoIterator<Item = &'a Ban>) -> Forbidden {
    let mut forbidden = Forbidden::default();
    for ban in bans {
        forbidden.add(ban.package.clone(), ban.affected.clone());
    }
    forbidden
}

/// The bans that can be left, by trying one after the other.
fn left(universe: &Universe, upgrade: &Upgrade, today: &Set) -> (Vec<Ban>, Vec<Ban>) {
    let is_hit = |ban: &&Ban| {
        let version = today.get(&ban.package);
        version.is_some_and(|version| ban.affected.contains(version))
    };
    let (mut hit, mut kept): (Vec<Ban>, Vec<Ban>) =
        upgrade.bans.iter().cloned().partition(|ban| is_hit(&ban));
    hit.sort_by(|a, b| (b.severity, &a.package, &a.id).cmp(&(a.severity, &b.package, &b.id)));
    let mut stuck = Vec::new();
    for ban in hit {
        kept.push(ban);
        let mut request = upgrade.base.clone();
        request.forbidden = forbidden(&kept);
        if universe.resolve(&request).is_err() {
            stuck.extend(kept.pop());
        }
    }
    (kept, stuck)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_smallest_plan_is_found(world in world()) {
        let universe = Universe::new(&world.lines);
        let mut upgrade = upgrade(&world.roots, "", &world.bans);
        let Some(today) = some_set(&universe, &upgrade.base, world.today) else {
            return Ok(());
        };
        let pins: Vec<String> = today.iter().map(|(name, version)| format!("{name}=={version}")).collect();
        let pins: Vec<&str> = pins.iter().map(String::as_str).collect();
        upgrade.installed = crate::tests::shelf::pins(&pins);
        let planned = planned(&universe, &upgrade);
        let after: Set = planned
            .resolution
            .packages
            .iter()
            .map(|package| (package.name.clone(), package.version.clone().unwrap()))
            .collect();

        let (kept, stuck) = left(&universe, &upgrade, &today);
        let told: Vec<&str> = planned.plan.stuck.iter().flat_map(|stuck| &stuck.flaws).map(|flaw| &*flaw.id).collect();
        prop_assert_eq!(told.len(), stuck.len(), "{:?}", stuck);
        for ban in &stuck {
            prop_assert!(told.contains(&&*ban.id));
        }
        let mut request = upgrade.base.clone();
        request.forbidden = forbidden(&kept);
        let sets = all_sets(&universe, &request);
        prop_assert!(sets.contains(&after), "{:?}", after);
        let best = sets.iter().map(|set| price(&today, set)).min().unwrap();
        prop_assert_eq!(price(&today, &after), best, "today {:?}, after {:?}", today, after);
        prop_assert!(planned.is_smallest);

        // No package that moves up can stand lower while the others are where they are.
        for (name, version) in &after {
            let Some(from) = today.get(name).filter(|from| *from < version) else {
                continue;
            };
            let lower = sets.iter().any(|set| {
                let same = |other: &PackageName| other == name || set.get(other) == after.get(other);
                set.len() == after.len()
                    && after.keys().all(same)
                    && set.get(name).is_some_and(|lower| from < lower && lower < version)
            });
            prop_assert!(!lower, "{} {}", name, version);
        }

        // The changes lead from one to the other.
        let mut walked: BTreeMap<PackageName, Version> = today.clone();
        for change in &planned.plan.changes {
            match &change.to {
                Some(to) => walked.insert(change.name.clone(), to.clone()),
                None => walked.remove(&change.name),
            };
            prop_assert_eq!(change.because.is_some(), change.clears.is_empty());
        }
        prop_assert_eq!(walked, after);
        let again = super::universe::planned(&universe, &upgrade);
        prop_assert_eq!(again.plan, planned.plan);
    }
}
