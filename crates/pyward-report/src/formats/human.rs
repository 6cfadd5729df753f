//! The report for a person at a terminal.

use pyward_model::{GateOutcome, Outcome, Report};
use unicode_width::UnicodeWidthStr as _;

use crate::report_view::{ReportView, coverage};
use crate::{Format, RenderOptions, wording};

mod code_section;
mod coverage_section;
mod excerpt;
mod fixed_section;
mod package_section;
mod page;
mod palette;
mod plan_section;
mod project_section;
#[cfg(test)]
mod tests;
mod waived_section;

use page::{Line, Page};

/// Files that the heading names.
const HEADING_FILES: usize = 3;

/// Names of gates stand under each other up to this width.
const GATE_NAME: usize = 16;

/// `human`.
pub(crate) struct Human;

impl Format for Human {
    fn name(&self) -> &'static str {
        "human"
    }

    fn title(&self) -> &'static str {
        "for a person at a terminal; the default"
    }

    fn about(&self) -> &'static str {
        "Package by package, worst first: what is wrong, where it comes from, which version clears it; then file by file \
         what is wrong in code, with the source and the way of the data; then what was waived, what was not covered, which data was asked, and the verdict. Tables follow the width of the terminal. \
         Severity is always a word, colour only repeats it. Long lists are cut and say so; `-v` shows all, `-q` the \
         verdict alone. Its wording and layout may change in any version: programs read `json`."
    }

    fn render(&self, report: &Report, options: &RenderOptions) -> String {
        let mut page = Page::new(options);
        let view = ReportView::new(report, options.show_from);
        if !options.quiet {
            heading(&mut page, report, &view);
            if let Some(plan) = &report.plan {
                plan_section::write(&mut page, plan);
            }
            // What a plan clears it tells itself.
            if report.plan.is_none() || options.verbose > 0 {
                package_section::write(&mut page, &view, options);
            }
            code_section::write(&mut page, &view, options);
            fixed_section::write(&mut page, report, options);
            hidden(&mut page, &view, options);
            waived_section::write(&mut page, &view, options);
            coverage_section::write(&mut page, report, options);
        }
        verdict(&mut page, report);
        if !options.quiet {
            closing(&mut page, report, &view, options);
        }
        page.finish()
    }
}

/// What was audited: the target, how many packages, from which files.
fn heading(page: &mut Page, report: &Report, view: &ReportView<'_>) {
    let targets: Vec<String> = report
        .targets
        .iter()
        .map(|target| wording::prose(&target.path))
        .collect();
    let coverage = coverage(report, view, HEADING_FILES);
    let head = Line::new().styled(palette::TITLE, &wording::listed(&targets, 3));
    let head = if targets.is_empty() { head } else { head.gap() };
    page.flow(head, palette::PLAIN, &coverage, 2);
}

/// How many findings are not among those above.
fn hidden(page: &mut Page, view: &ReportView<'_>, options: &RenderOptions) {
    if view.below > 0 {
        page.blank();
        let text = format!(
            "{} below {} not shown",
            wording::counted(view.below, "finding"),
            options.show_from
        );
        page.line(Line::new().styled(palette::QUIET, &text));
    }
}

/// The verdict, its word first.
fn verdict(page: &mut Page, report: &Report) {
    let (style, word) = match report.verdict.outcome {
        Outcome::Pass => (palette::PASS, "PASS"),
        Outcome::Fail => (palette::FAIL, "FAIL"),
        Outcome::Incomplete => (palette::INCOMPLETE, "INCOMPLETE"),
    };
    let head = Line::new().styled(style, word).gap();
    let indent = head.columns();
    let sentence = wording::prose(&report.verdict.sentence);
    page.flow(head, palette::STRONG, &sentence, indent);
}

/// Why the gates said so, the counts, and how to see more.
fn closing(page: &mut Page, report: &Report, view: &ReportView<'_>, options: &RenderOptions) {
    gates(page, report, options);
    let mut numbers = Vec::new();
    if view.tally.total() > 0 || !view.waived.is_empty() {
        numbers.push(view.numbers());
    }
    if options.verbose > 0 && report.withdrawn > 0 {
        numbers.push(format!(
            "{} would have matched",
            wording::counted(report.withdrawn, "withdrawn record")
        ));
    }
    if !numbers.is_empty() {
        page.flow(Line::indent(2), palette::QUIET, &numbers.join("; "), 2);
    }
    if report.verdict.outcome == Outcome::Fail {
        let example = view.example().unwrap_or("ID");
        let more = format!(
            "more: `pyward explain {}`; `-v` for everything; `--format json` for programs",
            wording::prose(example)
        );
        page.flow(Line::indent(2), palette::QUIET, &more, 2);
    }
}

/// The gates that did not pass, or all where more was asked for: `blocks  critical  1 critical finding`.
fn gates(page: &mut Page, report: &Report, options: &RenderOptions) {
    let said: Vec<_> = report
        .verdict
        .gates
        .iter()
        .filter_map(|gate| {
            let (style, word) = match gate.outcome {
                GateOutcome::Block => (palette::FAIL, "blocks"),
                GateOutcome::Warn => (palette::INCOMPLETE, "warns"),
                GateOutcome::Incomplete => (palette::INCOMPLETE, "incomplete"),
                GateOutcome::Log if options.verbose > 0 => (palette::QUIET, "logs"),
                GateOutcome::Pass if options.verbose > 0 => (palette::QUIET, "passes"),
                GateOutcome::Log | GateOutcome::Pass => return None,
            };
            Some((style, word, wording::prose(&gate.name), &gate.because))
        })
        .collect();
    let words = said.iter().map(|(_, word, _, _)| word.len()).max();
    let names = said.iter().map(|(_, _, name, _)| name.width()).max();
    let name_column = 4 + words.unwrap_or_default();
    let because_column = name_column + names.unwrap_or_default().min(GATE_NAME) + 2;
    for (style, word, name, because) in &said {
        let head = Line::indent(2)
            .styled(*style, word)
            .pad_to(name_column)
            .text(name)
            .gap()
            .pad_to(because_column);
        page.flow(
            head,
            palette::PLAIN,
            &wording::prose(because),
            because_column,
        );
    }
}
