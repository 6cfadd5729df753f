use proptest::prelude::*;
use pyward_target::Tree;

use super::*;

fn read(files: &[(&str, &str)]) -> Installed {
    let files: Vec<(String, &[u8])> = files
        .iter()
        .map(|(path, text)| {
            (
                format!("lib/python3.11/site-packages/{path}"),
                text.as_bytes(),
            )
        })
        .collect();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    installed(&Tree::memory(&files))
}

fn pins(installed: &Installed) -> Vec<String> {
    installed
        .distributions
        .iter()
        .map(Distribution::pin)
        .collect()
}

fn notices(installed: &Installed) -> Vec<String> {
    let told = |notice: &Notice| {
        let place = notice.location.as_ref().unwrap();
        format!(
            "{:?} {}: {}",
            notice.weight,
            place.path.rsplit('/').next().unwrap(),
            notice.message
        )
    };
    installed.notices.iter().map(told).collect()
}

#[test]
fn names_are_those_of_the_metadata_and_versions_those_of_the_folder() {
    let installed = read(&[
        (
            "zope_interface-5.0.dist-info/METADATA",
            "Name: zope.interface\nVersion: 4.0\n\nName: x\n",
        ),
        (
            "Alpha-v1.0.RC.1.dist-info/METADATA",
            "Version: 1.0rc1\nName: alpha\nName: beta\n",
        ),
        (
            "legacy-2004d.dist-info/METADATA",
            "Name: Legacy\nVersion: 2004 d\n",
        ),
        ("No_Metadata-1.dist-info/RECORD", ""),
        (
            "old_Egg-1-py3.6.egg-info/PKG-INFO",
            "Name: old-Egg\nVersion: 1.02\n",
        ),
        ("flat-9.egg-info", "Name: Flat\nVersion: 3\n"),
        (
            "whole-2-py3.6.egg/EGG-INFO/PKG-INFO",
            "Name: whole\nVersion: 2\n",
        ),
        ("alpha/__init__.py", "raise SystemExit"),
    ]);
    assert_eq!(
        pins(&installed),
        [
            "alpha==1.0rc1",
            "Flat==3",
            "Legacy===2004 d",
            "no-metadata==1",
            "old-Egg==1.2",
            "whole==2",
            "zope.interface==5.0"
        ]
    );
    assert_eq!(installed.folders, 1);
    assert_eq!(
        notices(&installed),
        [
            "Gap No_Metadata-1.dist-info: it has no METADATA: name and version are those of its folder"
        ]
    );
}

#[test]
fn what_has_no_pin_is_told() {
    let installed = read(&[
        ("~eft-1.dist-info/METADATA", "Name: left\nVersion: 1\n"),
        ("nothing.dist-info/METADATA", "Metadata-Version: 2.1\n"),
        ("no_version.egg-info/PKG-INFO", "Name: no-version\n"),
        (
            "evil-1.dist-info/METADATA",
            "Name: evil\u{1b}[2J\nVersion: 1\n",
        ),
        ("zip-1-py3.8.egg", "PK"),
        ("gone.egg-link", "../nowhere\n.\n"),
        ("a-1.dist-info/METADATA", "Name: a\n"),
        ("a-2.dist-info/METADATA", "Name: A\n"),
    ]);
    assert_eq!(pins(&installed), ["a==1"]);
    let mut told = notices(&installed);
    let linked = told.pop().unwrap();
    assert!(
        linked.starts_with("Gap gone.egg-link: it leads to ") && linked.ends_with("has no pin"),
        "{linked}"
    );
    assert_eq!(
        told,
        [
            "Info a-2.dist-info: A is installed twice, also at lib/python3.11/site-packages/a-1.dist-info, whose version is the one that is printed",
            "Gap evil-1.dist-info: `evil\\u{1b}[2J` is no name of a package; the package has no pin",
            "Gap no_version.egg-info: no version is stated; the package has no pin",
            "Gap nothing.dist-info: no name is stated; the package has no pin",
            "Gap zip-1-py3.8.egg: a zipped egg is not looked into, and has no pin",
            "Info ~eft-1.dist-info: what an interrupted pip left behind, Python does not see it",
        ]
    );
}

#[test]
fn direct_urls_are_told_with_their_hashes_and_without_credentials() {
    let installed = read(&[
        ("a-1.dist-info/METADATA", "Name: a\n"),
        (
            "a-1.dist-info/direct_url.json",
            r#"{"url": "https://me:pw@h/a.zip", "archive_info": {"hashes": {"sha256": "AB"}}}"#,
        ),
        ("b-1.dist-info/METADATA", "Name: b\n"),
        (
            "b-1.dist-info/direct_url.json",
            r#"{"url": "https://h/b.zip"}"#,
        ),
    ]);
    let [a, b] = &installed.distributions[..] else {
        panic!("{installed:?}")
    };
    assert_eq!(a.source, Source::Direct("https://h/a.zip#sha256=AB".into()));
    assert_eq!(&*a.hashes[0].digits, "ab");
    assert_eq!(b.source, Source::Index);
    assert_eq!(
        notices(&installed),
        [
            "Info direct_url.json: its URL holds credentials, which are left out",
            "Gap direct_url.json: where b comes from cannot be read: it states none or several of `vcs_info`, `archive_info` and `dir_info`; it is pinned as if from an index",
        ]
    );
}

#[test]
fn the_python_is_told_by_the_folder() {
    let python = |text: &str| {
        let top = tempfile::tempdir().unwrap();
        let site = top.path().join(text).join("site-packages");
        std::fs::create_dir_all(site.join("x-1.dist-info")).unwrap();
        let tree = Tree::open(
            &site,
            top.path(),
            &mut pyward_target::OpenOptions::default(),
        )
        .unwrap();
        installed(&tree).python
    };
    assert_eq!(python("lib/python3.11"), Some((3, 11)));
    assert_eq!(python("lib/python3.13t"), Some((3, 13)));
    assert_eq!(python("lib/pypy3.10"), Some((3, 10)));
    assert_eq!(python("Lib"), None);
}

proptest! {
    #[test]
    fn any_metadata_are_read_and_names_are_those_of_packages(
        folder in "[a-zA-Z0-9~._+!-]{1,12}",
        metadata in "((Name|Version): ?\\PC{0,12}\n|\\PC{0,9}\n){0,5}",
        direct in "\\{(\"(url|dir_info|vcs_info|archive_info|hashes|vcs|commit_id)\"[:,] ?|\\{|\\}|\"file:///x\"){0,8}",
    ) {
        let installed = read(&[
            (&format!("{folder}.dist-info/METADATA"), &metadata),
            (&format!("{folder}.dist-info/direct_url.json"), &direct),
        ]);
        for distribution in &installed.distributions {
            prop_assert!(distribution.normalised_name().is_valid());
        }
        prop_assert!(installed.distributions.len() + installed.notices.len() > 0);
    }
}

#[test]
fn a_large_environment_is_read_by_several_threads_and_says_the_same() {
    let files: Vec<(String, String)> = (0..200)
        .map(|number| {
            (
                format!("p{number:03}-1.dist-info/METADATA"),
                format!("Name: P{number:03}\nVersion: 1\n"),
            )
        })
        .collect();
    let mut files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    files.push(("broken-1.dist-info/RECORD", ""));
    let installed = read(&files);
    let expected: Vec<String> = (0..200).map(|number| format!("P{number:03}==1")).collect();
    assert_eq!(
        pins(&installed),
        [vec!["broken==1".to_owned()], expected].concat()
    );
    assert_eq!(installed.notices.len(), 1);
}
