//! The register: producers, their products, the certificates these hold, and the batches issued under
//! them, with the rules that bind them.
//!
//! What of this is public for ever stands in the log as well; here is the fuller, private side of it,
//! which is corrected in the ordinary way and never decides a verdict by its absence.

// Numbers of what the register holds, and values by number, shared between snapshots.
mod numbered;
mod numbers;

// Parts of records: what is private, codes of places, papers beside the certificate.
mod location;
mod paper;
mod private;

// The records, in the order in which they depend on each other.
mod batch;
mod certificate;
mod correction;
mod producer;
mod product;

// All records at a moment, shared between snapshots.
mod register;

// Rules of the programme, as data with dates; what an office decides within them; whether a batch may be
// minted.
mod minting;
pub mod policy;
pub mod programme;

// Texts compared in any spelling.
pub mod spelling;

// Provinces and communes of today.
pub mod units;

pub use batch::BatchRecord;
pub use certificate::{Certificate, CertificateKind, Certified, IssuerLevel, Points, Stars};
pub use correction::{Correction, OnePerson, Settled};
pub use location::{LocationCode, LocationCodeError};
pub use minting::{CertificateStanding, MintRefusal, may_mint};
pub use numbered::Numbered;
pub use numbers::{ProducerNumber, ProductNumber};
pub use paper::{Paper, PaperKind};
pub use policy::Policy;
pub use private::{CertificateRemark, Private, ProducerDetails};
pub use producer::{Producer, ProducerKind};
pub use product::{PictureId, Product, ProductGroup, Variant};
pub use register::{Note, Record, Register, Revision};
