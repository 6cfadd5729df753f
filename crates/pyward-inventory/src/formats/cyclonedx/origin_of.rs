//! Where a package is got from, by the qualifiers of its package URL.
//!
//! Follows [Known qualifiers](https://github.com/package-url/purl-spec/blob/main/docs/known-qualifiers.md).

use pyward_model::Origin;

use crate::origin;

/// Hosts whose files are those of the index.
const INDEX_HOSTS: [&str; 2] = ["https://files.pythonhosted.org/", "https://pypi.org/"];

/// The origin a package URL of PyPI tells; the index where it tells none.
pub(super) fn purl(purl: &str) -> Origin {
    // Before it is taken apart: a password may hold a `#`.
    let purl = &*origin::without_credentials(purl);
    let address = purl.split('#').next().unwrap_or_default();
    let Some((_, qualifiers)) = address.split_once('?') else {
        return Origin::Index;
    };
    let mut found = Origin::Index;
    for (key, value) in qualifiers
        .split('&')
        .filter_map(|qualifier| qualifier.split_once('='))
    {
        let value = decoded(value);
        match key.to_ascii_lowercase().as_str() {
            // What it was built from says more than where the result was put.
            "vcs_url" => return origin::url(&value),
            "download_url" if !INDEX_HOSTS.iter().any(|host| value.starts_with(host)) => {
                found = origin::url(&value);
            }
            "repository_url" if found == Origin::Index => found = origin::index(&value),
            _ => {}
        }
    }
    found
}

/// Percent-encoded text as what it stands for; a `%` that starts no code stays.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let code = tail
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        let coded = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        match coded.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(decoded) if byte == b'%' => {
                bytes.push(decoded);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualifiers_tell_origins() {
        let vcs = Origin::Vcs {
            url: "git+https://host/r.git".into(),
            reference: Some("abc".into()),
        };
        for (text, origin) in [
            ("pkg:pypi/a@1", Origin::Index),
            ("pkg:pypi/a@1?file_name=a.whl#x?vcs_url=y", Origin::Index),
            (
                "pkg:pypi/a@1?vcs_url=git%2Bhttps://me:pw%40host/r.git%40abc",
                vcs,
            ),
            (
                "pkg:pypi/a@1?download_url=https://files.pythonhosted.org/a.whl",
                Origin::Index,
            ),
            (
                "pkg:pypi/a@1?download_url=https%3A%2F%2Fhost/a.whl",
                Origin::Url("https://host/a.whl".into()),
            ),
            (
                "pkg:pypi/a@1?repository_url=https://own.example/simple",
                Origin::NamedIndex("https://own.example/simple".into()),
            ),
            (
                "pkg:pypi/a@1?repository_url=https://pypi.org/simple",
                Origin::Index,
            ),
        ] {
            assert_eq!(purl(text), origin, "{text}");
        }
    }

    #[test]
    fn percent_codes_are_resolved() {
        for (text, plain) in [
            ("a%2Fb", "a/b"),
            ("%", "%"),
            ("%2", "%2"),
            ("%zz%41", "%zzA"),
            ("%ff", "\u{fffd}"),
            ("%é", "%é"),
        ] {
            assert_eq!(decoded(text), plain);
        }
    }
}
