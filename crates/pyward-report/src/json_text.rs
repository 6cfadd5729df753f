//! JSON as text that is safe to show: what could steer a terminal stands as an escape, and means the same.

use std::io::{self, Write};

use pyward_model::printable;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{Formatter, PrettyFormatter};

/// Two spaces a level, a line feed at the end.
pub fn pretty(value: &impl Serialize) -> String {
    let layout = PrettyFormatter::with_indent(b"  ");
    text(
        value,
        Shown {
            layout,
            escape: is_unsafe,
        },
    )
}

/// As Python's `json.dumps(…, indent=2)` writes it: everything beyond printable ASCII escaped; a line feed at the end.
pub(crate) fn python_pretty(value: &impl Serialize) -> String {
    let layout = PrettyFormatter::with_indent(b"  ");
    text(
        value,
        Shown {
            layout,
            escape: |ch| ch == '#' || !matches!(ch, ' '..='~'),
        },
    )
}

/// One line as Python's `json.dumps` writes it: a space after `,` and `:`, everything beyond printable ASCII escaped; a
/// line feed at the end.
pub(crate) fn python_line(value: &impl Serialize) -> String {
    text(
        value,
        Shown {
            layout: OneLine,
            escape: |ch| ch == '#' || !matches!(ch, ' '..='~'),
        },
    )
}

fn text(value: &impl Serialize, formatter: impl Formatter) -> String {
    let mut bytes = Vec::with_capacity(64 * 1024);
    value
        .serialize(&mut Serializer::with_formatter(&mut bytes, formatter))
        .expect("memory does not fail, and every key is a string");
    bytes.push(b'\n');
    String::from_utf8(bytes).expect("JSON of strings is UTF-8")
}

/// What could steer a terminal, and `#`, of which two in a row start a command in the logs of some CI systems.
fn is_unsafe(ch: char) -> bool {
    let mut buffer = [0; 4];
    ch == '#'
        || matches!(
            printable(ch.encode_utf8(&mut buffer)),
            std::borrow::Cow::Owned(_)
        )
}

/// A layout, with characters of strings escaped beyond what JSON demands.
struct Shown<L> {
    layout: L,
    escape: fn(char) -> bool,
}

/// Forwards to the layout what the layout decides.
macro_rules! of_layout {
    ($($method:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $method<W: ?Sized + Write>(&mut self, writer: &mut W, $($argument: $kind),*) -> io::Result<()> {
            self.layout.$method(writer, $($argument),*)
        })*
    };
}

impl<L: Formatter> Formatter for Shown<L> {
    of_layout! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        if fragment.bytes().all(|b| matches!(b, b' '..=b'~')) && !fragment.contains("##") {
            return writer.write_all(fragment.as_bytes());
        }
        for ch in fragment.chars() {
            if (self.escape)(ch) {
                for unit in ch.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            } else {
                writer.write_all(ch.encode_utf8(&mut [0; 4]).as_bytes())?;
            }
        }
        Ok(())
    }
}

/// Everything on one line, with Python's separators.
struct OneLine;

impl Formatter for OneLine {
    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        writer.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn python_writes_this_line() {
        let value = serde_json::json!({"a": [1, "ü\u{1f600}\u{7f}\n\""], "b": {}, "c": []});
        assert_eq!(
            python_line(&value),
            "{\"a\": [1, \"\\u00fc\\ud83d\\ude00\\u007f\\n\\\"\"], \"b\": {}, \"c\": []}\n"
        );
    }

    #[test]
    fn what_steers_terminals_is_escaped_and_letters_are_not() {
        assert_eq!(
            pretty(&"größe\u{9b}2J\u{202e}\u{e0041}"),
            "\"größe\\u009b2J\\u202e\\udb40\\udc41\"\n"
        );
    }

    #[test]
    fn commands_of_logs_are_escaped_in_plain_text_too() {
        assert_eq!(
            pretty(&"a ##[error]b #1"),
            "\"a \\u0023\\u0023[error]b \\u00231\"\n"
        );
        assert_eq!(pretty(&"#/$defs/a"), "\"#/$defs/a\"\n");
        assert_eq!(python_pretty(&["ü"]), "[\n  \"\\u00fc\"\n]\n");
    }

    proptest! {
        #[test]
        fn both_read_as_what_was_written(text in any::<String>()) {
            for written in [pretty(&[&text]), python_line(&[&text])] {
                prop_assert_eq!(serde_json::from_str::<Vec<String>>(&written).unwrap(), vec![text.clone()]);
                // `::` commands only where a line starts with it, which no line of JSON does.
                let shown = written.replace(['\n', ':'], "");
                prop_assert!(matches!(printable(&shown), std::borrow::Cow::Borrowed(_)), "{}", shown);
            }
        }
    }
}
