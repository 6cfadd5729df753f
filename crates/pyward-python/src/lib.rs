//! What Python source means: names, constants, imports, calls, taint.
//!
//! The only crate that names the parser's types. It knows no rules and no findings: it says what a piece of source is and
//! what flows through it.

pub mod constants;
mod module;
mod project;
mod source;
pub mod taint;

pub use module::{Module, SyntaxFault};
pub use project::Project;
pub use source::{Source, SourceError};
