//! `[tool.hatch.envs]` ([reference](https://hatch.pypa.io/latest/config/environment/overview/)).

use super::Manifest;
use super::lists::List;
use crate::lock_document::normalised;
use crate::toml::Table;

/// The dependencies of each environment, as a group of its name. The one called `default` is the developer's.
pub(super) fn read(hatch: &Table<'_>, manifest: &mut Manifest<'_>) {
    for (name, environment) in hatch.table("envs").into_iter().flat_map(Table::iter) {
        let group = if name == "default" {
            "dev".into()
        } else {
            normalised(name)
        };
        for key in ["dependencies", "extra-dependencies"] {
            if let Some(value) = environment
                .as_table()
                .and_then(|environment| environment.get(key))
            {
                let list = List::Group(group.clone());
                manifest.requirements(&format!("tool.hatch.envs.{name}.{key}"), value, &list);
            }
        }
    }
}
