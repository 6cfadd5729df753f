//! Where a package is got from, by the URLs and paths that formats write; without the credentials in them.

use pyward_model::Origin;
pub(crate) use pyward_model::without_credentials;

/// Version control systems that pip knows, by the prefix of their URLs.
const SYSTEMS: &[&str] = &["git", "hg", "svn", "bzr"];

/// PyPI, as tools write it.
const PYPI: &str = "https://pypi.org/simple";

/// The part of a URL before the `@` of its host, and the rest.
fn split_userinfo(rest: &str) -> (Option<&str>, &str) {
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or(rest);
    if let Some(at) = authority.rfind('@') {
        return (rest.get(..at), rest.get(at + 1..).unwrap_or_default());
    }
    // A password with an unescaped slash: what looks like a port is none.
    let not_a_port = authority.rsplit_once(':').is_some_and(|(host, port)| {
        !host.ends_with(']') && port.bytes().any(|b| !b.is_ascii_digit())
    }) && !authority.starts_with('[');
    match rest.find('@') {
        Some(at) if not_a_port => (rest.get(..at), rest.get(at + 1..).unwrap_or_default()),
        _ => (None, rest),
    }
}

/// A package index by its URL: PyPI itself is [`Origin::Index`], any other [`Origin::NamedIndex`].
pub(crate) fn index(url: &str) -> Origin {
    // As good as every entry of every lock says this.
    if url == PYPI {
        return Origin::Index;
    }
    let clean = without_credentials(url.trim());
    let address = clean.split_once("://").map_or(&*clean, |(_, rest)| rest);
    let host = address
        .split(['/', '?', '#', ':'])
        .next()
        .unwrap_or_default();
    if host.is_empty() && address.is_empty()
        || host.eq_ignore_ascii_case("pypi.org")
        || host.eq_ignore_ascii_case("pypi.python.org")
    {
        return Origin::Index;
    }
    Origin::NamedIndex(clean.trim_end_matches('/').into())
}

/// Whatever a URL points at: a repository (`git+https://…@rev#egg=…`), a local file (`file:///…`), or a file to download.
pub(crate) fn url(url: &str) -> Origin {
    let url = url.trim();
    if let Some(origin) = repository(url) {
        return origin;
    }
    match strip_scheme(url, "file") {
        Some(rest) => path(rest.strip_prefix("//").unwrap_or(rest), false),
        None => Origin::Url(without_fragment(&without_credentials(url)).into()),
    }
}

/// A repository, by the name of its system (`git`), its URL with or without `git+` before it, and the commit or reference
/// that is used.
pub(crate) fn vcs(system: &str, url: &str, reference: Option<&str>) -> Origin {
    let url = url.trim();
    let bare = strip_prefix_ignoring_case(url, system)
        .and_then(|rest| rest.strip_prefix('+'))
        .unwrap_or(url);
    let clean = without_credentials(bare);
    let bare = without_fragment(&clean);
    Origin::Vcs {
        url: format!("{system}+{bare}").into(),
        reference: reference
            .filter(|reference| !reference.is_empty())
            .map(|reference| without_credentials(reference).into()),
    }
}

/// A local folder or file, as written.
pub(crate) fn path(path: &str, editable: bool) -> Origin {
    let clean = without_credentials(path);
    let path = without_fragment(&clean);
    Origin::Path {
        path: if path.is_empty() { "." } else { path }.into(),
        editable,
    }
}

/// `git+https://host/repository@reference#egg=name` taken apart; `None` where it does not start with a system that pip
/// knows ([VCS support](https://pip.pypa.io/en/stable/topics/vcs-support/)).
fn repository(url: &str) -> Option<Origin> {
    let system = SYSTEMS
        .iter()
        .find(|system| {
            strip_prefix_ignoring_case(url, system)
                .is_some_and(|rest| rest.starts_with('+') || rest.starts_with("://"))
        })
        .copied()?;
    // Before the fragment goes: a password may hold a `#`.
    let clean = without_credentials(url);
    let address = without_fragment(&clean);
    let start = address.find("://").map_or(0, |at| at + 3);
    let tail = address.get(start..).unwrap_or_default();
    // Only past the host is an `@` a reference; `git+git@host:path` has its host before the colon.
    let (userinfo, rest) = split_userinfo(tail);
    let host_end = userinfo.map_or(0, |userinfo| userinfo.len() + 1)
        + rest.find(['/', ':']).unwrap_or(rest.len());
    let (host, path) = tail.split_at_checked(host_end).unwrap_or((tail, ""));
    let (path, reference) = match path.rsplit_once('@') {
        Some((path, reference)) => (path, Some(reference)),
        None => (path, None),
    };
    let scheme = address.get(..start).unwrap_or_default();
    Some(vcs(system, &format!("{scheme}{host}{path}"), reference))
}

/// Percent-encoding resolved; what is none stays.
pub(crate) fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|b| char::from(*b).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (byte, digit(0), digit(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or_default()
}

fn strip_scheme<'a>(url: &'a str, scheme: &str) -> Option<&'a str> {
    strip_prefix_ignoring_case(url, scheme)?.strip_prefix(':')
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn credentials_are_taken_out() {
        for (url, clean) in [
            ("https://me:pass@host/simple", "https://host/simple"),
            ("https://token@host:8080/a@b", "https://host:8080/a@b"),
            ("https://me:p@ss@host/", "https://host/"),
            ("https://me:p/ss@host/", "https://host/"),
            (
                "https://${USER}:${TOKEN}@host/a?b=c#d",
                "https://host/a?b=c#d",
            ),
            (
                "git+https://oauth2:abc@host/r.git@v1",
                "git+https://host/r.git@v1",
            ),
            ("ssh://git@host/r.git", "ssh://git@host/r.git"),
            ("git+ssh://git:pw@host/r.git", "git+ssh://git@host/r.git"),
            (
                "https://host/a?x=1&private_token=s&y=2#f",
                "https://host/a?x=1&private_token=***&y=2#f",
            ),
            (
                "https://host/a?X-Amz-Signature=abc",
                "https://host/a?X-Amz-Signature=***",
            ),
            ("https://host:443/a@b", "https://host:443/a@b"),
            ("https://[::1]:8080/a@b", "https://[::1]:8080/a@b"),
            ("https://host/a", "https://host/a"),
            ("../local@dir", "../local@dir"),
        ] {
            assert_eq!(without_credentials(url), clean, "{url}");
        }
    }

    #[test]
    fn pypi_is_the_default_index() {
        for url in [
            "https://pypi.org/simple",
            "https://pypi.org/simple/",
            "https://me:pw@PyPI.org/simple",
            "",
        ] {
            assert_eq!(index(url), Origin::Index, "{url}");
        }
        assert_eq!(
            index("https://me:pw@pypi.org.evil.example/simple/"),
            Origin::NamedIndex("https://pypi.org.evil.example/simple".into())
        );
        assert_eq!(
            index("vendor/wheels"),
            Origin::NamedIndex("vendor/wheels".into())
        );
    }

    #[test]
    fn urls_say_what_they_point_at() {
        let git = |url: &str, reference: Option<&str>| Origin::Vcs {
            url: url.into(),
            reference: reference.map(Into::into),
        };
        for (text, origin) in [
            (
                "git+https://host/r.git@v1.0#egg=r",
                git("git+https://host/r.git", Some("v1.0")),
            ),
            (
                "git+https://me:pw@host/r.git@feature/x",
                git("git+https://host/r.git", Some("feature/x")),
            ),
            ("git+ssh://git@host/r", git("git+ssh://git@host/r", None)),
            (
                "git+git@host:me/r.git@v1",
                git("git+git@host:me/r.git", Some("v1")),
            ),
            ("git://host/r@", git("git+git://host/r", None)),
            (
                "hg+http://host/r@1",
                Origin::Vcs {
                    url: "hg+http://host/r".into(),
                    reference: Some("1".into()),
                },
            ),
            (
                "https://host/a-1.0.whl#sha256=00",
                Origin::Url("https://host/a-1.0.whl".into()),
            ),
            (
                "file:///srv/a.whl",
                Origin::Path {
                    path: "/srv/a.whl".into(),
                    editable: false,
                },
            ),
            ("github.example/r", Origin::Url("github.example/r".into())),
        ] {
            assert_eq!(url(text), origin, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_secret_stays(user in "[a-z]{1,8}", rest in "[a-z./@]{0,20}", ssh in any::<bool>()) {
            let scheme = if ssh { "git+ssh" } else { "https" };
            let text = format!("{scheme}://{user}:S3CRET@host/{rest}");
            let shown = format!("{:?} {:?} {}", url(&text), index(&text), without_credentials(&text));
            prop_assert!(!shown.contains("S3CRET"), "{}", shown);
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,40}", tail in "[:/@#?+git]{0,20}") {
            let text = format!("{tail}{text}{tail}");
            let once = without_credentials(&text).into_owned();
            let _ = (url(&text), index(&text), path(&text, true), vcs("git", &text, Some(&tail)));
            prop_assert!(once.len() <= text.len() * 3);
        }
    }
}
