//! The file as it was: its pins are kept where nothing speaks against them, and what changes is told.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use pyward_inventory::requirement_lines;
use pyward_model::{PackageName, Specifiers, Version, printable};
use pyward_resolve::Pin;
use pyward_target::{OpenOptions, Tree};

use crate::environment::Environment;
use crate::failure::{Failure, chain};

/// How many changes are told.
const TOLD: usize = 30;

/// What stood in the output file.
#[derive(Default)]
pub(super) struct Former {
    /// Its text; `None` where there is none.
    pub(super) text: Option<String>,
    /// Its pins, each version once.
    pub(super) pins: Vec<Pin>,
}

impl Former {
    pub(super) fn read(output: Option<&Path>, environment: &Environment) -> Result<Self, Failure> {
        let here = &environment.working_folder;
        let Some(output) = output.filter(|output| here.join(output).is_file()) else {
            return Ok(Self::default());
        };
        let failed = |why: String| {
            Failure::usage(format!(
                "{} is there and cannot be read: {why}",
                output.display()
            ))
            .hint("its pins are kept where they can be: mend the file, or remove it")
        };
        let tree = Tree::open(output, here, &mut OpenOptions::default())
            .map_err(|error| failed(chain(&error)))?;
        let Some(entry) = tree.entries().first() else {
            return Ok(Self::default());
        };
        let bytes = tree
            .read(&entry.path)
            .map_err(|error| failed(chain(&error)))?;
        let mut seen = BTreeSet::new();
        let mut pins = Vec::new();
        for line in requirement_lines(&tree).lines {
            let Some(asked) = line.asked.filter(|asked| asked.origin.is_index()) else {
                continue;
            };
            let pinned = Specifiers::parse(&asked.specifiers).ok();
            let Some(version) = pinned.as_ref().and_then(Specifiers::pin).cloned() else {
                continue;
            };
            if version.is_valid() && seen.insert((asked.name.clone(), version.clone())) {
                pins.push(Pin {
                    name: asked.name,
                    version,
                    hashes: line.hashes,
                });
            }
        }
        Ok(Self {
            text: Some(String::from_utf8_lossy(&bytes).into_owned()),
            pins,
        })
    }

    /// A text with the line ends of the file.
    pub(super) fn with_its_line_ends<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self
            .text
            .as_deref()
            .is_some_and(|text| text.contains("\r\n"))
        {
            text.replace('\n', "\r\n").into()
        } else {
            text.into()
        }
    }

    /// What the new text pins otherwise, a line a package.
    pub(super) fn changes(&self, text: &str) -> String {
        let mut old: BTreeMap<PackageName, BTreeSet<Version>> = BTreeMap::new();
        for pin in &self.pins {
            let versions = old.entry(pin.name.clone()).or_default();
            versions.insert(pin.version.clone());
        }
        let new = pins_of(text);
        let names: BTreeSet<&PackageName> = old.keys().chain(new.keys()).collect();
        let mut lines = Vec::new();
        for name in names {
            let shown = printable(name.as_str());
            match (old.get(name), new.get(name)) {
                (Some(old), Some(new)) if old != new => {
                    lines.push(format!("  {shown} {} -> {}", joined(old), joined(new)));
                }
                (Some(old), None) => lines.push(format!("  {shown} {} is gone", joined(old))),
                // A first file is all new: that needs no list.
                (None, Some(new)) if self.text.is_some() => {
                    lines.push(format!("  {shown} {} is new", joined(new)));
                }
                _ => {}
            }
        }
        let mut told = String::new();
        for line in lines.iter().take(TOLD) {
            let _ = writeln!(told, "{line}");
        }
        if lines.len() > TOLD {
            let _ = writeln!(told, "  and {} more", lines.len() - TOLD);
        }
        told
    }
}

fn joined(versions: &BTreeSet<Version>) -> String {
    let versions: Vec<Cow<'_, str>> = versions
        .iter()
        .map(|version| printable(version.as_str()))
        .collect();
    versions.join(", ")
}

/// The pins of a text that was just compiled.
fn pins_of(text: &str) -> BTreeMap<PackageName, BTreeSet<Version>> {
    let mut pins: BTreeMap<PackageName, BTreeSet<Version>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with([' ', '#'])) {
        let Some((name, rest)) = line.split_once("==") else {
            continue;
        };
        let name = name.split('[').next().unwrap_or_default();
        let version = rest.split_whitespace().next().unwrap_or_default();
        pins.entry(PackageName::pypi(name))
            .or_default()
            .insert(Version::new(version));
    }
    pins
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_by_package() {
        let pin = |name: &str, version: &str| Pin {
            name: PackageName::pypi(name),
            version: Version::new(version),
            hashes: Vec::new(),
        };
        let former = Former {
            text: Some(String::new()),
            pins: vec![pin("a", "1"), pin("b", "1"), pin("c", "1")],
        };
        assert_eq!(
            former.changes("a==1\n    # via b\nb[x]==2 \\\n    --hash=x\nd==1 ; m == '=='\n"),
            "  b 1 -> 2\n  c 1 is gone\n  d 1 is new\n"
        );
    }
}
