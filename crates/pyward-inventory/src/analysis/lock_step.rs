//! Whether a lock was made from the manifest beside it.

use std::collections::BTreeSet;

use pyward_model::{Agreement, FormatRead, PackageName, printable, without_credentials};
use pyward_target::{Tree, TreePath};

use super::{beside, content_hash};
use crate::Requirement;
use crate::json::Reader;
use crate::toml::{self, Document, Table, Value};

/// The keys under which locks list what nothing is read of here; most of a lock stands there.
const PASSED: &[&str] = &["wheels", "sdist", "files", "dependencies"];

/// How many names are told.
const NAMED: usize = 4;

/// Whether the lock belongs to its manifest, as far as its format tells.
pub(super) fn of(tree: &Tree, read: &FormatRead) -> Agreement {
    let manifest = match read.format {
        "pipfile-lock" => "Pipfile",
        "uv-lock" | "poetry-lock" | "pdm-lock" if !read.path.ends_with(".py.lock") => {
            "pyproject.toml"
        }
        _ => return Agreement::Unknown("its format does not tell what it was made from"),
    };
    let Some(path) = beside(tree, read, manifest) else {
        return Agreement::Unknown("there is no manifest beside it");
    };
    let texts = tree
        .entry(&read.path)
        .and_then(|lock| text(tree, &lock.path))
        .zip(text(tree, &path));
    let Some((lock, manifest)) = texts else {
        return Agreement::Unknown("one of the two cannot be read");
    };
    let Ok(manifest) = toml::parse(&manifest) else {
        return Agreement::Unknown("one of the two cannot be read");
    };
    if read.format == "pipfile-lock" {
        return by_hash(
            pipenv_hash(&lock).as_deref(),
            &[content_hash::pipenv(&manifest)],
        );
    }
    let Ok(lock) = toml::parse_without(&lock, PASSED) else {
        return Agreement::Unknown("one of the two cannot be read");
    };
    let metadata = lock.table("metadata");
    let stated = |key| metadata.and_then(|metadata: &Table<'_>| metadata.string(key));
    match read.format {
        "poetry-lock" => by_hash(
            stated("content-hash"),
            &[
                content_hash::poetry(&manifest, true),
                content_hash::poetry(&manifest, false),
            ],
        ),
        "pdm-lock" => by_hash(
            stated("content_hash").map(|hash| hash.trim_start_matches("sha256:")),
            &[content_hash::pdm(&manifest)],
        ),
        _ => by_list(&lock, &manifest),
    }
}

fn text(tree: &Tree, path: &TreePath) -> Option<String> {
    String::from_utf8(tree.read(path).ok()?).ok()
}

/// By a hash: each of those that may be made of the manifest will do.
fn by_hash(stated: Option<&str>, made: &[Option<String>]) -> Agreement {
    let Some(stated) = stated else {
        return Agreement::Unknown("it states no hash of what it was made from");
    };
    if made.iter().flatten().any(|hash| hash == stated) {
        Agreement::InStep
    } else if made.iter().any(Option::is_none) {
        Agreement::Unknown("the manifest holds what is not hashed here")
    } else {
        Agreement::OutOfStep("the manifest has changed since".to_owned())
    }
}

/// `_meta.hash.sha256` of a `Pipfile.lock`.
fn pipenv_hash(lock: &str) -> Option<String> {
    let mut found = None;
    let mut reader = Reader::new(lock);
    let read = reader.members(|reader, key| match &*key {
        "_meta" => reader
            .members(|reader, key| match &*key {
                "hash" => reader
                    .members(|reader, key| match &*key {
                        "sha256" => reader
                            .string()
                            .map(|hash| found = hash.map(std::borrow::Cow::into_owned)),
                        _ => reader.skip(),
                    })
                    .map(|_| ()),
                _ => reader.skip(),
            })
            .map(|_| ()),
        _ => reader.skip(),
    });
    read.ok()?;
    found
}

/// What is asked for: a name, and its specifiers in one order; without them where it is got from elsewhere.
type Asked = BTreeSet<(String, Option<String>)>;

/// By the list a uv lock keeps of what it was made from (`requires-dist`, `requires-dev`).
fn by_list(lock: &Document<'_>, manifest: &Document<'_>) -> Agreement {
    let Some(project) = manifest.table("project") else {
        return Agreement::Unknown("the manifest declares no project");
    };
    let name = project.string("name").map(PackageName::pypi);
    let own = lock.tables("package").find(|(_, package)| {
        package.string("name").map(PackageName::pypi) == name
            && package.table("source").is_some_and(is_folder)
    });
    let Some((_, own)) = own else {
        return Agreement::OutOfStep("it does not list the project".to_owned());
    };
    let python = |text: &str| text.replace(' ', "");
    let wanted = project.string("requires-python").map(python);
    let locked = lock.string("requires-python").map(python);
    // A workspace's lock states what all of its members have in common.
    let is_alone = lock.table("manifest").is_none();
    if let (Some(wanted), Some(locked), true) = (&wanted, &locked, is_alone)
        && wanted != locked
    {
        let message = format!(
            "it is for Python {}, the manifest for {}",
            printable(&without_credentials(locked)),
            printable(&without_credentials(wanted))
        );
        return Agreement::OutOfStep(message);
    }
    let mut stated = Asked::new();
    let metadata = own.table("metadata");
    let lists = metadata.map(|it| it.array("requires-dist")).into_iter();
    let groups = metadata.and_then(|it| it.table("requires-dev"));
    let groups = groups
        .into_iter()
        .flat_map(Table::iter)
        .filter_map(|(_, list)| list.as_array());
    for entry in lists.chain(groups).flatten().filter_map(Value::as_table) {
        stated.extend(locked_entry(entry));
    }
    compare(&stated, &declared(manifest, project))
}

fn is_folder(source: &Table<'_>) -> bool {
    ["virtual", "editable", "directory"]
        .iter()
        .any(|kind| source.string(kind).is_some())
}

fn locked_entry(entry: &Table<'_>) -> Option<(String, Option<String>)> {
    let name = PackageName::pypi(entry.string("name")?).to_string();
    let elsewhere = ["git", "url", "path", "editable", "directory", "virtual"]
        .iter()
        .any(|kind| entry.string(kind).is_some());
    let specifiers = (!elsewhere).then(|| in_order(entry.string("specifier").unwrap_or_default()));
    Some((name, specifiers))
}

/// What the manifest asks for in its standard tables.
fn declared(manifest: &Document<'_>, project: &Table<'_>) -> Asked {
    let mut asked = Asked::new();
    let extras = project.table("optional-dependencies");
    let groups = manifest.table("dependency-groups");
    let uv = manifest.table("tool").and_then(|tool| tool.table("uv"));
    let lists = extras
        .into_iter()
        .chain(groups)
        .flat_map(Table::iter)
        .filter_map(|(_, list)| list.as_array())
        .chain([project.array("dependencies")])
        .chain(uv.map(|uv| uv.array("dev-dependencies")));
    let sources = uv.and_then(|uv| uv.table("sources"));
    let is_elsewhere = |name: &str| {
        sources
            .into_iter()
            .flat_map(Table::iter)
            .any(|(key, value)| {
                // From another index it has a version still.
                PackageName::pypi(key).as_str() == name
                    && value
                        .as_table()
                        .is_none_or(|it| it.string("index").is_none())
            })
    };
    for text in lists.flatten().filter_map(Value::as_str) {
        let Ok(requirement) = Requirement::parse(text) else {
            continue;
        };
        let name = requirement.name.to_string();
        let elsewhere = requirement.url.is_some() || is_elsewhere(&name);
        let specifiers = (!elsewhere).then(|| in_order(&requirement.specifiers));
        asked.insert((name, specifiers));
    }
    asked
}

/// Specifiers without white space, in one order.
fn in_order(specifiers: &str) -> String {
    let mut clauses: Vec<String> = specifiers
        .split(',')
        .map(|clause| clause.split_whitespace().collect())
        .filter(|clause: &String| !clause.is_empty())
        .collect();
    clauses.sort();
    clauses.join(",")
}

fn compare(stated: &Asked, declared: &Asked) -> Agreement {
    let told = |(name, specifiers): &(String, Option<String>)| {
        format!("{name}{}", specifiers.as_deref().unwrap_or_default())
    };
    let missing: Vec<String> = declared.difference(stated).map(told).collect();
    let surplus: Vec<String> = stated.difference(declared).map(told).collect();
    let part = |what: &str, names: &[String]| {
        let more = match names.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let shown: Vec<_> = names
            .iter()
            .take(NAMED)
            .map(|name| printable(&without_credentials(name)).into_owned())
            .collect();
        (!names.is_empty()).then(|| format!("{what} {}{more}", shown.join(", ")))
    };
    let parts = [
        part("it does not know", &missing),
        part("the manifest no longer asks for", &surplus),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        Agreement::InStep
    } else {
        Agreement::OutOfStep(parts.join("; "))
    }
}
