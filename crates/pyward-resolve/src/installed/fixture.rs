//! An environment and wheels, made of files alone.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use pyward_model::{PackageName, Version};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::door::hex;
use super::{Environment, OWN_FOLDER, sha256_of};
use crate::sync::Unpacked;

/// A virtual environment of Python 3.12, with the Python it was made from beside it.
pub(crate) struct Venv {
    pub(crate) folder: TempDir,
}

impl Venv {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let venv = Self { folder };
        let home = venv.folder.path().join("base/bin");
        venv.put("base/bin/python3.12", "");
        venv.put(
            ".venv/pyvenv.cfg",
            &format!("home = {}\nversion = 3.12.4\n", home.display()),
        );
        venv.put(".venv/bin/activate", "");
        venv.put(".venv/bin/python", "never started");
        venv.put(
            ".venv/lib/python3.12/site-packages/evil.pth",
            "import os; os.abort()\n",
        );
        venv
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub(crate) fn put(&self, below: &str, text: &str) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        write(&path, text.as_bytes());
    }

    pub(crate) fn open(&self) -> Environment {
        Environment::open(&self.path(".venv")).unwrap()
    }

    /// What is in it, by path; compiled files and pyward's own are left out.
    pub(crate) fn snapshot(&self) -> BTreeMap<PathBuf, String> {
        let root = self.path(".venv");
        let mut seen = BTreeMap::new();
        let mut open = vec![root.clone()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let name = entry.file_name();
                if name == "__pycache__" || name == OWN_FOLDER {
                    continue;
                }
                if entry.file_type().unwrap().is_dir() {
                    open.push(entry.path());
                } else {
                    let path = entry.path().strip_prefix(&root).unwrap().to_owned();
                    seen.insert(path, sha256_of(&entry.path()).unwrap().0);
                }
            }
        }
        seen
    }

    /// `a==1 b==2`.
    pub(crate) fn versions(&self) -> String {
        let set = self.open().packages().unwrap();
        let texts = set
            .packages
            .iter()
            .map(|there| format!("{}=={}", there.name, there.version));
        texts.collect::<Vec<_>>().join(" ")
    }
}

/// A wheel for every Python and platform.
#[derive(Clone)]
pub(crate) struct Wheel {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Wheel {
    pub(crate) fn new(name: &str, version: &str, requires: &[&str]) -> Self {
        let mut wheel = Self {
            name: name.to_owned(),
            version: version.to_owned(),
            files: BTreeMap::new(),
        };
        let requires: Vec<String> = requires
            .iter()
            .map(|text| format!("Requires-Dist: {text}\n"))
            .collect();
        let requires = requires.concat();
        wheel.info(
            "METADATA",
            &format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}\n"),
        );
        wheel.info(
            "WHEEL",
            "Wheel-Version: 1.0\nGenerator: fixture\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        );
        wheel.file(
            &format!("{name}/__init__.py"),
            &format!("version = '{version}'\n"),
        )
    }

    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.insert(path.to_owned(), text.as_bytes().to_vec());
        self
    }

    pub(crate) fn script(mut self, script: &str) -> Self {
        let text = format!("[console_scripts]\n{script} = {}:main\n", self.name);
        self.info("entry_points.txt", &text);
        self
    }

    pub(crate) fn info(&mut self, file: &str, text: &str) {
        let path = format!("{}-{}.dist-info/{file}", self.name, self.version);
        self.files.insert(path, text.as_bytes().to_vec());
    }

    pub(crate) fn filename(&self) -> String {
        format!("{}-{}-py3-none-any.whl", self.name, self.version)
    }

    /// All files, the list of them among these.
    fn whole(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = self.files.clone();
        let record = format!("{}-{}.dist-info/RECORD", self.name, self.version);
        if !files.contains_key(&record) {
            let mut lines: Vec<String> = files
                .iter()
                .map(|(path, bytes)| format!("{path},sha256={},{}\n", base64(bytes), bytes.len()))
                .collect();
            lines.push(format!("{record},,\n"));
            let text = lines.concat();
            files.insert(record, text.into_bytes());
        }
        files
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        for (path, bytes) in self.whole() {
            archive.start_file(path, options).unwrap();
            archive.write_all(&bytes).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    pub(crate) fn sha256(&self) -> String {
        hex(&Sha256::digest(self.bytes()))
    }

    /// As the cache would have it.
    pub(crate) fn unpack(&self, below: &Path) -> Unpacked {
        let folder = below.join(format!("{}-{}", self.name, self.version));
        for (path, bytes) in self.whole() {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            write(&path, &bytes);
        }
        let note = below.join("notes").join(self.filename());
        Unpacked {
            note,
            is_built: false,
            name: PackageName::pypi(&self.name),
            version: Version::new(&self.version),
            filename: self.filename(),
            folder,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a file of the test's own folder")]
fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

/// SHA-256 as `RECORD` has it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = Sha256::digest(bytes);
    let mut text = String::new();
    for chunk in digest.chunks(3) {
        let mut bits = 0_usize;
        for at in 0..3 {
            bits = (bits << 8) | chunk.get(at).map_or(0, |byte| usize::from(*byte));
        }
        for at in 0..=chunk.len() {
            text.push(char::from(DIGITS[(bits >> (18 - 6 * at)) & 63]));
        }
    }
    text
}
