//! One of the two states: what is there as a path, or a revision of git in a folder of its own.

use std::path::{Component, Path, PathBuf};

use pyward_model::{Location, Notice, NoticeKind, printable};
use pyward_target::{EntryKind, Limits, Repository, RevisionError};

use crate::environment::Environment;
use crate::failure::Failure;

/// What marks a name as that of a revision, whatever is there as a path.
const MARK: &str = "git:";
/// Files that no reader of dependencies looks into; everything else of a revision may be named by some other file.
const UNREAD: [&str; 22] = [
    "png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "pdf", "mp3", "mp4", "mov", "ttf", "woff",
    "woff2", "js", "ts", "css", "scss", "html", "po", "mo", "csv",
];

/// What a name on the command line stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// What is there.
    Place(PathBuf),
    /// A revision.
    Revision(String),
}

/// A state, ready to be read.
pub(super) struct State {
    /// What to read, from the working folder of the environment beside it.
    pub(super) target: PathBuf,
    pub(super) environment: Environment,
    /// The top of the revision's files; `None` for what is there.
    pub(super) top: Option<PathBuf>,
    /// As the user named it, with the commit of a revision.
    pub(super) name: String,
    /// What of a revision could not be had.
    pub(super) notices: Vec<Notice>,
    /// Goes with the state.
    _folder: Option<tempfile::TempDir>,
}

/// What is there is a path, else it is a revision; `git:` says that a revision is meant.
pub(super) fn named(text: &Path, environment: &Environment) -> Named {
    if let Some(rev) = text.to_str().and_then(|text| text.strip_prefix(MARK)) {
        return Named::Revision(rev.to_owned());
    }
    let is_there = text == Path::new("-") || environment.working_folder.join(text).exists();
    match text.to_str() {
        Some(rev) if !is_there => Named::Revision(rev.to_owned()),
        _ => Named::Place(text.to_owned()),
    }
}

/// What is there.
pub(super) fn present(path: &Path, environment: &Environment) -> State {
    State {
        target: path.to_owned(),
        environment: environment.clone(),
        top: None,
        name: path.display().to_string(),
        notices: Vec::new(),
        _folder: None,
    }
}

/// The files of a revision at the place of `path`, which is seen from the working folder.
pub(super) fn of_revision(
    rev: &str,
    path: &Path,
    environment: &Environment,
) -> Result<State, Failure> {
    let failed = |error: &RevisionError| {
        let failure = Failure::usage(match error {
            RevisionError::NoRepository(_) | RevisionError::NoSuchRevision(_) => format!(
                "`{}` is neither a file or folder nor a revision: {error}",
                printable(rev)
            ),
            _ => format!("the revision `{}` cannot be read: {error}", printable(rev)),
        });
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    };
    let here = &environment.working_folder;
    let here = here.canonicalize().unwrap_or_else(|_| here.clone());
    let repository = Repository::find(&here)
        .map_err(|error| failed(&error))?
        .ok_or_else(|| failed(&RevisionError::NoRepository(here.clone())))?;
    let revision = repository.resolve(rev).map_err(|error| failed(&error))?;
    let inside = within(repository.top(), &here, path).ok_or_else(|| {
        Failure::usage(format!(
            "{} is outside of the repository {}",
            path.display(),
            repository.top().display()
        ))
        .hint("name a path of the repository, or none")
    })?;
    let folder = tempfile::Builder::new()
        .prefix("pyward-revision-")
        .tempdir()
        .map_err(|error| {
            Failure::usage(format!("no folder for the revision can be made: {error}"))
                .hint("check that the folder for temporary files can be written")
        })?;
    let top = folder.path().canonicalize();
    let top = top.unwrap_or_else(|_| folder.path().to_owned());
    let checkout = repository
        .checkout_into(revision, &is_wanted, &top, &Limits::default())
        .map_err(|error| failed(&error))?;
    let notices = checkout.left_out.iter().map(|left| {
        let place = Some(Location::file(left.path.clone()));
        let message = format!("of `{}`: {}", printable(rev), left.reason);
        Notice::gap(NoticeKind::Skipped, place, message)
    });
    let mut environment = environment.clone();
    environment.working_folder = match inside.parent() {
        Some(parent) if !top.join(&inside).is_dir() => top.join(parent),
        _ => top.join(&inside),
    };
    let name = inside.file_name().filter(|_| top.join(&inside).is_file());
    let short: String = checkout.commit.chars().take(12).collect();
    // What the revision does not have is a state without packages.
    let mut target = name.map_or_else(|| PathBuf::from("."), PathBuf::from);
    if !environment.working_folder.join(&target).exists() || !top.join(&inside).exists() {
        let empty = top.join(".pyward-nothing");
        std::fs::create_dir_all(&empty).map_err(|error| {
            Failure::usage(format!("{} cannot be made: {error}", empty.display()))
        })?;
        environment.working_folder = empty;
        target = PathBuf::from(".");
    }
    Ok(State {
        target,
        environment,
        name: format!("{rev} ({short})"),
        notices: notices.collect(),
        top: Some(top),
        _folder: Some(folder),
    })
}

fn is_wanted(path: &str, kind: EntryKind) -> bool {
    let extension = Path::new(path).extension().and_then(|it| it.to_str());
    kind != EntryKind::File
        || !extension.is_some_and(|it| UNREAD.contains(&it.to_ascii_lowercase().as_str()))
}

/// The place of a path within a repository; `None` where it is outside.
fn within(top: &Path, here: &Path, path: &Path) -> Option<PathBuf> {
    let full = here.join(path);
    let full = full.canonicalize().unwrap_or(full);
    let inside = full.strip_prefix(top).ok()?;
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_));
    inside.components().all(plain).then(|| inside.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_inside_of_its_repository_only() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        let here = top.join("api");
        std::fs::create_dir(&here).unwrap();
        let inside = |path: &str| within(&top, &here, Path::new(path));
        assert_eq!(inside("."), Some("api".into()));
        assert_eq!(inside("uv.lock"), Some("api/uv.lock".into()));
        assert_eq!(inside(".."), Some(PathBuf::new()));
        assert_eq!(inside("../.."), None);
        assert_eq!(inside("gone/../../../x"), None);
    }

    #[test]
    fn pictures_are_not_wanted_and_locks_are() {
        assert!(is_wanted("uv.lock", EntryKind::File) && is_wanted("a.png", EntryKind::Directory));
        assert!(!is_wanted("docs/a.PNG", EntryKind::File));
    }
}
