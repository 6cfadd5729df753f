//! The engine against indexes on this machine. Only `pypi` reaches further, and is not run by itself.

mod answers;
mod failures;
mod fixes;
mod indexes;
mod pypi;
mod several;
mod shelf;
mod sources;
