//! Answers as they should be, and the headers that were asked with.

use std::cell::RefCell;

use super::{client, get, quick};
use crate::loopback::{Loopback, Reply};
use crate::{Expect, Progress, Request, Response, Settings};

#[test]
fn a_body_comes_with_its_tags() {
    let server = Loopback::start();
    let reply = Reply::ok("{\"a\":1}")
        .header("ETag", "\"v1\"")
        .header("Last-Modified", "yesterday");
    server.on("/x.json", [reply]);
    let body = get(&server, "/x.json", Expect::Json, quick()).unwrap();
    assert_eq!(body.bytes, b"{\"a\":1}");
    assert_eq!(body.received.bytes_len, 7);
    assert_eq!(body.received.etag.as_deref(), Some("\"v1\""));
    assert_eq!(body.received.last_modified.as_deref(), Some("yesterday"));
    assert_eq!(body.received.url.as_str(), server.url("/x.json"));
}

#[test]
fn a_current_copy_is_not_fetched_again() {
    let server = Loopback::start();
    server.on("/x", [Reply::status(304)]);
    let url = server.url("/x");
    let request = Request::new(&url, Expect::Json, 10).etag(Some("W/\"v1\""));
    assert_eq!(
        client(quick()).get(&request).unwrap(),
        Response::NotModified
    );
    assert_eq!(
        server.requests()[0].header("if-none-match"),
        Some("W/\"v1\"")
    );
}

#[test]
fn a_tag_that_no_header_can_hold_is_not_sent() {
    let server = Loopback::start();
    server.on("/x", [Reply::ok("[]")]);
    let url = server.url("/x");
    let request = Request::new(&url, Expect::Json, 10).etag(Some("v\r\nX-Evil: 1"));
    assert!(matches!(
        client(quick()).get(&request).unwrap(),
        Response::Fresh(_)
    ));
    assert_eq!(server.requests()[0].header("if-none-match"), None);
    assert_eq!(server.requests()[0].header("x-evil"), None);
}

#[test]
fn chunks_are_joined() {
    let server = Loopback::start();
    let text = "a,b\n".repeat(700);
    server.on("/x", [Reply::ok(text.as_str()).chunked(13)]);
    let body = get(&server, "/x", Expect::Csv, quick()).unwrap();
    assert_eq!(body.bytes, text.as_bytes());
}

#[test]
fn compressed_bodies_are_decoded_and_archives_asked_as_they_are() {
    let server = Loopback::start();
    let json = format!("[{}0]", "0,".repeat(5000));
    let packed = super::bounds::gzip(json.as_bytes());
    let packed = Reply::ok(packed).header("Content-Encoding", "GZip");
    server.on("/x.json", [packed.clone()]);
    server.on("/chunks.json", [packed.chunked(7)]);
    let mislabelled = Reply::ok("a,b").header("Content-Encoding", "utf-8");
    server.on("/x.csv", [mislabelled]);
    server.on("/x.zip", [Reply::ok("PK\x03\x04")]);
    let body = get(&server, "/x.json", Expect::Json, quick()).unwrap();
    assert_eq!(body.bytes, json.as_bytes());
    assert_eq!(body.received.bytes_len, json.len() as u64);
    let body = get(&server, "/chunks.json", Expect::Json, quick()).unwrap();
    assert_eq!(body.bytes, json.as_bytes());
    assert_eq!(
        get(&server, "/x.csv", Expect::Csv, quick()).unwrap().bytes,
        b"a,b"
    );
    get(&server, "/x.zip", Expect::Zip, quick()).unwrap();
    let asked: Vec<_> = server
        .requests()
        .iter()
        .map(|r| r.header("accept-encoding").unwrap().to_owned())
        .collect();
    assert_eq!(asked, ["gzip", "gzip", "gzip", "identity"]);
}

#[test]
fn the_client_says_who_it_is_and_what_it_wants() {
    let server = Loopback::start();
    server.on("/x", [Reply::ok("{}")]);
    let url = server.url("/x");
    let request = Request::new(&url, Expect::Json, 10)
        .accept("application/vnd.pypi.simple.v1+json")
        .authorization("Bearer abc");
    client(quick()).get(&request).unwrap();
    let seen = server.requests().remove(0);
    let user_agent = format!("pyward/{} (+https://", env!("CARGO_PKG_VERSION"));
    assert!(seen.header("user-agent").unwrap().starts_with(&user_agent));
    assert_eq!(
        seen.header("accept"),
        Some("application/vnd.pypi.simple.v1+json")
    );
    assert_eq!(seen.header("authorization"), Some("Bearer abc"));
}

#[test]
fn json_is_posted() {
    let server = Loopback::start();
    server.on("/q", [Reply::ok("{\"results\":[]}")]);
    let url = server.url("/q");
    let request = Request::new(&url, Expect::Json, 100);
    let body = client(quick()).post_json(&request, b"{\"q\":1}").unwrap();
    assert_eq!(body.bytes, b"{\"results\":[]}");
    let seen = server.requests().remove(0);
    assert_eq!(
        (seen.method.as_str(), seen.body.as_slice()),
        ("POST", b"{\"q\":1}".as_slice())
    );
    assert_eq!(seen.header("content-type"), Some("application/json"));
}

#[test]
fn a_download_is_watched_on_its_way_to_a_file() {
    let server = Loopback::start();
    let zip = [b"PK\x03\x04".to_vec(), vec![7; 200_000]].concat();
    // The first attempt breaks off: the file must not keep what came of it.
    server.on(
        "/all.zip",
        [
            Reply::ok(zip.as_slice()).cut_after(150_000),
            Reply::ok(zip.as_slice()),
        ],
    );
    let url = server.url("/all.zip");
    let mut file = tempfile::tempfile().unwrap();
    let seen = RefCell::new(Vec::new());
    let retries = RefCell::new(Vec::new());
    let answer = client(Settings {
        max_retries: 1,
        ..quick()
    })
    .download(
        &Request::new(&url, Expect::Zip, 1 << 20),
        &mut file,
        &|progress| match progress {
            Progress::Received { bytes, total } => seen.borrow_mut().push((bytes, total)),
            Progress::Retrying {
                retry,
                wait: _,
                cause,
            } => {
                retries.borrow_mut().push((retry, cause.to_string()));
            }
        },
    )
    .unwrap();
    let Response::Fresh(received) = answer else {
        panic!("{answer:?}")
    };
    assert_eq!(received.bytes_len, zip.len() as u64);
    assert_eq!(
        seen.borrow().last(),
        Some(&(zip.len() as u64, Some(zip.len() as u64)))
    );
    let cut = format!("the answer of {url} was cut off after 146.5 KiB of 195.3 KiB");
    assert_eq!(*retries.borrow(), [(1, cut)]);
    assert_eq!(contents(file), zip);
}

fn contents(mut file: std::fs::File) -> Vec<u8> {
    use std::io::{Read as _, Seek as _};
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn one_client_serves_many_threads() {
    let server = Loopback::start();
    server.on("/x", [Reply::ok("{}")]);
    let (client, url) = (client(quick()), server.url("/x"));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| client.get(&Request::new(&url, Expect::Json, 10)).unwrap());
        }
    });
    assert_eq!(server.hits("/x"), 8);
}
