//! Starting: what the ledger holds is replayed, and held against what was published.

use super::{Believed, SavedState};
use crate::{
    access::AccessRecord,
    ledger::{History, Known, LedgerError, Replayed},
    log::{
        Body, Entry, EntryError, RuleBroken,
        checkpoint::{Checkpoint, CheckpointError},
        note::Vkey,
        tile::TilePath,
        tile_edge::{TileEdge, check_published},
        tree::{Frontier, Hash, leaf_hash},
    },
    signing::DemoKey,
    verification::Snapshot,
};

/// The service can't start on what its folder holds.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// An entry that is none.
    #[error("entry {0} in the ledger is damaged: restore the data folder from a backup")]
    Entry(u64, #[source] EntryError),
    /// An entry that may not stand where it stands.
    #[error(
        "entry {0} in the ledger breaks the log's rules: restore the data folder from a backup"
    )]
    Rule(u64, #[source] RuleBroken),
    /// A checkpoint that this log's key did not sign.
    #[error(
        "the published checkpoint is not this log's; if the folder `log` is not from here, move it aside"
    )]
    Checkpoint(#[source] CheckpointError),
    /// The newest entry that opens a log names another one than the key and the settings here.
    #[error(
        "entry 0 opened the log of {0}, which is not the key in keys/log.pem: put the right key back; if a change of the log's key was broken off, finish it with `ocop-stamp log succeed`"
    )]
    OtherLog(String),
    /// The ledger lacks what was published.
    #[error(
        "the ledger has {ledger} entries, but a checkpoint over {checkpoint} was published: acknowledged entries are missing; restore the data folder from a newer backup"
    )]
    BehindCheckpoint {
        /// Entries in the ledger.
        ledger: u64,
        /// Entries under the checkpoint.
        checkpoint: u64,
    },
    /// The ledger holds other entries than were published.
    #[error(
        "the entries in the ledger are not those under the published checkpoint of size {0}: the ledger is damaged; restore the data folder from a backup"
    )]
    OtherEntries(u64),
}

/// What a start found.
pub struct Started {
    /// The sequence of the newest change.
    pub sequence: u64,
    /// The snapshot after everything.
    pub snapshot: Snapshot,
    /// The newest record of each person, token, proposal and notice.
    pub access: Vec<AccessRecord>,
    /// The tree's right edge, by tiles and by nodes.
    pub edges: (TileEdge, Frontier),
    /// How much of it is rightly published.
    pub published: u64,
    /// What has to be published again, in words for the operator.
    pub mended: Vec<String>,
    /// What was not checked, and is to be checked behind the start.
    pub believed: Option<Believed>,
}

/// Replays the ledger, and holds checkpoint and tiles against it. Tiles follow from the entries, so
/// wrong or missing ones are only published again; entries that differ from the checkpoint refuse to start.
///
/// # Errors
/// [`StartError`]
pub async fn replay(
    history: &impl History,
    demo_key: DemoKey,
    vkey: &Vkey,
    checkpoint: Option<&[u8]>,
    read_tile: impl Fn(&TilePath) -> Option<Vec<u8>>,
) -> Result<Started, StartError> {
    let checkpoint = open_checkpoint(checkpoint, vkey)?;
    let unfit = tiles_unfit(checkpoint.as_ref(), read_tile);
    let published = match (&checkpoint, unfit) {
        (Some(checkpoint), None) => checkpoint.size,
        (Some(_), Some(_)) | (None, _) => 0,
    };
    let beginning = Beginning::nothing(demo_key);
    let entered = enter_all(history, beginning, vkey, checkpoint.as_ref(), published).await?;
    let unpublished = never_published(checkpoint.as_ref(), entered.edges.1.size());
    let mended = [unfit, unpublished].into_iter().flatten().map(str::to_owned).collect();
    let Entered { sequence, snapshot, access, edges } = entered;
    Ok(Started { sequence, snapshot, access, edges, published, mended, believed: None })
}

/// Begins at a saved state that lies under the checkpoint, and replays what came after it. Entries before it and tiles
/// are believed: they have to be checked behind the start. The checkpoint's root has to follow from the saved tree and
/// the entries behind it, so a saved state of another history refuses to start.
///
/// # Errors
/// [`StartError`]
pub async fn replay_behind(
    history: &impl History,
    saved: SavedState,
    demo_key: DemoKey,
    vkey: &Vkey,
    checkpoint: &Checkpoint,
) -> Result<Started, StartError> {
    let believed = Believed { log: saved.log.clone(), head: saved.edges.1.head() };
    let beginning = Beginning::saved(saved, demo_key);
    let published = checkpoint.size;
    let entered = enter_all(history, beginning, vkey, Some(checkpoint), published).await?;
    let Entered { sequence, snapshot, access, edges } = entered;
    let (mended, believed) = (Vec::new(), Some(believed));
    Ok(Started { sequence, snapshot, access, edges, published, mended, believed })
}

/// The published checkpoint, if this log's key signed it.
///
/// # Errors
/// [`StartError::Checkpoint`]
pub fn open_checkpoint(note: Option<&[u8]>, vkey: &Vkey) -> Result<Option<Checkpoint>, StartError> {
    note.map(|note| Checkpoint::open(note, vkey)).transpose().map_err(StartError::Checkpoint)
}

/// What has to be mended of the tiles under a checkpoint, if anything.
pub fn tiles_unfit(
    checkpoint: Option<&Checkpoint>,
    read_tile: impl Fn(&TilePath) -> Option<Vec<u8>>,
) -> Option<&'static str> {
    let fit = checkpoint.is_none_or(|checkpoint| {
        check_published(checkpoint.size, &read_tile).is_ok_and(|root| root == checkpoint.root)
    });
    (!fit).then_some("tiles did not fit the checkpoint: published again")
}

/// What has to be mended where a log has entries and no checkpoint.
pub fn never_published(checkpoint: Option<&Checkpoint>, entries: u64) -> Option<&'static str> {
    (checkpoint.is_none() && entries > 1)
        .then_some("there was no checkpoint: the log was published again")
}

/// What all entries come to.
pub struct Entered {
    /// The sequence of the newest change.
    pub sequence: u64,
    /// The snapshot after everything.
    pub snapshot: Snapshot,
    /// The newest record of each person, token, proposal and notice.
    pub access: Vec<AccessRecord>,
    /// The tree's right edge, by tiles and by nodes.
    pub edges: (TileEdge, Frontier),
}

/// Where entering begins: what is known without it.
pub struct Beginning {
    snapshot: Snapshot,
    edges: (TileEdge, Frontier),
}

impl Beginning {
    /// Before the first entry.
    pub fn nothing(demo_key: DemoKey) -> Self {
        Self { snapshot: Snapshot::empty(demo_key), edges: Default::default() }
    }

    /// At a saved state.
    pub fn saved(saved: SavedState, demo_key: DemoKey) -> Self {
        let SavedState { log, register, edges, mark: _, vkey: _ } = saved;
        Self { snapshot: Snapshot::empty(demo_key).with_state(log, register), edges }
    }

    fn known(&self) -> Known {
        let log = self.snapshot.log();
        Known { entries: log.next_position(), batches: log.highest_batch() }
    }
}

/// Enters everything behind a beginning by the log's rules, and holds it against the checkpoint's root. Tiles under the
/// size that is published are not kept in memory.
///
/// # Errors
/// [`StartError`]
pub async fn enter_all(
    history: &impl History,
    beginning: Beginning,
    vkey: &Vkey,
    checkpoint: Option<&Checkpoint>,
    published: u64,
) -> Result<Entered, StartError> {
    let known = beginning.known();
    let Beginning { snapshot, edges: (mut edge, frontier) } = beginning;
    edge.forget_published(published);
    let opened = (frontier.size() > 0).then_some(Opened::Ours);
    let checkpoint_size = checkpoint.map_or(0, |checkpoint| checkpoint.size);
    let mut replay = Replay {
        snapshot,
        access: Vec::new(),
        edge,
        published,
        vkey: vkey.to_string(),
        opened,
        checkpoint_size,
        root_at_checkpoint: (frontier.size() == checkpoint_size).then(|| frontier.root()),
        frontier,
        broken: None,
    };
    let replayed = history.replay_behind(known, &mut |item| replay.take(item)).await;
    if let Some(broken) = replay.broken {
        return Err(broken);
    }
    let sequence = replayed?;
    if let Some(Opened::Other(vkey)) = replay.opened {
        return Err(StartError::OtherLog(vkey));
    }
    if let Some(checkpoint) = checkpoint {
        match replay.root_at_checkpoint {
            None => {
                return Err(StartError::BehindCheckpoint {
                    ledger: replay.frontier.size(),
                    checkpoint: checkpoint.size,
                });
            }
            Some(root) if root != checkpoint.root => {
                return Err(StartError::OtherEntries(checkpoint.size));
            }
            Some(_) => {}
        }
    }
    Ok(Entered {
        sequence,
        snapshot: replay.snapshot,
        access: replay.access,
        edges: (replay.edge, replay.frontier),
    })
}

struct Replay {
    snapshot: Snapshot,
    access: Vec<AccessRecord>,
    edge: TileEdge,
    /// How much of this log need not be kept for publishing.
    published: u64,
    frontier: Frontier,
    vkey: String,
    /// The log that the entries are of now.
    opened: Option<Opened>,
    checkpoint_size: u64,
    root_at_checkpoint: Option<Hash>,
    broken: Option<StartError>,
}

/// Whose log it is.
enum Opened {
    /// The one whose key is here: the last one.
    Ours,
    /// One that it continues, or, if no other follows, another key's. By its vkey.
    Other(String),
}

impl Replay {
    fn take(&mut self, item: Replayed) -> Result<(), LedgerError> {
        match item {
            Replayed::Entry(bytes) => self.entry(&bytes).map_err(|error| {
                let reason = error.to_string();
                self.broken = Some(error);
                LedgerError(reason)
            }),
            Replayed::Record(record) => {
                self.snapshot.put(&record);
                Ok(())
            }
            Replayed::Access(record) => {
                self.access.push(*record);
                Ok(())
            }
        }
    }

    fn entry(&mut self, bytes: &[u8]) -> Result<(), StartError> {
        let position = self.snapshot.log().next_position();
        let entry = Entry::parse(bytes).map_err(|error| StartError::Entry(position, error))?;
        if let Body::LogOpened { vkey, .. } = &entry.body {
            self.open_log(vkey.as_str());
        }
        self.snapshot.append(&entry).map_err(|error| StartError::Rule(position, error))?;
        self.frontier.append(leaf_hash(bytes));
        match &self.opened {
            Some(Opened::Ours) => {}
            // It is published, and nothing is published in it any more.
            Some(Opened::Other(_)) | None => return Ok(()),
        }
        self.edge.append(bytes).map_err(|error| LedgerError(error.to_string()))?;
        if self.frontier.size() == self.checkpoint_size {
            self.root_at_checkpoint = Some(self.frontier.root());
        }
        Ok(())
    }

    /// Closes the log so far, if there is one. Whether the entry may open one here is for the rules to say.
    fn open_log(&mut self, vkey: &str) {
        if self.frontier.size() > 0 {
            self.snapshot.close_log(self.frontier.root());
        }
        self.frontier = Frontier::default();
        self.edge = TileEdge::published_up_to(self.published);
        self.root_at_checkpoint = None;
        self.opened = Some(match vkey == self.vkey {
            true => Opened::Ours,
            false => Opened::Other(vkey.to_owned()),
        });
    }
}
