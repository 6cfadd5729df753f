//! Bounds in time.

use std::time::Duration;

use super::{get, quick, within};
use crate::loopback::{Loopback, Reply};
use crate::{Expect, FetchError, Settings, Stage};

#[test]
fn a_server_that_never_answers_is_left() {
    let server = Loopback::start();
    server.on("/x", [Reply::ok("{}").hang()]);
    let settings = Settings {
        read_timeout: Duration::from_millis(400),
        ..quick()
    };
    let error = within(Duration::from_secs(30), || {
        get(&server, "/x", Expect::Json, settings)
    });
    let error = error.unwrap_err();
    assert!(
        matches!(
            error,
            FetchError::Timeout {
                stage: Stage::Waiting,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(
        error.to_string(),
        format!("no answer from {} within 400ms", server.url("/x"))
    );
    assert!(error.hint().is_some());
}

#[test]
fn a_server_that_falls_silent_is_left() {
    let server = Loopback::start();
    server.on("/x", [Reply::ok("a,b\n".repeat(5)).cut_after(7).hang()]);
    let settings = Settings {
        read_timeout: Duration::from_millis(400),
        ..quick()
    };
    let error = within(Duration::from_secs(30), || {
        get(&server, "/x", Expect::Csv, settings)
    });
    let error = error.unwrap_err();
    let text = "stopped sending: nothing for 400ms after 7 bytes of 20 bytes";
    assert_eq!(error.to_string(), format!("{} {text}", server.url("/x")));
}

#[test]
fn a_drip_ends_with_the_whole_time_and_tells_how_much_came() {
    let server = Loopback::start();
    server.on(
        "/x",
        [Reply::ok([b'a'; 1000]).drip(Duration::from_millis(20))],
    );
    // Repeats are allowed, but no time is left for one.
    let settings = Settings {
        total_timeout: Duration::from_millis(600),
        max_retries: 3,
        ..quick()
    };
    let error = within(Duration::from_secs(30), || {
        get(&server, "/x", Expect::Csv, settings)
    });
    let error = error.unwrap_err();
    let FetchError::Timeout {
        stage: Stage::Whole,
        received,
        expected: Some(1000),
        ..
    } = error
    else {
        panic!("{error:?}");
    };
    assert!((1..=30).contains(&received), "{received}");
    let text = format!("was not fetched within 600ms: {received} bytes of 1000 bytes came");
    assert!(
        error
            .to_string()
            .replace("1 byte ", "1 bytes ")
            .contains(&text),
        "{error}"
    );
    assert_eq!(server.hits("/x"), 1);
}

#[test]
fn a_drip_below_the_least_rate_is_left_and_not_asked_again() {
    let server = Loopback::start();
    let drip = || Reply::ok([b'a'; 200]).drip(Duration::from_millis(20));
    server.on("/x", [drip()]);
    let settings = Settings {
        slow_timeout: Duration::from_millis(300),
        min_rate: 1000,
        max_retries: 3,
        ..quick()
    };
    let slow = settings.clone();
    let error = within(Duration::from_secs(30), || {
        get(&server, "/x", Expect::Csv, slow)
    });
    let error = error.unwrap_err();
    let FetchError::Timeout {
        stage: Stage::Slow,
        received,
        ..
    } = error
    else {
        panic!("{error:?}");
    };
    assert!((1..=30).contains(&received), "{received}");
    assert!(error.to_string().contains("sends too slowly"), "{error}");
    assert_eq!(server.hits("/x"), 1);

    // The same drip is fast enough for who asks for less.
    let patient = Settings {
        min_rate: 5,
        ..settings
    };
    let body = within(Duration::from_secs(30), || {
        get(&server, "/x", Expect::Csv, patient)
    });
    assert!(body.is_ok(), "{body:?}");
}

#[test]
fn repeats_share_the_whole_time() {
    let server = Loopback::start();
    let slow = Reply::status(500).delay(Duration::from_millis(600));
    server.on("/x", [slow, Reply::ok("{}").hang()]);
    let settings = Settings {
        total_timeout: Duration::from_secs(1),
        max_retries: 9,
        ..quick()
    };
    // A whole time of its own for the second attempt would make 1.6 s.
    let error = within(Duration::from_secs(30), || {
        get(&server, "/x", Expect::Json, settings)
    });
    let error = error.unwrap_err();
    assert!(
        matches!(
            error,
            FetchError::Timeout {
                stage: Stage::Whole,
                ..
            }
        ),
        "{error:?}"
    );
    assert_eq!(server.hits("/x"), 2);
}

#[test]
fn a_wait_that_would_outlast_the_call_is_not_begun() {
    let server = Loopback::start();
    server.on("/x", [Reply::status(503).header("Retry-After", "50")]);
    let settings = Settings {
        max_retries: 9,
        longest_wait: Duration::from_mins(1),
        ..quick()
    };
    let error = within(Duration::from_secs(30), || {
        get(&server, "/x", Expect::Json, settings)
    });
    let error = error.unwrap_err();
    assert!(
        matches!(error, FetchError::Status { status: 503, .. }),
        "{error:?}"
    );
}
