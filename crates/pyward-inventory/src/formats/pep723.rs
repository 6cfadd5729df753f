//! Metadata inside of scripts ([PEP 723](https://peps.python.org/pep-0723/), now the
//! [specification](https://packaging.python.org/en/latest/specifications/inline-script-metadata/)): a comment block that
//! opens with `# /// script` and closes with `# ///`, TOML in between.
//!
//! Scripts look like any other code, and looking into all code of a project to find them would take longer than all the
//! rest; so a script is read where it is named, or where its lock (`tool.py.lock`) stands beside it. Nothing of it is
//! run.

mod blocks;

use pyward_model::{Location, Notice, NoticeKind, printable};
use pyward_target::TreePath;

use super::pyproject;
use crate::{Format, Input, Reading, Role, toml};

/// The kind of block that states what a script needs.
const SCRIPT: &str = "script";
/// How it opens.
const OPENING: &[u8] = b"# /// script";

/// A script with its own metadata.
pub(crate) struct Pep723;

impl Format for Pep723 {
    fn name(&self) -> &'static str {
        "pep723"
    }

    fn title(&self) -> &'static str {
        "script with inline metadata (named, or beside its lock)"
    }

    fn role(&self) -> Role {
        Role::Manifest
    }

    fn claims(&self, _path: &TreePath) -> bool {
        false
    }

    fn claims_named(&self, path: &TreePath) -> bool {
        let name = path.file_name().to_ascii_lowercase();
        let end = name.rsplit_once('.').map(|(_, end)| end);
        matches!(end, Some("py" | "pyw")) && name != "setup.py"
    }

    fn sniffs(&self, head: &[u8]) -> bool {
        memchr::memmem::find_iter(head, OPENING).any(|at| {
            let before = at.checked_sub(1).and_then(|before| head.get(before));
            let after = head.get(at + OPENING.len());
            matches!(before, None | Some(b'\n' | b'\r')) && matches!(after, Some(b'\n' | b'\r'))
        })
    }

    fn read(&self, input: &Input<'_>) -> Reading {
        let (text, odd) = input.text();
        let found = blocks::find(&text);
        let mut scripts = found.blocks.iter().filter(|block| block.kind == SCRIPT);
        let mut reading = match (scripts.next(), scripts.next()) {
            (Some(_), Some(second)) => refused(
                "there are several `script` blocks, so none of them counts",
                "keep one of them",
                input.line(second.line),
            ),
            (Some(block), None) => read_block(block, input),
            (None, _) => match found.open.iter().find(|(kind, _)| *kind == SCRIPT) {
                Some((_, line)) => refused(
                    "the `script` block is not closed, so it does not count",
                    "close it with a line `# ///`, with nothing but comment lines (`# …` or `#`) before it",
                    input.line(*line),
                ),
                None => none(input),
            },
        };
        reading.notices.extend(odd);
        reading
    }
}

/// What a block says.
fn read_block(block: &blocks::Block<'_>, input: &Input<'_>) -> Reading {
    let text = block.content();
    match toml::parse(&text) {
        Ok(document) => pyproject::script::read(&document, block.line, input),
        Err(error) => {
            let place = Location {
                // Two columns are the comment's.
                column: Some(error.column + 2),
                ..input.line(error.line)
            };
            let message = format!("not TOML: {}", printable(&error.message));
            Reading {
                notices: vec![Notice::gap(NoticeKind::Malformed, Some(place), message)],
                ..Reading::default()
            }
        }
    }
}

fn refused(message: &str, hint: &str, place: Location) -> Reading {
    Reading {
        notices: vec![Notice::gap(NoticeKind::Malformed, Some(place), message).hint(hint)],
        ..Reading::default()
    }
}

fn none(input: &Input<'_>) -> Reading {
    let message = "it holds no `# /// script` block, which would say what it needs";
    let notice = Notice::gap(NoticeKind::NothingFound, Some(input.file()), message);
    Reading {
        notices: vec![notice.hint("audit the project it belongs to")],
        ..Reading::default()
    }
}

#[cfg(test)]
mod tests;
