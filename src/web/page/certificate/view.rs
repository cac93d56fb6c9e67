//! What the page of a certificate shows: facts that are decided already, as plain data.

use jiff::{Timestamp, civil::Date};

use crate::{
    log::Reason,
    registry::CertificateKind,
    web::page::view::{Certificate, Decision, Frame, Holder, Measure, Product, Successor},
};

/// A recorded certificate.
#[derive(Debug, Clone)]
pub struct CertificatePage {
    /// What surrounds it.
    pub frame: Frame,
    /// When the question was answered.
    pub checked_at: Timestamp,
    /// Up to when the node knows the log.
    pub data_as_of: Option<Timestamp>,
    /// What the certificate is for.
    pub subject: Subject,
    /// What it is worth today.
    pub state: State,
    /// Whether the register lacks something of it.
    pub is_record_missing: bool,
    /// The service's number.
    pub number: u32,
    /// As the log has it.
    pub certificate: Certificate,
    /// The last valid day with which it was recorded; an entry may have moved it since.
    pub recorded_until: Date,
    /// New, renewed or upgraded; absent without its record.
    pub kind: Option<CertificateKind>,
    /// How its end was moved to an earlier day, if it was.
    pub ended_early: Option<EarlyEnd>,
    /// The certificate in force now that took its place.
    pub successor: Option<Linked>,
    /// The certificate whose place it took.
    pub replaced: Option<Linked>,
    /// The product; absent when its register record is missing.
    pub product: Option<Product>,
    /// The holder; absent when its register record is missing.
    pub holder: Option<Holder>,
    /// The page's own code.
    pub code: PageCode,
}

/// What a certificate is for, and so what it can't confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Something in a pack.
    Pack,
    /// A tourism service (group VI): there is no pack.
    Service,
}

/// What a certificate is worth.
#[derive(Debug, Clone)]
pub enum State {
    /// In force.
    InForce {
        /// Days left after today, if it ends soon.
        ends_in_days: Option<i32>,
    },
    /// On hold, itself or its producer.
    Suspended(Measure),
    /// Over.
    Ended(End),
    /// Over, and certified again.
    CertifiedAgain(End, Linked),
    /// Withdrawn.
    Withdrawn(Withdrawal),
}

/// The end of a certificate that is over.
#[derive(Debug, Clone)]
pub struct End {
    /// Its last valid day.
    pub on: Date,
    /// Whether that was moved to an earlier day, and why.
    pub early: Option<Reason>,
    /// The revocation that records it, if there is one.
    pub recorded: Option<Measure>,
}

/// A certificate's end moved to an earlier day.
#[derive(Debug, Clone)]
pub struct EarlyEnd {
    /// Why.
    pub reason: Reason,
    /// The official paper, if there is one.
    pub decision: Option<Decision>,
}

/// A withdrawal, by family.
#[derive(Debug, Clone)]
pub enum Withdrawal {
    /// Not to be used.
    FoodSafety(Measure),
    /// The certificate.
    Certificate(Measure),
    /// All stamps of the producer were cancelled.
    Producer(Measure),
}

impl Withdrawal {
    /// The revocation that speaks.
    pub fn measure(&self) -> &Measure {
        match self {
            Self::FoodSafety(measure) | Self::Certificate(measure) | Self::Producer(measure) => {
                measure
            }
        }
    }
}

/// Another certificate, and where its page is.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The other one.
    pub certificate: Successor,
    /// Its page's path.
    pub href: String,
}

/// The code that opens a certificate's page.
#[derive(Debug, Clone)]
pub struct PageCode {
    /// The address in it, without its scheme.
    pub address: String,
    /// Where it is drawn as SVG.
    pub svg_href: String,
    /// Where it is drawn as PNG.
    pub png_href: String,
}
