//! How each project is managed, whole.

use std::fmt::Write as _;

use pyward_model::{Agreement, EnvironmentState, Inventory, LockState, ProjectState, printable};
use serde_json::{Value, json};

/// For people: a project after the other.
pub(super) fn human(inventory: &Inventory) -> String {
    let mut text = String::new();
    for state in &inventory.states {
        if !text.is_empty() {
            text.push('\n');
        }
        project(&mut text, inventory, state);
    }
    if inventory.states.is_empty() {
        text.push_str("no project is here: neither a manifest, nor a lock, nor requirements\n");
    }
    text
}

fn project(text: &mut String, inventory: &Inventory, state: &ProjectState) {
    let name = match names(inventory, state).as_slice() {
        [] => String::new(),
        names => format!(": {}", names.join(", ")),
    };
    let _ = writeln!(text, "{}{}", printable(&state.home), printable(&name));
    let managers = match state.managers.as_slice() {
        [] => "no tool's files are there".to_owned(),
        managers => managers.join(", "),
    };
    line(text, "managed by", &managers);
    for (at, path) in state.manifests.iter().enumerate() {
        line(text, if at == 0 { "asks in" } else { "" }, path);
    }
    let python = state.requires_python.as_deref();
    line(text, "Python", python.unwrap_or("not said"));
    for (at, lock) in state.locks.iter().enumerate() {
        line(
            text,
            if at == 0 { "locked in" } else { "" },
            &self::lock(lock),
        );
    }
    if state.locks.is_empty() {
        line(text, "locked in", "nothing");
    }
    let environment = state.environment.as_ref().map(environment);
    line(
        text,
        "environment",
        environment.as_deref().unwrap_or("none beside it"),
    );
}

fn lock(lock: &LockState) -> String {
    let told = agreement(&lock.agreement, "what is asked for");
    format!("{}, {told}", lock.path)
}

fn environment(beside: &EnvironmentState) -> String {
    let isolated = match beside.isolated {
        Some(true) => "isolated",
        Some(false) => "with the packages of the system",
        None => "it does not say whether isolated",
    };
    let told = agreement(&beside.agreement, "what is locked");
    format!("{}, {isolated}, {told}", beside.path)
}

fn agreement(agreement: &Agreement, with: &str) -> String {
    match agreement {
        Agreement::InStep => format!("in step with {with}"),
        Agreement::OutOfStep(why) => format!("out of step with {with}: {why}"),
        Agreement::Unknown(why) => format!("whether in step with {with} cannot be told: {why}"),
    }
}

/// Names and versions of what is in the project's own files.
fn names(inventory: &Inventory, state: &ProjectState) -> Vec<String> {
    let own = |path: &str| {
        let manifests = state.manifests.iter().map(|path| &**path);
        let locks = state.locks.iter().map(|lock| &*lock.path);
        manifests.chain(locks).any(|it| it == path)
    };
    let projects = inventory.projects.iter();
    let mut names: Vec<String> = projects
        .filter(|project| own(&project.location.path))
        .filter_map(|project| {
            let name = project.name.as_ref()?;
            Some(match &project.version {
                Some(version) => format!("{name} {version}"),
                None => name.to_string(),
            })
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

fn line(text: &mut String, label: &str, value: &str) {
    let row = format!("  {label:<11} {}", printable(value));
    let _ = writeln!(text, "{}", row.trim_end());
}

/// For programs.
pub(super) fn json(inventory: &Inventory) -> String {
    let states = inventory.states.iter();
    let projects: Vec<Value> = states.map(|state| entry(inventory, state)).collect();
    pyward_report::pretty_json(&json!({"schema": "pyward-projects/1", "projects": projects}))
}

fn entry(inventory: &Inventory, state: &ProjectState) -> Value {
    let paths = |paths: &[std::sync::Arc<str>]| -> Vec<String> {
        paths.iter().map(ToString::to_string).collect()
    };
    json!({
        "path": *state.home,
        "names": names(inventory, state),
        "managers": state.managers,
        "manifests": paths(&state.manifests),
        "requires_python": state.requires_python,
        "locks": state.locks.iter().map(|lock| json!({
            "path": *lock.path,
            "agreement": lock.agreement.word(),
            "because": because(&lock.agreement),
        })).collect::<Vec<_>>(),
        "environment": state.environment.as_ref().map(|beside| json!({
            "path": *beside.path,
            "isolated": beside.isolated,
            "agreement": beside.agreement.word(),
            "because": because(&beside.agreement),
        })),
    })
}

fn because(agreement: &Agreement) -> Option<&str> {
    match agreement {
        Agreement::InStep => None,
        Agreement::OutOfStep(why) => Some(why),
        Agreement::Unknown(why) => Some(why),
    }
}
