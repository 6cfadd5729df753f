//! The report of a small web shop.

use std::collections::BTreeSet;

use pyward_model::{
    AdvisoryKind, Component, ComponentId, DataSource, Date, Ecosystem, Edge, Exploitation, Finding,
    FormatRead, GateLine, GateOutcome, Inventory, Location, MatchedBy, Notice, NoticeKind, Origin,
    Outcome, PackageName, Project, Report, Scope, Severity, SkippedPath, SortedSet, Suppression,
    SuppressionKind, TargetInfo, ToolInfo, Verdict, Version,
};

use super::{Draft, MALICIOUS_PACKAGE, component, direct, group};

const BOTO3: u32 = 0;
const BOTOCORE: u32 = 1;
const ESCAPES: u32 = 2;
const FLASK: u32 = 3;
const JINJA2: u32 = 5;
const PIP: u32 = 6;
const PYJWT: u32 = 7;
const REQEUSTS: u32 = 8;
const REQUESTS: u32 = 9;
const TORCH: u32 = 11;
const URLLIB3: u32 = 12;

fn components() -> Vec<Component> {
    let mut httpx = direct("httpx", "0", 9);
    httpx.version = None;
    httpx.requirement = Some(">=0.27,<1".into());
    let mut models = direct("shared-models", "0.4.0", 12);
    models.origin = Origin::Path {
        path: "../shared-models".into(),
        editable: true,
    };
    let mut plugin = direct("internal-plugin", "0", 13);
    plugin.version = None;
    plugin.origin = Origin::Vcs {
        url: "git+https://git.example.org/plugin".into(),
        reference: Some("v2".into()),
    };
    let mut pip = component("pip", "23.0", 700);
    pip.scopes = SortedSet::from([Scope::Dev, Scope::Build]);
    let mut openssl = component("openssl", "3.0.11-1", 0);
    openssl.ecosystem = Ecosystem::Other("deb".into());
    openssl.locations = vec![Location::file("var/lib/dpkg/status")];
    let mut escapes = direct("ev\u{1b}[2Jil|<b>`@admin", "1.0\u{202e}0.1", 4);
    escapes.locations = vec![Location::line("re\u{1b}]0;x\u{7}qs.txt", 4)];
    let mut jinja2 = direct("jinja2", "3.1.2", 6);
    jinja2.extras = BTreeSet::from(["i18n".into()]);
    vec![
        direct("boto3", "1.34.0", 2),
        component("botocore", "1.34.0", 140),
        escapes,
        direct("flask", "2.3.3", 5),
        httpx,
        jinja2,
        pip,
        component("pyjwt", "2.8.0", 760),
        direct("reqeusts", "0.0.1", 10),
        direct("requests", "2.31.0", 11),
        models,
        direct("torch", "2.0.1+cpu", 14),
        component("urllib3", "1.26.5", 990),
        plugin,
        openssl,
    ]
}

fn edges() -> Vec<Edge> {
    let edges = [
        (BOTO3, BOTOCORE),
        (BOTOCORE, URLLIB3),
        (FLASK, JINJA2),
        (FLASK, PIP),
        (REQUESTS, PYJWT),
        (REQUESTS, URLLIB3),
    ];
    edges
        .map(|(from, to)| Edge {
            from: ComponentId(from),
            to: ComponentId(to),
        })
        .into()
}

fn jinja2_findings(jinja2: &Component) -> Vec<Draft> {
    let flaws = [
        (
            "GHSA-cpwx-vrp4-4pq7",
            "CVE-2025-27516",
            "3.1.6",
            Severity::High,
            8.8,
            "Jinja2 vulnerable to sandbox breakout through attr filter selecting format method",
        ),
        (
            "GHSA-gmj6-6f8f-6699",
            "CVE-2024-56201",
            "3.1.5",
            Severity::High,
            8.8,
            "Jinja has a sandbox breakout through malicious filenames",
        ),
        (
            "GHSA-h5c8-rqwp-cp95",
            "CVE-2024-22195",
            "3.1.3",
            Severity::Medium,
            5.4,
            "Jinja vulnerable to HTML attribute injection when passing user input as keys to xmlattr filter",
        ),
        (
            "GHSA-h75v-3vvj-5mfj",
            "CVE-2024-34064",
            "3.1.4",
            Severity::Medium,
            5.4,
            "Jinja vulnerable to HTML attribute injection when passing user input as keys to xmlattr filter",
        ),
        (
            "GHSA-q2x7-8rv6-6q7h",
            "CVE-2024-56326",
            "3.1.5",
            Severity::Medium,
            5.4,
            "Jinja has a sandbox breakout through indirect reference to format method",
        ),
    ];
    flaws
        .iter()
        .map(|&(id, cve, fix, severity, score, summary)| {
            Draft::new(jinja2, JINJA2, group(id, &[cve], &[(None, Some(fix))]))
                .rated(severity, score)
                .about(summary)
                .fixed(fix, Some("3.1.6"))
        })
        .collect()
}

fn urllib3_findings(urllib3: &Component) -> Vec<Draft> {
    vec![
        Draft::new(
            urllib3,
            URLLIB3,
            group(
                "PYSEC-2023-192",
                &["CVE-2023-43804", "GHSA-v845-jxx5-vc9f"],
                &[(None, Some("1.26.17")), (None, Some("1.26.17"))],
            ),
        )
        .rated(Severity::High, 8.1)
        .about("Cookie request header is not stripped during cross-origin redirects")
        .fixed("1.26.17", None)
        .with(|finding| {
            if let Some(group) = finding.advisory.as_mut().map(std::sync::Arc::make_mut) {
                group.known_exploited = Some(true);
                group.exploitation = Some(Exploitation {
                    cve: "CVE-2023-43804".into(),
                    added: Date::new(2026, 10, 1),
                    due: Date::new(2026, 10, 22),
                    ransomware: false,
                });
                group.epss = Some(0.0123);
                group.epss_percentile = Some(0.85);
            }
        }),
        Draft::new(
            urllib3,
            URLLIB3,
            group(
                "GHSA-34jh-p97f-mpxf",
                &["CVE-2024-37891"],
                &[(None, Some("1.26.19")), (Some("2.0.0"), Some("2.2.2"))],
            ),
        )
        .rated(Severity::Medium, 4.4)
        .fixed("1.26.19", None),
        Draft::new(
            urllib3,
            URLLIB3,
            group("CVE-2026-99999", &[], &[(None, None)]),
        )
        .rated(Severity::Low, 2.1),
    ]
}

fn other_findings(components: &[Component]) -> Vec<Draft> {
    let at = |id: u32| &components[id as usize];
    vec![
        Draft::new(
            at(TORCH),
            TORCH,
            group(
                "PYSEC-2024-259",
                &["CVE-2024-31583"],
                &[(None, Some("2.2.0"))],
            ),
        )
        .rated(Severity::High, 7.8)
        .about("Use-after-free in torch/csrc/jit/mobile/interpreter.cpp")
        .fixed("2.2.0", Some("2.2.0"))
        .with(|finding| finding.matched_by = Some(MatchedBy::PublicVersion)),
        Draft::new(
            at(REQUESTS),
            REQUESTS,
            group(
                "GHSA-9wx4-h78v-vm56",
                &["CVE-2024-35195"],
                &[(None, Some("2.32.0"))],
            ),
        )
        .rated(Severity::Medium, 5.6)
        .about("Requests `Session` object does not verify requests after making first request with verify=False")
        .fixed("2.32.0", Some("2.32.0")),
        Draft::new(
            at(PYJWT),
            PYJWT,
            group("PYSEC-2025-183", &["CVE-2025-45768"], &[(None, None)]),
        )
        .about("Weak encryption"),
        Draft::new(
            at(ESCAPES),
            ESCAPES,
            group("OSV-2026-\u{1b}[31m", &[], &[(None, None)]),
        )
        .about("first line\n::error::forged \u{1b}]8;;http://evil.example\u{7}link @everyone #1 <img src=x>"),
        Draft::new(
            at(PIP),
            PIP,
            group(
                "PYSEC-2023-228",
                &["CVE-2023-5752", "GHSA-mq26-g339-26xf"],
                &[(None, Some("23.3"))],
            ),
        )
        .rated(Severity::Medium, 5.5)
        .fixed("23.3", Some("23.3"))
        .with(|finding| {
            finding.suppression = Some(Suppression {
                kind: SuppressionKind::Waiver,
                reason: "We install nothing from Mercurial repositories, and the build image is replaced in the new year".into(),
                owner: Some("platform@example.org".into()),
                until: Date::new(2027, 1, 31),
                status: Some("not-affected".into()),
                location: Some(Location::line("pyproject.toml", 41)),
            });
        }),
    ]
}

fn malware(reqeusts: &Component) -> Draft {
    let mut group = group("MAL-2025-4711", &[], &[(None, None)]);
    group.kind = AdvisoryKind::Malware;
    Draft::new(reqeusts, REQEUSTS, group)
        .about("Malicious code in reqeusts (PyPI)")
        .with(|finding| {
            finding.rule = &MALICIOUS_PACKAGE;
            finding.severity = Severity::Critical;
            finding.cwes = vec![506];
        })
}

fn notices() -> Vec<Notice> {
    vec![
        Notice::incomplete(
            NoticeKind::SourceFailed,
            None,
            "PyPA advisories could not be fetched: connection refused",
        )
        .hint("try again, or leave the source out with `--source`"),
        Notice::gap(
            NoticeKind::Unpinned,
            Some(Location::line("requirements.txt", 9)),
            "`httpx>=0.27,<1` names no single version",
        )
        .hint("pin it, or give a lock file"),
        Notice::gap(
            NoticeKind::Unreadable,
            Some(Location::file("vendor/\u{1b}[31mred.lock")),
            "permission denied",
        ),
        Notice::info(
            NoticeKind::Skipped,
            Some(Location::file(".venv")),
            "a virtual environment was left out",
        ),
        Notice::info(
            NoticeKind::WaiverUnmatched,
            Some(Location::line("pyproject.toml", 52)),
            "the waiver of CVE-2020-1 matched nothing",
        )
        .hint("remove it"),
    ]
}

/// The report.
pub(crate) fn storefront() -> Report {
    let components = components();
    let at = |id: u32| &components[id as usize];
    let mut drafts = vec![malware(at(REQEUSTS))];
    drafts.extend(jinja2_findings(at(JINJA2)));
    drafts.extend(urllib3_findings(at(URLLIB3)));
    drafts.extend(other_findings(&components));
    let findings: Vec<Finding> = drafts.into_iter().map(|draft| draft.0).collect();
    Report {
        tool: ToolInfo {
            name: "pyward",
            version: "0.1.0",
        },
        generated: "2026-11-22T09:30:00Z".into(),
        today: Date::new(2026, 11, 22).expect("a day"),
        targets: vec![TargetInfo {
            path: "examples/storefront".into(),
            kind: "directory",
        }],
        data: vec![DataSource {
            name: "GitHub Advisory Database".into(),
            date: Date::new(2026, 7, 7),
            records: 5_471,
            built_in: true,
        }],
        inventory: Inventory {
            states: Vec::new(),
            asked: Vec::new(),
            sources: 0,
            components,
            edges: edges(),
            requirements: Vec::new(),
            projects: vec![Project {
                location: Location::file("pyproject.toml"),
                name: Some(PackageName::pypi("storefront")),
                version: Some(Version::new("1.4.0")),
                requires_python: Some(">=3.11".into()),
            }],
            formats: vec![
                FormatRead {
                    path: "requirements.txt".into(),
                    home: ".".into(),
                    format: "requirements-txt",
                    components: 10,
                },
                FormatRead {
                    path: "uv.lock".into(),
                    home: ".".into(),
                    format: "uv-lock",
                    components: 14,
                },
            ],
            skipped: vec![SkippedPath {
                path: ".venv".into(),
                reason: "a virtual environment".into(),
            }],
            notices: Vec::new(),
        },
        verdict: Verdict {
            outcome: Outcome::Fail,
            exit_code: 1,
            sentence: "13 findings in 7 packages, malware among them: blocked".into(),
            gates: vec![
                GateLine {
                    name: "malicious".into(),
                    outcome: GateOutcome::Block,
                    because: "1 package is malware".into(),
                    findings: vec![0],
                },
                GateLine {
                    name: "high".into(),
                    outcome: GateOutcome::Warn,
                    because: "4 high findings, 5 would block".into(),
                    findings: vec![1, 2, 6, 9],
                },
                GateLine {
                    name: "low".into(),
                    outcome: GateOutcome::Pass,
                    because: "1 low finding is logged".into(),
                    findings: vec![8],
                },
            ],
        },
        findings,
        plan: None,
        code: None,
        withdrawn: 1,
        notices: notices(),
    }
}
