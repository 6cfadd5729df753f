//! What texts mean, key by key.

use std::path::{Path, PathBuf};
use std::time::Duration;

use pyward_model::{Date, nearest, without_credentials};
use url::Url;

use super::error::IndexError;
use super::ledger::{Key, Place};
use super::newer;
use super::sources::Sources;
use super::{IndexStrategy, shown};

/// The longest text that is a value, in bytes.
pub(super) const LONGEST: usize = 16 * 1024;

/// The longest timeout, in seconds.
const LONGEST_TIMEOUT: f64 = 86_400.0;

/// The most repeats of a request.
const MOST_RETRIES: u32 = 100;

/// What was said. No `Debug`: it holds credentials.
pub(super) enum Value {
    Text(Box<str>),
    Path(PathBuf),
    Switch(bool),
    Strategy(IndexStrategy),
    Timeout(Duration),
    Retries(u32),
    /// `None`: everything counts.
    LastDay(Option<Date>),
    /// What cannot be used.
    Wrong(Box<IndexError>),
}

impl Value {
    /// Without secrets, safe to show.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) => shown(text),
            Self::Path(path) => shown(&path.to_string_lossy()),
            Self::Switch(on) => on.to_string(),
            Self::Strategy(strategy) => strategy.word().to_owned(),
            Self::Timeout(time) => format!("{time:?}"),
            Self::Retries(number) => number.to_string(),
            Self::LastDay(day) => day.map_or("none".to_owned(), |day| day.to_string()),
            Self::Wrong(_) => "(cannot be used)".to_owned(),
        }
    }
}

/// What a text, trimmed and not empty, says about a key.
pub(super) fn parse(
    key: Key,
    text: &str,
    place: &Place,
    sources: &Sources<'_>,
) -> Result<Value, IndexError> {
    let wrong = |expected: String| IndexError::Value {
        origin: place.origin.clone(),
        key: key.word(),
        value: shown(&cut(text)),
        expected,
    };
    let no_url = |reason: String| IndexError::Url {
        origin: place.origin.clone(),
        key: key.word(),
        value: shown(&cut(text)),
        reason,
    };
    if text.len() > LONGEST {
        // Nothing of it is shown: it may be cut amid a password.
        return Err(IndexError::Value {
            origin: place.origin.clone(),
            key: key.word(),
            value: "…".to_owned(),
            expected: format!("at most {LONGEST} bytes"),
        });
    }
    let home = sources.places.home.as_deref();
    let path = || local(text, &place.base, home);
    let switch = || {
        truth(text)
            .map(Value::Switch)
            .ok_or_else(|| wrong("`true` or `false`".to_owned()))
    };
    match key {
        Key::Index | Key::Extra => index(text, &place.base, home)
            .map(Value::Text)
            .map_err(no_url),
        Key::FindLinks => link(text, &place.base, home)
            .map(Value::Text)
            .map_err(no_url),
        Key::Proxy => proxy(text).map(Value::Text).map_err(no_url),
        Key::NoIndex | Key::SystemCertificates | Key::Offline => switch(),
        Key::Keyring => provider(text).or_else(|()| {
            switch().map_err(|_| wrong("`subprocess`, `import`, `auto` or `disabled`".to_owned()))
        }),
        Key::Strategy => strategy(text).map(Value::Strategy).map_err(wrong),
        Key::InsecureHost => host(text)
            .map(Value::Text)
            .ok_or_else(|| wrong("a host, or `host:port`".to_owned())),
        Key::Certificates => pem(path(), &["-----BEGIN "], key, place, sources),
        Key::ClientCertificate => {
            let parts = ["CERTIFICATE-----", "PRIVATE KEY-----"];
            pem(path(), &parts, key, place, sources)
        }
        Key::Timeout => timeout(text)
            .map(Value::Timeout)
            .ok_or_else(|| wrong("seconds, such as `30`".to_owned())),
        Key::Retries => (text.parse().ok())
            .filter(|number| *number <= MOST_RETRIES)
            .map(Value::Retries)
            .ok_or_else(|| wrong(format!("a number from 0 to {MOST_RETRIES}"))),
        Key::Cache => Ok(Value::Path(path())),
        Key::ExcludeNewer if text == "false" => Ok(Value::LastDay(None)),
        Key::ExcludeNewer => newer::exclude_newer(text, sources.today)
            .map(|day| Value::LastDay(Some(day)))
            .ok_or_else(|| wrong(newer::EXPECTED.to_owned())),
        Key::UploadedPriorTo => newer::uploaded_prior_to(text, sources.today)
            .map(|day| Value::LastDay(Some(day)))
            .ok_or_else(|| wrong(newer::EXPECTED_BY_PIP.to_owned())),
    }
}

/// As much of a text as a message shows; redacted first, for of half an address nobody can tell its password.
fn cut(text: &str) -> String {
    let clean = without_credentials(text);
    let end = clean.floor_char_boundary(200);
    let tail = if end < clean.len() { "…" } else { "" };
    format!("{}{tail}", clean.get(..end).unwrap_or_default())
}

/// The truth values of pip and uv.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "t" | "true" | "on" | "1" => Some(true),
        "n" | "no" | "f" | "false" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// pip's and uv's keyring providers. pip's `auto` asks only where a person sits at the terminal, and `import` means the
/// Python module, whose command is the same in another dress.
fn provider(text: &str) -> Result<Value, ()> {
    match text {
        "subprocess" | "import" => Ok(Value::Switch(true)),
        "auto" | "disabled" => Ok(Value::Switch(false)),
        _ => Err(()),
    }
}

/// A strategy, or what would have been one.
fn strategy(text: &str) -> Result<IndexStrategy, String> {
    let text = match text {
        "first-match" => "first-index",
        "unsafe-any-match" => "unsafe-first-match",
        text => text,
    };
    let words = IndexStrategy::WORDS;
    if let Some((_, strategy)) = words.iter().find(|(word, _)| *word == text) {
        return Ok(*strategy);
    }
    let near = nearest(text, words.iter().map(|(word, _)| *word));
    let all = words.map(|(word, _)| format!("`{word}`")).join(", ");
    Err(match near.first() {
        Some(near) => format!("{all} (`{near}`?)"),
        None => all,
    })
}

fn timeout(text: &str) -> Option<Duration> {
    let seconds: f64 = text.parse().ok()?;
    (seconds > 0.0 && seconds <= LONGEST_TIMEOUT)
        .then(|| Duration::try_from_secs_f64(seconds).ok())
        .flatten()
        .filter(|time| !time.is_zero())
}

/// A path that may begin with `~/` or be relative.
fn local(text: &str, base: &Path, home: Option<&Path>) -> PathBuf {
    match (text.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with(['/', '\\']) => {
            home.join(rest.trim_start_matches(['/', '\\']))
        }
        _ => base.join(text),
    }
}

/// Whether a text is meant as a path and not as an address somebody forgot the scheme of.
fn is_path(text: &str) -> bool {
    let drive = text.as_bytes().get(1) == Some(&b':')
        && text.starts_with(|first: char| first.is_ascii_alphabetic());
    drive || text.starts_with(['/', '.', '~', '\\'])
}

/// The URL of an index: an address, or a folder.
fn index(text: &str, base: &Path, home: Option<&Path>) -> Result<Box<str>, String> {
    if !text.contains("://") && is_path(text) {
        let folder = local(text, base, home);
        return Url::from_directory_path(&folder)
            .map(|url| url.as_str().into())
            .map_err(|()| "the path is not absolute".to_owned());
    }
    checked(text, &["http", "https", "file"]).map(|_| text.into())
}

/// A page or a folder with files.
fn link(text: &str, base: &Path, home: Option<&Path>) -> Result<Box<str>, String> {
    if text.contains("://") {
        return checked(text, &["http", "https", "file"]).map(|_| text.into());
    }
    // `file:folder` is an address too.
    if text.starts_with("file:") {
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        return Ok(url.as_str().into());
    }
    Ok(local(text, base, home).to_string_lossy().into())
}

/// A proxy; one without a scheme speaks HTTP.
fn proxy(text: &str) -> Result<Box<str>, String> {
    let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    let full = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    checked(&full, &schemes).map(|_| full.into())
}

/// Whether an address is PyPI's, the index that everybody can publish to.
pub(super) fn is_pypi(url: &str) -> bool {
    let Some(url) = parse_address(url) else {
        return false;
    };
    matches!(url.host_str(), Some("pypi.org" | "pypi.python.org"))
}

/// An address of the web, taken apart; `None` where it is none.
pub(super) fn parse_address(text: &str) -> Option<Url> {
    checked(text.trim(), &["http", "https"]).ok()
}

/// An address that can be one, of one of these schemes.
fn checked(text: &str, schemes: &[&str]) -> Result<Url, String> {
    // The URL standard drops tabs and line ends; here they are mistakes.
    if text.contains(|ch: char| ch.is_whitespace() || ch.is_control()) {
        return Err("there is a blank in it".to_owned());
    }
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    let Some(scheme) = scheme else {
        return Err("it has no scheme such as `https://`".to_owned());
    };
    let scheme = scheme.to_ascii_lowercase();
    if !schemes.contains(&scheme.as_str()) {
        let scheme = without_credentials(&scheme);
        return Err(format!("`{scheme}` is none of {}", schemes.join(", ")));
    }
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if scheme != "file" && !url.has_host() {
        return Err("it names no host".to_owned());
    }
    Ok(url)
}

/// A host whose certificates are not checked, without path and slash.
fn host(text: &str) -> Option<Box<str>> {
    if text == "*" {
        return Some(text.into());
    }
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => (Some(scheme), rest),
        Some(_) => return None,
        None => (None, text),
    };
    let authority = rest.split('/').next()?;
    let url = Url::parse(&format!("https://{authority}/")).ok()?;
    let is_plain = url.username().is_empty()
        && url.password().is_none()
        && !authority.contains(['?', '#', '@', '\\'])
        && !authority.contains(char::is_whitespace);
    is_plain.then(|| match scheme {
        Some(scheme) => format!("{scheme}://{authority}").into(),
        None => authority.into(),
    })
}

/// A file of certificates that is there and holds what it must.
fn pem(
    path: PathBuf,
    parts: &[&str],
    key: Key,
    place: &Place,
    sources: &Sources<'_>,
) -> Result<Value, IndexError> {
    let wrong = |reason: String| IndexError::Pem {
        origin: place.origin.clone(),
        key: key.word(),
        path: shown(&path.to_string_lossy()),
        reason,
    };
    let text = match (sources.read)(&path) {
        Ok(Some(text)) => text,
        Ok(None) => return Err(wrong("there is no such file".to_owned())),
        // Comments in other encodings are for the client to judge.
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            return Ok(Value::Path(path));
        }
        Err(error) => return Err(wrong(format!("it cannot be read: {error}"))),
    };
    match parts.iter().find(|part| !text.contains(**part)) {
        None => Ok(Value::Path(path)),
        Some(_) if parts.len() == 1 => Err(wrong("it holds no certificate in PEM form".to_owned())),
        Some(part) => {
            let part = part.trim_end_matches('-').to_lowercase();
            Err(wrong(format!("it holds no {part} in PEM form")))
        }
    }
}
