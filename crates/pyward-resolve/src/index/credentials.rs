//! Credentials that the environment holds for a named index.

use url::Url;

use super::ledger::Ledger;
use super::value::parse_address;

/// An address with the user and password that `PREFIX_NAME_USERNAME` and `PREFIX_NAME_PASSWORD` hold for an index of this
/// name, if any. `wins`: also where the address has its own, as uv does it.
pub(super) fn with_credentials(
    ledger: &mut Ledger<'_>,
    (prefix, name): (&str, &str),
    url: &str,
    wins: bool,
) -> String {
    let name: String = name
        .chars()
        .map(|ch| {
            if ch.is_ascii_alphanumeric() {
                ch.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect();
    let user = ledger.text_variable(&format!("{prefix}_{name}_USERNAME"));
    let password = ledger.text_variable(&format!("{prefix}_{name}_PASSWORD"));
    if user.is_none() && password.is_none() {
        return url.to_owned();
    }
    with_user(url, user.unwrap_or_default(), password, wins)
}

/// An address with a user and a password; as it was where it can have none.
pub(super) fn with_user(url: &str, user: &str, password: Option<&str>, wins: bool) -> String {
    let Some(mut parsed) = parse_address(url) else {
        return url.to_owned();
    };
    let has_own = !parsed.username().is_empty() || parsed.password().is_some();
    if has_own && !wins {
        return url.to_owned();
    }
    let set = |parsed: &mut Url| {
        parsed.set_username(user)?;
        parsed.set_password(password)
    };
    match set(&mut parsed) {
        Ok(()) => parsed.into(),
        Err(()) => url.to_owned(),
    }
}
