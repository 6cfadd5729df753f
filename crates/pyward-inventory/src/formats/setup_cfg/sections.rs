//! Sections, keys and values as Python's `configparser` reads them, with the line of everything; nothing is interpolated,
//! as nothing is by setuptools.

use std::collections::BTreeMap;

/// A line of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Trimmed.
    pub(super) text: &'a str,
    /// Counted from 1.
    pub(super) number: u32,
}

/// Keys, and the lines of their values.
type Keys<'a> = BTreeMap<String, Vec<Line<'a>>>;

/// A file, by section and key.
#[derive(Debug, Default)]
pub(super) struct Sections<'a> {
    sections: BTreeMap<&'a str, Keys<'a>>,
    /// Lines that are nothing.
    pub(super) odd: Vec<u32>,
}

impl<'a> Sections<'a> {
    /// The lines of a value, empty ones left out; on the line of the key itself, nothing may stand.
    pub(super) fn lines(&self, section: &str, key: &str) -> Option<&[Line<'a>]> {
        self.sections
            .get(section)?
            .get(key)
            .map(Vec::as_slice)
            .filter(|lines| !lines.is_empty())
    }

    /// A value of one line.
    pub(super) fn value(&self, section: &str, key: &str) -> Option<String> {
        let lines = self.lines(section, key)?;
        let parts: Vec<&str> = lines.iter().map(|line| line.text).collect();
        Some(parts.join(" "))
    }

    /// Every key of a section with the lines of its value.
    pub(super) fn all(&self, section: &str) -> impl Iterator<Item = (&str, &[Line<'a>])> {
        let keys = self.sections.get(section).into_iter().flatten();
        keys.map(|(key, lines)| (key.as_str(), lines.as_slice()))
    }
}

/// Reads a file. Of a key that stands twice the last one counts; setuptools refuses such a file.
pub(super) fn read(text: &str) -> Sections<'_> {
    let mut sections = Sections::default();
    let mut section = None;
    // The key whose value may go on, and how far it is indented.
    let mut open: Option<(String, usize)> = None;
    for (number, raw) in (1..).zip(text.lines()) {
        let line = raw.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        let indent = raw.len() - raw.trim_start().len();
        if let (Some(name), Some((key, depth))) = (section, &open)
            && indent > *depth
        {
            let keys: &mut Keys<'_> = sections.sections.entry(name).or_default();
            if let Some(lines) = keys.get_mut(key) {
                lines.push(Line { text: line, number });
            }
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            section = Some(name.0);
            sections.sections.entry(name.0).or_default();
            open = None;
            continue;
        }
        let Some((name, at)) = section.zip(line.find(['=', ':'])) else {
            sections.odd.push(number);
            open = None;
            continue;
        };
        let (key, value) = line.split_at(at);
        let key = normal(key);
        let value = value.get(1..).unwrap_or_default().trim();
        let mut lines = Vec::new();
        if !value.is_empty() {
            lines.push(Line {
                text: value,
                number,
            });
        }
        let keys = sections.sections.entry(name).or_default();
        keys.insert(key.clone(), lines);
        open = Some((key, indent));
    }
    sections
}

/// A key as it is compared: lower case, and with underscores, as setuptools takes the old spelling with hyphens.
fn normal(key: &str) -> String {
    key.trim().to_lowercase().replace('-', "_")
}
