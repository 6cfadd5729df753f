use pyward_model::Weight;
use pyward_target::Tree;

use super::*;

fn read(files: &[(&str, &str)]) -> Reading {
    let files: Vec<(String, &[u8])> = files
        .iter()
        .map(|(path, text)| (format!("site-packages/{path}"), text.as_bytes()))
        .collect();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    let tree = Tree::memory(&files);
    let path = &tree.entry("site-packages").unwrap().path;
    DistInfo.read(&Input::new(&tree, path, b""))
}

fn packages(reading: &Reading) -> Vec<String> {
    let told = |package: &Package| {
        let component = &package.component;
        let version = component.version.as_ref().map_or("?", Version::as_str);
        let direct = if component.direct { " direct" } else { "" };
        format!(
            "{} {version} {:?}{direct} {}",
            component.name, component.origin, component.locations[0]
        )
    };
    reading.packages.iter().map(told).collect()
}

fn notices(reading: &Reading) -> Vec<String> {
    let told = |notice: &Notice| {
        let place = notice.location.as_ref().unwrap();
        format!(
            "{:?} {} {place}: {}",
            notice.weight,
            notice.kind.word(),
            notice.message
        )
    };
    reading.notices.iter().map(told).collect()
}

#[test]
fn metadata_wins_over_the_name_of_its_folder() {
    let reading = read(&[
        (
            "flask-1.dist-info/METADATA",
            "Name: Flask\nVersion: 3.0.0\nRequires-Dist: werkzeug>=3\n\ntext",
        ),
        ("flask/__init__.py", "raise SystemExit"),
        ("x.pth", "import os; os._exit(1)"),
    ]);
    assert_eq!(
        packages(&reading),
        ["flask 3.0.0 Index site-packages/flask-1.dist-info/METADATA"]
    );
    assert_eq!(reading.packages[0].requires[0].name.as_str(), "werkzeug");
    assert!(reading.notices.is_empty(), "{:?}", reading.notices);
}

#[test]
fn what_metadata_do_not_say_the_folder_may() {
    let reading = read(&[
        ("a_b-1.0.dist-info/RECORD", ""),
        ("c-2.dist-info/METADATA", "Name: c\n"),
        ("d-e-3.0.post1.dist-info/METADATA", ""),
        ("nothing.dist-info/RECORD", ""),
        ("odd.dist-info/METADATA", "Version: 1\n"),
        ("~lask-3.dist-info/METADATA", "Name: flask\nVersion: 3\n"),
    ]);
    assert_eq!(
        packages(&reading),
        [
            "a-b 1.0 Index site-packages/a_b-1.0.dist-info/METADATA",
            "c 2 Index site-packages/c-2.dist-info/METADATA",
            "d-e 3.0.post1 Index site-packages/d-e-3.0.post1.dist-info/METADATA",
        ]
    );
    insta::assert_snapshot!(notices(&reading).join("\n"), @"
    Gap unreadable site-packages/a_b-1.0.dist-info: cannot read site-packages/a_b-1.0.dist-info/METADATA: there is no such file; name and version are taken from the name of their folder
    Gap malformed site-packages/c-2.dist-info/METADATA: no version is stated; what is missing is taken from the name of its folder
    Gap malformed site-packages/d-e-3.0.post1.dist-info/METADATA: neither name nor version is stated; what is missing is taken from the name of its folder
    Gap unreadable site-packages/nothing.dist-info: cannot read site-packages/nothing.dist-info/METADATA: there is no such file; the package is not audited
    Gap malformed site-packages/odd.dist-info/METADATA: no name is stated; the package is not audited
    Info skipped site-packages/~lask-3.dist-info: what an interrupted pip left behind, Python does not see it
    ");
}

#[test]
fn direct_urls_are_origins() {
    let reading = read(&[
        ("a-1.dist-info/METADATA", "Name: a\nVersion: 1\n"),
        (
            "a-1.dist-info/direct_url.json",
            r#"{"url": "file:///src/a", "dir_info": {"editable": true}}"#,
        ),
        ("b-1.dist-info/METADATA", "Name: b\nVersion: 1\n"),
        ("b-1.dist-info/direct_url.json", "nonsense"),
    ]);
    assert_eq!(
        reading.packages[0].component.origin,
        Origin::Path {
            path: "/src/a".into(),
            editable: true
        }
    );
    assert_eq!(reading.packages[1].component.origin, Origin::Index);
    assert_eq!(
        notices(&reading),
        [
            "Gap malformed site-packages/b-1.dist-info/direct_url.json: where b comes from cannot be read: line 1, column 1: expected a value"
        ]
    );
}

#[test]
fn requested_packages_are_direct_where_somebody_noted_it() {
    let metadata = |name: &str| format!("Name: {name}\nVersion: 1\n");
    let (a, b, pip) = (metadata("a"), metadata("b"), metadata("pip"));
    let noted = read(&[
        ("a.dist-info/METADATA", &a),
        ("a.dist-info/REQUESTED", ""),
        ("b.dist-info/METADATA", &b),
    ]);
    let direct: Vec<bool> = noted
        .packages
        .iter()
        .map(|package| package.component.direct)
        .collect();
    assert_eq!(direct, [true, false]);
    let only_pip = read(&[
        ("a.dist-info/METADATA", &a),
        ("pip.dist-info/METADATA", &pip),
        ("pip.dist-info/REQUESTED", ""),
    ]);
    assert!(
        only_pip
            .packages
            .iter()
            .all(|package| !package.component.direct)
    );
}

#[test]
fn eggs_of_every_kind_are_read() {
    let reading = read(&[
        ("a.egg-info/PKG-INFO", "Name: a\nVersion: 1\n"),
        ("a.egg-info/requires.txt", "x>=1\n[extra]\ny\n"),
        ("b-2-py3.8.egg-info", "Name: b\nVersion: 2\n"),
        ("c-3-py3.8.egg/EGG-INFO/PKG-INFO", "Name: c\nVersion: 3\n"),
        ("d-4-py3.8.egg", "PK"),
        ("e.egg-link", "/src/e\n.\n"),
    ]);
    assert_eq!(
        packages(&reading),
        [
            "a 1 Index site-packages/a.egg-info/PKG-INFO",
            "b 2 Index site-packages/b-2-py3.8.egg-info",
            "c 3 Index site-packages/c-3-py3.8.egg/EGG-INFO/PKG-INFO",
            "e ? Path { path: \"/src/e\", editable: true } site-packages/e.egg-link",
            "d 4 Index site-packages/d-4-py3.8.egg",
        ]
    );
    let requires: Vec<_> = reading.packages[0]
        .requires
        .iter()
        .map(|r| (r.name.as_str(), r.when.as_deref()))
        .collect();
    assert_eq!(requires, [("x", None), ("y", Some("extra"))]);
    let told: Vec<(NoticeKind, Weight)> = reading
        .notices
        .iter()
        .map(|notice| (notice.kind, notice.weight))
        .collect();
    assert_eq!(told, [(NoticeKind::Malformed, Weight::Gap); 2]);
}

#[test]
fn copies_inside_of_others_are_told_as_such() {
    let tree = Tree::memory(&[
        (
            "site-packages/pip-25.2.dist-info/METADATA",
            b"Name: pip\nVersion: 25.2\n",
        ),
        (
            "site-packages/pip/_vendor/vendor.txt",
            b"CacheControl==0.14.3\n# rich\nrequests==2.32.4\n    urllib3==1.26.20\n",
        ),
        (
            "site-packages/setuptools-80.9.0.dist-info/METADATA",
            b"Name: setuptools\nVersion: 80.9.0\n",
        ),
        (
            "site-packages/setuptools/_vendor/wheel-0.45.1.dist-info/METADATA",
            b"Name: wheel\nVersion: 0.45.1\n",
        ),
        (
            "site-packages/requests-2.32.4.dist-info/METADATA",
            b"Name: requests\nVersion: 2.32.4\nRequires-Dist: urllib3\n",
        ),
        ("site-packages/pipenv/vendor/vendor.txt", b"never==1\n"),
    ]);
    let inventory = crate::read(&tree, &crate::Options::default());
    let told: Vec<String> = inventory
        .components
        .iter()
        .map(|it| {
            let by = it.vendored_by().unwrap_or("-");
            format!("{} {by} direct={}", it.purl(), it.direct)
        })
        .collect();
    assert_eq!(
        told,
        [
            "pkg:pypi/cachecontrol@0.14.3 pip 25.2 direct=false",
            "pkg:pypi/pip@25.2 - direct=true",
            "pkg:pypi/requests@2.32.4 - direct=true",
            "pkg:pypi/requests@2.32.4 pip 25.2 direct=false",
            "pkg:pypi/setuptools@80.9.0 - direct=true",
            "pkg:pypi/urllib3@1.26.20 pip 25.2 direct=false",
            "pkg:pypi/wheel@0.45.1 setuptools 80.9.0 direct=false",
        ]
    );
    // requests needs a urllib3, and the one in pip is not for it.
    let of = |id| inventory.component(id).name.as_str();
    let edges = inventory.edges.iter();
    let edges: Vec<(&str, &str)> = edges.map(|edge| (of(edge.from), of(edge.to))).collect();
    assert_eq!(
        edges,
        [
            ("pip", "cachecontrol"),
            ("pip", "requests"),
            ("pip", "urllib3"),
            ("setuptools", "wheel")
        ]
    );
}

#[test]
fn leftovers_of_one_package_are_both_listed_and_told() {
    let reading = read(&[
        (
            "flask-1.0.dist-info/METADATA",
            "Name: Flask\nVersion: 1.0\n",
        ),
        (
            "flask-2.0.dist-info/METADATA",
            "Name: flask\nVersion: 2.0\n",
        ),
    ]);
    assert_eq!(reading.packages.len(), 2);
    assert_eq!(
        notices(&reading),
        [
            "Info conflict site-packages/flask-2.0.dist-info/METADATA: flask is installed twice, also at \
          site-packages/flask-1.0.dist-info/METADATA; both are audited"
        ]
    );
}

#[test]
fn metadata_that_name_another_package_than_their_folder_are_told_and_both_are_listed() {
    let reading = read(&[
        (
            "jinja2-2.10.dist-info/METADATA",
            "Name: idna\nVersion: 2.10\n",
        ),
        (
            "twice-1.dist-info/METADATA",
            "Name: twice\nName: thrice\nVersion: 1.0\nVersion: 2\n",
        ),
        (
            "zope.x-1.0.0.dist-info/METADATA",
            "Name: zope-x\nVersion: 1.0\n",
        ),
        ("a_b-1.0_l.egg-info/PKG-INFO", "Name: a-b\nVersion: 1.0+l\n"),
    ]);
    let mut listed: Vec<String> = reading
        .packages
        .iter()
        .map(|package| {
            let component = &package.component;
            format!(
                "{} {}",
                component.name,
                component.version.as_ref().unwrap().as_str()
            )
        })
        .collect();
    listed.sort();
    assert_eq!(
        listed,
        [
            "a-b 1.0+l",
            "idna 2.10",
            "jinja2 2.10",
            "thrice 1.0",
            "twice 1.0",
            "twice 2",
            "zope-x 1.0"
        ]
    );
    let told = notices(&reading);
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(
        told[0],
        "Gap conflict site-packages/jinja2-2.10.dist-info/METADATA: the metadata say idna 2.10, and the name of the folder \
         or a second header says jinja2 2.10; both are audited"
    );
}

#[test]
fn a_folder_that_is_gone_is_told() {
    let tree = Tree::memory(&[("site-packages/x", b""), ("y", b"")]);
    let path = &tree.entry("y").unwrap().path;
    let reading = DistInfo.read(&Input::new(&tree, path, b""));
    assert_eq!(
        notices(&reading),
        ["Gap unreadable y: cannot be read: it is not a folder"]
    );
}

#[test]
fn names_and_versions_are_told_apart() {
    for (stem, name, version) in [
        ("flask-3.0", "flask", "3.0"),
        ("zope.interface-5.0-py3.8", "zope.interface", "5.0"),
        ("a-b-1.0-1", "a-b", "1.0-1"),
        ("x-1.0+local", "x", "1.0+local"),
    ] {
        assert_eq!(name_and_version(stem), Some((name, version.to_owned())));
    }
    for stem in ["", "flask", "-1.0", "flask-", "flask-new"] {
        assert_eq!(name_and_version(stem), None, "{stem}");
    }
}

proptest::proptest! {
    #[test]
    fn any_metadata_are_read(name in "[ -~&&[^/]]{0,12}", text in "((Name|Version): ?\\PC{0,12}\n){0,4}\\PC{0,12}") {
        let reading = read(&[(&format!("{name}.dist-info/METADATA"), &text)]);
        proptest::prop_assert!(reading.packages.len() <= 5);
    }
}
