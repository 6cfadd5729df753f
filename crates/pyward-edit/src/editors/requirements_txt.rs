//! Requirements and constraints files of pip
//! ([format](https://pip.pypa.io/en/stable/reference/requirements-file-format/)).
//!
//! A pin moves to the new version, a range only where it forbids it. The hashes of a line that moves become those of the
//! new version, in the layout the line has. In a `.txt` most of whose lines are pins, what is not pinned becomes a pin, and
//! packages can be added and taken out; a `.in` says what people want, and gets neither. What another file says that is
//! included by `-r` or `-c` is that file's own business.

mod additions;
mod content;
mod file;
mod hashes;
mod lines;
mod via;

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::PackageName;

use self::content::{Asked, Content};
use self::file::{Entry, File};
use crate::clauses::{self, Allowed};
use crate::patch::{Patch, without_mark};
use crate::requirement_text::change_for;
use crate::{Because, Change, EditError, Edited, Editor, Left, Made, Request};

pub(crate) use self::via::{Style as ViaStyle, annotated};

/// `requirements.txt` and its like.
pub(super) struct RequirementsTxt;

impl Editor for RequirementsTxt {
    fn name(&self) -> &'static str {
        "requirements-txt"
    }

    fn claims(&self, file_name: &str) -> bool {
        let name = file_name.to_ascii_lowercase();
        match name.rsplit_once('.') {
            Some((_, "txt" | "in")) => true,
            // What Rye writes.
            Some((stem, "lock")) => stem.starts_with("requirements"),
            _ => false,
        }
    }

    fn edit(&self, text: &str, request: &Request<'_>) -> Result<Edited, EditError> {
        request.check_size(text)?;
        let (mark, body) = without_mark(text);
        let file = File::read(body, request.file_name);
        let mut edit = Edit {
            file: &file,
            request,
            patch: Patch::new(body),
            made: Vec::new(),
            left: Vec::new(),
        };
        let by_name = request.by_name();
        let removed = edit.remove();
        let named = edit.lines(&by_name, &removed);
        edit.missing(&by_name, &named);
        let mut made = edit.made;
        made.sort();
        Ok(Edited {
            text: format!("{mark}{}", edit.patch.finish()),
            made,
            left: edit.left,
        })
    }
}

/// An edit under way.
struct Edit<'e> {
    file: &'e File<'e>,
    request: &'e Request<'e>,
    patch: Patch<'e>,
    made: Vec<Made>,
    left: Vec<Left>,
}

impl Edit<'_> {
    fn leave(&mut self, name: &PackageName, line: Option<u32>, because: Because) {
        self.left.push(Left {
            name: name.clone(),
            line,
            because,
        });
    }

    /// Takes out the pins of what is no longer needed, with the comments that belong to them. Tells which lines went.
    fn remove(&mut self) -> BTreeSet<usize> {
        let mut removed = BTreeSet::new();
        if self.file.asks {
            return removed;
        }
        let names: BTreeSet<_> = self.request.removals.iter().collect();
        for (index, entry) in self.file.entries.iter().enumerate() {
            let Content::Asked(asked) = &entry.content else {
                continue;
            };
            if asked.pin.is_none() || !names.contains(&asked.name) {
                continue;
            }
            let last = self.file.with_comments(index);
            let end = self
                .file
                .entries
                .get(last)
                .map_or(entry.line.next, |last| last.line.next);
            self.patch.replace(entry.line.start..end, "");
            self.made.push(Made {
                line: entry.line.number,
                last_line: self
                    .file
                    .entries
                    .get(last)
                    .map_or(entry.line.last_number, |last| last.line.last_number),
                name: asked.name.clone(),
                before: asked.text.clone(),
                after: String::new(),
            });
            removed.insert(index);
        }
        removed
    }

    /// Edits every line that names a package of the request. Tells which packages are named.
    fn lines(
        &mut self,
        by_name: &BTreeMap<&PackageName, Vec<&Change>>,
        removed: &BTreeSet<usize>,
    ) -> BTreeSet<PackageName> {
        let file = self.file;
        let mut named = BTreeSet::new();
        for (index, entry) in file.entries.iter().enumerate() {
            if removed.contains(&index) {
                continue;
            }
            let (name, because) = match &entry.content {
                Content::Asked(asked) => {
                    if let Some(changes) = by_name.get(&asked.name) {
                        named.insert(asked.name.clone());
                        self.line(index, entry, asked, changes);
                    }
                    continue;
                }
                Content::Place(Some(name), text) => (name, Because::Place(text.clone())),
                Content::Unreadable(Some(name), text) => (name, Because::Unreadable(text.clone())),
                _ => continue,
            };
            if by_name.contains_key(name) {
                named.insert(name.clone());
                self.leave(name, Some(entry.line.number), because);
            }
        }
        named
    }

    fn line(&mut self, index: usize, entry: &Entry, asked: &Asked, changes: &[&Change]) {
        let outcome = self.new_version(entry, asked, changes);
        let mut made = Made {
            line: entry.line.number,
            last_line: entry.line.last_number,
            name: asked.name.clone(),
            before: asked.text.clone(),
            after: asked.text.clone(),
        };
        let mut changed = false;
        match outcome {
            Ok(after) => {
                made.after = after;
                changed = true;
            }
            Err(because) => self.leave(&asked.name, Some(entry.line.number), because),
        }
        if self.request.renew_via
            && let Some(last) = self.renew_via(index, asked, changes)
        {
            made.last_line = made.last_line.max(last);
            changed = true;
        }
        if changed {
            self.made.push(made);
        }
    }

    /// Writes the new version and its hashes into a line; what the requirement is now, or why it stays.
    fn new_version(
        &mut self,
        entry: &Entry,
        asked: &Asked,
        changes: &[&Change],
    ) -> Result<String, Because> {
        let alone = self.file.count(&asked.name) == 1;
        let specifiers = asked.specifiers_text.as_str();
        let marker = asked.marker.as_deref();
        let change = change_for(specifiers, marker, changes, alone)?;
        let allowed = match &change.from {
            _ if self.file.is_pinned() => Allowed::Pin,
            Some(from) if self.request.raise_ranges => Allowed::Raise(from),
            _ => Allowed::Keep,
        };
        let pieces = clauses::rewrite(specifiers, &change.to, allowed)?;
        if pieces.is_empty() {
            return Err(Because::Allowed(specifiers.to_owned()));
        }
        let texts = hashes::wanted(self.file, asked, change)?;
        let start = asked.specifiers.start;
        for (range, with) in &pieces {
            let joined = start + range.start..start + range.end;
            self.patch.replace(entry.line.range(joined), with.as_str());
        }
        hashes::renew(&mut self.patch, self.file, entry, asked, &texts);
        let new = clauses::replaced(specifiers, &pieces);
        let indent = entry.line.text().len() - entry.line.text().trim_start().len();
        let mut after = Patch::new(&asked.text);
        let here = asked.specifiers.start.saturating_sub(indent)
            ..asked.specifiers.end.saturating_sub(indent);
        after.replace(here, new);
        Ok(after.finish())
    }

    /// Writes the `# via` comment of a line anew; the last line of the file it spans, where it changed.
    fn renew_via(&mut self, index: usize, asked: &Asked, changes: &[&Change]) -> Option<u32> {
        let change = match changes {
            [change] => *change,
            _ => *changes.iter().find(|change| {
                asked.pin.as_ref() == Some(&change.to) || asked.pin == change.from
            })?,
        };
        if change.via.is_empty() || !change.is_writable() {
            return None;
        }
        via::renew(&mut self.patch, self.file, index, &change.via)
    }
}

#[cfg(test)]
mod tests;
