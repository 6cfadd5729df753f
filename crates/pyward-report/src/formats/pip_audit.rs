//! The JSON that pip-audit writes, for pipelines that parse it.
//!
//! The shape is pip-audit 2.10's `--format json`: one line of Python's `json.dumps`, aliases and descriptions on.

use pyward_model::{Finding, Report};
use serde::Serialize;

use crate::{Format, RenderOptions, json_text, wording};

mod dependency;

pub(crate) use dependency::{Dependency, dependencies};

/// `pip-audit`.
pub(crate) struct PipAudit;

#[derive(Serialize)]
struct Document<'a> {
    dependencies: Vec<Dependency<'a>>,
    /// What `--fix` did; pyward's own fixes are not told here.
    fixes: [(); 0],
}

impl Format for PipAudit {
    fn name(&self) -> &'static str {
        "pip-audit"
    }

    fn title(&self) -> &'static str {
        "what `pip-audit --format json` writes"
    }

    fn about(&self) -> &'static str {
        "For pipelines that parse pip-audit's JSON: one line, the same keys, the same order of ids (`PYSEC-`, then \
         `CVE-`, then others), the same reasons for what could not be audited. As with `pip-audit --ignore-vuln`, \
         suppressed findings are left out. Packages of other ecosystems are left out too, since pip-audit knows none. \
         `fix_versions` names only versions that no record of the flaw affects."
    }

    fn render(&self, report: &Report, _options: &RenderOptions) -> String {
        json_text::python_line(&Document {
            dependencies: dependencies(report),
            fixes: [],
        })
    }
}

/// The sentence pip-audit prints to standard error beside its output, without a line feed.
pub fn summary_line(report: &Report) -> String {
    let dependencies = dependencies(report);
    let (mut found, mut packages) = (0, 0);
    for dependency in &dependencies {
        found += dependency.vulns().len();
        packages += usize::from(!dependency.vulns().is_empty());
    }
    let ignored = report
        .findings
        .iter()
        .filter(|finding| !finding.is_active() && is_told(report, finding))
        .count();
    match (found, ignored) {
        (0, 0) => "No known vulnerabilities found".to_owned(),
        (0, ignored) => format!("No known vulnerabilities found, {ignored} ignored"),
        (found, ignored) => {
            let ignored = match ignored {
                0 => String::new(),
                ignored => format!(", ignored {ignored}"),
            };
            let noun = match found {
                1 => "vulnerability",
                _ => "vulnerabilities",
            };
            let packages = wording::plural(packages, "package");
            format!("Found {found} known {noun}{ignored} in {packages}")
        }
    }
}

/// Whether pip-audit could tell of the finding: it concerns a package of PyPI and has an advisory.
fn is_told(report: &Report, finding: &Finding) -> bool {
    finding.advisory.is_some()
        && finding
            .component
            .is_some_and(|id| dependency::is_python(report.inventory.component(id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_document_as_pip_audit_writes_it() {
        let text = PipAudit.render(&sample::storefront(), &RenderOptions::default());
        assert_eq!(text.lines().count(), 1);
        let parted = text
            .replace("}, {\"name\"", "},\n{\"name\"")
            .replace("}, {\"id\"", "},\n  {\"id\"");
        insta::assert_snapshot!("pip_audit", parted);
    }

    #[test]
    fn the_summary_counts_as_pip_audit_does() {
        let mut report = sample::storefront();
        assert_eq!(
            summary_line(&report),
            "Found 13 known vulnerabilities, ignored 1 in 7 packages"
        );
        report.findings.retain(|finding| !finding.is_active());
        assert_eq!(
            summary_line(&report),
            "No known vulnerabilities found, 1 ignored"
        );
        report = sample::storefront();
        report.findings.truncate(1);
        assert_eq!(
            summary_line(&report),
            "Found 1 known vulnerability in 1 package"
        );
        assert_eq!(
            summary_line(&sample::clean()),
            "No known vulnerabilities found"
        );
    }
}
