//! `pylock.toml` ([specification](https://packaging.python.org/en/latest/specifications/pylock-toml/)), as uv, pip and PDM
//! write it.
//!
//! A package that moves gets its version, its files and what it requires; one that comes in gets a table in its place,
//! and one that nothing needs any more goes with its table. What refers to a version that moved moves with it.

mod blocks;
mod files;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pyward_model::{PackageName, Version};
use toml_edit::{Item, Table, Value};

use self::blocks::Block;
use self::files::{Layout, Written};
use crate::choice::{Place, choose};
use crate::toml_text::{self, TomlText, literal};
use crate::{Because, Change, EditError, Edited, Editor, Request};

/// `pylock.toml` and its named siblings.
pub(super) struct Pylock;

impl Editor for Pylock {
    fn name(&self) -> &'static str {
        "pylock"
    }

    fn claims(&self, file_name: &str) -> bool {
        let named = file_name
            .strip_prefix("pylock.")
            .and_then(|rest| rest.strip_suffix(".toml"));
        file_name == "pylock.toml"
            || named.is_some_and(|name| !name.is_empty() && !name.contains('.'))
    }

    fn edit(&self, text: &str, request: &Request<'_>) -> Result<Edited, EditError> {
        let (document, text) = toml_text::read(text, request)?;
        let blocks = blocks::of(&document, &text);
        let layout = files::layout(&blocks, &text);
        let mut lock = Lock {
            text,
            blocks: &blocks,
            layout,
            moved: BTreeMap::new(),
        };
        lock.remove(request.removals);
        let named = lock.packages(request);
        lock.references();
        lock.missing(request, &named);
        lock.text.finish()
    }
}

/// A lock under way.
struct Lock<'t, 'd> {
    text: TomlText<'t>,
    blocks: &'d [Block<'d>],
    layout: Option<Layout>,
    /// Versions that were replaced, by package and old version.
    moved: BTreeMap<(PackageName, Version), Version>,
}

impl Lock<'_, '_> {
    fn remove(&mut self, names: &[PackageName]) {
        let names: BTreeSet<_> = names.iter().collect();
        for block in self
            .blocks
            .iter()
            .filter(|block| names.contains(&block.name))
        {
            let mut range = block.whole.clone();
            if range.end == self.text.body.len() {
                // With the last table goes the blank line before it.
                let before = self.text.body.get(..range.start).unwrap_or_default();
                range.start = self.text.next_line(before.trim_end().len());
            }
            self.text.made(&block.name, &range, &block.title(), "");
            self.text.patch.replace(range, "");
        }
    }

    /// Edits the packages of the request that are locked. Tells which are.
    fn packages(&mut self, request: &Request<'_>) -> BTreeSet<PackageName> {
        let by_name = request.by_name();
        let removed: BTreeSet<_> = request.removals.iter().collect();
        let mut named = BTreeSet::new();
        for block in self.blocks {
            let Some(changes) = by_name
                .get(&block.name)
                .filter(|_| !removed.contains(&block.name))
            else {
                continue;
            };
            named.insert(block.name.clone());
            let alone = self
                .blocks
                .iter()
                .filter(|other| other.name == block.name)
                .nth(1)
                .is_none();
            if let Err(because) = self.package(block, changes, alone) {
                let line = self.text.line(block.whole.start);
                self.text.leave(&block.name, Some(line), because);
            }
        }
        named
    }

    fn package(
        &mut self,
        block: &Block<'_>,
        changes: &[&Change],
        alone: bool,
    ) -> Result<(), Because> {
        let table = block.table;
        if let Some(key) = ["vcs", "directory", "archive"]
            .iter()
            .find(|key| table.contains_key(key))
        {
            return Err(Because::Place((*key).to_owned()));
        }
        let version = table.get("version").and_then(Item::as_value);
        let pin = version.and_then(Value::as_str).map(Version::new);
        let marker = table.get("marker").and_then(Item::as_str);
        let place = Place {
            pin: pin.as_ref(),
            marker,
            alone,
        };
        let change = choose(changes, &place)?;
        let (Some(version), Some(pin)) = (version, pin) else {
            return Err(Because::Unreadable(
                "a package without a version".to_owned(),
            ));
        };
        let layout = self.layout.clone().ok_or(Because::FilesUnknown)?;
        let written = layout
            .write(change, self.text.newline)
            .ok_or(Because::FilesUnknown)?;
        // Everything that can be refused is looked at before anything is replaced.
        let cuts = self.file_cuts(block, &layout, &written)?;
        for (range, with) in cuts {
            self.text.patch.replace(range, with);
        }
        self.text.replace_string(version, change.to.as_str());
        self.renew_requires_python(table, change);
        self.renew_dependencies(table, change);
        let after = format!("{} {}", block.name, change.to);
        self.text
            .made(&block.name, &block.content, &block.title(), &after);
        self.moved
            .insert((block.name.clone(), pin), change.to.clone());
        Ok(())
    }

    /// What to replace so that the block lists the new files.
    fn file_cuts(
        &self,
        block: &Block<'_>,
        layout: &Layout,
        written: &Written,
    ) -> Result<Vec<(Range<usize>, String)>, Because> {
        let unreadable = |what: &str| Because::Unreadable(what.to_owned());
        let mut cuts = Vec::new();
        if let Some(identities) = block.table.get("attestation-identities") {
            // They speak of the old files.
            let value = identities.as_value().and_then(Value::span);
            let span = value.ok_or_else(|| unreadable("attestation-identities"))?;
            cuts.push((self.whole_lines(&span), String::new()));
        }
        if !layout.inline {
            let region = block
                .file_region(&self.text)
                .ok_or_else(|| unreadable("wheels"))?;
            cuts.push((region, written.tables.clone()));
            return Ok(cuts);
        }
        let span_of = |key: &str| match block.table.get(key) {
            None => Ok(None),
            Some(item) => match item.as_value().and_then(Value::span) {
                Some(span) => Ok(Some(span)),
                None => Err(unreadable(key)),
            },
        };
        let old = [
            ("sdist", span_of("sdist")?, &written.sdist),
            ("wheels", span_of("wheels")?, &written.wheels),
        ];
        let anchor = old.iter().find_map(|(_, span, _)| span.clone());
        let anchor = anchor.ok_or_else(|| unreadable("files"))?;
        for (key, span, new) in old {
            match (span, new) {
                (Some(span), Some(new)) => cuts.push((span, new.clone())),
                (Some(span), None) => cuts.push((self.whole_lines(&span), String::new())),
                (None, Some(new)) => {
                    let lines = self.whole_lines(&anchor);
                    let at = if key == "sdist" {
                        lines.start
                    } else {
                        lines.end
                    };
                    cuts.push((at..at, format!("{key} = {new}{}", self.text.newline)));
                }
                (None, None) => {}
            }
        }
        Ok(cuts)
    }

    /// The lines a value stands on, with its key.
    fn whole_lines(&self, span: &Range<usize>) -> Range<usize> {
        self.text.line_start(span.start)..self.text.next_line(span.end)
    }

    fn renew_requires_python(&mut self, table: &Table, change: &Change) {
        let old = table.get("requires-python").and_then(Item::as_value);
        if let (Some(old), Some(new)) = (old, &change.requires_python) {
            self.text.replace_string(old, new);
        }
    }

    /// Writes who is required now. Entries that stay are kept as they are written.
    fn renew_dependencies(&mut self, table: &Table, change: &Change) {
        let old = table.get("dependencies").and_then(Item::as_array);
        let (Some(old), Some(requires)) = (old, &change.requires) else {
            return;
        };
        let Some(span) = old.span() else {
            return;
        };
        let mut kept: BTreeMap<PackageName, String> = BTreeMap::new();
        for entry in old {
            let name = entry
                .as_inline_table()
                .and_then(|entry| entry.get("name")?.as_str());
            let raw = entry.span().and_then(|span| self.text.body.get(span));
            if let (Some(name), Some(raw)) = (name, raw) {
                kept.insert(PackageName::pypi(name), raw.to_owned());
            }
        }
        let wanted: BTreeSet<&PackageName> =
            requires.iter().filter(|name| name.is_valid()).collect();
        if wanted.iter().copied().eq(kept.keys()) {
            return;
        }
        let entries: Vec<String> = wanted
            .iter()
            .map(|name| {
                let new = || format!("{{ name = {} }}", literal(name.as_str()));
                kept.get(*name).cloned().unwrap_or_else(new)
            })
            .collect();
        self.text
            .patch
            .replace(span, files::list(&entries, self.text.newline));
    }

    /// Moves what other packages say of versions that moved.
    fn references(&mut self) {
        for block in self.blocks {
            let entries = block.table.get("dependencies").and_then(Item::as_array);
            for entry in entries.into_iter().flatten() {
                let Some(entry) = entry.as_inline_table() else {
                    continue;
                };
                let name = entry
                    .get("name")
                    .and_then(Value::as_str)
                    .map(PackageName::pypi);
                let (Some(name), Some(value)) = (name, entry.get("version")) else {
                    continue;
                };
                let version = Version::new(value.as_str().unwrap_or_default());
                if let Some(to) = self.moved.get(&(name.clone(), version.clone())).cloned()
                    && let Some(range) = self.text.replace_string(value, to.as_str())
                {
                    let shown =
                        |version: &Version| format!("{} requires {name} {version}", block.name);
                    self.text
                        .made(&block.name, &range, &shown(&version), &shown(&to));
                }
            }
        }
    }

    fn missing(&mut self, request: &Request<'_>, named: &BTreeSet<PackageName>) {
        for (name, changes) in request.by_name() {
            if named.contains(name) {
                continue;
            }
            for change in changes {
                if let Err(because) = self.add(request, change) {
                    self.text.leave(name, None, because);
                }
            }
        }
    }

    fn add(&mut self, request: &Request<'_>, change: &Change) -> Result<(), Because> {
        if !request.add_missing || self.blocks.is_empty() {
            return Err(Because::NotNamed);
        }
        if !change.is_writable() {
            return Err(Because::Unwritable);
        }
        let layout = self.layout.clone().ok_or(Because::FilesUnknown)?;
        let newline = self.text.newline;
        let written = layout.write(change, newline).ok_or(Because::FilesUnknown)?;
        let has = |key: &str| {
            self.blocks
                .iter()
                .any(|block| block.table.contains_key(key))
        };
        let mut lines = vec![
            "[[packages]]".to_owned(),
            format!("name = {}", literal(change.name.as_str())),
            format!("version = {}", literal(change.to.as_str())),
        ];
        if let Some(marker) = &change.marker {
            lines.push(format!("marker = {}", literal(marker)));
        }
        if let Some(pythons) = change
            .requires_python
            .as_ref()
            .filter(|_| has("requires-python"))
        {
            lines.push(format!("requires-python = {}", literal(pythons)));
        }
        if let Some(requires) = change
            .requires
            .as_ref()
            .filter(|list| has("dependencies") && !list.is_empty())
        {
            let entry = |name: &PackageName| format!("{{ name = {} }}", literal(name.as_str()));
            let entries: Vec<String> = requires
                .iter()
                .filter(|name| name.is_valid())
                .map(entry)
                .collect();
            lines.push(format!("dependencies = {}", files::list(&entries, newline)));
        }
        if layout.inline {
            let of = |key: &str, text: &Option<String>| {
                text.as_ref().map(|text| format!("{key} = {text}"))
            };
            lines.extend(of("sdist", &written.sdist));
            lines.extend(of("wheels", &written.wheels));
        } else {
            lines.push(format!("{newline}{}", written.tables.trim_end()));
        }
        let block = lines.join(newline);
        let sorted = self.blocks.is_sorted_by_key(|block| &block.name);
        let next = self
            .blocks
            .iter()
            .find(|block| sorted && block.name > change.name);
        let removed = |block: &&Block<'_>| request.removals.contains(&block.name);
        let last = self.blocks.iter().rfind(|block| !removed(block));
        let (at, text) = match (next, last) {
            (Some(next), _) => (next.whole.start, format!("{block}{newline}{newline}")),
            (None, Some(last)) => (last.content.end, format!("{newline}{newline}{block}")),
            (None, None) => return Err(Because::NotNamed),
        };
        self.text.patch.insert(at, text);
        let line = self.text.line(at) + u32::from(next.is_none());
        self.text.made.push(crate::Made {
            line,
            last_line: line - 1,
            name: change.name.clone(),
            before: String::new(),
            after: format!("{} {}", change.name, change.to),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests;
