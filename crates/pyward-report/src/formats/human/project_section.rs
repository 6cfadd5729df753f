//! How each project is managed, in two lines: tool and files, and the environment beside them.

use std::fmt::Write as _;

use pyward_model::{Agreement, EnvironmentState, LockState, ProjectState, Report};

use super::coverage_section::labelled;
use super::page::Page;
use crate::{RenderOptions, wording};

/// Projects that are told of unless everything is asked for.
const PROJECTS: usize = 3;
/// Files that are listed unless everything is asked for.
const FILES: usize = 4;

pub(super) fn write(page: &mut Page, report: &Report, options: &RenderOptions) {
    let (most, files) = match options.verbose {
        0 => (PROJECTS, FILES),
        _ => (usize::MAX, usize::MAX),
    };
    let states = &report.inventory.states;
    for state in states.iter().take(most) {
        labelled(page, "project", &project(state, files));
        if let Some(environment) = &state.environment {
            labelled(page, "environment", &self::environment(environment));
        }
    }
    if states.len() > most {
        let more = wording::counted(states.len() - most, "more project");
        labelled(page, "project", &format!("{more} (-v shows them)"));
    }
}

/// `uv: pyproject.toml, uv.lock in step; Python >=3.12`.
fn project(state: &ProjectState, files: usize) -> String {
    let mut text = String::new();
    if !state.managers.is_empty() {
        let _ = write!(text, "{}: ", state.managers.join(" and "));
    }
    let manifests = state.manifests.iter().map(|path| wording::prose(path));
    let all: Vec<String> = manifests.chain(state.locks.iter().map(lock)).collect();
    text.push_str(&wording::listed(&all, files));
    if let Some(python) = &state.requires_python {
        let _ = write!(text, "; Python {}", wording::prose(python));
    }
    text
}

fn lock(lock: &LockState) -> String {
    let path = wording::prose(&lock.path);
    match &lock.agreement {
        Agreement::InStep => format!("{path} in step"),
        Agreement::OutOfStep(because) => {
            format!("{path} out of step ({})", wording::prose(because))
        }
        Agreement::Unknown(_) => path,
    }
}

/// `.venv, isolated, out of step with what is locked (it holds flask 2.0)`.
fn environment(environment: &EnvironmentState) -> String {
    let mut text = wording::prose(&environment.path);
    text.push_str(match environment.isolated {
        Some(true) => ", isolated",
        Some(false) => ", with the packages of the system",
        None => "",
    });
    match &environment.agreement {
        Agreement::InStep => text.push_str(", in step with what is locked"),
        Agreement::OutOfStep(because) => {
            let because = wording::prose(because);
            let _ = write!(text, ", out of step with what is locked ({because})");
        }
        Agreement::Unknown(_) => {}
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_told_in_two_lines() {
        let mut state = ProjectState {
            home: ".".into(),
            managers: vec!["pip", "uv"],
            manifests: vec!["pyproject.toml".into()],
            locks: vec![LockState {
                path: "uv.lock".into(),
                agreement: Agreement::InStep,
            }],
            requires_python: Some(">=3.12".to_owned()),
            environment: None,
        };
        assert_eq!(
            project(&state, 4),
            "pip and uv: pyproject.toml and uv.lock in step; Python >=3.12"
        );
        state.managers.clear();
        state.requires_python = None;
        state.locks[0].agreement = Agreement::OutOfStep("it does not know a\u{1b}".to_owned());
        let told = project(&state, 4);
        assert!(told.starts_with("pyproject.toml and uv.lock out of step (it does not know a"));
        assert!(!told.contains('\u{1b}'));
        let mut beside = EnvironmentState {
            path: ".venv".into(),
            isolated: Some(true),
            agreement: Agreement::InStep,
        };
        assert_eq!(
            environment(&beside),
            ".venv, isolated, in step with what is locked"
        );
        beside.isolated = Some(false);
        beside.agreement = Agreement::OutOfStep("it holds a 1".to_owned());
        assert_eq!(
            environment(&beside),
            ".venv, with the packages of the system, out of step with what is locked (it holds a 1)"
        );
    }
}
