//! Installing what a source other than OSV's export publishes: from its address, or from a copy of it on the disk.
//!
//! Each such source has a store of its own beside the primary one, so that one which fails leaves the others, and its own
//! older data, as they are.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_fetch::{Client, Expect, Received, RedactedUrl, Request, Response};
use pyward_model::{Date, EcosystemRules};

use crate::import::{InstallError, install_draft, prepare};
use crate::intake::{self, Intake, IntakeReport, Layout, SourceError};
use crate::regular;
use crate::source::{Reading, Source};
use crate::store::Store;
use crate::store::draft::Edition;
use crate::store::header::{Header, Origin};
use crate::store::install::{self, Slot};
use crate::update::{How, MAX_ARCHIVE, UpdateStep, Updated, named};

/// The longest document that is not a tree, in bytes.
const MAX_DOCUMENT: u64 = 512 << 20;

/// Where the data of a source is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A URL.
    Url(String),
    /// A file or folder.
    Path(PathBuf),
}

/// What to install.
#[derive(Clone, Copy, Debug)]
pub struct RefreshRequest<'a> {
    /// Which source; of OSV's export only a copy on the disk: the export itself is [`crate::update`]d.
    pub source: &'static Source,
    /// The ecosystem whose part of OSV's export is taken; further sources speak of PyPI.
    pub ecosystem: &'static EcosystemRules,
    /// Where from.
    pub address: &'a Address,
    /// The data folder.
    pub data_dir: &'a Path,
    /// The day of the update.
    pub today: Date,
    /// Fetch it whatever its tag says, and take it even if it holds far fewer records than before.
    pub force: bool,
    /// The longest wait for another process that is changing the data.
    pub wait: Duration,
}

/// Installs the data of a source in place of its older data.
///
/// # Errors
/// Whatever kept it from being done; then the older data is untouched.
pub fn refresh(
    client: &Client,
    request: &RefreshRequest<'_>,
    watch: &dyn Fn(UpdateStep<'_>),
) -> Result<Updated, InstallError> {
    let _lock = prepare(request.data_dir, request.wait)?;
    let target = slot(request.source, request.ecosystem).path(request.data_dir);
    let old = install::open(&target).ok().and_then(Result::ok);
    let run = Run {
        request,
        watch,
        target,
        old: old.as_ref(),
    };
    match request.address {
        Address::Path(path) => {
            let origin = Origin {
                url: path.display().to_string(),
                ..Origin::default()
            };
            run.install_from(path, None, origin)
        }
        Address::Url(url) => run.fetch(client, url),
    }
}

/// Removes the data of a source from a data folder, of OSV's that of the ecosystem; whether there was any. Without OSV's
/// of PyPI, the snapshot is asked again.
///
/// # Errors
/// Where the folder cannot be locked, or the data not removed.
pub fn remove(
    source: &'static Source,
    ecosystem: &'static EcosystemRules,
    data_dir: &Path,
    wait: Duration,
) -> Result<bool, InstallError> {
    let target = slot(source, ecosystem).path(data_dir);
    if !target.exists() {
        return Ok(false);
    }
    let _lock = prepare(data_dir, wait)?;
    match install::remove(&target) {
        Ok(()) => Ok(true),
        Err(source) => Err(InstallError::Write {
            path: target,
            source,
        }),
    }
}

/// The store of a source.
pub(crate) fn slot(source: &'static Source, ecosystem: &'static EcosystemRules) -> Slot<'static> {
    match source.reading {
        Reading::Export => Slot::of(ecosystem),
        Reading::Tree(_) | Reading::Document(_) => Slot::Advisories(source.name),
        Reading::Exploits(_) => Slot::Exploits(source.name),
    }
}

struct Run<'a> {
    request: &'a RefreshRequest<'a>,
    watch: &'a dyn Fn(UpdateStep<'_>),
    target: PathBuf,
    old: Option<&'a Store>,
}

impl Run<'_> {
    fn fetch(&self, client: &Client, url: &str) -> Result<Updated, InstallError> {
        let shown = RedactedUrl::new(url);
        let known = self.old.and_then(|store| {
            let origin = store.header.origin.as_ref()?;
            (origin.url == shown.to_string() && !self.request.force)
                .then_some(origin.archive_etag.as_deref()?)
        });
        let mut file =
            install::temporary(self.request.data_dir).map_err(|source| InstallError::Folder {
                path: self.request.data_dir.to_owned(),
                source,
            })?;
        let (expect, most) = match self.request.source.reading {
            Reading::Export | Reading::Tree(_) if ends(url, "zip") => (Expect::Zip, MAX_ARCHIVE),
            Reading::Export | Reading::Tree(_) => (Expect::Any, MAX_ARCHIVE),
            Reading::Document(_) | Reading::Exploits(_) if ends(url, "json") => {
                (Expect::Json, MAX_DOCUMENT)
            }
            Reading::Document(_) | Reading::Exploits(_) => (Expect::Any, MAX_DOCUMENT),
        };
        let request = Request::new(url, expect, most).etag(known);
        let response = client.download(&request, file.as_file_mut(), &|progress| {
            (self.watch)(UpdateStep::Fetching {
                url: &shown,
                progress,
            });
        })?;
        match (response, self.old) {
            (Response::Fresh(Received { etag, .. }), _) => {
                let origin = Origin {
                    url: shown.to_string(),
                    archive_etag: etag,
                    ..Origin::default()
                };
                self.install_from(file.path(), Some(&shown), origin)
            }
            (Response::NotModified, Some(store)) => self.unchanged(store),
            (Response::NotModified, None) => {
                unreachable!("nothing but the answer to a tag can be that it is the same")
            }
        }
    }

    /// The source is as it was: only the day changes on which that was so.
    fn unchanged(&self, store: &Store) -> Result<Updated, InstallError> {
        let mut header = store.header.clone();
        // A forecast is of the day it was made, however often it is fetched.
        if !self.keeps_its_day() {
            let today = self.request.today.to_string();
            for source in &mut header.sources {
                source.date = Some(today.clone());
            }
            header.current = Some(today);
        }
        if header != store.header {
            install::rewrite(&self.target, store, &header)
                .map_err(|source| self.unwritten(source))?;
        }
        Ok(Updated {
            header,
            how: How::AlreadyCurrent,
        })
    }

    fn keeps_its_day(&self) -> bool {
        self.request.source.name == "epss"
    }

    fn unwritten(&self, source: std::io::Error) -> InstallError {
        InstallError::Write {
            path: self.target.clone(),
            source,
        }
    }

    /// Reads a file or folder and installs what is in it. `shown` is where a fetched file came from.
    fn install_from(
        &self,
        path: &Path,
        shown: Option<&RedactedUrl>,
        mut origin: Origin,
    ) -> Result<Updated, InstallError> {
        let failed = |error: SourceError| match shown {
            Some(url) => named(error, url),
            None => InstallError::Source(error),
        };
        let from = shown.map_or_else(|| path.display().to_string(), ToString::to_string);
        let (header, report) = match self.request.source.reading {
            Reading::Exploits(read) => {
                let bytes = document(path).map_err(failed)?;
                let table = read(&bytes).map_err(|reason| failed(self.foreign(path, reason)))?;
                self.refuse_loss(&from, table.len())?;
                if table.report.left_out() > 0 {
                    origin.archive_etag = None;
                }
                let fetched_today = shown.is_some() && !self.keeps_its_day();
                let date = if fetched_today {
                    Some(self.request.today)
                } else {
                    table.day()
                };
                (self.watch)(UpdateStep::Writing);
                let header = install::replace(&self.target, |out| {
                    table.write(out, self.request.source, self.request.today, date, origin)
                })
                .map_err(|source| self.unwritten(source))?;
                (header, table.report)
            }
            Reading::Document(read) => {
                let bytes = document(path).map_err(failed)?;
                let mut intake = Intake::of(Layout::default());
                read(&bytes, &mut intake).map_err(|reason| failed(self.foreign(path, reason)))?;
                self.install_intake(intake, &from, shown.is_some(), origin)?
            }
            Reading::Export => {
                let intake = self.read_tree(path, Intake::about(self.request.ecosystem));
                let intake = intake.map_err(failed)?;
                self.install_intake(intake, &from, shown.is_some(), origin)?
            }
            Reading::Tree(layout) => {
                let intake = self.read_tree(path, Intake::of(layout)).map_err(failed)?;
                self.install_intake(intake, &from, shown.is_some(), origin)?
            }
        };
        Ok(Updated {
            header,
            how: How::Archive { report },
        })
    }

    fn read_tree(&self, path: &Path, mut intake: Intake) -> Result<Intake, SourceError> {
        intake::read_path(path, &mut intake, &mut |records| {
            (self.watch)(UpdateStep::Reading { records });
        })?;
        Ok(intake)
    }

    fn install_intake(
        &self,
        intake: Intake,
        from: &str,
        fetched: bool,
        mut origin: Origin,
    ) -> Result<(Header, IntakeReport), InstallError> {
        self.refuse_loss(from, intake.draft.usable())?;
        // What was left out is asked for again, so nothing may look unchanged then.
        if intake.report.left_out() > 0 {
            origin.archive_etag = None;
        }
        (self.watch)(UpdateStep::Writing);
        let edition = Edition {
            created: self.request.today,
            current: fetched.then_some(self.request.today),
            origin: Some(origin),
            source: match self.request.source.reading {
                Reading::Export => "",
                _ => self.request.source.name,
            },
        };
        let header = install_draft(&self.target, &intake.draft, &edition)?;
        Ok((header, intake.report))
    }

    fn foreign(&self, path: &Path, reason: String) -> SourceError {
        SourceError::Foreign {
            path: path.to_owned(),
            source_name: self.request.source.name,
            reason,
        }
    }

    fn refuse_loss(&self, from: &str, found: usize) -> Result<(), InstallError> {
        let before = self.old.map_or(0, |store| store.header.records);
        if found == 0 {
            return Err(InstallError::NothingUsable {
                from: from.to_owned(),
                ecosystem: self.request.ecosystem.name,
            });
        }
        if found < before / 2 && !self.request.force {
            return Err(InstallError::Shrunk {
                from: from.to_owned(),
                before,
                found,
            });
        }
        Ok(())
    }
}

/// Whether a URL says by its end what it leads to.
fn ends(url: &str, extension: &str) -> bool {
    let end = Path::new(url).extension();
    end.is_some_and(|end| end.eq_ignore_ascii_case(extension))
}

/// The bytes of a file.
fn document(path: &Path) -> Result<Vec<u8>, SourceError> {
    let unreadable = |source| SourceError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let mut file: File = regular::open(path).map_err(unreadable)?;
    file.rewind().map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_DOCUMENT + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_DOCUMENT {
        return Err(SourceError::Limit {
            path: path.to_owned(),
            what: "512 MiB",
        });
    }
    Ok(bytes)
}
