//! Scripts with metadata of their own (PEP 723).

use serde_json::Value;

use crate::harness::{folder, pyward};

const SCRIPT: &str = "import os\n# /// script\n# dependencies = [\n#   \"jinja2==3.1.2\",\n#   \"requests\",\n# ]\n# ///\nos._exit(1)\n";

const LOCK: &str = "version = 1\nrequires-python = \">=3.11\"\n\n[manifest]\nrequirements = [{ name = \"jinja2\", specifier = \"==3.1.2\" }]\n\n\
    [[package]]\nname = \"jinja2\"\nversion = \"3.1.2\"\nsource = { registry = \"https://pypi.org/simple\" }\n\n\
    [[package]]\nname = \"requests\"\nversion = \"2.32.5\"\nsource = { registry = \"https://pypi.org/simple\" }\n";

/// The kinds of notices, but for the one that says how old the data are.
fn notices(report: &Value) -> Vec<&str> {
    let notices = report["notices"].as_array().unwrap();
    let kinds = notices.iter().filter_map(|notice| notice["kind"].as_str());
    kinds.filter(|kind| *kind != "stale-data").collect()
}

fn components(report: &Value) -> Vec<String> {
    let components = report["components"].as_array().unwrap();
    let shown = |component: &Value| {
        format!(
            "{} {} {}",
            component["name"].as_str().unwrap(),
            component["version"].as_str().unwrap_or("?"),
            component["locations"].as_array().unwrap().len()
        )
    };
    components.iter().map(shown).collect()
}

fn audit(top: &std::path::Path, target: &str) -> Value {
    pyward(&["audit", target, "--no-config", "-f", "json"])
        .within(top)
        .json()
}

#[test]
fn a_named_script_is_audited_by_its_own_words() {
    let top = folder(&[("tool.py", SCRIPT)]);
    let report = audit(top.path(), "tool.py");
    assert_eq!(components(&report), ["jinja2 3.1.2 1", "requests ? 1"]);
    assert_eq!(report["components"][0]["locations"][0]["line"], 4);
    assert_eq!(notices(&report), ["unlocked"]);
    assert!(!report["findings"].as_array().unwrap().is_empty());
}

#[test]
fn a_script_beside_its_lock_is_judged_once() {
    let top = folder(&[
        ("tool.py", SCRIPT),
        ("tool.py.lock", LOCK),
        ("other.py", SCRIPT),
    ]);
    for target in [".", "tool.py"] {
        let report = audit(top.path(), target);
        assert_eq!(
            components(&report),
            ["jinja2 3.1.2 2", "requests 2.32.5 2"],
            "{target}"
        );
        assert_eq!(notices(&report), Vec::<&str>::new(), "{target}");
    }
}

#[test]
fn a_script_and_a_project_in_one_folder_are_two() {
    let top = folder(&[
        (
            "pyproject.toml",
            "[project]\nname = \"app\"\ndependencies = [\"requests\"]\n",
        ),
        ("tool.py", SCRIPT),
        ("tool.py.lock", LOCK),
    ]);
    let report = audit(top.path(), ".");
    assert_eq!(
        notices(&report),
        ["unlocked"],
        "the lock of a script answers for no project"
    );
}

#[test]
fn code_without_metadata_is_no_target() {
    let top = folder(&[("app.py", "import os\n")]);
    let run = pyward(&["audit", "app.py", "--no-config"])
        .within(top.path())
        .run();
    assert_eq!(run.code, 3);
    assert!(
        run.out.contains("it holds no `# /// script` block"),
        "{}",
        run.out
    );
}

#[test]
fn several_blocks_count_for_nothing_and_the_audit_is_incomplete() {
    let top = folder(&[("tool.py", &format!("{SCRIPT}\n{SCRIPT}"))]);
    let run = pyward(&["audit", "tool.py", "--no-config"])
        .within(top.path())
        .run();
    assert_eq!(run.code, 3);
    assert!(
        run.out.contains("there are several `script` blocks"),
        "{}",
        run.out
    );
}

#[test]
fn a_script_on_standard_input_is_told_by_its_content() {
    let report = pyward(&["audit", "-", "--no-config", "-f", "json"])
        .stdin(SCRIPT.as_bytes())
        .json();
    assert_eq!(components(&report), ["jinja2 3.1.2 1", "requests ? 1"]);
}
