//! Trust: whose certificate is taken, and how its refusal is said.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, Stream};

use super::{client, quick};
use crate::{CaBundle, Expect, FetchError, Request, Response, Settings};

/// A server for `localhost` that takes `connections` connections, and the PEM of its authority.
fn secure_server(connections: usize) -> (SocketAddr, String, JoinHandle<()>) {
    let mut authority = CertificateParams::new([]).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = ["localhost".to_owned()];
    let certificate = CertificateParams::new(names)
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = thread::spawn(move || {
        for _ in 0..connections {
            let (mut socket, _) = listener.accept().unwrap();
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = Stream::new(&mut connection, &mut socket);
            let mut request = [0; 4096];
            // A client without trust goes away here.
            if stream.read(&mut request).is_ok() {
                let reply = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
                stream.write_all(reply).unwrap();
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        }
    });
    (address, authority.pem(), thread)
}

#[test]
fn a_private_authority_is_trusted_when_given_and_only_then() {
    let (address, pem, server) = secure_server(3);
    let (_, other_pem, _) = secure_server(0);
    let url = format!("https://localhost:{}/x", address.port());
    let request = Request::new(&url, Expect::Json, 10);
    let ask = |pem: Option<String>| {
        client(Settings {
            ca_bundle: pem.map(CaBundle::from_pem),
            ..quick()
        })
        .get(&request)
    };

    let answer = ask(Some(pem)).unwrap();
    assert!(matches!(answer, Response::Fresh(body) if body.bytes == b"{}"));
    for pem in [None, Some(other_pem)] {
        let error = ask(pem).unwrap_err();
        assert!(matches!(error, FetchError::Tls { .. }), "{error:?}");
        assert!(error.hint().unwrap().contains("SSL_CERT_FILE"));
    }
    server.join().unwrap();
}

#[test]
fn a_server_without_tls_is_said_to_be_so() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/x", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let _ = socket.read(&mut [0; 4096]);
        socket
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
    });
    let error = client(quick())
        .get(&Request::new(&url, Expect::Json, 10))
        .unwrap_err();
    assert!(matches!(error, FetchError::Tls { .. }), "{error:?}");
    server.join().unwrap();
}
