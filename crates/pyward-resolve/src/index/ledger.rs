//! Everything that is said, in the order it is asked for, and what is wrong with it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pyward_model::{Location, Notice, NoticeKind};

use super::error::IndexError;
use super::said::Origin;
use super::sources::Sources;
use super::toml::TomlError;
use super::value::{LONGEST, Value, parse};

/// Who speaks; a later one is stronger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Layer {
    /// uv's `index-url` where uv's configuration marks an index as the default.
    Overruled,
    Managers,
    General,
    PipFiles,
    UvSystem,
    UvUser,
    UvProject,
    PipVariables,
    UvVariables,
    Requirements,
    Own,
    Flags,
}

impl Layer {
    /// Whether files that come with the project speak.
    pub(super) fn is_of_project(self) -> bool {
        matches!(self, Self::Managers | Self::UvProject | Self::Requirements)
    }

    /// Whether it speaks pip's words, whose extra indexes are equals of the first.
    pub(super) fn is_pip(self) -> bool {
        matches!(
            self,
            Self::PipFiles | Self::PipVariables | Self::Requirements
        )
    }
}

/// What something is said about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Index,
    Extra,
    FindLinks,
    NoIndex,
    Strategy,
    InsecureHost,
    Certificates,
    SystemCertificates,
    ClientCertificate,
    Keyring,
    Proxy,
    Timeout,
    Retries,
    Offline,
    Cache,
    /// In uv's words: a day counts itself.
    ExcludeNewer,
    /// In pip's words: a day is its beginning.
    UploadedPriorTo,
}

impl Key {
    /// The word of `Display`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Extra => "extra",
            Self::FindLinks => "find-links",
            Self::NoIndex => "no-index",
            Self::Strategy => "strategy",
            Self::InsecureHost => "insecure-hosts",
            Self::Certificates => "certificates",
            Self::SystemCertificates => "system-certificates",
            Self::ClientCertificate => "client-certificate",
            Self::Keyring => "keyring",
            Self::Proxy => "proxy",
            Self::Timeout => "timeout",
            Self::Retries => "retries",
            Self::Offline => "offline",
            Self::Cache => "cache",
            Self::ExcludeNewer | Self::UploadedPriorTo => "exclude-newer",
        }
    }
}

/// Where something is said.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) layer: Layer,
    pub(super) origin: Origin,
    /// The folder that relative paths count from.
    pub(super) base: PathBuf,
}

/// Something that was said and can be used.
pub(super) struct Statement {
    pub(super) layer: Layer,
    pub(super) origin: Origin,
    pub(super) key: Key,
    pub(super) value: Value,
}

/// What the client does by itself, for showing.
pub(super) struct ByClient {
    pub(super) key: &'static str,
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// Everything so far.
pub(super) struct Ledger<'s> {
    pub(super) sources: &'s Sources<'s>,
    pub(super) statements: Vec<Statement>,
    pub(super) by_client: Vec<ByClient>,
    pub(super) notices: Vec<Notice>,
    pub(super) problems: Vec<IndexError>,
}

impl<'s> Ledger<'s> {
    pub(super) fn new(sources: &'s Sources<'s>) -> Self {
        Self {
            sources,
            statements: Vec::new(),
            by_client: Vec::new(),
            notices: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Keeps what a text says about a key, or what is wrong with it. An empty text says nothing.
    pub(super) fn say(&mut self, place: &Place, key: Key, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match parse(key, text, place, self.sources) {
            Ok(value) => self.statements.push(Statement {
                layer: place.layer,
                origin: place.origin.clone(),
                key,
                value,
            }),
            Err(error) if place.layer == Layer::Managers => self.problem(place.layer, error),
            // Whether it matters is known when all have spoken.
            Err(error) => self.statements.push(Statement {
                layer: place.layer,
                origin: place.origin.clone(),
                key,
                value: Value::Wrong(Box::new(error)),
            }),
        }
    }

    /// Keeps what is wrong. What other managers' sources get wrong ends nothing.
    pub(super) fn problem(&mut self, layer: Layer, error: IndexError) {
        if layer != Layer::Managers {
            self.problems.push(error);
            return;
        }
        let notice = Notice::gap(NoticeKind::Malformed, None, error.to_string());
        self.notices.push(notice.hint(error.hint()));
    }

    /// Keeps something that should be known.
    pub(super) fn info(&mut self, origin: &Origin, message: String, hint: Option<&str>) {
        let location = origin.location();
        let message = if location.is_some() {
            message
        } else {
            format!("{origin}: {message}")
        };
        let mut notice = Notice::info(NoticeKind::Unsupported, location, message);
        notice.hint = hint.map(ToOwned::to_owned);
        self.notices.push(notice);
    }

    /// A variable that is set and not empty.
    pub(super) fn variable(&self, name: &str) -> Option<&'s OsStr> {
        let value = self.sources.environment.get(OsStr::new(name))?;
        (!value.is_empty()).then_some(value.as_os_str())
    }

    /// A variable that is set, not empty, and text; what is no text is a problem.
    pub(super) fn text_variable(&mut self, name: &str) -> Option<&'s str> {
        let value = self.variable(name)?;
        let text = value.to_str();
        if text.is_none() {
            self.problems.push(IndexError::Value {
                origin: Origin::Variable(name.into()),
                key: "a variable",
                value: "…".to_owned(),
                expected: "text in UTF-8".to_owned(),
            });
        }
        text
    }

    /// Keeps what a variable says, if it is set.
    pub(super) fn say_variable(&mut self, layer: Layer, key: Key, name: &str) {
        if let Some(text) = self.text_variable(name) {
            self.say(&self.variable_place(layer, name), key, text);
        }
    }

    /// The place of a variable.
    pub(super) fn variable_place(&self, layer: Layer, name: &str) -> Place {
        Place {
            layer,
            origin: Origin::Variable(name.into()),
            base: self.sources.working_folder.clone(),
        }
    }

    /// A text with `${NAME}` replaced by the variable of that name, as
    /// [pip](https://pip.pypa.io/en/stable/reference/requirements-file-format/#using-environment-variables) does it;
    /// `None`, and a problem, where that is not set.
    ///
    /// Which variables went into an address is noted: a requirements file of others could ask for any.
    pub(super) fn expanded(&mut self, place: &Place, key: Key, text: &str) -> Option<String> {
        let mut expanded = String::new();
        let mut rest = text;
        let mut names: Vec<&str> = Vec::new();
        while let Some((before, name, after)) = next_variable(rest) {
            // What is longer is refused in any case.
            if expanded.len() > LONGEST || names.len() > LONGEST {
                return Some(expanded);
            }
            let Some(value) = self.text_variable(name) else {
                self.problem(
                    place.layer,
                    IndexError::Unset {
                        origin: place.origin.clone(),
                        key: key.word(),
                        variable: name.to_owned(),
                    },
                );
                return None;
            };
            expanded.push_str(before);
            expanded.push_str(value);
            names.push(name);
            rest = after;
        }
        expanded.push_str(rest);
        if !names.is_empty() {
            names.sort_unstable();
            names.dedup();
            let message = format!(
                "{} holds the value of the environment variable {}",
                key.word(),
                names.join(", ")
            );
            let hint = "that is as it should be where you wrote the file";
            self.info(&place.origin, message, Some(hint));
        }
        Some(expanded)
    }

    /// Reads a configuration file. What is there and cannot be read is a notice, and `None`.
    pub(super) fn open(&mut self, path: &Path) -> Option<String> {
        match (self.sources.read)(path) {
            Ok(text) => text,
            Err(error) => {
                let shown: Arc<str> = path.to_string_lossy().into();
                let notice = Notice::gap(
                    NoticeKind::Unreadable,
                    Some(Location::file(shown)),
                    format!("the configuration file could not be read: {error}"),
                );
                self.notices
                    .push(notice.hint("indexes it may name are not asked"));
                None
            }
        }
    }

    /// Notes a file of the project that is no TOML.
    pub(super) fn no_toml(&mut self, path: &Path, error: TomlError) {
        let shown: Arc<str> = path.to_string_lossy().into();
        let location = Location::line(shown, error.line);
        let notice = Notice::gap(NoticeKind::Malformed, Some(location), error.message);
        self.notices
            .push(notice.hint("indexes it may name are not asked"));
    }

    /// Reads a configuration file that a variable names.
    pub(super) fn open_named(&mut self, path: &OsString, origin: Origin) -> Option<String> {
        let full = self.sources.working_folder.join(path);
        let reason = match (self.sources.read)(&full) {
            Ok(Some(text)) => return Some(text),
            Ok(None) => "is not there".to_owned(),
            Err(error) => format!("cannot be read: {error}"),
        };
        self.problems.push(IndexError::NoConfig {
            origin,
            path: super::shown(&full.to_string_lossy()),
            reason,
        });
        None
    }
}

/// The text before the next `${NAME}`, its name, and the text after it.
fn next_variable(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find("${")?;
        let inside = text.get(at + 2..)?;
        let end = inside
            .bytes()
            .position(|b| !(b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_'));
        match end {
            Some(end) if end > 0 && inside.as_bytes().get(end) == Some(&b'}') => {
                return Some((text.get(..at)?, inside.get(..end)?, inside.get(end + 1..)?));
            }
            _ => from = at + 2,
        }
    }
}
