use std::path::{Path, PathBuf};

use proptest::prelude::*;
use pyward_model::Agreement;
use pyward_target::{OpenOptions, Tree};

use super::*;
use crate::{Options, read};

fn states(files: &[(&str, &str)]) -> Vec<ProjectState> {
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, it)| (*path, it.as_bytes()))
        .collect();
    read(&Tree::memory(&files), &Options::default()).states
}

fn of_folder(folder: &Path) -> Vec<ProjectState> {
    let tree = Tree::open(folder, folder, &mut OpenOptions::default()).unwrap();
    read(&tree, &Options::default()).states
}

fn shop(manager: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../pyward/tests/fixtures/shop")
        .join(manager)
}

#[test]
fn locks_of_their_own_tools_are_in_step_until_the_manifest_changes() {
    for (manager, manifest, from, to) in [
        ("uv", "pyproject.toml", "httpx==0.25.0", "httpx==0.25.1"),
        ("poetry", "pyproject.toml", "httpx==0.25.0", "httpx==0.25.1"),
        ("pdm", "pyproject.toml", "httpx==0.25.0", "httpx==0.25.1"),
        ("pipenv", "Pipfile", "==0.25.0", "==0.25.1"),
    ] {
        let folder = shop(manager);
        let [state] = &of_folder(&folder)[..] else {
            panic!("{manager}")
        };
        assert!(state.managers.contains(&manager), "{state:?}");
        let lock = &state.locks[0];
        assert_eq!(lock.agreement, Agreement::InStep, "{manager}");

        let tree = Tree::open(&folder, &folder, &mut OpenOptions::default()).unwrap();
        let text = |name: &str| {
            let bytes = tree.read(&tree.entry(name).unwrap().path).unwrap();
            String::from_utf8(bytes).unwrap()
        };
        let lock_name = &*lock.path;
        let changed = text(manifest).replace(from, to);
        let changed = states(&[(lock_name, &text(lock_name)), (manifest, &changed)]);
        let agreement = &changed[0].locks[0].agreement;
        assert!(
            matches!(agreement, Agreement::OutOfStep(_)),
            "{manager}: {agreement:?}"
        );
        if manager == "uv" {
            assert_eq!(
                *agreement,
                Agreement::OutOfStep(
                    "it does not know httpx==0.25.1; the manifest no longer asks for httpx==0.25.0"
                        .to_owned()
                )
            );
        }
    }
}

const MANIFEST: &str = "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.9\"\ndependencies = [\"flask >=2, <4\", \"tool @ git+https://h/tool\"]\n[dependency-groups]\ndev = [\"pytest\", {include-group = \"x\"}]\nx = []\n";

const LOCK: &str = "version = 1\nrequires-python = \">=3.9\"\n\n[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { virtual = \".\" }\n\n[package.metadata]\nrequires-dist = [{ name = \"flask\", specifier = \">=2,<4\" }, { name = \"tool\", git = \"https://h/tool\" }]\n\n[package.metadata.requires-dev]\ndev = [{ name = \"pytest\" }]\nx = []\n\n[[package]]\nname = \"flask\"\nversion = \"3.0\"\nsource = { registry = \"https://pypi.org/simple\" }\n";

#[test]
fn an_environment_is_put_beside_its_lock() {
    let packages = "api/.venv/lib/python3.12/site-packages";
    let flask = format!("{packages}/flask-3.0.dist-info/METADATA");
    let old = format!("{packages}/flask-2.0.dist-info/METADATA");
    let base = [("api/pyproject.toml", MANIFEST), ("api/uv.lock", LOCK)];
    let with = |more: &[(&str, &str)]| states(&[&base, more].concat()).remove(0);
    let alone = with(&[]);
    assert_eq!((&*alone.home, &alone.managers[..]), ("api", &["uv"][..]));
    assert_eq!(alone.locks[0].agreement, Agreement::InStep);
    assert_eq!(alone.requires_python.as_deref(), Some(">=3.9"));
    assert_eq!(alone.environment, None);

    let config = "include-system-site-packages = TRUE\n";
    let right = with(&[(&flask, ""), ("api/.venv/pyvenv.cfg", config)]);
    let right = right.environment.unwrap();
    assert_eq!((&*right.path, right.isolated), ("api/.venv", Some(false)));
    assert_eq!(right.agreement, Agreement::InStep);
    let behind = with(&[(&old, ""), ("api/.venv/pyvenv.cfg", "home = /usr\n")]);
    let behind = behind.environment.unwrap();
    assert_eq!(behind.isolated, Some(true));
    assert_eq!(
        behind.agreement,
        Agreement::OutOfStep("it holds flask 2.0".to_owned())
    );
    let empty = with(&[("api/.venv/pyvenv.cfg", "")]).environment.unwrap();
    assert!(matches!(empty.agreement, Agreement::OutOfStep(_)));
}

#[test]
fn what_cannot_be_told_is_not_guessed() {
    let unknown = |files: &[(&str, &str)]| {
        let states = states(files);
        assert!(
            matches!(states[0].locks[0].agreement, Agreement::Unknown(_)),
            "{states:?}"
        );
    };
    unknown(&[("uv.lock", LOCK)]);
    unknown(&[("uv.lock", LOCK), ("pyproject.toml", "= =")]);
    unknown(&[
        ("pylock.toml", "lock-version = \"1.0\"\n"),
        ("pyproject.toml", MANIFEST),
    ]);
    unknown(&[("pdm.lock", "[metadata]\n"), ("pyproject.toml", MANIFEST)]);
    unknown(&[
        ("poetry.lock", "[metadata]\ncontent-hash = \"x\"\n"),
        ("pyproject.toml", "[tool.poetry.dependencies]\na = 1.5\n"),
    ]);
    let requirements = states(&[("requirements.txt", "a==1\n")]);
    assert_eq!(requirements[0].managers, ["pip"]);
    assert_eq!(requirements[0].locks, []);
}

proptest! {
    #[test]
    fn any_manifest_is_put_beside_any_lock(manifest in "(\\[(project|tool.poetry|tool.pdm|dependency-groups)\\]\n|(dependencies|dev|source) = (\\[\"[a-z=]{0,5}\"\\]|1|\\{a = 1.5\\})\n|\\PC{0,5}\n){0,8}") {
        for lock in ["uv.lock", "poetry.lock", "pdm.lock"] {
            let _ = states(&[("pyproject.toml", &manifest), (lock, LOCK)]);
        }
        let _ = states(&[("Pipfile", &manifest), ("Pipfile.lock", "{\"_meta\": {\"hash\": {\"sha256\": \"x\"}}}")]);
    }
}
