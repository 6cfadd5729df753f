//! Text from foreign bytes, made safe to show.

use std::borrow::Cow;

/// `text` with everything replaced that could steer what shows it.
///
/// - A terminal, or the order of reading: control characters (C0, C1, DEL), bidirectional overrides and isolates,
///   zero-width characters and line separators become `\u{…}`.
/// - A CI log: what starts a workflow command (`::name` of GitHub's runner, `##[name` and `##vso[name` of Azure's) gets
///   its second character written as `\u{…}`.
///
/// Data keeps its bytes; every place that shows data passes it through here (a name such as `x\u{1b}[2J` must not clear
/// a screen, nor a path set an output of the job).
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_harmless = |b: u8| (0x20..0x7f).contains(&b) && b != b':' && b != b'#';
    if text.bytes().all(is_harmless) {
        return Cow::Borrowed(text);
    }
    let plain = text.bytes().all(|b| (0x20..0x7f).contains(&b)) || !text.chars().any(is_unsafe);
    if plain && command(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = command(rest) {
        let (before, after) = rest.split_at(at + 1);
        push_safe(&mut safe, before);
        let mut after = after.chars();
        safe.extend(after.next().into_iter().flat_map(char::escape_unicode));
        rest = after.as_str();
    }
    push_safe(&mut safe, rest);
    Cow::Owned(safe)
}

fn push_safe(safe: &mut String, text: &str) {
    for ch in text.chars() {
        if is_unsafe(ch) {
            safe.extend(ch.escape_unicode());
        } else {
            safe.push(ch);
        }
    }
}

/// Where the first workflow command starts.
fn command(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let starts = |at: usize| match bytes.get(at..at + 2) {
        Some(b"::") => bytes.get(at + 2).is_some_and(u8::is_ascii_alphabetic),
        Some(b"##") => {
            matches!(bytes.get(at + 2..), Some(rest) if rest.starts_with(b"[") || rest.starts_with(b"vso["))
        }
        _ => false,
    };
    bytes
        .iter()
        .enumerate()
        .find_map(|(at, byte)| (matches!(byte, b':' | b'#') && starts(at)).then_some(at))
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

    #[test]
    fn workflow_commands_are_shown_not_obeyed() {
        assert_eq!(
            printable("a ::set-output name=x::p"),
            "a :\\u{3a}set-output name=x:\\u{3a}p"
        );
        assert_eq!(
            printable("##[error]x ##vso[task]"),
            "#\\u{23}[error]x #\\u{23}vso[task]"
        );
        for harmless in [
            "License :: OSI Approved",
            "[::1]:80",
            "## heading",
            "C#",
            "a:b",
            "::",
        ] {
            assert!(
                matches!(printable(harmless), Cow::Borrowed(_)),
                "{harmless}"
            );
        }
    }
}
