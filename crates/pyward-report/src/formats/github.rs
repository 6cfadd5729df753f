//! Annotations of a pull request, as the log of a [GitHub workflow](https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands)
//! asks for them.

use std::fmt::Write as _;

use pyward_model::{Finding, Outcome, Report, Severity};

use crate::package_view::{Row, message};
use crate::source_root::SourceRoot;
use crate::{Format, RenderOptions, wording};

/// GitHub shows that many annotations of each level that a step makes.
const MOST: usize = 10;

/// `github`.
pub(crate) struct Github;

impl Format for Github {
    fn name(&self) -> &'static str {
        "github"
    }

    fn title(&self) -> &'static str {
        "annotations of a pull request, from the log of a workflow"
    }

    fn about(&self) -> &'static str {
        "Workflow commands of GitHub Actions (`::error file=…,line=…,title=…::…`), one for each active finding: errors for \
         critical and high, warnings for medium and unknown, notices for the rest. GitHub shows ten of each kind that a \
         step makes, so the ten worst of each are written; the last line is the verdict in plain words and says how many \
         are missing. Foreign text can neither end a command nor begin one."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let root = SourceRoot::of(report);
        let mut findings: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.is_active())
            .collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let mut out = String::new();
        let mut missing = 0;
        for level in ["error", "warning", "notice"] {
            let of_level = findings
                .iter()
                .filter(|finding| command(finding.severity) == level);
            for (at, finding) in of_level.enumerate() {
                if at < MOST {
                    annotation(&mut out, level, report, finding, &root);
                } else {
                    missing += 1;
                }
            }
        }
        let word = match report.verdict.outcome {
            Outcome::Pass => "PASS",
            Outcome::Fail => "FAIL",
            Outcome::Incomplete => "INCOMPLETE",
        };
        let _ = write!(out, "{word}  {}", wording::prose(&report.verdict.sentence));
        if missing > 0 {
            let _ = write!(
                out,
                " ({} not annotated)",
                wording::counted(missing, "finding")
            );
        }
        out.push('\n');
        out
    }
}

fn command(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium | Severity::Unknown => "warning",
        Severity::Low | Severity::Info => "notice",
    }
}

fn annotation(
    out: &mut String,
    level: &str,
    report: &Report,
    finding: &Finding,
    root: &SourceRoot,
) {
    let mut properties = Vec::new();
    if let Some(place) = finding.locations.first() {
        properties.push(("file", root.path(&place.path).into_owned()));
        // Columns are taken only where a place ends in the line it begins in.
        let is_one_line = place.end_line.is_none_or(|end| Some(end) == place.line);
        let columns = is_one_line && place.line.is_some();
        for (key, number) in [
            ("line", place.line),
            ("endLine", place.end_line),
            ("col", place.column.filter(|_| columns)),
            ("endColumn", place.end_column.filter(|_| columns)),
        ] {
            properties.extend(number.map(|number| (key, number.to_string())));
        }
    }
    let component = finding.component.map(|id| report.inventory.component(id));
    let row = Row::new(finding, component);
    properties.push(("title", wording::prose(row.id)));
    let properties: Vec<String> = properties
        .iter()
        .map(|(key, value)| format!("{key}={}", property(value)))
        .collect();
    let mut message = wording::prose(&message(finding, component));
    if let Some(fix) = row.fix {
        let _ = write!(message, "; fixed in {}", wording::prose(fix.as_str()));
    }
    let properties = properties.join(",");
    let _ = writeln!(out, "::{level} {properties}::{}", data(&message));
}

/// What stands after the command, on one line.
fn data(text: &str) -> String {
    pyward_model::printable(text).replace('%', "%25")
}

/// A value of a property, which `,` and `:` would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_worst_of_each_level() {
        let text = Github.render(&sample::orders(), &RenderOptions::default());
        insta::assert_snapshot!("github", text);
    }

    #[test]
    fn packages_and_the_version_that_clears_them() {
        let text = Github.render(&sample::storefront(), &RenderOptions::default());
        assert!(text.contains(
            "::error file=examples/storefront/requirements.txt,line=6,title=GHSA-cpwx-vrp4-4pq7::jinja2 3.1.2 is affected"
        ));
        assert!(text.contains("format method; fixed in 3.1.6\n"));
    }

    #[test]
    fn values_cannot_leave_their_place() {
        assert_eq!(
            property("a,b:c%\n::error::x"),
            "a%2Cb%3Cc%25".replace("%3C", "%3A") + "\\u{a}%3A\\u{3a}error%3A\\u{3a}x"
        );
        assert_eq!(data("100%\r"), "100%25\\u{d}");
    }
}
