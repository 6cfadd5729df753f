//! Package URLs.

use std::fmt;
use std::fmt::Write as _;

use crate::{Ecosystem, PackageName, Version};

/// A [package URL](https://github.com/package-url/purl-spec): the name other tools know a component by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purl(Box<str>);

impl Purl {
    /// The purl of a package, with its version where it has one.
    pub fn new(ecosystem: &Ecosystem, name: &PackageName, version: Option<&Version>) -> Self {
        let mut text = format!("pkg:{}/", ecosystem.purl_type());
        // Names of other ecosystems may hold a namespace, whose slashes stay.
        push_encoded(
            &mut text,
            name.as_str(),
            matches!(ecosystem, Ecosystem::Other(_)),
        );
        if let Some(version) = version {
            text.push('@');
            push_encoded(&mut text, version.as_str(), false);
        }
        Self(text.into())
    }

    /// Ecosystem, name (namespace included, as `namespace/name`) and version of a purl; `None` where it is not one.
    /// Qualifiers and subpath are passed over.
    pub fn parse(text: &str) -> Option<(Ecosystem, PackageName, Option<Version>)> {
        let rest = text.strip_prefix("pkg:")?.trim_start_matches('/');
        let rest = rest.split(['?', '#']).next()?;
        let (kind, rest) = rest.split_once('/')?;
        let (path, version) = match rest.rsplit_once('@') {
            // A scope (`@angular/cli`) is not a version.
            Some((path, version)) if !path.is_empty() && !version.contains('/') => {
                (path, Some(version))
            }
            _ => (rest, None),
        };
        let name = decode(path.trim_matches('/'))?;
        let valid_kind = !kind.is_empty()
            && kind
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
        if name.is_empty() || !valid_kind {
            return None;
        }
        let version = match version {
            Some(encoded) => Some(decode(encoded)?).filter(|version| !version.is_empty()),
            None => None,
        };
        let kind = kind.to_ascii_lowercase();
        let (ecosystem, name) = match kind.as_str() {
            "pypi" => (Ecosystem::PyPI, PackageName::pypi(&name)),
            _ => (Ecosystem::Other(kind.into()), PackageName::verbatim(&name)),
        };
        let version = version.map(|version| ecosystem.version(&version));
        Some((ecosystem, name, version))
    }

    /// The purl's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Purl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn push_encoded(out: &mut String, text: &str, keep_slash: bool) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' | b':' => {
                out.push(byte.into());
            }
            b'/' if keep_slash => out.push('/'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push((high * 16 + low) as u8);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_again() {
        let name = PackageName::pypi("Zope.Interface");
        let version = Version::new("1!2.0+cpu");
        let purl = Purl::new(&Ecosystem::PyPI, &name, Some(&version));
        assert_eq!(purl.as_str(), "pkg:pypi/zope-interface@1%212.0%2Bcpu");
        assert_eq!(
            Purl::parse(purl.as_str()),
            Some((Ecosystem::PyPI, name, Some(version)))
        );
    }

    #[test]
    fn other_ecosystems_keep_their_names() {
        let (ecosystem, name, version) =
            Purl::parse("pkg:npm/%40angular/cli@16.0.0?arch=x#sub").unwrap();
        assert_eq!(
            (ecosystem.purl_type(), name.as_str()),
            ("npm", "@angular/cli")
        );
        assert_eq!(version, Some(ecosystem.version("16.0.0")));
    }

    #[test]
    fn what_is_no_purl_is_none() {
        for text in [
            "",
            "pypi/x",
            "pkg:",
            "pkg:pypi",
            "pkg:pypi/",
            "pkg:pypi/%zz",
            "pkg:py pi/x",
            "pkg:pypi/a@%ff",
        ] {
            assert_eq!(Purl::parse(text), None, "{text}");
        }
    }
}
