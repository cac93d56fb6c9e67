//! A data folder with a long log: batches and revocations of single stamps, committed to journal and sled as the service
//! does, and published without syncing each tile, which would take hours.

use std::{fs, path::Path};

use jiff::{SignedDuration, Timestamp};
use ocop_stamp::{
    access::{Actor, AuditRecord},
    ledger::{Commit, History, Ledger, Private, Replayed},
    log::{
        ActorId, BatchIssued, Body, Entry, HoldFacts, Reason, Target, checkpoint::Checkpoint,
        note::{KeyName, Vkey},
        tile_edge::TileEdge,
    },
    registry::{BatchRecord, Record},
    signing::key_file::{self, Content, Protection},
    stamp::BatchNumber,
    store::SledLedger,
};
use tokio::runtime::Runtime;

/// Entries of a change.
const IN_A_CHANGE: u64 = 1_000;

/// Stamps of a batch.
const QUANTITY: u32 = 1_000;

/// Adds batches, and as many revocations, to a folder that nobody serves.
pub fn lengthen(runtime: &Runtime, data: &Path, batches: u32, revocations: u64) {
    let mut ledger = SledLedger::open(data, 0).expect("it opens").ledger;
    let (mut edge, mut last, mut like) = (TileEdge::default(), None::<Timestamp>, None);
    let replayed = runtime.block_on(ledger.replay(&mut |item| {
        if let Replayed::Entry(bytes) = item {
            let entry = Entry::parse(&bytes).expect("an entry");
            last = Some(entry.at);
            if let Body::BatchIssued(issued) = entry.body {
                like = Some(issued);
            }
            edge.append(&bytes).expect("short");
        }
        Ok(())
    }));
    let mut sequence = replayed.expect("read");
    let (mut at, like) = (last.expect("a time"), like.expect("a batch"));
    let first = u64::from(like.batch) + 1;
    let issued = (0..u64::from(batches)).map(|place| {
        let batch = BatchNumber::new(u32::try_from(first + place).expect("few"));
        Body::BatchIssued(BatchIssued { batch, quantity: QUANTITY, ..like.clone() })
    });
    let revoked = (0..revocations).map(|place| {
        // All over the batches, a stamp of each in turn.
        let batch = first + place % u64::from(batches);
        let index = (place / u64::from(batches) * 97 % u64::from(QUANTITY)).try_into();
        let index = index.expect("within the batch");
        let target = Target::Range { batch: batch.try_into().expect("few"), from: index, to: index };
        let since = like.valid_until.saturating_sub(jiff::Span::new().days(1));
        Body::Revoked(HoldFacts::new(target, Reason::StampCopied, None, since, None))
    });
    let mut bodies = issued.chain(revoked).peekable();
    let log = data.join("log");
    while bodies.peek().is_some() {
        at += SignedDuration::from_secs(1);
        sequence += 1;
        let first_index = edge.size();
        let (mut entries, mut records) = (Vec::new(), Vec::new());
        for body in bodies.by_ref().take(IN_A_CHANGE as usize) {
            if let Body::BatchIssued(issued) = &body {
                records.push(Record::Batch(BatchRecord { batch: issued.batch, variant: 0 }));
            }
            let entry = Entry { at, actor: ActorId([edge.size() as u8; 16]), body };
            let bytes = entry.to_bytes().expect("an entry");
            edge.append(&bytes).expect("short");
            entries.push((entry, bytes));
        }
        let audit = AuditRecord {
            at,
            actor: Actor::Demo,
            action: "bench".to_owned(),
            target: String::new(),
            refused: String::new(),
            from: None,
            first_log_index: Some(first_index),
            actor_ids: Vec::new(),
        };
        let private = Private { audit, records, access: Vec::new(), remembered: None };
        let commit = Commit { sequence, first_index, entries, private };
        runtime.block_on(ledger.commit(&[commit])).expect("committed");
        if sequence.is_multiple_of(100) || bodies.peek().is_none() {
            for (path, bytes) in edge.files_since(0) {
                let file = log.join(path.to_string());
                fs::create_dir_all(file.parent().expect("a folder")).expect("made");
                fs::write(file, bytes).expect("written");
            }
            edge.forget_published(edge.size());
        }
    }
    let private = data.join("keys/log.pem");
    let private = key_file::read(&private, Content::SigningKey, &Protection::Clear);
    let key = ed25519_dalek::SigningKey::from_bytes(&private.expect("the log's key"));
    let vkey: Vkey = fs::read_to_string(log.join("vkey")).expect("read").trim().parse().expect("one");
    let origin: KeyName = vkey.name().clone();
    let checkpoint = Checkpoint { origin, size: edge.size(), root: edge.root() };
    fs::write(log.join("checkpoint"), checkpoint.to_note(&key)).expect("written");
}
