//! Words of the model in words of the resolver, and back.

use std::str::FromStr as _;

use pyward_model::{Hash, PackageName, Version};
use uv_pypi_types::HashDigests;

/// How many lines of the resolver's explanation are kept; some have more than a thousand.
const REPORT_LINES: usize = 40;
/// How long one of them may be, in characters.
const REPORT_WIDTH: usize = 1000;

/// A name in the resolver's words; `None` for one no index could have.
pub(crate) fn name(name: &PackageName) -> Option<uv_normalize::PackageName> {
    uv_normalize::PackageName::from_str(name.as_str()).ok()
}

/// A name in the model's words.
pub(crate) fn model_name(name: &uv_normalize::PackageName) -> PackageName {
    PackageName::pypi(name.as_str())
}

/// A version in the resolver's words; `None` for one that is not PEP 440 or has numbers beyond 64 bits.
pub(crate) fn version(version: &Version) -> Option<uv_pep440::Version> {
    uv_pep440::Version::from_str(version.as_str()).ok()
}

/// A version in the model's words.
pub(crate) fn model_version(version: &uv_pep440::Version) -> Version {
    Version::new(&version.to_string())
}

/// Hashes in the model's words, sorted.
pub(crate) fn hashes(digests: &HashDigests) -> Vec<Hash> {
    let mut hashes: Vec<Hash> = digests
        .iter()
        .map(|digest| Hash {
            algorithm: digest.algorithm.to_string().into(),
            digits: digest.digest.to_ascii_lowercase().into(),
        })
        .collect();
    hashes.sort();
    hashes
}

/// Text without the escapes that colour it.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(ch) = rest.next() {
        if ch != '\u{1b}' {
            plain.push(ch);
        } else if rest.next() == Some('[') {
            // A control sequence ends with a letter.
            for end in rest.by_ref() {
                if ('@'..='~').contains(&end) {
                    break;
                }
            }
        }
    }
    plain
}

/// The beginning of an explanation, as plain text.
pub(crate) fn bounded(report: &str) -> String {
    let plain = plain(report);
    let mut lines: Vec<String> = plain
        .lines()
        .take(REPORT_LINES)
        .map(|line| line.chars().take(REPORT_WIDTH).collect())
        .collect();
    let left_out = plain.lines().count().saturating_sub(REPORT_LINES);
    if left_out > 0 {
        lines.push(format!("... and {left_out} more lines"));
    }
    lines.join("\n")
}

/// An error with what is behind it, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let words = cause.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = cause.source();
    }
    bounded(&text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_off() {
        assert_eq!(
            plain("a \u{1b}[32m# via b\u{1b}[39m c\u{1b}"),
            "a # via b c"
        );
    }

    #[test]
    fn long_explanations_are_cut() {
        let report = "because\n".repeat(100);
        let bounded = bounded(&report);
        assert_eq!(bounded.lines().count(), REPORT_LINES + 1);
        assert!(bounded.ends_with("... and 60 more lines"));
    }
}
