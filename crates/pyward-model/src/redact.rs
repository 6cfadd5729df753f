//! Text from foreign bytes without the secrets of URLs in it: the one place that knows what these look like.

use std::borrow::Cow;

/// What stands in place of a secret value.
const HIDDEN: &str = "***";

/// Parts of the name of a parameter (in lower case) that say its value is a secret.
const SECRET_WORDS: [&str; 18] = [
    "token",
    "key",
    "secret",
    "passw",
    "passphrase",
    "pwd",
    "signature",
    "sig",
    "auth",
    "access",
    "credential",
    "jwt",
    "hmac",
    "session",
    "code",
    "private",
    "bearer",
    "login",
];

/// How far the `@` after a password is looked for whose delimiters are not escaped, in bytes: so that many texts that only
/// look like the start of one take no time.
const LONGEST: usize = 1024;

/// Ports that servers of packages and repositories listen on. Other digits before a slash may as well begin a password.
const PORTS: [&str; 16] = [
    "22", "80", "443", "3000", "3128", "3141", "5000", "7990", "7999", "8000", "8080", "8081",
    "8443", "8888", "9000", "9418",
];

/// Names of users that repositories are fetched as, which are a part of the address.
const REPOSITORY_USERS: [&str; 4] = ["git", "hg", "svn", "bzr"];

/// `text` without the credentials of the URLs anywhere in it: `https://me:pass@host/a` is `https://host/a`, and the value of
/// a parameter that looks like a secret (`?key=…`, `;token=…`) is `***`.
///
/// URLs are taken as people and tools write them, right or wrong: without a scheme (`me:pass@host/a`, `//me@host`), and with
/// passwords whose `/`, `#` or `?` are not escaped. In doubt it is taken out. The user name of an SSH URL stays
/// (`ssh://git@host`, `git@host:path`), and so does what only resembles one: package URLs, local paths.
///
/// Redact before cutting short: of half a URL nobody can tell that it held a password.
pub fn without_credentials(text: &str) -> Cow<'_, str> {
    let users = if text.contains('@') {
        without_users(text)
    } else {
        Cow::Borrowed(text)
    };
    if !users.contains('=') {
        return users;
    }
    match without_values(&users) {
        Some(clean) => Cow::Owned(clean),
        None => users,
    }
}

/// `text` with stars in place of the credentials that [`without_credentials`] takes out: each line as many bytes long as
/// before, so that places in it stay what they are.
pub fn masked_credentials(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    for line in text.split_inclusive('\n') {
        let clean = without_credentials(line);
        let same = |(one, other): &(char, char)| one == other;
        let bytes = |it: (char, char)| it.0.len_utf8();
        let pairs = line.chars().zip(clean.chars());
        let from: usize = pairs.take_while(same).map(bytes).sum();
        let left = line.len().min(clean.len()) - from;
        let pairs = line.chars().rev().zip(clean.chars().rev());
        let kept: usize = pairs
            .take_while(same)
            .map(bytes)
            .take_while({
                let mut sum = 0;
                move |size| {
                    sum += size;
                    sum <= left
                }
            })
            .sum();
        let (before, rest) = line.split_at(from);
        let (hidden, after) = rest.split_at(rest.len() - kept);
        masked.push_str(before);
        masked.extend(std::iter::repeat_n('*', hidden.len()));
        masked.push_str(after);
    }
    if masked == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(masked)
    }
}

/// Whether the value of a parameter of this name is a secret; percent-encoding in the name hides nothing.
pub fn is_secret_parameter(name: &str) -> bool {
    let name = decoded(name).to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}

/// Takes out the user information of URLs.
fn without_users(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut rest = text;
    // Whether the rest begins with what stands after the host of a URL.
    let mut in_url = false;
    loop {
        let (before, after) = rest.split_at(next_authority(rest).unwrap_or(rest.len()));
        let tail = if in_url { word_end(before) } else { 0 };
        let (tail, words) = before.split_at(tail);
        clean.push_str(tail);
        for word in words.split_inclusive(char::is_whitespace) {
            push_word(word, &mut clean);
        }
        if after.is_empty() {
            break;
        }
        let secret = userinfo(after);
        let scheme = before.strip_suffix("://").unwrap_or_default();
        let is_ssh = scheme
            .get(scheme.len().saturating_sub(3)..)
            .is_some_and(|end| end.eq_ignore_ascii_case("ssh"));
        if secret > 0 {
            // `me:pa://ss@host`: what looks like a scheme is a part of the password.
            let near = clean.ceil_char_boundary(clean.len().saturating_sub(LONGEST));
            let last = clean.get(near..).unwrap_or_default();
            let word = last.rsplit(char::is_whitespace).next().unwrap_or_default();
            if is_false_scheme(word) {
                clean.truncate(clean.len() - word.len());
            }
        }
        let (secret, after) = after.split_at(secret);
        if is_ssh {
            clean.extend(user(secret));
        }
        rest = after;
        in_url = true;
    }
    if clean == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(clean)
    }
}

/// Where the text after the next `://`, or after a `//` that begins a word, begins.
fn next_authority(text: &str) -> Option<usize> {
    let begins = |at: &usize| {
        let before = text.get(..*at).unwrap_or_default();
        before
            .chars()
            .next_back()
            .is_none_or(|ch| ch.is_whitespace() || ":`'\"=(,;<@".contains(ch))
    };
    text.match_indices("//")
        .map(|(at, _)| at)
        .find(begins)
        .map(|at| at + 2)
}

/// Whether a word is a user and the start of a password that ends in `://` after what is no scheme.
fn is_false_scheme(word: &str) -> bool {
    const SCHEMES: [&str; 6] = ["http", "https", "ssh", "ftp", "file", "git"];
    let Some(before) = word.strip_suffix("://") else {
        return false;
    };
    let name = before.rsplit(|ch: char| !ch.is_ascii_alphanumeric()).next();
    let is_scheme = name.is_some_and(|name| {
        SCHEMES
            .iter()
            .any(|scheme| name.eq_ignore_ascii_case(scheme))
    });
    !is_scheme && before.contains(':')
}

fn word_end(text: &str) -> usize {
    text.find(char::is_whitespace).unwrap_or(text.len())
}

/// How many bytes of what follows `//` are user information, its `@` included.
fn userinfo(text: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let end = rest
            .find(|ch: char| "/?#\\".contains(ch) || ch.is_whitespace())
            .unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let at = authority.rfind('@').or_else(|| {
            // A delimiter that is not escaped: what looks like a host is none.
            let no_host = !is_host(authority);
            if !no_host && !tail.starts_with(['?', '#', '\\']) {
                return None;
            }
            let rest = rest.get(..rest.floor_char_boundary(LONGEST))?;
            let at = rest.find('@')?;
            let secret = rest.get(..at)?;
            // A space in a password is possible where what stands before it is no host.
            let is_apart = if no_host && tail.starts_with(char::is_whitespace) {
                secret.contains('\n')
            } else {
                secret.contains(char::is_whitespace)
            };
            (!is_apart).then_some(at)
        });
        match at {
            Some(at) => length += at + 1,
            None => return length,
        }
    }
}

/// Whether this can be a host with an optional port, and not a user with the start of a password.
fn is_host(authority: &str) -> bool {
    if authority.starts_with('[') {
        return true;
    }
    let Some((host, port)) = authority.split_once(':') else {
        return true;
    };
    let is_full = host.contains('.') || host.eq_ignore_ascii_case("localhost");
    PORTS.contains(&port) || is_full && port.parse::<u16>().is_ok_and(|port| port >= 1024)
}

/// The user name of SSH with its `@`, if that is what the user information begins with.
fn user(userinfo: &str) -> Option<String> {
    let name = userinfo.split([':', '@']).next()?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    is_name.then(|| format!("{name}@"))
}

/// Adds a word without the `user:password@` in it that no scheme announces.
fn push_word(word: &str, clean: &mut String) {
    match password(word) {
        Some((start, end)) => {
            clean.push_str(word.get(..start).unwrap_or_default());
            clean.push_str(word.get(end..).unwrap_or_default());
        }
        None => clean.push_str(word),
    }
}

/// Where `user:password@` begins and ends in a word without scheme.
fn password(word: &str) -> Option<(usize, usize)> {
    let has_host = |at: &usize| {
        let after = word.get(at + 1..).unwrap_or_default();
        after.starts_with(|ch: char| ch.is_alphanumeric() || ch == '[')
    };
    let mut ats = word.rmatch_indices('@').map(|(at, _)| at);
    let at = ats.find(has_host)?;
    let before = word.get(..at)?;
    let colon = before.find(':')?;
    let start = before
        .get(..colon)?
        .rfind(|ch| "`'\"=(,;<@/[".contains(ch))
        .map_or(0, |at| at + 1);
    let name = before.get(start..colon)?;
    let secret = before.get(colon + 1..)?;
    let is_local = name.eq_ignore_ascii_case("pkg")
        || name.eq_ignore_ascii_case("file")
        || name.len() == 1 && secret.starts_with(['\\', '/']);
    // `git@host:path@reference`
    let is_scp = before
        .get(..start)?
        .strip_suffix('@')
        .is_some_and(|user| REPOSITORY_USERS.iter().any(|name| user.ends_with(name)))
        && (secret.contains('/') || secret.rsplit('.').next() == Some("git"));
    (!is_local && !is_scp).then_some((start, at + 1))
}

/// The text with secret values hidden; `None` where there are none.
fn without_values(text: &str) -> Option<String> {
    const MARKS: [char; 4] = ['?', '&', ';', '#'];
    let mut clean = String::new();
    let mut rest = text;
    let mut hidden = false;
    while let Some(mark) = rest.find(MARKS) {
        let (before, after) = rest.split_at(mark + 1);
        clean.push_str(before);
        rest = after;
        let Some(name) = parameter(after).filter(|name| is_secret_parameter(name)) else {
            continue;
        };
        let (name, value) = after.split_at(name.len() + 1);
        let end = value
            .char_indices()
            .find(|&(at, ch)| ch.is_whitespace() || MARKS.contains(&ch) && ends_value(value, at))
            .map_or(value.len(), |(at, _)| at);
        let (value, tail) = value.split_at(end);
        let bare = value.trim_end_matches(['`', '\'', '"', ')', ']', '}', '>', ',']);
        clean.push_str(name);
        if !bare.is_empty() {
            clean.push_str(HIDDEN);
            hidden = true;
        }
        clean.push_str(value.get(bare.len()..).unwrap_or_default());
        rest = tail;
    }
    if !hidden {
        return None;
    }
    clean.push_str(rest);
    Some(clean)
}

/// Whether the mark at this place ends a value: another parameter follows, or nothing.
fn ends_value(value: &str, mark: usize) -> bool {
    let after = value.get(mark + 1..).unwrap_or_default();
    after.is_empty() || after.starts_with(char::is_whitespace) || parameter(after).is_some()
}

/// The name of the parameter that the text begins with.
fn parameter(text: &str) -> Option<&str> {
    const LONGEST: usize = 128;
    let end = text
        .bytes()
        .take(LONGEST)
        .position(|b| b == b'=' || b.is_ascii_whitespace() || b"?&;#'\"`/<>()".contains(&b))?;
    let (name, after) = text.split_at_checked(end)?;
    (!name.is_empty() && after.starts_with('=')).then_some(name)
}

/// `%41` and its like read as the bytes they stand for; what is not valid stays as it is.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digit = |at: usize| tail.get(at).and_then(|b| char::from(*b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, digit(0), digit(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests;
