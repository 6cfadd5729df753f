//! `pyward db`: the advisory data.

mod carry;
mod ecosystem;
mod update;

use std::fmt::Write as _;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_advisory::{DataChoice, Database, Header, InstallError, IntakeReport, Source, Status};
use pyward_fetch::{CaBundle, Client, ProxyUrl, Settings};
use pyward_model::{EcosystemRules, printable};
use serde_json::{Value, json};

use crate::args::{DbArgs, DbVerb};
use crate::environment::Environment;
use crate::failure::{FAILED, Failure, INCOMPLETE, chain};
use crate::reports;
use crate::terminal::Terminal;

/// How long another process that is changing the store is waited for.
const WAIT: Duration = Duration::from_mins(1);
/// How many advisories a search lists.
const LISTED: usize = 50;
/// The longest file of certificates, in bytes. All that the web trusts fit into a quarter of a MiB.
const MAX_CERTIFICATES: u64 = 16 << 20;
/// Data older than this many days is called old.
const WEEK: i32 = 7;

/// The data a verb is to use.
pub(crate) fn choice(stated: Option<&str>, environment: &Environment) -> DataChoice {
    match stated {
        Some("builtin") => DataChoice::Builtin,
        Some(path) => DataChoice::Path(environment.working_folder.join(path)),
        None => DataChoice::Default {
            data_dir: environment.data_folder.clone(),
        },
    }
}

pub(crate) fn run(args: &DbArgs, environment: &Environment) -> Result<u8, Failure> {
    let display = &args.display;
    let terminal = Terminal::new(
        environment,
        display.color,
        display.no_progress,
        display.quiet,
    );
    match &args.verb {
        DbVerb::Update {
            source,
            ecosystem,
            url,
            force,
            offline,
        } => {
            let wish = update::Wish {
                sources: source,
                ecosystems: ecosystem::named(ecosystem)?,
                url: url.as_deref(),
                force: *force,
                offline: *offline,
            };
            update::run(&wish, environment, terminal)
        }
        DbVerb::Import { paths, ecosystem } => {
            let mut ecosystems = ecosystem::named(ecosystem)?;
            match carry::export_among(paths, environment)? {
                Some(folder) if ecosystems.is_empty() => carry::import(&folder, environment),
                Some(folder) => Err(Failure::usage(format!(
                    "{} is a whole export, of every ecosystem it was made with",
                    folder.display()
                ))
                .hint("import it without --ecosystem")),
                None => {
                    if ecosystems.is_empty() {
                        ecosystems.push(EcosystemRules::pypi());
                    }
                    import(&ecosystems, paths, environment, terminal)
                }
            }
        }
        DbVerb::Remove { name } => remove(name, environment),
        DbVerb::Export { path } => carry::export(path, environment),
        DbVerb::Status { format, data } => {
            let database = open(data.as_deref(), environment)?;
            status(format == "json", &database, environment)
        }
        DbVerb::Search { term, data } => {
            let database = open(data.as_deref(), environment)?;
            search(term, &database, environment)
        }
        DbVerb::Verify { data } => {
            if let Some(path) = data.as_deref().filter(|data| *data != "builtin") {
                carry::verify(&environment.working_folder.join(path))?;
            }
            verify(&open(data.as_deref(), environment)?)
        }
    }
}

pub(crate) fn client(offline: bool, environment: &Environment) -> Result<Client, Failure> {
    let ca_bundle = match &environment.certificates {
        Some(path) => Some(CaBundle::from_pem(certificates(path)?)),
        None => None,
    };
    Client::new(Settings {
        offline: offline || environment.offline,
        user_agent: format!(
            "pyward/{} (+{})",
            env!("CARGO_PKG_VERSION"),
            env!("CARGO_PKG_REPOSITORY")
        ),
        http_proxy: environment.http_proxy.clone().map(ProxyUrl::new),
        https_proxy: environment.https_proxy.clone().map(ProxyUrl::new),
        no_proxy: environment.no_proxy.clone().unwrap_or_default(),
        ca_bundle,
        ..Settings::default()
    })
    .map_err(|error| Failure {
        hint: error.hint().map(str::to_owned),
        ..Failure::usage(chain(&error))
    })
}

/// The user's own certificates, named by the user's environment.
fn certificates(path: &Path) -> Result<Vec<u8>, Failure> {
    bounded(path, MAX_CERTIFICATES).map_err(|error| {
        Failure::usage(format!(
            "the certificates {} cannot be read: {error}",
            path.display()
        ))
        .hint("SSL_CERT_FILE names them: mend the path or unset it")
    })
}

/// The bytes of a regular file, at most `limit`. A pipe or a device is refused before it is opened, since that may wait
/// for ever.
fn bounded(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    std::fs::OpenOptions::new()
        .read(true)
        .open(path)?
        .take(limit + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let most = limit >> 20;
        return Err(io::Error::other(format!("it is larger than {most} MiB")));
    }
    Ok(bytes)
}

/// Imports for each ecosystem by itself: one that cannot be leaves its data, and the others, as they are.
fn import(
    ecosystems: &[&'static EcosystemRules],
    paths: &[PathBuf],
    environment: &Environment,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let paths: Vec<PathBuf> = paths
        .iter()
        .map(|path| environment.working_folder.join(path))
        .collect();
    let mut code = 0;
    for rules in ecosystems {
        match import_one(rules, &paths, environment, terminal) {
            Ok(taken) => code = code.max(taken),
            Err(failed) if ecosystems.len() == 1 => return Err(failed),
            Err(failed) => {
                let named = Failure {
                    message: format!("ecosystem {}: {}", rules.name, failed.message),
                    ..failed
                };
                reports::complain(&named.render());
                code = INCOMPLETE;
            }
        }
    }
    Ok(code)
}

fn import_one(
    rules: &'static EcosystemRules,
    paths: &[PathBuf],
    environment: &Environment,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let progress = terminal.progress("importing advisories");
    let installed = pyward_advisory::import(
        rules,
        paths,
        &environment.data_folder,
        environment.today,
        WAIT,
        &mut |records| {
            progress.set(records as u64, None);
        },
    );
    drop(progress);
    let installed = installed.map_err(|error| failure(&error))?;
    let report = &installed.report;
    let mut text = format!(
        "{} of {} records speak of {} packages{}\n",
        report.taken,
        report.seen(),
        rules.name,
        odd(report)
    );
    text.push_str(&summary(&installed.header));
    let _ = writeln!(
        text,
        "installed as {}",
        printable(&installed.path.display().to_string())
    );
    reports::print(&text)?;
    Ok(if report.left_out() > 0 { INCOMPLETE } else { 0 })
}

/// Removes the data of a source, or what is there about an ecosystem.
fn remove(name: &str, environment: &Environment) -> Result<u8, Failure> {
    let (source, rules) = match (Source::named(name), EcosystemRules::named(name)) {
        (Some(source), _) => (source, EcosystemRules::pypi()),
        (None, Some(rules)) => {
            let osv = Source::named("osv").expect("it is one of the sources");
            (osv, rules)
        }
        (None, None) => return Err(update::unknown(name)),
    };
    let removed = pyward_advisory::remove(source, rules, &environment.data_folder, WAIT)
        .map_err(|error| failure(&error))?;
    if !removed {
        let what = if Source::named(name).is_some() {
            "of the source"
        } else {
            "about the ecosystem"
        };
        let message = format!("no data {what} `{}` is installed", printable(name));
        return Err(Failure::usage(message).hint("`pyward db status` lists what is"));
    }
    reports::print(&format!("{name}: removed\n"))?;
    Ok(0)
}

/// What of the records could not be used.
fn odd(report: &IntakeReport) -> String {
    let mut text = String::new();
    for (number, what) in [
        (report.unreadable, "could not be read"),
        (
            report.newer_schema,
            "are of a newer schema and were left out",
        ),
        (report.odd, "have parts that cannot be used"),
    ] {
        if number > 0 {
            let _ = write!(text, "; {number} {what}");
        }
    }
    for example in &report.examples {
        let _ = write!(text, "\n  {}", printable(example));
    }
    text
}

fn summary(header: &Header) -> String {
    let mut text = format!(
        "{} records about {} packages",
        header.records, header.packages
    );
    if let Some(current) = &header.current {
        let _ = write!(text, ", current on {}", printable(current));
    }
    text.push('\n');
    for source in &header.sources {
        let license = if source.license.is_empty() {
            String::new()
        } else {
            format!(" ({})", printable(&source.license))
        };
        let date = source
            .date
            .as_deref()
            .map(|date| format!(", {}", printable(date)))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "  {}: {} records{date}{license}",
            printable(&source.name),
            source.records
        );
    }
    text
}

/// What a further source holds, and where it comes from.
fn further(header: &Header) -> String {
    let origin = header.origin.as_ref().map(|origin| origin.url.as_str());
    let date = header
        .current
        .as_deref()
        .map(|date| format!(", {}", printable(date)));
    format!(
        "  source {}: {} records{}, from {}{}\n",
        printable(&header.source),
        header.records,
        date.unwrap_or_default(),
        printable(origin.unwrap_or("a file")),
        licenses(header),
    )
}

/// The licenses of the databases in a store, in brackets.
fn licenses(header: &Header) -> String {
    let mut licenses: Vec<&str> = header
        .sources
        .iter()
        .map(|it| it.license.as_str())
        .collect();
    licenses.retain(|license| !license.is_empty());
    licenses.sort_unstable();
    licenses.dedup();
    match licenses.as_slice() {
        [] => String::new(),
        some => format!(" ({})", printable(&some.join(", "))),
    }
}

fn failure(error: &InstallError) -> Failure {
    Failure {
        hint: error.hint().map(str::to_owned),
        ..Failure::usage(format!("{}; the advisory data is as it was", chain(error)))
    }
}

fn open(stated: Option<&str>, environment: &Environment) -> Result<Database, Failure> {
    Database::open(&choice(stated, environment))
        .map_err(|error| Failure::usage(chain(&error)).hint(error.hint()))
}

fn status(as_json: bool, database: &Database, environment: &Environment) -> Result<u8, Failure> {
    let mut status = database.status();
    let today = environment.today;
    let age = database.age_days(today);
    let others = ecosystem::others(database);
    status.failures.extend(ecosystem::failures(&others));
    let text = if as_json {
        status_json(
            &status,
            age,
            &ecosystem::documents(database, &others, today),
        )
    } else {
        status_text(&status, age, &ecosystem::lines(&others, today))
    };
    reports::print(&text)?;
    Ok(if status.failures.is_empty() {
        0
    } else {
        INCOMPLETE
    })
}

fn status_json(status: &Status, age: Option<i32>, ecosystems: &[Value]) -> String {
    let value = json!({
        "schema": "pyward-db-status/1",
        "built_in": status.path.is_none(),
        "path": status.path.as_ref().map(|path| path.display().to_string()),
        "store_schema": status.schema,
        "bytes": status.bytes,
        "age_days": age,
        "records": status.header.records,
        "packages": status.header.packages,
        "withdrawn": status.header.withdrawn,
        "current": status.header.current,
        "created": status.header.created,
        "sha256": status.header.sha256,
        "checked": status.stamped,
        "origin": status.header.origin.as_ref().map(|origin| &origin.url),
        "sources": status.header.sources.iter().map(|source| json!({
            "name": source.name,
            "url": source.url,
            "license": source.license,
            "date": source.date,
            "records": source.records,
        })).collect::<Vec<_>>(),
        "further": status.further.iter().map(|(path, header)| json!({
            "source": header.source,
            "path": path.as_ref().map(|path| path.display().to_string()),
            "records": header.records,
            "packages": header.packages,
            "current": header.current,
            "created": header.created,
            "sha256": header.sha256,
            "origin": header.origin.as_ref().map(|origin| &origin.url),
        })).collect::<Vec<_>>(),
        "ecosystems": ecosystems,
        "failures": status.failures.iter().map(|failure| json!({"name": failure.name, "error": failure.error})).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn status_text(status: &Status, age: Option<i32>, ecosystems: &str) -> String {
    let mut text = match &status.path {
        Some(path) => format!(
            "{} ({} bytes)\n",
            printable(&path.display().to_string()),
            status.bytes
        ),
        None => "the snapshot built into pyward (nothing is installed)\n".to_owned(),
    };
    text.push_str(&summary(&status.header));
    for (_, header) in &status.further {
        text.push_str(&further(header));
    }
    text.push_str(ecosystems);
    if let Some(age) = age {
        let old = if age > WEEK {
            "; refresh it with `pyward db update`"
        } else {
            ""
        };
        let _ = writeln!(text, "{age} days old{old}");
    }
    if status.path.is_some() {
        let checked = if status.stamped {
            "checked since it last changed"
        } else {
            "not checked yet"
        };
        let _ = writeln!(text, "checksum {checked}");
    }
    for failure in &status.failures {
        let _ = writeln!(
            text,
            "failed: {}: {}",
            printable(&failure.name),
            printable(&failure.error)
        );
    }
    text
}

fn search(term: &str, database: &Database, environment: &Environment) -> Result<u8, Failure> {
    let others = ecosystem::others(database);
    let others = others.iter().filter_map(|(_, opened)| opened.as_ref().ok());
    let mut left_out = 0;
    let mut listed = Vec::new();
    for database in std::iter::once(database).chain(others) {
        let found = database.search(term, LISTED - listed.len().min(LISTED));
        left_out += found.left_out;
        let rules = database.rules();
        listed.extend(found.advisories.into_iter().map(|it| (rules, it)));
    }
    if listed.is_empty() && left_out == 0 {
        return Err(Failure::usage(format!("no advisory has to do with `{term}`"))
            .hint("search for an id, a package name, or a word of a summary (the built-in snapshot has no summaries)"));
    }
    let mut text = String::new();
    for (rules, advisory) in &listed {
        let withdrawn = if advisory.is_withdrawn(environment.today) {
            "  (withdrawn)"
        } else {
            ""
        };
        let aliases: Vec<&str> = advisory.aliases.iter().map(|alias| &**alias).collect();
        let about = advisory.summary.as_deref().unwrap_or_default();
        let package = if rules.is_pypi() {
            advisory.package.to_string()
        } else {
            format!("{}:{}", rules.purl_type, advisory.package)
        };
        let line = format!(
            "{:<20} {package:<24} {:<18} {about}{withdrawn}",
            advisory.id,
            aliases.join(" ")
        );
        let _ = writeln!(text, "{}", printable(line.trim_end()));
    }
    if left_out > 0 {
        let _ = writeln!(text, "and {left_out} more");
    }
    reports::print(&text)?;
    Ok(0)
}

fn verify(database: &Database) -> Result<u8, Failure> {
    let mut wrong: Vec<String> = database
        .failures()
        .iter()
        .map(|failure| format!("{}: {}", failure.name, failure.error))
        .collect();
    wrong.extend(database.verify().iter().map(ToString::to_string));
    let others = ecosystem::others(database);
    for (rules, opened) in &others {
        let faults = opened.as_ref().map_or_else(
            |error| vec![error.to_string()],
            |database| database.verify().iter().map(ToString::to_string).collect(),
        );
        let faults = faults.into_iter();
        wrong.extend(faults.map(|fault| format!("{}: {fault}", rules.name)));
    }
    if wrong.is_empty() {
        let mut text = format!("whole: {}", summary(database.header()));
        for (rules, opened) in &others {
            if let Ok(database) = opened {
                let header = database.header();
                let _ = writeln!(
                    text,
                    "whole: {} records about {} packages of {}",
                    header.records, header.packages, rules.name
                );
            }
        }
        reports::print(&text)?;
        return Ok(0);
    }
    Err(Failure {
        message: format!("the advisory data is damaged:\n{}", wrong.join("\n")),
        hint: Some("make it again: `pyward db update` or `pyward db import PATH`".to_owned()),
        detail: None,
        exit_code: FAILED,
    })
}
