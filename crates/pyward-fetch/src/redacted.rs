//! URLs that cannot tell a secret.

use std::fmt;

use pyward_model::is_secret_parameter;

use crate::plain::is_plain;

/// What stands in place of a secret.
const HIDDEN: &str = "***";

/// The longest URL shown, in characters.
const LONGEST: usize = 300;

/// A URL without its secrets: the user information and the values of secret-looking query keys are `***`, and the
/// fragment, which no server ever sees, is gone. Only this text is kept; the secrets are not in memory behind it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RedactedUrl {
    shown: String,
}

impl RedactedUrl {
    /// Cuts the secrets out of any text that is meant as a URL, valid or not.
    pub fn new(url: &str) -> Self {
        let (scheme, rest) = url.find("://").map_or(("", url), |at| url.split_at(at + 3));
        let authority_end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(authority_end);

        let (hidden, host, tail) = match authority.rfind('@') {
            Some(at) => (true, &authority[at + 1..], tail),
            // `user:p/ss@host`: a password with an unescaped delimiter. The URL is wrong, its secret is still one.
            None if !ends_as_host(authority) => match rest.rfind('@') {
                Some(at) => {
                    let after = &rest[at + 1..];
                    let (host, tail) =
                        after.split_at(after.find(['/', '?', '#']).unwrap_or(after.len()));
                    (true, host, tail)
                }
                None => (false, authority, tail),
            },
            None => (false, authority, tail),
        };

        let tail = tail.split('#').next().unwrap_or_default();
        let (path, query) = tail
            .split_once('?')
            .map_or((tail, None), |(path, query)| (path, Some(query)));
        let mut shown = format!("{scheme}{}{host}{path}", if hidden { "***@" } else { "" });
        if let Some(query) = query {
            shown.push('?');
            shown.push_str(&redacted_query(query));
        }
        shown.retain(|c| is_plain(c) && !c.is_whitespace());
        if let Some((cut, _)) = shown.char_indices().nth(LONGEST) {
            shown.truncate(cut);
            shown.push('…');
        }
        Self { shown }
    }

    /// The text that may be shown.
    pub fn as_str(&self) -> &str {
        &self.shown
    }
}

/// Whether an authority without `@` can be a host with an optional port, so that nothing of a password is in it.
fn ends_as_host(authority: &str) -> bool {
    if authority.starts_with('[') {
        return true;
    }
    authority
        .split_once(':')
        .is_none_or(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
}

fn redacted_query(query: &str) -> String {
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((key, value)) if !value.is_empty() && is_secret_parameter(key) => {
            format!("{key}={HIDDEN}")
        }
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// `%41` and its like read as the bytes they stand for; what is not valid stays as it is.
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let pair = (first == b'%').then(|| tail.get(..2)).flatten();
        let value = pair.and_then(|pair| Some(hex(pair[0])? << 4 | hex(pair[1])?));
        bytes.push(value.unwrap_or(first));
        rest = if value.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

impl fmt::Display for RedactedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for RedactedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::{RedactedUrl, percent_decoded};

    #[track_caller]
    fn shows(url: &str, shown: &str) {
        let redacted = RedactedUrl::new(url);
        assert_eq!(redacted.to_string(), shown);
        assert_eq!(format!("{redacted:?}"), shown);
    }

    #[test]
    fn harmless_urls_stay() {
        shows(
            "https://osv.example/a/b.zip?alt=media",
            "https://osv.example/a/b.zip?alt=media",
        );
        shows("http://[::1]:8080/@scope/x", "http://[::1]:8080/@scope/x");
        shows("https://host:8443/@scope/x", "https://host:8443/@scope/x");
    }

    #[test]
    fn user_information_is_hidden() {
        shows("https://user:hunter2@host/x", "https://***@host/x");
        shows("https://ghp_abc@host", "https://***@host");
        shows("https://u:p@ss@host/x", "https://***@host/x");
        shows("user:hunter2@proxy:3128", "***@proxy:3128");
    }

    #[test]
    fn broken_passwords_are_hidden_too() {
        shows("https://user:p/ss@host/x", "https://***@host/x");
        shows("https://user:p#ss@host/x", "https://***@host/x");
        shows("https://user:p?ss@host/x", "https://***@host/x");
    }

    #[test]
    fn secret_values_of_the_query_are_hidden() {
        shows(
            "https://h/x?api_key=1&alt=media&X-Amz-Signature=22",
            "https://h/x?api_key=***&alt=media&X-Amz-Signature=***",
        );
        shows(
            "https://h/x?%74oken=1&empty_token=",
            "https://h/x?%74oken=***&empty_token=",
        );
        shows(
            "https://h/x?sig=a%3D&sp=r#access_token=3",
            "https://h/x?sig=***&sp=r",
        );
    }

    #[test]
    fn steering_characters_and_length_are_bounded() {
        shows("https://h/\x1b[2J\u{202e}x y", "https://h/[2Jxy");
        assert!(
            RedactedUrl::new(&format!("https://h/{}", "a".repeat(90_000)))
                .to_string()
                .chars()
                .count()
                < 310
        );
    }

    #[test]
    fn percent_signs_are_decoded_once_or_left() {
        assert_eq!(percent_decoded("a%40b%2540%zz%4"), "a@b%40%zz%4");
        assert_eq!(percent_decoded("caf%C3%A9"), "café");
    }
}
