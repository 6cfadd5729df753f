//! Bringing the store level with OSV's export, or a mirror of it.
//!
//! The export of an ecosystem is three kinds of file below one base URL and its name: `PyPI/all.zip` with every record,
//! `PyPI/modified_id.csv` with the time of change and the id of every record, and `PyPI/ID.json` with a single one
//! ([data dumps](https://google.github.io/osv.dev/data/#data-dumps)). An update asks for the list first: if nothing
//! changed, only the date of the store does; if little changed, the single records are fetched; else the archive is.
//! Whatever goes wrong on the way, the old store stays as it is.

mod changes;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use pyward_fetch::{
    Client, Expect, FetchError, Progress, Received, RedactedUrl, Request, Response, Sink,
};
use pyward_model::{Date, EcosystemRules};

use crate::import::{InstallError, install_draft, prepare};
use crate::intake::{self, Intake, IntakeReport, SourceError};
use crate::store::Store;
use crate::store::draft::{Edition, StoreDraft};
use crate::store::header::{Header, Origin};
use crate::store::install::{self, Slot};
use changes::{ChangeList, Fetched};

/// Where OSV publishes its exports.
pub const OSV_EXPORT: &str = "https://osv-vulnerabilities.storage.googleapis.com";

/// Up to this many changed records are fetched one by one.
pub const MAX_SINGLE_RECORDS: usize = 500;

pub(crate) const MAX_ARCHIVE: u64 = 4 << 30;
const MAX_LIST: u64 = 256 << 20;

/// What to bring level with what.
#[derive(Clone, Copy, Debug)]
pub struct UpdateRequest<'a> {
    /// The ecosystem whose part is taken.
    pub ecosystem: &'static EcosystemRules,
    /// The base URL of the export, such as [`OSV_EXPORT`].
    pub base_url: &'a str,
    /// The data folder.
    pub data_dir: &'a Path,
    /// The day of the update.
    pub today: Date,
    /// Fetch the archive whatever the list says, and take it even if it holds far fewer records than the old store.
    pub force: bool,
    /// Up to this many changed records are fetched one by one, such as [`MAX_SINGLE_RECORDS`].
    pub max_single_records: usize,
    /// The longest wait for another process that is changing the store.
    pub wait: Duration,
}

/// What an update did.
#[derive(Clone, Debug)]
pub struct Updated {
    /// The store as it is now.
    pub header: Header,
    /// How it came to be.
    pub how: How,
}

/// How a store was brought level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// There was nothing new.
    AlreadyCurrent,
    /// Single records were fetched.
    Changes {
        /// What became of them.
        report: IntakeReport,
        /// Ids that are listed as changed but are not there, perhaps not yet; what the store says of them was kept, and
        /// the next update asks for them again.
        gone: Vec<String>,
    },
    /// The whole archive was fetched.
    Archive {
        /// What became of its records.
        report: IntakeReport,
    },
}

impl How {
    /// Whether all that is new was taken. Else the next update tries again what was not.
    pub fn is_complete(&self) -> bool {
        match self {
            Self::AlreadyCurrent => true,
            Self::Changes { report, gone } => report.left_out() == 0 && gone.is_empty(),
            Self::Archive { report } => report.left_out() == 0,
        }
    }
}

/// How an update goes on.
#[derive(Clone, Copy, Debug)]
pub enum UpdateStep<'a> {
    /// A file is being fetched.
    Fetching {
        /// Which one.
        url: &'a RedactedUrl,
        /// How far.
        progress: Progress<'a>,
    },
    /// Single records are being fetched.
    Changes {
        /// Records that came.
        done: usize,
        /// Records that changed.
        total: usize,
    },
    /// The archive is being read.
    Reading {
        /// Records read.
        records: usize,
    },
    /// The new store is being written.
    Writing,
}

/// Brings the store in a data folder level with an export.
///
/// # Errors
/// Whatever kept it from being done; then the old store is untouched.
pub fn update(
    client: &Client,
    request: &UpdateRequest<'_>,
    watch: &dyn Fn(UpdateStep<'_>),
) -> Result<Updated, InstallError> {
    let _lock = prepare(request.data_dir, request.wait)?;
    // A store that cannot be read is no base to build on; it is replaced as if it were not there.
    let target = Slot::of(request.ecosystem).path(request.data_dir);
    let old = install::open(&target).ok().and_then(Result::ok);
    let run = Run {
        client,
        request,
        watch,
        base: request.base_url.trim_end_matches('/'),
        origin: RedactedUrl::new(request.base_url.trim_end_matches('/')).to_string(),
        target: &target,
        old: old.as_ref(),
    };
    run.update()
}

/// One update.
struct Run<'a> {
    client: &'a Client,
    request: &'a UpdateRequest<'a>,
    watch: &'a dyn Fn(UpdateStep<'_>),
    base: &'a str,
    /// The base URL as the store remembers it.
    origin: String,
    /// The store.
    target: &'a Path,
    old: Option<&'a Store>,
}

/// The answer to a question for the list of changes.
enum List {
    /// It is the one the store is level with.
    Same,
    /// It says this, under this `ETag`.
    New(ChangeList, Option<String>),
    /// The export has none.
    None,
}

impl<'a> Run<'a> {
    fn update(&self) -> Result<Updated, InstallError> {
        if self.request.force {
            return self.whole_archive(None);
        }
        match self.list()? {
            List::Same => self.already_current(None),
            List::None => match self.archive(None, self.known_archive())? {
                Some(updated) => Ok(updated),
                None => self.already_current(None),
            },
            List::New(list, list_etag) => match self.level(&list) {
                Some((_, changed)) if changed.is_empty() => self.already_current(list_etag),
                Some((former, changed)) if changed.len() <= self.request.max_single_records => {
                    self.changes(former, &changed, &list, list_etag)
                }
                Some((former, changed)) => {
                    match self.archive(Some((&list, list_etag.clone())), self.known_archive())? {
                        Some(updated) => Ok(updated),
                        // The archive lags behind the list: what it lacks is fetched one by one after all.
                        None => self.changes(former, &changed, &list, list_etag),
                    }
                }
                None => self.whole_archive(Some((&list, list_etag))),
            },
        }
    }

    /// What the old store knows of this export; `None` where it was not made from it.
    fn known(&self) -> Option<(&'a Store, &'a Origin)> {
        let store = self.old?;
        let origin = store.header.origin.as_ref()?;
        (origin.url == self.origin).then_some((store, origin))
    }

    fn known_archive(&self) -> Option<&'a str> {
        self.known()?.1.archive_etag.as_deref()
    }

    fn download(
        &self,
        request: &Request<'_>,
        url: &RedactedUrl,
        sink: &mut dyn Sink,
    ) -> Result<Response<Received>, FetchError> {
        self.client.download(request, sink, &|progress| {
            (self.watch)(UpdateStep::Fetching { url, progress });
        })
    }

    /// The address of a file of the export.
    fn address(&self, file: &str) -> String {
        format!("{}/{}/{file}", self.base, self.request.ecosystem.name)
    }

    fn list(&self) -> Result<List, InstallError> {
        let url = self.address("modified_id.csv");
        let known = self
            .known()
            .and_then(|(_, origin)| origin.list_etag.as_deref());
        let request = Request::new(&url, Expect::Csv, MAX_LIST).etag(known);
        let mut bytes = Vec::new();
        Ok(
            match self.download(&request, &RedactedUrl::new(&url), &mut bytes) {
                Ok(Response::NotModified) => List::Same,
                Ok(Response::Fresh(received)) => {
                    match ChangeList::read(self.request.ecosystem.name, &bytes) {
                        Some(list) => List::New(list, received.etag),
                        None => List::None,
                    }
                }
                // A mirror may have the archive only.
                Err(FetchError::Status {
                    status: 404 | 410 | 403,
                    ..
                }) => List::None,
                Err(error) => return Err(error.into()),
            },
        )
    }

    /// The time the old store is level with, and the ids that changed since; `None` where it does not know that time, or
    /// takes a time yet to come for it.
    fn level<'l>(&self, list: &'l ChangeList) -> Option<(Timestamp, Vec<&'l str>)> {
        let (store, origin) = self.known()?;
        let watermark = origin.watermark.as_deref()?.parse().ok()?;
        // A day of grace, for clocks that differ.
        let believed = watermark <= end_of(self.request.today.plus_days(1));
        believed.then(|| (watermark, list.changed(store, watermark)))
    }

    fn already_current(&self, list_etag: Option<String>) -> Result<Updated, InstallError> {
        let Some((store, origin)) = self.known() else {
            unreachable!("only a store of this export can be level with it");
        };
        let today = self.request.today.to_string();
        let mut header = store.header.clone();
        let mut origin = origin.clone();
        origin.list_etag = list_etag.or(origin.list_etag);
        header.origin = Some(origin);
        for source in &mut header.sources {
            source.date = Some(today.clone());
        }
        header.current = Some(today);
        if header != store.header {
            (self.watch)(UpdateStep::Writing);
            install::rewrite(self.target, store, &header).map_err(|source| {
                InstallError::Write {
                    path: self.target.to_owned(),
                    source,
                }
            })?;
        }
        Ok(Updated {
            header,
            how: How::AlreadyCurrent,
        })
    }

    fn changes(
        &self,
        former: Timestamp,
        changed: &[&str],
        list: &ChangeList,
        list_etag: Option<String>,
    ) -> Result<Updated, InstallError> {
        let Some((store, origin)) = self.known() else {
            unreachable!("changes are counted from a store of this export");
        };
        let mut draft = StoreDraft::of_store(store);
        let mut report = IntakeReport::default();
        let mut gone = Vec::new();
        let mut pending = BTreeSet::new();
        let fetched = changes::fetch(self.client, &self.address(""), changed, &|done| {
            (self.watch)(UpdateStep::Changes {
                done,
                total: changed.len(),
            });
        })?;
        for (id, answer) in fetched {
            let taken = match answer {
                Fetched::Gone => {
                    gone.push(id.to_owned());
                    false
                }
                Fetched::Bytes(bytes) => changes::take(id, &bytes, &mut draft, &mut report),
            };
            if !taken {
                pending.insert(id);
            }
        }
        let watermark = list.level(former, end_of(self.request.today), &pending);
        let origin = Origin {
            // The same list must be read again where something of it is still to be taken.
            list_etag: list_etag.filter(|_| pending.is_empty()),
            watermark: Some(watermark.to_string()),
            ..origin.clone()
        };
        let header = self.install(&draft, origin)?;
        Ok(Updated {
            header,
            how: How::Changes { report, gone },
        })
    }

    /// Takes the archive, whichever it is.
    fn whole_archive(
        &self,
        list: Option<(&ChangeList, Option<String>)>,
    ) -> Result<Updated, InstallError> {
        match self.archive(list, None)? {
            Some(updated) => Ok(updated),
            None => unreachable!("nothing but the answer to a tag can be that it is the same"),
        }
    }

    /// Takes the archive; `None` where it is still the one with the tag `known`. `list` is what it should be level with,
    /// and the tag of that.
    fn archive(
        &self,
        list: Option<(&ChangeList, Option<String>)>,
        known: Option<&str>,
    ) -> Result<Option<Updated>, InstallError> {
        let url = self.address("all.zip");
        let shown = RedactedUrl::new(&url);
        let folder = |source| InstallError::Folder {
            path: self.request.data_dir.to_owned(),
            source,
        };
        let mut file = install::temporary(self.request.data_dir).map_err(folder)?;
        let request = Request::new(&url, Expect::Zip, MAX_ARCHIVE).etag(known);
        let Response::Fresh(received) = self.download(&request, &shown, file.as_file_mut())? else {
            return Ok(None);
        };
        let mut intake = Intake::about(self.request.ecosystem);
        intake::read_path(file.path(), &mut intake, &mut |records| {
            (self.watch)(UpdateStep::Reading { records });
        })
        .map_err(|error| named(error, &shown))?;
        self.refuse_loss(&shown, intake.draft.usable())?;
        // What was left out is asked for again, so nothing may look unchanged then; nor may a list that is ahead.
        let whole = intake.report.left_out() == 0;
        let present = end_of(self.request.today);
        let newest = intake.draft.newest(present);
        let list_etag = list.and_then(|(list, etag)| {
            let level = newest.is_some_and(|newest| !list.is_ahead(newest, present));
            etag.filter(|_| whole && level)
        });
        let origin = Origin {
            url: self.origin.clone(),
            archive_etag: received.etag.filter(|_| whole),
            list_etag,
            watermark: newest.map(|time| time.to_string()),
        };
        let header = self.install(&intake.draft, origin)?;
        Ok(Some(Updated {
            header,
            how: How::Archive {
                report: intake.report,
            },
        }))
    }

    fn refuse_loss(&self, from: &RedactedUrl, found: usize) -> Result<(), InstallError> {
        let before = self.old.map_or(0, |store| store.header.records);
        if found == 0 {
            return Err(InstallError::NothingUsable {
                from: from.to_string(),
                ecosystem: self.request.ecosystem.name,
            });
        }
        if found < before / 2 && !self.request.force {
            return Err(InstallError::Shrunk {
                from: from.to_string(),
                before,
                found,
            });
        }
        Ok(())
    }

    fn install(&self, draft: &StoreDraft, origin: Origin) -> Result<Header, InstallError> {
        (self.watch)(UpdateStep::Writing);
        let edition = Edition {
            created: self.request.today,
            current: Some(self.request.today),
            origin: Some(origin),
            source: "",
        };
        install_draft(self.target, draft, &edition)
    }
}

/// The last moment of a day.
fn end_of(day: Date) -> Timestamp {
    format!("{day}T23:59:59.999999999Z")
        .parse()
        .unwrap_or(Timestamp::MAX)
}

/// A failure of the fetched file, under the name of where it came from.
pub(crate) fn named(error: SourceError, url: &RedactedUrl) -> InstallError {
    let path = || url.to_string().into();
    InstallError::Source(match error {
        SourceError::Unreadable { source, .. } => SourceError::Unreadable {
            path: path(),
            source,
        },
        SourceError::Archive { reason, .. } => SourceError::Archive {
            path: path(),
            reason,
        },
        SourceError::Limit { what, .. } => SourceError::Limit { path: path(), what },
        SourceError::Empty { .. } => SourceError::Empty { path: path() },
        SourceError::Foreign {
            source_name,
            reason,
            ..
        } => SourceError::Foreign {
            path: path(),
            source_name,
            reason,
        },
    })
}
