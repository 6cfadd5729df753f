//! What is asked.

use std::fmt;

use crate::redacted::RedactedUrl;

/// One question: where, what is expected back, and how much of it at most.
#[derive(Clone)]
pub struct Request<'a> {
    pub(crate) url: &'a str,
    pub(crate) expect: Expect,
    pub(crate) max_bytes: u64,
    pub(crate) etag: Option<&'a str>,
    pub(crate) accept: Option<&'a str>,
    pub(crate) authorization: Option<&'a str>,
    pub(crate) repeatable: bool,
}

impl<'a> Request<'a> {
    /// Asks for `url` (`http` or `https`; user information in it is sent as Basic authorization), expecting a body of at
    /// most `max_bytes` bytes once decompressed.
    pub fn new(url: &'a str, expect: Expect, max_bytes: u64) -> Self {
        Self {
            url,
            expect,
            max_bytes,
            etag: None,
            accept: None,
            authorization: None,
            repeatable: false,
        }
    }

    /// The `ETag` of the copy already at hand: if it is still current, the answer is
    /// [`Response::NotModified`](crate::Response::NotModified). A tag that no server can have given is not sent.
    #[must_use]
    pub fn etag(mut self, etag: Option<&'a str>) -> Self {
        self.etag = etag;
        self
    }

    /// The `Accept` header, in place of the one that follows from what is expected.
    #[must_use]
    pub fn accept(mut self, accept: &'a str) -> Self {
        self.accept = Some(accept);
        self
    }

    /// The `Authorization` header (`Bearer …`), in place of user information in the URL; sent to the URL's origin only.
    #[must_use]
    pub fn authorization(mut self, authorization: &'a str) -> Self {
        self.authorization = Some(authorization);
        self
    }

    /// Says of a POST that it only asks and changes nothing, so that it is repeated like a GET.
    #[must_use]
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("url", &RedactedUrl::new(self.url))
            .field("expect", &self.expect)
            .field("max_bytes", &self.max_bytes)
            .finish_non_exhaustive()
    }
}

/// What a body is expected to be. Enough is checked to tell data from a page meant for a person, no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// A zip archive: begins with a zip signature.
    Zip,
    /// A JSON document: begins like one.
    Json,
    /// Comma-separated values: text, and not an HTML page.
    Csv,
    /// Whatever comes, HTML and nothing at all included.
    Any,
}

impl Expect {
    /// The `Accept` header that asks for it.
    pub(crate) fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json, */*;q=0.1",
            Self::Zip | Self::Csv | Self::Any => "*/*",
        }
    }

    /// The `Accept-Encoding` header; an archive is compressed already.
    pub(crate) fn accept_encoding(self) -> &'static str {
        match self {
            Self::Zip => "identity",
            Self::Json | Self::Csv | Self::Any => "gzip",
        }
    }

    /// Whether a reader of the format notices that the end is missing.
    pub(crate) fn ends_by_itself(self) -> bool {
        match self {
            Self::Zip | Self::Json => true,
            Self::Csv | Self::Any => false,
        }
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Zip => "a zip archive",
            Self::Json => "JSON",
            Self::Csv => "CSV",
            Self::Any => "any content",
        })
    }
}
