//! What an upgrade may break: public names that first-party code uses and the new version has no longer.
//!
//! Two wheels are compared by what stands in their source; nothing of them is run.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;
use std::thread;

use pyward_model::{Change, Plan, Version};
use pyward_python::{Interface, Module, Presence, Source, uses};
use pyward_resolve::{Engine, Pin, Target};
use pyward_target::{Entry, EntryKind, OpenOptions, TargetKind, Tree, TreePath};

/// The stack of the threads that parse: source may be nested deeply. Only what is used of it takes memory.
const STACK: usize = 256 * 1024 * 1024;

/// How many places are named before the rest is counted.
const PLACES: usize = 3;

/// Names that code uses, with their modules, and where: as shown, sorted.
type Uses = BTreeMap<String, Vec<String>>;

/// Adds to each change what it may break of the code in a tree. What cannot be compared says so.
pub(crate) fn add(engine: &Engine, target: &Target, tree: &Tree, plan: &mut Plan) {
    if tree.kind() != TargetKind::Directory {
        return;
    }
    let used = used(tree);
    let tops: BTreeSet<String> = used
        .keys()
        .map(|name| plain(name.split('.').next().unwrap_or(name)))
        .collect();
    // What is imported under another name than the package's is known only of its wheel; the project asks for it itself.
    let is_release = |version: &Option<Version>| {
        let release = version.as_ref().and_then(Version::release);
        release.is_some()
    };
    let may_be_used = |change: &&mut Change| {
        is_release(&change.from)
            && is_release(&change.to)
            && (change.direct || tops.contains(&plain(change.name.as_str())))
    };
    let changes: Vec<&mut Change> = plan.changes.iter_mut().filter(may_be_used).collect();
    if used.is_empty() || changes.is_empty() {
        return;
    }
    let pins: Vec<Pin> = changes
        .iter()
        .flat_map(|change| [&change.from, &change.to].map(|version| (&change.name, version)))
        .filter_map(|(name, version)| {
            Some(Pin {
                name: name.clone(),
                version: version.clone()?,
                hashes: Vec::new(),
            })
        })
        .collect();
    let wheels = match engine.look_into(&pins, &host(target)) {
        Ok(wheels) => wheels,
        Err(error) => {
            let hint = format!("its public names were not compared: {error}");
            for change in changes {
                change.hints.push(hint.clone());
            }
            return;
        }
    };
    let mut wheels = wheels.into_iter();
    for change in changes {
        let (old, new) = (wheels.next(), wheels.next());
        let none = || Err("it has no wheel".to_owned());
        let (old, new) = (old.unwrap_or_else(none), new.unwrap_or_else(none));
        let to = change.to.as_ref().map(ToString::to_string);
        let compared = old.and_then(|old| {
            let new = new?;
            deeply(|| broken(&used, &old, &new, &to.unwrap_or_default()))?
        });
        match compared {
            Ok(hints) => change.hints.extend(hints),
            Err(reason) => {
                let hint = format!("its public names were not compared: {reason}");
                change.hints.push(hint);
            }
        }
    }
}

/// What the wheels that are compared are for: of names, one for this machine says as much as any.
fn host(target: &Target) -> Target {
    if target.universal {
        Target::host(super::project::USUAL_PYTHON)
    } else {
        target.clone()
    }
}

fn plain(name: &str) -> String {
    name.to_lowercase().replace(['-', '.'], "_")
}

/// What the new version, of two unpacked wheels, has no longer and is used, in words.
fn broken(used: &Uses, old: &Path, new: &Path, to: &str) -> Result<Vec<String>, String> {
    let tops: BTreeSet<&str> = used
        .keys()
        .map(|name| name.split('.').next().unwrap_or(name))
        .collect();
    let wheel = Wheel::open(old, Some(&tops))?;
    let old = wheel.interface();
    let tops: BTreeSet<&str> = old.tops().filter(|top| tops.contains(top)).collect();
    if tops.is_empty() {
        return Ok(Vec::new());
    }
    let names = used
        .keys()
        .filter(|name| tops.contains(name.split('.').next().unwrap_or(name)));
    // Whether anything of it is left is to be seen whatever it is called.
    let new = Wheel::open(new, None)?;
    let new = new.interface();
    let mut gone: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for name in names {
        if let Some(part) = first_gone(name, &old, &new) {
            let known = gone.entry(part).or_default();
            known.extend(used.get(name).into_iter().flatten().map(String::as_str));
        }
    }
    let said = gone
        .into_iter()
        .map(|(name, places)| {
            let named: Vec<&str> = places.iter().take(PLACES).copied().collect();
            let more = match places.len().saturating_sub(PLACES) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let now = new.elsewhere(name);
            let now = now
                .map(|now| format!("; {now} is there"))
                .unwrap_or_default();
            format!(
                "{name} is gone in {to}, and used in {}{more}{now}",
                named.join(", ")
            )
        })
        .collect();
    Ok(said)
}

/// The shortest part of a dotted name that was there and is not any more.
fn first_gone<'n>(
    name: &'n str,
    old: &Interface<impl Fn(&str) -> Option<Source>>,
    new: &Interface<impl Fn(&str) -> Option<Source>>,
) -> Option<&'n str> {
    let ends = name.match_indices('.').map(|(at, _)| at);
    ends.chain([name.len()])
        .filter_map(|end| name.get(..end))
        .find(|part| old.presence(part) == Presence::There && new.presence(part) == Presence::Gone)
}

/// An unpacked wheel.
struct Wheel {
    tree: Tree,
    files: BTreeMap<String, TreePath>,
}

impl Wheel {
    /// The files of a wheel; none if it is asked for names, and nothing of it can be imported by one of them.
    fn open(folder: &Path, tops: Option<&BTreeSet<&str>>) -> Result<Self, String> {
        let mut options = OpenOptions::default();
        let tree = Tree::open(OsStr::new(folder), folder, &mut options)
            .map_err(|error| error.to_string())?;
        // An unpacked wheel is a folder of installed packages, which a tree does not look into by itself.
        let roots = tree.entries().iter();
        let mut folders: Vec<(TreePath, usize)> = roots
            .filter(|entry| entry.kind == EntryKind::Environment)
            .map(|entry| (entry.path.clone(), 0))
            .collect();
        let mut files = BTreeMap::new();
        while let Some((folder, depth)) = folders.pop() {
            let entries = tree.list(&folder).map_err(|error| error.to_string())?;
            let is_used = |entry: &Entry| {
                let name = entry.path.file_name();
                tops.is_none_or(|tops| tops.contains(name.split('.').next().unwrap_or(name)))
            };
            if depth == 0 && !entries.iter().any(is_used) {
                continue;
            }
            for entry in entries {
                match entry.kind {
                    EntryKind::File => {
                        files.insert(entry.path.shown().to_string(), entry.path);
                    }
                    _ if depth < tree.limits().depth => folders.push((entry.path, depth + 1)),
                    _ => {}
                }
            }
            if files.len() > tree.limits().files {
                return Err("it has very many files".to_owned());
            }
        }
        Ok(Self { tree, files })
    }

    /// The source of a file, if it can be read.
    fn source(&self, path: &str) -> Option<Source> {
        let bytes = self.tree.read(self.files.get(path)?).ok()?;
        Source::decode(path, &bytes).ok()
    }

    /// What its files offer.
    fn interface(&self) -> Interface<impl Fn(&str) -> Option<Source>> {
        Interface::new(self.files.keys().cloned(), |path: &str| self.source(path))
    }
}

/// What stands after the last dot of a file name.
fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// Names of other modules that the code of a tree uses.
fn used(tree: &Tree) -> Uses {
    let files = tree.entries().iter();
    let files = files
        .filter(|entry| entry.kind == EntryKind::File && ending(entry.path.file_name()) == "py");
    let sources: Vec<Source> = files
        .filter_map(|entry| {
            let bytes = tree.read(&entry.path).ok()?;
            Source::decode(entry.path.shown().clone(), &bytes).ok()
        })
        .collect();
    let all = || {
        let mut all = Uses::new();
        for source in sources {
            let path = source.path.clone();
            for name in uses(&Module::parse(source)) {
                let place = format!("{path}:{}", name.line);
                all.entry(name.dotted).or_default().push(place);
            }
        }
        all
    };
    deeply(all).unwrap_or_default()
}

/// Does something on a stack that is deep enough for any source.
fn deeply<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    thread::scope(|scope| {
        let spawned = thread::Builder::new()
            .name("pyward-python".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| error.to_string())?;
        spawned
            .join()
            .map_err(|_| "its source could not be read".to_owned())
    })
}
