//! A scripted HTTP server on 127.0.0.1, for tests: this crate's own, and through the `loopback`
//! feature those of the crates that fetch. It is no part of what is shipped.
//!
//! ```
//! # #[cfg(feature = "loopback")] {
//! use pyward_fetch::loopback::{Loopback, Reply};
//!
//! let server = Loopback::start();
//! server.on("/all.zip", [Reply::status(503), Reply::ok("PK\x03\x04")]);
//! assert!(server.url("/all.zip").starts_with("http://127.0.0.1:"));
//! assert_eq!(server.hits("/all.zip"), 0);
//! # }
//! ```

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

mod reply;

pub use reply::Reply;

/// How long the server waits for a request that does not come.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running server; dropping it ends it, unfinished replies included.
#[derive(Debug)]
pub struct Loopback {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The method, `GET` or `POST`.
    pub method: String,
    /// The path with its query, as sent.
    pub path: String,
    /// Names (in lower case) and values of the headers, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body, as far as `Content-Length` announced it.
    pub body: Vec<u8>,
}

impl Recorded {
    /// The first header of a name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Default)]
struct Shared {
    scripts: Mutex<BTreeMap<String, VecDeque<Reply>>>,
    recorded: Mutex<Vec<Recorded>>,
    connections: AtomicUsize,
    ended: AtomicBool,
}

impl Loopback {
    /// Starts a server on a free port.
    ///
    /// # Panics
    /// When the machine gives no socket.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on 127.0.0.1");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let shared = Arc::new(Shared::default());
        let seen = Arc::clone(&shared);
        let thread = Some(thread::spawn(move || accept(&listener, &seen)));
        Self {
            address,
            shared,
            thread,
        }
    }

    /// Scripts a path (with its query, if it has one): each request takes the next reply, and the
    /// last one stays. A path without a script answers 404.
    pub fn on(&self, path: &str, replies: impl IntoIterator<Item = Reply>) -> &Self {
        hold(&self.shared.scripts).insert(path.to_owned(), replies.into_iter().collect());
        self
    }

    /// The URL of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<Recorded> {
        hold(&self.shared.recorded).clone()
    }

    /// How many requests came for a path.
    pub fn hits(&self, path: &str) -> usize {
        hold(&self.shared.recorded)
            .iter()
            .filter(|request| request.path == path)
            .count()
    }

    /// How many connections were opened, with a request or without.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Loopback {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // A last connection wakes the thread that accepts.
        let _ = TcpStream::connect_timeout(&self.address, PATIENCE);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut open = Vec::new();
    for stream in listener.incoming() {
        if shared.ended.load(Ordering::SeqCst) {
            break;
        }
        let Ok(stream) = stream else { continue };
        shared.connections.fetch_add(1, Ordering::SeqCst);
        let shared = Arc::clone(shared);
        open.push(thread::spawn(move || {
            // A client that goes away in the middle is part of many a test.
            let _ = serve(&stream, &shared);
        }));
    }
    for thread in open {
        let _ = thread.join();
    }
}

/// One connection, one request.
fn serve(stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    let request = read_request(stream)?;
    let reply = {
        let mut scripts = hold(&shared.scripts);
        match scripts.get_mut(&request.path) {
            Some(replies) if replies.len() > 1 => replies.pop_front(),
            Some(replies) => replies.front().cloned(),
            None => None,
        }
    };
    hold(&shared.recorded).push(request);
    let reply = reply.unwrap_or_else(|| Reply::status(404));
    reply.send(stream, &|| shared.ended.load(Ordering::SeqCst))
}

fn read_request(stream: &TcpStream) -> std::io::Result<Recorded> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let method = words.next().unwrap_or_default();
    let path = words.next().unwrap_or_default();
    let mut headers = Vec::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 || line.trim_end().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let mut request = Recorded {
        method,
        path,
        headers,
        body: Vec::new(),
    };
    let length = request
        .header("content-length")
        .and_then(|length| length.parse().ok());
    reader
        .take(length.unwrap_or(0))
        .read_to_end(&mut request.body)?;
    Ok(request)
}

/// A lock that a failed test does not spoil for the others.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
