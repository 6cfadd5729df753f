//! The ways out: directly or through a proxy, with the trust and the bounds of the settings.

use ureq::http::header::HeaderValue;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Proxy, ProxyProtocol};

use crate::address::Address;
use crate::error::FetchError;
use crate::plain::plain;
use crate::proxy::{NoProxy, ProxyUrl};
use crate::redacted::RedactedUrl;
use crate::settings::Settings;

/// The longest head of an answer, in bytes.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// What is wrong with a text that should be sent as a header.
pub(crate) const NOT_A_HEADER: &str = "it holds characters a header cannot hold";

/// An agent for each way out.
#[derive(Clone)]
pub(crate) struct Routes {
    direct: Agent,
    for_http: Option<Way>,
    for_https: Option<Way>,
    no_proxy: NoProxy,
}

/// A way through a proxy.
#[derive(Clone)]
struct Way {
    agent: Agent,
    shown: RedactedUrl,
}

impl Routes {
    /// Prepares the agents; none opens a socket before it is used.
    pub(crate) fn new(settings: &Settings) -> Result<Self, FetchError> {
        if HeaderValue::from_str(&settings.user_agent).is_err() {
            return Err(unusable("the user agent", NOT_A_HEADER));
        }
        let tls = tls(settings)?;
        let through = |proxy: Option<&ProxyUrl>, what| {
            let Some(url) = proxy.and_then(ProxyUrl::full) else {
                return Ok(None);
            };
            let shown = RedactedUrl::new(&url);
            let proxy = Proxy::new(&url).ok().filter(|proxy| {
                matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https)
            });
            match proxy {
                Some(proxy) => {
                    let agent = agent(settings, tls.clone(), Some(proxy));
                    Ok(Some(Way { agent, shown }))
                }
                None => Err(unusable(
                    what,
                    &format!("`{shown}` is not an http or https URL"),
                )),
            }
        };
        Ok(Self {
            direct: agent(settings, tls.clone(), None),
            for_http: through(settings.http_proxy.as_ref(), "the proxy for http")?,
            for_https: through(settings.https_proxy.as_ref(), "the proxy for https")?,
            no_proxy: NoProxy::parse(&settings.no_proxy),
        })
    }

    /// The way to an address, and the proxy on it.
    pub(crate) fn to(&self, address: &Address) -> (&Agent, Option<RedactedUrl>) {
        let way = if address.is_https() {
            &self.for_https
        } else {
            &self.for_http
        };
        match way {
            Some(way) if !self.no_proxy.covers(address.host(), address.port()) => {
                (&way.agent, Some(way.shown.clone()))
            }
            _ => (&self.direct, None),
        }
    }
}

fn agent(settings: &Settings, tls: TlsConfig, proxy: Option<Proxy>) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(proxy)
        .tls_config(tls)
        .user_agent(settings.user_agent.as_str())
        .max_response_header_size(MAX_HEADER_BYTES)
        .timeout_global(Some(settings.total_timeout))
        .timeout_resolve(Some(settings.connect_timeout))
        .timeout_connect(Some(settings.connect_timeout))
        .timeout_per_read(Some(settings.read_timeout))
        .timeout_per_write(Some(settings.read_timeout))
        .timeout_recv_response(Some(settings.read_timeout))
        .build()
        .new_agent()
}

fn tls(settings: &Settings) -> Result<TlsConfig, FetchError> {
    let roots = match &settings.ca_bundle {
        None => RootCerts::PlatformVerifier,
        Some(bundle) => {
            let mut certificates = Vec::new();
            for item in parse_pem(bundle.pem()) {
                match item {
                    Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
                    Ok(_) => {}
                    Err(error) => {
                        return Err(unusable("the certificate bundle", &error.to_string()));
                    }
                }
            }
            if certificates.is_empty() {
                return Err(unusable(
                    "the certificate bundle",
                    "there is no PEM certificate in it",
                ));
            }
            RootCerts::new_with_certs(&certificates)
        }
    };
    Ok(TlsConfig::builder().root_certs(roots).build())
}

fn unusable(what: &'static str, reason: &str) -> FetchError {
    FetchError::Settings {
        what,
        reason: plain(reason),
    }
}
