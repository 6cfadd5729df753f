//! The world outside: the only file that reads environment variables, the clock and the working directory.
//!
//! Everything is read once, at the start, into [`Environment`]; the rest of the program is told.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::path::PathBuf;

use pyward_model::Date;

/// An environment variable that pyward heeds.
pub(crate) struct Variable {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it does, one sentence.
    pub(crate) doc: &'static str,
}

/// Every variable, for the reference page and `--help`.
pub(crate) const VARIABLES: &[Variable] = &[
    Variable {
        name: "PYWARD_DATA_DIR",
        doc: "Folder of the advisory store (default: the platform's data folder, such as `~/.local/share/pyward`).",
    },
    Variable {
        name: "PYWARD_CONFIG",
        doc: "Config file to use instead of the nearest `pyward.toml` or `pyproject.toml`; `--config` wins over it.",
    },
    Variable {
        name: "PYWARD_OFFLINE",
        doc: "Any value but `0` forbids every network access, as `--offline` does.",
    },
    Variable {
        name: "PYWARD_OSV_URL",
        doc: "Where `pyward db update` finds the OSV bulk export (default: `https://osv-vulnerabilities.storage.googleapis.com`); `--url` wins over it.",
    },
    Variable {
        name: "PYWARD_PYPA_URL",
        doc: "Where `pyward db update --source pypa` finds the PyPA advisory database: a URL or a path; `--source NAME=URL` wins over each such variable.",
    },
    Variable {
        name: "PYWARD_GITHUB_URL",
        doc: "The same for `--source github`, the GitHub Advisory Database.",
    },
    Variable {
        name: "PYWARD_MALICIOUS_PACKAGES_URL",
        doc: "The same for `--source malicious-packages`, those of the OpenSSF.",
    },
    Variable {
        name: "PYWARD_SAFETY_URL",
        doc: "The same for `--source safety`: the path of an `insecure_full.json`.",
    },
    Variable {
        name: "PYWARD_KEV_URL",
        doc: "The same for `--source kev`, CISA's catalogue of known exploited vulnerabilities.",
    },
    Variable {
        name: "PYWARD_EPSS_URL",
        doc: "The same for `--source epss`, the probabilities of exploitation.",
    },
    Variable {
        name: "PYWARD_OSV_API_URL",
        doc: "The service that `--service osv` asks (default: `https://api.osv.dev`); `--service NAME=URL` wins over it.",
    },
    Variable {
        name: "PYWARD_PYPI_JSON_URL",
        doc: "The service that `--service pypi` asks (default: `https://pypi.org`).",
    },
    Variable {
        name: "PYWARD_PYPI_URL",
        doc: "The package index to resolve with, and the one that `--service index` asks (default: what pip and uv are configured for, else `https://pypi.org/simple`).",
    },
    Variable {
        name: "PYWARD_CACHE_DIR",
        doc: "Folder of the caches, of packages and of what was found in code (default: the platform's cache folder, such as `~/.cache/pyward`).",
    },
    Variable {
        name: "PIP_*, UV_*",
        doc: "Where packages come from, as pip and uv take it: index addresses, find-links, proxies, certificates, credentials.",
    },
    Variable {
        name: "PIPX_HOME",
        doc: "Where pipx keeps what it installs, for `pyward audit --as pipx` (default: `~/.local/share/pipx`, `~/.local/pipx`).",
    },
    Variable {
        name: "UV_TOOL_DIR",
        doc: "Where `uv tool` keeps what it installs, for `pyward audit --as uv-tool` (default: `~/.local/share/uv/tools`).",
    },
    Variable {
        name: "VIRTUAL_ENV",
        doc: "The active environment, as its `activate` script says; `pyward freeze` reads it where no `.venv` stands in the current folder.",
    },
    Variable {
        name: "NO_COLOR",
        doc: "Any value turns colour off.",
    },
    Variable {
        name: "FORCE_COLOR",
        doc: "Any value but `0` turns colour on, also where the output is not a terminal.",
    },
    Variable {
        name: "COLUMNS",
        doc: "Width of the output where it is not a terminal.",
    },
    Variable {
        name: "TERM",
        doc: "`dumb` turns colour, links and progress off.",
    },
    Variable {
        name: "CI",
        doc: "Any value but `false` turns progress off.",
    },
    Variable {
        name: "SOURCE_DATE_EPOCH",
        doc: "Seconds since 1970 that a report is dated with, so that it does not change by itself. What has expired or grown old is still judged by the clock.",
    },
    Variable {
        name: "PYWARD_TODAY",
        doc: "The day (`YYYY-MM-DD`) to judge waivers and the age of data by, instead of the clock's.",
    },
    Variable {
        name: "HTTP_PROXY",
        doc: "Proxy for plain HTTP (also in lower case).",
    },
    Variable {
        name: "HTTPS_PROXY",
        doc: "Proxy for HTTPS (also in lower case).",
    },
    Variable {
        name: "ALL_PROXY",
        doc: "Proxy for both where no other is set (also in lower case).",
    },
    Variable {
        name: "NO_PROXY",
        doc: "Hosts that are reached without a proxy, between commas (also in lower case).",
    },
    Variable {
        name: "SSL_CERT_FILE",
        doc: "A PEM file with certificate authorities to trust instead of the system's.",
    },
    Variable {
        name: "XDG_DATA_HOME",
        doc: "Base of the default data folder.",
    },
    Variable {
        name: "XDG_CACHE_HOME",
        doc: "Base of the default cache folder.",
    },
    Variable {
        name: "HOME",
        doc: "Base of the default data folder where `XDG_DATA_HOME` is not set.",
    },
    Variable {
        name: "LOCALAPPDATA",
        doc: "Base of the default data folder on Windows.",
    },
];

/// The end of `--help`: what stands below the options anyway, and every variable.
pub(crate) fn help(before: &str) -> String {
    let mut text = format!("{before}\n\nEnvironment:\n");
    for Variable { name, doc } in VARIABLES {
        let _ = writeln!(text, "  {name}\n      {doc}");
    }
    text
}

/// What was read.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub(crate) working_folder: PathBuf,
    pub(crate) data_folder: PathBuf,
    /// The folder of the caches; none where the platform has no place for one.
    pub(crate) cache_folder: Option<PathBuf>,
    /// What tells this program from others of its name: its version, and the length and age of its file.
    pub(crate) program: String,
    pub(crate) config: Option<PathBuf>,
    pub(crate) offline: bool,
    pub(crate) virtual_env: Option<PathBuf>,
    pub(crate) no_color: bool,
    pub(crate) force_color: bool,
    pub(crate) columns: Option<usize>,
    pub(crate) dumb: bool,
    pub(crate) ci: bool,
    pub(crate) http_proxy: Option<String>,
    pub(crate) https_proxy: Option<String>,
    pub(crate) no_proxy: Option<String>,
    pub(crate) certificates: Option<PathBuf>,
    /// Every variable, for what the configuration of package indexes heeds: `PIP_*`, `UV_*` and their like.
    pub(crate) variables: BTreeMap<OsString, OsString>,
    /// The present, RFC 3339 in UTC, whole seconds.
    pub(crate) now: String,
    /// The day of the present in UTC.
    pub(crate) today: Date,
    /// What `PYWARD_TODAY` says, where that is no day.
    pub(crate) no_day: Option<String>,
}

impl Environment {
    /// The text of a variable that names the address of a source; `None` where it is not set or empty.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        let value = self.variables.get(OsStr::new(name))?;
        let value = value.to_string_lossy();
        (!value.is_empty()).then(|| value.into_owned())
    }

    /// Reads the world once.
    pub(crate) fn read() -> Self {
        let present = timestamp(now()).unwrap_or_default();
        // A build's own idea of time dates the report; what has expired or grown old is judged by the clock.
        let stated = var("SOURCE_DATE_EPOCH").and_then(|seconds| timestamp(seconds.parse().ok()?));
        let today = var("PYWARD_TODAY");
        let no_day = today.clone().filter(|day| Date::parse(day).is_none());
        let today = today.and_then(|day| Date::parse(&day));
        let proxy = |name: &str| either_case(name).or_else(|| either_case("ALL_PROXY"));
        Self {
            working_folder: working_folder(),
            data_folder: data_folder(),
            cache_folder: cache_folder(),
            program: program(),
            config: path("PYWARD_CONFIG"),
            offline: is_on("PYWARD_OFFLINE"),
            virtual_env: path("VIRTUAL_ENV"),
            no_color: var("NO_COLOR").is_some(),
            force_color: is_on("FORCE_COLOR"),
            columns: var("COLUMNS").and_then(|columns| columns.parse().ok()),
            dumb: var("TERM").as_deref() == Some("dumb"),
            ci: var("CI").is_some_and(|value| value != "false" && value != "0"),
            http_proxy: proxy("HTTP_PROXY"),
            https_proxy: proxy("HTTPS_PROXY"),
            no_proxy: either_case("NO_PROXY"),
            certificates: path("SSL_CERT_FILE"),
            variables: variables(),
            today: today
                .or_else(|| Date::parse(&present))
                .expect("a timestamp has a day"),
            now: stated.unwrap_or(present),
            no_day,
        }
    }
}

/// A variable that is set and not empty.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn var(name: &str) -> Option<String> {
    std::env::var_os(name)
        .map(|value| value.to_string_lossy().into_owned())
        .filter(|value| !value.is_empty())
}

/// A path that is set; its bytes are kept, whatever they are.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn path(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// All variables; on Windows, where case says nothing, with their names in upper case.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn variables() -> BTreeMap<OsString, OsString> {
    let all = std::env::vars_os();
    if cfg!(windows) {
        all.map(|(name, value)| (name.to_ascii_uppercase(), value))
            .collect()
    } else {
        all.collect()
    }
}

fn either_case(name: &str) -> Option<String> {
    var(&name.to_ascii_lowercase()).or_else(|| var(name))
}

fn is_on(name: &str) -> bool {
    var(name).is_some_and(|value| value != "0" && !value.eq_ignore_ascii_case("false"))
}

#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn working_folder() -> PathBuf {
    std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."))
}

fn data_folder() -> PathBuf {
    if let Some(folder) = path("PYWARD_DATA_DIR") {
        return folder;
    }
    let home = || path("HOME");
    let base = if cfg!(windows) {
        path("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library/Application Support"))
    } else {
        path("XDG_DATA_HOME")
            .filter(|base| base.is_absolute())
            .or_else(|| home().map(|home| home.join(".local/share")))
    };
    // Without a home there is no store; a path that does not exist says so where it is asked for.
    base.unwrap_or_else(|| PathBuf::from("/nonexistent"))
        .join("pyward")
}

/// As the resolver has it, for its own cache.
fn cache_folder() -> Option<PathBuf> {
    if let Some(folder) = path("PYWARD_CACHE_DIR") {
        return Some(folder);
    }
    let home = || path("HOME");
    if cfg!(windows) {
        return path("LOCALAPPDATA").map(|base| base.join("pyward").join("cache"));
    }
    if cfg!(target_os = "macos") {
        return home().map(|home| home.join("Library/Caches/pyward"));
    }
    path("XDG_CACHE_HOME")
        .filter(|base| base.is_absolute())
        .or_else(|| home().map(|home| home.join(".cache")))
        .map(|base| base.join("pyward"))
}

/// Two builds of one version differ in what they find, and their files in length or age.
fn program() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let file = std::env::current_exe().and_then(std::fs::metadata).ok();
    let told = file.and_then(|file| {
        let age = file.modified().ok()?;
        let age = age.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(format!("{version} {} {}", file.len(), age.as_nanos()))
    });
    told.unwrap_or_else(|| version.to_owned())
}

/// The present in whole seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "this is the door")]
fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}

/// RFC 3339 in UTC.
fn timestamp(seconds: i64) -> Option<String> {
    jiff::Timestamp::from_second(seconds)
        .ok()
        .map(|time| time.to_string())
}
