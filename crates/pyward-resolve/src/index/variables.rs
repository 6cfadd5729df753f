//! Variables that are neither pip's nor uv's: those of all programs, and pyward's own.

use super::ledger::{ByClient, Key, Layer, Ledger};
use super::said::Origin;

/// What all programs of the machine are told. Of proxies and netrc files it is only shown who named them: the client
/// heeds them by itself.
pub(super) fn read_general(ledger: &mut Ledger<'_>) {
    for name in ["CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"] {
        ledger.say_variable(Layer::General, Key::Certificates, name);
    }
    ledger.say_variable(Layer::General, Key::ClientCertificate, "SSL_CLIENT_CERT");
    if ledger.variable("SSL_CERT_DIR").is_some() {
        ledger.info(
            &Origin::Variable("SSL_CERT_DIR".into()),
            "a folder of certificates is not read".to_owned(),
            Some("name a bundle of them with SSL_CERT_FILE or `--cert`"),
        );
    }
    let proxies = ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"].map(|name| (name, "proxy"));
    for (name, key) in proxies
        .into_iter()
        .chain([("NO_PROXY", "no-proxy"), ("NETRC", "netrc")])
    {
        // Clients look for the lower case first, which CGI scripts cannot be given by a stranger.
        for name in [name.to_ascii_lowercase(), name.to_owned()] {
            if name == "netrc" {
                continue;
            }
            if let Some(value) = ledger.variable(&name) {
                ledger.by_client.push(ByClient {
                    key,
                    text: value.to_string_lossy().into_owned(),
                    origin: Origin::Variable(name.into()),
                });
                break;
            }
        }
    }
}

/// What pyward alone is told.
pub(super) fn read_own(ledger: &mut Ledger<'_>) {
    ledger.say_variable(Layer::Own, Key::Index, "PYWARD_PYPI_URL");
    ledger.say_variable(Layer::Own, Key::Cache, "PYWARD_CACHE_DIR");
    // Any value but `0` and `false` forbids the network, as everywhere in pyward.
    if let Some(value) = ledger.variable("PYWARD_OFFLINE") {
        let is_off = value == "0" || value.eq_ignore_ascii_case("false");
        let place = ledger.variable_place(Layer::Own, "PYWARD_OFFLINE");
        ledger.say(&place, Key::Offline, if is_off { "false" } else { "true" });
    }
}
