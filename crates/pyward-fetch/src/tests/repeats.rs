//! What is tried again, and what is not.

use std::time::{Duration, Instant};

use super::{client, get, quick, within};
use crate::loopback::{Loopback, Reply};
use crate::{Expect, FetchError, Request, Settings};

fn patient() -> Settings {
    Settings {
        max_retries: 3,
        ..quick()
    }
}

#[test]
fn passing_trouble_is_sat_out() {
    let server = Loopback::start();
    let troubles = [
        Reply::status(500),
        Reply::status(429),
        Reply::nothing(),
        Reply::ok("a,b\n").chunked(2).cut_after(4),
    ];
    for (at, trouble) in troubles.into_iter().enumerate() {
        let path = format!("/{at}");
        server.on(&path, [trouble, Reply::ok("a,b\n")]);
        let body = get(&server, &path, Expect::Csv, patient()).unwrap();
        assert_eq!(body.bytes, b"a,b\n", "{path}");
        assert_eq!(server.hits(&path), 2, "{path}");
    }
}

#[test]
fn silence_is_tried_again() {
    let server = Loopback::start();
    server.on("/x", [Reply::ok("{}").hang(), Reply::ok("{}")]);
    let settings = Settings {
        read_timeout: Duration::from_millis(400),
        ..patient()
    };
    get(&server, "/x", Expect::Json, settings).unwrap();
    assert_eq!(server.hits("/x"), 2);
}

#[test]
fn repeats_are_counted() {
    let server = Loopback::start();
    server.on("/x", [Reply::status(503)]);
    let error = get(&server, "/x", Expect::Csv, patient()).unwrap_err();
    assert!(
        matches!(error, FetchError::Status { status: 503, .. }),
        "{error:?}"
    );
    assert_eq!(server.hits("/x"), 4);
}

#[test]
fn lasting_answers_are_final() {
    let server = Loopback::start();
    let finals = [
        Reply::status(400),
        Reply::status(401),
        Reply::status(404),
        Reply::status(501),
        Reply::ok("<!doctype html>"),
        Reply::ok("a".repeat(70_000)),
        Reply::redirect(302, "ftp://h/"),
    ];
    for (at, reply) in finals.into_iter().enumerate() {
        let path = format!("/{at}");
        server.on(&path, [reply]);
        get(&server, &path, Expect::Csv, patient()).unwrap_err();
        assert_eq!(server.hits(&path), 1, "{path}");
    }
}

#[test]
fn the_wait_the_server_asks_for_is_kept() {
    let server = Loopback::start();
    server.on(
        "/x",
        [
            Reply::status(429).header("Retry-After", "1"),
            Reply::ok("{}"),
        ],
    );
    let began = Instant::now();
    get(&server, "/x", Expect::Json, patient()).unwrap();
    assert!(
        began.elapsed() >= Duration::from_secs(1),
        "{:?}",
        began.elapsed()
    );
}

#[test]
fn a_wait_beyond_the_bound_is_told_not_sat_out() {
    let server = Loopback::start();
    let reply = Reply::status(503)
        .header("Date", "Sun, 06 Nov 1994 08:00:00 GMT")
        .header("Retry-After", "Sun, 06 Nov 1994 09:00:00 GMT");
    server.on("/x", [reply]);
    let error = within(Duration::from_secs(30), || {
        get(&server, "/x", Expect::Json, patient())
    });
    let text = "answered 503 Service Unavailable and asks to wait 3600s";
    assert_eq!(
        error.unwrap_err().to_string(),
        format!("{} {text}", server.url("/x"))
    );
    assert_eq!(server.hits("/x"), 1);
}

#[test]
fn a_post_is_repeated_only_where_it_does_no_harm() {
    let server = Loopback::start();
    for (status, repeatable, hits) in [
        (502, false, 1),
        (502, true, 2),
        (429, false, 2),
        (404, true, 1),
    ] {
        let path = format!("/{status}/{repeatable}");
        server.on(&path, [Reply::status(status), Reply::ok("{}")]);
        let url = server.url(&path);
        let mut request = Request::new(&url, Expect::Json, 10);
        if repeatable {
            request = request.repeatable();
        }
        let answer = client(patient()).post_json(&request, b"{}");
        assert_eq!(server.hits(&path), hits, "{path}");
        assert_eq!(answer.is_ok(), hits == 2, "{path}");
    }
}
