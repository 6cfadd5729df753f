//! Applications in one file: [zipapps](https://docs.python.org/3/library/zipapp.html), as shiv and pex make them too.
//!
//! The packages in them are known by the metadata that came along; code without is told of.

#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeMap;

use pyward_model::{Notice, NoticeKind};
use pyward_target::{Tree, TreePath};

use super::dist_info::DistInfo;
use super::distribution;
use crate::{Format, Input, Reading, Role};

/// How many folders of packages one file may hold.
const FOLDERS: usize = 10_000;

/// A zipapp.
pub(super) struct Zipapp;

impl Format for Zipapp {
    fn name(&self) -> &'static str {
        "zipapp"
    }

    fn title(&self) -> &'static str {
        "application in one file (`.pyz`, `.pex`)"
    }

    fn role(&self) -> Role {
        Role::Archive
    }

    fn claims(&self, path: &TreePath) -> bool {
        let name = path.file_name().to_ascii_lowercase();
        let end = name.rsplit_once('.').map(|(_, end)| end);
        matches!(end, Some("pyz" | "pyzw" | "pex"))
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let unpacked = match input.tree.unpack(input.path, &is_wanted) {
            Ok(unpacked) => unpacked,
            Err(error) => {
                return Reading {
                    notices: vec![error.notice(input.file())],
                    ..Reading::default()
                };
            }
        };
        let file = input.file();
        let mut reading = Reading::default();
        reading
            .notices
            .extend(distribution::faults(&unpacked, &file));
        let mut folders: BTreeMap<&str, Vec<(&str, &[u8])>> = BTreeMap::new();
        for (name, bytes) in &unpacked.files {
            let folder = folder_of(name).unwrap_or_default();
            let inner = name.strip_prefix(folder).unwrap_or(name);
            let inner = inner.trim_start_matches('/');
            folders.entry(folder).or_default().push((inner, bytes));
        }
        if folders.len() > FOLDERS {
            let message = format!("more than {FOLDERS} folders of packages; the rest is not read");
            let notice = Notice::gap(NoticeKind::Limit, Some(input.file()), message);
            reading.notices.push(notice);
        }
        for (folder, files) in folders.into_iter().take(FOLDERS) {
            let tree = Tree::memory(&files);
            let mut inner = DistInfo.read(&Input::new(&tree, &tree.top(), &[]));
            let place = match folder {
                "" => input.path.shown().to_string(),
                folder => format!("{}/{folder}", input.path.shown()),
            };
            distribution::below(&mut inner, &place);
            reading.packages.append(&mut inner.packages);
            reading.notices.append(&mut inner.notices);
        }
        if reading.packages.is_empty() {
            let message = "it holds no metadata of packages: what code came into it cannot be told";
            let notice = Notice::gap(NoticeKind::NothingFound, Some(file), message);
            reading
                .notices
                .push(notice.hint("audit what it was made from"));
        }
        reading
    }
}

fn is_wanted(name: &str) -> bool {
    folder_of(name).is_some()
}

/// The folder of packages in which a file of metadata stands; `None` for other files.
fn folder_of(name: &str) -> Option<&str> {
    let (folder, file) = name.rsplit_once('/')?;
    let (packages, info) = folder.rsplit_once('/').unwrap_or(("", folder));
    let is_metadata = match info.rsplit_once('.')?.1 {
        "dist-info" => matches!(file, "METADATA" | "direct_url.json"),
        "egg-info" => matches!(file, "PKG-INFO" | "requires.txt"),
        _ => false,
    };
    is_metadata.then_some(packages)
}
