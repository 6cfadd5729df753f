//! Which index is asked, what is asked of it, and what it has.

use pyward_model::Version;

use super::shelf::{File, Shelf, day, name, request, versions};
use crate::{Engine, IndexStrategy, ResolveError, Status};

#[test]
fn pyward_says_who_it_is() {
    let shelf = Shelf::new(&[File::wheel("a", "1.0", &[])]);
    shelf.resolve(&["a", "nope"]).unwrap_err();
    shelf.resolve(&["a"]).unwrap();
    let requests = shelf.server.requests();
    assert!(requests.len() >= 3);
    for request in requests {
        let agent = request.header("user-agent").unwrap();
        assert_eq!(
            agent,
            concat!("pyward/", env!("CARGO_PKG_VERSION")),
            "{}",
            request.path
        );
    }
}

#[test]
fn a_stranger_cannot_take_over_a_private_name() {
    let shelf = Shelf::new(&[
        File::wheel("private", "9.9", &[]),
        File::wheel("public", "1.0", &[]),
    ]);
    shelf.also("/own", &[File::wheel("private", "1.0", &[])]);
    let mut settings = shelf.settings();
    settings.extra = vec![shelf.server.url("/own").into()];
    let wanted = request(&["private", "public"]);
    let safe = Engine::start(settings.clone())
        .unwrap()
        .resolve(&wanted)
        .unwrap();
    assert_eq!(versions(&safe), "private==1.0 public==1.0");
    settings.strategy = IndexStrategy::UnsafeBestMatch;
    let unsafe_one = Engine::start(settings).unwrap().resolve(&wanted).unwrap();
    assert_eq!(versions(&unsafe_one), "private==9.9 public==1.0");
}

#[test]
fn offline_asks_nobody_and_uses_what_is_there() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &["b"]),
        File::wheel("b", "1.0", &[]),
        File::wheel("c", "1.0", &[]),
    ]);
    shelf.resolve(&["a"]).unwrap();
    let asked = shelf.server.connections();
    let mut settings = shelf.settings();
    settings.offline = true;
    let engine = Engine::start(settings).unwrap();
    let found = engine.resolve(&request(&["a"])).unwrap();
    assert_eq!(versions(&found), "a==1.0 b==1.0");
    let error = engine.resolve(&request(&["c"])).unwrap_err();
    let ResolveError::Unsolvable { hints, .. } = &error else {
        panic!("{error:?}");
    };
    assert!(!hints.is_empty());
    assert!(matches!(
        engine.releases(&name("c")),
        Err(ResolveError::Offline { .. })
    ));
    assert_eq!(shelf.server.connections(), asked);
}

#[test]
fn releases_are_told_as_the_index_states_them() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.10", &[])
            .python(">=3.8")
            .uploaded("2025-12-17T23:00:00.5Z"),
        File::sdist("a", "1.9").yanked("oops"),
        File::wheel("a", "1.9", &[]).yanked(""),
        File::wheel("a", "2.0rc1", &[]).yanked("half"),
        File::sdist("a", "2.0rc1"),
    ]);
    let engine = shelf.engine();
    let found = engine.releases(&name("a")).unwrap();
    assert_eq!(found.status, Status::Archived);
    assert_eq!(found.reason.as_deref(), Some("done"));
    let versions: Vec<&str> = found
        .releases
        .iter()
        .map(|release| release.version.as_str())
        .collect();
    assert_eq!(versions, ["1.9", "1.10", "2.0rc1"]);
    let get = |version: &str| found.get(&Version::new(version)).unwrap();
    assert_eq!(get("1.10").requires_python.as_deref(), Some(">=3.8"));
    assert_eq!(get("1.10").uploaded, day("2025-12-17"));
    assert_eq!(get("1.9").yanked.as_deref(), Some("oops"));
    assert_eq!(get("1.9").files.len(), 2);
    assert_eq!(
        get("2.0rc1").yanked,
        None,
        "one of its files is still there"
    );
    assert!(get("1.10").files[0].is_wheel());
    let asked = shelf.server.requests().len();
    engine.releases(&name("a")).unwrap();
    assert_eq!(shelf.server.requests().len(), asked);
}

#[test]
fn metadata_of_a_release_is_read_without_the_release() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &["b>=1", "c ; extra == 'x'"])
            .extra("x")
            .python(">=3.9"),
        File::sdist("a", "0.9"),
    ]);
    let engine = shelf.engine();
    let found = engine
        .metadata(&name("a"), &Version::new("1.0.0"))
        .unwrap()
        .unwrap();
    assert_eq!(
        found
            .requires
            .iter()
            .map(|text| &**text)
            .collect::<Vec<_>>(),
        ["b>=1", "c ; extra == 'x'"]
    );
    assert_eq!(found.requires_python.as_deref(), Some(">=3.9"));
    assert_eq!(found.extras, [Box::<str>::from("x")]);
    assert_eq!(
        engine.metadata(&name("a"), &Version::new("0.9")).unwrap(),
        None
    );
    assert_eq!(shelf.server.hits("/simple/files/a-1.0-py3-none-any.whl"), 0);
}

#[test]
fn files_younger_than_a_day_do_not_exist() {
    let shelf = Shelf::new(&[
        File::wheel("a", "1.0", &[]).uploaded("2026-01-01T00:00:00Z"),
        File::wheel("a", "1.1", &[]).uploaded("2026-01-02T23:59:59Z"),
        File::wheel("a", "1.2", &[]).uploaded("2026-01-03T00:00:01Z"),
    ]);
    let mut settings = shelf.settings();
    settings.exclude_newer = day("2026-01-02");
    let found = Engine::start(settings)
        .unwrap()
        .resolve(&request(&["a"]))
        .unwrap();
    assert_eq!(versions(&found), "a==1.1");
}

#[test]
fn folders_of_links_are_enough() {
    let folder = tempfile::tempdir().unwrap();
    for file in [
        File::wheel("a", "1.0", &["b"]),
        File::wheel("b", "2.0", &[]),
    ] {
        #[expect(clippy::disallowed_methods, reason = "a fixture of this test")]
        std::fs::write(folder.path().join(file.filename()), file.bytes()).unwrap();
    }
    let shelf = Shelf::new(&[]);
    let mut settings = shelf.settings();
    settings.index = None;
    settings.no_index = true;
    settings.find_links = vec![folder.path().to_string_lossy().into()];
    let engine = Engine::start(settings).unwrap();
    let mut wanted = request(&["a"]);
    wanted.hashes = true;
    let found = engine.resolve(&wanted).unwrap();
    assert_eq!(versions(&found), "a==1.0 b==2.0");
    assert_eq!(found.packages[0].files.len(), 1);
    assert_eq!(engine.releases(&name("b")).unwrap().releases.len(), 1);
    assert!(matches!(
        engine.releases(&name("c")),
        Err(ResolveError::NotFound { .. })
    ));
}

#[test]
fn credentials_go_to_their_index_and_are_not_told() {
    let shelf = Shelf::new(&[File::wheel("a", "1.0", &[])]);
    let mut settings = shelf.settings();
    let url = shelf
        .server
        .url("/simple")
        .replace("http://", "http://user:hunter2@");
    settings.index = Some(url.into());
    let engine = Engine::start(settings).unwrap();
    let mut wanted = request(&["a"]);
    wanted.hashes = true;
    let found = engine.resolve(&wanted).unwrap();
    assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
    let error = engine.resolve(&request(&["nope"])).unwrap_err();
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    let sent = shelf.server.requests();
    assert!(
        sent.iter()
            .any(|request| request.header("authorization").is_some())
    );
}
