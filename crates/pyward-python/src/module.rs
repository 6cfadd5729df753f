//! A parsed source file.

use std::sync::{Arc, OnceLock};

use pyward_model::Location;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{ModModule, PySourceType, Stmt};
use ruff_python_parser::{ParseError, parse_unchecked_source};
use ruff_text_size::{Ranged as _, TextRange};

use crate::columns::{self, Columns};
use crate::comments::Comment;
use crate::guard::guarded;
use crate::kind::SourceKind;
use crate::lines::Lines;
use crate::nesting;
use crate::notebook::{self, Cell};
use crate::position::Span;
use crate::source::{declared, is_marked};
use crate::{Source, SourceError};

/// A source file with its syntax tree. Where the source has faults, the tree holds what could be read around them.
pub struct Module {
    source: Source,
    kind: SourceKind,
    lines: Lines,
    columns: OnceLock<Columns>,
    cells: Vec<Cell>,
    has_mark: bool,
    /// Whether it declares another encoding than its byte order mark does, which Python refuses.
    has_clash: bool,
    /// An upper bound for how deep it nests.
    depth: usize,
    /// None where it nests too deeply to be parsed, or the parser failed.
    tree: Option<ModModule>,
    errors: Vec<ParseError>,
    comments: Vec<TextRange>,
    has_template_string: bool,
}

/// A place in a source that is no Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxFault {
    /// What is wrong, without a full stop.
    pub message: String,
    /// Where, as a byte offset.
    pub offset: usize,
}

impl Module {
    /// Parses a source. One that nests deeper than any honest source is not parsed: it has one fault and an empty tree.
    pub fn parse(source: Source) -> Self {
        Self::of(source, SourceKind::Module, Vec::new())
    }

    /// Decodes and parses a file of the given kind.
    pub fn read(
        path: impl Into<Arc<str>>,
        bytes: &[u8],
        kind: SourceKind,
    ) -> Result<Self, SourceError> {
        let path = path.into();
        if kind == SourceKind::Notebook {
            let whole = Source::decode(path.clone(), bytes)?;
            let (source, cells) = notebook::join(path, whole.text.as_bytes())?;
            return Ok(Self::of(source, kind, cells));
        }
        if kind == SourceKind::Template {
            return Ok(Self::template(path, bytes));
        }
        let mut module = Self::of(Source::decode(path, bytes)?, kind, Vec::new());
        if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
            module.has_mark = true;
            module.has_clash = declared(rest).is_some_and(|name| !is_marked(&name));
        }
        Ok(module)
    }

    /// A template, whose text counts as UTF-8 whatever it is. It has no syntax tree of Python, and no text where there is
    /// no tag in it.
    fn template(path: Arc<str>, bytes: &[u8]) -> Self {
        let has_tags = ["{{", "{%"].map(str::as_bytes);
        let is_one = has_tags
            .iter()
            .any(|tag| memchr::memmem::find(bytes, tag).is_some());
        let text = if is_one {
            String::from_utf8_lossy(bytes)
        } else {
            "".into()
        };
        let empty = Source {
            path: path.clone(),
            text: "".into(),
        };
        let mut module = Self::of(empty, SourceKind::Template, Vec::new());
        module.lines = Lines::of(&text);
        module.source = Source {
            path,
            text: text.into(),
        };
        module
    }

    fn of(source: Source, kind: SourceKind, cells: Vec<Cell>) -> Self {
        let parser = match kind {
            SourceKind::Module | SourceKind::Template => PySourceType::Python,
            SourceKind::Stub => PySourceType::Stub,
            SourceKind::Notebook => PySourceType::Ipynb,
        };
        let mut module = Self {
            kind,
            lines: Lines::of(&source.text),
            columns: OnceLock::new(),
            cells,
            has_mark: false,
            has_clash: false,
            depth: nesting::bound(&source.text),
            tree: None,
            errors: Vec::new(),
            comments: Vec::new(),
            has_template_string: false,
            source,
        };
        if module.depth <= nesting::DEEPEST {
            module.take(parser);
        }
        module
    }

    /// Parses the source. Of its tokens only what is asked for later is kept: they are larger than the source.
    fn take(&mut self, parser: PySourceType) {
        let text = &self.source.text;
        let Some(parsed) = guarded(|| parse_unchecked_source(text, parser)) else {
            return;
        };
        if self.depth > nesting::WALKED {
            self.depth = self.depth.min(nesting::bound_of(parsed.tokens()));
        }
        for token in parsed.tokens() {
            match token.kind() {
                TokenKind::Comment => self.comments.push(token.range()),
                TokenKind::TStringStart => self.has_template_string = true,
                _ => {}
            }
        }
        self.errors = parsed.errors().to_vec();
        self.tree = Some(parsed.into_syntax());
    }

    /// The source it was parsed from. For a notebook: its code cells, joined.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// What kind of file it is.
    pub fn kind(&self) -> SourceKind {
        self.kind
    }

    /// The faults of the source, in its order.
    pub fn faults(&self) -> impl Iterator<Item = SyntaxFault> {
        let unparsed = self.tree.is_none().then(|| SyntaxFault {
            message: if self.depth > nesting::DEEPEST {
                format!(
                    "nests {} levels deep, and up to {} are read",
                    self.depth,
                    nesting::DEEPEST
                )
            } else {
                "the parser fails on it, which is a bug of pyward's".to_owned()
            },
            offset: 0,
        });
        let errors = self.errors.iter().map(|error| SyntaxFault {
            message: error.error.to_string(),
            offset: error.range().start().to_usize(),
        });
        unparsed.into_iter().chain(errors)
    }

    /// Whether Python would take it: it has no faults, and uses nothing newer than Python 3.13.
    pub fn is_python_313(&self) -> bool {
        let is_whole = self.tree.is_some() && self.errors.is_empty();
        is_whole && !self.has_template_string && !self.has_clash
    }

    /// An upper bound for the depth of its tree: what recurses over it needs as many frames at most.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// The comments, in their order.
    pub fn comments(&self) -> impl Iterator<Item = Comment<'_>> {
        self.comments.iter().map(|range| {
            let (start, end) = (range.start().to_usize(), range.end().to_usize());
            Comment {
                text: self.source.text.get(start..end).unwrap_or(""),
                line: self.lines.line(range.start().to_u32()),
                start,
            }
        })
    }

    /// Whether a byte order mark, which is not part of the text, stood before it.
    pub fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// How many lines there are, the empty one behind the last line end included.
    pub fn line_count(&self) -> usize {
        self.lines.count()
    }

    /// The line of a byte offset, from 1.
    pub fn line_of(&self, offset: usize) -> u32 {
        self.lines.line(self.within(offset))
    }

    /// The byte a line, counted from 1, begins at; the end of the text for lines behind it.
    pub fn line_start(&self, line: u32) -> usize {
        self.lines.start(line, &self.source.text)
    }

    /// A line, counted from 1, with its end.
    pub fn line_text(&self, line: u32) -> &str {
        let text = &self.source.text;
        let start = self.lines.start(line, text);
        let end = self.lines.start(line.saturating_add(1), text);
        text.get(start..end).unwrap_or("")
    }

    /// The span between two byte offsets.
    pub fn span(&self, start: usize, end: usize) -> Span {
        let (start, end) = (self.within(start), self.within(end));
        let (line, end_line) = (self.lines.line(start), self.lines.line(end));
        let column = |offset: u32, line| {
            let start = self.lines.start(line, &self.source.text);
            offset.saturating_sub(u32::try_from(start).unwrap_or(u32::MAX))
        };
        Span {
            start: start as usize,
            end: end as usize,
            line,
            end_line,
            byte_column: column(start, line),
            end_byte_column: column(end, end_line),
        }
    }

    /// A span as a place in the file. In a notebook the path names the cell, and lines count within it.
    pub fn location(&self, span: Span) -> Location {
        let (cell, before) = self.cell_of(span.line);
        let path = match cell {
            Some(cell) => Arc::from(format!("{}#cell-{}", self.source.path, cell.number)),
            None => self.source.path.clone(),
        };
        let start = self.lines.start(span.line, &self.source.text);
        let end = self.lines.start(span.end_line, &self.source.text);
        Location {
            line: Some(span.line - before),
            column: Some(self.characters(start, span.start) + 1),
            end_line: (span.end_line != span.line).then(|| span.end_line.saturating_sub(before)),
            end_column: Some(self.characters(end, span.end) + 1),
            ..Location::file(path)
        }
    }

    /// The cell a line of the joined source stands in, and how many lines stand before that cell.
    fn cell_of(&self, line: u32) -> (Option<&Cell>, u32) {
        let behind = self.cells.partition_point(|cell| cell.first_line <= line);
        let cell = behind
            .checked_sub(1)
            .and_then(|place| self.cells.get(place));
        (cell, cell.map_or(0, |cell| cell.first_line - 1))
    }

    fn characters(&self, start: usize, end: usize) -> u32 {
        let text = &self.source.text;
        if end.saturating_sub(start) <= columns::BLOCK {
            let part = text.get(start..end).unwrap_or("");
            return u32::try_from(part.chars().count()).unwrap_or(u32::MAX);
        }
        // Many places of one long line may be asked for.
        let columns = self.columns.get_or_init(|| Columns::of(text));
        columns
            .before(text, end)
            .saturating_sub(columns.before(text, start))
    }

    /// An offset as the parser counts, inside the text.
    fn within(&self, offset: usize) -> u32 {
        u32::try_from(offset.min(self.source.text.len())).unwrap_or(u32::MAX)
    }

    /// Whether it nests deeper than those may go who walk it by recursion.
    pub(crate) fn is_too_deep(&self) -> bool {
        self.depth > nesting::WALKED
    }

    /// Its statements, for those who walk them by recursion: none where it nests deeper than they may.
    pub(crate) fn statements(&self) -> &[Stmt] {
        match self.ast() {
            Some(tree) if !self.is_too_deep() => &tree.body,
            _ => &[],
        }
    }

    /// Its syntax tree; empty where the source was not parsed.
    pub(crate) fn ast(&self) -> Option<&ModModule> {
        self.tree.as_ref()
    }
}

impl Drop for Module {
    /// Trees go as they were built, a frame for each level.
    fn drop(&mut self) {
        let frames = self.depth.min(nesting::DEEPEST) * 2048;
        if frames > 256 * 1024 {
            let tree = self.tree.take();
            stacker::grow(frames + 256 * 1024, || drop(tree));
        }
    }
}

#[cfg(test)]
mod tests;
