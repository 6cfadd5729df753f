//! The client against a scripted server. Nothing here leaves this machine.

use std::time::{Duration, Instant};

use crate::loopback::Loopback;
use crate::{Body, Client, Expect, FetchError, Request, Response, Settings};

mod answers;
mod bounds;
mod redirects;
mod refusals;
mod repeats;
mod times;
mod tls;

/// Settings for a server that answers at once or never.
fn quick() -> Settings {
    Settings {
        connect_timeout: Duration::from_secs(20),
        read_timeout: Duration::from_secs(20),
        total_timeout: Duration::from_secs(40),
        max_retries: 0,
        backoff: Duration::from_millis(5),
        ..Settings::default()
    }
}

fn client(settings: Settings) -> Client {
    Client::new(settings).unwrap()
}

/// Fetches a path of the server as `expect`, with a limit of 64 KiB.
fn get(
    server: &Loopback,
    path: &str,
    expect: Expect,
    settings: Settings,
) -> Result<Body, FetchError> {
    let url = server.url(path);
    match client(settings).get(&Request::new(&url, expect, 64 << 10))? {
        Response::Fresh(body) => Ok(body),
        Response::NotModified => panic!("no ETag was sent"),
    }
}

/// Runs `work` and holds it to a bound in time.
#[track_caller]
fn within<T>(bound: Duration, work: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let result = work();
    let took = began.elapsed();
    assert!(took < bound, "took {took:?}, allowed are {bound:?}");
    result
}

/// A message that is fit for a terminal: one line, no control characters.
#[track_caller]
fn assert_plain(error: &FetchError) {
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.chars().any(char::is_control), "{text:?}");
    }
}
