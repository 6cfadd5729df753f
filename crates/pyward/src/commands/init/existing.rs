//! What other tools were told in this project.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use pyward_model::{Location, printable};

use crate::config;
use crate::environment::Environment;
use crate::peer::{Carried, Found, Left};
use crate::peers::PEERS;

/// Bytes such a file may have.
const LARGEST: u64 = 1 << 20;
/// Files of one folder that are looked into.
const MOST: usize = 200;

/// Reads the files of every tool. One that cannot be read is told; the others are carried over.
pub(super) fn read(environment: &Environment) -> Carried {
    let mut carried = Carried::default();
    let folder = &environment.working_folder;
    for peer in PEERS {
        for pattern in peer.files {
            for path in paths(folder, pattern) {
                match config::read_up_to(&folder.join(&path), LARGEST) {
                    Ok(Some(text)) => {
                        let found = Found {
                            path: &path,
                            text: &text,
                        };
                        (peer.read)(&found, &mut carried);
                    }
                    Ok(None) => {}
                    Err(failure) => {
                        let what = format!("what {} is told there", peer.name);
                        carried.left(Location::file(path.as_str()), what, &failure.message);
                    }
                }
            }
        }
    }
    drop_refused(&mut carried);
    carried.left.sort();
    carried.left.dedup();
    carried.kept.sort();
    carried.kept.dedup();
    carried
}

/// Takes out what pyward's own reader refuses, an odd range say, and tells why: one bad entry must not keep the others.
fn drop_refused(carried: &mut Carried) {
    let problem = |text: &str| {
        let error = pyward_policy::parse_pyward_toml(text, "pyward.toml").err()?;
        let first = error.problems.first();
        Some(first.map_or_else(String::new, |problem| problem.message.clone()))
    };
    for ignored in std::mem::take(&mut carried.ignores) {
        match problem(&super::text::entry("", &ignored)) {
            None => carried.ignores.push(ignored),
            Some(why) => {
                let id = ignored.id.as_deref().unwrap_or("a package");
                carried.left(ignored.place.clone(), format!("ignore {id}"), &why);
            }
        }
    }
    for (key, (value, place)) in std::mem::take(&mut carried.settings) {
        match problem(&format!("{key} = {value}\n")) {
            None => {
                carried.settings.insert(key, (value, place));
            }
            Some(why) => carried.left(place, format!("{key} = {value}"), &why),
        }
    }
}

/// The files a pattern names that are there, in order.
fn paths(folder: &Path, pattern: &str) -> BTreeSet<String> {
    let Some((parent, name)) = pattern.rsplit_once('/') else {
        return BTreeSet::from([pattern.to_owned()]);
    };
    let Some(end) = name.strip_prefix('*') else {
        return BTreeSet::from([pattern.to_owned()]);
    };
    let Ok(entries) = std::fs::read_dir(folder.join(parent)) else {
        return BTreeSet::new();
    };
    let names = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let named = names.filter(|name| name.ends_with(end));
    named
        .take(MOST)
        .map(|name| format!("{parent}/{name}"))
        .collect()
}

/// What was carried over, what was not, and what need not be.
pub(super) fn told(carried: &Carried, was_asked: bool) -> String {
    if !was_asked {
        return String::new();
    }
    let mut text = String::new();
    let count = carried.ignores.len() + carried.settings.len();
    if count == 0 && carried.left.is_empty() && carried.kept.is_empty() {
        return "nothing that another tool was told was found here\n".to_owned();
    }
    let noun = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let _ = writeln!(
        text,
        "carried over: {}, {}",
        noun(
            carried.ignores.len(),
            "entry of the ignore list",
            "entries of the ignore list"
        ),
        noun(carried.settings.len(), "setting", "settings"),
    );
    section(&mut text, "not carried over", &carried.left);
    section(&mut text, "holds as it stands", &carried.kept);
    text
}

fn section(text: &mut String, title: &str, rows: &[Left]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(text, "{title}:");
    for Left { place, what, why } in rows {
        let row = format!("{place}: {what}: {why}");
        let _ = writeln!(text, "  {}", printable(&row));
    }
}

/// What all tools are told by one file.
#[cfg(test)]
pub(super) fn of_text(path: &str, text: &str) -> Carried {
    let mut carried = Carried::default();
    for peer in PEERS.iter().filter(|peer| peer.files.contains(&path)) {
        (peer.read)(&Found { path, text }, &mut carried);
    }
    drop_refused(&mut carried);
    carried
}
