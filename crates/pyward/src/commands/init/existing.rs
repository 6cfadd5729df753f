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
    carried.left.sort();
    carried.left.dedup();
    carried.kept.sort();
    carried.kept.dedup();
    carried
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
