//! Which entry may follow the entries so far. The sequencer asks before it writes; an auditor asks of
//! entries that somebody else wrote.

use jiff::{Timestamp, civil::Date};

use super::{
    BatchIssued, Body, CertificateFacts, Entry, Hold, KeyAdded, LiftAs, Lifted, LogState,
    Predecessor, Target, lineage::is_head,
};
use crate::{
    registry::ProducerNumber,
    signing::{IssuerKey, IssuerKeyError},
    stamp::{
        BatchNumber, CertificateNumber, KeyNumber, MAX_QUANTITY, StampIndex, ValidUntil, today,
    },
};

/// Why an entry may not stand where it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleBroken {
    /// `log_opened` elsewhere than at 0, or something else there.
    #[error("log_opened stands at position 0 and only there")]
    Opening,
    /// A log that continues another one than the log before it, or as it is not.
    #[error(
        "log_opened names a log as continued that is not the one before, or not its size and root"
    )]
    Predecessor,
    /// Time runs backwards.
    #[error("entered at {at}, before the entry before it ({before})")]
    Time {
        /// The entry's time.
        at: Timestamp,
        /// The time of the entry before it.
        before: Timestamp,
    },
    /// A key's number, used before.
    #[error("key {0} was added before: a number is never used for a second key")]
    KeyKnown(KeyNumber),
    /// No such key.
    #[error("key {0} is not in the log")]
    KeyUnknown(KeyNumber),
    /// A public key that the gate refuses.
    #[error("the public key of key {0} is refused")]
    KeyRefused(KeyNumber, #[source] IssuerKeyError),
    /// The proof is not the key's signature over its number.
    #[error("the proof of key {0} is not its signature")]
    KeyProof(KeyNumber),
    /// Retired twice.
    #[error("key {0} was retired before")]
    KeyRetired(KeyNumber),
    /// A compromise that would give batches back.
    #[error(
        "key {0} was declared compromised from an earlier position; batches are not given back"
    )]
    KeyCompromisedEarlier(KeyNumber),
    /// A key that may not sign on this day.
    #[error("key {0} may not sign on {1}")]
    KeyMayNotSign(KeyNumber, Date),
    /// A certificate's number, used before.
    #[error("certificate {0} was recorded before")]
    CertificateKnown(CertificateNumber),
    /// No such certificate.
    #[error("certificate {0} is not in the log")]
    CertificateUnknown(CertificateNumber),
    /// A day that stamps can't carry.
    #[error("certificate {0} is valid until {1}, which a stamp can't carry")]
    CertificateDay(CertificateNumber, Date),
    /// A last valid day moved to a later one.
    #[error("certificate {0} is valid until {1}: its end can only be moved to an earlier day")]
    NotEarlier(CertificateNumber, Date),
    /// A batch's number, used before.
    #[error("batch {0} was issued before")]
    BatchKnown(BatchNumber),
    /// No such batch.
    #[error("batch {0} is not in the log")]
    BatchUnknown(BatchNumber),
    /// Nothing in it, or more than indexes reach.
    #[error("batch {0} has a quantity outside 1 to {MAX_QUANTITY}")]
    BatchQuantity(BatchNumber),
    /// A batch whose fields are not its certificate's.
    #[error("batch {0} does not agree with its certificate on producer or last valid day")]
    BatchDisagrees(BatchNumber),
    /// A range past the batch's end.
    #[error("batch {batch} has no stamp {index}: its last is {last}")]
    PastTheEnd {
        /// The batch.
        batch: BatchNumber,
        /// The index asked for.
        index: StampIndex,
        /// The batch's last index.
        last: u32,
    },
    /// No certificate of this producer.
    #[error("producer {0} has no certificate in the log")]
    ProducerUnknown(ProducerNumber),
    /// Neither a revocation nor a suspension.
    #[error("entry {0} is neither a revocation nor a suspension, so nothing can be lifted")]
    NothingToLift(u64),
    /// Lifted before.
    #[error("entry {0} was lifted before, by entry {1}")]
    LiftedBefore(u64, u64),
    /// `lifted` a revocation or `annulled` a suspension.
    #[error(
        "entry {0} is lifted as a suspension or annulled as a revocation, not the other way round"
    )]
    LiftedAs(u64),
    /// A revocation that stands for ever.
    #[error(
        "entry {0} revoked stamps that were copied, lost, spoiled or signed by a compromised key: that is never annulled"
    )]
    NeverAnnulled(u64),
}

impl LogState {
    /// Whether an entry may come next.
    ///
    /// # Errors
    /// [`RuleBroken`] with the rule.
    pub fn admits(&self, entry: &Entry) -> Result<(), RuleBroken> {
        if matches!(entry.body, Body::LogOpened { .. }) != (self.size == 0) {
            return Err(RuleBroken::Opening);
        }
        if entry.at < self.last_at {
            return Err(RuleBroken::Time { at: entry.at, before: self.last_at });
        }
        match &entry.body {
            Body::LogOpened { predecessor, .. } => self.admits_predecessor(predecessor.as_ref()),
            Body::KeyAdded(added) => self.admits_key(added),
            Body::KeyRetired { key } => match self.known_key(*key)?.retired_at {
                Some(_) => Err(RuleBroken::KeyRetired(*key)),
                None => Ok(()),
            },
            Body::KeyCompromised { key, from_index } => {
                match self.known_key(*key)?.compromises.last() {
                    Some(before) if before.from_index < *from_index => {
                        Err(RuleBroken::KeyCompromisedEarlier(*key))
                    }
                    Some(_) | None => Ok(()),
                }
            }
            Body::CertificateRecorded(facts) => {
                if self.certificates.get(facts.certificate).is_some() {
                    return Err(RuleBroken::CertificateKnown(facts.certificate));
                }
                self.admits_facts(facts)
            }
            Body::CertificateCorrected(facts) => {
                self.known_certificate(facts.certificate)?;
                self.admits_facts(facts)
            }
            Body::CertificateEnded(ended) => {
                if let Some(successor) = ended.replaced_by {
                    self.known_certificate(successor)?;
                }
                let last_valid_on = self.known_certificate(ended.certificate)?.last_valid_on();
                if ended.last_valid_on < last_valid_on {
                    Ok(())
                } else {
                    Err(RuleBroken::NotEarlier(ended.certificate, last_valid_on))
                }
            }
            Body::BatchIssued(issued) => self.admits_batch(issued, today(entry.at)),
            Body::RangeActivated { batch, to, .. } => self.admits_index(*batch, *to),
            Body::RangeDeclared(declared) => self.admits_index(declared.batch, declared.to),
            Body::Revoked(facts) | Body::Suspended { facts, .. } => {
                self.admits_target(&facts.target)
            }
            Body::Lifted(lifted) => self.admits_lift(lifted),
        }
    }

    fn admits_predecessor(&self, named: Option<&Predecessor>) -> Result<(), RuleBroken> {
        let is_it = match (named, self.closed.last()) {
            (None, None) => true,
            (Some(named), Some(closed)) => {
                named.origin == closed.origin && is_head(named, closed.head)
            }
            (Some(_), None) | (None, Some(_)) => false,
        };
        if is_it { Ok(()) } else { Err(RuleBroken::Predecessor) }
    }

    fn admits_key(&self, added: &KeyAdded) -> Result<(), RuleBroken> {
        if self.keys.get(added.key).is_some() {
            return Err(RuleBroken::KeyKnown(added.key));
        }
        let key = IssuerKey::from_bytes(&added.public_key.0)
            .map_err(|error| RuleBroken::KeyRefused(added.key, error))?;
        if key.proves(added.key, &added.proof.0) {
            Ok(())
        } else {
            Err(RuleBroken::KeyProof(added.key))
        }
    }

    fn admits_facts(&self, facts: &CertificateFacts) -> Result<(), RuleBroken> {
        if ValidUntil::try_from(facts.valid_until).is_err() {
            return Err(RuleBroken::CertificateDay(facts.certificate, facts.valid_until));
        }
        match facts.replaces {
            Some(replaced) => self.known_certificate(replaced).map(|_| ()),
            None => Ok(()),
        }
    }

    fn admits_batch(&self, issued: &BatchIssued, day: Date) -> Result<(), RuleBroken> {
        if self.batches.get(issued.batch).is_some() {
            return Err(RuleBroken::BatchKnown(issued.batch));
        }
        if !(1..=MAX_QUANTITY).contains(&issued.quantity) {
            return Err(RuleBroken::BatchQuantity(issued.batch));
        }
        let certificate = self.known_certificate(issued.certificate)?;
        if (issued.producer, issued.valid_until)
            != (certificate.facts.producer, certificate.last_valid_on())
        {
            return Err(RuleBroken::BatchDisagrees(issued.batch));
        }
        if self.known_key(issued.key)?.may_sign_on(day) {
            Ok(())
        } else {
            Err(RuleBroken::KeyMayNotSign(issued.key, day))
        }
    }

    /// Whether a revocation or suspension may name this target.
    ///
    /// # Errors
    /// [`RuleBroken`] if it does not exist.
    pub fn admits_target(&self, target: &Target) -> Result<(), RuleBroken> {
        match *target {
            Target::Certificate { certificate } => self.known_certificate(certificate).map(|_| ()),
            Target::Batch { batch } => self.known_batch(batch).map(|_| ()),
            Target::Range { batch, to, .. } => self.admits_index(batch, to),
            Target::Producer { producer } => match self.producers.get(producer) {
                Some(_) => Ok(()),
                None => Err(RuleBroken::ProducerUnknown(producer)),
            },
            Target::Key { key } => self.known_key(key).map(|_| ()),
        }
    }

    fn admits_lift(&self, lifted: &Lifted) -> Result<(), RuleBroken> {
        let hold = self.hold(lifted.index).ok_or(RuleBroken::NothingToLift(lifted.index))?;
        if let Some(by) = hold.lifted_by {
            return Err(RuleBroken::LiftedBefore(lifted.index, by));
        }
        match (hold.terms.hold, lifted.lifted_as) {
            (Hold::Suspended, LiftAs::Lifted) => Ok(()),
            (Hold::Revoked, LiftAs::Annulled) if hold.terms.reason.can_be_annulled() => Ok(()),
            (Hold::Revoked, LiftAs::Annulled) => Err(RuleBroken::NeverAnnulled(lifted.index)),
            (Hold::Suspended, LiftAs::Annulled) | (Hold::Revoked, LiftAs::Lifted) => {
                Err(RuleBroken::LiftedAs(lifted.index))
            }
        }
    }

    fn admits_index(&self, batch: BatchNumber, index: StampIndex) -> Result<(), RuleBroken> {
        let last = self.known_batch(batch)?.issued.quantity - 1;
        if index.get() <= last {
            Ok(())
        } else {
            Err(RuleBroken::PastTheEnd { batch, index, last })
        }
    }

    fn known_key(&self, number: KeyNumber) -> Result<&super::KeyState, RuleBroken> {
        self.key(number).ok_or(RuleBroken::KeyUnknown(number))
    }

    fn known_certificate(
        &self,
        number: CertificateNumber,
    ) -> Result<&super::CertificateState, RuleBroken> {
        self.certificate(number).ok_or(RuleBroken::CertificateUnknown(number))
    }

    fn known_batch(&self, number: BatchNumber) -> Result<&super::Batch, RuleBroken> {
        self.batch(number).ok_or(RuleBroken::BatchUnknown(number))
    }
}
