use proptest::prelude::*;
use pyward_target::Tree;

use pyward_model::Inventory;

use crate::{Options, read};

fn inventory(files: &[(&str, &[u8])]) -> Inventory {
    read(&Tree::memory(files), &Options::default())
}

#[test]
fn packages_of_conda_are_listed_beside_those_of_python() {
    let inventory = inventory(&[
        (
            "conda-meta/openssl-3.0.1-h0.json",
            br#"{"name": "openssl", "version": "3.0.1", "depends": ["ca-certificates", "libgcc >=12"], "sha256": "AB", "url": "https://conda.anaconda.org/conda-forge/linux-64/openssl-3.0.1-h0.conda"}"#,
        ),
        (
            "conda-meta/ca-certificates-2024.json",
            br#"{"name": "ca-certificates", "version": "2024.2.2", "depends": []}"#,
        ),
        ("conda-meta/history", b"==> 2024 <=="),
        (
            "lib/python3.12/site-packages/jinja2-3.1.2.dist-info/METADATA",
            b"Name: jinja2\nVersion: 3.1.2\n",
        ),
        (
            "conda-meta/jinja2-3.1.2-py.json",
            br#"{"name": "jinja2", "version": "3.1.2", "noarch": "python"}"#,
        ),
    ]);
    let told: Vec<String> = inventory
        .components
        .iter()
        .map(|it| format!("{} {}", it.purl(), it.auditable_version().is_some()))
        .collect();
    assert_eq!(
        told,
        [
            "pkg:pypi/jinja2@3.1.2 true",
            "pkg:conda/ca-certificates@2024.2.2 false",
            "pkg:conda/jinja2@3.1.2 false",
            "pkg:conda/openssl@3.0.1 false",
        ]
    );
    assert_eq!(inventory.edges.len(), 1);
    assert_eq!(
        inventory.notices[0].message,
        "3 packages of conda are listed, not matched with advisories, which speak of releases on PyPI"
    );
}

#[test]
fn records_that_are_none_are_told_and_the_others_read() {
    let inventory = inventory(&[
        ("conda-meta/a.json", b"{"),
        ("conda-meta/b.json", br#"{"version": "1"}"#),
        ("conda-meta/c.json", br#"{"name": "c", "version": 1}"#),
        ("conda-meta/d.json", br#"{"name": "d"}"#),
    ]);
    let told: Vec<&str> = inventory
        .notices
        .iter()
        .filter(|notice| notice.location.is_some())
        .map(|notice| &*notice.message)
        .collect();
    assert_eq!(inventory.components.len(), 1);
    assert_eq!(told.len(), 4, "{told:?}");
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let _ = inventory(&[("conda-meta/a.json", &bytes)]);
    }
}
