use pyward_model::Weight;

use super::*;
use crate::samples::{Sample, day, sample, settings, settings_and};
use crate::{Overrides, judge};

const TODAY: &str = "2026-11-22";

/// Applies and tells: a line a finding with what marks it, then a line a notice.
fn told(sample: &mut Sample, settings: &Settings, today: &str) -> String {
    let before = sample.findings.len();
    let notices = apply(
        &mut sample.findings,
        &sample.inventory,
        settings,
        day(today),
    );
    assert_eq!(sample.findings.len(), before, "a finding is never dropped");
    let mut lines = Vec::new();
    for finding in &sample.findings {
        let id = &finding.advisory.as_ref().unwrap().id;
        lines.push(match &finding.suppression {
            None => format!("{id} counts"),
            Some(mark) => {
                let place = mark
                    .location
                    .as_ref()
                    .map_or(String::new(), |it| format!(" at {it}"));
                let until = mark
                    .until
                    .map_or(String::new(), |day| format!(" until {day}"));
                format!("{id} {}{place}{until}: {}", mark.kind.word(), mark.reason)
            }
        });
    }
    for notice in &notices {
        assert_eq!(notice.weight, Weight::Info);
        assert!(notice.hint.is_some());
        let place = notice
            .location
            .as_ref()
            .map_or(String::new(), |it| format!("{it} "));
        lines.push(format!(
            "{place}[{}] {}",
            notice.kind.word(),
            notice.message
        ));
    }
    lines.join("\n")
}

fn typed(ids: &[&str]) -> Settings {
    let ignore_ids = ids.iter().map(|id| (*id).to_owned()).collect();
    settings_and(
        "",
        Overrides {
            ignore_ids,
            ..Overrides::default()
        },
    )
}

fn two_packages() -> Sample {
    sample()
        .package("pkg-a 1.0", &[])
        .finding(&["PYSEC-1", "CVE-1"], Severity::High, None)
        .package("pkg-b 1.0", &[])
        .finding(&["GHSA-1", "CVE-1"], Severity::High, Some("2.0"))
}

#[test]
fn case_28_an_alias_in_any_case_ignores_and_a_package_narrows_it() {
    insta::assert_snapshot!(told(&mut two_packages(), &typed(&["cve-1"]), TODAY), @r"
    PYSEC-1 command-line: ignored on the command line
    GHSA-1 command-line: ignored on the command line
    ");
    insta::assert_snapshot!(told(&mut two_packages(), &typed(&["CVE-1@Pkg_A"]), TODAY), @r"
    PYSEC-1 command-line: ignored on the command line
    GHSA-1 counts
    ");
    let config =
        "[[ignore]]\nid = \"ghsa-1\"\npackage = \"pkg.b\"\nreason = \"long enough to be one\"\n";
    insta::assert_snapshot!(told(&mut two_packages(), &settings(config), TODAY), @r"
    PYSEC-1 counts
    GHSA-1 waiver at pyward.toml:1: long enough to be one
    ");
}

#[test]
fn case_29_what_matches_nothing_is_told_by_name_and_line() {
    let config = "\n\n[[ignore]]\nid = \"CVE-9\"\nreason = \"long enough to be one\"\nexpires = 2026-01-31\n\n[[ignore]]\nid = \"CVE-1\"\npackage = \"pkg-b\"\nversions = \">=2\"\nreason = \"long enough to be one\"\n";
    let overrides = Overrides {
        ignore_ids: vec!["CVE-8".to_owned(), "CVE-1@pkg-c".to_owned(), String::new()],
        ..Overrides::default()
    };
    let strict = settings_and(config, overrides.clone());
    insta::assert_snapshot!(told(&mut two_packages(), &strict, TODAY), @r"
    PYSEC-1 counts
    GHSA-1 counts
    pyward.toml:3 [waiver-unmatched] the waiver of CVE-9 matched nothing, and expired on 2026-01-31
    pyward.toml:8 [waiver-unmatched] the waiver of CVE-1 in pkg-b >=2 matched nothing
    [waiver-unmatched] `--ignore CVE-8` matched nothing
    [waiver-unmatched] `--ignore CVE-1@pkg-c` matched nothing
    [waiver-unmatched] `--ignore ` matched nothing
    ");
    let allowed = settings_and(
        &format!("[ignores]\nunused = \"allow\"\n{config}"),
        overrides,
    );
    let notices = told(&mut two_packages(), &allowed, TODAY);
    assert!(!notices.contains("the waiver"), "{notices}");
    assert!(
        notices.contains("`--ignore CVE-8` matched nothing"),
        "{notices}"
    );
}

#[test]
fn case_30_until_a_fix_is_available_means_a_fix_for_this_package() {
    let config = "[[ignore]]\nid = \"CVE-1\"\nuntil = \"fix-available\"\nreason = \"long enough to be one\"\n";
    // pkg-a has no fix, though the same flaw is fixed in pkg-b.
    insta::assert_snapshot!(told(&mut two_packages(), &settings(config), TODAY), @r"
    PYSEC-1 waiver at pyward.toml:1: long enough to be one
    GHSA-1 counts
    pyward.toml:1 [waiver-review] the waiver of CVE-1 held until a fix would be available, and 2.0 is one: GHSA-1 in pkg-b 1.0 counts again
    ");
}

#[test]
fn case_31_a_past_date_counts_again_and_is_told() {
    let config = |date: &str| {
        let text = format!(
            "[[ignore]]\nid = \"CVE-1\"\nexpires = {date}\nreason = \"long enough to be one\"\n"
        );
        settings(&text)
    };
    insta::assert_snapshot!(
        told(&mut two_packages(), &config("2026-11-21"), TODAY),
        @r"
    PYSEC-1 counts
    GHSA-1 counts
    pyward.toml:1 [waiver-expired] the waiver of CVE-1 expired on 2026-11-21: GHSA-1 in pkg-b 1.0 and PYSEC-1 in pkg-a 1.0 count again
    "
    );
    let on_the_day = told(&mut two_packages(), &config(TODAY), TODAY);
    assert!(!on_the_day.contains("counts"), "{on_the_day}");
}

#[test]
fn case_32_what_is_ignored_stays_with_its_reason_and_owner() {
    let config = "[[ignore]]\nid = \"CVE-1\"\nreason = \"Only we can reach it\"\nowner = \"@web\"\nstatus = \"mitigated\"\nexpires = 2027-01-31\n";
    let mut sample = two_packages();
    apply(
        &mut sample.findings,
        &sample.inventory,
        &settings(config),
        day(TODAY),
    );
    let mark = sample.findings[0].suppression.as_ref().unwrap();
    assert_eq!(mark.kind, SuppressionKind::Waiver);
    assert_eq!(mark.reason, "Only we can reach it");
    assert_eq!(mark.owner.as_deref(), Some("@web"));
    assert_eq!(mark.status.as_deref(), Some("mitigated"));
    assert_eq!(mark.until, Some(day("2027-01-31")));
    let verdict = judge(&sample.findings, &sample.inventory, &[], &settings(config));
    assert_eq!(
        verdict.sentence,
        "No other known vulnerabilities in 2 packages; 2 findings are ignored"
    );
}

#[test]
fn a_waiver_dies_when_the_version_leaves_its_range() {
    let config = "[[ignore]]\nid = \"CVE-1\"\npackage = \"jinja2\"\nversions = \"<3.1.5\"\nreason = \"long enough to be one\"\n";
    let of = |version: &str| {
        let mut sample = sample()
            .package(version, &[])
            .finding(&["CVE-1"], Severity::High, None);
        told(&mut sample, &settings(config), TODAY)
    };
    assert!(of("jinja2 3.1.2").contains("waiver at pyward.toml:1"));
    assert!(of("jinja2 3.1.5").contains("CVE-1 counts"));
    assert!(
        of("jinja2").contains("CVE-1 counts"),
        "no version, no range"
    );
}

#[test]
fn a_whole_package_is_waived_but_for_malware() {
    let config = "[[ignore]]\npackage = \"Twisted\"\nversions = \"==24.3.0\"\nexpires = 2027-01-31\nreason = \"System package, not used here\"\n";
    let mut sample = sample()
        .package("twisted 24.3.0", &[])
        .finding(&["CVE-1"], Severity::Low, None)
        .finding(&["MAL-2026-1"], Severity::Critical, None)
        .package("other 24.3.0", &[])
        .finding(&["CVE-2"], Severity::Low, None);
    insta::assert_snapshot!(told(&mut sample, &settings(config), TODAY), @r"
    CVE-1 waiver at pyward.toml:1 until 2027-01-31: System package, not used here
    MAL-2026-1 counts
    CVE-2 counts
    ");
}

#[test]
fn malware_is_waived_by_name() {
    let config = "[[ignore]]\nid = \"MAL-2026-1\"\nreason = \"A honeypot of our own making\"\n";
    let mut sample =
        sample()
            .package("bait 1", &[])
            .finding(&["MAL-2026-1"], Severity::Critical, None);
    assert!(told(&mut sample, &settings(config), TODAY).contains("honeypot"));
}

#[test]
fn days_are_counted_from_the_day_it_was_decided_by_severity() {
    let config = "[ignores]\nmax-days = { critical = 14, high = 30 }\n[[ignore]]\nid = \"CVE-1\"\nadded = 2026-11-02\nexpires = 2027-01-31\nreason = \"long enough to be one\"\n";
    let sample = || {
        sample()
            .package("a 1", &[])
            .finding(&["CVE-1"], Severity::Critical, None)
            .package("b 1", &[])
            .finding(&["CVE-1"], Severity::High, None)
            .package("c 1", &[])
            .finding(&["CVE-1"], Severity::Low, None)
    };
    insta::assert_snapshot!(told(&mut sample(), &settings(config), TODAY), @r"
    CVE-1 counts
    CVE-1 waiver at pyward.toml:3 until 2026-12-02: long enough to be one
    CVE-1 waiver at pyward.toml:3 until 2027-01-31: long enough to be one
    pyward.toml:3 [waiver-expired] the waiver of CVE-1 expired on 2026-11-16, 14 days after it was added, the most that `max-days` allows for critical findings: CVE-1 in a 1 counts again
    ");
    let harmless = config.replace("id =", "status = \"false-positive\"\nid =");
    assert!(!told(&mut sample(), &settings(&harmless), TODAY).contains("counts"));
}

#[test]
fn a_waiver_from_the_future_does_not_hold_yet() {
    let config = |added: &str| {
        let text = format!(
            "[[ignore]]\nid = \"CVE-1\"\nadded = {added}\nreason = \"long enough to be one\"\n"
        );
        settings(&text)
    };
    let far = told(&mut two_packages(), &config("2026-12-24"), TODAY);
    assert!(far.contains("PYSEC-1 counts"), "{far}");
    assert!(
        far.contains("is dated 2026-12-24 and does not hold before"),
        "{far}"
    );
    let east = told(&mut two_packages(), &config("2026-11-23"), TODAY);
    assert!(!east.contains("counts"), "{east}");
}

#[test]
fn review_reminds_and_the_first_waiver_that_holds_wins() {
    let config = "
[[ignore]]
id = \"CVE-1\"
expires = 2026-01-31
reason = \"the first one has ended\"
[[ignore]]
id = \"PYSEC-1\"
review = 2026-11-22
reason = \"the second one holds\"
[[ignore]]
id = \"GHSA-1\"
versions = \"<2\"
reason = \"the third one holds too\"
";
    let overrides = Overrides {
        ignore_ids: vec!["CVE-1".to_owned()],
        ..Overrides::default()
    };
    insta::assert_snapshot!(told(&mut two_packages(), &settings_and(config, overrides), TODAY), @r"
    PYSEC-1 waiver at pyward.toml:6: the second one holds
    GHSA-1 waiver at pyward.toml:10: the third one holds too
    pyward.toml:2 [waiver-expired] the waiver of CVE-1 expired on 2026-01-31: what it covers is accepted elsewhere
    pyward.toml:6 [waiver-review] the waiver of PYSEC-1 is due for review since 2026-11-22
    ");
}

/// The ignore table of a real security policy, as waivers.
const DOCUMENTED: &str = r#"
[[ignore]]
id = "GHSA-4xh5-x5gv-qwph"
package = "pip"
versions = "==25.2"
until = "fix-available"
reason = "Fix planned for pip 25.3 (not yet released)"

[[ignore]]
id = "PYSEC-2024-75"
package = "twisted"
versions = "==24.3.0"
reason = "System-installed package, not used by this project"

[[ignore]]
id = "GHSA-c8m8-j448-xjx7"
package = "twisted"
versions = "==24.3.0"
reason = "System-installed package, not used by this project"
"#;

#[test]
fn documented_ignores_hold_until_the_release_they_wait_for() {
    let sample = |fix: Option<&str>| {
        sample()
            .package("pip 25.2", &[])
            .finding(
                &["CVE-2025-8869", "GHSA-4xh5-x5gv-qwph"],
                Severity::Medium,
                fix,
            )
            .package("twisted 24.3.0", &[])
            .finding(
                &["PYSEC-2024-75", "CVE-2024-41810"],
                Severity::Medium,
                Some("24.7.0rc1"),
            )
            .finding(
                &["GHSA-c8m8-j448-xjx7", "CVE-2024-41671"],
                Severity::High,
                Some("24.7.0rc1"),
            )
    };
    insta::assert_snapshot!(told(&mut sample(None), &settings(DOCUMENTED), "2025-01-20"), @r"
    CVE-2025-8869 waiver at pyward.toml:2: Fix planned for pip 25.3 (not yet released)
    PYSEC-2024-75 waiver at pyward.toml:9: System-installed package, not used by this project
    GHSA-c8m8-j448-xjx7 waiver at pyward.toml:15: System-installed package, not used by this project
    ");
    insta::assert_snapshot!(told(&mut sample(Some("25.3")), &settings(DOCUMENTED), TODAY), @r"
    CVE-2025-8869 counts
    PYSEC-2024-75 waiver at pyward.toml:9: System-installed package, not used by this project
    GHSA-c8m8-j448-xjx7 waiver at pyward.toml:15: System-installed package, not used by this project
    pyward.toml:2 [waiver-review] the waiver of GHSA-4xh5-x5gv-qwph in pip ==25.2 held until a fix would be available, and 25.3 is one: CVE-2025-8869 in pip 25.2 counts again
    ");
}

#[test]
fn a_mark_that_is_there_stays() {
    let mut sample = two_packages();
    sample.findings[0].suppression = Some(by_command_line());
    let config = settings("[[ignore]]\nid = \"CVE-1\"\nreason = \"long enough to be one\"\n");
    apply(&mut sample.findings, &sample.inventory, &config, day(TODAY));
    let kinds: Vec<_> = sample
        .findings
        .iter()
        .map(|it| it.suppression.as_ref().unwrap().kind)
        .collect();
    assert_eq!(
        kinds,
        [SuppressionKind::CommandLine, SuppressionKind::Waiver]
    );
}
