//! The formats there are.

use std::fmt::Write as _;

use crate::Format;

pub(crate) mod bandit;
pub(crate) mod bandit_csv;
pub(crate) mod bandit_html;
pub(crate) mod bandit_txt;
pub(crate) mod bandit_xml;
pub(crate) mod bandit_yaml;
pub(crate) mod csv;
pub(crate) mod github;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod junit;
pub(crate) mod markdown;
pub(crate) mod pip_audit;
pub(crate) mod pip_audit_columns;
pub(crate) mod pip_audit_list;
pub(crate) mod safety;
pub(crate) mod sarif;

/// Every format, in the order they are documented.
pub static FORMATS: &[&dyn Format] = &[
    &human::Human,
    &json::Json,
    &markdown::Markdown,
    &sarif::Sarif,
    &csv::Csv,
    &github::Github,
    &junit::Junit,
    &bandit::Bandit,
    &bandit_csv::BanditCsv,
    &bandit_txt::BanditTxt,
    &bandit_html::BanditHtml,
    &bandit_xml::BanditXml,
    &bandit_yaml::BanditYaml,
    &pip_audit::PipAudit,
    &pip_audit_columns::PipAuditColumns,
    &pip_audit_list::PipAuditList,
    &safety::Safety,
];

/// The format of that name.
pub fn find(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}

/// The page that documents the formats, as Markdown.
pub fn formats_reference() -> String {
    let mut page = String::from(
        "# Report formats\n\nChosen with `--format NAME`; `--report NAME=PATH` writes further ones beside it. Every format \
         is made from the same report, and the same report gives the same bytes.\n\n| Name | What it is |\n|---|---|\n",
    );
    for format in FORMATS {
        let _ = writeln!(
            page,
            "| [`{0}`](#{0}) | {1} |",
            format.name(),
            format.title()
        );
    }
    for format in FORMATS {
        let _ = write!(page, "\n## {}\n\n{}\n", format.name(), format.about());
    }
    page
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use pyward_model::{Component, PackageName, Report, Severity, Version, printable};

    use super::*;
    use crate::{RenderOptions, sample};

    #[test]
    fn names_are_unique_and_found() {
        let names: BTreeSet<_> = FORMATS.iter().map(|format| format.name()).collect();
        assert_eq!(names.len(), FORMATS.len());
        for name in names {
            assert_eq!(find(name).map(Format::name), Some(name));
        }
        assert!(find("yaml").is_none());
    }

    #[test]
    fn every_format_has_its_section() {
        let page = formats_reference();
        for format in FORMATS {
            assert!(page.contains(&format!("\n## {}\n\n{}", format.name(), format.about())));
        }
    }

    #[test]
    fn the_same_report_is_the_same_bytes() {
        let options = RenderOptions::default();
        for format in FORMATS {
            let first = format.render(&sample::whole(), &options);
            assert_eq!(first, format.render(&sample::whole(), &options));
            assert!(
                first.ends_with('\n') && !first.ends_with("\n\n"),
                "{}",
                format.name()
            );
        }
    }

    #[test]
    fn terminal_escapes_are_shown_not_obeyed() {
        for report in [
            sample::whole(),
            sample::orders(),
            sample::clean(),
            sample::empty(),
        ] {
            for format in FORMATS {
                for verbose in [0, 1] {
                    let options = RenderOptions {
                        verbose,
                        width: Some(80),
                        ..RenderOptions::default()
                    };
                    assert_printable(&format.render(&report, &options), format.name());
                }
            }
        }
    }

    fn assert_printable(text: &str, name: &str) {
        for line in text.lines() {
            // Within a line `::` commands nothing, and JSON keeps it.
            let mut plain = line.to_owned();
            while plain.contains("::") {
                plain = plain.replace("::", ":");
            }
            // bandit puts tabs between its own words.
            if matches!(name, "bandit-txt" | "bandit-html") {
                plain = plain.replace('\t', " ");
            }
            assert_eq!(printable(&plain), plain, "{name}");
            // Names of commands start with a letter.
            let line = match name {
                "github" => annotated(line),
                _ => line,
            };
            let command = line.trim_start().strip_prefix("::");
            let is_command =
                command.is_some_and(|rest| rest.starts_with(|ch: char| ch.is_ascii_alphabetic()));
            assert!(!is_command, "{name}: a forged command: {line}");
        }
    }

    /// What stands in the command that a line of annotations is.
    fn annotated(line: &str) -> &str {
        ["::error ", "::warning ", "::notice "]
            .iter()
            .find_map(|command| line.strip_prefix(command))
            .unwrap_or(line)
    }

    fn odd_report(texts: &[String]) -> Report {
        let mut report = sample::whole();
        let mut next = texts.iter().cycle().cloned();
        let mut text = || next.next().unwrap_or_default();
        for component in &mut report.inventory.components {
            let name = PackageName::pypi(&text());
            *component = Component {
                name,
                version: component.version.as_ref().map(|_| Version::new(&text())),
                requirement: component.requirement.as_ref().map(|_| text().into()),
                ..component.clone()
            };
            for location in &mut component.locations {
                location.path = text().into();
            }
        }
        for finding in &mut report.findings {
            finding.message = text();
            for location in &mut finding.locations {
                location.path = text().into();
            }
            if let Some(code) = &mut finding.code {
                for line in &mut code.source {
                    line.text = text().into();
                }
                for step in &mut code.trace {
                    step.location.path = text().into();
                    step.message = text();
                }
            }
            if let Some(group) = finding.advisory.as_mut().map(std::sync::Arc::make_mut) {
                group.id = text().into();
                for alias in &mut group.aliases {
                    *alias = text().into();
                }
                for advisory in &mut group.advisories {
                    advisory.summary = Some(text().into());
                    advisory.source = text().into();
                }
            }
            if let Some(fix) = &mut finding.fix {
                fix.version = Version::new(&text());
            }
            if let Some(suppression) = &mut finding.suppression {
                suppression.reason = text();
                suppression.owner = Some(text());
                suppression.status = Some(text());
            }
        }
        for file in report.code.iter_mut().flat_map(|code| &mut code.files) {
            file.path = text().into();
            file.refused = file.refused.as_ref().map(|_| text().into());
        }
        for notice in &mut report.notices {
            notice.message = text();
            notice.hint = Some(text());
        }
        for gate in &mut report.verdict.gates {
            gate.name = text();
            gate.because = text();
        }
        for source in &mut report.data {
            source.name = text();
        }
        for target in &mut report.targets {
            target.path = text();
        }
        for format in &mut report.inventory.formats {
            format.path = text().into();
        }
        for skipped in &mut report.inventory.skipped {
            skipped.path = text().into();
            skipped.reason = text();
        }
        report.verdict.sentence = text();
        report
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_at_any_width_is_rendered(
            texts in proptest::collection::vec(any::<String>(), 1..40),
            width in proptest::option::of(1usize..300),
            verbose in 0u8..2,
            flags in any::<[bool; 4]>(),
            level in 0usize..6,
        ) {
            let report = odd_report(&texts);
            let [color, links, quiet, show_suppressed] = flags;
            let show_from = Severity::ALL[level];
            let options = RenderOptions { color, width, links, show_from, verbose, quiet, show_suppressed };
            for format in FORMATS {
                let text = format.render(&report, &options);
                if !color && !links {
                    assert_printable(&text, format.name());
                }
                prop_assert!(format.name() != "markdown" || text.len() <= 65_536);
                if matches!(format.name(), "json" | "sarif" | "bandit" | "pip-audit" | "pip-audit-list" | "safety") {
                    prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok());
                }
            }
        }
    }
}
