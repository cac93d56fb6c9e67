//! The payload: a nonce, then chunks of 64 KiB, each sealed with its number and whether it is the last one, so that none
//! can be moved, left out or added.

use std::io::{self, BufRead, BufReader, Read, Write};

use chacha20poly1305::{ChaCha20Poly1305, KeyInit as _, aead::Aead as _};

use super::{FileKey, wrapping::derived};

const CHUNK: usize = 64 << 10;
const TAG: usize = 16;
const NONCE: usize = 16;

/// The cipher of a payload, and how many chunks it did.
struct Chunks {
    cipher: ChaCha20Poly1305,
    /// A file of 2^64 chunks is beyond any disk.
    number: u64,
}

impl Chunks {
    fn new(key: &FileKey, nonce: &[u8; NONCE]) -> Self {
        let key = derived(&**key, nonce, b"payload");
        Self { cipher: ChaCha20Poly1305::new((&*key).into()), number: 0 }
    }

    /// The number in eleven bytes, then whether it is the last.
    fn nonce(&mut self, is_last: bool) -> [u8; 12] {
        let mut nonce = [0; 12];
        nonce[3..11].copy_from_slice(&self.number.to_be_bytes());
        nonce[11] = is_last.into();
        self.number += 1;
        nonce
    }

    fn seal(&mut self, chunk: &[u8], is_last: bool) -> Vec<u8> {
        let nonce = self.nonce(is_last);
        let sealed = self.cipher.encrypt(&nonce.into(), chunk);
        sealed.expect("a chunk is far below the cipher's limit")
    }

    fn open(&mut self, chunk: &[u8], is_last: bool) -> io::Result<Vec<u8>> {
        let is_first = self.number == 0;
        let nonce = self.nonce(is_last);
        match self.cipher.decrypt(&nonce.into(), chunk) {
            // Only of nothing is the last chunk empty.
            Ok(opened) if !opened.is_empty() || is_first => Ok(opened),
            Ok(_) | Err(_) => Err(io::Error::from(io::ErrorKind::InvalidData)),
        }
    }
}

/// Seals what is written to it.
pub(in crate::store::backup) struct Sealing<W> {
    to: W,
    chunks: Chunks,
    waiting: Vec<u8>,
}

impl<W: Write> Sealing<W> {
    pub(super) fn begin(mut to: W, key: &FileKey, random: fn(&mut [u8])) -> io::Result<Self> {
        let mut nonce = [0; NONCE];
        random(&mut nonce);
        to.write_all(&nonce)?;
        Ok(Self { to, chunks: Chunks::new(key, &nonce), waiting: Vec::with_capacity(CHUNK) })
    }

    /// Writes the last chunk: without it, what was written is refused.
    pub(in crate::store::backup) fn finish(mut self) -> io::Result<W> {
        let last = self.chunks.seal(&self.waiting, true);
        self.to.write_all(&last)?;
        Ok(self.to)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until it is known that it is not the last.
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            let sealed = self.chunks.seal(&self.waiting, false);
            self.to.write_all(&sealed)?;
            self.waiting.clear();
        }
        let taken = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Opens what is read through it.
pub(in crate::store::backup) struct Opening<R> {
    from: BufReader<R>,
    chunks: Chunks,
    opened: Vec<u8>,
    /// How much of it was handed over.
    taken: usize,
    is_over: bool,
}

impl<R: Read> Opening<R> {
    pub(super) fn begin(mut from: BufReader<R>, key: &FileKey) -> io::Result<Self> {
        let mut nonce = [0; NONCE];
        from.read_exact(&mut nonce)?;
        let (chunks, opened) = (Chunks::new(key, &nonce), Vec::new());
        Ok(Self { from, chunks, opened, taken: 0, is_over: false })
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        let mut sealed = Vec::with_capacity(CHUNK + TAG);
        (&mut self.from).take((CHUNK + TAG) as u64).read_to_end(&mut sealed)?;
        self.is_over = self.from.fill_buf()?.is_empty();
        self.opened = self.chunks.open(&sealed, self.is_over)?;
        self.taken = 0;
        Ok(())
    }
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.opened.len() {
            if self.is_over {
                return Ok(0);
            }
            self.next_chunk()?;
        }
        let rest = &self.opened[self.taken..];
        let read = rest.len().min(bytes.len());
        bytes[..read].copy_from_slice(&rest[..read]);
        self.taken += read;
        Ok(read)
    }
}
