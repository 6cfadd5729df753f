//! Redirects: how far, where to, and with what.

use super::{client, get, quick};
use crate::loopback::{Loopback, Reply};
use crate::{Expect, FetchError, Request, Response};

#[test]
fn a_few_redirects_are_followed() {
    let server = Loopback::start();
    for (at, status) in [301, 302, 303, 307, 308].into_iter().enumerate() {
        server.on(
            &format!("/{at}"),
            [Reply::redirect(status, &format!("{}", at + 1))],
        );
    }
    server.on("/5", [Reply::ok("{}")]);
    let body = get(&server, "/0", Expect::Json, quick()).unwrap();
    assert_eq!(body.received.url.as_str(), server.url("/5"));
}

#[test]
fn a_circle_ends() {
    let server = Loopback::start();
    server
        .on("/a", [Reply::redirect(302, "/b")])
        .on("/b", [Reply::redirect(302, "/a")]);
    let error = get(&server, "/a", Expect::Json, quick()).unwrap_err();
    assert!(matches!(error, FetchError::Redirect { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 6);
}

#[test]
fn nowhere_and_other_schemes_are_refused() {
    let server = Loopback::start();
    server.on("/nowhere", [Reply::status(302)]);
    server.on("/file", [Reply::redirect(302, "file:///etc/passwd")]);
    server.on("/odd", [Reply::redirect(302, "http://h h/")]);
    server.on("/long", [Reply::redirect(302, &"a".repeat(9000))]);
    for path in ["/nowhere", "/file", "/odd", "/long"] {
        let error = get(&server, path, Expect::Json, quick()).unwrap_err();
        assert!(
            matches!(error, FetchError::Redirect { .. }),
            "{path}: {error:?}"
        );
        assert!(error.hint().is_some());
    }
}

#[test]
fn credentials_go_to_their_own_origin_only() {
    let (home, away) = (Loopback::start(), Loopback::start());
    home.on("/a", [Reply::redirect(302, "/b")]);
    home.on(
        "/b",
        [Reply::redirect(
            302,
            &away.url("/c").replace("://", "://own:pass@"),
        )],
    );
    away.on("/c", [Reply::redirect(302, &home.url("/d"))]);
    home.on("/d", [Reply::ok("{}")]);
    let url = home.url("/a").replace("://", "://me:hunter2@");
    let answer = client(quick())
        .get(&Request::new(&url, Expect::Json, 10))
        .unwrap();
    let Response::Fresh(body) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(body.received.url.as_str(), home.url("/d"));

    let sent = |server: &Loopback| {
        let requests = server.requests();
        let sent = requests
            .iter()
            .map(|r| r.header("authorization").map(str::to_owned));
        sent.collect::<Vec<_>>()
    };
    let basic = Some("Basic bWU6aHVudGVyMg==".to_owned());
    assert_eq!(sent(&away), [None]);
    // Once away, they do not come back: who redirects here may have chosen the path.
    assert_eq!(sent(&home), [basic.clone(), basic, None]);
}

#[test]
fn a_post_is_not_sent_on() {
    let server = Loopback::start();
    server
        .on("/q", [Reply::redirect(307, "/r")])
        .on("/r", [Reply::ok("{}")]);
    let url = server.url("/q");
    let request = Request::new(&url, Expect::Json, 10).repeatable();
    let error = client(quick()).post_json(&request, b"{}").unwrap_err();
    assert!(matches!(error, FetchError::Redirect { .. }), "{error:?}");
    assert_eq!(server.hits("/r"), 0);
}
