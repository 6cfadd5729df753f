//! From byte offsets to lines and columns.

use ruff_source_file::LineIndex;
use ruff_text_size::TextSize;

/// The lines of a text. Lines end at `\n`, `\r\n` and `\r`, as in Python.
pub(crate) struct Lines {
    index: LineIndex,
}

impl Lines {
    pub(crate) fn of(text: &str) -> Self {
        Self {
            index: LineIndex::from_source_text(text),
        }
    }

    /// The line of an offset, from 1.
    pub(crate) fn line(&self, offset: u32) -> u32 {
        u32::try_from(self.index.line_index(TextSize::new(offset)).get()).unwrap_or(u32::MAX)
    }

    /// Where a line, counted from 1, begins; the end of the text for lines behind it.
    pub(crate) fn start(&self, line: u32, text: &str) -> usize {
        let place = (line as usize).saturating_sub(1);
        let start = self.index.line_starts().get(place);
        start.map_or(text.len(), TextSize::to_usize)
    }

    /// How many lines there are.
    pub(crate) fn count(&self) -> usize {
        self.index.line_count()
    }
}
