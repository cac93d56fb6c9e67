//! Orders of print jobs as files, one each: small, written seldom, and readable by people. They are not journalled:
//! what a batch is was settled there, and how far its files are changes with every file.

use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use super::disk::{Disk, Part, PlainDisk, advice, replace_file, replace_file_by, sync_folder};
use crate::app::{ArtworkName, KeepsPrintOrders, PrintOrder};

/// A data folder's `print-jobs/`.
pub struct PrintOrderFolder<D = PlainDisk> {
    data: PathBuf,
    disk: D,
    /// Threads that keep a picture at once each write a file of their own until it is whole.
    written: AtomicU64,
}

/// Its name in a data folder.
const FOLDER: &str = "print-jobs";

/// Where the pictures are that orders name.
const ARTWORK: &str = "artwork";

/// Whether a file of this name is ours.
type IsOurs = fn(&str) -> bool;

/// Both, from the data folder on, and which files in each are ours.
pub(super) const PLACES: [(&str, IsOurs); 2] = [
    ("print-jobs", |name| {
        name.strip_suffix(".json").is_some_and(|number| number.parse::<u32>().is_ok())
    }),
    ("print-jobs/artwork", |name| ArtworkName::try_from(name.to_owned()).is_ok()),
];

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
        Self { data: data.to_owned(), disk, written: AtomicU64::new(0) }
    }

    fn folder(&self) -> PathBuf {
        self.data.join(FOLDER)
    }

    fn write(&self, order: &PrintOrder) -> io::Result<()> {
        let folder = self.folder();
        self.make(&folder)?;
        let bytes = serde_json::to_vec(order).expect("texts and numbers serialise");
        let path = folder.join(format!("{}.json", order.job));
        replace_file(&self.disk, Part::PrintOrder, MODE, &path, &bytes)
    }

    fn write_artwork(&self, name: &ArtworkName, bytes: &[u8]) -> io::Result<()> {
        let folder = self.folder().join(ARTWORK);
        self.make(&self.folder())?;
        self.make(&folder)?;
        let path = folder.join(name.as_str());
        if path.is_file() {
            // It may have its name since a moment ago, and that name not be on disk yet.
            return sync_folder(&self.disk, Part::PrintOrder, &folder);
        }
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_extension(format!("{}.{number}.tmp", std::process::id()));
        let put = replace_file_by(&temporary, &self.disk, Part::PrintOrder, MODE, &path, bytes);
        if put.is_err() {
            // Whatever is left of it; what it was meant for is told by the error.
            drop(fs::remove_file(&temporary));
        }
        put
    }

    /// Makes a folder, if it is missing, for its owner alone.
    fn make(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        sync_folder(&self.disk, Part::PrintOrder, folder.parent().unwrap_or(&self.data))
    }

    /// An error that says where.
    fn told(&self, error: &io::Error) -> io::Error {
        let words = format!("{}: {error}{}", self.folder().display(), advice(error));
        io::Error::new(error.kind(), words)
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

    fn last_number(&self) -> u32 {
        let files = fs::read_dir(self.folder()).into_iter().flatten();
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        names.filter_map(|name| name.strip_suffix(".json")?.parse().ok()).max().unwrap_or(0)
    }

    fn keep(&self, order: &PrintOrder) -> io::Result<()> {
        self.write(order).map_err(|error| self.told(&error))
    }

    fn keep_artwork(&self, name: &ArtworkName, bytes: &[u8]) -> io::Result<()> {
        self.write_artwork(name, bytes).map_err(|error| self.told(&error))
    }

    fn read_artwork(&self, name: &ArtworkName) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.folder().join(ARTWORK).join(name.as_str())) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.told(&error)),
        }
    }
}
