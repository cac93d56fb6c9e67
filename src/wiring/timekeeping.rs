//! The clock that a service starts with, and the thread that keeps the last known time and who is signed in, and
//! looks whether personal data is to be deleted.

use std::{
    io,
    path::Path,
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use jiff::Timestamp;

use super::{OpenError, at};
use crate::{
    app::Service,
    ledger::{Clocks, KnownTime, WatchedClock},
    store::KnownTimeFile,
};

/// How often the last known time is kept: at least every minute.
const KEEP_TIME_EVERY: Duration = Duration::from_secs(30);

/// How often, in such times, it is looked whether personal data is to be deleted: every hour.
const TIMES_BETWEEN_RETENTION: u32 = 120;

/// The clock, held against the last time that the service knew; where none was kept, against the last
/// entry. A demo lies around for days, so whatever passed between two starts is believed.
pub(super) fn watch_clock(
    data: &Path,
    kept: &KnownTimeFile,
    clocks: Clocks,
    last_entry: Timestamp,
    demo: bool,
) -> Result<Arc<WatchedClock>, OpenError> {
    let kept = kept.read().map_err(at(data))?;
    let from_the_log = (last_entry > Timestamp::UNIX_EPOCH)
        .then_some(KnownTime { at: last_entry, confirmed: None });
    let known = kept.or(from_the_log).map(|known| {
        let at = if demo { known.at.max((clocks.wall)()) } else { known.at };
        KnownTime { at, ..known }
    });
    Ok(Arc::new(WatchedClock::new(clocks, known)))
}

/// Keeps the last known time while the service runs, and once more at its end.
pub(super) fn start_timekeeper(
    service: Arc<Service>,
) -> io::Result<(mpsc::Sender<()>, JoinHandle<()>)> {
    let (keeps_time, ends) = mpsc::channel();
    let keep = move || {
        service.keep_time();
        let mut until_retention: u32 = 0;
        while ends.recv_timeout(KEEP_TIME_EVERY) == Err(mpsc::RecvTimeoutError::Timeout) {
            service.keep_time();
            service.keep_presence();
            if until_retention == 0 {
                service.end_retention();
                service.end_print_files();
                until_retention = TIMES_BETWEEN_RETENTION;
            }
            until_retention -= 1;
        }
        service.keep_time();
        service.keep_presence();
    };
    let thread = thread::Builder::new().name("timekeeper".to_owned()).spawn(keep)?;
    Ok((keeps_time, thread))
}
