//! A body, taken in under its bounds.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use flate2::read::MultiGzDecoder;
use ureq::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderName, LAST_MODIFIED,
    TRANSFER_ENCODING,
};
use ureq::http::{self, HeaderMap, StatusCode};

use crate::error::{FetchError, Stage};
use crate::request::{Expect, Request};
use crate::response::{Got, Progress, Received};
use crate::settings::Settings;
use crate::sink::Sink;
use crate::translate::Scene;

/// How much of a body is looked at before any of it is passed on, in bytes.
const HEAD: usize = 512;

/// Bytes passed on at a time.
const PIECE: usize = 64 * 1024;

/// The longest `ETag` or `Last-Modified` kept, in bytes.
const LONGEST_TAG: usize = 1024;

/// Passes a body on into `sink`, or says why it is not what was asked for.
pub(crate) fn receive(
    response: http::Response<ureq::Body>,
    request: &Request<'_>,
    mut scene: Scene<'_>,
    sink: &mut dyn Sink,
    watch: &dyn Fn(Progress<'_>),
) -> Result<Received, FetchError> {
    let (parts, body) = response.into_parts();
    scene.received = Some(0);
    scene.expected = body.content_length();
    let coding = coding(&parts.headers);
    // Compression makes some bodies a little longer, and may hold nothing at all.
    let wire_limit = match coding {
        Coding::Plain => request.max_bytes,
        Coding::Gzip | Coding::Foreign => request
            .max_bytes
            .saturating_add(request.max_bytes / 512 + 1024),
    };
    check_headers(&parts, coding, wire_limit, request, &scene)?;
    let wire = body.into_with_config().limit(wire_limit).reader();
    let bytes_len = if coding == Coding::Gzip {
        // What was announced is the compressed length, and says nothing of what is counted.
        scene.expected = None;
        pass_on(MultiGzDecoder::new(wire), request, &mut scene, sink, watch)?
    } else {
        pass_on(wire, request, &mut scene, sink, watch)?
    };
    Ok(Received {
        bytes_len,
        etag: tag(&parts.headers, &ETAG),
        last_modified: tag(&parts.headers, &LAST_MODIFIED),
        url: scene.address.shown.clone(),
    })
}

/// Reads to the end, and hands over what was read once its beginning looks right. The result is
/// the number of bytes.
fn pass_on(
    mut reader: impl Read,
    request: &Request<'_>,
    scene: &mut Scene<'_>,
    sink: &mut dyn Sink,
    watch: &dyn Fn(Progress<'_>),
) -> Result<u64, FetchError> {
    let total = scene.expected;
    let mut piece = vec![0; PIECE];
    let mut bytes = 0_u64;
    let mut held = 0;
    let mut checked = false;
    let mut pace = Pace::new(scene.settings);
    loop {
        let read = match reader.read(&mut piece[held..]).map_err(ureq::Error::from) {
            Ok(read) => read,
            Err(ureq::Error::BodyExceedsLimit(_)) => return Err(too_large(request, scene, None)),
            Err(error) => return Err(scene.failure(error)),
        };
        bytes += read as u64;
        scene.received = Some(bytes);
        if bytes > request.max_bytes {
            return Err(too_large(request, scene, None));
        }
        if read > 0 && pace.is_too_slow(bytes) {
            return Err(scene.out_of_time(Stage::Slow, pace.window));
        }
        watch(Progress::Received { bytes, total });
        held += read;
        if !checked {
            if read > 0 && held < HEAD {
                continue;
            }
            check_head(&piece[..held], request.expect, scene)?;
            checked = true;
        }
        store(sink.write_all(&piece[..held]), scene)?;
        held = 0;
        if read == 0 {
            store(sink.flush(), scene)?;
            return Ok(bytes);
        }
    }
}

/// How fast a body comes: bytes a stretch of time. A server that sends a byte now and then is never silent, and would
/// keep a caller waiting until the whole time is over, for every file anew.
struct Pace {
    window: Duration,
    /// The least that must come in one window, in bytes.
    least: u64,
    began: Instant,
    before: u64,
}

impl Pace {
    fn new(settings: &Settings) -> Self {
        let window = settings.slow_timeout;
        let least = u128::from(settings.min_rate) * window.as_millis() / 1000;
        Self {
            window,
            least: u64::try_from(least).unwrap_or(u64::MAX),
            began: Instant::now(),
            before: 0,
        }
    }

    /// Whether the window that ends now, if one does, brought too little; `bytes` is all that came so far.
    fn is_too_slow(&mut self, bytes: u64) -> bool {
        if self.began.elapsed() < self.window {
            return false;
        }
        let came = bytes.saturating_sub(self.before);
        self.began = Instant::now();
        self.before = bytes;
        came < self.least
    }
}

/// What the headers alone tell: a foreign coding, a page instead of data, too much, no end.
fn check_headers(
    parts: &http::response::Parts,
    coding: Coding,
    wire_limit: u64,
    request: &Request<'_>,
    scene: &Scene<'_>,
) -> Result<(), FetchError> {
    if coding == Coding::Foreign {
        return Err(scene.protocol("it is compressed in a way that was not asked for"));
    }
    let kind = words(&parts.headers, &CONTENT_TYPE)
        .next()
        .unwrap_or_default();
    let is_page = matches!(kind.as_str(), "text/html" | "application/xhtml+xml");
    if is_page && request.expect != Expect::Any {
        return Err(unexpected(request.expect, Got::Html, scene));
    }
    if let Some(declared) = scene.expected.filter(|declared| *declared > wire_limit) {
        return Err(too_large(request, scene, Some(declared)));
    }
    let has_end = parts.status == StatusCode::NO_CONTENT
        || parts.headers.contains_key(CONTENT_LENGTH)
        || words(&parts.headers, &TRANSFER_ENCODING).any(|word| word == "chunked");
    let ends_by_itself = request.expect.ends_by_itself() || coding == Coding::Gzip;
    if !has_end && !ends_by_itself {
        return Err(scene.protocol("it has no length, so nobody can tell whether it is whole"));
    }
    Ok(())
}

/// How a body is compressed for the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
    /// In a way that was not asked for, or twice.
    Foreign,
}

fn coding(headers: &HeaderMap) -> Coding {
    let known = [
        "gzip",
        "x-gzip",
        "deflate",
        "compress",
        "x-compress",
        "br",
        "zstd",
    ];
    // Other words stand there by mistake (`utf-8`, `binary`) and change nothing.
    let mut codings = words(headers, &CONTENT_ENCODING).filter(|word| known.contains(&&**word));
    match (codings.next().as_deref(), codings.next()) {
        (None, _) => Coding::Plain,
        (Some("gzip" | "x-gzip"), None) => Coding::Gzip,
        _ => Coding::Foreign,
    }
}

/// The words of a header, in lower case.
fn words(headers: &HeaderMap, name: &HeaderName) -> impl Iterator<Item = String> {
    let values = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split([',', ';']))
        .map(|word| word.trim().to_ascii_lowercase())
}

/// What the first bytes tell.
fn check_head(head: &[u8], expect: Expect, scene: &Scene<'_>) -> Result<(), FetchError> {
    let text = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let begins = |with: &str| {
        text.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with.as_bytes()))
    };
    let fits = match expect {
        Expect::Any => return Ok(()),
        _ if begins("<!doctype") || begins("<html") => {
            return Err(unexpected(expect, Got::Html, scene));
        }
        Expect::Zip => head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06"),
        Expect::Json => matches!(
            head.trim_ascii_start().first(),
            Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n')
        ),
        Expect::Csv => !head.contains(&0),
    };
    match fits {
        true => Ok(()),
        false if text.is_empty() => Err(unexpected(expect, Got::Nothing, scene)),
        false => Err(unexpected(expect, Got::Other, scene)),
    }
}

fn unexpected(expected: Expect, got: Got, scene: &Scene<'_>) -> FetchError {
    FetchError::Content {
        url: scene.address.shown.clone(),
        expected,
        got,
    }
}

fn too_large(request: &Request<'_>, scene: &Scene<'_>, declared: Option<u64>) -> FetchError {
    FetchError::TooLarge {
        url: scene.address.shown.clone(),
        limit: request.max_bytes,
        declared,
    }
}

fn store(result: io::Result<()>, scene: &Scene<'_>) -> Result<(), FetchError> {
    result.map_err(|source| FetchError::Write {
        url: scene.address.shown.clone(),
        source,
    })
}

/// A header worth giving back, if it is of sane length and plain.
fn tag(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let text = headers.get(name)?.to_str().ok()?;
    (text.len() <= LONGEST_TAG).then(|| text.to_owned())
}
