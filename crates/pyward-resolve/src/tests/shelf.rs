//! An index to test against: packages made in memory, served by the loopback server.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::time::Duration;

use pyward_fetch::loopback::{Loopback, Reply};
use pyward_model::{Date, Hash, PackageName, Version};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::{
    Affected, Engine, IndexSettings, Pin, Platform, PythonVersion, Request, Requirement,
    Resolution, ResolveError, Target,
};

/// A file of a release.
#[derive(Clone, Debug)]
pub(crate) struct File {
    name: String,
    version: String,
    filename: String,
    requires: Vec<String>,
    extras: Vec<String>,
    requires_python: Option<String>,
    pub(crate) yanked: Option<&'static str>,
    uploaded: Option<&'static str>,
    /// What is in the file, where that is more than metadata.
    content: Option<Vec<u8>>,
}

impl File {
    /// A wheel for every Python and platform.
    pub(crate) fn wheel(name: &str, version: &str, requires: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            filename: format!("{name}-{version}-py3-none-any.whl"),
            requires: requires.iter().map(ToString::to_string).collect(),
            extras: Vec::new(),
            requires_python: None,
            yanked: None,
            uploaded: None,
            content: None,
        }
    }

    /// A source distribution.
    pub(crate) fn sdist(name: &str, version: &str) -> Self {
        Self {
            filename: format!("{name}-{version}.tar.gz"),
            ..Self::wheel(name, version, &[])
        }
    }

    /// A source distribution with files in it.
    pub(crate) fn source(name: &str, version: &str, files: &[(&str, &str)]) -> Self {
        Self {
            content: Some(tarball(&format!("{name}-{version}"), files)),
            ..Self::sdist(name, version)
        }
    }

    pub(crate) fn extra(mut self, extra: &str) -> Self {
        self.extras.push(extra.to_owned());
        self
    }

    pub(crate) fn python(mut self, python: &str) -> Self {
        self.requires_python = Some(python.to_owned());
        self
    }

    pub(crate) fn yanked(mut self, reason: &'static str) -> Self {
        self.yanked = Some(reason);
        self
    }

    pub(crate) fn uploaded(mut self, time: &'static str) -> Self {
        self.uploaded = Some(time);
        self
    }

    /// Makes it a wheel with other tags (`cp312-cp312-win_amd64`).
    pub(crate) fn set_tags(&mut self, tags: &str) {
        self.filename = format!("{}-{}-{tags}.whl", self.name, self.version);
    }

    fn metadata(&self) -> String {
        let mut text = format!(
            "Metadata-Version: 2.1\nName: {}\nVersion: {}\n",
            self.name, self.version
        );
        if let Some(python) = &self.requires_python {
            let _ = writeln!(text, "Requires-Python: {python}");
        }
        for extra in &self.extras {
            let _ = writeln!(text, "Provides-Extra: {extra}");
        }
        for requirement in &self.requires {
            let _ = writeln!(text, "Requires-Dist: {requirement}");
        }
        text
    }

    /// The bytes of the file; of a source distribution, some that nobody should ask for.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        if let Some(content) = &self.content {
            return content.clone();
        }
        if !self.is_wheel() {
            return b"not for reading".to_vec();
        }
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let info = format!("{}-{}.dist-info", self.name, self.version);
        let options = zip::write::SimpleFileOptions::default();
        for (file, text) in [
            ("METADATA", self.metadata()),
            (
                "WHEEL",
                "Wheel-Version: 1.0\nGenerator: shelf\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
                    .to_owned(),
            ),
            ("RECORD", String::new()),
        ] {
            archive
                .start_file(format!("{info}/{file}"), options)
                .unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn is_wheel(&self) -> bool {
        std::path::Path::new(&self.filename)
            .extension()
            .is_some_and(|extension| extension == "whl")
    }

    /// The file's SHA-256, as the index states it.
    pub(crate) fn sha256(&self) -> String {
        let digest = Sha256::digest(self.bytes());
        digest.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    pub(crate) fn filename(&self) -> &str {
        &self.filename
    }
}

/// Files below a folder, packed as source distributions are
/// ([ustar](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html)).
fn tarball(folder: &str, files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for (path, text) in files {
        let mut header = [0_u8; 512];
        let mut field = |at: usize, text: &str| {
            header[at..at + text.len()].copy_from_slice(text.as_bytes());
        };
        field(0, &format!("{folder}/{path}"));
        field(100, "0000644\0");
        field(108, "0000000\0");
        field(116, "0000000\0");
        field(124, &format!("{:011o}\0", text.len()));
        field(136, "00000000000\0");
        // The sum is taken with blanks in its own place.
        field(148, "        ");
        field(156, "0");
        field(257, "ustar\u{0}00");
        let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
        header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        archive.write_all(&header).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
        let rest = (512 - text.len() % 512) % 512;
        archive.write_all(&vec![0; rest]).unwrap();
    }
    archive.write_all(&[0; 1024]).unwrap();
    archive.finish().unwrap()
}

/// How an index writes its pages.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pages {
    /// PEP 691, with PEP 658 metadata.
    Json,
    /// PEP 503, with PEP 658 metadata.
    Html,
    /// PEP 503 as it was: whoever wants metadata opens the wheel.
    PlainHtml,
}

/// A running index.
pub(crate) struct Shelf {
    pub(crate) server: Loopback,
    cache: TempDir,
}

impl Shelf {
    pub(crate) fn new(files: &[File]) -> Self {
        Self::with_pages(files, Pages::Json)
    }

    pub(crate) fn with_pages(files: &[File], pages: Pages) -> Self {
        let server = Loopback::start();
        put(&server, "/simple", files, pages);
        Self {
            server,
            cache: TempDir::new().unwrap(),
        }
    }

    /// Puts a second index on the server, below another path.
    pub(crate) fn also(&self, below: &str, files: &[File]) {
        put(&self.server, below, files, Pages::Json);
    }

    /// Settings for this index, with a cache of its own.
    pub(crate) fn settings(&self) -> IndexSettings {
        IndexSettings {
            index: Some(self.server.url("/simple").into()),
            extra: Vec::new(),
            find_links: Vec::new(),
            no_index: false,
            strategy: crate::IndexStrategy::FirstIndex,
            insecure_hosts: Vec::new(),
            certificates: None,
            system_certificates: false,
            client_certificate: None,
            keyring: false,
            proxy: None,
            timeout: Duration::from_secs(5),
            retries: 0,
            offline: false,
            cache: self.cache.path().to_owned(),
            exclude_newer: None,
        }
    }

    pub(crate) fn engine(&self) -> Engine {
        Engine::start(self.settings()).unwrap()
    }

    /// The newest versions of some requirements.
    pub(crate) fn resolve(&self, requirements: &[&str]) -> Result<Resolution, ResolveError> {
        self.engine().resolve(&request(requirements))
    }
}

/// Puts the pages and files of an index on a server.
fn put(server: &Loopback, below: &str, files: &[File], pages: Pages) {
    let mut packages: BTreeMap<String, Vec<&File>> = BTreeMap::new();
    for file in files {
        let name = PackageName::pypi(&file.name).to_string();
        packages.entry(name).or_default().push(file);
        let place = format!("{below}/files/{}", file.filename);
        server.on(&place, [Reply::ok(file.bytes())]);
        if file.is_wheel() {
            server.on(&format!("{place}.metadata"), [Reply::ok(file.metadata())]);
        }
    }
    for (name, files) in packages {
        let (kind, body) = match pages {
            Pages::Json => ("application/vnd.pypi.simple.v1+json", json(&name, &files)),
            Pages::Html => ("text/html", html(&files, true)),
            Pages::PlainHtml => ("text/html", html(&files, false)),
        };
        let page = Reply::ok(body).header("Content-Type", kind);
        server.on(&format!("{below}/{name}/"), [page]);
    }
}

fn json(name: &str, files: &[&File]) -> String {
    let files: Vec<String> = files
        .iter()
        .map(|file| {
            let mut entry = format!(
                r#"{{"filename": "{}", "url": "../files/{}", "hashes": {{"sha256": "{}"}}, "size": {}"#,
                file.filename,
                file.filename,
                file.sha256(),
                file.bytes().len()
            );
            if file.is_wheel() {
                entry.push_str(r#", "core-metadata": true"#);
            }
            if let Some(python) = &file.requires_python {
                let _ = write!(entry, r#", "requires-python": "{python}""#);
            }
            if let Some(reason) = file.yanked {
                let _ = write!(entry, r#", "yanked": "{reason}""#);
            }
            if let Some(time) = file.uploaded {
                let _ = write!(entry, r#", "upload-time": "{time}""#);
            }
            entry + "}"
        })
        .collect();
    format!(
        r#"{{"meta": {{"api-version": "1.4"}}, "name": "{name}", "project-status": {{"status": "archived", "reason": "done"}}, "files": [{}]}}"#,
        files.join(", ")
    )
}

fn html(files: &[&File], with_metadata: bool) -> String {
    let links = files.iter().map(|file| {
        let metadata = if with_metadata && file.is_wheel() {
            r#" data-core-metadata="true""#
        } else {
            ""
        };
        let python = file.requires_python.as_ref().map_or_else(String::new, |python| {
            format!(" data-requires-python=\"{}\"", python.replace('>', "&gt;").replace('<', "&lt;"))
        });
        let yanked = file
            .yanked
            .map_or_else(String::new, |reason| format!(" data-yanked=\"{reason}\""));
        format!(
            "<a href=\"../files/{name}#sha256={digest}\"{metadata}{python}{yanked}>{name}</a><br>\n",
            name = file.filename,
            digest = file.sha256()
        )
    });
    format!(
        "<!DOCTYPE html><html><body>\n{}</body></html>",
        links.collect::<String>()
    )
}

/// Linux on x86-64 with Python 3.12, wherever the tests run.
pub(crate) fn target() -> Target {
    Target {
        platform: Some(Platform::LinuxX86_64),
        ..Target::host(PythonVersion::new(3, 12))
    }
}

pub(crate) fn request(requirements: &[&str]) -> Request {
    let requirements = requirements.iter().map(|text| Requirement::new(text));
    Request::new(target(), requirements.collect())
}

pub(crate) fn name(text: &str) -> PackageName {
    PackageName::pypi(text)
}

pub(crate) fn pins(pins: &[&str]) -> Vec<Pin> {
    let read = |pin: &&str| {
        let (name, version) = pin.split_once("==").unwrap();
        Pin {
            name: PackageName::pypi(name),
            version: Version::new(version),
            hashes: Vec::new(),
        }
    };
    pins.iter().map(read).collect()
}

pub(crate) fn sha256(digits: &str) -> Hash {
    Hash {
        algorithm: "sha256".into(),
        digits: digits.into(),
    }
}

/// `[from, to)`; an empty `to` is no end, and `0` the beginning.
pub(crate) fn affected(ranges: &[(&str, &str)]) -> Affected {
    use pyward_model::{AffectedRange, Event};
    let ranges = ranges.iter().map(|(from, to)| {
        let from = (*from != "0").then(|| Version::new(from));
        let mut events = vec![Event::Introduced(from)];
        if !to.is_empty() {
            events.push(Event::Fixed(Version::new(to)));
        }
        AffectedRange::new(events)
    });
    Affected {
        ranges: ranges.collect(),
        versions: Vec::new(),
    }
}

pub(crate) fn day(text: &str) -> Option<Date> {
    Date::parse(text)
}

/// `a==1 b==2`, in the order of the resolution.
pub(crate) fn versions(resolution: &Resolution) -> String {
    let packages = resolution.packages.iter().map(|package| {
        let version = package.version.as_ref().map_or("?", Version::as_str);
        format!("{}=={version}", package.name)
    });
    packages.collect::<Vec<_>>().join(" ")
}
