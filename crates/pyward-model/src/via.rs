//! Through whom a component came.

use std::collections::VecDeque;

use crate::{ComponentId, Inventory};

/// How many chains are told of one component.
const CHAINS: usize = 3;

/// The shortest ways from direct dependencies to every component, found by one breadth-first walk.
pub struct Paths<'a> {
    inventory: &'a Inventory,
    parents: Vec<Vec<ComponentId>>,
    /// Steps from the nearest direct dependency, and the component one step nearer.
    steps: Vec<Option<(u32, Option<ComponentId>)>>,
}

impl<'a> Paths<'a> {
    /// Walks the edges once; linear in components and edges, ends on cycles.
    pub(crate) fn new(inventory: &'a Inventory) -> Self {
        let count = inventory.components.len();
        let mut parents: Vec<Vec<ComponentId>> = vec![Vec::new(); count];
        let mut children: Vec<Vec<ComponentId>> = vec![Vec::new(); count];
        for edge in &inventory.edges {
            if let (Some(of), Some(by)) = (
                children.get_mut(edge.from.index()),
                parents.get_mut(edge.to.index()),
            ) {
                of.push(edge.to);
                by.push(edge.from);
            }
        }
        let mut steps = vec![None; count];
        let mut queue = VecDeque::new();
        for (id, component) in inventory.iter() {
            if component.direct
                && let Some(slot) = steps.get_mut(id.index())
            {
                *slot = Some((0, None));
                queue.push_back(id);
            }
        }
        while let Some(id) = queue.pop_front() {
            let next = steps
                .get(id.index())
                .copied()
                .flatten()
                .map_or(0, |(distance, _)| distance + 1);
            for &child in children.get(id.index()).into_iter().flatten() {
                if let Some(slot @ None) = steps.get_mut(child.index()) {
                    *slot = Some((next, Some(id)));
                    queue.push_back(child);
                }
            }
        }
        Self {
            inventory,
            parents,
            steps,
        }
    }

    /// Up to three chains that lead to the component, each from a direct dependency down to the one that needs it (the
    /// component itself left out), shortest first. Empty for what the project asks for itself and for what no edge
    /// leads to.
    pub fn to(&self, id: ComponentId) -> Vec<Vec<ComponentId>> {
        if self.inventory.component(id).direct {
            return Vec::new();
        }
        let mut parents: Vec<(u32, ComponentId)> = self
            .parents
            .get(id.index())
            .into_iter()
            .flatten()
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

    fn distance(&self, id: ComponentId) -> Option<u32> {
        self.steps
            .get(id.index())
            .copied()
            .flatten()
            .map(|(distance, _)| distance)
    }

    fn chain(&self, end: ComponentId) -> Vec<ComponentId> {
        let mut chain = vec![end];
        let mut at = end;
        while let Some(Some((_, Some(nearer)))) = self.steps.get(at.index()) {
            chain.push(*nearer);
            at = *nearer;
        }
        chain.reverse();
        chain
    }
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
}
