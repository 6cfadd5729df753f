//! Failures of the HTTP library, said in ours.

use std::io;
use std::time::Duration;

use ureq::Timeout;

use crate::address::Address;
use crate::error::{FetchError, Stage};
use crate::plain::plain;
use crate::redacted::RedactedUrl;
use crate::settings::Settings;

/// What was going on when an exchange failed.
pub(crate) struct Scene<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) address: &'a Address,
    pub(crate) proxy: Option<RedactedUrl>,
    /// Bytes of the body that had come; nothing while the answer had not begun.
    pub(crate) received: Option<u64>,
    /// Bytes announced.
    pub(crate) expected: Option<u64>,
}

impl Scene<'_> {
    /// The failure of an exchange. Text of the library is used only where it cannot hold a URL.
    pub(crate) fn failure(&self, error: ureq::Error) -> FetchError {
        match error {
            ureq::Error::Io(error) => self.io_failure(&error),
            ureq::Error::Timeout(which) => self.timeout(which),
            ureq::Error::HostNotFound => self.connect("its name is not known".to_owned()),
            ureq::Error::ConnectionFailed => self.connect("the connection failed".to_owned()),
            ureq::Error::ConnectProxyFailed(reason) => self.connect(plain(&reason)),
            ureq::Error::Rustls(error) => self.tls(&error.to_string()),
            ureq::Error::Tls(reason) => self.tls(reason),
            ureq::Error::TlsRequired => self.tls("the connection is not encrypted"),
            ureq::Error::LargeResponseHeader(..) => self.protocol("its headers are too long"),
            ureq::Error::Protocol(error) => self.protocol(&error.to_string()),
            ureq::Error::Http(error) => self.protocol(&error.to_string()),
            ureq::Error::BadUri(_) => FetchError::BadUrl {
                url: self.address.shown.clone(),
                reason: "it is not a valid URL",
            },
            _ => self.protocol("the exchange failed"),
        }
    }

    /// The connection ended before the answer did.
    pub(crate) fn interrupted(&self) -> FetchError {
        FetchError::Interrupted {
            url: self.address.shown.clone(),
            received: self.received.unwrap_or(0),
            expected: self.expected,
        }
    }

    fn io_failure(&self, error: &io::Error) -> FetchError {
        use io::ErrorKind as Kind;
        match error.kind() {
            // A broken checksum, or a compressed body that is none.
            Kind::InvalidData | Kind::InvalidInput if self.received.is_some() => {
                self.protocol("its data is damaged")
            }
            _ if self.received.is_some() => self.interrupted(),
            Kind::UnexpectedEof
            | Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::BrokenPipe => self.interrupted(),
            Kind::ConnectionRefused => self.connect("connection refused".to_owned()),
            // The TLS library hands its own failures through a stream's error.
            Kind::InvalidData if error.get_ref().is_some() => self.tls(&error.to_string()),
            _ => self.connect(plain(&error.to_string())),
        }
    }

    fn timeout(&self, which: Timeout) -> FetchError {
        let settings = self.settings;
        let (stage, limit) = match which {
            Timeout::Resolve | Timeout::Connect => (Stage::Connecting, settings.connect_timeout),
            Timeout::Global | Timeout::PerCall => (Stage::Whole, settings.total_timeout),
            _ if self.received.is_some() => (Stage::Receiving, settings.read_timeout),
            _ => (Stage::Waiting, settings.read_timeout),
        };
        self.out_of_time(stage, limit)
    }

    /// A bound in time was reached.
    pub(crate) fn out_of_time(&self, stage: Stage, limit: Duration) -> FetchError {
        FetchError::Timeout {
            url: self.address.shown.clone(),
            stage,
            limit,
            received: self.received.unwrap_or(0),
            expected: self.expected,
        }
    }

    fn connect(&self, reason: String) -> FetchError {
        FetchError::Connect {
            url: self.address.shown.clone(),
            proxy: self.proxy.clone(),
            reason,
        }
    }

    fn tls(&self, reason: &str) -> FetchError {
        FetchError::Tls {
            url: self.address.shown.clone(),
            reason: plain(reason),
        }
    }

    pub(crate) fn protocol(&self, reason: &str) -> FetchError {
        FetchError::Protocol {
            url: self.address.shown.clone(),
            reason: plain(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::Scene;
    use crate::address::Address;
    use crate::error::FetchError;
    use crate::settings::Settings;

    /// What a failure before the answer becomes.
    fn said(error: ureq::Error) -> FetchError {
        let scene = Scene {
            settings: &Settings::default(),
            address: &Address::parse("https://me:hunter2@h/x").unwrap(),
            proxy: None,
            received: None,
            expected: None,
        };
        scene.failure(error)
    }

    #[test]
    fn foreign_text_is_made_plain() {
        let steering = "\x1b[2Jno\u{202e}\nentry";
        for error in [
            ureq::Error::ConnectProxyFailed(steering.to_owned()),
            ureq::Error::Io(io::Error::other(steering)),
            ureq::Error::Io(io::Error::new(io::ErrorKind::InvalidData, steering)),
        ] {
            let text = said(error).to_string();
            assert!(text.ends_with(": [2Jno entry"), "{text:?}");
        }
    }

    #[test]
    fn text_that_may_hold_a_url_is_not_used() {
        for error in [
            ureq::Error::BadUri("https://me:hunter2@h/x".to_owned()),
            ureq::Error::RequireHttpsOnly("https://me:hunter2@h/x".to_owned()),
        ] {
            let error = said(error);
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
    }

    #[test]
    fn a_broken_connection_is_told_from_one_that_never_was() {
        let broken = said(io::Error::from(io::ErrorKind::ConnectionReset).into());
        assert!(matches!(broken, FetchError::Interrupted { .. }));
        let never = said(io::Error::from(io::ErrorKind::NetworkUnreachable).into());
        assert!(matches!(never, FetchError::Connect { .. }));
    }
}
