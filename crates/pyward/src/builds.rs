//! Whether source distributions are built, and with which Python: never unless a flag says so, and never with the Python
//! of an environment, whose files could run code at its start.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_resolve::Builds;

use crate::args::BuildArgs;
use crate::environment::Environment;
use crate::failure::Failure;

/// How long a build may take where nobody says, in seconds.
const USUAL_LIMIT: u64 = 300;

/// What is built with; `None` where nothing is. A Python that comes with the target is not taken.
pub(crate) fn builds(
    args: &BuildArgs,
    target: &Path,
    environment: &Environment,
) -> Result<Option<Builds>, Failure> {
    let BuildArgs {
        allow_build,
        build_python,
        build_timeout,
    } = args;
    if !allow_build {
        return Ok(None);
    }
    let python = match build_python {
        Some(path) => environment.working_folder.join(path),
        None => found(&environment.working_folder.join(target), environment).ok_or_else(|| {
            Failure::usage("`--allow-build` wants a Python, and none is in PATH")
                .hint("name one: `--build-python PATH`")
        })?,
    };
    Ok(Some(Builds {
        python,
        limit: Duration::from_secs(build_timeout.unwrap_or(USUAL_LIMIT)),
    }))
}

/// The first Python in `PATH` that is of no virtual environment and not of the target. Nothing is run to find it.
fn found(target: &Path, environment: &Environment) -> Option<PathBuf> {
    let path = environment.variables.get(&OsString::from("PATH"))?;
    let names: &[&str] = if cfg!(windows) {
        &["python.exe"]
    } else {
        &["python3", "python"]
    };
    let target = target.canonicalize().ok();
    let is_root = target
        .as_ref()
        .is_some_and(|target| target.parent().is_none());
    let is_of_target = |python: &Path| {
        let folder = python
            .parent()
            .and_then(|folder| folder.canonicalize().ok());
        match (folder, &target) {
            // Everything is below the root.
            (Some(folder), Some(target)) => !is_root && folder.starts_with(target),
            _ => true,
        }
    };
    let is_of_environment = |python: &Path| {
        let mut folders = python.ancestors().skip(1).take(2);
        folders.any(|folder| folder.join("pyvenv.cfg").exists())
    };
    std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|python| python.is_file() && !is_of_environment(python) && !is_of_target(python))
}
