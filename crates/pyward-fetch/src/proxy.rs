//! Which requests go through a proxy.

use std::fmt;
use std::net::IpAddr;

use crate::redacted::RedactedUrl;

/// The address of a proxy, as `HTTPS_PROXY` holds it: `http://user:password@host:3128`, or only
/// `host:3128`. An empty one means none. Debug output shows it redacted.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl {
    url: String,
}

impl ProxyUrl {
    /// Takes an address as the user wrote it; it is checked when the client is made.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into() }
    }

    /// The address without its secrets.
    pub fn redacted(&self) -> RedactedUrl {
        RedactedUrl::new(&self.url)
    }

    /// The address with its scheme; nothing when it is empty.
    pub(crate) fn full(&self) -> Option<String> {
        let url = self.url.trim();
        match url {
            "" => None,
            _ if url.contains("://") => Some(url.to_owned()),
            _ => Some(format!("http://{url}")),
        }
    }
}

impl fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.redacted().fmt(f)
    }
}

/// The hosts that are reached directly, as `NO_PROXY` lists them.
#[derive(Debug, Clone, Default)]
pub(crate) struct NoProxy {
    entries: Vec<(Reach, Option<u16>)>,
}

#[derive(Debug, Clone)]
enum Reach {
    /// `*`
    All,
    /// A name in lower case, with its subdomains.
    Domain(String),
    /// An address block: its first address and the bits that count.
    Block(IpAddr, u8),
}

impl NoProxy {
    /// Reads a list; what cannot be a host matches nothing.
    pub(crate) fn parse(list: &str) -> Self {
        let entries = list
            .split([',', ' ', '\t', '\n'])
            .filter(|entry| !entry.is_empty());
        Self {
            entries: entries.map(read_entry).collect(),
        }
    }

    /// Whether a host (an IPv6 address may stand in brackets) is reached directly.
    pub(crate) fn covers(&self, host: &str, port: u16) -> bool {
        let host = host
            .trim_start_matches('[')
            .trim_end_matches([']', '.'])
            .to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        self.entries.iter().any(|(reach, only_port)| {
            only_port.is_none_or(|only| only == port)
                && match reach {
                    Reach::All => true,
                    Reach::Domain(domain) => host
                        .strip_suffix(domain.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
                    Reach::Block(first, bits) => {
                        address.is_some_and(|address| in_block(address, *first, *bits))
                    }
                }
        })
    }
}

fn read_entry(entry: &str) -> (Reach, Option<u16>) {
    if let Some((address, bits)) = entry.split_once('/')
        && let (Ok(address), Ok(bits)) = (bare(address).parse(), bits.parse())
    {
        return (Reach::Block(address, bits), None);
    }
    if let Ok(address) = bare(entry).parse() {
        return (Reach::Block(address, u8::MAX), None);
    }
    let (host, port) = match entry
        .rsplit_once(':')
        .map(|(host, port)| (host, port.parse().ok()))
    {
        Some((host, Some(port))) => (host, Some(port)),
        _ => (entry, None),
    };
    let reach = match bare(host).parse() {
        Ok(address) => Reach::Block(address, u8::MAX),
        Err(_) if host == "*" => Reach::All,
        Err(_) => {
            let host = host
                .trim_start_matches('*')
                .trim_start_matches('.')
                .trim_end_matches('.');
            Reach::Domain(host.to_ascii_lowercase())
        }
    };
    (reach, port)
}

/// An IPv6 address without its brackets.
fn bare(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}

fn in_block(address: IpAddr, first: IpAddr, bits: u8) -> bool {
    match (address, first) {
        (IpAddr::V4(address), IpAddr::V4(first)) => {
            let ignored = 32 - u32::from(bits.min(32));
            u32::from(address).checked_shr(ignored) == u32::from(first).checked_shr(ignored)
        }
        (IpAddr::V6(address), IpAddr::V6(first)) => {
            let ignored = 128 - u32::from(bits.min(128));
            u128::from(address).checked_shr(ignored) == u128::from(first).checked_shr(ignored)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{NoProxy, ProxyUrl};

    #[test]
    fn direct_hosts_are_recognised() {
        let list = NoProxy::parse(
            "localhost, .corp.example *.lab,Plain.Example.,10.0.0.0/8 ::1,fe80::/10,1.2.3.4:8080,[::2]:81,api:443",
        );
        for (host, port) in [
            ("localhost", 80),
            ("LOCALHOST", 80),
            ("corp.example", 80),
            ("a.b.corp.example", 80),
            ("x.lab", 80),
            ("sub.plain.example", 80),
            ("plain.example.", 80),
            ("10.255.0.1", 80),
            ("[::1]", 80),
            ("[fe80::7]", 80),
            ("1.2.3.4", 8080),
            ("[::2]", 81),
            ("api", 443),
        ] {
            assert!(list.covers(host, port), "{host}:{port}");
        }
        for (host, port) in [
            ("notlocalhost", 80),
            ("example", 80),
            ("evilcorp.example", 80),
            ("11.0.0.1", 80),
            ("10.0.0.1.example", 80),
            ("1.2.3.4", 80),
            ("[::3]", 81),
            ("api", 80),
        ] {
            assert!(!list.covers(host, port), "{host}:{port}");
        }
        assert!(NoProxy::parse("*").covers("anything", 1));
        assert!(NoProxy::parse("0.0.0.0/0").covers("9.9.9.9", 1));
        assert!(!NoProxy::parse("").covers("anything", 1));
    }

    #[test]
    fn proxies_are_shown_without_secrets() {
        let proxy = ProxyUrl::new("http://me:hunter2@proxy:3128");
        assert_eq!(format!("{proxy:?}"), "http://***@proxy:3128");
        assert_eq!(ProxyUrl::new(" ").full(), None);
        assert_eq!(
            ProxyUrl::new("proxy:3128").full().as_deref(),
            Some("http://proxy:3128")
        );
    }
}
