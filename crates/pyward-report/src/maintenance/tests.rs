use pyward_model::{
    Change, Cleared, Notice, NoticeKind, PackageName, Plan, Severity, Step, Version,
};

use super::*;
use crate::sample;

fn run() -> Maintenance {
    Maintenance {
        stamp: "20261122-120000".to_owned(),
        python: Some("Python 3.11.0".to_owned()),
        venv: Some(".venv".to_owned()),
        mode: "conservative".to_owned(),
        ..Maintenance::default()
    }
}

fn applied() -> Plan {
    let mut plan = Plan {
        changes: vec![Change {
            name: PackageName::pypi("jinja2"),
            from: Some(Version::new("3.1.2")),
            to: Some(Version::new("3.1.6")),
            direct: true,
            via: Vec::new(),
            step: Step::Patch,
            clears: ["CVE-1", "CVE-2"]
                .map(|id| Cleared {
                    id: id.into(),
                    severity: Severity::Medium,
                })
                .to_vec(),
            because: None,
            hints: Vec::new(),
        }],
        ..Plan::default()
    };
    plan.progress.applied = true;
    plan
}

#[test]
fn the_page_of_a_run_that_upgraded_everything() {
    let mut report = sample::clean();
    report.plan = Some(applied());
    insta::assert_snapshot!(maintenance_markdown(&report, &run()), @"
    # Python Security Audit Report

    **Date:** 20261122-120000
    **Python:** Python 3.11.0
    **Venv:** .venv
    **Upgrade Mode:** conservative

    ## Summary

    - **pip-audit:** ✅ Clean
    - **safety:** ✅ Clean
    - **Upgrades:** Applied (conservative mode)

    ## Recommendations

    1. Run tests after upgrades to ensure compatibility

    ## Recently Fixed

    - `jinja2` 3.1.2 → 3.1.6: 2 advisories cleared
    ");
}

#[test]
fn the_page_of_a_run_that_found_something_counts_it_and_says_what_to_do() {
    let page = maintenance_markdown(&sample::storefront(), &run());
    assert!(
        page.contains(
            "- **pip-audit:** ⚠️ 13 vulnerabilities\n- **safety:** ⚠️ 13 vulnerabilities\n"
        )
    );
    assert!(page.contains(
        "1. Review vulnerability reports in detail\n2. Update affected packages to patched versions\n"
    ));
    assert!(page.contains("\n## Remaining\n\n- `"));
}

#[test]
fn the_word_stands_in_the_json_exactly_where_there_are_some() {
    assert!(maintenance_json(&sample::storefront(), &run()).contains("vulnerabilities"));
    let mut one = sample::storefront();
    one.findings.truncate(1);
    assert!(maintenance_json(&one, &run()).contains("vulnerabilities"));

    let mut clean = sample::clean();
    clean.plan = Some(applied());
    let message = "the vulnerabilities of vulnerabilities.txt could not be read";
    clean
        .notices
        .push(Notice::incomplete(NoticeKind::Unreadable, None, message));
    let named = Maintenance {
        requirements: Some("vulnerabilities.txt".to_owned()),
        ..run()
    };
    let text = maintenance_json(&clean, &named);
    assert!(!text.contains("vulnerabilities"), "{text}");
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["requirements"], "vulnerabilities.txt");
    assert_eq!(value["not_done"][0]["message"], message);
    assert_eq!(
        value["upgrades"]["recently_fixed"][0],
        json!({"package": "jinja2", "from": "3.1.2", "to": "3.1.6", "advisories_cleared": 2})
    );
    assert_eq!(value["pip_audit"]["status"], "✅ Clean");
}

#[test]
fn foreign_text_is_no_markup() {
    let odd = Maintenance {
        venv: Some("**x**\n# y".to_owned()),
        failed: Some("<b>\u{1b}[2J".to_owned()),
        ..run()
    };
    let page = maintenance_markdown(&sample::clean(), &odd);
    assert!(
        page.contains("**Venv:** \\*\\*x\\*\\* #&#8203; y\n"),
        "{page}"
    );
    assert!(
        page.contains("Failed (conservative mode): &lt;b&gt;\\\\u\\{1b\\}\\[2J\n"),
        "{page}"
    );
}
