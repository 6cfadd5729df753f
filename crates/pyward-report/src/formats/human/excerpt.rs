//! Source with the place in it underlined.

use anstyle::Style;
use pyward_model::{Location, SourceLine, printable};
use unicode_width::UnicodeWidthStr as _;

use super::page::{Line, Page};
use super::palette;

/// Lines of a place that are shown; of longer ones the first.
const LINES: u32 = 6;

/// A tab is shown this wide.
const TAB: &str = "    ";

/// Characters of a line that are looked at before and after the place: no terminal is wider.
const AROUND: usize = 400;

/// A character as it is shown.
struct Cell {
    text: String,
    width: usize,
}

/// Writes the lines of a place and one around it, with carets under its columns.
pub(super) fn write(
    page: &mut Page,
    source: &[SourceLine],
    place: &Location,
    style: Style,
    indent: usize,
) {
    let Some(first) = place.line else {
        return;
    };
    let end = place.end_line.unwrap_or(first).max(first);
    let last = end.min(first.saturating_add(LINES - 1));
    let around = first.saturating_sub(1)..=last.saturating_add(u32::from(last == end));
    let mut lines: Vec<&SourceLine> = source
        .iter()
        .filter(|line| around.contains(&line.number))
        .collect();
    let is_edge =
        |line: &&SourceLine| !(first..=last).contains(&line.number) && line.text.trim().is_empty();
    if lines.first().is_some_and(is_edge) {
        lines.remove(0);
    }
    if lines.last().is_some_and(is_edge) {
        lines.pop();
    }
    let digits = lines.last().map_or(0, |line| line.number.to_string().len());
    for line in lines {
        let is_first = line.number == first;
        let mark = is_first.then(|| columns(place, end == first));
        let gutter =
            Line::indent(indent).styled(palette::QUIET, &format!("{:>digits$} │ ", line.number));
        let room = page.columns().saturating_sub(gutter.columns());
        let shown = Shown::new(&line.text, mark.flatten(), room);
        page.line(gutter.text(&shown.text));
        if let Some((from, to)) = shown.mark {
            let below = Line::indent(indent)
                .styled(palette::QUIET, &format!("{:digits$} │ ", ""))
                .text(&" ".repeat(from))
                .styled(style, &"^".repeat(to - from));
            page.line(below);
        }
    }
    if last < end {
        let more = format!("{:digits$} ⋮ up to line {end}", "");
        page.line(Line::indent(indent).styled(palette::QUIET, &more));
    }
}

/// Columns from 0, the end exclusive; up to the end of the line where the place goes on in the next.
fn columns(place: &Location, is_one_line: bool) -> Option<(usize, usize)> {
    let start = place.column?.checked_sub(1)? as usize;
    let end = match place.end_column {
        Some(end) if is_one_line => (end as usize).saturating_sub(1),
        None if is_one_line => start + 1,
        _ => usize::MAX,
    };
    Some((start, end.max(start + 1)))
}

/// A line as it fits, and where in it the marked columns are.
struct Shown {
    text: String,
    mark: Option<(usize, usize)>,
}

impl Shown {
    fn new(text: &str, mark: Option<(usize, usize)>, room: usize) -> Self {
        let text = text.trim_end();
        let (start, end) = mark.unwrap_or((0, 0));
        // What is far from the mark is not even looked at.
        let skipped = start.saturating_sub(AROUND);
        let cells: Vec<Cell> = cells(text, skipped, 2 * AROUND);
        let start = (start - skipped).min(cells.len());
        let end = end.saturating_sub(skipped).clamp(start, cells.len());
        let width = |cells: &[Cell]| cells.iter().map(|cell| cell.width).sum::<usize>();
        let before = width(cells.get(..start).unwrap_or(&[]));
        let marked = width(cells.get(start..end).unwrap_or(&[])).max(1);
        let is_long = skipped > 0 || width(&cells) > room;
        let mut first = 0;
        if is_long && before + marked.min(room / 2) + 2 > room || skipped > 0 {
            let mut lead = before;
            while lead > room / 3 && first < start {
                lead -= cells.get(first).map_or(0, |cell| cell.width);
                first += 1;
            }
        }
        let is_whole = text.chars().nth(skipped + cells.len()).is_none();
        let is_cut = first > 0 || skipped > 0;
        let mut line = String::from(if is_cut { "…" } else { "" });
        let mut used = usize::from(is_cut);
        let (mut from, mut to) = (None, used);
        for (at, cell) in cells.iter().enumerate().skip(first) {
            let is_last = is_whole && at + 1 == cells.len();
            if used + cell.width + usize::from(!is_last) > room {
                line.push('…');
                break;
            }
            if at == start {
                from = Some(used);
            }
            line.push_str(&cell.text);
            used += cell.width;
            if at < end {
                to = used;
            }
        }
        let from = from.unwrap_or(used);
        Self {
            text: line,
            mark: mark.map(|_| (from, to.max(from + 1))),
        }
    }
}

/// Characters as they are shown: tabs as spaces, what steers a terminal or a log as an escape.
fn cells(text: &str, skipped: usize, most: usize) -> Vec<Cell> {
    let mut before = None;
    text.char_indices()
        .skip(skipped)
        .take(most)
        .map(|(at, ch)| {
            let rest = text.get(at..).unwrap_or_default();
            // Some logs obey `##[…` wherever in a line it stands.
            let is_command =
                before == Some('#') && (rest.starts_with("#[") || rest.starts_with("#vso["));
            before = Some(ch);
            let text = match ch {
                '\t' => TAB.to_owned(),
                _ if is_command => ch.escape_unicode().collect(),
                _ => printable(ch.encode_utf8(&mut [0; 4])).into_owned(),
            };
            Cell {
                width: text.width(),
                text,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::RenderOptions;

    fn shown(text: &str, mark: (usize, usize), room: usize) -> String {
        let shown = Shown::new(text, Some(mark), room);
        let (from, to) = shown.mark.unwrap();
        format!(
            "{}\n{}{}",
            shown.text,
            " ".repeat(from),
            "^".repeat(to - from)
        )
    }

    #[test]
    fn carets_stand_under_what_is_shown() {
        assert_eq!(shown("x = eval(y)", (4, 8), 40), "x = eval(y)\n    ^^^^");
        assert_eq!(shown("\teval(y)", (1, 5), 40), "    eval(y)\n    ^^^^");
        assert_eq!(shown("'日本' + x", (7, 8), 40), "'日本' + x\n         ^");
        assert_eq!(
            shown("a\u{1b}[2J + x", (1, 5), 40),
            "a\\u{1b}[2J + x\n ^^^^^^^^^"
        );
        assert_eq!(shown("x", (9, 12), 40), "x\n ^");
        assert_eq!(shown("", (0, 1), 40), "\n^");
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let line = format!("{}eval(y){}", "a + ".repeat(500), " + b".repeat(500));
        assert_eq!(
            shown(&line, (2000, 2004), 40),
            "… a + a + a + eval(y) + b + b + b + b +…\n              ^^^^"
        );
        let line = format!("eval({})", "x".repeat(500));
        assert_eq!(
            shown(&line, (0, 506), 20),
            "eval(xxxxxxxxxxxxxx…\n^^^^^^^^^^^^^^^^^^^"
        );
    }

    #[test]
    fn long_places_are_shown_by_their_first_lines() {
        let source: Vec<SourceLine> = (8..60)
            .map(|number| SourceLine {
                number,
                text: format!("line({number},").into(),
            })
            .collect();
        let place = Location {
            column: Some(6),
            end_line: Some(50),
            end_column: Some(3),
            ..Location::line("a.py", 9)
        };
        let mut page = Page::new(&RenderOptions::default());
        write(&mut page, &source, &place, palette::PLAIN, 2);
        insta::assert_snapshot!(page.finish(), @r"
           8 │ line(8,
           9 │ line(9,
             │      ^^
          10 │ line(10,
          11 │ line(11,
          12 │ line(12,
          13 │ line(13,
          14 │ line(14,
             ⋮ up to line 50
        ");
    }

    proptest! {
        #[test]
        fn any_line_fits_its_room(text in any::<String>(), start in 0usize..200, length in 0usize..200, room in 4usize..120) {
            let shown = Shown::new(&text, Some((start, start + length)), room);
            prop_assert!(shown.text.width() <= room + 1);
            let (from, to) = shown.mark.unwrap();
            prop_assert!(from < to && to <= room + 1);
        }
    }
}
