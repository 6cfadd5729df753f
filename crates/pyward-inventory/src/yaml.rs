//! YAML, read into values with their lines.
//!
//! As much as what stands in lock files needs: texts, lists and maps of the first document. Aliases are not followed (a
//! small file may mean an endless one by them), tags say nothing, and what was read before a mistake stays read.

use granit_parser::{Event, Parser, ScalarStyle, Span};

/// How many values may stand inside one another.
const DEPTH: usize = 64;
/// How many values are read.
const VALUES: usize = 5_000_000;

/// A value, and the line it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// Counted from 1.
    pub line: u32,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text, a number, a truth value: as written. `null` and an alias are none.
    Scalar(Option<Box<str>>),
    /// A list.
    List(Vec<Value>),
    /// A map, in the order written; keys that are no texts are left out with their values.
    Map(Vec<(Box<str>, Value)>),
}

/// Why a document could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The line, counted from 1.
    pub line: u32,
    /// What is wrong, without the place and without a full stop.
    pub problem: String,
}

/// A document, as far as it could be read.
#[derive(Debug, Default)]
pub struct Document {
    /// What stands at its top.
    pub root: Option<Value>,
    /// Why the rest could not be read.
    pub error: Option<YamlError>,
    /// The line of the first alias, which was not followed.
    pub alias: Option<u32>,
}

impl Value {
    /// The text, where it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(text) => text.as_deref(),
            _ => None,
        }
    }

    /// The elements of a list; of anything else none.
    pub fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map; of anything else none.
    pub fn entries(&self) -> &[(Box<str>, Self)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// What stands under a key of a map.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let mut entries = self.entries().iter();
        entries
            .find(|(known, _)| &**known == key)
            .map(|(_, value)| value)
    }

    /// The text under a key of a map.
    pub fn string(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }
}

/// A list or map that is not closed yet, with the key it stands under.
struct Open {
    value: Value,
    /// In a map: the key whose value comes next.
    key: Option<Key>,
}

/// A key of a map: `None` inside for one that is no text.
type Key = Option<Box<str>>;

/// Reads the first document.
pub fn parse(text: &str) -> Document {
    let mut document = Document::default();
    let mut open: Vec<Open> = Vec::new();
    let mut count = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                document.error = Some(YamlError {
                    line: line_number(error.marker().line()),
                    problem: error.info().clone(),
                });
                break;
            }
        };
        count += 1;
        if count > VALUES || open.len() > DEPTH {
            document.error = Some(YamlError {
                line: line(&span),
                problem: format!(
                    "it holds more than {VALUES} values, or more than {DEPTH} inside one another"
                ),
            });
            break;
        }
        let line = line(&span);
        match event {
            Event::Scalar(text, style, _, _) => {
                let is_null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                let kind = Kind::Scalar((!is_null).then(|| text.as_ref().into()));
                put(Value { line, kind }, &mut open, &mut document);
            }
            Event::Alias(_) => {
                document.alias.get_or_insert(line);
                let kind = Kind::Scalar(None);
                put(Value { line, kind }, &mut open, &mut document);
            }
            Event::SequenceStart(..) => open.push(Open::new(line, Kind::List(Vec::new()))),
            Event::MappingStart(..) => open.push(Open::new(line, Kind::Map(Vec::new()))),
            Event::SequenceEnd | Event::MappingEnd => close(&mut open, &mut document),
            Event::DocumentEnd => break,
            _ => {}
        }
    }
    while !open.is_empty() {
        close(&mut open, &mut document);
    }
    document
}

impl Open {
    fn new(line: u32, kind: Kind) -> Self {
        Self {
            value: Value { line, kind },
            key: None,
        }
    }
}

fn close(open: &mut Vec<Open>, document: &mut Document) {
    if let Some(closed) = open.pop() {
        put(closed.value, open, document);
    }
}

/// Puts a value where it belongs: into the list or map that is open, or at the top.
fn put(value: Value, open: &mut [Open], document: &mut Document) {
    let Some(outer) = open.last_mut() else {
        document.root.get_or_insert(value);
        return;
    };
    match &mut outer.value.kind {
        Kind::List(items) => items.push(value),
        Kind::Map(entries) => match outer.key.take() {
            None => {
                outer.key = Some(match value.kind {
                    Kind::Scalar(text) => text,
                    _ => None,
                });
            }
            Some(Some(key)) => entries.push((key, value)),
            Some(None) => {}
        },
        Kind::Scalar(_) => {}
    }
}

fn line(span: &Span) -> u32 {
    line_number(span.start.line())
}

fn line_number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_have_their_lines() {
        let document = parse("# head\nname: x\nlist:\n  - a=1\n  - pip:\n    - \"null\"\n  - ~\n");
        assert_eq!(document.error, None);
        let root = document.root.unwrap();
        assert_eq!(root.string("name"), Some("x"));
        let [a, pip, null] = root.get("list").unwrap().items() else {
            panic!("{root:?}")
        };
        assert_eq!((a.as_str(), a.line), (Some("a=1"), 4));
        let inner = &pip.get("pip").unwrap().items()[0];
        assert_eq!((inner.as_str(), inner.line), (Some("null"), 6));
        assert_eq!(null.as_str(), None);
    }

    #[test]
    fn aliases_are_not_followed() {
        let mut text = "a0: &a0 [x, x]\n".to_owned();
        for number in 1..50 {
            let before = number - 1;
            let _ = writeln!(text, "a{number}: &a{number} [*a{before}, *a{before}]");
        }
        let document = parse(&text);
        assert_eq!(document.alias, Some(2));
        assert_eq!(document.root.unwrap().entries().len(), 50);
    }

    #[test]
    fn what_stands_before_a_mistake_is_read() {
        let document = parse("a: 1\nb: [1\nc: }\n");
        assert_eq!(document.root.unwrap().string("a"), Some("1"));
        assert!(document.error.is_some());
        let deep = format!("a: {}", "[".repeat(10_000));
        assert!(parse(&deep).error.is_some());
        let mut deep = String::new();
        for depth in 0..200 {
            let _ = writeln!(deep, "{}a:", " ".repeat(depth));
        }
        assert!(parse(&deep).error.is_some());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "([a-z]{1,3}:|- |\n|\r|  |[\\[\\]{},&*!|>'\"]|\\PC){0,40}") {
            let document = parse(&text);
            let breaks = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
            let lines = text.split(breaks).count() + 1;
            let mut open: Vec<&Value> = document.root.iter().collect();
            while let Some(value) = open.pop() {
                prop_assert!(value.line as usize <= lines);
                open.extend(value.items());
                open.extend(value.entries().iter().map(|(_, value)| value));
            }
        }
    }
}
