//! The engine against indexes on this machine. No test reaches another one.

mod answers;
mod builds;
mod failures;
mod fixes;
mod indexes;
mod locks;
mod pypi;
mod several;
pub(crate) mod shelf;
mod sources;
