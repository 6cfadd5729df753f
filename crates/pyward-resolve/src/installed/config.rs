//! `pyvenv.cfg` and its like.

use std::path::PathBuf;

use crate::PythonVersion;

/// What `pyvenv.cfg` says.
pub(crate) struct Config {
    /// The folder of the interpreter the environment was made from.
    pub(crate) home: PathBuf,
    pub(crate) version: Option<PythonVersion>,
    implementation: Option<String>,
}

impl Config {
    /// Reads `key = value` lines; of a key that stands twice the first.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let value = |wanted: &str| {
            text.lines().find_map(|line| {
                let (key, value) = line.split_once('=')?;
                let hit = key.trim().eq_ignore_ascii_case(wanted);
                (hit && !value.trim().is_empty()).then(|| value.trim())
            })
        };
        let home = value("home").ok_or("pyvenv.cfg does not say where its Python is")?;
        // `version` is the standard library's key, `version_info` that of virtualenv and uv.
        let version = match value("version").or_else(|| value("version_info")) {
            Some(text) => Some(
                version(text).ok_or_else(|| format!("pyvenv.cfg states the version `{text}`"))?,
            ),
            None => None,
        };
        Ok(Self {
            home: PathBuf::from(home),
            version,
            implementation: value("implementation").map(str::to_owned),
        })
    }

    /// The implementation, where it is not `CPython`.
    pub(crate) fn other_implementation(&self) -> Option<&str> {
        self.implementation
            .as_deref()
            .filter(|name| !name.eq_ignore_ascii_case("cpython"))
    }
}

/// The first three numbers of `3.12.4`, `3.12.4.final.0` or `3.14.0rc2`.
fn version(text: &str) -> Option<PythonVersion> {
    let mut numbers = text.split('.').map(|part| {
        let digits = part.trim_end_matches(|ch: char| !ch.is_ascii_digit());
        let end = digits
            .find(|ch: char| !ch.is_ascii_digit())
            .unwrap_or(digits.len());
        digits.get(..end)?.parse::<u8>().ok()
    });
    Some(PythonVersion {
        major: numbers.next()??,
        minor: numbers.next()??,
        micro: numbers.next().flatten(),
    })
}

/// What an `EXTERNALLY-MANAGED` file wants users to be told ([PEP 668](https://peps.python.org/pep-0668/)), on one line.
pub(crate) fn managed_message(text: &str) -> String {
    let mut lines = text
        .lines()
        .skip_while(|line| !line.trim_start().starts_with("Error"));
    let first = lines.next().and_then(|line| line.split_once('='));
    let rest = lines.take_while(|line| line.starts_with([' ', '\t']) || line.trim().is_empty());
    let words: Vec<&str> = first
        .map(|(_, message)| message)
        .into_iter()
        .chain(rest)
        .flat_map(str::split_whitespace)
        .take(60)
        .collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_all_makers_are_read() {
        for (text, read) in [
            ("3.12.4", Some("3.12.4")),
            ("3.12.4.final.0", Some("3.12.4")),
            ("3.14.0rc2", Some("3.14.0")),
            ("3.11", Some("3.11")),
            ("three", None),
            ("", None),
        ] {
            let version = version(text).map(|version| version.to_string());
            assert_eq!(version.as_deref(), read, "{text}");
        }
    }

    #[test]
    fn a_file_without_home_is_refused() {
        assert!(Config::read("version = 3.12").is_err());
        let read = Config::read("HOME = /usr/bin\nimplementation = PyPy").unwrap();
        assert_eq!(read.other_implementation(), Some("PyPy"));
    }

    #[test]
    fn the_message_of_the_system_is_one_line() {
        let text = "[externally-managed]\nError=Use apt\n to install\n\n things.\nError-de=nein\n";
        assert_eq!(managed_message(text), "Use apt to install things.");
        assert_eq!(managed_message(""), "");
    }
}
