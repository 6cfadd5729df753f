//! What is wrong with what was said.

use std::fmt;
use std::sync::Arc;

use pyward_model::printable;

use super::said::Origin;

/// Why something that was said cannot be used. Texts in it hold no secrets.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// An address that is none.
    #[error("{origin}: `{value}` is no address for {key}: {reason}")]
    Url {
        /// Who said it.
        origin: Origin,
        /// The setting.
        key: &'static str,
        /// The address without its secrets.
        value: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A value that the setting does not have.
    #[error("{origin}: `{value}` is no value for {key}: expected {expected}")]
    Value {
        /// Who said it.
        origin: Origin,
        /// The setting.
        key: &'static str,
        /// The value as given.
        value: String,
        /// What would have been one.
        expected: String,
    },
    /// A file of certificates that cannot be used.
    #[error("{origin}: {key} is `{path}`, and {reason}")]
    Pem {
        /// Who said it.
        origin: Origin,
        /// The setting.
        key: &'static str,
        /// The file, as shown.
        path: String,
        /// Why not.
        reason: String,
    },
    /// A configuration file that cannot be understood.
    #[error("{}:{line}: {message}", printable(path))]
    Config {
        /// The file, as shown.
        path: Arc<str>,
        /// Counted from 1.
        line: u32,
        /// What is wrong.
        message: String,
    },
    /// A configuration file that was named and is not there, or cannot be read.
    #[error("{origin}: the configuration file `{path}` {reason}")]
    NoConfig {
        /// Who named it.
        origin: Origin,
        /// The file, as shown.
        path: String,
        /// Why not.
        reason: String,
    },
    /// A variable named in an address is not set.
    #[error("{origin}: the environment variable {variable} in {key} is not set")]
    Unset {
        /// Who named it.
        origin: Origin,
        /// The setting.
        key: &'static str,
        /// Its name.
        variable: String,
    },
}

impl IndexError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Url { origin, .. } => format!(
                "write it as https://HOST/PATH, or a folder as ./FOLDER or file:///FOLDER, {}",
                place(origin)
            ),
            Self::Value { origin, .. } => format!("correct it {}", place(origin)),
            Self::Pem { origin, .. } => format!(
                "name a PEM file (it begins with `-----BEGIN`), or take the setting out {}",
                place(origin)
            ),
            Self::Config { .. } => {
                "correct the line; `PIP_CONFIG_FILE=/dev/null` goes without pip's files and \
                                    `UV_NO_CONFIG=1` without uv's"
                    .to_owned()
            }
            Self::NoConfig { origin, .. } => {
                format!("name another file {}, or none", place(origin))
            }
            Self::Unset { variable, .. } => {
                format!("set {variable} in the environment that pyward runs in")
            }
        }
    }
}

fn place(origin: &Origin) -> String {
    match origin {
        Origin::File { .. } => format!("at {origin}"),
        Origin::Variable(_) => format!("in the environment variable {origin}"),
        Origin::Flag(_) => format!("after {origin}"),
    }
}

/// Everything that is wrong; at least one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexErrors(pub Vec<IndexError>);

impl fmt::Display for IndexErrors {
    /// A line each.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            let separator = if at == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for IndexErrors {}

impl IndexErrors {
    /// What to do next, about the first of them.
    pub fn hint(&self) -> Option<String> {
        self.0.first().map(IndexError::hint)
    }
}
