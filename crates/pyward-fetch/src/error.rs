//! Why a fetch failed, and what to do about it.

use std::fmt::Write as _;
use std::io;
use std::time::Duration;

use ureq::http::StatusCode;

use crate::redacted::RedactedUrl;
use crate::request::Expect;
use crate::response::Got;

/// Why nothing was fetched. Messages name the redacted URL and hold no raw text of the server.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The offline switch is on; nothing was tried.
    #[error("{url} was not fetched: the network is switched off")]
    Offline {
        /// What was asked for.
        url: RedactedUrl,
    },
    /// The URL cannot be fetched by anyone.
    #[error("`{url}` cannot be fetched: {reason}")]
    BadUrl {
        /// The URL as given.
        url: RedactedUrl,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A setting or a header of the request cannot be used; nothing was tried.
    #[error("{what} cannot be used: {reason}")]
    Settings {
        /// Which one.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// No connection: unknown name, refused, unreachable, or the proxy said no.
    #[error("cannot connect to {url}{}: {reason}", through(proxy.as_ref()))]
    Connect {
        /// Where to.
        url: RedactedUrl,
        /// The proxy in between.
        proxy: Option<RedactedUrl>,
        /// What the system or the proxy said.
        reason: String,
    },
    /// A connection, but no trust: the certificate or the TLS handshake failed.
    #[error("no secure connection to {url}: {reason}")]
    Tls {
        /// Where to.
        url: RedactedUrl,
        /// What failed.
        reason: String,
    },
    /// A bound in time was reached.
    #[error("{}", timed_out(url, *stage, *limit, *received, *expected))]
    Timeout {
        /// What was asked for.
        url: RedactedUrl,
        /// Which bound.
        stage: Stage,
        /// The bound.
        limit: Duration,
        /// Bytes of the body that had come, decompressed.
        received: u64,
        /// Bytes announced, if the server said so.
        expected: Option<u64>,
    },
    /// The server answered, but not with the thing.
    #[error("{url} answered {}", status_text(*status, *retry_after))]
    Status {
        /// What was asked for.
        url: RedactedUrl,
        /// The HTTP status code.
        status: u16,
        /// How long the server asked to be left alone.
        retry_after: Option<Duration>,
    },
    /// A redirect that is not followed.
    #[error("{url} redirects{}: {reason}", towards(to.as_ref()))]
    Redirect {
        /// Who redirects.
        url: RedactedUrl,
        /// Where to, if that could be read.
        to: Option<RedactedUrl>,
        /// Why it is not followed.
        reason: &'static str,
    },
    /// More than the request allows.
    #[error("{url} is larger than the limit of {}{}", bytes_text(*limit), announced(*declared))]
    TooLarge {
        /// What was asked for.
        url: RedactedUrl,
        /// The limit in bytes.
        limit: u64,
        /// The length the server announced, in bytes; without it the limit was met while reading.
        declared: Option<u64>,
    },
    /// The connection ended before the answer did.
    #[error("{}", interrupted(url, *received, *expected))]
    Interrupted {
        /// What was asked for.
        url: RedactedUrl,
        /// Bytes of the body that had come, decompressed.
        received: u64,
        /// Bytes announced, if the server said so.
        expected: Option<u64>,
    },
    /// A whole answer of the wrong kind.
    #[error("{url}: expected {expected}, got {got}")]
    Content {
        /// What was asked for.
        url: RedactedUrl,
        /// What should have come.
        expected: Expect,
        /// What came.
        got: Got,
    },
    /// The answer is not HTTP as it should be.
    #[error("the answer of {url} cannot be read: {reason}")]
    Protocol {
        /// What was asked for.
        url: RedactedUrl,
        /// What is wrong with it.
        reason: String,
    },
    /// The body came, but could not be put where it belongs.
    #[error("what came from {url} could not be stored: {source}")]
    Write {
        /// What was asked for.
        url: RedactedUrl,
        /// What the sink said.
        source: io::Error,
    },
}

/// Which bound in time was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Until there is a connection.
    Connecting,
    /// Until the answer begins.
    Waiting,
    /// Silence inside the body.
    Receiving,
    /// A body that comes more slowly than the least rate.
    Slow,
    /// The whole call.
    Whole,
}

impl FetchError {
    /// What was asked for, without secrets; none for a fault in the settings.
    pub fn url(&self) -> Option<&RedactedUrl> {
        match self {
            Self::Settings { what: _, reason: _ } => None,
            Self::Offline { url }
            | Self::BadUrl { url, .. }
            | Self::Connect { url, .. }
            | Self::Tls { url, .. }
            | Self::Timeout { url, .. }
            | Self::Status { url, .. }
            | Self::Redirect { url, .. }
            | Self::TooLarge { url, .. }
            | Self::Interrupted { url, .. }
            | Self::Content { url, .. }
            | Self::Protocol { url, .. }
            | Self::Write { url, .. } => Some(url),
        }
    }

    /// What the user can do next, if there is something.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Offline { .. } => {
                "run without the offline flag to allow network access, or use data that is already here"
            }
            Self::BadUrl { .. } => "check the option, setting or variable that holds the URL",
            Self::Settings { .. } => "check the option, setting or variable it comes from",
            Self::Connect { proxy: Some(_), .. } => {
                "check the address and credentials of the proxy, or list the host in NO_PROXY if it is reached directly"
            }
            Self::Connect { .. } => {
                "check the network; if this machine needs a proxy, set HTTPS_PROXY; to work without a network, use the offline flag"
            }
            Self::Tls { .. } => {
                "if a proxy inspects TLS here, or the server has a private certificate, point SSL_CERT_FILE to a PEM file with \
                 its certificate authority"
            }
            Self::Timeout { .. } => {
                "try again later, raise the timeout, or set HTTPS_PROXY if this machine needs a proxy"
            }
            Self::Status {
                status: 401 | 403, ..
            } => "check the credentials, and that the URL is the one meant",
            Self::Status {
                status: 407 | 511, ..
            } => "the network wants a log-in: check the proxy's credentials or the captive portal",
            Self::Status {
                status: 404 | 410, ..
            } => "check the option, setting or variable that holds the URL",
            Self::Status {
                status: 408 | 425 | 429 | 500..,
                ..
            }
            | Self::Interrupted { .. } => "try again later",
            Self::Status { .. } => return None,
            Self::Redirect { .. } => {
                "check that the URL is the one meant; the address it ends at can be given directly"
            }
            Self::TooLarge { .. } => "check that the URL is the one meant",
            Self::Content { got: Got::Html, .. } => {
                "open the URL in a browser: a log-in page or a proxy may answer in its place; if a proxy is needed, set HTTPS_PROXY"
            }
            Self::Content { .. } | Self::Protocol { .. } => {
                "check that the URL is the one meant, and what a proxy in between does"
            }
            Self::Write { .. } => {
                "check the free space and the permissions of the place it is written to"
            }
        })
    }
}

fn through(proxy: Option<&RedactedUrl>) -> String {
    proxy.map_or_else(String::new, |proxy| format!(" through the proxy {proxy}"))
}

fn towards(to: Option<&RedactedUrl>) -> String {
    to.map_or_else(String::new, |to| format!(" to {to}"))
}

fn announced(declared: Option<u64>) -> String {
    declared.map_or_else(String::new, |declared| {
        format!(": {} announced", bytes_text(declared))
    })
}

fn timed_out(
    url: &RedactedUrl,
    stage: Stage,
    limit: Duration,
    received: u64,
    expected: Option<u64>,
) -> String {
    let came = came(received, expected);
    match stage {
        Stage::Connecting => format!("no connection to {url} within {limit:?}"),
        Stage::Waiting => format!("no answer from {url} within {limit:?}"),
        Stage::Receiving => format!("{url} stopped sending: nothing for {limit:?} after {came}"),
        Stage::Slow => {
            format!("{url} sends too slowly: {came} came, too little of it in the last {limit:?}")
        }
        Stage::Whole => format!("{url} was not fetched within {limit:?}: {came} came"),
    }
}

fn interrupted(url: &RedactedUrl, received: u64, expected: Option<u64>) -> String {
    match (received, expected) {
        (0, None) => format!("the connection to {url} ended before an answer came"),
        _ => format!(
            "the answer of {url} was cut off after {}",
            came(received, expected)
        ),
    }
}

fn came(received: u64, expected: Option<u64>) -> String {
    match expected {
        Some(expected) => format!("{} of {}", bytes_text(received), bytes_text(expected)),
        None => bytes_text(received),
    }
}

fn status_text(status: u16, retry_after: Option<Duration>) -> String {
    let mut text = status.to_string();
    // Our words for the code: the server's own phrase is its text, and may say anything.
    if let Some(reason) = StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
    {
        let _ = write!(text, " {reason}");
    }
    if let Some(wait) = retry_after {
        let _ = write!(text, " and asks to wait {wait:?}");
    }
    text
}

fn bytes_text(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..10_240 => format!("{bytes} bytes"),
        10_240..10_485_760 => format!("{:.1} KiB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MiB", bytes as f64 / 1_048_576.0),
    }
}
