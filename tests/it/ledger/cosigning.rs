//! The checkpoint is cosigned with the time, also when nothing happens, and not while the clock is in doubt.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use ocop_stamp::{
    ledger::{Anchors, Clock, Clocks, Cosigning, Published, Signing, WatchedClock},
    log::checkpoint::Checkpoint,
    store::{TileFiles, read_checkpoint},
};

use super::Office;
use crate::writer::{Writer, cosigner, log_folder, log_key, mint, opening, vkey, wait};

/// A writer by a clock that the test moves and doubts.
struct Timed {
    office: Office,
    writer: Writer,
    second: Arc<AtomicI64>,
    is_doubted: Arc<AtomicBool>,
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

impl Timed {
    fn start(second: i64) -> Self {
        let office = Office::empty();
        let folder = log_folder(office.folder.path());
        let (second, is_doubted) = (Arc::new(AtomicI64::new(second)), Arc::<AtomicBool>::default());
        let says = second.clone();
        let clock: Clock = Arc::new(move || at(says.load(Ordering::SeqCst)));
        let (asked, doubted) = (clock.clone(), is_doubted.clone());
        let cosigning = Cosigning {
            cosigner: cosigner(),
            believed_time: Arc::new(move || {
                // The time first: it is moved only once it is doubted.
                let now = asked();
                (!doubted.load(Ordering::SeqCst)).then_some(now)
            }),
            every: Duration::ZERO,
        };
        let watched = Arc::new(WatchedClock::new(Clocks::moved_by_hand(clock), None));
        let tiles = TileFiles::new(folder.clone());
        let signing =
            Signing { key: log_key(), cosigning, anchors: Anchors::default(), first_position: 0 };
        let writer = Writer::start_signing(office.ledger.clone(), tiles, &folder, watched, signing);
        Self { office, writer: writer.expect("an empty folder"), second, is_doubted }
    }

    /// Waits for a checkpoint.
    fn published(&self, is_awaited: impl Fn(Published) -> bool) -> Published {
        let mut publishing = self.writer.publishing.clone();
        let waited = wait(async {
            let settled = publishing.wait_for(|known| known.published.is_some_and(&is_awaited));
            let waited = tokio::time::timeout(Duration::from_secs(20), settled).await;
            *waited.expect("published within seconds").expect("it goes on")
        });
        waited.published.expect("it was awaited")
    }

    /// The published checkpoint, and when it was cosigned.
    fn read(&self) -> (u64, Option<Timestamp>) {
        let folder = log_folder(self.office.folder.path());
        let note = read_checkpoint(&folder).expect("read").expect("a checkpoint");
        let size = Checkpoint::open(&note, &vkey()).expect("signed by the log, too").size;
        (size, cosigner().vkey().cosigned_at(&note).expect("well signed"))
    }
}

const BEGIN: i64 = 1_780_000_000;

#[test]
fn a_checkpoint_is_cosigned_again_when_nothing_happens() {
    let timed = Timed::start(BEGIN);
    let size = timed.writer.change(opening()).expect("opened").log_size;
    timed.published(|published| published.size == size);
    assert_eq!(timed.read(), (size, Some(at(BEGIN))));
    for later in [BEGIN + 30, BEGIN + 60, BEGIN + 3_600] {
        timed.second.store(later, Ordering::SeqCst);
        let published = timed.published(|published| published.at == at(later));
        assert_eq!(published.size, size);
        assert_eq!(timed.read(), (size, Some(at(later))));
    }
    timed.office.close(timed.writer);
}

#[test]
fn a_doubted_clock_cosigns_nothing_and_the_age_grows() {
    let timed = Timed::start(BEGIN);
    let size = timed.writer.change(opening()).expect("opened").log_size;
    timed.published(|published| published.size == size);
    timed.is_doubted.store(true, Ordering::SeqCst);
    timed.second.store(BEGIN + 7_200, Ordering::SeqCst);
    let size = timed.writer.change(mint(10)).expect("minted").log_size;
    let published = timed.published(|published| published.size == size);
    assert_eq!(published.at, at(BEGIN), "the time that was last proved");
    assert_eq!(timed.read(), (size, None));
    timed.is_doubted.store(false, Ordering::SeqCst);
    timed.published(|published| published.at == at(BEGIN + 7_200));
    assert_eq!(timed.read(), (size, Some(at(BEGIN + 7_200))));
    timed.office.close(timed.writer);
}
