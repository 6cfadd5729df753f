//! The columns that pip-audit prints, for people and scripts that are used to them.
//!
//! The shape is pip-audit 2.10's default format: no aliases, no descriptions, skipped dependencies in a table of their
//! own, nothing where there is nothing to tell.

use std::fmt::Write as _;

use pyward_model::{Report, printable};
use unicode_width::UnicodeWidthStr as _;

use super::pip_audit::{Dependency, dependencies};
use crate::{Format, RenderOptions, advisory_url};

/// `pip-audit-columns`.
pub(crate) struct PipAuditColumns;

impl Format for PipAuditColumns {
    fn name(&self) -> &'static str {
        "pip-audit-columns"
    }

    fn title(&self) -> &'static str {
        "what `pip-audit` prints by default"
    }

    fn about(&self) -> &'static str {
        "For people and scripts that are used to pip-audit's columns: one row for each vulnerability, then a table of \
         what could not be audited. It is empty where there is nothing to tell; the sentence that sums up goes to \
         standard error. Suppressed findings are left out, as with `pip-audit --ignore-vuln`."
    }

    fn render(&self, report: &Report, options: &RenderOptions) -> String {
        let dependencies = dependencies(report);
        let mut found = Vec::new();
        let mut skipped = Vec::new();
        for dependency in &dependencies {
            match dependency {
                Dependency::Audited {
                    name,
                    version,
                    vulns,
                } => {
                    found.extend(vulns.iter().map(|vulnerability| {
                        vec![
                            Cell::linked(name, options, |name| {
                                Some(format!("https://pypi.org/project/{name}/"))
                            }),
                            Cell::plain(version),
                            Cell::linked(vulnerability.id, options, advisory_url),
                            Cell::plain(&vulnerability.fix_versions.join(",")),
                        ]
                    }));
                }
                Dependency::Skipped { name, skip_reason } => {
                    skipped.push(vec![Cell::plain(name), Cell::plain(skip_reason)]);
                }
            }
        }
        let tables = [
            table(&["Name", "Version", "ID", "Fix Versions"], &found),
            table(&["Name", "Skip Reason"], &skipped),
        ];
        let tables: Vec<String> = tables.into_iter().flatten().collect();
        tables.join("\n")
    }
}

/// Text of a column, with the page it leads to.
struct Cell {
    text: String,
    url: Option<String>,
}

impl Cell {
    fn plain(text: &str) -> Self {
        Self {
            // At the start of a line `::` is a command to GitHub Actions.
            text: printable(text).replace("::", ":\\u{3a}"),
            url: None,
        }
    }

    fn linked(
        text: &str,
        options: &RenderOptions,
        url: impl FnOnce(&str) -> Option<String>,
    ) -> Self {
        let is_plain = text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':'));
        Self {
            url: if options.links && is_plain {
                url(text)
            } else {
                None
            },
            ..Self::plain(text)
        }
    }

    fn push_to(&self, line: &mut String) {
        match &self.url {
            Some(url) => {
                let _ = write!(
                    line,
                    "\u{1b}]8;;{url}\u{1b}\\{}\u{1b}]8;;\u{1b}\\",
                    self.text
                );
            }
            None => line.push_str(&self.text),
        }
    }
}

/// Rows under their heads, padded to the widest of each column; `None` without rows.
fn table(heads: &[&str], rows: &[Vec<Cell>]) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(column, head)| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let widest = cells.map(|cell| cell.text.width()).max();
            widest.unwrap_or_default().max(head.width())
        })
        .collect();
    let heads: Vec<Cell> = heads.iter().map(|head| Cell::plain(head)).collect();
    let rules: Vec<Cell> = widths
        .iter()
        .map(|&width| Cell::plain(&"-".repeat(width)))
        .collect();
    let mut text = String::new();
    for row in [&heads, &rules].into_iter().chain(rows) {
        let mut line = String::new();
        let mut padding = 0;
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&" ".repeat(padding));
            cell.push_to(&mut line);
            padding = width.saturating_sub(cell.text.width()) + 1;
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn columns_of_a_project_with_findings() {
        let text = PipAuditColumns.render(&sample::storefront(), &RenderOptions::default());
        insta::assert_snapshot!("pip_audit_columns", text);
    }

    #[test]
    fn nothing_is_said_where_there_is_nothing_to_tell() {
        let text = PipAuditColumns.render(&sample::clean(), &RenderOptions::default());
        assert_eq!(text, "");
    }

    #[test]
    fn links_take_no_room() {
        let mut report = sample::storefront();
        report.findings.truncate(2);
        let options = RenderOptions {
            links: true,
            ..RenderOptions::default()
        };
        let linked = PipAuditColumns.render(&report, &options);
        assert!(linked.contains(
            "\u{1b}]8;;https://www.cve.org/CVERecord?id=CVE-2025-27516\u{1b}\\CVE-2025-27516\u{1b}]8;;\u{1b}\\"
        ));
        // A link is `ESC ]8;;URL ESC \`: the pieces between escapes are addresses, or text behind a backslash.
        let bare: String = linked
            .split('\u{1b}')
            .filter(|piece| !piece.starts_with("]8;;"))
            .map(|piece| piece.strip_prefix('\\').unwrap_or(piece))
            .collect();
        assert_eq!(
            bare,
            PipAuditColumns.render(&report, &RenderOptions::default())
        );
    }
}
