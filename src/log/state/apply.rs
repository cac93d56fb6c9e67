//! The one step of the fold: what an entry changes.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};

use super::{Batch, CertificateState, Compromise, KeyState, LogState, Positions, StandingHold};
use crate::{
    log::{
        BatchIssued, Body, CertificateFacts, Entry, Hold, HoldFacts, RuleBroken, Target,
        segments::Segments,
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
            Body::LogOpened { predecessor, .. } => {
                self.first_position = predecessor.as_ref().map_or(0, |before| before.size);
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
                    holds: Positions::default(),
                };
                self.keys.insert_mut(added.key, key);
            }
            Body::KeyRetired { key } => {
                self.change_key(*key, |state| state.retired_at = Some(entry.at))
            }
            Body::KeyCompromised { key, from_index } => {
                let compromise = Compromise { at: entry.at, position, from_index: *from_index };
                self.change_key(*key, |state| state.compromises.push(compromise));
            }
            Body::CertificateRecorded(facts) => self.record(facts),
            Body::CertificateCorrected(facts) => self.correct(facts),
            Body::CertificateEnded(ended) => {
                self.certificate_standings += 1;
                self.change_certificate(ended.certificate, |state| {
                    state.ended = Some(Arc::new(ended.clone()));
                });
            }
            Body::BatchIssued(issued) => self.issue(issued, entry.at, position),
            Body::RangeActivated { batch, from, to } => {
                self.change_batch(*batch, |state| state.activated.change(*from, *to, |_| true));
            }
            Body::RangeDeclared(declared) => self.change_batch(declared.batch, |state| {
                let place = state.declarations.len();
                Arc::make_mut(&mut state.declarations).push((entry.at, declared.clone()));
                state.declared.change(declared.from, declared.to, |places| {
                    Arc::new([places.as_slice(), &[place]].concat())
                });
            }),
            Body::Revoked(facts) => self.hold_back(Hold::Revoked, facts, None, entry.at, position),
            Body::Suspended { facts, review_on } => {
                self.hold_back(Hold::Suspended, facts, *review_on, entry.at, position);
            }
            Body::Lifted(lifted) => {
                let mut hold = self.hold(lifted.index).expect("the rules asked for it").clone();
                hold.lifted_by = Some(position);
                self.count_standing(&hold.facts.target);
                self.holds.insert_mut(lifted.index, Arc::new(hold));
            }
        }
        self.size += 1;
        self.last_at = entry.at;
        Ok(())
    }

    fn record(&mut self, facts: &CertificateFacts) {
        let state = CertificateState {
            facts: Arc::new(facts.clone()),
            ended: None,
            renewed_by: Arc::default(),
            issued: Arc::default(),
            holds: Positions::default(),
        };
        self.certificates.insert_mut(facts.certificate, state);
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
        if self.producers.get(&facts.producer).is_none() {
            self.producers.insert_mut(facts.producer, Positions::default());
        }
        if let Some(replaced) = facts.replaces {
            self.change_certificate(replaced, |state| {
                Arc::make_mut(&mut state.renewed_by).push(facts.certificate);
            });
        }
    }

    fn issue(&mut self, issued: &BatchIssued, at: Timestamp, position: u64) {
        let batch = Batch {
            issued: Arc::new(issued.clone()),
            issued_at: at,
            position,
            activated: Segments::new(issued.activated),
            declarations: Arc::default(),
            declared: Segments::new(Arc::default()),
            holds: Positions::default(),
            stamp_holds: Segments::new(Positions::default()),
        };
        self.batches.insert_mut(issued.batch, batch);
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
        let standing =
            StandingHold { position, at, hold, facts: facts.clone(), review_on, lifted_by: None };
        self.holds.insert_mut(position, Arc::new(standing));
        self.count_standing(&facts.target);
        let push = |positions: &mut Positions| Arc::make_mut(positions).push(position);
        match facts.target {
            Target::Certificate { certificate } => {
                self.change_certificate(certificate, |state| push(&mut state.holds));
            }
            Target::Batch { batch } => self.change_batch(batch, |state| push(&mut state.holds)),
            Target::Range { batch, from, to } => self.change_batch(batch, |state| {
                state.stamp_holds.change(from, to, |positions| {
                    Arc::new([positions.as_slice(), &[position]].concat())
                });
            }),
            Target::Producer { producer } => {
                let mut positions = self.producers.get(&producer).cloned().unwrap_or_default();
                push(&mut positions);
                self.producers.insert_mut(producer, positions);
            }
            Target::Key { key } => self.change_key(key, |state| push(&mut state.holds)),
        }
    }

    fn count_standing(&mut self, target: &Target) {
        match target {
            Target::Certificate { .. } | Target::Producer { .. } => self.certificate_standings += 1,
            Target::Batch { .. } | Target::Range { .. } | Target::Key { .. } => {}
        }
    }

    fn change_key(&mut self, number: KeyNumber, change: impl FnOnce(&mut KeyState)) {
        change(self.keys.get_mut(&number).expect("the rules asked for the key"));
    }

    fn change_certificate(
        &mut self,
        number: CertificateNumber,
        change: impl FnOnce(&mut CertificateState),
    ) {
        change(self.certificates.get_mut(&number).expect("the rules asked for the certificate"));
    }

    fn change_batch(&mut self, number: BatchNumber, change: impl FnOnce(&mut Batch)) {
        change(self.batches.get_mut(&number).expect("the rules asked for the batch"));
    }
}
