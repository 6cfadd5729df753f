//! bandit's page, for a browser.

use std::fmt::Write as _;

use pyward_model::{CodeScan, Report, SourceLine};

use super::bandit::{Candidates, Issue, issues};
use crate::markup_text::escape;
use crate::{Format, RenderOptions};

/// `bandit-html`.
pub(crate) struct BanditHtml;

const STYLE: &str = "body { font-family: sans-serif; margin: 1em; }
pre { font-family: monospace; overflow-x: auto; }
.bordered-box, .issue-block { border: 1px solid #999; padding: .5em; margin-bottom: .5em; }
.metrics-title { font-weight: bold; }
.candidate-issues { border-left: 1px solid #999; margin-left: 2em; padding-left: 1em; }
.issue-sev-high { background: #fcc; }
.issue-sev-medium { background: #fdb; }
.issue-sev-low { background: #dff; }
";

impl Format for BanditHtml {
    fn name(&self) -> &'static str {
        "bandit-html"
    }

    fn title(&self) -> &'static str {
        "bandit's page for a browser"
    }

    fn about(&self) -> &'static str {
        "For those who publish `bandit -f html`: the same findings as in [`bandit`](#bandit) on a page of its own, without \
         scripts, under the ids and classes of bandit's page (`metrics`, `skipped`, `results`, `issue-N`)."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let issues = issues(report);
        let scan = report.code.clone().unwrap_or_default();
        let candidates = Candidates::of(&issues, scan.has_baseline);
        let mut page = format!(
            "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"UTF-8\">\n<title>Bandit Report</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n"
        );
        head(&mut page, &scan);
        page.push_str("<div id=\"results\">\n");
        for (number, one) in issues.iter().enumerate() {
            issue(&mut page, number, one, candidates.of_issue(one));
        }
        page.push_str("</div>\n</body>\n</html>\n");
        page
    }
}

/// The counts, and what was not looked at.
fn head(page: &mut String, scan: &CodeScan) {
    let total = scan.total();
    let _ = write!(
        page,
        "<div id=\"metrics\">\n<div class=\"metrics-box bordered-box\">\n<div class=\"metrics-title\">Metrics:</div>\n\
         Total lines of code: <span id=\"loc\">{}</span><br>\n\
         Total lines skipped (#nosec): <span id=\"nosec\">{}</span>\n</div>\n</div>\n",
        total.loc, total.nosec
    );
    let refused = scan
        .files
        .iter()
        .filter_map(|file| Some((&file.path, file.refused.as_ref()?)));
    let mut refused = refused.peekable();
    if refused.peek().is_none() {
        return;
    }
    page.push_str(
        "<div id=\"skipped\">\n<div class=\"bordered-box\">\n<b>Skipped files:</b><br>\n",
    );
    for (path, reason) in refused {
        let _ = writeln!(
            page,
            "{} <b>reason:</b> {}<br>",
            escape(path),
            escape(reason)
        );
    }
    page.push_str("</div>\n</div>\n");
}

fn issue(page: &mut String, number: usize, issue: &Issue<'_>, candidates: &[&Issue<'_>]) {
    let level = issue.severity.to_ascii_lowercase();
    let _ = writeln!(
        page,
        "<div id=\"issue-{number}\">\n<div class=\"issue-block issue-sev-{level}\">"
    );
    let cwe = match (issue.cwe, issue.cwe_link()) {
        (Some(id), Some(link)) => format!("<a href=\"{link}\" target=\"_blank\">CWE-{id}</a>"),
        _ => String::new(),
    };
    let file = format!(
        "<a href=\"{}\" target=\"_blank\">{}</a>",
        address(issue.filename),
        escape(issue.filename)
    );
    let more = if issue.more_info.starts_with("https://") {
        format!("<a href=\"{0}\" target=\"_blank\">{0}</a>", issue.more_info)
    } else {
        escape(&issue.more_info)
    };
    let _ = write!(
        page,
        "<b>{}: </b> {}<br>\n<b>Test ID:</b> {}<br>\n<b>Severity: </b>{}<br>\n<b>Confidence: </b>{}<br>\n\
         <b>CWE: </b>{cwe}<br>\n<b>File: </b>{file}<br>\n<b>Line number: </b>{}<br>\n<b>More info: </b>{more}<br>\n",
        issue.test_name,
        escape(issue.text),
        issue.test_id,
        issue.severity,
        issue.confidence,
        issue.line
    );
    if candidates.is_empty() {
        let _ = writeln!(
            page,
            "<div class=\"code\">\n<pre>\n{}</pre>\n</div>",
            code(issue.source)
        );
    } else {
        page.push_str("<div class=\"candidates\">\n<b>Candidates: </b>\n");
        for other in candidates {
            let _ = writeln!(
                page,
                "<div class=\"candidate\">\n<div class=\"candidate-issues\">\n<pre>{}</pre>\n</div>\n</div>",
                code(other.source)
            );
        }
        page.push_str("</div>\n");
    }
    page.push_str("</div>\n</div>\n");
}

fn code(lines: &[SourceLine]) -> String {
    let mut text = String::new();
    for line in lines {
        let parts: Vec<_> = line.text.split('\t').map(escape).collect();
        let _ = writeln!(text, "{}\t{}", line.number, parts.join("\t"));
    }
    text
}

/// A path as an address that leads to a file and nowhere else.
fn address(path: &str) -> String {
    let is_placed = path.starts_with('/') || path.starts_with("./") || path.starts_with("../");
    let mut address = String::from(if is_placed { "" } else { "./" });
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_page_holds_what_bandits_holds_and_nothing_that_runs() {
        let mut report = sample::orders();
        report.findings.truncate(2);
        report.findings[1].message = "<script>alert('x')</script>".to_owned();
        report.findings[1].locations[0].path = "javascript:alert(1)/\"><b>.py".into();
        let page = BanditHtml.render(&report, &RenderOptions::default());
        for part in [
            "<span id=\"loc\">",
            "<div id=\"skipped\">",
            "<div id=\"issue-0\">",
            "<div id=\"issue-1\">",
            "issue-sev-high",
            "&lt;script&gt;",
            "href=\"./javascript%3Aalert%281%29/%22%3E%3Cb%3E.py\"",
            "<pre>\n",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(
            !page.contains("<script") && !page.contains("\"><b>.py"),
            "{page}"
        );
        report.code.as_mut().unwrap().has_baseline = true;
        report.findings = sample::orders().findings;
        let page = BanditHtml.render(&report, &RenderOptions::default());
        assert!(page.contains("<div class=\"candidates\">"), "{page}");
    }
}
