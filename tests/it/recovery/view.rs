//! sled is a view of the journal: made again where it is gone or can't be read, never believed against it.

use std::fs::{self, OpenOptions};

use crate::{
    damaged_view,
    data::{Data, ENTRIES, check_mended, copy},
};

const FROM_THE_JOURNAL: &str = "6 changes stood in the journal alone";

#[test]
fn a_missing_view_is_made_again() {
    let data = Data::with_history();
    fs::remove_dir_all(data.sled()).expect("removed");
    data.recovers(&[FROM_THE_JOURNAL]);
}

#[test]
fn a_torn_snapshot_that_sled_left_behind_is_removed() {
    let data = Data::with_history();
    fs::write(data.sled().join("snap.0000000000000FFF.generating"), [0xff; 100]).expect("written");
    data.recovers(&[]);
}

/// What a crash alone can't have done: nobody can say any more whether what is cut was acknowledged.
#[test]
fn a_torn_journal_without_its_view_refuses() {
    let data = Data::with_history();
    let journal = fs::read(data.journal()).expect("a file");
    fs::remove_dir_all(data.sled()).expect("removed");
    // The last change is an edit of the register: the checkpoint knows nothing of it.
    fs::write(data.journal(), &journal[..journal.len() - 1]).expect("written");
    data.refuses(&["damaged behind change 5", "from a backup", "truncate -s"]);
    fs::write(data.journal(), &journal).expect("written");
    data.recovers(&[FROM_THE_JOURNAL]);
}

#[test]
fn an_operator_can_accept_the_loss_as_told() {
    let data = Data::with_history();
    let journal = fs::read(data.journal()).expect("a file");
    fs::remove_dir_all(data.sled()).expect("removed");
    fs::write(data.journal(), &journal[..journal.len() - 1]).expect("written");
    let error = data.open().err().expect("refused");
    let (_, command) = error.split_once("`truncate -s ").expect("the command");
    let (length, path) = command.trim_end_matches('`').split_once(' ').expect("length and path");
    let file = OpenOptions::new().write(true).open(path).expect("the path that was told");
    file.set_len(length.parse().expect("a length")).expect("cut");
    let (writer, mended) = data.open().expect("it starts");
    check_mended(&mended, &["5 changes stood in the journal alone"]);
    data.goes_on(writer, ENTRIES);
}

#[test]
fn a_view_that_another_history_wrote_refuses() {
    let (data, other) = (Data::with_history(), Data::with_history());
    fs::remove_dir_all(data.sled()).expect("removed");
    copy(&other.sled(), &data.sled());
    data.refuses(&["journal and sled differ", "move the folder `sled` aside"]);
    fs::rename(data.sled(), data.path().join("sled.aside")).expect("moved");
    data.recovers(&[FROM_THE_JOURNAL]);
}

#[test]
fn damage_to_sled_never_changes_an_answer() {
    damaged_view::damage_at(7);
}
