//! What the log's entries add up to at a size: keys, certificates, batches, and what holds them back.
//!
//! The one fold over entries. The sequencer orders changes by it, snapshots answer scans from it, and
//! an auditor replays a foreign log through it. Maps are persistent, so a copy of the state is cheap.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use super::{
    BatchIssued, CertificateEnded, CertificateFacts, Hold, KeyAdded, RangeDeclared, Reach,
    StandingHold, Target, Text,
    holds::{Hit, HoldNumber, Holds, Places},
    segments::Segments,
    tree::{Hash, TreeHead},
};
use crate::{
    registry::Numbered,
    signing::{IssuerKey, KeyStatus},
    stamp::{
        BatchNumber, CertificateNumber, Flags, KeyNumber, Payload, StampIndex, ValidUntil, today,
    },
};

mod apply;
mod runs;
mod saved;

pub use runs::StampRun;

/// Holds, in the order of the log. Mostly none, which takes no look at memory elsewhere.
type HoldNumbers = Option<Arc<Vec<HoldNumber>>>;

/// An issuer key and what became of it.
#[derive(Debug, Clone)]
pub struct KeyState {
    /// Its entry.
    pub added: Arc<KeyAdded>,
    /// The key itself, through the gate.
    pub public_key: IssuerKey,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was retired.
    pub retired_at: Option<Timestamp>,
    /// Each time that it was declared compromised, from an earlier position than before.
    pub compromises: Vec<Compromise>,
    holds: HoldNumbers,
}

/// What is known of a key's compromise.
#[derive(Debug, Clone, Copy)]
pub struct Compromise {
    /// When it was entered.
    pub at: Timestamp,
    /// Position of the entry.
    pub position: u64,
    /// The first position whose batches are revoked.
    pub from_index: u64,
}

impl KeyState {
    /// What became of it, in one word.
    pub fn status(&self) -> KeyStatus {
        match (self.compromises.is_empty(), self.retired_at) {
            (false, _) => KeyStatus::Compromised,
            (true, Some(_)) => KeyStatus::Retired,
            (true, None) => KeyStatus::Active,
        }
    }

    /// The first compromise that revokes a batch issued at a position.
    pub fn compromise_of(&self, position: u64) -> Option<&Compromise> {
        self.compromises.iter().find(|compromise| position >= compromise.from_index)
    }

    /// Whether it may sign new batches on a day.
    pub fn may_sign_on(&self, day: Date) -> bool {
        self.status() == KeyStatus::Active
            && (self.added.sign_from..=self.added.sign_until).contains(&day)
    }
}

/// A certificate and what became of it.
#[derive(Debug, Clone)]
pub struct CertificateState {
    /// As recorded, or as last corrected.
    pub facts: Arc<CertificateFacts>,
    /// Position of the entry that recorded it.
    pub position: u64,
    /// The entry that moved its last valid day, if one stands.
    pub ended: Option<Arc<CertificateEnded>>,
    /// Certificates that say of themselves that they replace it, in the order of the log.
    renewed_by: Arc<Vec<CertificateNumber>>,
    /// Batches issued for it: when, and how many stamps.
    pub issued: Arc<Vec<(Timestamp, u32)>>,
    holds: HoldNumbers,
}

impl CertificateState {
    /// Its last valid day as the log has it now.
    pub fn last_valid_on(&self) -> Date {
        self.ended.as_ref().map_or(self.facts.valid_until, |ended| ended.last_valid_on)
    }

    /// The certificate that took its place: by the entry that ended it, or the newest that says so of itself.
    pub fn replaced_by(&self) -> Option<CertificateNumber> {
        let by_its_end = self.ended.as_ref().and_then(|ended| ended.replaced_by);
        by_its_end.or(self.renewed_by.last().copied())
    }
}

/// A batch and what was said of its stamps.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its entry.
    pub issued: BatchIssued,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Position of its entry.
    pub position: u64,
    /// Where its stamps begin in the row of all that were ever issued.
    first_place: u64,
    /// What was said of ranges, if anything.
    said: Option<Arc<Said>>,
}

/// What was said of ranges of a batch.
#[derive(Debug, Clone)]
struct Said {
    activated: Segments<bool>,
    declarations: Vec<(Timestamp, RangeDeclared)>,
    declared: Segments<Arc<Vec<usize>>>,
}

impl Batch {
    /// Whether the stamp is in use.
    pub fn is_activated(&self, index: StampIndex) -> bool {
        self.said.as_ref().map_or(self.issued.activated, |said| *said.activated.get(index))
    }

    /// What was declared of the stamp, oldest first, each with the time of its entry.
    pub fn declarations(
        &self,
        index: StampIndex,
    ) -> impl DoubleEndedIterator<Item = &(Timestamp, RangeDeclared)> {
        let said = self.said.as_deref().into_iter();
        said.flat_map(move |said| {
            said.declared.get(index).iter().map(|&place| &said.declarations[place])
        })
    }

    /// The payload of the stamp at a place; `None` past the batch's quantity.
    pub fn payload(&self, index: StampIndex) -> Option<Payload> {
        let issued = &self.issued;
        (index.get() < issued.quantity).then(|| Payload {
            flags: Flags::from_bits(issued.flags).expect("entries with other flags are refused"),
            key: issued.key,
            certificate: issued.certificate,
            batch: issued.batch,
            index,
            valid_until: ValidUntil::try_from(issued.valid_until)
                .expect("the rules of the log asked for it"),
        })
    }

    /// Its stamps from one index to another, among all that were ever issued.
    fn places(&self, from: u32, to: u32) -> Places {
        let place = |index: u32| self.first_place + u64::from(index);
        Places { first: place(from), last: place(to) }
    }

    /// What was said of its ranges, to be added to.
    fn said(&mut self) -> &mut Said {
        let said = self.said.get_or_insert_with(|| {
            Arc::new(Said {
                activated: Segments::new(self.issued.activated),
                declarations: Vec::new(),
                declared: Segments::new(Arc::default()),
            })
        });
        Arc::make_mut(said)
    }
}

/// A log that takes no more entries, since a successor continues it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedLog {
    /// Its origin.
    pub origin: Text,
    /// Its verifier key (C2SP signed-note).
    pub vkey: Text,
    /// The position of its entry 0.
    pub first_position: u64,
    /// How large it is, and its last root.
    pub head: TreeHead,
}

impl ClosedLog {
    /// The position behind its last entry.
    pub fn end(&self) -> u64 {
        self.first_position + self.head.size
    }
}

/// What a log's entry 0 says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Opening {
    origin: Text,
    vkey: Text,
}

/// What the entries so far add up to.
#[derive(Debug, Clone)]
pub struct LogState {
    opening: Option<Arc<Opening>>,
    pub(super) closed: Arc<Vec<ClosedLog>>,
    pub(super) size: u64,
    pub(super) first_position: u64,
    pub(super) last_at: Timestamp,
    pub(super) keys: Numbered<KeyState>,
    pub(super) certificates: Numbered<CertificateState>,
    pub(super) batches: Numbered<Batch>,
    /// Batches in the order of their issue, which is that of their stamps' places.
    in_order: Numbered<BatchNumber>,
    batch_count: u64,
    stamp_count: u64,
    pub(super) producers: Numbered<HoldNumbers>,
    holds: Holds,
    highest_batch: u32,
    certificate_records: u64,
    certificate_standings: u64,
}

impl Default for LogState {
    fn default() -> Self {
        Self {
            opening: None,
            closed: Arc::default(),
            size: 0,
            first_position: 0,
            last_at: Timestamp::UNIX_EPOCH,
            keys: Numbered::default(),
            certificates: Numbered::default(),
            batches: Numbered::default(),
            in_order: Numbered::default(),
            batch_count: 0,
            stamp_count: 0,
            producers: Numbered::default(),
            holds: Holds::default(),
            highest_batch: 0,
            certificate_records: 0,
            certificate_standings: 0,
        }
    }
}

impl LogState {
    /// How many entries this log has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The position of the next entry: counts on through the logs that this one continues.
    pub fn next_position(&self) -> u64 {
        self.first_position + self.size
    }

    /// The position of this log's entry 0.
    pub fn first_position(&self) -> u64 {
        self.first_position
    }

    /// The number of this log, from 1: one more than those that it continues.
    pub fn number(&self) -> u32 {
        u32::try_from(self.closed.len() + 1).expect("keys are not changed that often")
    }

    /// The logs that this one continues, the oldest first.
    pub fn closed_logs(&self) -> &[ClosedLog] {
        &self.closed
    }

    /// Takes this log for closed with this root. The next entry is to open its successor, and to bind size and root.
    ///
    /// # Panics
    /// If the log was never opened.
    pub fn close(&mut self, root: Hash) {
        let Opening { origin, vkey } = Arc::unwrap_or_clone(
            self.opening.take().expect("only a log that was opened is closed"),
        );
        let head = TreeHead { size: self.size, root };
        let first_position = self.first_position;
        Arc::make_mut(&mut self.closed).push(ClosedLog { origin, vkey, first_position, head });
        (self.first_position, self.size) = (first_position + head.size, 0);
    }

    /// The time of the newest entry.
    pub fn last_at(&self) -> Timestamp {
        self.last_at
    }

    /// The number for the next batch.
    pub fn next_batch(&self) -> Option<BatchNumber> {
        self.highest_batch.checked_add(1).map(BatchNumber::new)
    }

    /// The highest number of a batch; 0 if there is none.
    pub fn highest_batch(&self) -> u32 {
        self.highest_batch
    }

    /// A key.
    pub fn key(&self, number: KeyNumber) -> Option<&KeyState> {
        self.keys.get(number)
    }

    /// All keys, by number.
    pub fn keys(&self) -> Vec<(KeyNumber, &KeyState)> {
        self.keys.values().map(|key| (key.added.key, key)).collect()
    }

    /// A certificate.
    pub fn certificate(&self, number: CertificateNumber) -> Option<&CertificateState> {
        self.certificates.get(number)
    }

    /// All certificates, by number.
    pub fn certificates(&self) -> impl Iterator<Item = &CertificateState> {
        self.certificates.values()
    }

    /// How often a certificate was recorded or corrected: while this stays, so do the facts of all.
    pub fn certificate_records(&self) -> u64 {
        self.certificate_records
    }

    /// How often a certificate or a producer was recorded, ended, held back or let go: while this stays, only
    /// the clock changes what certificates are worth, however many batches are issued and stamps revoked.
    pub fn certificate_standings(&self) -> u64 {
        self.certificate_standings
    }

    /// A batch.
    pub fn batch(&self, number: BatchNumber) -> Option<&Batch> {
        self.batches.get(number)
    }

    /// All batches, by number.
    pub fn batches(&self) -> impl Iterator<Item = &Batch> {
        self.batches.values()
    }

    /// A revocation or suspension by its position.
    pub fn hold(&self, position: u64) -> Option<StandingHold<'_>> {
        Some(self.holds.get(self.holds.at(position)?))
    }

    /// What the revocation or suspension at a position hits, or hit before it was lifted. Looked for among the
    /// stamps around: for who asks about one.
    pub fn target_of_hold(&self, position: u64) -> Option<Target> {
        let number = self.holds.at(position)?;
        let places = match self.holds.hit_of(number) {
            Hit::Stamps(places) => places,
            Hit::Wider(target) => return Some(target),
        };
        let batch = self.batch_at(places.first);
        let number_of = |place: u64| {
            StampIndex::try_from(place - batch.first_place).expect("the batch has this stamp")
        };
        let number_of_batch = batch.issued.batch;
        Some(match self.holds.get(number).terms.reach {
            Reach::Batch => Target::Batch { batch: number_of_batch },
            Reach::Range | Reach::Certificate | Reach::Producer | Reach::Key => Target::Range {
                batch: number_of_batch,
                from: number_of(places.first),
                to: number_of(places.last),
            },
        })
    }

    /// The batch whose stamp has a place.
    fn batch_at(&self, place: u64) -> &Batch {
        self.last_batch(|batch| batch.first_place <= place)
    }

    /// The batch whose entry has a position.
    pub fn batch_of_entry(&self, position: u64) -> Option<&Batch> {
        let found = (self.batch_count > 0).then(|| self.last_batch(|it| it.position <= position));
        found.filter(|batch| batch.position == position)
    }

    /// The last batch, in the order of their issue, of which something holds that holds of all before it; the first if it holds
    /// of none.
    fn last_batch(&self, holds: impl Fn(&Batch) -> bool) -> &Batch {
        let batch = |order: u64| {
            let number = self.in_order.get(order).expect("batches are counted");
            self.batches.get(*number).expect("it was issued")
        };
        let (mut from, mut to) = (0, self.batch_count);
        while to - from > 1 {
            let middle = from.midpoint(to);
            if holds(batch(middle)) {
                from = middle;
            } else {
                to = middle;
            }
        }
        batch(from)
    }

    /// What stands against a stamp, lifted entries left out: against itself, its batch, certificate,
    /// producer and key. Dates of effect are the reader's to compare.
    pub fn holds_on<'a>(
        &'a self,
        batch: &Batch,
        index: StampIndex,
    ) -> impl Iterator<Item = StandingHold<'a>> + use<'a> {
        let on_stamp = self.holds.on_stamp(batch.first_place + u64::from(index.get()));
        on_stamp.chain(self.wider_holds_on(batch))
    }

    /// What stands against a batch's certificate, producer and key.
    fn wider_holds_on<'a>(
        &'a self,
        batch: &Batch,
    ) -> impl Iterator<Item = StandingHold<'a>> + use<'a> {
        let issued = &batch.issued;
        let certificate =
            self.certificates.get(issued.certificate).map(|certificate| &certificate.holds);
        let producer = self.producers.get(issued.producer);
        let key = self.keys.get(issued.key).map(|key| &key.holds);
        let wider = [certificate, producer, key];
        wider.into_iter().flatten().flat_map(|numbers| self.standing(numbers))
    }

    fn standing<'a>(
        &'a self,
        numbers: &'a HoldNumbers,
    ) -> impl Iterator<Item = StandingHold<'a>> + use<'a> {
        let numbers = numbers.iter().flat_map(|numbers| numbers.iter());
        let holds = numbers.map(|number| self.holds.get(*number));
        holds.filter(|hold| hold.lifted_by.is_none())
    }

    /// How many stamps of a batch's range, both ends within, are revoked on a day: themselves, with their
    /// batch, certificate, producer or key, or by the key's compromise.
    pub fn revoked_stamps(&self, number: BatchNumber, (from, to): (u32, u32), day: Date) -> u64 {
        let Some(batch) = self.batch(number) else { return 0 };
        let revokes = |hold: StandingHold<'_>| {
            hold.terms.hold == Hold::Revoked && hold.terms.effective_from <= day
        };
        let key = self.keys.get(batch.issued.key);
        let is_compromised = key.is_some_and(|key| key.compromise_of(batch.position).is_some());
        if is_compromised || self.wider_holds_on(batch).any(revokes) {
            return u64::from(to - from) + 1;
        }
        let runs = self.holds.on_stamps(batch.places(from, to));
        runs.filter_map(|(run, mut holds)| holds.any(revokes).then_some(run.last - run.first + 1))
            .sum()
    }

    /// What names a certificate itself, lifted entries included.
    pub fn holds_ever_naming_certificate(
        &self,
        number: CertificateNumber,
    ) -> impl Iterator<Item = StandingHold<'_>> {
        let numbers = self.certificates.get(number).and_then(|known| known.holds.as_ref());
        let numbers = numbers.into_iter().flat_map(|numbers| numbers.iter());
        numbers.map(|number| self.holds.get(*number))
    }

    /// What stands against a certificate itself, lifted entries left out.
    pub fn holds_naming_certificate(
        &self,
        number: CertificateNumber,
    ) -> impl Iterator<Item = StandingHold<'_>> {
        self.holds_ever_naming_certificate(number).filter(|hold| hold.lifted_by.is_none())
    }

    /// What stands against a certificate itself or its producer, lifted entries left out. Dates of effect
    /// are the reader's to compare.
    pub fn holds_on_certificate<'a>(
        &'a self,
        certificate: &'a CertificateState,
    ) -> impl Iterator<Item = StandingHold<'a>> {
        let producer = self.producers.get(certificate.facts.producer);
        [Some(&certificate.holds), producer]
            .into_iter()
            .flatten()
            .flat_map(|numbers| self.standing(numbers))
    }

    /// Whether something stands against a certificate itself or its producer on a day.
    pub fn certificate_is_held(&self, certificate: &CertificateState, day: Date) -> bool {
        self.holds_on_certificate(certificate).any(|hold| hold.terms.effective_from <= day)
    }

    /// Stamps issued for a certificate in the 365 days before an instant.
    pub fn issued_in_a_year(&self, certificate: &CertificateState, now: Timestamp) -> u64 {
        let a_year_ago = today(now).saturating_sub(jiff::Span::new().days(365));
        certificate
            .issued
            .iter()
            .filter(|(at, _)| today(*at) > a_year_ago)
            .map(|(_, quantity)| u64::from(*quantity))
            .sum()
    }
}
