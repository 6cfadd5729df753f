//! The XML of `JUnit`, which nearly every CI system shows.

use std::fmt::Write as _;

use pyward_model::{Family, Finding, Report, printable};

use crate::markup_text::escape;
use crate::package_view::{Row, component_title, message};
use crate::report_view;
use crate::{Format, RenderOptions, wording};

/// `junit`.
pub(crate) struct Junit;

/// Families in the order they are written.
const FAMILIES: [Family; 7] = [
    Family::Vulnerability,
    Family::Code,
    Family::Secret,
    Family::License,
    Family::SupplyChain,
    Family::Image,
    Family::Policy,
];

impl Format for Junit {
    fn name(&self) -> &'static str {
        "junit"
    }

    fn title(&self) -> &'static str {
        "the XML of JUnit, for the test page of a CI system"
    }

    fn about(&self) -> &'static str {
        "One `testsuite` for each family with findings, one `testcase` for each finding: its class is the package or file, \
         its name the advisory or rule and the place. An active finding is a failure, a suppressed one is skipped with its \
         reason. Parts that were not covered are errors of a suite `coverage`. A report with nothing to tell holds one \
         case that passes."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let mut suites = String::new();
        let (mut tests, mut failures, mut errors) = (0, 0, 0);
        for family in FAMILIES {
            let findings: Vec<&Finding> = report
                .findings
                .iter()
                .filter(|finding| finding.rule.family == family)
                .collect();
            if findings.is_empty() {
                continue;
            }
            let failed = findings.iter().filter(|it| it.is_active()).count();
            tests += findings.len();
            failures += failed;
            let _ = writeln!(
                suites,
                "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"{}\">",
                family.word(),
                findings.len(),
                findings.len() - failed
            );
            for finding in findings {
                case(&mut suites, report, finding);
            }
            suites.push_str("  </testsuite>\n");
        }
        let (gaps, _) = report_view::notices(report);
        if !gaps.is_empty() || tests == 0 {
            let count = gaps.len().max(1);
            tests += count;
            errors += gaps.len();
            let _ = writeln!(
                suites,
                "  <testsuite name=\"coverage\" tests=\"{count}\" failures=\"0\" errors=\"{}\" skipped=\"0\">",
                gaps.len()
            );
            for gap in &gaps {
                let place = gap.location.as_ref().map(ToString::to_string);
                let _ = writeln!(
                    suites,
                    "    <testcase classname=\"{}\" name=\"{}\"><error message=\"{}\"/></testcase>",
                    escape(place.as_deref().unwrap_or("coverage")),
                    gap.kind.word(),
                    escape(&wording::prose(&gap.message))
                );
            }
            if gaps.is_empty() {
                let sentence = escape(&wording::prose(&report.verdict.sentence));
                let _ = writeln!(
                    suites,
                    "    <testcase classname=\"pyward\" name=\"{sentence}\"/>"
                );
            }
            suites.push_str("  </testsuite>\n");
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"pyward\" tests=\"{tests}\" \
             failures=\"{failures}\" errors=\"{errors}\">\n{suites}</testsuites>\n"
        )
    }
}

fn case(out: &mut String, report: &Report, finding: &Finding) {
    let component = finding.component.map(|id| report.inventory.component(id));
    let row = Row::new(finding, component);
    let place = finding.locations.first();
    let class = match (component, place) {
        (Some(component), _) => {
            let (name, version) = component_title(component);
            format!("{name} {version}").trim_end().to_owned()
        }
        (None, Some(place)) => printable(&place.path).into_owned(),
        (None, None) => "project".to_owned(),
    };
    let place = place
        .map(|place| format!(" at {place}"))
        .unwrap_or_default();
    let _ = write!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\">",
        escape(&class),
        escape(&format!("{}{place}", wording::prose(row.id)))
    );
    let message = escape(&wording::prose(&message(finding, component)));
    match &finding.suppression {
        Some(suppression) => {
            let reason = escape(&wording::prose(&suppression.reason));
            let _ = write!(out, "<skipped message=\"{reason}\"/>");
        }
        None => {
            let _ = write!(
                out,
                "<failure type=\"{}\" message=\"{message}\"/>",
                finding.severity.word()
            );
        }
    }
    out.push_str("</testcase>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn findings_are_cases() {
        let mut report = sample::whole();
        let keep = [1, 13, 15, 32];
        report.findings = keep.map(|at: usize| report.findings[at].clone()).to_vec();
        insta::assert_snapshot!("junit", Junit.render(&report, &RenderOptions::default()));
    }

    #[test]
    fn nothing_to_tell_passes() {
        insta::assert_snapshot!(Junit.render(&sample::clean(), &RenderOptions::default()), @r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="pyward" tests="1" failures="0" errors="0">
          <testsuite name="coverage" tests="1" failures="0" errors="0" skipped="0">
            <testcase classname="pyward" name="no known vulnerabilities in 2 packages"/>
          </testsuite>
        </testsuites>
        "#);
    }

    #[test]
    fn attributes_cannot_be_left() {
        assert_eq!(
            escape("a\"<b>&'\u{0}\u{ffff}\n"),
            "a&quot;&lt;b&gt;&amp;&apos;\\u{0}\\u{ffff}\\u{a}"
        );
    }
}
