//! What only a build could tell: source distributions, folders, repositories, archives.

use std::path::Path;

use pyward_model::Version;

use super::shelf::{File, Shelf, name, request, target, versions};
use crate::{Known, Metadata, Requirement, Resolution, ResolveError, Source, Target};

fn known(text: &str, version: &str, requires: &[&str]) -> Requirement {
    Requirement {
        known: Some(Known {
            version: Some(Version::new(version)),
            requires: Some(requires.iter().map(|text| Box::from(*text)).collect()),
        }),
        ..Requirement::new(text)
    }
}

fn metadata(resolution: &Resolution, package: &str) -> Metadata {
    resolution.get(&name(package)).unwrap().metadata
}

#[test]
fn a_package_without_wheels_does_not_stop_the_rest() {
    let shelf = Shelf::new(&[
        File::sdist("old", "0.6"),
        File::wheel("app", "1.0", &["old"]),
        File::sdist("mixed", "1.0"),
        File::wheel("mixed", "1.0", &["app"]),
    ]);
    let found = shelf.resolve(&["mixed"]).unwrap();
    assert_eq!(versions(&found), "app==1.0 mixed==1.0 old==0.6");
    assert_eq!(metadata(&found, "old"), Metadata::Unverified);
    assert_eq!(metadata(&found, "mixed"), Metadata::Known);
    assert_eq!(shelf.server.hits("/simple/files/old-0.6.tar.gz"), 0);
}

/// A project whose build writes a file beside it.
fn evil(folder: &Path) -> String {
    let project = folder.join("evil");
    std::fs::create_dir(&project).unwrap();
    let script = "import pathlib\npathlib.Path(__file__).parent.joinpath('ran').touch()\nimport setuptools\nsetuptools.setup(name='evil')\n";
    for (file, text) in [
        ("setup.py", script),
        (
            "pyproject.toml",
            "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n",
        ),
    ] {
        #[expect(clippy::disallowed_methods, reason = "a fixture of this test")]
        std::fs::write(project.join(file), text).unwrap();
    }
    project.to_string_lossy().into_owned()
}

#[test]
fn nothing_of_a_folder_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let project = evil(folder.path());
    let shelf = Shelf::new(&[File::wheel("a", "1.0", &[])]);
    for text in [
        format!("evil @ file://{project}"),
        format!("evil @ {project}"),
        format!("evil[x] @ {project}/ ; python_version > '3'"),
    ] {
        let mut wanted = request(&["a"]);
        wanted.requirements.push(Requirement {
            editable: true,
            written: Some(format!("-e {project}").into()),
            ..Requirement::new(&text)
        });
        let found = shelf.engine().resolve(&wanted).unwrap();
        assert_eq!(versions(&found), "a==1.0 evil==?");
        assert_eq!(metadata(&found, "evil"), Metadata::Unverified);
        assert!(found.oddities.is_empty(), "{:?}", found.oddities);
        let origin = &found.get(&name("evil")).unwrap().origin;
        assert!(
            matches!(origin, Source::Url(url) if url.contains(&*project)),
            "{origin:?}"
        );
    }
    let left: Vec<_> = std::fs::read_dir(&project).unwrap().collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn neither_repositories_nor_archives_are_fetched() {
    let shelf = Shelf::new(&[File::wheel("a", "1.0", &["demo>=5"])]);
    for place in ["git+{}/demo.git@main", "{}/demo-1.0.tar.gz", "hg+{}/demo"] {
        let place = place.replace("{}", &shelf.server.url("/src"));
        let found = shelf.resolve(&["a", &format!("demo @ {place}")]).unwrap();
        assert_eq!(
            versions(&found),
            "a==1.0 demo==?",
            "whatever `a` asks of its version"
        );
        let demo = found.get(&name("demo")).unwrap();
        assert_eq!(demo.origin, Source::Url(place.into()));
        assert!(demo.direct && demo.metadata == Metadata::Unverified);
    }
    assert!(
        shelf
            .server
            .requests()
            .iter()
            .all(|request| !request.path.contains("/src"))
    );
}

#[test]
fn what_is_known_of_a_source_counts() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "2.0", &[]),
        File::wheel("b", "1.0", &["demo>=5"]),
    ]);
    let engine = shelf.engine();
    let mut wanted = request(&["b"]);
    wanted
        .requirements
        .push(known("demo @ ./demo", "5.1", &["a<2", "other @ ../other"]));
    let found = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "a==1.0 b==1.0 demo==5.1 other==?");
    assert_eq!(metadata(&found, "demo"), Metadata::Known);
    assert_eq!(metadata(&found, "other"), Metadata::Unverified);
    let mut universal = wanted.clone();
    universal.target = Target::universal(target().python);
    assert_eq!(
        versions(&engine.resolve(&universal).unwrap()),
        versions(&found)
    );
    // A version that is known can be the wrong one.
    wanted.requirements[1] = known("demo @ ./demo", "4", &[]);
    let Err(ResolveError::Unsolvable { report, .. }) = engine.resolve(&wanted) else {
        panic!("b wants demo 5");
    };
    assert!(
        report.contains("demo") && !report.contains("source.invalid"),
        "{report}"
    );
}

#[test]
fn a_wheel_at_an_address_is_read() {
    let wheel = File::wheel("demo", "1.5", &["a<2"]);
    let shelf = Shelf::new(&[
        wheel,
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "2.0", &[]),
    ]);
    let url = shelf.server.url("/simple/files/demo-1.5-py3-none-any.whl");
    let found = shelf.resolve(&[&format!("demo @ {url}")]).unwrap();
    assert_eq!(versions(&found), "a==1.0 demo==1.5");
    assert_eq!(metadata(&found, "demo"), Metadata::Known);
}

#[test]
fn secrets_of_addresses_are_not_told() {
    let shelf = Shelf::new(&[]);
    let found = shelf
        .resolve(&["demo @ git+https://user:hunter2@host/demo"])
        .unwrap();
    assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
}
