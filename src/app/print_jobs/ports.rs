//! What print jobs need of a disk: orders, which are small and must not be lost, and files, which are large and can
//! be made again.

use std::{
    io::{self, Write},
    ops::Range,
};

use super::{ArtworkName, PrintJobNumber, PrintOrder};
use crate::stamp::BatchNumber;

/// Where orders are kept.
pub trait KeepsPrintOrders: Send + Sync + 'static {
    /// All orders. One that can't be read is passed by: whoever opens the folder says so.
    fn read(&self) -> Vec<PrintOrder>;

    /// The highest number of any order, also of those that can't be read; 0 if there is none.
    fn last_number(&self) -> u32;

    /// Keeps an order, whole or not at all; on disk when it returns. One of the same number gives way. From one thread
    /// at a time.
    ///
    /// # Errors
    /// If the disk does not take it.
    fn keep(&self, order: &PrintOrder) -> io::Result<()>;

    /// Keeps a picture that orders name, under its name; on disk when it returns. Safe to call twice, and from many
    /// threads: a name never stands for other bytes.
    ///
    /// # Errors
    /// If the disk does not take it.
    fn keep_artwork(&self, name: &ArtworkName, bytes: &[u8]) -> io::Result<()>;

    /// A picture that was kept; `None` if there is none of this name.
    ///
    /// # Errors
    /// If it can't be read.
    fn read_artwork(&self, name: &ArtworkName) -> io::Result<Option<Vec<u8>>>;
}

/// A file of a job, by what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintFilePlace {
    /// The batch.
    pub batch: BatchNumber,
    /// The job.
    pub job: PrintJobNumber,
    /// Its name, of letters, digits, `-` and `.`.
    pub name: String,
}

/// Where files are kept. From many threads, none of which may be one that others wait for.
pub trait KeepsPrintFiles: Send + Sync + 'static {
    /// Begins a file. Nobody sees it before it is finished; one that is not finished leaves nothing behind.
    ///
    /// # Errors
    /// If it can't be begun.
    fn begin(&self, place: &PrintFilePlace) -> io::Result<Box<dyn NewPrintFile>>;

    /// These bytes of a file, as many as there are.
    ///
    /// # Errors
    /// If it is not there, or can't be read.
    fn read(&self, place: &PrintFilePlace, range: Range<u64>) -> io::Result<Vec<u8>>;

    /// Deletes a file; one that is not there is as good as deleted.
    ///
    /// # Errors
    /// If it is still there.
    fn delete(&self, place: &PrintFilePlace) -> io::Result<()>;

    /// Deletes whatever a crash left of unfinished files of a job.
    fn sweep(&self, batch: BatchNumber, job: PrintJobNumber);

    /// How many bytes there is room for; `None` where nobody knows.
    fn room(&self) -> Option<u64>;
}

/// A file that is being written.
pub trait NewPrintFile: Write {
    /// Gives it its name. On disk when it returns.
    ///
    /// # Errors
    /// If the disk does not take it; then it is not there.
    fn finish(self: Box<Self>) -> io::Result<()>;
}
