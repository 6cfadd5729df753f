//! What is not fetched, and how it is said.

use std::net::TcpListener;
use std::time::Duration;

use super::{assert_plain, client, get, quick, within};
use crate::loopback::{Loopback, Reply};
use crate::{CaBundle, Client, Expect, FetchError, Got, ProxyUrl, Request, Response, Settings};

#[test]
fn offline_opens_no_socket() {
    let server = Loopback::start();
    server.on("/x", [Reply::ok("{}")]);
    let url = server.url("/x?token=hunter2");
    let client = client(Settings {
        offline: true,
        ..quick()
    });
    let request = Request::new(&url, Expect::Json, 10);
    let errors = [
        client.get(&request).unwrap_err(),
        client
            .download(&request, &mut Vec::new(), &|_| {})
            .unwrap_err(),
        client.post_json(&request, b"{}").unwrap_err(),
    ];
    for error in errors {
        assert!(matches!(error, FetchError::Offline { .. }), "{error:?}");
        assert!(
            error.to_string().contains("/x?token=*** was not fetched"),
            "{error}"
        );
        assert!(error.hint().unwrap().contains("offline"));
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_closed_port_is_a_failed_connection() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let url = format!("http://me:hunter2@{closed}/x?api_key=hunter2");
    let error = client(quick())
        .get(&Request::new(&url, Expect::Any, 10))
        .unwrap_err();
    let text = format!("cannot connect to http://***@{closed}/x?api_key=***: connection refused");
    assert_eq!(error.to_string(), text);
    assert!(error.hint().unwrap().contains("HTTPS_PROXY"));
}

#[test]
fn an_unknown_name_is_a_failed_connection() {
    let url = "http://no-such-host.invalid/x";
    let error = within(Duration::from_secs(30), || {
        client(quick())
            .get(&Request::new(url, Expect::Any, 10))
            .unwrap_err()
    });
    // A machine without any resolver may time out instead.
    assert!(
        matches!(
            error,
            FetchError::Connect { .. } | FetchError::Timeout { .. }
        ),
        "{error:?}"
    );
}

#[test]
fn statuses_are_errors_in_our_words() {
    let server = Loopback::start();
    server.on("/404", [Reply::status(404)]);
    server.on("/304", [Reply::status(304)]);
    server.on("/206", [Reply::status(206).body("{}")]);
    server.on("/777", [Reply::status(777)]);
    let text = |path| {
        get(&server, path, Expect::Json, quick())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        text("/404"),
        format!("{} answered 404 Not Found", server.url("/404"))
    );
    assert_eq!(
        text("/304"),
        format!("{} answered 304 Not Modified", server.url("/304"))
    );
    assert_eq!(
        text("/206"),
        format!("{} answered 206 Partial Content", server.url("/206"))
    );
    assert_eq!(text("/777"), format!("{} answered 777", server.url("/777")));
}

#[test]
fn text_of_the_server_does_not_reach_the_message() {
    let server = Loopback::start();
    let evil = "\x1b]0;owned\x07\u{202e}\x1b[2J";
    server.on(
        "/status",
        [Reply::raw(format!("HTTP/1.1 404 {evil}\r\n\r\n"))],
    );
    server.on("/line", [Reply::raw(format!("{evil}\r\n\r\n"))]);
    server.on(
        "/header",
        [Reply::raw(format!("HTTP/1.1 200 OK\r\nX: {evil}\r\n\r\n"))],
    );
    server.on(
        "/to",
        [Reply::raw(format!(
            "HTTP/1.1 302 X\r\nLocation: /{evil}\r\n\r\n"
        ))],
    );
    let chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    server.on("/chunk", [Reply::raw(format!("{chunk}{evil}\r\nabc"))]);
    for path in ["/status", "/line", "/header", "/to", "/chunk"] {
        let error = get(&server, path, Expect::Csv, quick()).unwrap_err();
        assert_plain(&error);
        assert!(!error.to_string().contains("owned"), "{error}");
    }
}

#[test]
fn a_page_is_not_taken_for_data() {
    let server = Loopback::start();
    let page = "\u{feff}\r\n <!DOCTYPE html><title>Log in</title>";
    server.on("/body", [Reply::ok(page)]);
    server.on("/tag", [Reply::ok("<HTML>")]);
    server.on(
        "/type",
        [Reply::ok("{}").header("Content-Type", "text/html; charset=utf-8")],
    );
    for path in ["/body", "/tag", "/type"] {
        for expect in [Expect::Zip, Expect::Json, Expect::Csv] {
            let error = get(&server, path, expect, quick()).unwrap_err();
            assert!(
                matches!(error, FetchError::Content { got: Got::Html, .. }),
                "{error:?}"
            );
            let text = format!("expected {expect}, got an HTML page; a captive portal or proxy?");
            assert_eq!(error.to_string(), format!("{}: {text}", server.url(path)));
        }
        get(&server, path, Expect::Any, quick()).unwrap();
    }
}

#[test]
fn other_bytes_are_not_taken_for_data() {
    let server = Loopback::start();
    server
        .on("/empty", [Reply::ok("")])
        .on("/zip", [Reply::ok("PK\x03\x04\0")]);
    server.on("/text", [Reply::ok("Please wait.")]);
    let got = |path, expect| match get(&server, path, expect, quick()) {
        Ok(_) => None,
        Err(FetchError::Content { got, .. }) => Some(got),
        Err(other) => panic!("{other:?}"),
    };
    assert_eq!(got("/empty", Expect::Zip), Some(Got::Nothing));
    assert_eq!(got("/empty", Expect::Json), Some(Got::Nothing));
    assert_eq!(got("/empty", Expect::Csv), None);
    assert_eq!(got("/zip", Expect::Zip), None);
    assert_eq!(got("/zip", Expect::Json), Some(Got::Other));
    assert_eq!(got("/zip", Expect::Csv), Some(Got::Other));
    assert_eq!(got("/text", Expect::Zip), Some(Got::Other));
    assert_eq!(got("/text", Expect::Json), Some(Got::Other));
}

#[test]
fn a_page_is_not_stored_before_it_is_known_for_one() {
    let server = Loopback::start();
    server.on(
        "/x",
        [Reply::ok("<!doctype html>").drip(Duration::from_millis(2))],
    );
    let (url, mut kept) = (server.url("/x"), Vec::new());
    let request = Request::new(&url, Expect::Csv, 100);
    assert!(
        client(quick())
            .download(&request, &mut kept, &|_| {})
            .is_err()
    );
    assert_eq!(kept, b"");
}

#[test]
fn other_schemes_are_not_fetched() {
    for url in [
        "file:///etc/passwd",
        "/etc/passwd",
        "ftp://me:hunter2@h/x",
        "http://h/\n",
    ] {
        let error = client(quick())
            .get(&Request::new(url, Expect::Any, 10))
            .unwrap_err();
        assert!(matches!(error, FetchError::BadUrl { .. }), "{error:?}");
        assert_plain(&error);
        assert!(!error.to_string().contains("hunter2"));
    }
}

#[test]
fn a_proxy_is_used_where_it_should_be_and_never_shows_its_password() {
    let (server, proxy) = (Loopback::start(), Loopback::start());
    server.on("/x", [Reply::ok("{}")]);
    let host = server.address().to_string();
    proxy.on(&host, [Reply::status(407)]);
    let url = format!("http://me:hunter2@{}", proxy.address());
    let through = Settings {
        http_proxy: Some(ProxyUrl::new(&url)),
        ..quick()
    };

    let error = get(&server, "/x", Expect::Json, through.clone()).unwrap_err();
    assert!(
        matches!(error, FetchError::Connect { proxy: Some(_), .. }),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains("through the proxy http://***@127.0.0.1"),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("credentials of the proxy"));
    let asked = proxy.requests().remove(0);
    assert_eq!(
        (asked.method.as_str(), asked.path.as_str()),
        ("CONNECT", host.as_str())
    );
    assert_eq!(
        asked.header("proxy-authorization"),
        Some("Basic bWU6aHVudGVyMg==")
    );
    assert!(!format!("{:?} {error:?}", client(through.clone())).contains("hunter2"));

    let direct = Settings {
        no_proxy: "127.0.0.0/8".to_owned(),
        ..through
    };
    get(&server, "/x", Expect::Json, direct).unwrap();
    assert_eq!(proxy.connections(), 1);
}

#[test]
fn settings_that_cannot_work_are_told_at_once() {
    let bad = [
        Settings {
            https_proxy: Some(ProxyUrl::new("socks5://me:hunter2@h:1")),
            ..quick()
        },
        Settings {
            http_proxy: Some(ProxyUrl::new("http://me:hunter2@")),
            ..quick()
        },
        Settings {
            user_agent: "a\r\nX: b".to_owned(),
            ..quick()
        },
        Settings {
            ca_bundle: Some(CaBundle::from_pem("no certificate")),
            ..quick()
        },
        Settings {
            ca_bundle: Some(CaBundle::from_pem(
                "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----",
            )),
            ..quick()
        },
    ];
    for settings in bad {
        let error = Client::new(settings).unwrap_err();
        assert!(matches!(error, FetchError::Settings { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        assert_plain(&error);
        assert!(error.url().is_none() && error.hint().is_some());
    }
    let none = Settings {
        https_proxy: Some(ProxyUrl::new("")),
        ..quick()
    };
    assert!(Client::new(none).is_ok());
}

#[test]
fn a_full_place_is_the_places_fault() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    impl crate::Sink for Full {
        fn restart(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let server = Loopback::start();
    server.on("/x", [Reply::ok("a,b")]);
    let url = server.url("/x");
    let settings = Settings {
        max_retries: 3,
        ..quick()
    };
    let request = Request::new(&url, Expect::Csv, 10);
    let answer: Result<Response<_>, _> = client(settings).download(&request, &mut Full, &|_| {});
    assert!(
        matches!(answer, Err(FetchError::Write { .. })),
        "{answer:?}"
    );
    assert_eq!(server.hits("/x"), 1);
}
