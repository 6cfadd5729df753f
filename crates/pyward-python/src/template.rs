//! What templates of Jinja and Django write into pages unescaped.
//!
//! Templates are read as data, in one pass, and tolerantly: what is not understood is passed over. Loops, `with` and `set`
//! are followed by name alone; macros are not.

mod expression;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use foldhash::fast::FixedState;

use expression::{Expression, is_word};

/// The most values that are kept of a template.
const MOST: usize = 10_000;
/// The longest tag that is read, in bytes.
const LONGEST: usize = 2_000;
/// How many names may stand behind a name.
const DEEPEST: usize = 8;

/// Why a value is written as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raw {
    /// By the filter `safe`.
    Filter,
    /// In a block where nothing is escaped.
    Block,
    /// In a script, outside of quotes, where escaping for pages does not help.
    Script,
}

/// A value that is written into the page as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The first byte of its tag.
    pub start: usize,
    /// Past the last byte of its tag.
    pub end: usize,
    /// The names it is made of, as the template was given them; sorted.
    pub names: Vec<String>,
    /// Why it is not escaped.
    pub raw: Raw,
}

/// A template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// What is written as it is, in its order.
    pub outputs: Vec<Output>,
    /// The tags that switch escaping off around values.
    pub switches: Vec<(usize, usize)>,
    /// Templates it includes or extends: they are given the same names.
    pub parts: Vec<String>,
}

impl Template {
    /// Reads a template.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut reader = Reader {
            text,
            at: 0,
            made: Self::default(),
            blocks: Vec::new(),
            means: HashMap::default(),
            script: None,
        };
        reader.read();
        reader.made
    }

    /// The names that are written as they are; sorted.
    #[must_use]
    pub fn raw_names(&self) -> Vec<&str> {
        let all = self.outputs.iter().flat_map(|output| &output.names);
        let mut names: Vec<&str> = all.map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// Where a script is being read: in quotes, or a comment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Code,
    Quoted(u8),
    Line,
    Comment,
}

/// A block that says whether values are escaped.
struct Block {
    is_on: bool,
    tag: (usize, usize),
    is_told: bool,
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    made: Template,
    blocks: Vec<Block>,
    means: HashMap<String, Vec<String>, FixedState>,
    script: Option<Script>,
}

impl<'t> Reader<'t> {
    fn read(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at).copied() {
            let next = bytes.get(self.at + 1).copied();
            match (byte, next) {
                (b'{', Some(b'#')) => self.skip("#}"),
                (b'{', Some(b'%')) => self.tag(),
                (b'{', Some(b'{')) => self.output(),
                (b'<', _) if self.script.is_none() => self.element(),
                _ if self.script.is_some() => self.code(byte, next),
                _ => {
                    let rest = bytes.get(self.at + 1..).unwrap_or_default();
                    let skipped = memchr::memchr2(b'{', b'<', rest);
                    self.at += 1 + skipped.unwrap_or(rest.len());
                }
            }
        }
    }

    /// Goes past the next occurrence of a text, or one step where there is none.
    fn skip(&mut self, end: &str) {
        self.at = self.find(end).map_or(self.at + 2, |at| at + end.len());
    }

    fn find(&self, text: &str) -> Option<usize> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let near = rest.get(..rest.len().min(LONGEST)).unwrap_or(rest);
        memchr::memmem::find(near, text.as_bytes()).map(|found| self.at + found)
    }

    /// What stands in a tag, which is gone past.
    fn inside(&mut self, end: &str) -> Option<(&'t str, (usize, usize))> {
        let start = self.at;
        let Some(close) = self.find(end) else {
            self.at += 2;
            return None;
        };
        self.at = close + end.len();
        let inner = self.text.get(start + 2..close)?;
        let inner = inner.trim_matches(|ch: char| ch == '-' || ch == '+' || ch.is_whitespace());
        Some((inner, (start, self.at)))
    }

    /// `<script>`: what follows is code. One that only holds data, or comes from elsewhere, is none.
    fn element(&mut self) {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        self.at += 1;
        let name = rest.get(..6).unwrap_or_default();
        if !name.eq_ignore_ascii_case(b"script") {
            return;
        }
        let Some(close) = self.find(">") else { return };
        let opening = self.text.get(self.at..close).unwrap_or_default();
        // Tags within the opening one are read as all others are.
        if opening.contains('{') {
            return;
        }
        let lower = opening.to_ascii_lowercase();
        self.at = close + 1;
        let is_data = ["json", "text/template", "text/x-", "text/html", "importmap"];
        if !is_data.iter().any(|kind| lower.contains(kind)) {
            self.script = Some(Script::Code);
        }
    }

    /// One byte of a script.
    fn code(&mut self, byte: u8, next: Option<u8>) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let ends = rest
            .get(..8)
            .is_some_and(|end| end.eq_ignore_ascii_case(b"</script"));
        self.at += 1;
        if ends {
            self.script = None;
            return;
        }
        let state = self.script.unwrap_or(Script::Code);
        self.script = Some(match (state, byte) {
            (Script::Code, b'"' | b'\'' | b'`') => Script::Quoted(byte),
            (Script::Code, b'/') if next == Some(b'/') => Script::Line,
            (Script::Code, b'/') if next == Some(b'*') => Script::Comment,
            (Script::Quoted(_), b'\\') => {
                self.at += usize::from(next.is_some_and(|next| next.is_ascii()));
                state
            }
            (Script::Quoted(quote), _) if byte == quote => Script::Code,
            (Script::Quoted(b'"' | b'\'') | Script::Line, b'\n') => Script::Code,
            (Script::Comment, b'*') if next == Some(b'/') => Script::Code,
            _ => state,
        });
    }

    /// `{% … %}`
    fn tag(&mut self) {
        let Some((inner, place)) = self.inside("%}") else {
            return;
        };
        let (word, rest) = split_word(inner);
        match word {
            "autoescape" => {
                let is_on = !matches!(rest.trim(), "off" | "false" | "False");
                self.blocks.push(Block {
                    is_on,
                    tag: place,
                    is_told: false,
                });
            }
            "endautoescape" => {
                self.blocks.pop();
            }
            "verbatim" | "raw" | "comment" => self.leave(word),
            "for" => {
                if let Some((names, values)) = rest.split_once(" in ") {
                    let of = self.resolved(Expression::of(values).names);
                    for name in names.split(',') {
                        self.mean(name.trim(), of.clone());
                    }
                }
            }
            "set" | "with" => self.bind(rest),
            "include" | "extends" => {
                let quoted = rest.trim().split(['"', '\'']).nth(1);
                if let Some(name) = quoted
                    && self.made.parts.len() < 100
                {
                    self.made.parts.push(name.to_owned());
                }
            }
            _ => {}
        }
    }

    /// Goes past a block in which nothing is read.
    fn leave(&mut self, word: &str) {
        let end = format!("end{word}");
        while let Some(open) = self.text.get(self.at..).and_then(|rest| rest.find("{%")) {
            self.at += open;
            match self.inside("%}") {
                Some((inner, _)) if split_word(inner).0 == end => return,
                _ => {}
            }
        }
        self.at = self.text.len();
    }

    /// `a = b c = d`, or `b as a`.
    fn bind(&mut self, rest: &str) {
        if let Some((value, name)) = rest.rsplit_once(" as ") {
            let of = self.resolved(Expression::of(value).names);
            self.mean(name.trim(), of);
            return;
        }
        // `a=b c=d` of Django stands in words; `a = b` of Jinja is one.
        let is_one = rest.contains(" = ");
        let pairs: Vec<&str> = if is_one {
            vec![rest]
        } else {
            rest.split_whitespace().collect()
        };
        for pair in pairs.into_iter().take(100) {
            if let Some((name, value)) = pair.split_once('=') {
                let of = self.resolved(Expression::of(value).names);
                self.mean(name.trim(), of);
            }
        }
    }

    fn mean(&mut self, name: &str, of: Vec<String>) {
        if self.means.len() < MOST && is_word(name) {
            let known = self.means.entry(name.to_owned()).or_default();
            known.extend(of);
            known.sort_unstable();
            known.dedup();
            known.truncate(DEEPEST);
        }
    }

    /// The names the template was given for these.
    fn resolved(&self, names: Vec<String>) -> Vec<String> {
        let mut all: Vec<String> = names
            .into_iter()
            .flat_map(|name| match self.means.get(&name) {
                Some(of) => of.clone(),
                None => vec![name],
            })
            .take(64)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// `{{ … }}`
    fn output(&mut self) {
        let Some((inner, (start, end))) = self.inside("}}") else {
            return;
        };
        let expression = Expression::of(inner);
        if expression.names.is_empty() || self.made.outputs.len() >= MOST {
            return;
        }
        let is_bare = self.script == Some(Script::Code);
        let is_off = self.blocks.last().is_some_and(|block| !block.is_on);
        let raw = if expression.is_clean {
            None
        } else if expression.is_safe {
            Some(Raw::Filter)
        } else if is_off {
            Some(Raw::Block)
        } else if is_bare && !expression.is_number {
            Some(Raw::Script)
        } else {
            None
        };
        let Some(raw) = raw else { return };
        if raw == Raw::Block
            && let Some(block) = self.blocks.last_mut()
            && !std::mem::replace(&mut block.is_told, true)
        {
            self.made.switches.push(block.tag);
        }
        let names = self.resolved(expression.names);
        self.made.outputs.push(Output {
            start,
            end,
            names,
            raw,
        });
    }
}

/// The first word, and the rest.
fn split_word(text: &str) -> (&str, &str) {
    let end = text
        .find(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_')
        .unwrap_or(text.len());
    text.split_at(end)
}
