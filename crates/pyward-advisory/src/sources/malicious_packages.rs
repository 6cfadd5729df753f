//! The [malicious packages](https://github.com/ossf/malicious-packages) of the `OpenSSF`: `MAL-` records in the OSV form, below
//! `osv/malicious/ECOSYSTEM/PACKAGE/`.

use crate::intake::Layout;
use crate::source::{Reading, Source};

pub(super) static SOURCE: Source = Source {
    name: "malicious-packages",
    title: "OpenSSF Malicious Packages",
    doc: "packages that are themselves an attack, straight from the OpenSSF's repository",
    url: Some("https://github.com/ossf/malicious-packages/archive/refs/heads/main.zip"),
    variable: "PYWARD_MALICIOUS_PACKAGES_URL",
    license: "Apache-2.0",
    reading: Reading::Tree(Layout {
        without: &["/.github/", "/.git/", "/malicious/npm/", "/withdrawn/npm/"],
        yaml: false,
        pypi_only: true,
    }),
};
