//! Lock files read to the end: what is audited, what for, and through whom it came.

use pyward_inventory::{Files, Options, read};
use pyward_model::{Inventory, Scope};
use pyward_target::Tree;

fn inventory(name: &str, text: &str) -> Inventory {
    read(
        &Tree::memory(&[(name, text.as_bytes())]),
        &Options::default(),
    )
}

/// What is audited, by name and version.
fn versions(inventory: &Inventory) -> Vec<String> {
    let versions = inventory.components.iter().map(|c| {
        let version = c.version.as_ref().map_or("?", |version| version.as_str());
        format!("{} {version}", c.name)
    });
    versions.collect()
}

fn scopes(inventory: &Inventory, name: &str) -> Vec<Scope> {
    let component = inventory
        .components
        .iter()
        .find(|component| component.name.as_str() == name);
    component
        .expect("it is locked")
        .scopes
        .iter()
        .cloned()
        .collect()
}

const UV: &str = include_str!("fixtures/locks/uv.lock");

#[test]
fn members_of_a_workspace_are_projects_and_both_forks_are_audited() {
    let inventory = inventory("uv.lock", UV);
    assert_eq!(
        versions(&inventory),
        [
            "celery 5.3.6",
            "local-tool ?",
            "numpy 1.26.4",
            "numpy 2.1.0",
            "patched 0.9",
            "pytest 8.0.0",
            "redis 5.0.1",
            "tzdata 2024.1",
            "vine 5.1.0",
        ]
    );
    let projects: Vec<&str> = inventory
        .projects
        .iter()
        .filter_map(|project| Some(project.name.as_ref()?.as_str()))
        .collect();
    assert_eq!(projects, ["shop", "shop-core"]);
}

#[test]
fn what_both_the_project_and_its_development_need_is_for_both() {
    let inventory = inventory("uv.lock", UV);
    assert_eq!(
        scopes(&inventory, "vine"),
        [Scope::Main, Scope::Group("lint".into()), Scope::Dev]
    );
    assert_eq!(scopes(&inventory, "pytest"), [Scope::Dev]);
    assert_eq!(
        scopes(&inventory, "patched"),
        [Scope::Extra("fast-path".into())]
    );
    assert_eq!(scopes(&inventory, "redis"), [Scope::Main]);
}

#[test]
fn dependencies_in_a_circle_come_to_an_end() {
    let lock = "version = 1\n[[package]]\nname = \"p\"\nversion = \"1\"\nsource = { virtual = \".\" }\n\
        dependencies = [{ name = \"a\" }]\n\
        [[package]]\nname = \"a\"\nversion = \"1\"\ndependencies = [{ name = \"b\" }, { name = \"a\" }]\n\
        [[package]]\nname = \"b\"\nversion = \"1\"\ndependencies = [{ name = \"a\" }]\n";
    let inventory = inventory("uv.lock", lock);
    assert_eq!(versions(&inventory), ["a 1", "b 1"]);
    assert_eq!(scopes(&inventory, "b"), [Scope::Main]);
}

#[test]
fn packages_for_extras_and_groups_are_not_dropped() {
    for (name, text, wanted) in [
        (
            "poetry.lock",
            include_str!("fixtures/locks/poetry-2.lock"),
            vec!["attrs 23.1.0", "remote 1.0"],
        ),
        (
            "poetry.lock",
            include_str!("fixtures/locks/poetry-1.lock"),
            vec!["jinja2 3.1.2", "sphinx 7.2.6"],
        ),
        (
            "pylock.toml",
            include_str!("fixtures/locks/pylock.toml"),
            vec!["cattrs 24.1.2", "forked 0.2", "numpy 2.2.3"],
        ),
        (
            "pdm.lock",
            include_str!("fixtures/locks/pdm.lock"),
            vec!["forked 0.2", "remote 1.0"],
        ),
    ] {
        let audited = versions(&inventory(name, text));
        for version in wanted {
            assert!(
                audited.iter().any(|audited| audited == version),
                "{name}: {version} of {audited:?}"
            );
        }
    }
}

#[test]
fn what_only_some_environments_need_says_under_which_markers() {
    let package = |name: &str, needs: &str| {
        format!(
            "[[package]]\nname = \"{name}\"\nversion = \"1\"\n\
             source = {{ registry = \"https://pypi.org/simple\" }}\ndependencies = [{needs}]\n\n"
        )
    };
    let root = "{ name = \"always\" }, { name = \"windows\", marker = \"sys_platform == 'win32'\" }, \
                { name = \"older\", marker = \"python_full_version < '3.11'\" }, \
                { name = \"any\", marker = \"python_full_version >= '3.8'\" }, \
                { name = \"both\", marker = \"sys_platform == 'win32'\" }";
    let text = format!(
        "version = 1\nrequires-python = \">=3.10\"\n\n{}{}{}{}{}{}{}",
        package("shop", root).replace("registry = \"https://pypi.org/simple\"", "virtual = \".\""),
        package(
            "always",
            "{ name = \"both\" }, { name = \"ring\", marker = \"os_name == 'nt'\" }"
        ),
        package("any", ""),
        package("both", ""),
        package("older", ""),
        package(
            "ring",
            "{ name = \"windows\", marker = \"os_name == 'nt'\" }"
        ),
        package("windows", "{ name = \"ring\" }"),
    );
    let inventory = inventory("uv.lock", &text);
    let told: Vec<String> = inventory
        .components
        .iter()
        .map(|component| {
            let markers: Vec<&str> = component.markers.iter().map(|marker| &**marker).collect();
            format!("{}: {}", component.name, markers.join(" or "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "always: ",
            "any: ",
            "both: ",
            "older: python_full_version < '3.11'",
            "ring: os_name == 'nt' or sys_platform == 'win32'",
            "windows: os_name == 'nt' or sys_platform == 'win32'",
        ]
    );
}

#[test]
fn without_their_files_locks_are_the_same_but_for_hashes() {
    let locks = [
        ("uv.lock", UV),
        ("poetry.lock", include_str!("fixtures/locks/poetry-2.lock")),
        ("pdm.lock", include_str!("fixtures/locks/pdm.lock")),
        ("pylock.toml", include_str!("fixtures/locks/pylock.toml")),
    ];
    for (name, text) in locks {
        let tree = Tree::memory(&[(name, text.as_bytes())]);
        let passed = Options {
            files: Files::PassedOver,
            ..Options::default()
        };
        let passed = read(&tree, &passed);
        let mut whole = inventory(name, text);
        let hashes = |inventory: &Inventory| -> usize {
            let components = inventory.components.iter();
            components.map(|component| component.hashes.len()).sum()
        };
        assert!(hashes(&whole) > 0, "{name}");
        for (component, without) in whole.components.iter_mut().zip(&passed.components) {
            component.hashes.clone_from(&without.hashes);
            component.uploaded = without.uploaded;
        }
        assert_eq!(format!("{whole:?}"), format!("{passed:?}"), "{name}");
        if name != "pylock.toml" {
            assert_eq!(hashes(&passed), 0, "{name}: they are passed over");
        }
    }
}
