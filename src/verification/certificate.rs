//! What a certificate itself is worth on a day, by the log and the clock; no pack is confirmed by it. The
//! register adds what is shown, and decides nothing.

use jiff::{Timestamp, civil::Date};

use super::{Records, Revocation, Snapshot};
use crate::{
    log::{CertificateState, Family, Hold, LogState, StandingHold},
    stamp::{CertificateNumber, today},
};

/// A certificate in force with no more days than these left ends soon.
pub const ENDS_SOON_DAYS: i32 = 60;

/// What a certificate is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// In force.
    InForce,
    /// It, or its producer, is on hold while something is looked into.
    Suspended,
    /// Over: by the clock, ended early, or recorded as expired.
    Ended,
    /// It, or all that its producer has, is revoked for another reason than its end.
    Withdrawn,
}

impl Standing {
    /// Every one, in the order in which lists offer them.
    pub const ALL: [Self; 4] = [Self::InForce, Self::Suspended, Self::Ended, Self::Withdrawn];

    /// The word in JSON and in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The one with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.word() == word)
    }
}

/// What is known of a certificate.
#[derive(Debug, Clone)]
pub struct CertificateAnswer<'s> {
    /// What it is worth.
    pub standing: Standing,
    /// As the log has it.
    pub certificate: &'s CertificateState,
    /// Days left after today, if it is in force and ends soon.
    pub ends_in_days: Option<i32>,
    /// The day after which it is over, if it is: the last valid day, or the day before it was recorded
    /// as expired.
    pub ended_on: Option<Date>,
    /// The certificate in force now that took its place.
    pub successor: Option<&'s CertificateState>,
    /// The certificate whose place it took.
    pub replaced: Option<&'s CertificateState>,
    /// The revocation that speaks.
    pub revocation: Option<Revocation<'s>>,
    /// The earliest suspension in force.
    pub suspension: Option<StandingHold<'s>>,
    /// What the register holds of it; no variant, since it is for all of them.
    pub records: Records<'s>,
}

impl CertificateAnswer<'_> {
    /// The day from which it is withdrawn, if it is.
    pub fn withdrawn_from(&self) -> Option<Date> {
        match self.standing {
            Standing::Withdrawn => self.revocation.map(|revocation| revocation.effective_from),
            Standing::InForce | Standing::Suspended | Standing::Ended => None,
        }
    }
}

/// Decides what a certificate is worth at an instant; `None` if the log has no such certificate.
pub fn decide_certificate(
    number: CertificateNumber,
    snapshot: &Snapshot,
    now: Timestamp,
) -> Option<CertificateAnswer<'_>> {
    let (log, register, day) = (snapshot.log(), snapshot.register(), today(now));
    let certificate = log.certificate(number)?;
    let held = Held::on(log, certificate, day);
    let standing = held.standing(certificate, day);
    let last_valid_on = certificate.last_valid_on();
    let days_left = (last_valid_on - day).get_days();
    Some(CertificateAnswer {
        standing,
        certificate,
        ends_in_days: match standing {
            Standing::InForce => Some(days_left).filter(|days| *days <= ENDS_SOON_DAYS),
            Standing::Suspended | Standing::Ended | Standing::Withdrawn => None,
        },
        ended_on: match standing {
            Standing::Ended if last_valid_on < day => Some(last_valid_on),
            Standing::Ended => held
                .revocation
                .map(|revocation| revocation.effective_from.yesterday().unwrap_or(Date::MIN)),
            Standing::InForce | Standing::Suspended | Standing::Withdrawn => None,
        },
        successor: successor(log, certificate, day),
        replaced: certificate.facts.replaces.and_then(|replaced| log.certificate(replaced)),
        revocation: held.revocation,
        suspension: held.suspension,
        records: Records {
            certificate: register.certificate(number),
            product: register.product(certificate.facts.product),
            variant: None,
            producer: register.producer(certificate.facts.producer),
        },
    })
}

/// What a certificate is worth on a day, where nothing else of it is asked.
pub fn standing(log: &LogState, certificate: &CertificateState, day: Date) -> Standing {
    // Nearly all of them: a country's certificates are asked for in one go.
    if log.holds_on_certificate(certificate).next().is_none() {
        return Held { revocation: None, suspension: None }.standing(certificate, day);
    }
    Held::on(log, certificate, day).standing(certificate, day)
}

/// What holds a certificate back on a day.
struct Held<'s> {
    revocation: Option<Revocation<'s>>,
    suspension: Option<StandingHold<'s>>,
}

impl<'s> Held<'s> {
    fn on(log: &'s LogState, certificate: &'s CertificateState, day: Date) -> Self {
        let of = |kind: Hold| {
            log.holds_on_certificate(certificate)
                .filter(move |hold| hold.terms.hold == kind && hold.terms.effective_from <= day)
        };
        Self {
            revocation: of(Hold::Revoked)
                .map(Revocation::entered)
                .min_by_key(|revocation| (revocation.family, revocation.log_index)),
            suspension: of(Hold::Suspended).min_by_key(|hold| hold.position),
        }
    }

    /// In the order in which stamps are decided; first that holds.
    fn standing(&self, certificate: &CertificateState, day: Date) -> Standing {
        match (self.revocation.map(|revocation| revocation.family), self.suspension) {
            (
                Some(Family::FoodSafety | Family::CertificateWithdrawn | Family::StampCancelled),
                _,
            ) => Standing::Withdrawn,
            (Some(Family::Expired) | None, Some(_)) => Standing::Suspended,
            (Some(Family::Expired), None) => Standing::Ended,
            (None, None) if certificate.last_valid_on() < day => Standing::Ended,
            (None, None) => Standing::InForce,
        }
    }
}

/// The certificate at the end of the chain of replacements, if that is in force on a day.
pub(super) fn successor<'s>(
    log: &'s LogState,
    certificate: &'s CertificateState,
    day: Date,
) -> Option<&'s CertificateState> {
    let mut newest = certificate;
    // A chain that a mistake of record closed to a ring ends here.
    for _ in 0..64 {
        match newest.replaced_by().and_then(|number| log.certificate(number)) {
            Some(next) => newest = next,
            None => break,
        }
    }
    let is_another = newest.facts.certificate != certificate.facts.certificate;
    let in_force = newest.last_valid_on() >= day && !log.certificate_is_held(newest, day);
    (is_another && in_force).then_some(newest)
}
