//! The client: attempts, redirects and repeats of one call.

use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::http::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderValue, IF_NONE_MATCH, LOCATION,
};
use ureq::http::{self, Method, StatusCode};

use crate::address::Address;
use crate::body;
use crate::error::{FetchError, Stage};
use crate::redacted::RedactedUrl;
use crate::request::Request;
use crate::response::{Body, Progress, Received, Response};
use crate::retry;
use crate::route::{NOT_A_HEADER, Routes};
use crate::settings::Settings;
use crate::sink::Sink;
use crate::translate::Scene;

/// Redirects followed in a row.
const MAX_REDIRECTS: usize = 5;

/// A blocking HTTP client. It may be shared between threads; idle connections are kept and reused.
#[derive(Clone)]
pub struct Client {
    settings: Settings,
    routes: Routes,
}

/// One call: the request, checked, and when it has to be over.
struct Call<'a> {
    request: &'a Request<'a>,
    /// The JSON of a POST; a GET has none.
    json: Option<&'a [u8]>,
    start: Address,
    accept: HeaderValue,
    began: Instant,
}

impl Client {
    /// Makes a client. No socket is opened yet.
    ///
    /// # Errors
    /// [`FetchError::Settings`] when a proxy, the certificates or the user agent cannot be used.
    pub fn new(settings: Settings) -> Result<Self, FetchError> {
        Ok(Self {
            routes: Routes::new(&settings)?,
            settings,
        })
    }

    /// The settings this client was made with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Fetches a body into memory.
    ///
    /// # Errors
    /// Every [`FetchError`] but `Write`.
    pub fn get(&self, request: &Request<'_>) -> Result<Response<Body>, FetchError> {
        let mut bytes = Vec::new();
        Ok(match self.download(request, &mut bytes, &|_| {})? {
            Response::NotModified => Response::NotModified,
            Response::Fresh(received) => Response::Fresh(Body { bytes, received }),
        })
    }

    /// Fetches a body into `sink`, telling `watch` how it goes. After an error the sink may hold
    /// part of a body, never more than the request's limit.
    ///
    /// # Errors
    /// Every [`FetchError`].
    pub fn download(
        &self,
        request: &Request<'_>,
        sink: &mut dyn Sink,
        watch: &dyn Fn(Progress<'_>),
    ) -> Result<Response<Received>, FetchError> {
        self.call(&Call::new(self, request, None)?, sink, watch)
    }

    /// Sends JSON and fetches the answer into memory. Repeated only where the server cannot have
    /// acted on it yet, unless the request is [`Request::repeatable`]; never sent on by a redirect.
    ///
    /// # Errors
    /// Every [`FetchError`] but `Write`.
    pub fn post_json(&self, request: &Request<'_>, json: &[u8]) -> Result<Body, FetchError> {
        let mut bytes = Vec::new();
        let call = Call::new(self, request, Some(json))?;
        match self.call(&call, &mut bytes, &|_| {})? {
            Response::Fresh(received) => Ok(Body { bytes, received }),
            Response::NotModified => unreachable!("a POST carries no ETag"),
        }
    }

    /// Attempts until one succeeds or there is no sense or time left in another.
    fn call(
        &self,
        call: &Call<'_>,
        sink: &mut dyn Sink,
        watch: &dyn Fn(Progress<'_>),
    ) -> Result<Response<Received>, FetchError> {
        let harmless = call.json.is_none() || call.request.repeatable;
        for retry in 1.. {
            let cause = match self.attempt(call, retry == 1, sink, watch) {
                Ok(response) => return Ok(response),
                Err(cause) => cause,
            };
            let Some(wait) = retry::wait(&self.settings, &cause, harmless, retry) else {
                return Err(cause);
            };
            if self.time_left(call) <= wait {
                return Err(cause);
            }
            watch(Progress::Retrying {
                retry,
                wait,
                cause: &cause,
            });
            thread::sleep(wait);
            sink.restart().map_err(|source| FetchError::Write {
                url: call.start.shown.clone(),
                source,
            })?;
        }
        unreachable!("the repeats are counted by the settings")
    }

    /// One attempt: an exchange, and those it is redirected to.
    fn attempt(
        &self,
        call: &Call<'_>,
        is_first: bool,
        sink: &mut dyn Sink,
        watch: &dyn Fn(Progress<'_>),
    ) -> Result<Response<Received>, FetchError> {
        let mut address = call.start.clone();
        for redirects in 0..=MAX_REDIRECTS {
            let (agent, proxy) = self.routes.to(&address);
            let settings = &self.settings;
            let scene = Scene {
                settings,
                address: &address,
                proxy,
                received: None,
                expected: None,
            };
            let left = (!is_first || redirects > 0).then(|| self.time_left(call));
            if left.is_some_and(|left| left.is_zero()) {
                return Err(scene.out_of_time(Stage::Whole, settings.total_timeout));
            }
            let response = match call.send(agent, &address, left) {
                Ok(response) => response,
                Err(error) => return Err(scene.failure(error)),
            };
            match response.status() {
                StatusCode::NOT_MODIFIED if call.etag().is_some() => {
                    return Ok(Response::NotModified);
                }
                StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT => {
                    address = next(call, &address, response.headers())?;
                }
                // Nobody asked for a part.
                status if status.is_success() && status != StatusCode::PARTIAL_CONTENT => {
                    let received = body::receive(response, call.request, scene, sink, watch)?;
                    return Ok(Response::Fresh(received));
                }
                status => {
                    return Err(FetchError::Status {
                        url: address.shown,
                        status: status.as_u16(),
                        retry_after: retry::retry_after(response.headers()),
                    });
                }
            }
        }
        let reason = "there are more than 5 redirects in a row";
        Err(FetchError::Redirect {
            url: call.start.shown.clone(),
            to: None,
            reason,
        })
    }

    fn time_left(&self, call: &Call<'_>) -> Duration {
        self.settings
            .total_timeout
            .saturating_sub(call.began.elapsed())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl<'a> Call<'a> {
    /// Checks a request; the first check is the offline switch.
    fn new(
        client: &Client,
        request: &'a Request<'a>,
        json: Option<&'a [u8]>,
    ) -> Result<Self, FetchError> {
        if client.settings.offline {
            return Err(FetchError::Offline {
                url: RedactedUrl::new(request.url),
            });
        }
        let mut start = Address::parse(request.url)?;
        let header = |text: &str, what| {
            HeaderValue::from_str(text).map_err(|_| FetchError::Settings {
                what,
                reason: NOT_A_HEADER.to_owned(),
            })
        };
        if let Some(authorization) = request.authorization {
            let mut value = header(authorization, "the authorization")?;
            value.set_sensitive(true);
            start.authorization = Some(value);
        }
        let accept = request.accept.unwrap_or(request.expect.accept());
        let accept = header(accept, "the kind of content asked for")?;
        Ok(Self {
            request,
            json,
            start,
            accept,
            began: Instant::now(),
        })
    }

    /// The tag to ask with, if a server can have given it.
    fn etag(&self) -> Option<HeaderValue> {
        let etag = self
            .request
            .etag
            .filter(|etag| !etag.is_empty() && self.json.is_none())?;
        HeaderValue::from_str(etag).ok()
    }

    /// One exchange, up to the head of the answer.
    ///
    /// The first of a call leaves the time limit to the agent: only so does the agent keep the
    /// system's certificates, once read, for the connections that follow.
    fn send(
        &self,
        agent: &Agent,
        address: &Address,
        left: Option<Duration>,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let mut head = http::Request::builder()
            .method(if self.json.is_some() {
                Method::POST
            } else {
                Method::GET
            })
            .uri(address.uri.clone())
            .header(ACCEPT, &self.accept)
            .header(ACCEPT_ENCODING, self.request.expect.accept_encoding());
        if let Some(authorization) = &address.authorization {
            head = head.header(AUTHORIZATION, authorization);
        }
        if let Some(etag) = self.etag() {
            head = head.header(IF_NONE_MATCH, etag);
        }
        match self.json {
            None => run(agent, head.body(())?, left),
            Some(json) => run(
                agent,
                head.header(CONTENT_TYPE, "application/json").body(json)?,
                left,
            ),
        }
    }
}

fn run<S: ureq::AsSendBody>(
    agent: &Agent,
    request: http::Request<S>,
    left: Option<Duration>,
) -> Result<http::Response<ureq::Body>, ureq::Error> {
    match left {
        None => agent.run(request),
        Some(_) => agent.run(
            agent
                .configure_request(request)
                .timeout_global(left)
                .build(),
        ),
    }
}

/// Where a redirect leads, if it is followed.
fn next(
    call: &Call<'_>,
    address: &Address,
    headers: &http::HeaderMap,
) -> Result<Address, FetchError> {
    let refuse = |reason| FetchError::Redirect {
        url: address.shown.clone(),
        to: None,
        reason,
    };
    if call.json.is_some() {
        return Err(refuse("what is posted is not sent on to another address"));
    }
    let location = headers
        .get(LOCATION)
        .ok_or_else(|| refuse("it does not say where to"))?;
    let location = location
        .to_str()
        .map_err(|_| refuse("where to cannot be read"))?;
    address.follow(location)
}
