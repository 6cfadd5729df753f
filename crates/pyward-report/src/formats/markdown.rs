//! The report as a page: for job summaries and comments on pull requests.

use std::fmt::Write as _;

use pyward_model::{Component, Finding, Notice, Report, Severity};

use crate::code_view::{place, rule_title};
use crate::package_view::{PackageView, Row, component_title};
use crate::remedy::Remedy;
use crate::report_view::{self, ReportView, weight_word};
use crate::{Format, RenderOptions, advisory_url, wording};

pub(crate) mod escape;

use escape::{code, escape};

/// GitHub takes comments of up to 65,536 characters; the page stays below that in bytes, whatever the report holds.
const LONGEST: usize = 65_000;

/// Kept for what comes after the rows: closing tags, what was left out, the data.
const RESERVE: usize = 4_000;

/// Findings in code that are listed.
const FINDINGS: usize = 200;

/// Advisories listed in one row.
const IDS: usize = 10;

/// `markdown`.
pub(crate) struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn title(&self) -> &'static str {
        "a page for job summaries and pull request comments"
    }

    fn about(&self) -> &'static str {
        "For people, where Markdown is shown as GitHub shows it: the verdict, a table of packages worst first with what \
         clears them, one of the findings in code, and what was waived or not covered, folded. Foreign text can neither mention people nor bring \
         markup with it. The page stays below GitHub's limit of 65,536 characters for comments and says what it left out."
    }

    fn render(&self, report: &Report, options: &RenderOptions) -> String {
        let view = ReportView::new(report, options.show_from);
        let mut page = Page(String::new());
        headline(&mut page, report);
        if options.quiet {
            return page.0;
        }
        if view.tally.total() > 0 || !view.waived.is_empty() {
            let _ = writeln!(page.0, "\n{}.", escape(&capital(&view.numbers())));
        }
        packages(&mut page, &view);
        in_code(&mut page, &view);
        fixed(&mut page, report);
        hidden(&mut page, &view, options);
        waived(&mut page, &view, options);
        notices(&mut page, report);
        data(&mut page, report);
        page.0
    }
}

/// The page so far; rows are taken as long as there is room.
struct Page(String);

impl Page {
    /// Appends lines where they fit, and tells whether they did.
    fn push(&mut self, lines: &str) -> bool {
        let fits = self.0.len() + lines.len() + RESERVE <= LONGEST;
        if fits {
            self.0.push_str(lines);
        }
        fits
    }

    /// Appends rows until the room ends; the number of those left out.
    fn rows(&mut self, rows: impl ExactSizeIterator<Item = String>) -> usize {
        let mut left = rows.len();
        for row in rows {
            if !self.push(&row) {
                break;
            }
            left -= 1;
        }
        left
    }

    /// A table with as many rows as fit; the number of those left out.
    fn table(&mut self, heads: &[&str], rows: impl ExactSizeIterator<Item = Vec<String>>) -> usize {
        let head = format!(
            "\n| {} |\n|{}\n",
            heads.join(" | "),
            "---|".repeat(heads.len())
        );
        if !self.push(&head) {
            return rows.len();
        }
        self.rows(rows.map(|cells| format!("| {} |\n", cells.join(" | "))))
    }

    /// Says that something was left out.
    fn more(&mut self, count: usize, noun: &str) {
        if count > 0 {
            let _ = writeln!(
                self.0,
                "\n{}.",
                wording::counted(count, &format!("more {noun}"))
            );
        }
    }
}

fn headline(page: &mut Page, report: &Report) {
    let targets: Vec<String> = report
        .targets
        .iter()
        .map(|target| code(&clip(&target.path)))
        .collect();
    let targets = match targets.as_slice() {
        [] => String::new(),
        targets => format!(" {}", wording::listed(targets, 3)),
    };
    let _ = write!(
        page.0,
        "## {}{targets}: {}\n\n**{}.**\n",
        escape(report.tool.name),
        report.verdict.outcome.word(),
        escape(&capital(&clip(&report.verdict.sentence)))
    );
}

fn packages(page: &mut Page, view: &ReportView<'_>) {
    if !view.packages.is_empty() {
        let heads = ["Severity", "Package", "Fix", "Advisories", "Where from"];
        let left = page.table(&heads, view.packages.iter().map(package_row));
        page.more(left, "package");
    }
}

/// Findings in code, worst first, so that what is cut off is the least.
fn in_code(page: &mut Page, view: &ReportView<'_>) {
    let mut findings: Vec<&Finding> = view
        .files
        .iter()
        .flat_map(|file| &file.findings)
        .copied()
        .collect();
    if findings.is_empty() {
        return;
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let rows = findings.get(..FINDINGS).unwrap_or(&findings);
    let heads = ["Severity", "Where", "Rule", "What"];
    let left = page.table(&heads, rows.iter().map(|finding| code_row(finding)));
    page.more(left + findings.len() - rows.len(), "finding");
}

/// What was fixed before the report was made.
fn fixed(page: &mut Page, report: &Report) {
    let fixed = report.code.as_ref().map_or(&[][..], |code| &code.fixed);
    if fixed.is_empty() {
        return;
    }
    let rows = fixed.get(..FINDINGS).unwrap_or(fixed);
    let heads = ["Fixed", "Rule", "How"];
    let row = |row: &pyward_model::CodeFixed| {
        vec![
            code(&clip(&row.location.to_string())),
            escape(row.rule),
            escape(&clip(&row.title)),
        ]
    };
    let left = page.table(&heads, rows.iter().map(row));
    page.more(left + fixed.len() - rows.len(), "fixed finding");
}

fn code_row(finding: &Finding) -> Vec<String> {
    let place = place(finding).map(|place| code(&clip(&place.to_string())));
    let trace = finding.code.iter().flat_map(|code| &code.trace);
    let from = trace.into_iter().next().map(|step| {
        let place = code(&clip(&step.location.to_string()));
        format!("<br>from {place}: {}", escape(&clip(&step.message)))
    });
    vec![
        finding.severity.to_string(),
        place.unwrap_or_default(),
        escape(&rule_title(finding)),
        format!(
            "{}{}",
            escape(&clip(&finding.message)),
            from.unwrap_or_default()
        ),
    ]
}

fn hidden(page: &mut Page, view: &ReportView<'_>, options: &RenderOptions) {
    if view.below > 0 {
        let _ = writeln!(
            page.0,
            "\n{} below {} not shown.",
            capital(&wording::counted(view.below, "finding")),
            options.show_from
        );
    }
}

fn package_row(package: &PackageView<'_>) -> Vec<String> {
    let fix = match &package.remedy {
        _ if package.component.is_none() => String::new(),
        remedy @ Remedy::Upgrade { to, .. } => {
            format!("{} {}", code(&clip(to.as_str())), remedy.effect())
        }
        remedy => escape(&remedy.to_string()),
    };
    let ids: Vec<String> = package.rows.iter().take(IDS).map(advisory).collect();
    let more = match package.rows.len().saturating_sub(IDS) {
        0 => String::new(),
        more => format!("<br>and {} more", wording::thousands(more)),
    };
    let origin = escape(&clip(&package.origin().join(" · ")));
    vec![
        package.tally.to_string(),
        package
            .component
            .map_or_else(|| "project".to_owned(), component_cell),
        fix,
        format!("{}{more}", ids.join("<br>")),
        origin,
    ]
}

fn advisory(row: &Row<'_>) -> String {
    let mut text = match row.url() {
        Some(_) => linked(row.id),
        None => escape(&clip(row.id)),
    };
    if let Some(second) = row.second_id {
        let _ = write!(text, " ({})", linked(second));
    }
    if !row.marks.is_empty() {
        let marks: Vec<String> = row
            .marks
            .iter()
            .map(|mark| escape(&mark.to_string()))
            .collect();
        let _ = write!(text, " **{}**", marks.join(", "));
    }
    if row.severity() >= Severity::High
        && let Some(summary) = &row.summary
    {
        let _ = write!(text, " {}", escape(&clip(summary)));
    }
    text
}

fn waived(page: &mut Page, view: &ReportView<'_>, options: &RenderOptions) {
    if view.waived.is_empty() {
        return;
    }
    let open = if options.show_suppressed { " open" } else { "" };
    let title = wording::counted(view.waived.len(), "waived finding");
    let head = format!("\n<details{open}><summary>{title}</summary>\n");
    if !page.push(&head) {
        return page.more(view.waived.len(), "waived finding");
    }
    let heads = ["Severity", "What", "Where", "Reason", "Owner", "Until"];
    let rows = view.waived.iter().map(|(component, row)| {
        let suppression = row.finding.suppression.as_ref();
        vec![
            row.severity().to_string(),
            match row.url() {
                Some(_) => linked(row.id),
                None => escape(&clip(row.id)),
            },
            match (component, place(row.finding)) {
                (Some(component), _) => component_cell(component),
                (None, Some(place)) => code(&clip(&place.to_string())),
                (None, None) => "project".to_owned(),
            },
            suppression.map_or_else(String::new, |s| escape(&clip(&s.reason))),
            suppression
                .and_then(|s| s.owner.as_deref())
                .map_or_else(String::new, |owner| escape(&clip(owner))),
            suppression
                .and_then(|s| s.until)
                .map_or_else(String::new, |until| until.to_string()),
        ]
    });
    let left = page.table(&heads, rows);
    page.more(left, "waived finding");
    page.0.push_str("\n</details>\n");
}

fn notices(page: &mut Page, report: &Report) {
    let (gaps, notes) = report_view::notices(report);
    for (notices, noun, open) in [(gaps, "gap in coverage", " open"), (notes, "note", "")] {
        if notices.is_empty() {
            continue;
        }
        let title = match noun {
            "note" => wording::counted(notices.len(), noun),
            _ => format!("{} not covered", wording::counted(notices.len(), "part")),
        };
        let head = format!("\n<details{open}><summary>{title}</summary>\n\n");
        let left = if page.push(&head) {
            let left = page.rows(notices.iter().map(|notice| notice_line(notice)));
            if left > 0 {
                let _ = writeln!(page.0, "- {} more", wording::thousands(left));
            }
            page.0.push_str("\n</details>\n");
            0
        } else {
            notices.len()
        };
        page.more(left, "notice");
    }
}

fn notice_line(notice: &Notice) -> String {
    let place = notice
        .location
        .as_ref()
        .map(|location| format!(" {}:", code(&clip(&location.to_string()))))
        .unwrap_or_default();
    let hint = notice
        .hint
        .as_ref()
        .map(|hint| format!(" *({})*", escape(&clip(hint))))
        .unwrap_or_default();
    format!(
        "- **{}**{place} {}{hint}\n",
        weight_word(notice.weight),
        escape(&clip(&notice.message))
    )
}

fn data(page: &mut Page, report: &Report) {
    let sources: Vec<String> = report
        .data
        .iter()
        .map(|source| escape(&wording::data_source(source, report.today)))
        .collect();
    let line = format!("\nAdvisories: {}.\n", sources.join("; "));
    if sources.is_empty() {
        return;
    }
    // What is kept for the end is meant for this line; names that long are no names.
    if line.len() <= RESERVE / 2 {
        page.0.push_str(&line);
    } else {
        page.more(sources.len(), "advisory source");
    }
}

fn component_cell(component: &Component) -> String {
    let (name, version) = component_title(component);
    match &*version {
        "" => code(&name),
        version => format!("{} {}", code(&name), code(version)),
    }
}

fn linked(id: &str) -> String {
    match advisory_url(id) {
        Some(url) => format!("[{}]({url})", escape(id)),
        None => escape(&clip(id)),
    }
}

/// Foreign prose of the length that a cell bears.
fn clip(text: &str) -> String {
    const CELL: usize = 300;
    let line = wording::prose(text);
    match line.char_indices().nth(CELL) {
        None => line,
        Some((end, _)) => format!("{}…", line.split_at(end).0),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_page_of_a_project_with_findings() {
        let text = Markdown.render(&sample::storefront(), &RenderOptions::default());
        insta::assert_snapshot!("markdown", text);
    }

    #[test]
    fn the_page_of_a_clean_project() {
        let text = Markdown.render(&sample::clean(), &RenderOptions::default());
        insta::assert_snapshot!("markdown_clean", text);
    }

    #[test]
    fn the_page_of_code() {
        let mut report = sample::orders();
        let text = Markdown.render(&report, &RenderOptions::default());
        insta::assert_snapshot!("markdown_code", text);
        let finding = report.findings[3].clone();
        report.findings = vec![finding; 2_000];
        let text = Markdown.render(&report, &RenderOptions::default());
        assert!(text.len() <= LONGEST && text.contains(" more findings.\n"));
    }

    #[test]
    fn large_reports_fit_a_comment_and_say_what_is_missing() {
        let mut report = sample::large(20_000);
        let text = Markdown.render(&report, &RenderOptions::default());
        assert!(text.len() <= LONGEST, "{} bytes", text.len());
        assert!(text.contains(" more packages.") && text.contains("\nAdvisories: "));
        let notice = sample::storefront().notices[1].clone();
        report.notices = vec![notice; 5_000];
        report.findings.truncate(100);
        let text = Markdown.render(&report, &RenderOptions::default());
        assert!(text.len() <= LONGEST && text.contains(" more\n\n</details>"));
    }

    #[test]
    fn rows_keep_their_columns() {
        let text = Markdown.render(&sample::whole(), &RenderOptions::default());
        let bars = |line: &str| line.replace("\\|", "").matches('|').count();
        for line in text.lines().filter(|line| line.starts_with('|')) {
            assert!(matches!(bars(line), 5..=7), "{line}");
        }
    }

    #[test]
    fn foreign_text_mentions_nobody_and_brings_no_markup() {
        let text = Markdown.render(&sample::whole(), &RenderOptions::default());
        assert!(!text.contains("@everyone") && !text.contains("<img"));
        assert!(
            text.contains("`` ev\\u{1b}[2jil\\|<b>`@admin ``")
                || text.contains("``ev\\u{1b}[2jil\\|<b>`@admin``")
        );
        assert!(!text.contains(" #1 "));
    }
}
