//! What names speak of, by the words in them.

/// The words of a name, in lower case: `resetToken2` is `reset`, `token2`; `API_KEY` is `api`, `key`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_lower = false;
    for ch in name.chars().take(128) {
        if !ch.is_alphanumeric() {
            was_lower = false;
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        if ch.is_uppercase() && was_lower && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        was_lower = ch.is_lowercase() || ch.is_numeric();
        word.extend(ch.to_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Whether one of some words, or two that follow each other (`"api key"`), stand in a name.
pub(crate) fn has(name: &str, known: &[&str]) -> bool {
    let words = words(name);
    known.iter().any(|known| match known.split_once(' ') {
        Some((first, second)) => words
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a == first && b == second)),
        None => words.iter().any(|word| word == known),
    })
}

/// Words of passwords.
const PASSWORD: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "pass phrase",
    "passwort",
];

/// Words of what must not be guessed.
const SECRET: &[&str] = &[
    "token",
    "secret",
    "otp",
    "totp",
    "nonce",
    "csrf",
    "csrftoken",
    "apikey",
    "api key",
    "secret key",
    "private key",
    "session key",
    "session id",
    "sessionid",
    "session token",
    "encryption key",
    "signing key",
    "auth key",
    "master key",
    "access key",
    "remember key",
    "me key",
    "captcha",
    "cookie",
    "verification code",
    "reset code",
    "auth code",
    "activation key",
    "activation code",
    "confirmation code",
    "invite code",
    "pin code",
    "salt",
];

/// Words that say a name is about a secret, not the secret: `token_type`, `password_field`.
const ABOUT: &[&str] = &[
    "type",
    "types",
    "name",
    "names",
    "field",
    "fields",
    "length",
    "len",
    "count",
    "index",
    "idx",
    "size",
    "url",
    "uri",
    "path",
    "file",
    "filename",
    "expiry",
    "expires",
    "ttl",
    "lifetime",
    "label",
    "form",
    "error",
    "errors",
    "policy",
    "validator",
    "validators",
    "hasher",
    "hashers",
    "regex",
    "pattern",
    "prompt",
    "help",
    "header",
    "prefix",
    "suffix",
    "list",
    "set",
    "class",
    "cls",
    "key id",
    "changed",
    "column",
    "hint",
    "title",
    "placeholder",
    "status",
    "format",
    "endpoint",
    "limit",
    "usage",
];

/// Words of cookies that say who somebody is.
const TELLING: &[&str] = &[
    "session",
    "sessionid",
    "sid",
    "token",
    "auth",
    "jwt",
    "login",
    "remember",
    "rememberme",
    "credentials",
    "secret",
];

/// Whether the name of a cookie says that it tells who somebody is.
pub(crate) fn tells_who(name: &str) -> bool {
    has(name, TELLING)
}

/// Whether a name speaks of a password.
pub(crate) fn is_password(name: &str) -> bool {
    has(name, PASSWORD) && !is_about(name)
}

/// Whether a name speaks of something that must not be guessed: a password, token, key, code.
pub(crate) fn is_secret(name: &str) -> bool {
    (has(name, SECRET) || has(name, PASSWORD)) && !is_about(name)
}

/// Whether a name is of something about a secret: `token_type`.
pub(crate) fn is_about(name: &str) -> bool {
    has(name, ABOUT)
}

/// Values that stand for a secret to come: `changeme`, `<token>`, `xxxx`.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut letters: Vec<char> = lower.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let said = [
        "example",
        "changeme",
        "change-me",
        "change_me",
        "placeholder",
        "your",
        "dummy",
        "fake",
        "sample",
        "xxxx",
        "test",
        "insert",
        "replace",
        "todo",
        "redacted",
        "<",
        ">",
        "${",
        "{{",
        "%(",
        "...",
        "…",
        "***",
        "0000",
        "1234567890",
        "abcdef",
        "secret-key-here",
        "not-a",
        "invalid",
        "mock",
    ];
    letters.len() < 3 || said.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("resetToken2"), ["reset", "token2"]);
        assert_eq!(words("API_KEY"), ["api", "key"]);
        assert!(is_secret("user_api_key") && is_secret("sessionId") && is_secret("newPassword"));
        assert!(!is_secret("token_type") && !is_secret("keyboard") && !is_secret("password_field"));
    }

    #[test]
    fn placeholders_are_no_secrets() {
        for value in ["xxxxxxxx", "<token>", "your-key", "changeme", "aaaa"] {
            assert!(is_placeholder(value), "{value}");
        }
        assert!(!is_placeholder("q9vT2mLw8Zr4"));
    }
}
