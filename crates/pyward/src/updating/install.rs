//! What an upgrade means for an environment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use pyward_model::{
    Inventory, Location, Notice, NoticeKind, PackageName, Plan, Version, printable,
};

/// How many names a notice lists.
const NAMED: usize = 6;

/// What shall stand in an environment.
pub(crate) enum Wanted<'a> {
    /// The pins of a requirements file.
    File(&'a Path),
    /// These versions beside what is there.
    Pins(Vec<(PackageName, Version)>),
}

/// How it ended.
pub(crate) struct Installed {
    /// Whether the environment is another one now.
    pub(crate) is_changed: bool,
    pub(crate) notices: Vec<Notice>,
}

/// Brings an environment to what is wanted. pyward installs nothing yet: it says which command does.
pub(crate) fn apply_to_environment(
    venv: &Path,
    wanted: &Wanted<'_>,
    behind: &BTreeSet<PackageName>,
) -> Installed {
    let names: Vec<_> = behind
        .iter()
        .take(NAMED)
        .map(|name| printable(name.as_str()))
        .collect();
    let more = behind.len().saturating_sub(names.len());
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    let message = format!(
        "the environment itself was not changed: {}{rest}",
        names.join(", ")
    );
    let command = match wanted {
        Wanted::File(file) => format!("pip install -r {}", file.display()),
        Wanted::Pins(pins) => {
            let pins: Vec<String> = pins
                .iter()
                .map(|(name, version)| format!("{name}=={version}"))
                .collect();
            format!("pip install {}", pins.join(" "))
        }
    };
    let place = Some(Location::file(venv.display().to_string()));
    Installed {
        is_changed: false,
        notices: vec![
            Notice::incomplete(NoticeKind::Skipped, place, message)
                .hint(format!("run `{command}` in it")),
        ],
    }
}

/// The packages of an environment that a plan for it alone moves, and where to.
pub(crate) fn moved(plan: &Plan) -> Vec<(PackageName, Version)> {
    plan.changes
        .iter()
        .filter_map(|change| Some((change.name.clone(), change.to.clone()?)))
        .collect()
}

/// The packages that stand in an environment at another version than the files beside it pin.
pub(crate) fn behind(inventory: &Inventory, venv: &Path) -> BTreeSet<PackageName> {
    let venv = venv.display().to_string().replace('\\', "/");
    let below = format!("{}/", venv.trim_end_matches('/'));
    let mut pinned: BTreeMap<&PackageName, BTreeSet<&Version>> = BTreeMap::new();
    let mut installed: BTreeMap<&PackageName, BTreeSet<&Version>> = BTreeMap::new();
    for component in &inventory.components {
        let Some(version) = &component.version else {
            continue;
        };
        for location in &component.locations {
            let side = if location.path.starts_with(&below) {
                &mut installed
            } else {
                &mut pinned
            };
            side.entry(&component.name).or_default().insert(version);
        }
    }
    installed
        .into_iter()
        .filter(|(name, versions)| {
            let wanted = pinned.get(name);
            wanted.is_some_and(|wanted| versions.is_disjoint(wanted))
        })
        .map(|(name, _)| name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use pyward_model::Component;

    use super::*;

    #[test]
    fn behind_is_what_a_file_pins_otherwise() {
        let component = |name: &str, version: &str, path: &str| {
            let name = PackageName::pypi(name);
            let mut component = Component::pypi(name, Some(Version::new(version)));
            component.locations = vec![Location::file(path)];
            component
        };
        let inventory = Inventory {
            components: vec![
                component("a", "1", ".venv/lib/a"),
                component("a", "2", "requirements.txt"),
                component("b", "1", ".venv/lib/b"),
                component("b", "1", "requirements.txt"),
                component("c", "1", ".venv/lib/c"),
                component("d", "1", "requirements.txt"),
            ],
            ..Inventory::default()
        };
        let behind = behind(&inventory, Path::new(".venv/"));
        assert_eq!(behind, BTreeSet::from([PackageName::pypi("a")]));
    }
}
