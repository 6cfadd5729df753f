//! Which failures are tried again, and when.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use ureq::http::HeaderMap;
use ureq::http::header::{DATE, HeaderName, RETRY_AFTER};

use crate::error::{FetchError, Stage};
use crate::settings::Settings;

/// Whether a second attempt makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    /// It would fail the same way.
    No,
    /// The server may have acted on the first attempt: only if acting twice does no harm.
    IfHarmless,
    /// The server did nothing yet.
    Yes,
}

/// How long to wait before attempt number `retry` (from 1), or nothing if there is none.
///
/// A `Retry-After` longer than [`Settings::longest_wait`] ends the call: asking a server earlier than
/// it wished is rude, and seldom works.
pub(crate) fn wait(
    settings: &Settings,
    error: &FetchError,
    harmless: bool,
    retry: u32,
) -> Option<Duration> {
    let again = match again(error) {
        Again::No => false,
        Again::IfHarmless => harmless,
        Again::Yes => true,
    };
    if !again || retry > settings.max_retries {
        return None;
    }
    let doubled = 2_u32.saturating_pow(retry.saturating_sub(1));
    let backoff = settings
        .backoff
        .saturating_mul(doubled)
        .min(settings.longest_wait);
    let asked = match error {
        FetchError::Status {
            retry_after: Some(asked),
            ..
        } => *asked,
        _ => Duration::ZERO,
    };
    (asked <= settings.longest_wait).then_some(backoff.max(asked))
}

fn again(error: &FetchError) -> Again {
    match error {
        FetchError::Connect { .. } => Again::Yes,
        FetchError::Timeout { stage, .. } => match stage {
            Stage::Connecting => Again::Yes,
            Stage::Waiting | Stage::Receiving => Again::IfHarmless,
            Stage::Slow | Stage::Whole => Again::No,
        },
        FetchError::Interrupted { .. } => Again::IfHarmless,
        FetchError::Status { status, .. } => match status {
            425 | 429 | 503 => Again::Yes,
            // Not implemented, version unknown, disk full, loop, log-in wanted: none of them passes.
            501 | 505 | 507 | 508 | 511 => Again::No,
            408 | 500..=599 => Again::IfHarmless,
            _ => Again::No,
        },
        FetchError::Offline { .. }
        | FetchError::BadUrl { .. }
        | FetchError::Settings { .. }
        | FetchError::Tls { .. }
        | FetchError::Redirect { .. }
        | FetchError::TooLarge { .. }
        | FetchError::Content { .. }
        | FetchError::Protocol { .. }
        | FetchError::Write { .. } => Again::No,
    }
}

/// The wait a `Retry-After` asks for. A date counts from the server's own `Date`, so that neither
/// clock has to be right; without one it is not understood.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let wait = date(headers, &RETRY_AFTER)? - date(headers, &DATE)?;
    Some(Duration::from_secs(wait.max(0).cast_unsigned()))
}

/// A date header, in seconds.
fn date(headers: &HeaderMap, name: &HeaderName) -> Option<i64> {
    let text = headers.get(name)?.to_str().ok()?.trim();
    DateTimeParser::new()
        .parse_timestamp(text)
        .ok()
        .map(jiff::Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::{retry_after, wait};
    use crate::error::{FetchError, Stage};
    use crate::redacted::RedactedUrl;
    use crate::settings::Settings;
    use std::time::Duration;
    use ureq::http::{HeaderMap, HeaderName, HeaderValue};

    fn status(status: u16, retry_after: Option<u64>) -> FetchError {
        let retry_after = retry_after.map(Duration::from_secs);
        FetchError::Status {
            url: RedactedUrl::new("http://h"),
            status,
            retry_after,
        }
    }

    fn asked(headers: &[(&'static str, &'static str)]) -> Option<u64> {
        let headers: HeaderMap = headers
            .iter()
            .map(|&(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v)))
            .collect();
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn waits_double_up_to_the_bound() {
        let settings = Settings {
            max_retries: 40,
            backoff: Duration::from_secs(1),
            longest_wait: Duration::from_secs(5),
            ..Settings::default()
        };
        let waits = |retry| wait(&settings, &status(500, None), true, retry).map(|w| w.as_secs());
        assert_eq!(
            [1, 2, 3, 4, 40].map(waits),
            [Some(1), Some(2), Some(4), Some(5), Some(5)]
        );
        assert_eq!(waits(41), None);
    }

    #[test]
    fn the_server_may_ask_for_more_but_not_for_too_much() {
        let settings = Settings {
            backoff: Duration::from_secs(2),
            ..Settings::default()
        };
        let waits = |asked| wait(&settings, &status(429, Some(asked)), true, 1);
        assert_eq!(waits(0), Some(Duration::from_secs(2)));
        assert_eq!(waits(9), Some(Duration::from_secs(9)));
        assert_eq!(waits(3600), None);
    }

    #[test]
    fn what_may_have_been_done_is_not_done_twice() {
        let settings = Settings::default();
        let stalled = |stage| FetchError::Timeout {
            url: RedactedUrl::new("http://h"),
            stage,
            limit: Duration::ZERO,
            received: 0,
            expected: None,
        };
        let cases = [
            (status(404, None), false, false),
            (status(501, None), false, false),
            (status(408, None), true, false),
            (status(500, None), true, false),
            (status(502, None), true, false),
            (status(429, None), true, true),
            (status(503, None), true, true),
            (stalled(Stage::Connecting), true, true),
            (stalled(Stage::Waiting), true, false),
            (stalled(Stage::Slow), false, false),
            (stalled(Stage::Whole), false, false),
        ];
        for (error, harmless, harmful) in cases {
            assert_eq!(
                wait(&settings, &error, true, 1).is_some(),
                harmless,
                "{error}"
            );
            assert_eq!(
                wait(&settings, &error, false, 1).is_some(),
                harmful,
                "{error}"
            );
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(asked(&[("retry-after", "120")]), Some(120));
        assert_eq!(
            asked(&[("retry-after", "99999999999999999999999")]),
            Some(u64::MAX)
        );
        let later = ("retry-after", "Sun, 06 Nov 1994 08:51:07 GMT");
        assert_eq!(asked(&[later, now]), Some(90));
        assert_eq!(
            asked(&[("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT"), now]),
            Some(0)
        );
        assert_eq!(asked(&[later]), None);
        assert_eq!(asked(&[("retry-after", "soon"), now]), None);
        assert_eq!(asked(&[("retry-after", "-5"), now]), None);
        assert_eq!(asked(&[]), None);
    }
}
