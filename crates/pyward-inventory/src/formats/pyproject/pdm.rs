//! `[tool.pdm]` ([reference](https://pdm-project.org/en/latest/reference/pep621/)).

use pyward_model::{NoticeKind, Origin, printable};

use super::Manifest;
use super::lists::List;
use crate::lock_document::normalised;
use crate::toml::{Table, Value};
use crate::{Requirement, Requires, origin};

/// Development groups from before PEP 735, and the index that stands for PyPI.
pub(super) fn read(pdm: &Table<'_>, manifest: &mut Manifest<'_>) {
    for (name, value) in pdm
        .table("dev-dependencies")
        .into_iter()
        .flat_map(Table::iter)
    {
        let list = List::Group(normalised(name));
        manifest.lists.declare(list.clone());
        let Some(items) = value.as_array() else {
            manifest.odd(
                &format!("tool.pdm.dev-dependencies.{name}"),
                value,
                "an array",
            );
            continue;
        };
        for item in items {
            match item.as_str().and_then(|text| text.strip_prefix("-e ")) {
                Some(url) => editable(url.trim(), item, &list, manifest),
                None => manifest.requirement(item, &list),
            }
        }
    }
    let instead_of_pypi = |source: &&Table<'_>| source.string("name") == Some("pypi");
    let source = pdm
        .tables("source")
        .map(|(_, source)| source)
        .find(instead_of_pypi);
    if let Some(url) = source.and_then(|source| source.string("url")) {
        manifest.index = origin::index(url);
    }
}

/// `-e file:///${PROJECT_ROOT}/part#egg=name`.
fn editable(url: &str, item: &Value<'_>, list: &List, manifest: &mut Manifest<'_>) {
    let egg = url
        .split_once("#egg=")
        .and_then(|(_, egg)| Requirement::parse(egg.split('&').next()?).ok());
    let Some(Requirement { name, extras, .. }) = egg else {
        let message = format!(
            "`{}` names no package",
            printable(&origin::without_credentials(url))
        );
        return manifest.gap(NoticeKind::Unauditable, item.line, message);
    };
    let origin = match origin::url(url) {
        Origin::Path { path, .. } => Origin::Path {
            path,
            editable: true,
        },
        other => other,
    };
    manifest.lists.require(
        list.clone(),
        Requires {
            extras,
            origin,
            ..Requires::any(name)
        },
        item.line,
    );
}
