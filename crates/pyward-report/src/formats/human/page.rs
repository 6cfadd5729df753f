//! Lines of styled text that know how wide they are.

use anstyle::Style;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::palette;
use crate::RenderOptions;

/// Between two columns.
const GAP: usize = 2;

/// A narrower terminal is treated as if it were this wide.
const NARROWEST: usize = 40;

/// Prose is not set wider, however wide the terminal is.
const MEASURE: usize = 110;

/// What is not meant for a terminal is set this wide, where it is prose.
const NO_TERMINAL: usize = 100;

/// Where no terminal bounds a line, foreign prose in it still ends here.
const LONGEST: usize = 240;

/// Text being written, and how wide it may be.
pub(super) struct Page {
    text: String,
    color: bool,
    links: bool,
    width: Option<usize>,
}

impl Page {
    /// An empty page.
    pub(super) fn new(options: &RenderOptions) -> Self {
        Self {
            text: String::new(),
            color: options.color,
            links: options.links,
            width: options.width.map(|width| width.max(NARROWEST)),
        }
    }

    /// Columns a line of a table may take.
    pub(super) fn columns(&self) -> usize {
        self.width.unwrap_or(LONGEST)
    }

    /// Writes a line.
    pub(super) fn line(&mut self, mut line: Line) {
        while line.spans.last().is_some_and(Span::is_blank) {
            line.spans.pop();
        }
        for span in &line.spans {
            span.write(&mut self.text, self.color, self.links);
        }
        self.text.push('\n');
    }

    /// Writes an empty line, unless there is one or nothing yet.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writes `head` and, after it, prose: wrapped between words, every further line indented by `hang`.
    pub(super) fn flow(&mut self, head: Line, style: Style, prose: &str, hang: usize) {
        let width = self.width.unwrap_or(NO_TERMINAL).min(MEASURE);
        let mut line = head;
        let mut run = String::new();
        let mut used = line.columns;
        for word in prose.split(' ').filter(|word| !word.is_empty()) {
            let space = usize::from(!run.is_empty());
            if used + space + wide(word) > width && (!run.is_empty() || used > hang) {
                self.line(line.styled(style, &run));
                line = Line::indent(hang);
                used = hang;
                run.clear();
            }
            if !run.is_empty() {
                run.push(' ');
                used += 1;
            }
            run.push_str(word);
            used += wide(word);
        }
        self.line(line.styled(style, &run));
    }

    /// The page as text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Text in one style, printable.
struct Span {
    text: String,
    style: Style,
    link: Option<String>,
}

impl Span {
    fn is_blank(&self) -> bool {
        self.link.is_none() && self.text.chars().all(|ch| ch == ' ')
    }

    fn write(&self, out: &mut String, color: bool, links: bool) {
        use std::fmt::Write as _;
        let link = self.link.as_ref().filter(|_| links);
        let style = if color { self.style } else { palette::PLAIN };
        if let Some(url) = link {
            let _ = write!(out, "\u{1b}]8;;{url}\u{1b}\\");
        }
        if style.is_plain() {
            out.push_str(&self.text);
        } else {
            let _ = write!(out, "{style}{}{style:#}", self.text);
        }
        if link.is_some() {
            out.push_str("\u{1b}]8;;\u{1b}\\");
        }
    }
}

/// A line being put together.
#[derive(Default)]
pub(super) struct Line {
    spans: Vec<Span>,
    columns: usize,
}

impl Line {
    /// An empty line.
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// A line that starts with that many spaces.
    pub(super) fn indent(columns: usize) -> Self {
        Self::new().pad_to(columns)
    }

    /// Columns taken so far.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Appends text.
    pub(super) fn text(self, text: &str) -> Self {
        self.styled(palette::PLAIN, text)
    }

    /// Appends text in a style.
    pub(super) fn styled(self, style: Style, text: &str) -> Self {
        self.linked(style, text, None)
    }

    /// Appends text in a style that leads to a page.
    pub(super) fn linked(mut self, style: Style, text: &str, link: Option<String>) -> Self {
        self.columns += wide(text);
        self.spans.push(Span {
            text: text.to_owned(),
            style,
            link,
        });
        self
    }

    /// Appends text, cut with `…` where the line would go beyond `columns`.
    pub(super) fn fitted(self, style: Style, text: &str, columns: usize) -> Self {
        let room = columns.saturating_sub(self.columns);
        if wide(text) <= room {
            return self.styled(style, text);
        }
        self.styled(style, &clip(text, room))
    }

    /// Appends spaces up to that column.
    pub(super) fn pad_to(self, columns: usize) -> Self {
        match columns.saturating_sub(self.columns) {
            0 => self,
            missing => self.text(&" ".repeat(missing)),
        }
    }

    /// Appends the space between two columns.
    pub(super) fn gap(self) -> Self {
        let columns = self.columns + GAP;
        self.pad_to(columns)
    }
}

/// Columns that printable text takes: of ASCII as many as it has signs, which most text is.
pub(super) fn wide(text: &str) -> usize {
    if text.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        text.len()
    } else {
        text.width()
    }
}

/// The start of `text` in so many columns, with `…` where it was cut.
fn clip(text: &str, columns: usize) -> String {
    if wide(text) <= columns {
        return text.to_owned();
    }
    let mut start = String::new();
    let mut used = 0;
    for ch in text.chars() {
        let width = ch.width().unwrap_or_default();
        if used + width >= columns {
            break;
        }
        start.push(ch);
        used += width;
    }
    if columns > 0 {
        start.truncate(start.trim_end().len());
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_text_says_so_and_fits() {
        assert_eq!(clip("sandbox", 7), "sandbox");
        assert_eq!(clip("sandbox", 6), "sandb…");
        assert_eq!(clip("a sandbox", 3), "a…");
        assert_eq!(clip("日本語日本", 6), "日本…");
        assert_eq!(clip("ab", 1), "…");
        assert_eq!(clip("ab", 0), "");
    }

    #[test]
    fn prose_is_wrapped_between_words() {
        let options = RenderOptions {
            width: Some(40),
            ..RenderOptions::default()
        };
        let mut page = Page::new(&options);
        page.flow(
            Line::indent(2).text("because").gap(),
            palette::PLAIN,
            "nothing that is written here is wider than the page allows",
            4,
        );
        insta::assert_snapshot!(page.finish(), @"
    because  nothing that is written here
      is wider than the page allows
    ");
    }

    #[test]
    fn styles_and_links_take_no_room() {
        let options = RenderOptions {
            color: true,
            links: true,
            ..RenderOptions::default()
        };
        let mut page = Page::new(&options);
        let line = Line::new()
            .linked(palette::TITLE, "id", Some("https://x".into()))
            .pad_to(4)
            .text("end")
            .gap();
        assert_eq!(line.columns(), 9);
        page.line(line);
        assert_eq!(
            page.finish(),
            "\u{1b}]8;;https://x\u{1b}\\\u{1b}[1mid\u{1b}[0m\u{1b}]8;;\u{1b}\\  end\n"
        );
    }
}
