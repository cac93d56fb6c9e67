//! Where files of print jobs are, and the threads that make them.

use std::{io, sync::Arc, thread};

use super::{OpenError, Running, at};
use crate::{app::KeepsPrintFiles, config::Settings, store::PrintFileStore};

/// Where a folder's settings have files of print jobs.
pub(super) fn print_files(settings: &Settings) -> Result<Arc<dyn KeepsPrintFiles>, OpenError> {
    let folder = settings.files_folder();
    let store = match &settings.files_s3.value {
        Some(place) => in_bucket(place)?,
        None => PrintFileStore::in_folder(&folder).map_err(at(&folder))?,
    };
    Ok(Arc::new(store))
}

#[cfg(feature = "s3")]
fn in_bucket(place: &crate::config::S3Place) -> Result<PrintFileStore, OpenError> {
    let crate::config::S3Place { bucket, prefix, endpoint, region, allow_http } = place.clone();
    let bucket = crate::store::S3Bucket { bucket, prefix, endpoint, region, allow_http };
    PrintFileStore::in_bucket(&bucket).map_err(OpenError::Bucket)
}

#[cfg(not(feature = "s3"))]
fn in_bucket(_: &crate::config::S3Place) -> Result<PrintFileStore, OpenError> {
    Err(OpenError::NoBuckets)
}

impl Running {
    /// Has the service make files of print jobs, on threads of their own.
    ///
    /// # Errors
    /// If a thread can't be started.
    pub fn print_behind(&mut self) -> io::Result<()> {
        self.service.sweep_print_files();
        for number in 1..=self.print_threads {
            let service = self.service.clone();
            let name = format!("printer-{number}");
            let print = move || service.print_in_background();
            self.threads.push(thread::Builder::new().name(name).spawn(print)?);
        }
        Ok(())
    }
}
