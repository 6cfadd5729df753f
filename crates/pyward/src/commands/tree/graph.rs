//! Who needs whom, as far as it is to be shown.

use std::collections::BTreeSet;

use pyward_model::{Component, ComponentId, Inventory};

/// From which side the tree is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Below each package what it needs.
    Down,
    /// Below each package those that need it.
    Up,
}

/// The components to show and the lines between them.
pub(super) struct Graph<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) way: Way,
    kept: &'a BTreeSet<ComponentId>,
    /// By component: those below it, sorted.
    below: Vec<Vec<ComponentId>>,
    /// By component: those above it, sorted.
    above: Vec<Vec<ComponentId>>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(inventory: &'a Inventory, kept: &'a BTreeSet<ComponentId>, way: Way) -> Self {
        let count = inventory.components.len();
        let (mut below, mut above) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for edge in &inventory.edges {
            if !kept.contains(&edge.from) || !kept.contains(&edge.to) {
                continue;
            }
            let (from, to) = match way {
                Way::Down => (edge.from, edge.to),
                Way::Up => (edge.to, edge.from),
            };
            if let Some(list) = below.get_mut(from.index()) {
                list.push(to);
            }
            if let Some(list) = above.get_mut(to.index()) {
                list.push(from);
            }
        }
        for list in below.iter_mut().chain(&mut above) {
            list.sort_unstable();
            list.dedup();
        }
        Self {
            inventory,
            way,
            kept,
            below,
            above,
        }
    }

    pub(super) fn component(&self, id: ComponentId) -> &'a Component {
        self.inventory.component(id)
    }

    /// Those right below a component, sorted.
    pub(super) fn below(&self, id: ComponentId) -> &[ComponentId] {
        self.below.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// Those right above a component, sorted.
    pub(super) fn above(&self, id: ComponentId) -> &[ComponentId] {
        self.above.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// The components that are shown, sorted.
    pub(super) fn shown(&self) -> impl Iterator<Item = ComponentId> {
        self.kept.iter().copied()
    }

    /// Where the tree begins: what is asked for, or on the way up what needs nothing. What is not reached from there
    /// (a cycle that nobody asks for, say) begins a tree of its own, so that nothing is left out.
    pub(super) fn tops(&self) -> Vec<ComponentId> {
        let is_top = |id: &ComponentId| match self.way {
            Way::Down => self.component(*id).direct,
            Way::Up => self.above(*id).is_empty(),
        };
        let mut tops: Vec<ComponentId> = self.shown().filter(is_top).collect();
        let mut reached = BTreeSet::new();
        for top in &tops {
            self.reach(*top, &mut reached);
        }
        // First those that nobody needs, then what is left of rings.
        let orphans = self.shown().filter(|id| self.above(*id).is_empty());
        for id in orphans.chain(self.shown()) {
            if !reached.contains(&id) {
                tops.push(id);
                self.reach(id, &mut reached);
            }
        }
        tops
    }

    /// Notes a component and all below it.
    fn reach(&self, top: ComponentId, reached: &mut BTreeSet<ComponentId>) {
        let mut open = vec![top];
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(self.below(id));
            }
        }
    }
}
