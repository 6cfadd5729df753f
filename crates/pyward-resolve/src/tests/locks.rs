//! `uv.lock`, written anew against an index on this machine.

use std::collections::BTreeMap;
use std::path::Path;

use pyward_model::Version;

use super::shelf::{File, Shelf, name};
use crate::{IndexSettings, LockVersion, Relock, RelockError, Relocked, ResolveError};

/// A project folder.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            put(folder.path(), path, text);
        }
        Self { folder }
    }

    fn wish(&self, shelf: &Shelf, versions: &[&str]) -> Relock {
        let settings = shelf.settings();
        let lock = self.folder.path().join("uv.lock");
        #[expect(clippy::disallowed_methods, reason = "a fixture of this test")]
        let text = std::fs::read_to_string(lock).unwrap();
        Relock {
            folder: self.folder.path().to_owned(),
            text,
            versions: versions.iter().map(|text| moved(text)).collect(),
            indexes: IndexSettings {
                index: settings.index,
                ..IndexSettings::new(settings.cache)
            },
            configuration: Vec::new(),
            variables: BTreeMap::new(),
        }
    }

    fn relock(&self, shelf: &Shelf, versions: &[&str]) -> Result<Relocked, RelockError> {
        shelf.engine().relock(&self.wish(shelf, versions))
    }

    /// The lock that is made of an empty one.
    fn lock(&self, shelf: &Shelf) -> String {
        self.relock(shelf, &[]).unwrap().text
    }
}

#[expect(clippy::disallowed_methods, reason = "a fixture of a test")]
fn put(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// `name==version ; marker`.
fn moved(text: &str) -> LockVersion {
    let (pin, marker) = match text.split_once(" ; ") {
        Some((pin, marker)) => (pin, Some(marker.into())),
        None => (text, None),
    };
    let (package, version) = pin.split_once("==").unwrap();
    LockVersion {
        name: name(package),
        version: Version::new(version),
        marker,
    }
}

const EMPTY: (&str, &str) = (
    "uv.lock",
    "version = 1\nrevision = 3\nrequires-python = \">=3.11\"\n",
);

fn manifest(name: &str, rest: &str) -> String {
    format!("[project]\nname = \"{name}\"\nversion = \"1\"\nrequires-python = \">=3.11\"\n{rest}")
}

/// How many lines differ between texts of as many lines.
fn changed(before: &str, after: &str) -> usize {
    assert_eq!(before.lines().count(), after.lines().count(), "{after}");
    let pairs = before.lines().zip(after.lines());
    pairs.filter(|(before, after)| before != after).count()
}

fn versions(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let pairs = lines.windows(2).filter_map(|pair| {
        let name = pair[0].strip_prefix("name = ")?;
        let version = pair[1].strip_prefix("version = ")?;
        Some(
            format!("{name}{version}")
                .replace('"', " ")
                .trim()
                .replace("  ", " "),
        )
    });
    pairs.collect()
}

#[test]
fn a_lock_is_written_in_uvs_form() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &["b>=1"]).uploaded("2024-01-02T03:04:05Z"),
        File::wheel("b", "1.0", &[]),
    ]);
    let manifest = manifest("shop", "dependencies = [\"a\"]\n");
    let project = Project::new(&[("pyproject.toml", &manifest), EMPTY]);
    let text = project.lock(&shelf);
    let plain = text
        .replace(&shelf.server.url(""), "https://index")
        .replace(&File::wheel("a", "1.0", &["b>=1"]).sha256(), "A")
        .replace(&File::wheel("b", "1.0", &[]).sha256(), "B");
    let plain: String = plain
        .lines()
        .map(|line| line.split(", size").next().unwrap().to_owned() + "\n")
        .collect();
    assert_eq!(
        plain,
        r#"version = 1
revision = 3
requires-python = ">=3.11"

[[package]]
name = "a"
version = "1.0"
source = { registry = "https://index/simple" }
dependencies = [
    { name = "b" },
]
wheels = [
    { url = "https://index/simple/files/a-1.0-py3-none-any.whl", hash = "sha256:A"
]

[[package]]
name = "b"
version = "1.0"
source = { registry = "https://index/simple" }
wheels = [
    { url = "https://index/simple/files/b-1.0-py3-none-any.whl", hash = "sha256:B"
]

[[package]]
name = "shop"
version = "1"
source = { virtual = "." }
dependencies = [
    { name = "a" },
]

[package.metadata]
requires-dist = [{ name = "a" }]
"#
    );
    assert!(
        text.contains("upload-time = \"2024-01-02T03:04:05Z\""),
        "{text}"
    );
}

#[test]
fn only_what_moves_is_changed() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &["b>=1"]),
        File::wheel("a", "1.1", &["b>=1"]),
        File::wheel("a", "2.0", &["b>=1"]),
        File::wheel("b", "1.0", &[]),
    ]);
    let manifest = manifest("shop", "dependencies = [\"a<2\"]\n");
    let project = Project::new(&[("pyproject.toml", &manifest), EMPTY]);
    let newest = project.relock(&shelf, &["a==1.0"]).unwrap().text;
    assert_eq!(versions(&newest), ["a 1.0", "b 1.0", "shop 1"]);
    put(project.folder.path(), "uv.lock", &newest);
    // A newer version of what does not move is left alone.
    let more = Shelf::new(&[
        File::wheel("a", "1.0", &["b>=1"]),
        File::wheel("a", "1.1", &["b>=1"]),
        File::wheel("b", "1.0", &[]),
        File::wheel("b", "1.5", &[]),
    ]);
    let here = newest.replace(&shelf.server.url(""), &more.server.url(""));
    put(project.folder.path(), "uv.lock", &here);
    let after = project.relock(&more, &["a==1.1"]).unwrap();
    assert_eq!(versions(&after.text), ["a 1.1", "b 1.0", "shop 1"]);
    assert_eq!(changed(&here, &after.text), 2, "version and wheel");
    assert!(after.notes.is_empty());
    // Asked again, nothing changes.
    put(project.folder.path(), "uv.lock", &after.text);
    assert_eq!(project.relock(&more, &["a==1.1"]).unwrap(), after);
}

#[test]
fn extras_groups_and_settings_of_the_project_hold() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &["c ; extra == 'x'", "d"]).extra("x"),
        File::wheel("a", "1.1", &["c ; extra == 'x'", "d"]).extra("x"),
        File::wheel("b", "1.0", &[]),
        File::wheel("b", "2.0", &[]),
        File::wheel("c", "1.0", &[]),
        File::wheel("c", "2.0", &[]),
        File::wheel("d", "1.0", &["gone"]),
        File::wheel("d", "3.0", &["gone"]),
    ]);
    let manifest = manifest(
        "shop",
        "dependencies = [\"a[x]\"]\n[project.optional-dependencies]\nmore = [\"b\"]\n[dependency-groups]\ntest = [\"c\"]\nall = [{ include-group = \"test\" }]\n[tool.uv]\nconstraint-dependencies = [\"c<2\"]\noverride-dependencies = [\"b==1.0\"]\nexclude-dependencies = [\"gone\"]\nresolution = \"lowest\"\nenvironments = [\"sys_platform == 'linux'\"]\nconflicts = [[{ extra = \"more\" }, { group = \"test\" }]]\n",
    );
    let project = Project::new(&[("pyproject.toml", &manifest), EMPTY]);
    let before = project.lock(&shelf);
    assert_eq!(
        versions(&before),
        ["a 1.0", "b 1.0", "c 1.0", "d 1.0", "shop 1"]
    );
    for part in [
        "resolution-mode = \"lowest\"",
        "supported-markers = [\n    \"sys_platform == 'linux'\",\n]",
        "constraints = [{ name = \"c\", specifier = \"<2\" }]",
        "overrides = [{ name = \"b\", specifier = \"==1.0\" }]",
        "excludes = [\"gone\"]",
        "conflicts = [[",
        "[package.optional-dependencies]\nmore = [",
        "[package.dev-dependencies]\n",
    ] {
        assert!(before.contains(part), "{part}: {before}");
    }
    put(project.folder.path(), "uv.lock", &before);
    let after = project.relock(&shelf, &["a==1.1"]).unwrap().text;
    assert_eq!(
        versions(&after),
        ["a 1.1", "b 1.0", "c 1.0", "d 1.0", "shop 1"]
    );
    let refused = project.relock(&shelf, &["c==2.0"]).unwrap_err();
    assert!(
        matches!(
            &refused,
            RelockError::Resolve(ResolveError::Unsolvable { .. })
        ),
        "{refused}"
    );
}

#[test]
fn a_workspace_is_one_lock() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "1.1", &[]),
        File::wheel("b", "1.0", &[]),
    ]);
    let root = manifest(
        "shop",
        "dependencies = [\"core\"]\n[tool.uv.workspace]\nmembers = [\"packages/*\"]\n[tool.uv.sources]\ncore = { workspace = true }\n",
    );
    let build = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";
    let core = manifest("core", "dependencies = [\"a\"]\n") + build;
    // The version of this one is left to its build.
    let tools = "[project]\nname = \"tools\"\ndynamic = [\"version\"]\ndependencies = [\"b\", \"core\"]\n[tool.uv.sources]\ncore = { workspace = true }\n".to_owned() + build;
    let project = Project::new(&[
        ("pyproject.toml", &root),
        ("packages/core/pyproject.toml", &core),
        ("packages/tools/pyproject.toml", &tools),
        EMPTY,
    ]);
    let before = project.relock(&shelf, &["a==1.0"]).unwrap().text;
    assert_eq!(versions(&before), ["a 1.0", "b 1.0", "core 1", "shop 1"]);
    assert!(
        before.contains("members = [\n    \"core\",\n    \"shop\",\n    \"tools\",\n]"),
        "{before}"
    );
    assert!(
        before.contains("name = \"tools\"\nsource = { editable = \"packages/tools\" }"),
        "{before}"
    );
    put(project.folder.path(), "uv.lock", &before);
    let after = project.relock(&shelf, &["a==1.1"]).unwrap().text;
    assert_eq!(changed(&before, &after), 2);
    // A member alone has no lock.
    let member = Relock {
        folder: project.folder.path().join("packages/core"),
        ..project.wish(&shelf, &["a==1.1"])
    };
    let refused = shelf.engine().relock(&member).unwrap_err();
    assert!(
        matches!(refused, RelockError::Elsewhere { .. }),
        "{refused}"
    );
}

#[test]
fn versions_for_several_pythons_move_each_under_its_marker() {
    let shelf = Shelf::new(&[
        File::wheel("n", "1.0", &[]).python(">=3.11"),
        File::wheel("n", "1.1", &[]).python(">=3.11"),
        File::wheel("n", "2.0", &[]).python(">=3.12"),
        File::wheel("n", "2.1", &[]).python(">=3.12"),
    ]);
    let manifest = manifest(
        "shop",
        "dependencies = [\"n<2 ; python_version < '3.12'\", \"n>=2 ; python_version >= '3.12'\"]\n",
    );
    let project = Project::new(&[("pyproject.toml", &manifest), EMPTY]);
    let wanted = |new: &str| {
        [
            "n==1.0 ; python_full_version < '3.12'".to_owned(),
            format!("n=={new} ; python_full_version >= '3.12'"),
        ]
    };
    let [one, two] = wanted("2.0");
    let before = project.relock(&shelf, &[&one, &two]).unwrap().text;
    assert_eq!(versions(&before), ["n 1.0", "n 2.0", "shop 1"]);
    assert!(before.contains("resolution-markers = ["), "{before}");
    put(project.folder.path(), "uv.lock", &before);
    let [one, two] = wanted("2.1");
    let after = project.relock(&shelf, &[&one, &two]).unwrap().text;
    assert_eq!(versions(&after), ["n 1.0", "n 2.1", "shop 1"]);
    // Its version and its wheel, and the version wherever it is named to tell it from the other.
    assert_eq!(changed(&before, &after), 3);
}

#[test]
fn a_named_index_is_asked_for_its_own_packages() {
    let shelf = Shelf::new(&[File::wheel("a", "1.0", &[]), File::wheel("own", "9.0", &[])]);
    shelf.also(
        "/private",
        &[
            File::wheel("own", "1.0", &[]),
            File::wheel("own", "1.1", &[]),
        ],
    );
    let manifest = manifest(
        "shop",
        &format!(
            "dependencies = [\"a\", \"own\"]\n[[tool.uv.index]]\nname = \"inner\"\nurl = \"{}\"\nexplicit = true\n[tool.uv.sources]\nown = {{ index = \"inner\" }}\n",
            shelf.server.url("/private")
        ),
    );
    let project = Project::new(&[("pyproject.toml", &manifest), EMPTY]);
    let before = project.relock(&shelf, &["own==1.0"]).unwrap().text;
    put(project.folder.path(), "uv.lock", &before);
    let after = project.relock(&shelf, &["own==1.1"]).unwrap().text;
    assert_eq!(versions(&after), ["a 1.0", "own 1.1", "shop 1"]);
    let place = format!(
        "source = {{ registry = \"{}\" }}",
        shelf.server.url("/private")
    );
    assert!(after.contains(&place), "{after}");
    assert_eq!(changed(&before, &after), 2);
}

/// A build that would leave a file behind.
const BUILD: &str = "import pathlib\npathlib.Path(__file__).parent.joinpath('ran').touch()\nimport setuptools\nsetuptools.setup(name='evil')\n";

#[test]
fn what_only_a_build_or_a_repository_tells_is_refused_and_nothing_is_run() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::source("old", "1.0", &[("setup.py", BUILD)]),
    ]);
    let cases = [
        (
            "dependencies = [\"evil\"]\n[tool.uv.sources]\nevil = { path = \"evil\" }\n",
            "what `evil` in ",
        ),
        (
            "dynamic = [\"dependencies\"]\n[build-system]\nrequires = [\"setuptools\"]\n",
            "what `shop` in ",
        ),
        (
            "dependencies = [\"far\"]\n[tool.uv.sources]\nfar = { git = \"https://git.invalid/far\" }\n",
            "`far` comes from a repository, and none is fetched",
        ),
        (
            "dependencies = [\"a\"]\n[tool.uv]\noverride-dependencies = [\"a @ git+https://git.invalid/a\"]\n",
            "`a` comes from a repository, and none is fetched",
        ),
        (
            "dependencies = [\"old\"]\n",
            "what `old` requires is only told by its build, and nothing is built",
        ),
    ];
    for (rest, words) in cases {
        let manifest = manifest("shop", rest);
        let project = Project::new(&[
            ("pyproject.toml", &manifest),
            ("setup.py", BUILD),
            ("evil/setup.py", BUILD),
            (
                "evil/pyproject.toml",
                "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n",
            ),
            EMPTY,
        ]);
        let refused = project.relock(&shelf, &[]).unwrap_err();
        assert!(refused.to_string().starts_with(words), "{words}: {refused}");
        for folder in ["", "evil"] {
            assert!(!project.folder.path().join(folder).join("ran").exists());
        }
    }
}

#[test]
fn a_source_distribution_that_states_what_it_requires_is_locked() {
    let stated = "Metadata-Version: 2.2\nName: still\nVersion: 1.0\nRequires-Dist: a\n";
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::source("still", "1.0", &[("PKG-INFO", stated), ("setup.py", BUILD)]),
    ]);
    let manifest = manifest("shop", "dependencies = [\"still\"]\n");
    let project = Project::new(&[("pyproject.toml", &manifest), EMPTY]);
    let text = project.lock(&shelf);
    assert_eq!(versions(&text), ["a 1.0", "shop 1", "still 1.0"]);
    assert!(text.contains("sdist = { url = "), "{text}");
}

#[test]
fn manifests_that_lead_elsewhere_or_are_none_are_told() {
    let shelf = Shelf::new(&[File::wheel("a", "1.0", &[])]);
    for (rest, words) in [
        (
            "[tool.uv.workspace]\nmembers = [\"../*\"]\n",
            "lead out of the folder",
        ),
        (
            "[tool.uv.workspace]\nmembers = [\"/\"]\n",
            "lead out of the folder",
        ),
        ("[tool.uv]\nresolution = \"odd\"\n", "odd"),
        ("[tool.uv]\nmanaged = false\n", "the project cannot be read"),
        ("[[", "TOML parse error"),
        (
            "[tool.uv]\nenvironments = [\"sys_platform == 'linux'\", \"os_name == 'posix'\"]\n",
            "overlap",
        ),
    ] {
        let manifest = manifest("shop", rest);
        let project = Project::new(&[("pyproject.toml", &manifest), EMPTY]);
        let refused = project.relock(&shelf, &[]).unwrap_err();
        assert!(refused.to_string().contains(words), "{words}: {refused}");
        assert!(!refused.hint().is_empty());
    }
}

#[test]
fn variables_are_heeded_as_uv_heeds_them() {
    let shelf = Shelf::new(&[File::wheel("a", "1.0", &[]), File::wheel("a", "1.1", &[])]);
    let manifest = manifest("shop", "dependencies = [\"a>=1\"]\n");
    let project = Project::new(&[("pyproject.toml", &manifest), EMPTY]);
    let with = |name: &str, value: &str| {
        let mut wish = project.wish(&shelf, &[]);
        wish.variables.insert(name.to_owned(), value.to_owned());
        shelf.engine().relock(&wish)
    };
    let lowest = with("UV_RESOLUTION", "lowest-direct").unwrap().text;
    assert_eq!(versions(&lowest), ["a 1.0", "shop 1"]);
    assert!(lowest.contains("resolution-mode = \"lowest-direct\""));
    let refused = with("UV_PRERELEASE", "perhaps").unwrap_err();
    assert!(refused.to_string().contains("UV_PRERELEASE"), "{refused}");
}
