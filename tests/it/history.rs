//! A history for a test: a log that grows entry by entry with the register beside it, and scans of
//! stamps over what they add up to.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use ocop_stamp::{
    log::{ActorId, Body, Entry, RuleBroken},
    registry::Record,
    signing::{DemoKey, mint},
    stamp::{Code, Payload, ScannedStamp},
    verification::{Answer, CannotTell, Knowledge, ShortSecrets, Snapshot, decide, decide_many},
};

use crate::invented::{
    batch, batch_record, certificate, key_added, log_opened, number, records_of, short_secret,
    signer,
};

/// A log and a register, with the time at which the next entry is made.
#[derive(Clone)]
pub(crate) struct History {
    pub(crate) snapshot: Snapshot,
    next_at: Timestamp,
}

impl History {
    /// A log with key 1.
    pub(crate) fn new() -> Self {
        Self::with_demo_key(DemoKey::Refused)
    }

    pub(crate) fn with_demo_key(demo_key: DemoKey) -> Self {
        let next_at = time("2026-03-01T08:00:00Z");
        let mut history = Self { snapshot: Snapshot::empty(demo_key), next_at };
        history.enter(log_opened());
        history.enter(Body::KeyAdded(key_added(1)));
        history
    }

    /// A log with certificate 1 and its batch 1, both complete in the register.
    pub(crate) fn with_a_batch() -> Self {
        let mut history = Self::new();
        history.enter(Body::CertificateRecorded(certificate(1)));
        history.enter(Body::BatchIssued(batch(1)));
        history.put(&records_of(1));
        history.put(&[batch_record(1)]);
        history
    }

    /// The next entry is made at this time.
    pub(crate) fn wait_until(&mut self, at: &str) {
        self.next_at = time(at);
    }

    /// Makes an entry a minute after the one before, and returns its position.
    #[track_caller]
    pub(crate) fn enter(&mut self, body: Body) -> u64 {
        self.try_to_enter(body).expect("the rules admit the entry")
    }

    pub(crate) fn try_to_enter(&mut self, body: Body) -> Result<u64, RuleBroken> {
        let entry = Entry { at: self.next_at, actor: ActorId([0; 16]), body };
        let bytes = entry.to_bytes().expect("an entry that can be written");
        assert_eq!(Entry::parse(&bytes).expect("it reads back"), entry);
        let position = self.snapshot.log().next_position();
        self.snapshot = self.snapshot.after([&entry], [])?;
        self.next_at += SignedDuration::from_mins(1);
        Ok(position)
    }

    pub(crate) fn put(&mut self, records: &[Record]) {
        self.snapshot = self.snapshot.after([], records).expect("records break no rule");
    }

    /// What the stamp at a place says.
    pub(crate) fn payload(&self, batch: u64, index: u64) -> Payload {
        let batch = self.snapshot.log().batch(number(batch)).expect("the batch was issued");
        batch.payload(number(index)).expect("the batch has this stamp")
    }

    /// The stamp at a place, as anybody will scan it.
    pub(crate) fn stamp(&self, batch: u64, index: u64) -> Code {
        signed(self.payload(batch, index))
    }

    /// Scans a code on a node that holds the secrets and knows everything.
    pub(crate) fn scan(&self, code: &Code, now: &str) -> Answer<'_> {
        let secrets = BTreeMap::from([(1, short_secret())]);
        let answer = self.scan_on_a_node(code, &secrets, Knowledge::Fresh, now);
        answer.expect("a node that knows everything can tell")
    }

    pub(crate) fn scan_on_a_node(
        &self,
        code: &Code,
        secrets: &ShortSecrets,
        knowledge: Knowledge,
        now: &str,
    ) -> Result<Answer<'_>, CannotTell> {
        let answer = decide(code, &self.snapshot, secrets, knowledge, time(now));
        // Among others it is decided in the same way.
        let many = decide_many(&[*code; 2], &self.snapshot, secrets, knowledge, time(now));
        let said = format!("{answer:?}");
        assert!(many.len() == 2 && many.iter().all(|other| format!("{other:?}") == said));
        answer
    }
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// A printed code with this payload, well signed by the key that it names, whether issued or not.
pub(crate) fn signed(payload: Payload) -> Code {
    Code::Printed(signed_stamp(payload))
}

pub(crate) fn signed_stamp(payload: Payload) -> ScannedStamp {
    let key = u8::try_from(payload.key.get()).expect("tests number keys from 0 up");
    *mint(&signer(key), payload).expect("it is the signer's key").as_scanned()
}
