//! bandit's comma-separated values, for scripts that read its columns.

use pyward_model::Report;

use super::bandit::{Issue, issues};
use crate::csv_text::push_row;
use crate::{Format, RenderOptions};

/// `bandit-csv`.
pub(crate) struct BanditCsv;

/// bandit's columns, in its order.
const COLUMNS: [&str; 12] = [
    "filename",
    "test_name",
    "test_id",
    "issue_severity",
    "issue_confidence",
    "issue_cwe",
    "issue_text",
    "line_number",
    "col_offset",
    "end_col_offset",
    "line_range",
    "more_info",
];

impl Format for BanditCsv {
    fn name(&self) -> &'static str {
        "bandit-csv"
    }

    fn title(&self) -> &'static str {
        "bandit's comma-separated values"
    }

    fn about(&self) -> &'static str {
        "For scripts that read `bandit -f csv`: the same findings as in [`bandit`](#bandit), one a row, under bandit's \
         header. Text that a spreadsheet would take for a formula has `'` before it."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let mut out = String::new();
        push_row(&mut out, COLUMNS);
        for issue in issues(report) {
            row(&mut out, &issue);
        }
        out
    }
}

fn row(out: &mut String, issue: &Issue<'_>) {
    let lines: Vec<String> = issue.line_range().iter().map(u32::to_string).collect();
    let cells = [
        issue.filename,
        issue.test_name,
        issue.test_id,
        issue.severity,
        issue.confidence,
        &issue.cwe_link().unwrap_or_default(),
        issue.text,
        &issue.line.to_string(),
        &issue.column.to_string(),
        &issue.end_column.to_string(),
        &format!("[{}]", lines.join(", ")),
        &issue.more_info,
    ];
    push_row(out, cells);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_columns_are_bandits() {
        let mut report = sample::orders();
        report.findings.truncate(2);
        insta::assert_snapshot!(
            "bandit_csv",
            BanditCsv.render(&report, &RenderOptions::default())
        );
    }
}
