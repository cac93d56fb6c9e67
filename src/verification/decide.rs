//! From a code to an answer: the order of decision of the verdicts, first that holds.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    Answer, CannotTell, CheckedBy, Issued, Revocation, Snapshot, Verdict, Warning,
    answer::Records,
    certificate::successor,
    made_in_force::{made_in_force, made_in_time},
};
use crate::{
    log::{Batch, CertificateState, Family, Hold, KeyState, Reason, StandingHold},
    signing::{Unreadable, VerifiedStamp, check, check_many},
    stamp::{Code, Gtin, Payload, ScannedStamp, ShortCode, ShortSecret, Spelling, today},
};

/// The secrets of short codes that this node holds, by generation.
pub type ShortSecrets = BTreeMap<u32, ShortSecret>;

/// Whether what this node knows of the log is fresh enough to say that something is not in it. The
/// log's own writer always knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// Everything published is known.
    Fresh,
    /// There may be newer entries than this node has heard of.
    Old,
}

/// Decides what a code is worth at an instant.
///
/// # Errors
/// [`CannotTell`] if this node can't know; the stamp may be good.
pub fn decide<'s>(
    code: &Code,
    snapshot: &'s Snapshot,
    secrets: &ShortSecrets,
    knowledge: Knowledge,
    now: Timestamp,
) -> Result<Answer<'s>, CannotTell> {
    let scan = Scan { snapshot, secrets, knowledge, now };
    scan.decide(code, |stamp| check(stamp, snapshot.keys()))
}

/// Decides as [`decide`] does of each code, in their order; signatures are checked together, which is faster.
pub fn decide_many<'s>(
    codes: &[Code],
    snapshot: &'s Snapshot,
    secrets: &ShortSecrets,
    knowledge: Knowledge,
    now: Timestamp,
) -> Vec<Result<Answer<'s>, CannotTell>> {
    let scan = Scan { snapshot, secrets, knowledge, now };
    let stamps: Vec<&ScannedStamp> = codes.iter().filter_map(Code::signed_stamp).collect();
    let mut checked = check_many(&stamps, snapshot.keys()).into_iter();
    let mut next = |_: &ScannedStamp| checked.next().expect("one for each stamp with a signature");
    codes.iter().map(|code| scan.decide(code, &mut next)).collect()
}

/// One question, with all that the answer may depend on.
struct Scan<'s, 'n> {
    snapshot: &'s Snapshot,
    secrets: &'n ShortSecrets,
    knowledge: Knowledge,
    now: Timestamp,
}

impl<'s> Scan<'s, '_> {
    /// What a code is worth. `check` is asked once, about the stamp of a code that carries a signature.
    fn decide(
        &self,
        code: &Code,
        check: impl FnOnce(&ScannedStamp) -> Result<VerifiedStamp, Unreadable>,
    ) -> Result<Answer<'s>, CannotTell> {
        match code {
            Code::Printed(stamp) => self.signed(stamp, check(stamp), |_, _| true),
            Code::Gs1(link) => self.signed(&link.stamp, check(&link.stamp), |payload, gtin| {
                link.serial_names(payload) && gtin.is_none_or(|gtin| gtin == link.gtin)
            }),
            Code::Short(short) => self.short(short),
        }
    }

    /// A stamp with a signature. `link_agrees` says whether the link around it names the same thing.
    fn signed(
        &self,
        stamp: &ScannedStamp,
        checked: Result<VerifiedStamp, Unreadable>,
        link_agrees: impl Fn(&Payload, Option<Gtin>) -> bool,
    ) -> Result<Answer<'s>, CannotTell> {
        let by = CheckedBy::Signature;
        let verified = match checked {
            Ok(verified) => verified,
            Err(Unreadable::Unsupported(_)) => return Ok(no(Verdict::Unsupported, by, None)),
            Err(Unreadable::UnknownKey(_)) => {
                self.must_know()?;
                return Ok(no(Verdict::UnknownKey, by, stamp.claimed_payload().ok()));
            }
            Err(Unreadable::Forged(payload)) => return Ok(no(Verdict::Forged, by, Some(payload))),
        };
        let payload = *verified.payload();
        if !link_agrees(&payload, None) {
            return Ok(no(Verdict::Forged, by, Some(payload)));
        }
        let Some(batch) = self.batch_of(&verified) else {
            self.must_know()?;
            return Ok(no(Verdict::NotIssued, by, Some(payload)));
        };
        if !link_agrees(&payload, batch.issued.gtin) {
            return Ok(no(Verdict::Forged, by, Some(payload)));
        }
        Ok(self.issued(batch, payload, by))
    }

    /// The batch whose entry says the same as the payload: a stolen key alone can only copy what was issued.
    fn batch_of(&self, stamp: &VerifiedStamp) -> Option<&'s Batch> {
        let payload = stamp.payload();
        let batch = self.snapshot.log().batch(payload.batch)?;
        (batch.payload(payload.index).as_ref() == Some(payload)).then_some(batch)
    }

    /// A short code: weaker, since its tag can be checked only here.
    fn short(&self, short: &ShortCode) -> Result<Answer<'s>, CannotTell> {
        let by = CheckedBy::ShortCode;
        let (no_such_stamp, wrong_tag) = match short.spelling {
            Spelling::Typed(_) => (Verdict::CodeNotFound, Verdict::CodeNotFound),
            Spelling::Symbol(_) => (Verdict::NotIssued, Verdict::Forged),
        };
        let batch = self.snapshot.log().batch(short.batch);
        let Some((batch, payload)) =
            batch.and_then(|batch| Some((batch, batch.payload(short.index)?)))
        else {
            self.must_know()?;
            return Ok(no(no_such_stamp, by, None));
        };
        if self.snapshot.keys().get(payload.key).is_none() {
            return Ok(no(Verdict::UnknownKey, by, None));
        }
        let Some(generation) = batch.issued.short_generation else {
            return Ok(no(wrong_tag, by, None));
        };
        let secret = self.secrets.get(&generation).ok_or(CannotTell::SecretNotHeld(generation))?;
        if !short.matches(secret, &payload) {
            return Ok(no(wrong_tag, by, None));
        }
        Ok(self.issued(batch, payload, by))
    }

    /// A stamp that was issued as it says: what stands against it, and whether its time is over.
    fn issued(&self, batch: &'s Batch, payload: Payload, checked_by: CheckedBy) -> Answer<'s> {
        let log = self.snapshot.log();
        let day = today(self.now);
        let certificate = log
            .certificate(payload.certificate)
            .expect("a batch stands under a recorded certificate");
        let key = log.key(payload.key).expect("a batch is signed by a key of the log");

        let in_force = |hold: &StandingHold<'_>| hold.terms.effective_from <= day;
        let of = |kind: Hold| {
            log.holds_on(batch, payload.index)
                .filter(in_force)
                .filter(move |hold| hold.terms.hold == kind)
        };
        let revocation = of(Hold::Revoked)
            .map(Revocation::entered)
            .chain(Revocation::by_compromise(key, batch))
            .min_by_key(|revocation| (revocation.family, revocation.log_index));
        let suspension = of(Hold::Suspended).min_by_key(|hold| hold.position);
        let is_over = certificate.last_valid_on() < day;

        let verdict = match (&revocation, suspension) {
            (Some(revocation), _) if revocation.family != Family::Expired => Verdict::Revoked,
            (_, Some(_)) => Verdict::Suspended,
            (Some(_) | None, None) if !batch.is_activated(payload.index) => Verdict::NotActivated,
            (Some(_), None) => Verdict::Revoked,
            (None, None) if is_over => Verdict::CertificateExpired,
            (None, None) => Verdict::Valid,
        };
        let records = self.records(batch, certificate);
        let mut warnings = Vec::new();
        if !key.compromises.is_empty() && key.compromise_of(batch.position).is_none() {
            warnings.push(Warning::KeyCompromisedLater);
        }
        if !records.are_complete() {
            warnings.push(Warning::RegisterRecordMissing);
        }
        let declarations: Vec<_> = batch.declarations(payload.index).collect();
        let issued = Issued {
            batch,
            certificate,
            is_over,
            made_in_force: made_in_force(declarations.iter().copied(), certificate.last_valid_on()),
            made_in_time: made_in_time(declarations.iter().copied(), certificate.last_valid_on()),
            declared: declarations.last().map(|(_, declared)| declared),
            successor: successor(log, certificate, day),
            revocation,
            suspension,
            records,
        };
        Answer { verdict, checked_by, stamp: Some(payload), issued: Some(issued), warnings }
    }

    fn records(&self, batch: &Batch, certificate: &CertificateState) -> Records<'s> {
        let register = self.snapshot.register();
        let product = register.product(certificate.facts.product);
        let variant = register.batch(batch.issued.batch).map(|batch| usize::from(batch.variant));
        Records {
            certificate: register.certificate(certificate.facts.certificate),
            product,
            variant: product.zip(variant).and_then(|(product, place)| product.variants.get(place)),
            producer: register.producer(certificate.facts.producer),
        }
    }

    fn must_know(&self) -> Result<(), CannotTell> {
        match self.knowledge {
            Knowledge::Fresh => Ok(()),
            Knowledge::Old => Err(CannotTell::KnowledgeTooOld),
        }
    }
}

/// An answer about a stamp that was not issued.
fn no<'s>(verdict: Verdict, checked_by: CheckedBy, stamp: Option<Payload>) -> Answer<'s> {
    Answer { verdict, checked_by, stamp, issued: None, warnings: Vec::new() }
}

impl<'s> Revocation<'s> {
    /// The revocation that follows from a compromise, for batches issued at or after its position.
    fn by_compromise(key: &KeyState, batch: &Batch) -> Option<Self> {
        let compromise = key.compromise_of(batch.position)?;
        Some(Self {
            reason: Reason::KeyCompromised,
            family: Family::StampCancelled,
            effective_from: today(compromise.at),
            entered_at: compromise.at,
            log_index: compromise.position,
            terms: None,
        })
    }
}
