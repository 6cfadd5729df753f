use super::*;

const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        #[expect(clippy::disallowed_methods, reason = "a fixture")]
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn git(url: &str, subdirectory: Option<&str>) -> Repository {
    Repository::Git {
        url: url.into(),
        had_credentials: false,
        commit: COMMIT.into(),
        subdirectory: subdirectory.map(Into::into),
    }
}

#[test]
fn the_commit_is_found_wherever_git_keeps_it() {
    let config = (
        "a/.git/config",
        "[remote \"origin\"]\nurl = https://h/r.git\n",
    );
    let line = format!("{COMMIT}\n");
    let packed =
        format!("# pack-refs\n{COMMIT} refs/heads/main2\n{COMMIT} refs/heads/main\n^{COMMIT}\n");
    for files in [
        vec![("a/.git/HEAD", &*line)],
        vec![
            ("a/.git/HEAD", "ref: refs/heads/x/y\n"),
            ("a/.git/refs/heads/x/y", &line),
        ],
        vec![
            ("a/.git/HEAD", "ref: refs/heads/main\n"),
            ("a/.git/packed-refs", &packed),
        ],
    ] {
        let folder = repository(&[&[config][..], &files].concat());
        assert_eq!(
            of(&folder.path().join("a")),
            git("https://h/r.git", None),
            "{files:?}"
        );
    }
    for head in [
        "ref: refs/heads/none\n",
        "ref: ../../secret\n",
        "ref: refs/../../secret\n",
        "abc\n",
    ] {
        let folder = repository(&[config, ("a/.git/HEAD", head), ("secret", &line)]);
        assert!(
            matches!(of(&folder.path().join("a")), Repository::Unknown(_)),
            "{head}"
        );
    }
}

#[test]
fn a_further_working_copy_knows_the_remote_of_the_first() {
    let folder = repository(&[
        (
            "main/.git/config",
            "[remote \"origin\"]\nurl = git@h:team/r.git\n",
        ),
        ("main/.git/HEAD", "ref: refs/heads/main\n"),
        ("main/.git/worktrees/w/HEAD", &format!("{COMMIT}\n")),
        ("main/.git/worktrees/w/commondir", "../..\n"),
        ("w/.git", "gitdir: ../main/.git/worktrees/w\n"),
        ("w/lib/pkg/pyproject.toml", ""),
    ]);
    assert_eq!(
        of(&folder.path().join("w/lib/pkg/src")),
        git("ssh://git@h/team/r.git", Some("lib/pkg"))
    );
}

#[test]
fn remotes_are_written_as_requirements_have_them() {
    let folder = repository(&[("bare repo/x", "")]);
    let bare = folder.path().join("bare repo");
    let bare = bare.to_str().unwrap();
    let file = format!("file://{}", bare.replace(' ', "%20"));
    for (remote, expected) in [
        ("https://h/r", Some("https://h/r")),
        ("git@h.org:a/b.git", Some("ssh://git@h.org/a/b.git")),
        ("h:b", Some("ssh://h/b")),
        (bare, Some(file.as_str())),
        ("../gone", None),
        ("C:\\x:y", None),
        ("h:/b", None),
        (":b", None),
    ] {
        assert_eq!(
            requirement_url(remote, folder.path()).as_deref(),
            expected,
            "{remote}"
        );
    }
}

#[test]
fn what_is_not_known_is_said() {
    let head = format!("{COMMIT}\n");
    let none = repository(&[("a/.git/config", ""), ("a/setup.py", "")]);
    assert_eq!(
        of(&none.path().join("a")),
        Repository::None,
        "a `.git` without HEAD is none"
    );
    let alone = repository(&[("a/.git/HEAD", &head)]);
    assert_eq!(of(&alone.path().join("a")), Repository::NoRemote);
    let odd = repository(&[
        ("a/.git/HEAD", &head),
        ("a/.git/config", "[remote \"origin\"]\nurl = ../gone\n"),
    ]);
    assert_eq!(
        of(&odd.path().join("a")),
        Repository::OddRemote("../gone".into())
    );
    let hg = repository(&[("a/.hg/x", ""), ("a/.git/HEAD", "")]);
    assert!(matches!(of(&hg.path().join("a/b")), Repository::NoRemote));
    let hg = repository(&[("a/.hg/x", "")]);
    assert!(matches!(of(&hg.path().join("a/b")), Repository::Unknown(_)));
}

#[test]
fn credentials_of_a_remote_stay_where_they_are() {
    let folder = repository(&[
        ("a/.git/HEAD", &format!("{COMMIT}\n")),
        (
            "a/.git/config",
            "[remote \"origin\"]\nurl = https://me:pw@h/r.git\n",
        ),
    ]);
    match of(&folder.path().join("a")) {
        Repository::Git {
            url,
            had_credentials,
            ..
        } => {
            assert_eq!((url.as_str(), had_credentials), ("https://h/r.git", true));
        }
        other => panic!("{other:?}"),
    }
}
