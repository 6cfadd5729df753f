//! Requirements that come into a file: in their place where it is sorted, else at its end.

use std::collections::{BTreeMap, BTreeSet};

use pyward_model::PackageName;

use super::{Edit, hashes, via};
use crate::{Because, Change, Made};

impl Edit<'_> {
    /// Deals with the packages the file does not name.
    pub(super) fn missing(
        &mut self,
        by_name: &BTreeMap<&PackageName, Vec<&Change>>,
        named: &BTreeSet<PackageName>,
    ) {
        let sorted = self.is_sorted();
        for (name, changes) in by_name {
            if named.contains(*name) {
                continue;
            }
            for change in changes {
                match self.addition(change) {
                    Ok((requirement, text)) => self.add(change, requirement, &text, sorted),
                    Err(because) => self.leave(name, None, because),
                }
            }
        }
    }

    /// The requirement, and its text with hashes and comment.
    fn addition(&self, change: &Change) -> Result<(String, String), Because> {
        let file = self.file;
        let elsewhere = file.includes && change.from.is_some();
        if !self.request.add_missing || file.asks || elsewhere {
            return Err(Because::NotNamed);
        }
        if !change.is_writable() {
            return Err(Because::Unwritable);
        }
        let mut requirement = if file.is_pinned() {
            format!("{}=={}", change.name, change.to)
        } else {
            format!("{}>={}", change.name, change.to.public())
        };
        if let Some(marker) = &change.marker {
            requirement.push_str(" ; ");
            requirement.push_str(marker.trim());
        }
        let mut text = requirement.clone();
        if file.hashed {
            let texts = change.hash_texts();
            if texts.is_empty() {
                return Err(Because::FilesUnknown);
            }
            text.push_str(&hashes::options(file, &texts));
        }
        let sources: BTreeSet<String> = change.via.iter().map(ToString::to_string).collect();
        let text = match file.via {
            Some(style) => via::annotated(&text, file.hashed, &sources, style, file.newline),
            // A tool that was told to leave out comments wrote it.
            None if file.generated || sources.is_empty() => text,
            None => {
                let names: Vec<&str> = sources.iter().map(String::as_str).collect();
                format!("{text}  # via {}", names.join(", "))
            }
        };
        Ok((requirement, text))
    }

    fn add(&mut self, change: &Change, requirement: String, text: &str, sorted: bool) {
        let file = self.file;
        let newline = file.newline;
        let before = if sorted {
            let smaller = file
                .requirements()
                .take_while(|(_, _, asked)| asked.name < change.name);
            smaller.last().map(|(index, ..)| file.with_comments(index))
        } else {
            file.entries.len().checked_sub(1)
        };
        let entry = before.and_then(|index| file.entries.get(index));
        let (at, text, (line, last_line)) = if let Some(entry) = entry {
            let (at, number) = (entry.line.next, entry.line.last_number);
            let before = file.text.get(..at).unwrap_or_default();
            let fed = before.ends_with('\n');
            let closed = entry.line.end < at;
            // A backslash at the end of the file would draw the new line into the old one.
            let raw = file.text.get(..entry.line.end).unwrap_or_default();
            let gap = if raw.ends_with('\\') { newline } else { "" };
            let start = if fed { "" } else { newline };
            let end = if closed { newline } else { "" };
            // Among lines that end in something odd, the line it comes into is parted.
            let parted = !fed && at < file.text.len();
            let lines = (number + u32::from(!parted), number);
            (at, format!("{start}{gap}{text}{end}"), lines)
        } else {
            let first = file.requirements().next();
            let (at, line) = first.map_or((file.text.len(), 1), |(_, entry, _)| {
                (entry.line.start, entry.line.number)
            });
            let before = file.text.get(..at).unwrap_or_default();
            let parted = !before.is_empty() && !before.ends_with('\n');
            let last_line = line - u32::from(!parted);
            (at, format!("{text}{newline}"), (line, last_line))
        };
        self.patch.insert(at, text);
        self.made.push(Made {
            line,
            last_line,
            name: change.name.clone(),
            before: String::new(),
            after: requirement,
        });
    }

    /// Whether there are requirements, in the order of their names.
    fn is_sorted(&self) -> bool {
        let names: Vec<&PackageName> = self
            .file
            .requirements()
            .map(|(_, _, asked)| &asked.name)
            .collect();
        !names.is_empty() && names.is_sorted()
    }
}
