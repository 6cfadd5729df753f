use super::*;
use crate::lock_document::shown::{read, read_in, shown};

const LOCK: &str = include_str!("../../../tests/fixtures/locks/uv.lock");
const SCRIPT: &str = include_str!("../../../tests/fixtures/locks/tool.py.lock");

#[test]
fn a_workspace_is_told_as_projects_and_what_they_need_as_packages() {
    let files = [
        ("uv.lock", LOCK.as_bytes()),
        ("packages/core/pyproject.toml", b"[project]"),
    ];
    insta::assert_snapshot!(shown(&read_in(&UvLock, "uv.lock", &files)), @"
    project shop 1.0 python >=3.10, <4.0 @76
    project shop-core ? python >=3.10, <4.0 @113
    covers packages/core
    root celery[redis]>=5.3,<6 for main @80
    root local-tool from ../tools/local_tool for main @81
    root numpy is 1.26.4 ; python_full_version < '3.12' for main @82
    root numpy is 2.1.0 from index https://pkgs.example/simple ; python_full_version >= '3.12' for main @83
    root patched from git+https://github.example/me/patched.git at 0123abcd for extra fast-path @89
    root pytest==8.0.0 for dev @94
    root vine for group lint @97
    root vine for main @116
    root twine>=5 for group release @17
    package celery 5.3.6 sha256:aa01 sha256:aa02 @20
      vine
      tzdata ; sys_platform == 'win32'
      redis from https://files.example/redis-5.0.1.whl when redis
    package local-tool ? from ../tools/local_tool @38
    package numpy 1.26.4 ; python_full_version < '3.12' @42
    package numpy 2.1.0 from index https://pkgs.example/simple ; python_full_version >= '3.12' @50
    package patched 0.9 from git+https://github.example/me/patched.git at 0123abcd @58
    package pytest 8.0.0 @63
      vine
    package redis 5.0.1 from https://files.example/redis-5.0.1.whl @71
    package tzdata 2024.1 @120
    package vine 5.1.0 @125
    ");
}

#[test]
fn the_lock_of_a_script_tells_what_the_script_needs() {
    insta::assert_snapshot!(shown(&read(&UvLock, "tool.py.lock", SCRIPT.as_bytes())), @"
    root rich[jupyter]>=13 for main @6
    root patched from git+https://github.example/me/patched.git at main for main @7
    package rich 13.7.0 @11
    ");
}

#[test]
fn an_unknown_version_is_told_and_read_all_the_same() {
    for (stated, message) in [
        (
            "version = 2",
            "its version is 2, 1 is known: it is read as if it were that",
        ),
        (
            "version = \"x\"",
            "its version is a string, 1 is known: it is read as if it were that",
        ),
        ("", "it states no version: it is read as version 1"),
    ] {
        let reading = read(
            &UvLock,
            "uv.lock",
            SCRIPT.replacen("version = 1", stated, 1).as_bytes(),
        );
        assert_eq!(reading.packages.len(), 1);
        let [notice] = reading.notices.as_slice() else {
            panic!("{:?}", reading.notices)
        };
        assert_eq!(
            (notice.kind, notice.message.as_str()),
            (NoticeKind::UnknownFormatVersion, message)
        );
    }
}

#[test]
fn markers_of_conflicting_extras_drop_nothing() {
    let lock = "version = 1\n[[package]]\nname = \"torch\"\nversion = \"2\"\nresolution-markers = [\n\
        \"sys_platform == 'linux' and extra == 'extra-1-a-cpu'\",\n]\n\
        dependencies = [{ name = \"x\", marker = \"extra == 'extra-1-a-cpu' or os_name == 'nt'\" }]\n";
    insta::assert_snapshot!(shown(&read(&UvLock, "uv.lock", lock.as_bytes())), @"
    package torch 2 @3
      x
    ");
}

#[test]
fn a_package_without_a_name_is_told_and_the_rest_is_read() {
    let lock = LOCK
        .replacen("name = \"vine\"\nversion", "version", 1)
        .replacen("name = \"tzdata\"\nversion", "name = 1\nversion", 1);
    let reading = read(&UvLock, "uv.lock", lock.as_bytes());
    let told: Vec<String> = reading
        .notices
        .iter()
        .map(|n| format!("{} {}", n.location.as_ref().unwrap(), n.message))
        .collect();
    insta::assert_debug_snapshot!(told, @r#"
    [
        "uv.lock:120 a package whose name is an integer is left out",
        "uv.lock:124 a package without a name is left out",
    ]
    "#);
    assert_eq!(reading.packages.len(), 7);
}

#[test]
fn what_is_broken_costs_only_its_block() {
    let lock = LOCK.replacen(
        "name = \"pytest\"\nversion = \"8.0.0\"",
        "name = \"pytest\"\nversion = 8.0.0",
        1,
    );
    let reading = read(&UvLock, "uv.lock", lock.as_bytes());
    insta::assert_snapshot!(shown(&Reading { notices: reading.notices.clone(), ..Reading::default() }), @"
    Gap malformed uv.lock:64: the block of pytest in lines 62 to 69 is left out: invalid float, expected nothing
    Info malformed uv.lock: read block by block, since it is broken: 10 packages could be read
    ");
    assert_eq!(reading.packages.len(), 8);
    let conflict = LOCK.replacen(
        "version = \"8.0.0\"\n",
        "<<<<<<< HEAD\nversion = \"8.0.0\"\n=======\nversion = \"8.1.0\"\n>>>>>>> other\n",
        1,
    );
    let reading = read(&UvLock, "uv.lock", conflict.as_bytes());
    insta::assert_snapshot!(shown(&Reading { notices: reading.notices.clone(), ..Reading::default() }), @"
    Gap malformed uv.lock:64: merge conflict that is not resolved; both sides are read
    Info malformed uv.lock: read block by block, since it is broken: 12 packages could be read
    ");
    let versions: Vec<&str> = reading
        .packages
        .iter()
        .filter(|package| package.component.name.as_str() == "pytest")
        .map(|package| package.component.version.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(versions, ["8.0.0", "8.1.0"]);
}

#[test]
fn what_is_not_toml_at_all_is_one_notice() {
    let reading = read(&UvLock, "uv.lock", b"<html>404</html>");
    let kinds: Vec<_> = reading.notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [NoticeKind::Malformed]);
}

#[test]
fn its_own_files_are_told_from_others() {
    assert!(UvLock.sniffs(LOCK.as_bytes()));
    assert!(!UvLock.sniffs(b"# This file is automatically @generated by Poetry\n[[package]]\n"));
}
