//! What a stamp is worth, and what its certificate is: decided over an immutable snapshot, without a store, a lock or a clock.

// What is known at a moment.
mod snapshot;

// What is answered.
mod answer;

// How it is decided.
mod certificate;
mod decide;
mod made_in_force;

pub use answer::{
    Answer, CannotTell, CheckedBy, Issued, ProducerWords, ProductWords, Records, Revocation,
    Verdict, Warning,
};
pub use certificate::{CertificateAnswer, ENDS_SOON_DAYS, Standing, decide_certificate, standing};
pub use decide::{Knowledge, ShortSecrets, decide, decide_many};
pub use snapshot::Snapshot;
