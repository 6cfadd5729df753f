//! What was covered, what was not, and with which data.

use pyward_model::{Notice, Report, Weight};

use super::HEADING_FILES;
use super::page::{Line, Page};
use super::{palette, project_section};
use crate::report_view::{self, weight_word};
use crate::{RenderOptions, wording};

/// Gaps that are listed unless everything is asked for.
const GAPS: usize = 10;

/// Files that are listed unless everything is asked for.
const FILES: usize = 4;

/// Gaps and notes, what was read and left out, the data.
pub(super) fn write(page: &mut Page, report: &Report, options: &RenderOptions) {
    let (gaps, notes) = report_view::notices(report);
    notices(page, "Not covered", &gaps, options);
    let (told, counted): (Vec<&Notice>, Vec<&Notice>) = notes
        .into_iter()
        .partition(|note| options.verbose > 0 || report_view::asks_for_action(note));
    notices(page, "Notes", &told, options);
    page.blank();
    let most = match options.verbose {
        0 => FILES,
        _ => usize::MAX,
    };
    let read = report.inventory.formats.iter().map(|read| {
        format!(
            "{} ({})",
            wording::prose(&read.path),
            wording::thousands(read.components)
        )
    });
    if options.verbose > 0 || read.len() > HEADING_FILES {
        files(page, "read", read, most);
    }
    let skipped = report.inventory.skipped.iter().map(|left| {
        format!(
            "{} ({})",
            wording::prose(&left.path),
            wording::prose(&left.reason)
        )
    });
    files(page, "left out", skipped, most);
    project_section::write(page, report, options);
    data(page, report);
    if !counted.is_empty() {
        let what = if told.is_empty() { "note" } else { "more note" };
        let text = format!("{} (-v shows them)", wording::counted(counted.len(), what));
        labelled(page, "notes", &text);
    }
    page.blank();
}

fn notices(page: &mut Page, title: &str, notices: &[&Notice], options: &RenderOptions) {
    if notices.is_empty() {
        return;
    }
    page.blank();
    page.line(Line::new().styled(palette::TITLE, title));
    let listed = match options.verbose {
        0 => notices.get(..GAPS).unwrap_or(notices),
        _ => notices,
    };
    let words = listed.iter().map(|notice| weight_word(notice.weight).len());
    let column = words.max().unwrap_or_default();
    for notice in listed {
        write_notice(page, notice, column);
    }
    let more = notices.len() - listed.len();
    if more > 0 {
        let text = format!("… {} more (-v shows all)", wording::thousands(more));
        page.line(Line::indent(2).styled(palette::QUIET, &text));
    }
}

fn write_notice(page: &mut Page, notice: &Notice, column: usize) {
    let style = match notice.weight {
        Weight::Incomplete | Weight::Gap => palette::INCOMPLETE,
        Weight::Info => palette::QUIET,
    };
    let head = Line::indent(2)
        .styled(style, weight_word(notice.weight))
        .pad_to(2 + column)
        .gap();
    let indent = head.columns();
    let place = notice
        .location
        .as_ref()
        .map(|location| format!("{location}: "))
        .unwrap_or_default();
    let text = format!("{place}{}", wording::prose(&notice.message));
    page.flow(head, palette::PLAIN, &text, indent);
    if let Some(hint) = &notice.hint {
        let head = Line::indent(indent).styled(palette::QUIET, "hint: ");
        page.flow(head, palette::QUIET, &wording::prose(hint), indent + 6);
    }
}

fn files(page: &mut Page, label: &str, files: impl Iterator<Item = String>, most: usize) {
    let files: Vec<String> = files.collect();
    if !files.is_empty() {
        labelled(page, label, &wording::listed(&files, most));
    }
}

fn data(page: &mut Page, report: &Report) {
    for source in &report.data {
        let mut text = wording::data_source(source, report.today);
        if wording::is_stale(source, report.today) {
            text.push_str("; refresh with `pyward db update`");
        }
        labelled(page, "advisories", &text);
    }
}

pub(super) fn labelled(page: &mut Page, label: &str, text: &str) {
    const LABEL: usize = 12;
    let head = Line::new().styled(palette::QUIET, label).pad_to(LABEL);
    page.flow(head, palette::PLAIN, text, LABEL);
}
