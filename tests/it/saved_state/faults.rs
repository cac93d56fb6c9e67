//! Each step to the disk goes wrong once, in both ways: what is there afterwards is the state before or the new one, and
//! the next try is as if nothing had happened.

use std::fs;

use ocop_stamp::{
    app::KeepsState,
    store::{
        Act, Part, SavedStateFile, Step,
        memory::Fault::{NotPersisted, PersistedButReported},
    },
};

use super::{file, saved, suspend};
use crate::bad_days::FaultyDisk;

#[test]
fn a_fault_in_saving_leaves_the_state_before_or_the_new_one() {
    let demo = saved();
    let before = fs::read(file(&demo.data())).expect("a file");
    suspend(&demo.data());
    let after = fs::read(file(&demo.data())).expect("a file");
    assert!(before != after);
    for act in [Act::Write, Act::Sync, Act::Rename, Act::SyncFolder] {
        for fault in [NotPersisted, PersistedButReported] {
            let folder = tempfile::tempdir().expect("a folder");
            let disk = FaultyDisk::default();
            let kept = SavedStateFile::on(disk.clone(), folder.path());
            let keep = |bytes: &[u8]| kept.keep(&mut |to| to.write_all(bytes));
            keep(&before).expect("kept");
            disk.fail_next(Step(Part::SavedState, act), fault);
            keep(&after).expect_err("as told");
            let there = fs::read(file(folder.path())).expect("a file");
            assert!(there == before || there == after, "{act:?} {fault:?}");
            assert!(kept.read().expect("a good one").is_some());
            keep(&after).expect("kept");
            assert!(fs::read(file(folder.path())).expect("a file") == after);
        }
    }
}

#[test]
fn a_fault_in_setting_aside_is_made_good_by_the_next_try() {
    for act in [Act::Rename, Act::SyncFolder] {
        for fault in [NotPersisted, PersistedButReported] {
            let folder = tempfile::tempdir().expect("a folder");
            let disk = FaultyDisk::default();
            let kept = SavedStateFile::on(disk.clone(), folder.path());
            kept.keep(&mut |to| to.write_all(b"x")).expect("kept");
            disk.fail_next(Step(Part::SavedState, act), fault);
            kept.set_aside().expect_err("as told");
            kept.set_aside().expect("set aside, or gone");
            assert!(kept.read().expect("nothing").is_none(), "{act:?} {fault:?}");
        }
    }
}
