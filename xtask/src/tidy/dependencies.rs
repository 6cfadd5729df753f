//! The workspace's list of dependencies is the one place for versions: every entry is used by a member, and no member
//! states a version of its own for what is listed (but for other features, in which case the entry is no use to it).

use std::collections::BTreeSet;

use toml_edit::{DocumentMut, Item};

use super::Problem;
use crate::house::House;
use crate::manifest::Manifest;

pub(super) fn check(house: &House) -> Vec<Problem> {
    let Some(root) = house
        .text("Cargo.toml")
        .and_then(|text| text.parse::<DocumentMut>().ok())
    else {
        return vec![Problem::new("Cargo.toml", "is missing or is not TOML")];
    };
    let listed = root
        .get("workspace")
        .and_then(|it| it.get("dependencies"))
        .and_then(Item::as_table_like);
    let listed: BTreeSet<&str> = listed
        .into_iter()
        .flat_map(toml_edit::TableLike::iter)
        .map(|(name, _)| name)
        .collect();
    let (manifests, _) = Manifest::all(house);
    let mut used = BTreeSet::new();
    let mut problems = Vec::new();
    for manifest in &manifests {
        for dependency in manifest.dependencies() {
            if dependency.is_of_workspace {
                used.insert(dependency.name);
            } else if listed.contains(dependency.name) {
                let what = format!(
                    "`{}` is in the workspace's list: `workspace = true`",
                    dependency.name
                );
                problems.push(Problem::new(&manifest.path, what));
            }
        }
    }
    let unused = listed.iter().filter(|name| !used.contains(*name));
    problems.extend(unused.map(|name| {
        Problem::new(
            "Cargo.toml",
            format!("no member uses `{name}` of the workspace's list"),
        )
    }));
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::said;

    #[test]
    fn an_entry_nobody_uses_and_a_version_beside_the_list_are_told() {
        let files = [
            (
                "Cargo.toml",
                "[workspace.dependencies]\na = \"1\"\nb = \"1\"\nc = \"1\"\n",
            ),
            (
                "crates/x/Cargo.toml",
                "[dependencies]\na.workspace = true\nd = \"1\"\n[dev-dependencies]\nb = \"2\"\n",
            ),
        ];
        assert_eq!(
            said(check, &files),
            [
                "crates/x/Cargo.toml: `b` is in the workspace's list: `workspace = true`",
                "Cargo.toml: no member uses `b` of the workspace's list",
                "Cargo.toml: no member uses `c` of the workspace's list",
            ]
        );
    }
}
