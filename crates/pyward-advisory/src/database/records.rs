//! OSV records that are read anew in every run.

use std::path::Path;

use pyward_model::{Date, EcosystemRules, SourceFailure};

use super::{Database, DatabaseError, Place};
use crate::intake::{self, Intake};
use crate::store::Store;
use crate::store::draft::Edition;

impl Database {
    /// OSV records as they are, made into a store that lives in memory: what they say of an ecosystem.
    pub(super) fn of_records(
        rules: &'static EcosystemRules,
        path: &Path,
    ) -> Result<Self, DatabaseError> {
        let mut intake = Intake::about(rules);
        intake::read_path(path, &mut intake, &mut |_| {})?;
        let mut bytes = Vec::new();
        let current = intake.draft.newest(jiff::Timestamp::MAX).map(|time| {
            let day = jiff::tz::Offset::UTC.to_datetime(time).date();
            Date::parse(&day.to_string()).expect("a calendar day reads back as itself")
        });
        let edition = Edition {
            created: current
                .or_else(|| Date::new(1970, 1, 1))
                .expect("that day exists"),
            current: None,
            origin: None,
            source: "",
        };
        intake
            .draft
            .write(&mut bytes, &edition)
            .expect("memory takes every write");
        let store = Store::owned(bytes).map_err(|damage| DatabaseError::Damaged {
            path: path.to_owned(),
            damage,
        })?;
        let mut database = Self::new(store, Place::Records(path.to_owned()));
        if intake.report.left_out() > 0 {
            database.failures.push(SourceFailure {
                name: path.display().to_string(),
                error: format!(
                    "{} of its records cannot be read ({})",
                    intake.report.left_out(),
                    intake.report.examples.join("; ")
                ),
            });
        }
        Ok(database)
    }
}
