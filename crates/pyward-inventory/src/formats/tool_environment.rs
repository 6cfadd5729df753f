//! Environments that hold one tool each, as pipx and `uv tool` make them: what the user asked for stands in a receipt beside
//! them, and the rest came along.

use pyward_model::{Location, Notice, NoticeKind, PackageName, printable};
use pyward_target::{Tree, TreePath};

use super::dist_info::DistInfo;
use crate::{Format, Input, Reading};

/// Where the top of an environment is, as seen from a file in a folder of installed packages: on most systems, on Windows.
const TOPS: [&str; 2] = ["../../..", "../.."];

/// A file at the top of the environment that a folder of installed packages belongs to.
pub(super) fn receipt(tree: &Tree, folder: &TreePath, name: &str) -> Option<TreePath> {
    let inside = folder.child("receipt")?;
    TOPS.iter()
        .find_map(|top| tree.resolve(&inside, &format!("{top}/{name}")).ok())
}

/// What is installed, of which the receipt tells what was asked for.
pub(super) fn read(
    input: &Input<'_>,
    name: &str,
    asked: impl FnOnce(&str) -> Result<Vec<PackageName>, String>,
) -> Reading {
    let mut reading = DistInfo.read(input);
    let Some(path) = receipt(input.tree, input.path, name) else {
        return reading;
    };
    let place = Location::file(path.shown().clone());
    let asked = match input.tree.read(&path) {
        Ok(bytes) => asked(&String::from_utf8_lossy(&bytes)),
        Err(error) => Err(error.failure.to_string()),
    };
    match asked {
        Ok(asked) => {
            for package in &mut reading.packages {
                let component = &mut package.component;
                component.direct =
                    asked.contains(&component.name) && component.vendored_by().is_none();
            }
        }
        Err(problem) => {
            let message = format!(
                "which packages were asked for cannot be read: {}",
                printable(&problem)
            );
            let notice = Notice::info(NoticeKind::Malformed, Some(place), message);
            reading.notices.push(notice.hint("install the tool again"));
        }
    }
    reading
}
