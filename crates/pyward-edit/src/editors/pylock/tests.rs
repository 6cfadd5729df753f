use super::*;
use crate::ReleaseFile;
use insta::assert_snapshot;
use pyward_model::Hash;

fn file(filename: &str) -> ReleaseFile {
    ReleaseFile {
        filename: filename.into(),
        url: format!("https://me:pw@e.org/{filename}").into(),
        size: Some(12),
        hashes: vec![Hash {
            algorithm: "sha256".into(),
            digits: "cd".into(),
        }],
        uploaded: Some("2026-01-02T03:04:05Z".into()),
    }
}

fn change(name: &str, from: &str, to: &str) -> Change {
    let files = [
        format!("{name}-{to}-py3-none-any.whl"),
        format!("{name}-{to}.tar.gz"),
    ];
    Change {
        from: Some(Version::new(from)),
        files: files.iter().map(|name| file(name)).collect(),
        requires: Some(vec![PackageName::pypi("new")]),
        ..Change::new(PackageName::pypi(name), Version::new(to))
    }
}

fn edited(text: &str, changes: &[Change], removals: &[PackageName]) -> Edited {
    let request = Request {
        add_missing: true,
        removals,
        ..Request::new("pylock.toml", changes)
    };
    let edited = Pylock.edit(text, &request).unwrap();
    assert_eq!(
        Pylock.edit(&edited.text, &request).unwrap().text,
        edited.text,
        "twice is once"
    );
    edited
}

const UV: &str = r#"lock-version = "1.0"
created-by = "uv"

[[packages]]
name = "a"
version = "1.0"
dependencies = [{ name = "c", version = "1.0" }]
sdist = { url = "https://e.org/a-1.0.tar.gz", upload-time = 2024-01-01T00:00:00Z, size = 1, hashes = { sha256 = "aa" } }
wheels = [{ url = "https://e.org/a-1.0-py3-none-any.whl", upload-time = 2024-01-01T00:00:00Z, size = 1, hashes = { sha256 = "bb" } }]

# about c
[[packages]]
name = "c"
version = "1.0"
wheels = [{ url = "https://e.org/c-1.0-py3-none-any.whl", size = 1, hashes = { sha256 = "bb" } }]

[[packages]]
name = "d"
version = "1.0"
vcs = { type = "git", url = "https://e.org/d", commit-id = "aa" }
"#;

#[test]
fn a_lock_of_uv_keeps_its_layout() {
    let changes = [
        change("c", "1.0", "2.0"),
        change("d", "1.0", "2.0"),
        change("b", "", "3.0"),
    ];
    let edited = edited(UV, &changes, &[]);
    assert_snapshot!(edited.text, @r#"
    lock-version = "1.0"
    created-by = "uv"

    [[packages]]
    name = "a"
    version = "1.0"
    dependencies = [{ name = "c", version = "2.0" }]
    sdist = { url = "https://e.org/a-1.0.tar.gz", upload-time = 2024-01-01T00:00:00Z, size = 1, hashes = { sha256 = "aa" } }
    wheels = [{ url = "https://e.org/a-1.0-py3-none-any.whl", upload-time = 2024-01-01T00:00:00Z, size = 1, hashes = { sha256 = "bb" } }]

    # about c
    [[packages]]
    name = "b"
    version = "3.0"
    dependencies = [{ name = "new" }]
    sdist = { url = "https://e.org/b-3.0.tar.gz", upload-time = 2026-01-02T03:04:05Z, size = 12, hashes = { sha256 = "cd" } }
    wheels = [{ url = "https://e.org/b-3.0-py3-none-any.whl", upload-time = 2026-01-02T03:04:05Z, size = 12, hashes = { sha256 = "cd" } }]

    [[packages]]
    name = "c"
    version = "2.0"
    sdist = { url = "https://e.org/c-2.0.tar.gz", upload-time = 2026-01-02T03:04:05Z, size = 12, hashes = { sha256 = "cd" } }
    wheels = [{ url = "https://e.org/c-2.0-py3-none-any.whl", upload-time = 2026-01-02T03:04:05Z, size = 12, hashes = { sha256 = "cd" } }]

    [[packages]]
    name = "d"
    version = "1.0"
    vcs = { type = "git", url = "https://e.org/d", commit-id = "aa" }
    "#);
    assert_eq!(edited.left.len(), 1);
    assert_eq!(edited.left[0].because.to_string(), "it comes from `vcs`");
}

const PIP: &str = r#"lock-version = "1.0"
created-by = "pip"

[[packages]]
name = "a"
version = "1.0"

[[packages.wheels]]
name = "a-1.0-py3-none-any.whl"
url = "https://e.org/a-1.0-py3-none-any.whl"

[packages.wheels.hashes]
sha256 = "aa"

[[packages]]
name = "gone"
version = "1.0"

[[packages.wheels]]
name = "gone-1.0-py3-none-any.whl"
url = "https://e.org/gone-1.0-py3-none-any.whl"

[packages.wheels.hashes]
sha256 = "aa"
"#;

#[test]
fn a_lock_of_pip_keeps_its_layout() {
    let changes = [change("a", "1.0", "2.0"), change("z", "", "3.0")];
    let edited = edited(PIP, &changes, &[PackageName::pypi("gone")]);
    assert_snapshot!(edited.text, @r#"
    lock-version = "1.0"
    created-by = "pip"

    [[packages]]
    name = "a"
    version = "2.0"

    [packages.sdist]
    name = "a-2.0.tar.gz"
    url = "https://e.org/a-2.0.tar.gz"

    [packages.sdist.hashes]
    sha256 = "cd"

    [[packages.wheels]]
    name = "a-2.0-py3-none-any.whl"
    url = "https://e.org/a-2.0-py3-none-any.whl"

    [packages.wheels.hashes]
    sha256 = "cd"

    [[packages]]
    name = "z"
    version = "3.0"

    [packages.sdist]
    name = "z-3.0.tar.gz"
    url = "https://e.org/z-3.0.tar.gz"

    [packages.sdist.hashes]
    sha256 = "cd"

    [[packages.wheels]]
    name = "z-3.0-py3-none-any.whl"
    url = "https://e.org/z-3.0-py3-none-any.whl"

    [packages.wheels.hashes]
    sha256 = "cd"
    "#);
}

#[test]
fn files_that_nobody_knows_are_not_made_up() {
    let mut unknown = change("a", "1.0", "2.0");
    unknown.files.clear();
    let edited = edited(UV, &[unknown], &[]);
    assert_eq!(edited.text, UV);
    assert_eq!(edited.left[0].because, Because::FilesUnknown);
}
