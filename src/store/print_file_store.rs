//! Files of print jobs behind `object_store`: a folder of this machine, or a bucket that speaks S3 (feature `s3`). A
//! file appears under its name when it is whole.

use std::{
    error::Error,
    fs::{self, DirBuilder},
    io::{self, Write},
    mem,
    ops::Range,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use object_store::{
    MultipartUpload, ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path as Place,
};
use tokio::runtime::{Builder, Runtime};

use super::{disk::advice, folder::free_bytes};
use crate::{
    app::{KeepsPrintFiles, NewPrintFile, PrintFilePlace, PrintJobNumber},
    stamp::BatchNumber,
};

/// What is handed over at a time: S3 takes parts of five megabytes and more, and ten thousand of them.
const PART: usize = 8 << 20;

/// Where files of print jobs are.
pub struct PrintFileStore {
    /// A folder's is there once something is written or read.
    store: OnceLock<Arc<dyn ObjectStore>>,
    runtime: Arc<Waiter>,
    /// The folder, if it is one of this machine's.
    folder: Option<PathBuf>,
}

impl PrintFileStore {
    /// A folder of this machine, made when the first file is.
    ///
    /// # Errors
    /// If the operating system gives no runtime.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        let store = OnceLock::new();
        // Without what waits for networks, which takes file handles: there may be few.
        let runtime = waiter(&mut Builder::new_current_thread())?;
        Ok(Self { store, runtime, folder: Some(folder.to_owned()) })
    }

    /// A bucket. Who may write there, the environment says: `AWS_ACCESS_KEY_ID` and so on.
    ///
    /// # Errors
    /// If what is set can't be a bucket.
    #[cfg(feature = "s3")]
    pub fn in_bucket(bucket: &S3Bucket) -> io::Result<Self> {
        // A second call finds the provider installed, which is as good.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut builder =
            object_store::aws::AmazonS3Builder::from_env().with_bucket_name(&bucket.bucket);
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(bucket.allow_http);
        }
        if let Some(region) = &bucket.region {
            builder = builder.with_region(region);
        }
        let store = builder.build().map_err(of_store)?;
        let store: Arc<dyn ObjectStore> = match &bucket.prefix {
            Some(prefix) => {
                Arc::new(object_store::prefix::PrefixStore::new(store, prefix.as_str()))
            }
            None => Arc::new(store),
        };
        let runtime = waiter(Builder::new_current_thread().enable_all())?;
        Ok(Self { store: OnceLock::from(store), runtime, folder: None })
    }

    fn store(&self) -> io::Result<&Arc<dyn ObjectStore>> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let folder = self.folder.as_deref().expect("a bucket is there from the start");
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(of_store)?;
        Ok(self.store.get_or_init(|| Arc::new(store.with_fsync(true))))
    }

    fn told(&self, error: io::Error) -> io::Error {
        let place = self.folder.as_deref().map(|folder| folder.display().to_string());
        let place = place.unwrap_or_else(|| "the bucket".to_owned());
        io::Error::new(error.kind(), format!("{place}: {error}{}", advice(&error)))
    }
}

/// A bucket that speaks S3.
#[cfg(feature = "s3")]
#[derive(Debug, Clone)]
pub struct S3Bucket {
    /// Its name.
    pub bucket: String,
    /// What stands before the names of files.
    pub prefix: Option<String>,
    /// Where it is, if not at Amazon's.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: Option<String>,
    /// Whether an endpoint without TLS is taken.
    pub allow_http: bool,
}

impl KeepsPrintFiles for PrintFileStore {
    fn begin(&self, place: &PrintFilePlace) -> io::Result<Box<dyn NewPrintFile>> {
        let path = path_of(place);
        let upload = self.runtime.block_on(self.store()?.put_multipart(&path));
        let upload = upload.map_err(|error| self.told(of_store(error)))?;
        let runtime = self.runtime.clone();
        Ok(Box::new(Upload { upload: Some(upload), runtime, waiting: Vec::new() }))
    }

    fn read(&self, place: &PrintFilePlace, range: Range<u64>) -> io::Result<Vec<u8>> {
        let path = path_of(place);
        let bytes = self.runtime.block_on(self.store()?.get_range(&path, range));
        Ok(bytes.map_err(|error| self.told(of_store(error)))?.into())
    }

    fn delete(&self, place: &PrintFilePlace) -> io::Result<()> {
        match self.runtime.block_on(self.store()?.delete(&path_of(place))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.told(of_store(error))),
        }
    }

    /// What was not finished has a `#` in its name (`LocalFileSystem`); a bucket forgets it by a rule of its own.
    fn sweep(&self, batch: BatchNumber, job: PrintJobNumber) {
        let Some(folder) = &self.folder else { return };
        let folder = folder.join(folder_of(batch, job));
        let Ok(files) = fs::read_dir(&folder) else { return };
        for path in files.filter_map(|file| Some(file.ok()?.path())) {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            if name.is_some_and(|name| name.contains('#')) {
                drop(fs::remove_file(&path));
            }
        }
        // Only ever an empty one.
        drop(fs::remove_dir(&folder));
    }

    fn room(&self) -> Option<u64> {
        // The folder may still have to be made.
        self.folder.as_deref()?.ancestors().find_map(|folder| free_bytes(folder).ok())
    }
}

/// A file on its way.
struct Upload {
    /// `None` once it is finished.
    upload: Option<Box<dyn MultipartUpload>>,
    runtime: Arc<Waiter>,
    waiting: Vec<u8>,
}

impl Upload {
    fn hand_over(&mut self) -> io::Result<()> {
        let part = mem::take(&mut self.waiting);
        let upload = self.upload.as_mut().expect("it is not finished");
        self.runtime.block_on(upload.put_part(part.into())).map_err(of_store)
    }
}

impl Write for Upload {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(PART - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        if self.waiting.len() == PART {
            self.hand_over()?;
        }
        Ok(taken)
    }

    /// Parts are handed over when they are full, and at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl NewPrintFile for Upload {
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if !self.waiting.is_empty() {
            self.hand_over()?;
        }
        let upload = self.upload.as_mut().expect("it is not finished");
        let done = self.runtime.block_on(upload.complete()).map(drop).map_err(of_store);
        if done.is_ok() {
            self.upload = None;
        }
        done
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(mut upload) = self.upload.take()
            && let Err(error) = self.runtime.block_on(upload.abort())
        {
            tracing::warn!(%error, "an unfinished file could not be taken back");
        }
    }
}

fn folder_of(batch: BatchNumber, job: PrintJobNumber) -> String {
    format!("batch-{batch}/job-{job}")
}

fn path_of(place: &PrintFilePlace) -> Place {
    Place::from(format!("{}/{}", folder_of(place.batch, place.job), place.name))
}

fn waiter(builder: &mut Builder) -> io::Result<Arc<Waiter>> {
    Ok(Arc::new(Waiter(Some(builder.build()?))))
}

/// Waits for what a store does, on whatever thread. It may be dropped on one that must not wait.
struct Waiter(Option<Runtime>);

impl Waiter {
    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.0.as_ref().expect("it is there until it is dropped").block_on(future)
    }
}

impl Drop for Waiter {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// The operating system's own error, if one lies behind it: a full disk is told from a fault.
fn of_store(error: object_store::Error) -> io::Error {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    let is_missing = matches!(error, object_store::Error::NotFound { .. });
    let mut kind = if is_missing { io::ErrorKind::NotFound } else { io::ErrorKind::Other };
    while let Some(behind) = cause {
        if let Some(error) = behind.downcast_ref::<io::Error>() {
            kind = error.kind();
        }
        cause = behind.source();
    }
    io::Error::new(kind, error)
}
