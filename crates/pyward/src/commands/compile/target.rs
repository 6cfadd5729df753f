//! For which Python and platform pins are made.

use std::path::Path;

use pyward_model::{Specifiers, Version};
use pyward_resolve::{Platform, PythonVersion, Target};
use pyward_target::{EntryKind, OpenOptions, Tree};

use crate::args::ChoiceArgs;
use crate::environment::Environment;
use crate::failure::Failure;
use crate::resolution::{OLDEST_PYTHON, lowest};

/// The target, and why it is that one, where nobody said so.
pub(super) fn target(
    choice: &ChoiceArgs,
    requires_python: &[String],
    environment: &Environment,
) -> Result<(Target, Option<String>), Failure> {
    let platform = choice.platform.as_deref().map(platform).transpose()?;
    let (python, why) = match &choice.python_version {
        Some(text) => (python(text)?, None),
        None => guessed(choice.universal, requires_python, environment),
    };
    let target = Target {
        python,
        platform,
        libc: None,
        universal: choice.universal,
    };
    let told = why.map(|why| {
        let from_on = if choice.universal { " and later" } else { "" };
        format!("pinned for Python {python}{from_on}, {why}; `--python-version` says otherwise")
    });
    Ok((target, told))
}

/// A Python version that somebody typed.
pub(crate) fn python(text: &str) -> Result<PythonVersion, Failure> {
    text.parse::<PythonVersion>()
        .map_err(|reason| Failure::usage(reason).hint("write it like `3.12` or `3.12.4`"))
}

fn guessed(
    universal: bool,
    requires_python: &[String],
    environment: &Environment,
) -> (PythonVersion, Option<String>) {
    let lowest = requires_python
        .iter()
        .filter_map(|range| lowest(range))
        .max()
        .map(|python| (python, "the oldest one the project supports"));
    let allowed = |python: &PythonVersion| {
        let version = Version::new(&format!("{python}.99"));
        requires_python
            .iter()
            .all(|range| Specifiers::parse(range).is_ok_and(|range| range.contains(&version)))
    };
    let of_environment = || {
        let folder = environment.working_folder.join(".venv");
        let python = python_of(&folder, environment).filter(allowed)?;
        Some((python, "as `.venv` has it"))
    };
    let found = if universal {
        lowest.or_else(of_environment)
    } else {
        of_environment().or(lowest)
    };
    let (python, why) = found.unwrap_or((OLDEST_PYTHON, "the oldest one that is still mended"));
    (python, Some(why.to_owned()))
}

/// The Python of an environment, by the name of its folder of packages; nothing in it is started.
fn python_of(folder: &Path, environment: &Environment) -> Option<PythonVersion> {
    if !folder.is_dir() {
        return None;
    }
    let mut options = OpenOptions::default();
    let tree = Tree::open(folder, &environment.working_folder, &mut options).ok()?;
    python_of_tree(&tree)
}

/// The same of an environment that is open.
pub(crate) fn python_of_tree(tree: &Tree) -> Option<PythonVersion> {
    let mut environments = tree
        .entries()
        .iter()
        .filter(|entry| entry.kind == EntryKind::Environment);
    environments.find_map(|entry| {
        let mut parts = entry.path.shown().split('/');
        parts.find_map(|part| part.strip_prefix("python")?.parse().ok())
    })
}

/// A platform by its word.
fn platform(text: &str) -> Result<Platform, Failure> {
    let lower = text.to_ascii_lowercase();
    Ok(match lower.as_str() {
        "linux" | "linux-x86_64" | "linux-amd64" => Platform::LinuxX86_64,
        "linux-aarch64" | "linux-arm64" => Platform::LinuxAarch64,
        "macos" | "macos-aarch64" | "macos-arm64" | "darwin" => Platform::MacosAarch64,
        "macos-x86_64" | "macos-amd64" => Platform::MacosX86_64,
        "windows" | "windows-x86_64" | "windows-amd64" | "win32" => Platform::WindowsX86_64,
        _ => {
            return Err(
                Failure::usage(format!("`{text}` is not a platform pyward pins for")).hint(
                    "write `linux`, `macos` or `windows`, with a machine if it matters (`linux-aarch64`)",
                ),
            );
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_have_words() {
        assert!(matches!(
            platform("Linux-arm64"),
            Ok(Platform::LinuxAarch64)
        ));
        assert!(matches!(platform("macos"), Ok(Platform::MacosAarch64)));
        assert!(platform("plan9").is_err());
    }
}
