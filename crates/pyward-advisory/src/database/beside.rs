//! Stores about other ecosystems than PyPI, each opened as a database of its own.

use std::path::{Path, PathBuf};

use pyward_model::{DataSource, Date, EcosystemRules};

use super::{Database, DatabaseError, Further, Place};
use crate::services::written;
use crate::store::draft::StoreDraft;
use crate::store::{Damage, Holds, Store, install};

/// What a service said of an ecosystem: a store.
pub(super) struct Answered {
    rules: &'static EcosystemRules,
    bytes: Vec<u8>,
    told: DataSource,
}

impl Database {
    /// The stores about other ecosystems that stand beside it.
    pub(crate) fn others(&self) -> &[(&'static EcosystemRules, PathBuf)] {
        &self.others
    }

    /// Adds what a service answered, as a store.
    pub(crate) fn add_answer(
        &mut self,
        rules: &'static EcosystemRules,
        bytes: Vec<u8>,
        told: DataSource,
    ) {
        if std::ptr::eq(self.rules(), rules) {
            let store = Store::owned(bytes).expect("what was written is a store");
            self.further.push(Further {
                name: format!("{}-service", store.header.source).into(),
                told: Some(told),
                path: None,
                store,
            });
        } else {
            self.answers.push(Answered { rules, bytes, told });
        }
    }

    /// What is known of an ecosystem: by its store or the records at hand, and by the services that were asked about it.
    /// `None` where there is none of these.
    ///
    /// # Errors
    /// Where the store cannot be used.
    pub fn of_ecosystem(
        &self,
        rules: &'static EcosystemRules,
    ) -> Option<Result<Self, DatabaseError>> {
        let mut others = self.others.iter();
        let installed = others.find(|(known, _)| std::ptr::eq(*known, rules));
        let answers = self.answers.iter();
        let mut answers = answers
            .filter(|answer| std::ptr::eq(answer.rules, rules))
            .peekable();
        let found = match (installed, &self.place) {
            (Some((_, path)), _) => Self::beside(rules, path),
            (None, Place::Records(path)) => Self::of_records(rules, path),
            (None, Place::BuiltIn | Place::File(_)) => Ok(Self::empty(rules)),
        };
        let mut database = match found {
            Ok(found) => Self {
                exploits: self.exploits.clone(),
                ..found
            },
            Err(error) => return Some(Err(error)),
        };
        let is_empty = installed.is_none() && database.header().records == 0;
        if is_empty && answers.peek().is_none() {
            return None;
        }
        for answer in answers {
            database.add_answer(rules, answer.bytes.clone(), answer.told.clone());
        }
        Some(Ok(database))
    }

    /// One that knows nothing of an ecosystem by itself.
    fn empty(rules: &'static EcosystemRules) -> Self {
        let day = Date::new(1970, 1, 1).expect("that day exists");
        let empty = written(&StoreDraft::of(rules), "", day);
        let store = Store::owned(empty).expect("what was written is a store");
        Self::new(store, Place::BuiltIn)
    }

    /// What the store at `path` says of an ecosystem.
    fn beside(rules: &'static EcosystemRules, path: &Path) -> Result<Self, DatabaseError> {
        let damaged = |damage| DatabaseError::Damaged {
            path: path.to_owned(),
            damage,
        };
        let opened = install::open(path).map_err(|source| DatabaseError::Open {
            path: path.to_owned(),
            source,
        })?;
        let store = opened.map_err(damaged)?;
        if store.holds != Holds::Advisories || !std::ptr::eq(store.rules, rules) {
            return Err(damaged(Damage::NotAStore));
        }
        Ok(Self::new(store, Place::File(path.to_owned())))
    }
}
