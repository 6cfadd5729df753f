//! Source distributions that are built, where that is asked for. The tests that build want a Python:
//! `cargo test -p pyward-resolve builds -- --include-ignored`.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pyward_model::{Hash, Version};

use super::shelf::{File, Shelf, name, request, versions};
use crate::{
    Applied, ApplyError, Builds, Engine, EngineError, IndexSettings, Metadata, Pin, SyncOptions,
    Wanted, apply, plan_sync,
};

/// A package that says only when it is built what it requires, and leaves a mark when it is.
fn sdist(mark: &Path, more: &str) -> File {
    let setup = format!(
        "import pathlib\npathlib.Path({:?}).touch()\n{more}\ninstall_requires = ['a<' + str(1 + 1)]\n",
        mark.display().to_string()
    );
    // A backend of its own, so that nothing has to be installed for the build.
    let backend = "\
import os

def _requires():
    names = {}
    exec(open('setup.py').read(), names)
    return names['install_requires']

def get_requires_for_build_wheel(config_settings=None):
    return []

def prepare_metadata_for_build_wheel(folder, config_settings=None):
    info = os.path.join(folder, 'old-1.0.dist-info')
    os.mkdir(info)
    lines = ['Metadata-Version: 2.1', 'Name: old', 'Version: 1.0']
    lines += ['Requires-Dist: ' + requirement for requirement in _requires()]
    with open(os.path.join(info, 'METADATA'), 'w') as file:
        file.write('\\n'.join(lines) + '\\n')
    with open(os.path.join(info, 'WHEEL'), 'w') as file:
        file.write('Wheel-Version: 1.0\\nGenerator: backend\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    return 'old-1.0.dist-info'

def build_wheel(folder, config_settings=None, metadata_directory=None):
    import zipfile
    info = prepare_metadata_for_build_wheel(folder)
    name = 'old-1.0-py3-none-any.whl'
    files = {info + '/' + file: open(os.path.join(folder, info, file)).read() for file in ('METADATA', 'WHEEL')}
    files['old.py'] = 'made = 1\\n'
    files[info + '/RECORD'] = ''.join(path + ',,\\n' for path in [*files, info + '/RECORD'])
    with zipfile.ZipFile(os.path.join(folder, name), 'w') as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
";
    File::source(
        "old",
        "1.0",
        &[
            ("setup.py", &setup),
            ("backend.py", backend),
            (
                "pyproject.toml",
                "[build-system]\nrequires = []\nbuild-backend = \"backend\"\nbackend-path = [\".\"]\n",
            ),
            (
                "PKG-INFO",
                "Metadata-Version: 2.1\nName: old\nVersion: 1.0\n",
            ),
        ],
    )
}

fn shelf(mark: &Path, more: &str) -> Shelf {
    Shelf::new(&[
        sdist(mark, more),
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "2.0", &[]),
    ])
}

/// A Python of this machine, which is of no virtual environment.
fn python() -> PathBuf {
    #[expect(
        clippy::disallowed_methods,
        reason = "where this machine keeps its Python"
    )]
    let path = std::env::var_os("PATH").unwrap();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join("python3"))
        .find(|python| python.is_file());
    found.expect("a python3 in PATH")
}

/// A build that takes too long ends all builds of the process: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn engine(settings: IndexSettings, limit: Duration) -> Engine {
    let builds = Builds {
        python: python(),
        limit,
    };
    Engine::start_with(settings, Some(builds)).unwrap()
}

#[test]
fn nothing_is_built_unless_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("ran");
    let found = shelf(&mark, "").resolve(&["old"]).unwrap();
    assert_eq!(versions(&found), "old==1.0");
    assert_eq!(
        found.get(&name("old")).unwrap().metadata,
        Metadata::Unverified
    );
    assert!(found.oddities.is_empty());
    assert!(!mark.exists());
}

#[test]
#[ignore = "needs a Python"]
fn what_a_build_tells_is_resolved() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("ran");
    let shelf = shelf(&mark, "");
    let engine = engine(shelf.settings(), Duration::from_mins(2));
    let found = engine.resolve(&request(&["old"])).unwrap();
    assert_eq!(versions(&found), "a==1.0 old==1.0", "{found:?}");
    assert_eq!(found.get(&name("old")).unwrap().metadata, Metadata::Known);
    assert!(mark.exists());
    let told = &found.oddities[0];
    assert!(
        told.starts_with(
            "what old 1.0 requires was told by its source distribution, with Python 3."
        ),
        "{told}"
    );
}

#[test]
#[ignore = "needs a Python"]
fn a_build_that_fails_or_takes_too_long_is_told_and_the_rest_goes_on() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("ran");
    let late = folder.path().join("late");
    let sleeps = format!(
        "import time\ntime.sleep(8)\npathlib.Path({:?}).touch()",
        late.display().to_string()
    );
    for (more, limit, words) in [
        (
            "raise SystemExit('no such luck')",
            60,
            "old 1.0 could not be built: ",
        ),
        (
            sleeps.as_str(),
            4,
            "old 1.0 could not be built: it took longer than 4 seconds",
        ),
    ] {
        let shelf = shelf(&mark, more);
        let engine = engine(shelf.settings(), Duration::from_secs(limit));
        let found = engine.resolve(&request(&["a", "old"])).unwrap();
        assert_eq!(versions(&found), "a==2.0 old==1.0");
        assert_eq!(
            found.get(&name("old")).unwrap().metadata,
            Metadata::Unverified
        );
        assert!(found.oddities[0].starts_with(words), "{:?}", found.oddities);
    }
    if cfg!(target_os = "linux") {
        std::thread::sleep(Duration::from_secs(6));
        assert!(!late.exists(), "the build was ended");
    }
}

/// Makes a new environment of `old==1.0` and `a==1.0`.
fn install(
    engine: &Engine,
    pin: Option<&str>,
) -> (crate::installed::fixture::Venv, Result<Applied, ApplyError>) {
    let venv = crate::installed::fixture::Venv::new();
    let environment = venv.open();
    let hashes = |digits: &str| {
        vec![Hash {
            algorithm: "sha256".into(),
            digits: digits.into(),
        }]
    };
    let wanted = Wanted {
        pins: vec![
            Pin {
                name: name("old"),
                version: Version::new("1.0"),
                hashes: pin.map(hashes).unwrap_or_default(),
            },
            Pin {
                name: name("a"),
                version: Version::new("1.0"),
                hashes: Vec::new(),
            },
        ],
        ..Wanted::default()
    };
    let plan = plan_sync(&environment, &wanted, &SyncOptions::default()).unwrap();
    let applied = apply(engine, &environment, &plan, &mut |_| {}, &|| false);
    (venv, applied)
}

#[test]
fn an_environment_gets_no_built_wheel_unless_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("ran");
    let shelf = shelf(&mark, "");
    let engine = Engine::start(shelf.settings()).unwrap();
    let (venv, refused) = install(&engine, None);
    let refused = refused.unwrap_err();
    assert!(
        matches!(&refused, ApplyError::NoWheel { .. }),
        "{refused:?}"
    );
    assert!(refused.hint().contains("--allow-build"));
    assert_eq!(venv.versions(), "");
    assert!(!mark.exists());
}

#[test]
#[ignore = "needs a Python"]
fn an_environment_gets_the_wheel_that_was_built() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("ran");
    let shelf = shelf(&mark, "");
    let engine = engine(shelf.settings(), Duration::from_mins(2));
    let (venv, applied) = install(&engine, None);
    let applied = applied.unwrap();
    assert_eq!(venv.versions(), "a==1.0 old==1.0");
    assert_eq!(
        applied.oddities,
        ["old 1.0 was built here from its source distribution"]
    );
    assert_eq!(applied.problems, []);
    assert!(mark.exists());
}

#[test]
#[ignore = "needs a Python"]
fn a_source_distribution_is_verified_before_it_is_built() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("ran");
    let shelf = shelf(&mark, "");
    let engine = engine(shelf.settings(), Duration::from_mins(2));
    let (venv, refused) = install(&engine, Some(&"0".repeat(64)));
    assert!(
        matches!(refused, Err(ApplyError::Hash { .. })),
        "{refused:?}"
    );
    assert_eq!(venv.versions(), "");
    assert!(!mark.exists());
}

#[test]
#[ignore = "needs a Python"]
fn a_build_that_fails_changes_no_environment() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let mark = folder.path().join("ran");
    for (more, limit, words) in [
        ("raise SystemExit('no such luck')", 60, "no such luck"),
        ("import time; time.sleep(30)", 3, "longer than 3 seconds"),
    ] {
        let shelf = shelf(&mark, more);
        let engine = engine(shelf.settings(), Duration::from_secs(limit));
        let (venv, refused) = install(&engine, None);
        let refused = refused.unwrap_err();
        assert!(matches!(refused, ApplyError::Build { .. }), "{refused:?}");
        assert!(refused.to_string().contains(words), "{refused}");
        assert_eq!(venv.versions(), "");
    }
}

#[test]
fn the_python_of_an_environment_builds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let shelf = Shelf::new(&[]);
    #[expect(clippy::disallowed_methods, reason = "a fixture of this test")]
    std::fs::write(folder.path().join("pyvenv.cfg"), "").unwrap();
    for (python, words) in [
        (folder.path().join("bin/python"), "virtual environment"),
        (PathBuf::from("/nowhere/python"), "/nowhere/python"),
    ] {
        let builds = Builds {
            python,
            limit: Duration::from_secs(1),
        };
        let refused = Engine::start_with(shelf.settings(), Some(builds)).unwrap_err();
        assert!(matches!(refused, EngineError::Setting { .. }));
        assert!(refused.to_string().contains(words), "{refused}");
    }
}
