//! Tiles follow from the entries and are published again; the checkpoint is the log's word, and binds.

use std::fs;

use ed25519_dalek::SigningKey;
use ocop_stamp::{
    log::{checkpoint::Checkpoint, tree::empty_root},
    store::{SledLedger, read_checkpoint},
};

use crate::data::{Data, ENTRIES, check_mended, copy};
use crate::writer::{log_folder, log_seed, mint, replay_folder, vkey, wait};

const PUBLISHED_AGAIN: &str = "published again";

impl Data {
    fn checkpoint(&self) -> Checkpoint {
        let note = read_checkpoint(&log_folder(self.path())).expect("read").expect("a checkpoint");
        Checkpoint::open(&note, &vkey()).expect("the log's own")
    }

    fn publish(&self, checkpoint: &Checkpoint, private: [u8; 32]) {
        let note = checkpoint.to_note(&SigningKey::from_bytes(&private));
        fs::write(log_folder(self.path()).join("checkpoint"), note).expect("written");
    }
}

#[test]
fn missing_and_damaged_tiles_are_published_again() {
    let tile = "tile/0/000.p/7";
    let bundle = "tile/entries/000.p/7";
    for name in [tile, bundle] {
        let data = Data::with_history();
        let path = log_folder(data.path()).join(name);
        let good = fs::read(&path).expect("published");
        for damaged in
            [None, Some(good[..good.len() - 1].to_vec()), Some([&good[..], b"x"].concat()), {
                let mut flipped = good.clone();
                flipped[40] ^= 4;
                Some(flipped)
            }]
        {
            match damaged {
                Some(bytes) => fs::write(&path, bytes).expect("written"),
                None => fs::remove_file(&path).expect("removed"),
            }
            let (writer, mended) = data.open().expect("it starts");
            check_mended(&mended, &[PUBLISHED_AGAIN]);
            writer.stop();
            assert_eq!(fs::read(&path).expect("published again"), good, "{name}");
        }
        data.recovers(&[]);
    }
}

#[test]
fn a_log_folder_that_is_gone_is_published_again() {
    let data = Data::with_history();
    let checkpoint = data.checkpoint();
    fs::remove_dir_all(log_folder(data.path())).expect("removed");
    let (writer, _) = data.open().expect("it starts");
    writer.stop();
    assert_eq!(data.checkpoint(), checkpoint);
    data.recovers(&[]);
}

#[test]
fn a_checkpoint_ahead_of_the_ledger_refuses() {
    let data = Data::with_history();
    let good = data.checkpoint();
    data.publish(&Checkpoint { size: ENTRIES + 1, ..good.clone() }, log_seed());
    data.refuses(&["7 entries", "a checkpoint over 8", "restore"]);
    // A store that knows nothing of checkpoints is caught by the replay.
    let opened = SledLedger::open(data.path(), 0).expect("it opens");
    let replayed = wait(replay_folder(&opened.ledger, &log_folder(data.path())));
    let error = replayed.err().expect("refused").to_string();
    assert!(error.contains("7 entries") && error.contains("a checkpoint over 8"), "{error}");
    drop(opened);
    data.publish(&good, log_seed());
    data.recovers(&[]);
}

#[test]
fn a_checkpoint_over_other_entries_refuses() {
    let data = Data::with_history();
    let good = data.checkpoint();
    data.publish(&Checkpoint { root: empty_root(), ..good.clone() }, log_seed());
    data.refuses(&["not those under the published checkpoint", "restore"]);
    data.publish(&good, log_seed());
    data.recovers(&[]);
}

#[test]
fn a_checkpoint_by_another_key_refuses() {
    let data = Data::with_history();
    let good = data.checkpoint();
    data.publish(&good, [8; 32]);
    data.refuses(&["is not this log's", "move it aside"]);
    data.publish(&good, log_seed());
    data.recovers(&[]);
}

#[test]
fn a_checkpoint_behind_the_ledger_is_brought_up() {
    let data = Data::with_history();
    let before = data.checkpoint();
    let aside = data.path().join("log before");
    copy(&log_folder(data.path()), &aside);
    let (writer, _) = data.open().expect("it starts");
    writer.change(mint(10)).expect("minted");
    writer.stop();
    // The machine stopped before the change was published.
    fs::remove_dir_all(log_folder(data.path())).expect("removed");
    fs::rename(aside, log_folder(data.path())).expect("moved");
    assert_eq!(data.checkpoint(), before);
    let (writer, mended) = data.open().expect("it starts");
    check_mended(&mended, &[]);
    data.goes_on(writer, ENTRIES + 1);
}
