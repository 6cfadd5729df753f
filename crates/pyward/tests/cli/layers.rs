//! Policies in layers: files that extend others, keys that are locked, environments by branch.

use std::path::Path;

use pyward_fetch::loopback::{Loopback, Reply};

use crate::harness::{Run, folder, put, pyward};

const PINS: &str = "jinja2==3.1.5\n";

fn audit(top: &Path, more: &[&str]) -> Run {
    let args = ["audit", "--data", "builtin"];
    pyward(&[&args[..], more].concat()).within(top).run()
}

#[test]
fn what_is_extended_holds_and_says_where_it_is_from() {
    let base = "[gate]\nmedium = \"log\"\nhigh = \"log\"\nunknown = \"log\"\n[ignores]\nexpired = \"block\"\n";
    let top = folder(&[
        ("requirements.txt", PINS),
        (
            "pyward.toml",
            "extends = [\"policy/a.toml\", \"policy/base.toml\"]\n[ignores]\nunused = \"block\"\n",
        ),
        (
            "policy/a.toml",
            "extends = \"base.toml\"\n[gate]\nlow = \"log\"\n",
        ),
        ("policy/base.toml", base),
    ]);
    assert_eq!(audit(top.path(), &[]).code, 0);
    let shown = audit(top.path(), &["--show-config"]).out;
    for line in [
        "# extends = [\"policy/a.toml\", \"policy/base.toml\"]",
        "medium = \"log\"  # policy/base.toml:2",
        "low = \"log\"  # policy/a.toml:3",
        "expired = \"block\"  # policy/base.toml:6",
        "unused = \"block\"  # pyward.toml:3",
        "critical = \"block\"  # default",
    ] {
        assert!(shown.contains(&format!("{line}\n")), "{line}: {shown}");
    }
    put(top.path(), "pyward.toml", b"extends = \"policy/a.toml\"\n[gate]\nmedium = \"block\"\nhigh = \"block\"\nunknown = \"block\"\n");
    assert_eq!(audit(top.path(), &[]).code, 1);
}

#[test]
fn a_locked_key_is_tightened_only() {
    let top = folder(&[
        ("requirements.txt", PINS),
        (
            "pyward.toml",
            "extends = \"base.toml\"\n[gate]\nhigh = \"log\"\nmedium = \"log\"\n",
        ),
        (
            "base.toml",
            "locked = [\"gate\"]\n[gate]\nhigh = \"block\"\n",
        ),
    ]);
    let run = audit(top.path(), &[]);
    assert_eq!(run.code, 2);
    for part in [
        "2 problems",
        "`gate.high` is locked, and this asks for less",
        "`gate.medium` is locked",
        "base.toml:3 says what is the least",
        "3 | high = \"log\"",
        "^^^^^",
    ] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    put(top.path(), "pyward.toml", b"extends = \"base.toml\"\n");
    for (option, why) in [
        (
            &["--gate", "critical"][..],
            "`--gate critical` asks for less",
        ),
        (
            &["--baseline", "x"],
            "`--baseline` asks for less than `gate.scope`",
        ),
    ] {
        let run = audit(top.path(), option);
        assert!(run.code == 2 && run.err.contains(why), "{run:?}");
    }
    // The verbs that write a policy are held too.
    put(
        top.path(),
        "base.toml",
        b"[ignores]\nrequire = [\"reason\", \"owner\"]\n",
    );
    let args = [
        "ignore",
        "CVE-2025-27516",
        "--reason",
        "No template of a user reaches it.",
    ];
    let run = pyward(&args).within(top.path()).run();
    assert!(
        run.code == 2 && run.err.contains("the entry has no `owner`"),
        "{run:?}"
    );
}

#[test]
fn what_cannot_be_extended_is_told_with_its_place() {
    let top = folder(&[
        ("requirements.txt", PINS),
        ("b.toml", "extends = \"c.toml\"\n"),
        ("c.toml", "extends = \"b.toml\"\n"),
    ]);
    put(top.path(), "secret.txt", b"password\n");
    let digest = "0".repeat(64);
    for (extends, why) in [
        ("nowhere.toml", "does not exist"),
        ("b.toml", "extends itself"),
        ("pyward.toml", "extends itself"),
        ("secret.txt", "is no `.toml` file"),
        ("https://a.example/x.toml", "is not pinned"),
        ("https://a.example/x.toml#sha256=12", "is not pinned"),
        ("http://a.example/x.toml", "is no `https://` address"),
        ("file:///etc/x.toml", "is no `https://` address"),
        (
            &format!("https://a.example/x.toml#sha256={digest}"),
            "the network is switched off",
        ),
    ] {
        put(
            top.path(),
            "pyward.toml",
            format!("\nextends = \"{extends}\"\n").as_bytes(),
        );
        let run = audit(top.path(), &[]);
        assert!(run.code == 2 && run.err.contains(why), "{extends}: {run:?}");
        assert!(
            run.err.contains(".toml:") && !run.err.contains("password"),
            "{run:?}"
        );
    }
    for number in 0..12 {
        let text = format!("extends = \"n{}.toml\"\n", number + 1);
        put(top.path(), &format!("n{number}.toml"), text.as_bytes());
    }
    put(top.path(), "pyward.toml", b"extends = \"n0.toml\"\n");
    let run = audit(top.path(), &[]);
    assert!(
        run.code == 2 && run.err.contains("extend each other"),
        "{run:?}"
    );
}

#[test]
fn credentials_of_addresses_are_not_shown() {
    let top = folder(&[("requirements.txt", PINS)]);
    let pinned = format!("#sha256={}", "0".repeat(64));
    let url = "https://me:S3CRET@a.example/x.toml";
    for config in [
        format!("extends = \"{url}\"\n"),
        format!("extends = \"{url}{pinned}\"\n"),
        format!("extends = [\"{url}{pinned}\", 1]\n"),
        "extends = \"http://me:S3CRET@a.example/x.toml\"\n".to_owned(),
        format!("[[packages.block]]\nname = \"x\"\nindex-not = [\"{url}\", 1]\n"),
        format!("[[packages.block]]\nname = \"x\"\nindex = \"{url}\"\nnope = 1\n"),
        format!("[\"{url}\"]\na = 1\n"),
        "extends = \"https://a.example/x.toml?token=S3CRET\"\n".to_owned(),
        format!("nope = \"{url}\" x\n"),
    ] {
        put(top.path(), "pyward.toml", config.as_bytes());
        for more in [&[][..], &["--show-config"]] {
            let run = audit(top.path(), more);
            assert!(
                run.code == 2 && !run.err.contains("S3CRET") && !run.out.contains("S3CRET"),
                "{run:?}"
            );
        }
    }
}

#[test]
fn a_policy_is_fetched_once_and_is_what_its_digest_says() {
    let policy = "[gate]\nmedium = \"log\"\nhigh = \"log\"\nunknown = \"log\"\n";
    let digest = sha256(policy);
    let server = Loopback::start();
    server.on("/base.toml", [Reply::ok(policy.to_owned())]);
    let cache = tempfile::tempdir().unwrap();
    let top = folder(&[("requirements.txt", PINS)]);
    let extends = |digest: &str| {
        let text = format!(
            "extends = \"{}#sha256={digest}\"\n",
            server.url("/base.toml")
        );
        put(top.path(), "pyward.toml", text.as_bytes());
    };
    let run = |offline: &str| {
        pyward(&["audit", "--data", "builtin", "--no-resolve"])
            .env("PYWARD_OFFLINE", offline)
            .env("PYWARD_CACHE_DIR", cache.path())
            .within(top.path())
            .run()
    };
    extends(&"0".repeat(64));
    let wrong = run("0");
    assert!(
        wrong.code == 2 && wrong.err.contains(&format!("its digest is {digest}")),
        "{wrong:?}"
    );
    extends(&digest);
    let offline = run("1");
    assert!(
        offline.code == 2 && offline.err.contains("switched off"),
        "{offline:?}"
    );
    let asked = server.requests().len();
    for verb in ["audit", "vulns"] {
        let run = pyward(&[verb, "--data", "builtin", "--offline"])
            .env("PYWARD_OFFLINE", "0")
            .env("PYWARD_CACHE_DIR", cache.path())
            .within(top.path())
            .run();
        assert!(run.code == 2 && run.err.contains("switched off"), "{run:?}");
    }
    assert_eq!(server.requests().len(), asked, "nobody is asked");
    assert_eq!(run("0").code, 0);
    assert_eq!(run("1").code, 0, "it is kept");
    let kept = cache.path().join(format!("policies/{digest}.toml"));
    put(
        cache.path(),
        &format!("policies/{digest}.toml"),
        b"[gate]\n",
    );
    assert!(kept.is_file());
    let changed = run("1");
    assert_eq!(
        changed.code, 2,
        "what was changed is not what is pinned: {changed:?}"
    );
}

/// The digest of a text, by the tool's own words for a wrong one.
fn sha256(text: &str) -> String {
    let server = Loopback::start();
    server.on("/x.toml", [Reply::ok(text.to_owned())]);
    let config = format!(
        "extends = \"{}#sha256={}\"\n",
        server.url("/x.toml"),
        "1".repeat(64)
    );
    let top = folder(&[("pyward.toml", &config)]);
    let run = pyward(&["audit"])
        .env("PYWARD_OFFLINE", "0")
        .within(top.path())
        .run();
    let (_, rest) = run.err.split_once("its digest is ").unwrap();
    rest[..64].to_owned()
}

const BY_BRANCH: &str = "[gate]\nmedium = \"log\"\nhigh = \"log\"\nunknown = \"log\"\n\
    [env.production]\nmatch = { groups = [\"main\"], branches = [\"main\", \"release/*\"] }\n\
    gate = { medium = \"block\", high = \"block\", unknown = \"block\" }\n";

#[test]
fn the_branch_decides_which_environments_are_meant() {
    let top = folder(&[("requirements.txt", PINS), ("pyward.toml", BY_BRANCH)]);
    let head = |text: &str| put(top.path(), ".git/HEAD", text.as_bytes());
    let code = |more: &[&str]| audit(top.path(), more).code;
    assert_eq!(code(&[]), 1, "nobody knows the branch");
    head("ref: refs/heads/main\n");
    assert_eq!(code(&[]), 1);
    head("ref: refs/heads/release/2.1\n");
    assert_eq!(code(&[]), 1);
    head("ref: refs/heads/topic/x\n");
    assert_eq!(code(&[]), 0);
    assert_eq!(code(&["--branch", "main"]), 1);
    assert_eq!(code(&["--env", "production"]), 1);
    head("ref: refs/heads/main\n");
    assert_eq!(code(&["--branch", "topic"]), 0);
    let run = audit(top.path(), &[]);
    assert!(run.out.contains("production: "), "{}", run.out);
    let run = audit(top.path(), &["--env", "prodution"]);
    assert!(
        run.code == 2 && run.err.contains("did you mean `production`?"),
        "{run:?}"
    );
    let shown = audit(top.path(), &["--show-config", "--branch", "topic"]).out;
    assert!(
        shown.contains("[env.production]  # pyward.toml:5, not in force here\n"),
        "{shown}"
    );
}

#[test]
fn a_waiver_holds_in_its_environment_alone() {
    let waived = |env: &str| {
        format!(
            "{BY_BRANCH}[env.dev]\nmatch = {{ groups = [\"dev\"] }}\n[[ignore]]\nid = \"CVE-2025-27516\"\nenv = [\"{env}\"]\nreason = \"No template of a user reaches it.\"\n"
        )
    };
    let top = folder(&[("requirements.txt", PINS)]);
    for (env, code) in [("production", 0), ("dev", 1)] {
        put(top.path(), "pyward.toml", waived(env).as_bytes());
        assert_eq!(audit(top.path(), &["--branch", "main"]).code, code, "{env}");
    }
    put(top.path(), "pyward.toml", BY_BRANCH.as_bytes());
    let ignore = |env: &str| {
        let reason = "No template of a user reaches it.";
        let args = ["ignore", "CVE-2025-27516", "--env", env, "--reason", reason];
        pyward(&args).within(top.path()).run()
    };
    assert!(ignore("staging").err.contains("there is no environment"));
    assert_eq!(ignore("production").code, 0);
    assert_eq!(audit(top.path(), &["--branch", "main"]).code, 0);
}
