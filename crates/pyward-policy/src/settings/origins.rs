//! Where each value in force comes from.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyward_model::{Location, printable};

/// A place a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A configuration file.
    File {
        /// As shown.
        path: Arc<str>,
        /// The line of the value.
        line: u32,
    },
    /// An option of the command line.
    CommandLine {
        /// As typed, such as `--gate images`.
        option: String,
    },
}

/// The places of all values that are not defaults, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    by_key: BTreeMap<&'static str, Vec<Origin>>,
}

impl Origins {
    /// Where the value of a key comes from: nothing for a default, several places where a list was added to.
    pub fn of(&self, key: &str) -> &[Origin] {
        self.by_key.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The same in words: `default`, `pyproject.toml:12`, `command line (--gate images)`.
    pub fn words(&self, key: &str) -> String {
        let words: Vec<String> = self.of(key).iter().map(Origin::words).collect();
        if words.is_empty() {
            "default".to_owned()
        } else {
            words.join(", ")
        }
    }

    /// The value was replaced by one from here.
    pub(super) fn set(&mut self, key: &'static str, origin: Origin) {
        self.by_key.insert(key, vec![origin]);
    }

    /// The value was added to from here.
    pub(super) fn add(&mut self, key: &'static str, origin: Origin) {
        self.by_key.entry(key).or_default().push(origin);
    }
}

impl Origin {
    fn words(&self) -> String {
        match self {
            Self::File { path, line } => Location::line(Arc::clone(path), *line).to_string(),
            Self::CommandLine { option } => format!("command line ({})", printable(option)),
        }
    }
}
