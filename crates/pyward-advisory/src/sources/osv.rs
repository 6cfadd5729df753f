//! The bulk export of [OSV](https://osv.dev), which gathers the records of many databases.

use crate::source::{Reading, Source};

pub(super) static SOURCE: Source = Source {
    name: "osv",
    title: "OSV",
    doc: "the PyPI part of OSV's export: the GitHub and PyPA databases, malicious packages and others; updated by what changed",
    url: Some(crate::OSV_EXPORT),
    variable: "PYWARD_OSV_URL",
    license: "CC-BY-4.0 and those of its databases",
    reading: Reading::Export,
};
