//! How the client behaves; the caller decides, from flags, configuration and environment.

use std::fmt;
use std::time::Duration;

use crate::proxy::ProxyUrl;

/// How a [`Client`](crate::Client) behaves. The defaults suit a person at a terminal and a CI job alike.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Fetch nothing: every call ends in [`FetchError::Offline`](crate::FetchError::Offline).
    pub offline: bool,
    /// The longest wait for a connection: name, TCP, proxy and TLS together.
    pub connect_timeout: Duration,
    /// The longest silence of the server: until its answer begins, and between two pieces of the body.
    pub read_timeout: Duration,
    /// How long a body may come more slowly than `min_rate`.
    pub slow_timeout: Duration,
    /// The least of a body that must come, in bytes a second on average over each `slow_timeout`; 0 takes any.
    pub min_rate: u64,
    /// The longest a whole call may take, with its redirects, repeats and waits.
    pub total_timeout: Duration,
    /// How many times a failed attempt is repeated; 0 makes one attempt.
    pub max_retries: u32,
    /// The wait before the first repeat; each later wait is twice the one before.
    pub backoff: Duration,
    /// The longest wait before a repeat. A server that asks for more (`Retry-After`) is not asked again.
    pub longest_wait: Duration,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The proxy for `http` URLs.
    pub http_proxy: Option<ProxyUrl>,
    /// The proxy for `https` URLs.
    pub https_proxy: Option<ProxyUrl>,
    /// Hosts reached without a proxy, as `NO_PROXY` lists them: names (with their subdomains), addresses, CIDR blocks,
    /// each with an optional port, or `*`; separated by commas or blanks.
    pub no_proxy: String,
    /// The certificate authorities to trust *instead of* the system's, which is what `SSL_CERT_FILE` means to OpenSSL,
    /// curl and uv.
    pub ca_bundle: Option<CaBundle>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            offline: false,
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(30),
            slow_timeout: Duration::from_mins(1),
            min_rate: 512,
            total_timeout: Duration::from_mins(10),
            max_retries: 3,
            backoff: Duration::from_millis(500),
            longest_wait: Duration::from_mins(1),
            user_agent: concat!(
                "pyward/",
                env!("CARGO_PKG_VERSION"),
                " (+",
                env!("CARGO_PKG_REPOSITORY"),
                ")"
            )
            .into(),
            http_proxy: None,
            https_proxy: None,
            no_proxy: String::new(),
            ca_bundle: None,
        }
    }
}

/// Certificates in PEM form, as read by the caller; checked when the client is made.
#[derive(Clone)]
pub struct CaBundle {
    pem: Vec<u8>,
}

impl CaBundle {
    /// Takes the bytes of a PEM file.
    pub fn from_pem(pem: impl Into<Vec<u8>>) -> Self {
        Self { pem: pem.into() }
    }

    pub(crate) fn pem(&self) -> &[u8] {
        &self.pem
    }
}

impl fmt::Debug for CaBundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CaBundle({} bytes)", self.pem.len())
    }
}
