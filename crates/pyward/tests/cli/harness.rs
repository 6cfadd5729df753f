//! Runs the binary in a scrubbed environment: no home, no store, a fixed day, nothing of the machine.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// 2026-11-22, noon UTC: the present of every test.
pub(crate) const NOW: &str = "1795348800";

/// The day of every test.
pub(crate) const TODAY: &str = "2026-11-22";

/// A run that is being put together.
pub(crate) struct Pyward {
    command: Command,
    stdin: Vec<u8>,
    _home: tempfile::TempDir,
}

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The binary with these arguments, in the repository's root.
pub(crate) fn pyward(args: &[&str]) -> Pyward {
    #[expect(clippy::disallowed_methods, reason = "the program under test")]
    let mut command = Command::new(env!("CARGO_BIN_EXE_pyward"));
    let home = tempfile::tempdir().unwrap();
    command
        .args(args)
        .current_dir(root())
        .env_clear()
        .env("HOME", home.path())
        .env("PYWARD_DATA_DIR", home.path().join("data"))
        .env("SOURCE_DATE_EPOCH", NOW)
        .env("PYWARD_TODAY", TODAY)
        .env("PYWARD_OFFLINE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Pyward {
        command,
        stdin: Vec::new(),
        _home: home,
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

impl Pyward {
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// In this folder instead of the repository's root.
    pub(crate) fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub(crate) fn stdin(mut self, bytes: &[u8]) -> Self {
        self.stdin = bytes.to_vec();
        self
    }

    pub(crate) fn run(mut self) -> Run {
        let mut child = self.command.spawn().unwrap();
        // A program that does not read its input closes the pipe; that is its right.
        let _ = child.stdin.take().unwrap().write_all(&self.stdin);
        let output = child.wait_with_output().unwrap();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!run.err.contains("met a bug"), "{run:?}");
        run
    }

    /// Starts the program and lets it go on; its home goes with the test's own folders.
    pub(crate) fn spawn(mut self) -> std::process::Child {
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Sends standard output elsewhere.
    pub(crate) fn stdout(mut self, out: std::fs::File) -> Self {
        self.command.stdout(out);
        self
    }

    /// Runs for the exit code alone.
    pub(crate) fn code(mut self) -> i32 {
        self.command
            .stdin(Stdio::null())
            .status()
            .unwrap()
            .code()
            .unwrap_or(-1)
    }

    /// Standard output as JSON: all of it, with nothing beside it.
    pub(crate) fn json(self) -> Value {
        let run = self.run();
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {run:?}"))
    }
}

/// A folder with these files.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        put(folder.path(), path, text.as_bytes());
    }
    folder
}

/// Writes a file, with the folders it stands in.
pub(crate) fn put(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = std::fs::File::create(path).unwrap();
    file.write_all(bytes).unwrap();
}

/// The findings of a JSON report as `name version id`, sorted.
pub(crate) fn findings(report: &Value) -> Vec<String> {
    let mut findings: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let purl = finding["component"]
                .as_str()
                .unwrap()
                .trim_start_matches("pkg:pypi/");
            format!(
                "{} {}",
                purl.replace('@', " "),
                finding["advisory"]["id"].as_str().unwrap()
            )
        })
        .collect();
    findings.sort();
    findings
}

/// The ids and aliases of the findings of one package.
pub(crate) fn ids_of<'a>(report: &'a Value, package: &str) -> Vec<&'a str> {
    let prefix = format!("pkg:pypi/{package}@");
    let own = |finding: &&Value| {
        finding["component"]
            .as_str()
            .is_some_and(|purl| purl.starts_with(&prefix))
    };
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(own)
        .flat_map(|finding| {
            let advisory = &finding["advisory"];
            let aliases = advisory["aliases"].as_array().into_iter().flatten();
            std::iter::once(&advisory["id"])
                .chain(aliases)
                .filter_map(Value::as_str)
        })
        .collect()
}

/// The text of a file that pyward wrote.
#[expect(clippy::disallowed_methods, reason = "the test's own file")]
pub(crate) fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
