//! The archive of the [PyPA advisory database](https://github.com/pypa/advisory-database): OSV records as YAML, below
//! `vulns/PACKAGE/`.

use crate::intake::Layout;
use crate::source::{Reading, Source};

pub(super) static SOURCE: Source = Source {
    name: "pypa",
    title: "PyPA Advisory Database",
    doc: "the community's own database of flaws in packages of PyPI, straight from its repository",
    url: Some("https://github.com/pypa/advisory-database/archive/refs/heads/main.zip"),
    variable: "PYWARD_PYPA_URL",
    license: "CC-BY-4.0",
    reading: Reading::Tree(Layout {
        // Its own workflows are YAML too.
        without: &["/.github/", "/.git/"],
        yaml: true,
        pypi_only: true,
    }),
};
