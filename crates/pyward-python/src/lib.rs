//! What Python source means: names, constants, imports, calls, taint.
//!
//! The only crate that names the parser's types. It knows no rules and no findings: it says what a piece of source is and
//! what flows through it.

mod module;
mod source;

pub use module::{Module, SyntaxFault};
pub use source::{Source, SourceError};
