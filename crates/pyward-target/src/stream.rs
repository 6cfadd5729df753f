//! Reading what can be read only once and may never end: standard input and pipes.

use std::io::{self, Read};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use crate::ReadFailure;

const CHUNK: usize = 64 * 1024;

/// Everything that comes until the end, on a thread of its own: a read that never returns keeps only that thread, which
/// ends with the process.
pub(crate) fn drain<R: Read>(
    open: impl FnOnce() -> io::Result<R> + Send + 'static,
    limit: u64,
    stall: Duration,
) -> Result<Vec<u8>, ReadFailure> {
    let (sender, chunks) = mpsc::sync_channel(4);
    let pump = move || {
        let end = open().and_then(|mut reader| {
            loop {
                let mut chunk = vec![0; CHUNK];
                let count = match reader.read(&mut chunk) {
                    Ok(0) => return Ok(()),
                    Ok(count) => count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => return Err(error),
                };
                chunk.truncate(count);
                if sender.send(Ok(Some(chunk))).is_err() {
                    return Ok(());
                }
            }
        });
        // Nobody listens any more where the limit was reached.
        let _ = sender.send(end.map(|()| None));
    };
    std::thread::Builder::new()
        .name("pyward-input".into())
        .spawn(pump)?;
    let mut bytes = Vec::new();
    loop {
        match chunks.recv_timeout(stall) {
            Ok(Ok(Some(chunk))) => bytes.extend_from_slice(&chunk),
            Ok(Ok(None)) | Err(RecvTimeoutError::Disconnected) => return Ok(bytes),
            Ok(Err(error)) => return Err(error.into()),
            Err(RecvTimeoutError::Timeout) => return Err(ReadFailure::Stalled(stall)),
        }
        if bytes.len() as u64 > limit {
            return Err(ReadFailure::TooLarge(limit));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STALL: Duration = Duration::from_secs(20);

    #[test]
    fn all_of_it_is_read() {
        let text = vec![b'x'; 3 * CHUNK + 1];
        let copy = text.clone();
        let bytes = drain(move || Ok(io::Cursor::new(copy)), u64::MAX, STALL).unwrap();
        assert_eq!(bytes, text);
    }

    #[test]
    fn what_never_ends_stops_at_the_limit() {
        let bytes = drain(|| Ok(io::repeat(b'x')), 1 << 20, STALL);
        assert_eq!(bytes, Err(ReadFailure::TooLarge(1 << 20)));
    }

    #[test]
    fn errors_are_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::PermissionDenied.into())
            }
        }
        assert_eq!(
            drain(|| Ok(Broken), 9, STALL),
            Err(ReadFailure::NotPermitted)
        );
    }
}
