//! The tools whose settings can be carried over, one file each.

mod bandit;
mod commands;
mod osv_scanner;
mod pip_audit;
mod pysentry;
mod safety;
mod tables;
#[cfg(test)]
mod tests;
mod trivy;
mod uv;

use crate::peer::Peer;

/// Every tool, in the order they are told.
pub(crate) static PEERS: &[&Peer] = &[
    &pip_audit::PEER,
    &safety::PEER,
    &uv::PEER,
    &osv_scanner::PEER,
    &trivy::PEER,
    &pysentry::PEER,
    &bandit::PEER,
];
