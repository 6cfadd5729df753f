//! What setuptools installed in its own way, before there were wheels.

use std::path::PathBuf;

use pyward_model::{Notice, NoticeKind, printable};
use pyward_target::TreePath;

use super::{Reader, Source, Stem, place, repository};
use crate::formats::core_metadata;

/// What the name of an `.egg-info` says: its version is not asked for, the metadata have it.
pub(super) fn stem(stem: &str) -> Stem<'_> {
    Stem {
        name: stem.split('-').next(),
        version: None,
    }
}

impl Reader<'_> {
    /// A `name.egg-link`: the package is used where it stands, in the folder whose path is the first line that is not
    /// empty.
    pub(super) fn egg_link(&mut self, path: &TreePath, site: &TreePath) {
        let Some(bytes) = self.optional(path) else {
            return;
        };
        let text = String::from_utf8_lossy(&bytes);
        let Some(target) = text.lines().map(str::trim).find(|line| !line.is_empty()) else {
            return;
        };
        let folder = repository::absolute(&site.real().join(target));
        let name = path.file_name().trim_end_matches(".egg-link");
        let metadata = format!("{}.egg-info/PKG-INFO", name.replace('-', "_"));
        let Some(bytes) = repository::bytes(&folder.join(&metadata)) else {
            let message = format!(
                "it leads to {}, where no {} can be read; the package has no pin",
                printable(&folder.to_string_lossy()),
                printable(&metadata)
            );
            let notice = Notice::gap(NoticeKind::Unreadable, Some(place(path)), message);
            return self.installed.notices.push(notice.hint(super::REINSTALL));
        };
        self.take_linked(path, &bytes, name, folder);
    }

    fn take_linked(&mut self, path: &TreePath, metadata: &[u8], name: &str, folder: PathBuf) {
        let known = self.installed.distributions.len();
        let identity = core_metadata::identity(metadata);
        self.take(path, identity, &stem(name), None);
        if let Some(linked) = self.installed.distributions.get_mut(known) {
            let repository = repository::of(&folder);
            linked.source = Source::Editable(folder, repository);
        }
    }
}
