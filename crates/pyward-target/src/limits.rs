//! How much of a target is looked at.

use std::time::Duration;

/// Bounds on what a target may cost. Reaching one is told as a notice of kind `limit`, never passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes read of one file.
    pub file_bytes: u64,
    /// The most files and folders looked at in one walk.
    pub files: usize,
    /// The most folders within each other, counted from the target.
    pub depth: usize,
    /// The most files that include each other in a chain (`-r` of `-r`), for readers of formats that have it.
    pub include_depth: usize,
    /// The most bytes one file of an archive unpacks to.
    pub member_bytes: u64,
    /// The most bytes of one archive that are unpacked to find what is wanted.
    pub unpacked_bytes: u64,
    /// The longest wait for data of standard input or a pipe.
    pub stall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 256 * 1024 * 1024,
            files: 200_000,
            depth: 64,
            include_depth: 32,
            member_bytes: 64 * 1024 * 1024,
            unpacked_bytes: 2 * 1024 * 1024 * 1024,
            stall: Duration::from_secs(30),
        }
    }
}
