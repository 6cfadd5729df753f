//! From a file tree to components, edges and evidence.
//!
//! [`read`] asks every [`Format`] of the registry which files it claims, lets each say what stands in them
//! ([`Reading`]), and settles the readings of a project into one [`Inventory`]: a lock beside its manifest is one
//! statement, not two. [`installed()`] and [`freeze()`] read an environment as pip knows it, and write its pins. Nothing
//! here judges, and nothing here uses the network or starts a program.

mod analysis;
mod discover;
mod environments;
mod format;
mod formats;
mod freeze;
mod installed;
mod json;
mod lock_document;
mod marker;
mod origin;
mod reading;
mod requirement;
mod requirement_lines;
mod resolved;
mod settle;
pub mod toml;
mod unread;
pub mod yaml;

pub use discover::{Options, read};
pub use environments::{Environments, Platform, PlatformError, Wanted};
pub use format::{Files, Format, Input, Role};
pub use formats::FORMATS;
pub use freeze::{FreezeOptions, Frozen, Layout, freeze};
pub use installed::{Distribution, Installed, Repository, Source, installed};
pub use marker::{Marker, MarkerError};
pub use reading::{Package, Reading, Requires, Root};
pub use requirement::{Requirement, RequirementError};
pub use requirement_lines::{
    FileOption, OptionLine, OptionLines, RequirementLine, RequirementLines, requirement_lines,
};
pub use resolved::Resolved;
pub use settle::join;

#[cfg(doc)]
use pyward_model::Inventory;
