//! Through whom a component came.

use std::collections::VecDeque;

use crate::{ComponentId, Inventory};

/// How many chains are told of one component.
const CHAINS: usize = 3;
/// How many components a chain names; of a longer one the middle is left out.
const LINKS: usize = 32;

/// The shortest ways from direct dependencies to every component, found by one breadth-first walk.
pub struct Paths<'a> {
    inventory: &'a Inventory,
    /// Who needs each component, one list after the other.
    parents: Vec<ComponentId>,
    /// Where the list of each component begins in `parents`; one more at the end.
    starts: Vec<usize>,
    /// How each component is best reached, where it is.
    steps: Vec<Option<Step>>,
}

/// The last step of the shortest way to a component.
#[derive(Clone, Copy)]
struct Step {
    /// Steps from the nearest direct dependency.
    distance: u32,
    /// That direct dependency.
    root: ComponentId,
    /// The component one step nearer to it; `None` for itself.
    nearer: Option<ComponentId>,
}

impl<'a> Paths<'a> {
    /// Walks the edges once; linear in components and edges, ends on cycles.
    pub(crate) fn new(inventory: &'a Inventory) -> Self {
        let count = inventory.components.len();
        let edges = inventory.edges.iter().map(|edge| (edge.from, edge.to));
        let (child_starts, children) = lists(count, edges.clone());
        let (starts, parents) = lists(count, edges.map(|(from, to)| (to, from)));
        let mut steps = vec![None; count];
        let mut queue = VecDeque::new();
        for (id, component) in inventory.iter() {
            if component.direct
                && let Some(slot) = steps.get_mut(id.index())
            {
                *slot = Some(Step {
                    distance: 0,
                    root: id,
                    nearer: None,
                });
                queue.push_back(id);
            }
        }
        while let Some(id) = queue.pop_front() {
            let Some(Some(here)) = steps.get(id.index()).copied() else {
                continue;
            };
            for &child in list(&child_starts, &children, id) {
                if let Some(slot @ None) = steps.get_mut(child.index()) {
                    *slot = Some(Step {
                        distance: here.distance + 1,
                        nearer: Some(id),
                        ..here
                    });
                    queue.push_back(child);
                }
            }
        }
        Self {
            inventory,
            parents,
            starts,
            steps,
        }
    }

    /// Up to three chains that lead to the component, each from a direct dependency down to the one that needs it (the
    /// component itself left out), shortest first; the middle of a chain beyond 32 components is left out. Empty for what the project asks for itself and for what no edge
    /// leads to.
    pub fn to(&self, id: ComponentId) -> Vec<Vec<ComponentId>> {
        if self.inventory.component(id).direct {
            return Vec::new();
        }
        let mut parents: Vec<(u32, ComponentId)> = list(&self.starts, &self.parents, id)
            .iter()
            .filter_map(|&parent| Some((self.distance(parent)?, parent)))
            .filter(|(_, parent)| *parent != id)
            .collect();
        parents.sort_unstable();
        parents.dedup();
        let chains = parents
            .into_iter()
            .map(|(_, parent)| self.chain(parent))
            .filter(|chain| !chain.contains(&id));
        chains.take(CHAINS).collect()
    }

    fn step(&self, id: ComponentId) -> Option<Step> {
        self.steps.get(id.index()).copied().flatten()
    }

    fn distance(&self, id: ComponentId) -> Option<u32> {
        Some(self.step(id)?.distance)
    }

    fn chain(&self, end: ComponentId) -> Vec<ComponentId> {
        let mut chain = vec![end];
        let mut at = end;
        while let Some(Step {
            root,
            nearer: Some(nearer),
            ..
        }) = self.step(at)
        {
            at = if chain.len() + 1 == LINKS {
                root
            } else {
                nearer
            };
            chain.push(at);
        }
        chain.reverse();
        chain
    }
}

/// The second of each pair by the first: all lists in one, and where each begins. Pairs beyond `count` are left out.
fn lists(
    count: usize,
    pairs: impl Iterator<Item = (ComponentId, ComponentId)> + Clone,
) -> (Vec<usize>, Vec<ComponentId>) {
    let pairs = pairs.filter(|(of, with)| of.index() < count && with.index() < count);
    let mut starts = vec![0; count + 1];
    for (of, _) in pairs.clone() {
        if let Some(next) = starts.get_mut(of.index() + 1) {
            *next += 1;
        }
    }
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    let mut free = starts.clone();
    let mut all = vec![ComponentId(0); total];
    for (of, with) in pairs {
        if let Some(at) = free.get_mut(of.index()) {
            if let Some(slot) = all.get_mut(*at) {
                *slot = with;
            }
            *at += 1;
        }
    }
    (starts, all)
}

/// The list of one component.
fn list<'l>(starts: &[usize], all: &'l [ComponentId], of: ComponentId) -> &'l [ComponentId] {
    let at = |place: usize| starts.get(place).copied().unwrap_or_default();
    all.get(at(of.index())..at(of.index() + 1))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Component, Edge, PackageName};

    fn inventory(names: &[&str], direct: &[u32], edges: &[(u32, u32)]) -> Inventory {
        let mut inventory = Inventory::default();
        for (i, name) in (0u32..).zip(names) {
            let mut component = Component::pypi(PackageName::pypi(name), None);
            component.direct = direct.contains(&i);
            inventory.components.push(component);
        }
        inventory.edges = edges
            .iter()
            .map(|&(a, b)| Edge {
                from: ComponentId(a),
                to: ComponentId(b),
            })
            .collect();
        inventory
    }

    #[test]
    fn chains_start_at_direct_dependencies_and_end_on_cycles() {
        let inventory = inventory(
            &["a", "b", "c", "d", "lone"],
            &[0, 1],
            &[(0, 2), (1, 3), (3, 2), (2, 3)],
        );
        let paths = inventory.paths();
        assert_eq!(paths.to(ComponentId(0)), Vec::<Vec<ComponentId>>::new());
        assert_eq!(
            paths.to(ComponentId(2)),
            [vec![ComponentId(0)], vec![ComponentId(1), ComponentId(3)]]
        );
        assert!(paths.to(ComponentId(4)).is_empty());
    }

    #[test]
    fn the_middle_of_a_very_long_chain_is_left_out() {
        let names: Vec<String> = (0..100).map(|i| format!("p{i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let edges: Vec<(u32, u32)> = (0..99).map(|i| (i, i + 1)).collect();
        let inventory = inventory(&names, &[0], &edges);
        let chain = inventory.paths().to(ComponentId(99)).remove(0);
        assert_eq!(
            (chain.len(), chain[0], chain[31]),
            (32, ComponentId(0), ComponentId(98))
        );
    }
}
