//! `pyward db update`: every source by itself, so that one which fails leaves the others as they come.

use std::fmt::Write as _;
use std::path::Path;

use pyward_advisory::{
    Address, DataChoice, Database, How, InstallError, MAX_SINGLE_RECORDS, OSV_EXPORT,
    RefreshRequest, SOURCES, Source, UpdateRequest, UpdateStep, Updated,
};
use pyward_fetch::{Client, Progress};
use pyward_model::{EcosystemRules, nearest, printable};

use super::{WAIT, failure, further, odd, summary};
use crate::environment::Environment;
use crate::failure::{Failure, INCOMPLETE};
use crate::reports;
use crate::terminal::Terminal;

/// How many missing records an update names.
const NAMED: usize = 20;

/// What was asked for.
pub(super) struct Wish<'a> {
    pub(super) sources: &'a [String],
    /// Of OSV's export; none are PyPI and what is installed.
    pub(super) ecosystems: Vec<&'static EcosystemRules>,
    pub(super) url: Option<&'a str>,
    pub(super) force: bool,
    pub(super) offline: bool,
}

/// A source to be updated, with the address that was stated for it.
struct Wanted {
    source: &'static Source,
    /// The part of OSV's export; further sources speak of PyPI.
    ecosystem: &'static EcosystemRules,
    stated: Option<String>,
}

pub(super) fn run(
    wish: &Wish<'_>,
    environment: &Environment,
    terminal: Terminal,
) -> Result<u8, Failure> {
    let wanted = wanted(wish, environment)?;
    let client = super::client(wish.offline, environment)?;
    let alone = wanted.len() == 1;
    let mut code = 0;
    for one in &wanted {
        let progress = terminal.progress("updating advisory data");
        let watch = |step: UpdateStep<'_>| match step {
            UpdateStep::Fetching {
                progress: Progress::Received { bytes, total },
                ..
            } => progress.set(bytes, total),
            UpdateStep::Fetching {
                progress: Progress::Retrying { .. },
                ..
            }
            | UpdateStep::Writing => {}
            UpdateStep::Changes { done, total } => progress.set(done as u64, Some(total as u64)),
            UpdateStep::Reading { records } => progress.set(records as u64, None),
        };
        let updated = one.update(wish, &client, environment, &watch);
        drop(progress);
        match updated {
            Ok(updated) => {
                reports::print(&told(one, alone, &updated))?;
                if !updated.how.is_complete() {
                    code = INCOMPLETE;
                }
            }
            // Whatever failed, the data is as it was, and what it answers is still an answer: done in part.
            Err(failed) if alone => return Err(failed.incomplete()),
            Err(failed) => {
                let named = Failure {
                    message: format!("source {}: {}", one.label(), failed.message),
                    ..failed
                };
                reports::complain(&named.render());
                code = INCOMPLETE;
            }
        }
    }
    Ok(code)
}

/// The sources and ecosystems that were named; where none was, OSV and what is installed besides.
fn wanted(wish: &Wish<'_>, environment: &Environment) -> Result<Vec<Wanted>, Failure> {
    let mut wanted: Vec<Wanted> = Vec::new();
    let pypi = EcosystemRules::pypi();
    let of_export = match wish.ecosystems.as_slice() {
        [] => &[pypi][..],
        named => named,
    };
    for text in wish.sources {
        let (name, stated) = match text.split_once('=') {
            Some((name, address)) => (name, Some(address.to_owned())),
            None => (text.as_str(), None),
        };
        let source = Source::named(name.trim()).ok_or_else(|| unknown(name))?;
        let ecosystems = if source.name == "osv" {
            of_export
        } else {
            &[pypi][..]
        };
        wanted.extend(ecosystems.iter().map(|ecosystem| Wanted {
            source,
            ecosystem,
            stated: stated.clone(),
        }));
    }
    let has_osv = wanted.iter().any(|one| one.source.name == "osv");
    if !wish.sources.is_empty() && !wish.ecosystems.is_empty() && !has_osv {
        let message = "only the source `osv` speaks of other ecosystems than PyPI";
        return Err(Failure::usage(message).hint("leave out --ecosystem, or add --source osv"));
    }
    if wish.sources.is_empty() {
        let osv = Source::named("osv").expect("it is one of the sources");
        let unstated = |source, ecosystem| Wanted {
            source,
            ecosystem,
            stated: None,
        };
        wanted.extend(of_export.iter().map(|ecosystem| unstated(osv, ecosystem)));
        if wish.ecosystems.is_empty() {
            let further = installed(environment);
            let further = further.iter().filter_map(|(name, _)| Source::named(name));
            wanted.extend(further.map(|source| unstated(source, pypi)));
            let others = opened(environment).map(|database| database.other_ecosystems());
            let others = others.into_iter().flatten();
            wanted.extend(others.map(|ecosystem| unstated(osv, ecosystem)));
        }
    }
    Ok(wanted)
}

/// The installed data. A store that cannot be used is replaced as if it were not there.
fn opened(environment: &Environment) -> Option<Database> {
    let choice = DataChoice::Default {
        data_dir: environment.data_folder.clone(),
    };
    Database::open(&choice).ok()
}

/// Names of the further sources that are installed, each with where it came from.
fn installed(environment: &Environment) -> Vec<(String, Option<String>)> {
    let Some(database) = opened(environment) else {
        return Vec::new();
    };
    let further = database.status().further;
    let installed = further.into_iter().map(|(_, header)| {
        let origin = header.origin.map(|origin| origin.url);
        (header.source, origin)
    });
    installed.collect()
}

pub(super) fn unknown(name: &str) -> Failure {
    let names = || SOURCES.iter().map(|source| source.name);
    let hint = match nearest(name, names()).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the sources are {}", names().collect::<Vec<_>>().join(", ")),
    };
    Failure::usage(format!("there is no source `{name}`")).hint(hint)
}

impl Wanted {
    /// The name of the source, and the ecosystem where that is not PyPI: `osv npm`.
    fn label(&self) -> String {
        if self.ecosystem.is_pypi() {
            self.source.name.to_owned()
        } else {
            format!("{} {}", self.source.name, self.ecosystem.name)
        }
    }

    fn update(
        &self,
        wish: &Wish<'_>,
        client: &Client,
        environment: &Environment,
        watch: &dyn Fn(UpdateStep<'_>),
    ) -> Result<Updated, Failure> {
        let address = self.address(wish, environment)?;
        let (data_dir, today) = (environment.data_folder.as_path(), environment.today);
        let updated = if let (Address::Url(base_url), "osv") = (&address, self.source.name) {
            let request = UpdateRequest {
                ecosystem: self.ecosystem,
                base_url,
                data_dir,
                today,
                force: wish.force,
                max_single_records: MAX_SINGLE_RECORDS,
                wait: WAIT,
            };
            pyward_advisory::update(client, &request, watch)
        } else {
            let request = RefreshRequest {
                source: self.source,
                ecosystem: self.ecosystem,
                address: &address,
                data_dir,
                today,
                force: wish.force,
                wait: WAIT,
            };
            pyward_advisory::refresh(client, &request, watch)
        };
        updated.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &InstallError) -> Failure {
        match error {
            InstallError::NothingUsable { from, .. } if self.source.is_about_exploitation() => {
                let message = format!("{from} names no CVE; the advisory data is as it was");
                Failure::usage(message).hint("check that it is what the source publishes")
            }
            error => failure(error),
        }
    }

    /// Where the source is taken from: what was typed, else what the environment says, else where it came from before,
    /// else where it publishes.
    fn address(&self, wish: &Wish<'_>, environment: &Environment) -> Result<Address, Failure> {
        let Source {
            name,
            variable,
            url,
            ..
        } = self.source;
        let typed = match self.stated.as_deref() {
            None if *name == "osv" => wish.url,
            stated => stated,
        };
        if let Some(typed) = typed {
            return self.address_of(typed, &environment.working_folder);
        }
        let set = environment.variable(variable);
        if let Some(set) = set {
            return self.address_of(&set, &environment.working_folder);
        }
        if *name == "osv" {
            return Ok(Address::Url(OSV_EXPORT.to_owned()));
        }
        let before = installed(environment)
            .into_iter()
            .find_map(|(known, origin)| origin.filter(|_| known == *name));
        if let Some(before) = before {
            if before.contains("***") {
                let message = format!(
                    "the source `{name}` came from {before}, whose credentials are not kept"
                );
                return Err(Failure::usage(message)
                    .hint(format!("name it again: --source {name}=URL, or {variable}")));
            }
            return self.address_of(&before, &environment.working_folder);
        }
        match url {
            Some(url) => Ok(Address::Url((*url).to_owned())),
            None => Err(Failure::usage(format!(
                "the source `{name}` is not published freely: it is read from a file"
            ))
            .hint(format!("name the file: --source {name}=PATH"))),
        }
    }

    fn address_of(&self, text: &str, working_folder: &Path) -> Result<Address, Failure> {
        if !text.contains("://") {
            return Ok(Address::Path(working_folder.join(text)));
        }
        if self.source.url.is_none() {
            let name = self.source.name;
            return Err(Failure::usage(format!(
                "the source `{name}` is read from a file, not from an address"
            ))
            .hint(format!("fetch it yourself, then: --source {name}=PATH")));
        }
        Ok(Address::Url(text.to_owned()))
    }
}

/// What became of a source.
fn told(wanted: &Wanted, alone: bool, updated: &Updated) -> String {
    let mut text = String::new();
    let label = wanted.label();
    if !alone || label != "osv" {
        let _ = write!(text, "{label}: ");
    }
    text.push_str(&taken(wanted.source, &updated.how));
    text.push('\n');
    if updated.header.source.is_empty() {
        text.push_str(&summary(&updated.header));
    } else {
        text.push_str(&further(&updated.header));
    }
    text
}

/// What an update took, and what it could not.
fn taken(source: &Source, how: &How) -> String {
    let mut text = match how {
        How::AlreadyCurrent => "already current".to_owned(),
        How::Changes { report, gone } => format!(
            "{} changed records taken{}{}",
            report.taken,
            odd(report),
            missing(gone)
        ),
        How::Archive { report } if source.name == "osv" => {
            format!("the whole export taken{}", odd(report))
        }
        How::Archive { report } => format!("all of it taken{}", odd(report)),
    };
    if !how.is_complete() {
        text.push_str("\nthe next update asks again for what could not be taken");
    }
    text
}

/// Records that are listed as changed and did not come.
fn missing(gone: &[String]) -> String {
    if gone.is_empty() {
        return String::new();
    }
    let (noun, verb) = if gone.len() == 1 {
        ("record", "is")
    } else {
        ("records", "are")
    };
    let mut text = format!(
        "\n{} {noun} {verb} listed as changed but {verb} not there (yet)",
        gone.len()
    );
    for id in gone.iter().take(NAMED) {
        let _ = write!(text, "\n  {}", printable(id));
    }
    if gone.len() > NAMED {
        let _ = write!(text, "\n  and {} more", gone.len() - NAMED);
    }
    text
}
