//! Approved and blocked packages, indexes, and the cooldown of fresh releases.

use pyward_fetch::loopback::{Loopback, Reply};
use serde_json::{Value, json};

use crate::harness::{Run, folder, pyward};
use crate::rules::blocks;

/// An audit of a folder with this policy and these files.
fn audit(config: &str, files: &[(&str, &str)], more: &[&str]) -> Run {
    let target = folder(&[files, &[("pyward.toml", config)]].concat());
    let args = ["audit", "--data", "builtin", "."];
    pyward(&[&args[..], more].concat())
        .within(target.path())
        .run()
}

/// `rule: message` of each active finding of the policy, and the exit code.
fn told(config: &str, files: &[(&str, &str)]) -> (Vec<String>, i32) {
    let run = audit(config, files, &["--format", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
    let findings = report["findings"].as_array().unwrap();
    let of_policy = findings.iter().filter(|it| it["family"] == "policy");
    let active = of_policy.filter(|it| it.get("suppressed").is_none());
    let lines = active.map(|it| {
        let (rule, message) = (
            it["rule"].as_str().unwrap(),
            it["message"].as_str().unwrap(),
        );
        format!("{rule}: {message}")
    });
    (lines.collect(), run.code)
}

#[test]
fn examples_of_the_rules_about_packages_hold() {
    let rules = pyward_rules::CATALOGUE.iter().copied().flatten();
    let rules: Vec<_> = rules
        .map(|check| &check.rule)
        .filter(|rule| rule.family == pyward_model::Family::Policy)
        .collect();
    assert_eq!(rules.len(), 5);
    // What a change adds takes a repository, and is shown where `--base` is.
    for rule in rules.iter().filter(|rule| rule.name != "added-waiver") {
        for (kind, expected) in [("bad", true), ("good", false)] {
            let files = blocks(rule.docs, kind);
            let (config, files): (Vec<_>, Vec<_>) =
                files.iter().partition(|(name, _)| *name == "pyward.toml");
            let files: Vec<(&str, &str)> = files
                .iter()
                .map(|(name, text)| (*name, text.as_str()))
                .collect();
            let (found, _) = told(&config[0].1, &files);
            let is_there = found.iter().any(|line| line.starts_with(rule.name));
            assert_eq!(is_there, expected, "{} {kind}: {found:?}", rule.name);
        }
    }
}

const BLOCKED: &str = "[[packages.block]]\nname = \"pycrypto\"\nuse-instead = \"pycryptodome\"\nreason = \"unmaintained since 2013\"\n";

#[test]
fn a_blocked_package_blocks_in_every_format() {
    let files = [("requirements.txt", "six==1.17.0\nPyCrypto==9.0\n")];
    let said = "pycrypto 9.0 is blocked, use pycryptodome instead: unmaintained since 2013";
    assert_eq!(
        told(BLOCKED, &files),
        (vec![format!("blocked-package: {said}")], 1)
    );
    for format in [
        "human", "json", "markdown", "sarif", "csv", "github", "junit",
    ] {
        let run = audit(BLOCKED, &files, &["--format", format]);
        assert_eq!(run.code, 1, "{format}: {run:?}");
        assert!(
            run.out.contains("unmaintained since 2013"),
            "{format}: {}",
            run.out
        );
    }
    let run = audit(BLOCKED, &files, &[]);
    assert!(
        run.out.contains("1 blocked package: any blocks"),
        "{}",
        run.out
    );
    // Only `audit` asks the policy about packages.
    let target = folder(&[files[0], ("pyward.toml", BLOCKED)]);
    let vulns = pyward(&["vulns", "--data", "builtin", "."])
        .within(target.path())
        .run();
    assert!(
        vulns.code == 0 && !vulns.out.contains("blocked"),
        "{vulns:?}"
    );
}

#[test]
fn a_waiver_holds_for_a_blocked_package() {
    let files = [("requirements.txt", "pycrypto==9.0\n")];
    let waived = format!(
        "{BLOCKED}\n[[ignore]]\nid = \"blocked-package\"\npackage = \"pycrypto\"\nreason = \"Until the old archive is converted.\"\nexpires = 2026-12-31\n"
    );
    assert_eq!(told(&waived, &files), (vec![], 0));
    // A verb that does not ask the policy says nothing of the entry.
    let target = folder(&[files[0], ("pyward.toml", &waived)]);
    let vulns = pyward(&["vulns", "--data", "builtin", "-v"])
        .within(target.path())
        .run();
    assert!(!vulns.out.contains("matched nothing"), "{vulns:?}");
    let ended = waived.replace("2026-12-31", "2026-11-01");
    let run = audit(&ended, &files, &[]);
    assert!(
        run.code == 1 && run.out.contains("expired on 2026-11-01"),
        "{run:?}"
    );
    let other = waived.replace("package = \"pycrypto\"", "package = \"six\"");
    assert_eq!(told(&other, &files).1, 1);
}

const LOCK: &str = r#"version = 1
revision = 3
requires-python = ">=3.12"

[[package]]
name = "shop"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "example-jose" }, { name = "acme-auth" }]

[[package]]
name = "example-jose"
version = "9.5.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "example-curve" }]
sdist = { url = "https://files.example/j.tar.gz", hash = "sha256:aa", size = 1, upload-time = "2026-11-15T23:59:00Z" }
wheels = [
    { url = "https://files.example/j.whl", hash = "sha256:ab", size = 1, upload-time = "2026-11-16T01:00:00.123Z" },
]

[[package]]
name = "example-curve"
version = "9.0.0"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.example/e.tar.gz", hash = "sha256:ac", size = 1, upload-time = "2026-11-21T10:00:00Z" }

[[package]]
name = "acme-auth"
version = "1.0"
source = { registry = "https://pypi.acme.example/simple" }
sdist = { url = "https://pypi.acme.example/a.tar.gz", hash = "sha256:ad", size = 1 }
"#;

#[test]
fn wrappers_may_need_what_nobody_else_may() {
    let rule = |wrappers: &str| {
        format!(
            "[[packages.block]]\nname = \"example-curve\"\nwrappers = [{wrappers}]\nreason = \"side channel by design\"\n"
        )
    };
    let lock = |extra: &str| LOCK.replace("{ name = \"acme-auth\" }]", extra);
    let held = [("uv.lock", LOCK)];
    assert_eq!(told(&rule("\"example-jose\""), &held), (vec![], 0));
    let (found, code) = told(&rule("\"other\""), &held);
    assert_eq!(
        (found, code),
        (
            vec![
                "blocked-package: example-curve 9.0.0 is blocked but below other, and example-jose needs it: side channel by design"
                    .to_owned()
            ],
            1
        )
    );
    let direct = lock("{ name = \"acme-auth\" }, { name = \"example-curve\" }]");
    let (found, _) = told(&rule("\"example-jose\""), &[("uv.lock", &direct)]);
    assert!(
        found[0].contains("the project asks for it itself"),
        "{found:?}"
    );
    let flat = [(
        "requirements.txt",
        "example-curve==9.0.0\nexample-jose==9.5.0\n",
    )];
    assert_eq!(told(&rule("\"example-jose\""), &flat).1, 1);
}

#[test]
fn packages_come_from_the_index_they_shall() {
    let rule = |key: &str, url: &str| {
        format!(
            "[[packages.block]]\nname = \"acme-*\"\n{key} = \"{url}\"\nreason = \"dependency confusion\"\n"
        )
    };
    let ours = rule("index-not", "https://pypi.acme.example/simple/");
    assert_eq!(told(&ours, &[("uv.lock", LOCK)]), (vec![], 0));
    let public = LOCK.replace(
        "https://pypi.acme.example/simple",
        "https://pypi.org/simple",
    );
    assert_eq!(
        told(&ours, &[("uv.lock", &public)]),
        (
            vec![
                "wrong-index: acme-auth 1.0 comes from the default index, not from https://pypi.acme.example/simple/: \
                 dependency confusion"
                    .to_owned()
            ],
            1
        )
    );
    let never = rule("index", "https://pypi.acme.example/simple");
    assert_eq!(told(&never, &[("uv.lock", LOCK)]).1, 1);
    assert_eq!(told(&never, &[("uv.lock", &public)]), (vec![], 0));
    // Nobody knows where an installed package came from.
    let metadata = "Metadata-Version: 2.1\nName: acme-auth\nVersion: 1.0\n";
    let installed = [("site-packages/acme_auth-1.0.dist-info/METADATA", metadata)];
    let run = audit(&ours, &installed, &["--strict", "--include-environments"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.out.contains("does not say which index"), "{run:?}");
}

#[test]
fn a_fresh_release_waits_unless_it_is_a_fix() {
    let rule = |rest: &str| format!("[packages]\ncooldown = {{ days = 7{rest} }}\n");
    let held = [("uv.lock", LOCK)];
    let fresh = "fresh-release: example-curve 9.0.0 was uploaded on 2026-11-21, and is to be used from 2026-11-28 on, after 7 days";
    // Its first file was uploaded on the 15th, so that example-jose is free on the 22nd.
    assert_eq!(told(&rule(""), &held), (vec![fresh.to_owned()], 0));
    assert_eq!(told(&rule(", action = \"block\""), &held).1, 1);
    // The package of an index that tells no day is not passed over.
    let run = audit(&rule(""), &held, &[]);
    assert!(
        run.out
            .contains("acme-auth 1.0: the day of upload is not known"),
        "{run:?}"
    );
    assert_eq!(audit(&rule(""), &held, &["--strict"]).code, 3);
    // jinja2 3.1.6 is the first release that clears CVE-2025-27516.
    let fix = LOCK
        .replace("\"example-curve\"", "\"jinja2\"")
        .replace("\"9.0.0\"", "\"3.1.6\"");
    assert_eq!(told(&rule(""), &[("uv.lock", &fix)]), (vec![], 0));
    let strict = rule(", except-security-fixes = false");
    assert_eq!(told(&strict, &[("uv.lock", &fix)]).0.len(), 1);
}

#[test]
fn the_index_is_asked_for_the_day_where_no_lock_says_it() {
    let server = Loopback::start();
    let file = |name: &str, day: &str| json!({"filename": name, "upload-time": format!("{day}T10:00:00Z")});
    let page = json!({"name": "pyward-example-goodware", "versions": ["1.0", "1.1"], "files": [
        file("pyward_example_goodware-1.0.tar.gz", "2026-01-02"),
        // Of a release the first file counts.
        file("pyward_example_goodware-1.1-py3-none-any.whl", "2026-11-21"),
        file("pyward_example_goodware-1.1.tar.gz", "2026-11-20"),
    ]});
    let path = "/pyward-example-goodware/";
    server.on(
        path,
        [Reply::ok(page.to_string()), Reply::ok(page.to_string())],
    );
    let service = format!("index={}", server.url(""));
    let said = |pin: &str| {
        let files = [
            ("requirements.txt", pin),
            (
                "pyward.toml",
                "[packages]\ncooldown = { days = 7, action = \"block\" }\n",
            ),
        ];
        let target = folder(&files);
        pyward(&[
            "audit",
            "--data",
            "builtin",
            "--no-resolve",
            "--service",
            &service,
            "-v",
        ])
        .env("PYWARD_OFFLINE", "0")
        .within(target.path())
        .run()
    };
    let fresh = said("pyward-example-goodware==1.1\n");
    assert!(
        fresh.code == 1 && fresh.out.contains("was uploaded on 2026-11-20"),
        "{fresh:?}"
    );
    let old = said("pyward-example-goodware==1.0\n");
    assert!(
        old.code == 0 && !old.out.contains("day of upload is not known"),
        "{old:?}"
    );
}

#[test]
fn days_of_upload_are_read_from_pylock_too() {
    let lock = "lock-version = \"1.0\"\ncreated-by = \"x\"\n[[packages]]\nname = \"six\"\nversion = \"1.17.0\"\n\
                [[packages.wheels]]\nurl = \"https://f.example/six-1.17.0-py3-none-any.whl\"\nupload-time = 2026-11-20T10:00:00Z\n\
                hashes = { sha256 = \"ab\" }\n";
    let (found, _) = told(
        "[packages]\ncooldown = { days = 3 }\n",
        &[("pylock.toml", lock)],
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("uploaded on 2026-11-20"));
}

#[test]
fn without_an_approval_nothing_is_used() {
    let pins = [(
        "requirements.txt",
        "six==1.17.0\nrequests==2.20.0\nattrs==25.1.0\nidna==9\n",
    )];
    let policy = "[packages]\nunlisted = \"warn\"\n[[packages.allow]]\nname = \"six\"\n\
                  [[packages.allow]]\nname = \"requests\"\nversions = \">=2.32\"\n\
                  [[packages.allow]]\nname = \"attrs\"\nexpires = 2026-11-21\napproved-by = \"@security\"\n";
    let wanted = vec![
        "unlisted-package: requests 2.20.0 is not approved in this version, only >=2.32".to_owned(),
        "unlisted-package: attrs 25.1.0 is approved no longer, since 2026-11-21".to_owned(),
        "unlisted-package: idna 9 is on no list of approved packages".to_owned(),
    ];
    let (mut found, _) = told(policy, &pins);
    found.sort();
    let mut sorted = wanted;
    sorted.sort();
    assert_eq!(found, sorted);
    let lenient = "[gate]\ncritical = \"log\"\nhigh = \"log\"\nmedium = \"log\"\nlow = \"log\"\nunknown = \"log\"\n";
    assert_eq!(told(&format!("{policy}{lenient}"), &pins).1, 0);
    let strict = policy.replace("\"warn\"", "\"block\"");
    let run = audit(&format!("{strict}{lenient}"), &pins, &[]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("3 packages without an approval"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("the approval of attrs has ended"),
        "{}",
        run.out
    );
}

#[test]
fn every_mistake_of_the_lists_is_told_at_once() {
    let config = "[packages]\nunlisted = \"no\"\ncooldown = { day = 7 }\n\
                  [[packages.allow]]\nversions = \"2\"\n\
                  [[packages.block]]\nname = \"a b\"\n\
                  [[packages.block]]\nname = \"x\"\nindex = \"pypi\"\nwrappers = [1]\nreason = \"TODO\"\n\
                  [[packages.block]]\nname = \"y\"\nreason = \"because it is old\"\n\
                  [[packages.block]]\nname = \"Y\"\nreason = \"because it is old\"\n";
    let run = audit(config, &[("requirements.txt", "six==1.17.0\n")], &[]);
    assert_eq!(run.code, 2, "{run:?}");
    for problem in [
        "`packages.unlisted` cannot be \"no\"",
        "unknown key `packages.cooldown.day`",
        "says no `days`",
        "the entry has no `name`",
        "this is no package name",
        "the entry has no `reason`",
        "this is no address of an index",
        "`wrappers` names no package",
        "this is a placeholder",
        "has a second entry for the same",
    ] {
        assert!(run.err.contains(problem), "{problem}: {}", run.err);
    }
}
