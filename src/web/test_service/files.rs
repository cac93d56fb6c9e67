//! Files of print jobs on a disk that is full when it is told to.

use std::{
    io,
    ops::Range,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    app::{KeepsPrintFiles, NewPrintFile, PrintFilePlace, PrintJobNumber},
    stamp::BatchNumber,
    store::PrintFileStore,
};

pub(super) struct FillingDisk {
    files: PrintFileStore,
    is_full: Arc<AtomicBool>,
}

impl FillingDisk {
    pub(super) fn in_folder(folder: &Path, is_full: Arc<AtomicBool>) -> Self {
        let files = PrintFileStore::in_folder(folder).expect("a runtime");
        Self { files, is_full }
    }
}

impl KeepsPrintFiles for FillingDisk {
    fn begin(&self, place: &PrintFilePlace) -> io::Result<Box<dyn NewPrintFile>> {
        match self.is_full.load(Ordering::SeqCst) {
            true => Err(io::ErrorKind::StorageFull.into()),
            false => self.files.begin(place),
        }
    }

    fn read(&self, place: &PrintFilePlace, range: Range<u64>) -> io::Result<Vec<u8>> {
        self.files.read(place, range)
    }

    fn delete(&self, place: &PrintFilePlace) -> io::Result<()> {
        self.files.delete(place)
    }

    fn sweep(&self, batch: BatchNumber, job: PrintJobNumber) {
        self.files.sweep(batch, job);
    }

    fn room(&self) -> Option<u64> {
        None
    }
}
