//! bandit's XML, a suite of failed tests.

use std::fmt::Write as _;

use pyward_model::Report;

use super::bandit::issues;
use crate::markup_text::escape;
use crate::{Format, RenderOptions};

/// `bandit-xml`.
pub(crate) struct BanditXml;

impl Format for BanditXml {
    fn name(&self) -> &'static str {
        "bandit-xml"
    }

    fn title(&self) -> &'static str {
        "bandit's XML"
    }

    fn about(&self) -> &'static str {
        "For CI systems that are fed `bandit -f xml`: a `testsuite` with a `testcase` for each finding, its class the file, \
         its name the test, with an `error` in it. [`junit`](#junit) tells more."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        let issues = issues(report);
        let mut out = String::from("<?xml version='1.0' encoding='utf-8'?>\n");
        let head = format!("<testsuite name=\"bandit\" tests=\"{}\"", issues.len());
        if issues.is_empty() {
            let _ = writeln!(out, "{head} />");
            return out;
        }
        let _ = write!(out, "{head}>");
        for issue in &issues {
            let (path, text) = (escape(issue.filename), escape(issue.text));
            let _ = write!(
                out,
                "<testcase classname=\"{path}\" name=\"{}\"><error more_info=\"{}\" type=\"{}\" message=\"{text}\">",
                issue.test_name, issue.more_info, issue.severity
            );
            let _ = write!(
                out,
                "Test ID: {} Severity: {} Confidence: {}\nCWE: {}\n{text}\nLocation {path}:{}</error></testcase>",
                issue.test_id,
                issue.severity,
                issue.confidence,
                issue.cwe_title(),
                issue.line
            );
        }
        out.push_str("</testsuite>\n");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_shape_is_bandits() {
        let mut report = sample::orders();
        report.findings.truncate(2);
        report.findings[1].message = "a < \"b\" & 'c'".to_owned();
        insta::assert_snapshot!(BanditXml.render(&report, &RenderOptions::default()), @r#"
        <?xml version='1.0' encoding='utf-8'?>
        <testsuite name="bandit" tests="2"><testcase classname="shop/archive.py" name="sql-injection"><error more_info="pyward explain sql-injection" type="HIGH" message="data from a request becomes part of an SQL statement">Test ID: sql-injection Severity: HIGH Confidence: MEDIUM
        CWE: CWE-89 (https://cwe.mitre.org/data/definitions/89.html)
        data from a request becomes part of an SQL statement
        Location shop/archive.py:31</error></testcase><testcase classname="shop/archive.py" name="subprocess_popen_with_shell_equals_true"><error more_info="https://bandit.readthedocs.io/en/1.9.4/plugins/b602_subprocess_popen_with_shell_equals_true.html" type="HIGH" message="a &lt; &quot;b&quot; &amp; &apos;c&apos;">Test ID: B602 Severity: HIGH Confidence: HIGH
        CWE: CWE-78 (https://cwe.mitre.org/data/definitions/78.html)
        a &lt; &quot;b&quot; &amp; &apos;c&apos;
        Location shop/archive.py:14</error></testcase></testsuite>
        "#);
        report.findings.clear();
        assert_eq!(
            BanditXml.render(&report, &RenderOptions::default()),
            "<?xml version='1.0' encoding='utf-8'?>\n<testsuite name=\"bandit\" tests=\"0\" />\n"
        );
    }
}
