//! The one step of the fold: what an entry changes.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use super::{Batch, CertificateState, Compromise, HoldNumbers, KeyState, LogState, Opening};
use crate::{
    log::{
        BatchIssued, Body, CertificateFacts, Entry, Hold, HoldFacts, HoldTerms, Reach, RuleBroken,
        Target, holds::Hit,
    },
    signing::IssuerKey,
    stamp::{BatchNumber, CertificateNumber, KeyNumber},
};

impl LogState {
    /// Takes the next entry in, if it may stand here.
    ///
    /// # Errors
    /// [`RuleBroken`]; the state is as before then.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), RuleBroken> {
        self.admits(entry)?;
        let position = self.next_position();
        match &entry.body {
            Body::LogOpened { origin, vkey, predecessor: _ } => {
                let (origin, vkey) = (origin.clone(), vkey.clone());
                self.opening = Some(Arc::new(Opening { origin, vkey }));
            }
            Body::KeyAdded(added) => {
                let public_key = IssuerKey::from_bytes(&added.public_key.0)
                    .expect("the rules let it through the gate");
                let key = KeyState {
                    added: Arc::new(added.clone()),
                    public_key,
                    added_at: entry.at,
                    retired_at: None,
                    compromises: Vec::new(),
                    holds: HoldNumbers::default(),
                };
                self.keys.insert(added.key, key);
            }
            Body::KeyRetired { key } => {
                self.change_key(*key, |state| state.retired_at = Some(entry.at))
            }
            Body::KeyCompromised { key, from_index } => {
                let compromise = Compromise { at: entry.at, position, from_index: *from_index };
                self.change_key(*key, |state| state.compromises.push(compromise));
            }
            Body::CertificateRecorded(facts) => self.record(facts, position),
            Body::CertificateCorrected(facts) => self.correct(facts),
            Body::CertificateEnded(ended) => {
                self.certificate_standings += 1;
                self.change_certificate(ended.certificate, |state| {
                    state.ended = Some(Arc::new(ended.clone()));
                });
            }
            Body::BatchIssued(issued) => self.issue(issued, entry.at, position),
            Body::RangeActivated { batch, from, to } => {
                self.change_batch(*batch, |state| {
                    state.said().activated.change(*from, *to, |_| true);
                });
            }
            Body::RangeDeclared(declared) => self.change_batch(declared.batch, |state| {
                let said = state.said();
                let place = said.declarations.len();
                said.declarations.push((entry.at, declared.clone()));
                said.declared.change(declared.from, declared.to, |places| {
                    Arc::new([places.as_slice(), &[place]].concat())
                });
            }),
            Body::Revoked(facts) => self.hold_back(Hold::Revoked, facts, None, entry.at, position),
            Body::Suspended { facts, review_on } => {
                self.hold_back(Hold::Suspended, facts, *review_on, entry.at, position);
            }
            Body::Lifted(lifted) => {
                let hold = self.holds.at(lifted.index).expect("the rules asked for it");
                self.count_standing(self.holds.get(hold).terms.reach);
                self.holds.lift(hold, position);
            }
        }
        self.size += 1;
        self.last_at = entry.at;
        Ok(())
    }

    fn record(&mut self, facts: &CertificateFacts, position: u64) {
        let state = CertificateState {
            facts: Arc::new(facts.clone()),
            position,
            ended: None,
            renewed_by: Arc::default(),
            issued: Arc::default(),
            holds: HoldNumbers::default(),
        };
        self.certificates.insert(facts.certificate, state);
        self.note_producer_and_predecessor(facts);
    }

    /// Replaces all fields; what the mistake said of the certificate before it goes with them.
    fn correct(&mut self, facts: &CertificateFacts) {
        let number = facts.certificate;
        let mistaken = self.certificate(number).and_then(|state| state.facts.replaces);
        if let Some(mistaken) = mistaken {
            self.change_certificate(mistaken, |state| {
                Arc::make_mut(&mut state.renewed_by).retain(|renewal| *renewal != number);
            });
        }
        self.change_certificate(number, |state| {
            state.facts = Arc::new(facts.clone());
            state.ended = None;
        });
        self.note_producer_and_predecessor(facts);
    }

    fn note_producer_and_predecessor(&mut self, facts: &CertificateFacts) {
        self.certificate_records += 1;
        self.certificate_standings += 1;
        if self.producers.get(facts.producer).is_none() {
            self.producers.insert(facts.producer, HoldNumbers::default());
        }
        if let Some(replaced) = facts.replaces {
            self.change_certificate(replaced, |state| {
                Arc::make_mut(&mut state.renewed_by).push(facts.certificate);
            });
        }
    }

    fn issue(&mut self, issued: &BatchIssued, at: Timestamp, position: u64) {
        let batch = Batch {
            issued: issued.clone(),
            issued_at: at,
            position,
            first_place: self.stamp_count,
            said: None,
        };
        self.batches.insert(issued.batch, batch);
        self.in_order.insert(self.batch_count, issued.batch);
        self.batch_count += 1;
        self.stamp_count += u64::from(issued.quantity);
        self.highest_batch = self.highest_batch.max(issued.batch.get());
        self.change_certificate(issued.certificate, |state| {
            Arc::make_mut(&mut state.issued).push((at, issued.quantity));
        });
    }

    fn hold_back(
        &mut self,
        hold: Hold,
        facts: &HoldFacts,
        review_on: Option<Date>,
        at: Timestamp,
        position: u64,
    ) {
        let terms = HoldTerms::new(hold, facts, review_on);
        self.count_standing(terms.reach);
        let number = self.holds.push(position, at, terms, self.hit(&facts.target));
        let push = |numbers: &mut HoldNumbers| {
            Arc::make_mut(numbers.get_or_insert_default()).push(number);
        };
        match facts.target {
            Target::Certificate { certificate } => {
                self.change_certificate(certificate, |state| push(&mut state.holds));
            }
            Target::Producer { producer } => {
                push(self.producers.get_mut(producer).expect("the rules asked for the producer"));
            }
            Target::Key { key } => self.change_key(key, |state| push(&mut state.holds)),
            // Stands with the stamps.
            Target::Batch { .. } | Target::Range { .. } => {}
        }
    }

    fn hit(&self, target: &Target) -> Hit {
        let batch = |number| self.batch(number).expect("the rules asked for the batch");
        match *target {
            Target::Range { batch: number, from, to } => {
                Hit::Stamps(batch(number).places(from.get(), to.get()))
            }
            Target::Batch { batch: number } => {
                let batch = batch(number);
                Hit::Stamps(batch.places(0, batch.issued.quantity - 1))
            }
            Target::Certificate { .. } | Target::Producer { .. } | Target::Key { .. } => {
                Hit::Wider(*target)
            }
        }
    }

    fn count_standing(&mut self, reach: Reach) {
        match reach {
            Reach::Certificate | Reach::Producer => self.certificate_standings += 1,
            Reach::Batch | Reach::Range | Reach::Key => {}
        }
    }

    fn change_key(&mut self, number: KeyNumber, change: impl FnOnce(&mut KeyState)) {
        change(self.keys.get_mut(number).expect("the rules asked for the key"));
    }

    fn change_certificate(
        &mut self,
        number: CertificateNumber,
        change: impl FnOnce(&mut CertificateState),
    ) {
        change(self.certificates.get_mut(number).expect("the rules asked for the certificate"));
    }

    fn change_batch(&mut self, number: BatchNumber, change: impl FnOnce(&mut Batch)) {
        change(self.batches.get_mut(number).expect("the rules asked for the batch"));
    }
}
