//! A package index for whole-program tests: wheels made in memory, served on this machine.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use pyward_fetch::loopback::{Loopback, Reply};

/// A wheel: its name, its version and what it requires.
pub(crate) type Wheel<'a> = (&'a str, &'a str, &'a [&'a str]);

/// The SHA-256 that the index states for a file: one of its own, which nothing here compares with the bytes.
pub(crate) fn digest(name: &str, version: &str) -> String {
    let text = format!("{name}-{version}");
    let sum = text.bytes().fold(0x00cb_f29c_e484_2223_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{sum:016x}").repeat(4)
}

/// A running index.
pub(crate) struct Shelf {
    server: Loopback,
}

impl Shelf {
    pub(crate) fn new(wheels: &[Wheel<'_>]) -> Self {
        let server = Loopback::start();
        let mut pages: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, version, requires) in wheels {
            let file = format!("{name}-{version}-py3-none-any.whl");
            let place = format!("/files/{file}");
            server.on(&place, [Reply::ok(wheel(name, version, requires))]);
            let metadata = metadata(name, version, requires);
            server.on(&format!("{place}.metadata"), [Reply::ok(metadata)]);
            let yanked = if version.ends_with(".13") {
                ", \"yanked\": \"unlucky\""
            } else {
                ""
            };
            pages.entry(name).or_default().push(format!(
                "{{\"filename\": \"{file}\", \"url\": \"../..{place}\", \"hashes\": {{\"sha256\": \"{}\"}}, \"core-metadata\": true{yanked}}}",
                digest(name, version)
            ));
        }
        for (name, files) in pages {
            let page = format!(
                "{{\"meta\": {{\"api-version\": \"1.1\"}}, \"name\": \"{name}\", \"files\": [{}]}}",
                files.join(", ")
            );
            let kind = "application/vnd.pypi.simple.v1+json";
            let page = Reply::ok(page).header("Content-Type", kind);
            server.on(&format!("/simple/{name}/"), [page]);
        }
        Self { server }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url("/simple")
    }
}

/// A wheel in bytes.
pub(crate) fn wheel(name: &str, version: &str, requires: &[&str]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let info = format!("{name}-{version}.dist-info");
    let kind = "Wheel-Version: 1.0\nGenerator: shelf\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
    for (file, text) in [
        ("METADATA", metadata(name, version, requires)),
        ("WHEEL", kind.to_owned()),
        ("RECORD", String::new()),
    ] {
        let file = format!("{info}/{file}");
        archive.start_file(file, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn metadata(name: &str, version: &str, requires: &[&str]) -> String {
    let requires: String = requires
        .iter()
        .map(|requirement| format!("Requires-Dist: {requirement}\n"))
        .collect();
    format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}")
}
