//! What comes back.

use std::fmt;
use std::time::Duration;

use crate::error::FetchError;
use crate::redacted::RedactedUrl;

/// The answer to a question that may carry an `ETag`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Response<T> {
    /// The copy named by the `ETag` is still current (304).
    NotModified,
    /// A body came, whole.
    Fresh(T),
}

/// A body held in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The bytes, decompressed.
    pub bytes: Vec<u8>,
    /// What the server said about them.
    pub received: Received,
}

/// What is known of a body that came whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Its length in bytes, decompressed.
    pub bytes_len: u64,
    /// Its `ETag`, as sent, to be given back with the next request.
    pub etag: Option<String>,
    /// Its `Last-Modified` header, as sent.
    pub last_modified: Option<String>,
    /// Where it came from in the end, after redirects.
    pub url: RedactedUrl,
}

/// How a call goes on, told while it runs.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// Part of the body came. The count starts again from 0 when the call is repeated.
    Received {
        /// Bytes so far, decompressed.
        bytes: u64,
        /// Bytes announced, if the server said so.
        total: Option<u64>,
    },
    /// An attempt failed and is repeated after a wait.
    Retrying {
        /// Which repeat this is, from 1.
        retry: u32,
        /// How long until it begins.
        wait: Duration,
        /// Why the attempt before failed.
        cause: &'a FetchError,
    },
}

/// What a body turned out to be when it was not what was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Got {
    /// A page for a browser.
    Html,
    /// No bytes at all.
    Nothing,
    /// Bytes that begin like something else.
    Other,
}

impl fmt::Display for Got {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Html => "an HTML page; a captive portal or proxy?",
            Self::Nothing => "an empty body",
            Self::Other => "something else",
        })
    }
}
