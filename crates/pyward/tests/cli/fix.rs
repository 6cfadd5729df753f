//! `pyward fix`: plans, what they write, the proof, the way back, and what happens to a run that is killed.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{folder, put, text};
use crate::wheels::{data, environment, installed, wheels, with_wheels};

/// Names and versions that the built-in advisories speak of; what stands in the wheels is made up.
const SHELF: &[(&str, &str, &[&str])] = &[
    ("flask", "3.1.3", &["jinja2>=3.1.2"]),
    ("jinja2", "3.1.2", &["markupsafe>=2"]),
    ("jinja2", "3.1.5", &["markupsafe>=2"]),
    ("jinja2", "3.1.6", &["markupsafe>=2.1"]),
    ("jinja2", "3.2.0", &["markupsafe>=2.1"]),
    ("markupsafe", "2.0.0", &[]),
    ("markupsafe", "2.1.5", &[]),
    ("urllib3", "2.0.7", &[]),
    ("urllib3", "2.7.0", &[]),
    ("botocore", "1.29.0", &["urllib3<2.1"]),
];

const PINS: &str = "\
# The shop.
flask==3.1.3
jinja2==3.1.2   # templates
    # via flask
markupsafe==2.0.0
    # via jinja2
";

fn read(project: &Path, file: &str) -> String {
    text(&project.join(file))
}

fn changes(report: &Value) -> Vec<String> {
    report["plan"]["upgrades"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let text = |key: &str| change[key].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {} {}",
                text("name"),
                text("from"),
                text("to"),
                text("step")
            )
        })
        .collect()
}

#[test]
fn a_plan_is_shown_and_nothing_is_touched() {
    let (project, shelf) = (folder(&[("requirements.txt", PINS)]), wheels(SHELF));
    for args in [
        &["fix", "--format", "json", "--dry-run"][..],
        // Without a terminal there is nobody to ask.
        &["fix", "--format", "json"],
    ] {
        let run = with_wheels(args, project.path(), shelf.path()).run();
        let report: Value = serde_json::from_str(&run.out).unwrap();
        // The smallest set: the newer markupsafe is what the fixed jinja2 needs, and no more.
        assert_eq!(
            changes(&report),
            ["markupsafe 2.0.0 2.1.5 minor", "jinja2 3.1.2 3.1.6 patch"],
            "{run:?}"
        );
        assert_eq!(report["plan"]["applied"], false);
        assert_eq!(run.code, 1);
        assert_eq!(read(project.path(), "requirements.txt"), PINS);
    }
}

#[test]
fn a_plan_is_carried_out_and_taken_back() {
    let (project, shelf) = (folder(&[("requirements.txt", PINS)]), wheels(SHELF));
    let fix = |args: &[&str]| with_wheels(args, project.path(), shelf.path()).run();
    let run = fix(&["fix", "--yes", "--verify", "grep -q 3.1.6 requirements.txt"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.out.contains("jinja2") && run.out.contains("3.1.2 → 3.1.6"),
        "{run:?}"
    );
    let fixed = PINS
        .replace("jinja2==3.1.2", "jinja2==3.1.6")
        .replace("markupsafe==2.0.0", "markupsafe==2.1.5");
    assert_eq!(read(project.path(), "requirements.txt"), fixed);
    let again = fix(&["fix", "--yes"]);
    assert_eq!(
        (again.code, read(project.path(), "requirements.txt")),
        (0, fixed)
    );
    let back = fix(&["fix", "--rollback"]);
    assert_eq!(
        (back.code, back.out.as_str()),
        (0, "restored requirements.txt\n"),
        "{back:?}"
    );
    assert_eq!(read(project.path(), "requirements.txt"), PINS);
    let back = fix(&["fix", "--rollback"]);
    assert_eq!(back.code, 2, "{back:?}");
}

#[test]
fn what_was_changed_since_is_not_taken_back() {
    let (project, shelf) = (folder(&[("requirements.txt", PINS)]), wheels(SHELF));
    let fix = |args: &[&str]| with_wheels(args, project.path(), shelf.path()).run();
    assert_eq!(fix(&["fix", "--yes"]).code, 0);
    put(project.path(), "requirements.txt", b"flask\n");
    let back = fix(&["fix", "--rollback"]);
    assert_eq!(back.code, 2);
    assert!(back.err.contains("was changed after the fix"), "{back:?}");
    assert_eq!(read(project.path(), "requirements.txt"), "flask\n");
}

#[test]
fn a_proof_that_fails_takes_everything_back() {
    let files = [
        ("requirements.in", "flask==3.1.3\njinja2==3.1.2\n"),
        ("requirements.txt", PINS),
    ];
    let (project, shelf) = (folder(&files), wheels(SHELF));
    let args = [
        "fix",
        "--yes",
        "--format",
        "json",
        "--verify",
        "echo broken; exit 7",
    ];
    let run = with_wheels(&args, project.path(), shelf.path()).run();
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(run.code, 1);
    assert_eq!(report["plan"]["rolled_back"], true);
    assert_eq!(report["plan"]["applied"], false);
    assert_eq!(report["plan"]["verified"]["exit_code"], 7);
    assert_eq!(report["plan"]["verified"]["last_lines"][0], "broken");
    for (file, text) in files {
        assert_eq!(read(project.path(), file), text);
    }
}

#[test]
fn what_cannot_move_is_told_with_the_requirement_that_holds_it() {
    let manifest = "[project]\nname = \"shop\"\nversion = \"1\"\ndependencies = [\"botocore==1.29.0\", \"jinja2<3.1.6\"]\n";
    let pins = "botocore==1.29.0\njinja2==3.1.2\nmarkupsafe==2.0.0\nurllib3==2.0.7\n";
    let project = folder(&[("pyproject.toml", manifest), ("requirements.txt", pins)]);
    let shelf = wheels(SHELF);
    let args = ["fix", "--yes", "--format", "json"];
    let run = with_wheels(&args, project.path(), shelf.path()).run();
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(run.code, 1);
    // Four of the five flaws of jinja2 are cleared below 3.1.6.
    assert_eq!(changes(&report), ["jinja2 3.1.2 3.1.5 patch"]);
    assert_eq!(
        report["plan"]["upgrades"][0]["clears"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    let because: Vec<&str> = report["plan"]["stuck"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stuck| stuck["because"].as_str().unwrap())
        .collect();
    assert!(
        because
            .iter()
            .any(|why| why.contains("botocore") && why.contains("urllib3<2.1")),
        "{because:?}"
    );
    assert!(
        because.iter().any(|why| why.contains("jinja2<3.1.6")),
        "{because:?}"
    );
    assert!(read(project.path(), "requirements.txt").contains("jinja2==3.1.5"));
}

#[test]
fn the_furthest_step_and_the_packages_can_be_named() {
    let pins = "jinja2==3.1.2\nmarkupsafe==2.1.5\nurllib3==2.0.7\n";
    let (project, shelf) = (folder(&[("requirements.txt", pins)]), wheels(SHELF));
    let plan = |args: &[&str]| {
        let args = [&["fix", "--format", "json"], args].concat();
        changes(&with_wheels(&args, project.path(), shelf.path()).json())
    };
    assert_eq!(
        plan(&[]),
        ["urllib3 2.0.7 2.7.0 minor", "jinja2 3.1.2 3.1.6 patch"]
    );
    assert_eq!(plan(&["--max-step", "patch"]), ["jinja2 3.1.2 3.1.6 patch"]);
    assert_eq!(plan(&["--only", "URLLIB3"]), ["urllib3 2.0.7 2.7.0 minor"]);
    assert_eq!(plan(&["--severity", "high"]), ["urllib3 2.0.7 2.7.0 minor"]);
    assert_eq!(
        plan(&["--upgrade", "all"]),
        ["urllib3 2.0.7 2.7.0 minor", "jinja2 3.1.2 3.2.0 minor"]
    );
    assert!(plan(&["--upgrade", "none"]).is_empty());
}

#[test]
fn an_accepted_advisory_is_no_reason_to_move() {
    let config = "version = 1\n[[ignore]]\nid = \"GHSA-cpwx-vrp4-4pq7\"\nreason = \"not reachable from any route\"\nowner = \"@shop\"\nexpires = 2027-01-31\n";
    let pins = "jinja2==3.1.5\nmarkupsafe==2.1.5\n";
    let project = folder(&[("requirements.txt", pins), ("pyward.toml", config)]);
    let shelf = wheels(SHELF);
    let run = with_wheels(&["fix", "--format", "json"], project.path(), shelf.path()).run();
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert!(changes(&report).is_empty(), "{run:?}");
    assert_eq!(run.code, 0);
}

/// Starts a fix that waits in its proof, and returns when it does: all is written then, and whoever kills it does not meet
/// it in the middle of starting the proof, which has the fix's lock until it runs. The proof ends with the project's folder,
/// however long the test takes.
fn waiting(project: &Path, shelf: &Path) -> std::process::Child {
    let proof = "touch proving; while test -e proving; do sleep 0.2; done";
    let mut child = with_wheels(&["fix", "--yes", "--verify", proof], project, shelf).spawn();
    let started = Instant::now();
    while !project.join("proving").exists() {
        assert_eq!(child.try_wait().unwrap(), None, "it ended before its proof");
        assert!(started.elapsed() < Duration::from_mins(5));
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

#[test]
fn a_killed_run_is_taken_back_by_the_next_and_two_do_not_meet() {
    let (project, shelf) = (folder(&[("requirements.txt", PINS)]), wheels(SHELF));
    let mut child = waiting(project.path(), shelf.path());
    let second = with_wheels(&["fix"], project.path(), shelf.path()).run();
    assert_eq!(second.code, 2);
    assert!(
        second.err.contains("another pyward is fixing"),
        "{second:?}"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    let shown = with_wheels(&["fix", "--dry-run"], project.path(), shelf.path()).run();
    assert_eq!(shown.code, 2, "{shown:?}");
    let next = with_wheels(&["fix"], project.path(), shelf.path()).run();
    assert!(
        next.err
            .contains("an earlier fix was interrupted: restored requirements.txt"),
        "{next:?}"
    );
    assert_eq!(read(project.path(), "requirements.txt"), PINS);
    assert!(data(shelf.path()).is_dir());
}

#[test]
fn an_unlocked_project_is_resolved_and_its_whole_tree_is_audited() {
    let manifest = "[project]\nname = \"shop\"\nversion = \"1\"\ndependencies = [\"flask\", \"jinja2<3.1.5\"]\n";
    let (project, shelf) = (folder(&[("pyproject.toml", manifest)]), wheels(SHELF));
    let audit = |args: &[&str]| {
        let args = [&["audit", "--format", "json"], args].concat();
        with_wheels(&args, project.path(), shelf.path()).json()
    };
    let report = audit(&[]);
    let components: Vec<&str> = report["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|component| component["purl"].as_str().unwrap())
        .collect();
    assert_eq!(
        components,
        [
            "pkg:pypi/flask@3.1.3",
            "pkg:pypi/jinja2@3.1.2",
            "pkg:pypi/markupsafe@2.1.5"
        ]
    );
    assert_eq!(report["verdict"]["exit_code"], 1);
    let notices = report["notices"].to_string();
    assert!(notices.contains("resolved today, not locked"), "{notices}");
    let unresolved = audit(&["--no-resolve"]);
    // Nothing of it could be checked.
    assert_eq!(unresolved["verdict"]["exit_code"], 3);
    assert!(
        unresolved["notices"]
            .to_string()
            .contains("no lock file pins")
    );
}

#[test]
fn without_an_answer_from_the_index_the_gap_stays_and_says_why() {
    let (project, shelf) = (
        folder(&[("requirements.in", "nowhere-to-be-found\n")]),
        wheels(SHELF),
    );
    let args = ["audit", "--format", "json", "--strict"];
    let run = with_wheels(&args, project.path(), shelf.path()).run();
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.out.contains("could not be resolved"), "{run:?}");
    let fix = with_wheels(&["fix"], project.path(), shelf.path()).run();
    assert_eq!(fix.code, 3, "{fix:?}");
}

#[test]
fn a_file_that_another_names_is_upgraded_whatever_it_is_called() {
    let files = [
        ("requirements.txt", "-r base.txt\nurllib3==2.7.0\n"),
        ("base.txt", "jinja2==3.1.2\nmarkupsafe==2.1.5\n"),
    ];
    let (project, shelf) = (folder(&files), wheels(SHELF));
    let run = with_wheels(&["fix", "--yes"], project.path(), shelf.path()).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        read(project.path(), "base.txt"),
        "jinja2==3.1.6\nmarkupsafe==2.1.5\n"
    );
}

#[test]
fn the_index_of_a_requirements_file_is_asked_and_no_other() {
    let pins = "--index-url http://127.0.0.1:9/simple\njinja2==3.1.2\n";
    let (project, shelf) = (folder(&[("requirements.txt", pins)]), wheels(SHELF));
    let run = with_wheels(&["fix", "--yes"], project.path(), shelf.path())
        .env("PIP_NO_INDEX", "0")
        .env("PIP_FIND_LINKS", "")
        .run();
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(read(project.path(), "requirements.txt"), pins);
}

#[test]
fn an_audited_project_cannot_choose_the_index() {
    let manifest = "[project]\nname = \"shop\"\nversion = \"1\"\ndependencies = [\"jinja2<3.1.5\"]\n[[tool.uv.index]]\nname = \"own\"\nurl = \"http://127.0.0.1:9/${SECRET}/simple\"\ndefault = true\n";
    let (project, shelf) = (folder(&[("pyproject.toml", manifest)]), wheels(SHELF));
    let args = ["audit", "--format", "json"];
    let report = with_wheels(&args, project.path(), shelf.path())
        .env("SECRET", "hunter2")
        .json();
    // Resolved from the user's own wheels.
    assert_eq!(report["components"].as_array().unwrap().len(), 2);
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_and_stays_a_link() {
    let (project, shelf) = (folder(&[("pins/prod.txt", PINS)]), wheels(SHELF));
    std::os::unix::fs::symlink("pins/prod.txt", project.path().join("requirements.txt")).unwrap();
    let run = with_wheels(&["fix", "--yes"], project.path(), shelf.path()).run();
    assert_eq!(run.code, 0, "{run:?}");
    assert!(project.path().join("requirements.txt").is_symlink());
    assert!(read(project.path(), "pins/prod.txt").contains("jinja2==3.1.6"));
}

#[test]
fn an_interrupted_fix_that_was_edited_since_can_be_let_be() {
    let (project, shelf) = (folder(&[("requirements.txt", PINS)]), wheels(SHELF));
    let mut child = waiting(project.path(), shelf.path());
    child.kill().unwrap();
    child.wait().unwrap();
    put(
        project.path(),
        "requirements.txt",
        b"jinja2==3.1.6\nmarkupsafe==2.1.5\n",
    );
    let fix = |args: &[&str]| with_wheels(args, project.path(), shelf.path()).run();
    let refused = fix(&["fix"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--forget"), "{refused:?}");
    assert_eq!(fix(&["fix", "--forget"]).code, 0);
    assert_eq!(fix(&["fix"]).code, 0);
}

const INSTALLED: &[(&str, &str)] = &[("jinja2", "3.1.2"), ("markupsafe", "2.1.5")];

#[test]
fn a_killed_run_is_taken_back_in_its_environment_too() {
    let pins = "jinja2==3.1.2\nmarkupsafe==2.1.5\n";
    let (project, shelf) = (folder(&[("requirements.txt", pins)]), wheels(SHELF));
    environment(project.path(), ".venv", INSTALLED);
    let before = installed(project.path(), ".venv");
    let mut child = waiting(project.path(), shelf.path());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_ne!(installed(project.path(), ".venv"), before);
    let next = with_wheels(&["fix"], project.path(), shelf.path()).run();
    assert!(
        next.err.contains("an earlier fix was interrupted"),
        "{next:?}"
    );
    assert_eq!(installed(project.path(), ".venv"), before);
    assert_eq!(read(project.path(), "requirements.txt"), pins);
}

#[test]
fn a_rollback_takes_back_the_fix_and_nothing_that_came_after() {
    let pins = "jinja2==3.1.2\nmarkupsafe==2.1.5\n";
    let files = [("requirements.txt", pins), ("more.txt", "urllib3==2.7.0\n")];
    let (project, shelf) = (folder(&files), wheels(SHELF));
    environment(project.path(), ".venv", INSTALLED);
    let run = |args: &[&str]| with_wheels(args, project.path(), shelf.path()).run();
    let fixed = run(&["fix", "requirements.txt", "--yes", "--no-venv"]);
    assert_eq!(fixed.code, 0, "{fixed:?}");
    let synced = run(&["sync", "--inexact", "more.txt"]);
    assert_eq!(synced.code, 0, "{synced:?}");
    let back = run(&["fix", "requirements.txt", "--rollback"]);
    assert_eq!(back.code, 0, "{back:?}");
    assert_eq!(read(project.path(), "requirements.txt"), pins);
    assert!(installed(project.path(), ".venv").contains(&"urllib3-2.7.0".to_owned()));
}

#[test]
fn of_several_projects_the_environment_is_for_the_one_beside_it() {
    let files = [
        ("requirements.txt", "jinja2==3.1.2\nmarkupsafe==2.1.5\n"),
        ("sub/requirements.txt", "urllib3==2.0.7\n"),
    ];
    let (project, shelf) = (folder(&files), wheels(SHELF));
    environment(project.path(), ".venv", INSTALLED);
    let before = installed(project.path(), ".venv");
    let run = |args: &[&str]| with_wheels(args, project.path(), shelf.path()).run();
    let failed = run(&["fix", "--yes", "--verify", "exit 1"]);
    assert_eq!(failed.code, 1, "{failed:?}");
    assert_eq!(installed(project.path(), ".venv"), before);
    let fixed = run(&["fix", "--yes"]);
    assert_eq!(fixed.code, 0, "{fixed:?}");
    assert_eq!(
        installed(project.path(), ".venv"),
        ["jinja2-3.1.6", "markupsafe-2.1.5"]
    );
    assert_eq!(
        read(project.path(), "sub/requirements.txt"),
        "urllib3==2.7.0\n"
    );
}

#[test]
fn a_lock_that_its_manager_does_not_write_leaves_all_as_it_was() {
    let manifest = "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [\"jinja2==3.1.2\"]\n[tool.uv]\noverride-dependencies = [\"markupsafe @ git+https://git.invalid/markupsafe\"]\n";
    let lock = "version = 1\nrequires-python = \">=3.11\"\n\n[[package]]\nname = \"jinja2\"\nversion = \"3.1.2\"\nsource = { registry = \"https://pypi.org/simple\" }\ndependencies = [{ name = \"markupsafe\" }]\n\n[[package]]\nname = \"markupsafe\"\nversion = \"2.1.5\"\nsource = { registry = \"https://pypi.org/simple\" }\n\n[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { virtual = \".\" }\ndependencies = [{ name = \"jinja2\" }]\n\n[package.metadata]\nrequires-dist = [{ name = \"jinja2\", specifier = \"==3.1.2\" }]\n";
    let files = [("pyproject.toml", manifest), ("uv.lock", lock)];
    let (project, shelf) = (folder(&files), wheels(SHELF));
    // No uv is to be found here.
    let args = ["fix", "--yes", "--run-manager"];
    let run = with_wheels(&args, project.path(), shelf.path())
        .env("PATH", project.path())
        .run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("`uv` cannot be run"), "{run:?}");
    assert!(run.err.contains("everything was taken back"), "{run:?}");
    for (file, text) in files {
        assert_eq!(read(project.path(), file), text);
    }
}

#[test]
fn ranges_among_constraints_hold() {
    let files = [
        (
            "requirements.txt",
            "-c limits.txt\njinja2==3.1.2\nmarkupsafe==2.1.5\n",
        ),
        ("limits.txt", "jinja2<3.1.6\n"),
    ];
    let (project, shelf) = (folder(&files), wheels(SHELF));
    let args = ["fix", "--yes", "--format", "json"];
    let run = with_wheels(&args, project.path(), shelf.path()).run();
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(changes(&report), ["jinja2 3.1.2 3.1.5 patch"], "{run:?}");
    assert!(run.out.contains("jinja2<3.1.6"), "{run:?}");
    assert_eq!(run.code, 1);
    assert_eq!(read(project.path(), "limits.txt"), "jinja2<3.1.6\n");
}

#[cfg(unix)]
#[test]
fn a_read_only_file_stays_and_standard_input_has_none() {
    use std::os::unix::fs::PermissionsExt as _;
    let (project, shelf) = (folder(&[("requirements.txt", PINS)]), wheels(SHELF));
    let path = project.path().join("requirements.txt");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let run = with_wheels(&["fix", "--yes"], project.path(), shelf.path()).run();
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("is read-only"), "{run:?}");
    assert_eq!(read(project.path(), "requirements.txt"), PINS);
    let run = with_wheels(&["fix", "-"], project.path(), shelf.path()).run();
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("has no file to write versions into"),
        "{run:?}"
    );
}

#[test]
fn the_upgrade_that_breaks_the_proof_is_found_and_the_others_are_kept() {
    let pins = format!("{PINS}urllib3==2.0.7\n");
    let (project, shelf) = (folder(&[("requirements.txt", &pins)]), wheels(SHELF));
    let fix = |command: &str| {
        let args = [
            "fix", "--yes", "--bisect", "--format", "json", "--verify", command,
        ];
        with_wheels(&args, project.path(), shelf.path()).run()
    };
    let run = fix("exit 4");
    assert!(
        run.out.contains("`exit 4` fails without any upgrade too"),
        "{run:?}"
    );
    assert_eq!(read(project.path(), "requirements.txt"), pins);
    let run = fix("! grep -q urllib3==2.7.0 requirements.txt");
    let report: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        changes(&report),
        ["markupsafe 2.0.0 2.1.5 minor", "jinja2 3.1.2 3.1.6 patch"],
        "{run:?}"
    );
    let plan = &report["plan"];
    assert_eq!(plan["applied"], true);
    assert_eq!(plan["verified"]["exit_code"], 0);
    let because = plan["stuck"][0]["because"].as_str().unwrap();
    assert!(because.ends_with("fails with urllib3 2.7.0"), "{because}");
    assert!(run.out.contains("urllib3 was left as it is"), "{run:?}");
    let written = read(project.path(), "requirements.txt");
    assert!(
        written.contains("jinja2==3.1.6") && written.contains("urllib3==2.0.7"),
        "{written}"
    );
    // What is still vulnerable counts.
    assert_eq!(run.code, 1);
}

#[test]
fn names_that_the_code_uses_and_the_new_version_lacks_are_told() {
    let code = "import jinja2\nfrom markupsafe import version\njinja2.made_for_3_1_2()\n";
    let files = [("requirements.txt", PINS), ("shop/app.py", code)];
    let (project, shelf) = (folder(&files), wheels(SHELF));
    let args = ["fix", "--dry-run", "--format", "json"];
    let run = with_wheels(&args, project.path(), shelf.path()).run();
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let told: Vec<&Value> = report["plan"]["upgrades"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|change| change["breaking"].as_array().into_iter().flatten())
        .collect();
    assert_eq!(
        told,
        ["jinja2.made_for_3_1_2 is gone in 3.1.6, and used in shop/app.py:3"],
        "{run:?}"
    );
}
