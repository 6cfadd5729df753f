//! Where pipx and `uv tool` keep the environments of the tools they install.

use std::path::PathBuf;

use crate::environment::Environment;

/// The folders to look at, the first that is meant before those that are usual; `None` for what is no kind of tool.
pub(crate) fn places(kind: &str, environment: &Environment) -> Option<Vec<PathBuf>> {
    let variable = |name: &str| {
        let value = environment.variables.get(std::ffi::OsStr::new(name));
        value.filter(|value| !value.is_empty()).map(PathBuf::from)
    };
    let home = variable("HOME").or_else(|| variable("USERPROFILE"));
    let below_home = |path: &str| home.as_ref().map(|home| home.join(path));
    let data = variable("XDG_DATA_HOME").or_else(|| below_home(".local/share"));
    let below_data = |path: &str| data.as_ref().map(|data| data.join(path));
    let places: Vec<Option<PathBuf>> = match kind {
        // [Where pipx stores things](https://pipx.pypa.io/stable/explanation/how-pipx-works/)
        "pipx" => match variable("PIPX_HOME") {
            Some(folder) => vec![Some(folder.join("venvs"))],
            None => vec![
                below_home(".local/share/pipx/venvs"),
                below_home(".local/pipx/venvs"),
                below_home("Library/Application Support/pipx/venvs"),
                below_home("pipx/venvs"),
            ],
        },
        // [Storage](https://docs.astral.sh/uv/reference/storage/#tools)
        "uv-tool" => match variable("UV_TOOL_DIR") {
            Some(folder) => vec![Some(folder)],
            None => vec![
                below_data("uv/tools"),
                variable("APPDATA").map(|data| data.join("uv/data/tools")),
            ],
        },
        _ => return None,
    };
    Some(places.into_iter().flatten().collect())
}
