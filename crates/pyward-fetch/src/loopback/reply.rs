//! One scripted reply: an honest one, or one that goes wrong in a chosen way.

use std::io::{self, Write};
use std::thread;
use std::time::Duration;

/// How often a waiting reply looks whether the server has ended.
const TICK: Duration = Duration::from_millis(5);

/// A reply of the [`Loopback`](super::Loopback) server. Every one closes its connection.
#[derive(Debug, Clone)]
pub struct Reply {
    head: Head,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    framing: Framing,
    delay: Duration,
    pace: Option<Duration>,
    cut: Option<usize>,
    hangs: bool,
}

#[derive(Debug, Clone)]
enum Head {
    Status(u16),
    /// These bytes in place of status line and headers.
    Raw(Vec<u8>),
    /// No answer at all.
    Silence,
}

/// How the end of a body is marked.
#[derive(Debug, Clone, Copy)]
enum Framing {
    Length,
    Chunks(usize),
    Close,
}

impl Reply {
    /// 200 with a body and its length.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self {
            body: body.into(),
            ..Self::status(200)
        }
    }

    /// A status with an empty body.
    pub fn status(status: u16) -> Self {
        Self {
            head: Head::Status(status),
            headers: Vec::new(),
            body: Vec::new(),
            framing: Framing::Length,
            delay: Duration::ZERO,
            pace: None,
            cut: None,
            hangs: false,
        }
    }

    /// A redirect.
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("Location", location)
    }

    /// These bytes as they are, head and body.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            head: Head::Raw(bytes.into()),
            framing: Framing::Close,
            ..Self::status(200)
        }
    }

    /// The connection is closed without a word.
    pub fn nothing() -> Self {
        Self {
            head: Head::Silence,
            ..Self::status(200)
        }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends the body in chunks of this many bytes, without a length.
    #[must_use]
    pub fn chunked(mut self, size: usize) -> Self {
        self.framing = Framing::Chunks(size.max(1));
        self
    }

    /// Neither length nor chunks: the body ends where the connection does.
    #[must_use]
    pub fn unframed(mut self) -> Self {
        self.framing = Framing::Close;
        self
    }

    /// Closes after this many bytes of the body, though more were announced.
    #[must_use]
    pub fn cut_after(mut self, bytes: usize) -> Self {
        self.cut = Some(bytes);
        self
    }

    /// Waits before anything is sent.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sends the body byte by byte, with this wait between two.
    #[must_use]
    pub fn drip(mut self, pace: Duration) -> Self {
        self.pace = Some(pace);
        self
    }

    /// Falls silent where [`cut_after`](Self::cut_after) would close, or before the head without
    /// it, and stays so until the client leaves or the server ends.
    #[must_use]
    pub fn hang(mut self) -> Self {
        self.hangs = true;
        self
    }

    /// Plays the reply; `ended` says when to give up.
    pub(super) fn send(&self, mut stream: impl Write, ended: &dyn Fn() -> bool) -> io::Result<()> {
        pause(self.delay, ended);
        if self.hangs && self.cut.is_none() {
            pause(Duration::MAX, ended);
            return Ok(());
        }
        match &self.head {
            Head::Silence => return Ok(()),
            Head::Raw(bytes) => stream.write_all(bytes)?,
            Head::Status(status) => {
                stream.write_all(self.status_and_headers(*status).as_bytes())?;
            }
        }
        let wire = self.wire();
        let wire = &wire[..self.cut.unwrap_or(wire.len()).min(wire.len())];
        match self.pace {
            None => stream.write_all(wire)?,
            Some(pace) => {
                for byte in wire {
                    if ended() {
                        return Ok(());
                    }
                    stream.write_all(&[*byte])?;
                    pause(pace, ended);
                }
            }
        }
        stream.flush()?;
        if self.hangs {
            pause(Duration::MAX, ended);
        }
        Ok(())
    }

    fn status_and_headers(&self, status: u16) -> String {
        let framing = match self.framing {
            // These have no body, and a length would announce one.
            Framing::Length if matches!(status, 204 | 304) => String::new(),
            Framing::Length => format!("Content-Length: {}\r\n", self.body.len()),
            Framing::Chunks(_) => "Transfer-Encoding: chunked\r\n".to_owned(),
            Framing::Close => String::new(),
        };
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let headers = headers.collect::<String>();
        format!("HTTP/1.1 {status} Scripted\r\n{headers}{framing}Connection: close\r\n\r\n")
    }

    /// The body as it goes over the wire.
    fn wire(&self) -> Vec<u8> {
        let Framing::Chunks(size) = self.framing else {
            return self.body.clone();
        };
        let mut wire = Vec::new();
        for chunk in self.body.chunks(size) {
            wire.extend(format!("{:x}\r\n", chunk.len()).bytes());
            wire.extend(chunk);
            wire.extend(b"\r\n");
        }
        wire.extend(b"0\r\n\r\n");
        wire
    }
}

/// Sleeps, waking early when the server ends.
fn pause(time: Duration, ended: &dyn Fn() -> bool) {
    let mut left = time;
    while !left.is_zero() && !ended() {
        let step = left.min(TICK);
        thread::sleep(step);
        left -= step;
    }
}
