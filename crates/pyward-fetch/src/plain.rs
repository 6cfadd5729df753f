//! Foreign text made fit for a message.

/// The longest piece of foreign text in a message, in characters.
const LONGEST: usize = 200;

/// `text` on one line, without characters that steer a terminal or reorder what is read, and cut at a bound.
pub(crate) fn plain(text: &str) -> String {
    let mut kept: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|&c| is_plain(c))
        .collect();
    if let Some((cut, _)) = kept.char_indices().nth(LONGEST) {
        kept.truncate(cut);
        kept.push('…');
    }
    kept
}

/// Whether a character only stands for itself: no control, no direction mark, no invisible joiner.
pub(crate) fn is_plain(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn steering_characters_are_dropped() {
        assert_eq!(
            plain("a\x1b[31mred\r\nb\u{202e}c\u{9b}d\u{200b}"),
            "a[31mred  bcd"
        );
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let cut = plain(&"é".repeat(5000));
        assert_eq!(cut.chars().count(), 201);
        assert!(cut.ends_with('…'));
    }
}
