//! What a page shows: facts that are decided already, as plain data.
//!
//! Nothing here is looked up, checked or worded. Whoever fills it in maps the verdict and the register to it; words,
//! colours and order are left to the rest of `page`.

use jiff::{Timestamp, civil::Date};

use crate::{
    log::Reason,
    registry::{Paper, ProducerKind, ProductGroup},
    web::messages::Language,
};

/// The language that addresses have to name so that the reader stays in it: none where the office shows it
/// anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StayIn(pub Option<Language>);

impl StayIn {
    /// An address of ours in that language.
    pub fn href(self, address: &str) -> String {
        let Some(language) = self.0 else { return address.to_owned() };
        let join = if address.contains('?') { '&' } else { '?' };
        format!("{address}{join}lang={}", language.code())
    }
}

/// What surrounds the content of every page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language of the page.
    pub language: Language,
    /// What its links say to stay in it.
    pub stay: StayIn,
    /// The way to the other language, if the office offers one.
    pub switch: Option<Switch>,
    /// The home page's path.
    pub home_href: String,
    /// Where a typed code is sent, by GET as `code`, with `lang` beside it.
    pub code_action: String,
    /// The official host, as it is printed on the stamps.
    pub domain: String,
    /// Whom consumers call.
    pub hotline: Hotline,
    /// The open list of certificates.
    pub certificates_href: String,
    /// The public log in plain words.
    pub log_href: String,
    /// Where people who work with the service sign in.
    pub sign_in_href: String,
    /// Made-up data: every page says that no stamp here is real.
    pub sample_data: bool,
}

/// This page in another language.
#[derive(Debug, Clone)]
pub struct Switch {
    /// That language.
    pub language: Language,
    /// The page's query with that `lang`. Relative, so that no path can lead elsewhere.
    pub href: String,
}

/// The office that answers consumers.
#[derive(Debug, Clone)]
pub struct Hotline {
    /// The office, as it stands in "gọi …" and "hỏi …".
    pub office: String,
    /// Its number, in groups as it is read.
    pub phone: String,
}

/// The answer to a scanned or typed code.
#[derive(Debug, Clone)]
pub struct ScanPage {
    /// What surrounds it.
    pub frame: Frame,
    /// When the question was answered.
    pub checked_at: Timestamp,
    /// Up to when the node knows the log: to this very moment, if it writes it and is well. Absent where that had no
    /// part in the answer.
    pub data_as_of: Option<Timestamp>,
    /// The answer itself.
    pub answer: Answer,
}

/// Only an issued stamp has goods to show, so a forged one cannot name any.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The code is one that was issued.
    Issued(Box<IssuedStamp>),
    /// Nothing is known of a stamp with this code.
    Unconfirmed(Unconfirmed),
}

/// Why nothing can be said of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unconfirmed {
    /// The signature or the tag is wrong, or the link and the stamp contradict each other.
    Forged,
    /// No recognised office has the key that it names.
    UnknownKey,
    /// A version or flag that was never issued.
    Unsupported,
    /// Signed, or spelt like a stamp, but not in the log.
    NotIssued,
    /// Not a stamp's code at all.
    Malformed,
    /// A typed code that matches nothing.
    CodeNotFound,
    /// The node cannot know at present.
    CannotTell,
}

/// A stamp that was issued, and what is known of its goods. What is absent is left out of the page.
#[derive(Debug, Clone)]
pub struct IssuedStamp {
    /// What the stamp is worth today.
    pub state: StampState,
    /// True, but to be known beside the verdict.
    pub notices: Vec<Notice>,
    /// The certificate it was issued under.
    pub certificate: Certificate,
    /// A newer certificate of the same product.
    pub successor: Option<Successor>,
    /// The product; absent when its register record is missing.
    pub product: Option<Product>,
    /// The certificate's holder; absent when the register record is missing.
    pub holder: Option<Holder>,
    /// Lot and dates.
    pub goods: Goods,
    /// The stamp's identity.
    pub serial: Serial,
    /// Positions of the entries that decided it: its batch was issued, what revokes or suspends it.
    pub decided_by: Vec<u64>,
    /// How to know the real stamp.
    pub look: StampLook,
}

/// What an issued stamp is worth.
#[derive(Debug, Clone)]
pub enum StampState {
    /// In force.
    Valid,
    /// In force, issued before its key was exposed.
    KeyCompromisedLater,
    /// Revoked, in words and colour of the family that speaks.
    Revoked(Revocation),
    /// On hold.
    Suspended(Measure),
    /// The producer has not reported using it.
    NotActivated,
    /// The certificate's last valid day is over.
    CertificateExpired(Expiry),
}

/// A revocation in force, by family.
#[derive(Debug, Clone)]
pub enum Revocation {
    /// Not to be used.
    FoodSafety(Measure),
    /// The certificate is withdrawn.
    CertificateWithdrawn(Measure),
    /// This stamp, its range, batch, producer or key.
    StampCancelled(Measure),
    /// Records only what the clock had said before.
    Expired(Measure, Expiry),
}

/// A decision to revoke or suspend.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Why.
    pub reason: Reason,
    /// The day of the log's entry, in Viet Nam.
    pub recorded_on: Date,
    /// The day from which it holds.
    pub in_force_since: Date,
    /// The official paper, if there is one.
    pub decision: Option<Decision>,
    /// When a suspension is to be looked at again.
    pub review_on: Option<Date>,
}

/// An official paper.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Its number, `1234/QĐ-UBND`.
    pub number: String,
    /// Its date.
    pub decided_on: Date,
    /// Who decided, named as at the time.
    pub decided_by: String,
}

/// A certificate that ended, and what that means for these goods.
#[derive(Debug, Clone)]
pub struct Expiry {
    /// The certificate's last valid day.
    pub ended_on: Date,
    /// What is known of the goods.
    pub goods: GoodsAtExpiry,
}

/// Goods under a certificate that ended.
#[derive(Debug, Clone)]
pub enum GoodsAtExpiry {
    /// Declared in time as made while it was in force.
    MadeInTime(Days),
    /// Declared as made later.
    MadeAfter,
    /// Nothing that counts was declared.
    NotKnown,
    /// The product holds a newer certificate.
    CertifiedAgain(Successor),
}

/// One day or several in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub first: Date,
    /// The last, which may be the first.
    pub last: Date,
}

/// Something to be known beside the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The log has the stamp, the register here lacks its product.
    RecordMissing,
    /// For states that do not say so in their headline.
    KeyCompromisedLater,
    /// The code was typed: the weaker check.
    TypedCode,
    /// A label too small for the signed code: the weaker check.
    SmallLabel,
}

/// The certificate that a stamp was issued under.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// Its official number, if it has one.
    pub number: Option<String>,
    /// 3, 4 or 5.
    pub stars: u8,
    /// Its first day.
    pub valid_from: Date,
    /// Its last valid day.
    pub valid_until: Date,
    /// The recognition, with its issuer as certified.
    pub decision: Decision,
}

/// A newer certificate of the same product.
#[derive(Debug, Clone)]
pub struct Successor {
    /// Its official number.
    pub number: String,
    /// 3, 4 or 5.
    pub stars: u8,
    /// Its last valid day.
    pub valid_until: Date,
}

/// A fact, and who stands behind it.
#[derive(Debug, Clone)]
pub struct Sourced<T> {
    /// The fact.
    pub value: T,
    /// Who says so.
    pub source: Source,
}

/// Who stands behind a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The producer declared it.
    Producer,
    /// The authority confirmed it.
    Authority,
}

/// The product, as the register has it.
#[derive(Debug, Clone)]
pub struct Product {
    /// Its name as certified.
    pub name: String,
    /// Its picture.
    pub picture: Option<Picture>,
    /// Net content and variant, `500 g, hũ thủy tinh`; of a certificate those of all variants.
    pub net_content: Option<String>,
    /// Its group in the programme.
    pub group: ProductGroup,
    /// What names it to machines.
    pub code: ProductCode,
    /// Where it is made.
    pub place_of_production: Option<Sourced<String>>,
    /// Where the raw material comes from.
    pub raw_material_area: Option<Sourced<String>>,
    /// The place's GLN or its commune's code.
    pub location_code: Option<Sourced<String>>,
    /// The area's.
    pub raw_material_code: Option<Sourced<String>>,
    /// Quality certificates and geographical indications.
    pub papers: Vec<Sourced<Paper>>,
    /// What a user must beware of.
    pub safety_warning: Option<String>,
    /// How to keep it.
    pub storage: Option<String>,
}

/// A picture of the same origin.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its path.
    pub href: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// What names a product to machines.
#[derive(Debug, Clone)]
pub enum ProductCode {
    /// The GTIN that the batch was issued with, or those of all variants.
    Gtin(String),
    /// Without a GTIN, the programme's code.
    Programme(String),
    /// Without either, the product's number in the register here.
    Service(String),
}

/// Who holds the certificate.
#[derive(Debug, Clone)]
pub struct Holder {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ProducerKind,
    /// With the units' names of that time.
    pub address_as_certified: Option<String>,
    /// With today's units, where they differ.
    pub address_today: Option<String>,
    /// How consumers reach it.
    pub contact: Option<String>,
}

/// What is declared or confirmed of the goods.
#[derive(Debug, Clone, Default)]
pub struct Goods {
    /// The lot.
    pub lot: Option<Sourced<String>>,
    /// When they were made.
    pub made: Option<Sourced<Days>>,
    /// Use-by.
    pub best_before: Option<Sourced<Date>>,
}

/// A stamp's identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Serial {
    /// The batch of stamps.
    pub batch: u32,
    /// The place in it, from 0.
    pub index: u32,
}

/// What the real stamp has besides its QR code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StampLook {
    /// 16 characters under the QR code.
    pub short_code: bool,
    /// A PIN under a scratch layer.
    pub scratch_layer: bool,
}
