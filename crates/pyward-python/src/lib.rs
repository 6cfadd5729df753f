//! What Python source means: names, constants, imports, calls, taint.
//!
//! The only crate that names the parser's types. It knows no rules and no findings: it says what a piece of source is and
//! what flows through it.

mod interface;
mod module;
mod source;
mod uses;

pub use interface::{Interface, Presence};
pub use module::{Module, SyntaxFault};
pub use source::{Source, SourceError};
pub use uses::{Use, uses};
