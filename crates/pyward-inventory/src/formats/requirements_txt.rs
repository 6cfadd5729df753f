//! Requirements files of pip
//! ([format](https://pip.pypa.io/en/stable/reference/requirements-file-format/)), with the files they include, and with
//! the comments pip-compile and uv leave in them.

mod annotation;
mod archive;
mod asked;
mod files;
mod lines;
mod options;
mod pins;
mod scope;

use pyward_model::PackageName;
use pyward_target::TreePath;

use crate::{Format, Input, Reading, RequirementLines, Role};

/// `requirements.txt` and its like.
pub(super) struct RequirementsTxt;

impl Format for RequirementsTxt {
    fn name(&self) -> &'static str {
        "requirements-txt"
    }

    fn title(&self) -> &'static str {
        "requirements file"
    }

    fn role(&self) -> Role {
        Role::Requirements
    }

    /// Constraints are no dependencies: a file of them is read where a requirements file names it, or the user.
    fn claims(&self, path: &TreePath) -> bool {
        claims(path.file_name(), path.parent_shown())
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        sniffs(head)
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        pins::settle(files::gather(input, false), &input.file())
    }
}

/// The lines of a file and of those it includes, as they are.
pub(crate) fn lines(input: &Input<'_>) -> RequirementLines {
    let gathered = files::gather(input, true);
    RequirementLines {
        notices: gathered.notices.into_vec(&input.file()),
        ..gathered.kept.unwrap_or_default()
    }
}

/// The name of the package that a line asks for, options and comment left out; `None` where it names none (a path, a
/// URL that does not tell), and what is wrong where it asks for nothing.
pub(crate) fn name_asked(line: &str, editable: bool) -> Result<Option<PackageName>, String> {
    let (required, _) = options::split(line);
    match asked::read(required, editable) {
        asked::Target::Package(asked) => Ok(Some(asked.name)),
        asked::Target::Unnamed(_) => Ok(None),
        asked::Target::Wrong(problem) => Err(problem),
    }
}

fn claims(file_name: &str, folder: &str) -> bool {
    let name = file_name.to_ascii_lowercase();
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let in_folder = folder
        .rsplit('/')
        .next()
        .is_some_and(|last| last.eq_ignore_ascii_case("requirements"));
    match ending {
        _ if stem.starts_with("constraints") => false,
        _ if ["readme", "license", "changelog", "notes"].contains(&stem) => false,
        "txt" => stem.starts_with("requirements") || stem.ends_with("requirements") || in_folder,
        "in" => stem.starts_with("requirements") || stem.ends_with("-requirements") || in_folder,
        // What Rye writes.
        "lock" => stem.starts_with("requirements"),
        _ => false,
    }
}

/// Whether the first lines that say anything are all requirements or options.
fn sniffs(head: &[u8]) -> bool {
    const LINES: usize = 20;
    const SHORT: usize = 512;
    let (text, _) = pyward_target::decode(head, &pyward_model::Location::file(""));
    if text.contains('\0') {
        return false;
    }
    // The last line may be cut short, unless this is surely the whole file.
    let whole = text
        .rsplit_once('\n')
        .filter(|_| head.len() >= SHORT)
        .map_or(&*text, |(whole, _)| whole);
    let mut told = false;
    for line in lines::logical(whole)
        .filter(|line| !line.text.is_empty())
        .take(LINES)
    {
        let (required, given) = options::split(&line.text);
        let is_one = if required.is_empty() {
            !given.is_empty()
                && !options::read(given).iter().any(|given| {
                    matches!(given, options::Given::Unknown(_) | options::Given::Wrong(_))
                })
        } else {
            asked::variable(required).is_some()
                || !matches!(asked::read(required, false), asked::Target::Wrong(_))
        };
        if !is_one {
            return false;
        }
        told = true;
    }
    told
}

/// Text of a file for a message: short, without credentials, and nothing in it that steers a terminal.
pub(crate) fn shown(text: &str) -> String {
    const ENOUGH: usize = 80;
    // Before it is cut: half a URL does not show that it holds a password.
    let text = &*crate::origin::without_credentials(text);
    let mut safe = pyward_model::printable(
        text.get(..text.floor_char_boundary(4 * ENOUGH))
            .unwrap_or(text),
    )
    .into_owned();
    if let Some((at, _)) = safe.char_indices().nth(ENOUGH) {
        safe.truncate(at);
        safe.push('…');
    }
    safe
}

#[cfg(test)]
mod tests;
