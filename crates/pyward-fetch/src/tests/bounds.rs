//! Bounds in size, and bodies that are not whole.

use std::io::Write as _;

use super::{assert_plain, client, get, quick};
use crate::loopback::{Loopback, Reply};
use crate::{Expect, FetchError, Request};

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_cut_body_is_no_success() {
    let server = Loopback::start();
    let text = "a,b\n".repeat(500);
    server.on("/length", [Reply::ok(text.as_str()).cut_after(1000)]);
    server.on("/start", [Reply::ok(text.as_str()).cut_after(0)]);
    server.on(
        "/chunks",
        [Reply::ok(text.as_str()).chunked(100).cut_after(1000)],
    );
    server.on(
        "/between",
        [Reply::ok(text.as_str()).chunked(100).cut_after(5 + 100 + 1)],
    );
    server.on("/nothing", [Reply::nothing()]);
    server.on("/head", [Reply::raw("HTTP/1.1 200 OK\r\nContent-Le")]);
    for path in [
        "/length", "/start", "/chunks", "/between", "/nothing", "/head",
    ] {
        for expect in [Expect::Csv, Expect::Any] {
            let error = get(&server, path, expect, quick()).unwrap_err();
            assert!(
                matches!(error, FetchError::Interrupted { .. }),
                "{path}: {error:?}"
            );
        }
    }
    let error = get(&server, "/length", Expect::Csv, quick()).unwrap_err();
    let FetchError::Interrupted {
        received: 1000,
        expected: Some(2000),
        ..
    } = error
    else {
        panic!("{error:?}");
    };
    let error = get(&server, "/nothing", Expect::Csv, quick())
        .unwrap_err()
        .to_string();
    assert!(error.ends_with("ended before an answer came"), "{error}");
}

#[test]
fn cut_or_damaged_compression_is_no_success() {
    let server = Loopback::start();
    let packed = gzip(format!("[{}0]", "12,".repeat(3000)).as_bytes());
    let half = packed[..packed.len() / 2].to_vec();
    let mut damaged = packed.clone();
    *damaged.last_mut().unwrap() ^= 1;
    let reply = |bytes| Reply::ok(bytes).header("Content-Encoding", "gzip");
    server.on("/half", [reply(half)]);
    server.on("/cut", [reply(packed.clone()).cut_after(20)]);
    server.on("/damaged", [reply(damaged)]);
    server.on("/none", [reply(b"[\"no gzip at all\"]".to_vec())]);
    let other = |bytes, coding| Reply::ok(bytes).header("Content-Encoding", coding);
    server.on("/twice", [other(packed, "gzip, gzip")]);
    server.on("/br", [other(b"{}".to_vec(), "br")]);
    for path in ["/half", "/cut"] {
        let error = get(&server, path, Expect::Json, quick()).unwrap_err();
        assert!(
            matches!(error, FetchError::Interrupted { .. }),
            "{path}: {error:?}"
        );
    }
    for path in ["/damaged", "/none", "/twice", "/br"] {
        let error = get(&server, path, Expect::Json, quick()).unwrap_err();
        assert!(
            matches!(error, FetchError::Protocol { .. }),
            "{path}: {error:?}"
        );
    }
}

#[test]
fn a_body_without_an_end_is_taken_only_if_its_format_has_one() {
    let server = Loopback::start();
    server.on("/x.json", [Reply::ok("{}").unframed()]);
    server.on("/x.csv", [Reply::ok("a,b\n").unframed()]);
    let packed = Reply::ok(gzip(b"a,b\n"))
        .header("Content-Encoding", "gzip")
        .unframed();
    server.on("/x.csv.gz", [packed]);
    assert_eq!(
        get(&server, "/x.csv.gz", Expect::Csv, quick())
            .unwrap()
            .bytes,
        b"a,b\n"
    );
    assert_eq!(
        get(&server, "/x.json", Expect::Json, quick())
            .unwrap()
            .bytes,
        b"{}"
    );
    let error = get(&server, "/x.csv", Expect::Csv, quick()).unwrap_err();
    assert!(matches!(error, FetchError::Protocol { .. }), "{error:?}");
}

#[test]
fn an_empty_answer_is_whole() {
    let server = Loopback::start();
    server.on("/x", [Reply::status(204)]);
    assert_eq!(get(&server, "/x", Expect::Any, quick()).unwrap().bytes, b"");
}

#[test]
fn announced_and_met_limits_are_told_apart() {
    let server = Loopback::start();
    let text = "a".repeat(70_000);
    server.on("/length", [Reply::ok(text.as_str())]);
    server.on("/chunks", [Reply::ok(text.as_str()).chunked(1000)]);
    let declared = |path| match get(&server, path, Expect::Csv, quick()).unwrap_err() {
        FetchError::TooLarge {
            limit: 65_536,
            declared,
            ..
        } => declared,
        other => panic!("{other:?}"),
    };
    assert_eq!(declared("/length"), Some(70_000));
    assert_eq!(declared("/chunks"), None);
}

#[test]
fn a_limit_is_a_limit_to_the_byte() {
    let server = Loopback::start();
    server
        .on("/length", [Reply::ok("abcde")])
        .on("/chunks", [Reply::ok("abcde").chunked(2)]);
    for path in ["/length", "/chunks"] {
        let url = server.url(path);
        let fits = |limit| {
            client(quick())
                .get(&Request::new(&url, Expect::Csv, limit))
                .is_ok()
        };
        assert!(fits(5) && !fits(4), "{path}");
    }
}

#[test]
fn the_limit_counts_decompressed_bytes() {
    let server = Loopback::start();
    let mut bomb = vec![b' '; 8 << 20];
    bomb[0] = b'[';
    let bomb = gzip(&bomb);
    assert!(bomb.len() < 128 << 10);
    server.on(
        "/bomb",
        [Reply::ok(bomb).header("Content-Encoding", "gzip")],
    );
    let url = server.url("/bomb");
    let mut kept = Vec::new();
    let request = Request::new(&url, Expect::Json, 256 << 10);
    let error = client(quick())
        .download(&request, &mut kept, &|_| {})
        .unwrap_err();
    assert!(
        matches!(error, FetchError::TooLarge { declared: None, .. }),
        "{error:?}"
    );
    assert!(kept.len() <= 256 << 10, "{}", kept.len());
}

#[test]
fn compressed_bytes_that_hold_nothing_are_bounded_too() {
    let server = Loopback::start();
    let nothing = gzip(b"").repeat(4000);
    let reply = Reply::ok(nothing).header("Content-Encoding", "gzip");
    server
        .on("/length", [reply.clone()])
        .on("/chunks", [reply.chunked(1000)]);
    for path in ["/length", "/chunks"] {
        let error = get(&server, path, Expect::Json, quick()).unwrap_err();
        assert!(
            matches!(error, FetchError::TooLarge { .. }),
            "{path}: {error:?}"
        );
    }
}

#[test]
fn endless_headers_are_refused() {
    let server = Loopback::start();
    let many = |count, length| {
        (0..count).fold(Reply::ok("{}"), |r, i| {
            r.header(&format!("X-{i}"), &"a".repeat(length))
        })
    };
    server
        .on("/many", [many(2000, 1)])
        .on("/long", [many(3, 60_000)]);
    for path in ["/many", "/long"] {
        let error = get(&server, path, Expect::Json, quick()).unwrap_err();
        assert!(
            matches!(error, FetchError::Protocol { .. }),
            "{path}: {error:?}"
        );
        assert_plain(&error);
    }
}
