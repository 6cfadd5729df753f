use insta::assert_snapshot;
use pyward_model::{Finding, Report, Severity};
use unicode_width::UnicodeWidthStr as _;

use super::*;
use crate::sample;

fn at(width: usize) -> RenderOptions {
    RenderOptions {
        width: Some(width),
        ..RenderOptions::default()
    }
}

fn render(report: &Report, options: &RenderOptions) -> String {
    Human.render(report, options)
}

/// Escapes made visible, so that a snapshot can be read.
fn visible(text: &str) -> String {
    text.replace('\u{1b}', "␛")
}

#[test]
fn a_project_with_findings_at_60_columns() {
    assert_snapshot!(render(&sample::storefront(), &at(60)));
}

#[test]
fn a_project_with_findings_at_80_columns() {
    assert_snapshot!(render(&sample::storefront(), &at(80)));
}

#[test]
fn a_project_with_findings_at_120_columns() {
    assert_snapshot!(render(&sample::storefront(), &at(120)));
}

#[test]
fn a_project_with_findings_without_a_terminal() {
    assert_snapshot!(render(&sample::storefront(), &RenderOptions::default()));
}

#[test]
fn a_project_with_findings_in_colour() {
    let options = RenderOptions {
        color: true,
        links: true,
        ..at(80)
    };
    assert_snapshot!(visible(&render(&sample::storefront(), &options)));
}

#[test]
fn everything_where_it_is_asked_for() {
    let options = RenderOptions {
        verbose: 1,
        ..at(100)
    };
    let text = render(&sample::storefront(), &options);
    let (_, end) = text.split_once("Waived\n").unwrap();
    assert_snapshot!(end);
}

#[test]
fn a_clean_project() {
    assert_snapshot!(render(&sample::clean(), &at(80)), @"
    examples/storefront  2 packages in requirements.txt and uv.lock

    advisories  GitHub Advisory Database of 2026-07-07 (138 days old, built in),
                5,471 records; refresh with `pyward db update`

    PASS  no known vulnerabilities in 2 packages
    ");
}

#[test]
fn a_project_with_nothing_to_audit() {
    assert_snapshot!(render(&sample::empty(), &at(80)), @"
    examples/storefront  0 packages

    Not covered
      gap  no lock, requirements or manifest was found
           hint: name a file: `pyward vulns requirements.txt`

    advisories  GitHub Advisory Database of 2026-07-07 (138 days old, built in),
                5,471 records; refresh with `pyward db update`

    PASS  nothing was audited
    ");
}

#[test]
fn the_verdict_alone() {
    let quiet = RenderOptions {
        quiet: true,
        ..at(80)
    };
    assert_snapshot!(render(&sample::storefront(), &quiet), @"FAIL  13 findings in 7 packages, malware among them: blocked");
    assert_snapshot!(render(&sample::clean(), &quiet), @"PASS  no known vulnerabilities in 2 packages");
}

#[test]
fn levels_that_are_not_shown_are_counted() {
    let options = RenderOptions {
        show_from: Severity::Critical,
        ..at(80)
    };
    let text = render(&sample::storefront(), &options);
    let (start, _) = text.split_once("\nWaived").unwrap();
    assert_snapshot!(start, @"
    examples/storefront  11 packages in requirements.txt and uv.lock; 4 more could
      not be audited

    reqeusts 0.0.1  1 critical  direct · requirements.txt:10 and 1 more
      critical  MAL-2025-4711  no fix  malware: Malicious code in reqeusts (PyPI)
      → remove it, this release is malware

    12 findings below critical not shown
    ");
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let mut report = sample::storefront();
    let jinja2: Vec<Finding> = report.findings[1..6].to_vec();
    report.findings = jinja2.iter().cycle().take(30).cloned().collect();
    let count = |text: &str| text.matches("fix 3.1").count();
    let short = render(&report, &at(80));
    assert_eq!(count(&short), 10);
    assert!(short.contains("\n  … 20 more (-v shows all)\n  → upgrade to 3.1.6 clears all 30\n"));
    let all = render(
        &report,
        &RenderOptions {
            verbose: 1,
            ..at(80)
        },
    );
    assert_eq!(count(&all), 30);
}

#[test]
fn lines_keep_to_the_terminal() {
    for width in [60, 80, 100, 120, 200] {
        for line in render(&sample::storefront(), &at(width)).lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn colour_says_nothing_that_words_do_not() {
    let report = sample::storefront();
    let coloured = render(
        &report,
        &RenderOptions {
            color: true,
            ..at(80)
        },
    );
    let bare: String = coloured
        .split('\u{1b}')
        .enumerate()
        .map(|(i, part)| match part.split_once('m') {
            Some((_, text)) if i > 0 => text,
            _ => part,
        })
        .collect();
    assert_eq!(bare, render(&report, &at(80)));
}

#[test]
fn code_alone_at_80_columns() {
    assert_snapshot!(render(&sample::orders(), &at(80)));
}

#[test]
fn code_alone_at_50_columns() {
    assert_snapshot!(render(&sample::orders(), &at(50)));
}

#[test]
fn code_in_colour() {
    let options = RenderOptions {
        color: true,
        ..at(100)
    };
    assert_snapshot!(visible(&render(&sample::orders(), &options)));
}

#[test]
fn packages_and_code_in_one_report() {
    let options = RenderOptions {
        show_from: Severity::High,
        ..at(100)
    };
    assert_snapshot!(render(&sample::whole(), &options));
}

#[test]
fn rules_that_fire_often_are_counted_unless_all_is_asked_for() {
    let count = |text: &str| text.matches(" │     assert archived()").count();
    let short = render(&sample::orders(), &at(80));
    assert_eq!(count(&short), 3);
    assert!(short.contains(
        "  … 11 more of assert-used (B101) in lines 12, 15, 18 and 8 more (-v shows all)\n"
    ));
    let verbose = RenderOptions {
        verbose: 1,
        ..at(80)
    };
    assert_eq!(count(&render(&sample::orders(), &verbose)), 14);
}

#[test]
fn many_files_are_cut_and_counted() {
    let mut report = sample::orders();
    let finding = report.findings[1].clone();
    report.findings = (0..60)
        .map(|number| {
            let mut finding = finding.clone();
            finding.locations[0].path = format!("app/part_{number}.py").into();
            finding
        })
        .collect();
    let text = render(&report, &at(80));
    assert!(
        text.contains("\n… 20 more findings in 20 more files (-v shows all)\n"),
        "{text}"
    );
    assert_eq!(text.matches(" │     subprocess.run").count(), 12);
    assert!(
        text.contains("  … 1 more of subprocess-with-shell (B602) in line 14 (-v shows all)\n")
    );
}

#[test]
fn lines_of_code_keep_to_the_terminal() {
    for width in [60, 80, 100, 120, 200] {
        for line in render(&sample::orders(), &at(width)).lines() {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}
