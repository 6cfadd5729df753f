//! What is chosen, and what is told of it.

use std::collections::BTreeSet;

use super::shelf::{File, Pages, Shelf, name, request, sha256, target, versions};
use crate::{Metadata, Mode, Prereleases, Source, Target};

fn flask() -> Vec<File> {
    vec![
        File::wheel("flask", "2.0", &["werkzeug>=2"]),
        File::wheel(
            "flask",
            "3.0",
            &[
                "Werkzeug>=3",
                "colorama ; sys_platform == 'win32'",
                "asgiref ; extra == 'async'",
            ],
        )
        .extra("async"),
        File::wheel("werkzeug", "2.5", &[]),
        File::wheel("werkzeug", "3.1", &[]),
        File::wheel("colorama", "0.4", &[]),
        File::wheel("asgiref", "3.8", &[]),
    ]
}

#[test]
fn the_newest_versions_that_stand_together() {
    for pages in [Pages::Json, Pages::Html, Pages::PlainHtml] {
        let shelf = Shelf::with_pages(&flask(), pages);
        let resolution = shelf.resolve(&["flask"]).unwrap();
        assert_eq!(
            versions(&resolution),
            "flask==3.0 werkzeug==3.1",
            "{pages:?}"
        );
        let werkzeug = resolution.get(&name("werkzeug")).unwrap();
        assert!(!werkzeug.direct && werkzeug.metadata == Metadata::Known);
        assert_eq!(werkzeug.via, BTreeSet::from([name("flask")]));
        let flask = resolution.get(&name("flask")).unwrap();
        assert!(flask.direct && flask.via.is_empty());
        assert_eq!(flask.requires, BTreeSet::from([name("werkzeug")]));
        assert_eq!(
            flask.origin,
            Source::Index(shelf.server.url("/simple").into())
        );
        assert!(flask.files.is_empty() && flask.hashes.is_empty());
    }
}

#[test]
fn extras_bring_what_they_need() {
    let shelf = Shelf::new(&flask());
    let resolution = shelf.resolve(&["flask[async]"]).unwrap();
    assert_eq!(
        versions(&resolution),
        "asgiref==3.8 flask==3.0 werkzeug==3.1"
    );
    let flask = resolution.get(&name("flask")).unwrap();
    assert!(flask.extras.contains("async"));
    let resolution = shelf.resolve(&["flask[nope]"]).unwrap();
    assert_eq!(resolution.oddities.len(), 1, "{:?}", resolution.oddities);
    assert!(resolution.oddities[0].contains("nope"));
}

#[test]
fn a_package_wanted_with_and_without_extras_is_one() {
    let shelf = Shelf::new(&[
        File::wheel("plain", "1.0", &["a"]),
        File::wheel("rich", "1.0", &["a[x]"]),
        File::wheel("a", "1.0", &["b ; extra == 'x'"]).extra("x"),
        File::wheel("b", "1.0", &[]),
    ]);
    let mut wanted = request(&["plain", "rich ; sys_platform == 'win32'"]);
    wanted.target = Target::universal(target().python);
    let resolution = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(versions(&resolution), "a==1.0 b==1.0 plain==1.0 rich==1.0");
    let a = resolution.get(&name("a")).unwrap();
    assert_eq!(a.via, BTreeSet::from([name("plain"), name("rich")]));
    assert!(a.marker.is_none() && a.extras.contains("x"));
}

#[test]
fn every_platform_at_once() {
    let shelf = Shelf::new(&flask());
    let mut wanted = request(&["flask"]);
    wanted.target = Target::universal(target().python);
    let resolution = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(
        versions(&resolution),
        "colorama==0.4 flask==3.0 werkzeug==3.1"
    );
    let marker = |package: &str| resolution.get(&name(package)).unwrap().marker.clone();
    assert_eq!(
        marker("colorama").as_deref(),
        Some("sys_platform == 'win32'")
    );
    assert_eq!(marker("werkzeug"), None);
}

#[test]
fn one_package_may_have_two_versions() {
    let shelf = Shelf::new(&flask());
    let mut wanted = request(&[
        "werkzeug<3 ; sys_platform == 'win32'",
        "werkzeug>=3 ; sys_platform != 'win32'",
    ]);
    wanted.target = Target::universal(target().python);
    let resolution = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(versions(&resolution), "werkzeug==2.5 werkzeug==3.1");
    assert!(
        resolution
            .packages
            .iter()
            .all(|package| package.marker.is_some())
    );
}

#[test]
fn pre_releases_are_a_last_resort() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "2.0rc1", &[]),
        File::wheel("b", "1.0b1", &[]),
    ]);
    let engine = shelf.engine();
    let mut wanted = request(&["a", "b"]);
    let get = |wanted: &crate::Request| engine.resolve(wanted).map(|found| versions(&found));
    assert_eq!(get(&wanted).unwrap(), "a==1.0 b==1.0b1");
    wanted.prereleases = Prereleases::Allow;
    assert_eq!(get(&wanted).unwrap(), "a==2.0rc1 b==1.0b1");
    wanted.prereleases = Prereleases::Disallow;
    assert!(get(&wanted).is_err());
    assert_eq!(get(&request(&["a>=2.0rc1"])).unwrap(), "a==2.0rc1");
}

#[test]
fn yanked_versions_are_for_those_who_name_them() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "2.0", &[]).yanked("broken"),
    ]);
    let engine = shelf.engine();
    let found = engine.resolve(&request(&["a"])).unwrap();
    assert_eq!(versions(&found), "a==1.0");
    let found = engine.resolve(&request(&["a==2.0"])).unwrap();
    assert_eq!(versions(&found), "a==2.0");
    assert_eq!(found.packages[0].yanked.as_deref(), Some("broken"));
    let found = engine.resolve(&request(&["a"])).unwrap();
    assert_eq!(
        versions(&found),
        "a==1.0",
        "asked again, it is still yanked"
    );
}

#[test]
fn constraints_and_overrides_hold() {
    let shelf = Shelf::new(&flask());
    let engine = shelf.engine();
    let mut wanted = request(&["flask"]);
    wanted.constraints = request(&["flask<3", "colorama==0.1"]).requirements;
    let found = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "flask==2.0 werkzeug==3.1");
    let mut wanted = request(&["flask"]);
    wanted.overrides = request(&["werkzeug==2.5"]).requirements;
    let found = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "flask==3.0 werkzeug==2.5");
}

#[test]
fn the_lowest_versions() {
    let shelf = Shelf::new(&flask());
    let engine = shelf.engine();
    let mut wanted = request(&["flask"]);
    wanted.mode = Mode::LowestDirect;
    let found = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "flask==2.0 werkzeug==3.1");
    wanted.mode = Mode::Lowest;
    let found = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "flask==2.0 werkzeug==2.5");
}

#[test]
fn files_and_hashes_are_those_of_the_index() {
    let wheel = File::wheel("a", "1.0", &[]);
    let sdist = File::sdist("a", "1.0");
    let shelf = Shelf::new(&[wheel.clone(), sdist.clone(), File::wheel("a", "0.9", &[])]);
    let mut wanted = request(&["a"]);
    wanted.hashes = true;
    let found = shelf.engine().resolve(&wanted).unwrap();
    let mut hashes = vec![sha256(&wheel.sha256()), sha256(&sdist.sha256())];
    hashes.sort();
    assert_eq!(found.packages[0].hashes, hashes);
    let files = &found.packages[0].files;
    assert_eq!(files.len(), 2);
    assert_eq!(&*files[0].filename, wheel.filename());
    assert_eq!(files[0].size, Some(wheel.bytes().len() as u64));
    assert!(
        files[0]
            .url
            .ends_with("/simple/files/a-1.0-py3-none-any.whl")
    );
    assert_eq!(shelf.server.hits("/simple/files/a-1.0.tar.gz"), 0);
}

#[test]
fn the_same_request_is_the_same_answer_and_asks_nothing_again() {
    let shelf = Shelf::new(&flask());
    let engine = shelf.engine();
    let first = engine.resolve(&request(&["flask[async]"])).unwrap();
    let asked = shelf.server.requests().len();
    let second = engine.resolve(&request(&["flask[async]"])).unwrap();
    assert_eq!(first, second);
    assert_eq!(shelf.server.requests().len(), asked);
}
