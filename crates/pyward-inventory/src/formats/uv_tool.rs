//! Tools that [`uv tool`](https://docs.astral.sh/uv/concepts/tools/) installed, each in an environment of its own with a
//! `uv-receipt.toml`.

use pyward_model::PackageName;
use pyward_target::{Tree, TreePath};

use super::tool_environment;
use crate::toml;
use crate::{Format, Input, Reading, Role};

const RECEIPT: &str = "uv-receipt.toml";

/// The environment of a tool.
pub(super) struct UvTool;

impl Format for UvTool {
    fn name(&self) -> &'static str {
        "uv-tool"
    }

    fn title(&self) -> &'static str {
        "tools installed by `uv tool` (without a target: all of the user's)"
    }

    fn role(&self) -> Role {
        Role::Environment
    }

    fn claims(&self, _path: &TreePath) -> bool {
        false
    }

    fn houses(&self, tree: &Tree, path: &TreePath) -> bool {
        tool_environment::receipt(tree, path, RECEIPT).is_some()
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        tool_environment::read(input, RECEIPT, asked)
    }
}

/// The tool, and what `--with` put beside it.
fn asked(text: &str) -> Result<Vec<PackageName>, String> {
    let document = toml::parse(text).map_err(|error| error.message)?;
    let tool = document.table("tool").ok_or("it has no table `tool`")?;
    let requirements = tool.array("requirements").iter();
    Ok(requirements
        .filter_map(|it| it.as_table()?.string("name"))
        .map(PackageName::pypi)
        .collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_the_receipt_names_was_asked_for() {
        let receipt = "[tool]\nrequirements = [{ name = \"Shop_Front\" }, { name = \"extra\", specifier = \">=1\" }]\nentrypoints = []\n";
        let names: Vec<String> = asked(receipt)
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(names, ["shop-front", "extra"]);
        assert_eq!(asked("x = 1").unwrap_err(), "it has no table `tool`");
    }

    #[test]
    fn a_receipt_that_cannot_be_read_costs_only_what_it_says() {
        let tree = Tree::memory(&[
            ("shop/uv-receipt.toml", b"= ="),
            (
                "shop/lib/python3.12/site-packages/shop-1.dist-info/METADATA",
                b"Name: shop\nVersion: 1\n",
            ),
        ]);
        let inventory = crate::read(&tree, &crate::Options::default());
        assert_eq!(inventory.components.len(), 1);
        assert!(
            inventory.notices[0]
                .message
                .starts_with("which packages were asked for")
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(text in "(\\[tool\\]\n|requirements = \\[?\\{? ?name = \"?[a-z]\"? ?\\}?\\]?\n|\\PC{0,9}\n){0,6}") {
            let _ = asked(&text);
        }
    }
}
