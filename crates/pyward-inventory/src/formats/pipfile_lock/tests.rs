use proptest::prelude::*;
use pyward_target::Tree;

use super::*;

fn read(text: &str) -> Reading {
    let tree = Tree::memory(&[("Pipfile.lock", text.as_bytes())]);
    PipfileLock.read(&Input::new(&tree, &tree.entries()[0].path, text.as_bytes()))
}

fn notices(reading: &Reading) -> String {
    let told = |notice: &Notice| {
        let place = notice.location.as_ref().unwrap();
        format!(
            "{:?} {} {place}: {}\n",
            notice.weight,
            notice.kind.word(),
            notice.message
        )
    };
    reading.notices.iter().map(told).collect()
}

const LOCK: &str = r#"{
    "_meta": {
        "hash": {"sha256": "00"},
        "pipfile-spec": 6,
        "requires": {"python_version": "3.11"},
        "sources": [
            {"name": "pypi", "url": "https://pypi.org/simple", "verify_ssl": true},
            {"name": "own", "url": "https://me:pw@own.example/simple"}
        ]
    },
    "default": {
        "Django": {
            "hashes": ["sha256:AB", "sha256:cd"],
            "index": "pypi",
            "markers": "python_version >= '3.8'",
            "version": "==4.2.7"
        },
        "celery": {"extras": ["Redis"], "index": "own", "version": "==5.3.6"},
        "here": {"path": ".", "editable": true},
        "tool": {"git": "https://me:pw@host/tool.git", "ref": "abc"},
        "wheel-of": {"file": "https://host/w.whl"},
        "old": {"version": "==2004d"},
        "loose": {"version": "*"},
        "bare": {"hashes": []}
    },
    "develop": {
        "pytest": {"version": "==7.4.3"}
    },
    "docs": {
        "sphinx": {"version": "==7.2.6", "sys_platform": "== 'linux'"}
    }
}
"#;

#[test]
fn every_category_is_read() {
    let reading = read(LOCK);
    let told: Vec<String> = reading
        .packages
        .iter()
        .map(|package| {
            let component = &package.component;
            format!(
                "{} {} {:?} [{}] {:?} {:?} {:?} {}",
                component.name,
                component.version.as_ref().map_or("?", Version::as_str),
                component.requirement,
                component
                    .extras
                    .iter()
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(","),
                component.markers,
                component.origin,
                component.scopes,
                component.locations[0]
            )
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    django 4.2.7 None [] {"python_version >= '3.8'"} Index {Main} Pipfile.lock:12
    celery 5.3.6 None [redis] {} NamedIndex("https://own.example/simple") {Main} Pipfile.lock:18
    here ? Some("") [] {} Path { path: ".", editable: true } {Main} Pipfile.lock:19
    tool ? Some("") [] {} Vcs { url: "git+https://host/tool.git", reference: Some("abc") } {Main} Pipfile.lock:20
    wheel-of ? Some("") [] {} Url("https://host/w.whl") {Main} Pipfile.lock:21
    old 2004d None [] {} Index {Main} Pipfile.lock:22
    loose ? Some("") [] {} Index {Main} Pipfile.lock:23
    bare ? Some("") [] {} Index {Main} Pipfile.lock:24
    pytest 7.4.3 None [] {} Index {Dev} Pipfile.lock:27
    sphinx 7.2.6 None [] {"sys_platform == 'linux'"} Index {Group("docs")} Pipfile.lock:30
    "#);
    let hashes: Vec<&str> = reading.packages[0]
        .component
        .hashes
        .iter()
        .map(|hash| &*hash.digits)
        .collect();
    assert_eq!(hashes, ["ab", "cd"]);
    assert_eq!(
        reading.projects[0].requires_python.as_deref(),
        Some("==3.11.*")
    );
    assert_eq!(
        notices(&reading),
        "Gap unauditable Pipfile.lock:24: bare is locked without a version: advisories cannot be asked about it\n"
    );
}

#[test]
fn what_is_odd_is_told_with_its_line() {
    let reading = read(concat!(
        "{\n\"_meta\": {\n\"pipfile-spec\": 7\n},\n",
        "\"default\": {\n\"a\": {\"version\": \"==1\"},\n\"b\": \"==2\",\n\"A\": {\"version\": \"==3\"}},\n",
        "\"x\": 1\n}",
    ));
    insta::assert_snapshot!(notices(&reading), @"
    Gap malformed Pipfile.lock:7: what is pinned of b is not a table
    Info conflict Pipfile.lock:8: a is pinned twice in `default`, also in line 6; both are audited
    Gap malformed Pipfile.lock:9: `x` is not a table of packages
    Gap unknown-format-version Pipfile.lock:3: pipfile-spec 7 is not known, it is read as 6
    ");
    assert_eq!(reading.packages.len(), 2);
}

#[test]
fn a_truncated_lock_tells_what_it_still_holds() {
    let end = LOCK.find("\"tool\"").unwrap();
    let reading = read(&LOCK[..end]);
    assert_eq!(reading.packages.len(), 3);
    assert_eq!(
        notices(&reading),
        "Gap malformed Pipfile.lock:20:9: it is not JSON: the document ends too early; what stands before that is audited\n"
    );
    assert!(notices(&read("[]")).contains("it is not a JSON object"));
}

#[test]
fn it_is_known_by_its_content() {
    assert!(PipfileLock.sniffs(LOCK.as_bytes()));
    assert!(!PipfileLock.sniffs(b"{\"default\": {}}"));
}

#[test]
fn pins_name_one_version() {
    for (specifiers, version) in [
        ("==1.0", Some("1.0")),
        ("===1.0", Some("1.0")),
        ("== 2004d", Some("2004d")),
        ("==1.*", None),
        (">=1", None),
        ("", None),
    ] {
        assert_eq!(
            pin(specifiers).as_ref().map(Version::as_str),
            version,
            "{specifiers}"
        );
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        let tree = Tree::memory(&[("Pipfile.lock", &bytes)]);
        PipfileLock.read(&Input::new(&tree, &tree.entries()[0].path, &bytes));
    }

    #[test]
    fn any_end_and_any_change_is_read(at in 0..LOCK.len(), with in "\\PC{0,3}", cut in any::<bool>()) {
        let rest = if cut { "" } else { &LOCK[at..] };
        let reading = read(&format!("{}{with}{rest}", &LOCK[..at]));
        // A changed `_meta` is one more category.
        prop_assert!(reading.packages.len() <= 20);
    }
}
