//! Findings that somebody decided not to count.

use pyward_model::{Component, Location, SuppressionKind};

use super::page::{Line, Page};
use super::palette;
use crate::package_view::{Row, component_title, shown};
use crate::report_view::ReportView;
use crate::{RenderOptions, wording};

/// Waived findings that are listed unless all are asked for.
const ROWS: usize = 10;

/// Waived findings in short, or in full where they are asked for.
pub(super) fn write(page: &mut Page, view: &ReportView<'_>, options: &RenderOptions) {
    if view.waived.is_empty() {
        return;
    }
    page.blank();
    page.line(Line::new().styled(palette::TITLE, "Waived"));
    let in_full = options.show_suppressed || options.verbose > 0;
    let most = if in_full { usize::MAX } else { ROWS };
    let rows = view.waived.get(..most).unwrap_or(&view.waived);
    for (component, row) in rows {
        waived(page, *component, row, in_full);
    }
    let more = view.waived.len() - rows.len();
    if more > 0 {
        let text = format!("… {} more (-v shows all)", wording::thousands(more));
        page.line(Line::indent(2).styled(palette::QUIET, &text));
    }
}

fn waived(page: &mut Page, component: Option<&Component>, row: &Row<'_>, in_full: bool) {
    let mut line = Line::indent(2);
    if in_full {
        line = line
            .styled(palette::severity(row.severity()), row.severity().word())
            .gap();
    }
    line = line.linked(palette::PLAIN, &shown(row.id), row.url()).gap();
    if let Some(component) = component {
        let (name, version) = component_title(component);
        line = line.styled(palette::TITLE, &name).text(" ").text(&version);
    } else if let Some(place) = row.finding.locations.first() {
        line = line.text(&shown(&place.to_string()));
    }
    let Some(suppression) = &row.finding.suppression else {
        return page.line(line);
    };
    let is_comment = suppression.kind == SuppressionKind::InSource;
    let mut terms = Vec::new();
    if let Some(until) = suppression.until {
        terms.push(format!("until {until}"));
    }
    if let Some(owner) = &suppression.owner {
        terms.push(wording::prose(owner));
    }
    if is_comment {
        terms.push("by a comment".to_owned());
    }
    if in_full {
        terms.extend(suppression.status.as_deref().map(wording::prose));
        if !is_comment {
            terms.push(suppression.kind.word().to_owned());
        }
        terms.extend(suppression.location.as_ref().map(Location::to_string));
    }
    page.flow(line.gap(), palette::QUIET, &terms.join(", "), 4);
    let reason = wording::prose(&suppression.reason);
    if !reason.is_empty() {
        page.flow(Line::indent(4), palette::PLAIN, &reason, 4);
    }
}
