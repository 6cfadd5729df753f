//! bandit's plain text, for people and scripts that read it.

use std::fmt::Write as _;

use pyward_model::{CodeFile, Report, printable};

use super::bandit::{Candidates, Issue, issues};
use crate::{Format, RenderOptions, wording};

/// `bandit-txt`.
pub(crate) struct BanditTxt;

/// What stands before each line of a candidate.
const INDENT: &str = "          ";

impl Format for BanditTxt {
    fn name(&self) -> &'static str {
        "bandit-txt"
    }

    fn title(&self) -> &'static str {
        "bandit's plain text"
    }

    fn about(&self) -> &'static str {
        "For eyes and scripts that are used to `bandit -f txt`: the same findings as in [`bandit`](#bandit), each with its \
         test, severity, confidence, CWE, place and source, then the counts and the files that were not looked at. Where a \
         baseline was compared, findings that are alike are told as candidates."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let issues = issues(report);
        let scan = report.code.clone().unwrap_or_default();
        let candidates = Candidates::of(&issues, scan.has_baseline);
        let started = report.generated.replace('T', " ").replace('Z', "+00:00");
        let mut out = format!("Run started:{started}\n\nTest results:\n");
        if issues.is_empty() {
            out.push_str("\tNo issues identified.\n");
        }
        for issue in &issues {
            let alike = candidates.of_issue(issue);
            block(&mut out, issue, "", alike.is_empty());
            if !alike.is_empty() {
                out.push_str("\n-- Candidate Issues --\n");
            }
            for other in alike {
                block(&mut out, other, INDENT, true);
                out.push_str("\n\n");
            }
            let _ = writeln!(out, "{}", "-".repeat(50));
        }
        totals(&mut out, &scan.total());
        let refused = scan
            .files
            .iter()
            .filter_map(|file| Some((&file.path, file.refused.as_ref()?)));
        let refused: Vec<_> = refused.collect();
        let _ = writeln!(out, "Files skipped ({}):", refused.len());
        for (path, reason) in refused {
            let _ = writeln!(out, "\t{} ({})", shown(path), shown(reason));
        }
        out
    }
}

/// An issue, each line behind `indent`; with its place and source, or with its file alone.
fn block(out: &mut String, issue: &Issue<'_>, indent: &str, in_full: bool) {
    let _ = writeln!(
        out,
        "{indent}>> Issue: [{}:{}] {}",
        issue.test_id,
        issue.test_name,
        wording::prose(issue.text)
    );
    let _ = writeln!(
        out,
        "{indent}   Severity: {}   Confidence: {}",
        capital(issue.severity),
        capital(issue.confidence)
    );
    let _ = writeln!(out, "{indent}   CWE: {}", issue.cwe_title());
    let _ = writeln!(out, "{indent}   More Info: {}", issue.more_info);
    let path = shown(issue.filename);
    if !in_full {
        let _ = writeln!(out, "{indent}   Location: {path}::");
        return;
    }
    let _ = writeln!(
        out,
        "{indent}   Location: {path}:{}:{}",
        issue.line, issue.column
    );
    for line in issue.source {
        let _ = writeln!(out, "{indent}{}\t{}", line.number, shown(&line.text));
    }
    let _ = writeln!(out, "{indent}");
}

fn totals(out: &mut String, total: &CodeFile) {
    let _ = write!(
        out,
        "\nCode scanned:\n\tTotal lines of code: {}\n\tTotal lines skipped (#nosec): {}\n\
         \tTotal potential issues skipped due to specifically being disabled (e.g., #nosec BXXX): {}\n\nRun metrics:\n",
        total.loc, total.nosec, total.skipped_tests
    );
    for (what, [low, medium, high]) in [
        ("severity", total.severity),
        ("confidence", total.confidence),
    ] {
        let _ = write!(
            out,
            "\tTotal issues (by {what}):\n\t\tUndefined: 0\n\t\tLow: {low}\n\t\tMedium: {medium}\n\t\tHigh: {high}\n"
        );
    }
}

/// `LOW` as `Low`.
fn capital(level: &str) -> String {
    let mut lower = level.to_ascii_lowercase();
    if let Some(first) = lower.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    lower
}

/// Text of others with its tabs, and with nothing else that steers a terminal.
fn shown(text: &str) -> String {
    let parts: Vec<_> = text.split('\t').map(printable).collect();
    parts.join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_text_is_bandits() {
        let mut report = sample::orders();
        report.findings.truncate(1);
        // Tabs are shown as arrows.
        let text = BanditTxt.render(&report, &RenderOptions::default());
        insta::assert_snapshot!(text.replace('\t', "→"), @r#"
        Run started:2026-11-22 09:30:00+00:00

        Test results:
        >> Issue: [sql-injection:sql-injection] data from a request becomes part of an SQL statement
           Severity: High   Confidence: Medium
           CWE: CWE-89 (https://cwe.mitre.org/data/definitions/89.html)
           More Info: pyward explain sql-injection
           Location: shop/archive.py:31:4
        30→def find(cursor, name):
        31→    cursor.execute(
        32→        "SELECT * FROM orders WHERE name = '"
        33→        + name + "'"
        34→    )

        --------------------------------------------------

        Code scanned:
        →Total lines of code: 1392
        →Total lines skipped (#nosec): 0
        →Total potential issues skipped due to specifically being disabled (e.g., #nosec BXXX): 1

        Run metrics:
        →Total issues (by severity):
        →→Undefined: 0
        →→Low: 16
        →→Medium: 0
        →→High: 2
        →Total issues (by confidence):
        →→Undefined: 0
        →→Low: 0
        →→Medium: 1
        →→High: 17
        Files skipped (1):
        →shop/broken.py (syntax error while parsing AST from file)
        "#);
    }

    #[test]
    fn candidates_and_nothing() {
        let mut report = sample::orders();
        report.code.as_mut().unwrap().has_baseline = true;
        let text = BanditTxt.render(&report, &RenderOptions::default());
        assert!(
            text.contains("::\n\n-- Candidate Issues --\n          >> Issue: ["),
            "{text}"
        );
        report.findings.clear();
        let text = BanditTxt.render(&report, &RenderOptions::default());
        assert!(
            text.contains("Test results:\n\tNo issues identified.\n\nCode scanned:\n"),
            "{text}"
        );
    }
}
