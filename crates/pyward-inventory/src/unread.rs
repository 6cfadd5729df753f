//! Files that say which packages there are, and that this pyward does not read: they are named, so that nobody takes
//! their silence for an answer.

use std::sync::Arc;

use pyward_model::{Location, Notice, NoticeKind};
use pyward_target::TreePath;

/// A kind of file that is not read.
struct Unread {
    /// Whether a file name, in lower case, is of this kind.
    named: fn(&str) -> bool,
    /// What it is.
    title: &'static str,
    /// What to do.
    hint: &'static str,
}

static UNREAD: &[Unread] = &[
    Unread {
        named: |name| name == "pixi.lock",
        title: "a pixi lock file",
        hint: "audit the environment it describes",
    },
    Unread {
        named: |name| ends_with_any(name, &[".spdx.yaml", ".spdx.yml", ".spdx.rdf", ".spdx.xml"]),
        title: "an SPDX document in YAML or RDF",
        hint: "give it as SPDX JSON or as CycloneDX",
    },
];

/// Kinds of file that a user may name and that are not read at all, by their endings.
const NOT_TARGETS: [&str; 8] = [
    ".py", ".bz2", ".xz", ".conda", ".xml", ".yml", ".yaml", ".cfg",
];

/// A gap where the file would have spoken of dependencies, by its name.
pub(crate) fn gap(path: &TreePath) -> Option<Notice> {
    let unread = of(path)?;
    let message = format!(
        "{} that declares dependencies, which pyward does not read",
        unread.title
    );
    Some(Notice::gap(NoticeKind::Unsupported, Some(place(path)), message).hint(unread.hint))
}

/// Why a file that the user names cannot be a target; `None` where it may be one.
pub(crate) fn refusal(path: &TreePath) -> Option<Notice> {
    let name = path.file_name().to_ascii_lowercase();
    let title = match of(path) {
        Some(unread) => unread.title.to_owned(),
        None => format!(
            "a `{}` file",
            NOT_TARGETS.iter().find(|ending| name.ends_with(**ending))?
        ),
    };
    let message = format!("{title} is nothing pyward reads");
    Some(
        Notice::incomplete(NoticeKind::Unsupported, Some(place(path)), message)
            .hint("if its content is of a format pyward reads, say which with `--as FORMAT`"),
    )
}

fn of(path: &TreePath) -> Option<&'static Unread> {
    let name = path.file_name().to_ascii_lowercase();
    UNREAD.iter().find(|unread| (unread.named)(&name))
}

/// Whether a lower-case name has one of the endings.
fn ends_with_any(name: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| name.ends_with(ending))
}

fn place(path: &TreePath) -> Location {
    Location::file(Arc::clone(path.shown()))
}

#[cfg(test)]
mod tests {
    use pyward_target::Tree;

    use super::*;

    fn gaps(files: &[(&str, &[u8])]) -> Vec<String> {
        let tree = Tree::memory(files);
        let notices = tree.entries().iter().filter_map(|entry| gap(&entry.path));
        notices
            .map(|notice| notice.location.map(|at| at.to_string()).unwrap_or_default())
            .collect()
    }

    #[test]
    fn only_what_would_speak_of_dependencies_is_a_gap() {
        let files: &[(&str, &[u8])] = &[
            ("e/pixi.lock", b""),
            ("f/x.spdx.yaml", b""),
            ("h/docker-compose.yml", b"services:"),
        ];
        let expected = ["e/pixi.lock", "f/x.spdx.yaml"];
        assert_eq!(gaps(files), expected);
    }

    #[test]
    fn named_files_of_kinds_that_are_not_read_are_refused() {
        let tree = Tree::memory(&[
            ("a.conda", b""),
            ("setup.py", b""),
            ("deps.txt", b""),
            ("bom", b""),
        ]);
        let refused: Vec<bool> = tree
            .entries()
            .iter()
            .map(|entry| refusal(&entry.path).is_some())
            .collect();
        assert_eq!(refused, [true, false, false, true]);
    }
}
