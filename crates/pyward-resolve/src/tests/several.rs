//! Several packages asked for at once.

use super::shelf::{File, Shelf, name};
use crate::ResolveError;

#[test]
fn several_packages_are_answered_in_the_order_asked() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "2.0", &[]),
        File::wheel("b", "3.0", &[]),
    ]);
    let engine = shelf.engine();
    let asked = [name("b"), name("gone"), name("a")].map(|name| (name, None));
    let answers = engine.releases_from(&asked);
    let told: Vec<String> = answers
        .iter()
        .map(|answer| match answer {
            Ok(found) => format!("{} {}", found.name, found.releases.len()),
            Err(ResolveError::NotFound { package }) => format!("no {package}"),
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(told, ["b 1", "no gone", "a 2"]);
    let asked = shelf.server.requests().len();
    assert!(engine.releases(&name("a")).is_ok());
    assert_eq!(shelf.server.requests().len(), asked, "it is remembered");
}

#[test]
fn releases_are_told_from_a_version_on() {
    let shelf = Shelf::new(&[
        File::wheel("a", "0.9", &[]),
        File::wheel("a", "1.0", &[]),
        File::sdist("a", "1.0.post1"),
        File::wheel("a", "2.0rc1", &[]),
    ]);
    let engine = shelf.engine();
    let told = |from: Option<&str>| {
        let asked = [(name("a"), from.map(pyward_model::Version::new))];
        let found = engine.releases_from(&asked).remove(0).unwrap();
        let versions = found.releases.iter();
        versions
            .map(|release| release.version.to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(told(Some("1.0")), "1.0 1.0.post1 2.0rc1");
    assert_eq!(told(Some("2.0")), "");
    // One that is no version of the standard is below nothing and above nothing.
    assert_eq!(told(Some("2004d")), "0.9 1.0 1.0.post1 2.0rc1");
    assert_eq!(told(None), "0.9 1.0 1.0.post1 2.0rc1");
}

#[test]
fn a_page_is_asked_for_once_by_all_who_look_into_it() {
    let mut files = vec![File::wheel("b", "3.0", &[])];
    files.extend(["1.0", "2.0"].map(|version| File::wheel("a", version, &["b"])));
    let shelf = Shelf::new(&files);
    let engine = shelf.engine();
    engine.ahead(&["a", "b", "gone"].map(name));
    let hits = |page: &str| shelf.server.hits(&format!("/simple/{page}/"));
    assert_eq!((hits("a"), hits("b")), (1, 1));
    assert_eq!(engine.releases(&name("a")).unwrap().releases.len(), 2);
    for version in ["1.0", "2.0"] {
        let version = pyward_model::Version::new(version);
        let metadata = engine.metadata(&name("a"), &version).unwrap().unwrap();
        assert_eq!(&*metadata.requires[0], "b");
    }
    assert_eq!(hits("a"), 1);
    // What was not there is told when it is asked for.
    let gone = engine.releases(&name("gone"));
    assert!(
        matches!(&gone, Err(ResolveError::NotFound { package }) if *package == name("gone")),
        "{gone:?}"
    );
}
