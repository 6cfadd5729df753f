//! The parts of a maintenance run: what it is about, what it compiles, what it does to an environment, what it writes.

pub(crate) mod compiled;
pub(crate) mod install;
pub(crate) mod records;
pub(crate) mod subject;
