//! Under which markers a package is needed, where none of the ways to it is free of them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Start, Walk, mentions_extra};
use crate::environments::Environments;
use crate::marker::Marker;

/// How many markers are told of one package; what is needed under more is told without any.
const TOLD: usize = 4;

/// Which markers leave anything open.
pub(super) struct Conditions<'a> {
    environments: &'a Environments,
    known: RefCell<HashMap<Box<str>, bool>>,
}

impl<'a> Conditions<'a> {
    pub(super) fn new(environments: &'a Environments) -> Self {
        Self {
            environments,
            known: RefCell::new(HashMap::new()),
        }
    }

    /// Whether some environment needs what the marker guards and another does not. Markers that speak of extras say
    /// who asks, not where.
    fn leaves_open(&self, marker: &str) -> bool {
        if let Some(known) = self.known.borrow().get(marker) {
            return *known;
        }
        let parsed = Marker::parse(marker).ok();
        let leaves_open = !mentions_extra(marker)
            && parsed.is_some_and(|marker| {
                !Marker::any_always_holds(std::slice::from_ref(&marker), self.environments)
            });
        self.known.borrow_mut().insert(marker.into(), leaves_open);
        leaves_open
    }

    /// By package, the markers of the last steps to it that are under one; of a package that only such a one needs,
    /// those of that one. `None` where that is too much work.
    pub(super) fn told(
        &self,
        roots: &[Start<'_>],
        walk: &mut Walk<'_, '_>,
    ) -> Option<Vec<(u32, Vec<Box<str>>)>> {
        let graph = walk.graph;
        let of_packages = graph.packages.iter().flat_map(|package| &package.requires);
        let mut all = of_packages.chain(roots.iter().map(|(root, _)| &root.requires));
        if !all.any(|requires| requires.marker.is_some()) {
            return Some(Vec::new());
        }
        let free: BTreeSet<u32> = walk
            .reach(roots, |marker, _| !self.leaves_open(marker))?
            .into_iter()
            .collect();
        let mut told = Told {
            free: &free,
            markers: BTreeMap::new(),
            queue: Vec::new(),
        };
        let own = |marker: Option<&str>| -> Option<BTreeSet<Box<str>>> {
            let marker = marker.filter(|marker| self.leaves_open(marker))?;
            Some(BTreeSet::from([marker.into()]))
        };
        for (root, targets) in roots {
            if let Some(markers) = own(root.requires.marker.as_deref()) {
                told.tell(targets, &markers);
            }
        }
        for &index in &free {
            for (requires, targets) in graph.needs.of(index) {
                if let Some(markers) = own(requires.marker.as_deref()) {
                    told.tell(targets, &markers);
                }
            }
        }
        while let Some(index) = told.queue.pop() {
            let inherited = told.markers.get(&index).cloned().unwrap_or_default();
            for (requires, targets) in graph.needs.of(index) {
                let markers = own(requires.marker.as_deref());
                told.tell(targets, &markers.unwrap_or_else(|| inherited.clone()));
            }
        }
        let few = told
            .markers
            .into_iter()
            .filter(|(_, markers)| markers.len() <= TOLD);
        let texts = few.map(|(index, markers)| (index, markers.into_iter().collect()));
        Some(texts.collect())
    }
}

/// What is known so far.
struct Told<'f> {
    /// Packages that some way without a marker leads to.
    free: &'f BTreeSet<u32>,
    markers: BTreeMap<u32, BTreeSet<Box<str>>>,
    /// Packages of which more has become known; one is in it `TOLD + 1` times at most.
    queue: Vec<u32>,
}

impl Told<'_> {
    fn tell(&mut self, targets: &[u32], markers: &BTreeSet<Box<str>>) {
        for target in targets.iter().filter(|target| !self.free.contains(target)) {
            let known = self.markers.entry(*target).or_default();
            let before = known.len();
            known.extend(
                markers
                    .iter()
                    .take(TOLD + 1 - before.min(TOLD + 1))
                    .cloned(),
            );
            if known.len() > before {
                self.queue.push(*target);
            }
        }
    }
}
