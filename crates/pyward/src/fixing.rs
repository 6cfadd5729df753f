//! From findings to a plan, and from a plan to changed files.

pub(crate) mod bans;
pub(crate) mod bisect;
pub(crate) mod edits;
pub(crate) mod hints;
pub(crate) mod job;
pub(crate) mod locks;
pub(crate) mod project;
pub(crate) mod prove;
pub(crate) mod rewrite;
pub(crate) mod venv;
