//! The comments of a module.

/// A comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment<'a> {
    /// Its text, from the `#` on.
    pub text: &'a str,
    /// Its line, from 1.
    pub line: u32,
    /// Its first byte.
    pub start: usize,
}
