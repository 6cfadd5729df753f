//! Lock files that pyward leaves to the tool that owns them: the commands that move certain packages and nothing else, and
//! the command that says whether the lock is whole.
//!
//! Nothing is run here. What each command does was tried with uv 0.13, Poetry 2.5, PDM 2.29 and Pipenv 2026.10.

use pyward_model::PackageName;

use crate::Change;

/// What to run in the project's folder, after its manifest was edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// The program.
    pub program: &'static str,
    /// The arguments of each command, in the order to run them in. Where one of them is [`OVERRIDES`], the path of a file
    /// that holds `overrides` is to stand in its place.
    pub commands: Vec<Vec<String>>,
    /// What to write to a file for the commands: requirements, one a line.
    pub overrides: Option<String>,
    /// The arguments of the command that succeeds if, and only if, the lock fits the manifest. It changes nothing.
    pub check: Vec<String>,
    /// Whether the commands lead to the versions of the changes, and to no newer ones.
    pub exact: bool,
    /// What the commands do, in a sentence, for people.
    pub why: &'static str,
}

/// Stands among arguments for the path of the file that holds [`Instruction::overrides`].
pub const OVERRIDES: &str = "{overrides}";

/// The commands for a lock file, by the last part of its path; `None` where no tool is known that owns it. Changes that
/// cannot be written into an argument (see [`Change::is_writable`]) are left out; `None` too where no change is left.
///
/// - `uv.lock`: `uv lock --upgrade-package NAME==VERSION` moves the named packages to exactly these versions, direct or
///   not, and keeps all others. It fails, and leaves the lock alone, where that cannot be. `uv lock --check` solves again
///   and exits 1 where the lock would change.
/// - `poetry.lock`: Poetry refuses versions here (`Version specifiers are not allowed in poetry update`). `poetry lock`
///   moves a package only where the manifest forbids its locked version. `poetry update --lock NAME` moves the named ones to
///   the newest version that the manifest allows, direct or not, keeps all others and installs nothing. `poetry check
///   --lock` exits 1 where the manifest has changed since.
/// - `pdm.lock`: `pdm update --no-sync --update-reuse NAME` does the same, and refuses `NAME==VERSION`. With `--override
///   FILE` the versions in that file are taken, the others are kept, and later runs of `pdm lock --update-reuse` keep both.
///   (`pdm lock --update-reuse --override FILE` moves nothing.) `pdm lock --check` exits 1 where the manifest has changed.
/// - `Pipfile.lock`: `pipenv upgrade --lock-only NAME==VERSION` leaves the `Pipfile` alone, moves the named packages and
///   keeps the others, but takes the newest version that the `Pipfile` allows whatever the argument says; it is exact for a
///   package that the `Pipfile` pins. Without `--lock-only` the version is exact and the pin is added to the `Pipfile`.
///   `pipenv verify` exits 1 where the `Pipfile` has changed since.
pub fn instruction(lock_file_name: &str, changes: &[Change]) -> Option<Instruction> {
    let changes: Vec<&Change> = changes
        .iter()
        .filter(|change| change.is_writable())
        .collect();
    if changes.is_empty() {
        return None;
    }
    match lock_file_name {
        "uv.lock" => Some(uv(&changes)),
        "poetry.lock" => Some(poetry(&changes)),
        "pdm.lock" => Some(pdm(&changes)),
        "Pipfile.lock" => Some(pipenv(&changes)),
        _ => None,
    }
}

fn uv(changes: &[&Change]) -> Instruction {
    let mut command = words(&["lock"]);
    for pin in pins(changes) {
        command.extend(["--upgrade-package".to_owned(), pin]);
    }
    Instruction {
        program: "uv",
        commands: vec![command],
        overrides: None,
        check: words(&["lock", "--check"]),
        exact: true,
        why: "moves these packages to these versions and keeps all others",
    }
}

fn poetry(changes: &[&Change]) -> Instruction {
    let mut command = words(&["update", "--lock", "--no-interaction", "--"]);
    command.extend(names(changes));
    Instruction {
        program: "poetry",
        commands: vec![command],
        overrides: None,
        check: words(&["check", "--lock", "--no-interaction"]),
        exact: false,
        why: "moves these packages to the newest versions that the manifest allows and keeps all others",
    }
}

fn pdm(changes: &[&Change]) -> Instruction {
    let mut command = words(&[
        "update",
        "--no-sync",
        "--update-reuse",
        "--override",
        OVERRIDES,
        "--",
    ]);
    command.extend(names(changes));
    let overrides: Vec<String> = pins(changes).map(|pin| pin + "\n").collect();
    Instruction {
        program: "pdm",
        commands: vec![command],
        overrides: Some(overrides.concat()),
        check: words(&["lock", "--check"]),
        exact: true,
        why: "moves these packages to these versions and keeps all others",
    }
}

fn pipenv(changes: &[&Change]) -> Instruction {
    let mut command = words(&["upgrade", "--lock-only"]);
    command.extend(pins(changes));
    Instruction {
        program: "pipenv",
        commands: vec![command],
        overrides: None,
        check: words(&["verify"]),
        exact: false,
        why: "moves these packages to the newest versions that the Pipfile allows and keeps all others",
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn names(changes: &[&Change]) -> Vec<String> {
    let mut names: Vec<&PackageName> = changes.iter().map(|change| &change.name).collect();
    names.sort();
    names.dedup();
    names.iter().map(ToString::to_string).collect()
}

fn pins(changes: &[&Change]) -> impl Iterator<Item = String> {
    let pins: std::collections::BTreeSet<String> = changes
        .iter()
        .map(|change| format!("{}=={}", change.name, change.to))
        .collect();
    pins.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pyward_model::Version;

    fn changes() -> Vec<Change> {
        let change = |name: &str, to: &str| Change::new(PackageName::pypi(name), Version::new(to));
        vec![
            change("b", "2"),
            change("a", "1"),
            change("-evil", "1"),
            change("c", "1 --x"),
        ]
    }

    #[test]
    fn each_lock_has_the_commands_of_its_tool() {
        let shown = |file: &str| {
            let told = instruction(file, &changes()).unwrap();
            format!("{} {}", told.program, told.commands[0].join(" "))
        };
        assert_eq!(
            shown("uv.lock"),
            "uv lock --upgrade-package a==1 --upgrade-package b==2"
        );
        assert_eq!(
            shown("poetry.lock"),
            "poetry update --lock --no-interaction -- a b"
        );
        assert_eq!(
            shown("pdm.lock"),
            "pdm update --no-sync --update-reuse --override {overrides} -- a b"
        );
        assert_eq!(
            shown("Pipfile.lock"),
            "pipenv upgrade --lock-only a==1 b==2"
        );
        let pdm = instruction("pdm.lock", &changes()).unwrap();
        assert_eq!(pdm.overrides.as_deref(), Some("a==1\nb==2\n"));
        assert_eq!(instruction("other.lock", &changes()), None);
        assert_eq!(instruction("uv.lock", &[]), None);
    }
}
