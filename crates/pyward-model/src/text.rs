//! Text from foreign bytes, made safe to show.

use std::borrow::Cow;

/// `text` with everything replaced that could steer a terminal or reorder what is read: control characters (C0, C1,
/// DEL), bidirectional overrides and isolates, zero-width characters and line separators become `\u{…}`.
///
/// Data keeps its bytes; every place that shows data passes it through here (a name such as `x\u{1b}[2J` must not clear
/// a screen, nor a newline forge a workflow command).
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for ch in text.chars() {
        if is_unsafe(ch) {
            safe.extend(ch.escape_unicode());
        } else {
            safe.push(ch);
        }
    }
    Cow::Owned(safe)
}

fn is_unsafe(ch: char) -> bool {
    ch.is_control()
        || matches!(ch,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{061c}' | '\u{180e}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_shown_not_obeyed() {
        assert_eq!(printable("a\u{1b}[31mb\n"), "a\\u{1b}[31mb\\u{a}");
        assert_eq!(printable("ab\u{202e}cd"), "ab\\u{202e}cd");
        assert!(matches!(printable("größe 日本"), Cow::Borrowed(_)));
    }
}
