//! Tiles, then the checkpoint. What fails in publishing loses nothing that was acknowledged, and a restart
//! publishes it again; meanwhile nothing new may be signed.

use std::time::Duration;

use ocop_stamp::{
    ledger::{PublishError, Tiles},
    log::tile::TilePath,
    store::{TileFiles, memory::Fault},
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
        wait_until_published(&writer, size).expect("published");
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

/// Which write goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Write {
    Tile,
    Checkpoint,
}

/// Publishes into a folder, but for one write, which goes wrong from a size on.
struct FaultyTiles {
    tiles: TileFiles,
    wrong: Write,
    fault: Fault,
    good_checkpoints: u32,
}

impl FaultyTiles {
    fn meets_the_fault(&self, write: Write) -> bool {
        self.wrong == write && self.good_checkpoints == 0
    }

    fn write(
        &mut self,
        write: Write,
        do_it: impl FnOnce(&mut TileFiles) -> Result<(), PublishError>,
    ) -> Result<(), PublishError> {
        if !self.meets_the_fault(write) {
            return do_it(&mut self.tiles);
        }
        if self.fault == Fault::PersistedButReported {
            do_it(&mut self.tiles)?;
        }
        Err(PublishError::Write(format!("{:?}", self.fault)))
    }
}

impl Tiles for FaultyTiles {
    fn write_tile(&mut self, path: &TilePath, bytes: &[u8]) -> Result<(), PublishError> {
        self.write(Write::Tile, |tiles| tiles.write_tile(path, bytes))
    }

    fn write_checkpoint(&mut self, note: &str) -> Result<(), PublishError> {
        self.write(Write::Checkpoint, |tiles| tiles.write_checkpoint(note))?;
        self.good_checkpoints = self.good_checkpoints.saturating_sub(1);
        Ok(())
    }
}

#[test]
fn after_a_fault_in_publishing_a_restart_publishes_again() {
    for wrong in [Write::Tile, Write::Checkpoint] {
        for fault in [Fault::NotPersisted, Fault::PersistedButReported] {
            check_fault(wrong, fault);
        }
    }
}

fn check_fault(wrong: Write, fault: Fault) {
    let office = Office::empty();
    let folder = log_folder(office.folder.path());
    let tiles =
        FaultyTiles { tiles: TileFiles::new(folder.clone()), wrong, fault, good_checkpoints: 1 };
    let writer = Writer::start_with(office.ledger.clone(), tiles, &folder, clock()).expect("empty");
    let opened = writer.change(opening()).expect("opened").log_size;
    wait_until_published(&writer, opened).expect("the first checkpoint is good");

    // Changes are recorded all the same, but whoever waits for a checkpoint is told that none comes.
    let size = writer.change(mint(10)).expect("recorded").log_size;
    wait_until_published(&writer, size).expect_err("publishing has ended");
    writer.change(mint(10)).expect("recorded");
    writer.stop();

    let log = office.close(office.start());
    assert_eq!(log.batches().count(), 2, "{wrong:?} {fault:?}");
}

/// Waits for a checkpoint over that many entries, or for the end of publishing.
fn wait_until_published(
    writer: &Writer,
    size: u64,
) -> Result<(), tokio::sync::watch::error::RecvError> {
    let mut published = writer.published.clone();
    wait(async {
        let covered = published
            .wait_for(|published| published.is_some_and(|published| published.size >= size));
        let waited = tokio::time::timeout(Duration::from_secs(20), covered).await;
        waited.expect("published within seconds, or not at all").map(|_| ())
    })
}
