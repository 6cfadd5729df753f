//! The one unsafe corner: a store file, mapped into memory.

use std::fs::File;
use std::io;
use std::ops::Deref;

use memmap2::Mmap;

/// The bytes of a store file.
pub(crate) struct Map(Mmap);

impl Map {
    /// Maps the whole of `file`.
    pub(crate) fn new(file: &File) -> io::Result<Self> {
        // SAFETY: the bytes behind a shared map must not change while they are borrowed. pyward never writes into a
        // store file: a new store is built beside it and takes its name by a rename, so an open map keeps the old file
        // alive and unchanged. What is mapped is used as plain bytes only; every place is bounds-checked and every text
        // is checked to be UTF-8 when it is read, so that bytes which another program changed under us give wrong
        // answers at worst. A file that another program truncates ends this process with SIGBUS, as it does any reader
        // of a map; whoever can do that can replace the store (and this program) as well.
        #[expect(unsafe_code, reason = "the memory map; argued above")]
        let map = unsafe { Mmap::map(file) }?;
        Ok(Self(map))
    }
}

impl Deref for Map {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
