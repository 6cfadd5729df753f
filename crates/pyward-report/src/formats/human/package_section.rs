//! Packages and what is wrong with them.

use super::page::{Line, Page, wide};
use super::palette;
use crate::package_view::{Mark, PackageView, Row, shown};
use crate::remedy::Remedy;
use crate::report_view::ReportView;
use crate::{RenderOptions, advisory_url, agreement, wording};

/// Findings of one package that are listed unless everything is asked for.
const ROWS: usize = 10;

/// Where there is less room than this beside a row, its summary stands below it.
const SUMMARY: usize = 30;

/// Packages, worst first.
pub(super) fn write(page: &mut Page, view: &ReportView<'_>, options: &RenderOptions) {
    let columns = Columns::new(view);
    for package in &view.packages {
        page.blank();
        heading(page, package);
        let rows = match options.verbose {
            0 => package.rows.get(..ROWS).unwrap_or(&package.rows),
            _ => &package.rows,
        };
        for row in rows {
            columns.write(page, row);
            if options.verbose > 0
                && let Some(said) = row.finding.advisory.as_deref().and_then(agreement)
            {
                page.flow(Line::indent(4), palette::QUIET, &said, 4);
            }
        }
        let more = package.rows.len() - rows.len();
        if more > 0 {
            let text = format!("… {} more (-v shows all)", wording::thousands(more));
            page.line(Line::indent(2).styled(palette::QUIET, &text));
        }
        remedy(page, package);
    }
}

/// `jinja2 3.1.2  2 high, 3 medium  direct, requirements.txt:6`, in two lines where one is too long.
fn heading(page: &mut Page, package: &PackageView<'_>) {
    let (name, version) = package.title();
    let mut line = Line::new().styled(palette::TITLE, &name);
    if let Some(version) = version {
        line = line.text(" ").styled(palette::TITLE, &version);
    }
    line = line.gap();
    for (i, (severity, count)) in package.tally.iter().enumerate() {
        if i > 0 {
            line = line.text(", ");
        }
        line = line.styled(palette::severity(severity), &format!("{count} {severity}"));
    }
    let origin = package.origin().join(" · ");
    if line.columns() + 2 + wide(&origin) <= page.columns() {
        page.line(line.gap().styled(palette::QUIET, &origin));
    } else {
        page.line(line);
        page.flow(Line::indent(2), palette::QUIET, &origin, 2);
    }
}

fn remedy(page: &mut Page, package: &PackageView<'_>) {
    if package.component.is_none() {
        return;
    }
    let style = match package.remedy {
        Remedy::Remove { .. } => palette::FAIL,
        Remedy::Upgrade { .. } => palette::REMEDY,
        Remedy::Nothing(_) | Remedy::Copy(_) => palette::QUIET,
    };
    page.flow(
        Line::indent(2).styled(style, "→ "),
        style,
        &package.remedy.to_string(),
        4,
    );
}

/// How wide the columns of all rows are, so that they stand under each other across packages.
struct Columns {
    severity: usize,
    id: usize,
    second_id: usize,
    fix: usize,
}

impl Columns {
    fn new(view: &ReportView<'_>) -> Self {
        let rows = || view.packages.iter().flat_map(|package| &package.rows);
        let widest = |of: fn(&Row<'_>) -> usize| rows().map(of).max().unwrap_or_default();
        Self {
            severity: widest(|row| row.severity().word().len()),
            id: widest(|row| wide(&shown(row.id))),
            second_id: widest(|row| row.second_id.map_or(0, |id| wide(&shown(id)))),
            fix: widest(|row| wide(&fix(row))),
        }
    }

    /// Columns of a row without its summary.
    fn width(&self, with_second_id: bool) -> usize {
        let second_id = if with_second_id && self.second_id > 0 {
            self.second_id + 2
        } else {
            0
        };
        2 + self.severity + 2 + self.id + 2 + second_id + self.fix
    }

    fn write(&self, page: &mut Page, row: &Row<'_>) {
        let two_ids = self.width(true) <= page.columns();
        let mut line = Line::indent(2)
            .styled(palette::severity(row.severity()), row.severity().word())
            .pad_to(2 + self.severity)
            .gap();
        let indent = line.columns();
        line = id(line, row).pad_to(indent + self.id).gap();
        if two_ids && self.second_id > 0 {
            let start = line.columns();
            if let Some(second) = row.second_id {
                line = id_quiet(line, second);
            }
            line = line.pad_to(start + self.second_id).gap();
        }
        let start = line.columns();
        let style = if row.fix.is_some() {
            palette::REMEDY
        } else {
            palette::QUIET
        };
        line = line.styled(style, &fix(row)).pad_to(start + self.fix);
        let beside = line.columns() + 2 + SUMMARY <= page.columns();
        if beside {
            let columns = page.columns();
            page.line(about(line.gap(), row, columns));
            return;
        }
        page.line(line);
        let mut below = Line::indent(indent);
        if let Some(second) = row.second_id.filter(|_| !two_ids) {
            below = id_quiet(below, second).gap();
        }
        below = about(below, row, page.columns());
        if below.columns() > indent {
            page.line(below);
        }
    }
}

/// Marks and summary, cut at the edge.
fn about(mut line: Line, row: &Row<'_>, columns: usize) -> Line {
    for (i, mark) in row.marks.iter().enumerate() {
        let style = match mark {
            Mark::Malware | Mark::Exploited { .. } => palette::FAIL,
            Mark::Likely(_) => palette::TITLE,
            Mark::MatchedAs(_) => palette::QUIET,
        };
        let comma = if i == 0 { "" } else { ", " };
        line = line.fitted(style, &format!("{comma}{mark}"), columns);
    }
    if !row.marks.is_empty() && row.summary.is_some() {
        line = line.fitted(palette::PLAIN, ": ", columns);
    }
    match &row.summary {
        Some(summary) => line.fitted(palette::PLAIN, summary, columns),
        None => line,
    }
}

fn id(line: Line, row: &Row<'_>) -> Line {
    line.linked(palette::PLAIN, &shown(row.id), row.url())
}

fn id_quiet(line: Line, id: &str) -> Line {
    line.linked(palette::QUIET, &shown(id), advisory_url(id))
}

fn fix(row: &Row<'_>) -> String {
    match row.fix {
        Some(version) => format!("fix {}", shown(version.as_str())),
        None if row.is_copy => String::new(),
        None if row.finding.advisory.is_some() => "no fix".to_owned(),
        None => String::new(),
    }
}
