//! Names that speak of passwords.

use std::sync::LazyLock;

use regex::Regex;

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    let word = "(?:pas+wo?r?d|pass(?:phrase)?|pwd|token|secrete?)";
    // Python's `$` also holds before a line end that ends the text.
    let pattern = format!(r"(?i)^{word}\n?\z|_{word}_|^{word}_|_{word}\n?\z");
    Regex::new(&pattern).expect("the pattern is fixed")
});

/// Whether a name speaks of a password or token.
pub(crate) fn is_name(name: &str) -> bool {
    NAME.is_match(name)
}

/// A password as it may stand in a report: its first character tells enough to find it.
pub(crate) fn masked(value: &str) -> String {
    match value.chars().next() {
        Some(first) if value.chars().nth(1).is_some() => format!("{first}…"),
        _ => value.to_owned(),
    }
}
