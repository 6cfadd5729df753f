//! Away from forbidden versions, with as few steps as possible.

use pyward_model::{AffectedRange, Event, Version};

use super::shelf::{File, Shelf, affected, name, pins, request, sha256, target, versions};
use crate::{Affected, Mode, ResolveError, Target};

/// A client pinned to an old core, and a core with two affected ranges.
fn client() -> Vec<File> {
    let mut files = Vec::new();
    for (client, core) in [
        ("1.0", ">=1,<1.3"),
        ("1.1", ">=1.2,<2"),
        ("2.0", ">=2,<3"),
        ("3.0", ">=2"),
    ] {
        files.push(File::wheel(
            "client",
            client,
            &[&format!("core{core}"), "side"],
        ));
    }
    for version in [
        "1.0", "1.1", "1.2", "1.3", "1.4", "2.0", "2.1", "2.2", "3.0",
    ] {
        files.push(File::wheel("core", version, &[]));
    }
    for version in ["1.0", "2.0"] {
        files.push(File::wheel("side", version, &[]));
    }
    files
}

#[test]
fn what_must_move_moves_least() {
    let shelf = Shelf::new(&client());
    let engine = shelf.engine();
    let mut wanted = request(&["client"]);
    wanted.preferences = pins(&["client==1.0", "core==1.0", "side==1.0"]);
    let keep = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&keep), "client==1.0 core==1.0 side==1.0");
    // Inside what the client allows.
    wanted
        .forbidden
        .add(name("core"), affected(&[("0", "1.1")]));
    wanted.mode = Mode::LeastChange;
    let least = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&least), "client==1.0 core==1.1 side==1.0");
    assert!(!least.lowered);
    wanted.mode = Mode::Highest;
    let highest = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&highest), "client==1.0 core==1.2 side==1.0");
    // Beyond it, the client moves too, but no further than it must.
    wanted
        .forbidden
        .add(name("core"), affected(&[("0", "1.4"), ("2.0", "2.2")]));
    wanted.mode = Mode::LeastChange;
    let least = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&least), "client==1.1 core==1.4 side==1.0");
    let via: Vec<String> = least
        .get(&name("core"))
        .unwrap()
        .via
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(via, ["client"]);
    assert!(!least.get(&name("core")).unwrap().direct);
    // What is known by now is enough for the next question.
    let asked = shelf.server.requests().len();
    assert_eq!(engine.resolve(&wanted).unwrap(), least);
    wanted.forbidden.add(name("core"), affected(&[("2.2", "")]));
    engine.resolve(&wanted).unwrap();
    wanted.forbidden.add(name("client"), affected(&[("0", "")]));
    engine.resolve(&wanted).unwrap_err();
    assert!(
        shelf.server.requests().len() <= asked + 1,
        "the page of `client`, for its versions"
    );
}

#[test]
fn what_comes_in_anew_is_not_forbidden_either() {
    let shelf = Shelf::new(&[
        File::wheel("app", "1.0", &[]),
        File::wheel("app", "2.0", &["new"]),
        File::wheel("new", "1.0", &[]),
        File::wheel("new", "2.0", &["deep"]),
        File::wheel("deep", "1.0", &[]),
        File::wheel("deep", "0.9", &[]),
    ]);
    let engine = shelf.engine();
    let mut wanted = request(&["app"]);
    wanted.preferences = pins(&["app==1.0"]);
    wanted.forbidden.add(name("app"), affected(&[("0", "2.0")]));
    wanted.forbidden.add(name("deep"), affected(&[("1.0", "")]));
    for mode in [Mode::LeastChange, Mode::Highest] {
        wanted.mode = mode;
        let found = engine.resolve(&wanted).unwrap();
        assert_eq!(versions(&found), "app==2.0 deep==0.9 new==2.0");
    }
    // Packages nobody needs are not looked at.
    wanted
        .forbidden
        .add(name("elsewhere"), affected(&[("0", "")]));
    engine.resolve(&wanted).unwrap();
    assert_eq!(shelf.server.hits("/simple/elsewhere/"), 0);
}

#[test]
fn named_versions_are_forbidden_and_odd_bounds_told() {
    let shelf = Shelf::new(&client());
    let mut wanted = request(&["side"]);
    wanted.forbidden.add(
        name("side"),
        Affected {
            ranges: vec![AffectedRange::new(vec![
                Event::Introduced(Some(Version::new("2004d"))),
                Event::Fixed(Version::new("0.1")),
            ])],
            versions: vec![Version::new("2.0")],
        },
    );
    let found = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "side==1.0");
    assert!(found.oddities[0].contains("2004d"), "{:?}", found.oddities);
}

#[test]
fn where_no_version_is_left_it_is_said() {
    let shelf = Shelf::new(&client());
    let mut wanted = request(&["client"]);
    wanted.preferences = pins(&["client==1.0", "core==1.0", "side==1.0"]);
    wanted.forbidden.add(name("side"), affected(&[("0", "")]));
    wanted.mode = Mode::LeastChange;
    let Err(ResolveError::Unsolvable {
        report, packages, ..
    }) = shelf.engine().resolve(&wanted)
    else {
        panic!("there is no side left");
    };
    assert!(packages.contains(&name("side")), "{packages:?}");
    assert!(
        report.contains("side") && !report.contains('\u{1b}'),
        "{report}"
    );
}

#[test]
fn below_a_pin_only_where_there_is_no_other_way() {
    let shelf = Shelf::new(&client());
    let mut wanted = request(&["side"]);
    wanted.preferences = pins(&["side==2.0"]);
    wanted.forbidden.add(name("side"), affected(&[("2.0", "")]));
    wanted.mode = Mode::LeastChange;
    let found = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "side==1.0");
    assert!(found.lowered);
}

#[test]
fn pins_of_other_platforms_are_in_nobodys_way() {
    let mut files = client();
    files.push(File::wheel(
        "app",
        "1.0",
        &["core", "winonly ; sys_platform == 'win32'"],
    ));
    let shelf = Shelf::new(&files);
    let mut wanted = request(&["app"]);
    wanted.preferences = pins(&["app==1.0", "core==1.0", "winonly==3"]);
    wanted
        .forbidden
        .add(name("core"), affected(&[("0", "1.1")]));
    wanted.mode = Mode::LeastChange;
    let found = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "app==1.0 core==1.1");
}

#[test]
fn what_has_no_pin_is_no_antique() {
    let shelf = Shelf::new(&client());
    let mut wanted = request(&["core", "side"]);
    wanted.preferences = pins(&["core==1.0"]);
    wanted
        .forbidden
        .add(name("core"), affected(&[("0", "1.1")]));
    wanted.mode = Mode::LeastChange;
    let found = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "core==1.1 side==2.0");
}

#[test]
fn markers_stay_what_they_are() {
    let mut files = client();
    files.push(File::wheel(
        "app",
        "1.0",
        &["core", "side ; sys_platform == 'win32'"],
    ));
    let shelf = Shelf::new(&files);
    let mut wanted = request(&["app"]);
    wanted.target = Target::universal(target().python);
    wanted.preferences = pins(&["app==1.0", "core==1.0", "side==1.0"]);
    wanted
        .forbidden
        .add(name("core"), affected(&[("0", "1.1")]));
    wanted.mode = Mode::LeastChange;
    let found = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "app==1.0 core==1.1 side==1.0");
    let side = found.get(&name("side")).unwrap();
    assert_eq!(side.marker.as_deref(), Some("sys_platform == 'win32'"));
}

#[test]
fn a_pinned_version_that_was_yanked_is_kept_and_told() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]).yanked("oops"),
        File::wheel("a", "2.0", &[]),
    ]);
    let mut wanted = request(&["a"]);
    wanted.preferences = pins(&["a==1.0"]);
    let found = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "a==1.0");
    assert_eq!(found.packages[0].yanked.as_deref(), Some("oops"));
}

#[test]
fn a_step_does_not_land_on_a_yanked_version() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "1.1", &[]).yanked(""),
        File::wheel("a", "1.2", &[]),
    ]);
    let mut wanted = request(&["a"]);
    wanted.preferences = pins(&["a==1.0"]);
    wanted.forbidden.add(name("a"), affected(&[("0", "1.1")]));
    wanted.mode = Mode::LeastChange;
    let found = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "a==1.2");
}

#[test]
fn a_pin_that_is_a_pre_release_or_no_version() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]),
        File::wheel("a", "2.0rc1", &[]),
        File::wheel("b", "1.0", &[]),
    ]);
    let mut wanted = request(&["a", "b"]);
    wanted.preferences = pins(&["a==2.0rc1", "b==2004d"]);
    wanted.hashes = true;
    wanted.preferences[0].hashes = vec![sha256("00")];
    let found = shelf.engine().resolve(&wanted).unwrap();
    assert_eq!(
        found.get(&name("a")).unwrap().version,
        Some(Version::new("2.0rc1"))
    );
    assert!(found.oddities[0].contains("2004d"), "{:?}", found.oddities);
    // What the index states goes before what was pinned.
    assert_ne!(found.get(&name("a")).unwrap().hashes, [sha256("00")]);
}
