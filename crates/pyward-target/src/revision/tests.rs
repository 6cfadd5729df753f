#![expect(
    clippy::disallowed_methods,
    reason = "tests make and damage files of their own"
)]

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

/// Made by git 2.47: `one`, tagged `v1` and (with a message) `v1a`; then `two` and `three` on `main`, `topic` beside them,
/// a merge, all that packed with deltas, and `loose` after it.
const FIXTURES: [&str; 2] = ["git-sha1", "git-sha256"];

fn fixture(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    copy(&from, &folder.path().join(".git"));
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for child in fs::read_dir(from).unwrap() {
        let path = child.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).unwrap();
        }
    }
}

fn open(folder: &tempfile::TempDir) -> Repository {
    Repository::find(folder.path()).unwrap().unwrap()
}

/// The files below a folder, links as what they lead to.
fn files(folder: &Path) -> Vec<String> {
    fn look(folder: &Path, shown: &str, found: &mut Vec<String>) {
        for child in fs::read_dir(folder).unwrap() {
            let path = child.unwrap().path();
            let name = format!("{shown}{}", path.file_name().unwrap().display());
            match fs::read_link(&path) {
                Ok(target) => found.push(format!("{name} -> {}", target.display())),
                Err(_) if path.is_dir() => look(&path, &format!("{name}/"), found),
                Err(_) => found.push(name),
            }
        }
    }
    let mut found = Vec::new();
    look(folder, "", &mut found);
    found.sort();
    found
}

fn everything(_: &str, _: EntryKind) -> bool {
    true
}

fn checkout(folder: &tempfile::TempDir, rev: &str) -> (tempfile::TempDir, Checkout) {
    let into = tempfile::tempdir().unwrap();
    let done = checkout_into(
        folder.path(),
        rev,
        &everything,
        into.path(),
        &Limits::default(),
    );
    (into, done.unwrap())
}

fn text(folder: &tempfile::TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

#[test]
#[cfg(unix)]
fn the_files_of_a_revision_are_as_they_were_committed() {
    for name in FIXTURES {
        let folder = fixture(name);
        let (main, done) = checkout(&folder, "main");
        assert_eq!(
            files(main.path()),
            [
                "app/deep/x.txt",
                "app/main.py",
                "app/reqs.txt -> ../requirements.txt",
                "app/topic.py",
                "code -> app",
                "loose.txt",
                "pyproject.toml",
                "requirements.txt"
            ]
        );
        assert_eq!(done.files, 6);
        let left: Vec<String> = done
            .left_out
            .iter()
            .map(|it| format!("{}: {}", it.path, it.reason))
            .collect();
        assert_eq!(
            left,
            ["app/out.txt: a symbolic link that leads out of the target"]
        );
        assert_eq!(text(&main, "app/main.py"), "print(\"two\")\n");
        // Told as a delta of what the revision before had.
        let pins = text(&main, "requirements.txt");
        assert_eq!(pins.lines().count(), 300);
        assert!(pins.contains("\npackage-7==9.9\npackage-8==1.8.0\npackage-9==9.9\n"));
        let (one, _) = checkout(&folder, "v1");
        assert_eq!(text(&one, "app/main.py"), "print(\"one\")\n");
        assert!(text(&one, "requirements.txt").contains("\npackage-7==1.7.0\n"));
    }
}

#[test]
fn revisions_go_by_many_names() {
    for name in FIXTURES {
        let folder = fixture(name);
        let repository = open(&folder);
        let name = |rev: &str| repository.resolve(rev).unwrap().name();
        let main = name("main");
        for same in [
            "HEAD",
            "@",
            "refs/heads/main",
            "heads/main",
            "main^0",
            "main~0",
            &main,
        ] {
            assert_eq!(name(same), main, "{same}");
        }
        assert_eq!(name(&main[..7]), main);
        assert_eq!(name(&main[..7].to_uppercase()), main);
        let one = name("v1");
        for same in [
            "v1a",
            "tags/v1",
            "v1a^{commit}",
            "v1a^{}",
            "main~4",
            "main^^~2",
            "topic~",
        ] {
            assert_eq!(name(same), one, "{same}");
        }
        assert_eq!(name("main^^2"), name("topic"));
        assert_ne!(name("main~2"), name("topic"));
        assert_eq!(name(&one[..4]), one);
        for shared in [
            "main~2...topic",
            "topic...main~2",
            "v1...",
            "...v1",
            "topic...v1",
        ] {
            assert_eq!(name(shared), one, "{shared}");
        }
        assert_eq!(name("main...topic"), name("topic"));
        assert_eq!(repository.branch().unwrap().as_deref(), Some("main"));
    }
}

#[test]
fn what_names_nothing_is_told() {
    let folder = fixture("git-sha1");
    let repository = open(&folder);
    for rev in [
        "",
        "nowhere",
        "main~99",
        "main^3",
        "^",
        "~",
        "main^x",
        "main~-1",
        "../../HEAD",
        "--help",
        "abc",
        "ffff",
        "main~4294967296",
        "HEAD:app",
        "v1a^{tree}",
        "config",
        "HEAD\0",
    ] {
        let error = repository.resolve(rev).unwrap_err();
        assert!(
            matches!(error, RevisionError::NoSuchRevision(_)),
            "{rev}: {error}"
        );
        assert!(error.hint().is_some());
    }
    let missing = repository.resolve(&"12".repeat(20)).unwrap_err();
    assert!(matches!(missing, RevisionError::Missing(_)), "{missing}");
}

#[test]
fn only_what_is_wanted_is_written() {
    let folder = fixture("git-sha1");
    let into = tempfile::tempdir().unwrap();
    let asked = std::cell::RefCell::new(Vec::new());
    let wanted = |path: &str, kind: EntryKind| {
        asked.borrow_mut().push(path.to_owned());
        kind == EntryKind::Directory && path != "app/deep" || path.as_bytes().ends_with(b".py")
    };
    let repository = open(&folder);
    let head = repository.resolve("HEAD").unwrap();
    let done = repository
        .checkout_into(head, &wanted, into.path(), &Limits::default())
        .unwrap();
    assert_eq!(files(into.path()), ["app/main.py", "app/topic.py"]);
    assert_eq!(done.commit, head.name());
    assert!(done.left_out.is_empty());
    assert!(!asked.borrow().iter().any(|path| path == "app/deep/x.txt"));
}

#[test]
fn bounds_are_kept() {
    let folder = fixture("git-sha1");
    let repository = open(&folder);
    let head = repository.resolve("HEAD").unwrap();
    let with = |limits: Limits| {
        let into = tempfile::tempdir().unwrap();
        repository.checkout_into(head, &everything, into.path(), &limits)
    };
    let small = with(Limits {
        file_bytes: 1000,
        ..Limits::default()
    })
    .unwrap();
    let left: Vec<&str> = small.left_out.iter().map(|it| &*it.path).collect();
    assert_eq!(left, ["app/out.txt", "requirements.txt"]);
    let few = with(Limits {
        files: 3,
        ..Limits::default()
    });
    assert!(matches!(few, Err(RevisionError::TooMany(3))));
    let little = with(Limits {
        unpacked_bytes: 100,
        ..Limits::default()
    });
    assert!(matches!(little, Err(RevisionError::TooLarge(100))));
    let flat = with(Limits {
        depth: 1,
        ..Limits::default()
    })
    .unwrap();
    assert!(flat.left_out.iter().any(|it| &*it.path == "app/deep"));
}

#[test]
fn linked_working_trees_share_what_they_come_from() {
    let folder = fixture("git-sha1");
    let git = folder.path().join(".git");
    let own = git.join("worktrees/side");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("HEAD"), "ref: refs/heads/topic\n").unwrap();
    fs::write(own.join("commondir"), "../..\n").unwrap();
    let side = tempfile::tempdir().unwrap();
    fs::write(
        side.path().join(".git"),
        format!("gitdir: {}\n", own.display()),
    )
    .unwrap();
    let repository = open(&side);
    assert_eq!(repository.branch().unwrap().as_deref(), Some("topic"));
    let name = |rev: &str| repository.resolve(rev).unwrap().name();
    assert_eq!(name("HEAD"), name("topic"));
    assert_ne!(name("HEAD"), name("main"));
    fs::write(own.join("HEAD"), format!("{}\n", name("v1"))).unwrap();
    assert_eq!(repository.branch().unwrap(), None);
    assert_eq!(name("HEAD"), name("v1"));
}

#[test]
fn objects_may_be_lent_by_another_folder() {
    let folder = fixture("git-sha1");
    let borrower = fixture("git-sha1");
    let objects = borrower.path().join(".git/objects");
    fs::remove_dir_all(&objects).unwrap();
    fs::create_dir_all(objects.join("info")).unwrap();
    assert!(matches!(
        open(&borrower).resolve("main"),
        Err(RevisionError::Missing(_))
    ));
    let lender = folder.path().join(".git/objects");
    fs::write(
        objects.join("info/alternates"),
        format!("# lent\n{}\n", lender.display()),
    )
    .unwrap();
    // A lender that borrows from itself is asked once.
    fs::create_dir_all(lender.join("info")).unwrap();
    fs::write(lender.join("info/alternates"), "../objects\n").unwrap();
    let (_into, done) = checkout(&borrower, "main");
    assert_eq!(done.files, 6);
}

#[test]
fn a_shallow_history_ends_where_it_says() {
    let folder = fixture("git-sha1");
    let two = open(&folder).resolve("main~3").unwrap().name();
    let topic = open(&folder).resolve("topic").unwrap().name();
    fs::write(
        folder.path().join(".git/shallow"),
        format!("{two}\n{topic}\n"),
    )
    .unwrap();
    let repository = open(&folder);
    assert!(repository.resolve("main~3").is_ok());
    assert!(repository.resolve("main~4").is_err());
    let error = repository.resolve("main~2...topic").unwrap_err();
    assert!(matches!(
        error,
        RevisionError::NothingShared { shallow: true, .. }
    ));
    assert!(error.hint().unwrap().contains("--unshallow"));
}

#[test]
fn repositories_of_other_kinds_are_refused_with_their_name() {
    let folder = fixture("git-sha1");
    let config = folder.path().join(".git/config");
    let was = fs::read_to_string(&config).unwrap();
    for (more, named) in [
        ("[extensions]\n\trefStorage = reftable\n", "reftable"),
        ("[extensions]\n\tobjectFormat = md5\n", "md5"),
    ] {
        fs::write(&config, format!("{was}{more}")).unwrap();
        let error = Repository::find(folder.path()).err().unwrap();
        assert!(error.to_string().contains(named), "{error}");
    }
    let nowhere = tempfile::tempdir().unwrap();
    let error = checkout_into(
        nowhere.path(),
        "HEAD",
        &everything,
        &nowhere.path().join("x"),
        &Limits::default(),
    )
    .unwrap_err();
    assert!(matches!(error, RevisionError::NoRepository(_)));
}

/// Puts a loose object there under any name: names are not what is checked here.
fn put_object(folder: &tempfile::TempDir, name: &str, kind: &str, content: &[u8]) {
    use std::io::Write as _;
    let path = folder
        .path()
        .join(".git/objects")
        .join(&name[..2])
        .join(&name[2..]);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    write!(packed, "{kind} {}\0", content.len()).unwrap();
    packed.write_all(content).unwrap();
    fs::write(path, packed.finish().unwrap()).unwrap();
}

fn tree_item(mode: &str, name: &str, id: &str) -> Vec<u8> {
    let mut bytes = format!("{mode} {name}\0").into_bytes();
    bytes.extend_from_slice(ObjectId::parse(id).unwrap().as_bytes());
    bytes
}

#[test]
fn a_hostile_tree_writes_nothing_elsewhere() {
    let folder = fixture("git-sha1");
    let (commit, tree, inner, blob, link) = (
        "aa".repeat(20),
        "bb".repeat(20),
        "cc".repeat(20),
        "dd".repeat(20),
        "ee".repeat(20),
    );
    put_object(&folder, &blob, "blob", b"owned");
    put_object(&folder, &link, "blob", b"inner");
    put_object(&folder, &inner, "tree", &tree_item("100644", "file", &blob));
    let mut items = Vec::new();
    for name in ["..", "../out", "/etc/x", ".git", ".GIT", "", "a/../../b"] {
        items.extend(tree_item("100644", name, &blob));
    }
    // A link and a folder of one name: what is written below the folder must not go through the link.
    items.extend(tree_item("120000", "inner", &link));
    items.extend(tree_item("40000", "inner", &inner));
    items.extend(tree_item("160000", "module", &blob));
    items.extend(tree_item("100644", "good", &blob));
    put_object(&folder, &tree, "tree", &items);
    put_object(
        &folder,
        &commit,
        "commit",
        format!("tree {tree}\ncommitter a <a> 1 +0000\n\nx\n").as_bytes(),
    );
    let parent = tempfile::tempdir().unwrap();
    let into = parent.path().join("x/y");
    let done = checkout_into(
        folder.path(),
        &commit,
        &everything,
        &into,
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(done.left_out.len(), 9, "{:?}", done.left_out);
    let there = files(parent.path());
    assert!(there.contains(&"x/y/good".to_owned()));
    assert!(
        there.iter().all(|path| path.starts_with("x/y/")),
        "{there:?}"
    );
    assert!(there.iter().all(|path| !path.contains("git")), "{there:?}");
}

#[test]
fn folders_within_themselves_and_tags_of_themselves_come_to_an_end() {
    let folder = fixture("git-sha1");
    let (commit, tree, tag) = ("aa".repeat(20), "bb".repeat(20), "cc".repeat(20));
    put_object(&folder, &tree, "tree", &tree_item("40000", "a", &tree));
    let content = format!("tree {tree}\nparent {commit}\n\nx\n");
    put_object(&folder, &commit, "commit", content.as_bytes());
    put_object(
        &folder,
        &tag,
        "tag",
        format!("object {tag}\ntype tag\n").as_bytes(),
    );
    let (_into, done) = checkout(&folder, &commit);
    assert_eq!(done.files, 0);
    assert!(done.left_out[0].reason.contains("deep"));
    let repository = open(&folder);
    assert!(repository.resolve(&tag).is_err());
    assert!(repository.resolve(&format!("{commit}...main")).is_err());
    fs::write(
        folder.path().join(".git/refs/heads/round"),
        "ref: refs/heads/round\n",
    )
    .unwrap();
    assert!(matches!(
        repository.resolve("round"),
        Err(RevisionError::Broken { .. })
    ));
}

#[test]
fn broken_objects_are_errors_with_their_name() {
    for bytes in [&b""[..], b"blob 3\0abc", b"\x78\x9c\x01"] {
        let folder = fixture("git-sha1");
        let commit = "aa".repeat(20);
        put_object(&folder, &commit, "commit", b"");
        let path = folder.path().join(".git/objects/aa").join("aa".repeat(19));
        fs::write(&path, bytes).unwrap();
        let error = open(&folder).resolve(&commit).unwrap_err();
        assert!(error.to_string().contains(&commit), "{error}");
    }
}

#[test]
fn a_pack_that_is_cut_off_is_an_error() {
    let folder = fixture("git-sha1");
    for ending in ["pack", "idx"] {
        let path = pack(&folder, ending);
        let good = fs::read(&path).unwrap();
        for cut in [0, 4, 100, good.len() / 2] {
            fs::write(&path, &good[..cut]).unwrap();
            assert!(try_checkout(&folder).is_err(), "{ending} of {cut} bytes");
        }
        fs::write(&path, &good).unwrap();
        assert_eq!(try_checkout(&folder).unwrap().files, 4);
    }
}

#[test]
fn damaged_bytes_of_a_pack_are_errors_or_of_other_objects() {
    let folder = fixture("git-sha1");
    for ending in ["pack", "idx"] {
        let path = pack(&folder, ending);
        let good = fs::read(&path).unwrap();
        let mut errors = 0;
        for place in (0..good.len()).step_by(11) {
            let mut bad = good.clone();
            bad[place] ^= 0x55;
            fs::write(&path, &bad).unwrap();
            errors += usize::from(try_checkout(&folder).is_err());
        }
        assert!(errors > 20, "{ending}: {errors}");
        fs::write(&path, &good).unwrap();
    }
}

fn pack(folder: &tempfile::TempDir, ending: &str) -> PathBuf {
    let names = fs::read_dir(folder.path().join(".git/objects/pack")).unwrap();
    let mut paths = names.map(|it| it.unwrap().path());
    paths
        .find(|it| it.extension().is_some_and(|it| it == ending))
        .unwrap()
}

fn try_checkout(folder: &tempfile::TempDir) -> Result<Checkout, RevisionError> {
    let into = tempfile::tempdir().unwrap();
    let limits = Limits::default();
    checkout_into(folder.path(), "v1", &everything, into.path(), &limits)
}
