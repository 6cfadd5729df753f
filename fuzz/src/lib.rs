//! What the targets for formats share: a file is read twice, and what came of it holds together.

use pyward_inventory::Options;
use pyward_model::Inventory;
use pyward_target::Tree;

/// Reads a tree of these files. Panics where two readings differ, or where the inventory points at what is not there.
pub fn read(files: &[(&str, &[u8])]) {
    let tree = Tree::memory(files);
    let inventory = pyward_inventory::read(&tree, &Options::default());
    assert_eq!(
        inventory,
        pyward_inventory::read(&tree, &Options::default())
    );
    holds_together(&inventory);
}

fn holds_together(inventory: &Inventory) {
    let count = inventory.components.len();
    for edge in &inventory.edges {
        assert!(
            edge.from.index() < count && edge.to.index() < count,
            "an edge leads nowhere"
        );
    }
    let paths = inventory.paths();
    for (id, component) in inventory.iter() {
        assert!(
            !component.locations.is_empty(),
            "{} has no evidence",
            component.name
        );
        for chain in paths.to(id) {
            assert!(
                !chain.contains(&id),
                "{} is needed by itself",
                component.name
            );
        }
    }
}
