//! What pip is told: its configuration files and `PIP_*` variables
//! ([pip's documentation](https://pip.pypa.io/en/stable/topics/configuration/)).
//!
//! Of the files a later one replaces what an earlier one says in the same section; then the sections go `[global]`,
//! `[lock]`, `[download]`, `[install]`, and the variables last. What is empty says nothing. pip itself heeds only the
//! section of the command it runs; pyward does the work of all three, so each has a say, and installing the last.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::error::IndexError;
use super::ini::{Ini, normalised};
use super::ledger::{Key, Layer, Ledger, Place};
use super::places::Platform;
use super::said::Origin;

/// The sections that have a say, the weakest first.
const SECTIONS: [&str; 4] = ["global", "lock", "download", "install"];

/// The keys that are heeded.
const KEYS: [(&str, Key); 13] = [
    ("cert", Key::Certificates),
    ("client-cert", Key::ClientCertificate),
    ("extra-index-url", Key::Extra),
    ("find-links", Key::FindLinks),
    ("index-url", Key::Index),
    ("keyring-provider", Key::Keyring),
    ("no-index", Key::NoIndex),
    ("proxy", Key::Proxy),
    ("retries", Key::Retries),
    ("timeout", Key::Timeout),
    ("trusted-host", Key::InsecureHost),
    ("uploaded-prior-to", Key::UploadedPriorTo),
    // Its word `truststore` means the system's certificates.
    ("use-feature", Key::SystemCertificates),
];

/// Other names of keys.
const ALIASES: [(&str, &str); 2] = [("pypi-url", "index-url"), ("default-timeout", "timeout")];

/// The name of a key in [`KEYS`].
fn heeded(name: &str) -> Option<&'static str> {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name);
    let name = alias.map_or(name, |(_, name)| name);
    KEYS.iter()
        .find_map(|(known, _)| (*known == name).then_some(*known))
}

/// A value that was found, by the name of its key.
type Found = BTreeMap<&'static str, (String, Place)>;

/// Reads pip's files and variables.
pub(super) fn read(ledger: &mut Ledger<'_>) {
    let mut sections: BTreeMap<usize, Found> = BTreeMap::new();
    read_files(ledger, &mut sections);
    let variables = sections.entry(SECTIONS.len()).or_default();
    read_variables(ledger, variables);
    for found in sections.values_mut() {
        found.retain(|_, (value, _)| !value.trim().is_empty());
    }
    for (name, key) in KEYS {
        let mut values = sections.values().filter_map(|found| found.get(name));
        if is_list(key) {
            // Of lists only the last is heeded.
            if let Some((value, place)) = values.next_back() {
                say_list(ledger, place, key, value);
            }
        } else {
            for (value, place) in values {
                ledger.say(place, key, value);
            }
        }
    }
}

fn is_list(key: Key) -> bool {
    matches!(
        key,
        Key::Extra | Key::FindLinks | Key::InsecureHost | Key::SystemCertificates
    )
}

fn say_list(ledger: &mut Ledger<'_>, place: &Place, key: Key, value: &str) {
    // Lines of one value stand below the key; which of them a word is on is told for those who look for it.
    for (line, at) in value.split('\n').zip(0..) {
        let place = below(place, at);
        for word in line.split_whitespace() {
            match key {
                Key::SystemCertificates if word == "truststore" => {
                    ledger.say(&place, key, "true");
                }
                Key::SystemCertificates => {}
                key => ledger.say(&place, key, word),
            }
        }
    }
}

/// The place some lines below. Lines of comments inside a value are not counted.
fn below(place: &Place, lines: u32) -> Place {
    let mut place = place.clone();
    if let Origin::File { line, .. } = &mut place.origin {
        *line = line.saturating_add(lines);
    }
    place
}

/// The files in pip's order: global, user, the environment's, the one of `PIP_CONFIG_FILE`. With that the user's are not
/// read; where it is the null device none is.
fn read_files(ledger: &mut Ledger<'_>, sections: &mut BTreeMap<usize, Found>) {
    let sources = ledger.sources;
    let places = &sources.places;
    let named = ledger.variable("PIP_CONFIG_FILE");
    if named.is_some_and(|path| is_null(path, places.platform)) {
        return;
    }
    let named = named.map(|path| sources.working_folder.join(path));
    let text = named.as_deref().and_then(|path| ledger.open(path));
    if let (Some(path), None) = (&named, &text) {
        let origin = Origin::Variable("PIP_CONFIG_FILE".into());
        let path = super::shown(&path.to_string_lossy());
        ledger.info(&origin, format!("`{path}` is not read"), None);
    }
    for path in &places.pip_global {
        read_file(ledger, path, sections);
    }
    if text.is_none() {
        for path in &places.pip_user {
            read_file(ledger, path, sections);
        }
    }
    if let Some(folder) = &sources.virtual_environment {
        read_file(ledger, &folder.join(places.pip_name()), sections);
    }
    if let (Some(path), Some(text)) = (named, text) {
        take_file(ledger, &path, &text, sections);
    }
}

/// Whether a path is the null device (`os.devnull`).
fn is_null(path: &OsStr, platform: Platform) -> bool {
    match platform {
        Platform::Windows => path.eq_ignore_ascii_case("nul"),
        Platform::Unix | Platform::MacOs => path == "/dev/null",
    }
}

fn read_file(ledger: &mut Ledger<'_>, path: &Path, sections: &mut BTreeMap<usize, Found>) {
    if let Some(text) = ledger.open(path) {
        take_file(ledger, path, &text, sections);
    }
}

fn take_file(
    ledger: &mut Ledger<'_>,
    path: &Path,
    text: &str,
    sections: &mut BTreeMap<usize, Found>,
) {
    let shown: Arc<str> = path.to_string_lossy().into();
    let ini = match Ini::parse(text) {
        Ok(ini) => ini,
        Err(error) => {
            ledger.problems.push(IndexError::Config {
                path: shown,
                line: error.line,
                message: error.message,
            });
            return;
        }
    };
    for (section, at) in SECTIONS.iter().zip(0..) {
        for (key, entry) in ini.section(section) {
            let name = heeded(key);
            if name.is_none() && !key.contains(char::is_whitespace) {
                continue;
            }
            let place = Place {
                layer: Layer::PipFiles,
                origin: Origin::File {
                    path: Arc::clone(&shown),
                    line: entry.line,
                },
                base: ledger.sources.working_folder.clone(),
            };
            let Some(name) = name else {
                // `index-url https://host` is the key `index-url https`, which pip passes over in silence.
                let message = "the key has a blank in it, so the line says nothing";
                let hint = "write `key = value`";
                ledger.info(&place.origin, message.to_owned(), Some(hint));
                continue;
            };
            let found = sections.entry(at).or_default();
            found.insert(name, (entry.value.clone(), place));
        }
    }
}

fn read_variables(ledger: &mut Ledger<'_>, found: &mut Found) {
    let names = ledger.sources.environment.keys();
    let names: Vec<&str> = names
        .filter_map(|name| name.to_str())
        .filter(|name| name.starts_with("PIP_"))
        .collect();
    for name in names {
        let Some(key) = heeded(&normalised(name.trim_start_matches("PIP_"))) else {
            continue;
        };
        if let Some(text) = ledger.text_variable(name) {
            let place = ledger.variable_place(Layer::PipVariables, name);
            found.insert(key, (text.to_owned(), place));
        }
    }
}

// The paths in them are those of Unix.
#[cfg(test)]
#[cfg(unix)]
mod tests;
