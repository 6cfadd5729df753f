use super::*;
use crate::lock_document::shown::{read, shown};

const LOCK: &str = include_str!("../../../tests/fixtures/locks/pylock.toml");

#[test]
fn packages_are_told_with_what_they_are_for() {
    insta::assert_snapshot!(shown(&read(&Pylock, "pylock.toml", LOCK.as_bytes())), @"
    project ? ? python ==3.12 @3
    package attrs 25.1.0 sha256:c75a69e2 @10
    package cattrs 24.1.2 from index https://pkgs.example/simple for main ; 'default' in dependency_groups sha256:dd blake2b:ee @22
      attrs is 25.1.0
      forked from git+https://github.com/me/forked.git at 0123
    package forked 0.2 from git+https://github.com/me/forked.git at 0123 for extra docs, dev @33
    package local ? from editable ./local @44
    package numpy 2.2.3 for dev ; 'dev' in dependency_groups and sys_platform == 'linux' sha256:ff @48
    package remote 1.0 from https://files.example/remote-1.0.tar.gz sha256:bb @58
    package unversioned ? sha256:cc @66
    Gap malformed pylock.toml:62: a package without a name is left out
    Gap unauditable pylock.toml:66: unversioned is locked without a version: advisories cannot be asked about it
    ");
}

#[test]
fn names_of_the_standard_are_claimed() {
    let tree = pyward_target::Tree::memory(&[
        ("pylock.toml", b""),
        ("a/pylock.dev.toml", b""),
        ("pylock.a.b.toml", b""),
        ("pylock..toml", b""),
        ("pylocktoml", b""),
        ("my-pylock.toml", b""),
    ]);
    let claimed: Vec<&str> = tree
        .entries()
        .iter()
        .map(|entry| &entry.path)
        .filter(|path| Pylock.claims(path))
        .map(|path| &**path.shown())
        .collect();
    assert_eq!(claimed, ["a/pylock.dev.toml", "pylock.toml"]);
}

#[test]
fn versions_are_told_as_the_standard_demands() {
    let of = |version: &str| {
        let lock = LOCK.replacen("lock-version = \"1.0\"\n", version, 1);
        let reading = read(&Pylock, "pylock.dev.toml", lock.as_bytes());
        assert_eq!(reading.packages.len(), 7);
        let notice = reading
            .notices
            .into_iter()
            .find(|notice| notice.kind == NoticeKind::UnknownFormatVersion);
        notice.map(|notice| {
            format!(
                "{:?} {} {}",
                notice.weight,
                notice.location.unwrap(),
                notice.message
            )
        })
    };
    let told: Vec<_> = [
        "lock-version = \"1.1\"\n",
        "lock-version = \"666\"\n",
        "lock-version = \"2.0\"\n",
        "lock-version = 1\n",
        "",
    ]
    .into_iter()
    .map(of)
    .collect();
    insta::assert_debug_snapshot!(told, @r#"
    [
        Some(
            "Info pylock.dev.toml:1 its lock-version is 1.1, 1.0 is known: what is new in it is not read",
        ),
        Some(
            "Incomplete pylock.dev.toml:1 its lock-version is 666, 1.0 is known: what could be read of it may be wrong",
        ),
        Some(
            "Incomplete pylock.dev.toml:1 its lock-version is 2.0, 1.0 is known: what could be read of it may be wrong",
        ),
        Some(
            "Incomplete pylock.dev.toml:1 its lock-version is an integer, 1.0 is known: what could be read of it may be wrong",
        ),
        Some(
            "Gap pylock.dev.toml it states no lock-version: it is read as version 1.0",
        ),
    ]
    "#);
}

#[test]
fn a_lock_of_nothing_is_told() {
    for (lock, kind) in [
        (
            "lock-version = \"1.0\"\ncreated-by = \"x\"\npackages = []\n",
            NoticeKind::NothingFound,
        ),
        (
            "lock-version = \"1.0\"\ncreated-by = \"x\"\n",
            NoticeKind::Malformed,
        ),
        (
            "lock-version = \"1.0\"\npackages = 1\n",
            NoticeKind::Malformed,
        ),
    ] {
        let reading = read(&Pylock, "pylock.toml", lock.as_bytes());
        let [notice] = reading.notices.as_slice() else {
            panic!("{:?}", reading.notices)
        };
        assert_eq!(notice.kind, kind, "{lock}");
        assert!(
            notice
                .location
                .as_ref()
                .unwrap()
                .to_string()
                .starts_with("pylock.toml")
        );
    }
}

#[test]
fn its_own_files_are_told_from_others() {
    assert!(Pylock.sniffs(LOCK.as_bytes()));
    assert!(!Pylock.sniffs(b"[metadata]\nmy-lock-version = \"1\"\n"));
}
