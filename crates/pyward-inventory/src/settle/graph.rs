//! Who needs whom within one reading, what for, and which of it no chosen environment needs.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use pyward_model::{PackageName, Scope};

use super::Read;
use crate::environments::Environments;
use crate::format::Role;
use crate::marker::MarkerCache;
use crate::reading::{Package, Requires, Root};

/// What follows from the graph of a reading, by index of its packages.
pub(crate) struct Walked {
    /// Whether the project asks for it itself.
    pub(crate) direct: Vec<bool>,
    /// What it is needed for.
    pub(crate) scopes: Vec<BTreeSet<Scope>>,
    /// Packages that no chosen environment needs.
    pub(crate) excluded: Vec<bool>,
    /// Needs, from index to index, as far as the chosen environments have them.
    pub(crate) edges: Vec<(usize, usize)>,
}

/// A package, and the extra of it that is meant.
type Node = (usize, Option<Box<str>>);

pub(crate) fn walk(read: &Read, declared: &[Root], environments: &Environments) -> Walked {
    let packages = &read.reading.packages;
    let all = Environments::all();
    let graph = Graph {
        packages,
        by_name: by_name(packages),
        markers: Markers::new(environments, &all),
    };
    let roots = if read.reading.roots.is_empty() {
        declared
    } else {
        read.reading.roots.as_slice()
    };
    // Requirements say themselves what is direct; an SBOM or environment is no statement of a manifest beside it.
    let roots = match read.format.role() {
        Role::Lock => roots,
        Role::Sbom | Role::Environment | Role::Requirements | Role::Manifest => {
            read.reading.roots.as_slice()
        }
    };
    let mut walked = Walked {
        direct: packages
            .iter()
            .map(|package| package.component.direct)
            .collect(),
        scopes: packages
            .iter()
            .map(|package| package.component.scopes.clone())
            .collect(),
        excluded: packages
            .iter()
            .map(|package| !graph.needed(package))
            .collect(),
        edges: Vec::new(),
    };
    walked.edges = graph.edges();
    graph.mark_roots(roots, &mut walked);
    if !roots.is_empty() {
        graph.mark_unreached(roots, &mut walked);
    } else if !walked.direct.contains(&true) && read.format.role() != Role::Requirements {
        mark_unneeded_as_direct(packages.len(), &mut walked);
    }
    walked
}

fn by_name(packages: &[Package]) -> HashMap<&PackageName, Vec<usize>> {
    let mut by_name: HashMap<&PackageName, Vec<usize>> = HashMap::with_capacity(packages.len());
    for (index, package) in packages.iter().enumerate() {
        by_name
            .entry(&package.component.name)
            .or_default()
            .push(index);
    }
    by_name
}

/// Where nobody says what the project asks for, what nothing else needs was asked for.
fn mark_unneeded_as_direct(count: usize, walked: &mut Walked) {
    let mut needed = vec![false; count];
    for &(from, to) in &walked.edges {
        if from != to
            && let Some(slot) = needed.get_mut(to)
        {
            *slot = true;
        }
    }
    for (direct, needed) in walked.direct.iter_mut().zip(needed) {
        *direct = !needed;
    }
}

struct Graph<'a> {
    packages: &'a [Package],
    by_name: HashMap<&'a PackageName, Vec<usize>>,
    markers: Markers<'a>,
}

impl Graph<'_> {
    /// Whether a package is listed for any chosen environment.
    fn needed(&self, package: &Package) -> bool {
        let markers = &package.component.markers;
        markers.is_empty()
            || markers
                .iter()
                .any(|marker| self.markers.chosen(marker, &[]))
    }

    fn targets(&self, requires: &Requires) -> impl Iterator<Item = usize> + '_ {
        let wanted = requires.version.clone();
        let candidates = self
            .by_name
            .get(&requires.name)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let exact = wanted.is_some()
            && candidates.iter().any(|&i| {
                self.packages
                    .get(i)
                    .is_some_and(|package| package.component.version == wanted)
            });
        candidates.iter().copied().filter(move |&i| {
            !exact
                || self
                    .packages
                    .get(i)
                    .is_some_and(|package| package.component.version == wanted)
        })
    }

    /// Every need between packages that some chosen environment has. `# via` notes are needs told the other way round.
    fn edges(&self) -> Vec<(usize, usize)> {
        let mut edges = Vec::new();
        for (from, package) in self.packages.iter().enumerate() {
            for requires in &package.requires {
                let extras: Vec<&str> = package
                    .component
                    .extras
                    .iter()
                    .map(|extra| &**extra)
                    .collect();
                let wanted = requires.marker.as_deref().is_none_or(|marker| {
                    self.markers.chosen(marker, &extras) || mentions_extra(marker)
                });
                if wanted {
                    edges.extend(self.targets(requires).map(|to| (from, to)));
                }
            }
            for parent in package
                .via
                .iter()
                .filter_map(|name| self.by_name.get(name))
                .flatten()
            {
                edges.push((*parent, from));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// Direct marks and scopes, by walking from the roots of each scope on its own.
    fn mark_roots(&self, roots: &[Root], walked: &mut Walked) {
        let mut by_scope: BTreeMap<&Scope, Vec<&Root>> = BTreeMap::new();
        for root in roots {
            by_scope.entry(&root.scope).or_default().push(root);
            for index in self.targets(&root.requires) {
                if let Some(direct) = walked.direct.get_mut(index) {
                    *direct = true;
                }
            }
        }
        for (scope, roots) in by_scope {
            let reached = self.reach(&roots, |marker, extras| {
                self.markers.anywhere(marker, extras)
            });
            for index in reached {
                if let Some(scopes) = walked.scopes.get_mut(index) {
                    scopes.insert(scope.clone());
                }
            }
        }
    }

    /// What is reached when every environment counts, but not when only the chosen ones do. What is reached in neither
    /// case stays: the roots may be told incompletely, and nothing is dropped by guess.
    fn mark_unreached(&self, roots: &[Root], walked: &mut Walked) {
        let roots: Vec<&Root> = roots.iter().collect();
        let anywhere = self.reach(&roots, |marker, extras| {
            self.markers.anywhere(marker, extras)
        });
        let chosen = self.reach(&roots, |marker, extras| self.markers.chosen(marker, extras));
        for index in anywhere.difference(&chosen) {
            if let Some(excluded) = walked.excluded.get_mut(*index) {
                *excluded = true;
            }
        }
    }

    fn reach(&self, roots: &[&Root], applies: impl Fn(&str, &[&str]) -> bool) -> BTreeSet<usize> {
        let mut seen: BTreeSet<Node> = BTreeSet::new();
        let mut queue: Vec<Node> = Vec::new();
        let visit = |requires: &Requires, seen: &mut BTreeSet<Node>, queue: &mut Vec<Node>| {
            for index in self.targets(requires) {
                let extras = requires.extras.iter().cloned().map(Some);
                for extra in std::iter::once(None).chain(extras) {
                    let node = (index, extra);
                    if !seen.contains(&node) {
                        seen.insert(node.clone());
                        queue.push(node);
                    }
                }
            }
        };
        for root in roots {
            if root
                .requires
                .marker
                .as_deref()
                .is_none_or(|marker| applies(marker, &[]))
            {
                visit(&root.requires, &mut seen, &mut queue);
            }
        }
        while let Some((index, extra)) = queue.pop() {
            let Some(package) = self.packages.get(index) else {
                continue;
            };
            let active: Vec<&str> = extra.as_deref().into_iter().collect();
            for requires in &package.requires {
                let under = match &requires.when {
                    Some(when) => extra.as_deref() == Some(when),
                    None => true,
                };
                if under
                    && requires
                        .marker
                        .as_deref()
                        .is_none_or(|marker| applies(marker, &active))
                {
                    visit(requires, &mut seen, &mut queue);
                }
            }
        }
        seen.into_iter().map(|(index, _)| index).collect()
    }
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
