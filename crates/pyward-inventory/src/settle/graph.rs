//! Who needs whom within one reading, what for, and which of it no chosen environment needs.

mod conditions;
mod needs;

use std::cell::RefCell;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use pyward_model::{Location, Notice, NoticeKind, Scope};

use self::conditions::Conditions;
use self::needs::Needs;
use super::Read;
use crate::environments::Environments;
use crate::format::Role;
use crate::marker::MarkerCache;
use crate::reading::{Package, Requires, Root};

/// How many needs one reading may make us look at, and how often its packages may be needed for something. Locks of
/// large monorepos stay a hundred times below; a hostile one has extras in the square of its size.
const STEPS: usize = 50_000_000;
const MARKS: usize = 2_000_000;

/// What follows from the graph of a reading, by index of its packages.
pub(crate) struct Walked {
    /// Whether the project asks for it itself.
    pub(crate) direct: Vec<bool>,
    /// The packages that are needed for something, besides what the format says itself.
    pub(crate) needed_for: Vec<(Scope, Vec<u32>)>,
    /// Packages that no chosen environment needs.
    pub(crate) excluded: Vec<bool>,
    /// The markers under which packages are needed that nothing needs without one, by index, sorted.
    pub(crate) conditions: Vec<(u32, Vec<Box<str>>)>,
    /// Needs, from index to index, as far as the chosen environments have them; in no order, some twice.
    pub(crate) edges: Vec<(u32, u32)>,
    /// That the graph is too large to be walked to its ends, where it is.
    pub(crate) notice: Option<Notice>,
}

pub(crate) fn walk(read: &Read, declared: &[Root], environments: &Environments) -> Walked {
    let packages = &read.reading.packages;
    let roots = if read.reading.roots.is_empty() {
        declared
    } else {
        read.reading.roots.as_slice()
    };
    // Requirements say themselves what is direct; an SBOM or environment is no statement of a manifest beside it.
    let roots = match read.format.role() {
        Role::Lock => roots,
        Role::Sbom | Role::Environment | Role::Archive | Role::Requirements | Role::Manifest => {
            read.reading.roots.as_slice()
        }
    };
    let all = Environments::all();
    let graph = Graph {
        packages,
        needs: Needs::new(packages, !roots.is_empty()),
        markers: Markers::new(environments, &all),
    };
    let mut walked = Walked {
        direct: packages
            .iter()
            .map(|package| package.component.direct)
            .collect(),
        needed_for: Vec::new(),
        excluded: packages
            .iter()
            .map(|package| !graph.needed(package))
            .collect(),
        conditions: Vec::new(),
        edges: graph.edges(),
        notice: None,
    };
    if !roots.is_empty() {
        if graph.mark(roots, environments, &mut walked).is_none() {
            walked.needed_for.clear();
            walked.conditions.clear();
            walked.notice = Some(too_large(read));
        }
    } else if !walked.direct.contains(&true) && read.format.role() != Role::Requirements {
        mark_unneeded_as_direct(packages.len(), &mut walked);
    }
    walked
}

fn too_large(read: &Read) -> Notice {
    Notice::gap(
        NoticeKind::Limit,
        Some(Location::file(Arc::clone(read.path.shown()))),
        "its packages need one another in too many ways: what each is needed for is not told",
    )
}

/// Where nobody says what the project asks for, what nothing else needs was asked for.
fn mark_unneeded_as_direct(count: usize, walked: &mut Walked) {
    let mut needed = vec![false; count];
    for &(from, to) in &walked.edges {
        if from != to
            && let Some(slot) = needed.get_mut(to as usize)
        {
            *slot = true;
        }
    }
    for (direct, needed) in walked.direct.iter_mut().zip(needed) {
        *direct = !needed;
    }
}

/// A root, and the packages it may mean.
type Start<'a> = (&'a Root, &'a [u32]);

struct Graph<'a> {
    packages: &'a [Package],
    needs: Needs<'a>,
    markers: Markers<'a>,
}

impl<'a> Graph<'a> {
    /// Whether a package is listed for any chosen environment.
    fn needed(&self, package: &Package) -> bool {
        let markers = &package.component.markers;
        markers.is_empty()
            || markers
                .iter()
                .any(|marker| self.markers.chosen(marker, &[]))
    }

    /// Every need between packages that some chosen environment has. `# via` notes are needs told the other way round.
    fn edges(&self) -> Vec<(u32, u32)> {
        let mut edges = Vec::with_capacity(self.needs.len());
        for (from, package) in (0u32..).zip(self.packages) {
            for (requires, targets) in self.needs.of(from) {
                let wanted = requires.marker.as_deref().is_none_or(|marker| {
                    let extras = &package.component.extras;
                    let extras: Vec<&str> = extras.iter().map(|extra| &**extra).collect();
                    self.markers.chosen(marker, &extras) || mentions_extra(marker)
                });
                if wanted {
                    edges.extend(targets.iter().map(|to| (from, *to)));
                }
            }
            for parent in package.via.iter().flat_map(|name| self.needs.named(name)) {
                edges.push((*parent, from));
            }
        }
        edges
    }

    /// Marks what the roots ask for, what for, and what only environments that were not chosen need; `None` where that
    /// is too much work.
    fn mark(&self, roots: &[Root], environments: &Environments, walked: &mut Walked) -> Option<()> {
        let roots: Vec<Start<'_>> = roots
            .iter()
            .map(|root| (root, self.needs.targets(&root.requires)))
            .collect();
        let mut by_scope: BTreeMap<&Scope, Vec<Start<'_>>> = BTreeMap::new();
        for (root, targets) in &roots {
            by_scope
                .entry(&root.scope)
                .or_default()
                .push((*root, *targets));
            for index in *targets {
                if let Some(direct) = walked.direct.get_mut(*index as usize) {
                    *direct = true;
                }
            }
        }
        let mut walk = Walk::new(self);
        let mut marks_left = MARKS;
        for (scope, roots) in by_scope {
            let reached = walk.reach(&roots, |marker, extras| {
                self.markers.anywhere(marker, extras)
            })?;
            marks_left = marks_left.checked_sub(reached.len())?;
            walked.needed_for.push((scope.clone(), reached));
        }
        self.mark_unreached(&roots, &mut walk, walked)?;
        walked.conditions = Conditions::new(environments).told(&roots, &mut walk)?;
        Some(())
    }

    /// What is reached when every environment counts, but not when only the chosen ones do. What is reached in neither
    /// case stays: the roots may be told incompletely, and nothing is dropped by guess.
    fn mark_unreached(
        &self,
        roots: &[Start<'_>],
        walk: &mut Walk<'_, 'a>,
        walked: &mut Walked,
    ) -> Option<()> {
        let anywhere = walk.reach(roots, |marker, extras| {
            self.markers.anywhere(marker, extras)
        })?;
        walk.reach(roots, |marker, extras| self.markers.chosen(marker, extras))?;
        for index in anywhere {
            if !walk.was_reached(index)
                && let Some(excluded) = walked.excluded.get_mut(index as usize)
            {
                *excluded = true;
            }
        }
        Some(())
    }
}

/// Walks from roots, one after the other with the same memory.
struct Walk<'g, 'a> {
    graph: &'g Graph<'a>,
    /// The number of the walk that last came to each package: what an earlier one left needs no wiping.
    reached_in: Vec<u32>,
    number: u32,
    steps_left: usize,
}

impl<'g, 'a> Walk<'g, 'a> {
    fn new(graph: &'g Graph<'a>) -> Self {
        Self {
            graph,
            reached_in: vec![0; graph.packages.len()],
            number: 0,
            steps_left: STEPS,
        }
    }

    /// Whether the last walk came to the package.
    fn was_reached(&self, index: u32) -> bool {
        self.reached_in.get(index as usize) == Some(&self.number)
    }

    /// The packages that the roots lead to; `None` where the steps do not suffice.
    fn reach(
        &mut self,
        roots: &[Start<'_>],
        applies: impl Fn(&str, &[&str]) -> bool,
    ) -> Option<Vec<u32>> {
        self.number += 1;
        let mut trail = Trail::default();
        for (root, targets) in roots {
            let marker = root.requires.marker.as_deref();
            if marker.is_none_or(|marker| applies(marker, &[])) {
                self.visit(&root.requires, targets, &mut trail)?;
            }
        }
        while let Some((index, extra)) = trail.queue.pop() {
            let active = extra.as_slice();
            for (requires, targets) in self.graph.needs.of(index) {
                let under = match &requires.when {
                    Some(when) => extra == Some(&**when),
                    None => true,
                };
                let marker = requires.marker.as_deref();
                if under && marker.is_none_or(|marker| applies(marker, active)) {
                    self.visit(requires, targets, &mut trail)?;
                } else {
                    self.steps_left = self.steps_left.checked_sub(1)?;
                }
            }
        }
        Some(trail.reached)
    }

    fn visit<'r>(
        &mut self,
        requires: &'r Requires,
        targets: &[u32],
        trail: &mut Trail<'r>,
    ) -> Option<()> {
        let ways = targets.len().saturating_mul(1 + requires.extras.len());
        self.steps_left = self.steps_left.checked_sub(1 + ways)?;
        for &index in targets {
            if let Some(last) = self.reached_in.get_mut(index as usize)
                && *last != self.number
            {
                *last = self.number;
                trail.reached.push(index);
                trail.queue.push((index, None));
            }
            for extra in &requires.extras {
                if trail.extras.insert((index, extra)) {
                    trail.queue.push((index, Some(extra)));
                }
            }
        }
        Some(())
    }
}

/// Where one walk has been, and where it still has to go: packages as such, and each with an extra that is meant.
#[derive(Default)]
struct Trail<'r> {
    reached: Vec<u32>,
    extras: HashSet<(u32, &'r str)>,
    queue: Vec<(u32, Option<&'r str>)>,
}

fn mentions_extra(marker: &str) -> bool {
    marker.contains("extra")
}

/// Marker answers for the chosen environments and for all there are, each worked out once.
struct Markers<'a> {
    chosen: RefCell<MarkerCache<'a>>,
    anywhere: RefCell<MarkerCache<'a>>,
}

impl<'a> Markers<'a> {
    fn new(chosen: &'a Environments, all: &'a Environments) -> Self {
        Self {
            chosen: RefCell::new(MarkerCache::new(chosen)),
            anywhere: RefCell::new(MarkerCache::new(all)),
        }
    }

    /// Whether a chosen environment needs what the marker guards.
    fn chosen(&self, marker: &str, extras: &[&str]) -> bool {
        self.chosen.borrow_mut().applies(marker, extras)
    }

    /// Whether any environment does.
    fn anywhere(&self, marker: &str, extras: &[&str]) -> bool {
        self.anywhere.borrow_mut().applies(marker, extras)
    }
}
