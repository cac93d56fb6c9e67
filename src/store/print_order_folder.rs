//! Orders of print jobs as files, one each: small, written seldom, and readable by people. They are not journalled:
//! what a batch is was settled there, and how far its files are changes with every file.

use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use super::disk::{Disk, Part, PlainDisk, advice, replace_file, sync_folder};
use crate::app::{KeepsPrintOrders, PrintOrder};

/// A data folder's `print-jobs/`.
pub struct PrintOrderFolder<D = PlainDisk> {
    data: PathBuf,
    disk: D,
}

/// Its name in a data folder.
const FOLDER: &str = "print-jobs";

/// For the owner's eyes: orders name people's accounts.
const MODE: u32 = 0o600;

impl PrintOrderFolder {
    /// That of this data folder.
    pub fn of(data: &Path) -> Self {
        Self::on(PlainDisk, data)
    }
}

impl<D: Disk> PrintOrderFolder<D> {
    /// That of this data folder on a disk.
    pub fn on(disk: D, data: &Path) -> Self {
        Self { data: data.to_owned(), disk }
    }

    fn folder(&self) -> PathBuf {
        self.data.join(FOLDER)
    }

    fn write(&self, order: &PrintOrder) -> io::Result<()> {
        let folder = self.folder();
        if !folder.is_dir() {
            DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
            sync_folder(&self.disk, Part::PrintOrder, &self.data)?;
        }
        let bytes = serde_json::to_vec(order).expect("texts and numbers serialise");
        let path = folder.join(format!("{}.json", order.job));
        replace_file(&self.disk, Part::PrintOrder, MODE, &path, &bytes)
    }
}

impl<D: Disk> KeepsPrintOrders for PrintOrderFolder<D> {
    fn read(&self) -> Vec<PrintOrder> {
        let files = match fs::read_dir(self.folder()) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Vec::new(),
            Err(error) => {
                tracing::error!(%error, "{FOLDER}/ can't be read, so no print job is known");
                return Vec::new();
            }
        };
        let paths = files.filter_map(|file| Some(file.ok()?.path()));
        let orders = paths.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
        let read = |path: PathBuf| {
            let order = fs::read(&path).and_then(|bytes| Ok(serde_json::from_slice(&bytes)?));
            order
                .map_err(|error: io::Error| {
                    let path = path.display();
                    tracing::error!(%error, "{path} can't be read: its print job is passed by");
                })
                .ok()
        };
        let mut orders: Vec<PrintOrder> = orders.filter_map(read).collect();
        orders.sort_by_key(|order| order.job);
        orders
    }

    fn keep(&self, order: &PrintOrder) -> io::Result<()> {
        self.write(order).map_err(|error| {
            let words = format!("{}: {error}{}", self.folder().display(), advice(&error));
            io::Error::new(error.kind(), words)
        })
    }
}
