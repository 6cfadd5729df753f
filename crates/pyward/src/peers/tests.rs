use proptest::prelude::*;

use super::PEERS;
use crate::peer::{Carried, Found};

fn of(name: &str, path: &str, text: &str) -> Carried {
    let mut carried = Carried::default();
    let peer = PEERS.iter().find(|peer| peer.name == name).unwrap();
    (peer.read)(&Found { path, text }, &mut carried);
    carried
}

/// What holds anyway is left out.
const ANYWAY: [&str; 4] = ["gate.critical", "gate.high", "gate.medium", "gate.low"];

/// `ID in PACKAGE VERSIONS until DAY: REASON @ PLACE`, an entry a line.
fn ignores(carried: &Carried) -> Vec<String> {
    let entries = carried.ignores.iter();
    entries
        .map(|it| {
            let mut text = it.id.clone().unwrap_or_else(|| "all".to_owned());
            for part in [&it.package, &it.versions].into_iter().flatten() {
                text = format!("{text} {part}");
            }
            if let Some(day) = it.expires {
                text = format!("{text} until {day}");
            }
            if it.until_fixed {
                text.push_str(" until fixed");
            }
            if let Some(reason) = &it.reason {
                text = format!("{text}: {reason}");
            }
            format!("{text} @ {}", it.place)
        })
        .collect()
}

fn settings(carried: &Carried) -> Vec<String> {
    let settings = carried.settings.iter();
    let anyway = |key: &str, value: &str| ANYWAY.contains(&key) && value == "\"block\"";
    settings
        .filter(|(key, (value, _))| !anyway(key, value))
        .map(|(key, (value, _))| format!("{key} = {value}"))
        .collect()
}

fn left(carried: &Carried) -> Vec<String> {
    let left = carried.left.iter();
    left.map(|it| format!("{}: {}", it.place, it.what))
        .collect()
}

#[test]
fn pip_audit_in_commands_however_they_are_written() {
    let workflow = "jobs:\n  a:\n    steps:\n      - run: |\n          pip-audit --strict -r requirements.txt \\\n            --ignore-vuln PYSEC-2024-1 \\\n            --ignore-vuln=CVE-2024-2\n      - run: >-\n          uvx pip-audit\n          --ignore-vuln GHSA-aaaa-bbbb-cccc\n          --ignore-vuln ${{ vars.IGNORED }}\n      # pip-audit --ignore-vuln CVE-1999-1\n      - uses: pypa/gh-action-pip-audit@v1\n        with:\n          ignore-vulns: |\n            CVE-2024-3\n            CVE-2024-4\n";
    let carried = of("pip-audit", ".github/workflows/ci.yml", workflow);
    let path = ".github/workflows/ci.yml";
    let told = ignores(&carried);
    let ids: Vec<&str> = told
        .iter()
        .map(|it| it.split(' ').next().unwrap())
        .collect();
    assert_eq!(
        ids,
        [
            "PYSEC-2024-1",
            "CVE-2024-2",
            "GHSA-aaaa-bbbb-cccc",
            "CVE-2024-3",
            "CVE-2024-4"
        ]
    );
    assert_eq!(told[0], format!("PYSEC-2024-1 @ {path}:6"));
    assert_eq!(settings(&carried), ["gate.incomplete = \"block\""]);
    assert_eq!(
        left(&carried),
        [
            format!("{path}:11: ignore `${{{{`"),
            format!("{path}:5: -r requirements.txt"),
        ]
    );
    let hook = "repos:\n  - repo: https://github.com/pypa/pip-audit\n    hooks:\n      - id: pip-audit\n        args: [\"--ignore-vuln\", \"CVE-2024-5\", \"--skip-editable\"]\n      - id: other\n        args:\n          - --ignore-vuln\n          - CVE-2024-6\n";
    let carried = of("pip-audit", ".pre-commit-config.yaml", hook);
    assert_eq!(carried.ignores.len(), 2);
    let tox = "[testenv:audit]\ncommands =\n    pip-audit --ignore-vuln CVE-2024-7 --vulnerability-service osv\n";
    let carried = of("pip-audit", "tox.ini", tox);
    assert_eq!(ignores(&carried), ["CVE-2024-7 @ tox.ini:3"]);
    assert_eq!(left(&carried), ["tox.ini:3: --vulnerability-service osv"]);
}

#[test]
fn a_table_of_pip_audit_is_taken_for_what_its_owner_meant() {
    let text = "[tool.pip-audit]\nignore-vulns = [\"CVE-2024-1\"]\nstrict = true\ndesc = true\n";
    let carried = of("pip-audit", "pyproject.toml", text);
    assert_eq!(ignores(&carried), ["CVE-2024-1 @ pyproject.toml:2"]);
    assert_eq!(settings(&carried), ["gate.incomplete = \"block\""]);
    assert_eq!(left(&carried), ["pyproject.toml:4: [tool.pip-audit] desc"]);
}

#[test]
fn safety_of_the_second_version() {
    let text = "security:\n  ignore-cvss-severity-below: 5\n  ignore-cvss-unknown-severity: true\n  ignore-vulnerabilities:\n    51457:\n      reason: we do not parse patches with it\n      expires: '2027-01-31'\n    CVE-2024-1:\n      reason: not reached by anything we run\n  continue-on-vulnerability-error: True\n";
    let carried = of("safety", ".safety-policy.yml", text);
    assert_eq!(
        ignores(&carried),
        [
            "pyup.io-51457 until 2027-01-31: we do not parse patches with it @ .safety-policy.yml:5",
            "CVE-2024-1: not reached by anything we run @ .safety-policy.yml:8",
        ]
    );
    assert_eq!(
        settings(&carried),
        ["gate.low = \"log\"", "gate.unknown = \"log\""]
    );
    assert_eq!(
        left(&carried),
        [
            ".safety-policy.yml:2: ignore-cvss-severity-below: 5",
            ".safety-policy.yml:5: ignore 51457",
            ".safety-policy.yml:10: continue-on-vulnerability-error",
        ]
    );
}

#[test]
fn safety_of_the_third_version() {
    let text = "version: '3.0'\nscanning-settings:\n  max-depth: 6\n  exclude: [docs, tests/data]\nreport:\n  dependency-vulnerabilities:\n    auto-ignore-in-report:\n      python:\n        unpinned-requirements: true\n      vulnerabilities:\n        CVE-2018-18074:\n          reason: no redirects are followed\n          expires: 2027-02-01\n          specifications: [\"requests>=2.19,<2.20\"]\n      cvss-severity: [low]\nfail-scan-with-exit-code:\n  dependency-vulnerabilities:\n    enabled: true\n    fail-on-any-of:\n      cvss-severity: [critical, high]\n      exploitability: [critical]\nsecurity-updates:\n  dependency-vulnerabilities:\n    auto-security-updates-limit: [patch]\n";
    let carried = of("safety", ".safety-policy.yml", text);
    assert_eq!(
        ignores(&carried),
        [
            "CVE-2018-18074 requests >=2.19,<2.20 until 2027-02-01: no redirects are followed @ .safety-policy.yml:11"
        ]
    );
    assert_eq!(
        settings(&carried),
        [
            "exclude = [\"docs\", \"tests/data\"]",
            "gate.low = \"log\"",
            "gate.medium = \"log\"",
            "gate.unknown = \"log\"",
        ]
    );
    assert_eq!(
        left(&carried),
        [
            ".safety-policy.yml:21: exploitability",
            ".safety-policy.yml:23: security-updates",
        ]
    );
    assert_eq!(carried.kept.len(), 1);
}

#[test]
fn safety_in_commands() {
    let text = "audit:\n\tsafety check -r requirements.txt -i 51457 --ignore=70612,70624\n\tgcc -i 12\n\tother -i name\n";
    let carried = of("safety", "Makefile", text);
    let told = ignores(&carried);
    assert!(
        told.contains(&"pyup.io-51457 @ Makefile:2".to_owned()),
        "{told:?}"
    );
    assert!(
        told.contains(&"pyup.io-70612 @ Makefile:2".to_owned()),
        "{told:?}"
    );
    assert_eq!(told.len(), 3, "{told:?}");
}

#[test]
fn uv_in_both_of_its_files() {
    let own = "[audit]\nignore = [\"CVE-2024-1\"]\nignore-until-fixed = [\"PYSEC-2024-2\"]\n";
    let expected = [
        "CVE-2024-1 @ uv.toml:2",
        "PYSEC-2024-2 until fixed @ uv.toml:3",
    ];
    assert_eq!(ignores(&of("uv", "uv.toml", own)), expected);
    let shared = "[project]\nname = \"a\"\n[tool.uv.audit]\nignore = [\n    \"CVE-2024-1\",\n    \"CVE-2024-2\",\n]\nservice-url = \"https://osv.example.org\"\n";
    let carried = of("uv", "pyproject.toml", shared);
    assert_eq!(
        ignores(&carried),
        [
            "CVE-2024-1 @ pyproject.toml:5",
            "CVE-2024-2 @ pyproject.toml:6"
        ]
    );
    assert_eq!(left(&carried), ["pyproject.toml:8: audit.service-url"]);
}

#[test]
fn flags_of_uv_and_pysentry_are_found_in_commands() {
    let text = "audit:\n\tuv audit --ignore CVE-2024-1 --ignore-until-fixed=CVE-2024-2 --service-url https://x\n\tuv run pytest --ignore tests/slow\n\tuvx pysentry --ignore CVE-2024-3 --ignore-while-no-fix CVE-2024-4 --fail-on critical && pytest --ignore x\n";
    let carried = of("uv", "Makefile", text);
    assert_eq!(
        ignores(&carried),
        [
            "CVE-2024-1 @ Makefile:2",
            "CVE-2024-2 until fixed @ Makefile:2"
        ]
    );
    assert_eq!(left(&carried), ["Makefile:2: --service-url https://x"]);
    let carried = of("pysentry", "Makefile", text);
    assert_eq!(
        ignores(&carried),
        [
            "CVE-2024-3 @ Makefile:4",
            "CVE-2024-4 until fixed @ Makefile:4"
        ]
    );
    assert_eq!(
        settings(&carried),
        [
            "gate.high = \"log\"",
            "gate.low = \"log\"",
            "gate.medium = \"log\""
        ]
    );
}

#[test]
fn osv_scanner_with_ends_and_overrides() {
    let text = "[[IgnoredVulns]]\nid = \"GHSA-1\"\nignoreUntil = 2027-01-31T00:00:00Z\nreason = \"only in tests\"\n\n[[IgnoredVulns]]\nid = \"GO-2022-0968\"\n\n[[IgnoredVulns]]\nid = \"GHSA-2\"\nignoreUntil = \"soon\"\n\n[[PackageOverrides]]\nname = \"jinja2\"\nversion = \"3.1.2\"\necosystem = \"PyPI\"\nvulnerability.ignore = true\neffectiveUntil = 2027-03-01\nreason = \"to be replaced\"\n\n[[PackageOverrides]]\nname = \"lib\"\necosystem = \"Go\"\nignore = true\n\n[[PackageOverrides]]\nname = \"flask\"\nignore = true\n";
    let carried = of("osv-scanner", "osv-scanner.toml", text);
    assert_eq!(
        ignores(&carried),
        [
            "GHSA-1 until 2027-01-31: only in tests @ osv-scanner.toml:2",
            "GO-2022-0968 @ osv-scanner.toml:7",
            "all jinja2 ==3.1.2 until 2027-03-01: to be replaced @ osv-scanner.toml:14",
        ]
    );
    assert_eq!(
        left(&carried),
        [
            "osv-scanner.toml:10: ignoreUntil of GHSA-2",
            "osv-scanner.toml:22: PackageOverrides of lib",
            "osv-scanner.toml:27: PackageOverrides of flask",
        ]
    );
}

#[test]
fn trivy_in_all_of_its_files() {
    let plain = "# Attributes are never\n# taken from users\nCVE-2024-22195 exp:2027-01-31\n\nCVE-2024-2 # only in tests\nAVD-DS-0002\nCVE-2024-3 exp:never\n";
    let carried = of("trivy", ".trivyignore", plain);
    assert_eq!(
        ignores(&carried),
        [
            "CVE-2024-22195 until 2027-01-31: Attributes are never taken from users @ .trivyignore:3",
            "CVE-2024-2: only in tests @ .trivyignore:5",
        ]
    );
    assert_eq!(
        left(&carried),
        [
            ".trivyignore:6: ignore AVD-DS-0002",
            ".trivyignore:7: ignore CVE-2024-3"
        ]
    );
    let yaml = "vulnerabilities:\n  - id: CVE-2024-1\n    statement: never reached\n    expired_at: 2027-01-31\n  - id: CVE-2024-2\n    purls:\n      - pkg:pypi/Jinja2@3.1.2\n      - pkg:npm/left-pad\n  - id: CVE-2024-3\n    paths: [\"api/requirements.txt\"]\nmisconfigurations:\n  - id: AVD-1\n";
    let carried = of("trivy", ".trivyignore.yaml", yaml);
    assert_eq!(
        ignores(&carried),
        [
            "CVE-2024-1 until 2027-01-31: never reached @ .trivyignore.yaml:2",
            "CVE-2024-2 jinja2 ==3.1.2 @ .trivyignore.yaml:5",
        ]
    );
    assert_eq!(carried.left.len(), 3, "{:?}", carried.left);
    let settings_text = "severity:\n  - HIGH\n  - CRITICAL\nexit-code: 1\nvulnerability:\n  ignore-unfixed: true\nscan:\n  skip-dirs: [examples]\n";
    let carried = of("trivy", "trivy.yaml", settings_text);
    assert_eq!(
        settings(&carried),
        [
            "exclude = [\"examples\"]",
            "gate.low = \"log\"",
            "gate.medium = \"log\"",
            "gate.unfixed = \"log\"",
            "gate.unknown = \"log\"",
        ]
    );
}

#[test]
fn pysentry_in_both_of_its_files() {
    let own = "version = 1\n[defaults]\nfail_on = \"high\"\nscope = \"main\"\n[ignore]\nids = [\"CVE-2024-1\"]\nwhile_no_fix = [\"CVE-2024-2\"]\n[[ignore.packages]]\nname = \"jinja2\"\nids = [\"CVE-2024-3\"]\nversions = [\"3.1.2\", \">=3.1.3\"]\nreason = \"never reached\"\n[maintenance]\nforbid_archived = true\nforbid_quarantined = true\n";
    let carried = of("pysentry", ".pysentry.toml", own);
    assert_eq!(
        ignores(&carried),
        [
            "CVE-2024-1 @ .pysentry.toml:6",
            "CVE-2024-2 until fixed @ .pysentry.toml:7",
            "CVE-2024-3 jinja2 ==3.1.2: never reached @ .pysentry.toml:10",
            "CVE-2024-3 jinja2 >=3.1.3: never reached @ .pysentry.toml:10",
        ]
    );
    assert_eq!(
        settings(&carried),
        [
            "gate.low = \"log\"",
            "gate.medium = \"log\"",
            "gate.standing = \"block\""
        ]
    );
    assert_eq!(carried.left.len(), 2, "{:?}", carried.left);
    let shared = "[tool.pysentry.ignore]\nids = [\"CVE-2024-1\"]\n";
    let carried = of("pysentry", "pyproject.toml", shared);
    assert_eq!(ignores(&carried), ["CVE-2024-1 @ pyproject.toml:2"]);
}

#[test]
fn bandit_holds_as_it_stands() {
    let carried = of(
        "bandit",
        "pyproject.toml",
        "[tool.bandit]\nskips = [\"B101\"]\n",
    );
    assert_eq!(carried.kept.len(), 1);
    assert_eq!(of("bandit", ".bandit", "[bandit]\n").kept.len(), 1);
    assert!(
        of("bandit", "pyproject.toml", "[tool.other]\n")
            .kept
            .is_empty()
    );
}

#[test]
fn what_is_no_toml_is_told_where_it_speaks_of_the_tool() {
    let carried = of("osv-scanner", "osv-scanner.toml", "[[IgnoredVulns]\n");
    assert_eq!(carried.left.len(), 1);
    let carried = of("uv", "pyproject.toml", "[tool.uv.audit\n");
    assert_eq!(carried.left.len(), 1);
    assert!(of("uv", "pyproject.toml", "[tool.x\n").left.is_empty());
}

proptest! {
    #[test]
    fn any_text_is_read(
        text in "([a-z-]{1,6}[:=]|- |\n|  |\\[+[a-zA-Z.]{1,8}\\]+|[\\[\\]{},&*!|>'\"#]|safety|pip-audit|--ignore-vuln|-i 1|exp:|id|IgnoredVulns|vulnerabilities|\\PC){0,40}",
    ) {
        for peer in PEERS {
            for path in peer.files {
                let mut carried = Carried::default();
                (peer.read)(&Found { path, text: &text }, &mut carried);
            }
        }
    }
}
