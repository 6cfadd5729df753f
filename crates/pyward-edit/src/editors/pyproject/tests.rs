use super::*;
use pyward_model::Version;

fn changes() -> Vec<Change> {
    let change = |name: &str| Change {
        from: Some(Version::new("1.0")),
        ..Change::new(PackageName::pypi(name), Version::new("2.5.1"))
    };
    ["a", "b", "c", "d", "e"].map(change).to_vec()
}

fn edited(text: &str, set: impl Fn(&mut Request<'_>)) -> Edited {
    let changes = changes();
    let mut request = Request::new("pyproject.toml", &changes);
    set(&mut request);
    let edited = Pyproject.edit(text, &request).unwrap();
    let again = Pyproject.edit(&edited.text, &request).unwrap();
    assert_eq!(again.text, edited.text, "twice is once");
    edited
}

fn plain(text: &str) -> String {
    edited(text, |_| {}).text
}

#[test]
fn standard_tables_keep_their_layout() {
    let text = "[project]\r\ndependencies = [\r\n  \"a==1.0\", # note\r\n  'b[x] >= 1.0 ; python_version < \"4\"',\r\n  \"c~=1.0\"\r\n]\r\n\
                optional-dependencies.x = [ \"A <2\" ]\r\n[dependency-groups]\r\nt = [\"d===1.0\", {include-group = \"u\"}]\r\n\
                [build-system]\r\nrequires = [\"e==1.0\"]\r\n";
    let expected = "[project]\r\ndependencies = [\r\n  \"a==2.5.1\", # note\r\n  'b[x] >= 1.0 ; python_version < \"4\"',\r\n  \"c~=2.5\"\r\n]\r\n\
                optional-dependencies.x = [ \"A <3\" ]\r\n[dependency-groups]\r\nt = [\"d===2.5.1\", {include-group = \"u\"}]\r\n\
                [build-system]\r\nrequires = [\"e==1.0\"]\r\n";
    assert_eq!(plain(text), expected);
    let built = edited(text, |request| request.build_requirements = true).text;
    assert_eq!(built, expected.replace("e==1.0", "e==2.5.1"));
    let raised = edited(text, |request| request.raise_ranges = true).text;
    assert_eq!(
        raised,
        expected
            .replace("b[x] >= 1.0", "b[x] >= 2.5.1")
            .replace("A <3", "A >=2.5.1,<3")
    );
}

#[test]
fn what_was_made_and_left_is_told() {
    let text = "[project]\ndependencies = [\"a==1.0\",\n\"b\", \"c @ https://e.org/c.whl\", \"d==1.0\"]\n[tool.uv.sources]\nd = { git = \"https://e.org/d\" }\n";
    let edited = edited(text, |_| {});
    let made: Vec<_> = edited
        .made
        .iter()
        .map(|made| (made.line, made.last_line, made.after.as_str()))
        .collect();
    assert_eq!(made, [(2, 2, "a==2.5.1")]);
    let left: Vec<String> = edited
        .left
        .iter()
        .map(|left| format!("{} {:?} {}", left.name, left.line, left.because))
        .collect();
    assert_eq!(
        left,
        [
            "b Some(3) any version is allowed",
            "c Some(3) it comes from `https://e.org/c.whl`",
            "d Some(3) it comes from `https://e.org/d`",
            "e None the file does not name it",
        ]
    );
}

#[test]
fn tables_of_tools_are_edited() {
    assert_eq!(
        plain(
            "[tool.uv]\noverride-dependencies = [\"a==1.0\"]\ndev-dependencies = [\"b==1.0\"]\n[tool.pdm.dev-dependencies]\nx = [\"c==1.0\"]\n[tool.hatch.envs.t]\ndependencies = [\"d<2\"]\n"
        ),
        "[tool.uv]\noverride-dependencies = [\"a==2.5.1\"]\ndev-dependencies = [\"b==2.5.1\"]\n[tool.pdm.dev-dependencies]\nx = [\"c==2.5.1\"]\n[tool.hatch.envs.t]\ndependencies = [\"d<3\"]\n"
    );
}

#[test]
fn poetry_constraints_keep_their_manner() {
    assert_eq!(
        plain(
            "[tool.poetry.dependencies]\npython = \"^3.9\"\na = \"^1.0\"\nb = { version = \"1.0\", extras = [\"x\"] }\nc = [ { version = \"~1.0\", python = \"<3.9\" }, \"1.*\" ]\n\
               [tool.poetry.group.dev.dependencies]\nd = '*'\n[tool.poetry.dependencies.e]\nversion = \">=1.0 <2.0\"\n"
        ),
        "[tool.poetry.dependencies]\npython = \"^3.9\"\na = \"^2.5\"\nb = { version = \"2.5.1\", extras = [\"x\"] }\nc = [ { version = \"~2.5\", python = \"<3.9\" }, \"2.*\" ]\n\
               [tool.poetry.group.dev.dependencies]\nd = '*'\n[tool.poetry.dependencies.e]\nversion = \">=1.0 <3.0\"\n"
    );
}

#[test]
fn what_is_not_toml_is_refused() {
    let changes = changes();
    let error = Pyproject
        .edit(
            "[project]\na = \n",
            &Request::new("pyproject.toml", &changes),
        )
        .unwrap_err();
    assert!(
        error.to_string().starts_with("pyproject.toml, line 2: "),
        "{error}"
    );
}

#[test]
fn bounds_are_added_where_uv_reads_them() {
    let changes = [Change::new(PackageName::pypi("a"), Version::new("2.0"))];
    let request = Request::new("pyproject.toml", &changes);
    for (text, expected) in [
        (
            "",
            "[tool.uv]\nconstraint-dependencies = [\n    \"a>=2.0\",\n]\n",
        ),
        (
            "[project]\nname = \"x\"",
            "[project]\nname = \"x\"\n\n[tool.uv]\nconstraint-dependencies = [\n    \"a>=2.0\",\n]\n",
        ),
        (
            "[tool.uv] # mine\npackage = false\n",
            "[tool.uv] # mine\nconstraint-dependencies = [\n    \"a>=2.0\",\n]\npackage = false\n",
        ),
        (
            "[tool.uv.sources]\nb = { path = \"b\" }\n",
            "[tool.uv.sources]\nb = { path = \"b\" }\n\n[tool.uv]\nconstraint-dependencies = [\n    \"a>=2.0\",\n]\n",
        ),
        (
            "[tool.uv]\nconstraint-dependencies = [\"b<2\"]\n",
            "[tool.uv]\nconstraint-dependencies = [\"b<2\", \"a>=2.0\"]\n",
        ),
        (
            "[tool.uv]\nconstraint-dependencies = [\n  \"b<2\", # why\n]\n",
            "[tool.uv]\nconstraint-dependencies = [\n  \"b<2\",\n  \"a>=2.0\", # why\n]\n",
        ),
        (
            "[tool.uv]\nconstraint-dependencies = []\n",
            "[tool.uv]\nconstraint-dependencies = [\"a>=2.0\"]\n",
        ),
    ] {
        let edited = constrain(text, &request).unwrap();
        assert_eq!(edited.text, expected);
        assert_eq!(
            constrain(&edited.text, &request).unwrap().text,
            expected,
            "twice is once"
        );
    }
    let inline = "tool = { uv = { package = false } }\n";
    assert!(matches!(
        constrain(inline, &request),
        Err(EditError::Broken { .. })
    ));
    assert!(constrain("[tool]\nuv.package = false\n", &request).is_err());
}
