use std::collections::BTreeSet;

use proptest::prelude::*;
use pyward_model::{NoticeKind, Origin, Scope, Severity};

use super::*;
use crate::samples::{Sample, day, sample, settings, settings_and};
use crate::{Overrides, Preset, apply};

fn verdict(sample: &Sample, notices: &[Notice], settings: &Settings) -> Verdict {
    judge(&sample.findings, &sample.inventory, notices, settings)
}

/// The sentence and every line that says something.
fn told(sample: &Sample, notices: &[Notice], settings: &Settings) -> String {
    let verdict = verdict(sample, notices, settings);
    let mut lines = vec![format!("{} [exit {}]", verdict.sentence, verdict.exit_code)];
    for line in &verdict.gates {
        if line.outcome != GateOutcome::Pass {
            let (name, outcome) = (&line.name, line.outcome.word());
            lines.push(format!(
                "{name}: {outcome}: {} {:?}",
                line.because, line.findings
            ));
        }
    }
    lines.join("\n")
}

fn gated(name: &str) -> Settings {
    settings_and(
        "",
        Overrides {
            gate: Preset::named(name),
            ..Overrides::default()
        },
    )
}

#[test]
fn the_table_of_a_release_gate_is_kept() {
    // CRITICAL: block. HIGH: warn below five, block from five on. MEDIUM and LOW: log.
    let of = |counts: &[(usize, Severity)]| {
        let sample = counts
            .iter()
            .fold(sample().package("a 1", &[]), |sample, (count, level)| {
                sample.findings(*count, *level)
            });
        told(&sample, &[], &gated("images"))
    };
    insta::assert_snapshot!(of(&[(1, Severity::Critical)]), @r"
    1 finding in 1 package blocks (1 critical) [exit 1]
    critical: block: 1 critical finding: any blocks [0]
    ");
    insta::assert_snapshot!(of(&[(4, Severity::High), (1, Severity::Medium), (9, Severity::Low)]), @r"
    14 findings in 1 package do not block (4 high, 1 medium, 9 low) [exit 0]
    high: warn: 4 high findings: warns below 5 [0, 1, 2, 3]
    medium: log: 1 medium finding: logged [4]
    low: log: 9 low findings: logged [5, 6, 7, 8, 9, 10, 11, 12, 13]
    ");
    insta::assert_snapshot!(of(&[(5, Severity::High), (1, Severity::Unknown)]), @r"
    5 findings in 1 package block (5 high); 1 other finding does not [exit 1]
    high: block: 5 high findings: 5 or more block [0, 1, 2, 3, 4]
    unknown: warn: 1 finding of unknown severity: warns only [5]
    ");
    // "Example: Block on 3+ HIGH vulnerabilities instead of 5".
    let three = settings("[gate]\nhigh = { action = \"warn\", block-at = 3 }\nlow = \"log\"\n");
    let high = |count| sample().package("a 1", &[]).findings(count, Severity::High);
    assert_eq!(verdict(&high(2), &[], &three).exit_code, 0);
    assert_eq!(verdict(&high(3), &[], &three).exit_code, 1);
}

#[test]
fn by_default_any_finding_blocks_and_the_sentence_counts() {
    let sample = sample()
        .package("a 1", &[])
        .findings(2, Severity::Critical)
        .findings(9, Severity::High)
        .package("b 1", &[])
        .findings(11, Severity::Medium)
        .finding(&["MAL-1"], Severity::Critical, None);
    insta::assert_snapshot!(told(&sample, &[], &Settings::default()), @r"
    23 findings in 2 packages block (1 malicious, 2 critical, 9 high, 11 medium) [exit 1]
    malicious: block: 1 malicious finding: any blocks [22]
    critical: block: 2 critical findings: any blocks [0, 1]
    high: block: 9 high findings: any blocks [2, 3, 4, 5, 6, 7, 8, 9, 10]
    medium: block: 11 medium findings: any blocks [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]
    ");
}

#[test]
fn a_level_by_name_blocks_from_there_on() {
    let sample = sample()
        .package("a 1", &[])
        .findings(1, Severity::High)
        .findings(2, Severity::Unknown)
        .findings(1, Severity::Low);
    insta::assert_snapshot!(told(&sample, &[], &gated("high")), @r"
    1 finding in 1 package blocks (1 high); 3 other findings do not [exit 1]
    high: block: 1 high finding: any blocks [0]
    unknown: warn: 2 findings of unknown severity: warns only [1, 2]
    low: log: 1 low finding: logged [3]
    ");
    insta::assert_snapshot!(told(&sample, &[], &gated("critical")), @r"
    4 findings in 1 package do not block (1 high, 2 unknown, 1 low) [exit 0]
    high: log: 1 high finding: logged [0]
    unknown: warn: 2 findings of unknown severity: warns only [1, 2]
    low: log: 1 low finding: logged [3]
    ");
}

#[test]
fn nothing_known_is_said_only_of_what_was_checked() {
    let whole = || {
        sample()
            .package("a 1", &[])
            .package("b 1", &[])
            .package("b 2", &[])
    };
    let default = Settings::default();
    let sentence =
        |sample: &Sample, notices: &[Notice]| verdict(sample, notices, &default).sentence;
    assert_eq!(
        sentence(&whole(), &[]),
        "No known vulnerabilities in 3 packages"
    );
    assert_eq!(
        sentence(&sample(), &[]),
        "Nothing was found that could be checked"
    );
    let one = sample().package("a 1", &[]);
    assert_eq!(sentence(&one, &[]), "No known vulnerabilities in 1 package");

    let unpinned = whole().package("c", &[]);
    let gap = Notice::gap(NoticeKind::Unpinned, None, "`c` has no version");
    insta::assert_snapshot!(sentence(&unpinned, &[gap]), @"No known vulnerabilities in the 3 packages that could be checked; 1 could not");
    insta::assert_snapshot!(sentence(&unpinned, &[]), @"No known vulnerabilities in the 3 packages that could be checked; 1 could not");
    let mut local = whole();
    local.inventory.components[0].origin = Origin::Path {
        path: "../a".into(),
        editable: true,
    };
    insta::assert_snapshot!(sentence(&local, &[]), @"No known vulnerabilities in the 2 packages that could be checked; 1 could not");
    let only_unpinned = sample().package("c", &[]);
    insta::assert_snapshot!(sentence(&only_unpinned, &[]), @"The only package could not be checked");
    let unreadable = Notice::gap(NoticeKind::Unreadable, None, "cannot be read");
    insta::assert_snapshot!(sentence(&whole(), &[unreadable]), @"No known vulnerabilities in the 3 packages that could be checked; 1 gap in coverage (1 unreadable)");
}

#[test]
fn gaps_are_incomplete_where_the_policy_is_strict_and_failed_sources_always() {
    let sample = sample().package("a 1", &[]).package("c", &[]);
    let gap = Notice::gap(NoticeKind::Unpinned, None, "`c` has no version");
    let failed = Notice::incomplete(NoticeKind::SourceFailed, None, "no answer");
    let strict = settings("[gate]\nincomplete = \"block\"\n");
    let typed = settings_and(
        "",
        Overrides {
            strict: true,
            ..Overrides::default()
        },
    );
    let gap = std::slice::from_ref(&gap);
    insta::assert_snapshot!(told(&sample, gap, &Settings::default()), @r"
    No known vulnerabilities in the 1 package that could be checked; 1 could not [exit 0]
    coverage: warn: 1 gap in coverage (1 unpinned) []
    ");
    insta::assert_snapshot!(told(&sample, gap, &strict), @r"
    No known vulnerabilities in the 1 package that could be checked; 1 could not; 1 gap in coverage (1 unpinned), and the policy allows none [exit 3]
    coverage: incomplete: 1 gap in coverage (1 unpinned), and the policy allows none []
    ");
    assert_eq!(told(&sample, gap, &strict), told(&sample, gap, &typed));
    insta::assert_snapshot!(told(&sample, &[failed], &Settings::default()), @r"
    No known vulnerabilities in the 1 package that could be checked; 1 could not; 1 part of the job was not done: no answer [exit 3]
    coverage: incomplete: 1 part of the job was not done: no answer []
    ");
}

#[test]
fn findings_win_over_incomplete_and_the_sentence_says_both() {
    let sample = sample().package("a 1", &[]).findings(1, Severity::Low);
    let failed = Notice::incomplete(NoticeKind::SourceFailed, None, "no answer");
    let failed = std::slice::from_ref(&failed);
    insta::assert_snapshot!(told(&sample, failed, &Settings::default()), @r"
    1 finding in 1 package blocks (1 low); the run is also incomplete: 1 part of the job was not done: no answer [exit 1]
    low: block: 1 low finding: any blocks [0]
    coverage: incomplete: 1 part of the job was not done: no answer []
    ");
    let mild = settings("[gate]\nlow = \"warn\"\n");
    insta::assert_snapshot!(told(&sample, failed, &mild), @r"
    1 finding in 1 package does not block (1 low); 1 part of the job was not done: no answer [exit 3]
    low: warn: 1 low finding: warns only [0]
    coverage: incomplete: 1 part of the job was not done: no answer []
    ");
}

#[test]
fn caps_take_findings_off_the_count_of_their_level() {
    let extra = Scope::Extra("docs".into());
    let sample = sample()
        .package("main 1", &[Scope::Main, Scope::Dev])
        .findings(2, Severity::High)
        .package("tool 1", &[Scope::Dev])
        .findings(2, Severity::High)
        .finding(&["CVE-1"], Severity::Critical, None)
        .package("docs 1", &[extra])
        .findings(1, Severity::Critical)
        .finding(&["MAL-1"], Severity::Critical, None)
        .package("old 1", &[])
        .finding(&["CVE-2"], Severity::High, None)
        .finding(&["CVE-3"], Severity::Low, None);
    let config = "[gate]\nhigh = { action = \"warn\", block-at = 3 }\nlow = \"log\"\nunfixed = \"warn\"\n[gate.scopes]\ndev = \"warn\"\nextra = \"log\"\nbuild = \"log\"\n";
    insta::assert_snapshot!(told(&sample, &[], &settings(config)), @r"
    1 finding in 1 package blocks (1 malicious); 8 other findings do not [exit 1]
    malicious: block: 1 malicious finding: any blocks [6]
    high: warn: 2 high findings: warns below 3 [0, 1]
    low: log: 1 low finding: logged [8]
    unfixed: warn: 2 findings without a fix (1 critical, 1 high): at most a warning [4, 7]
    scope dev: warn: 2 findings only in dev (2 high): at most a warning [2, 3]
    scope extra: log: 1 finding only in extra (1 critical): logged only [5]
    ");
}

#[test]
fn expired_and_unused_waivers_block_where_the_policy_says_so() {
    let entries = "[[ignore]]\nid = \"CVE-1\"\nexpires = 2026-01-31\nreason = \"long enough to be one\"\n[[ignore]]\nid = \"CVE-9\"\nreason = \"long enough to be one\"\n";
    let judged = |rules: &str| {
        let settings = settings(&format!("{rules}{entries}"));
        let mut sample = sample()
            .package("a 1", &[])
            .finding(&["CVE-1"], Severity::Low, None)
            .finding(&["CVE-2"], Severity::Low, None);
        let today = day("2026-11-22");
        let notices = apply(&mut sample.findings, &sample.inventory, &settings, today);
        told(&sample, &notices, &settings)
    };
    insta::assert_snapshot!(judged("[gate]\nlow = \"log\"\n"), @r"
    2 findings in 1 package do not block (2 low) [exit 0]
    low: log: 2 low findings: logged [0, 1]
    expired-waivers: warn: 1 waiver has expired: what it covered counts again [0]
    unused-waivers: warn: 1 waiver matches nothing: warns []
    ");
    insta::assert_snapshot!(
        judged("[gate]\nlow = \"log\"\n[ignores]\nexpired = \"block\"\nunused = \"block\"\n"),
        @r"
    1 finding in 1 package blocks (1 low); 1 other finding does not; 1 expired waiver blocks; 1 unused waiver blocks [exit 1]
    low: log: 2 low findings: logged [0, 1]
    expired-waivers: block: 1 waiver has expired: any blocks [0]
    unused-waivers: block: 1 waiver matches nothing: any blocks []
    "
    );
}

#[test]
fn every_line_is_there_even_where_there_is_nothing_to_say() {
    let verdict = verdict(&sample().package("a 1", &[]), &[], &Settings::default());
    let lines: Vec<String> = verdict
        .gates
        .iter()
        .map(|line| format!("{}: {}", line.name, line.because))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    malicious: no malicious findings
    critical: no critical findings
    high: no high findings
    medium: no medium findings
    unknown: no findings of unknown severity
    low: no low findings
    info: no info findings
    coverage: everything that was found was checked
    ");
}

fn any_level() -> impl Strategy<Value = Severity> {
    prop::sample::select(Severity::ALL.to_vec())
}

fn any_scopes() -> impl Strategy<Value = Vec<Scope>> {
    let scope = prop::sample::select(vec![
        Scope::Main,
        Scope::Dev,
        Scope::Build,
        Scope::Extra("x".into()),
        Scope::Group("y".into()),
    ]);
    prop::collection::vec(scope, 0..3)
}

fn any_config() -> impl Strategy<Value = String> {
    let rule = prop::sample::select(vec![
        "\"block\"",
        "\"warn\"",
        "\"log\"",
        "{ action = \"warn\", block-at = 2 }",
    ]);
    let cap = prop::sample::select(vec!["block", "warn", "log"]);
    (rule.clone(), rule, cap.clone(), cap.clone(), cap).prop_map(
        |(critical, low, unfixed, dev, extra)| {
            format!(
                "[gate]\ncritical = {critical}\nlow = {low}\nunfixed = \"{unfixed}\"\n[gate.scopes]\ndev = \"{dev}\"\nextra = \"{extra}\"\n"
            )
        },
    )
}

proptest! {
    #[test]
    fn every_active_finding_is_on_one_line_and_the_exit_follows_the_lines(
        packages in prop::collection::vec((any_scopes(), prop::collection::vec((any_level(), any::<bool>(), any::<bool>()), 0..4)), 0..5),
        config in any_config(),
    ) {
        let mut made = sample();
        for (n, (scopes, findings)) in packages.iter().enumerate() {
            made = made.package(&format!("p{n} 1"), scopes);
            for (i, (level, fixed, waived)) in findings.iter().enumerate() {
                made = made.finding(&[&format!("CVE-{n}-{i}")], *level, fixed.then_some("2"));
                if *waived {
                    let typed = settings_and("", Overrides { ignore_ids: vec![format!("CVE-{n}-{i}")], ..Overrides::default() });
                    apply(&mut made.findings, &made.inventory, &typed, day("2026-11-22"));
                }
            }
        }
        let verdict = verdict(&made, &[], &settings(&config));
        let told: Vec<usize> = verdict.gates.iter().flat_map(|line| line.findings.clone()).collect();
        let active: BTreeSet<usize> = (0..made.findings.len()).filter(|i| made.findings[*i].is_active()).collect();
        prop_assert_eq!(told.len(), active.len());
        prop_assert_eq!(told.into_iter().collect::<BTreeSet<_>>(), active);
        let blocks = verdict.gates.iter().any(|line| line.outcome == GateOutcome::Block);
        prop_assert_eq!(verdict.exit_code, u8::from(blocks));
        prop_assert_eq!(verdict.outcome == Outcome::Fail, blocks);
    }
}
