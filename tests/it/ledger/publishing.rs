//! Tiles, then the checkpoint. What fails in publishing loses nothing that was acknowledged, and is tried
//! again; meanwhile nothing new may be signed. Which step to the disk fails is in `bad_days`.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use ocop_stamp::{
    ledger::{PublishError, Publishing, Tiles},
    log::tile::TilePath,
    store::TileFiles,
};

use super::Office;
use crate::{
    invented::{on_batch, suspended},
    writer::{Writer, audit, change, clock, entries_of, log_folder, mint, opening, wait},
};

#[test]
fn a_log_that_grows_over_full_tiles_is_published_in_full() {
    let (office, writer) = Office::open();
    writer.change(mint(10)).expect("minted");
    for entries in [1, 300, 2, 255, 80] {
        let bodies = (0..entries).map(|_| suspended(on_batch(1)));
        let size = writer.change(change(bodies)).expect("suspended").log_size;
        assert!(wait_until_published(&writer, size));
        audit(&entries_of(&office.ledger), &log_folder(office.folder.path()));
    }
    office.close(writer);
}

#[test]
fn a_restart_goes_on_where_publishing_ended() {
    let (office, mut writer) = Office::open();
    writer.change(mint(10)).expect("minted");
    for entries in [200, 100, 250] {
        writer.change(change((0..entries).map(|_| suspended(on_batch(1))))).expect("suspended");
        office.close(writer);
        writer = office.start();
        assert_eq!(writer.mended, [""; 0]);
    }
    assert_eq!(office.close(writer).size(), 554);
}

/// A disk for published files that fails from a moment on, until it is mended.
struct FailingTiles {
    tiles: TileFiles,
    fails: Arc<AtomicBool>,
    failed: Arc<AtomicU32>,
}

impl FailingTiles {
    fn try_it(
        &mut self,
        write: impl FnOnce(&mut TileFiles) -> Result<(), PublishError>,
    ) -> Result<(), PublishError> {
        if self.fails.load(Ordering::SeqCst) {
            self.failed.fetch_add(1, Ordering::SeqCst);
            return Err(PublishError::Write("no room".to_owned()));
        }
        write(&mut self.tiles)
    }
}

impl Tiles for FailingTiles {
    fn write_tile(&mut self, path: &TilePath, bytes: &[u8]) -> Result<(), PublishError> {
        self.try_it(|tiles| tiles.write_tile(path, bytes))
    }

    fn write_checkpoint(&mut self, note: &str) -> Result<(), PublishError> {
        self.try_it(|tiles| tiles.write_checkpoint(note))
    }
}

/// Changes are recorded while nothing can be published; who waits for a checkpoint is told that none comes,
/// and once there is room again it comes by itself.
#[test]
fn publishing_is_tried_again_until_it_is_done() {
    let office = Office::empty();
    let folder = log_folder(office.folder.path());
    let (fails, failed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let tiles = FailingTiles {
        tiles: TileFiles::new(folder.clone()),
        fails: fails.clone(),
        failed: failed.clone(),
    };
    let writer = Writer::start_with(office.ledger.clone(), tiles, &folder, clock()).expect("empty");
    let opened = writer.change(opening()).expect("opened").log_size;
    assert!(wait_until_published(&writer, opened), "the first checkpoint is good");

    fails.store(true, Ordering::SeqCst);
    let size = writer.change(mint(10)).expect("recorded").log_size;
    assert!(!wait_until_published(&writer, size), "it is known that it fails");
    // It is tried again without being asked, and goes on failing.
    let before = failed.load(Ordering::SeqCst);
    while failed.load(Ordering::SeqCst) < before + 2 {
        std::thread::yield_now();
    }
    let size = writer.change(mint(10)).expect("recorded").log_size;
    fails.store(false, Ordering::SeqCst);
    wait_for(&writer, |publishing| publishing.covers(size) && !publishing.is_failing);
    assert_eq!(office.close(writer).batches().count(), 2);
}

/// Who stops a writer whose log can't be published loses nothing: the next start publishes.
#[test]
fn what_could_not_be_published_before_the_end_is_published_by_the_next_start() {
    let office = Office::empty();
    let folder = log_folder(office.folder.path());
    let tiles = FailingTiles {
        tiles: TileFiles::new(folder.clone()),
        fails: Arc::new(AtomicBool::new(true)),
        failed: Arc::default(),
    };
    let writer = Writer::start_with(office.ledger.clone(), tiles, &folder, clock()).expect("empty");
    writer.change(opening()).expect("recorded");
    writer.change(mint(10)).expect("recorded");
    writer.stop();
    let log = office.close(office.start());
    assert_eq!(log.batches().count(), 1);
}

/// Waits until that many entries are covered, or it is known that publishing fails. Whether they are covered.
fn wait_until_published(writer: &Writer, size: u64) -> bool {
    wait_for(writer, |publishing| publishing.covers(size) || publishing.is_failing).covers(size)
}

fn wait_for(writer: &Writer, settled: impl FnMut(&Publishing) -> bool) -> Publishing {
    let mut publishing = writer.publishing.clone();
    wait(async {
        let waited =
            tokio::time::timeout(Duration::from_secs(20), publishing.wait_for(settled)).await;
        *waited.expect("published within seconds, or not at all").expect("it goes on")
    })
}
