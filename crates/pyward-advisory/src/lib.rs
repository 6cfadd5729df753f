//! Advisories: what is known to be wrong with packages, where it comes from, and which of it speaks of an inventory.
//!
//! - [`Database`] is what is asked: the snapshot built into the program, the store a user installed, or a file. Its
//!   heart is [`Database::gather`], which turns an inventory into [`pyward_model::Facts`].
//! - [`import`] and [`update`] make a store of OSV records, from files or from OSV's export.
//! - [`StoreDraft`] writes stores; the snapshot is made with it too.
//!
//! Matching follows the [evaluation algorithm](https://ossf.github.io/osv-schema/#evaluation) of the OSV schema, with
//! what osv.dev does where the schema is silent: see [`matched_by`].
//!
//! Nothing here makes findings, and nothing here reads the clock or the environment.

#![deny(unsafe_code)]

mod aliases;
mod bundle;
mod database;
mod exploits;
mod fixes;
mod flaws;
mod import;
mod intake;
mod matching;
mod named;
mod osv_record;
mod publisher;
mod record;
mod refresh;
mod regular;
mod search;
mod service;
mod services;
mod severity;
mod source;
mod sources;
mod store;
mod update;

pub use bundle::{
    BundleError, Exported, Manifest, export, import_export, is_export, verify_export,
};
pub use database::{Asking, DataChoice, Database, DatabaseError, Status};
pub use import::{InstallError, Installed, import};
pub use intake::{IntakeReport, SourceError};
pub use matching::matched_by;
pub use osv_record::{Rejection, read as read_record, read_of as read_record_of};
pub use publisher::Publisher;
pub use record::{Prose, Record, Reference};
pub use refresh::{Address, RefreshRequest, refresh, remove};
pub use search::Found;
pub use service::Service;
pub use services::SERVICES;
pub use source::Source;
pub use sources::SOURCES;
pub use store::Damage;
pub use store::draft::{Edition, StoreDraft};
pub use store::header::{Header, HeaderSource, Origin};
pub use update::{How, MAX_SINGLE_RECORDS, OSV_EXPORT, UpdateRequest, UpdateStep, Updated, update};
