//! An address that may be fetched: checked, and with its credentials kept apart from it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ureq::http::header::HeaderValue;
use ureq::http::uri::{Authority, PathAndQuery, Scheme, Uri};

use crate::error::FetchError;
use crate::redacted::{RedactedUrl, percent_decoded};

/// The longest URL fetched, in bytes; servers rarely take more.
const LONGEST: usize = 8 * 1024;

/// Where one exchange goes. The URI holds no user information: that is in `authorization`.
#[derive(Clone)]
pub(crate) struct Address {
    pub(crate) uri: Uri,
    pub(crate) shown: RedactedUrl,
    pub(crate) authorization: Option<HeaderValue>,
}

impl Address {
    /// Reads a URL as given by the caller.
    pub(crate) fn parse(url: &str) -> Result<Self, FetchError> {
        let shown = RedactedUrl::new(url);
        match read(url) {
            Ok((uri, authorization)) => Ok(Self {
                uri,
                shown,
                authorization,
            }),
            Err(reason) => Err(FetchError::BadUrl { url: shown, reason }),
        }
    }

    /// The address a redirect leads to, seen from here. Credentials come along within one origin
    /// only; user information in a redirect is the server's, and is dropped.
    pub(crate) fn follow(&self, location: &str) -> Result<Self, FetchError> {
        let refuse = |to: Option<RedactedUrl>, reason| FetchError::Redirect {
            url: self.shown.clone(),
            to,
            reason,
        };
        let url = resolve(&self.uri, location);
        let shown = RedactedUrl::new(&url);
        let (uri, _) = read(&url).map_err(|reason| refuse(Some(shown.clone()), reason))?;
        if self.is_https() && uri.scheme() != Some(&Scheme::HTTPS) {
            return Err(refuse(
                Some(shown),
                "it leads from https to unprotected http",
            ));
        }
        let authorization = self
            .authorization
            .clone()
            .filter(|_| origin(&self.uri) == origin(&uri));
        Ok(Self {
            uri,
            shown,
            authorization,
        })
    }

    pub(crate) fn is_https(&self) -> bool {
        self.uri.scheme() == Some(&Scheme::HTTPS)
    }

    pub(crate) fn host(&self) -> &str {
        self.uri.host().unwrap_or_default()
    }

    pub(crate) fn port(&self) -> u16 {
        port(&self.uri)
    }
}

/// A URL as a URI without user information, and that as a Basic authorization.
fn read(url: &str) -> Result<(Uri, Option<HeaderValue>), &'static str> {
    if url.len() > LONGEST {
        return Err("it is longer than 8 KiB");
    }
    let url = url.split('#').next().unwrap_or_default();
    let uri: Uri = url.parse().map_err(|_| "it is not a valid URL")?;
    let mut parts = uri.into_parts();
    match &parts.scheme {
        Some(scheme) if *scheme == Scheme::HTTP || *scheme == Scheme::HTTPS => {}
        _ => return Err("only http and https URLs are fetched"),
    }
    let authority = parts.authority.ok_or("it names no host")?;
    let (user, host) = match authority.as_str().rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority.as_str()),
    };
    let authorization = user.map(basic).transpose()?;
    let bare: Authority = host.parse().map_err(|_| "its host is not valid")?;
    if bare.host().is_empty() || (bare.as_str() != bare.host() && bare.port_u16().is_none()) {
        return Err("its host or port is not valid");
    }
    parts.authority = Some(bare);
    parts
        .path_and_query
        .get_or_insert_with(|| PathAndQuery::from_static("/"));
    let uri = Uri::from_parts(parts).map_err(|_| "it is not a valid URL")?;
    Ok((uri, authorization))
}

fn basic(user_information: &str) -> Result<HeaderValue, &'static str> {
    let (user, password) = user_information
        .split_once(':')
        .unwrap_or((user_information, ""));
    let pair = format!("{}:{}", percent_decoded(user), percent_decoded(password));
    let mut value = HeaderValue::try_from(format!("Basic {}", BASE64_STANDARD.encode(pair)))
        .map_err(|_| "its user information is not valid")?;
    value.set_sensitive(true);
    Ok(value)
}

/// A `Location` made absolute, RFC 3986 section 5.2.
fn resolve(base: &Uri, location: &str) -> String {
    let location = location.split('#').next().unwrap_or_default();
    if has_scheme(location) {
        return location.to_owned();
    }
    let scheme = base.scheme_str().unwrap_or_default();
    if location.starts_with("//") {
        return format!("{scheme}:{location}");
    }
    let authority = base.authority().map_or("", Authority::as_str);
    let (path, query) = match location.split_once('?') {
        Some((path, query)) => (path, format!("?{query}")),
        None => (location, String::new()),
    };
    let path = if path.starts_with('/') {
        without_dots(path)
    } else if path.is_empty() {
        base.path().to_owned()
    } else {
        let folder = base
            .path()
            .rfind('/')
            .map_or("/", |end| &base.path()[..=end]);
        without_dots(&format!("{folder}{path}"))
    };
    format!("{scheme}://{authority}{path}{query}")
}

fn has_scheme(location: &str) -> bool {
    location.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

/// An absolute path with `.` and `..` carried out.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    let is_folder = path.ends_with("/.") || path.ends_with("/..");
    format!(
        "/{}{}",
        kept.join("/"),
        if is_folder && !kept.is_empty() {
            "/"
        } else {
            ""
        }
    )
}

fn origin(uri: &Uri) -> (Option<&str>, Option<String>, u16) {
    (
        uri.scheme_str(),
        uri.host().map(str::to_ascii_lowercase),
        port(uri),
    )
}

fn port(uri: &Uri) -> u16 {
    let usual = if uri.scheme() == Some(&Scheme::HTTPS) {
        443
    } else {
        80
    };
    uri.port_u16().unwrap_or(usual)
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[track_caller]
    fn leads(from: &str, location: &str, to: &str) {
        let next = Address::parse(from).unwrap().follow(location).unwrap();
        assert_eq!(next.uri.to_string(), to);
    }

    #[test]
    fn redirects_resolve_as_the_standard_says() {
        let base = "http://h:81/a/b/c?q=1";
        leads(base, "d", "http://h:81/a/b/d");
        leads(base, "../d?x#y", "http://h:81/a/d?x");
        leads(base, "../../../d", "http://h:81/d");
        leads(base, "./", "http://h:81/a/b/");
        leads(base, "..", "http://h:81/a/");
        leads(base, "/d/./e/..", "http://h:81/d/");
        leads(base, "?x=2", "http://h:81/a/b/c?x=2");
        leads(base, "//other/x", "http://other/x");
        leads(base, "https://other/x", "https://other/x");
        leads("http://h", "d", "http://h/d");
    }

    #[test]
    fn only_http_addresses_with_a_host_are_taken() {
        for url in [
            "file:///etc/passwd",
            "ftp://h/x",
            "/etc/passwd",
            "h/x",
            "",
            "http://",
            "http:///x",
            "https://h:99999/",
            "https://h:x/",
            "http://h/\u{1b}[2J",
            "http://h/a b",
            "http://hé/",
            "http://user@/x",
        ] {
            assert!(Address::parse(url).is_err(), "{url:?}");
        }
        assert!(Address::parse(&format!("http://h/{}", "a".repeat(8192))).is_err());
    }

    #[test]
    fn user_information_becomes_a_header() {
        let address = Address::parse("https://aladdin:open%20sesame@h/x").unwrap();
        assert_eq!(address.uri.to_string(), "https://h/x");
        // RFC 7617 gives the pair; here its blank is escaped, as a URL needs it.
        assert_eq!(
            address.authorization.unwrap(),
            "Basic YWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        );
    }

    #[test]
    fn credentials_stay_with_their_origin() {
        let from = Address::parse("https://u:p@h/x").unwrap();
        for (location, kept) in [
            ("/y", true),
            ("https://H:443/y", true),
            ("https://h:444/y", false),
            ("https://h.example/y", false),
            ("https://u:p@other/y", false),
        ] {
            let next = from.follow(location).unwrap();
            assert_eq!(next.authorization.is_some(), kept, "{location}");
            assert!(!next.uri.to_string().contains('@'), "{location}");
        }
    }

    #[test]
    fn a_redirect_never_loses_protection_nor_leaves_http() {
        let from = Address::parse("https://h/x").unwrap();
        let error = from
            .follow("http://u:secret@h/x")
            .err()
            .unwrap()
            .to_string();
        assert_eq!(
            error,
            "https://h/x redirects to http://***@h/x: it leads from https to unprotected http"
        );
        assert!(from.follow("file:///etc/passwd").is_err());
        assert!(from.follow("javascript:alert(1)").is_err());
    }
}
