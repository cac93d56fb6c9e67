//! The clock jumps. While it is in doubt nothing is recorded, scans are answered, and an operator's word ends
//! it. Both clocks are moved by the test; across a restart, by what the data folder says.

use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use ocop_stamp::{
    access::Actor,
    ledger::{ChangeError, ClockDoubt, Clocks, KnownTime, Refusal, WatchedClock},
    store::{TileFiles, memory::MemoryLedger},
};
use serde_json::json;

use crate::{
    history::time,
    invented::{on_certificate, suspended},
    program::{Demo, Serving, ocop_stamp, path, run},
    writer::{Writer, audit, change, entries_of, log_folder, mint, opening, under_key, wait},
};

const START: &str = "2026-06-01T05:00:00Z";

/// The two clocks of a test.
#[derive(Clone)]
struct Hands {
    wall: Arc<AtomicI64>,
    passed: Arc<AtomicU64>,
}

impl Hands {
    fn at(start: &str) -> Self {
        let start = time(start).as_second();
        Self { wall: Arc::new(AtomicI64::new(start)), passed: Arc::default() }
    }

    fn clocks(&self) -> Clocks {
        let Self { wall, passed } = self.clone();
        let wall = move || Timestamp::from_second(wall.load(Ordering::SeqCst)).expect("in range");
        let monotonic = move || Duration::from_secs(passed.load(Ordering::SeqCst));
        Clocks { wall: Arc::new(wall), monotonic: Arc::new(monotonic) }
    }

    /// Time passes, and both clocks see it.
    fn pass(&self, time: SignedDuration) {
        self.set_ahead(time);
        self.passed.fetch_add(time.as_secs().unsigned_abs(), Ordering::SeqCst);
    }

    /// Somebody sets the wall clock.
    fn set_ahead(&self, by: SignedDuration) {
        self.wall.fetch_add(by.as_secs(), Ordering::SeqCst);
    }
}

const fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

const fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// A log that was opened, on a clock that the test moves.
struct Office {
    ledger: MemoryLedger,
    folder: tempfile::TempDir,
    hands: Hands,
}

impl Office {
    fn open() -> (Self, Writer) {
        let (ledger, folder) = (MemoryLedger::default(), tempfile::tempdir().expect("a folder"));
        let office = Self { ledger, folder, hands: Hands::at(START) };
        let (writer, _) = office.start(None);
        writer.change(opening()).expect("opened");
        (office, writer)
    }

    fn start(&self, known: Option<KnownTime>) -> (Writer, Arc<WatchedClock>) {
        let clock = Arc::new(WatchedClock::new(self.hands.clocks(), known));
        let folder = log_folder(self.folder.path());
        let tiles = TileFiles::new(folder.clone());
        let writer = Writer::start_watching(self.ledger.clone(), tiles, &folder, clock.clone());
        (writer.expect("it starts"), clock)
    }
}

/// Whether a change is taken.
#[derive(Debug, PartialEq, Eq)]
enum Taken {
    Yes,
    Behind,
    Ahead,
}

fn try_change(writer: &Writer) -> Taken {
    match writer.change(change([suspended(on_certificate(1))])) {
        Ok(_) => Taken::Yes,
        Err(ChangeError::Refused(Refusal::Clock(doubt))) => match doubt {
            ClockDoubt::Behind { .. } => Taken::Behind,
            ClockDoubt::Ahead { .. } => Taken::Ahead,
        },
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn changes_are_refused_while_the_clock_is_in_doubt() {
    for (what, set_ahead, passed, taken) in [
        ("as it should", minutes(0), minutes(10), Taken::Yes),
        ("years without a jump", minutes(0), hours(50_000), Taken::Yes),
        ("five minutes behind the last entry", minutes(-5), minutes(0), Taken::Yes),
        ("six minutes behind it", minutes(-6), minutes(0), Taken::Behind),
        ("an hour back, but not behind the last entry", hours(-1), hours(2), Taken::Yes),
        ("a year back", hours(-8_760), hours(2), Taken::Behind),
        ("a day ahead", hours(24), minutes(0), Taken::Yes),
        ("more than a day ahead", hours(25), minutes(0), Taken::Ahead),
        ("the same after two days of work", hours(25), hours(48), Taken::Ahead),
        ("thirty years ahead", hours(262_800), minutes(1), Taken::Ahead),
    ] {
        let (office, writer) = Office::open();
        office.hands.pass(passed);
        office.hands.set_ahead(set_ahead);
        assert_eq!(try_change(&writer), taken, "{what}");
        if taken != Taken::Yes {
            office.hands.set_ahead(-set_ahead);
            assert_eq!(
                try_change(&writer),
                Taken::Yes,
                "{what}: set right, it needs nobody's word"
            );
        }
        writer.stop();
        audit(&entries_of(&office.ledger), &log_folder(office.folder.path()));
    }
}

/// Across a restart: against the last time that was kept.
#[test]
fn a_start_holds_the_clock_against_the_time_that_was_kept() {
    for (what, kept, off, taken) in [
        ("off for an hour", Some(START), hours(1), Taken::Yes),
        ("off for two days", Some(START), hours(48), Taken::Ahead),
        (
            "kept an hour ago, the last entry is old",
            Some("2026-06-02T04:00:00Z"),
            hours(24),
            Taken::Yes,
        ),
        ("nothing was kept", None, hours(48), Taken::Yes),
        ("back before the last entry", Some(START), hours(-1), Taken::Behind),
    ] {
        let (office, writer) = Office::open();
        writer.stop();
        office.hands.set_ahead(off);
        let known = kept.map(|at| KnownTime { at: time(at), confirmed: None });
        let (writer, _) = office.start(known);
        assert_eq!(try_change(&writer), taken, "{what}");
        writer.stop();
    }
}

/// Small steps don't add up to a jump as long as somebody follows them.
#[test]
fn a_clock_that_is_followed_may_drift() {
    let (office, writer) = Office::open();
    writer.stop();
    let (writer, clock) = office.start(None);
    for _ in 0..5 {
        office.hands.set_ahead(hours(20));
        clock.follow(writer.snapshot().log().last_at()).expect("believed");
    }
    assert_eq!(try_change(&writer), Taken::Yes);
    office.hands.set_ahead(hours(30));
    clock.follow(writer.snapshot().log().last_at()).expect_err("a jump");
    assert_eq!(try_change(&writer), Taken::Ahead, "and what is in doubt is not followed");
    writer.stop();
}

#[test]
fn an_operators_word_ends_it_and_outlives_a_restart() {
    for jump in [hours(48), hours(-48)] {
        let (office, writer) = Office::open();
        office.hands.set_ahead(jump);
        assert_ne!(try_change(&writer), Taken::Yes);
        let actor = Actor::OperatingSystemUser { name: "thử".to_owned(), uid: 1000 };
        let confirmed = wait(writer.sequencer.confirm_clock(actor)).expect("taken");
        assert_eq!(confirmed.log_indexes, [0_u64; 0], "no entry");
        let size = writer.snapshot().log().size();
        assert_eq!(try_change(&writer), Taken::Yes);
        assert_eq!(writer.snapshot().log().size(), size + 1);
        writer.stop();
        let last_entry =
            audit(&entries_of(&office.ledger), &log_folder(office.folder.path())).last_at();

        // What is kept is what a start is told.
        let clock = WatchedClock::new(office.hands.clocks(), None);
        let (writer, _) = office.start(Some(clock.confirm(last_entry)));
        assert_eq!(try_change(&writer), Taken::Yes, "{jump}");
        // It holds for this clock only: further back is in doubt again.
        office.hands.set_ahead(hours(-49));
        assert_eq!(try_change(&writer), Taken::Behind, "{jump}");
        writer.stop();
    }
}

#[test]
fn a_request_that_was_carried_out_finds_its_outcome_whatever_the_clock_says() {
    let (office, writer) = Office::open();
    let first = writer.change(under_key("one", mint(1))).expect("minted");
    office.hands.set_ahead(hours(72));
    assert_eq!(writer.change(under_key("one", mint(1))).expect("found"), first);
    writer.change(under_key("two", mint(1))).expect_err("refused");
    writer.stop();
}

/// The real program: refused in words, unwell, scans answered, confirmed over the socket and on a stopped
/// folder, on record.
#[test]
fn the_service_refuses_until_the_operator_confirms() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let passphrase = folder.path().join("passphrase");
    fs::write(&passphrase, "p").expect("written");
    let program = |arguments: &[&str]| {
        let mut command = ocop_stamp(arguments);
        command.args(["--data", path(&data), "--passphrase-file", path(&passphrase)]);
        command
    };
    let ends = |arguments: &[&str], status: i32, words: &str| {
        let output = program(arguments).output().expect("it starts");
        let said =
            [output.stdout, output.stderr].map(|said| String::from_utf8(said).expect("text"));
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {said:?}");
        assert!(said.concat().contains(words), "{arguments:?}: {said:?}");
    };
    ends(
        &[
            "init",
            "--base-url",
            "https://tem.example.vn",
            "--office",
            "Văn phòng (mẫu)",
            "--hotline",
            "1900 0000",
        ],
        0,
        "fixed for ever",
    );
    ends(&["clock"], 0, "changes are taken");
    let ago = |hours: i64| {
        let at = Timestamp::now().checked_sub(SignedDuration::from_hours(hours)).expect("in range");
        fs::write(data.join("clock.json"), json!({"at": at}).to_string()).expect("written");
    };

    // On a stopped folder.
    ago(72);
    ends(&["doctor"], 1, "clock: wrong: the clock says");
    ends(&["clock"], 1, "changes are refused: the clock says");
    ends(&["key", "retire", "1", "--yes"], 1, "say so with `ocop-stamp clock confirm`");
    ends(&["clock", "confirm", "--yes"], 0, "changes are taken");
    ends(&["clock"], 0, "changes are taken");

    // Through a service.
    ago(72);
    let serve = program(&["serve", "--listen", "127.0.0.1:0"]);
    let log = folder.path().join("log.txt");
    let serving = Serving::spawn(serve, &data.join("control.sock"), &log).expect("it starts");
    serving.wait_until_unwell("the clock says");
    let (status, problem) =
        serving.post("/api/v1/keys/1/retire", &json!({}), "k").expect("an answer");
    assert_eq!((status, &problem["code"]), (503, &json!("clock")), "{problem}");
    assert_eq!(serving.get("/check?code=1").status().as_u16() / 100, 4, "scans are answered");
    ends(&["clock"], 1, "changes are refused");
    ends(&["clock", "confirm", "--yes"], 0, "changes are taken");
    serving.wait_until_healthy();
    ends(&["key", "retire", "1", "--yes"], 0, "");
    assert_eq!(serving.terminate(), Some(0));
    let journal = fs::read(data.join("journal/00000000000000000001.journal")).expect("a file");
    let journal = String::from_utf8_lossy(&journal);
    assert_eq!(journal.matches(r#""action":"clock confirm""#).count(), 2, "both are on record");
    ends(&["doctor"], 0, "clock: ok");
}

/// A demo lies around for days.
#[test]
fn a_demo_that_lay_around_is_served() {
    let demo = Demo::new();
    let at = Timestamp::now().checked_sub(hours(900)).expect("in range");
    fs::write(demo.data().join("clock.json"), json!({"at": at}).to_string()).expect("written");
    assert_eq!(run(&["doctor", "--data", path(&demo.data())]).status.code(), Some(0));
    drop(demo.serve());
}
