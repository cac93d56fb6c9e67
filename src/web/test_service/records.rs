//! What the test service's history is made of: an office, a producer with its product, certificates, batches, stamps.

use jiff::civil::{Date, date};

use crate::{
    app::{Languages, Office},
    log::{BatchIssued, Target},
    registry::{
        Certificate, CertificateKind, Certified, IssuerLevel, Paper, PaperKind, PictureId,
        Producer, ProducerKind, Product, ProductGroup, Variant,
    },
    stamp::{BatchNumber, Flags, KeyNumber, Payload, StampIndex, ValidUntil},
};

/// One stamp.
pub(in crate::web) fn one(batch: u32, index: u64) -> Target {
    Target::Range { batch: BatchNumber::new(batch), from: at(index), to: at(index) }
}

/// A place in a batch.
pub(in crate::web) fn at(index: u64) -> StampIndex {
    index.try_into().expect("small")
}

pub(in crate::web) fn office() -> Office {
    Office {
        base_url: "https://tem.example.vn".parse().expect("a base"),
        log_origin: "tem.example.vn/log".parse().expect("a text"),
        body: "Văn phòng OCOP (mẫu)".parse().expect("a text"),
        demo: true,
        name: "Văn phòng OCOP (mẫu)".parse().expect("a text"),
        hotline: "1900 0000".to_owned(),
        languages: Languages::default(),
    }
}

pub(in crate::web) fn producer() -> Producer {
    Producer {
        producer: 1.try_into().expect("small"),
        name: "Hợp tác xã Chè Suối Mây (mẫu)".to_owned(),
        kind: ProducerKind::Cooperative,
        commune_code: Some("00802".to_owned()),
        province_code: "08".to_owned(),
        contact: Some("suoimay.example.vn".to_owned()),
    }
}

pub(in crate::web) fn product() -> Product {
    Product {
        product: 1.try_into().expect("small"),
        producer: 1.try_into().expect("small"),
        code: None,
        name: "Chè tôm nõn Suối Mây".to_owned(),
        group: ProductGroup::Drinks,
        subgroup: "Chè".to_owned(),
        variants: vec![Variant {
            net_content: "200 g".to_owned(),
            gtin: Some("08930000000019".to_owned().try_into().expect("a GTIN")),
            picture: PictureId::parse(&format!("{}.svg", "a".repeat(64))),
        }],
        made_at: Some("Xã Khâu Vai".to_owned()),
        made_at_code: None,
        material_area: None,
        material_area_code: None,
        papers: vec![Paper {
            kind: PaperKind::QualityCertificate,
            name: "VietGAP TT-059".to_owned(),
            valid_until: Some(date(2028, 11, 4)),
        }],
        storage: None,
        warning: None,
    }
}

pub(in crate::web) fn certificate(
    number: u64,
    valid_until: Date,
    replaces: Option<u64>,
) -> Certificate {
    Certificate {
        certificate: number.try_into().expect("small"),
        number: Some(format!("{number:02}/GCN-OCOP")),
        product: 1.try_into().expect("small"),
        producer: 1.try_into().expect("small"),
        stars: 4.try_into().expect("certified"),
        points: None,
        proposed_5_star: false,
        kind: CertificateKind::New,
        decision: format!("{number}/QĐ-UBND"),
        decided_on: date(2025, 12, 1),
        valid_until,
        issuer: "UBND tỉnh (mẫu)".to_owned(),
        issuer_level: IssuerLevel::Province,
        certified: Certified::as_known(
            &producer(),
            &product(),
            Some("Xóm Trù Sán, xã Khâu Vai, huyện Mèo Vạc, tỉnh Hà Giang"),
        ),
        province_code: "08".to_owned(),
        replaces: replaces.map(|number| number.try_into().expect("small")),
        quota_per_year: Some(1_000),
        salt: "00".repeat(16),
    }
}

/// A batch of certificate 6, entered without the register.
pub(in crate::web) fn batch(number: u32, short_generation: u32) -> BatchIssued {
    BatchIssued {
        batch: BatchNumber::new(number),
        certificate: 6.try_into().expect("small"),
        producer: 2.try_into().expect("small"),
        key: KeyNumber::new(1),
        quantity: 10,
        flags: Flags::default().bits(),
        valid_until: date(2027, 12, 31),
        gtin: None,
        activated: true,
        short_generation: Some(short_generation),
        pin_generation: None,
    }
}

/// A stamp of batch 99, which nobody issued.
pub(in crate::web) fn payload_not_issued() -> Payload {
    Payload {
        flags: Flags::default(),
        key: KeyNumber::new(1),
        certificate: 1.try_into().expect("small"),
        batch: BatchNumber::new(99),
        index: at(0),
        valid_until: ValidUntil::try_from(date(2027, 12, 31)).expect("in range"),
    }
}
