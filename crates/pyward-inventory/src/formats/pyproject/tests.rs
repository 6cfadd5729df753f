use std::fmt::Write as _;

use proptest::prelude::*;
use pyward_model::Weight;
use pyward_target::Tree;

use super::*;
use crate::Root;

fn read(text: &str) -> Reading {
    let files: &[(&str, &[u8])] = &[("pyproject.toml", text.as_bytes())];
    let tree = Tree::memory(files);
    let path = &tree
        .entry("pyproject.toml")
        .expect("the file is in the tree")
        .path;
    Pyproject.read(&Input::new(&tree, path, text.as_bytes()))
}

fn root(root: &Root) -> String {
    let requires = &root.requires;
    let extras = if requires.extras.is_empty() {
        String::new()
    } else {
        format!("[{}]", requires.extras.join(","))
    };
    let origin = match &requires.origin {
        Origin::Index => String::new(),
        other => format!(" from {other:?}"),
    };
    let marker = requires
        .marker
        .as_deref()
        .map(|marker| format!(" if {marker}"))
        .unwrap_or_default();
    let line = root.location.line.expect("every root has a line");
    format!(
        "{line} {}: {}{extras}{}{marker}{origin}",
        root.scope, requires.name, requires.specifiers
    )
}

fn roots(reading: &Reading) -> String {
    reading
        .roots
        .iter()
        .map(root)
        .collect::<Vec<_>>()
        .join("\n")
}

fn notices(reading: &Reading) -> String {
    let line = |notice: &Notice| {
        let place = notice
            .location
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        let weight = if notice.weight == Weight::Gap {
            "gap"
        } else {
            "info"
        };
        format!(
            "{weight} {} {place}: {}",
            notice.kind.word(),
            notice.message
        )
    };
    reading
        .notices
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn standard_tables_are_read() {
    let reading = read(
        r#"[build-system]
requires = ["hatchling>=1.0"]

[project]
name = "My.App"
version = "1.0"
requires-python = ">=3.9 "
dependencies = [
    "Flask[async]>=3 ; python_version < '4'",
    "x @ https://me:secret@e.org/x-1.0.zip",
]

[project.optional-dependencies]
Redis_Cache = ["redis==5.0"]
all = ["my-app[redis.cache]", "extra-one"]

[dependency-groups]
test = ["pytest", {include-group = "Base"}]
base = ["coverage>=7", {include-group = "test"}]
dev = [{include-group = "test"}, "my_app[all]"]
"#,
    );
    insta::assert_snapshot!(roots(&reading), @r#"
    9 main: flask[async]>=3 if python_version < '4'
    10 main: x from Url("https://e.org/x-1.0.zip")
    14 extra all: redis==5.0
    15 extra all: extra-one
    14 extra redis-cache: redis==5.0
    19 group base: coverage>=7
    18 group base: pytest
    18 dev: pytest
    19 dev: coverage>=7
    14 dev: redis==5.0
    15 dev: extra-one
    18 group test: pytest
    19 group test: coverage>=7
    2 build: hatchling>=1.0
    "#);
    let [project] = &reading.projects[..] else {
        panic!("one project")
    };
    assert_eq!(project.name, Some(PackageName::pypi("my-app")));
    assert_eq!(project.version, Some(pyward_model::Version::new("1.0")));
    assert_eq!(project.requires_python.as_deref(), Some(">=3.9"));
    assert_eq!(project.location.to_string(), "pyproject.toml:4");
    assert!(reading.notices.is_empty());
}

#[test]
fn poetry_is_read() {
    let reading = read(
        r#"[tool.poetry]
name = "app"
version = "2.0"

[[tool.poetry.source]]
name = "Own"
url = "https://me:secret@own.example/simple/"

[tool.poetry.dependencies]
python = "^3.8"
flask = "^2.1"
two = "^1.0 || ^2.0"
own = {version = "*", source = "own", extras = ["A_b"]}
old = {version = "1.*", python = "<3.9", markers = "os_name == 'nt'", platform = "win32"}
git = {git = "https://me:secret@host/git.git", tag = "v1"}
here = {path = "../here", develop = true}
redis = {version = "~5.0", optional = true}
numpy = [
    {version = "1.26", python = "<3.9"},
    {version = ">=2", python = ">=3.9"},
]

[tool.poetry.extras]
cache = ["redis"]

[tool.poetry.dev-dependencies]
black = "24.1.0"

[tool.poetry.group.docs]
include-groups = ["base"]

[tool.poetry.group.docs.dependencies]
sphinx = "*"

[tool.poetry.group.base.dependencies]
jinja2 = ">=3"
"#,
    );
    insta::assert_snapshot!(roots(&reading), @r#"
    11 main: flask>=2.1,<3
    12 main: two^1.0 || ^2.0
    13 main: own[a-b] from NamedIndex("https://own.example/simple")
    14 main: old==1.* if ((os_name == 'nt') and (python_version < "3.9")) and (sys_platform == "win32")
    15 main: git from Vcs { url: "git+https://host/git.git", reference: Some("v1") }
    16 main: here from Path { path: "../here", editable: true }
    18 main: numpy==1.26 if python_version < "3.9"
    18 main: numpy>=2 if python_version >= "3.9"
    17 extra cache: redis>=5.0,<5.1
    36 group base: jinja2>=3
    27 dev: black==24.1.0
    33 group docs: sphinx
    36 group docs: jinja2>=3
    "#);
    let project = &reading.projects[0];
    assert_eq!(project.requires_python.as_deref(), Some(">=3.8,<4"));
    assert_eq!(project.location.to_string(), "pyproject.toml:1");
    assert_eq!(notices(&reading), "");
}

#[test]
fn poetry_beside_the_standard_table_says_only_where_from() {
    let reading = read(
        "[project]\nname = \"a\"\ndependencies = [\"b>=1\", \"c\"]\n[tool.poetry.dependencies]\npython = \">=3.9\"\nb = {path = \"../b\"}\nd = \"1\"\n",
    );
    insta::assert_snapshot!(roots(&reading), @r#"
    3 main: b>=1 from Path { path: "../b", editable: false }
    3 main: c
    7 main: d==1
    "#);
    assert_eq!(
        (
            reading.projects.len(),
            reading.projects[0].requires_python.as_deref()
        ),
        (1, Some(">=3.9"))
    );
}

#[test]
fn pdm_uv_and_hatch_are_read() {
    let reading = read(
        r#"[project]
name = "a"
dependencies = ["torch", "member", "b", "priv", "r @ {root:uri}/r"]

[tool.pdm.dev-dependencies]
test = ["pytest", "-e file:///${PROJECT_ROOT}/sub#egg=sub"]

[tool.uv]
dev-dependencies = ["ruff"]

[tool.uv.sources]
member = {workspace = true}
b = {git = "https://host/b", rev = "abc"}
priv = {index = "own"}
torch = [
    {index = "cpu", marker = "sys_platform == 'darwin'"},
    {path = "./torch", marker = "sys_platform != 'darwin'"},
]

[[tool.uv.index]]
name = "cpu"
url = "https://cpu.example/whl"

[[tool.uv.index]]
name = "own"
url = "https://me:secret@own.example/simple"
default = true

[tool.hatch.envs.default]
dependencies = ["mypy"]

[tool.hatch.envs.lint]
extra-dependencies = ["black"]
"#,
    );
    insta::assert_snapshot!(roots(&reading), @r#"
    3 main: torch if sys_platform == 'darwin' from NamedIndex("https://cpu.example/whl")
    3 main: torch if sys_platform != 'darwin' from Path { path: "./torch", editable: false }
    3 main: b from Vcs { url: "git+https://host/b", reference: Some("abc") }
    3 main: priv from NamedIndex("https://own.example/simple")
    3 main: r from Path { path: "{root:uri}/r", editable: false }
    9 dev: ruff from NamedIndex("https://own.example/simple")
    30 dev: mypy from NamedIndex("https://own.example/simple")
    33 group lint: black from NamedIndex("https://own.example/simple")
    6 group test: pytest from NamedIndex("https://own.example/simple")
    6 group test: sub from Path { path: "/${PROJECT_ROOT}/sub", editable: true }
    "#);
    assert_eq!(notices(&reading), "");
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_the_rest_is_read() {
    let reading = read(
        r#"[project]
name = "a"
dynamic = ["version", "dependencies"]
dependencies = ["ok", "not ok", 3, "u @ https://me:secret@host/x y"]
[project.optional-dependencies]
x = "y"
[dependency-groups]
g = ["fine", {include-group = "none"}, {other = 1}]
h = "word"
[tool.poetry.dependencies]
"b\u001b[2J" = "1"
c = 1
d = {version = "1", markers = "nonsense"}
[tool.pdm.dev-dependencies]
p = ["-e ."]
"#,
    );
    insta::assert_snapshot!(roots(&reading), @r"
    4 main: ok
    13 main: d==1
    8 group g: fine
    ");
    insta::assert_snapshot!(notices(&reading), @r"
    gap malformed pyproject.toml:4: `not ok` is no requirement: expected a version specifier, `;` or the end at column 5
    gap malformed pyproject.toml:4: `a requirement` is an integer, not a string
    gap malformed pyproject.toml:4: `u @ https://host/x y` is no requirement: expected `;` or the end at column 30
    gap malformed pyproject.toml:6: `project.optional-dependencies.x` is a string, not an array
    info unsupported pyproject.toml:3: `dependencies` is dynamic: the build backend declares it, and nothing is built to ask
    gap malformed pyproject.toml:8: a table in the group `g` is no `include-group`
    gap malformed pyproject.toml:9: `dependency-groups.h` is a string, not an array
    gap malformed pyproject.toml:11: `b\u{1b}[2j` is no name of a package
    gap malformed pyproject.toml:12: `c` is an integer, not a version or a table
    gap malformed pyproject.toml:13: the marker of `d` cannot be read: expected a string in quotes or a variable such as `python_version` at column 1
    gap unauditable pyproject.toml:15: `.` names no package
    gap malformed pyproject.toml:8: the group `none` is included, and does not exist
    ");
}

#[test]
fn a_manifest_that_only_configures_tools_says_nothing() {
    let reading = read(
        "[tool.black]\nline-length = 100\n[tool.poetry]\npackage-mode = false\n[tool.uv]\npreview = true\n",
    );
    assert!(reading.roots.is_empty() && reading.projects.is_empty() && reading.notices.is_empty());
}

#[test]
fn what_is_no_toml_is_told_with_line_and_column() {
    let reading = read("[project]\nname = \"a\"\ndependencies = [\"b\"\n\n[tool]\n");
    assert_eq!(reading.notices.len(), 1);
    assert!(
        notices(&reading).starts_with("gap malformed pyproject.toml:"),
        "{}",
        notices(&reading)
    );
    assert!(
        reading.notices[0]
            .location
            .as_ref()
            .unwrap()
            .column
            .is_some()
    );
}

#[test]
fn groups_that_include_one_another_end_and_do_not_multiply() {
    let mut text = String::from("[dependency-groups]\n");
    for at in 0..400 {
        let next = (at + 1) % 400;
        writeln!(text, "g{at} = [\"p{at}\", {{include-group = \"g{next}\"}}]").unwrap();
    }
    let reading = read(&text);
    assert!(reading.roots.len() <= 20_000, "{}", reading.roots.len());
    assert_eq!(reading.notices.len(), 1);
    assert_eq!(reading.notices[0].kind, NoticeKind::Limit);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,60}") {
        let _ = read(&text);
    }

    #[test]
    fn any_value_in_a_known_place_is_read(
        table in prop::sample::select(vec!["project", "project.optional-dependencies", "dependency-groups", "build-system",
            "tool.poetry.dependencies", "tool.poetry.group.x", "tool.pdm.dev-dependencies", "tool.uv", "tool.hatch.envs"]),
        key in prop::sample::select(vec!["name", "dependencies", "dynamic", "requires", "x", "sources", "index", "python"]),
        value in prop::sample::select(vec!["1", "\"a>=1\"", "[\"a\", 1, {include-group = \"x\"}]", "{a = 1, b = [], version = \"^\"}", "[[]]", "true"]),
        cut in 0_usize..60,
    ) {
        let text = format!("[{table}]\n{key} = {value}\n");
        let _ = read(&text);
        let _ = read(text.get(..cut.min(text.len())).unwrap());
    }
}
