//! Tools that [pipx](https://pipx.pypa.io/) installed, each in an environment of its own with a `pipx_metadata.json`.

use pyward_model::PackageName;
use pyward_target::{Tree, TreePath};

use super::tool_environment;
use crate::json::{JsonError, Reader};
use crate::{Format, Input, Reading, Role};

const RECEIPT: &str = "pipx_metadata.json";

/// The environment of a tool.
pub(super) struct Pipx;

impl Format for Pipx {
    fn name(&self) -> &'static str {
        "pipx"
    }

    fn title(&self) -> &'static str {
        "tools installed by pipx (without a target: all of the user's)"
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

/// The tool, and what was injected beside it.
fn asked(text: &str) -> Result<Vec<PackageName>, String> {
    let mut asked = Vec::new();
    let mut reader = Reader::new(text);
    let read = reader.members(|reader, key| match &*key {
        "main_package" => name(reader, &mut asked),
        "injected_packages" => reader
            .members(|reader, _| name(reader, &mut asked))
            .map(|_| ()),
        _ => reader.skip(),
    });
    read.map_err(|error| error.to_string())?;
    Ok(asked)
}

fn name(reader: &mut Reader<'_>, asked: &mut Vec<PackageName>) -> Result<(), JsonError> {
    let read = reader.members(|reader, key| match &*key {
        "package" => {
            asked.extend(reader.string()?.map(|name| PackageName::pypi(&name)));
            Ok(())
        }
        _ => reader.skip(),
    });
    read.map(|_| ())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_tool_and_what_was_injected_are_direct() {
        let tree = Tree::memory(&[
            (
                "shop/pipx_metadata.json",
                br#"{"main_package": {"package": "Shop"}, "injected_packages": {"extra": {"package": "extra"}}}"#,
            ),
            ("shop/lib/python3.12/site-packages/shop-1.dist-info/METADATA", b"Name: shop\nVersion: 1\nRequires-Dist: base\n"),
            ("shop/lib/python3.12/site-packages/base-1.dist-info/METADATA", b"Name: base\nVersion: 1\n"),
            ("shop/lib/python3.12/site-packages/extra-1.dist-info/METADATA", b"Name: extra\nVersion: 1\n"),
            ("shop/lib/python3.12/site-packages/pip-9.dist-info/METADATA", b"Name: pip\nVersion: 9\n"),
        ]);
        let inventory = crate::read(&tree, &crate::Options::default());
        let direct: Vec<&str> = inventory
            .components
            .iter()
            .filter(|component| component.direct)
            .map(|component| component.name.as_str())
            .collect();
        assert_eq!(direct, ["extra", "shop"]);
        assert!(inventory.formats.iter().any(|read| read.format == "pipx"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(text in "\\{(\"main_package\"|\"injected_packages\"|\\PC|[:{}\"a]){0,30}") {
            let _ = asked(&text);
        }
    }
}
