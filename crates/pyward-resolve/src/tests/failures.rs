//! Where there is no answer, why.

use pyward_fetch::loopback::Reply;

use super::shelf::{File, Shelf, name, request, target};
use crate::{Engine, EngineError, Platform, PythonVersion, ResolveError, Target};

fn unsolvable(error: ResolveError) -> (String, Vec<String>) {
    match error {
        ResolveError::Unsolvable { report, hints, .. } => (report, hints),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_conflict_names_both_sides() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &["c<2"]),
        File::wheel("b", "1.0", &["c>=2"]),
        File::wheel("c", "1.0", &[]),
        File::wheel("c", "2.0", &[]),
    ]);
    let engine = shelf.engine();
    let error = engine.resolve(&request(&["a", "b"])).unwrap_err();
    let ResolveError::Unsolvable { packages, .. } = &error else {
        panic!("{error:?}");
    };
    for package in ["a", "b", "c"] {
        assert!(packages.contains(&name(package)), "{packages:?}");
    }
    assert!(!error.hint().is_empty());
    let (report, _) = unsolvable(error);
    assert!(
        report.contains("c>=2") && report.contains("c<2"),
        "{report}"
    );
    assert!(!report.contains('\u{1b}') && report.lines().count() <= 41);
    // The engine goes on, on the same memory.
    engine.resolve(&request(&["a"])).unwrap();
}

#[test]
fn a_python_that_nothing_supports_is_said() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]).python(">=3.14"),
        File::wheel("a", "2.0", &[]).python(">=3.13"),
        File::wheel("b", "1.0", &[]).python(">=3.8"),
        File::wheel("b", "2.0", &[]).python(">=3.13"),
    ]);
    let engine = shelf.engine();
    let found = engine.resolve(&request(&["b"])).unwrap();
    assert_eq!(super::shelf::versions(&found), "b==1.0");
    let (report, _) = unsolvable(engine.resolve(&request(&["a"])).unwrap_err());
    assert!(report.contains("Python"), "{report}");
    let mut newer = request(&["a"]);
    newer.target.python = PythonVersion::new(3, 13);
    assert_eq!(
        super::shelf::versions(&engine.resolve(&newer).unwrap()),
        "a==2.0"
    );
}

#[test]
fn a_wheel_for_another_platform_does_not_fit() {
    let mut wheel = File::wheel("a", "1.0", &[]);
    wheel.set_tags("cp312-cp312-win_amd64");
    let shelf = Shelf::new(&[wheel]);
    let engine = shelf.engine();
    assert!(engine.resolve(&request(&["a"])).is_err());
    let mut windows = request(&["a"]);
    windows.target = Target {
        platform: Some(Platform::WindowsX86_64),
        ..target()
    };
    engine.resolve(&windows).unwrap();
}

#[test]
fn a_package_that_does_not_exist_is_named() {
    let shelf = Shelf::new(&[]);
    let engine = shelf.engine();
    let (report, _) = unsolvable(engine.resolve(&request(&["nope"])).unwrap_err());
    assert!(report.contains("nope"), "{report}");
    assert!(matches!(
        engine.releases(&name("nope")),
        Err(ResolveError::NotFound { package }) if package == name("nope")
    ));
}

#[test]
fn refused_credentials_are_hinted_at() {
    let shelf = Shelf::new(&[]);
    shelf.server.on("/simple/a/", [Reply::status(401)]);
    let (_, hints) = unsolvable(shelf.resolve(&["a"]).unwrap_err());
    assert!(hints.iter().any(|hint| hint.contains("401")), "{hints:?}");
}

#[test]
fn a_broken_index_is_no_missing_package() {
    let json = "application/vnd.pypi.simple.v1+json";
    for (reply, what) in [
        (Reply::status(500), "500"),
        (
            Reply::ok("{\"files\": [").header("Content-Type", json),
            "JSON",
        ),
        (
            Reply::ok("{\"files\": []}".repeat(100))
                .header("Content-Type", json)
                .cut_after(30),
            "a/",
        ),
        (
            Reply::ok("hello").header("Content-Type", "text/plain"),
            "text/plain",
        ),
        (Reply::nothing(), "a/"),
    ] {
        let shelf = Shelf::new(&[File::wheel("b", "1.0", &[])]);
        shelf.server.on("/simple/a/", [reply]);
        let engine = shelf.engine();
        let error = engine.resolve(&request(&["a", "b"])).unwrap_err();
        assert!(
            matches!(&error, ResolveError::Index { reason } if reason.contains(what)),
            "{error:?}"
        );
        // What was left half done is in nobody's way.
        engine.resolve(&request(&["b"])).unwrap();
        assert!(engine.resolve(&request(&["a", "b"])).is_err());
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let shelf = Shelf::new(&[]);
    let error = shelf.resolve(&["foo bar"]).unwrap_err();
    assert!(matches!(&error, ResolveError::Requirement { text, .. } if &**text == "foo bar"));
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    let shelf = Shelf::new(&[]);
    let start = |change: &dyn Fn(&mut crate::IndexSettings)| {
        let mut settings = shelf.settings();
        change(&mut settings);
        Engine::start(settings).unwrap_err()
    };
    let error = start(&|settings| settings.index = Some("https://user:hunter2@[/".into()));
    assert!(
        matches!(
            &error,
            EngineError::Setting {
                what: "the index",
                ..
            }
        ),
        "{error:?}"
    );
    assert!(!error.to_string().contains("hunter2"), "{error}");
    let error = start(&|settings| settings.certificates = Some("/nowhere.pem".into()));
    assert!(error.to_string().contains("/nowhere.pem"), "{error}");
    let error = start(&|settings| settings.proxy = Some("ftp://host".into()));
    assert!(
        matches!(
            error,
            EngineError::Setting {
                what: "the proxy",
                ..
            }
        ),
        "{error:?}"
    );
    assert!(!error.hint().is_empty());
}

#[test]
fn an_address_inside_a_package_is_not_followed() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &["b @ git+https://host.invalid/b"]),
        File::wheel("b", "1.0", &[]),
    ]);
    let error = shelf.resolve(&["a"]).unwrap_err();
    assert!(
        matches!(error, ResolveError::Unsolvable { .. }),
        "{error:?}"
    );
}
