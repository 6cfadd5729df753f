//! What Python source means: names, constants, imports, calls, taint.
//!
//! The only crate that names the parser's types. It knows no rules and no findings: it says what a piece of source is and
//! what flows through it.

mod aliases;
mod columns;
mod comments;
pub mod constants;
mod guard;
mod interface;
mod kind;
mod lines;
mod module;
mod nesting;
mod notebook;
mod position;
mod project;
mod scopes;
mod source;
pub mod taint;
mod template;
mod test_code;
mod tree;
mod uses;
pub mod views;

pub use aliases::Aliases;
pub use comments::Comment;
pub use guard::is_guarded;
pub use interface::{Interface, Presence};
pub use kind::SourceKind;
pub use module::{Module, SyntaxFault};
pub use notebook::Cell;
pub use position::Span;
pub use project::Project;
pub use scopes::Scopes;
pub use source::{Source, SourceError, encoded};
pub use template::{Output, Raw, Template};
pub use test_code::is_test;
pub use tree::Tree;
pub use uses::{Use, uses};
