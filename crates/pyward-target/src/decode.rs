//! From bytes to text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use pyward_model::{Location, Notice, NoticeKind};

/// How much of the start is looked at to tell UTF-16 without a mark.
const HEAD: usize = 256;

/// Bytes as text: UTF-8, or UTF-16 where a byte order mark or NULs at every second place say so; the mark is taken off.
/// Bytes that are neither are read as Latin-1 (Windows-1252), so that every name that is ASCII survives, and a notice
/// at `location` tells. NUL characters stay in the text and are told of too.
pub fn decode<'a>(bytes: &'a [u8], location: &Location) -> (Cow<'a, str>, Option<Notice>) {
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, bytes.get(mark..).unwrap_or_default()),
        None => (utf_16_by_nuls(bytes).unwrap_or(UTF_8), bytes),
    };
    let (text, broken) = if encoding == UTF_8 {
        match std::str::from_utf8(body) {
            Ok(text) => (Cow::Borrowed(text), None),
            Err(_) => (
                WINDOWS_1252.decode_without_bom_handling(body).0,
                Some("it is not UTF-8, it is read as Latin-1"),
            ),
        }
    } else {
        let (text, broken) = encoding.decode_without_bom_handling(body);
        (
            text,
            broken.then_some("parts of it are not valid UTF-16, they are replaced"),
        )
    };
    let odd = broken.or_else(|| {
        memchr::memchr(0, text.as_bytes())
            .map(|_| "it holds NUL characters, as no text file should")
    });
    let notice = odd.map(|what| Notice::info(NoticeKind::Malformed, Some(location.clone()), what));
    (text, notice)
}

/// UTF-16 of ASCII text has a NUL at every second place, and nowhere else.
fn utf_16_by_nuls(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(HEAD))?;
    let (pairs, _) = head.as_chunks::<2>();
    if pairs.len() < 2 {
        return None;
    }
    if pairs.iter().all(|[low, high]| *low != 0 && *high == 0) {
        return Some(UTF_16LE);
    }
    pairs
        .iter()
        .all(|[high, low]| *low != 0 && *high == 0)
        .then_some(UTF_16BE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &[u8]) -> (String, bool) {
        let (text, notice) = decode(bytes, &Location::file("x"));
        (text.into_owned(), notice.is_some())
    }

    fn utf_16(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let units = mark
            .then_some(0xfeff)
            .into_iter()
            .chain(text.encode_utf16());
        units
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn marks_choose_the_encoding_and_are_taken_off() {
        assert_eq!(text("\u{feff}größe".as_bytes()), ("größe".into(), false));
        for big in [false, true] {
            assert_eq!(
                text(&utf_16("größe 日本", true, big)),
                ("größe 日本".into(), false)
            );
            assert_eq!(
                text(&utf_16("flask==3.0", false, big)),
                ("flask==3.0".into(), false)
            );
        }
    }

    #[test]
    fn what_is_no_unicode_is_read_as_latin_1_and_told() {
        assert_eq!(
            text(b"# gr\xf6\xdfe\nflask==3.0"),
            ("# größe\nflask==3.0".into(), true)
        );
        assert_eq!(text(b"\xff\xfea\0\x00\xd8"), ("a\u{fffd}".into(), true));
    }

    #[test]
    fn nuls_are_kept_and_told() {
        assert_eq!(text(b"flask\0==3.0\n"), ("flask\0==3.0\n".into(), true));
        assert_eq!(text(b""), (String::new(), false));
    }

    proptest! {
        #[test]
        fn any_bytes_are_some_text(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let (decoded, _) = decode(&bytes, &Location::file("x"));
            if let Ok(plain) = std::str::from_utf8(&bytes) && !plain.starts_with('\u{feff}') && !plain.contains('\0') {
                prop_assert_eq!(&*decoded, plain);
            }
        }
    }
}
