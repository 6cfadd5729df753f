//! What the targets share: a file is read twice, and what came of it holds together.

use std::collections::BTreeSet;

use pyward_inventory::Options;
use pyward_model::Inventory;
use pyward_python::{Module, SourceKind};
use pyward_rules::{CodeSettings, Mode, code};
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

/// Asks the rules about code of a file, in both modes. Panics where two looks differ, where findings share an identity,
/// or where what is counted is not what was found.
pub fn look(path: &str, data: &[u8], kind: SourceKind) {
    for mode in [Mode::Compat, Mode::Own] {
        let settings = CodeSettings {
            mode,
            ..CodeSettings::default()
        };
        let look = || {
            let module = Module::read(path, data, kind).ok()?;
            Some(code(vec![module], &settings))
        };
        let (Some(found), Some(again)) = (look(), look()) else {
            return;
        };
        let both = found.findings().zip(again.findings());
        let mut seen = BTreeSet::new();
        let mut suppressed = 0;
        for (finding, same) in both {
            assert_eq!(finding, same);
            assert!(
                seen.insert(&finding.fingerprint),
                "two findings, one identity"
            );
            suppressed += usize::from(!finding.is_active());
        }
        for (file, same) in found.files.iter().zip(&again.files) {
            assert_eq!(file.findings.len(), same.findings.len());
            let metrics = file.metrics;
            assert_eq!(metrics.nosec + metrics.skipped_tests, suppressed);
        }
    }
}
