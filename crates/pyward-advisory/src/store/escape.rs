//! Text inside the columns of a line: no tab, no line break, and no space where spaces separate.

use std::borrow::Cow;

/// Appends `text` as a column.
pub(crate) fn push(out: &mut String, text: &str) {
    push_where(out, text, false);
}

/// Appends `text` as one item of a column whose items are separated by spaces.
pub(crate) fn push_item(out: &mut String, text: &str) {
    push_where(out, text, true);
}

fn push_where(out: &mut String, text: &str, in_list: bool) {
    let is_plain = |b: u8| !matches!(b, b'\\' | b'\t' | b'\n' | b'\r' | b' ');
    if text.bytes().all(is_plain) {
        out.push_str(text);
        return;
    }
    for ch in text.chars() {
        match ch {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            ' ' if in_list => out.push_str("\\s"),
            other => out.push(other),
        }
    }
}

/// The text behind a column or item; `None` where an escape is none of ours.
pub(crate) fn read(escaped: &str) -> Option<Cow<'_, str>> {
    if !escaped.contains('\\') {
        return Some(Cow::Borrowed(escaped));
    }
    let mut text = String::with_capacity(escaped.len());
    let mut chars = escaped.chars();
    while let Some(ch) = chars.next() {
        if ch != '\\' {
            text.push(ch);
            continue;
        }
        text.push(match chars.next()? {
            '\\' => '\\',
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            's' => ' ',
            _ => return None,
        });
    }
    Some(Cow::Owned(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn foreign_escapes_are_refused() {
        assert_eq!(read("a\\x"), None);
        assert_eq!(read("a\\"), None);
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(text in any::<String>()) {
            let (mut column, mut item) = (String::new(), String::new());
            push(&mut column, &text);
            push_item(&mut item, &text);
            prop_assert!(!column.contains(['\t', '\n', '\r']) && !item.contains(['\t', '\n', '\r', ' ']));
            for escaped in [column, item] {
                let back = read(&escaped);
                prop_assert_eq!(back.as_deref(), Some(text.as_str()));
            }
        }
    }
}
