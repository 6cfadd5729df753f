//! Where a download goes.

use std::fs::File;
use std::io::{self, Seek, Write};

/// A place for a body that can be emptied again, so that an interrupted download is repeated from its beginning.
pub trait Sink: Write {
    /// Forgets all that was written so far.
    ///
    /// # Errors
    /// Whatever keeps the place from being emptied; it ends the download.
    fn restart(&mut self) -> io::Result<()>;
}

impl Sink for Vec<u8> {
    fn restart(&mut self) -> io::Result<()> {
        self.clear();
        Ok(())
    }
}

/// The file belongs to the download alone: a restart empties it from its very beginning.
impl Sink for File {
    fn restart(&mut self) -> io::Result<()> {
        self.set_len(0)?;
        self.rewind()
    }
}
