//! Which versions can stand together.
//!
//! An [`Engine`] answers three questions about a package index: which versions satisfy a [`Request`]
//! ([`Engine::resolve`]), which releases a package has ([`Engine::releases`]), and what a release asks for
//! ([`Engine::metadata`]). The resolver, the index client and its cache are uv's, and this is the only crate that names
//! them; nothing of theirs is part of this crate's own interface.
//!
//! An [`Environment`] is brought to what was resolved by [`plan_sync`] and [`apply`]: staged, journalled, taken back when
//! it is interrupted. [`plan`] finds the smallest upgrade that leaves versions that must not stay.
//!
//! - **Nothing is built and nothing is run** unless the caller says so ([`Builds`]), and then source distributions of an
//!   index alone. There is no interpreter: the environment is worked out from a [`Target`]. What only a build could tell
//!   is [`Metadata::Unverified`]. Requirements that name a repository, a
//!   folder or a source archive never reach the resolver's own readers: they stand in it under an address that leads
//!   nowhere ([`Known`] says what is known of them).
//! - **No advisory is known here.** A caller says which versions are [`Forbidden`]; the result holds none of them.
//! - **Asking again is cheap.** What was read for one request stays in memory for the next one on the same target.
//!
//! The client that reads indexes is not `pyward-fetch`: it is part of uv's resolver. It calls itself
//! `pyward/VERSION`, honours [`IndexSettings::offline`], and keeps its files below [`IndexSettings::cache`].

mod agent;
mod builds;
mod deny_build;
mod desk;
mod engine;
mod environment;
mod error;
mod forbidden;
mod guard;
pub mod index;
mod input;
mod installed;
mod journal;
mod least_change;
mod output;
mod provider;
mod releases;
mod request;
mod resolution;
mod resolve;
mod solve;
mod sync;
mod target;
#[cfg(test)]
mod tests;
mod translate;
mod upgrade;
mod uv_lock;

pub use builds::Builds;
pub use engine::Engine;
pub use error::{EngineError, ResolveError};
pub use forbidden::{Affected, Forbidden};
pub use index::{IndexSettings, IndexStrategy};
pub use installed::{Environment, EnvironmentError, Installed, InstalledSet};
pub use journal::{JournalError, Restored};
pub use releases::{Release, ReleaseFile, ReleaseMetadata, Releases, Status};
pub use request::{Known, Mode, Pin, Prereleases, Request, Requirement};
pub use resolution::{Metadata, Resolution, Resolved, Source};
pub use sync::{
    Applied, ApplyError, Problem, Replace, SyncEvent, SyncOptions, SyncPlan, Wanted, apply,
    check_consistent, check_requirements, plan_sync,
};
pub use target::{Libc, Platform, PythonVersion, Target};
pub use upgrade::{Ban, Lag, Outdated, PlanError, Planned, Scope, Solver, Upgrade, outdated, plan};
pub use uv_lock::{LockVersion, Relock, RelockError, Relocked};
