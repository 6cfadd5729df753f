//! `pyward outdated`: against an index on this machine.

use std::path::Path;

use crate::harness::{Run, folder, put, pyward};
use crate::shelf::{Shelf, Wheel};

const WHEELS: &[Wheel<'_>] = &[
    ("flask", "2.0", &[]),
    ("flask", "2.1", &[]),
    ("flask", "3.0", &[]),
    ("werkzeug", "3.0", &[]),
    ("werkzeug", "3.0.1", &[]),
    ("click", "8.1", &[]),
    ("odd", "1.12", &[]),
    ("odd", "1.13", &[]),
];

fn outdated(index: &Shelf, top: &Path, args: &[&str]) -> Run {
    let url = index.url();
    pyward(&[&["outdated", "--index-url", &url], args].concat())
        .within(top)
        .env("PYWARD_OFFLINE", "0")
        .env("PYWARD_CACHE_DIR", top.join(".cache"))
        .run()
}

fn project() -> tempfile::TempDir {
    let top = folder(&[
        (".venv/pyvenv.cfg", "home = /usr/bin\n"),
        ("requirements.in", "flask<3\nodd\n"),
    ]);
    for (name, version) in [
        ("flask", "2.0"),
        ("werkzeug", "3.0"),
        ("click", "8.1"),
        ("odd", "1.13"),
        ("own", "1.0"),
    ] {
        put(
            top.path(),
            &format!(".venv/lib/python3.11/site-packages/{name}-{version}.dist-info/METADATA"),
            format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n").as_bytes(),
        );
    }
    top
}

#[test]
fn newer_releases_of_the_environment_here() {
    let (index, top) = (Shelf::new(WHEELS), project());
    let run = outdated(&index, top.path(), &[]);
    assert_eq!(
        run.out,
        "Package   Current  Allowed  Newest  Step   Kind\n\
         flask     2.0      2.1      3.0     major  direct\n\
         odd       1.13     1.12     1.12    -      direct      withdrawn: unlucky\n\
         werkzeug  3.0      -        3.0.1   patch  transitive\n\
         \n2 of 5 packages outdated: 1 patch, 1 major\n",
        "{run:?}"
    );
    assert_eq!(
        (run.code, run.err.as_str()),
        (0, "note: no index has own\n")
    );
    let offline = outdated(
        &index,
        top.path(),
        &["--offline", "--exit-code", "--direct", "-q"],
    );
    assert_eq!(offline.code, 1, "{offline:?}");
    assert!(offline.out.contains("flask") && !offline.out.contains("werkzeug"));
}

#[test]
fn formats_for_programs() {
    let (index, top) = (Shelf::new(WHEELS), project());
    let run = outdated(&index, top.path(), &["--format", "columns", ".venv"]);
    assert_eq!(
        run.out,
        "Package  Version Latest Type\n-------- ------- ------ -----\n\
         flask    2.0     3.0    wheel\nwerkzeug 3.0     3.0.1  wheel\n"
    );
    let run = outdated(&index, top.path(), &["--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["schema"], "pyward-outdated/1");
    assert_eq!(document["python"], "3.11");
    assert_eq!(document["checked"], 5);
    let flask = &document["packages"][0];
    assert_eq!(
        (&flask["allowed"], &flask["newest"], &flask["step"]),
        (&"2.1".into(), &"3.0".into(), &"major".into())
    );
    assert_eq!(document["not_on_an_index"][0], "own");
}

#[test]
fn requirements_are_looked_at_and_a_silent_index_is_told() {
    let index = Shelf::new(WHEELS);
    let top = folder(&[("requirements.txt", "click==8.1\n"), ("empty/x.md", "")]);
    let run = outdated(&index, top.path(), &["requirements.txt"]);
    assert_eq!(
        (run.code, run.out.as_str()),
        (0, "1 package, none of them outdated\n")
    );
    let cold = ["requirements.txt", "--offline", "--cache-dir", "cold"];
    let run = outdated(&index, top.path(), &cold);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(
        run.err.contains("the network is switched off\nhint: "),
        "{run:?}"
    );
    let run = outdated(&index, top.path(), &["empty"]);
    assert!(
        run.code == 2 && run.err.contains("no packages were found in empty"),
        "{run:?}"
    );
}
