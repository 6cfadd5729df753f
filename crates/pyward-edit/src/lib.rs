//! New versions written into the files people own.
//!
//! A resolver says which versions shall stand ([`Change`]); an [`Editor`] writes them into the text of one kind of file
//! and leaves every other byte as it is: comments, order, markers, line endings, layout. What it did not change it says,
//! with the reason ([`Left`]). [`compile`] writes a whole requirements file instead, and [`manager`] names the commands of
//! the tool that owns a lock file which pyward does not write itself.
//!
//! Text in, text out: nothing here opens a file, starts a program or uses the network.

mod change;
mod choice;
mod clauses;
pub mod compile;
mod edited;
mod editor;
mod editors;
mod entry_list;
pub mod manager;
mod patch;
mod poetry_constraint;
mod requirement;
mod requirement_text;
mod toml_text;

pub use change::{Change, ReleaseFile};
pub use edited::{Because, Edited, Left, Made};
pub use editor::{EditError, Editor, Request};
pub use editors::{EDITORS, constrain, find};
pub use entry_list::{EntryKeys, EntryList, EntryValue, ListPlace, add_entry, remove_entries};
