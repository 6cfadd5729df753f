//! The verbs, one file each.

pub(crate) mod approve;
pub(crate) mod audit;
pub(crate) mod baseline;
pub(crate) mod block;
pub(crate) mod check;
pub(crate) mod code;
pub(crate) mod compile;
pub(crate) mod completions;
pub(crate) mod db;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod fix;
pub(crate) mod freeze;
pub(crate) mod ignore;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod outdated;
pub(crate) mod sync;
pub(crate) mod tree;
pub(crate) mod update;
pub(crate) mod vulns;
