//! Made-up pages in every state, for tests and for looking at.

use super::view::*;
use crate::{
    log::Reason,
    registry::{Paper, PaperKind, ProducerKind, ProductGroup},
    web::messages::Language,
};
use jiff::civil::{Date, date};

/// Every answer, named; the first is the plain valid one.
pub(crate) fn answers() -> Vec<(&'static str, Answer)> {
    let expired = |goods| StampState::CertificateExpired(expiry(goods));
    let issued = [
        ("valid", StampState::Valid),
        ("key_compromised_later", StampState::KeyCompromisedLater),
        ("food_safety", StampState::Revoked(Revocation::FoodSafety(measure(Reason::FoodSafety)))),
        (
            "certificate_withdrawn",
            StampState::Revoked(Revocation::CertificateWithdrawn(measure(
                Reason::LabelNotAsCertified,
            ))),
        ),
        (
            "stamp_cancelled",
            StampState::Revoked(Revocation::StampCancelled(Measure {
                decision: None,
                ..measure(Reason::StampLostOrSpoiled)
            })),
        ),
        (
            "expired_recorded",
            StampState::Revoked(Revocation::Expired(
                measure(Reason::Expired),
                expiry(GoodsAtExpiry::NotKnown),
            )),
        ),
        (
            "suspended",
            StampState::Suspended(Measure {
                review_on: Some(date(2028, 3, 31)),
                ..measure(Reason::ProcessNotAsDeclared)
            }),
        ),
        ("not_activated", StampState::NotActivated),
        ("made_in_time", expired(GoodsAtExpiry::MadeInTime(made()))),
        ("made_after", expired(GoodsAtExpiry::MadeAfter)),
        ("not_known", expired(GoodsAtExpiry::NotKnown)),
        ("certified_again", expired(GoodsAtExpiry::CertifiedAgain(successor()))),
    ];
    let unconfirmed = [
        ("forged", Unconfirmed::Forged),
        ("unknown_key", Unconfirmed::UnknownKey),
        ("unsupported", Unconfirmed::Unsupported),
        ("not_issued", Unconfirmed::NotIssued),
        ("malformed", Unconfirmed::Malformed),
        ("code_not_found", Unconfirmed::CodeNotFound),
        ("cannot_tell", Unconfirmed::CannotTell),
    ];
    let issued = issued.map(|(name, state)| (name, Answer::Issued(Box::new(stamp(state)))));
    let unconfirmed = unconfirmed.map(|(name, why)| (name, Answer::Unconfirmed(why)));
    let thin = IssuedStamp {
        notices: vec![Notice::RecordMissing, Notice::TypedCode],
        product: None,
        holder: None,
        goods: Goods::default(),
        ..stamp(StampState::Valid)
    };
    let mut answers = Vec::from(issued);
    answers.push(("record_missing", Answer::Issued(Box::new(thin))));
    answers.extend(unconfirmed);
    answers
}

/// A page around an answer.
pub(crate) fn page(answer: Answer, language: Language) -> ScanPage {
    ScanPage {
        frame: frame(language),
        checked_at: "2028-02-20T07:05:09Z".parse().expect("a good instant"),
        data_as_of: Some("2028-02-20T07:04:50Z".parse().expect("a good instant")),
        answer,
    }
}

/// The language beside it.
pub(crate) fn other(language: Language) -> Language {
    match language {
        Language::Vietnamese => Language::English,
        Language::English => Language::Vietnamese,
    }
}

/// What surrounds every sample.
pub(crate) fn frame(language: Language) -> Frame {
    Frame {
        language,
        stay: StayIn((language == Language::English).then_some(language)),
        switch: Some(Switch {
            language: other(language),
            href: format!("?s=123&lang={}", other(language).code()),
        }),
        home_href: "/".to_owned(),
        code_action: "/check".to_owned(),
        certificates_href: "/certificates?state=in_force".to_owned(),
        log_href: "/log".to_owned(),
        sign_in_href: "/sign-in".to_owned(),
        domain: "tem.ocop.example".to_owned(),
        hotline: Hotline {
            office: "Văn phòng OCOP tỉnh Thái Nguyên (mẫu)".to_owned(),
            phone: "1900 0000".to_owned(),
        },
        sample_data: true,
    }
}

/// An issued stamp with every fact that a page can show.
pub(crate) fn stamp(state: StampState) -> IssuedStamp {
    IssuedStamp {
        state,
        notices: Vec::new(),
        certificate: Certificate {
            number: Some("TN-0142/2025".to_owned()),
            stars: 4,
            valid_from: date(2025, 2, 15),
            valid_until: date(2028, 2, 15),
            decision: decision("412/QĐ-UBND", date(2025, 2, 15)),
        },
        successor: None,
        product: Some(product()),
        holder: Some(Holder {
            name: "Hợp tác xã Chè Suối Mây (mẫu)".to_owned(),
            kind: ProducerKind::Cooperative,
            address_as_certified: Some(
                "Xóm Gò Đá, xã Tân Cương, thành phố Thái Nguyên, tỉnh Thái Nguyên".to_owned(),
            ),
            address_today: Some("Xóm Gò Đá, xã Tân Cương, tỉnh Thái Nguyên".to_owned()),
            contact: Some("0208 000 0000".to_owned()),
        }),
        goods: Goods {
            lot: Some(declared("SM-0117".to_owned())),
            made: Some(declared(made())),
            best_before: Some(declared(date(2029, 1, 18))),
        },
        serial: Serial { batch: 1_024, index: 16 },
        decided_by: vec![271],
        look: StampLook { short_code: true, scratch_layer: true },
    }
}

pub(crate) fn product() -> Product {
    Product {
        name: "Chè tôm nõn Suối Mây".to_owned(),
        picture: Some(Picture { href: "/pictures/1.jpg".to_owned(), width: 640, height: 640 }),
        net_content: Some("200 g, hộp giấy".to_owned()),
        group: ProductGroup::Drinks,
        code: ProductCode::Gtin("08930000000017".to_owned()),
        place_of_production: Some(confirmed("Xã Tân Cương, tỉnh Thái Nguyên".to_owned())),
        raw_material_area: Some(declared("12 ha chè của 34 hộ, xã Tân Cương".to_owned())),
        location_code: Some(confirmed("8930000000024".to_owned())),
        raw_material_code: Some(confirmed("05449".to_owned())),
        papers: vec![
            confirmed(Paper {
                kind: PaperKind::QualityCertificate,
                name: "VietGAP VG-0000-19".to_owned(),
                valid_until: Some(date(2028, 8, 1)),
            }),
            declared(Paper {
                kind: PaperKind::GeographicalIndication,
                name: "Tân Cương, số 00000".to_owned(),
                valid_until: None,
            }),
        ],
        safety_warning: Some("Không dùng khi bao bì rách hoặc chè có mùi mốc.".to_owned()),
        storage: Some("Nơi khô, mát, tránh nắng; đậy kín sau khi mở.".to_owned()),
    }
}

pub(crate) fn successor() -> Successor {
    Successor { number: "TN-0107/2028".to_owned(), stars: 5, valid_until: date(2031, 1, 20) }
}

pub(crate) fn measure(reason: Reason) -> Measure {
    Measure {
        reason,
        recorded_on: date(2028, 2, 17),
        in_force_since: date(2028, 2, 18),
        decision: Some(decision("377/QĐ-UBND", date(2028, 2, 16))),
        review_on: None,
    }
}

fn expiry(goods: GoodsAtExpiry) -> Expiry {
    Expiry { ended_on: date(2028, 2, 15), goods }
}

fn made() -> Days {
    Days { first: date(2028, 1, 18), last: date(2028, 1, 18) }
}

pub(crate) fn decision(number: &str, decided_on: Date) -> Decision {
    Decision {
        number: number.to_owned(),
        decided_on,
        decided_by: "UBND tỉnh Thái Nguyên (mẫu)".to_owned(),
    }
}

fn declared<T>(value: T) -> Sourced<T> {
    Sourced { value, source: Source::Producer }
}

fn confirmed<T>(value: T) -> Sourced<T> {
    Sourced { value, source: Source::Authority }
}
