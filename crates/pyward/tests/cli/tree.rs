//! `pyward tree`.

use crate::harness::{Run, folder, pyward};

const LOCK: &str = r#"version = 1
requires-python = ">=3.12"

[[package]]
name = "shop"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "flask" }, { name = "old", marker = "sys_platform == 'win32'" }]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "flask"
version = "3.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "jinja2" }, { name = "werkzeug" }]

[[package]]
name = "jinja2"
version = "3.1.6"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "markupsafe" }]

[[package]]
name = "markupsafe"
version = "3.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "old"
version = "1.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "pytest"
version = "8.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "werkzeug"
version = "3.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "markupsafe" }, { name = "jinja2" }]
"#;

fn tree(args: &[&str]) -> Run {
    let top = folder(&[
        (
            "pyproject.toml",
            "[project]\nname = \"shop\"\nversion = \"0.1.0\"\nrequires-python = \">=3.12\"\n\
             dependencies = [\"flask\", \"old; sys_platform == 'win32'\"]\n\
             [dependency-groups]\ndev = [\"pytest\"]\n",
        ),
        ("uv.lock", LOCK),
    ]);
    pyward(&[&["tree"], args].concat()).within(top.path()).run()
}

#[test]
fn what_the_project_needs_is_drawn_once() {
    let run = tree(&[]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (
            0,
            "flask 3.0\n\
             ├── jinja2 3.1.6\n\
             │   └── markupsafe 3.0\n\
             └── werkzeug 3.0\n    \
             ├── jinja2 3.1.6 (*)\n    \
             └── markupsafe 3.0\n\
             old 1.0 ; sys_platform == 'win32'\n\
             pytest 8.0 (dev)\n\
             \n6 packages, 3 asked for\n"
        ),
        "{run:?}"
    );
}

#[test]
fn why_a_package_is_here() {
    let run = tree(&["--why", "MarkupSafe", "--depth", "2"]);
    assert_eq!(run.code, 0);
    assert_eq!(
        run.out,
        "markupsafe 3.0\n\
         ├── jinja2 3.1.6\n\
         │   ├── flask 3.0  <- asked for in pyproject.toml:5, uv.lock:14\n\
         │   └── werkzeug 3.0 …\n\
         └── werkzeug 3.0\n    \
         └── flask 3.0  <- asked for in pyproject.toml:5, uv.lock:14\n",
        "{run:?}"
    );
    let run = tree(&["--why", "markup"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("is `markupsafe` meant?"), "{run:?}");
}

#[test]
fn levels_and_scopes_are_obeyed() {
    let run = tree(&["-q", "--depth", "0", "--scope", "main"]);
    assert_eq!(run.out, "flask 3.0 …\nold 1.0 ; sys_platform == 'win32'\n");
    let run = tree(&["-q", "--scope", "dev"]);
    assert_eq!(run.out, "pytest 8.0 (dev)\n");
    let run = tree(&["--scope", "docs"]);
    assert!(
        run.code == 2 && run.err.contains("there are dev, main"),
        "{run:?}"
    );
    let run = tree(&["-q", "--platform", "linux"]);
    assert!(!run.out.contains("old"), "{run:?}");
}

#[test]
fn the_tree_turns_round_and_is_read_by_programs() {
    let run = tree(&["-q", "--invert", "--depth", "1"]);
    assert!(
        run.out
            .starts_with("markupsafe 3.0\n├── jinja2 3.1.6 …\n└── werkzeug 3.0 …\n"),
        "{run:?}"
    );
    let json: serde_json::Value = serde_json::from_str(&tree(&["--format", "json"]).out).unwrap();
    assert_eq!(json["schema"], "pyward-tree/1");
    assert_eq!(json["tops"][0], "pkg:pypi/flask@3.0");
    let markupsafe = &json["packages"][2];
    assert_eq!(markupsafe["name"], "markupsafe");
    assert_eq!(markupsafe["needed_by"][1], "pkg:pypi/werkzeug@3.0");
    assert_eq!(json["duplicates"], serde_json::json!({}));
}

#[test]
fn rings_end_and_several_versions_are_told() {
    let top = folder(&[(
        "poetry.lock",
        "[[package]]\nname = \"a\"\nversion = \"1\"\n[package.dependencies]\nb = \"*\"\n\
         [[package]]\nname = \"b\"\nversion = \"1\"\n[package.dependencies]\na = \"*\"\n\
         [[package]]\nname = \"c\"\nversion = \"1\"\n\
         [[package]]\nname = \"c\"\nversion = \"2\"\n\
         [metadata]\nlock-version = \"2.0\"\n",
    )]);
    let run = pyward(&["tree"]).within(top.path()).run();
    assert!(
        run.out.contains("a 1\n└── b 1\n    └── a 1 (*)\n"),
        "{run:?}"
    );
    assert!(
        run.out.contains("c is there in several versions: 1, 2\n"),
        "{run:?}"
    );
}

#[test]
fn where_nothing_is_nothing_is_drawn() {
    let top = folder(&[("README", "")]);
    let run = pyward(&["tree"]).within(top.path()).run();
    assert!(
        run.code == 2 && run.err.contains("no packages were found"),
        "{run:?}"
    );
}

#[test]
fn a_project_as_it_is_managed() {
    let top = folder(&[
        (
            "pyproject.toml",
            "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.12\"\ndependencies = [\"flask\", \"six\"]\n",
        ),
        (
            "uv.lock",
            "version = 1\nrequires-python = \">=3.12\"\n\n[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { virtual = \".\" }\ndependencies = [{ name = \"six\" }]\n\n[package.metadata]\nrequires-dist = [{ name = \"six\" }]\n\n[[package]]\nname = \"six\"\nversion = \"1.16.0\"\nsource = { registry = \"https://pypi.org/simple\" }\n",
        ),
        (
            ".venv/pyvenv.cfg",
            "home = /usr/bin\nversion = 3.12.1\ninclude-system-site-packages = false\n",
        ),
        (
            ".venv/lib/python3.12/site-packages/six-1.17.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: six\nVersion: 1.17.0\n\n",
        ),
    ]);
    let run = pyward(&["tree", "--project", "--no-resolve"])
        .within(top.path())
        .run();
    assert_eq!(run.code, 0, "{run:?}");
    for line in [
        ".: shop 1\n",
        "  managed by  uv\n",
        "  asks in     pyproject.toml\n",
        "  Python      >=3.12\n",
        "  locked in   uv.lock, out of step with what is asked for: ",
        "  environment .venv, isolated, out of step with what is locked: ",
    ] {
        assert!(run.out.contains(line), "{line}\n{}", run.out);
    }
    let told = pyward(&["tree", "--project", "--no-resolve", "-f", "json"])
        .within(top.path())
        .json();
    let project = &told["projects"][0];
    assert_eq!(told["schema"], "pyward-projects/1");
    assert_eq!(project["locks"][0]["agreement"], "out-of-step");
    assert_eq!(project["environment"]["isolated"], true);
    let audit = ["audit", "--data", "builtin", "--no-resolve", "-f", "json"];
    let report = pyward(&audit).within(top.path()).json();
    let state = &report["states"][0];
    assert_eq!(state["path"], ".");
    assert_eq!(state["locks"][0]["because"], project["locks"][0]["because"]);
    let nothing = pyward(&["tree", "--project", "--depth", "1"]).run();
    assert_eq!(nothing.code, 2, "{nothing:?}");
}
