//! What changed since the last update, record by record.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use jiff::{SignedDuration, Timestamp};
use pyward_fetch::{Client, Expect, FetchError, Request, Response};
use serde_json::Value;

use crate::intake::{IntakeReport, MAX_RECORD};
use crate::osv_record::{self, Rejection};
use crate::store::draft::StoreDraft;
use crate::store::{Store, lookup};

/// How many records are fetched at a time.
const WORKERS: usize = 6;

/// `modified_id.csv`: a line a record, `TIME,ID`.
pub(super) struct ChangeList {
    rows: Vec<(Timestamp, String)>,
}

impl ChangeList {
    /// Reads the list; `None` where there is no row in it. Rows that are none, and ids that no file name should have,
    /// are left out: the records are still in the archive.
    pub(super) fn read(ecosystem: &str, csv: &[u8]) -> Option<Self> {
        let rows: Vec<(Timestamp, String)> = csv
            .split(|byte| *byte == b'\n')
            .filter_map(|row| {
                let (time, id) = std::str::from_utf8(row).ok()?.trim().split_once(',')?;
                // The list of all ecosystems has `PyPI/ID`.
                let own = id.strip_prefix(ecosystem);
                let id = own.and_then(|id| id.strip_prefix('/')).unwrap_or(id);
                let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
                let usable = osv_record::is_id(id) && id.bytes().all(plain) && !id.starts_with('.');
                usable.then_some((time.parse().ok()?, id.to_owned()))
            })
            .collect();
        (!rows.is_empty()).then_some(Self { rows })
    }

    /// The ids that changed after `watermark`, and those the store does not have; sorted.
    pub(super) fn changed(&self, store: &Store, watermark: Timestamp) -> Vec<&str> {
        let known: BTreeSet<&[u8]> = lookup::lines(store.prose())
            .map(lookup::first_column)
            .collect();
        let changed: BTreeSet<&str> = self
            .rows
            .iter()
            .filter(|(time, id)| *time > watermark || !known.contains(id.as_bytes()))
            .map(|(_, id)| id.as_str())
            .collect();
        changed.into_iter().collect()
    }

    /// Whether it tells of a change after `time`, rows later than `present` aside.
    pub(super) fn is_ahead(&self, time: Timestamp, present: Timestamp) -> bool {
        self.level(time, present, &BTreeSet::new()) > time
    }

    /// The time a store is level with once it took all that changed after `former`, but for the ids of `pending`: just
    /// below their oldest change, so that they are asked for again. Never later than the last row that is not after
    /// `present`: a row of the future says nothing of what will change until then.
    pub(super) fn level(
        &self,
        former: Timestamp,
        present: Timestamp,
        pending: &BTreeSet<&str>,
    ) -> Timestamp {
        // What is pending without a change after `former` is unknown to the store, and asked for again because of that.
        let later = || self.rows.iter().filter(|(time, _)| *time > former);
        let newest = later()
            .map(|(time, _)| *time)
            .filter(|time| *time <= present)
            .max()
            .unwrap_or(former);
        later()
            .filter(|(_, id)| pending.contains(id.as_str()))
            .map(|(time, _)| *time)
            .min()
            .and_then(|oldest| oldest.checked_sub(SignedDuration::from_nanos(1)).ok())
            .map_or(newest, |below| newest.min(below))
    }
}

/// What came of asking for a record.
pub(super) enum Fetched {
    /// Its text.
    Bytes(Vec<u8>),
    /// It is listed, but not there.
    Gone,
}

/// Fetches records from the folder at `base`, a few at a time, in the order of `ids`; `watch` is told how many came.
///
/// # Errors
/// The first failure but "not found"; the others are then not asked for.
pub(super) fn fetch<'i>(
    client: &Client,
    base: &str,
    ids: &[&'i str],
    watch: &dyn Fn(usize),
) -> Result<Vec<(&'i str, Fetched)>, FetchError> {
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let mut answers = thread::scope(|scope| {
        for _ in 0..WORKERS.min(ids.len()) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(id) = ids.get(place) else { break };
                    let answer = fetch_one(client, base, id);
                    if answer.is_err() {
                        next.store(ids.len(), Ordering::Relaxed);
                    }
                    if sender.send((place, answer)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut answers = Vec::with_capacity(ids.len());
        for (place, answer) in receiver {
            answers.push((place, answer?));
            watch(answers.len());
        }
        Ok::<_, FetchError>(answers)
    })?;
    answers.sort_by_key(|(place, _)| *place);
    Ok(answers
        .into_iter()
        .filter_map(|(place, answer)| Some((*ids.get(place)?, answer)))
        .collect())
}

fn fetch_one(client: &Client, base: &str, id: &str) -> Result<Fetched, FetchError> {
    let url = format!("{base}{id}.json");
    match client.get(&Request::new(&url, Expect::Json, MAX_RECORD)) {
        Ok(Response::Fresh(body)) => Ok(Fetched::Bytes(body.bytes)),
        Ok(Response::NotModified)
        | Err(FetchError::Status {
            status: 404 | 410, ..
        }) => Ok(Fetched::Gone),
        Err(error) => Err(error),
    }
}

/// Takes one fetched record, and tells whether it could be. What cannot be read leaves what the store says of it as it
/// is.
pub(super) fn take(
    id: &str,
    bytes: &[u8],
    draft: &mut StoreDraft,
    report: &mut IntakeReport,
) -> bool {
    let place = || id.to_owned();
    let Ok(json) = serde_json::from_slice::<Value>(bytes) else {
        report.unreadable += 1;
        report.example(&place, "it is not JSON");
        return false;
    };
    match osv_record::read_of(draft.rules(), &json) {
        Ok(record) if *record.id != *id => {
            report.unreadable += 1;
            report.example(&place, "its file holds another record");
            false
        }
        Ok(record) => {
            if record.advisories.is_empty() {
                report.other += 1;
            } else {
                report.taken += 1;
            }
            let odd = |advisory: &pyward_model::Advisory| !advisory.oddities.is_empty();
            report.odd += usize::from(record.advisories.iter().any(odd));
            draft.replace(&record);
            true
        }
        Err(rejection @ Rejection::NewerSchema(_)) => {
            report.newer_schema += 1;
            report.example(&place, &rejection.to_string());
            false
        }
        Err(rejection @ Rejection::NoId) => {
            report.unreadable += 1;
            report.example(&place, &rejection.to_string());
            false
        }
    }
}
