use super::*;
use crate::lock_document::shown::{read, shown};

const FIRST: &str = include_str!("../../../tests/fixtures/locks/poetry-1.lock");
const SECOND: &str = include_str!("../../../tests/fixtures/locks/poetry-2.lock");

#[test]
fn version_one_has_categories_and_lists_files_apart() {
    insta::assert_snapshot!(shown(&read(&PoetryLock, "poetry.lock", FIRST.as_bytes())), @r#"
    project ? ? python ^3.9 @58
    package celery 5.3.6 for main sha256:aa01 sha256:aa02 @2
      redis>=4.5.2,<6.0.0 ; extra == "redis"
      sqlalchemy when sql
      vine>=5,<6 ; python_version >= "3.9"
      vine<5 ; python_version < "3.9"
    package pytest 7.4.0 for dev @22
    package sphinx 7.2.6 from index https://pkgs.example/simple for extra docs @30
      jinja2>=3.0
    package jinja2 3.1.2 for extra docs @46
    "#);
}

#[test]
fn version_two_has_groups_and_markers_for_each() {
    insta::assert_snapshot!(shown(&read(&PoetryLock, "poetry.lock", SECOND.as_bytes())), @r#"
    project ? ? python >=3.10,<4.0 @83
    package aiohttp 3.9.1 for main, dev ; python_version < "3.13" sha256:8fc4 @4
      async-timeout>=4.0,<5.0 ; python_version < "3.11"
      attrs>=17.3.0
      idna
      uvicorn[standard]>=0.2
    package attrs 23.1.0 for extra all, extra docs, group docs @22
    package forked 0.2 from git+https://github.com/me/forked.git at 0123abcd for main @32
      attrs from git+https://github.com/me/attrs.git at main
    package local 0.1.0 from editable ../local for main @51
    package remote 1.0 from https://files.example/remote-1.0.whl for extra net sha256:bb @65
    "#);
}

#[test]
fn between_the_two_a_lock_tells_neither_category_nor_groups() {
    let lock = FIRST
        .replace("category = \"main\"\n", "")
        .replace("category = \"dev\"\n", "")
        .replace("\"1.1\"", "\"2.0\"");
    let reading = read(&PoetryLock, "poetry.lock", lock.as_bytes());
    let scopes: Vec<String> = reading
        .packages
        .iter()
        .map(|package| format!("{} {:?}", package.component.name, package.component.scopes))
        .collect();
    assert_eq!(
        scopes,
        [
            "celery {}",
            "pytest {}",
            "sphinx {Extra(\"docs\")}",
            "jinja2 {Extra(\"docs\")}"
        ]
    );
    assert!(reading.notices.is_empty());
}

#[test]
fn bare_digits_are_hashes_of_poetry_before_1_0() {
    let lock = "[[package]]\nname = \"a\"\nversion = \"1\"\n[metadata]\n[metadata.hashes]\na = [\"00ff\"]\n";
    let reading = read(&PoetryLock, "poetry.lock", lock.as_bytes());
    assert_eq!(&*reading.packages[0].component.hashes[0].digits, "00ff");
    assert!(reading.notices.is_empty());
}

#[test]
fn an_unknown_version_is_told_and_read_all_the_same() {
    for lock in [
        SECOND.replace("\"2.1\"", "\"3.0\""),
        SECOND.replace("\"2.1\"", "true"),
    ] {
        let reading = read(&PoetryLock, "poetry.lock", lock.as_bytes());
        assert_eq!(reading.packages.len(), 5);
        let [notice] = reading.notices.as_slice() else {
            panic!("{:?}", reading.notices)
        };
        assert_eq!(notice.kind, NoticeKind::UnknownFormatVersion);
        assert_eq!(
            notice.location.as_ref().unwrap().to_string(),
            "poetry.lock:82"
        );
    }
}

#[test]
fn its_own_files_are_told_from_others() {
    assert!(PoetryLock.sniffs(SECOND.as_bytes()));
    assert!(!PoetryLock.sniffs(b"version = 1\n"));
}
