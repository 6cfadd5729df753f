//! Text in messages.

use serde_json::{Value, json};

use crate::wording;

/// A message object of one line.
pub(super) fn message(text: &str) -> Value {
    json!({"text": plain(text)})
}

/// Foreign prose on one line in which nothing is a link: `[text](target)` is one in messages too (section 3.11.6).
pub(super) fn plain(text: &str) -> String {
    wording::prose(text).replace("](", "] (")
}

/// The start of a text, in so many characters.
pub(super) fn start(text: &str, most: usize) -> &str {
    match text.char_indices().nth(most) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}
