//! What uv is told: `uv.toml`, `[tool.uv]` of `pyproject.toml` and `UV_*` variables
//! ([uv's documentation](https://docs.astral.sh/uv/concepts/configuration-files/)).

use std::path::Path;
use std::sync::Arc;

use super::credentials::with_credentials;
use super::error::IndexError;
use super::ledger::{Key, Layer, Ledger, Place};
use super::said::Origin;
use super::toml::{Table, Toml};
use super::value::truth;

/// How many folders above the project are looked into.
const MOST_FOLDERS: usize = 64;

/// Lists of the top level and of `[pip]`.
const LISTS: [(&str, Key); 2] = [
    ("extra-index-url", Key::Extra),
    ("find-links", Key::FindLinks),
];

/// Values of the top level and of `[pip]`; of one setting the later key is the stronger.
const VALUES: [(&str, Key); 4] = [
    ("no-index", Key::NoIndex),
    ("index-strategy", Key::Strategy),
    ("keyring-provider", Key::Keyring),
    ("exclude-newer", Key::ExcludeNewer),
];

/// Values of the top level alone.
const GLOBAL_VALUES: [(&str, Key); 5] = [
    ("native-tls", Key::SystemCertificates),
    ("system-certs", Key::SystemCertificates),
    ("offline", Key::Offline),
    ("http-proxy", Key::Proxy),
    ("https-proxy", Key::Proxy),
];

/// Keys that pyward does not heed, and what would come to the same.
const UNHEEDED: [(&str, &str); 2] = [
    ("no-proxy", "set the environment variable NO_PROXY"),
    (
        "exclude-newer-package",
        "`exclude-newer` holds for all packages",
    ),
];

/// Variables of one value, the weaker first.
const VARIABLES: [(&str, Key); 12] = [
    ("UV_INDEX_URL", Key::Index),
    ("UV_NO_INDEX", Key::NoIndex),
    ("UV_INDEX_STRATEGY", Key::Strategy),
    ("UV_KEYRING_PROVIDER", Key::Keyring),
    ("UV_NATIVE_TLS", Key::SystemCertificates),
    ("UV_SYSTEM_CERTS", Key::SystemCertificates),
    ("UV_OFFLINE", Key::Offline),
    ("UV_EXCLUDE_NEWER", Key::ExcludeNewer),
    ("HTTP_TIMEOUT", Key::Timeout),
    ("UV_REQUEST_TIMEOUT", Key::Timeout),
    ("UV_HTTP_TIMEOUT", Key::Timeout),
    ("UV_HTTP_RETRIES", Key::Retries),
];

/// Reads uv's files and variables.
pub(super) fn read(ledger: &mut Ledger<'_>) {
    let first = ledger.statements.len();
    read_files(ledger);
    overrule(ledger, first);
    read_variables(ledger);
}

/// In uv's files an index that is marked as the default wins over `index-url`, whatever file that stands in. So
/// `index-url` is kept under [`Layer::Overruled`] until all files are read, and stays there where an index was marked.
/// Else all of them are of one layer: they were said in the order of the files, and of equals the last wins.
fn overrule(ledger: &mut Ledger<'_>, first: usize) {
    let statements = ledger.statements.get_mut(first..).unwrap_or_default();
    let has_default = statements
        .iter()
        .any(|statement| statement.key == Key::Index && statement.layer != Layer::Overruled);
    for statement in statements.iter_mut().filter(|_| !has_default) {
        if statement.layer == Layer::Overruled {
            statement.layer = Layer::UvProject;
        }
    }
}

fn read_files(ledger: &mut Ledger<'_>) {
    let sources = ledger.sources;
    if let Some(path) = ledger.variable("UV_CONFIG_FILE") {
        let origin = Origin::Variable("UV_CONFIG_FILE".into());
        if let Some(text) = ledger.open_named(&path.to_owned(), origin) {
            let path = sources.working_folder.join(path);
            take_uv_toml(ledger, Layer::UvUser, &path, &text);
        }
        return;
    }
    let says_no = |name: &str, ledger: &mut Ledger<'_>| {
        ledger
            .text_variable(name)
            .is_some_and(|text| truth(text) != Some(false))
    };
    if says_no("UV_NO_CONFIG", ledger) {
        return;
    }
    if !says_no("UV_NO_SYSTEM_CONFIG", ledger) {
        for path in &sources.places.uv_system {
            if let Some(text) = ledger.open(path) {
                take_uv_toml(ledger, Layer::UvSystem, path, &text);
                break;
            }
        }
    }
    if let Some(path) = &sources.places.uv_user
        && let Some(text) = ledger.open(path)
    {
        take_uv_toml(ledger, Layer::UvUser, path, &text);
    }
    if let Some(project) = &sources.project {
        let project = sources.working_folder.join(project);
        for folder in project.ancestors().take(MOST_FOLDERS) {
            if read_project(ledger, folder, &project) {
                break;
            }
        }
    }
}

/// Reads the configuration of a folder: its `uv.toml`, else `[tool.uv]` of its `pyproject.toml`. Whether there was one.
fn read_project(ledger: &mut Ledger<'_>, folder: &Path, project: &Path) -> bool {
    let path = folder.join("uv.toml");
    if let Some(text) = ledger.open(&path) {
        take_uv_toml(ledger, Layer::UvProject, &path, &text);
        return true;
    }
    let path = folder.join("pyproject.toml");
    let Some(text) = ledger.open(&path) else {
        return false;
    };
    let toml = match Toml::parse(&text) {
        Ok(toml) => toml,
        Err(error) => {
            // Of the project's own manifest the reader of other managers' sources has told.
            if folder != project {
                ledger.no_toml(&path, error);
            }
            return false;
        }
    };
    let Some(table) = toml.root().table("tool").and_then(|tool| tool.table("uv")) else {
        return false;
    };
    take_table(ledger, Layer::UvProject, &path, table);
    true
}

fn take_uv_toml(ledger: &mut Ledger<'_>, layer: Layer, path: &Path, text: &str) {
    match Toml::parse(text) {
        Ok(toml) => take_table(ledger, layer, path, toml.root()),
        Err(error) => ledger.problems.push(IndexError::Config {
            path: path.to_string_lossy().into(),
            line: error.line,
            message: error.message,
        }),
    }
}

/// What one file says. Lists are said the strongest first, values the weakest first.
fn take_table(ledger: &mut Ledger<'_>, layer: Layer, path: &Path, table: Table<'_>) {
    let shown: Arc<str> = path.to_string_lossy().into();
    let base = path.parent().unwrap_or(Path::new("")).to_owned();
    let place = |line| Place {
        layer,
        origin: Origin::File {
            path: Arc::clone(&shown),
            line,
        },
        base: base.clone(),
    };
    let pip = table.table("pip");
    // The first of several defaults is the one, and of values the last said wins.
    for index in table.tables("index").into_iter().rev() {
        if index.is_true("default") {
            take_index(ledger, &place(index.line), index);
        }
    }
    for index in table.tables("index") {
        if !index.is_true("default") {
            take_index(ledger, &place(index.line), index);
        }
    }
    for part in pip.into_iter().chain([table]) {
        for (name, key) in LISTS {
            take_key(ledger, &place, part, (name, key));
        }
    }
    for part in [table].into_iter().chain(pip) {
        let overruled = |line| Place {
            layer: Layer::Overruled,
            ..place(line)
        };
        take_key(ledger, &overruled, part, ("index-url", Key::Index));
        for value in VALUES {
            take_key(ledger, &place, part, value);
        }
    }
    take_key(
        ledger,
        &place,
        table,
        ("allow-insecure-host", Key::InsecureHost),
    );
    for value in GLOBAL_VALUES {
        take_key(ledger, &place, table, value);
    }
    for (name, hint) in UNHEEDED {
        if let Some((_, line)) = table.texts(name).first() {
            let message = format!("`{name}` is not heeded");
            ledger.info(&place(*line).origin, message, Some(hint));
        }
    }
}

fn take_key(
    ledger: &mut Ledger<'_>,
    place: &dyn Fn(u32) -> Place,
    table: Table<'_>,
    (name, key): (&str, Key),
) {
    for (text, line) in table.texts(name) {
        let place = place(line);
        match text {
            Some(text) if is_native(key, &text) => {
                ledger.info(
                    &place.origin,
                    format!("`{name} = \"{text}\"` is not heeded"),
                    None,
                );
            }
            Some(text) => ledger.say(&place, key, &text),
            None => ledger.problem(
                place.layer,
                IndexError::Value {
                    origin: place.origin,
                    key: key.word(),
                    value: name.to_owned(),
                    expected: "a text, or an array of texts".to_owned(),
                },
            ),
        }
    }
}

/// Whether this is uv's own store of credentials, which no other program can ask.
fn is_native(key: Key, text: &str) -> bool {
    key == Key::Keyring && text == "native"
}

/// One [`[[index]]`](https://docs.astral.sh/uv/concepts/indexes/).
fn take_index(ledger: &mut Ledger<'_>, place: &Place, index: Table<'_>) {
    let Some(url) = index.text("url") else {
        ledger.problem(
            place.layer,
            IndexError::Value {
                origin: place.origin.clone(),
                key: "index",
                value: "[[index]]".to_owned(),
                expected: "a `url` in it".to_owned(),
            },
        );
        return;
    };
    let name = index.text("name");
    let key = match (index.is_true("default"), index.text("format")) {
        (_, Some("flat")) => Key::FindLinks,
        (true, _) => Key::Index,
        (false, _) => Key::Extra,
    };
    if index.is_true("explicit") && key != Key::Index {
        let message = format!(
            "the index {} is explicit: only packages that name it may come from it, and it is not asked for others",
            name.unwrap_or("without a name")
        );
        ledger.info(&place.origin, message, None);
        return;
    }
    say_named(ledger, place, key, name, url);
}

fn say_named(ledger: &mut Ledger<'_>, place: &Place, key: Key, name: Option<&str>, url: &str) {
    match name {
        Some(name) => {
            let url = with_credentials(ledger, ("UV_INDEX", name), url, true);
            ledger.say(place, key, &url);
        }
        None => ledger.say(place, key, url),
    }
}

fn read_variables(ledger: &mut Ledger<'_>) {
    let layer = Layer::UvVariables;
    let lists = [
        ("UV_INDEX", Key::Extra, ' '),
        ("UV_EXTRA_INDEX_URL", Key::Extra, ' '),
        ("UV_FIND_LINKS", Key::FindLinks, ','),
        ("UV_INSECURE_HOST", Key::InsecureHost, ' '),
    ];
    for (variable, key, separator) in lists {
        let text = ledger.text_variable(variable).unwrap_or_default();
        let place = ledger.variable_place(layer, variable);
        for word in text.split(separator) {
            let (name, url) = named(word.trim(), variable == "UV_INDEX");
            say_named(ledger, &place, key, name, url);
        }
    }
    for (name, key) in VARIABLES {
        if ledger
            .variable(name)
            .is_some_and(|text| text == "native" && key == Key::Keyring)
        {
            let origin = Origin::Variable(name.into());
            ledger.info(&origin, "`native` is not heeded".to_owned(), None);
            continue;
        }
        ledger.say_variable(layer, key, name);
    }
    if let Some(text) = ledger.text_variable("UV_DEFAULT_INDEX") {
        let place = ledger.variable_place(layer, "UV_DEFAULT_INDEX");
        let (name, url) = named(text.trim(), true);
        say_named(ledger, &place, Key::Index, name, url);
    }
}

/// `name=url`, or a URL alone.
fn named(text: &str, can_be: bool) -> (Option<&str>, &str) {
    match text.split_once('=') {
        Some((name, url)) if can_be && !name.contains([':', '/']) => (Some(name), url),
        _ => (None, text),
    }
}

// The paths in them are those of Unix.
#[cfg(test)]
#[cfg(unix)]
mod tests;
