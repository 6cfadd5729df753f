//! An index on this machine: pages with made-up hashes, and the metadata of wheels that nobody downloads.

use super::{Loopback, Pyward, Reply};

pub(super) struct Shelf {
    server: Loopback,
    cache: tempfile::TempDir,
}

/// A package: name, version, what it requires.
type Release<'a> = (&'a str, &'a str, &'a [&'a str]);

/// The hash that the index states of a wheel.
pub(super) fn digest(name: &str, version: &str) -> String {
    let text = format!("{name}{version}");
    let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{digits:0<64}")
}

impl Shelf {
    /// Jinja2 with a vulnerable and a mended version.
    pub(super) fn usual() -> Self {
        Self::new(&[
            ("jinja2", "3.1.2", &["markupsafe>=2.0"]),
            ("jinja2", "3.1.6", &["markupsafe>=2.0"]),
            ("markupsafe", "2.1.5", &[]),
            ("markupsafe", "3.0.2", &[]),
        ])
    }

    pub(super) fn new(releases: &[Release<'_>]) -> Self {
        let server = Loopback::start();
        for (name, _, _) in releases {
            let own = releases.iter().filter(|release| release.0 == *name);
            let links: String = own
                .map(|(name, version, requires)| {
                    let file = format!("{name}-{version}-py3-none-any.whl");
                    let lines: String = requires
                        .iter()
                        .map(|it| format!("Requires-Dist: {it}\n"))
                        .collect();
                    let metadata =
                        format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{lines}");
                    server.on(&format!("/files/{file}.metadata"), [Reply::ok(metadata)]);
                    format!(
                        "<a href=\"/files/{file}#sha256={}\" data-core-metadata=\"true\">{file}</a>\n",
                        digest(name, version)
                    )
                })
                .collect();
            let page = format!("<!DOCTYPE html><html><body>\n{links}</body></html>");
            let page = Reply::ok(page).header("Content-Type", "text/html");
            server.on(&format!("/simple/{name}/"), [page]);
        }
        Self {
            server,
            cache: tempfile::tempdir().unwrap(),
        }
    }

    /// Has a run ask this index.
    pub(super) fn ask(&self, run: Pyward) -> Pyward {
        run.env("PYWARD_OFFLINE", "0")
            .env("PYWARD_PYPI_URL", self.server.url("/simple"))
            .env("PYWARD_CACHE_DIR", self.cache.path())
    }
}
