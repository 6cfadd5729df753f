use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use pyward_target::Tree;

use pyward_model::Inventory;

use crate::{Options, read};

pub(in crate::formats) fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn inventory(bytes: &[u8]) -> Inventory {
    read(
        &Tree::memory(&[("bin/tool.pyz", bytes)]),
        &Options::default(),
    )
}

#[test]
fn packages_are_found_in_every_folder_of_it() {
    let archive = zipped(&[
        ("__main__.py", "import shop"),
        (
            "site-packages/shop-1.0.dist-info/METADATA",
            "Name: shop\nVersion: 1.0\nRequires-Dist: jinja2\n",
        ),
        (
            "site-packages/jinja2-3.1.2.dist-info/METADATA",
            "Name: Jinja2\nVersion: 3.1.2\n",
        ),
        (
            ".deps/a-1-py3-none-any.whl/a-1.dist-info/METADATA",
            "Name: a\nVersion: 1\n",
        ),
        ("b-2.egg-info/PKG-INFO", "Name: b\nVersion: 2\n"),
    ]);
    let archive = [b"#!/usr/bin/env python3\n".as_slice(), &archive].concat();
    let inventory = inventory(&archive);
    let told: Vec<String> = inventory
        .components
        .iter()
        .map(|it| format!("{} {}", it.purl(), it.locations[0]))
        .collect();
    assert_eq!(
        told,
        [
            "pkg:pypi/a@1 bin/tool.pyz/.deps/a-1-py3-none-any.whl/a-1.dist-info/METADATA",
            "pkg:pypi/b@2 bin/tool.pyz/b-2.egg-info/PKG-INFO",
            "pkg:pypi/jinja2@3.1.2 bin/tool.pyz/site-packages/jinja2-3.1.2.dist-info/METADATA",
            "pkg:pypi/shop@1.0 bin/tool.pyz/site-packages/shop-1.0.dist-info/METADATA",
        ]
    );
    assert_eq!(inventory.edges.len(), 1);
    assert_eq!(inventory.notices, []);
}

#[test]
fn one_without_metadata_is_a_gap() {
    let inventory = inventory(&zipped(&[("__main__.py", "import requests")]));
    assert!(
        inventory.notices[0]
            .message
            .contains("no metadata of packages")
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = inventory(&bytes);
    }
}
