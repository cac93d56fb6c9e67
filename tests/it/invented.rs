//! Invented producers, certificates, keys and batches: bodies of entries and records of the register
//! with content that goes together. Tests change what they are about, `BatchIssued { flags: 1, ..batch(2) }`.

use jiff::civil::{Date, date};
use ocop_stamp::{
    app::certificate_facts,
    log::{
        Base64Url, BatchIssued, Body, CertificateEnded, CertificateFacts, HoldFacts, KeyAdded,
        LiftAs, Lifted, Reason, Target, Text,
    },
    registry::{
        BatchRecord, Certificate, CertificateKind, Certified, IssuerLevel, Producer, ProducerKind,
        Product, ProductGroup, Record, Stars, Variant,
    },
    signing::{Signer, key_file::FileSigner, proof_message},
    stamp::{Gtin, KeyNumber, ShortSecret},
};

/// The last valid day of certificates, unless a test says otherwise.
pub(crate) const VALID_UNTIL: Date = date(2029, 2, 20);

/// The GTIN of every product's first variant.
pub(crate) const GTIN: &str = "08930000000019";

/// Stamps in a batch, unless a test says otherwise.
pub(crate) const QUANTITY: u32 = 100;

/// A number of any kind that fits its field.
pub(crate) fn number<N: TryFrom<u64>>(value: u64) -> N {
    N::try_from(value).unwrap_or_else(|_| panic!("{value} does not fit"))
}

pub(crate) fn text(text: &str) -> Text {
    text.parse().expect("a text that may stand in the log")
}

pub(crate) fn gtin() -> Gtin {
    Gtin::parse(GTIN).expect("a right check digit")
}

/// The signer that holds a key; each number has a private half of its own.
pub(crate) fn signer(key: u8) -> FileSigner {
    FileSigner::new(KeyNumber::new(key.into()), &[key ^ 0x55; 32])
}

pub(crate) fn short_secret() -> ShortSecret {
    ShortSecret::new([7; 32])
}

pub(crate) fn log_opened() -> Body {
    Body::LogOpened {
        origin: text("tem.example.vn/log"),
        vkey: text("tem.example.vn/log+970d55b4+ASBy7pZe9MdgD4jGDYV74jGkS36ZPMjAnUwyM8EQRHhY"),
        predecessor: None,
    }
}

pub(crate) fn key_added(key: u8) -> KeyAdded {
    let signer = signer(key);
    let message = proof_message(signer.number(), &signer.public_key());
    KeyAdded {
        key: signer.number(),
        public_key: Base64Url(*signer.public_key().as_bytes()),
        body: text("Văn phòng Điều phối NTM tỉnh (mẫu)"),
        sign_from: date(2026, 1, 1),
        sign_until: date(2030, 12, 31),
        proof: Base64Url(signer.sign(&message).expect("a key in memory signs")),
    }
}

/// A certificate of the producer and for the product of the same number.
pub(crate) fn certificate(number: u64) -> CertificateFacts {
    let facts = certificate_facts(&certificate_record(number));
    facts.expect("texts that may stand in the log")
}

pub(crate) fn certificate_ended(certificate: u64, last_valid_on: Date) -> CertificateEnded {
    CertificateEnded {
        certificate: number(certificate),
        last_valid_on,
        reason: Reason::Replaced,
        decision: None,
        decided_on: None,
        decided_by: None,
        replaced_by: None,
    }
}

/// A batch under certificate 1, signed by key 1, in use from the start.
pub(crate) fn batch(batch: u64) -> BatchIssued {
    BatchIssued {
        batch: number(batch),
        certificate: number(1),
        producer: number(1),
        key: number(1),
        quantity: QUANTITY,
        flags: 0,
        valid_until: VALID_UNTIL,
        gtin: Some(gtin()),
        activated: true,
        short_generation: Some(1),
        pin_generation: None,
    }
}

/// What a revocation or suspension says that holds from its entry on.
pub(crate) fn hold(target: Target, reason: Reason) -> HoldFacts {
    HoldFacts::new(target, reason, None, date(2026, 1, 1), None)
}

pub(crate) fn revoked(target: Target, reason: Reason) -> Body {
    Body::Revoked(hold(target, reason))
}

pub(crate) fn suspended(target: Target) -> Body {
    Body::Suspended { facts: hold(target, Reason::NoTraceabilityRecords), review_on: None }
}

/// Takes an entry back.
pub(crate) fn lift(index: u64, lifted_as: LiftAs) -> Body {
    let (decision, decided_on, decided_by) = (None, None, None);
    Body::Lifted(Lifted { index, lifted_as, decision, decided_on, decided_by, note: None })
}

pub(crate) fn on_stamps(batch: u64, from: u64, to: u64) -> Target {
    Target::Range { batch: number(batch), from: number(from), to: number(to) }
}

pub(crate) fn on_batch(batch: u64) -> Target {
    Target::Batch { batch: number(batch) }
}

pub(crate) fn on_certificate(certificate: u64) -> Target {
    Target::Certificate { certificate: number(certificate) }
}

pub(crate) fn on_producer(producer: u64) -> Target {
    Target::Producer { producer: number(producer) }
}

pub(crate) fn on_key(key: u64) -> Target {
    Target::Key { key: number(key) }
}

pub(crate) fn certificate_record(certificate: u64) -> Certificate {
    Certificate {
        certificate: number(certificate),
        number: Some(format!("{certificate:02}/GCN-OCOP")),
        product: number(certificate),
        producer: number(certificate),
        stars: Stars::Four,
        points: None,
        proposed_5_star: false,
        kind: CertificateKind::New,
        decision: "12/QĐ-UBND".to_owned(),
        decided_on: date(2026, 2, 20),
        valid_until: VALID_UNTIL,
        issuer: "UBND tỉnh (mẫu)".to_owned(),
        issuer_level: IssuerLevel::Province,
        certified: Certified::as_known(
            &producer(certificate),
            &product(certificate),
            Some("Thôn mẫu"),
        ),
        province_code: "22".to_owned(),
        replaces: None,
        quota_per_year: Some(1_000),
        salt: "00112233445566778899aabbccddeeff".to_owned(),
    }
}

pub(crate) fn producer(producer: u64) -> Producer {
    Producer {
        producer: number(producer),
        name: format!("HTX mẫu {producer}"),
        kind: ProducerKind::Cooperative,
        commune_code: Some("06733".to_owned()),
        province_code: "22".to_owned(),
        contact: None,
    }
}

pub(crate) fn product(product: u64) -> Product {
    let variant = Variant { net_content: "500 g".to_owned(), gtin: Some(gtin()), picture: None };
    Product {
        product: number(product),
        producer: number(product),
        code: None,
        name: format!("Chè mẫu {product}"),
        group: ProductGroup::Drinks,
        subgroup: "Chè".to_owned(),
        variants: vec![variant],
        made_at: None,
        made_at_code: None,
        material_area: None,
        material_area_code: None,
        papers: Vec::new(),
        storage: None,
        warning: None,
    }
}

/// All that the register holds of a certificate: producer, product and the certificate itself.
pub(crate) fn records_of(certificate: u64) -> Vec<Record> {
    vec![
        Record::Producer(producer(certificate)),
        Record::Product(product(certificate)),
        Record::Certificate(certificate_record(certificate)),
    ]
}

pub(crate) fn batch_record(batch: u64) -> Record {
    Record::Batch(BatchRecord { batch: number(batch), variant: 0 })
}
