//! The dialect of INI that pip's configuration files are written in: that of Python's
//! [`configparser`](https://docs.python.org/3/library/configparser.html#supported-ini-file-structure) without interpolation.
//!
//! What that refuses (a line without `=`, a key before any section, a section or a key twice) is refused here too.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

/// The largest file, in bytes.
const MOST_BYTES: usize = 1 << 20;

/// The section whose keys stand in all others.
const DEFAULT: &str = "DEFAULT";

/// A value and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its lines, trimmed.
    pub(super) value: String,
    /// The line of the key, counted from 1.
    pub(super) line: u32,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ini {
    sections: BTreeMap<String, BTreeMap<String, Entry>>,
}

/// Why a file cannot be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IniError {
    pub(super) line: u32,
    pub(super) message: String,
}

impl Ini {
    /// Reads a file. Keys are as pip compares them: in lower case, with `-` for `_`, without a leading `--`.
    pub(super) fn parse(text: &str) -> Result<Self, IniError> {
        if text.len() > MOST_BYTES {
            return Err(IniError {
                line: 1,
                message: format!("the file is larger than {} MiB", MOST_BYTES >> 20),
            });
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::default();
        for (line, number) in lines(text).zip(1..) {
            reader.line(line, number)?;
        }
        reader.end_value();
        Ok(reader.ini)
    }

    /// The keys of a section with those of `[DEFAULT]`, which has none where the section is absent.
    pub(super) fn section(&self, name: &str) -> BTreeMap<&str, &Entry> {
        let Some(section) = self.sections.get(name).filter(|_| name != DEFAULT) else {
            return BTreeMap::new();
        };
        let defaults = self.sections.get(DEFAULT).into_iter().flatten();
        defaults
            .chain(section)
            .map(|(key, entry)| (key.as_str(), entry))
            .collect()
    }
}

/// Lines, whatever ends them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').flat_map(|line| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.split('\r')
    })
}

#[derive(Default)]
struct Reader {
    ini: Ini,
    /// The section that lines belong to.
    section: Option<String>,
    /// The key that indented lines belong to, its lines so far, and the line it stands on.
    value: Option<(String, Vec<String>, u32)>,
    /// How far the last line that was no continuation is indented, in characters.
    indent: usize,
}

impl Reader {
    fn line(&mut self, line: &str, number: u32) -> Result<(), IniError> {
        let content = line.trim();
        if content.is_empty() {
            if let Some((_, lines, _)) = &mut self.value {
                lines.push(String::new());
            }
            return Ok(());
        }
        if content.starts_with(['#', ';']) {
            return Ok(());
        }
        let indent = line.chars().take_while(|ch| ch.is_whitespace()).count();
        if indent > self.indent
            && let Some((_, lines, _)) = &mut self.value
        {
            lines.push(content.to_owned());
            return Ok(());
        }
        self.indent = indent;
        self.end_value();
        match header(content) {
            Some(name) => self.begin_section(name, number),
            None => self.begin_value(content, number),
        }
    }

    fn begin_section(&mut self, name: &str, line: u32) -> Result<(), IniError> {
        match self.ini.sections.entry(name.to_owned()) {
            Slot::Vacant(slot) => {
                slot.insert(BTreeMap::new());
            }
            Slot::Occupied(_) if name == DEFAULT => {}
            Slot::Occupied(_) => {
                return Err(IniError {
                    line,
                    message: format!("the section `[{}]` is there twice", brief(name)),
                });
            }
        }
        self.section = Some(name.to_owned());
        Ok(())
    }

    fn begin_value(&mut self, content: &str, line: u32) -> Result<(), IniError> {
        let wrong = |message: String| Err(IniError { line, message });
        let Some(section) = &self.section else {
            return wrong("there is no section, such as `[global]`, above this line".to_owned());
        };
        let Some((key, value)) = content.split_once(['=', ':']) else {
            return wrong("the line is no `key = value`".to_owned());
        };
        let key = normalised(key.trim_end());
        if key.is_empty() {
            return wrong("there is no key before the `=`".to_owned());
        }
        let is_known = |keys: &BTreeMap<String, Entry>| keys.contains_key(&key);
        if self.ini.sections.get(section).is_some_and(is_known) {
            return wrong(format!("the key `{}` is there twice", brief(&key)));
        }
        self.value = Some((key, vec![value.trim().to_owned()], line));
        Ok(())
    }

    fn end_value(&mut self) {
        let (Some((key, lines, line)), Some(section)) = (self.value.take(), &self.section) else {
            return;
        };
        let value = lines.join("\n").trim_end().to_owned();
        if let Some(keys) = self.ini.sections.get_mut(section) {
            keys.insert(key, Entry { value, line });
        }
    }
}

/// The name in a line that is a header; what stands behind the last bracket is nothing.
fn header(content: &str) -> Option<&str> {
    let inside = content.strip_prefix('[')?;
    let name = inside.get(..inside.rfind(']')?)?;
    (!name.is_empty()).then_some(name)
}

/// A key as pip compares it.
pub(super) fn normalised(key: &str) -> String {
    let key = key.to_lowercase().replace('_', "-");
    match key.strip_prefix("--") {
        Some(rest) => rest.to_owned(),
        None => key,
    }
}

/// As much of a name as a message shows. A key may as well be an address with a password.
fn brief(name: &str) -> String {
    let shown = super::shown(name);
    let end = shown.floor_char_boundary(60);
    shown.get(..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
