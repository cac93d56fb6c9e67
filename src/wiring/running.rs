//! An open data folder with its service, and what is done beside its answers on threads of their own.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::block_on;
use crate::{
    app::{BasesMode, ExpiryMode, SelfAudit, Service},
    stamp::today,
    store::{
        LogFolder, SledCheck,
        folder::{self, DataFolder},
    },
};

/// How often it is looked whether a day has begun.
const LOOK_FOR_A_NEW_DAY_EVERY: Duration = Duration::from_secs(600);

/// How long the auditor waits when the published log could not be read.
const AUDIT_AGAIN_AFTER: Duration = Duration::from_secs(60);

/// An open data folder with its service. Closed by [`Running::close`], or left to recovery.
pub struct Running {
    /// The service.
    pub service: Arc<Service>,
    /// The folder, which nobody else can open meanwhile.
    pub folder: DataFolder,
    /// What the start had to mend, in words for the operator.
    pub mended: Vec<String>,
    /// The change after which the saved state was made that the start began at; `None` if it read everything.
    pub began_behind: Option<u64>,
    /// What the start passed by then.
    pub(super) ledger_check: Option<Box<SledCheck>>,
    /// Ends the timekeeper when it is dropped.
    pub(super) keeps_time: mpsc::Sender<()>,
    /// Ends the audit.
    pub(super) closes: Arc<AtomicBool>,
    /// How many files of print jobs are made at once.
    pub(super) print_threads: u16,
    pub(super) threads: Vec<JoinHandle<()>>,
}

impl Running {
    /// Has the service look each day for certificates that are over, on a thread of its own.
    ///
    /// # Errors
    /// If the thread can't be started.
    pub fn expire_daily(&mut self, mode: ExpiryMode) -> io::Result<()> {
        if mode == ExpiryMode::Off {
            return Ok(());
        }
        let (service, closes) = (self.service.clone(), self.closes.clone());
        let watch = move || {
            let mut done_on = None;
            while !closes.load(Ordering::Relaxed) {
                let day = today(service.now());
                if done_on != Some(day) && block_on(service.expire_daily(mode)) {
                    done_on = Some(day);
                }
                thread::park_timeout(LOOK_FOR_A_NEW_DAY_EVERY);
            }
        };
        self.threads.push(thread::Builder::new().name("expiry".to_owned()).spawn(watch)?);
        Ok(())
    }

    /// Has the service make a base each day, on a thread of its own.
    ///
    /// # Errors
    /// If the thread can't be started.
    pub fn make_bases_daily(&mut self, mode: BasesMode) -> io::Result<()> {
        if mode == BasesMode::Off {
            return Ok(());
        }
        let (service, closes) = (self.service.clone(), self.closes.clone());
        let watch = move || {
            block_on(service.until_first_published());
            while !closes.load(Ordering::Relaxed) {
                block_on(service.make_base_daily());
                thread::park_timeout(LOOK_FOR_A_NEW_DAY_EVERY);
            }
        };
        self.threads.push(thread::Builder::new().name("bases".to_owned()).spawn(watch)?);
        Ok(())
    }

    /// Has the service audit what it published, and what its start passed by of the ledger, on a thread of its own, while
    /// it answers.
    ///
    /// # Errors
    /// If the thread can't be started.
    pub fn audit_behind(&mut self) -> io::Result<()> {
        let (service, closes) = (self.service.clone(), self.closes.clone());
        let log = LogFolder::of(&folder::log(self.folder.path()));
        let check = self.ledger_check.take();
        let audit = move || {
            let of_ledger = check.as_deref().map(|check| {
                service.while_the_journal_stays(|| block_on(service.audit_ledger(check, &closes)))
            });
            drop(check);
            if of_ledger == Some(SelfAudit::Broken) {
                return;
            }
            block_on(service.until_first_published());
            while service.audit_itself(&log, &closes) == SelfAudit::NotYet
                && !closes.load(Ordering::Relaxed)
            {
                thread::park_timeout(AUDIT_AGAIN_AFTER);
            }
        };
        self.threads.push(thread::Builder::new().name("auditor".to_owned()).spawn(audit)?);
        Ok(())
    }

    /// Ends the writer and the publisher after all that they were asked, and waits for both.
    pub fn close(self) {
        let Self {
            service,
            folder,
            mended: _,
            began_behind: _,
            ledger_check,
            keeps_time,
            closes,
            print_threads: _,
            threads,
        } = self;
        closes.store(true, Ordering::Relaxed);
        service.stop_printing();
        drop((service, ledger_check));
        drop(keeps_time);
        // The writer ends when nobody can ask it any more: first all who wait for their hour go.
        threads.iter().for_each(|thread| thread.thread().unpark());
        for thread in threads {
            drop(thread.join());
        }
        drop(folder);
    }
}
