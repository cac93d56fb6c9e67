//! Making the files, on threads of their own. Each file is signed, drawn and written by one thread; only its own
//! stamps are in memory. What was finished stays, whatever happens: a job goes on at the files that are missing.

use std::{
    io::{self, Write},
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{MadeFile, NewPrintFile, PrintFailure, PrintInputs, PrintState, desk::Piece};
use crate::{
    app::{Service, printable::Minting},
    printing::{PrintError, PrintedStamp, SymbolKind},
    stamp::{BatchNumber, StampIndex},
};

/// What has to stay free for the ledger, which shares the disk.
const KEPT_FREE: u64 = 256 << 20;

/// More than a label takes in any format but pictures of dots.
const BYTES_A_LABEL: u64 = 4 << 10;

/// Why a file was not made.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    /// Nobody wants it any more.
    #[error("given up")]
    GivenUp,
    #[error("stopped: {0:?}")]
    Failed(PrintFailure),
    #[error("a file can't be written")]
    Io(#[from] io::Error),
}

impl From<PrintError> for Stopped {
    fn from(error: PrintError) -> Self {
        match error {
            PrintError::Io(error) => Self::Io(error),
            PrintError::Symbol(error) => {
                tracing::error!(%error, "a link of this office has no symbol");
                Self::Failed(PrintFailure::Failed)
            }
        }
    }
}

impl Stopped {
    fn failure(&self) -> Option<PrintFailure> {
        match self {
            Self::GivenUp => None,
            Self::Failed(why) => Some(*why),
            Self::Io(error) => {
                let full = [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded];
                let is_full = full.contains(&error.kind());
                Some(if is_full { PrintFailure::DiskFull } else { PrintFailure::NotWritten })
            }
        }
    }
}

impl Service {
    /// Makes files of jobs, one after the other, until [`stop_printing`](Self::stop_printing): for a thread of its own, or
    /// several.
    pub fn print_in_background(&self) {
        while let Some(piece) = self.printing.next_piece() {
            self.make(&piece);
        }
    }

    /// Makes all files that wait to be made.
    pub fn print_what_waits(&self) {
        while let Some(piece) = self.printing.try_next_piece() {
            self.make(&piece);
        }
    }

    /// Has the threads end that make files, in the middle of one if need be: the next start goes on.
    pub fn stop_printing(&self) {
        self.printing.close();
    }

    fn make(&self, piece: &Piece) {
        // A fault in drawing ends this job, and not all printing.
        let made = catch_unwind(AssertUnwindSafe(|| self.write_file(piece)));
        let made = made.unwrap_or(Err(Stopped::Failed(PrintFailure::Failed)));
        let kept = match made {
            Ok(made) => self.note_made(piece, made),
            Err(stopped) => match stopped.failure() {
                Some(why) => {
                    let (job, file) = (piece.order.job.get(), &piece.file().name);
                    let cause: &dyn std::error::Error = &stopped;
                    let source = cause.source().map(ToString::to_string);
                    tracing::error!(job, file, ?why, cause = source, "a print job stopped");
                    self.note_failed(piece, why)
                }
                None => Ok(()),
            },
        };
        if let Err(error) = kept {
            // The next start finds the job as it was, and makes what is missing.
            tracing::error!(%error, job = piece.order.job.get(), "a print job's state can't be kept");
            self.printing.set_aside(piece.order.job);
        }
        self.printing.done_with(piece);
    }

    fn write_file(&self, piece: &Piece) -> Result<MadeFile, Stopped> {
        let order = &piece.order;
        let stamps = u64::from(piece.file().stamps.end - piece.file().stamps.start);
        let needed = KEPT_FREE.saturating_add(stamps.saturating_mul(BYTES_A_LABEL));
        if self.parts.print_files.room().is_some_and(|room| room < needed) {
            return Err(Stopped::Failed(PrintFailure::DiskFull));
        }
        let minting = self.minting_published(order.batch)?;
        let out = self.parts.print_files.begin(&piece.place())?;
        let is_given_up = || self.printing.is_given_up(piece);
        let mut out = Counted::new(out, &is_given_up);
        let stamps_of = |range: Range<u32>| {
            if self.printing.is_given_up(piece) {
                return Err(Stopped::GivenUp);
            }
            sign(&minting, range, piece.prepared.kind, &order.inputs)
        };
        let written = piece.prepared.writer_of(piece.file).write(piece.file(), stamps_of, &mut out);
        match written {
            Err(Stopped::Io(_)) if is_given_up() => return Err(Stopped::GivenUp),
            written => written?,
        }
        let (out, bytes, sha256) = out.ended();
        if self.printing.is_given_up(piece) {
            return Err(Stopped::GivenUp);
        }
        let before = order.made(&piece.file().name);
        if before.is_some_and(|before| before.sha256 != sha256) {
            return Err(Stopped::Failed(PrintFailure::OtherBytes));
        }
        out.finish()?;
        Ok(MadeFile { name: piece.file().name.clone(), bytes, sha256, is_there: true })
    }

    /// How the stamps of a batch are signed, once its entry is under a published checkpoint.
    fn minting_published(&self, batch: BatchNumber) -> Result<Minting, Stopped> {
        let minting = self.minting(batch).map_err(|_| Stopped::Failed(PrintFailure::KeyNotHeld))?;
        let published = super::block_on(self.until_published(minting.published_at));
        published.map_err(|_| Stopped::Failed(PrintFailure::NotPublished))?;
        Ok(minting)
    }

    fn note_made(&self, piece: &Piece, made: MadeFile) -> io::Result<()> {
        let now = self.now();
        let keep_until = now.saturating_add(self.parts.print_terms.keep_for()).unwrap_or(now);
        let place = piece.place();
        let files = &piece.prepared.files;
        let kept = self.printing.change(piece.order.job, |order| {
            if order.state != PrintState::Waiting {
                return false;
            }
            match order.files.iter_mut().find(|file| file.name == made.name) {
                Some(before) => before.is_there = true,
                None => order.files.push(made),
            }
            let position =
                |name: &str| files.iter().position(|file| file.name == name).unwrap_or(usize::MAX);
            order.files.sort_by_key(|file| position(&file.name));
            if order.files.len() == files.len() && order.files.iter().all(|file| file.is_there) {
                order.state = PrintState::Done { at: now, keep_until };
            }
            true
        })?;
        match kept {
            Some(standing) => {
                if matches!(standing.order.state, PrintState::Done { .. }) {
                    let (job, files) = (standing.order.job.get(), standing.order.files.len());
                    tracing::info!(job, files, "a print job is done");
                }
                Ok(())
            }
            // It was cancelled while the file got its name.
            None => self.parts.print_files.delete(&place),
        }
    }

    fn note_failed(&self, piece: &Piece, why: PrintFailure) -> io::Result<()> {
        let at = self.now();
        let kept = self.printing.change(piece.order.job, |order| {
            let waits = order.state == PrintState::Waiting;
            if waits {
                order.state = PrintState::Failed { at, why };
            }
            waits
        });
        kept.map(drop)
    }
}

/// The stamps of a range, as they are printed.
fn sign(
    minting: &Minting,
    range: Range<u32>,
    kind: SymbolKind,
    inputs: &PrintInputs,
) -> Result<Vec<PrintedStamp>, Stopped> {
    let stamp = |at: u32| {
        let index = StampIndex::try_from(u64::from(at)).expect("the batch has it");
        let stamp = minting.printable(index).map_err(|error| {
            tracing::error!(%error, "the key can't sign");
            Stopped::Failed(PrintFailure::SignerUnavailable)
        })?;
        let digits = match kind {
            SymbolKind::Signed => &stamp.digits,
            SymbolKind::Short => &stamp.short_digits,
        };
        let link = format!("{}{digits}", inputs.link_base);
        let pin = stamp.pin.filter(|_| inputs.pin);
        Ok(PrintedStamp { index, link, short_code: stamp.short_code, pin })
    };
    range.map(stamp).collect()
}

/// Counts and hashes what is written, and takes no more of what nobody wants.
struct Counted<'a> {
    out: Box<dyn NewPrintFile>,
    bytes: u64,
    hash: Sha256,
    is_given_up: &'a dyn Fn() -> bool,
    asked_at: u64,
}

/// How often it is asked whether somebody still wants it, in bytes.
const ASKED_EVERY: u64 = 256 << 10;

impl<'a> Counted<'a> {
    fn new(out: Box<dyn NewPrintFile>, is_given_up: &'a dyn Fn() -> bool) -> Self {
        Self { out, bytes: 0, hash: Sha256::new(), is_given_up, asked_at: 0 }
    }

    fn ended(self) -> (Box<dyn NewPrintFile>, u64, String) {
        (self.out, self.bytes, HEXLOWER.encode(&self.hash.finalize()))
    }
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes >= self.asked_at + ASKED_EVERY {
            self.asked_at = self.bytes;
            if (self.is_given_up)() {
                return Err(io::Error::other("nobody wants it any more"));
            }
        }
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
