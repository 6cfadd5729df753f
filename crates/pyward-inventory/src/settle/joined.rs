//! Several inventories, one: what two targets say of one package becomes one component with the evidence of both.

use std::sync::Arc;

use pyward_model::{Inventory, Location};

use super::merge::Merge;

/// Joins the inventories of several targets. Where a folder is named beside one, its paths are shown below that folder.
pub fn join(mut parts: Vec<(Option<String>, Inventory)>) -> Inventory {
    if let [(None, only)] = parts.as_mut_slice() {
        return std::mem::take(only);
    }
    let mut merge = Merge::new(Vec::new());
    let mut skipped = Vec::new();
    let mut states = Vec::new();
    for (folder, mut inventory) in parts {
        if let Some(folder) = &folder {
            show_below(folder, &mut inventory);
        }
        let edges = inventory.edges.iter();
        let edges: Vec<_> = edges.map(|edge| (edge.from, edge.to)).collect();
        let places: Vec<usize> = inventory
            .components
            .into_iter()
            .map(|component| merge.add(component))
            .collect();
        merge.edges(&edges, &places);
        merge.projects(&mut inventory.projects);
        merge.requirements.append(&mut inventory.requirements);
        merge.notices.append(&mut inventory.notices);
        for format in inventory.formats {
            merge.told(format);
        }
        skipped.append(&mut inventory.skipped);
        states.append(&mut inventory.states);
    }
    let mut joined = merge.finish();
    skipped.sort();
    states.sort();
    joined.skipped = skipped;
    joined.states = states;
    joined
}

fn show_below(folder: &str, inventory: &mut Inventory) {
    let folder = folder.replace('\\', "/");
    let folder = folder.trim_end_matches('/');
    let below = |path: &Arc<str>| -> Arc<str> {
        match &**path {
            "." | "" => folder.into(),
            path if path.starts_with('/') => path.into(),
            path => format!("{folder}/{path}").into(),
        }
    };
    let at = |location: &mut Location| location.path = below(&location.path);
    for component in &mut inventory.components {
        component.locations.iter_mut().for_each(at);
    }
    for project in &mut inventory.projects {
        at(&mut project.location);
    }
    for asked in &mut inventory.requirements {
        asked.home = below(&asked.home);
        at(&mut asked.location);
    }
    for state in &mut inventory.states {
        state.home = below(&state.home);
        let locks = state.locks.iter_mut().map(|lock| &mut lock.path);
        let environment = state.environment.iter_mut().map(|it| &mut it.path);
        for path in state.manifests.iter_mut().chain(locks).chain(environment) {
            *path = below(path);
        }
    }
    for format in &mut inventory.formats {
        format.path = below(&format.path);
        format.home = below(&format.home);
    }
    for skipped in &mut inventory.skipped {
        skipped.path = below(&skipped.path);
    }
    for notice in &mut inventory.notices {
        if let Some(location) = &mut notice.location {
            at(location);
        }
    }
}

#[cfg(test)]
mod tests {
    use pyward_target::Tree;

    use super::*;
    use crate::{Options, read};

    #[test]
    fn one_version_in_two_targets_is_one_component_with_both_places() {
        let of = |files: &[(&str, &[u8])]| read(&Tree::memory(files), &Options::default());
        let asked = of(&[(
            "requirements.txt",
            b"flask==3.0\n    # via -r requirements.in\njinja2==3.1.6\n    # via flask\n",
        )]);
        let installed = of(&[
            (
                "lib/site-packages/Flask-3.0.dist-info/METADATA",
                b"Name: Flask\nVersion: 3.0\nRequires-Dist: jinja2\n",
            ),
            (
                "lib/site-packages/jinja2-3.1.2.dist-info/METADATA",
                b"Name: jinja2\nVersion: 3.1.2\n",
            ),
        ]);
        let joined = join(vec![(None, asked), (Some(".venv".to_owned()), installed)]);
        let told: Vec<String> = joined
            .components
            .iter()
            .map(|component| {
                let places: Vec<_> = component.locations.iter().map(|it| &*it.path).collect();
                let version = component.version.as_ref().unwrap();
                format!("{} {version} {}", component.name, places.join(" "))
            })
            .collect();
        insta::assert_snapshot!(told.join("\n"), @"
        flask 3.0 .venv/lib/site-packages/Flask-3.0.dist-info/METADATA requirements.txt
        jinja2 3.1.2 .venv/lib/site-packages/jinja2-3.1.2.dist-info/METADATA
        jinja2 3.1.6 requirements.txt
        ");
        for edge in &joined.edges {
            assert_eq!(joined.component(edge.from).name.as_str(), "flask");
            assert_eq!(joined.component(edge.to).name.as_str(), "jinja2");
        }
        assert_eq!(joined.edges.len(), 2);
        assert_eq!(joined.formats.len(), 2);
    }

    #[test]
    fn one_target_stays_as_it_is() {
        let tree = Tree::memory(&[("requirements.txt", b"flask==3.0\n")]);
        let alone = read(&tree, &Options::default());
        assert_eq!(join(vec![(None, alone.clone())]), alone);
    }
}
