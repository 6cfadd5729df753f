//! The summary for people.

use std::fmt::Write as _;

use pyward_model::Report;

use super::{Lines, Maintenance, code_status, recently_fixed, undone};
use crate::formats::markdown::escape::{code, escape};
use crate::formats::pip_audit::dependencies;
use crate::wording;

/// Rows of a section.
const MOST: usize = 100;

/// The summary as Markdown, with a line feed at the end.
pub fn maintenance_markdown(report: &Report, run: &Maintenance) -> String {
    let lines = Lines::new(report, run);
    let mut page = head(run);
    let _ = write!(
        page,
        "\n## Summary\n\n- **pip-audit:** {0}\n- **safety:** {0}\n{2}- **Upgrades:** {1}\n\n## Recommendations\n\n",
        lines.scanners,
        escape(&lines.upgrades),
        lines.in_code.map_or_else(String::new, |count| format!(
            "- **bandit:** {}\n",
            code_status(count)
        ))
    );
    for (number, line) in (1..).zip(&lines.recommendations) {
        let _ = writeln!(page, "{number}. {line}");
    }
    fixed(&mut page, report);
    remaining(&mut page, report);
    stuck(&mut page, report);
    let not_done: Vec<String> = undone(report)
        .map(|(message, hint)| {
            let hint = hint.map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("- {}", escape(&format!("{message}{hint}")))
        })
        .collect();
    section(&mut page, "Not Done", &not_done);
    page
}

fn head(run: &Maintenance) -> String {
    let shown = |text: Option<&str>, otherwise: &str| {
        text.map_or_else(
            || otherwise.to_owned(),
            |text| escape(&wording::prose(text)),
        )
    };
    let mut head = format!(
        "# Python Security Audit Report\n\n**Date:** {}\n**Python:** {}\n**Venv:** {}\n**Upgrade Mode:** {}\n",
        escape(&run.stamp),
        shown(run.python.as_deref(), "not known"),
        shown(run.venv.as_deref(), "none"),
        escape(&run.mode),
    );
    if let Some(requirements) = &run.requirements {
        let _ = writeln!(
            head,
            "**Requirements:** {}",
            escape(&wording::prose(requirements))
        );
    }
    head
}

fn fixed(page: &mut String, report: &Report) {
    let rows: Vec<String> = recently_fixed(report)
        .into_iter()
        .map(|(name, from, to, cleared)| {
            let advisories = wording::counted(cleared, "advisory");
            format!(
                "- {} {} → {}: {advisories} cleared",
                code(name),
                escape(from),
                escape(to)
            )
        })
        .collect();
    section(page, "Recently Fixed", &rows);
}

fn remaining(page: &mut String, report: &Report) {
    let dependencies = dependencies(report);
    let rows: Vec<String> = dependencies
        .iter()
        .filter(|dependency| !dependency.vulns().is_empty())
        .map(|dependency| {
            let ids: Vec<String> = dependency
                .vulns()
                .iter()
                .map(|vulnerability| escape(vulnerability.id))
                .collect();
            let (name, version) = dependency.identity();
            format!(
                "- {} {}: {}",
                code(name),
                escape(version),
                wording::listed(&ids, 10)
            )
        })
        .collect();
    section(page, "Remaining", &rows);
}

/// What no set of versions clears, and why.
fn stuck(page: &mut String, report: &Report) {
    let stuck = report.plan.iter().flat_map(|plan| &plan.stuck);
    let rows: Vec<String> = stuck
        .map(|stuck| {
            let way_out = stuck.way_out.as_deref().map(wording::prose);
            let way_out = way_out.map(|it| format!("; {it}")).unwrap_or_default();
            format!(
                "- {} stays at {}: {}",
                code(stuck.name.as_str()),
                escape(stuck.version.as_str()),
                escape(&format!("{}{way_out}", wording::prose(&stuck.because)))
            )
        })
        .collect();
    section(page, "Held Back", &rows);
}

/// A section of rows; none without rows.
fn section(page: &mut String, title: &str, rows: &[String]) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(page, "\n## {title}\n\n");
    for row in rows.iter().take(MOST) {
        let _ = writeln!(page, "{row}");
    }
    if rows.len() > MOST {
        let _ = writeln!(page, "- and {} more", rows.len() - MOST);
    }
}
