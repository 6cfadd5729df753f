//! The one door for scanned files: everything that comes from a target enters here, bounded by [`Limits`].
//!
//! [`Tree::open`] takes what the user names (a folder, a file, a virtual environment, standard input), looks through it
//! once and lists what is worth asking formats about. Everything after that goes through [`Tree::read`],
//! [`Tree::list`] and [`Tree::resolve`], which never hang on a pipe, never read past a limit and never follow a
//! reference out of the target. Nothing is executed, and nothing is left out without a word: see [`Tree::skipped`] and
//! [`Tree::notices`].

mod archive;
mod decode;
mod entry;
mod environment;
mod fence;
mod file;
mod gitignore;
mod limits;
mod memory;
mod open;
mod path;
mod revision;
mod stream;
mod tree;
mod walk;

pub use archive::{ArchiveFault, Unpacked};
pub use decode::decode;
pub use entry::{Entry, EntryKind};
pub use file::{ReadError, ReadFailure};
pub use limits::Limits;
pub use open::{OpenError, OpenOptions, is_environment};
pub use path::TreePath;
pub use revision::{Checkout, Repository, Revision, RevisionError, checkout_into};
pub use tree::{TargetKind, Tree};
