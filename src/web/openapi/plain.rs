//! Schemas of types that are one number or one text in JSON: what each takes, as far as JSON Schema can say it. The
//! rules themselves are their types'; what a schema can't say (a check digit, that a commune exists) its words do.

use std::borrow::Cow;

use serde_json::json;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder, RefOr, Schema, SchemaFormat,
        schema::{SchemaType, Type},
    },
};

use crate::{
    access::{
        AccountNumber, CommuneCode, Email, NoticeNumber, PhoneNumber, ProposalNumber, Territory,
        TokenNumber,
    },
    app::{Languages, PrintJobNumber},
    log::{ActorId, Base64Url, Commitment, Lot, Text},
    registry::{
        PictureId, ProducerNumber, ProductNumber, Stars,
        policy::ProvinceCode,
        units::{self, Province},
    },
    stamp::{BaseUrl, BatchNumber, CertificateNumber, Gtin, KeyNumber, Pin, StampIndex},
    verification::{Standing, Verdict},
    web::problem::CODES,
};

/// Numbers of the service, each up to the largest that its field holds.
macro_rules! numbers {
    ($($name:ty: $description:literal;)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let largest = u64::from(<$name>::LARGEST);
                let number = ObjectBuilder::new().schema_type(Type::Integer).examples([json!(12)]);
                number.minimum(Some(0)).maximum(Some(largest)).description(Some($description)).into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

numbers! {
    KeyNumber: "The number of an issuer key. 0 is the demo's.";
    CertificateNumber: "The service's number of a certificate.";
    BatchNumber: "The number of a batch.";
    StampIndex: "A stamp's place in its batch, from 0.";
    ProducerNumber: "The service's number of a producer.";
    ProductNumber: "The service's number of a product.";
    AccountNumber: "The number of an account.";
    NoticeNumber: "The number of a notice.";
    ProposalNumber: "The number of a proposal.";
    TokenNumber: "The number of a token.";
    PrintJobNumber: "The number of a print job.";
}

/// Texts by their pattern (ECMA-262) and an example.
macro_rules! texts {
    ($($name:ty: $pattern:literal, $example:literal, $description:literal;)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                text($pattern, $example, $description).into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

texts! {
    Text: r"^[^\u0000-\u001f\u007f-\u009f]{1,200}$", "123/QĐ-UBND", "A text in Unicode NFC, of at most 200 bytes in \
        UTF-8, without control characters. It may stand in the public log.";
    Lot: "^[A-Za-z0-9./_-]{1,30}$", "L2026-07", "A producer's lot.";
    ActorId: "^[0-9a-f]{32}$", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "Who acted, as the public may know it: fresh for each \
        entry.";
    Commitment: "^[0-9a-f]{64}$", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "SHA-256, in hex.";
    Pin: "^[0-9]{8}$", "00000417", "What stands under a stamp's scratch layer.";
    Gtin: "^[0-9]{14}$", "08936000000013", "A GTIN padded to fourteen digits, its check digit right.";
    PictureId: r"^[0-9a-f]{64}\.(png|jpg|svg)$",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.jpg",
        "A picture by the SHA-256 of its bytes.";
    CommuneCode: "^[0-9]{5}$", "00802", "A commune of today (QĐ 19/2025/QĐ-TTg).";
    PhoneNumber: r"^[-+0-9 .()]{9,30}$", "+84912345678", "A telephone number of 9 to 15 digits; one that begins with a \
        single 0 is of Viet Nam. It is answered as +84…";
    Email: r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$", "mau@example.vn", "An e-mail address.";
    BaseUrl: "^https?://[-a-z0-9.]+(:[0-9]+)?$", "https://tem.example.vn", "The service's public address.";
}

impl PartialSchema for ProvinceCode {
    fn schema() -> RefOr<Schema> {
        let codes = words(units::provinces().map(Province::code));
        codes.description(Some("A province of today, by its code (QĐ 19/2025/QĐ-TTg).")).into()
    }
}

impl ToSchema for ProvinceCode {}

impl PartialSchema for Territory {
    fn schema() -> RefOr<Schema> {
        let places = words(units::provinces().map(Province::code).chain(["country"]));
        places.description(Some("A province of today, or the whole country.")).into()
    }
}

impl ToSchema for Territory {}

impl<const N: usize> PartialSchema for Base64Url<N> {
    fn schema() -> RefOr<Schema> {
        let characters = (N * 8).div_ceil(6);
        let description = format!("{N} bytes in base64url without padding.");
        let pattern = format!("^[A-Za-z0-9_-]{{{characters}}}$");
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
        text.description(Some(description)).into()
    }
}

impl<const N: usize> ToSchema for Base64Url<N> {
    fn name() -> Cow<'static, str> {
        format!("Base64UrlOf{N}Bytes").into()
    }
}

impl PartialSchema for Stars {
    fn schema() -> RefOr<Schema> {
        let stars = ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([3, 4, 5]));
        stars.description(Some("Stars of a certificate.")).into()
    }
}

impl ToSchema for Stars {}

impl PartialSchema for Languages {
    fn schema() -> RefOr<Schema> {
        let languages = ArrayBuilder::new().items(words(["vi", "en"])).min_items(Some(1));
        languages
            .description(Some("The languages of pages and problems, the first by default."))
            .into()
    }
}

impl ToSchema for Languages {}

fn text(pattern: &str, example: &str, description: &str) -> ObjectBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern));
    text.examples([json!(example)]).description(Some(description))
}

/// One of some words.
fn words<'w>(words: impl IntoIterator<Item = &'w str>) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words))
}

/// What a stamp is worth.
pub(in crate::web) fn verdict() -> ObjectBuilder {
    words(Verdict::ALL.map(Verdict::word))
}

/// What a certificate is worth.
pub(in crate::web) fn standing() -> ObjectBuilder {
    words(Standing::ALL.map(Standing::word))
}

/// How a stamp was checked.
pub(in crate::web) fn checked_by() -> ObjectBuilder {
    words(["signature", "short_code"])
}

/// Warnings beside a verdict.
pub(in crate::web) fn warnings() -> ArrayBuilder {
    ArrayBuilder::new().items(words(["key_compromised_later", "register_record_missing"]))
}

/// What a certificate confirms.
pub(in crate::web) fn certificate_alone() -> ObjectBuilder {
    words(["certificate"])
}

/// The stable word of a problem.
pub(in crate::web) fn problem_code() -> ObjectBuilder {
    words(CODES.iter().copied())
}

/// The kinds of the log's entries.
pub(in crate::web) fn entry_kind() -> ObjectBuilder {
    words(crate::log::Body::KINDS)
}

/// A JPEG, or a file for spreadsheets.
pub(in crate::web) fn bytes() -> ObjectBuilder {
    let anything = SchemaType::AnyValue;
    ObjectBuilder::new().schema_type(anything).format(Some(SchemaFormat::Custom("binary".into())))
}
