//! Sources of packages that Poetry, PDM and Pipenv are told in the project folder.
//!
//! They are not the words of the person who runs pyward, so all others go before them; and what is wrong with them is a
//! notice. A source that takes PyPI's place for its manager does so here, and becomes an extra index where somebody
//! stronger names the default.

use std::path::Path;

use super::credentials::{with_credentials, with_user};
use super::ledger::{Key, Layer, Ledger, Place};
use super::said::Origin;
use super::toml::{Table, Toml};
use super::value::{is_pypi, parse_address};

/// Reads the sources of the project's managers.
pub(super) fn read(ledger: &mut Ledger<'_>) {
    let sources = ledger.sources;
    let Some(project) = &sources.project else {
        return;
    };
    let folder = sources.working_folder.join(project);
    with_toml(
        ledger,
        &folder.join("pyproject.toml"),
        |ledger, path, root| {
            let Some(tool) = root.table("tool") else {
                return;
            };
            if let Some(poetry) = tool.table("poetry") {
                take_poetry(ledger, path, &poetry.tables("source"));
            }
            if let Some(pdm) = tool.table("pdm") {
                take_pdm(ledger, path, &pdm.tables("source"));
            }
        },
    );
    with_toml(ledger, &folder.join("Pipfile"), |ledger, path, root| {
        take_pipfile(ledger, path, &root.tables("source"));
    });
}

fn with_toml(
    ledger: &mut Ledger<'_>,
    path: &Path,
    take: impl FnOnce(&mut Ledger<'_>, &Path, Table<'_>),
) {
    let Some(text) = ledger.open(path) else {
        return;
    };
    match Toml::parse(&text) {
        Ok(toml) => take(ledger, path, toml.root()),
        Err(error) => ledger.no_toml(path, error),
    }
}

fn place(path: &Path, line: u32) -> Place {
    Place {
        layer: Layer::Managers,
        origin: Origin::File {
            path: path.to_string_lossy().into(),
            line,
        },
        base: path.parent().unwrap_or(Path::new("")).to_owned(),
    }
}

/// One source: where it stands and its address.
struct Source {
    place: Place,
    url: String,
}

/// The source of a table, unless it has no address.
fn source(ledger: &mut Ledger<'_>, path: &Path, table: Table<'_>) -> Option<Source> {
    let place = place(path, table.line);
    let url = ledger.expanded(&place, Key::Extra, table.text("url")?)?;
    Some(Source { place, url })
}

/// Says that a source takes the place of PyPI, or is an extra index where that place is taken.
fn say_default(ledger: &mut Ledger<'_>, source: &Source) {
    ledger.say(&source.place, Key::Index, &source.url);
    // PyPI is what somebody stronger replaced, and nothing to be asked besides. What is no address was told of just now.
    if parse_address(&source.url).is_some() && !is_pypi(&source.url) {
        ledger.say(&source.place, Key::Extra, &source.url);
    }
}

fn note(ledger: &mut Ledger<'_>, place: &Place, manager: &str) {
    let message = format!("sources of {manager} are asked as extra indexes, for all packages");
    ledger.info(&place.origin, message, None);
}

/// A host whose certificate the source does not want checked.
fn take_unverified(ledger: &mut Ledger<'_>, source: &Source, table: Table<'_>) {
    let is_off = table
        .texts("verify_ssl")
        .first()
        .is_some_and(|(text, _)| text.as_deref() == Some("false"));
    if is_off
        && let Some(url) = parse_address(&source.url)
        && let Some(host) = url.host_str()
    {
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        ledger.say(&source.place, Key::InsecureHost, &host);
    }
}

/// [Poetry's sources](https://python-poetry.org/docs/repositories/#package-sources): primary ones take PyPI's place unless
/// PyPI is among them, supplemental ones come after them, explicit ones are for packages that name them.
fn take_poetry(ledger: &mut Ledger<'_>, path: &Path, tables: &[Table<'_>]) {
    let mut primary = Vec::new();
    let mut supplemental = Vec::new();
    let mut default = None;
    let mut has_pypi = false;
    for table in tables {
        let name = table.text("name").unwrap_or_default();
        if name.eq_ignore_ascii_case("pypi") {
            has_pypi = true;
            continue;
        }
        let Some(mut source) = source(ledger, path, *table) else {
            continue;
        };
        source.url = with_credentials(ledger, ("POETRY_HTTP_BASIC", name), &source.url, false);
        let priority = table.text("priority").unwrap_or_default();
        match priority {
            "explicit" => {
                let message = format!("the source {name} of Poetry is explicit and not asked");
                ledger.info(&source.place.origin, message, None);
            }
            "default" => default = Some(source),
            "supplemental" | "secondary" => supplemental.push(source),
            _ if table.is_true("default") => default = Some(source),
            _ if table.is_true("secondary") => supplemental.push(source),
            _ => primary.push(source),
        }
    }
    let replaces_pypi = !primary.is_empty() && !has_pypi;
    let mut asked: Vec<Source> = primary.into_iter().chain(supplemental).collect();
    if let Some(first) = asked.first().or(default.as_ref()) {
        note(ledger, &first.place.clone(), "Poetry");
    }
    let last = default.or_else(|| replaces_pypi.then(|| asked.pop()).flatten());
    for source in &asked {
        ledger.say(&source.place, Key::Extra, &source.url);
    }
    if let Some(source) = last {
        say_default(ledger, &source);
    }
}

/// [PDM's sources](https://pdm-project.org/latest/usage/config/#configure-the-package-indexes): the one called `pypi` takes
/// PyPI's place.
fn take_pdm(ledger: &mut Ledger<'_>, path: &Path, tables: &[Table<'_>]) {
    if let Some(table) = tables.first() {
        note(ledger, &place(path, table.line), "PDM");
    }
    for table in tables {
        let Some(mut source) = source(ledger, path, *table) else {
            continue;
        };
        if let Some(user) = table.text("username") {
            let user = ledger.expanded(&source.place, Key::Extra, user);
            let password = table.text("password").unwrap_or_default();
            let password = ledger.expanded(&source.place, Key::Extra, password);
            if let (Some(user), Some(password)) = (user, password) {
                source.url = with_user(&source.url, &user, Some(&password), false);
            }
        }
        take_unverified(ledger, &source, *table);
        match (table.text("type"), table.text("name")) {
            (Some("find_links"), _) => ledger.say(&source.place, Key::FindLinks, &source.url),
            (_, Some("pypi")) => say_default(ledger, &source),
            _ => ledger.say(&source.place, Key::Extra, &source.url),
        }
    }
}

/// [Pipenv's sources](https://pipenv.pypa.io/en/latest/indexes.html): the first is the default, others are for packages
/// that name them.
fn take_pipfile(ledger: &mut Ledger<'_>, path: &Path, tables: &[Table<'_>]) {
    for (table, at) in tables.iter().zip(0..) {
        let Some(source) = source(ledger, path, *table) else {
            continue;
        };
        take_unverified(ledger, &source, *table);
        if at == 0 {
            say_default(ledger, &source);
        } else {
            if at == 1 {
                note(ledger, &source.place.clone(), "Pipenv");
            }
            ledger.say(&source.place, Key::Extra, &source.url);
        }
    }
}

// The paths in them are those of Unix.
#[cfg(test)]
#[cfg(unix)]
mod tests;
