//! The one writer of a log: started on a ledger as the service starts it, asked for changes, stopped, and
//! its log audited from the published files alone.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};

use jiff::Timestamp;
use ocop_stamp::{
    access::Actor,
    app::{CurrentSnapshot, StartError, Started, replay},
    ledger::{
        Anchors, BatchRequest, COSIGN_EVERY, Change, ChangeError, Clock, Clocks, Cosigning, Draft,
        History, IdempotencyKey, Ledger, LogKey, Outcome, Publishing, RequestDigest, Saving,
        SequencerHandle, Signing, Surroundings, Tiles, WatchedClock, start_publisher,
        start_sequencer,
    },
    log::{
        Body, Entry, LogState,
        checkpoint::Checkpoint,
        cosignature::Cosigner,
        note::Vkey,
        tile_edge::check_published,
        tree::{leaf_hash, root_of},
    },
    registry::{Policy, Record},
    signing::DemoKey,
    store::{TileFiles, read_checkpoint, read_tile},
    verification::Snapshot,
};
use tokio::sync::watch;

use crate::{
    history::time,
    invented::{certificate, key_added, log_opened, number, records_of},
};

/// The origin of the tests' logs.
const ORIGIN: &str = "tem.example.vn/log";

/// A running writer.
pub(crate) struct Writer {
    pub(crate) sequencer: SequencerHandle,
    pub(crate) current: CurrentSnapshot,
    pub(crate) publishing: watch::Receiver<Publishing>,
    /// What the start had to mend in the published files.
    pub(crate) mended: Vec<String>,
    threads: [JoinHandle<()>; 2],
}

impl Writer {
    /// Starts on what the ledger holds, and publishes into a folder.
    pub(crate) fn start(ledger: impl Ledger, log_folder: &Path) -> Self {
        let tiles = TileFiles::new(log_folder.to_owned());
        Self::start_with(ledger, tiles, log_folder, clock()).expect("the folder fits the ledger")
    }

    /// As [`start`](Self::start), but publishes through `tiles`, and asks another clock.
    pub(crate) fn start_with(
        ledger: impl Ledger,
        tiles: impl Tiles,
        log_folder: &Path,
        clock: Clock,
    ) -> Result<Self, StartError> {
        let clock = Arc::new(WatchedClock::new(Clocks::moved_by_hand(clock), None));
        Self::start_watching(ledger, tiles, log_folder, clock)
    }

    /// As [`start_with`](Self::start_with), with a clock that is held against what the test knows.
    pub(crate) fn start_watching(
        ledger: impl Ledger,
        tiles: impl Tiles,
        log_folder: &Path,
        clock: Arc<WatchedClock>,
    ) -> Result<Self, StartError> {
        let says = clock.clone();
        let says: Clock = Arc::new(move || says.now());
        let cosigning = cosigning(&says, COSIGN_EVERY);
        let signing =
            Signing { key: log_key(), cosigning, anchors: Anchors::default(), first_position: 0 };
        Self::start_signing(ledger, tiles, log_folder, clock, signing)
    }

    /// As [`start_watching`](Self::start_watching), signed as the test says.
    pub(crate) fn start_signing(
        ledger: impl Ledger,
        tiles: impl Tiles,
        log_folder: &Path,
        clock: Arc<WatchedClock>,
        signing: Signing,
    ) -> Result<Self, StartError> {
        let says = clock.clone();
        let says: Clock = Arc::new(move || says.now());
        let Started { sequence, snapshot, edges, published, mended, access: _, believed: _ } =
            wait(replay_folder(&ledger, log_folder))?;
        std::fs::create_dir_all(log_folder).expect("a folder of ours");
        let (publication, publishing, publisher) =
            start_publisher(tiles, edges, published, signing, Saving::never(), says)
                .expect("a thread");
        let surroundings = Surroundings {
            clock,
            random: |buffer| getrandom::fill(buffer).expect("randomness"),
            held_keys: vec![number(1)],
            short_generation: 1,
            pin_generation: Some(1),
            policy: Policy::default(),
        };
        let state = (snapshot.log().clone(), snapshot.register().clone());
        let current = CurrentSnapshot::new(snapshot);
        let (sequencer, writer) =
            start_sequencer(ledger, sequence, state, surroundings, current.clone(), publication)
                .expect("a thread");
        Ok(Self { sequencer, current, publishing, mended, threads: [writer, publisher] })
    }

    /// Asks for a change and waits for the answer.
    pub(crate) fn change(&self, change: Change) -> Result<Outcome, ChangeError> {
        wait(self.sequencer.change(change))
    }

    /// What scans are answered from now.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.current.get()
    }

    /// Ends writer and publisher after all that they were asked.
    pub(crate) fn stop(self) {
        drop(self.sequencer);
        for thread in self.threads {
            thread.join().expect("neither writer nor publisher panics");
        }
    }
}

/// What a start makes of a ledger and the files that were published from it.
pub(crate) async fn replay_folder(
    ledger: &impl History,
    log_folder: &Path,
) -> Result<Started, StartError> {
    let checkpoint = read_checkpoint(log_folder).expect("a file of ours");
    let tile = |path: &_| read_tile(log_folder, path).expect("a file of ours");
    replay(ledger, DemoKey::Refused, &log_key().vkey(), checkpoint.as_deref(), tile).await
}

/// A change that opens the log, with key 1 and certificate 1, which has a quota of 1,000 stamps.
pub(crate) fn opening() -> Change {
    let bodies =
        [log_opened(), Body::KeyAdded(key_added(1)), Body::CertificateRecorded(certificate(1))];
    Change { records: records_of(1), ..change(bodies) }
}

/// A change of ready entries.
pub(crate) fn change(bodies: impl IntoIterator<Item = Body>) -> Change {
    let actor = Actor::OperatingSystemUser { name: "thử".to_owned(), uid: 1000 };
    Change { drafts: bodies.into_iter().map(Draft::Ready).collect(), ..Change::new(actor, "test") }
}

/// A change of the register alone.
pub(crate) fn edit(records: Vec<Record>) -> Change {
    Change { records, ..change([]) }
}

/// A batch under certificate 1.
pub(crate) fn mint(quantity: u64) -> Change {
    let request = BatchRequest {
        certificate: number(1),
        variant: 0,
        quantity,
        activated: true,
        with_pin: false,
        above_quota: false,
    };
    Change { drafts: vec![Draft::Batch(request)], ..change([]) }
}

/// The change under an idempotency key; its drafts and records are the request.
pub(crate) fn under_key(key: &str, change: Change) -> Change {
    let key = IdempotencyKey::parse(key).expect("printable").hash();
    let request = RequestDigest::of(&format!("{:?} {:?}", change.drafts, change.records));
    Change { idempotency: Some((key, request)), ..change }
}

pub(crate) fn clock() -> Clock {
    Arc::new(|| -> Timestamp { time("2026-06-01T05:00:00Z") })
}

/// Cosigns with a key of the tests', by a clock that is always believed.
pub(crate) fn cosigning(clock: &Clock, every: Duration) -> Cosigning {
    let (cosigner, clock) = (cosigner(), clock.clone());
    Cosigning { cosigner, believed_time: Arc::new(move || Some(clock())), every }
}

pub(crate) fn cosigner() -> Cosigner {
    Cosigner::new(format!("{ORIGIN}/cosigner").parse().expect("a key name"), &[4; 32])
}

pub(crate) fn log_key() -> LogKey {
    LogKey::new(ORIGIN.parse().expect("a key name"), &log_seed())
}

/// The private half of the key that the invented `log_opened` names, which is the vectors'.
pub(crate) fn log_seed() -> [u8; 32] {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../fixtures/log.json")).expect("JSON");
    let seed = vectors["log_key_seed_hex"].as_str().expect("a seed");
    let seed = data_encoding::HEXLOWER.decode(seed.as_bytes()).expect("hex");
    seed.try_into().expect("32 bytes")
}

pub(crate) fn vkey() -> Vkey {
    log_key().vkey()
}

/// Where the log is published below a test's folder.
pub(crate) fn log_folder(folder: &Path) -> PathBuf {
    folder.join("log")
}

/// All entries that a ledger holds.
pub(crate) fn entries_of(ledger: &impl History) -> Vec<Vec<u8>> {
    let mut entries = Vec::new();
    let replayed = wait(ledger.replay(&mut |item| {
        if let ocop_stamp::ledger::Replayed::Entry(bytes) = item {
            entries.push(bytes);
        }
        Ok(())
    }));
    replayed.expect("the ledger can be read");
    entries
}

/// Verifies a whole published log as a stranger would: the rules for every entry, the root by its
/// definition, every tile, and the checkpoint over all of it.
#[track_caller]
pub(crate) fn audit(entries: &[Vec<u8>], log_folder: &Path) -> LogState {
    let mut state = LogState::default();
    for (index, bytes) in entries.iter().enumerate() {
        let entry = Entry::parse(bytes).unwrap_or_else(|error| panic!("entry {index}: {error}"));
        state.apply(&entry).unwrap_or_else(|error| panic!("entry {index}: {error}"));
    }
    let leaves: Vec<_> = entries.iter().map(|entry| leaf_hash(entry)).collect();
    let note = read_checkpoint(log_folder).expect("a file of ours").expect("a checkpoint");
    let checkpoint = Checkpoint::open(&note, &vkey()).expect("signed by the log's key");
    assert_eq!(checkpoint.size, entries.len() as u64, "everything stands under the checkpoint");
    assert_eq!(checkpoint.root, root_of(&leaves));
    let tile = |path: &_| read_tile(log_folder, path).expect("a file of ours");
    assert_eq!(check_published(checkpoint.size, tile), Ok(checkpoint.root));
    state
}

/// Waits for a future on this thread.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime").block_on(future)
}
