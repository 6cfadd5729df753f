//! The [GitHub Advisory Database](https://github.com/github/advisory-database) as its repository holds it: OSV records of
//! every ecosystem, below `advisories/github-reviewed/YEAR/MONTH/ID/`.

use crate::intake::Layout;
use crate::source::{Reading, Source};

pub(super) static SOURCE: Source = Source {
    name: "github",
    title: "GitHub Advisory Database",
    doc: "GitHub's reviewed advisories, straight from their repository (large: it holds every ecosystem)",
    url: Some("https://github.com/github/advisory-database/archive/refs/heads/main.zip"),
    variable: "PYWARD_GITHUB_URL",
    license: "CC-BY-4.0",
    reading: Reading::Tree(Layout {
        // What nobody has reviewed names no package.
        without: &["/unreviewed/", "/.github/", "/.git/"],
        yaml: false,
        pypi_only: true,
    }),
};
