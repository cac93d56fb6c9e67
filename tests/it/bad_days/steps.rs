//! Each step to the disk goes wrong once, in both ways in which a disk can fail: it was not done; it was done
//! and reported as failed all the same. A sync that was not done loses what it should have kept.

use std::{
    fs, io,
    sync::{Arc, Mutex},
};

use ocop_stamp::{
    ledger::{Anchors, COSIGN_EVERY, ChangeError, Clocks, Signing, WatchedClock},
    store::{
        Act, AnchorFile, Disk, KnownTimeFile, Part, PictureFolder, Step, TileFiles,
        memory::{
            Fault::{self, NotPersisted, PersistedButReported},
            MemoryLedger,
        },
    },
};

use crate::{
    data::{Data, ENTRIES, copy},
    invented::{on_batch, suspended},
    writer::{
        Writer, change, clock, cosigning, log_folder, log_key, mint, opening, under_key, wait,
    },
};

/// A disk on which one step goes wrong, once, after it was told so.
#[derive(Clone, Default)]
pub(crate) struct FaultyDisk {
    next: Arc<Mutex<Option<(Step, Fault)>>>,
}

impl FaultyDisk {
    fn fails(step: Step, fault: Fault) -> Self {
        let disk = Self::default();
        disk.fail_next(step, fault);
        disk
    }

    pub(crate) fn fail_next(&self, step: Step, fault: Fault) {
        *self.next.lock().expect("no panic") = Some((step, fault));
    }

    /// Whether the step was met.
    pub(crate) fn has_failed(&self) -> bool {
        self.next.lock().expect("no panic").is_none()
    }
}

impl Disk for FaultyDisk {
    fn perform<T, E: From<io::Error>>(
        &self,
        step: Step,
        act: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let fault = {
            let mut next = self.next.lock().expect("no panic");
            next.take_if(|(wrong, _)| *wrong == step).map(|(_, fault)| fault)
        };
        match fault {
            None => act(),
            Some(NotPersisted) => Err(io::Error::other("as told").into()),
            Some(PersistedButReported) => {
                act()?;
                Err(io::Error::other("as told").into())
            }
        }
    }
}

/// Steps of a commit: a fault ends the writer, and nothing is acknowledged.
const OF_A_COMMIT: [Step; 6] = [
    Step(Part::Journal, Act::Write),
    Step(Part::Journal, Act::Sync),
    Step(Part::Journal, Act::SyncFolder),
    Step(Part::Sled, Act::Write),
    Step(Part::Sled, Act::Flush),
    Step(Part::Sled, Act::Sync),
];

/// Steps of publishing: a fault costs nothing that was acknowledged, and they are done again.
const OF_PUBLISHING: [Step; 8] = [
    Step(Part::Tile, Act::Write),
    Step(Part::Tile, Act::Sync),
    Step(Part::Tile, Act::Rename),
    Step(Part::Tile, Act::SyncFolder),
    Step(Part::Checkpoint, Act::Write),
    Step(Part::Checkpoint, Act::Sync),
    Step(Part::Checkpoint, Act::Rename),
    Step(Part::Checkpoint, Act::SyncFolder),
];

/// Steps of a start that cuts a torn end.
const OF_A_CUT: [Step; 6] = [
    Step(Part::JournalCut, Act::Write),
    Step(Part::JournalCut, Act::Sync),
    Step(Part::JournalCut, Act::SyncFolder),
    Step(Part::Journal, Act::Write),
    Step(Part::Journal, Act::Sync),
    Step(Part::Sled, Act::SyncFolder),
];

/// Steps of a start whose sled is gone or can't be read.
const OF_A_NEW_SLED: [Step; 5] = [
    Step(Part::Sled, Act::Rename),
    Step(Part::Sled, Act::SyncFolder),
    Step(Part::Sled, Act::Write),
    Step(Part::Sled, Act::Flush),
    Step(Part::Sled, Act::Sync),
];

#[test]
fn a_fault_in_a_commit_loses_nothing_and_makes_nothing_twice() {
    for step in OF_A_COMMIT {
        check_commit(step, NotPersisted);
        check_commit(step, PersistedButReported);
    }
}

#[test]
fn a_fault_in_publishing_is_made_good_by_itself_and_by_a_start() {
    for step in OF_PUBLISHING {
        check_publishing(step, NotPersisted);
        check_publishing(step, PersistedButReported);
    }
}

/// An anchor that can't be written costs neither the log's publishing nor what was kept there; it is written with the
/// next checkpoint.
#[test]
fn a_fault_in_keeping_an_anchor_stops_nothing() {
    for act in [Act::Write, Act::Sync, Act::Rename, Act::SyncFolder] {
        for fault in [NotPersisted, PersistedButReported] {
            check_anchor(Step(Part::Anchor, act), fault);
        }
    }
}

fn check_anchor(step: Step, fault: Fault) {
    let folder = tempfile::tempdir().expect("a folder");
    let (log, place) = (log_folder(folder.path()), folder.path().join("anchor"));
    let disk = FaultyDisk::default();
    let mut anchors = Anchors::default();
    anchors.keep_in(Box::new(AnchorFile::on(disk.clone(), &place)), None);
    let signing = Signing {
        key: log_key(),
        cosigning: cosigning(&clock(), COSIGN_EVERY),
        anchors,
        first_position: 0,
    };
    let watched = Arc::new(WatchedClock::new(Clocks::moved_by_hand(clock()), None));
    let (ledger, tiles) = (MemoryLedger::default(), TileFiles::new(log.clone()));
    let writer = Writer::start_signing(ledger, tiles, &log, watched, signing).expect("empty");
    let publish = |change| {
        let size = writer.change(change).expect("taken").log_size;
        let mut publishing = writer.publishing.clone();
        wait(async { publishing.wait_for(|known| known.covers(size)).await.map(drop) })
            .expect("it goes on");
    };
    publish(opening());
    disk.fail_next(step, fault);
    publish(mint(1));
    assert!(disk.has_failed(), "{step:?}");
    publish(mint(2));
    let note = fs::read(log.join("checkpoint")).expect("published");
    assert_eq!(fs::read(&place).expect("kept"), note, "{step:?} {fault:?}");
    writer.stop();
}

#[test]
fn a_fault_in_a_start_is_made_good_by_the_next() {
    let torn = |data: &Data| {
        let journal = fs::read(data.journal()).expect("a file");
        let tail = &journal[..journal.len() / 2];
        fs::write(data.journal(), [&journal, tail].concat()).expect("written");
    };
    let damaged = |data: &Data| {
        let db = data.sled().join("db");
        let length = fs::metadata(&db).expect("a file").len();
        fs::write(db, vec![0xa5; usize::try_from(length).expect("small")]).expect("written");
    };
    for fault in [NotPersisted, PersistedButReported] {
        for step in OF_A_CUT {
            check_start(step, fault, torn);
        }
        for step in OF_A_NEW_SLED {
            check_start(step, fault, damaged);
        }
    }
}

#[test]
fn a_fault_in_keeping_the_time_leaves_the_time_before_or_the_new_one() {
    use ocop_stamp::{app::KeepsTime, ledger::KnownTime};
    let known = |at: &str| KnownTime { at: at.parse().expect("a time"), confirmed: None };
    let (before, after) = (known("2026-06-01T05:00:00Z"), known("2026-06-01T05:01:00Z"));
    for act in [Act::Write, Act::Sync, Act::Rename, Act::SyncFolder] {
        for fault in [NotPersisted, PersistedButReported] {
            let folder = tempfile::tempdir().expect("a folder");
            let disk = FaultyDisk::default();
            let file = KnownTimeFile::on(disk.clone(), folder.path());
            file.keep(&before).expect("kept");
            disk.fail_next(Step(Part::KnownTime, act), fault);
            file.keep(&after).expect_err("as told");
            let kept = file.read().expect("read").expect("there");
            assert!(kept == before || kept == after, "{act:?} {fault:?}");
            file.keep(&after).expect("kept");
            assert_eq!(file.read().expect("read"), Some(after));
        }
    }
}

#[test]
fn a_fault_in_keeping_a_picture_is_made_good_by_keeping_it_again() {
    use ocop_stamp::app::{KeepsPictures, picture_id};
    let jpeg = [0xff, 0xd8, 0xff, 0xe0, 7];
    let id = picture_id(&jpeg, "jpg").expect("small");
    for act in [Act::Write, Act::Sync, Act::Rename, Act::SyncFolder] {
        for fault in [NotPersisted, PersistedButReported] {
            let folder = tempfile::tempdir().expect("a folder");
            fs::create_dir(folder.path().join("pictures")).expect("made");
            let disk = FaultyDisk::default();
            let pictures = PictureFolder::on(disk.clone(), folder.path());
            let fail = || disk.fail_next(Step(Part::Picture, act), fault);
            fail();
            pictures.keep(&id, &jpeg).expect_err("as told");
            if act == Act::SyncFolder {
                // It has its name, but its promise is not kept yet.
                fail();
                pictures.keep(&id, &jpeg).expect_err("as told");
            }
            pictures.keep(&id, &jpeg).expect("kept");
            let names: Vec<_> = fs::read_dir(folder.path().join("pictures"))
                .expect("a folder")
                .map(|entry| entry.expect("a file").file_name())
                .collect();
            assert_eq!(names, [id.as_str()], "{act:?} {fault:?}: nothing else is left");
            let kept = fs::read(folder.path().join("pictures").join(id.as_str()));
            assert_eq!(kept.expect("a file"), jpeg);
        }
    }
}

/// A folder with a history and one more change, acknowledged and published.
fn with_an_acknowledged_change(step: Step) -> Data {
    let mut data = Data::with_history();
    // Every change begins a segment where the folder of segments is what fails.
    data.segments = (step == Step(Part::Journal, Act::SyncFolder)).then_some(1);
    let (writer, _) = data.open().expect("it starts");
    writer.change(acknowledged()).expect("made");
    writer.stop();
    data
}

fn acknowledged() -> ocop_stamp::ledger::Change {
    under_key("acknowledged", mint(3))
}

fn asked() -> ocop_stamp::ledger::Change {
    under_key("one", change([suspended(on_batch(1)), suspended(on_batch(2))]))
}

/// What a part's files are lost with, if a sync of them was not done.
fn folder_of(part: Part) -> &'static str {
    match part {
        Part::Journal | Part::JournalCut => "journal",
        Part::Sled => "sled",
        Part::Tile | Part::Checkpoint | Part::VerifierKey => "log",
        Part::PersonalKey => "personal",
        Part::KnownTime | Part::Picture | Part::Presence | Part::Anchor | Part::SavedState => "",
        Part::Base => "base",
        Part::PrintOrder => "print-jobs",
    }
}

/// Puts the part's files back as they were before the change, if the step would have kept them.
fn lose(data: &Data, before: &Data, step: Step, fault: Fault) {
    let keeps = match step.1 {
        Act::Flush | Act::Sync | Act::SyncFolder => true,
        Act::Write | Act::Rename | Act::Remove => false,
    };
    if fault == NotPersisted && keeps {
        let part = folder_of(step.0);
        fs::remove_dir_all(data.path().join(part)).expect("removed");
        copy(&before.path().join(part), &data.path().join(part));
    }
}

#[track_caller]
fn check_commit(step: Step, fault: Fault) {
    let data = with_an_acknowledged_change(step);
    let before = Data::copy_of(&data);
    let disk = FaultyDisk::default();
    let (writer, _) = data.open_on(disk.clone()).expect("it starts");
    disk.fail_next(step, fault);
    let answer = writer.change(asked());
    assert!(disk.has_failed(), "{step:?} is no step of a commit");
    assert!(matches!(answer, Err(ChangeError::Unavailable)), "{step:?} {fault:?}: {answer:?}");
    writer.change(mint(1)).expect_err("the writer has ended");
    assert_eq!(writer.snapshot().log().size(), ENTRIES + 1, "no scan sees what was not answered");
    writer.stop();
    lose(&data, &before, step, fault);
    check_all_there(&data, &format!("{step:?} {fault:?}"));
}

#[track_caller]
fn check_publishing(step: Step, fault: Fault) {
    // Stopped at once, the next start publishes; left alone, it is tried again.
    for is_left_alone in [false, true] {
        let data = with_an_acknowledged_change(step);
        let before = Data::copy_of(&data);
        let disk = FaultyDisk::default();
        let (writer, _) = data.open_on(disk.clone()).expect("it starts");
        disk.fail_next(step, fault);
        let size = writer.change(asked()).expect("recorded").log_size;
        if is_left_alone {
            until_published(&writer, size);
            assert!(disk.has_failed(), "{step:?} is no step of publishing");
        }
        writer.stop();
        if !is_left_alone {
            lose(&data, &before, step, fault);
        }
        check_all_there(&data, &format!("{step:?} {fault:?}"));
    }
}

fn until_published(writer: &Writer, size: u64) {
    let mut publishing = writer.publishing.clone();
    let covered = publishing.wait_for(|publishing| publishing.covers(size));
    wait(async { covered.await.map(|_| ()) }).expect("it goes on");
}

#[track_caller]
fn check_start(step: Step, fault: Fault, damage: impl Fn(&Data)) {
    let data = with_an_acknowledged_change(step);
    damage(&data);
    let disk = FaultyDisk::fails(step, fault);
    let error = data.open_on(disk.clone()).err().expect("refused");
    assert!(disk.has_failed(), "{step:?} is no step of this start: {error}");
    assert!(error.contains("as told"), "{step:?} {fault:?}: {error}");
    let (writer, _) = data.open().expect("it starts");
    writer.change(asked()).expect("made");
    writer.stop();
    check_all_there(&data, &format!("{step:?} {fault:?}"));
}

/// What was acknowledged is there, what was asked for is made once, and the whole log audits clean.
#[track_caller]
fn check_all_there(data: &Data, what: &str) {
    let (writer, _) = data.open().unwrap_or_else(|error| panic!("{what}: {error}"));
    let log = |writer: &Writer| writer.snapshot().log().size();
    let found = writer.change(acknowledged()).expect("found");
    assert_eq!(found.log_indexes, [ENTRIES], "{what}");
    let first = writer.change(asked()).expect("made or found");
    assert_eq!(writer.change(asked()).expect("found"), first, "{what}");
    assert_eq!(log(&writer), ENTRIES + 3, "{what}");
    data.goes_on(writer, ENTRIES + 3);
}
