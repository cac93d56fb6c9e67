//! The journal stands first: it is cut only where nobody was told of what follows, and its loss refuses.

use std::fs;

use ocop_stamp::{
    registry::{Note, Record},
    store::SledLedger,
};

use crate::{
    data::{Data, ENTRIES, check_mended, copy},
    invented::{on_batch, suspended},
    writer::{audit, change, edit, entries_of, log_folder, under_key},
};

/// A history, and one more change whose frame stands in the journal alone: the machine stopped before sled
/// had it, so nobody was told of it. Returns the journal's length without that frame.
fn with_a_frame_in_the_journal_alone() -> (Data, u64) {
    let data = Data::with_history();
    let before = tempfile::tempdir().expect("a folder");
    copy(data.path(), before.path());
    let length = fs::metadata(data.journal()).expect("a file").len();
    let (writer, _) = data.open().expect("it starts");
    writer.change(under_key("last", change([suspended(on_batch(1))]))).expect("suspended");
    writer.stop();
    for folder in ["sled", "log"] {
        fs::remove_dir_all(data.path().join(folder)).expect("removed");
        copy(&before.path().join(folder), &data.path().join(folder));
    }
    (data, length)
}

#[test]
fn a_whole_frame_that_sled_lacks_is_taken_in() {
    let (data, _) = with_a_frame_in_the_journal_alone();
    let (writer, mended) = data.open().expect("it starts");
    check_mended(&mended, &["1 changes stood in the journal alone"]);
    let outcome = writer.change(under_key("last", change([suspended(on_batch(1))])));
    assert_eq!(outcome.expect("found, not made again").log_indexes, [ENTRIES]);
    data.goes_on(writer, ENTRIES + 1);
}

/// The last frame cut at every byte, in one folder: sled stays as it was, since nothing was taken in.
#[test]
fn a_torn_frame_is_cut_wherever_it_was_torn() {
    let (data, whole_frames) = with_a_frame_in_the_journal_alone();
    let journal = fs::read(data.journal()).expect("a file");
    let whole_frames = usize::try_from(whole_frames).expect("small");
    for length in whole_frames..journal.len() {
        fs::write(data.journal(), &journal[..length]).expect("written");
        let opened = SledLedger::open(data.path(), ENTRIES).expect("it opens");
        let expected: &[&str] = if length == whole_frames { &[] } else { &["torn after change 6"] };
        check_mended(&opened.mended, expected);
        drop(opened);
        let cut = fs::read(data.journal()).expect("a file");
        assert_eq!(cut, journal[..whole_frames], "cut at {length}");
    }
    data.recovers(&[]);
}

/// The last frame was acknowledged, as sled knows: torn at any byte, its loss is never passed over.
#[test]
fn an_acknowledged_frame_that_is_torn_refuses_wherever_it_was_torn() {
    let (data, whole_frames) = with_a_frame_in_the_journal_alone();
    let (writer, _) = data.open().expect("sled follows");
    writer.stop();
    let journal = fs::read(data.journal()).expect("a file");
    for length in usize::try_from(whole_frames).expect("small")..journal.len() {
        fs::write(data.journal(), &journal[..length]).expect("written");
        let refused = SledLedger::open(data.path(), 0).err().expect("it must not open").to_string();
        assert!(refused.contains("change 7 was acknowledged"), "cut at {length}: {refused}");
        assert_eq!(fs::read(data.journal()).expect("a file").len(), length, "nothing is cut");
    }
    fs::write(data.journal(), &journal).expect("written");
    let (writer, _) = data.open().expect("it starts");
    data.goes_on(writer, ENTRIES + 1);
}

#[test]
fn garbage_behind_a_torn_frame_is_cut_with_it_and_set_aside() {
    let (data, whole_frames) = with_a_frame_in_the_journal_alone();
    let mut journal = fs::read(data.journal()).expect("a file");
    let torn = usize::try_from(whole_frames).expect("small") + 100;
    for garbage in [vec![0; 4096], vec![0xff; 333], journal.clone()] {
        journal.truncate(torn);
        journal.extend(&garbage);
        fs::write(data.journal(), &journal).expect("written");
        let opened = SledLedger::open(data.path(), ENTRIES).expect("it opens");
        check_mended(&opened.mended, &["torn after change 6"]);
    }
    // What was cut is kept, each time under a name of its own.
    let names = fs::read_dir(data.path().join("journal")).expect("a folder");
    let cut = names.filter(|name| {
        name.as_ref().expect("a name").path().extension().is_some_and(|ending| ending == "cut")
    });
    assert_eq!(cut.count(), 3);
    data.recovers(&[]);
}

/// One bit flipped in the frame that sled lacks, in every field of its header and all over its body: the
/// frame is cut, never taken in changed.
#[test]
fn a_flipped_bit_in_the_tail_is_never_taken_in() {
    let (data, whole_frames) = with_a_frame_in_the_journal_alone();
    let journal = fs::read(data.journal()).expect("a file");
    let whole_frames = usize::try_from(whole_frames).expect("small");
    let body = whole_frames + 48;
    for place in (whole_frames..body).chain((body..journal.len()).step_by(7)) {
        let mut flipped = journal.clone();
        flipped[place] ^= 1 << (place % 8);
        fs::write(data.journal(), &flipped).expect("written");
        let opened = SledLedger::open(data.path(), ENTRIES).expect("it opens");
        check_mended(&opened.mended, &["torn after change 6"]);
    }
    data.recovers(&[]);
}

/// Anywhere before the tail, the journal lost what was acknowledged: sled's head says so.
#[test]
fn damage_before_what_was_acknowledged_refuses() {
    let data = Data::with_history();
    let journal = fs::read(data.journal()).expect("a file");
    for place in (0..journal.len()).step_by(journal.len() / 40) {
        let mut flipped = journal.clone();
        flipped[place] ^= 1;
        fs::write(data.journal(), &flipped).expect("written");
        data.refuses(&["journal", "restore its segments from a backup"]);
    }
    for length in [0, 1, 47, journal.len() / 2, journal.len() - 1] {
        fs::write(data.journal(), &journal[..length]).expect("written");
        data.refuses(&["but change 6 was acknowledged", "restore its segments from a backup"]);
    }
    // Refusing has touched nothing: with the journal restored everything is there.
    fs::write(data.journal(), &journal).expect("written");
    data.recovers(&[]);
}

#[test]
fn a_missing_journal_refuses() {
    let data = Data::with_history();
    let aside = data.path().join("elsewhere");
    fs::rename(data.path().join("journal"), &aside).expect("moved");
    data.refuses(&["there is no journal here", "restore"]);
    fs::create_dir(data.path().join("journal")).expect("a folder");
    data.refuses(&["there is no journal here", "restore"]);
    fs::remove_dir(data.path().join("journal")).expect("empty");
    fs::rename(&aside, data.path().join("journal")).expect("moved back");
    data.recovers(&[]);
}

#[test]
fn a_second_ledger_is_not_made_over_the_first() {
    let data = Data::with_history();
    let error = SledLedger::create(data.path()).err().expect("refused").to_string();
    assert!(error.contains("there is a journal here already"), "{error}");
    data.recovers(&[]);
}

#[test]
fn a_long_segment_is_followed_by_another() {
    let data = Data::with_history();
    let (writer, _) = data.open().expect("it starts");
    let text = "x".repeat(64 << 20);
    let note = Note { commitment: "00".repeat(32), salt: "00".repeat(16), text };
    writer.change(edit(vec![Record::Note(note)])).expect("kept");
    writer.change(change([suspended(on_batch(1))])).expect("suspended");
    writer.stop();
    assert!(data.segment(8).is_file(), "the change after the long one begins a segment");
    let opened = SledLedger::open(data.path(), ENTRIES + 1).expect("it opens");
    check_mended(&opened.mended, &[]);
    audit(&entries_of(&opened.ledger), &log_folder(data.path()));
}

/// A journal of two segments, made of one by parting it between two frames.
#[test]
fn a_missing_segment_refuses() {
    let data = Data::with_history();
    let journal = fs::read(data.journal()).expect("a file");
    let mut boundary = 0;
    for _ in 0..3 {
        let length = journal[boundary..].first_chunk().expect("a frame's header");
        boundary += 48 + usize::try_from(u32::from_be_bytes(*length)).expect("small");
    }
    let (first, second) = (data.segment(1), data.segment(4));
    fs::write(&first, &journal[..boundary]).expect("written");
    fs::write(&second, &journal[boundary..]).expect("written");
    data.recovers(&[]);

    for (segment, words) in [
        (&first, "a segment before this one is missing"),
        (&second, "ends with change 3, but change 7 was acknowledged"),
    ] {
        let aside = segment.with_extension("aside");
        fs::rename(segment, &aside).expect("moved");
        data.refuses(&[words, "from a backup"]);
        fs::rename(&aside, segment).expect("moved back");
    }
    // Without its view as well: what stands after a gap is never taken for a beginning.
    fs::remove_dir_all(data.sled()).expect("removed");
    fs::remove_file(&first).expect("removed");
    data.refuses(&["a segment before this one is missing", "from a backup"]);
}

/// Each frame is bound to the one before: frames of another journal don't fit, however good they are.
#[test]
fn frames_of_another_journal_are_not_taken_in() {
    let (data, whole_frames) = with_a_frame_in_the_journal_alone();
    let (other, _) = with_a_frame_in_the_journal_alone();
    let whole_frames = usize::try_from(whole_frames).expect("small");
    let ours = fs::read(data.journal()).expect("a file");
    let theirs = fs::read(other.journal()).expect("a file");
    let mixed =
        [&ours[..whole_frames], &theirs[theirs.len() - (ours.len() - whole_frames)..]].concat();
    fs::write(data.journal(), mixed).expect("written");
    let opened = SledLedger::open(data.path(), ENTRIES).expect("it opens");
    check_mended(&opened.mended, &["torn after change 6"]);
    drop(opened);
    data.recovers(&[]);
}
