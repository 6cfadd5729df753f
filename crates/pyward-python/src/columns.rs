//! How many characters stand before a byte, told in the same time wherever it is.

/// How many bytes are counted together.
pub(crate) const BLOCK: usize = 1024;

/// The characters before each block of a text.
pub(crate) struct Columns(Vec<u32>);

impl Columns {
    /// Counts the characters of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut before = 0_u32;
        let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
            let here = before;
            before = before.saturating_add(begun(block));
            here
        });
        Self(blocks.collect())
    }

    /// The characters that begin before a byte of the same text.
    pub(crate) fn before(&self, text: &str, offset: usize) -> u32 {
        let offset = offset.min(text.len());
        let block = offset / BLOCK;
        // Right behind a last whole block, that block is counted.
        let block = block.min(self.0.len().saturating_sub(1));
        let rest = text.as_bytes().get(block * BLOCK..offset).unwrap_or(&[]);
        let counted = self.0.get(block).copied().unwrap_or(0);
        counted.saturating_add(begun(rest))
    }
}

/// How many characters begin in these bytes.
fn begun(bytes: &[u8]) -> u32 {
    let begins = |byte: &&u8| **byte & 0b1100_0000 != 0b1000_0000;
    u32::try_from(bytes.iter().filter(begins).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_the_characters() {
        for text in ["", "a", &"é𝐞a\n".repeat(1000), &"a".repeat(BLOCK * 2)] {
            let columns = Columns::of(text);
            for (count, (offset, _)) in (0..).zip(text.char_indices()) {
                assert_eq!(columns.before(text, offset), count);
            }
            let all = u32::try_from(text.chars().count()).unwrap();
            assert_eq!(columns.before(text, text.len()), all);
        }
    }
}
