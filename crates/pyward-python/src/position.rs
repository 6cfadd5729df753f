//! Where a piece of source stands.

/// A span of source. Lines count from 1, columns from 0; the end is behind the last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// Byte behind the last.
    pub end: usize,
    /// First line.
    pub line: u32,
    /// Last line.
    pub end_line: u32,
    /// Bytes before it in its first line, as Python's `col_offset` counts them.
    pub byte_column: u32,
    /// Bytes before its end in its last line, as Python's `end_col_offset` counts them.
    pub end_byte_column: u32,
}
