//! Files and what is wrong in them.

use std::collections::BTreeMap;

use pyward_model::{Finding, TraceStep};
use unicode_width::UnicodeWidthStr as _;

use super::excerpt;
use super::page::{Line, Page};
use super::palette;
use crate::code_view::{FileView, aside, folded, place, rule_title};
use crate::package_view::shown;
use crate::report_view::ReportView;
use crate::{RenderOptions, wording};

/// Files that are listed unless everything is asked for.
const FILES: usize = 40;

/// Findings of one rule that are shown in one file unless everything is asked for.
const OF_A_FILE: usize = 3;

/// Findings of one rule that are shown in the whole report unless everything is asked for.
const OF_A_RULE: usize = 12;

/// Steps of a trace that are shown at its beginning, and as many at its end.
const STEPS: usize = 6;

/// Messages of steps stand under each other up to this width.
const STEP_PLACE: usize = 32;

/// Files, worst first.
pub(super) fn write(page: &mut Page, view: &ReportView<'_>, options: &RenderOptions) {
    let column = view
        .files
        .iter()
        .flat_map(|file| &file.findings)
        .map(|finding| finding.severity.word().len())
        .max()
        .unwrap_or_default();
    let in_full = options.verbose > 0;
    let most = if in_full { usize::MAX } else { FILES };
    let files = view.files.get(..most).unwrap_or(&view.files);
    let mut of_rules = BTreeMap::new();
    for file in files {
        page.blank();
        heading(page, file);
        write_file(page, file, column, &mut of_rules, in_full);
    }
    let left = view.files.get(files.len()..).unwrap_or_default();
    if !left.is_empty() {
        let findings = left.iter().map(|file| file.findings.len()).sum();
        let text = format!(
            "… {} in {} (-v shows all)",
            wording::counted(findings, "more finding"),
            wording::counted(left.len(), "more file")
        );
        page.blank();
        page.line(Line::new().styled(palette::QUIET, &text));
    }
}

/// `shop/archive.py  1 high, 2 low`.
fn heading(page: &mut Page, file: &FileView<'_>) {
    let path = match file.path {
        "" => "code".into(),
        path => shown(path),
    };
    let mut line = Line::new().styled(palette::TITLE, &path).gap();
    for (i, (severity, count)) in file.tally.iter().enumerate() {
        if i > 0 {
            line = line.text(", ");
        }
        line = line.styled(palette::severity(severity), &format!("{count} {severity}"));
    }
    page.line(line);
}

/// The findings of a file by line; those of a rule that fires often are counted at the end.
fn write_file<'a>(
    page: &mut Page,
    file: &FileView<'a>,
    column: usize,
    of_rules: &mut BTreeMap<&'a str, usize>,
    in_full: bool,
) {
    let mut here: BTreeMap<&str, usize> = BTreeMap::new();
    let mut left: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for &finding in &file.findings {
        let here = here.entry(finding.rule.name).or_default();
        let all = of_rules.entry(finding.rule.name).or_default();
        if in_full || (*here < OF_A_FILE && *all < OF_A_RULE) {
            *here += 1;
            *all += 1;
            write_finding(page, finding, column, in_full);
        } else {
            left.entry(finding.rule.name).or_default().push(finding);
        }
    }
    for findings in left.values() {
        let text = format!("{} (-v shows all)", folded(findings));
        let head = Line::indent(2).styled(palette::QUIET, "… ");
        page.flow(head, palette::QUIET, &text, 4);
    }
}

/// What, where and why, the source, and the way of the data.
fn write_finding(page: &mut Page, finding: &Finding, column: usize, in_full: bool) {
    let style = palette::severity(finding.severity);
    let mut head = Line::indent(2)
        .styled(style, finding.severity.word())
        .pad_to(2 + column)
        .gap();
    let indent = head.columns();
    head = head.styled(palette::STRONG, &rule_title(finding)).gap();
    let place = place(finding);
    let mut aside = aside(finding);
    if let Some(place) = place {
        let text = shown_place(&place.to_string());
        if head.columns() + text.width() > page.columns() {
            page.line(head);
            head = Line::indent(indent);
        }
        head = head.text(&text).gap();
    }
    if head.columns() + aside.width() <= page.columns() {
        head = head.styled(palette::QUIET, &aside);
        aside.clear();
    }
    page.line(head);
    let message = wording::prose(&finding.message);
    page.flow(Line::indent(indent), palette::PLAIN, &message, indent);
    if !aside.is_empty() {
        page.flow(Line::indent(indent), palette::QUIET, &aside, indent);
    }
    let Some(code) = &finding.code else {
        return;
    };
    if let Some(place) = place {
        excerpt::write(page, &code.source, place, style, indent);
    }
    trace(page, &code.trace, indent, in_full);
}

/// The steps, numbered; of very long ways the beginning and the end.
fn trace(page: &mut Page, steps: &[TraceStep], indent: usize, in_full: bool) {
    let places: Vec<String> = steps
        .iter()
        .map(|step| shown_place(&step.location.to_string()))
        .collect();
    let widest = places.iter().map(|place| place.width()).max();
    let column = widest.unwrap_or_default().min(STEP_PLACE);
    let digits = steps.len().to_string().len();
    let is_cut = !in_full && steps.len() > 2 * STEPS + 1;
    for (at, (step, place)) in steps.iter().zip(&places).enumerate() {
        if is_cut && at >= STEPS && at < steps.len() - STEPS {
            if at == STEPS {
                let more = wording::counted(steps.len() - 2 * STEPS, "more step");
                let text = format!("{:digits$} … {more} (-v shows all)", "");
                page.line(Line::indent(indent).styled(palette::QUIET, &text));
            }
            continue;
        }
        let mut head = Line::indent(indent)
            .styled(palette::QUIET, &format!("{:>digits$}. ", at + 1))
            .text(place)
            .gap();
        head = head.pad_to(indent + digits + 2 + column + 2);
        let hang = indent + digits + 2;
        page.flow(head, palette::PLAIN, &wording::prose(&step.message), hang);
    }
}

/// A place of bearable length: of very long ones the end, which tells most.
fn shown_place(place: &str) -> String {
    const LONGEST: usize = 100;
    let count = place.chars().count();
    match place.char_indices().nth(count.saturating_sub(LONGEST)) {
        Some((at, _)) if at > 0 => format!("…{}", place.get(at..).unwrap_or_default()),
        _ => place.to_owned(),
    }
}
