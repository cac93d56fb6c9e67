//! Files that were made: handed out to whom they belong, and deleted when their time is over.

use std::{io, ops::Range};

use jiff::Timestamp;

use super::{
    KeepsPrintFiles, PrintFilePlace, PrintJobNumber, PrintOrder, PrintState,
    desk::{Fetch, Fetcher, Standing},
};
use crate::{
    access::Act,
    app::{Asker, Service, UseCaseError, people::AccessError},
    stamp::BatchNumber,
};

/// The name under which the hashes of a job's files are fetched.
pub const SUMS_FILE: &str = "SHA256SUMS";

/// A file that somebody may fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldFile {
    /// Where it is.
    pub place: PrintFilePlace,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 of it, in hex.
    pub sha256: String,
}

impl Service {
    /// A file that the asker may fetch, which the audit trail tells of.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub async fn fetch_print_file(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        job: PrintJobNumber,
        name: &str,
    ) -> Result<HeldFile, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        let standing = self.reached_job(asker, batch, job)?;
        let held = self.still_held(held_file(&standing, name)?).await?;
        // Who goes on where a download broke off is told of once.
        let account = asker.authority.account();
        let fetch = Fetch { by: Fetcher::Account(account), job, file: name.to_owned() };
        if self.printing.begins(fetch.clone(), self.now()) {
            let what = format!("batch {batch}, print job {job}, {name}");
            let noted = self.note_handed_out(asker, "print fetch", what).await;
            // What could not be told is told at the next try.
            noted.inspect_err(|_| self.printing.forget(&fetch))?;
        }
        Ok(held)
    }

    /// A file that is where it should be. After a restore it is not: then the job counts as deleted, and its files can be
    /// made again.
    pub(super) async fn still_held(&self, held: HeldFile) -> Result<HeldFile, UseCaseError> {
        let (files, place) = (self.parts.print_files.clone(), held.place.clone());
        let first = tokio::task::spawn_blocking(move || files.read(&place, 0..1)).await;
        match first.expect("it does not panic") {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let (PrintFilePlace { job, name, .. }, at) = (held.place, self.now());
                let gone = move |order: &mut PrintOrder| {
                    let is_done = matches!(order.state, PrintState::Done { .. });
                    if is_done {
                        // What is left of the others is deleted within the hour.
                        order.state = PrintState::Deleted { at };
                        let gone = order.files.iter_mut().filter(|file| file.name == name);
                        gone.for_each(|file| file.is_there = false);
                    }
                    is_done
                };
                drop(self.change_job(job, gone).await?);
                Err(UseCaseError::PrintFilesGone(job))
            }
            // What else is wrong shows when it is read.
            Ok(_) | Err(_) => Ok(held),
        }
    }

    /// The hashes of a job's files, as `sha256sum --check` reads them.
    ///
    /// # Errors
    /// [`UseCaseError`]
    pub fn print_sums(
        &self,
        asker: &Asker,
        batch: BatchNumber,
        job: PrintJobNumber,
    ) -> Result<String, UseCaseError> {
        asker.authority.may(Act::SignStamps).map_err(AccessError::from)?;
        Ok(self.reached_job(asker, batch, job)?.order.sums())
    }

    /// Bytes of a file that was handed out. Takes a while: not for a thread that others wait for.
    ///
    /// # Errors
    /// If it is gone, or can't be read.
    pub fn read_print_file(
        &self,
        place: &PrintFilePlace,
        range: Range<u64>,
    ) -> io::Result<Vec<u8>> {
        self.parts.print_files.read(place, range)
    }

    /// Deletes what a crash left of files that were not finished: before the first is begun.
    pub fn sweep_print_files(&self) {
        for order in self.printing.all(|order| order.state == PrintState::Waiting) {
            self.parts.print_files.sweep(order.batch, order.job);
        }
    }

    /// Deletes files whose time is over: to be called every hour. Not for a thread that others wait for.
    pub fn end_print_files(&self) {
        let now = self.now();
        let _ordering = self.printing.ordering.blocking_lock();
        let is_over = |order: &PrintOrder| match order.state {
            PrintState::Done { keep_until, .. } => keep_until <= now,
            PrintState::Cancelled { .. } | PrintState::Deleted { .. } => {
                order.files.iter().any(|file| file.is_there)
            }
            PrintState::Waiting | PrintState::Failed { .. } => false,
        };
        for order in self.printing.all(is_over) {
            if let Err(error) = self.end_files_of(&order, now) {
                let job = order.job.get();
                tracing::error!(%error, job, "files of a print job can't be deleted");
            }
        }
    }

    fn end_files_of(&self, order: &PrintOrder, now: Timestamp) -> io::Result<()> {
        self.printing.change(order.job, |order| {
            let is_done = matches!(order.state, PrintState::Done { .. });
            if is_done {
                order.state = PrintState::Deleted { at: now };
            }
            is_done
        })?;
        self.delete_files_now(order)
    }

    /// Deletes the files of a job that nobody may fetch any more.
    pub(super) async fn delete_files(
        &self,
        standing: &Standing,
    ) -> Result<Option<Standing>, UseCaseError> {
        let (files, desk) = (self.parts.print_files.clone(), self.printing.clone());
        let order = standing.order.clone();
        let delete = move || {
            delete_files(files.as_ref(), &order)?;
            desk.change(order.job, no_file_is_there)
        };
        let deleted = tokio::task::spawn_blocking(delete).await.expect("it does not panic");
        deleted.map_err(UseCaseError::PrintNotKept)
    }

    fn delete_files_now(&self, order: &PrintOrder) -> io::Result<()> {
        delete_files(self.parts.print_files.as_ref(), order)?;
        self.printing.change(order.job, no_file_is_there).map(drop)
    }
}

fn no_file_is_there(order: &mut PrintOrder) -> bool {
    let is_over = matches!(order.state, PrintState::Cancelled { .. } | PrintState::Deleted { .. });
    if is_over {
        order.files.iter_mut().for_each(|file| file.is_there = false);
    }
    is_over
}

fn delete_files(files: &dyn KeepsPrintFiles, order: &PrintOrder) -> io::Result<()> {
    for file in order.files.iter().filter(|file| file.is_there) {
        let name = file.name.clone();
        files.delete(&PrintFilePlace { batch: order.batch, job: order.job, name })?;
    }
    files.sweep(order.batch, order.job);
    Ok(())
}

/// A file that is there.
pub(super) fn held_file(standing: &Standing, name: &str) -> Result<HeldFile, UseCaseError> {
    let order = &standing.order;
    let made = order.made(name).ok_or_else(|| UseCaseError::NoPrintFile(order.job))?;
    let may_be_fetched = match order.state {
        PrintState::Waiting | PrintState::Done { .. } | PrintState::Failed { .. } => made.is_there,
        PrintState::Cancelled { .. } | PrintState::Deleted { .. } => false,
    };
    if !may_be_fetched {
        return Err(UseCaseError::PrintFilesGone(order.job));
    }
    let place = PrintFilePlace { batch: order.batch, job: order.job, name: made.name.clone() };
    Ok(HeldFile { place, bytes: made.bytes, sha256: made.sha256.clone() })
}
