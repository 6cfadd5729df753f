//! The one door to the network.
//!
//! Whatever pyward asks of another machine, it asks through a [`Client`]: a blocking HTTP client that holds the offline
//! switch, bounds every answer in time and size, repeats what is safe to repeat, and never shows a credential.
//!
//! - **Offline means offline.** With [`Settings::offline`] every call fails at once, before a name is looked up or a
//!   socket opened.
//! - **An answer is whole or an error.** A body shorter than announced, cut inside its chunks or without any mark of its
//!   end is [`FetchError::Interrupted`], never a short success. An HTML page where data was expected (the log-in page of
//!   a hotel, a proxy's complaint) is [`FetchError::Content`].
//! - **Everything has a bound**: connecting, silence, the whole call with its repeats and redirects, the bytes of a body
//!   *after* decompression, the number of redirects, the length of a URL and of a header.
//! - **Credentials go to the origin they were given for** and to no other, and appear nowhere: what errors and debug
//!   output show is a [`RedactedUrl`], made by cutting secrets out, not by hiding them later.
//! - **Text of the server does not reach the terminal raw**: messages are made of our own words and of stripped text.
//!
//! What it is not: it reads no environment variable and no clock (proxies and certificates come in [`Settings`]; a date
//! in `Retry-After` is compared with the server's own `Date`), it opens no files and no `file://` URLs, it keeps no
//! cache, and it does not know what an advisory, a package or an image means.
//!
//! ```no_run
//! use pyward_fetch::{Client, Expect, Request, Response, Settings};
//!
//! let client = Client::new(Settings::default())?;
//! let request = Request::new("https://example.org/modified.csv", Expect::Csv, 64 << 20).etag(Some("\"v1\""));
//! match client.get(&request)? {
//!     Response::NotModified => {}
//!     Response::Fresh(body) => drop(body.bytes),
//! }
//! # Ok::<(), pyward_fetch::FetchError>(())
//! ```

mod address;
mod body;
mod client;
mod error;
#[cfg(any(test, feature = "loopback"))]
pub mod loopback;
mod plain;
mod proxy;
mod redacted;
mod request;
mod response;
mod retry;
mod route;
mod settings;
mod sink;
#[cfg(test)]
mod tests;
mod translate;

pub use client::Client;
pub use error::{FetchError, Stage};
pub use proxy::ProxyUrl;
pub use redacted::RedactedUrl;
pub use request::{Expect, Request};
pub use response::{Body, Got, Progress, Received, Response};
pub use settings::{CaBundle, Settings};
pub use sink::Sink;
