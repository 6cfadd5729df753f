//! Stores about other ecosystems than PyPI, each opened as a database of its own.

use std::path::{Path, PathBuf};

use pyward_model::EcosystemRules;

use super::{Database, DatabaseError, Place};
use crate::store::{Damage, Holds, install};

impl Database {
    /// The stores about other ecosystems that stand beside it.
    pub(crate) fn others(&self) -> &[(&'static EcosystemRules, PathBuf)] {
        &self.others
    }

    /// What the store at `path` says of an ecosystem, with the same exploitation facts.
    pub(crate) fn beside(
        &self,
        rules: &'static EcosystemRules,
        path: &Path,
    ) -> Result<Self, DatabaseError> {
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
        Ok(Self {
            exploits: self.exploits.clone(),
            ..Self::new(store, Place::File(path.to_owned()))
        })
    }
}
