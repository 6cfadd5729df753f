//! How a project is managed, as the document tells it.

use pyward_model::{Agreement, ProjectState};
use schemars::JsonSchema;
use serde::Serialize;

/// How one project is managed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ProjectState")]
pub(super) struct State<'a> {
    /// Its folder, as seen from the target (`.` for the target itself).
    path: &'a str,
    /// The tools whose files are there, sorted.
    managers: Vec<&'static str>,
    /// Its manifests and requirements files.
    manifests: Vec<&'a str>,
    /// Its locks.
    locks: Vec<Lock<'a>>,
    /// The Python versions it supports, as written.
    #[serde(skip_serializing_if = "Option::is_none")]
    requires_python: Option<&'a str>,
    /// The environment beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<Environment<'a>>,
}

/// A lock, and whether it belongs to the manifest beside it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LockState")]
struct Lock<'a> {
    /// Its path.
    path: &'a str,
    /// Whether it was made from the manifest as it is.
    #[schemars(extend("enum" = ["in-step", "out-of-step", "unknown"]))]
    agreement: &'static str,
    /// What is different, or why it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
}

/// An environment beside a project.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EnvironmentState")]
struct Environment<'a> {
    /// Its path.
    path: &'a str,
    /// Whether it keeps the packages of the system out; left out where nothing says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    isolated: Option<bool>,
    /// Whether what is installed is what is locked.
    #[schemars(extend("enum" = ["in-step", "out-of-step", "unknown"]))]
    agreement: &'static str,
    /// What is different, or why it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
}

impl<'a> State<'a> {
    /// The state as the document tells it.
    pub(super) fn new(state: &'a ProjectState) -> Self {
        let locks = state.locks.iter().map(|lock| Lock {
            path: &lock.path,
            agreement: lock.agreement.word(),
            because: because(&lock.agreement),
        });
        let environment = state.environment.as_ref().map(|beside| Environment {
            path: &beside.path,
            isolated: beside.isolated,
            agreement: beside.agreement.word(),
            because: because(&beside.agreement),
        });
        Self {
            path: &state.home,
            managers: state.managers.clone(),
            manifests: state.manifests.iter().map(|path| &**path).collect(),
            locks: locks.collect(),
            requires_python: state.requires_python.as_deref(),
            environment,
        }
    }
}

fn because(agreement: &Agreement) -> Option<&str> {
    match agreement {
        Agreement::InStep => None,
        Agreement::OutOfStep(why) => Some(why),
        Agreement::Unknown(why) => Some(why),
    }
}
