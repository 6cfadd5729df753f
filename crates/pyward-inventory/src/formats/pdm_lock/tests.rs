use super::*;
use crate::lock_document::shown::{read, shown};

const LOCK: &str = include_str!("../../../tests/fixtures/locks/pdm.lock");

#[test]
fn a_package_listed_again_with_extras_is_one_package() {
    insta::assert_snapshot!(shown(&read(&PdmLock, "pdm.lock", LOCK.as_bytes())), @r#"
    project ? ? python >=3.10 @11
    package celery 5.3.6 {"redis"} for main, dev sha256:aa01 @14,28
      importlib-metadata>=3.6 ; python_version < "3.8"
      vine<6.0,>=5.1.0
      redis!=4.5.5,<6.0.0,>=4.5.2 when redis
    package forked 0.2 from git+https://github.com/me/forked.git at 0123abcd for group docs @43
    package local 0.1.0 from editable ./local for dev @51
      remote from https://files.example/remote-1.0.whl
    package remote 1.0 from https://files.example/remote-1.0.whl for dev ; sys_platform == "win32" @62
    package vine 5.1.0 for main @69
    Gap malformed pdm.lock:58: a dependency of local is left out, it is no requirement: expected a package name at column 1
    "#);
}

#[test]
fn two_versions_of_a_package_stay_two() {
    let lock = LOCK.replacen(
        "name = \"vine\"\nversion = \"5.1.0\"",
        "name = \"celery\"\nversion = \"4.0\"",
        1,
    );
    let reading = read(&PdmLock, "pdm.lock", lock.as_bytes());
    let celery = reading
        .packages
        .iter()
        .filter(|package| package.component.name.as_str() == "celery");
    assert_eq!(celery.count(), 2);
}

#[test]
fn a_package_is_needed_always_where_one_listing_has_no_marker() {
    let listing = |marker: &str| format!("[[package]]\nname = \"a\"\nversion = \"1\"\n{marker}");
    let lock = format!(
        "{}{}",
        listing("marker = \"os_name == 'nt'\"\n"),
        listing("")
    );
    let reading = read(&PdmLock, "pdm.lock", lock.as_bytes());
    assert_eq!(reading.packages.len(), 1);
    assert!(reading.packages[0].component.markers.is_empty());
}

#[test]
fn files_may_be_listed_apart() {
    let lock = "[metadata]\nlock_version = \"4.2\"\n[metadata.files]\n\"a 1\" = [{file = \"a\", hash = \"sha256:00\"}]\n\
        [[package]]\nname = \"a\"\nversion = \"1\"\n";
    let reading = read(&PdmLock, "pdm.lock", lock.as_bytes());
    assert_eq!(reading.packages[0].component.hashes.len(), 1);
    assert!(reading.notices.is_empty());
}

#[test]
fn an_unknown_version_is_told_and_read_all_the_same() {
    for lock in [
        LOCK.replace("\"4.5.0\"", "\"5.0\""),
        LOCK.replace("lock_version = \"4.5.0\"\n", ""),
    ] {
        let reading = read(&PdmLock, "pdm.lock", lock.as_bytes());
        assert_eq!(reading.packages.len(), 5);
        assert!(
            reading
                .notices
                .iter()
                .any(|notice| notice.kind == NoticeKind::UnknownFormatVersion)
        );
    }
}
