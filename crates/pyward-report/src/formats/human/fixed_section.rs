//! Findings that were fixed before the report was made.

use pyward_model::Report;

use super::page::{Line, Page};
use super::palette;
use crate::package_view::shown;
use crate::{RenderOptions, wording};

/// Fixed findings that are listed unless all are asked for.
const ROWS: usize = 20;

/// Each with its place, its rule and what was done.
pub(super) fn write(page: &mut Page, report: &Report, options: &RenderOptions) {
    let fixed = report.code.as_ref().map_or(&[][..], |code| &code.fixed);
    if fixed.is_empty() {
        return;
    }
    page.blank();
    page.line(Line::new().styled(palette::TITLE, "Fixed"));
    let most = if options.verbose > 0 {
        usize::MAX
    } else {
        ROWS
    };
    let rows = fixed.get(..most).unwrap_or(fixed);
    for row in rows {
        let head = Line::indent(2)
            .text(&shown(&row.location.to_string()))
            .gap()
            .styled(palette::STRONG, row.rule)
            .gap();
        page.flow(head, palette::PLAIN, &wording::prose(&row.title), 4);
    }
    let more = fixed.len() - rows.len();
    if more > 0 {
        let text = format!("… {} more (-v shows all)", wording::thousands(more));
        page.line(Line::indent(2).styled(palette::QUIET, &text));
    }
}
