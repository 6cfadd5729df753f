use proptest::prelude::*;
use pyward_target::Tree;

use super::super::zipapp::tests::zipped;
use pyward_model::Inventory;

use crate::{Options, read};

fn inventory(files: &[(&str, &[u8])]) -> Inventory {
    read(&Tree::memory(files), &Options::default())
}

fn told(inventory: &Inventory) -> String {
    let components = inventory.components.iter().map(|it| {
        let asked = it.requirement.as_deref().unwrap_or("-");
        format!(
            "{} {asked} direct={} {}",
            it.purl(),
            it.direct,
            it.locations[0]
        )
    });
    let notices = inventory.notices.iter().map(|notice| {
        let place = notice.location.as_ref().map(ToString::to_string);
        format!("{}: {}", place.unwrap_or_default(), notice.message)
    });
    components.chain(notices).collect::<Vec<_>>().join("\n")
}

fn metadata(name: &str, version: &str, more: &str) -> String {
    format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}\nA description.\n")
}

fn wheel(name: &str, version: &str, more: &str) -> Vec<u8> {
    let folder = format!("{name}-{version}.dist-info");
    zipped(&[
        (&format!("{name}/__init__.py"), "x = 1"),
        (
            &format!("{folder}/METADATA"),
            &metadata(name, version, more),
        ),
        (&format!("{folder}/RECORD"), ""),
    ])
}

#[test]
fn packages_of_one_folder_are_there_for_one_another() {
    let shop = wheel(
        "shop",
        "1.0",
        "Requires-Dist: jinja2>=3\nRequires-Dist: click>=8; python_version >= '3'\nRequires-Dist: pytest; extra == 'dev'\n",
    );
    let jinja2 = zipped(&[("jinja2-3.1.2/PKG-INFO", &metadata("Jinja2", "3.1.2", ""))]);
    let egg = zipped(&[
        ("EGG-INFO/PKG-INFO", &metadata("old", "0.9", "")),
        ("EGG-INFO/requires.txt", "shop\n"),
    ]);
    let inventory = inventory(&[
        ("dist/shop-1.0-py3-none-any.whl", &shop),
        ("dist/jinja2-3.1.2.zip", &jinja2),
        ("dist/old-0.9-py3.8.egg", &egg),
    ]);
    insta::assert_snapshot!(told(&inventory), @"
    pkg:pypi/click >=8 direct=false dist/shop-1.0-py3-none-any.whl
    pkg:pypi/jinja2@3.1.2 - direct=false dist/jinja2-3.1.2.zip
    pkg:pypi/old@0.9 - direct=true dist/old-0.9-py3.8.egg
    pkg:pypi/shop@1.0 - direct=false dist/shop-1.0-py3-none-any.whl
    dist/shop-1.0-py3-none-any.whl: 1 requirement names no single version: click>=8
    ");
    assert_eq!(inventory.edges.len(), 2);
}

#[test]
fn what_the_project_built_of_itself_is_no_dependency() {
    let inventory = inventory(&[
        (
            "pyproject.toml",
            b"[project]\nname = \"shop\"\nversion = \"1.0\"\n",
        ),
        ("dist/shop-1.0-py3-none-any.whl", &wheel("shop", "1.0", "")),
        (
            "vendor-wheels/six-1.16.0-py2.py3-none-any.whl",
            &wheel("six", "1.16.0", ""),
        ),
    ]);
    insta::assert_snapshot!(told(&inventory), @"
    pkg:pypi/six@1.16.0 - direct=true vendor-wheels/six-1.16.0-py2.py3-none-any.whl
    dist/shop-1.0-py3-none-any.whl: it was built from the project shop here
    ");
}

#[test]
fn names_that_contradict_are_told_and_both_are_audited() {
    let inventory = inventory(&[
        ("six-1.16.0-py3-none-any.whl", &wheel("requests", "2.0", "")),
        ("a-1-py3-none-any.whl", &zipped(&[("a/__init__.py", "")])),
        ("notes-1.0.zip", &zipped(&[("notes.txt", "hello")])),
        ("b-1-py3-none-any.whl", b"nonsense"),
    ]);
    insta::assert_snapshot!(told(&inventory), @"
    pkg:pypi/a@1 - direct=true a-1-py3-none-any.whl
    pkg:pypi/b@1 - direct=true b-1-py3-none-any.whl
    pkg:pypi/requests@2.0 - direct=true six-1.16.0-py3-none-any.whl
    pkg:pypi/six@1.16.0 - direct=true six-1.16.0-py3-none-any.whl
    a-1-py3-none-any.whl: it holds no `.dist-info/METADATA`; name and version are taken from the name of the file
    b-1-py3-none-any.whl: it holds no `.dist-info/METADATA`; name and version are taken from the name of the file
    b-1-py3-none-any.whl: it is neither a zip nor a tar archive
    six-1.16.0-py3-none-any.whl: its metadata say requests 2.0, the name of the file says six 1.16.0; both are audited
    notes-1.0.zip: it holds no `PKG-INFO`, so it is no source distribution
    ");
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for name in ["a-1-py3-none-any.whl", "a-1.tar.gz", "a-1.egg"] {
            let inventory = inventory(&[(name, &bytes)]);
            prop_assert!(inventory.components.len() < 3);
        }
    }

    #[test]
    fn any_metadata_is_read(text in "((Name|Version|Requires-Dist): ?[ -~]{0,20}\n|\\PC{0,9}\n){0,9}") {
        let archive = zipped(&[("a-1.dist-info/METADATA", &text)]);
        let _ = inventory(&[("a-1-py3-none-any.whl", &archive)]);
    }
}
